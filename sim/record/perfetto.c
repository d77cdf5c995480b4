// SPDX-License-Identifier: MIT
/*
 * The trace for Perfetto (ui.perfetto.dev): the JSON trace event format, which
 * other viewers read as well.
 */
#include "perfetto.h"

#include <stdlib.h>
#include <string.h>

#include "sim/machine.h"
#include "sim/regs.h"

#define DEPTHS	   32
#define TEXT_BYTES 160

/* A lane's row. */
struct row {
	enum { ROW_NONE, ROW_SLICES, ROW_COUNTER, ROW_CALL, ROW_STALL } kind;
	unsigned pid, tid;
	unsigned depth; /* ROW_CALL */
	bool open;
};

struct perfetto {
	struct record_file file;
	struct json_out out;
	struct ways *ways;
	const struct record *record;
	ps_t now, begun;
	struct row *rows;
	unsigned nrows;

	/* The call stack as it is shown, and as it is from now on: what
	 * changes in one moment is shown at once, or slices would not nest. */
	char shown[DEPTHS][TEXT_BYTES], stack[DEPTHS][TEXT_BYTES];
	unsigned changed; /* depths from this one on; DEPTHS: none */

	/* The processor waits for the card; what was read is known when it
	 * ends. */
	bool stalled, stall_ends;
	ps_t stalled_from;
	char read[REG_NAME_BYTES + REG_BITS_BYTES + 16];

	bool irq_high;
	unsigned irq_depth;
	/* The arrow from the interrupt line to the handler to the poll. */
	ps_t raised, taken;
	uint64_t arrow; /* number of the one that waits for a poll, 0: none */
	uint64_t arrows;
	bool raised_known, arrow_now, poll_now;
};

/* ---- the format ------------------------------------------------------------
 */

void trace_event(struct json_out *o, char phase, unsigned pid, unsigned tid,
		 ps_t at)
{
	json_put(o, "{\"ph\":\"%c\",\"pid\":%u,\"tid\":%u,\"ts\":", phase, pid,
		 tid);
	json_us(o, at);
}

void trace_end(struct json_out *o)
{
	json_raw(o, "},\n", 3);
}

void trace_slice(struct json_out *o, unsigned pid, unsigned tid, ps_t at,
		 const char *name)
{
	trace_event(o, 'B', pid, tid, at);
	json_raw(o, ",\"name\":", 8);
	json_text(o, name);
}

void trace_slice_end(struct json_out *o, unsigned pid, unsigned tid, ps_t at)
{
	trace_event(o, 'E', pid, tid, at);
	trace_end(o);
}

void trace_flow(struct json_out *o, char phase, unsigned pid, unsigned tid,
		ps_t at, const char *kind, uint64_t id)
{
	trace_event(o, phase, pid, tid, at);
	json_put(o, ",\"cat\":\"%s\",\"name\":\"%s\",\"id\":%llu%s", kind, kind,
		 (unsigned long long)id, phase == 'f' ? ",\"bp\":\"e\"" : "");
	trace_end(o);
}

static void instant(struct json_out *o, unsigned pid, unsigned tid, ps_t at,
		    const char *name)
{
	trace_event(o, 'i', pid, tid, at);
	json_raw(o, ",\"s\":\"t\",\"name\":", 16);
	json_text(o, name);
}

/* @tid 0: the process's. */
static void name_row(struct json_out *o, unsigned pid, unsigned tid,
		     const char *name)
{
	const char *what = tid ? "thread" : "process";

	json_put(o,
		 "{\"ph\":\"M\",\"pid\":%u,\"tid\":%u,\"name\":\"%s_name\","
		 "\"args\":{\"name\":",
		 pid, tid, what);
	json_text(o, name);
	json_put(o,
		 "}},\n{\"ph\":\"M\",\"pid\":%u,\"tid\":%u,"
		 "\"name\":\"%s_sort_index\",\"args\":{\"sort_index\":%u}},\n",
		 pid, tid, what, tid ? tid : pid);
}

static void name_rows(struct json_out *o)
{
	static const struct {
		unsigned pid, tid;
		const char *name;
	} names[] = {
		{PID_CARD, 0, "card"},
		{PID_CARD, TID_IRQ_LINE, "interrupt line"},
		{PID_CARD, TID_WIRE_RX, "wire rx"},
		{PID_CARD, TID_WIRE_TX, "wire tx"},
		{PID_CARD, TID_RX_RING, "receive descriptors"},
		{PID_CARD, TID_TX_RING, "transmit descriptors"},
		{PID_CARD, TID_REGISTERS, "register accesses"},
		{PID_CPU, 0, "host cpu"},
		{PID_CPU, TID_INTERRUPTS, "interrupts"},
		{PID_CPU, TID_CONTEXT, "context"},
		{PID_CPU, TID_TASK, "task"},
		{PID_CPU, TID_CALLS, "calls"},
		{PID_CPU, TID_NAPI, "napi"},
		{PID_CPU, TID_SOFTIRQS, "softirqs"},
		{PID_CPU, TID_PACKET, "packet"},
		{PID_CPU, TID_MMIO, "waiting for the card"},
		{PID_CPU, TID_LOG, "log"},
		{PID_SOCKETS, 0, "sockets"},
		{PID_PACKETS, 0, "packets"},
	};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		name_row(o, names[i].pid, names[i].tid, names[i].name);
}

/* ---- lanes -----------------------------------------------------------------
 */

/* Its last component says what a scope is. */
static bool scope_is(const struct lane *l, const char *name)
{
	const char *dot = strrchr(l->scope, '.');

	return !strcmp(dot ? dot + 1 : l->scope, name);
}

static struct row row_of(const struct lane *l, unsigned lane)
{
	static const struct {
		const char *name;
		unsigned tid;
	} known[] = {
		{"context", TID_CONTEXT}, {"task", TID_TASK},
		{"napi", TID_NAPI},	  {"softirqs", TID_SOFTIRQS},
		{"packet", TID_PACKET},
	};
	struct row row = {
		.kind = ROW_SLICES, .pid = PID_CPU, .tid = TID_OTHER + lane};
	unsigned depth;

	/* Frames, log lines and accesses come as events. */
	if (scope_is(l, "packets") ||
	    (scope_is(l, "kernel") && !strcmp(l->name, "log")) ||
	    (scope_is(l, "cpu") && !strcmp(l->name, "mmio")))
		return (struct row){.kind = ROW_NONE};
	if (scope_is(l, "cpu") && !strcmp(l->name, "stall"))
		return (struct row){.kind = ROW_STALL};
	if (scope_is(l, "calls") && sscanf(l->name, "call%u", &depth) == 1) {
		row.kind = depth < DEPTHS ? ROW_CALL : ROW_NONE;
		row.depth = depth;
		return row;
	}
	if (scope_is(l, "rings"))
		row.pid = PID_CARD;
	if (scope_is(l, "sockets"))
		row.pid = PID_SOCKETS;
	if (l->kind == LANE_NUMBER)
		row.kind = ROW_COUNTER;
	for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (row.pid == PID_CPU && !strcmp(l->name, known[i].name))
			row.tid = known[i].tid;
	return row;
}

static void on_stall(struct perfetto *p, const struct record_event *e)
{
	if (e->value && !p->stalled)
		p->stalled_from = e->at;
	else if (!e->value && p->stalled)
		p->stall_ends = true;
	p->stalled = e->value != 0;
}

static void show_stall(struct perfetto *p)
{
	if (p->stall_ends && p->stalled_from < p->now) {
		trace_slice(&p->out, PID_CPU, TID_MMIO, p->stalled_from,
			    p->read[0] ? p->read : "the card");
		trace_end(&p->out);
		trace_slice_end(&p->out, PID_CPU, TID_MMIO, p->now);
	}
	p->stall_ends = false;
	p->read[0] = '\0';
}

static void on_lane(struct perfetto *p, const struct record_event *e)
{
	const struct lane *l = record_lane_of(p->record, e->lane);
	struct row *row = &p->rows[e->lane];
	const char *text = e->text ? e->text : "";

	if (row->kind == ROW_COUNTER) {
		trace_event(&p->out, 'C', row->pid, 0, e->at);
		json_raw(&p->out, ",\"name\":", 8);
		json_text(&p->out, l->name);
		json_put(&p->out, ",\"args\":{\"value\":%llu}",
			 (unsigned long long)e->value);
		trace_end(&p->out);
		return;
	}
	if (row->kind == ROW_CALL) {
		snprintf(p->stack[row->depth], TEXT_BYTES, "%s", text);
		if (row->depth < p->changed)
			p->changed = row->depth;
		return;
	}
	if (row->kind == ROW_STALL) {
		on_stall(p, e);
		return;
	}
	if (row->kind == ROW_NONE)
		return;
	if (l->kind == LANE_STATE) {
		text = l->names[e->value];
		/* Nothing happens there. */
		if (!strcmp(text, "IDLE"))
			text = "";
	}
	if (row->open)
		trace_slice_end(&p->out, row->pid, row->tid, e->at);
	row->open = *text != '\0';
	if (!row->open)
		return;
	trace_slice(&p->out, row->pid, row->tid, e->at, text);
	trace_end(&p->out);
	if (row->tid == TID_NAPI && !strcmp(text, "POLLING"))
		p->poll_now = true;
}

static void show_calls(struct perfetto *p)
{
	unsigned from = p->changed, d = from, deepest = from;

	p->changed = DEPTHS;
	if (from >= DEPTHS)
		return;
	/* Left and entered again in one moment is nothing to show. */
	while (d < DEPTHS && !strcmp(p->shown[d], p->stack[d]))
		d++;
	for (from = d; d < DEPTHS; d++)
		if (p->shown[d][0])
			deepest = d + 1;
	for (d = deepest; d-- > from;)
		if (p->shown[d][0])
			trace_slice_end(&p->out, PID_CPU, TID_CALLS, p->now);
	for (d = from; d < DEPTHS; d++) {
		memcpy(p->shown[d], p->stack[d], TEXT_BYTES);
		if (!p->shown[d][0])
			continue;
		trace_slice(&p->out, PID_CPU, TID_CALLS, p->now, p->shown[d]);
		trace_end(&p->out);
	}
}

/* ---- the other events ------------------------------------------------------
 */

static void on_mmio(struct perfetto *p, const struct record_event *e)
{
	char name[REG_NAME_BYTES], bits[REG_BITS_BYTES];
	char words[sizeof(p->read)];

	/* A write counts when it is done; a read when it is answered. */
	if (e->what == MMIO_WRITE)
		return;
	reg_bits((uint32_t)e->addr, (uint32_t)e->value, bits, sizeof(bits));
	snprintf(words, sizeof(words), "%s %s = %s",
		 e->what == MMIO_READ ? "read" : "write",
		 reg_name((uint32_t)e->addr, name, sizeof(name)), bits);
	if (e->what == MMIO_READ)
		memcpy(p->read, words, sizeof(words));
	instant(&p->out, PID_CARD, TID_REGISTERS, e->at, words);
	json_put(&p->out,
		 ",\"args\":{\"offset\":\"0x%05x\",\"value\":\"0x%08x\"",
		 (unsigned)e->addr, (unsigned)e->value);
	if (e->who) {
		json_raw(&p->out, ",\"by\":", 6);
		json_text(&p->out, e->who);
	}
	json_raw(&p->out, "}", 1);
	trace_end(&p->out);
}

static void on_desc(struct perfetto *p, const struct record_event *e)
{
	bool rx = e->what == RX_FETCHED || e->what == RX_WRITTEN;
	bool fetched = e->what == RX_FETCHED || e->what == TX_FETCHED;
	char words[64];

	snprintf(words, sizeof(words), "%u %s", e->index,
		 fetched ? "fetched" : "written back");
	instant(&p->out, PID_CARD, rx ? TID_RX_RING : TID_TX_RING, e->at,
		words);
	json_put(&p->out,
		 ",\"args\":{\"buffer\":\"0x%llx\",\"rest\":\"0x%016llx\"}",
		 (unsigned long long)e->value, (unsigned long long)e->addr);
	trace_end(&p->out);
}

/* With the poll that it led to, or at its handler. */
static void end_arrow(struct perfetto *p, bool poll)
{
	if (!p->arrow)
		return;
	trace_flow(&p->out, poll ? 't' : 'f', PID_CPU, TID_INTERRUPTS, p->taken,
		   "interrupt", p->arrow);
	if (poll)
		trace_flow(&p->out, 'f', PID_CPU, TID_NAPI, p->now, "interrupt",
			   p->arrow);
	p->arrow = 0;
}

static void on_line(struct perfetto *p, bool high, ps_t at)
{
	if (high == p->irq_high && p->raised_known)
		return;
	if (high) {
		trace_slice(&p->out, PID_CARD, TID_IRQ_LINE, at, "interrupt");
		trace_end(&p->out);
		p->raised = at;
	} else {
		/* It was up when the recording began. */
		if (!p->irq_high) {
			trace_slice(&p->out, PID_CARD, TID_IRQ_LINE, p->begun,
				    "interrupt");
			trace_end(&p->out);
		}
		trace_slice_end(&p->out, PID_CARD, TID_IRQ_LINE, at);
	}
	p->irq_high = high;
	p->raised_known = true;
}

static const char *vector_name(uint64_t vector)
{
	return vector == VECTOR_NIC ? "card" : "timer";
}

static void on_irq(struct perfetto *p, const struct record_event *e)
{
	switch (e->what) {
	case IRQ_RAISED:
	case IRQ_LOWERED:
		on_line(p, e->what == IRQ_RAISED, e->at);
		return;
	case IRQ_TAKEN:
		trace_slice(&p->out, PID_CPU, TID_INTERRUPTS, e->at,
			    vector_name(e->value));
		trace_end(&p->out);
		p->irq_depth++;
		if (e->value == VECTOR_NIC && p->irq_high)
			p->arrow_now = true;
		return;
	case IRQ_RETURNED:
		if (!p->irq_depth) {
			trace_slice(&p->out, PID_CPU, TID_INTERRUPTS, p->begun,
				    vector_name(e->value));
			trace_end(&p->out);
			p->irq_depth++;
		}
		trace_slice_end(&p->out, PID_CPU, TID_INTERRUPTS, e->at);
		p->irq_depth--;
		return;
	default:
		return;
	}
}

/* What waited for everything else of this moment: an arrow needs the slices
 * that it connects. */
static void end_moment(struct perfetto *p)
{
	show_calls(p);
	show_stall(p);
	if (p->arrow_now) {
		end_arrow(p, false);
		p->arrow_now = false;
		p->arrow = ++p->arrows;
		p->taken = p->now;
		trace_flow(&p->out, 's', PID_CARD, TID_IRQ_LINE, p->raised,
			   "interrupt", p->arrow);
	}
	if (p->poll_now)
		end_arrow(p, true);
	p->poll_now = false;
}

static void on_event(struct record_sink *s, const struct record_event *e)
{
	struct perfetto *p = (struct perfetto *)s;

	if (e->at != p->now) {
		end_moment(p);
		p->now = e->at;
	}
	switch (e->type) {
	case RECORD_LANE:
		if (e->lane < p->nrows)
			on_lane(p, e);
		return;
	case RECORD_MMIO:
		on_mmio(p, e);
		return;
	case RECORD_IRQ:
		on_irq(p, e);
		return;
	case RECORD_DESC:
		on_desc(p, e);
		return;
	case RECORD_FRAME:
		ways_event(p->ways, e);
		return;
	case RECORD_LOG:
		instant(&p->out, PID_CPU, TID_LOG, e->at,
			e->text ? e->text : "");
		trace_end(&p->out);
		return;
	default:
		return;
	}
}

/* ---- begin and end ---------------------------------------------------------
 */

static void on_begin(struct record_sink *s, const struct record *r, ps_t at)
{
	struct perfetto *p = (struct perfetto *)s;
	unsigned n = record_lanes(r);

	p->record = r;
	p->now = p->begun = at;
	p->changed = DEPTHS;
	p->raised_known = p->irq_high = false;
	p->irq_depth = 0;
	p->stalled = p->stall_ends = false;
	free(p->rows);
	p->rows = calloc(n + 1, sizeof(*p->rows));
	p->nrows = p->rows ? n : 0;
	for (unsigned i = 0; i < p->nrows; i++) {
		const struct lane *l = record_lane_of(r, i);

		p->rows[i] = row_of(l, i);
		if (p->rows[i].kind == ROW_SLICES &&
		    p->rows[i].tid >= TID_OTHER)
			name_row(&p->out, p->rows[i].pid, p->rows[i].tid,
				 l->name);
	}
	ways_begin(p->ways, r, at);
}

static void on_end(struct record_sink *s, ps_t at)
{
	struct perfetto *p = (struct perfetto *)s;

	end_moment(p);
	p->now = at;
	memset(p->stack, 0, sizeof(p->stack));
	p->changed = 0;
	show_calls(p);
	end_arrow(p, false);
	p->stall_ends = p->stalled;
	show_stall(p);
	for (unsigned i = 0; i < p->nrows; i++)
		if (p->rows[i].open)
			trace_slice_end(&p->out, p->rows[i].pid, p->rows[i].tid,
					at);
	if (p->irq_high)
		trace_slice_end(&p->out, PID_CARD, TID_IRQ_LINE, at);
	for (; p->irq_depth; p->irq_depth--)
		trace_slice_end(&p->out, PID_CPU, TID_INTERRUPTS, at);
	ways_end(p->ways, at);
}

static void release(struct perfetto *p)
{
	ways_destroy(p->ways);
	free(p->rows);
	free(p);
}

static int on_close(struct record_file *f, char *err, size_t err_len)
{
	struct perfetto *p = (struct perfetto *)f;
	int ret;

	/* The last element has no comma after it. */
	json_put(&p->out,
		 "{\"ph\":\"M\",\"pid\":%u,\"name\":\"process_labels\","
		 "\"args\":{\"labels\":\"Ringside\"}}\n]}\n",
		 PID_CARD);
	ret = json_close(&p->out, err, err_len);
	release(p);
	return ret;
}

static void on_discard(struct record_file *f)
{
	struct perfetto *p = (struct perfetto *)f;

	json_discard(&p->out);
	release(p);
}

struct record_file *record_perfetto(const char *path, char *err, size_t err_len)
{
	struct perfetto *p = calloc(1, sizeof(*p));

	if (!p || !(p->ways = ways_create(&p->out))) {
		snprintf(err, err_len, "%s: out of memory", path);
		free(p);
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
	json_put(&p->out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
	name_rows(&p->out);
	return &p->file;
}
