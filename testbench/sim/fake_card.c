/* SPDX-License-Identifier: MIT */
/* See fake_card.h. Stands in for sim/machine/nic_model.cpp. */
#include "fake_card.h"

#include "../../sim/machine/nic_model.h"
#include "../../sim/machine/nic_wave.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORDERS	  64
#define MAX_BEATS 256
#define REG_BYTES 0x20000
#define WRITE_LOG 4096
#define NO_TIMER  0xffffffffu

struct order {
	bool write;
	unsigned id, beats, size, burst;
	uint64_t addr;
	uint64_t data[MAX_BEATS];
	uint8_t strobes[MAX_BEATS];
};

#define PIN_STORAGE(type, name) type name;
struct storage {
	NIC_INPUTS(PIN_STORAGE)
	NIC_OUTPUTS(PIN_STORAGE)
	NIC_PROBES(PIN_STORAGE)
};

struct fake_card {
	struct nic_pins pins;
	struct storage s;
	uint64_t edge, evaluations;
	uint32_t reg[REG_BYTES / 4];
	fake_write_fn on_write;
	void (*on_read)(struct fake_card *c, uint32_t offset);
	bool have_addr, have_data;
	uint32_t waddr, wdata;

	struct order order[ORDERS];
	unsigned first, last; /* free running */
	bool addr_sent;
	unsigned beat;
	uint64_t got[MAX_BEATS], asked_at, latency;
	unsigned got_beats;

	uint32_t timer, period;
	unsigned next_events, next_result;
	uint64_t at;
	void (*at_fn)(struct fake_card *c);

	unsigned writes;
	uint64_t write_edge[WRITE_LOG];
};

/* Tests are single-threaded programs; this is the one place that knows. */
static struct fake_card *newest;

struct nic_model {
	struct fake_card card;
};

struct fake_card *fake_card(void)
{
	return newest;
}

struct nic_model *nic_model_create(void)
{
	struct nic_model *n = calloc(1, sizeof(*n));
	struct fake_card *c = &n->card;

#define PIN_POINT(type, name) c->pins.name = &c->s.name;
	NIC_INPUTS(PIN_POINT)
	NIC_OUTPUTS(PIN_POINT)
	NIC_PROBES(PIN_POINT)
	c->s.timer_next_o = NO_TIMER;
	c->timer = NO_TIMER;
	c->at = UINT64_MAX;
	newest = c;
	return n;
}

void nic_model_destroy(struct nic_model *n)
{
	if (n && newest == &n->card)
		newest = NULL;
	free(n);
}

const struct nic_pins *nic_model_pins(struct nic_model *n)
{
	return &n->card.pins;
}

struct nic_wave *nic_wave_open(struct nic_model *n, const char *path,
			       bool lanes, char *err, size_t err_len)
{
	snprintf(err, err_len, "%s: this card has no signals", path);
	return NULL;
}

struct record_sink *nic_wave_sink(struct nic_wave *w)
{
	return NULL;
}

void nic_wave_flush(struct nic_wave *w)
{
}

int nic_wave_close(struct nic_wave *w, char *err, size_t err_len)
{
	return 0;
}

bool nic_wave_save(struct nic_wave *w, bool force)
{
	return true;
}

bool nic_wave_busy(const struct nic_wave *w)
{
	return false;
}

bool nic_model_recorded(const struct nic_model *n)
{
	return false;
}

static void lite(struct fake_card *c)
{
	struct storage *s = &c->s;

	if (s->s_axil_bvalid_o && s->s_axil_bready_i)
		s->s_axil_bvalid_o = 0;
	if (s->s_axil_rvalid_o && s->s_axil_rready_i)
		s->s_axil_rvalid_o = 0;
	if (s->s_axil_awvalid_i && s->s_axil_awready_o) {
		c->have_addr = true;
		c->waddr = s->s_axil_awaddr_i;
	}
	if (s->s_axil_wvalid_i && s->s_axil_wready_o) {
		c->have_data = true;
		c->wdata = s->s_axil_wdata_i;
	}
	if (c->have_addr && c->have_data) {
		c->have_addr = c->have_data = false;
		c->reg[c->waddr / 4] = c->wdata;
		if (c->writes < WRITE_LOG)
			c->write_edge[c->writes] = c->edge;
		c->writes++;
		if (c->on_write)
			c->on_write(c, c->waddr, c->wdata);
		s->s_axil_bvalid_o = 1;
	}
	if (s->s_axil_arvalid_i && s->s_axil_arready_o) {
		if (c->on_read)
			c->on_read(c, s->s_axil_araddr_i);
		s->s_axil_rdata_o = c->reg[s->s_axil_araddr_i / 4];
		s->s_axil_rvalid_o = 1;
	}
	s->s_axil_awready_o = 1;
	s->s_axil_wready_o = 1;
	s->s_axil_arready_o = 1;
}

static void order_done(struct fake_card *c)
{
	c->first++;
	c->addr_sent = false;
	c->beat = 0;
}

static void master(struct fake_card *c)
{
	struct storage *s = &c->s;
	struct order *o;

	if (s->m_axi_arvalid_o && s->m_axi_arready_i) {
		s->m_axi_arvalid_o = 0;
		c->addr_sent = true;
		c->asked_at = c->edge;
	}
	if (s->m_axi_awvalid_o && s->m_axi_awready_i) {
		s->m_axi_awvalid_o = 0;
		c->addr_sent = true;
	}
	if (s->m_axi_rvalid_i && s->m_axi_rready_o) {
		if (!c->beat)
			c->latency = c->edge - c->asked_at;
		c->got[c->beat++] = s->m_axi_rdata_i;
		c->got_beats = c->beat;
		if (s->m_axi_rlast_i)
			order_done(c);
	}
	if (s->m_axi_wvalid_o && s->m_axi_wready_i) {
		s->m_axi_wvalid_o = 0;
		c->beat++;
	}
	if (s->m_axi_bvalid_i && s->m_axi_bready_o)
		order_done(c);
	s->m_axi_rready_o = 1;
	s->m_axi_bready_o = 1;
	o = &c->order[c->first % ORDERS];
	if (c->first == c->last)
		return;
	if (!c->addr_sent && !o->write) {
		s->m_axi_arvalid_o = 1;
		s->m_axi_araddr_o = o->addr;
		s->m_axi_arlen_o = (uint8_t)(o->beats - 1);
		s->m_axi_arsize_o = (uint8_t)o->size;
		s->m_axi_arburst_o = (uint8_t)o->burst;
		s->m_axi_arid_o = (uint8_t)o->id;
	} else if (!c->addr_sent) {
		s->m_axi_awvalid_o = 1;
		s->m_axi_awaddr_o = o->addr;
		s->m_axi_awlen_o = (uint8_t)(o->beats - 1);
		s->m_axi_awsize_o = (uint8_t)o->size;
		s->m_axi_awburst_o = (uint8_t)o->burst;
		s->m_axi_awid_o = (uint8_t)o->id;
	} else if (o->write && c->beat < o->beats) {
		s->m_axi_wvalid_o = 1;
		s->m_axi_wdata_o = o->data[c->beat];
		s->m_axi_wstrb_o = o->strobes[c->beat];
		s->m_axi_wlast_o = c->beat + 1 == o->beats;
	}
}

void nic_model_edge(struct nic_model *n)
{
	struct fake_card *c = &n->card;
	struct storage *s = &c->s;

	c->evaluations++;
	c->edge += s->tick_i;
	if (!s->rst_ni) {
		s->quiet_o = 0;
		return;
	}
	s->ev_o = (uint16_t)c->next_events;
	s->ev_rx_result_o = (uint8_t)c->next_result;
	c->next_events = 0;
	if (c->timer != NO_TIMER) {
		if (c->timer < s->tick_i)
			abort(); /* jumped over an expiry */
		c->timer -= s->tick_i;
		if (!c->timer) {
			s->intx_o = 1;
			c->timer = c->period ? c->period : NO_TIMER;
		}
	}
	if (c->edge >= c->at) {
		c->at = UINT64_MAX;
		c->at_fn(c);
	}
	lite(c);
	master(c);
	s->timer_next_o = c->timer;
	if (c->at != UINT64_MAX && c->at - c->edge < s->timer_next_o)
		s->timer_next_o = (uint32_t)(c->at - c->edge);
	s->quiet_o = c->first == c->last && !s->s_axil_bvalid_o &&
		     !s->s_axil_rvalid_o && !c->next_events && !s->ev_o;
}

/* ---- Orders -------------------------------------------------------------- */

void fake_on_write(struct fake_card *c, fake_write_fn fn)
{
	c->on_write = fn;
}

void fake_on_read(struct fake_card *c,
		  void (*fn)(struct fake_card *c, uint32_t offset))
{
	c->on_read = fn;
}

void fake_set(struct fake_card *c, uint32_t offset, uint32_t value)
{
	c->reg[offset / 4] = value;
}

static struct order *order(struct fake_card *c, bool write, unsigned id,
			   uint64_t addr, unsigned len)
{
	struct order *o = &c->order[c->last % ORDERS];

	if (c->last - c->first >= ORDERS)
		abort();
	memset(o, 0, sizeof(*o));
	o->write = write;
	o->id = id;
	o->addr = addr;
	o->beats = (unsigned)((addr % 8 + len + 7) / 8);
	o->size = 3;
	o->burst = 1;
	c->last++;
	c->s.quiet_o = 0;
	return o;
}

void fake_dma_write(struct fake_card *c, unsigned id, uint64_t addr,
		    const void *data, unsigned len)
{
	struct order *o = order(c, true, id, addr, len);
	unsigned i;

	for (i = 0; i < len; i++) {
		unsigned at = (unsigned)(addr % 8) + i;

		o->data[at / 8] |= (uint64_t)((const uint8_t *)data)[i]
				   << (8 * (at % 8));
		o->strobes[at / 8] |= (uint8_t)(1u << (at % 8));
	}
}

void fake_dma_read(struct fake_card *c, unsigned id, uint64_t addr,
		   unsigned len)
{
	order(c, false, id, addr, len);
}

void fake_dma_raw(struct fake_card *c, bool write, unsigned id, uint64_t addr,
		  unsigned beats, unsigned size, unsigned burst)
{
	struct order *o = order(c, write, id, addr, 8);

	o->beats = beats;
	o->size = size;
	o->burst = burst;
	memset(o->strobes, 0xff, sizeof(o->strobes));
}

uint64_t fake_read_word(const struct fake_card *c, unsigned n)
{
	return c->got[n];
}

uint64_t fake_read_latency(const struct fake_card *c)
{
	return c->latency;
}

bool fake_dma_done(const struct fake_card *c)
{
	return c->first == c->last;
}

void fake_irq(struct fake_card *c, bool level)
{
	c->s.intx_o = level;
}

void fake_timer(struct fake_card *c, uint32_t ticks, uint32_t period)
{
	c->timer = ticks;
	c->period = period;
	c->s.timer_next_o = ticks;
}

void fake_event(struct fake_card *c, unsigned events, unsigned result)
{
	c->next_events = events;
	c->next_result = result;
	c->s.quiet_o = 0;
}

void fake_at(struct fake_card *c, uint64_t edge, void (*fn)(struct fake_card *))
{
	c->at = edge;
	c->at_fn = fn;
	c->s.timer_next_o = (uint32_t)(edge - c->edge);
}

uint64_t fake_edge(const struct fake_card *c)
{
	return c->edge;
}

uint64_t fake_evaluations(const struct fake_card *c)
{
	return c->evaluations;
}

uint64_t fake_write_edge(const struct fake_card *c, unsigned n)
{
	return c->write_edge[n];
}

unsigned fake_writes(const struct fake_card *c)
{
	return c->writes;
}

void nic_model_fall(struct nic_model *n, uint64_t ps)
{
}

void nic_model_rise(struct nic_model *n, uint64_t ps)
{
	nic_model_edge(n);
}
