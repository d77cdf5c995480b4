// SPDX-License-Identifier: MIT
/*
 * Frames in the trace for Perfetto: as slices on the line, and each as a track
 * of its own with the stages of its way. A frame is written when its way is
 * over, because its words are not known when it is born.
 */
#include "perfetto.h"

#include <stdlib.h>
#include <string.h>

#include "sim/ledger.h"

#define SLOTS	    4096u /* a power of two; more than that share a chain */
#define STAGES	    16u
#define TEXT_BYTES  128
#define PLACE_BYTES 64
/* The books may close before the last bit has left, never longer than that. */
#define LINGER_PS 4000000u

struct stage {
	uint8_t what;
	ps_t at;
};

struct way {
	struct way *next;	/* of its slot */
	struct way *next_ended; /* the one that ended after it */
	uint32_t id, parent;
	uint8_t origin;
	bool worked; /* the CPU has worked on it */
	ps_t work;   /* first */
	ps_t seen;   /* last event */
	ps_t ended;
	char place[PLACE_BYTES]; /* "": under way */
	unsigned stages;
	struct stage stage[STAGES];
	char text[TEXT_BYTES];
};

struct ways {
	struct json_out *out;
	const struct record *record;
	ps_t begun;
	uint32_t on_rx, on_tx;		 /* the slice that is open, 0: none */
	struct way *ended, **last_ended; /* they linger */
	struct way *slot[SLOTS];
};

/* Where a frame is from that event on; NULL: the event moves nothing. */
static const char *const stage_name[] = {
	[FRAME_BORN] = "born",
	[FRAME_RX_BEGIN] = "on the wire",
	[FRAME_RX_END] = "in the card",
	[FRAME_STORED] = "in the receive ring",
	[FRAME_TAKEN] = "in the stack",
	[FRAME_QUEUED] = "in the socket",
	[FRAME_SENDING] = "in the transmit ring",
	[FRAME_FETCHED] = "in the card",
	[FRAME_TX_BEGIN] = "on the wire",
	[FRAME_TX_END] = "sent",
	[FRAME_ENDED] = NULL,
};

struct ways *ways_create(struct json_out *o)
{
	struct ways *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->out = o;
	w->last_ended = &w->ended;
	return w;
}

void ways_destroy(struct ways *w)
{
	for (unsigned i = 0; w && i < SLOTS; i++)
		while (w->slot[i]) {
			struct way *next = w->slot[i]->next;

			free(w->slot[i]);
			w->slot[i] = next;
		}
	free(w);
}

void ways_begin(struct ways *w, const struct record *r, ps_t at)
{
	w->record = r;
	w->begun = at;
	w->on_rx = w->on_tx = 0;
}

static struct way *find(struct ways *w, uint32_t id, ps_t at)
{
	struct way **slot = &w->slot[id % SLOTS];
	struct way *way = *slot;

	while (way && way->id != id)
		way = way->next;
	if (way)
		return way;
	way = calloc(1, sizeof(*way));
	if (!way)
		return NULL;
	way->id = id;
	/* Born before the recording began. */
	way->stage[0] = (struct stage){FRAME_BORN, at};
	way->stages = 1;
	way->next = *slot;
	*slot = way;
	return way;
}

/* ---- a way in words --------------------------------------------------------
 */

static void async(struct ways *w, char phase, const struct way *way, ps_t at,
		  const char *name)
{
	trace_event(w->out, phase, PID_PACKETS, 0, at);
	json_put(w->out, ",\"cat\":\"packet\",\"id\":%u,\"name\":", way->id);
	json_text(w->out, name);
}

static const struct stage *stage_of(const struct way *way, unsigned what)
{
	for (unsigned i = 0; i < way->stages; i++)
		if (way->stage[i].what == what)
			return &way->stage[i];
	return NULL;
}

static const char *name_of(const struct way *way, const struct stage *s)
{
	if (s->what == FRAME_BORN)
		return way->origin == LEDGER_HOST ? "in the stack" : "due";
	return stage_name[s->what];
}

static void put_stages(struct ways *w, const struct way *way, ps_t until)
{
	for (unsigned i = 0; i < way->stages; i++) {
		const struct stage *s = &way->stage[i];
		ps_t to = i + 1 < way->stages ? s[1].at : until;

		if (to <= s->at)
			continue;
		async(w, 'b', way, s->at, name_of(way, s));
		trace_end(w->out);
		async(w, 'e', way, to, name_of(way, s));
		trace_end(w->out);
	}
}

/* From the wire by the CPU's first work on it to the program that got it. */
static void put_delivery(struct ways *w, const struct way *way)
{
	const struct stage *rx = stage_of(way, FRAME_RX_BEGIN);

	if (!rx || !way->worked || strcmp(way->place, "socket.delivered") != 0)
		return;
	trace_flow(w->out, 's', PID_CARD, TID_WIRE_RX, rx->at, "packet",
		   way->id);
	trace_flow(w->out, 't', PID_CPU, TID_PACKET, way->work, "packet",
		   way->id);
	trace_flow(w->out, 'f', PID_CPU, TID_CONTEXT, way->ended, "packet",
		   way->id);
}

/* From the frame that was worked on when this one was born. */
static void put_answer(struct ways *w, const struct way *way)
{
	const struct stage *tx = stage_of(way, FRAME_TX_BEGIN);
	const struct stage *born = stage_of(way, FRAME_BORN);

	if (!tx || !born || !way->parent)
		return;
	trace_flow(w->out, 's', PID_CPU, TID_PACKET, born->at, "answer",
		   way->id);
	trace_flow(w->out, 'f', PID_CARD, TID_WIRE_TX, tx->at, "answer",
		   way->id);
}

static void put_way(struct ways *w, struct way *way, ps_t until)
{
	async(w, 'b', way, way->stage[0].at, way->text);
	json_put(w->out, ",\"args\":{\"frame\":%u,\"end\":", way->id);
	json_text(w->out, way->place[0] ? way->place : "still under way");
	if (way->parent)
		json_put(w->out, ",\"caused by frame\":%u", way->parent);
	json_put(w->out, "}");
	trace_end(w->out);
	put_stages(w, way, until);
	async(w, 'e', way, until, way->text);
	trace_end(w->out);
	put_delivery(w, way);
	put_answer(w, way);
}

/* Writes those that ended before @before. */
static void put_ended(struct ways *w, ps_t before)
{
	while (w->ended && w->ended->ended < before) {
		struct way *way = w->ended;
		struct way **at = &w->slot[way->id % SLOTS];

		while (*at != way)
			at = &(*at)->next;
		*at = way->next;
		w->ended = way->next_ended;
		if (!w->ended)
			w->last_ended = &w->ended;
		put_way(w, way, way->seen);
		free(way);
	}
}

/* ---- events ----------------------------------------------------------------
 */

static void on_line(struct ways *w, const struct record_event *e,
		    const struct way *way)
{
	bool rx = e->what == FRAME_RX_BEGIN || e->what == FRAME_RX_END;
	bool begins = e->what == FRAME_RX_BEGIN || e->what == FRAME_TX_BEGIN;
	uint32_t *on = rx ? &w->on_rx : &w->on_tx;
	unsigned tid = rx ? TID_WIRE_RX : TID_WIRE_TX;

	if (*on)
		trace_slice_end(w->out, PID_CARD, tid, e->at);
	if (begins || *on != e->frame) {
		trace_slice(w->out, PID_CARD, tid, begins ? e->at : w->begun,
			    way->text);
		json_put(w->out, ",\"args\":{\"frame\":%u}", e->frame);
		trace_end(w->out);
	}
	if (!begins && *on != e->frame)
		trace_slice_end(w->out, PID_CARD, tid, e->at);
	*on = begins ? e->frame : 0;
}

static void tell(struct ways *w, struct way *way, const struct record_event *e)
{
	switch (e->what) {
	case FRAME_BORN:
		way->origin = (uint8_t)e->value;
		way->parent = (uint32_t)e->addr;
		return;
	case FRAME_WORK:
		if (!way->worked)
			way->work = e->at;
		way->worked = true;
		return;
	case FRAME_ENDED:
		if (way->place[0])
			return;
		*w->last_ended = way;
		w->last_ended = &way->next_ended;
		snprintf(way->place, sizeof(way->place), "%s",
			 e->text && *e->text ? e->text : "?");
		way->ended = e->at;
		return;
	case FRAME_RX_BEGIN:
	case FRAME_RX_END:
	case FRAME_TX_BEGIN:
	case FRAME_TX_END:
		on_line(w, e, way);
		break;
	default:
		break;
	}
	if (way->stages < STAGES)
		way->stage[way->stages++] = (struct stage){e->what, e->at};
}

void ways_event(struct ways *w, const struct record_event *e)
{
	struct way *way;
	char words[TEXT_BYTES];

	put_ended(w, e->at > LINGER_PS ? e->at - LINGER_PS : 0);
	if (!e->frame || e->what > FRAME_ENDED)
		return;
	way = find(w, e->frame, e->what == FRAME_BORN ? e->at : w->begun);
	if (!way)
		return;
	/* The longest words: its bytes may have been forgotten since. */
	record_frame_text(w->record, e->frame, words, sizeof(words));
	if (strlen(words) > strlen(way->text))
		memcpy(way->text, words, sizeof(words));
	if (way->seen < e->at)
		way->seen = e->at;
	tell(w, way, e);
}

void ways_end(struct ways *w, ps_t at)
{
	if (w->on_rx)
		trace_slice_end(w->out, PID_CARD, TID_WIRE_RX, at);
	if (w->on_tx)
		trace_slice_end(w->out, PID_CARD, TID_WIRE_TX, at);
	w->on_rx = w->on_tx = 0;
	put_ended(w, UINT64_MAX);
	for (unsigned i = 0; i < SLOTS; i++)
		while (w->slot[i]) {
			struct way *way = w->slot[i];

			put_way(w, way, at);
			w->slot[i] = way->next;
			free(way);
		}
}
