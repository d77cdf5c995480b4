// SPDX-License-Identifier: MIT
/*
 * A program begins with what a driver sets up (not always all of it, nor in a
 * sensible way), goes on with traffic, changes of mind and looks at registers,
 * and ends with a look at everything. What the generator leaves out, and why,
 * stands in docs/conformance.md.
 */
#include "generate.h"

#include <stdbool.h>
#include <string.h>

#include "e1000_regs.h"
#include "frame.h"

const char *const feature_name[FEATURES] = {
	[FEATURE_TX_CHECKSUM] = "tx-checksum",
	[FEATURE_TX_TSO] = "tx-tso",
	[FEATURE_TX_VLAN] = "tx-vlan",
	[FEATURE_VLAN] = "vlan",
	[FEATURE_LONG] = "long",
	[FEATURE_EEPROM] = "eeprom",
	[FEATURE_PHY] = "phy",
	[FEATURE_IO] = "io",
	[FEATURE_TIMERS] = "timers",
};

struct maker {
	struct program *p;
	uint64_t state;
	unsigned features;
	uint32_t rctl, tctl, ctrl;
	bool rx, tx; /* there is a ring */
	uint32_t ring, buffers;
	uint32_t buffer_size;
};

/* ---- chance: splitmix64 ---- */

static uint64_t next(struct maker *m)
{
	uint64_t z = m->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* 0 .. n-1 */
static uint32_t below(struct maker *m, uint32_t n)
{
	return (uint32_t)((next(m) >> 32) * n >> 32);
}

static bool percent(struct maker *m, uint32_t p)
{
	return below(m, 100) < p;
}

static bool has(const struct maker *m, enum feature f)
{
	return m->features >> f & 1;
}

/* ---- operations ---- */

static void add(struct maker *m, enum op_kind kind, uint32_t a, uint32_t b,
		uint32_t c)
{
	program_add(m->p, (struct op){.kind = kind, .arg = {a, b, c}});
}

static void put(struct maker *m, uint32_t reg, uint32_t value)
{
	bool io = has(m, FEATURE_IO) && percent(m, 10);

	add(m, io ? OP_IO_WRITE : OP_WRITE, reg, value, 0);
}

static void get(struct maker *m, uint32_t reg)
{
	add(m, OP_READ, reg, 0, 0);
}

static void settle(struct maker *m)
{
	add(m, OP_SETTLE, 0, 0, 0);
	if (percent(m, 60))
		add(m, OP_IRQ, 0, 0, 0);
}

/* ---- registers ---- */

/* Registers without effect on anything else, and what may be written. */
static const struct plain_reg {
	uint32_t reg, mask;
} plain[] = {
	{E1000_FCAL, 0xffffffff},  {E1000_FCAH, 0xffffffff},
	{E1000_FCT, 0xffffffff},   {E1000_VET, 0xffffffff},
	{E1000_FCTTV, 0xffffffff}, {E1000_TIPG, 0xc00000ff},
	{E1000_AIT, 0xffffffff},   {E1000_LEDCTL, 0xffffffff},
	{E1000_PBA, 0xffffffff},   {E1000_FCRTL, 0xfffffff8},
	{E1000_FCRTH, 0x0000fff8}, {E1000_RXCSUM, 0x000007ff},
	{E1000_WUC, 0xffffffff},   {E1000_WUFC, 0xffffffff},
	{E1000_WUS, 0xffffffff},   {E1000_MANC, 0xffffffff},
	{E1000_SWSM, 0xffffffff},  {E1000_CTRL_EXT, 0xffffcfff},
};
#define PLAIN (sizeof(plain) / sizeof(plain[0]))

static const struct timer_reg {
	uint32_t reg, most, fixed;
} timer[] = {
	{E1000_ITR, 600, 0}, {E1000_RDTR, 40, 0}, {E1000_RADV, 40, 0},
	{E1000_TIDV, 40, 0}, {E1000_TADV, 40, 0},
};
#define TIMERS (sizeof(timer) / sizeof(timer[0]))

#define CAUSES 0x1f6df /* those that ICR has */

static const uint32_t looked_at[] = {
	E1000_CTRL,   E1000_STATUS, E1000_CTRL_EXT, E1000_FCAL,	 E1000_FCAH,
	E1000_FCT,    E1000_VET,    E1000_ITR,	    E1000_IMS,	 E1000_RCTL,
	E1000_FCTTV,  E1000_TCTL,   E1000_TIPG,	    E1000_AIT,	 E1000_LEDCTL,
	E1000_PBA,    E1000_FCRTL,  E1000_FCRTH,    E1000_RDBAL, E1000_RDBAH,
	E1000_RDLEN,  E1000_RDH,    E1000_RDT,	    E1000_RDTR,	 E1000_RXDCTL,
	E1000_RADV,   E1000_TDBAL,  E1000_TDBAH,    E1000_TDLEN, E1000_TDH,
	E1000_TDT,    E1000_TIDV,   E1000_TXDCTL,   E1000_TADV,	 E1000_RSRPD,
	E1000_RXCSUM, E1000_WUC,    E1000_WUFC,	    E1000_WUS,	 E1000_MANC,
	E1000_SWSM,   E1000_ICR,    E1000_EECD,	    E1000_MDIC,
};
#define LOOKED (sizeof(looked_at) / sizeof(looked_at[0]))

/* A word of the table; mostly the one where a group that frames are sent to
 * has its bit under one of the four RCTL.MO: that bit alone, or all others. */
static void multicast(struct maker *m)
{
	static const uint8_t shift[4] = {4, 3, 2, 0};
	uint8_t to[6];
	uint32_t hash, bits;

	frame_address(to, TO_MULTICAST + below(m, 8));
	hash = (to[4] | (uint32_t)to[5] << 8) >> shift[below(m, 4)] & 0xfff;
	if (percent(m, 25))
		hash = below(m, 4096);
	bits = 1u << hash % 32;
	if (percent(m, 50))
		bits = percent(m, 50) ? ~bits : 0xffffffff;
	put(m, E1000_MTA + hash / 32 * 4, bits);
}

static void tables(struct maker *m)
{
	uint32_t i, bits;

	switch (below(m, 3)) {
	case 0:
		i = below(m, 4) ? 1 + below(m, 3) : below(m, 16);
		bits = below(m, 8);
		put(m, E1000_RAL + i * 8,
		    bits < 4 ? 0x005e0001 : (uint32_t)next(m));
		put(m, E1000_RAH + i * 8,
		    (bits & 1 ? 0x00000100 : (uint32_t)next(m) & 0xffff) |
			    (percent(m, 80) ? E1000_RAH_AV : 0));
		break;
	case 1:
		multicast(m);
		break;
	default:
		if (!has(m, FEATURE_VLAN))
			break;
		i = percent(m, 70) ? below(m, 4) : below(m, 128);
		put(m, E1000_VFTA + i * 4,
		    percent(m, 50) ? 0xffffffff : (uint32_t)next(m));
		break;
	}
}

static void a_register(struct maker *m)
{
	uint32_t i;

	switch (below(m, 7)) {
	case 0:
		i = below(m, PLAIN);
		put(m, plain[i].reg, (uint32_t)next(m) & plain[i].mask);
		if (percent(m, 50))
			get(m, plain[i].reg);
		break;
	case 1:
		if (!has(m, FEATURE_TIMERS))
			break;
		i = below(m, TIMERS);
		put(m, timer[i].reg, below(m, timer[i].most) | timer[i].fixed);
		break;
	case 2:
		put(m, percent(m, 70) ? E1000_IMS : E1000_IMC,
		    percent(m, 30) ? 0xffffffff : (uint32_t)next(m) & CAUSES);
		break;
	case 3:
		put(m, percent(m, 70) ? E1000_ICS : E1000_ICR,
		    (uint32_t)next(m) & CAUSES & (uint32_t)next(m));
		if (percent(m, 70))
			add(m, OP_IRQ, 0, 0, 0);
		break;
	case 4:
		tables(m);
		break;
	default:
		i = looked_at[below(m, LOOKED)];
		if (has(m, FEATURE_IO) && i != E1000_ICR && percent(m, 10))
			add(m, OP_IO_READ, i, 0, 0);
		else
			get(m, i);
		break;
	}
}

static void eeprom_or_phy(struct maker *m)
{
	static const uint32_t phyreg[] = {0, 1,	 2,  3,	 4,  5, 6,
					  9, 10, 16, 17, 20, 21};
	uint32_t reg = phyreg[below(m, sizeof(phyreg) / sizeof(phyreg[0]))];

	if (percent(m, 50)) {
		if (!has(m, FEATURE_EEPROM))
			return;
		add(m, percent(m, 70) ? OP_EERD : OP_EECD, below(m, 64), 0, 0);
		return;
	}
	if (!has(m, FEATURE_PHY))
		return;
	if (percent(m, 70))
		add(m, OP_MDIC_READ, percent(m, 95) ? 1 : below(m, 32), reg, 0);
	else if (reg == 4 || reg == 9 || reg == 16 || reg == 20)
		add(m, OP_MDIC_WRITE, 1, reg, (uint32_t)next(m) & 0xffff);
}

/* ---- rings and traffic ---- */

static void receive_control(struct maker *m)
{
	uint32_t r = (uint32_t)next(m);

	m->rctl = E1000_RCTL_EN |
		  (r & (E1000_RCTL_UPE | E1000_RCTL_MPE | E1000_RCTL_BAM |
			E1000_RCTL_MO | E1000_RCTL_SECRC | 0x100));
	/* Mostly as drivers have it: big buffers. */
	if (percent(m, 40))
		m->rctl |= below(m, 4) << 16;
	if (has(m, FEATURE_LONG) && percent(m, 30))
		m->rctl |= E1000_RCTL_LPE | (r & E1000_RCTL_BSEX);
	if (has(m, FEATURE_VLAN) && percent(m, 30))
		m->rctl |= E1000_RCTL_VFE |
			   (r & (E1000_RCTL_CFIEN | E1000_RCTL_CFI));
	m->buffer_size = 2048u >> (m->rctl >> 16 & 3);
	if (m->rctl & E1000_RCTL_BSEX && m->rctl >> 16 & 3)
		m->buffer_size *= 16;
	put(m, E1000_RCTL, m->rctl);
}

static void transmit_control(struct maker *m)
{
	m->tctl = E1000_TCTL_EN | ((uint32_t)next(m) & 0x003ffff0) |
		  (percent(m, 80) ? E1000_TCTL_PSP : 0);
	put(m, E1000_TCTL, m->tctl);
}

static void give(struct maker *m)
{
	uint32_t n = 1 + below(m, percent(m, 50) ? 6 : 40);

	add(m, OP_RX_GIVE, n, percent(m, 30) ? below(m, 128) : 0,
	    percent(m, 10) ? (uint32_t)next(m) : 0);
	m->buffers = m->buffers + n < m->ring ? m->buffers + n : m->ring - 1;
}

static uint32_t frame_length(struct maker *m)
{
	switch (below(m, 8)) {
	case 0:
		return 60;
	case 1:
		return 60 + below(m, 10);
	case 2:
		return 1500 + below(m, 19);
	case 3:
		if (has(m, FEATURE_LONG))
			return 1500 + below(m, percent(m, 80) ? 2000 : 14000);
		return 1514;
	case 4: /* about a buffer's end */
		return 240 + (256u << below(m, 3)) - 256 + below(m, 32);
	default:
		return 60 + below(m, percent(m, 70) ? 300 : 1400);
	}
}

static void receive(struct maker *m)
{
	static const uint32_t whom[] = {
		TO_US,	      TO_US,	    TO_US,	  TO_STRANGER,
		TO_BROADCAST, TO_MULTICAST, TO_MULTICAST, TO_FILTER};
	unsigned n = 1 + below(m, percent(m, 70) ? 2 : 6);

	while (n--) {
		struct op o = {.kind = OP_RX_FRAME};
		uint32_t need, to = whom[below(m, 8)];

		if (to == TO_MULTICAST)
			to += below(m, 8);
		else if (to == TO_FILTER)
			to += below(m, 4) ? below(m, 4) : below(m, 16);
		o.arg[0] = to;
		o.arg[1] = below(m, SHAPES) |
			   (percent(m, 10) ? SHAPE_BAD_IP : 0) |
			   (percent(m, 10) ? SHAPE_BAD_L4 : 0);
		o.arg[2] = frame_length(m);
		if (has(m, FEATURE_VLAN) && percent(m, 30))
			o.arg[3] = 0x80000000u | below(m, 0x10000);
		if (percent(m, 50))
			o.arg[3] &= 0xfffff07fu; /* so that filters hit */
		o.arg[4] = below(m, 1u << 16);
		need = (o.arg[2] + 4) / m->buffer_size + 1;
		if (m->buffers < need)
			break;
		m->buffers -= need;
		program_add(m->p, o);
	}
}

static void send(struct maker *m)
{
	unsigned n = 1 + below(m, percent(m, 70) ? 2 : 5);
	bool checksum = has(m, FEATURE_TX_CHECKSUM);
	bool tso = has(m, FEATURE_TX_TSO);

	while (n--) {
		struct op o = {.kind = OP_TX_LEGACY};
		/* RS, and IFCS nearly always */
		uint32_t cmd = (percent(m, 95) ? 0x02 : 0) |
			       (percent(m, 80) ? 0x08 : 0);

		if (has(m, FEATURE_TIMERS) && percent(m, 10))
			cmd |= 0x80;
		if (has(m, FEATURE_TX_VLAN) && percent(m, 25))
			cmd |= 0x40;
		if ((!checksum && !tso) || percent(m, 40)) {
			o.arg[0] = frame_length(m);
			if (percent(m, 20))
				o.arg[0] = 14 + below(m, 60);
			o.arg[1] = percent(m, 60) ? 1 : 1 + below(m, 4);
			if (checksum && percent(m, 20)) {
				cmd |= 0x04;
				o.arg[3] = 14 + below(m, 40);
				o.arg[4] = below(m, 40);
			}
			o.arg[2] = cmd;
			o.arg[5] = below(m, 0x10000);
			o.arg[6] = below(m, 1u << 16);
		} else {
			o.kind = OP_TX_PACKET;
			o.arg[0] = 2 + below(m, SHAPES - 2);
			o.arg[1] = below(m, percent(m, 50) ? 200 : 1400);
			o.arg[2] = percent(m, 60) ? 1 : 1 + below(m, 5);
			o.arg[4] = percent(m, 80) ? 3 : below(m, 4);
			if (tso && percent(m, checksum ? 40 : 100)) {
				cmd |= 0x04;
				o.arg[1] = 1 + below(m, percent(m, 60) ? 4000
								       : 12000);
				o.arg[5] = 400 + below(m, 1061);
				o.arg[4] = 3;
			}
			o.arg[3] = cmd;
			o.arg[6] = below(m, 0x10000);
			o.arg[7] = below(m, 1u << 16);
		}
		program_add(m->p, o);
	}
	add(m, OP_TX_DOORBELL, 0, 0, 0);
}

/* ---- the whole ---- */

static void device_control(struct maker *m)
{
	m->ctrl = 0x00140240;
	if (has(m, FEATURE_VLAN) && percent(m, 50))
		m->ctrl |= E1000_CTRL_VME;
	m->ctrl |= (uint32_t)next(m) &
		   (E1000_CTRL_ASDE | E1000_CTRL_SWDPIN0 | E1000_CTRL_SWDPIN1);
	put(m, E1000_CTRL, m->ctrl);
}

static void begin(struct maker *m)
{
	if (percent(m, 50))
		device_control(m);
	while (percent(m, 40))
		a_register(m);
	if (percent(m, 75)) {
		m->tx = true;
		add(m, OP_TX_RING, 8 * (1 + below(m, 5)), 0, 0);
		transmit_control(m);
	}
	if (percent(m, 75)) {
		m->rx = true;
		m->ring = 8 * (1 + below(m, 8));
		add(m, OP_RX_RING, m->ring, 0, 0);
		receive_control(m);
		give(m);
	}
	if (percent(m, 60))
		put(m, E1000_IMS,
		    percent(m, 50) ? 0x9d : (uint32_t)next(m) & CAUSES);
}

static void go_on(struct maker *m)
{
	switch (below(m, 12)) {
	case 0:
	case 1:
	case 2:
		if (m->tx)
			send(m);
		break;
	case 3:
	case 4:
	case 5:
		if (m->rx)
			receive(m);
		break;
	case 6:
		if (m->rx)
			give(m);
		break;
	case 7:
		if (m->rx && percent(m, 30))
			receive_control(m);
		else if (m->tx && percent(m, 30))
			transmit_control(m);
		else if (percent(m, 30))
			device_control(m);
		break;
	case 8:
		eeprom_or_phy(m);
		break;
	case 9:
		settle(m);
		break;
	default:
		a_register(m);
		break;
	}
}

/* Of a pair of 64 bits the low half comes first. */
static void a_counter(struct maker *m)
{
	static const uint32_t often[] = {E1000_GPRC, E1000_GPTC, E1000_TORL,
					 E1000_TOTL, E1000_TPR,	 E1000_TPT,
					 E1000_BPRC, E1000_MPRC};
	static const uint32_t pair[] = {E1000_GORCL, E1000_GOTCL, E1000_TORL,
					E1000_TOTL};
	uint32_t reg = percent(m, 50) ? often[below(m, 8)]
				      : E1000_CRCERRS + below(m, 64) * 4;

	for (unsigned i = 0; i < 4; i++) {
		if (reg != pair[i] && reg != pair[i] + 4)
			continue;
		get(m, pair[i]);
		get(m, pair[i] + 4);
		return;
	}
	get(m, reg);
}

static void end(struct maker *m)
{
	add(m, OP_SETTLE, 0, 0, 0);
	add(m, OP_IRQ, 0, 0, 0);
	for (unsigned n = 2 + below(m, 6); n--;)
		get(m, looked_at[below(m, LOOKED)]);
	for (unsigned n = 4 + below(m, 12); n--;)
		a_counter(m);
}

void generate(struct program *p, uint64_t seed, unsigned features)
{
	struct maker m = {.p = p,
			  .state = seed,
			  .features = features,
			  .buffer_size = 2048};
	unsigned n;

	memset(p, 0, sizeof(*p));
	p->seed = seed;
	begin(&m);
	n = p->n + 3 + below(&m, 20);
	for (unsigned i = 0; p->n < n && i < 100; i++)
		go_on(&m);
	end(&m);
}
