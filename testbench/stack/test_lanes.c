// SPDX-License-Identifier: MIT
/* What the timeline shows of the core, and the frame that the CPU works on. */
#include "bench.h"

#include "../timeline/watch.h"

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/netdevice.h>
#include <net/frame_work.h>

#define TASK	 "software.kernel.task"
#define NAPI	 "software.kernel.napi"
#define BUDGET	 "software.kernel.napi_budget"
#define SOFTIRQS "software.kernel.softirqs"
#define SKB_LIVE "software.kernel.skb_live"
#define LOG	 "software.kernel.log"

/* @fn on the CPU while it is recorded. */
static struct watch *seen(struct bench *b, void (*fn)(void *arg), void *arg)
{
	struct watch *w = watch_begin(b->m);

	bench_run(b, fn, arg);
	bench_pass_us(b, 10);
	watch_end(w);
	return w;
}

/* ---- processes ---- */

static int work_10_us(void *data)
{
	busy_us(10);
	return 0;
}

ON_CPU(run_worker)
{
	struct task_struct *t =
		kthread_run(work_10_us, NULL, "%s", (const char *)arg);

	ck_assert(!IS_ERR(t));
	usleep_range(20, 20);
	kthread_stop(t);
}

START_TEST(the_task_lane_names_the_process_that_runs)
{
	struct bench *b = bench_start();
	struct watch *w = seen(b, run_worker, "worker");

	ck_assert_str_eq(watch_lane(w, TASK),
			 "idle > init > worker > idle > init > idle");
	watch_free(w);
	bench_stop(b);
}
END_TEST

START_TEST(a_hostile_process_name_is_one_line_of_printable_text)
{
	struct bench *b = bench_start();
	struct watch *w = seen(b, run_worker, "\x1b[2J\n\xff\xc2\x85\tok");

	ck_assert_msg(strstr(watch_lane(w, TASK), "> ?[2J ??? ok >") != NULL,
		      "%s", watch_lane(w, TASK));
	watch_free(w);
	bench_stop(b);
}
END_TEST

/* ---- the log ---- */

static const struct {
	const char *said, *shown;
} lines[] = {
	{"plain", "plain"},
	{"two\nlines\tand\r\n", "two lines and "},
	{"\x1b[31mred\x7f\x01", "?[31mred??"},
	/* RFC 3629: what UTF-8 is, and what it is not. */
	{"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x90\xa7",
	 "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x90\xa7"},
	{"\xc0\xaf \xe0\x82\xa5 \xf0\x82\x82\xac",
	 "?? ??? ????"},			       /* too long */
	{"\xed\xa0\x80 \xf4\x90\x80\x80", "??? ????"}, /* no characters */
	{"\xe2\x82", "??"},			       /* cut off */
	{"\xe2\x80\xae\xe2\x80\xa8", "??????"}, /* turns the line, ends it */
};

ON_CPU(say_all)
{
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		printk(KERN_WARNING "%s", lines[i].said);
		busy_us(1);
	}
}

START_TEST(log_lines_are_events_with_their_level_and_the_lane_is_the_last_one)
{
	struct bench *b = bench_start();
	struct watch *w = seen(b, say_all, NULL);
	const char *log = watch_log(w);

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		char want[80];
		size_t n = (size_t)snprintf(want, sizeof(want), "<4>%s",
					    lines[i].shown);

		ck_assert_msg(!strncmp(log, want, n), "%s\nnot at\n%s", want,
			      log);
		log = strchr(log, '\n') + 1;
	}
	ck_assert_str_eq(log, "");
	ck_assert_str_eq(watch_last(w, LOG),
			 lines[ARRAY_SIZE(lines) - 1].shown);
	watch_free(w);
	bench_stop(b);
}
END_TEST

ON_CPU(say_long)
{
	char line[200];

	/* The cut must not go through a character. */
	for (size_t i = 0; i + 3 < sizeof(line); i += 2)
		memcpy(line + i, "\xc3\xa4", 3);
	pr_info("x%s", line);
}

START_TEST(a_long_line_is_cut_between_characters)
{
	struct bench *b = bench_start();
	struct watch *w = seen(b, say_long, NULL);
	const char *last = watch_last(w, LOG);
	size_t n = strlen(last);

	ck_assert_uint_gt(n, 100);
	ck_assert_uint_eq(n % 2, 1);
	ck_assert_uint_eq((unsigned char)last[n - 1], 0xa4);
	watch_free(w);
	bench_stop(b);
}
END_TEST

/* ---- NAPI ---- */

struct card {
	struct net_device dev;
	struct napi_struct napi, second;
	int frames;
};

static int poll(struct napi_struct *n, int budget)
{
	struct card *c = n->dev->net_private;
	int work = min(c->frames, budget);

	busy_us(1);
	c->frames -= work;
	if (work < budget)
		napi_complete_done(n, work);
	return work;
}

static irqreturn_t card_irq(int irq, void *data)
{
	struct card *c = data;

	fake_line(machine_this(), false);
	napi_schedule_irqoff(&c->napi);
	/* The rest of the top half. */
	busy_us(1);
	return IRQ_HANDLED;
}

ON_CPU(interrupt_and_poll)
{
	struct card *c = arg;

	memset(c, 0, sizeof(*c));
	INIT_LIST_HEAD(&c->dev.napi_list);
	c->dev.net_private = c;
	netif_napi_add(&c->dev, &c->napi, poll);
	netif_napi_add(&c->dev, &c->second, poll);
	busy_us(1);
	napi_enable(&c->napi);
	ck_assert_int_eq(request_irq(11, card_irq, 0, "test", c), 0);
	c->frames = 70;
	fake_line(machine_this(), true);
	busy_us(10);
	free_irq(11, c);
	napi_disable(&c->napi);
	netif_napi_del(&c->napi);
	netif_napi_del(&c->second);
}

START_TEST(napi_goes_from_idle_over_sched_to_polling_and_the_budget_falls)
{
	struct bench *b = bench_start();
	struct card c;
	struct watch *w = seen(b, interrupt_and_poll, &c);

	/* 64 frames, then 6: between the two it is scheduled, not polled. */
	ck_assert_str_eq(watch_lane(w, NAPI),
			 "IDLE > SCHED > POLLING > SCHED > POLLING > IDLE");
	ck_assert_str_eq(watch_lane(w, BUDGET),
			 "0 > 300 > 236 > 0 > 300 > 294 > 0");
	ck_assert_msg(strstr(watch_lane(w, SOFTIRQS), " > NET_RX > ") != NULL,
		      "%s", watch_lane(w, SOFTIRQS));
	ck_assert_str_eq(watch_last(w, SOFTIRQS), "");
	watch_free(w);
	bench_stop(b);
}
END_TEST

ON_CPU(raise_some)
{
	local_bh_disable();
	raise_softirq(TASKLET_SOFTIRQ);
	raise_softirq(NET_TX_SOFTIRQ);
	raise_softirq(HI_SOFTIRQ);
	busy_us(1);
	local_bh_enable();
	busy_us(1);
}

START_TEST(pending_softirqs_are_shown_by_name)
{
	struct bench *b = bench_start();
	struct watch *w = seen(b, raise_some, NULL);

	ck_assert_msg(strstr(watch_lane(w, SOFTIRQS),
			     " > HI NET_TX TASKLET > ") != NULL,
		      "%s", watch_lane(w, SOFTIRQS));
	watch_free(w);
	bench_stop(b);
}
END_TEST

/* ---- packets ---- */

ON_CPU(three_skbs)
{
	struct sk_buff *a = alloc_skb(100, GFP_KERNEL), *b;

	busy_us(1);
	b = alloc_skb(100, GFP_KERNEL);
	busy_us(1);
	consume_skb(a);
	busy_us(1);
	consume_skb(b);
	busy_us(1);
}

START_TEST(live_sk_buffs_are_counted_and_return_to_where_they_began)
{
	struct bench *b = bench_start();
	struct watch *w = seen(b, three_skbs, NULL);

	ck_assert_str_eq(watch_lane(w, SKB_LIVE), "0 > 1 > 2 > 1 > 0");
	watch_free(w);
	bench_stop(b);
}
END_TEST

/* ---- the frame that the CPU works on ---- */

static irqreturn_t quiet_irq(int irq, void *data)
{
	fake_line(machine_this(), false);
	*(u32 *)data = fake_frame_work(machine_this());
	busy_us(1);
	return IRQ_HANDLED;
}

ON_CPU(interrupted)
{
	u32 in_irq = 0;

	ck_assert_int_eq(request_irq(11, quiet_irq, 0, "test", &in_irq), 0);
	frame_work(7);
	fake_line(machine_this(), true);
	busy_us(5);
	ck_assert_uint_eq(in_irq, 7);
	ck_assert_uint_eq(fake_frame_work(machine_this()), 7);
	frame_work(0);
	free_irq(11, &in_irq);
}

START_TEST(an_interrupt_leaves_the_frame_as_it_is)
{
	struct bench *b = bench_start();
	struct watch *w = seen(b, interrupted, NULL);

	ck_assert_str_eq(watch_frames(w), "work #7, work 0");
	watch_free(w);
	bench_stop(b);
}
END_TEST

static void other_frame(struct tasklet_struct *t)
{
	ck_assert_uint_eq(fake_frame_work(machine_this()), 0);
	frame_work(8);
	busy_us(1);
}

ON_CPU(softirq_on_top)
{
	struct tasklet_struct t;

	tasklet_setup(&t, other_frame);
	frame_work(7);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	ck_assert_uint_eq(fake_frame_work(machine_this()), 7);
	frame_work(0);
}

START_TEST(a_softirq_works_on_frames_of_its_own_and_gives_back_the_interrupted)
{
	struct bench *b = bench_start();
	struct watch *w = seen(b, softirq_on_top, NULL);

	ck_assert_str_eq(watch_frames(w),
			 "work #7, work 0, work #8, work #7, work 0");
	watch_free(w);
	bench_stop(b);
}
END_TEST

static int with_frame_9(void *data)
{
	ck_assert_uint_eq(fake_frame_work(machine_this()), 0);
	frame_work(9);
	yield();
	ck_assert_uint_eq(fake_frame_work(machine_this()), 9);
	ck_assert_int_eq(frame_done(3), 3);
	return 0;
}

ON_CPU(two_processes)
{
	struct task_struct *t = kthread_run(with_frame_9, NULL, "other");

	frame_work(7);
	yield();
	ck_assert_uint_eq(fake_frame_work(machine_this()), 7);
	yield();
	ck_assert_uint_eq(fake_frame_work(machine_this()), 7);
	frame_work(0);
	kthread_stop(t);
}

START_TEST(each_process_has_a_frame_of_its_own)
{
	struct bench *b = bench_start();
	struct watch *w = seen(b, two_processes, NULL);

	ck_assert_msg(strstr(watch_frames(w), "work #7, work 0, work #9, ") ==
			      watch_frames(w),
		      "%s", watch_frames(w));
	watch_free(w);
	bench_stop(b);
}
END_TEST

Suite *lanes_suite(void)
{
	Suite *s = suite_create("lanes");
	TCase *t = tcase_create("lanes");

	tcase_add_test(t, the_task_lane_names_the_process_that_runs);
	tcase_add_test(t, a_hostile_process_name_is_one_line_of_printable_text);
	tcase_add_test(
		t,
		log_lines_are_events_with_their_level_and_the_lane_is_the_last_one);
	tcase_add_test(t, a_long_line_is_cut_between_characters);
	tcase_add_test(
		t,
		napi_goes_from_idle_over_sched_to_polling_and_the_budget_falls);
	tcase_add_test(t, pending_softirqs_are_shown_by_name);
	tcase_add_test(
		t, live_sk_buffs_are_counted_and_return_to_where_they_began);
	tcase_add_test(t, an_interrupt_leaves_the_frame_as_it_is);
	tcase_add_test(
		t,
		a_softirq_works_on_frames_of_its_own_and_gives_back_the_interrupted);
	tcase_add_test(t, each_process_has_a_frame_of_its_own);
	suite_add_tcase(s, t);
	return s;
}
