/* SPDX-License-Identifier: MIT */
/* The machine as a whole: made, taken apart, and its numbers. */
#include "nic_wave.h"
#include "probes.h"
#include "watch.h"

#include "sim/metrics.h"
#include "sim/wire.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* The boot code's stack; processes bring their own. */
#ifdef __SANITIZE_ADDRESS__
#define BOOT_STACK_BYTES (4u << 20)
#else
#define BOOT_STACK_BYTES (1u << 20)
#endif

static void set_inputs(struct machine *m, const struct machine_config *c)
{
	*m->pins->tick_i = 1;
	board_init(&m->board, c, m->pins);
}

struct machine *machine_create(const struct machine_config *c, char *err,
			       size_t err_len)
{
	struct machine *m;

	if (!c->profile.insn_ps || !c->profile.ram_mib) {
		snprintf(err, err_len,
			 "host profile %s: insn_ps and ram_mib must not be 0",
			 c->profile.name);
		return NULL;
	}
	m = calloc(1, sizeof(*m));
	if (!m) {
		snprintf(err, err_len, "out of memory");
		return NULL;
	}
	m->profile = c->profile;
	m->no_skip = c->no_skip;
	m->no_books = c->no_books;
	m->stop = MACHINE_TIME;
	m->owner = m->taker = m->card[0] = m;
	m->cards = 1;
	m->nic = nic_model_create();
	m->ledger = ledger_create();
	m->no_cable = wire_create(0);
	m->outside = fiber_adopt();
	m->paused = fiber_adopt();
	m->boot_stack = fiber_create(BOOT_STACK_BYTES, clock_boot, m);
	if (!m->nic || !m->ledger || !m->no_cable || !m->outside ||
	    !m->paused || !m->boot_stack) {
		snprintf(err, err_len, "out of memory");
		machine_destroy(m);
		return NULL;
	}
	if (probes_init(m)) {
		snprintf(err, err_len, "out of memory");
		machine_destroy(m);
		return NULL;
	}
	if (iommu_init(m, err, err_len)) {
		machine_destroy(m);
		return NULL;
	}
	m->pins = nic_model_pins(m->nic);
	set_inputs(m, c);
	history_init(m);
	clock_init(m);
	axi_init(m);
	lite_init(m);
	pci_init(m);
	machine_attach_wire(m, m->no_cable);
	return m;
}

void machine_destroy(struct machine *m)
{
	if (!m)
		return;
	machine_wave_close(m, NULL, 0);
	cards_free(m);
	nic_model_destroy(m->nic);
	guest_free(m);
	iommu_free(m);
	tap_free(m);
	machine_watch_free(m);
	fiber_destroy(m->boot_stack);
	fiber_destroy(m->paused);
	fiber_destroy(m->outside);
	wire_destroy(m->no_cable);
	probes_free(m);
	ledger_destroy(m->ledger);
	free(m);
}

void machine_attach_wire(struct machine *m, struct wire *w)
{
	struct gmii_hooks hooks = frames_hooks;

	hooks.arg = m;
	m->wire = w;
	m->gmii = wire_gmii(w);
	wire_bind(w, m->ledger, &hooks);
}

uint64_t machine_nic_cycles(const struct machine *m)
{
	return m->edge;
}

struct ledger *machine_ledger(struct machine *m)
{
	return m->ledger;
}

void machine_set_kernel(struct machine *m, void *kernel)
{
	m->kernel = kernel;
}

void *machine_kernel(const struct machine *m)
{
	return m->kernel;
}

int machine_wave_open(struct machine *m, const char *path, bool lanes,
		      char *err, size_t err_len)
{
	m->wave = nic_wave_open(m->nic, path, lanes, err, err_len);
	if (!m->wave)
		return -1;
	record_add_sink(m->record, nic_wave_sink(m->wave));
	return 0;
}

int machine_wave_close(struct machine *m, char *err, size_t err_len)
{
	struct nic_wave *w = m->wave;

	machine_record_end(m);
	m->wave = NULL;
	return nic_wave_close(w, err, err_len);
}

bool machine_wave_save(struct machine *m, bool force)
{
	return !m->wave || nic_wave_save(m->wave, force);
}

bool machine_wave_busy(const struct machine *m)
{
	return m->wave && nic_wave_busy(m->wave);
}

/* A counter of all cards of the machine. */
static uint64_t sum(const struct machine *m, size_t offset)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < m->cards; i++)
		n += *(const uint64_t *)((const char *)m->card[i] + offset);
	return n;
}
#define SUM(m, field) sum(m, offsetof(struct machine, field))

void machine_metrics(const struct machine *m, struct metrics *out)
{
	static const char *const share[CPU_ACCOUNTS] = {
		[CPU_IDLE] = "cpu.idle",
		[CPU_PROCESS] = "cpu.process",
		[CPU_SOFTIRQ] = "cpu.softirq",
		[CPU_HARDIRQ] = "cpu.hardirq",
		[CPU_MMIO_STALL] = "cpu.mmio_stall",
	};
	ps_t now = clock_now(m), time[CPU_ACCOUNTS], total = 0;
	unsigned i;

	for (i = 0; i < CPU_ACCOUNTS; i++) {
		time[i] = m->account_time[i];
		if (i == m->account)
			time[i] += now - m->account_since;
		total += time[i];
	}
	metrics_u64(out, "nic_cycles", m->edge);
	metrics_u64(out, "irq.raised", SUM(m, irq_raised));
	metrics_u64(out, "irq.handled", m->irq_handled);
	metrics_u64(out, "irq.spurious", m->irq_spurious);
	metrics_u64(out, "irq.timer", m->irq_timer);
	metrics_u64(out, "mmio.reads", SUM(m, lite.reads));
	metrics_u64(out, "mmio.writes", SUM(m, lite.writes));
	metrics_u64(out, "mmio.doorbells", SUM(m, doorbells));
	metrics_u64(out, "mmio.doorbells_without_barrier",
		    SUM(m, doorbells_bare));
	metrics_u64(out, "dma.reads", SUM(m, axi.reads));
	metrics_u64(out, "dma.writes", SUM(m, axi.writes));
	metrics_u64(out, "dma.bytes", SUM(m, axi.bytes));
	for (i = 0; i < CPU_ACCOUNTS; i++)
		metrics_share(out, share[i], time[i], total);
	metrics_u64(out, "cpu.instructions", machine_instructions(m));
	metrics_str(out, "cpu.counted_by", cpu_counted_by());
}
