// SPDX-License-Identifier: MIT
/*
 * What card and driver said to each other, a line each, for reading and for
 * comparing (ringside diff). Five columns with tabs between them:
 *
 *   time in ns   category   what   fields   function
 *
 * Bus addresses are always "addr=0x...", frames always "#ID": both change with
 * things that do not matter, and who compares knows them by that.
 */
#include "sim/machine.h"
#include "sim/record_file.h"
#include "sim/regs.h"

#include "e1000_regs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_BYTES (256 * 1024)
#define LINE_BYTES   512 /* of the parts that can be long, each is cut below */

/* The reader (testbench/ringside/diff_lines.c) looks for these. */
#define HEADER "ringside transactions 1\n"
#define LEGEND "# time in ns\tcategory\twhat\tfields\tfunction\n"

struct transactions {
	struct record_file file;
	const struct record *record;
	FILE *out;
	char *path, *part;
	int error; /* errno of the first write that failed */
	uint64_t count;
	size_t n; /* bytes in @line */
	char line[LINE_BYTES];
};

/* ---- a line -----------------------------------------------------------------
 */

static void put(struct transactions *t, const char *s)
{
	while (*s && t->n < LINE_BYTES - 2)
		t->line[t->n++] = *s++;
}

static void put_decimal(struct transactions *t, uint64_t v, unsigned digits)
{
	char s[24], *p = s + sizeof(s);

	*--p = '\0';
	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
	} while (v || p > s + sizeof(s) - 1 - digits);
	put(t, p);
}

static void put_hex(struct transactions *t, uint64_t v, unsigned digits)
{
	char s[20], *p = s + sizeof(s);

	*--p = '\0';
	do {
		*--p = "0123456789abcdef"[v & 15];
		v >>= 4;
	} while (v || p > s + sizeof(s) - 1 - digits);
	put(t, "0x");
	put(t, p);
}

/* "DD|EOP"; bits without a name in hex; "0". */
static void put_bits(struct transactions *t, unsigned v,
		     const char *const names[8])
{
	const char *between = "";
	unsigned rest = v;

	for (unsigned i = 0; i < 8; i++) {
		if (!(v & (1u << i)) || !names[i])
			continue;
		put(t, between);
		put(t, names[i]);
		between = "|";
		rest &= ~(1u << i);
	}
	if (!rest && v)
		return;
	put(t, between);
	if (rest)
		put_hex(t, rest, 2);
	else
		put(t, "0");
}

static void begin_line(struct transactions *t, const struct record_event *e,
		       const char *category)
{
	t->n = 0;
	put_decimal(t, e->at / PS_PER_NS, 1);
	put(t, ".");
	put_decimal(t, e->at % PS_PER_NS, 3);
	put(t, category);
}

static void write_out(struct transactions *t, const char *s, size_t n)
{
	if (fwrite(s, 1, n, t->out) != n && !t->error)
		t->error = errno ? errno : EIO;
}

static void end_line(struct transactions *t, const struct record_event *e)
{
	put(t, "\t");
	if (e->who)
		put(t, e->who);
	t->line[t->n++] = '\n';
	write_out(t, t->line, t->n);
	t->count++;
}

/* ---- the four categories ----------------------------------------------------
 */

static bool holds_address(uint64_t offset)
{
	return offset == E1000_RDBAL || offset == E1000_RDBAH ||
	       offset == E1000_TDBAL || offset == E1000_TDBAH;
}

static void put_register(struct transactions *t, const struct record_event *e)
{
	static const char *const verb[] = {
		[MMIO_READ] = "read ",
		[MMIO_WRITE] = "write ",
		[MMIO_PINS] = "pins ",
	};
	char text[REG_BITS_BYTES];

	begin_line(t, e, "\treg\t");
	put(t, verb[e->what]);
	put(t, reg_name((uint32_t)e->addr, text, sizeof(text)));
	put(t, holds_address(e->addr) ? "\taddr=" : "\t");
	put_hex(t, e->value, 8);
	if (e->what != MMIO_PINS && !holds_address(e->addr)) {
		reg_bits((uint32_t)e->addr, (uint32_t)e->value, text,
			 sizeof(text));
		/* A number says no more than the one that is there. */
		if (*text < '0' || *text > '9') {
			put(t, " ");
			put(t, text);
		}
	}
	end_line(t, e);
}

static void put_irq(struct transactions *t, const struct record_event *e)
{
	static const char *const what[] = {
		[IRQ_RAISED] = "raised",
		[IRQ_LOWERED] = "lowered",
		[IRQ_TAKEN] = "taken",
		[IRQ_RETURNED] = "returned",
	};

	begin_line(t, e, "\tirq\t");
	put(t, what[e->what]);
	put(t, "\t");
	if (e->what == IRQ_TAKEN || e->what == IRQ_RETURNED)
		put(t, e->value == VECTOR_NIC ? "nic" : "timer");
	end_line(t, e);
}

/* Section 3.2.3; what the card did not write is what was there before. */
static void put_rx(struct transactions *t, uint64_t addr, uint64_t second,
		   bool written)
{
	static const char *const status[8] = {"DD", "EOP",   "IXSM", "VP",
					      NULL, "TCPCS", "IPCS", "PIF"};
	static const char *const errors[8] = {"CE",  "SE",   "SEQ", NULL,
					      "CXE", "TCPE", "IPE", "RXE"};

	put(t, written ? "written addr=" : "fetched addr=");
	put_hex(t, addr, 8);
	if (!written)
		return;
	put(t, " len=");
	put_decimal(t, second & 0xffff, 1);
	put(t, " status=");
	put_bits(t, second >> 32 & 0xff, status);
	put(t, " errors=");
	put_bits(t, second >> 40 & 0xff, errors);
	if (second >> 16 & 0xffff) {
		put(t, " csum=");
		put_hex(t, second >> 16 & 0xffff, 4);
	}
	if (second >> 48) {
		put(t, " special=");
		put_hex(t, second >> 48, 4);
	}
}

static void put_field(struct transactions *t, const char *name, uint64_t value)
{
	put(t, name);
	put_decimal(t, value, 1);
}

/* Section 3.3.6: it has no buffer. */
static void put_context(struct transactions *t, uint64_t first, uint64_t second)
{
	static const char *const command[8] = {"TCP", "IP",   "TSE", "RS",
					       "RPS", "DEXT", "RSV", "IDE"};

	put_field(t, " ip=", first & 0xff);
	put_field(t, "+", first >> 8 & 0xff);
	put_field(t, "..", first >> 16 & 0xffff);
	put_field(t, " tu=", first >> 32 & 0xff);
	put_field(t, "+", first >> 40 & 0xff);
	put_field(t, "..", first >> 48);
	put_field(t, " payload=", second & 0xfffff);
	put_field(t, " header=", second >> 40 & 0xff);
	put_field(t, " mss=", second >> 48);
	put(t, " cmd=");
	put_bits(t, second >> 24 & 0xff, command);
}

/* Sections 3.3.3 and 3.3.7. */
static void put_tx_data(struct transactions *t, uint64_t second, bool extended)
{
	static const char *const command[8] = {"EOP", "IFCS", "IC",  "RS",
					       "RPS", "DEXT", "VLE", "IDE"};
	static const char *const data_command[8] = {
		"EOP", "IFCS", "TSE", "RS", "RPS", "DEXT", "VLE", "IDE"};
	static const char *const options[8] = {"IXSM", "TXSM"};

	put_field(t, " len=", second & (extended ? 0xfffff : 0xffff));
	put(t, " cmd=");
	put_bits(t, second >> 24 & 0xff, extended ? data_command : command);
	if (extended) {
		put(t, " popts=");
		put_bits(t, second >> 40 & 0xff, options);
		if (second >> 48) {
			put(t, " special=");
			put_hex(t, second >> 48, 4);
		}
		return;
	}
	if (second >> 16 & 0xff)
		put_field(t, " cso=", second >> 16 & 0xff);
	/* The rest is options: CSS, VLAN tag. */
	if (second >> 40) {
		put(t, " options=");
		put_hex(t, second >> 40, 6);
	}
}

static void put_tx(struct transactions *t, uint64_t first, uint64_t second,
		   bool written)
{
	static const char *const status[8] = {"DD", "EC", "LC", "TU"};
	enum { CONTEXT, DATA };
	bool extended = second & 1u << 29;
	unsigned type = extended ? second >> 20 & 15 : DATA;

	put(t, written ? "written " : "fetched ");
	if (type == CONTEXT) {
		put(t, "context");
	} else if (type == DATA) {
		put(t, "addr=");
		put_hex(t, first, 8);
	} else {
		put_field(t, "unknown type ", type);
	}
	if (written) {
		put(t, " status=");
		put_bits(t, second >> 32 & 15, status);
	} else if (type == CONTEXT) {
		put_context(t, first, second);
	} else if (type == DATA) {
		put_tx_data(t, second, extended);
	}
}

static void put_desc(struct transactions *t, const struct record_event *e)
{
	bool written = e->what == RX_WRITTEN || e->what == TX_WRITTEN;
	bool rx = e->what == RX_FETCHED || e->what == RX_WRITTEN;

	begin_line(t, e, rx ? "\tdesc\trx[" : "\tdesc\ttx[");
	put_decimal(t, e->index, 1);
	put(t, "]\t");
	if (rx)
		put_rx(t, e->value, e->addr, written);
	else
		put_tx(t, e->value, e->addr, written);
	end_line(t, e);
}

static void put_frame(struct transactions *t, const struct record_event *e)
{
	static const char *const what[] = {
		[FRAME_BORN] = "born ",	       [FRAME_RX_BEGIN] = "rx_begin",
		[FRAME_RX_END] = "rx_end",     [FRAME_STORED] = "stored",
		[FRAME_TAKEN] = "taken",       [FRAME_QUEUED] = "queued",
		[FRAME_SENDING] = "sending",   [FRAME_FETCHED] = "fetched",
		[FRAME_TX_BEGIN] = "tx_begin", [FRAME_TX_END] = "tx_end",
		[FRAME_ENDED] = "ended ",
	};
	char text[128] = "";

	begin_line(t, e, "\tpacket\t");
	/* What is in a frame is known some time after its birth, and whether
	 * before this event is delivered depends on what else happens. */
	if (e->what == FRAME_BORN)
		snprintf(text, sizeof(text), "#%" PRIu32, e->frame);
	else
		record_frame_text(t->record, e->frame, text, sizeof(text));
	put(t, *text ? text : "#0");
	put(t, "\t");
	put(t, what[e->what]);
	if (e->what == FRAME_ENDED)
		put(t, e->text);
	if (e->what == FRAME_BORN) {
		put(t, e->value == LEDGER_WIRE ? "wire" : "host");
		if (e->addr) {
			put(t, " by #");
			put_decimal(t, e->addr, 1);
		}
	}
	end_line(t, e);
}

/* ---- the sink ---------------------------------------------------------------
 */

static void event(struct record_sink *s, const struct record_event *e)
{
	struct transactions *t = (struct transactions *)s;

	switch (e->type) {
	case RECORD_MMIO:
		put_register(t, e);
		break;
	case RECORD_IRQ:
		put_irq(t, e);
		break;
	case RECORD_DESC:
		put_desc(t, e);
		break;
	case RECORD_FRAME:
		/* What the CPU works on is no transaction. */
		if (e->what != FRAME_WORK)
			put_frame(t, e);
		break;
	default:
		break;
	}
}

static void mark(struct transactions *t, const char *word, ps_t at)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "# %s %llu.%03llu\n", word,
			 at / PS_PER_NS, at % PS_PER_NS);

	write_out(t, text, (size_t)n);
}

static void begin(struct record_sink *s, const struct record *r, ps_t at)
{
	struct transactions *t = (struct transactions *)s;

	t->record = r;
	mark(t, "from", at);
}

static void end(struct record_sink *s, ps_t at)
{
	mark((struct transactions *)s, "to", at);
}

static void release(struct transactions *t)
{
	free(t->path);
	free(t->part);
	free(t);
}

static int close_file(struct record_file *f, char *err, size_t err_len)
{
	struct transactions *t = (struct transactions *)f;
	char text[64];
	int n, error;

	/* Without this line, a reader takes the file for one that was cut. */
	n = snprintf(text, sizeof(text), "# end %" PRIu64 "\n", t->count);
	write_out(t, text, (size_t)n);
	errno = 0;
	if (fclose(t->out) && !t->error)
		t->error = errno ? errno : EIO;
	if (!t->error && rename(t->part, t->path))
		t->error = errno;
	error = t->error;
	if (error) {
		snprintf(err, err_len, "%s: %s", t->path, strerror(error));
		remove(t->part);
	}
	release(t);
	return error ? -1 : 0;
}

static void discard(struct record_file *f)
{
	struct transactions *t = (struct transactions *)f;

	fclose(t->out);
	remove(t->part);
	release(t);
}

struct record_file *record_transactions(const char *path, char *err,
					size_t err_len)
{
	struct transactions *t = calloc(1, sizeof(*t));
	size_t n = strlen(path);

	if (!t)
		goto no_memory;
	t->path = malloc(n + 1);
	t->part = malloc(n + sizeof(".part"));
	if (!t->path || !t->part)
		goto no_memory;
	snprintf(t->path, n + 1, "%s", path);
	snprintf(t->part, n + sizeof(".part"), "%s.part", path);
	t->out = fopen(t->part, "w");
	if (!t->out) {
		snprintf(err, err_len, "%s: %s", t->part, strerror(errno));
		release(t);
		return NULL;
	}
	setvbuf(t->out, NULL, _IOFBF, BUFFER_BYTES);
	t->file.sink.begin = begin;
	t->file.sink.event = event;
	t->file.sink.end = end;
	t->file.close = close_file;
	t->file.discard = discard;
	write_out(t, HEADER, sizeof(HEADER) - 1);
	write_out(t, LEGEND, sizeof(LEGEND) - 1);
	return &t->file;

no_memory:
	snprintf(err, err_len, "%s: out of memory", path);
	if (t)
		release(t);
	return NULL;
}
