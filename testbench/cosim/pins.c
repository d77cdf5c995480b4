// SPDX-License-Identifier: MIT
#include "pins.h"

#include "../../sim/wire/crc32.h"
#include "e1000_regs.h"

#include <stdlib.h>
#include <string.h>

/* Clocks from a read's address to its first beat, from a write's last beat to
 * its answer. */
#define READ_CLOCKS   8
#define ANSWER_CLOCKS 4
#define RESET_CLOCKS  16
/* The card asks the EEPROM for its address; there is none. */
#define START_CLOCKS 8000

enum { ID_RX_DATA, ID_RX_DESC, ID_TX_DESC };

#define DESC_BYTES   16u
#define TX_CMD_EOP   0x01
#define TX_CMD_IFCS  0x02
#define DESC_DD	     0x01
#define TX_FRAME_LEN 60u

static void note(struct pins *c, enum pins_event kind, uint32_t value)
{
	struct pins_log *l = &c->log[kind];

	if (l->n == PINS_EVENTS)
		return;
	l->at[l->n] = c->now;
	l->value[l->n++] = value;
}

/* ---- before an edge: what each side shows; after it: what was taken ---- */

static void show_access(struct pins *c)
{
	const struct pins_access *a = &c->access[c->access_head % PINS_QUEUE];
	const struct nic_pins *p = c->p;

	if (c->access_head == c->access_tail || c->now + 1 < a->at)
		return;
	if (!c->shown) {
		c->shown = true;
		c->taken_addr = c->taken_data = false;
		*p->s_axil_awaddr_i = *p->s_axil_araddr_i = a->reg;
		*p->s_axil_wdata_i = a->value;
		*p->s_axil_wstrb_i = 0xf;
	}
	*p->s_axil_awvalid_i = a->write && !c->taken_addr;
	*p->s_axil_wvalid_i = a->write && !c->taken_data;
	*p->s_axil_arvalid_i = !a->write && !c->taken_addr;
	if (*p->s_axil_awvalid_i && *p->s_axil_awready_o)
		c->taken_addr = true;
	if (*p->s_axil_wvalid_i && *p->s_axil_wready_o)
		c->taken_data = true;
	if (*p->s_axil_arvalid_i && *p->s_axil_arready_o)
		c->taken_addr = true;
}

static void after_access(struct pins *c)
{
	if (!c->shown || (!*c->p->s_axil_bvalid_o && !*c->p->s_axil_rvalid_o))
		return;
	/* It is answered in the clock in which it took effect. */
	note(c,
	     c->access[c->access_head % PINS_QUEUE].ack ? PINS_ACK
							: PINS_ACCESS,
	     *c->p->s_axil_rdata_o);
	c->shown = false;
	c->access_head++;
}

static void show_read(struct pins *c)
{
	struct pins_burst *b = &c->read[c->read_head % PINS_QUEUE];
	const struct nic_pins *p = c->p;

	*p->m_axi_arready_i = c->read_tail - c->read_head < PINS_QUEUE;
	if (*p->m_axi_arvalid_o && *p->m_axi_arready_i) {
		c->read[c->read_tail++ % PINS_QUEUE] = (struct pins_burst){
			.addr = *p->m_axi_araddr_o & ~7ull,
			.due = c->now + READ_CLOCKS,
			.beats = *p->m_axi_arlen_o + 1u,
			.id = *p->m_axi_arid_o,
		};
	}
	*p->m_axi_rvalid_i = c->read_head != c->read_tail && c->now >= b->due;
	if (!*p->m_axi_rvalid_i)
		return;
	memcpy(p->m_axi_rdata_i, c->memory + b->addr % PINS_MEMORY, 8);
	*p->m_axi_rid_i = b->id;
	*p->m_axi_rlast_i = b->beats == 1;
	if (!*p->m_axi_rready_o)
		return;
	b->addr += 8;
	if (!--b->beats)
		c->read_head++;
}

/* Returns the kind of event that the next edge is, or PINS_EVENT_KINDS. */
static enum pins_event show_write(struct pins *c)
{
	static const enum pins_event kind[] = {
		[ID_RX_DATA] = PINS_STORED,
		[ID_RX_DESC] = PINS_RX_WRITTEN,
		[ID_TX_DESC] = PINS_TX_WRITTEN,
	};
	struct pins_burst *b = &c->write[c->write_head % PINS_QUEUE];
	const struct nic_pins *p = c->p;
	bool awaited = c->write_head != c->write_tail;

	*p->m_axi_bvalid_i =
		c->answer_head != c->answer_tail &&
		c->now >= c->answer_at[c->answer_head % PINS_QUEUE];
	if (*p->m_axi_bvalid_i)
		*p->m_axi_bid_i = c->answer_id[c->answer_head++ % PINS_QUEUE];
	*p->m_axi_awready_i = c->write_tail - c->write_head < PINS_QUEUE;
	awaited = awaited && c->now >= c->stall_until;
	*p->m_axi_wready_i = awaited;
	if (*p->m_axi_awvalid_o && *p->m_axi_awready_i) {
		c->write[c->write_tail++ % PINS_QUEUE] = (struct pins_burst){
			.addr = *p->m_axi_awaddr_o & ~7ull,
			.id = *p->m_axi_awid_o,
		};
	}
	if (!awaited || !*p->m_axi_wvalid_o)
		return PINS_EVENT_KINDS;
	for (unsigned i = 0; i < 8; i++) {
		if (*p->m_axi_wstrb_o >> i & 1)
			c->memory[(b->addr + i) % PINS_MEMORY] =
				(uint8_t)(*p->m_axi_wdata_o >> 8 * i);
	}
	b->addr += 8;
	if (!*p->m_axi_wlast_o)
		return PINS_EVENT_KINDS;
	c->answer_at[c->answer_tail % PINS_QUEUE] = c->now + ANSWER_CLOCKS;
	c->answer_id[c->answer_tail++ % PINS_QUEUE] = b->id;
	c->write_head++;
	return kind[b->id];
}

static void show_line(struct pins *c)
{
	*c->p->gmii_rx_dv_i = c->line_left != 0;
	if (!c->line_left)
		return;
	*c->p->gmii_rxd_i = *c->line++;
	c->line_left--;
}

static void enqueue(struct pins *c, struct pins_access a)
{
	if (c->access_tail - c->access_head < PINS_QUEUE)
		c->access[c->access_tail++ % PINS_QUEUE] = a;
}

/* Descriptors of a ring that are written back, from its beginning. */
static unsigned done(const struct pins *c, uint32_t ring, unsigned descs)
{
	unsigned n = 0;

	while (n < descs && c->memory[ring + n * DESC_BYTES + 12] & DESC_DD)
		n++;
	return n;
}

static void raised(struct pins *c)
{
	unsigned n = c->log[PINS_RISE].n;

	if (n < PINS_EVENTS) {
		c->rx_done[n] = done(c, PINS_RX_RING, c->rx_descs);
		c->tx_done[n] = done(c, PINS_TX_RING, c->tx_descs);
	}
	note(c, PINS_RISE, c->icr);
	if (c->ack_after)
		enqueue(c, (struct pins_access){.at = c->now + c->ack_after,
						.reg = E1000_ICR,
						.ack = true});
}

static void look(struct pins *c, bool was_raised)
{
	uint32_t icr = *c->p->probe_icr_o, set = icr & ~c->icr;

	for (unsigned i = 0; set; i++, set >>= 1) {
		if (set & 1)
			c->cause_at[i] = c->now;
	}
	c->icr = icr;
	if (*c->p->intx_o && !was_raised)
		raised(c);
	else if (!*c->p->intx_o && was_raised)
		note(c, PINS_FALL, icr);
}

/* Clocks that the next edge may stand for, if it must not pass @until. */
static uint32_t jump(const struct pins *c, uint64_t until)
{
	uint64_t n = until - c->now;

	if (!c->skip || !*c->p->quiet_o || c->moved || c->line_left ||
	    c->shown || c->read_head != c->read_tail ||
	    c->write_head != c->write_tail ||
	    c->answer_head != c->answer_tail || *c->p->m_axi_arvalid_o ||
	    *c->p->m_axi_awvalid_o)
		return 1;
	if (c->access_head != c->access_tail) {
		uint64_t at = c->access[c->access_head % PINS_QUEUE].at;

		/* The edge that shows it is stepped alone. */
		if (at < c->now + 2)
			return 1;
		if (at - c->now - 1 < n)
			n = at - c->now - 1;
	}
	if (*c->p->timer_next_o < n)
		n = *c->p->timer_next_o;
	return n ? (uint32_t)n : 1;
}

static void step(struct pins *c, uint32_t ticks)
{
	bool was_raised = *c->p->intx_o;
	enum pins_event taken;

	show_access(c);
	show_read(c);
	taken = show_write(c);
	show_line(c);
	*c->p->tick_i = ticks;
	nic_model_edge(c->nic);
	c->now += ticks;
	c->moved = false;
	c->evaluations++;
	if (taken != PINS_EVENT_KINDS)
		note(c, taken, 0);
	after_access(c);
	look(c, was_raised);
}

void pins_run(struct pins *c, uint64_t until)
{
	while (c->now < until)
		step(c, jump(c, until));
}

void pins_write(struct pins *c, uint64_t at, uint32_t reg, uint32_t value)
{
	enqueue(c, (struct pins_access){at, reg, value, true, false});
}

void pins_read(struct pins *c, uint64_t at, uint32_t reg)
{
	enqueue(c, (struct pins_access){at, reg, 0, false, false});
}

uint32_t pins_settle(struct pins *c)
{
	const struct pins_log *l = &c->log[PINS_ACCESS];

	while (c->access_head != c->access_tail)
		step(c, 1);
	return l->value[l->n - 1];
}

void pins_line(struct pins *c, const uint8_t *bytes, size_t len)
{
	c->line = bytes;
	c->line_left = len;
}

size_t pins_frame(uint8_t *bytes, size_t len)
{
	struct crc32_tables crc;
	uint8_t *frame = bytes + 8;
	uint32_t fcs;

	crc32_init(&crc);
	memset(bytes, 0x55, 7);
	bytes[7] = 0xd5;
	for (size_t i = 0; i < len - 4; i++)
		frame[i] = (uint8_t)i; /* from 00:01:02:03:04:05, unicast */
	fcs = crc32_fcs(&crc, frame, len - 4);
	for (unsigned i = 0; i < 4; i++)
		frame[len - 4 + i] = (uint8_t)(fcs >> 8 * i);
	return len + 8;
}

void pins_link(struct pins *c, bool up)
{
	*c->p->link_up_i = up;
	c->moved = true;
}

static void store64(uint8_t *at, uint64_t value)
{
	memcpy(at, &value, 8);
}

void pins_queue(struct pins *c, uint8_t cmd)
{
	uint32_t buf = PINS_TX_BUF + c->tx_tail * PINS_BUF;
	uint8_t *d = c->memory + PINS_TX_RING + c->tx_tail * DESC_BYTES;

	store64(d, buf);
	store64(d + 8, TX_FRAME_LEN | (uint64_t)(cmd | TX_CMD_EOP | TX_CMD_IFCS)
					      << 24);
	c->tx_tail = (c->tx_tail + 1) % c->tx_descs;
}

static void set_up(struct pins *c, uint32_t rctl)
{
	for (unsigned i = 0; i < c->rx_descs; i++)
		store64(c->memory + PINS_RX_RING + i * DESC_BYTES,
			PINS_RX_BUF + i * PINS_BUF);
	pins_write(c, 0, E1000_CTRL, E1000_CTRL_SLU | E1000_CTRL_FD);
	pins_write(c, 0, E1000_RDBAL, PINS_RX_RING);
	pins_write(c, 0, E1000_RDLEN, c->rx_descs * DESC_BYTES);
	pins_write(c, 0, E1000_TDBAL, PINS_TX_RING);
	pins_write(c, 0, E1000_TDLEN, c->tx_descs * DESC_BYTES);
	pins_write(c, 0, E1000_TIPG, 8 | 8 << 10 | 6 << 20);
	pins_write(c, 0, E1000_RCTL,
		   rctl | E1000_RCTL_EN | E1000_RCTL_UPE | E1000_RCTL_MPE);
	pins_write(c, 0, E1000_TCTL, E1000_TCTL_EN | E1000_TCTL_PSP);
	pins_write(c, 0, E1000_RDT, c->rx_tail);
	pins_settle(c);
	pins_run(c, c->now + 1000);
	pins_read(c, 0, E1000_ICR);
	pins_settle(c);
	memset(c->cause_at, 0, sizeof(c->cause_at));
	memset(c->log, 0, sizeof(c->log));
}

bool pins_create(struct pins *c, bool skip, unsigned rx_descs, uint32_t rctl)
{
	memset(c, 0, sizeof(*c));
	c->nic = nic_model_create();
	c->memory = calloc(1, PINS_MEMORY);
	if (!c->nic || !c->memory) {
		pins_destroy(c);
		return false;
	}
	c->p = nic_model_pins(c->nic);
	c->rx_descs = rx_descs;
	c->rx_tail = rx_descs - 1;
	c->tx_descs = PINS_DESCS;
	*c->p->link_up_i = 1;
	*c->p->phy_speed_i = 2;
	*c->p->phy_duplex_i = 1;
	*c->p->mdio_i = 1;
	*c->p->ee_do_i = 1;
	*c->p->s_axil_bready_i = 1;
	*c->p->s_axil_rready_i = 1;
	pins_run(c, RESET_CLOCKS);
	*c->p->rst_ni = 1;
	pins_run(c, START_CLOCKS);
	c->skip = skip;
	set_up(c, rctl);
	return true;
}

void pins_destroy(struct pins *c)
{
	if (c->nic)
		nic_model_destroy(c->nic);
	free(c->memory);
	c->nic = NULL;
	c->memory = NULL;
}
