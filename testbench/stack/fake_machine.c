// SPDX-License-Identifier: MIT
#include "fake_machine.h"

#include "sim/fiber.h"
#include "sim/ledger.h"
#include "sim/metrics.h"

#include "../../sim/record/record_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define CONFIG_BYTES 64
#define BAR0_ADDR    0xfeb80000u
#define BAR0_BYTES   0x20000u
#define BAR1_ADDR    0xc000u
#define BAR1_BYTES   0x40u
#define BUS_FIRST    0x10000000ull
#define BUS_LAST     0xf0000000ull

struct event {
	ps_t when;
	uint64_t seq;
	void (*fn)(void *arg);
	void *arg;
	struct event *next;
};

struct mapping {
	uint64_t bus;
	size_t len;
	char *cpu;
	enum dma_dir dir;
	bool coherent;
	const char *who;
	struct mapping *next;
};

struct machine {
	ps_t now, until, timer_at;
	bool started, running, irq_on, halted, faulted;
	unsigned lines, masked;
	struct event *events;
	uint64_t event_seq;
	uint64_t cost[3], irq_cost;

	struct fiber *outside, *paused, *boot_fiber;
	struct fiber *cpu;
	void (*boot)(void *arg);
	void *boot_arg;
	void (*irq_entry)(void *arg, int vector);
	void *irq_arg;
	void *kernel;
	struct ledger *ledger;
	char error[4096];

	enum cpu_context context;
	ps_t context_since, context_time[CPU_CONTEXTS];

	char *ram;
	uint64_t ram_bytes;
	struct mapping *maps;
	uint64_t next_bus, ram_bus; /* ram_bus: all of RAM lies there */
	bool ram_lent;
	bool dma_fail;
	uint32_t taken, sending, work;
	struct record *record;
	uint64_t barriers, irqs[VECTOR_COUNT], handled, spurious;

	bool no_card;
	uint32_t config[CONFIG_BYTES / 4];
	uint32_t (*reg_read)(void *arg, uint64_t offset);
	void (*reg_write)(void *arg, uint64_t offset, uint32_t value);
	void *reg_arg;
	uint32_t ioaddr;
	struct fake_tap tap;
	bool tap_whole;
	uint8_t tap_bytes[1 << 18];
};

static struct machine *running;

static void leave(struct machine *m)
{
	m->cpu = m->paused;
	fiber_switch(m->paused, m->outside);
}

static void __attribute__((noreturn, format(printf, 2, 3)))
fault(struct machine *m, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(m->error, sizeof(m->error), fmt, ap);
	va_end(ap);
	if (!m->running) {
		fprintf(stderr, "fault outside of a run: %s\n", m->error);
		abort();
	}
	m->faulted = true;
	leave(m);
	abort();
}

/* ---- time ---- */

static ps_t next_event(const struct machine *m)
{
	ps_t t = m->timer_at;

	if (m->events && m->events->when < t)
		t = m->events->when;
	return t;
}

static void due(struct machine *m)
{
	while (m->events && m->events->when <= m->now) {
		struct event *e = m->events;

		m->events = e->next;
		e->fn(e->arg);
		free(e);
	}
	if (m->timer_at <= m->now) {
		m->timer_at = PS_NEVER;
		m->lines |= 1u << VECTOR_TIMER;
	}
}

static unsigned pending(const struct machine *m)
{
	return m->lines & ~m->masked;
}

static void charge(struct machine *m, ps_t ps);

static void take(struct machine *m)
{
	if (!m->running)
		return;
	due(m);
	while (m->irq_on && pending(m) && m->irq_entry) {
		int vector = __builtin_ctz(pending(m));
		enum cpu_context before;

		if (vector == VECTOR_TIMER)
			m->lines &= ~(1u << VECTOR_TIMER);
		m->irqs[vector]++;
		m->irq_on = false;
		before = machine_set_context(m, CPU_HARDIRQ);
		charge(m, m->irq_cost * PS_PER_NS);
		m->irq_entry(m->irq_arg, vector);
		machine_set_context(m, before);
		m->irq_on = true;
		due(m);
	}
}

static void wait_until(struct machine *m, ps_t t)
{
	while (m->now < t) {
		ps_t stop = t < m->until ? t : m->until;

		if (next_event(m) < stop)
			stop = next_event(m);
		if (stop > m->now)
			m->now = stop;
		record_poll(m->record);
		due(m);
		if (m->now >= m->until)
			leave(m);
		if (m->irq_on && pending(m))
			return;
	}
}

/* Time spent in an interrupt on the way comes on top. */
static void charge(struct machine *m, ps_t ps)
{
	ps_t left = ps;

	while (left) {
		ps_t before = m->now;

		wait_until(m, before + left);
		left -= m->now - before < left ? m->now - before : left;
		take(m);
	}
}

void machine_charge(struct machine *m, enum cpu_cost c)
{
	charge(m, m->cost[c] * PS_PER_NS);
}

void machine_charge_ns(struct machine *m, uint64_t ns)
{
	charge(m, ns * PS_PER_NS);
}

void machine_delay_ns(struct machine *m, uint64_t ns)
{
	charge(m, ns * PS_PER_NS);
}

ps_t machine_now(const struct machine *m)
{
	return m->now;
}

enum cpu_context machine_set_context(struct machine *m, enum cpu_context c)
{
	enum cpu_context before = m->context;

	m->context_time[before] += m->now - m->context_since;
	m->context_since = m->now;
	m->context = c;
	record_poll(m->record);
	return before;
}

void machine_timer_set(struct machine *m, ps_t when)
{
	m->lines &= ~(1u << VECTOR_TIMER);
	m->timer_at = when;
	take(m);
}

void machine_idle(struct machine *m)
{
	enum cpu_context before = machine_set_context(m, CPU_IDLE);

	for (;;) {
		ps_t t;

		due(m);
		if (m->now >= m->until)
			leave(m);
		if (pending(m))
			break;
		t = next_event(m);
		if (t == PS_NEVER && m->until == PS_NEVER)
			fault(m, "the CPU sleeps and nothing can wake it");
		m->now = t < m->until ? t : m->until;
	}
	machine_set_context(m, before);
	take(m);
}

/* ---- in and out ---- */

static void boot_entry(void *arg)
{
	struct machine *m = arg;

	m->boot(m->boot_arg);
	fault(m, "the boot code returned");
}

enum machine_stop machine_run(struct machine *m, ps_t until)
{
	if (m->faulted)
		return MACHINE_FAULT;
	if (m->halted)
		return MACHINE_HALTED;
	if (until <= m->now)
		return MACHINE_TIME;
	if (!m->started) {
		m->started = true;
		m->cpu = m->boot_fiber;
	}
	m->until = until;
	m->running = true;
	running = m;
	fiber_switch(m->outside, m->cpu);
	running = NULL;
	m->running = false;
	record_reach(m->record, m->now);
	return m->faulted  ? MACHINE_FAULT
	       : m->halted ? MACHINE_HALTED
			   : MACHINE_TIME;
}

void machine_halt(struct machine *m)
{
	m->halted = true;
	leave(m);
	abort();
}

void machine_panic(struct machine *m, const char *text)
{
	fault(m, "%s", text);
}

const char *machine_error(const struct machine *m)
{
	return m->error;
}

void machine_set_boot(struct machine *m, void (*boot)(void *arg), void *arg)
{
	m->boot = boot;
	m->boot_arg = arg;
}

struct machine *machine_this(void)
{
	return running;
}

void machine_set_kernel(struct machine *m, void *kernel)
{
	m->kernel = kernel;
}

void *machine_kernel(const struct machine *m)
{
	return m->kernel;
}

struct ledger *machine_ledger(struct machine *m)
{
	return m->ledger;
}

void machine_metrics(const struct machine *m, struct metrics *out)
{
	metrics_u64(out, "irq.handled", m->handled);
	metrics_u64(out, "irq.spurious", m->spurious);
}

/* ---- interrupts ---- */

void machine_set_irq_entry(struct machine *m,
			   void (*entry)(void *arg, int vector), void *arg)
{
	m->irq_entry = entry;
	m->irq_arg = arg;
}

bool machine_irq_disable(struct machine *m)
{
	bool was = m->irq_on;

	m->irq_on = false;
	return was;
}

void machine_irq_enable(struct machine *m)
{
	m->irq_on = true;
	take(m);
}

bool machine_irq_enabled(const struct machine *m)
{
	return m->irq_on;
}

void machine_line_mask(struct machine *m, int vector, bool masked)
{
	if (masked)
		m->masked |= 1u << vector;
	else
		m->masked &= ~(1u << vector);
	take(m);
}

void machine_irq_done(struct machine *m, int vector, bool handled)
{
	if (vector != VECTOR_NIC)
		return;
	if (handled)
		m->handled++;
	else
		m->spurious++;
}

void fake_line(struct machine *m, bool level)
{
	if (level)
		m->lines |= 1u << VECTOR_NIC;
	else
		m->lines &= ~(1u << VECTOR_NIC);
}

bool fake_line_level(const struct machine *m)
{
	return m->lines & (1u << VECTOR_NIC);
}

bool fake_line_masked(const struct machine *m)
{
	return m->masked & (1u << VECTOR_NIC);
}

void fake_at(struct machine *m, ps_t when, void (*fn)(void *arg), void *arg)
{
	struct event **p = &m->events;
	struct event *e = calloc(1, sizeof(*e));

	if (!e)
		abort();
	e->when = when;
	e->seq = m->event_seq++;
	e->fn = fn;
	e->arg = arg;
	while (*p && (*p)->when <= when)
		p = &(*p)->next;
	e->next = *p;
	*p = e;
}

/* ---- registers and configuration space ---- */

static void device_access(struct machine *m)
{
	take(m);
}

uint32_t machine_mmio_read32(struct machine *m, uint64_t addr)
{
	uint64_t bar = m->config[4] & ~0xfu;

	if (addr - bar >= BAR0_BYTES)
		fault(m, "read of address 0x%llx, where no device is",
		      (unsigned long long)addr);
	device_access(m);
	return m->reg_read ? m->reg_read(m->reg_arg, addr - bar) : 0;
}

void machine_mmio_write32(struct machine *m, uint64_t addr, uint32_t value)
{
	uint64_t bar = m->config[4] & ~0xfu;

	if (addr - bar >= BAR0_BYTES)
		fault(m, "write to address 0x%llx, where no device is",
		      (unsigned long long)addr);
	if (m->reg_write)
		m->reg_write(m->reg_arg, addr - bar, value);
	device_access(m);
}

uint32_t machine_io_read32(struct machine *m, uint16_t port)
{
	unsigned reg = port - (m->config[5] & ~3u);

	if (reg == 0)
		return m->ioaddr;
	if (reg == 4 && m->reg_read)
		return m->reg_read(m->reg_arg, m->ioaddr);
	return 0;
}

void machine_io_write32(struct machine *m, uint16_t port, uint32_t value)
{
	unsigned reg = port - (m->config[5] & ~3u);

	if (reg == 0)
		m->ioaddr = value;
	else if (reg == 4 && m->reg_write)
		m->reg_write(m->reg_arg, m->ioaddr, value);
}

void fake_registers(struct machine *m,
		    uint32_t (*read)(void *arg, uint64_t offset),
		    void (*write)(void *arg, uint64_t offset, uint32_t value),
		    void *arg)
{
	m->reg_read = read;
	m->reg_write = write;
	m->reg_arg = arg;
}

void fake_no_card(struct machine *m)
{
	m->no_card = true;
}

uint32_t machine_pci_read32(struct machine *m, uint16_t bdf, uint16_t off)
{
	if (m->no_card || bdf != MACHINE_NIC_BDF)
		return 0xffffffff;
	return off < CONFIG_BYTES ? m->config[off / 4] : 0;
}

void machine_pci_write32(struct machine *m, uint16_t bdf, uint16_t off,
			 uint32_t value)
{
	if (m->no_card || bdf != MACHINE_NIC_BDF)
		return;
	switch (off) {
	case 0x04:
		m->config[1] = (m->config[1] & 0xffff0000) | (value & 0x0547);
		break;
	case 0x10:
		m->config[4] = value & ~(BAR0_BYTES - 1);
		break;
	case 0x14:
		m->config[5] = (value & ~(BAR1_BYTES - 1)) | 1;
		break;
	case 0x3c:
		m->config[15] = (m->config[15] & ~0xffu) | (value & 0xff);
		break;
	}
}

void machine_barrier(struct machine *m)
{
	m->barriers++;
}

/* ---- memory and DMA ---- */

void *machine_ram(struct machine *m)
{
	return m->ram;
}

uint64_t machine_ram_bytes(const struct machine *m)
{
	return m->ram_bytes;
}

static struct mapping **find(struct machine *m, uint64_t bus)
{
	struct mapping **p;

	for (p = &m->maps; *p; p = &(*p)->next)
		if (bus >= (*p)->bus && bus < (*p)->bus + (*p)->len)
			break;
	return p;
}

uint64_t machine_dma_map(struct machine *m, void *cpu, size_t len,
			 enum dma_dir dir, bool coherent, const char *who)
{
	size_t offset = (size_t)((char *)cpu - m->ram);
	struct mapping *map;

	if ((char *)cpu < m->ram || !len || offset + len > m->ram_bytes)
		fault(m, "DMA: %s maps %zu bytes that are not in RAM", who,
		      len);
	if (m->dma_fail || m->next_bus + len > BUS_LAST)
		return 0;
	map = calloc(1, sizeof(*map));
	if (!map)
		abort();
	map->bus =
		m->ram_bus ? m->ram_bus + offset : m->next_bus + offset % 4096;
	map->len = len;
	map->cpu = cpu;
	map->dir = dir;
	map->coherent = coherent;
	map->who = who;
	map->next = m->maps;
	m->maps = map;
	m->next_bus += (offset % 4096 + len + 8191) & ~4095ull;
	return map->bus;
}

void machine_dma_unmap(struct machine *m, uint64_t bus, size_t len,
		       enum dma_dir dir)
{
	struct mapping **p = find(m, bus), *map = *p;

	if (!map || map->bus != bus || map->len != len || map->dir != dir)
		fault(m, "DMA: unmap of 0x%llx, %zu bytes, never mapped so",
		      (unsigned long long)bus, len);
	*p = map->next;
	free(map);
}

void machine_dma_sync(struct machine *m, uint64_t bus, size_t len,
		      enum dma_dir dir, bool for_cpu)
{
	struct mapping *map = *find(m, bus);

	if (!map || map->dir != dir || bus + len > map->bus + map->len)
		fault(m, "DMA: sync of 0x%llx, %zu bytes, never mapped so",
		      (unsigned long long)bus, len);
}

unsigned machine_dma_leaks(struct machine *m)
{
	return fake_dma_live(m);
}

void *fake_dma_at(struct machine *m, uint64_t bus, size_t len)
{
	struct mapping *map = *find(m, bus);

	if (!map || bus + len > map->bus + map->len)
		return NULL;
	return map->cpu + (bus - map->bus);
}

unsigned fake_dma_live(const struct machine *m)
{
	unsigned n = 0;

	for (const struct mapping *map = m->maps; map; map = map->next)
		n++;
	return n;
}

void fake_dma_fail(struct machine *m, bool fail)
{
	m->dma_fail = fail;
}

struct machine *machine_card(struct machine *m, uint16_t bdf)
{
	return m;
}

uint32_t machine_frame_taken(struct machine *m)
{
	uint32_t id = m->taken;

	m->taken = 0;
	return id;
}

void machine_frame_sending(struct machine *m, uint32_t id)
{
	m->sending = id;
}

void machine_tap_part(struct machine *m, const void *data, uint32_t len)
{
	/* A frame that is whole is forgotten when the next one begins. */
	if (m->tap_whole)
		m->tap.len = 0;
	m->tap_whole = false;
	if (len > sizeof(m->tap_bytes) - m->tap.len)
		abort();
	if (len)
		memcpy(m->tap_bytes + m->tap.len, data, len);
	m->tap.len += len;
}

void machine_tap(struct machine *m, uint32_t id, bool outbound,
		 const void *data, uint32_t len)
{
	machine_tap_part(m, data, len);
	m->tap_whole = true;
	m->tap.id = id;
	m->tap.outbound = outbound;
	m->tap.data = m->tap_bytes;
	m->tap.frames++;
}

struct fake_tap fake_tap(const struct machine *m)
{
	return m->tap;
}

/* ---- the timeline ---- */

static void frame_event(struct machine *m, enum record_frame what, uint32_t id)
{
	struct record_event e = {
		.at = m->now,
		.type = RECORD_FRAME,
		.what = what,
		.frame = id,
	};

	record_emit(m->record, &e);
}

uint32_t machine_frame_work(struct machine *m, uint32_t id)
{
	uint32_t before = m->work;

	m->work = id;
	if (id != before)
		frame_event(m, FRAME_WORK, id);
	return before;
}

void machine_log(struct machine *m, ps_t at, int level, const char *line)
{
}

void machine_frame_queued(struct machine *m, uint32_t id)
{
	frame_event(m, FRAME_QUEUED, id);
}

void machine_frame_bytes(struct machine *m, uint32_t id, const void *data,
			 uint32_t len)
{
	record_frame_bytes(m->record, id, data, len);
}

uint32_t fake_frame_work(const struct machine *m)
{
	return m->work;
}

struct record *machine_record(struct machine *m)
{
	return m->record;
}

void machine_record_begin(struct machine *m)
{
	record_begin(m->record, m->now);
}

void machine_record_end(struct machine *m)
{
	record_end(m->record, m->now);
}

static ps_t record_now(void *machine)
{
	const struct machine *m = machine;

	return m->now;
}

void fake_frame_arrived(struct machine *m, uint32_t id)
{
	m->taken = id;
}

uint32_t fake_frame_sending(const struct machine *m)
{
	return m->sending;
}

uint64_t fake_barriers(const struct machine *m)
{
	return m->barriers;
}

uint64_t fake_irqs(const struct machine *m, int vector)
{
	return m->irqs[vector];
}

uint64_t fake_irqs_handled(const struct machine *m)
{
	return m->handled;
}

uint64_t fake_irqs_spurious(const struct machine *m)
{
	return m->spurious;
}

ps_t fake_context_time(const struct machine *m, enum cpu_context c)
{
	return m->context_time[c] +
	       (m->context == c ? m->now - m->context_since : 0);
}

void fake_pause(struct machine *m)
{
	m->until = m->now;
}

void fake_cost(struct machine *m, enum cpu_cost c, uint64_t ns)
{
	m->cost[c] = ns;
}

void fake_cost_irq(struct machine *m, uint64_t entry_ns)
{
	m->irq_cost = entry_ns;
}

struct machine *fake_machine_create_ram(unsigned mib)
{
	struct machine *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	m->timer_at = PS_NEVER;
	m->context = CPU_PROCESS;
	m->next_bus = BUS_FIRST;
	m->ledger = ledger_create();
	m->record = record_create(record_now, m);
	m->outside = fiber_adopt();
	m->paused = fiber_adopt();
	m->boot_fiber = fiber_create(1u << 20, boot_entry, m);
	m->ram_bytes = mib ? (uint64_t)mib << 20 : 65536;
	m->ram = mmap(NULL, m->ram_bytes, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (!m->ledger || !m->record || !m->outside || !m->paused ||
	    !m->boot_fiber || m->ram == MAP_FAILED)
		abort();
	m->config[0] = 0x100e8086;
	m->config[1] = 0x02200000;
	m->config[2] = 0x02000003;
	m->config[4] = BAR0_ADDR;
	m->config[5] = BAR1_ADDR | 1;
	m->config[11] = 0x001e8086;
	m->config[15] = 0x0100 | 11;
	return m;
}

void fake_ram(struct machine *m, void *ram, uint64_t bytes, uint64_t bus)
{
	munmap(m->ram, m->ram_bytes);
	m->ram = ram;
	m->ram_bytes = bytes;
	m->ram_bus = bus;
	m->ram_lent = true;
}

struct machine *fake_machine_create(void)
{
	return fake_machine_create_ram(16);
}

void machine_destroy(struct machine *m)
{
	if (!m)
		return;
	while (m->events) {
		struct event *e = m->events;

		m->events = e->next;
		free(e);
	}
	while (m->maps) {
		struct mapping *map = m->maps;

		m->maps = map->next;
		free(map);
	}
	fiber_destroy(m->boot_fiber);
	fiber_destroy(m->paused);
	fiber_destroy(m->outside);
	record_destroy(m->record);
	ledger_destroy(m->ledger);
	if (!m->ram_lent)
		munmap(m->ram, m->ram_bytes);
	free(m);
}
