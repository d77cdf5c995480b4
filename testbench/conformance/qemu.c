// SPDX-License-Identifier: MIT
/*
 * QEMU's e1000 as a device: a process of its own without CPU, driven through
 * qtest. Its memory is shared, its wire is a pair of datagram sockets with one
 * frame in each datagram, its clock moves when it is told to.
 */
#include "device.h"
#include "qemu_process.h"
#include "qtest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <linux/sockios.h>

#include "e1000_regs.h"

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA    0xcfc
#define BRIDGE	       (1u << 11) /* the PIIX3, device 1 */
#define CARD	       (4u << 11) /* where qemu_process.c puts the card */
#define PIRQ_ROUTES    0x60
#define IRQ	       11

#define BAR_MEM 0xfeb80000u
#define BAR_IO	0xc000u

/* After RCTL was written it receives nothing for a second. */
#define RCTL_PAUSE_NS 2000000000ull

/* Rounds of its main loop that a frame may take to be read. */
#define PATIENCE 20

struct qemu {
	struct device device;
	struct qemu_process process;
	struct qtest qtest;
	char *command, *dir;
};

static struct qemu *qemu_of(struct device *d)
{
	return (struct qemu *)d;
}

static bool sync_up(struct qemu *q)
{
	if (qtest_sync(&q->qtest))
		return true;
	if (!q->device.error[0])
		snprintf(q->device.error, sizeof(q->device.error), "%s",
			 q->qtest.error);
	return false;
}

static void collect(struct qemu *q)
{
	static _Thread_local uint8_t frame[65536];
	ssize_t n;

	while ((n = recv(q->process.wire, frame, sizeof(frame), MSG_DONTWAIT)) >
	       0)
		device_add_sent(&q->device, frame, (uint32_t)n);
}

/* A command that changes nothing: one round of its main loop. */
static void go_round(struct qemu *q)
{
	uint64_t ignored;

	qtest_read(&q->qtest, "readl", BAR_MEM + E1000_STATUS, &ignored);
	sync_up(q);
}

static void flush(struct device *d)
{
	struct qemu *q = qemu_of(d);
	struct device_frame **before;

	if (q->qtest.queued)
		sync_up(q);
	/* A full socket holds it back with the rest; emptied, it goes on. */
	do {
		before = d->sent_end;
		collect(q);
		if (before != d->sent_end)
			go_round(q);
	} while (before != d->sent_end);
}

static uint32_t read32(struct device *d, uint32_t reg)
{
	struct qemu *q = qemu_of(d);
	uint64_t value = 0;

	qtest_read(&q->qtest, "readl", BAR_MEM + reg, &value);
	sync_up(q);
	return (uint32_t)value;
}

static void write32(struct device *d, uint32_t reg, uint32_t value)
{
	struct qemu *q = qemu_of(d);

	qtest_write(&q->qtest, "writel", BAR_MEM + reg, value);
	if (reg == E1000_RCTL)
		qtest_write(&q->qtest, "clock_step", RCTL_PAUSE_NS, 0);
	else if (reg == E1000_TDT || reg == E1000_TCTL)
		flush(d);
}

static uint32_t io_read32(struct device *d, uint32_t reg)
{
	struct qemu *q = qemu_of(d);
	uint64_t value = 0;

	qtest_write(&q->qtest, "outl", BAR_IO, reg);
	qtest_read(&q->qtest, "inl", BAR_IO + 4, &value);
	sync_up(q);
	return (uint32_t)value;
}

/* Its I/O BAR does nothing (differences.c: io-idle). So that programs can use
 * this card's, what they write through it comes here as it would by memory. */
static void io_write32(struct device *d, uint32_t reg, uint32_t value)
{
	write32(d, reg, value);
}

static bool irq(struct device *d)
{
	struct qemu *q = qemu_of(d);

	go_round(q);
	return q->qtest.irq_levels & 1u << IRQ;
}

/* Bytes that it has not read yet. */
static int unread(const struct qemu *q)
{
	int bytes = 0;

	return ioctl(q->process.wire, SIOCOUTQ, &bytes) ? 0 : bytes;
}

/* Wait until it has read what was sent; it leaves it there while it cannot
 * receive. */
static void take(struct qemu *q)
{
	int left = unread(q), idle = 0;

	while (left && idle < PATIENCE && !q->qtest.failed) {
		int now;

		go_round(q);
		now = unread(q);
		idle = now == left ? idle + 1 : 0;
		left = now;
	}
}

static void inject(struct device *d, const uint8_t *frame, uint32_t len)
{
	struct qemu *q = qemu_of(d);

	flush(d);
	if (send(q->process.wire, frame, len, 0) != (ssize_t)len &&
	    !d->error[0])
		snprintf(d->error, sizeof(d->error),
			 "the socket to QEMU takes no frame of %u bytes: %s",
			 len, strerror(errno));
	take(q);
}

static void wait_ns(struct device *d, uint64_t ns)
{
	struct qemu *q = qemu_of(d);
	char text[64];

	snprintf(text, sizeof(text), "clock_step %" PRIu64, ns);
	qtest_command(&q->qtest, text);
	flush(d);
	take(q);
}

static void config_write(struct qemu *q, uint32_t device, uint32_t offset,
			 uint32_t value)
{
	qtest_write(&q->qtest, "outl", CONFIG_ADDRESS,
		    1u << 31 | device | offset);
	qtest_write(&q->qtest, "outl", CONFIG_DATA, value);
}

/* What firmware would have done. */
static void firmware(struct qemu *q)
{
	config_write(q, BRIDGE, PIRQ_ROUTES,
		     IRQ | IRQ << 8 | IRQ << 16 | IRQ << 24);
	config_write(q, CARD, 0x10, BAR_MEM);
	config_write(q, CARD, 0x14, BAR_IO);
	config_write(q, CARD, 0x3c, IRQ);
	config_write(q, CARD, 0x04, 0x7); /* I/O, memory, bus master */
}

static int start(struct qemu *q)
{
	struct device *d = &q->device;

	if (qemu_process_start(&q->process, q->command, q->dir, DEVICE_BUS,
			       DEVICE_ARENA, device_mac, d->error,
			       sizeof(d->error)))
		return -1;
	d->arena = q->process.memory;
	qtest_init(&q->qtest, q->process.qtest);
	qtest_command(&q->qtest, "irq_intercept_in ioapic");
	return 0;
}

static int reset(struct device *d)
{
	struct qemu *q = qemu_of(d);
	uint64_t causes;

	/* Frames that it has not taken would be the next program's. */
	if (q->process.pid > 0 && (q->qtest.failed || unread(q)))
		qemu_process_stop(&q->process);
	if (q->process.pid <= 0) {
		if (start(q))
			return -1;
	} else if (qemu_process_reset(&q->process, d->error,
				      sizeof(d->error))) {
		return -1;
	}
	firmware(q);
	/* A read that is under way outlives its reset; selecting ends it. */
	qtest_write(&q->qtest, "writel", BAR_MEM + E1000_EECD, E1000_EECD_CS);
	qtest_write(&q->qtest, "writel", BAR_MEM + E1000_EECD, 0);
	qtest_read(&q->qtest, "readl", BAR_MEM + E1000_ICR, &causes);
	if (!sync_up(q))
		return -1;
	collect(q);
	memset(d->arena, 0, DEVICE_ARENA);
	return 0;
}

static int run(struct device *d, void (*job)(void *arg), void *arg)
{
	job(arg);
	flush(d);
	return d->error[0] ? -1 : 0;
}

static void destroy(struct device *d)
{
	struct qemu *q = qemu_of(d);

	qemu_process_stop(&q->process);
	free(q->command);
	free(q->dir);
	free(q);
}

static const struct device_ops qemu_ops = {
	.name = "QEMU",
	.run = run,
	.reset = reset,
	.destroy = destroy,
	.read32 = read32,
	.write32 = write32,
	.io_read32 = io_read32,
	.io_write32 = io_write32,
	.flush = flush,
	.irq = irq,
	.inject = inject,
	.wait_ns = wait_ns,
};

struct device *qemu_create(const char *command, const char *dir, char *err,
			   size_t err_len)
{
	struct qemu *q = calloc(1, sizeof(*q));

	if (!q || !(q->command = strdup(command)) || !(q->dir = strdup(dir))) {
		snprintf(err, err_len, "out of memory");
		if (q)
			free(q->command);
		free(q);
		return NULL;
	}
	q->device.ops = &qemu_ops;
	return &q->device;
}
