/* SPDX-License-Identifier: MIT */
/* What the files of strict mode share. */
#ifndef SIM_STRICT_INTERNAL_H
#define SIM_STRICT_INTERNAL_H

#include "sim/strict.h"

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* In the table's order, which is that of docs/strict.md. */
enum rule {
	/* registers in general */
	RULE_RESERVED_BITS,
	RULE_RESERVED_VALUE,
	RULE_RESERVED_ADDRESS_WRITTEN,
	RULE_RESERVED_ADDRESS_READ,
	RULE_READ_ONLY_WRITTEN,
	RULE_NARROW_ACCESS,
	RULE_IOADDR,
	RULE_RESET_WAIT,
	RULE_COUNTER_ORDER,
	/* interrupts */
	RULE_IMS_DISABLE,
	RULE_WRITE_ONE_ZERO,
	RULE_IMC_RESERVED,
	RULE_ITR_RANGE,
	RULE_RDTR,
	RULE_RADV,
	RULE_RADV_OFF,
	RULE_TIDV_ZERO,
	/* EEPROM, PHY, link */
	RULE_EECD_GRANT,
	RULE_EERD_EECD,
	RULE_MDIC_BUSY,
	RULE_MDIC_READY,
	RULE_PBA_MULTIPLE,
	RULE_PBA_RESET,
	RULE_FLOW_ADDRESS,
	RULE_TIPG_UNSET,
	RULE_TIPG_GAP,
	/* filters */
	RULE_RA_ORDER,
	RULE_MTA_UNSET,
	RULE_VFTA_UNSET,
	/* rings */
	RULE_RING_BASE,
	RULE_RING_LENGTH,
	RULE_RING_EMPTY,
	RULE_RING_CHANGED,
	RULE_HEAD_WRITTEN,
	RULE_HEAD_READ,
	RULE_TAIL_END,
	RULE_TAIL_HEAD,
	RULE_DOORBELL_BARRIER,
	RULE_DESC_TOUCHED,
	RULE_DESC_DONE,
	RULE_RX_ROOM,
	RULE_RX_SIZE,
	/* transmit descriptors */
	RULE_TX_OPEN,
	RULE_TX_RESERVED,
	RULE_TX_LENGTH,
	RULE_TX_SHORT,
	RULE_TX_LONG,
	RULE_TX_LAST_ONLY,
	RULE_TX_CHECKSUM,
	RULE_TX_VLE,
	RULE_TX_IDE,
	RULE_TX_TYPE,
	RULE_TX_CONTEXT,
	RULE_TSO_FRAME,
	RULE_TSO_PAYLOAD,
	RULES
};

extern const struct strict_rule strict_table[RULES];

/* A hostile program finds no more places than that. */
#define REPORTS_MOST 1000

#define DESC_BYTES  16u
#define RING_MOST   65536u /* descriptors: 16 bits of head and tail */
#define STACK_BYTES 4096

struct desc {
	uint64_t word[2];
};

/* What goes before the descriptor that is looked at, in its packet. */
struct packet {
	bool open;	  /* begun, no EOP yet */
	bool extended;	  /* of data descriptors */
	bool tse;	  /* to be segmented */
	uint32_t bytes;	  /* so far */
	uint32_t options; /* IFCS, IC, VLE of those where they do not count */
	uint32_t counted; /* those of the one where they do */
};

/* The last context descriptor. */
struct context {
	bool any, tse;
	uint32_t payload, header, segment;
};

struct ring {
	bool tx;
	/* As software wrote them, in the order of the program. */
	uint64_t base;
	uint32_t bytes, tail;
	bool on;	/* RCTL.EN, TCTL.EN */
	bool head_ours; /* software wrote the head, or a reset cleared it */
	uint32_t head;	/* to that */

	/* While on: the card has [seen, given). [oldest, seen) are those that
	 * it has gone past and will still write back. */
	uint32_t size; /* 0: nothing is watched */
	uint32_t oldest, seen, given;
	bool *owned;	    /* handed over, not written back */
	struct desc *copy;  /* as it was handed over */
	struct desc *calm;  /* as it was at the last barrier */
	const char *who[2]; /* handed over last */
	struct packet packet;
	struct context context;
};

/* Written words of a table. */
struct written {
	uint32_t bit[4];
	unsigned count;
};

/* The two halves of an exact address: what was written last, and before. */
enum half { HALF_NONE, HALF_LOW, HALF_HIGH_EARLY, HALF_HIGH, HALF_CLEAR };

struct strict {
	struct strict_env env;
	uint16_t *map; /* by word of BAR0: entry of the register, plus one */

	/* Registers as software wrote them. */
	uint32_t rctl, tctl, ctrl, eecd, rdtr, radv, tidv, pba, ims;
	uint32_t fcal, fcah, fct;
	bool tipg;	 /* written since the reset */
	uint32_t rx_kib; /* the split that is in force */
	struct written mta, vfta;
	uint8_t half[16];	/* enum half */
	uint32_t valid;		/* RAH.AV, a bit for each entry */
	uint32_t counter_low;	/* low half of a pair that was read; 0: none */
	bool granted;		/* EECD.GNT was read as 1 */
	ps_t reset_at, mdic_at; /* PS_NEVER: long ago */
	struct ring ring[2];	/* receive, transmit */
	bool from_card;		/* the card moves, not software */

	struct strict_report *reports;
	unsigned reports_n;
	uint64_t count[RULES];
	uint64_t not_kept; /* broken in places beyond REPORTS_MOST */
};

/* strict.c: a register, or descriptor @index of @r. */
__attribute__((format(printf, 5, 6))) void
strict_say(struct strict *s, enum rule rule, uint32_t offset, uint32_t value,
	   const char *fmt, ...);
__attribute__((format(printf, 5, 6))) void
strict_say_desc(struct strict *s, enum rule rule, const struct ring *r,
		uint32_t index, const char *fmt, ...);

/* access.c: back to what a reset leaves. */
void strict_reset(struct strict *s);

/* ring.c */
void ring_reset(struct ring *r);
void ring_free(struct ring *r);
/* Software writes one of the ring's registers; @offset without alias. */
void ring_write(struct strict *s, struct ring *r, uint32_t offset,
		uint32_t value);
/* EN goes to @on. */
void ring_enable(struct strict *s, struct ring *r, bool on, uint32_t offset,
		 uint32_t value);
/* Has software touched what the card owns? */
void ring_watch(struct strict *s, struct ring *r);
void ring_barrier(struct strict *s, struct ring *r);
/* Of the receive ring: does the card have descriptors? */
bool ring_has(const struct ring *r);
/* Bytes of a receive buffer. */
uint32_t rctl_buffer(uint32_t rctl);

/* transmit.c: @index of @r is handed over. */
void transmit_check(struct strict *s, struct ring *r, uint32_t index,
		    const struct desc *d);

#endif
