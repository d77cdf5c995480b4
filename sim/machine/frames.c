/* SPDX-License-Identifier: MIT */
/*
 * Which frame do bytes in the card belong to? No register or descriptor says
 * so; the machine follows them by order: a frame that begins on the receive
 * line is the next to be judged, an accepted one is the next to be stored, and
 * so on. The card says by pulses when the front one moves on.
 */
#include "probes.h"

#include "e1000_regs.h"

static void put(struct machine *m, struct frame_queue *q, uint32_t id)
{
	if (q->tail - q->head >= FRAME_QUEUE)
		fault(m, "more than %d frames inside the card", FRAME_QUEUE);
	q->id[q->tail++ % FRAME_QUEUE] = id;
}

/* Frames have ids from 1 on, so 0 may stand for none. */
static uint32_t front(const struct frame_queue *q)
{
	return q->head == q->tail ? 0 : q->id[q->head % FRAME_QUEUE];
}

static uint32_t take(struct machine *m, struct frame_queue *q, const char *what)
{
	if (q->head == q->tail)
		fault(m, "the card says %s, but there is no such frame", what);
	return q->id[q->head++ % FRAME_QUEUE];
}

static void end_all(struct machine *m, struct frame_queue *q, const char *place)
{
	while (q->head != q->tail)
		ledger_end(m->ledger, q->id[q->head++ % FRAME_QUEUE], place);
}

static void rx_begin(void *arg, uint64_t cycle, uint32_t id,
		     const uint8_t *data, uint32_t len)
{
	struct machine *m = arg;

	if (m->no_books)
		return;
	/* It gets no further than the PHY. */
	if (m->board.loops) {
		ledger_end(m->ledger, id, "phy.rx_isolated");
		return;
	}
	put(m, &m->frames.line, id);
	record_frame_bytes(m->record, id, data, len);
	probe_frame(m, FRAME_RX_BEGIN, id);
}

static void rx_end(void *arg, uint64_t cycle, uint32_t id)
{
	struct machine *m = arg;

	if (unlikely(m->recording && !m->board.loops))
		probe_frame_at(m, FRAME_RX_END, id, (cycle - 1) * NIC_CYCLE_PS,
			       0, 0, NULL);
}

static uint32_t tx_id(void *arg)
{
	const struct machine *m = arg;

	return m->frames.leaving;
}

static void tx_end(void *arg, uint64_t cycle, const uint8_t *data, uint32_t len,
		   bool fcs_ok)
{
	struct machine *m = arg;

	if (unlikely(m->recording))
		probe_frame_at(m, FRAME_TX_END, m->frames.leaving,
			       (cycle - 1) * NIC_CYCLE_PS, 0, 0, NULL);
	m->frames.leaving = 0;
}

const struct gmii_hooks frames_hooks = {
	.rx_begin = rx_begin,
	.rx_end = rx_end,
	.tx_id = tx_id,
	.tx_end = tx_end,
};

uint32_t frames_arriving(const struct machine *m)
{
	const struct frame_queue *q = &m->frames.line;

	/* In front of the newest one may be others, not judged yet. */
	if (!*m->pins->gmii_rx_dv_i || q->head == q->tail)
		return 0;
	return q->id[(q->tail - 1) % FRAME_QUEUE];
}

uint32_t frames_leaving(const struct machine *m)
{
	uint32_t id = m->frames.own ? m->frames.own : front(&m->frames.out);

	return id ? id : m->frames.leaving;
}

static const char *const rx_place[E1000_RX_RESULT_COUNT] = {
	[E1000_RX_RESULT_FILTERED] = "card.rx_filtered",
	[E1000_RX_RESULT_CRC_ERROR] = "card.rx_crc_error",
	[E1000_RX_RESULT_RUNT] = "card.rx_runt",
	[E1000_RX_RESULT_FRAGMENT] = "card.rx_fragment",
	[E1000_RX_RESULT_OVERSIZE] = "card.rx_oversize",
	[E1000_RX_RESULT_JABBER] = "card.rx_jabber",
	[E1000_RX_RESULT_RX_ERROR] = "card.rx_error",
	[E1000_RX_RESULT_FIFO_FULL] = "card.rx_fifo_full",
	[E1000_RX_RESULT_DISABLED] = "card.rx_disabled",
	[E1000_RX_RESULT_NO_SFD] = "card.rx_no_sfd",
	[E1000_RX_RESULT_VLAN_FILTERED] = "card.rx_vlan_filtered",
	[E1000_RX_RESULT_CONTROL] = "card.rx_control",
};

/*
 * The card has made a frame of what it read. A packet's first frame is the
 * packet; the further segments of a segmentation are born here, with the packet
 * for a parent, and so is what came out of memory that was mapped for no frame
 * (a driver that maps its buffers once, a guest).
 */
static uint32_t made(struct machine *m, bool first)
{
	struct frames *f = &m->frames;
	uint32_t work = f->work, id;

	if (first) {
		f->packet = front(&f->send);
		f->send.head += f->packet != 0;
		if (f->packet)
			return f->packet;
	}
	f->work = f->packet;
	id = ledger_born(m->ledger, LEDGER_HOST, m->edge * NIC_CYCLE_PS);
	f->work = work;
	if (first)
		f->packet = id;
	return id;
}

/* A frame of no descriptor's making begins: it is born here. */
static void own_frame(struct machine *m)
{
	struct frames *f = &m->frames;
	uint32_t work = f->work;

	f->work = 0;
	f->own = ledger_born(m->ledger, LEDGER_HOST, m->edge * NIC_CYCLE_PS);
	f->work = work;
}

/* The last byte of a frame leaves: for the wire, or it comes back. */
static void sent(struct machine *m, bool looped)
{
	struct frames *f = &m->frames;
	uint32_t id = f->own;

	f->own = 0;
	if (!id)
		id = take(m, &f->out, "TX_SENT");
	if (looped) {
		put(m, &f->loop, id);
	} else if (m->board.loops) {
		put(m, &f->line, id);
	} else {
		f->leaving = id;
		ledger_end(m->ledger, id, "wire.sent");
	}
}

static void tx_events(struct machine *m, unsigned events)
{
	struct frames *f = &m->frames;

	if (events & E1000_EV_TX_SENT)
		sent(m, events & E1000_EV_LOOPED);
	if (events & E1000_EV_TX_OWN)
		own_frame(m);
	if (events & E1000_EV_TX_STORED)
		put(m, &f->out, made(m, events & E1000_EV_TX_FIRST));
	if (events & E1000_EV_TX_DROP)
		ledger_end(m->ledger, made(m, events & E1000_EV_TX_FIRST),
			   "card.tx_too_long");
	if (events & E1000_EV_TX_LOST && front(&f->send))
		ledger_end(m->ledger, take(m, &f->send, "TX_LOST"),
			   "card.tx_bad_descriptor");
	else if (events & E1000_EV_TX_BADDESC)
		f->bad_descriptors++;
}

void frames_events(struct machine *m, unsigned events, unsigned result)
{
	struct frames *f = &m->frames;
	bool looped = events & E1000_EV_LOOPED;

	if (m->no_books)
		return;
	tx_events(m, events);
	if (events & E1000_EV_RX_IGNORED)
		ledger_end(m->ledger, take(m, &f->line, "RX_IGNORED"),
			   "card.rx_ignored");
	if (events & E1000_EV_RX_STORED) {
		uint32_t id = take(m, &f->fifo, "RX_STORED");

		f->rx_done += m->guest == NULL;
		probe_frame(m, FRAME_STORED, id);
		/* What a guest does with it cannot be seen. */
		if (m->guest)
			ledger_end(m->ledger, id, "guest.stored");
	}
	if (events & E1000_EV_RX_END) {
		uint32_t id = take(m, looped ? &f->loop : &f->line, "RX_END");

		if (result == E1000_RX_RESULT_ACCEPTED ||
		    events & E1000_EV_RX_KEPT)
			put(m, &f->fifo, id);
		else if (result < E1000_RX_RESULT_COUNT)
			ledger_end(m->ledger, id, rx_place[result]);
		else
			fault(m, "the card ends a frame with result %u",
			      result);
	}
	if (events & E1000_EV_RESET) {
		f->epoch++;
		/* Half of a frame is on the line: TX_SENT will not come. */
		if (m->gmii->tx_len && !f->leaving)
			f->leaving = f->own ? f->own : front(&f->out);
		f->read = 0;
		ledger_end(m->ledger, f->own, "card.reset");
		f->own = 0;
		end_all(m, &f->loop, "card.reset");
		end_all(m, &f->fifo, "card.reset");
		end_all(m, &f->send, "card.reset");
		end_all(m, &f->out, "card.reset");
	}
}

void frames_store(struct machine *m, struct mapping *map)
{
	uint32_t id = front(&m->frames.fifo);

	/* The driver gave the buffer back to the card without a look at what
	 * was in it. */
	if (map->frame != id && !map->coherent &&
	    ledger_alive(m->ledger, map->frame)) {
		m->frames.rx_done -= m->frames.rx_done > 0;
		ledger_end(m->ledger, map->frame, "driver.rx_dropped");
	}
	map->frame = id;
	map->stored = m->edge * NIC_CYCLE_PS;
	map->epoch = m->frames.epoch;
}

void frames_fetch(struct machine *m, struct mapping *map)
{
	struct frames *f = &m->frames;

	map->sent = true;
	f->tx_done++;
	if (m->no_books)
		return;
	/* A packet of several buffers is one packet. */
	if (map->frame != f->read) {
		f->read = map->frame;
		put(m, &f->send, map->frame);
		probe_frame(m, FRAME_FETCHED, map->frame);
	}
}

static void overtake(struct machine *m)
{
	struct frames *f = &m->frames;

	ledger_end(m->ledger, f->taken,
		   f->taken_stale ? "driver.rx_unread" : "driver.rx_dropped");
	f->taken = 0;
}

void frames_release(struct machine *m, struct mapping *map, bool unmapped)
{
	struct frames *f = &m->frames;
	uint32_t id = map->frame;

	if (!id || map->coherent)
		return;
	if (map->dir == DMA_DIR_TO_DEVICE) {
		f->tx_done -= unmapped && map->sent;
		/* The card never looked at it. */
		if (unmapped && !map->sent && ledger_alive(m->ledger, id)) {
			bool bad = f->bad_descriptors > 0;

			f->bad_descriptors -= bad;
			ledger_end(m->ledger, id,
				   bad ? "card.tx_bad_descriptor"
				       : "driver.tx_dropped");
		}
		return;
	}
	map->frame = 0;
	if (id == f->taken_last || !ledger_alive(m->ledger, id))
		return;
	if (f->taken)
		overtake(m);
	f->taken = f->taken_last = id;
	m->owner->taker = m;
	f->taken_stale = map->epoch != f->epoch;
	f->rx_done -= f->rx_done > 0;
	probe_frame(m, FRAME_TAKEN, id);
}

uint32_t machine_frame_taken(struct machine *m)
{
	struct frames *f = &m->taker->frames;
	uint32_t id = f->taken;

	f->taken = 0;
	return id;
}

void machine_frame_sending(struct machine *m, uint32_t id)
{
	m->frames.sending = id;
}

uint32_t machine_frame_work(struct machine *m, uint32_t id)
{
	uint32_t before = m->frames.work;

	m->frames.work = id;
	if (id != before)
		probe_frame(m, FRAME_WORK, id);
	return before;
}

void machine_frame_queued(struct machine *m, uint32_t id)
{
	probe_frame(m, FRAME_QUEUED, id);
}

void machine_frame_bytes(struct machine *m, uint32_t id, const void *data,
			 uint32_t len)
{
	record_frame_bytes(m->record, id, data, len);
	probe_named(m, id);
}

void frames_finish(struct machine *m)
{
	struct frames *f = &m->frames;

	if (f->taken)
		overtake(m);
	end_all(m, &f->line, "wire.unfinished");
	end_all(m, &f->loop, "card.rx_unfinished");
	ledger_end(m->ledger, f->own, "card.tx_unfinished");
	f->own = 0;
	end_all(m, &f->fifo, "card.rx_unfinished");
	end_all(m, &f->send, "card.tx_unfinished");
	end_all(m, &f->out, "card.tx_unfinished");
}
