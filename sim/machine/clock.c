/* SPDX-License-Identifier: MIT */
/*
 * The clock of the CPU and what happens on it: interrupts, the timer, idle
 * time. The counting pass subtracts instructions from cpu_budget; the clock is
 *
 *	m->clock + (m->granted - cpu_budget) * m->insn_ps
 *
 * and the budget is chosen so that it becomes negative in the first block
 * whose end lies at or past next_event().
 */
#include "../record/calls.h"
#include "probes.h"

int64_t cpu_budget;
unsigned char cpu_marks;

/* The machine whose CPU runs; see machine_this(). */
static struct machine *current;

/* A budget is never larger, so that the multiplication below is exact. */
#define LONGEST_PS (1ull << 31)

void clock_init(struct machine *m)
{
	m->insn_ps = m->profile.insn_ps;
	m->insn_reciprocal = (1ull << 62) / m->insn_ps + 1;
	m->clock = CPU_START_PS;
	m->account_since = m->clock;
	m->account = CPU_PROCESS;
	m->timer_at = PS_NEVER;
	m->horizon = PS_NEVER;
}

void machine_bound(struct machine *m)
{
	m->bound = true;
	m->horizon = 0;
}

ps_t machine_next(const struct machine *m)
{
	ps_t next;

	if (m->stop != MACHINE_TIME)
		return PS_NEVER;
	if (!m->asleep)
		return m->bound && m->horizon < m->clock ? m->horizon
							 : m->clock;
	next = cards_next(m);
	return next < m->timer_at ? next : m->timer_at;
}

/* Bring m->clock to the present. */
static void fold(struct machine *m)
{
	uint64_t insns = (uint64_t)(m->granted - cpu_budget);

	m->insns += insns;
	m->clock += insns * m->insn_ps;
	m->granted = cpu_budget;
}

static inline uint32_t pending(const struct machine *m)
{
	return m->lines & ~m->masked;
}

/* The next moment that concerns the CPU, as things are now. */
static ps_t next_event(const struct machine *m)
{
	ps_t next = m->cards == 1 ? nic_next(m) : cards_next(m);

	if (next > m->timer_at)
		next = m->timer_at;
	return next > m->until ? m->until : next;
}

/* After fold(): how far may the CPU go before it must look up? */
static void grant_until(struct machine *m, ps_t next)
{
	ps_t ps;
	int64_t insns;

	if (next <= m->clock || (m->irq_on && pending(m))) {
		m->granted = cpu_budget = -1;
		return;
	}
	ps = next - m->clock;
	if (ps > LONGEST_PS)
		ps = LONGEST_PS;
	/* ceil(ps / insn_ps) - 1 */
	insns = (int64_t)(((unsigned __int128)(ps - 1) * m->insn_reciprocal) >>
			  62);
	m->granted = cpu_budget = insns;
}

static void grant(struct machine *m)
{
	grant_until(m, next_event(m));
}

static void advance(struct machine *m, ps_t now)
{
	if (likely(m->cards == 1))
		nic_advance(m, now);
	else
		cards_advance(m, now);
}

/* After fold(): let the card and the timer catch up with the CPU. */
static void catch_up(struct machine *m)
{
	/* The CPU has gone on in one step beyond what is known of the wires. */
	while (unlikely(m->clock > m->horizon)) {
		advance(m, m->horizon);
		clock_leave(m, MACHINE_TIME);
	}
	advance(m, m->clock);
	if (m->timer_at <= m->clock) {
		m->timer_at = PS_NEVER;
		m->lines |= 1u << VECTOR_TIMER;
	}
}

/* After fold(): take what is pending, lowest vector first. */
static void take_interrupts(struct machine *m)
{
	while (m->irq_on && pending(m)) {
		int vector = __builtin_ctz(pending(m));
		unsigned account;

		if (vector == VECTOR_TIMER) {
			m->lines &= ~(1u << VECTOR_TIMER);
			m->irq_timer++;
		}
		m->irq_on = false;
		account = clock_account(m, CPU_HARDIRQ);
		probe_irq(m, IRQ_TAKEN, (unsigned)vector);
		history_irq(m, PAST_TAKEN, (unsigned)vector);
		clock_add(m, (ps_t)m->profile.irq_entry_ns * PS_PER_NS);
		m->irq_entry(m->irq_arg, vector);
		clock_add(m, (ps_t)m->profile.irq_exit_ns * PS_PER_NS);
		probe_irq(m, IRQ_RETURNED, (unsigned)vector);
		history_irq(m, PAST_RETURNED, (unsigned)vector);
		clock_account(m, account);
		m->irq_on = true;
		fold(m);
		catch_up(m);
	}
}

void clock_sync(struct machine *m)
{
	fold(m);
	catch_up(m);
}

void clock_grant(struct machine *m)
{
	fold(m);
	grant(m);
}

static void look_up(struct machine *m)
{
	fold(m);
	for (;;) {
		catch_up(m);
		if (m->clock >= m->until)
			clock_leave(m, MACHINE_TIME);
		if (likely(!(m->irq_on && pending(m))))
			break;
		take_interrupts(m);
	}
	grant(m);
}

/* The budget is used up: called in front of a block of counted code. */
void machine_tick(void)
{
	if (unlikely(!current)) {
		/* Counted code that is called from outside costs nothing. */
		cpu_budget = INT64_MAX;
		return;
	}
	look_up(current);
}

void clock_add(struct machine *m, ps_t ps)
{
	ps_t next;

	fold(m);
	m->clock += ps;
	/* As things are now: a frame may have been injected meanwhile. */
	next = next_event(m);
	if (m->clock >= next || (m->irq_on && pending(m)))
		look_up(m);
	else
		grant_until(m, next);
}

void clock_wait_edge(struct machine *m, uint64_t edge)
{
	ps_t at = edge * NIC_CYCLE_PS;

	fold(m);
	for (;;) {
		catch_up(m);
		while (m->clock >= m->until)
			clock_leave(m, MACHINE_TIME);
		if (m->clock >= at)
			break;
		m->clock = at < m->until ? at : m->until;
	}
	grant(m);
}

unsigned clock_account(struct machine *m, unsigned account)
{
	ps_t now = clock_now(m);
	unsigned before = m->account;

	m->account_time[before] += now - m->account_since;
	m->account_since = now;
	m->account = account;
	probe_account(m, account);
	return before;
}

/* ---- In and out of the CPU --------------------------------------------- */

/* The first stack of the CPU begins here. */
void clock_boot(void *arg)
{
	struct machine *m = arg;

	for (unsigned i = 0; i < m->cards; i++)
		nic_reset(m->card[i]);
	look_up(m);
	m->boot(m->boot_arg);
	fault(m, "the boot code returned");
}

void clock_leave(struct machine *m, enum machine_stop why)
{
	fold(m);
	m->stop = why;
	m->cpu = m->paused;
	fiber_switch(m->paused, m->outside);
}

enum machine_stop machine_run(struct machine *m, ps_t until)
{
	unsigned char marks;

	if (m->stop != MACHINE_TIME)
		return m->stop;
	if (until <= (m->bound ? m->horizon : m->clock))
		return MACHINE_TIME;
	m->horizon = m->bound ? until : PS_NEVER;
	m->asleep = false;
	if (!m->started) {
		m->started = true;
		m->cpu = m->boot_stack;
	}
	m->until = until;
	m->outer = current;
	current = m;
	m->running = true;
	/* fold() has made the budget and what is granted one thing. */
	m->granted = cpu_budget = 0;
	marks = cpu_marks;
	cpu_marks = m->recording;
	fiber_switch(m->outside, m->cpu);
	cpu_marks = marks;
	m->running = false;
	current = m->outer;
	return m->stop;
}

void machine_set_boot(struct machine *m, void (*boot)(void *arg), void *arg)
{
	m->boot = boot;
	m->boot_arg = arg;
}

void machine_halt(struct machine *m)
{
	fold(m);
	catch_up(m);
	clock_account(m, m->account);
	for (unsigned i = 0; i < m->cards; i++)
		frames_finish(m->card[i]);
	clock_leave(m, MACHINE_HALTED);
	__builtin_trap(); /* machine_run() never comes back here */
}

struct machine *machine_this(void)
{
	return current;
}

ps_t machine_now(const struct machine *m)
{
	return clock_now(m);
}

uint64_t machine_instructions(const struct machine *m)
{
	return m->insns +
	       (m->running ? (uint64_t)(m->granted - cpu_budget) : 0);
}

/* ---- What CPU-side code calls -------------------------------------------- */

enum cpu_context machine_set_context(struct machine *m, enum cpu_context c)
{
	return (enum cpu_context)clock_account(m, c);
}

void machine_charge(struct machine *m, enum cpu_cost c)
{
	uint32_t ns = 0;

	switch (c) {
	case COST_SYSCALL:
		ns = m->profile.syscall_ns;
		break;
	case COST_SOFTIRQ:
		ns = m->profile.softirq_entry_ns;
		break;
	case COST_CONTEXT_SWITCH:
		ns = m->profile.context_switch_ns;
		break;
	}
	clock_add(m, (ps_t)ns * PS_PER_NS);
}

void machine_charge_ns(struct machine *m, uint64_t ns)
{
	clock_add(m, ns * PS_PER_NS);
}

void machine_delay_ns(struct machine *m, uint64_t ns)
{
	ps_t end = clock_now(m) + ns * PS_PER_NS, next;

	for (;;) {
		look_up(m);
		if (m->clock >= end)
			break;
		next = next_event(m);
		m->clock = next < end ? next : end;
	}
}

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
	if (unlikely(pending(m)))
		look_up(m);
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
	if (m->irq_on && pending(m))
		look_up(m);
}

void machine_irq_done(struct machine *m, int vector, bool handled)
{
	if (vector < VECTOR_NIC)
		return;
	history_irq(m, handled ? PAST_HANDLED : PAST_SPURIOUS,
		    (unsigned)vector);
	if (handled)
		m->irq_handled++;
	else
		m->irq_spurious++;
}

void machine_timer_set(struct machine *m, ps_t when)
{
	m->timer_at = when;
	/* One that was due and not taken yet is replaced, too. */
	m->lines &= ~(1u << VECTOR_TIMER);
	if (!m->running)
		return; /* from outside: the CPU looks up as it goes on */
	fold(m);
	if (when <= m->clock)
		look_up(m);
	else
		grant(m);
}

void machine_idle(struct machine *m)
{
	unsigned account = clock_account(m, CPU_IDLE);

	calls_idle(m, __builtin_frame_address(0));
	fold(m);
	for (;;) {
		ps_t t;

		catch_up(m);
		while (m->clock >= m->until) {
			m->asleep = !pending(m);
			clock_leave(m, MACHINE_TIME);
		}
		if (pending(m))
			break;
		t = m->cards == 1 ? nic_next(m) : cards_next(m);
		if (t > m->timer_at)
			t = m->timer_at;
		if (t > m->until)
			t = m->until;
		if (t == PS_NEVER)
			fault(m, "the CPU sleeps and nothing can wake it");
		m->clock = t;
	}
	clock_account(m, account);
	look_up(m);
}
