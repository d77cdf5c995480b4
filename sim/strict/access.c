// SPDX-License-Identifier: MIT
/*
 * Rules that a register access alone can break. What software wrote before is
 * kept here and not asked of the card: posted writes are still on their way.
 */
#include "internal.h"

#include <string.h>

#include "sim/regs.h"

#include "e1000_access.h"
#include "e1000_regs.h"

/* How long the card is not spoken to after a reset (13.4.1), and how long an
 * access to the PHY takes at most. */
#define RESET_PS (1 * PS_PER_US)
#define MDIC_PS	 (64 * PS_PER_US)

#define IPGT_LEAST 8u /* and 4 clocks of the MAC: 96 bit times (13.4.34) */

/* PAUSE frames (8.7.3): 01-80-C2-00-00-01, Ethertype 8808. */
#define PAUSE_FCAL 0x00c28001u
#define PAUSE_FCAH 0x0100u
#define PAUSE_FCT  0x8808u

#define ITR_FROM 651u
#define ITR_TO	 5580u

#define FIELD(name, value) (((value)&name) >> name##_SHIFT)
#define FIELD_RXA(pba)	   ((pba)&E1000_PBA_RXA)

/* Of those two. */
static const char *name_of(uint32_t offset)
{
	return offset == E1000_RCTL ? "RCTL" : "TCTL";
}

void strict_reset(struct strict *s)
{
	s->rctl = s->tctl = s->rdtr = s->radv = s->tidv = s->ims = 0;
	s->fcal = s->fcah = s->fct = 0;
	s->ctrl = E1000_CTRL_RESET;
	s->eecd = E1000_EECD_RESET;
	s->tipg = s->granted = false;
	s->rx_kib = FIELD_RXA(s->pba);
	/* Entry 0 comes from the EEPROM. */
	s->valid = 1;
	memset(s->half, HALF_NONE, sizeof(s->half));
	s->counter_low = 0;
	s->mdic_at = PS_NEVER;
	s->reset_at = s->env.now(s->env.arg);
	ring_reset(&s->ring[0]);
	ring_reset(&s->ring[1]);
}

/* Of a register table: has word @n been written? All of them, in the end? */
static void note_word(struct written *w, unsigned n)
{
	if (w->bit[n / 32] & 1u << n % 32)
		return;
	w->bit[n / 32] |= 1u << n % 32;
	w->count++;
}

/* ---- one register each --------------------------------------------------- */

/* By the time PAUSE frames can come or go, after a write to CTRL or an EN. */
static void check_flow(struct strict *s, uint32_t offset, uint32_t value)
{
	bool in = s->ctrl & E1000_CTRL_RFCE && s->rctl & E1000_RCTL_EN;
	bool out = s->ctrl & E1000_CTRL_TFCE && s->tctl & E1000_TCTL_EN;

	if ((in || out) && (s->fcal != PAUSE_FCAL || s->fcah != PAUSE_FCAH ||
			    s->fct != PAUSE_FCT))
		strict_say(s, RULE_FLOW_ADDRESS, offset, value,
			   "flow control on with FCAL 0x%08x, FCAH 0x%x, FCT "
			   "0x%x",
			   s->fcal, s->fcah, s->fct);
}

static void write_ctrl(struct strict *s, uint32_t offset, uint32_t value)
{
	if (value & E1000_CTRL_RST) {
		strict_reset(s);
		return;
	}
	s->ctrl = value;
	if (FIELD(E1000_CTRL_SPD_SEL, value) == 3)
		strict_say(s, RULE_RESERVED_VALUE, offset, value,
			   "CTRL.SPEED is 3");
	check_flow(s, offset, value);
}

static void write_eecd(struct strict *s, uint32_t offset, uint32_t value)
{
	const uint32_t pins = E1000_EECD_SK | E1000_EECD_CS | E1000_EECD_DI;

	if ((value & pins) && !s->granted)
		strict_say(s, RULE_EECD_GRANT, offset, value,
			   "EECD 0x%x drives the EEPROM's pins; GNT was not "
			   "seen",
			   value);
	if (!(value & E1000_EECD_REQ))
		s->granted = false;
	s->eecd = value;
}

static void write_mdic(struct strict *s, uint32_t offset, uint32_t value)
{
	uint32_t op = value & E1000_MDIC_OP;
	ps_t now = s->env.now(s->env.arg);

	if (op != E1000_MDIC_OP_READ && op != E1000_MDIC_OP_WRITE) {
		strict_say(s, RULE_RESERVED_VALUE, offset, value,
			   "MDIC.OP is %u", op >> E1000_MDIC_OP_SHIFT);
		return;
	}
	if (s->mdic_at != PS_NEVER && now - s->mdic_at < MDIC_PS)
		strict_say(
			s, RULE_MDIC_BUSY, offset, value,
			"MDIC 0x%08x %llu ns after the access before", value,
			(unsigned long long)((now - s->mdic_at) / PS_PER_NS));
	else
		s->mdic_at = now;
	if (value & E1000_MDIC_READY)
		strict_say(s, RULE_MDIC_READY, offset, value,
			   "MDIC 0x%08x has READY set", value);
}

static void write_ims(struct strict *s, uint32_t offset, uint32_t value)
{
	bool nothing_new = !(value & ~s->ims);

	if (!value || (nothing_new && (s->ims & ~value)))
		strict_say(s, RULE_IMS_DISABLE, offset, value,
			   "IMS written 0x%x; enabled is and stays 0x%x", value,
			   s->ims);
	s->ims |= value;
}

static void write_imc(struct strict *s, uint32_t offset, uint32_t value,
		      uint32_t defined)
{
	if (!value)
		strict_say(s, RULE_WRITE_ONE_ZERO, offset, value,
			   "IMC written 0");
	else if (~value & ~defined)
		strict_say(s, RULE_IMC_RESERVED, offset, value,
			   "IMC written 0x%08x: its reserved bits are "
			   "0x%08x",
			   value, ~defined);
	s->ims &= ~value;
}

uint32_t rctl_buffer(uint32_t rctl)
{
	uint32_t size = 2048u >> FIELD(E1000_RCTL_SZ, rctl);

	return rctl & E1000_RCTL_BSEX && size < 2048 ? size * 16 : size;
}

static void check_enabled_rx(struct strict *s, uint32_t offset, uint32_t value)
{
	if (!(value & E1000_RCTL_MPE) && s->mta.count < E1000_MTA_COUNT)
		strict_say(s, RULE_MTA_UNSET, offset, value,
			   "RCTL.EN with %u of %u words of MTA written",
			   s->mta.count, E1000_MTA_COUNT);
	if (s->radv && !s->rdtr)
		strict_say(s, RULE_RADV_OFF, offset, value,
			   "RADV is %u and RDTR 0", s->radv);
}

/* Either of them is switched on. */
static void check_enabled(struct strict *s, uint32_t offset, uint32_t value)
{
	if (FIELD_RXA(s->pba) != s->rx_kib)
		strict_say(s, RULE_PBA_RESET, offset, value,
			   "%s.EN with PBA.RXA %u; since the last reset it is "
			   "%u",
			   name_of(offset), FIELD_RXA(s->pba), s->rx_kib);
}

static void write_rctl(struct strict *s, uint32_t offset, uint32_t value)
{
	uint32_t before = s->rctl;
	bool on = value & E1000_RCTL_EN;

	s->rctl = value;
	if ((value & E1000_RCTL_BSEX && !(value & E1000_RCTL_SZ)) ||
	    FIELD(E1000_RCTL_RDMTS, value) == 3 ||
	    FIELD(E1000_RCTL_LBM, value) == 2)
		strict_say(s, RULE_RESERVED_VALUE, offset, value,
			   "RCTL 0x%08x: BSEX %u, BSIZE %u, RDMTS %u, LBM %u",
			   value, !!(value & E1000_RCTL_BSEX),
			   FIELD(E1000_RCTL_SZ, value),
			   FIELD(E1000_RCTL_RDMTS, value),
			   FIELD(E1000_RCTL_LBM, value));
	if (on && before & E1000_RCTL_EN && ring_has(&s->ring[0]) &&
	    rctl_buffer(before) != rctl_buffer(value))
		strict_say(s, RULE_RX_SIZE, offset, value,
			   "buffers of %u bytes instead of %u, while the card "
			   "has some",
			   rctl_buffer(value), rctl_buffer(before));
	if (value & E1000_RCTL_VFE && !(before & E1000_RCTL_VFE) &&
	    s->vfta.count < E1000_VFTA_COUNT)
		strict_say(s, RULE_VFTA_UNSET, offset, value,
			   "RCTL.VFE with %u of %u words of VFTA written",
			   s->vfta.count, E1000_VFTA_COUNT);
	if (on && !(before & E1000_RCTL_EN)) {
		check_enabled(s, offset, value);
		check_enabled_rx(s, offset, value);
		check_flow(s, offset, value);
	}
	ring_enable(s, &s->ring[0], on, offset, value);
}

static void write_tctl(struct strict *s, uint32_t offset, uint32_t value)
{
	bool on = value & E1000_TCTL_EN, before = s->tctl & E1000_TCTL_EN;

	s->tctl = value;
	if (on && !before) {
		check_enabled(s, offset, value);
		check_flow(s, offset, value);
		if (!s->tipg)
			strict_say(s, RULE_TIPG_UNSET, offset, value,
				   "TCTL.EN, and TIPG was not written since "
				   "the reset");
	}
	ring_enable(s, &s->ring[1], on, offset, value);
}

static void write_ral(struct strict *s, uint32_t offset, uint32_t value)
{
	unsigned n = (offset - E1000_RAL) / E1000_RAL_STRIDE;

	if (s->half[n] == HALF_HIGH_EARLY)
		strict_say(s, RULE_RA_ORDER, E1000_RAL, value,
			   "RAL[%u] written after RAH made the entry valid", n);
	s->half[n] = HALF_LOW;
}

static void write_rah(struct strict *s, uint32_t offset, uint32_t value)
{
	unsigned n = (offset - E1000_RAH) / E1000_RAH_STRIDE;
	bool valid = value & E1000_RAH_AV;

	if (FIELD(E1000_RAH_AS, value) > 1)
		strict_say(s, RULE_RESERVED_VALUE, E1000_RAH, value,
			   "RAH[%u].AS is %u", n, FIELD(E1000_RAH_AS, value));
	if (!valid && s->half[n] == HALF_LOW && s->valid & 1u << n)
		strict_say(s, RULE_RA_ORDER, E1000_RAH, value,
			   "RAH[%u] cleared after RAL", n);
	if (!valid)
		s->half[n] = HALF_CLEAR;
	else
		s->half[n] =
			s->half[n] == HALF_LOW ? HALF_HIGH : HALF_HIGH_EARLY;
	s->valid &= ~(1u << n);
	s->valid |= (uint32_t)valid << n;
}

static void write_delays(struct strict *s, uint32_t offset, uint32_t value)
{
	uint32_t delay = value & 0xffff;

	switch (offset) {
	case E1000_RDTR:
		s->rdtr = delay;
		if (delay)
			strict_say(s, RULE_RDTR, offset, value, "RDTR is %u",
				   delay);
		break;
	case E1000_RADV:
		s->radv = delay;
		if (delay)
			strict_say(s, RULE_RADV, offset, value, "RADV is %u",
				   delay);
		break;
	case E1000_TIDV:
		s->tidv = delay;
		if (!delay)
			strict_say(s, RULE_TIDV_ZERO, offset, value,
				   "TIDV written 0");
		break;
	default: /* ITR */
		if (delay && (delay < ITR_FROM || delay > ITR_TO))
			strict_say(s, RULE_ITR_RANGE, offset, value,
				   "ITR is %u: %u interrupts per second", delay,
				   1000000000u / (delay * 256));
		break;
	}
}

static void write_pba(struct strict *s, uint32_t offset, uint32_t value)
{
	s->pba = value;
	if (FIELD_RXA(value) % 8)
		strict_say(s, RULE_PBA_MULTIPLE, offset, value, "PBA.RXA is %u",
			   FIELD_RXA(value));
}

static void write_tipg(struct strict *s, uint32_t offset, uint32_t value)
{
	uint32_t gap = FIELD(E1000_TIPG_IPGT, value);

	s->tipg = true;
	if (gap < IPGT_LEAST)
		strict_say(s, RULE_TIPG_GAP, offset, value,
			   "IPGT is %u: a gap of %u bit times", gap,
			   (gap + 4) * 8);
}

/* ---- all of them --------------------------------------------------------- */

static void write_one(struct strict *s, const struct e1000_reg_access *r,
		      uint32_t offset, uint32_t value)
{
	switch (r->offset) {
	case E1000_CTRL:
		write_ctrl(s, offset, value);
		break;
	case E1000_EECD:
		write_eecd(s, offset, value);
		break;
	case E1000_EERD:
		if (value & E1000_EERD_START && s->eecd & E1000_EECD_REQ)
			strict_say(s, RULE_EERD_EECD, offset, value,
				   "EERD.START while EECD.REQ is set");
		break;
	case E1000_MDIC:
		write_mdic(s, offset, value);
		break;
	case E1000_FCAL:
		s->fcal = value;
		break;
	case E1000_FCAH:
		s->fcah = value;
		break;
	case E1000_FCT:
		s->fct = value;
		break;
	case E1000_ICR:
	case E1000_ICS:
		if (!value)
			strict_say(s, RULE_WRITE_ONE_ZERO, offset, value,
				   "%s written 0", r->name);
		break;
	case E1000_IMS:
		write_ims(s, offset, value);
		break;
	case E1000_IMC:
		write_imc(s, offset, value, r->defined);
		break;
	case E1000_RCTL:
		write_rctl(s, offset, value);
		break;
	case E1000_TCTL:
		write_tctl(s, offset, value);
		break;
	case E1000_TIPG:
		write_tipg(s, offset, value);
		break;
	case E1000_PBA:
		write_pba(s, offset, value);
		break;
	case E1000_ITR:
	case E1000_RDTR:
	case E1000_RADV:
	case E1000_TIDV:
		write_delays(s, r->offset, value);
		break;
	case E1000_RDBAL:
	case E1000_RDBAH:
	case E1000_RDLEN:
	case E1000_RDH:
	case E1000_RDT:
		ring_write(s, &s->ring[0], r->offset, value);
		break;
	case E1000_TDBAL:
	case E1000_TDBAH:
	case E1000_TDLEN:
	case E1000_TDH:
	case E1000_TDT:
		ring_write(s, &s->ring[1], r->offset, value);
		break;
	case E1000_MTA:
		note_word(&s->mta, (offset - r->offset) / 4);
		break;
	case E1000_VFTA:
		note_word(&s->vfta, (offset - r->offset) / 4);
		break;
	case E1000_RAL:
		write_ral(s, offset, value);
		break;
	case E1000_RAH:
		write_rah(s, offset, value);
		break;
	}
}

/* Bits that the register does not have. Rings say more about their own. */
static uint32_t reserved(const struct e1000_reg_access *r, uint32_t value)
{
	switch (r->offset) {
	case E1000_ICR:
	case E1000_IMC:
		return 0;
	case E1000_RDBAL:
	case E1000_TDBAL:
		return value & ~r->defined & ~0xfu;
	case E1000_RDLEN:
	case E1000_TDLEN:
		return value & ~r->defined & ~0x7fu;
	}
	return value & ~r->defined;
}

static const struct e1000_reg_access *find(const struct strict *s,
					   uint32_t offset)
{
	unsigned i = offset < E1000_REG_SPACE ? s->map[offset / 4] : 0;

	/* It keeps what is written, for drivers of later parts; the manual of
	 * this one has no such register. */
	if (offset == E1000_SWSM)
		return NULL;
	return i ? &e1000_reg_access[i - 1] : NULL;
}

static void every_access(struct strict *s, uint32_t offset, uint32_t value)
{
	char name[REG_NAME_BYTES];
	ps_t since = s->env.now(s->env.arg) - s->reset_at;

	ring_watch(s, &s->ring[0]);
	ring_watch(s, &s->ring[1]);
	if (likely(s->reset_at == PS_NEVER))
		return;
	s->reset_at = PS_NEVER;
	if (since < RESET_PS && s->env.keeps_time)
		strict_say(s, RULE_RESET_WAIT, offset, value,
			   "%s accessed %llu ns after CTRL.RST",
			   reg_name(offset, name, sizeof(name)),
			   (unsigned long long)(since / PS_PER_NS));
}

void strict_write(struct strict *s, uint32_t offset, uint32_t value)
{
	const struct e1000_reg_access *r = find(s, offset);
	char name[REG_NAME_BYTES];

	every_access(s, offset, value);
	reg_name(offset, name, sizeof(name));
	if (!r) {
		strict_say(s, RULE_RESERVED_ADDRESS_WRITTEN, offset, value,
			   "0x%08x written to offset 0x%05x", value, offset);
		return;
	}
	offset += r->offset - r->base; /* not an alias */
	if (r->read_only) {
		strict_say(s, RULE_READ_ONLY_WRITTEN, offset, value,
			   "%s written 0x%08x", name, value);
		return;
	}
	if (reserved(r, value))
		strict_say(s, RULE_RESERVED_BITS, offset, value,
			   "%s written 0x%08x: 0x%08x are reserved", name,
			   value, reserved(r, value));
	write_one(s, r, offset, value);
}

/* The low halves of 64-bit counters; the high ones follow. */
static bool counter_pair(uint32_t low)
{
	return low == E1000_GORCL || low == E1000_GOTCL || low == E1000_TORL ||
	       low == E1000_TOTL;
}

void strict_read(struct strict *s, uint32_t offset, uint32_t value)
{
	const struct e1000_reg_access *r = find(s, offset);

	every_access(s, offset, value);
	if (!r) {
		strict_say(s, RULE_RESERVED_ADDRESS_READ, offset, value,
			   "offset 0x%05x read", offset);
		return;
	}
	offset += r->offset - r->base;
	if (counter_pair(r->offset)) {
		s->counter_low = r->offset;
		return;
	}
	if (counter_pair(r->offset - 4)) {
		if (s->counter_low != r->offset - 4)
			strict_say(s, RULE_COUNTER_ORDER, offset, value,
				   "%s read without its low half before it",
				   r->name);
		s->counter_low = 0;
		return;
	}
	switch (r->offset) {
	case E1000_EECD:
		s->granted = value & E1000_EECD_GNT;
		break;
	case E1000_MDIC:
		if (value & E1000_MDIC_READY)
			s->mdic_at = PS_NEVER;
		break;
	case E1000_ICR:
		if (value & E1000_ICR_MDAC)
			s->mdic_at = PS_NEVER;
		break;
	case E1000_RDH:
	case E1000_TDH:
		if (s->ring[r->offset == E1000_TDH].on)
			strict_say(s, RULE_HEAD_READ, offset, value,
				   "%s read: %u", r->name, value);
		break;
	}
}

void strict_narrow(struct strict *s, uint32_t offset, unsigned bytes)
{
	char name[REG_NAME_BYTES];
	uint32_t reg = offset & ~3u;

	every_access(s, reg, 0);
	strict_say(s, RULE_NARROW_ACCESS, reg, 0, "%u byte%s of %s accessed",
		   bytes, bytes == 1 ? "" : "s",
		   reg_name(reg, name, sizeof(name)));
}

void strict_hard_reset(struct strict *s)
{
	strict_reset(s);
	s->reset_at = PS_NEVER;
}

void strict_ioaddr(struct strict *s, uint32_t value)
{
	if (value >= E1000_REG_SPACE || value % 4)
		strict_say(s, RULE_IOADDR, value, value, "IOADDR written 0x%x",
			   value);
}
