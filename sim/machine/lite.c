/* SPDX-License-Identifier: MIT */
/*
 * The host bridge towards the card's registers: an AXI4-Lite master behind a
 * queue. Writes are posted: the CPU pays for handing one over and goes on. All
 * accesses keep their order, so a read pushes the writes in front of it; and
 * its answer pushes the DMA writes that the card made before it.
 */
#include "probes.h"

void lite_init(struct machine *m)
{
	const struct nic_pins *p = m->pins;
	uint32_t depth = m->profile.mmio_post_depth;

	m->lite.depth = depth < 1	      ? 1
			: depth >= LITE_POSTS ? LITE_POSTS - 1
					      : depth;
	*p->s_axil_bready_i = 1;
	*p->s_axil_rready_i = 1;
}

static void finish(struct machine *m, uint64_t edge)
{
	m->lite.done = edge;
	m->lite.state = LITE_IDLE;
	m->lite.head++;
}

void lite_edge(struct machine *m, uint64_t edge)
{
	const struct nic_pins *p = m->pins;
	struct lite *l = &m->lite;
	const struct lite_post *post = &l->post[l->head % LITE_POSTS];

	switch (l->state) {
	case LITE_IDLE:
		if (!lite_busy(m) || post->arrive > edge)
			return;
		l->addr_taken = false;
		l->data_taken = false;
		if (post->read) {
			l->state = LITE_READ;
			*p->s_axil_araddr_i = post->addr;
			*p->s_axil_arvalid_i = 1;
			l->addr_taken = *p->s_axil_arready_o;
		} else {
			l->state = LITE_WRITE;
			*p->s_axil_awaddr_i = post->addr;
			*p->s_axil_awvalid_i = 1;
			*p->s_axil_wdata_i = post->data;
			*p->s_axil_wstrb_i = post->strobes;
			*p->s_axil_wvalid_i = 1;
			l->addr_taken = *p->s_axil_awready_o;
			l->data_taken = *p->s_axil_wready_o;
		}
		break;
	case LITE_READ:
		if (l->addr_taken)
			*p->s_axil_arvalid_i = 0;
		else
			l->addr_taken = *p->s_axil_arready_o;
		if (*p->s_axil_rvalid_o) {
			l->value = *p->s_axil_rdata_o;
			probe_answers(m, post->addr, l->value);
			axi_push(m);
			finish(m, edge);
		}
		break;
	case LITE_WRITE:
		if (l->addr_taken)
			*p->s_axil_awvalid_i = 0;
		else
			l->addr_taken = *p->s_axil_awready_o;
		if (l->data_taken)
			*p->s_axil_wvalid_i = 0;
		else
			l->data_taken = *p->s_axil_wready_o;
		if (*p->s_axil_bvalid_o) {
			probe_pins(m, post->addr, post->data);
			finish(m, edge);
		}
		break;
	}
}

/* A card that does not answer a millisecond after it was asked never will. */
#define ANSWER_EDGES (PS_PER_MS / NIC_CYCLE_PS)

static void wait_for(struct machine *m, uint32_t number)
{
	const struct lite_post *e = &m->lite.post[number % LITE_POSTS];
	/* The slowest access on its way may still be in front of this one. */
	ps_t flight =
		(ps_t)(m->profile.mmio_post_ns + m->profile.mmio_read_ns) *
		PS_PER_NS;
	uint64_t last = m->edge + flight / NIC_CYCLE_PS + ANSWER_EDGES;

	while ((int32_t)(m->lite.head - number) <= 0) {
		if (m->edge > last)
			fault(m,
			      "the card does not answer the %s of register %05x",
			      e->read ? "read" : "write", e->addr);
		clock_wait_edge(m->owner, nic_next(m) / NIC_CYCLE_PS);
	}
}

/* Queue an access that takes @flight_ns to the card. Returns its number. */
static uint32_t post(struct machine *m, uint32_t offset, uint32_t value,
		     uint8_t strobes, bool read, uint32_t flight_ns)
{
	struct lite *l = &m->lite;
	struct lite_post *e;
	uint64_t arrive;

	clock_sync(m->owner);
	/* Full: the CPU stalls until the oldest has been taken. */
	if (l->tail - l->head >= l->depth) {
		unsigned account = clock_account(m->owner, CPU_MMIO_STALL);

		wait_for(m, l->tail - l->depth);
		clock_account(m->owner, account);
	}
	e = &l->post[l->tail % LITE_POSTS];
	arrive = (m->owner->clock + (ps_t)flight_ns * PS_PER_NS + NIC_CYCLE_PS -
		  1) /
		 NIC_CYCLE_PS;
	e->arrive = arrive > m->edge ? arrive : m->edge + 1;
	e->addr = offset;
	e->data = value;
	e->strobes = strobes;
	e->read = read;
	return l->tail++;
}

/* The answer's way back to the CPU. */
static void answer(struct machine *m, uint32_t flight_ns)
{
	ps_t at = m->lite.done * NIC_CYCLE_PS + (ps_t)flight_ns * PS_PER_NS;
	ps_t now;

	clock_sync(m->owner);
	now = m->owner->clock;
	clock_add(m->owner, at > now ? at - now : 0);
}

uint32_t lite_read(struct machine *m, uint32_t offset)
{
	uint32_t out = m->profile.mmio_read_ns / 2;
	unsigned account = clock_account(m->owner, CPU_MMIO_STALL);
	uint32_t value;

	m->lite.reads++;
	probe_asks(m, offset);
	wait_for(m, post(m, offset, 0, 0, true, out));
	value = m->lite.value;
	/* Interrupts that the answer meets are taken with the account of what
	 * they interrupt. */
	answer(m, m->profile.mmio_read_ns - out);
	clock_account(m->owner, account);
	probe_mmio(m, MMIO_READ, offset, value);
	return value;
}

void lite_write(struct machine *m, uint32_t offset, uint32_t value, bool wait)
{
	unsigned account;

	m->lite.writes++;
	probe_mmio(m, MMIO_WRITE, offset, value);
	if (!wait) {
		post(m, offset, value, 0xf, false, m->profile.mmio_post_ns);
		clock_grant(m->owner);
		clock_add(m->owner, (ps_t)m->profile.mmio_write_ns * PS_PER_NS);
		return;
	}
	account = clock_account(m->owner, CPU_MMIO_STALL);
	wait_for(m, post(m, offset, value, 0xf, false,
			 m->profile.mmio_read_ns / 2));
	answer(m, m->profile.mmio_read_ns - m->profile.mmio_read_ns / 2);
	clock_account(m->owner, account);
}

void lite_write_bytes(struct machine *m, uint32_t offset, uint32_t value,
		      uint8_t strobes)
{
	m->lite.writes++;
	probe_mmio(m, MMIO_WRITE, offset, value);
	wait_for(m, post(m, offset, value, strobes, false, 0));
}
