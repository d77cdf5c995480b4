/* SPDX-License-Identifier: MIT */
/* A pcapng file in a folder of its own, and its blocks. */
#ifndef PCAPNG_FILE_H
#define PCAPNG_FILE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/ledger.h"
#include "sim/pcapng.h"

#define NS(n) ((n)*PS_PER_NS)

static char dir[] = "/tmp/ringside-pcapng-XXXXXX";
static char path[64], part[80], host_path[80], err[512];
static struct ledger *l;
static uint8_t *file;
static size_t file_len;

static inline void setup(void)
{
	snprintf(dir + strlen(dir) - 6, 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/a.pcapng", dir);
	snprintf(part, sizeof(part), "%s.part", path);
	snprintf(host_path, sizeof(host_path), "%s.host", path);
	l = ledger_create();
	file = NULL;
	err[0] = '\0';
}

static inline void teardown(void)
{
	free(file);
	ledger_destroy(l);
	unlink(path);
	unlink(part);
	unlink(host_path);
	ck_assert_int_eq(rmdir(dir), 0);
}

static inline void read_file(void)
{
	FILE *f = fopen(path, "rb");

	ck_assert_ptr_nonnull(f);
	fseek(f, 0, SEEK_END);
	file_len = (size_t)ftell(f);
	rewind(f);
	free(file);
	file = malloc(file_len);
	ck_assert_uint_eq(fread(file, 1, file_len, f), file_len);
	fclose(f);
}

static inline uint32_t le32(const uint8_t *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint32_t le16(const uint8_t *p)
{
	return p[0] | p[1] << 8;
}

struct block {
	uint32_t type;
	const uint8_t *body, *end; /* without the lengths */
	const uint8_t *options;
};

/* The block number @n; its lengths and the layout of its options are right, or
 * the test ends. False if there is none. */
static inline bool block(unsigned n, struct block *b)
{
	const uint8_t *p = file, *o;
	uint32_t len = 0;

	for (unsigned i = 0;; i++, p += len) {
		if (p == file + file_len)
			return false;
		len = le32(p + 4);
		/* An assertion that holds costs a write. */
		if (len < 12 || len % 4 ||
		    len > (size_t)(file + file_len - p) ||
		    le32(p + len - 4) != len)
			ck_abort_msg("the length of block %u is wrong", i);
		if (i == n)
			break;
	}
	b->type = le32(p);
	b->body = p + 8;
	b->end = p + len - 4;
	b->options = b->body + (b->type == 0x0a0d0d0a ? 16
				: b->type == 1	      ? 8
						      : 20);
	if (b->type == 6)
		b->options += (le32(b->body + 12) + 3) / 4 * 4;
	for (o = b->options; le16(o); o += 4 + (le16(o + 2) + 3) / 4 * 4) {
		ck_assert(o + 4 + le16(o + 2) <= b->end);
		for (unsigned i = le16(o + 2); i % 4; i++)
			ck_assert_uint_eq(o[4 + i], 0);
	}
	ck_assert_uint_eq(le16(o + 2), 0);
	ck_assert_ptr_eq(o + 4, b->end);
	return true;
}

/* The @n-th option of this code, NULL if there is none. */
static inline const uint8_t *option(const struct block *b, unsigned code,
				    unsigned n, unsigned *len)
{
	const uint8_t *o = b->options;

	for (; le16(o); o += 4 + (le16(o + 2) + 3) / 4 * 4)
		if (le16(o) == code && !n--) {
			*len = le16(o + 2);
			return o + 4;
		}
	return NULL;
}

/* The comments of the frame @n, from 0, each in brackets. */
static inline const char *comments(unsigned n)
{
	static char text[1024];
	const uint8_t *o;
	struct block b;
	unsigned len;

	text[0] = '\0';
	if (!block(n + 2, &b))
		return "no frame";
	for (unsigned i = 0; (o = option(&b, 1, i, &len)); i++)
		sprintf(text + strlen(text), "[%.*s]", (int)len,
			(const char *)o);
	return text;
}

static inline unsigned frames(void)
{
	struct block b;
	unsigned n = 0;

	while (block(n, &b))
		n++;
	return n - 2;
}

static inline struct pcapng *begin_file(const struct pcapng_tap *t)
{
	struct pcapng *p = pcapng_open(path, t, err, sizeof(err));

	ck_assert_msg(p, "%s", err);
	return p;
}

static inline void end_file(struct pcapng *p)
{
	ck_assert_msg(!pcapng_close(p, err, sizeof(err)), "%s", err);
	read_file();
}

static const uint8_t zeros[10000];

static inline void add(struct pcapng *p, uint32_t id, ps_t at)
{
	struct pcapng_frame f = {.at = at, .id = id, .data = zeros, .len = 60};

	pcapng_frame(p, &f);
}

#endif
