// SPDX-License-Identifier: MIT
/*
 * The moments of one received and one transmitted frame, for the markers and
 * the zoom of GTKWave: which of the many frames is worth a picture, and when
 * did it pass each station of its way. Of receptions it is the first that a
 * program got, else the first that ended at all; of transmissions the first
 * that a program sent without waiting for anything, else the first that left.
 */
#include "sim/places.h"
#include "sim/record_file.h"

#include "sim/machine.h"

#include "e1000_regs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

/* Frames under way at a time; the oldest are forgotten. A power of two. */
#define WAYS 4096u
/* Interrupts that a picture of moderation shows, from the received frame's. */
#define IRQS 8u
/* Frames between the driver and its doorbell; more than a run of xmit_more. */
#define WAITING 64u

enum station {
	RX_BEGIN,
	RX_END,
	STORED,
	IRQ_UP, /* that brought the driver */
	IRQ_IN,
	CAUSE_READ,
	FIRST_POLL,
	TAKEN,
	QUEUED,
	ENDED,
	BORN,
	SENDING,
	DOORBELL,
	FETCHED,
	TX_BEGIN,
	TX_END,
	TX_IRQ_UP, /* that tells of it */
	TX_IRQ_IN,
	CLEANED,
	STATIONS
};

static const char *const station_name[STATIONS] = {
	[RX_BEGIN] = "rx_begin",
	[RX_END] = "rx_end",
	[STORED] = "stored",
	[IRQ_UP] = "irq_raised",
	[IRQ_IN] = "irq_taken",
	[CAUSE_READ] = "cause_read",
	[FIRST_POLL] = "first_poll",
	[TAKEN] = "taken",
	[QUEUED] = "queued",
	[ENDED] = "ended",
	[BORN] = "born",
	[SENDING] = "sending",
	[DOORBELL] = "doorbell",
	[FETCHED] = "fetched",
	[TX_BEGIN] = "tx_begin",
	[TX_END] = "tx_end",
	[TX_IRQ_UP] = "done_irq_raised",
	[TX_IRQ_IN] = "done_irq_taken",
	[CLEANED] = "cleaned",
};

/* One frame's way. @at: PS_NEVER where it has not been. */
struct way {
	uint32_t frame; /* 0: none */
	bool host;	/* the host made it */
	bool own;	/* not on behalf of another frame of the host */
	bool program;	/* a program brought it down to the driver itself */
	char place[48]; /* "": it has not ended */
	char text[96];
	ps_t at[STATIONS];
};

struct moments {
	struct record_file file; /* first */
	char *path, *part;
	FILE *out;

	const struct record *record;
	unsigned napi, polling, context, process; /* lanes and their states */
	uint64_t context_now;
	ps_t from, to;

	struct way ways[WAYS];
	/* The best so far; final ones are not replaced. */
	struct way rx, tx, drop;
	bool rx_final, tx_final;
	/* The interrupt that the driver works for. */
	ps_t irq_up, irq_in, cause_read, poll;
	ps_t irqs[IRQS];
	unsigned nirqs;
	uint32_t waiting[WAITING]; /* for the doorbell */
	unsigned nwaiting;
};

#define NO_LANE UINT32_MAX

static struct moments *of(struct record_sink *s)
{
	return (struct moments *)s;
}

static void clear(struct way *w, uint32_t frame)
{
	memset(w, 0, sizeof(*w));
	w->frame = frame;
	for (unsigned i = 0; i < STATIONS; i++)
		w->at[i] = PS_NEVER;
}

static struct way *way_of(struct moments *m, uint32_t frame)
{
	struct way *w = &m->ways[frame % WAYS];

	if (w->frame != frame)
		clear(w, frame);
	return w;
}

/* The first time counts. */
static void pass(struct way *w, enum station s, ps_t at)
{
	if (w->at[s] == PS_NEVER)
		w->at[s] = at;
}

static void name(struct moments *m, struct way *w)
{
	char text[sizeof(w->text)];

	if (!m->record)
		return;
	record_frame_text(m->record, w->frame, text, sizeof(text));
	/* What was known once is better than a frame long gone. */
	if (strlen(text) > strlen(w->text))
		memcpy(w->text, text, sizeof(text));
}

/* ---- stations ---------------------------------------------------------------
 */

static void rx_ended(struct moments *m, const struct way *w)
{
	bool delivered = !strcmp(w->place, "socket.delivered");

	if (m->rx_final || w->at[RX_END] == PS_NEVER)
		return;
	/* Of one that was on its way when recording began there is less to see.
	 */
	m->rx_final = delivered && w->at[RX_BEGIN] != PS_NEVER;
	if (!m->rx_final && m->rx.frame)
		return;
	m->rx = *w;
	m->nirqs = 0;
	if (w->at[IRQ_UP] != PS_NEVER)
		m->irqs[m->nirqs++] = w->at[IRQ_UP];
}

static void tx_left(struct moments *m, const struct way *w)
{
	if (m->tx_final)
		return;
	if (w->program || !m->tx.frame)
		m->tx = *w;
	m->tx_final = w->program;
}

static void ended(struct moments *m, struct way *w,
		  const struct record_event *e)
{
	snprintf(w->place, sizeof(w->place), "%s", e->text ? e->text : "?");
	pass(w, ENDED, e->at);
	name(m, w);
	rx_ended(m, w);
	/* It ends as the last bit leaves, before or after that is told. */
	if (m->tx.frame == w->frame && !m->tx.place[0]) {
		memcpy(m->tx.place, w->place, sizeof(w->place));
		m->tx.at[ENDED] = e->at;
	}
	if (!m->drop.frame && !place_is_good(w->place))
		m->drop = *w;
}

/* Came @frame out of the host? A question from the wire is none. */
static bool of_host(const struct moments *m, uint64_t frame)
{
	const struct way *w = &m->ways[frame % WAYS];

	return w->frame == frame && w->host;
}

static void frame_event(struct moments *m, const struct record_event *e)
{
	static const enum station to[] = {
		[FRAME_BORN] = BORN,	   [FRAME_RX_BEGIN] = RX_BEGIN,
		[FRAME_RX_END] = RX_END,   [FRAME_STORED] = STORED,
		[FRAME_TAKEN] = TAKEN,	   [FRAME_WORK] = STATIONS,
		[FRAME_QUEUED] = QUEUED,   [FRAME_SENDING] = SENDING,
		[FRAME_FETCHED] = FETCHED, [FRAME_TX_BEGIN] = TX_BEGIN,
		[FRAME_TX_END] = TX_END,   [FRAME_ENDED] = ENDED,
	};
	struct way *w;

	if (!e->frame || e->what == FRAME_WORK || e->what > FRAME_ENDED)
		return;
	w = way_of(m, e->frame);
	if (e->what == FRAME_ENDED) {
		ended(m, w, e);
		return;
	}
	pass(w, to[e->what], e->at);
	switch (e->what) {
	case FRAME_BORN:
		w->host = e->value == LEDGER_HOST;
		w->own = w->host && !of_host(m, e->addr);
		break;
	case FRAME_TAKEN:
		pass(w, IRQ_UP, m->irq_up);
		pass(w, IRQ_IN, m->irq_in);
		pass(w, CAUSE_READ, m->cause_read);
		pass(w, FIRST_POLL, m->poll);
		break;
	case FRAME_SENDING:
		w->program = w->own && m->context_now == m->process;
		if (m->nwaiting < WAITING)
			m->waiting[m->nwaiting++] = e->frame;
		break;
	case FRAME_TX_END:
		name(m, w);
		tx_left(m, w);
		break;
	default:
		break;
	}
}

/* ---- the driver -------------------------------------------------------------
 */

static void irq_event(struct moments *m, const struct record_event *e)
{
	if (e->what == IRQ_RAISED) {
		m->irq_up = e->at;
		if (m->rx.frame && m->nirqs < IRQS)
			m->irqs[m->nirqs++] = e->at;
		if (m->tx.frame && m->tx.at[CLEANED] == PS_NEVER)
			pass(&m->tx, TX_IRQ_UP, e->at);
	} else if (e->what == IRQ_TAKEN && e->value == VECTOR_NIC) {
		m->irq_in = e->at;
		m->cause_read = PS_NEVER;
		m->poll = PS_NEVER;
		if (m->tx.at[TX_IRQ_UP] != PS_NEVER)
			pass(&m->tx, TX_IRQ_IN, e->at);
	}
}

static void mmio_event(struct moments *m, const struct record_event *e)
{
	if (e->what == MMIO_READ && e->addr == E1000_ICR) {
		if (m->cause_read == PS_NEVER)
			m->cause_read = e->at;
		return;
	}
	if (e->what != MMIO_WRITE || e->addr != E1000_TDT)
		return;
	for (unsigned i = 0; i < m->nwaiting; i++)
		pass(way_of(m, m->waiting[i]), DOORBELL, e->at);
	m->nwaiting = 0;
}

static void lane_event(struct moments *m, const struct record_event *e)
{
	if (e->lane == m->context)
		m->context_now = e->value;
	else if (e->lane == m->napi && e->value == m->polling &&
		 m->poll == PS_NEVER)
		m->poll = e->at;
}

static void map_event(struct moments *m, const struct record_event *e)
{
	if (e->what == MAP_UNDONE && e->frame && e->frame == m->tx.frame)
		pass(&m->tx, CLEANED, e->at);
}

static void event(struct record_sink *s, const struct record_event *e)
{
	struct moments *m = of(s);

	switch (e->type) {
	case RECORD_FRAME:
		frame_event(m, e);
		break;
	case RECORD_IRQ:
		irq_event(m, e);
		break;
	case RECORD_MMIO:
		mmio_event(m, e);
		break;
	case RECORD_LANE:
		lane_event(m, e);
		break;
	case RECORD_MAP:
		map_event(m, e);
		break;
	default:
		break;
	}
}

/* ---- begin and end ----------------------------------------------------------
 */

static unsigned state_of(const struct lane *l, const char *state)
{
	for (unsigned i = 0; l->names && l->names[i]; i++)
		if (!strcmp(l->names[i], state))
			return i;
	return NO_LANE;
}

static void begin(struct record_sink *s, const struct record *r, ps_t at)
{
	struct moments *m = of(s);

	if (m->from == PS_NEVER)
		m->from = at;
	m->record = r;
	m->napi = m->context = m->polling = m->process = NO_LANE;
	for (unsigned i = 0; i < record_lanes(r); i++) {
		const struct lane *l = record_lane_of(r, i);

		if (!strcmp(l->scope, "software.kernel") &&
		    !strcmp(l->name, "napi")) {
			m->napi = i;
			m->polling = state_of(l, "POLLING");
		} else if (!strcmp(l->scope, "software.cpu") &&
			   !strcmp(l->name, "context")) {
			m->context = i;
			m->process = state_of(l, "PROCESS");
		}
	}
}

static void end(struct record_sink *s, ps_t at)
{
	struct moments *m = of(s);

	m->to = at;
	m->record = NULL; /* may be gone before the file is closed */
}

/* ---- the file ---------------------------------------------------------------
 */

static json_t *time_of(ps_t at)
{
	json_t *o = json_object();

	json_object_set_new(o, "ps", json_integer((json_int_t)at));
	json_object_set_new(o, "ns", json_integer((json_int_t)(at / 1000)));
	return o;
}

static void put_way(json_t *root, const char *key, const struct way *w)
{
	json_t *o = json_object(), *moments = json_object();

	if (w->frame) {
		json_object_set_new(o, "frame", json_integer(w->frame));
		json_object_set_new(o, "text", json_string(w->text));
		json_object_set_new(o, "place", json_string(w->place));
		for (unsigned i = 0; i < STATIONS; i++)
			if (w->at[i] != PS_NEVER)
				json_object_set_new(moments, station_name[i],
						    time_of(w->at[i]));
		json_object_set_new(o, "moments", moments);
		json_object_set_new(root, key, o);
		return;
	}
	json_decref(moments);
	json_decref(o);
}

static json_t *document(const struct moments *m)
{
	json_t *root = json_object(), *span = json_object();
	json_t *irqs = json_array();

	if (m->from != PS_NEVER) {
		json_object_set_new(span, "from", time_of(m->from));
		json_object_set_new(span, "to", time_of(m->to));
	}
	json_object_set_new(root, "recorded", span);
	put_way(root, "receive", &m->rx);
	put_way(root, "transmit", &m->tx);
	put_way(root, "drop", &m->drop);
	for (unsigned i = 0; i < m->nirqs; i++)
		json_array_append_new(irqs, time_of(m->irqs[i]));
	json_object_set_new(root, "interrupts", irqs);
	return root;
}

static void release(struct moments *m)
{
	free(m->path);
	free(m->part);
	free(m);
}

static int close_file(struct record_file *f, char *err, size_t err_len)
{
	struct moments *m = (struct moments *)f;
	json_t *root = document(m);
	int failed;

	errno = 0;
	failed = json_dumpf(root, m->out, JSON_INDENT(1));
	failed |= fputc('\n', m->out) == EOF;
	failed |= fclose(m->out);
	json_decref(root);
	if (!failed)
		failed = rename(m->part, m->path);
	if (failed) {
		snprintf(err, err_len, "%s: cannot be written: %s", m->path,
			 strerror(errno ? errno : EIO));
		remove(m->part);
	}
	release(m);
	return failed ? -1 : 0;
}

static void discard_file(struct record_file *f)
{
	struct moments *m = (struct moments *)f;

	fclose(m->out);
	remove(m->part);
	release(m);
}

struct record_file *record_moments(const char *path, char *err, size_t err_len)
{
	struct moments *m = calloc(1, sizeof(*m));
	size_t n = strlen(path) + sizeof(".part");

	if (!m || !(m->path = malloc(n)) || !(m->part = malloc(n))) {
		snprintf(err, err_len, "%s: out of memory", path);
		goto fail;
	}
	snprintf(m->path, n, "%s", path);
	snprintf(m->part, n, "%s.part", path);
	m->out = fopen(m->part, "w");
	if (!m->out) {
		snprintf(err, err_len, "%s: %s", m->part, strerror(errno));
		goto fail;
	}
	m->file.sink.begin = begin;
	m->file.sink.event = event;
	m->file.sink.end = end;
	m->file.close = close_file;
	m->file.discard = discard_file;
	m->from = m->irq_up = m->irq_in = m->cause_read = m->poll = PS_NEVER;
	m->napi = m->context = NO_LANE;
	clear(&m->rx, 0);
	clear(&m->tx, 0);
	clear(&m->drop, 0);
	return &m->file;
fail:
	if (m)
		release(m);
	return NULL;
}
