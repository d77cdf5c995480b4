// SPDX-License-Identifier: MIT
/* pcapng files. libpcap reads them and cannot write them. */
#include "sim/pcapng.h"
#include "words.h"

#include "sim/places.h"
#include "sim/record.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES (256u << 10)
#define WAIT_BYTES   (64u << 20)
#define OPTION_MAX   65535u /* bytes: its length has 16 bits */
#define LINK_SPEED   1000000000ull

/* draft-ietf-opsawg-pcapng: 4.1 section header, 4.2 interface description, 4.3
 * enhanced packet. */
#define BLOCK_SECTION	0x0a0d0d0au
#define BLOCK_INTERFACE 1u
#define BLOCK_PACKET	6u
#define BYTE_ORDER_WORD 0x1a2b3c4du
#define LINKTYPE_ETHER	1u

enum {
	OPT_END = 0,
	OPT_COMMENT = 1,
	SHB_USERAPPL = 4,
	IF_NAME = 2,
	IF_DESCRIPTION = 3,
	IF_SPEED = 8,
	IF_TSRESOL = 9,
	IF_FCSLEN = 13,
	IF_HARDWARE = 15,
	EPB_FLAGS = 2,
	EPB_PACKETID = 5,
	EPB_QUEUE = 6,
};

#define FLAG_INBOUND   1u
#define FLAG_OUTBOUND  2u
#define FLAG_BAD_FCS   (1u << 24)
#define FLAG_TOO_SHORT (1u << 26)
#define FLAG_SYMBOL    (1u << 31)

/* A frame that has not ended yet. */
struct waiting {
	struct waiting *next;
	struct pcapng_frame f; /* its data is behind */
	bool in_wave;
	uint8_t data[];
};

struct pcapng {
	int fd;
	int error; /* errno of the first write that failed */
	char *path, *temp, *wave;
	struct ledger *ledger;
	ps_t from, until; /* of the waveform */

	uint8_t *buf;
	size_t used, room;
	size_t block; /* where the block begins that is being made */

	struct waiting *first, **last;
	size_t waits, wait_bytes;

	/* What is said of the place where the last frame ended. */
	const char *place;
	char place_text[128];
};

static void *need(void *p)
{
	if (p)
		return p;
	fprintf(stderr, "pcapng: out of memory\n");
	exit(1);
}

static char *copy(const char *s)
{
	return s ? need(strdup(s)) : NULL;
}

/* ---- the file -------------------------------------------------------------
 */

static void flush(struct pcapng *p)
{
	size_t at = 0;

	while (at < p->used && !p->error) {
		ssize_t n = write(p->fd, p->buf + at, p->used - at);

		if (n >= 0)
			at += (size_t)n;
		else if (errno != EINTR)
			p->error = errno;
	}
	p->used = 0;
}

/* ---- blocks ---------------------------------------------------------------
 */

/* Room for @n more bytes, and what pads them. */
static uint8_t *room(struct pcapng *p, size_t n)
{
	size_t want = p->used + n + 4;

	if (want > p->room) {
		p->room = 2 * want;
		p->buf = need(realloc(p->buf, p->room));
	}
	return p->buf + p->used;
}

static void put16(struct pcapng *p, uint32_t v)
{
	uint16_t little = htole16((uint16_t)v);

	memcpy(room(p, 2), &little, 2);
	p->used += 2;
}

static void store32(uint8_t *at, uint32_t v)
{
	v = htole32(v);
	memcpy(at, &v, 4);
}

static void put32(struct pcapng *p, uint32_t v)
{
	store32(room(p, 4), v);
	p->used += 4;
}

static void put64(struct pcapng *p, uint64_t v)
{
	put32(p, (uint32_t)v);
	put32(p, (uint32_t)(v >> 32));
}

/* Filled up with zeros to whole words. */
static void put_bytes(struct pcapng *p, const void *data, size_t len)
{
	uint8_t *at = room(p, len);
	size_t pad = -len & 3;

	if (len)
		memcpy(at, data, len);
	memset(at + len, 0, pad);
	p->used += len + pad;
}

static void option(struct pcapng *p, unsigned code, const void *data,
		   size_t len)
{
	put16(p, code);
	put16(p, (uint32_t)len);
	put_bytes(p, data, len);
}

static void option32(struct pcapng *p, unsigned code, uint32_t v)
{
	put16(p, code);
	put16(p, 4);
	put32(p, v);
}

static void option64(struct pcapng *p, unsigned code, uint64_t v)
{
	put16(p, code);
	put16(p, 8);
	put64(p, v);
}

/* UTF-8; what is too long ends with a whole character. */
static void option_text(struct pcapng *p, unsigned code, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	if (!text)
		return;
	if (n > OPTION_MAX) {
		n = OPTION_MAX;
		while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	option(p, code, text, n);
}

static void begin_block(struct pcapng *p, uint32_t type)
{
	p->block = p->used;
	put32(p, type);
	put32(p, 0); /* the length, later */
}

static void end_block(struct pcapng *p)
{
	uint32_t len;

	put32(p, OPT_END);
	len = (uint32_t)(p->used - p->block) + 4;
	put32(p, len);
	store32(p->buf + p->block + 4, len);
	if (p->used >= BUFFER_BYTES)
		flush(p);
}

/* No time of the day: the same run gives the same bytes. */
static void put_headers(struct pcapng *p, const struct pcapng_tap *t)
{
	static const uint8_t nanoseconds = 9, no_fcs;

	begin_block(p, BLOCK_SECTION);
	put32(p, BYTE_ORDER_WORD);
	put16(p, 1); /* version 1.0 */
	put16(p, 0);
	put64(p, UINT64_MAX); /* length of the section: up to the end */
	option_text(p, OPT_COMMENT, t->comment);
	option_text(p, SHB_USERAPPL, "Ringside");
	end_block(p);

	begin_block(p, BLOCK_INTERFACE);
	put16(p, LINKTYPE_ETHER);
	put16(p, 0);
	put32(p, 0); /* frames are never cut */
	option_text(p, IF_NAME, t->name);
	option_text(p, IF_DESCRIPTION, t->description);
	option64(p, IF_SPEED, LINK_SPEED);
	option(p, IF_TSRESOL, &nanoseconds, 1);
	option(p, IF_FCSLEN, &no_fcs, 1);
	option_text(p, IF_HARDWARE, t->hardware);
	end_block(p);
}

static uint32_t flags_of(const struct pcapng_frame *f)
{
	uint32_t flags = f->outbound ? FLAG_OUTBOUND : FLAG_INBOUND;

	if (f->errors & PCAPNG_BAD_FCS)
		flags |= FLAG_BAD_FCS;
	if (f->errors & PCAPNG_TOO_SHORT)
		flags |= FLAG_TOO_SHORT;
	if (f->errors & PCAPNG_SYMBOL)
		flags |= FLAG_SYMBOL;
	return flags;
}

/* Many frames in a row end at the same place. */
static const char *place_text(struct pcapng *p, const char *place)
{
	const char *words;
	struct words w;

	if (place == p->place)
		return p->place_text;
	p->place = place;
	words = place_words(place);
	w = words_begin(p->place_text, sizeof(p->place_text));
	words_text(&w, "ended: ");
	words_text(&w, place);
	if (*words) {
		words_text(&w, " (");
		words_text(&w, words);
		words_text(&w, ")");
	}
	return p->place_text;
}

static void comments(struct pcapng *p, const struct pcapng_frame *f,
		     const char *place, bool in_wave)
{
	char text[NAME_MAX + 64]; /* a frame's words are shorter */
	struct words w = words_begin(text, sizeof(text));

	if (f->id) {
		words_text(&w, "#");
		words_number(&w, f->id);
		words_text(&w, " ");
	}
	frame_describe(f->data, f->len, w.at, w.room);
	option_text(p, OPT_COMMENT, text);
	if (place)
		option_text(p, OPT_COMMENT, place_text(p, place));
	else if (f->id && p->ledger)
		option_text(p, OPT_COMMENT, "still on its way");
	if (!in_wave)
		return;
	w = words_begin(text, sizeof(text));
	words_text(&w, "fst=");
	words_text(&w, p->wave);
	words_text(&w, "@");
	words_number(&w, f->at);
	words_text(&w, "ps");
	option_text(p, OPT_COMMENT, text);
}

static void put_frame(struct pcapng *p, const struct pcapng_frame *f,
		      bool in_wave)
{
	uint64_t ns = f->at / PS_PER_NS;

	begin_block(p, BLOCK_PACKET);
	put32(p, 0); /* the only interface */
	put32(p, (uint32_t)(ns >> 32));
	put32(p, (uint32_t)ns);
	put32(p, f->len);
	put32(p, f->len);
	put_bytes(p, f->data, f->len);
	option32(p, EPB_FLAGS, flags_of(f));
	if (f->id)
		option64(p, EPB_PACKETID, f->id);
	option32(p, EPB_QUEUE, 0);
	comments(p, f, p->ledger ? ledger_place(p->ledger, f->id) : NULL,
		 in_wave);
	end_block(p);
}

/* ---- frames that wait -----------------------------------------------------
 */

static bool ended(const struct pcapng *p, uint32_t id)
{
	return !p->ledger || !id || !ledger_alive(p->ledger, id);
}

static void write_first(struct pcapng *p)
{
	struct waiting *w = p->first;

	p->first = w->next;
	if (!p->first)
		p->last = &p->first;
	p->waits -= sizeof(*w) + w->f.len;
	put_frame(p, &w->f, w->in_wave);
	free(w);
}

static void write_ended(struct pcapng *p)
{
	while (p->first && ended(p, p->first->f.id))
		write_first(p);
}

/* Only the first one's end lets frames go. */
static void on_end(void *arg, uint32_t id, const char *place)
{
	struct pcapng *p = arg;

	if (p->first && p->first->f.id == id)
		write_ended(p);
}

void pcapng_frame(struct pcapng *p, const struct pcapng_frame *f)
{
	bool in_wave = p->wave && f->at >= p->from && f->at < p->until;
	struct waiting *w;

	if (!p->first && ended(p, f->id)) {
		put_frame(p, f, in_wave);
		return;
	}
	w = need(malloc(sizeof(*w) + f->len));
	w->next = NULL;
	w->f = *f;
	w->f.data = w->data;
	w->in_wave = in_wave;
	if (f->len)
		memcpy(w->data, f->data, f->len);
	*p->last = w;
	p->last = &w->next;
	p->waits += sizeof(*w) + f->len;
	if (p->first && p->waits > p->wait_bytes) {
		write_first(p);
		write_ended(p);
	}
}

void pcapng_window(struct pcapng *p, ps_t from, ps_t until)
{
	p->from = from;
	p->until = until;
}

/* ---- open and close -------------------------------------------------------
 */

static void release(struct pcapng *p)
{
	if (p->ledger)
		ledger_unlisten(p->ledger, on_end, p);
	while (p->first) {
		struct waiting *w = p->first;

		p->first = w->next;
		free(w);
	}
	free(p->buf);
	free(p->path);
	free(p->temp);
	free(p->wave);
	free(p);
}

struct pcapng *pcapng_open(const char *path, const struct pcapng_tap *t,
			   char *err, size_t err_len)
{
	struct pcapng *p = need(calloc(1, sizeof(*p)));
	size_t n = strlen(path);

	p->last = &p->first;
	p->from = p->until = PS_NEVER;
	p->wait_bytes = t->wait_bytes ? t->wait_bytes : WAIT_BYTES;
	p->path = copy(path);
	p->wave = copy(t->wave);
	p->temp = need(malloc(n + sizeof(".part")));
	memcpy(p->temp, path, n);
	memcpy(p->temp + n, ".part", sizeof(".part"));
	p->fd = open(p->temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (p->fd < 0) {
		snprintf(err, err_len, "%s: %s", p->temp, strerror(errno));
		release(p);
		return NULL;
	}
	p->ledger = t->ledger;
	if (p->ledger)
		ledger_listen(p->ledger, on_end, p);
	put_headers(p, t);
	flush(p);
	return p;
}

int pcapng_close(struct pcapng *p, char *err, size_t err_len)
{
	int ret = 0;

	if (!p)
		return 0;
	while (p->first)
		write_first(p);
	flush(p);
	if (close(p->fd) && !p->error)
		p->error = errno;
	if (!p->error && rename(p->temp, p->path))
		p->error = errno;
	if (p->error) {
		snprintf(err, err_len, "%s: cannot be written: %s", p->path,
			 strerror(p->error));
		unlink(p->temp);
		ret = -1;
	}
	release(p);
	return ret;
}

void pcapng_discard(struct pcapng *p)
{
	if (!p)
		return;
	close(p->fd);
	unlink(p->temp);
	release(p);
}
