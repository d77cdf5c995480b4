// SPDX-License-Identifier: MIT
/*
 * The timeline as one HTML file: a page that draws (sim/record/page) around the
 * events, one array of JSON numbers and strings:
 *
 *	time since the event before in ps, code, arguments
 *
 * A code of 0 and up is a lane, whose argument is its new value. The negative
 * ones are enum page_code. A text is written out where it comes first, and is a
 * number from then on: its place among all texts, from 1; 0 is "".
 */
#include "json_out.h"
#include "sim/record_file.h"
#include "sim/regs.h"

#include <stdlib.h>
#include <string.h>

#include "page_text.h"

/* What a browser opens at once and draws without a pause. */
#define MOST_EVENTS 300000u
#define MOST_BYTES  (20u << 20)

enum page_code {
	PAGE_MMIO = -1,	 /* enum record_mmio, text, function */
	PAGE_IRQ = -2,	 /* enum record_irq, vector */
	PAGE_DESC = -3,	 /* enum record_desc, index, text */
	PAGE_FRAME = -4, /* enum record_frame, id, argument: BORN: the other
			    frame * 2 + origin, ENDED: place, else 0 */
	PAGE_NAME = -5,	 /* id, text */
	PAGE_LOG = -6,	 /* level, text */
	PAGE_BEGIN = -7, /* nothing is known any more */
	PAGE_LANE = -8,	 /* lane, scope, name, kind, names of states */
	PAGE_END = -9,
};

struct text {
	char *s;
	uint32_t number;
};

/* How many characters of its words a frame has been given. */
#define FRAMES 65536u /* a power of two */

struct page {
	struct record_file file;
	struct json_out out;
	const struct record *record;
	bool comma, full, on;
	ps_t last;
	uint64_t events, left_out;
	struct text *texts; /* by hash */
	uint32_t ntexts, room;
	struct {
		uint32_t id, words;
	} named[FRAMES];
};

/* ---- numbers and texts -----------------------------------------------------
 */

static void put(struct page *p, int64_t n)
{
	if (p->comma)
		json_raw(&p->out, ",", 1);
	p->comma = true;
	if (n < 0)
		json_raw(&p->out, "-", 1);
	json_number(&p->out, (uint64_t)(n < 0 ? -n : n));
}

static uint32_t hash(const char *s)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

static struct text *slot_of(const struct page *p, const char *s)
{
	uint32_t i = hash(s) & (p->room - 1);

	while (p->texts[i].s && strcmp(p->texts[i].s, s) != 0)
		i = (i + 1) & (p->room - 1);
	return &p->texts[i];
}

static bool grow(struct page *p)
{
	struct text *old = p->texts;
	uint32_t n = p->room;
	struct text *bigger = calloc(n ? 2 * n : 1024, sizeof(*bigger));

	if (!bigger)
		return false;
	p->room = n ? 2 * n : 1024;
	p->texts = bigger;
	for (uint32_t i = 0; i < n; i++)
		if (old[i].s)
			*slot_of(p, old[i].s) = old[i];
	free(old);
	return true;
}

static void put_text(struct page *p, const char *s)
{
	struct text *t;

	if (!s || !*s) {
		put(p, 0);
		return;
	}
	if (2 * p->ntexts >= p->room && !grow(p)) {
		put(p, 0);
		return;
	}
	t = slot_of(p, s);
	if (t->s) {
		put(p, t->number);
		return;
	}
	t->s = strdup(s);
	t->number = ++p->ntexts;
	json_raw(&p->out, ",", 1);
	json_text(&p->out, s);
}

static void put_event(struct page *p, ps_t at, int code)
{
	put(p, (int64_t)(at - p->last));
	put(p, code);
	p->last = at;
	p->events++;
}

/* ---- events ----------------------------------------------------------------
 */

static void on_mmio(struct page *p, const struct record_event *e)
{
	uint32_t offset = (uint32_t)e->addr, value = (uint32_t)e->value;
	char name[REG_NAME_BYTES], bits[REG_BITS_BYTES];
	char words[REG_NAME_BYTES + REG_BITS_BYTES + 32];

	reg_name(offset, name, sizeof(name));
	reg_bits(offset, value, bits, sizeof(bits));
	snprintf(words, sizeof(words), "%s %s = %s (0x%08x)",
		 e->what == MMIO_READ ? "read" : "write", name, bits, value);
	put_event(p, e->at, PAGE_MMIO);
	put(p, e->what);
	put_text(p, words);
	put_text(p, e->who);
}

static void on_desc(struct page *p, const struct record_event *e)
{
	unsigned len = (unsigned)(e->addr & 0xffff);
	unsigned long long buffer = e->value;
	char words[96];

	switch (e->what) {
	case RX_FETCHED:
		snprintf(words, sizeof(words), "rx %u fetched: buffer 0x%llx",
			 e->index, buffer);
		break;
	case RX_WRITTEN:
		snprintf(words, sizeof(words), "rx %u written back: %u bytes",
			 e->index, len);
		break;
	case TX_FETCHED:
		snprintf(words, sizeof(words),
			 "tx %u fetched: %u bytes at 0x%llx", e->index, len,
			 buffer);
		break;
	default:
		snprintf(words, sizeof(words), "tx %u written back", e->index);
	}
	put_event(p, e->at, PAGE_DESC);
	put(p, e->what);
	put(p, e->index);
	put_text(p, words);
}

/* A frame's words are known some time after it was born. */
static void name_frame(struct page *p, const struct record_event *e)
{
	uint32_t i = e->frame % FRAMES, n;
	char words[128];

	/* A frame of the host gets its bytes between its birth and its
	 * sending; whether before or after this is delivered depends on how
	 * far the card's clock is behind. */
	if (e->what == FRAME_BORN || e->what == FRAME_WORK)
		snprintf(words, sizeof(words), "#%u", e->frame);
	else
		record_frame_text(p->record, e->frame, words, sizeof(words));
	n = (uint32_t)strlen(words);
	if (p->named[i].id == e->frame && p->named[i].words >= n)
		return;
	p->named[i].id = e->frame;
	p->named[i].words = n;
	put_event(p, e->at, PAGE_NAME);
	put(p, e->frame);
	put_text(p, words);
}

static void on_frame(struct page *p, const struct record_event *e)
{
	if (e->frame)
		name_frame(p, e);
	put_event(p, e->at, PAGE_FRAME);
	put(p, e->what);
	put(p, e->frame);
	if (e->what == FRAME_ENDED)
		put_text(p, e->text);
	else if (e->what == FRAME_BORN)
		put(p, (int64_t)(e->addr * 2 + e->value));
	else
		put(p, 0);
}

static void on_lane(struct page *p, const struct record_event *e)
{
	put_event(p, e->at, (int)e->lane);
	if (record_lane_of(p->record, e->lane)->kind == LANE_TEXT)
		put_text(p, e->text);
	else
		put(p, (int64_t)e->value);
}

static void put_end(struct page *p, ps_t at)
{
	if (p->on)
		put_event(p, at, PAGE_END);
	p->on = false;
}

static void on_event(struct record_sink *s, const struct record_event *e)
{
	struct page *p = (struct page *)s;

	if (e->type == RECORD_MAP)
		return;
	if (p->full) {
		p->left_out++;
		return;
	}
	/* Whole moments only. */
	if (e->at != p->last &&
	    (p->events >= MOST_EVENTS || p->out.bytes >= MOST_BYTES)) {
		put_end(p, e->at);
		p->full = true;
		p->left_out++;
		return;
	}
	switch (e->type) {
	case RECORD_LANE:
		on_lane(p, e);
		return;
	case RECORD_MMIO:
		on_mmio(p, e);
		return;
	case RECORD_IRQ:
		put_event(p, e->at, PAGE_IRQ);
		put(p, e->what);
		put(p, (int64_t)e->value);
		return;
	case RECORD_DESC:
		on_desc(p, e);
		return;
	case RECORD_FRAME:
		on_frame(p, e);
		return;
	case RECORD_LOG:
		put_event(p, e->at, PAGE_LOG);
		put(p, (int64_t)e->value);
		put_text(p, e->text);
		return;
	default:
		return;
	}
}

/* ---- begin and end ---------------------------------------------------------
 */

static void put_lane(struct page *p, ps_t at, unsigned lane)
{
	const struct lane *l = record_lane_of(p->record, lane);
	char names[256] = "";
	size_t n = 0;

	for (unsigned i = 0; l->kind == LANE_STATE && l->names[i]; i++) {
		size_t len = strlen(l->names[i]);

		if (n + len + 2 > sizeof(names))
			break;
		if (i)
			names[n++] = '|';
		memcpy(names + n, l->names[i], len + 1);
		n += len;
	}
	put_event(p, at, PAGE_LANE);
	put(p, lane);
	put_text(p, l->scope);
	put_text(p, l->name);
	put(p, l->kind);
	put_text(p, names);
}

static void on_begin(struct record_sink *s, const struct record *r, ps_t at)
{
	struct page *p = (struct page *)s;

	p->record = r;
	if (p->full)
		return;
	p->on = true;
	put_event(p, at, PAGE_BEGIN);
	for (unsigned i = 0; i < record_lanes(r); i++)
		put_lane(p, at, i);
}

static void on_end(struct record_sink *s, ps_t at)
{
	put_end((struct page *)s, at);
}

static void release(struct page *p)
{
	for (uint32_t i = 0; i < p->room; i++)
		free(p->texts[i].s);
	free(p->texts);
	free(p);
}

static int on_close(struct record_file *f, char *err, size_t err_len)
{
	struct page *p = (struct page *)f;
	int ret;

	json_put(&p->out, "],\n\"left_out\":%llu}\n",
		 (unsigned long long)p->left_out);
	json_raw(&p->out, page_tail, sizeof(page_tail) - 1);
	ret = json_close(&p->out, err, err_len);
	release(p);
	return ret;
}

static void on_discard(struct record_file *f)
{
	struct page *p = (struct page *)f;

	json_discard(&p->out);
	release(p);
}

struct record_file *record_page(const char *path, const char *title, char *err,
				size_t err_len)
{
	struct page *p = calloc(1, sizeof(*p));

	if (!p) {
		snprintf(err, err_len, "%s: out of memory", path);
		return NULL;
	}
	if (json_open(&p->out, path, err, err_len)) {
		release(p);
		return NULL;
	}
	p->file.sink.begin = on_begin;
	p->file.sink.event = on_event;
	p->file.sink.end = on_end;
	p->file.close = on_close;
	p->file.discard = on_discard;
	json_raw(&p->out, page_head, sizeof(page_head) - 1);
	json_raw(&p->out, "{\"title\":", 9);
	json_text(&p->out, title);
	json_raw(&p->out, ",\n\"events\":[", 12);
	return &p->file;
}
