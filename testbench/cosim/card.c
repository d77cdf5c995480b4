// SPDX-License-Identifier: MIT
#include "card.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const uint8_t card_mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x02};
const uint8_t peer_mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x01};

#define TX_CMD_EOP  0x01
#define TX_CMD_IFCS 0x02
#define TX_CMD_RS   0x08
#define DESC_DD	    0x01

uint32_t card_read(struct card *c, uint32_t reg)
{
	return machine_mmio_read32(c->m, c->bar + reg);
}

void card_write(struct card *c, uint32_t reg, uint32_t value)
{
	machine_mmio_write32(c->m, c->bar + reg, value);
}

void card_wait_ns(struct card *c, uint64_t ns)
{
	machine_delay_ns(c->m, ns);
}

/* RAM is handed out in order: the descriptors, then the buffers. */
static void ring_setup(struct card *c, struct card_ring *r, uint8_t *ram,
		       unsigned size, enum dma_dir dir)
{
	size_t bytes = (size_t)size * CARD_BUF;

	r->size = size;
	r->desc = (struct card_desc *)ram;
	r->buf = ram + 65536;
	memset(r->desc, 0, size * sizeof(*r->desc));
	r->desc_bus = machine_dma_map(c->m, r->desc, size * sizeof(*r->desc),
				      DMA_DIR_BIDIRECTIONAL, true, __func__);
	r->buf_bus = machine_dma_map(c->m, r->buf, bytes, dir, true, __func__);
	ck_assert_uint_ne(r->desc_bus, 0);
	ck_assert_uint_ne(r->buf_bus, 0);
}

void card_start(struct card *c, unsigned rx_descs, unsigned tx_descs,
		uint32_t rctl)
{
	uint8_t *ram = machine_ram(c->m);

	ring_setup(c, &c->rx, ram, rx_descs, DMA_DIR_FROM_DEVICE);
	ring_setup(c, &c->tx, ram + (4 << 20), tx_descs, DMA_DIR_TO_DEVICE);

	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_SLU);
	card_write(c, E1000_RDBAL, (uint32_t)c->rx.desc_bus);
	card_write(c, E1000_RDBAH, (uint32_t)(c->rx.desc_bus >> 32));
	card_write(c, E1000_RDLEN, rx_descs * sizeof(struct card_desc));
	card_write(c, E1000_RDH, 0);
	card_write(c, E1000_RDT, 0);
	card_write(c, E1000_TDBAL, (uint32_t)c->tx.desc_bus);
	card_write(c, E1000_TDBAH, (uint32_t)(c->tx.desc_bus >> 32));
	card_write(c, E1000_TDLEN, tx_descs * sizeof(struct card_desc));
	card_write(c, E1000_TDH, 0);
	card_write(c, E1000_TDT, 0);
	/* 8 and the four clocks of the MAC are the 96 bit times: 13.4.34 */
	card_write(c, E1000_TIPG, 8 | 8 << 10 | 6 << 20);
	card_write(c, E1000_RCTL, rctl | E1000_RCTL_EN);
	card_write(c, E1000_TCTL,
		   E1000_TCTL_EN | E1000_TCTL_PSP | 0x0f << 4 | 0x40 << 12);
	card_read(c, E1000_STATUS);
}

void card_refill(struct card *c, unsigned n)
{
	struct card_ring *r = &c->rx;

	while (n--) {
		struct card_desc *d = &r->desc[r->tail];

		memset(d, 0, sizeof(*d));
		d->addr = r->buf_bus + (uint64_t)r->tail * CARD_BUF;
		r->tail = (r->tail + 1) % r->size;
	}
	machine_barrier(c->m);
	card_write(c, E1000_RDT, r->tail);
}

const struct card_desc *card_received(struct card *c, const uint8_t **data)
{
	struct card_ring *r = &c->rx;
	struct card_desc *d = &r->desc[r->next];

	if (!(*(volatile uint8_t *)&d->status & DESC_DD))
		return NULL;
	if (data)
		*data = r->buf + (size_t)r->next * CARD_BUF;
	r->next = (r->next + 1) % r->size;
	return d;
}

void card_queue(struct card *c, const void *frame, uint16_t len)
{
	struct card_ring *r = &c->tx;
	struct card_desc *d = &r->desc[r->tail];

	uint8_t *buf = r->buf + (size_t)r->tail * CARD_BUF;
	uint32_t id = ledger_born(machine_ledger(c->m), LEDGER_HOST,
				  machine_now(c->m));

	memcpy(buf, frame, len);
	machine_frame_sending(c->m, id);
	*d = (struct card_desc){
		.addr = machine_dma_map(c->m, buf, len, DMA_DIR_TO_DEVICE,
					false, __func__),
		.length = len,
		.b = (TX_CMD_EOP | TX_CMD_IFCS | TX_CMD_RS) << 8,
	};
	machine_frame_sending(c->m, 0);
	r->tail = (r->tail + 1) % r->size;
}

void card_doorbell(struct card *c)
{
	machine_barrier(c->m);
	card_write(c, E1000_TDT, c->tx.tail);
}

unsigned card_reclaim(struct card *c)
{
	struct card_ring *r = &c->tx;
	unsigned n = 0;

	while (r->next != r->tail &&
	       *(volatile uint8_t *)&r->desc[r->next].status & DESC_DD) {
		machine_dma_unmap(c->m, r->desc[r->next].addr,
				  r->desc[r->next].length, DMA_DIR_TO_DEVICE);
		r->next = (r->next + 1) % r->size;
		n++;
	}
	return n;
}

uint32_t card_frame(uint8_t *buf, const uint8_t *dst, uint32_t len)
{
	memcpy(buf, dst, 6);
	memcpy(buf + 6, peer_mac, 6);
	buf[12] = 0x88; /* local experimental Ethertype, IEEE 802 */
	buf[13] = 0xb5;
	for (uint32_t i = 14; i < len; i++)
		buf[i] = (uint8_t)i;
	return len;
}

void card_inject(struct card *c, const uint8_t *dst, uint32_t len,
		 unsigned faults)
{
	static uint8_t buf[20000];
	struct wire_frame f = {.at = machine_now(c->m),
			       .data = buf,
			       .len = len,
			       .faults = faults};

	ck_assert_uint_le(len, sizeof(buf));
	card_frame(buf, dst, len);
	wire_inject(c->wire, &f);
	/* The CPU has planned how far it may go without looking at the wire;
	 * let it plan again. */
	machine_charge_ns(c->m, 0);
}

static void heard(void *arg, ps_t last_bit, const uint8_t *data, uint32_t len,
		  bool fcs_ok)
{
	struct card *c = arg;

	(void)last_bit;
	c->sent++;
	c->sent_bad_fcs += !fcs_ok;
	c->last_len = len;
	memcpy(c->last, data, len < sizeof(c->last) ? len : sizeof(c->last));
}

static void irq_entry(void *arg, int vector)
{
	struct card *c = arg;

	if (vector != VECTOR_NIC)
		return;
	c->irqs++;
	c->irq_at = machine_now(c->m) - c->irq_entry;
	c->icr |= card_read(c, E1000_ICR);
	machine_irq_done(c->m, vector, true);
}

static void boot(void *arg)
{
	struct card *c = arg;

	machine_set_irq_entry(c->m, irq_entry, c);
	c->bar = machine_pci_read32(c->m, MACHINE_NIC_BDF, 0x10) & ~0xfu;
	/* COMMAND: I/O, memory, bus master */
	machine_pci_write32(c->m, MACHINE_NIC_BDF, 0x04, 0x7);
	machine_irq_enable(c->m);
	/* The card loads its address, and the PHY finds its partner. */
	if (!c->cold) {
		card_wait_ns(c, CARD_WARM_NS);
		card_read(c, E1000_ICR); /* the link came up */
	}
	c->body(c);
	machine_halt(c->m);
}

static enum machine_stop run(void (*body)(struct card *c), bool cold,
			     char *report, size_t report_len)
{
	struct machine_config conf = {0};
	struct card c = {.body = body, .cold = cold};
	enum machine_stop stop;
	char err[256] = "";

	if (profile_load(&conf.profile, "sim/profiles/modern.yaml", err,
			 sizeof(err)))
		ck_abort_msg("%s", err);
	memcpy(conf.mac, card_mac, 6);
	c.irq_entry = conf.profile.irq_entry_ns * PS_PER_NS;
	c.m = machine_create(&conf, err, sizeof(err));
	ck_assert_msg(c.m != NULL, "%s", err);
	c.wire = wire_create(0);
	wire_listen(c.wire, heard, &c);
	machine_attach_wire(c.m, c.wire);
	machine_set_boot(c.m, boot, &c);
	stop = machine_run(c.m, 10 * PS_PER_S);
	snprintf(report, report_len, "%s", machine_error(c.m));
	machine_destroy(c.m);
	wire_destroy(c.wire);
	return stop;
}

static void run_to_the_end(void (*body)(struct card *c), bool cold)
{
	char report[2048];
	enum machine_stop stop = run(body, cold, report, sizeof(report));

	ck_assert_msg(stop == MACHINE_HALTED, "stopped: %d %s", stop, report);
}

void card_run(void (*body)(struct card *c))
{
	run_to_the_end(body, false);
}

void card_run_cold(void (*body)(struct card *c))
{
	run_to_the_end(body, true);
}

void card_run_fault(void (*body)(struct card *c), const char *text)
{
	char report[2048];
	enum machine_stop stop = run(body, false, report, sizeof(report));

	ck_assert_msg(stop == MACHINE_FAULT, "no fault; expected: %s", text);
	ck_assert_msg(strstr(report, text) != NULL,
		      "expected a fault with\n  %s\ngot\n  %s", text, report);
}

int card_main(const char *suite, const TTest *const *tests, unsigned n)
{
	Suite *s = suite_create(suite);
	TCase *t = tcase_create("card");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 300);
	for (unsigned i = 0; i < n; i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
