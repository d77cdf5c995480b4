// SPDX-License-Identifier: MIT
/* NAPI: scheduling, the budget, the time limit, MISSED, deferral. */
#include "bench.h"

#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/netdevice.h>

/* A card with frames to poll, and a driver that obeys napi.rst. */
struct card {
	struct net_device dev;
	struct napi_struct napi;
	int frames;	 /* waiting in the ring */
	int polls, most; /* largest answer of a poll */
	bool masked;
	int irqs, unmasks;
	u64 poll_us; /* a poll takes so long */
	int miss;    /* interrupts that come during the next polls */
	int id;
	int refused; /* napi_complete_done() said false */
};

static int order[16], order_n;

static int poll(struct napi_struct *n, int budget)
{
	struct card *c = container_of(n, struct card, napi);
	int work = min(c->frames, budget);

	c->polls++;
	if (order_n < 16)
		order[order_n++] = c->id;
	if (c->poll_us)
		busy_us(c->poll_us);
	c->frames -= work;
	c->most = max(c->most, work);
	if (c->miss) {
		c->miss--;
		c->frames++;
		/* The interrupt was not masked: it schedules once more. */
		ck_assert(!napi_schedule_prep(n));
	}
	if (work < budget) {
		if (napi_complete_done(n, work)) {
			c->masked = false;
			c->unmasks++;
		} else {
			c->refused++;
		}
	}
	return work;
}

static irqreturn_t card_irq(int irq, void *data)
{
	struct card *c = data;

	fake_line(machine_this(), false);
	c->irqs++;
	if (napi_schedule_prep(&c->napi)) {
		c->masked = true;
		__napi_schedule(&c->napi);
	}
	return IRQ_HANDLED;
}

static void card_init(struct card *c, int id)
{
	memset(c, 0, sizeof(*c));
	c->id = id;
	snprintf(c->dev.name, sizeof(c->dev.name), "eth%d", id);
	INIT_LIST_HEAD(&c->dev.napi_list);
	netif_napi_add(&c->dev, &c->napi, poll);
	napi_enable(&c->napi);
}

static void card_exit(struct card *c)
{
	napi_disable(&c->napi);
	netif_napi_del(&c->napi);
}

/* As an interrupt would: the softirq runs before this returns. */
static void schedule_now(struct card *c)
{
	local_bh_disable();
	napi_schedule(&c->napi);
	local_bh_enable();
}

ON_CPU(one_poll)
{
	struct card *c = arg;

	card_init(c, 0);
	ck_assert_int_eq(request_irq(11, card_irq, 0, "test", c), 0);
	c->frames = 10;
	fake_line(machine_this(), true);
	busy_us(1);
	ck_assert_int_eq(c->irqs, 1);
	ck_assert_int_eq(c->polls, 1);
	ck_assert_int_eq(c->frames, 0);
	ck_assert_int_eq(c->unmasks, 1);
	free_irq(11, c);
	card_exit(c);
}

START_TEST(an_interrupt_schedules_one_poll_that_takes_what_is_there)
{
	struct bench *b = bench_start();
	struct card c;

	bench_run(b, one_poll, &c);
	ck_assert_uint_eq(bench_metric(b, "napi.polls"), 1);
	ck_assert_uint_eq(bench_metric(b, "napi.packets"), 10);
	ck_assert_uint_eq(bench_metric(b, "napi.completed"), 1);
	ck_assert_uint_eq(bench_metric(b, "napi.budget_exhausted"), 0);
	bench_stop(b);
}
END_TEST

ON_CPU(weight)
{
	struct card *c = arg;

	card_init(c, 0);
	c->frames = 200;
	schedule_now(c);
	ck_assert_int_eq(c->most, 64);
	ck_assert_int_eq(c->polls, 4);
	ck_assert_int_eq(c->unmasks, 1);
	card_exit(c);
}

START_TEST(a_poll_takes_at_most_64_and_is_repeated_while_it_uses_them_up)
{
	struct bench *b = bench_start();
	struct card c;

	bench_run(b, weight, &c);
	ck_assert_uint_eq(bench_metric(b, "napi.budget_exhausted"), 3);
	ck_assert_uint_eq(bench_metric(b, "napi.packets"), 200);
	ck_assert_uint_eq(bench_metric(b, "softirq.time_squeeze"), 0);
	bench_stop(b);
}
END_TEST

ON_CPU(six_cards)
{
	struct card *c = arg;

	for (int i = 0; i < 6; i++) {
		card_init(&c[i], i);
		c[i].frames = 64;
	}
	local_bh_disable();
	for (int i = 0; i < 6; i++)
		napi_schedule(&c[i].napi);
	local_bh_enable();
	for (int i = 0; i < 6; i++) {
		ck_assert_int_eq(c[i].frames, 0);
		card_exit(&c[i]);
	}
	/* 300 = 64 * 4 + 44: the fifth ends the round, the sixth was not yet
	 * polled and is first in the next one. */
	for (int i = 0; i < 6; i++)
		ck_assert_int_eq(order[i], i);
	ck_assert_int_eq(order[6], 0);
}

START_TEST(after_300_packets_the_rest_waits_for_the_next_round)
{
	struct bench *b = bench_start();
	struct card c[6];

	bench_run(b, six_cards, c);
	ck_assert_uint_eq(bench_metric(b, "softirq.time_squeeze"), 1);
	bench_stop(b);
}
END_TEST

ON_CPU(slow_cards)
{
	struct card *c = arg;

	for (int i = 0; i < 3; i++) {
		card_init(&c[i], i);
		c[i].frames = 1;
		c[i].poll_us = 8000;
	}
	local_bh_disable();
	for (int i = 0; i < 3; i++)
		napi_schedule(&c[i].napi);
	local_bh_enable();
	msleep(100);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(c[i].frames, 0);
		card_exit(&c[i]);
	}
}

START_TEST(after_two_jiffies_the_rest_waits_for_the_next_round)
{
	struct bench *b = bench_start();
	struct card c[3];

	bench_run(b, slow_cards, c);
	ck_assert_uint_ge(bench_metric(b, "softirq.time_squeeze"), 2);
	bench_stop(b);
}
END_TEST

ON_CPU(missed)
{
	struct card *c = arg;

	card_init(c, 0);
	c->frames = 1;
	c->miss = 2;
	schedule_now(c);
	ck_assert_int_eq(c->polls, 3);
	ck_assert_int_eq(c->refused, 2);
	ck_assert_int_eq(c->unmasks, 1);
	ck_assert_int_eq(c->frames, 0);
	ck_assert(!(c->napi.state & (NAPIF_STATE_SCHED | NAPIF_STATE_MISSED)));
	card_exit(c);
}

START_TEST(an_interrupt_during_the_poll_sets_missed_and_forbids_the_unmask)
{
	struct bench *b = bench_start();
	struct card c;

	bench_run(b, missed, &c);
	ck_assert_uint_eq(bench_metric(b, "napi.missed"), 2);
	ck_assert_uint_eq(bench_metric(b, "napi.completed"), 1);
	bench_stop(b);
}
END_TEST

ON_CPU(disabled)
{
	struct card *c = arg;

	memset(c, 0, sizeof(*c));
	INIT_LIST_HEAD(&c->dev.napi_list);
	netif_napi_add(&c->dev, &c->napi, poll);
	/* Instances start disabled. */
	ck_assert(!napi_schedule_prep(&c->napi));
	napi_enable(&c->napi);
	c->frames = 1;
	schedule_now(c);
	/* The attempt above was noted (MISSED), as in Linux 6.1. */
	ck_assert_int_eq(c->polls, 2);
	napi_disable(&c->napi);
	c->frames = 1;
	schedule_now(c);
	ck_assert_int_eq(c->polls, 2);
	ck_assert_int_eq(c->frames, 1);
	napi_enable(&c->napi);
	schedule_now(c);
	ck_assert_int_eq(c->frames, 0);
	card_exit(c);
}

START_TEST(a_disabled_instance_is_not_polled)
{
	struct bench *b = bench_start();
	struct card c;

	bench_run(b, disabled, &c);
	bench_stop(b);
}
END_TEST

static int disables(void *data)
{
	struct card *c = data;

	napi_disable(&c->napi);
	return c->polls;
}

ON_CPU(disable_waits)
{
	struct card *c = arg;
	struct task_struct *t;

	card_init(c, 0);
	c->frames = 1 << 30; /* never done: only a disable ends it */
	c->poll_us = 100;
	t = kthread_run(disables, c, "disables");
	napi_schedule(&c->napi);
	msleep(50);
	ck_assert_int_ge(kthread_stop(t), 1);
	t = NULL;
	c->most = c->polls;
	msleep(20);
	ck_assert_int_eq(c->polls, c->most);
	netif_napi_del(&c->napi);
}

START_TEST(napi_disable_ends_a_poll_that_would_go_on_for_ever)
{
	struct bench *b = bench_start();
	struct card c;

	bench_run(b, disable_waits, &c);
	bench_stop(b);
}
END_TEST

static int twice_disabled(void *data)
{
	struct card *c = data;

	napi_disable(&c->napi); /* as in Linux: waits for napi_enable() */
	return 0;
}

ON_CPU(double_disable)
{
	struct card *c = arg;
	struct task_struct *t;

	card_init(c, 0);
	napi_disable(&c->napi);
	t = kthread_run(twice_disabled, c, "twice");
	msleep(50);
	ck_assert_uint_ne(t->__state, TASK_DEAD);
	napi_enable(&c->napi);
	kthread_stop(t);
	netif_napi_del(&c->napi);
}

START_TEST(a_second_napi_disable_waits_for_the_enable)
{
	struct bench *b = bench_start();
	struct card c;

	bench_run(b, double_disable, &c);
	bench_stop(b);
}
END_TEST

ON_CPU(defer)
{
	struct card *c = arg;

	card_init(c, 0);
	c->dev.gro_flush_timeout = 20000;
	c->dev.napi_defer_hard_irqs = 2;
	c->frames = 1;
	schedule_now(c);
	/* Work was done: the interrupt stays masked, a timer polls. */
	ck_assert_int_eq(c->polls, 1);
	ck_assert_int_eq(c->unmasks, 0);
	busy_us(19);
	ck_assert_int_eq(c->polls, 1);
	busy_us(2);
	ck_assert_int_eq(c->polls, 2);
	ck_assert_int_eq(c->unmasks, 0);
	busy_us(21);
	/* Twice nothing to do: unmasked. */
	ck_assert_int_eq(c->polls, 3);
	ck_assert_int_eq(c->unmasks, 1);
	busy_us(100);
	ck_assert_int_eq(c->polls, 3);
	card_exit(c);
}

START_TEST(deferred_interrupts_stay_masked_while_the_timer_polls)
{
	struct bench *b = bench_start();
	struct card c;

	bench_run(b, defer, &c);
	ck_assert_uint_eq(bench_metric(b, "napi.deferred"), 2);
	bench_stop(b);
}
END_TEST

static int greedy(struct napi_struct *n, int budget)
{
	napi_complete_done(n, budget - 1);
	return budget + 1;
}

ON_CPU(too_much)
{
	struct card *c = arg;

	memset(c, 0, sizeof(*c));
	strcpy(c->dev.name, "eth0");
	INIT_LIST_HEAD(&c->dev.napi_list);
	netif_napi_add(&c->dev, &c->napi, greedy);
	napi_enable(&c->napi);
	schedule_now(c);
	c->napi.poll = poll;
	msleep(10);
	card_exit(c);
}

START_TEST(a_poll_that_exceeds_its_budget_is_reported)
{
	struct bench *b = bench_start();
	struct card c;

	bench_run(b, too_much, &c);
	ck_assert_ptr_nonnull(
		strstr(b->log, "returned 65, exceeding its budget of 64"));
	bench_stop(b);
}
END_TEST

ON_CPU(backlog)
{
	u64 before = stub_received();

	local_bh_disable();
	for (int i = 0; i < 1100; i++)
		netif_rx(alloc_skb(100, GFP_ATOMIC));
	ck_assert_uint_eq(stub_received(), before);
	local_bh_enable();
	msleep(10);
	ck_assert_uint_eq(stub_received(), before + 1001);
}

START_TEST(the_backlog_takes_netdev_max_backlog_packets_and_drops_the_rest)
{
	struct bench *b = bench_start();

	bench_run(b, backlog, NULL);
	ck_assert_uint_eq(bench_metric(b, "backlog.processed"), 1001);
	ck_assert_uint_eq(bench_metric(b, "backlog.dropped"), 99);
	bench_stop(b);
}
END_TEST

Suite *napi_suite(void)
{
	Suite *s = suite_create("napi");
	TCase *t = tcase_create("napi");

	tcase_add_test(
		t, an_interrupt_schedules_one_poll_that_takes_what_is_there);
	tcase_add_test(
		t,
		a_poll_takes_at_most_64_and_is_repeated_while_it_uses_them_up);
	tcase_add_test(t, after_300_packets_the_rest_waits_for_the_next_round);
	tcase_add_test(t, after_two_jiffies_the_rest_waits_for_the_next_round);
	tcase_add_test(
		t,
		an_interrupt_during_the_poll_sets_missed_and_forbids_the_unmask);
	tcase_add_test(t, a_disabled_instance_is_not_polled);
	tcase_add_test(t, napi_disable_ends_a_poll_that_would_go_on_for_ever);
	tcase_add_test(t, a_second_napi_disable_waits_for_the_enable);
	tcase_add_test(t,
		       deferred_interrupts_stay_masked_while_the_timer_polls);
	tcase_add_test(t, a_poll_that_exceeds_its_budget_is_reported);
	tcase_add_test(
		t,
		the_backlog_takes_netdev_max_backlog_packets_and_drops_the_rest);
	suite_add_tcase(s, t);
	return s;
}
