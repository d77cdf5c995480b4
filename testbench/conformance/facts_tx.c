// SPDX-License-Identifier: MIT
/* What transmit descriptors tell (3.3), for the comparison of what is sent. */
#include "differences.h"

#include <string.h>

#define CMD_EOP	 0x01
#define CMD_IFCS 0x02
#define CMD_TSE	 0x04
#define CMD_DEXT 0x20
#define CMD_VLE	 0x40
#define DTYP_D	 1

static uint32_t get32(const uint8_t *at)
{
	uint32_t v;

	memcpy(&v, at, 4);
	return v;
}

/* Headers and segment size, of the context. */
static uint32_t header_length(const struct told *t)
{
	return t->context[3] >> 8 & 0xff;
}

static uint32_t segment_size(const struct told *t)
{
	return t->context[3] >> 16;
}

static void end(struct facts *f)
{
	struct told *t = &f->part;
	uint32_t mss = segment_size(t), headers = header_length(t);

	t->segments = 1;
	if (t->tso && mss && t->len > headers)
		t->segments = (t->len - headers + mss - 1) / mss;
	for (t->segment = 0; t->segment < t->segments; t->segment++)
		f->told[f->told_in++ % TOLD_MOST] = *t;
	f->in_packet = false;
}

void told_desc(struct facts *f, const uint8_t *desc)
{
	uint32_t lower = get32(desc + 8), upper = get32(desc + 12);
	uint8_t cmd = (uint8_t)(lower >> 24);
	bool legacy = !(cmd & CMD_DEXT);
	struct told *t = &f->part;

	if (!legacy && (lower >> 20 & 0xf) != DTYP_D) {
		for (int i = 0; i < 4; i++)
			t->context[i] = get32(desc + 4 * i);
		return;
	}
	if (!f->in_packet) {
		t->len = 0;
		t->legacy = legacy;
		t->tso = !legacy && cmd & CMD_TSE;
		t->popts = legacy ? 0 : (uint8_t)(upper >> 8);
		f->in_packet = true;
	}
	t->len += legacy ? lower & 0xffff : lower & 0xfffff;
	t->ifcs = cmd & CMD_IFCS;
	t->vle = cmd & CMD_VLE;
	t->cmd = cmd;
	t->cso = (uint8_t)(lower >> 16);
	t->css = (uint8_t)(upper >> 8);
	t->special = (uint16_t)(upper >> 16);
	if (cmd & CMD_EOP)
		end(f);
}

const struct told *told_frame(const struct facts *f, const struct pair *x)
{
	if (x->kind != REC_FRAME || f->told_out == f->told_in)
		return NULL;
	return &f->told[f->told_out % TOLD_MOST];
}

void told_sent(struct facts *f)
{
	if (f->told_out != f->told_in)
		f->told_out++;
}
