// SPDX-License-Identifier: MIT
/*
 * Made-up events for the page and the trace of Perfetto: packets that arrive,
 * interrupt, are polled, delivered and answered.
 *
 * page_demo OUT.html OUT.json [PACKETS]
 */
#include "../../sim/record/record_internal.h"
#include "sim/ledger.h"
#include "sim/machine.h"
#include "sim/record_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "e1000_regs.h"

#define CALLS 10
#define NS    PS_PER_NS

enum { IDLE, PROCESS, SOFTIRQ, HARDIRQ };

static const char *const contexts[] = {"IDLE", "PROCESS", "SOFTIRQ", "HARDIRQ",
				       NULL};
static const char *const napi_states[] = {"IDLE", "SCHED", "POLLING", NULL};

struct demo {
	struct record *r;
	ps_t t;
	unsigned context, stall, mmio, packet, call[CALLS], depth;
	unsigned task, napi, budget, skb, log, socket;
	unsigned wire_rx, wire_tx, rx_card, rx_done, tx_card, tx_done;
};

static ps_t no_time(void *arg)
{
	return 0;
}

static unsigned lane(struct demo *d, const char *scope, const char *name,
		     enum lane_kind kind, const char *const *names)
{
	struct lane l = {.scope = scope,
			 .name = name,
			 .kind = kind,
			 .bits = 16,
			 .names = names};

	return record_lane(d->r, &l);
}

static void make_lanes(struct demo *d)
{
	d->context = lane(d, "software.cpu", "context", LANE_STATE, contexts);
	d->stall = lane(d, "software.cpu", "stall", LANE_NUMBER, NULL);
	d->mmio = lane(d, "software.cpu", "mmio", LANE_TEXT, NULL);
	d->packet = lane(d, "software.cpu", "packet", LANE_TEXT, NULL);
	for (unsigned i = 0; i < CALLS; i++) {
		char name[] = "call00";

		name[5] = (char)('0' + i);
		d->call[i] = lane(d, "software.calls", name, LANE_TEXT, NULL);
	}
	d->task = lane(d, "software.kernel", "task", LANE_TEXT, NULL);
	d->napi = lane(d, "software.kernel", "napi", LANE_STATE, napi_states);
	d->budget =
		lane(d, "software.kernel", "napi_budget", LANE_NUMBER, NULL);
	d->skb = lane(d, "software.kernel", "skb_live", LANE_NUMBER, NULL);
	d->log = lane(d, "software.kernel", "log", LANE_TEXT, NULL);
	d->socket = lane(d, "software.sockets", "socket0", LANE_TEXT, NULL);
	d->wire_rx = lane(d, "packets", "wire_rx", LANE_TEXT, NULL);
	d->wire_tx = lane(d, "packets", "wire_tx", LANE_TEXT, NULL);
	d->rx_card = lane(d, "rings", "rx_card", LANE_NUMBER, NULL);
	d->rx_done = lane(d, "rings", "rx_done", LANE_NUMBER, NULL);
	d->tx_card = lane(d, "rings", "tx_card", LANE_NUMBER, NULL);
	d->tx_done = lane(d, "rings", "tx_done", LANE_NUMBER, NULL);
}

static void text(struct demo *d, unsigned l, const char *words)
{
	record_text(d->r, l, d->t, words);
}

static void number(struct demo *d, unsigned l, uint64_t n)
{
	record_number(d->r, l, d->t, n);
}

static void frame(struct demo *d, unsigned what, uint32_t id, uint64_t value,
		  uint64_t addr, const char *words)
{
	struct record_event e = {.at = d->t,
				 .type = RECORD_FRAME,
				 .what = (uint8_t)what,
				 .frame = id,
				 .value = value,
				 .addr = addr,
				 .text = words};

	record_emit(d->r, &e);
}

static void irq(struct demo *d, unsigned what, unsigned vector)
{
	struct record_event e = {.at = d->t,
				 .type = RECORD_IRQ,
				 .what = (uint8_t)what,
				 .value = vector};

	record_emit(d->r, &e);
}

static void mmio(struct demo *d, unsigned what, uint32_t offset, uint32_t value,
		 const char *who)
{
	struct record_event e = {.at = d->t,
				 .type = RECORD_MMIO,
				 .what = (uint8_t)what,
				 .addr = offset,
				 .value = value,
				 .who = who};

	record_emit(d->r, &e);
}

static void desc(struct demo *d, unsigned what, unsigned index, uint64_t first,
		 uint64_t second)
{
	struct record_event e = {.at = d->t,
				 .type = RECORD_DESC,
				 .what = (uint8_t)what,
				 .index = (uint16_t)index,
				 .value = first,
				 .addr = second};

	record_emit(d->r, &e);
}

static void enter(struct demo *d, const char *function)
{
	text(d, d->call[d->depth++], function);
	d->t += 12 * NS + 345;
}

static void leave(struct demo *d)
{
	d->t += 21 * NS + 667;
	text(d, d->call[--d->depth], "");
}

/* A function that calls nothing. */
static void leaf(struct demo *d, const char *function, ps_t time)
{
	enter(d, function);
	d->t += time;
	leave(d);
}

/* An IPv4 header of 20 bytes, then ports or an ICMP header. */
static uint32_t make_packet(uint8_t *p, bool ping, unsigned n, bool answer)
{
	static const uint8_t head[] = {
		2,  0, 0, 0, 0, 1,  2,	0, 0, 0,  0, 2, 8, 0,  0x45, 0, 0,
		46, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 2, 10, 0,    0, 1,
	};
	unsigned from = answer ? 5201 : 40000 + n, to = answer ? 40000 : 5201;

	memset(p, 0, 60);
	memcpy(p, head, sizeof(head));
	p[23] = ping ? 1 : 17;
	p[34] = ping ? (answer ? 0 : 8) : (uint8_t)(from >> 8);
	p[35] = ping ? 0 : (uint8_t)from;
	p[36] = (uint8_t)(to >> 8);
	p[37] = (uint8_t)to;
	p[41] = (uint8_t)n;
	return 60;
}

static void arrive(struct demo *d, uint32_t id, bool ping, unsigned n)
{
	uint8_t bytes[60];
	char words[96];

	record_frame_bytes(d->r, id, bytes, make_packet(bytes, ping, n, false));
	record_frame_text(d->r, id, words, sizeof(words));
	frame(d, FRAME_BORN, id, LEDGER_WIRE, 0, NULL);
	frame(d, FRAME_RX_BEGIN, id, 0, 0, NULL);
	text(d, d->wire_rx, words);
	d->t += 568 * NS;
	frame(d, FRAME_RX_END, id, 0, 0, NULL);
	text(d, d->wire_rx, "");
	d->t += 112 * NS;
	desc(d, RX_FETCHED, n % 256, 0x100000 + n % 256 * 0x800, 0);
	d->t += 264 * NS;
	desc(d, RX_WRITTEN, n % 256, 0, 0x30000003cull);
	frame(d, FRAME_STORED, id, 0, 0, NULL);
	number(d, d->rx_card, 254);
	number(d, d->rx_done, 1);
	d->t += 200 * NS;
}

static void top_half(struct demo *d)
{
	irq(d, IRQ_RAISED, 0);
	d->t += 96 * NS + 123;
	number(d, d->context, HARDIRQ);
	irq(d, IRQ_TAKEN, VECTOR_NIC);
	enter(d, "do_IRQ");
	enter(d, "e1000_intr");
	text(d, d->mmio, "read ICR = 0x00000080");
	number(d, d->stall, 1);
	d->t += 412 * NS;
	number(d, d->stall, 0);
	mmio(d, MMIO_READ, E1000_ICR, E1000_ICR_RXT0, "e1000_intr");
	text(d, d->mmio, "");
	irq(d, IRQ_LOWERED, 0);
	mmio(d, MMIO_WRITE, E1000_IMC, 0xffffffff, "e1000_intr");
	leaf(d, "__napi_schedule", 30 * NS);
	number(d, d->napi, 1);
	mmio(d, MMIO_PINS, E1000_IMC, 0xffffffff, "e1000_intr");
	leave(d);
	leave(d);
	irq(d, IRQ_RETURNED, VECTOR_NIC);
}

static void work_on(struct demo *d, uint32_t id)
{
	char words[96];

	record_frame_text(d->r, id, words, sizeof(words));
	frame(d, FRAME_WORK, id, 0, 0, NULL);
	text(d, d->packet, words);
}

static void transmit(struct demo *d, uint32_t id, uint32_t parent, bool ping,
		     unsigned n)
{
	uint8_t bytes[60];

	frame(d, FRAME_BORN, id, LEDGER_HOST, parent, NULL);
	number(d, d->skb, 2);
	record_frame_bytes(d->r, id, bytes, make_packet(bytes, ping, n, true));
	enter(d, "ip_queue_xmit");
	enter(d, "dev_queue_xmit");
	enter(d, "e1000_xmit_frame");
	frame(d, FRAME_SENDING, id, 0, 0, NULL);
	leaf(d, "dma_map_single", 40 * NS);
	mmio(d, MMIO_WRITE, E1000_TDT, n % 256, "e1000_xmit_frame");
	number(d, d->tx_card, 1);
	leave(d);
	leave(d);
	leave(d);
}

static void leave_card(struct demo *d, uint32_t id, unsigned n)
{
	char words[96];

	mmio(d, MMIO_PINS, E1000_TDT, n % 256, "e1000_xmit_frame");
	d->t += 200 * NS;
	desc(d, TX_FETCHED, n % 256, 0x200000 + n % 256 * 0x800, 0x0b00003c);
	number(d, d->tx_card, 0);
	number(d, d->tx_done, 1);
	frame(d, FRAME_FETCHED, id, 0, 0, NULL);
	d->t += 300 * NS;
	record_frame_text(d->r, id, words, sizeof(words));
	frame(d, FRAME_TX_BEGIN, id, 0, 0, NULL);
	text(d, d->wire_tx, words);
	d->t += 568 * NS;
	frame(d, FRAME_ENDED, id, 0, 0, "wire.sent");
	d->t += 8 * NS;
	frame(d, FRAME_TX_END, id, 0, 0, NULL);
	text(d, d->wire_tx, "");
}

static void bottom_half(struct demo *d, uint32_t id, bool ping, unsigned n)
{
	number(d, d->context, SOFTIRQ);
	enter(d, "net_rx_action");
	number(d, d->budget, 300);
	number(d, d->napi, 2);
	enter(d, "e1000_clean");
	enter(d, "e1000_clean_rx_irq");
	leaf(d, "dma_unmap_single", 25 * NS);
	frame(d, FRAME_TAKEN, id, 0, 0, NULL);
	number(d, d->rx_done, 0);
	number(d, d->rx_card, 255);
	number(d, d->skb, 1);
	work_on(d, id);
	enter(d, "napi_gro_receive");
	enter(d, "ip_rcv");
	if (ping) {
		enter(d, "icmp_rcv");
		transmit(d, id + 1, id, true, n);
		frame(d, FRAME_ENDED, id, 0, 0, "icmp.echo_request");
		leave(d);
	} else {
		enter(d, "udp_rcv");
		frame(d, FRAME_QUEUED, id, 0, 0, NULL);
		text(d, d->socket, "udp 0.0.0.0:5201 rcv=832/212992");
		leaf(d, "wake_up", 35 * NS);
		leave(d);
	}
	leave(d);
	leave(d);
	work_on(d, 0);
	number(d, d->budget, 299);
	leave(d);
	leaf(d, "napi_complete_done", 30 * NS);
	leave(d);
	number(d, d->napi, 0);
	leave(d);
	mmio(d, MMIO_PINS, E1000_IMS, 0x9d, "e1000_clean");
}

static void program(struct demo *d, uint32_t id, unsigned n)
{
	number(d, d->context, PROCESS);
	text(d, d->task, "udp_echo");
	enter(d, "sys_recvfrom");
	leaf(d, "udp_recvmsg", 60 * NS);
	frame(d, FRAME_ENDED, id, 0, 0, "socket.delivered");
	text(d, d->socket, "udp 0.0.0.0:5201 rcv=0/212992");
	leave(d);
	d->t += 40 * NS;
	work_on(d, id);
	enter(d, "sys_sendto");
	transmit(d, id + 1, id, false, n);
	leave(d);
	work_on(d, 0);
	text(d, d->task, "swapper");
}

static void one(struct demo *d, unsigned n)
{
	uint32_t id = 2 * n + 1;
	bool ping = n % 3 == 2;

	arrive(d, id, ping, n);
	top_half(d);
	bottom_half(d, id, ping, n);
	if (!ping)
		program(d, id, n);
	number(d, d->context, IDLE);
	leave_card(d, id + 1, n);
	number(d, d->skb, 0);
	number(d, d->tx_done, 0);
	d->t += 2000 * NS;
	record_reach(d->r, d->t);
}

int main(int argc, char **argv)
{
	unsigned packets = argc > 3 ? (unsigned)atoi(argv[3]) : 8;
	struct demo d = {.t = 1000 * NS};
	struct record_file *page, *trace;
	char err[200];

	if (argc < 3)
		return 2;
	d.r = record_create(no_time, NULL);
	make_lanes(&d);
	page = record_page(argv[1], "demo </script><b>\"&amp;", err,
			   sizeof(err));
	trace = page ? record_perfetto(argv[2], err, sizeof(err)) : NULL;
	if (!trace) {
		fprintf(stderr, "%s\n", err);
		return 1;
	}
	record_add_sink(d.r, &page->sink);
	record_add_sink(d.r, &trace->sink);
	record_text(d.r, d.task, 0, "swapper");
	text(&d, d.socket, "udp 0.0.0.0:5201 rcv=0/212992");
	number(&d, d.rx_card, 255);
	record_begin(d.r, d.t);
	record_emit(d.r, &(struct record_event){
				 .at = d.t,
				 .type = RECORD_LOG,
				 .value = 6,
				 .text = "eth0: </script>\xff link \"up\""});
	for (unsigned n = 0; n < packets; n++)
		one(&d, n);
	record_end(d.r, d.t);
	if (page->close(page, err, sizeof(err)) ||
	    trace->close(trace, err, sizeof(err))) {
		fprintf(stderr, "%s\n", err);
		return 1;
	}
	record_destroy(d.r);
	return 0;
}
