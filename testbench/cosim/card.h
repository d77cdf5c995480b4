/* SPDX-License-Identifier: MIT */
/*
 * The real card on the real bus, driven register by register: a machine
 * without a kernel, whose boot code is a test's body. What runs there takes no
 * simulated time but for what it asks for, so a test sees the card alone.
 */
#ifndef COSIM_CARD_H
#define COSIM_CARD_H

#include <check.h>

#include "e1000_regs.h"
#include "sim/machine.h"
#include "sim/wire.h"

#define CARD_RING 256
#define CARD_BUF  2048

struct card_desc {
	uint64_t addr;
	uint16_t length;
	uint16_t b; /* receive: checksum; transmit: CSO, CMD */
	uint8_t status;
	uint8_t errors;
	uint16_t special;
};

struct card_ring {
	struct card_desc *desc;
	uint8_t *buf;
	uint64_t desc_bus, buf_bus;
	unsigned size; /* descriptors */
	unsigned next; /* next to look at */
	unsigned tail;
};

struct card {
	struct machine *m;
	struct wire *wire;
	struct card_ring rx, tx;
	uint64_t bar;
	unsigned irqs;
	ps_t irq_at;  /* when the last one rose, but for the CPU's entry */
	uint32_t icr; /* causes that the interrupt handler has read, or-ed */
	/* what the card sent, as the wire saw it */
	unsigned sent;
	unsigned sent_bad_fcs;
	uint8_t last[2048];
	uint32_t last_len;
	ps_t irq_entry; /* what an interrupt's entry costs the CPU */
	bool cold;
	void (*body)(struct card *c);
};

extern const uint8_t card_mac[6];
extern const uint8_t peer_mac[6];

/* From power-on to the link, with some to spare. */
#define CARD_WARM_NS 2500000
/* From CTRL.RST to the address that the card has loaded from its EEPROM. */
#define CARD_LOAD_NS 120000

/* Power on, run @body as boot code once the link is up, check that nothing
 * faulted, power off. */
void card_run(void (*body)(struct card *c));
/* The same, but @body runs at once. */
void card_run_cold(void (*body)(struct card *c));
/* The same, but it must fault, and the report must have @text in it. */
void card_run_fault(void (*body)(struct card *c), const char *text);

/* A test whose body runs on the machine. */
#define CARD_TEST(name, body)   \
	START_TEST(name)        \
	{                       \
		card_run(body); \
	}                       \
	END_TEST

/* main() of a suite of such tests; returns the exit status. */
int card_main(const char *suite, const TTest *const *tests, unsigned n);

uint32_t card_read(struct card *c, uint32_t reg);
void card_write(struct card *c, uint32_t reg, uint32_t value);
/* Interrupts are taken meanwhile. */
void card_wait_ns(struct card *c, uint64_t ns);

/* Rings in memory, handed to the card; receive and transmit switched on. */
void card_start(struct card *c, unsigned rx_descs, unsigned tx_descs,
		uint32_t rctl);
/* Give @n more receive buffers to the card. */
void card_refill(struct card *c, unsigned n);
/* Next received frame, or NULL. Its descriptor stays until card_refill(). */
const struct card_desc *card_received(struct card *c, const uint8_t **data);
/* Queue one frame (EOP, IFCS, RS) without telling the card. */
void card_queue(struct card *c, const void *frame, uint16_t len);
/* Tell it. */
void card_doorbell(struct card *c);
/* Descriptors sent and written back since the last call. */
unsigned card_reclaim(struct card *c);

/* Ethernet frame of @len bytes without FCS, filled with a counting pattern. */
uint32_t card_frame(uint8_t *buf, const uint8_t *dst, uint32_t len);
/* Inject it from the wire with faults, at the earliest. */
void card_inject(struct card *c, const uint8_t *dst, uint32_t len,
		 unsigned faults);
#endif
