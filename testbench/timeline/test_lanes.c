// SPDX-License-Identifier: MIT
/*
 * The kernel's lanes on the whole machine: one datagram to the echo program,
 * one ping, one datagram that is dropped, recorded and not. The frames in the
 * ledger: 1 ARP request, 2 its answer, 3 datagram, 4 its echo, 5 ping, 6 its
 * answer, 7 dropped.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../apps/apps.h"
#include "../stack_net/packet.h"
#include "kernel.h"
#include "sim/metrics.h"
#include "sim/wire.h"
#include "watch.h"

#define TASK	 "software.kernel.task"
#define NAPI	 "software.kernel.napi"
#define BUDGET	 "software.kernel.napi_budget"
#define SOFTIRQS "software.kernel.softirqs"
#define LIVE	 "software.kernel.skb_live"
#define LOG	 "software.kernel.log"
#define PACKET	 "software.cpu.packet"
#define SOCKET0	 "software.sockets.socket0"

/* Booted, the link is up, all is idle. */
#define READY	   (40 * PS_PER_MS)
#define DISTANCE   (500 * PS_PER_US)
#define RECORD_END (READY + 5 * DISTANCE)
#define RUN_LIMIT  (60 * PS_PER_S)
#define ECHO_PORT  7
#define RESULTS	   32768

struct host {
	struct machine *m;
	struct kernel *k;
	struct wire *wire;
	struct watch *watch;
	struct pci_driver *drivers[2];
	char results[RESULTS]; /* a metric a line */
};

struct pci_driver *e1000_driver_module(void);

static const struct app *echo(void)
{
	for (unsigned i = 0; i < apps_count; i++)
		if (!strcmp(apps[i].name, "udp_echo"))
			return &apps[i];
	ck_abort_msg("there is no udp_echo");
}

static void power_on(struct host *h)
{
	struct machine_config mc = {0};
	struct kernel_config kc = {.seed = 1, .drivers = h->drivers};
	char err[256] = "", *argv[] = {"udp_echo", "7", NULL};

	memset(h, 0, sizeof(*h));
	h->drivers[0] = e1000_driver_module();
	ck_assert_msg(!profile_load(&mc.profile, "sim/profiles/modern.yaml",
				    err, sizeof(err)),
		      "%s", err);
	memcpy(mc.mac, US_MAC, 6);
	h->m = kc.machine = machine_create(&mc, err, sizeof(err));
	ck_assert_msg(h->m != NULL, "%s", err);
	h->wire = wire_create(0);
	machine_attach_wire(h->m, h->wire);
	h->k = kernel_create(&kc, err, sizeof(err));
	ck_assert_msg(h->k != NULL, "%s", err);
	ck_assert_msg(
		!kernel_ifconfig(h->k, "eth0", US_IP, 24, err, sizeof(err)) &&
			!kernel_spawn(h->k, "udp_echo", echo()->main, 2, argv,
				      0, err, sizeof(err)),
		"%s", err);
}

static void inject(struct host *h, unsigned n, const struct packet *p)
{
	struct wire_frame f = {.at = READY + n * DISTANCE,
			       .data = p->bytes,
			       .len = (uint32_t)p->len};

	wire_inject(h->wire, &f);
}

static void traffic(struct host *h)
{
	static struct packet p;

	inject(h, 0, pkt_arp_request(&p));
	inject(h, 1, pkt_udp_to(&p, 40000, ECHO_PORT, 18));
	inject(h, 2, pkt_echo(&p, 1, 1, 56));
	pkt_udp_to(&p, 40000, ECHO_PORT, 18)->udp->check ^= 0x1000;
	inject(h, 3, &p);
}

static void add_result(void *arg, const char *key, const char *text)
{
	char *results = arg;
	size_t n = strlen(results);

	ck_assert_uint_lt(n + strlen(key) + strlen(text) + 3, RESULTS);
	snprintf(results + n, RESULTS - n, "%s=%s\n", key, text);
}

static void power_off(struct host *h)
{
	struct metrics *out = metrics_create();

	kernel_stop(h->k);
	ck_assert_int_eq(machine_run(h->m, RUN_LIMIT), MACHINE_HALTED);
	ck_assert_str_eq(kernel_leaks(h->k), "");
	machine_metrics(h->m, out);
	kernel_metrics(h->k, out);
	metrics_u64(out, "end", machine_now(h->m));
	metrics_each(out, add_result, h->results);
	metrics_destroy(out);
	kernel_destroy(h->k);
}

static void free_all(struct host *h)
{
	if (h->watch)
		watch_free(h->watch);
	machine_destroy(h->m);
	wire_destroy(h->wire);
}

static void run_until(struct host *h, ps_t until)
{
	if (machine_now(h->m) < until)
		ck_assert_int_eq(machine_run(h->m, until), MACHINE_TIME);
}

/* Recorded from @begin to @end; never if they are the same. */
static void run(struct host *h, ps_t begin, ps_t end)
{
	power_on(h);
	traffic(h);
	run_until(h, begin);
	if (begin != end)
		h->watch = watch_begin(h->m);
	run_until(h, end);
	if (begin != end)
		watch_end(h->watch);
	run_until(h, RECORD_END);
	power_off(h);
}

/* ---- what it shows ---- */

static struct host host;

static void setup(void)
{
	run(&host, READY - DISTANCE, RECORD_END);
}

static void teardown(void)
{
	free_all(&host);
}

/* @lane showed these values one after the other, whatever was in between. */
static void assert_order(const char *lane, const char *const *values)
{
	const char *all = watch_lane(host.watch, lane), *at = all;

	ck_assert_ptr_nonnull(all);
	for (; *values; values++) {
		at = strstr(at, *values);
		ck_assert_msg(at != NULL, "no \"%s\" in its place in\n%s: %s",
			      *values, lane, all);
		at += strlen(*values);
	}
}

START_TEST(the_running_process_is_named_idle_before_and_after)
{
	ck_assert_msg(!strncmp(watch_lane(host.watch, TASK),
			       "idle > udp_echo > idle", 22),
		      "%s", watch_lane(host.watch, TASK));
	ck_assert_str_eq(watch_last(host.watch, TASK), "idle");
}
END_TEST

START_TEST(napi_goes_round_from_idle_over_sched_to_polling)
{
	static const char round[] = " > SCHED > POLLING > IDLE";
	const char *at = watch_lane(host.watch, NAPI);
	unsigned rounds = 0;

	ck_assert_msg(!strncmp(at, "IDLE", 4), "%s", at);
	for (at += 4; *at; at += sizeof(round) - 1, rounds++)
		ck_assert_msg(!strncmp(at, round, sizeof(round) - 1), "%s", at);
	ck_assert_uint_ge(rounds, 4);
}
END_TEST

START_TEST(the_budget_falls_by_what_was_polled_and_is_0_outside)
{
	assert_order(BUDGET, (const char *[]){"0 > 300 > 299 > 0", "300 > 299",
					      "300 > 299", "300 > 299", NULL});
	ck_assert_str_eq(watch_last(host.watch, BUDGET), "0");
	ck_assert_ptr_null(strstr(watch_lane(host.watch, BUDGET), "298"));
}
END_TEST

START_TEST(softirqs_are_pending_while_napi_is_scheduled)
{
	assert_order(SOFTIRQS, (const char *[]){" > NET_RX > ", " > NET_RX > ",
						" > NET_RX > ", NULL});
	ck_assert_str_eq(watch_last(host.watch, SOFTIRQS), "");
}
END_TEST

START_TEST(live_sk_buffs_return_to_where_they_began)
{
	/* Question and answer at once. */
	assert_order(LIVE, (const char *[]){"0 > 1 > 2 > ", " > 0", NULL});
	ck_assert_str_eq(watch_last(host.watch, LIVE), "0");
}
END_TEST

START_TEST(the_packet_lane_names_what_is_worked_on)
{
	assert_order(
		PACKET,
		(const char *[]){"#1 ARP who-has 10.9.0.2",
				 "#2 > #2 ARP 10.9.0.2 is at 52:54:00:12:34:02",
				 "#1 ARP who-has 10.9.0.2", " >  > ",
				 "#3 UDP 40000>7 len=60", " >  > ",
				 "#3 UDP 40000>7 len=60 > ",
				 "#4 > #4 UDP 7>40000 len=60 > ",
				 "#3 UDP 40000>7 len=60", " >  > ",
				 "#5 ICMP echo request seq=1 len=98 > ",
				 "#6 > #6 ICMP echo reply seq=1 len=98 > ",
				 "#5 ICMP echo request seq=1 len=98", " >  > ",
				 "#7 UDP 40000>7 len=60 > ", NULL});
	ck_assert_str_eq(watch_last(host.watch, PACKET), "");
}
END_TEST

START_TEST(frames_are_worked_on_in_order_and_answers_know_their_questions)
{
	ck_assert_str_eq(watch_frames(host.watch),
			 /* ARP */
			 "work #1, work #2, work #1, work 0, "
			 /* the datagram, its reading, the echo */
			 "work #3, queued #3, work 0, work #3, "
			 "work #4, work #3, work 0, "
			 /* the ping */
			 "work #5, work #6, work #5, work 0, "
			 /* the drop */
			 "work #7, work 0");
	ck_assert_uint_eq(watch_parent(host.watch, 2), 1);
	ck_assert_uint_eq(watch_parent(host.watch, 6), 5);
	/* What a program writes comes from what it has read last. */
	ck_assert_uint_eq(watch_parent(host.watch, 4), 3);
}
END_TEST

START_TEST(the_sockets_queue_goes_up_and_down)
{
	assert_order(SOCKET0,
		     (const char *[]){"udp 0.0.0.0:7 rcv=0/212992 > ",
				      "udp 0.0.0.0:7 rcv=768/212992 > ",
				      "udp 0.0.0.0:7 rcv=0/212992", NULL});
}
END_TEST

START_TEST(the_log_lane_shows_the_line_that_was_last_before_it_began)
{
	ck_assert_msg(strstr(watch_lane(host.watch, LOG), "link up") != NULL,
		      "%s", watch_lane(host.watch, LOG));
	ck_assert_str_eq(watch_log(host.watch), "");
}
END_TEST

static void compare(ps_t begin, ps_t end)
{
	struct host other;

	run(&other, begin, end);
	ck_assert_str_eq(other.results, host.results);
	free_all(&other);
}

START_TEST(
	a_run_is_the_same_recorded_in_a_window_from_the_first_moment_or_never)
{
	ck_assert(strstr(host.results, "cpu.instructions=") != NULL);
	compare(0, 0);
	compare(0, RECORD_END);
	compare(READY + DISTANCE + 10 * PS_PER_US, READY + 2 * DISTANCE);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lanes");
	TCase *t = tcase_create("lanes");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_running_process_is_named_idle_before_and_after);
	tcase_add_test(t, napi_goes_round_from_idle_over_sched_to_polling);
	tcase_add_test(t, the_budget_falls_by_what_was_polled_and_is_0_outside);
	tcase_add_test(t, softirqs_are_pending_while_napi_is_scheduled);
	tcase_add_test(t, live_sk_buffs_return_to_where_they_began);
	tcase_add_test(t, the_packet_lane_names_what_is_worked_on);
	tcase_add_test(
		t,
		frames_are_worked_on_in_order_and_answers_know_their_questions);
	tcase_add_test(t, the_sockets_queue_goes_up_and_down);
	tcase_add_test(
		t, the_log_lane_shows_the_line_that_was_last_before_it_began);
	tcase_add_test(
		t,
		a_run_is_the_same_recorded_in_a_window_from_the_first_moment_or_never);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
