/* SPDX-License-Identifier: MIT */
/*
 * The card's clock. Edge number n happens at n * NIC_CYCLE_PS. Before an edge
 * is evaluated the pins show what each side put there after the one before;
 * both sides of every handshake are known then.
 *
 * Where nothing moves but the card's timers, one evaluation stands for many
 * edges (tick_i). That is exact because the card says how far it may go and
 * nothing from outside arrives before the edge that ends the jump.
 */
#include "../record/record_internal.h"
#include "pin_record.h"
#include "probes.h"

/* The falling edge is half a clock after the last rising one; inputs change
 * with it. Events of the CPU come in between. */
static void recorded_edge(struct machine *m, uint64_t before, uint64_t edge)
{
	ps_t fall = before * NIC_CYCLE_PS + NIC_CYCLE_PS / 2;

	if (nic_model_recorded(m->nic)) {
		record_reach(m->record, fall);
		nic_model_fall(m->nic, fall);
		record_reach(m->record, edge * NIC_CYCLE_PS);
		nic_model_rise(m->nic, edge * NIC_CYCLE_PS);
	} else {
		record_reach(m->record, edge * NIC_CYCLE_PS);
		nic_model_edge(m->nic);
	}
	probe_edge(m);
}

static inline void step(struct machine *m, uint32_t ticks)
{
	const struct nic_pins *p = m->pins;
	uint64_t before = m->edge, edge = before + ticks;

	m->edge = edge;
	if (unlikely(edge >= m->board.next))
		board_event(&m->board, p, edge);
	if (unlikely(board_loop(&m->board)))
		board_gmii(&m->board, p, m->gmii, edge);
	else
		gmii_edge(m->gmii, edge, p->gmii_rxd_i, p->gmii_rx_dv_i,
			  p->gmii_rx_er_i, *p->gmii_txd_o, *p->gmii_tx_en_o,
			  *p->gmii_tx_er_o);
	if (m->axi.busy || *p->m_axi_awvalid_o || *p->m_axi_wvalid_o ||
	    *p->m_axi_arvalid_o)
		axi_edge(m, edge);
	if (lite_busy(m) || m->lite.state != LITE_IDLE)
		lite_edge(m, edge);
	if (unlikely(ticks != 1))
		*p->tick_i = ticks;
	if (unlikely(m->pin_record != NULL))
		pin_record_edge(m->pin_record, p);
	if (likely(!m->recording))
		nic_model_edge(m->nic);
	else
		recorded_edge(m, before, edge);
	if (unlikely(ticks != 1))
		*p->tick_i = 1;
	if (unlikely(board_outputs(p) != m->board.pins))
		board_changed(&m->board, p, edge);
	if (unlikely(*p->ev_o != 0))
		frames_events(m, *p->ev_o, *p->ev_rx_result_o);
	if (unlikely(*p->intx_o != m->line)) {
		unsigned vector = VECTOR_NIC + m->slot;

		m->line = *p->intx_o;
		m->owner->lines ^= 1u << vector;
		m->irq_raised += m->line;
		probe_irq(m, m->line ? IRQ_RAISED : IRQ_LOWERED, vector);
		history_irq(m, m->line ? PAST_RAISED : PAST_LOWERED, vector);
	}
}

void nic_reset(struct machine *m)
{
	*m->pins->rst_ni = 0;
	m->stepping = true;
	while (m->edge < NIC_RESET_EDGES)
		step(m, 1);
	m->stepping = false;
	*m->pins->rst_ni = 1;
}

static inline bool asleep(const struct machine *m)
{
	return *m->pins->quiet_o && !m->no_skip && !m->axi.busy &&
	       m->lite.state == LITE_IDLE && gmii_idle(m->gmii);
}

/* While asleep(): number of edges up to the next one that something from
 * outside reaches the card at; at least one. */
static inline uint64_t outside_edges(const struct machine *m)
{
	uint64_t next = gmii_next_event(m->gmii);

	if (m->board.next < next)
		next = m->board.next;
	if (lite_busy(m)) {
		const struct lite *l = &m->lite;
		uint64_t arrive = l->post[l->head % LITE_POSTS].arrive;

		if (arrive < next)
			next = arrive;
	}
	return next > m->edge ? next - m->edge : 1;
}

void nic_advance(struct machine *m, ps_t now)
{
	uint64_t target = now / NIC_CYCLE_PS;

	m->stepping = true;
	while (m->edge < target) {
		uint64_t n = 1;

		if (asleep(m)) {
			/* The edge of the event itself is stepped alone. */
			uint64_t jump = outside_edges(m) - 1;

			if (jump > *m->pins->timer_next_o)
				jump = *m->pins->timer_next_o;
			if (jump > target - m->edge)
				jump = target - m->edge;
			if (jump > 1)
				n = jump;
		}
		step(m, (uint32_t)n);
	}
	m->stepping = false;
}

ps_t nic_next(const struct machine *m)
{
	uint64_t edges = 1;

	if (asleep(m)) {
		uint32_t timer = *m->pins->timer_next_o;

		edges = outside_edges(m);
		if (timer != UINT32_MAX && timer < edges)
			edges = timer ? timer : 1;
		if (edges > UINT64_MAX / NIC_CYCLE_PS - m->edge)
			return PS_NEVER;
	}
	return (m->edge + edges) * NIC_CYCLE_PS;
}
