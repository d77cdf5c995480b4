// SPDX-License-Identifier: MIT
/*
 * The flame chart of first-light: the functions that a received UDP packet goes
 * through, as the call lanes tell, and whether the lanes are right as a whole.
 */
#include "../ringside/host.h"
#include "sim/cpu.h"
#include "sim/metrics.h"
#include "sim/record.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define DEPTHS	   24
#define STAGES	   (FRAME_ENDED + 1)
#define QUIET	   (17499990 * PS_PER_US) /* traffic for udp_sink comes next */
#define ONE_PACKET (50 * PS_PER_US)

/* A lane's value from @from to @to. */
struct slice {
	unsigned depth;
	char name[40];
	ps_t from, to;
};

struct flame {
	struct record_sink sink;
	const struct record *record;
	int depth[64]; /* of a call lane, by lane; or one of these: */
	struct slice *slices;
	unsigned n, room;
	unsigned open[DEPTHS]; /* index + 1; 0: none */
	unsigned deepest;      /* open lanes: 0 to it, without a gap */
	uint64_t id;	       /* of the first frame for udp_sink */
	ps_t stage[STAGES];
	uint64_t context, stall;
	ps_t context_since, context_time[4], stall_time[4];
};

#define OTHER_LANE   (-1)
#define CONTEXT_LANE (-2)
#define STALL_LANE   (-3)

static struct flame flame;
static struct scenario *scenario;
static struct host host;

static void begin(struct record_sink *s, const struct record *r, ps_t at)
{
	unsigned i;

	flame.record = r;
	flame.context_since = at;
	ck_assert_uint_le(record_lanes(r), 64);
	for (i = 0; i < record_lanes(r); i++) {
		const struct lane *l = record_lane_of(r, i);

		flame.depth[i] = OTHER_LANE;
		if (!strcmp(l->scope, "software.calls"))
			flame.depth[i] = atoi(l->name + 4);
		else if (!strcmp(l->scope, "software.cpu"))
			flame.depth[i] =
				!strcmp(l->name, "context") ? CONTEXT_LANE
				: !strcmp(l->name, "stall") ? STALL_LANE
							    : OTHER_LANE;
	}
}

static void call(unsigned depth, const char *name, ps_t at)
{
	struct slice *s;

	ck_assert_uint_lt(depth, DEPTHS);
	if (flame.open[depth]) {
		flame.slices[flame.open[depth] - 1].to = at;
		flame.open[depth] = 0;
		/* Whoever returns has nobody below. */
		ck_assert(depth == DEPTHS - 1 || !flame.open[depth + 1]);
	}
	if (!name[0])
		return;
	/* Whoever is called has a caller. */
	ck_assert(!depth || flame.open[depth - 1]);
	if (flame.n == flame.room) {
		flame.room = flame.room ? 2 * flame.room : 1024;
		flame.slices = realloc(flame.slices,
				       flame.room * sizeof(*flame.slices));
		ck_assert_ptr_nonnull(flame.slices);
	}
	s = &flame.slices[flame.n++];
	*s = (struct slice){.depth = depth, .from = at, .to = PS_NEVER};
	strncpy(s->name, name, sizeof(s->name) - 1);
	flame.open[depth] = flame.n;
}

static void account(ps_t at)
{
	ps_t time = at - flame.context_since;

	if (flame.stall)
		flame.stall_time[flame.context & 3] += time;
	else
		flame.context_time[flame.context & 3] += time;
	flame.context_since = at;
}

static void event(struct record_sink *s, const struct record_event *e)
{
	if (e->type == RECORD_LANE) {
		int depth = flame.depth[e->lane];

		if (depth >= 0)
			call((unsigned)depth, e->text, e->at);
		if (depth == CONTEXT_LANE || depth == STALL_LANE)
			account(e->at);
		if (depth == CONTEXT_LANE)
			flame.context = e->value;
		if (depth == STALL_LANE)
			flame.stall = e->value;
	}
	if (e->type != RECORD_FRAME)
		return;
	if (!flame.id && e->what == FRAME_RX_BEGIN)
		flame.id = e->frame;
	if (e->frame == flame.id && !flame.stage[e->what])
		flame.stage[e->what] = e->at;
}

/* The CPU was in interrupts and softirqs. */
static ps_t interrupts(void)
{
	return flame.context_time[CPU_HARDIRQ] + flame.stall_time[CPU_HARDIRQ] +
	       flame.context_time[CPU_SOFTIRQ] + flame.stall_time[CPU_SOFTIRQ];
}

/* @from to @to of first-light is recorded. */
static void record(ps_t from, ps_t to)
{
	char err[4096];

	memset(&flame, 0, sizeof(flame));
	flame.sink.begin = begin;
	flame.sink.event = event;
	scenario =
		scenario_load("first-light", NULL, 0, NULL, err, sizeof(err));
	ck_assert_msg(scenario != NULL, "%s", err);
	ck_assert_msg(!host_create(&host, scenario, false, err, sizeof(err)),
		      "%s", err);
	record_add_sink(machine_record(host.machine), &flame.sink);
	if (from)
		ck_assert_int_eq(machine_run(host.machine, from), MACHINE_TIME);
	machine_record_begin(host.machine);
	ck_assert_int_eq(machine_run(host.machine, to), MACHINE_TIME);
	machine_record_end(host.machine);
	account(machine_now(host.machine));
}

static void over(void)
{
	host_destroy(&host);
	scenario_free(scenario);
	free(flame.slices);
}

/* ---- one packet ------------------------------------------------------------
 */

/* The first call of @name inside of @in (NULL: anywhere). */
static const struct slice *find(const struct slice *in, const char *name)
{
	unsigned i;

	for (i = 0; i < flame.n; i++) {
		const struct slice *s = &flame.slices[i];

		if (strcmp(s->name, name) != 0)
			continue;
		if (!in || (s->depth > in->depth && s->from >= in->from &&
			    s->to <= in->to))
			return s;
	}
	ck_abort_msg("%s does not show up%s%s", name, in ? " below " : "",
		     in ? in->name : "");
	return NULL;
}

static const struct slice *path(const struct slice *in,
				const char *const *names)
{
	for (; *names; names++)
		in = find(in, *names);
	return in;
}

static const char *const top_half[] = {"e1000_irq", "__napi_schedule", NULL};
static const char *const bottom_half[] = {
	"e1000_poll",	     "e1000_rx_poll",
	"netif_receive_skb", "ip_rcv",
	"ip_local_deliver",  "udp_rcv",
	"udp_queue_rcv_skb", "sock_def_readable",
	"__wake_up",	     NULL};
static const char *const process[] = {"udp_sink_main", "sys_recvfrom",
				      "inet_recvmsg", "udp_recvmsg", NULL};

static void within(const struct slice *s, unsigned first, unsigned last)
{
	ck_assert_msg(s->from >= flame.stage[first], "%s begins too early",
		      s->name);
	ck_assert_msg(s->to <= flame.stage[last], "%s ends too late", s->name);
}

static void around(const struct slice *s, unsigned stage)
{
	ps_t at = flame.stage[stage];

	ck_assert_msg(at && s->from <= at && at <= s->to,
		      "stage %u is not in %s", stage, s->name);
}

START_TEST(a_received_packet_passes_its_functions_one_in_the_other)
{
	const struct slice *irq, *softirq, *program;

	record(QUIET, QUIET + ONE_PACKET);
	ck_assert_uint_ne(flame.stage[FRAME_ENDED], 0);

	irq = find(NULL, "irq_entry");
	ck_assert_uint_eq(irq->depth, 0); /* the CPU slept */
	within(find(irq, "e1000_irq"), FRAME_STORED, FRAME_TAKEN);
	within(path(irq, top_half), FRAME_STORED, FRAME_TAKEN);

	softirq = find(irq, "net_rx_action");
	ck_assert_uint_ge(softirq->from, find(irq, "e1000_irq")->to);
	within(softirq, FRAME_STORED, FRAME_ENDED);
	around(find(softirq, "e1000_rx_poll"), FRAME_TAKEN);
	within(path(softirq, bottom_half), FRAME_TAKEN, FRAME_ENDED);
	around(find(softirq, "udp_queue_rcv_skb"), FRAME_QUEUED);

	program = path(NULL, process);
	ck_assert_uint_ge(program->from, softirq->to);
	around(program, FRAME_ENDED);
	over();
}
END_TEST

START_TEST(in_the_time_of_one_packet_the_lanes_agree_to_the_instruction)
{
	const struct profile *p;
	const struct slice *irq;
	ps_t entry_exit, seen, slack = 0;

	/* Its marks come after the first block has been counted. */
	if (!strcmp(cpu_counted_by(), "compiler"))
		slack = 10 * PS_PER_NS;

	record(QUIET, QUIET + ONE_PACKET);
	p = &scenario->profile;
	irq = find(NULL, "irq_entry");
	entry_exit = (ps_t)(p->irq_entry_ns + p->irq_exit_ns) * PS_PER_NS;
	/* One interrupt, in idle time; the stall was in its handler. */
	seen = irq->to - irq->from + entry_exit;
	ck_assert_uint_ge(interrupts(), seen);
	ck_assert_uint_le(interrupts() - seen, slack);
	over();
}
END_TEST

/* ---- the whole run ---------------------------------------------------------
 */

static void agrees(const struct metrics *m, const char *key, ps_t time,
		   ps_t whole)
{
	uint64_t share = metrics_get(m, key);
	uint64_t seen = (uint64_t)((unsigned __int128)time * 1000000 / whole);

	ck_assert_msg(seen + 1 >= share && seen <= share + 1,
		      "%s: %llu millionths by the lanes, %llu by the metrics",
		      key, (unsigned long long)seen, (unsigned long long)share);
}

START_TEST(the_lanes_agree_with_the_metrics_over_a_whole_run)
{
	struct metrics *m = metrics_create();
	ps_t whole = 0, stall = 0, handling = 0, contexts;
	unsigned i;

	record(0, 17600 * PS_PER_MS);
	machine_metrics(host.machine, m);
	for (i = 0; i < 4; i++) {
		stall += flame.stall_time[i];
		whole += flame.context_time[i] + flame.stall_time[i];
	}
	agrees(m, "cpu.idle", flame.context_time[CPU_IDLE], whole);
	agrees(m, "cpu.process", flame.context_time[CPU_PROCESS], whole);
	agrees(m, "cpu.softirq", flame.context_time[CPU_SOFTIRQ], whole);
	agrees(m, "cpu.hardirq", flame.context_time[CPU_HARDIRQ], whole);
	agrees(m, "cpu.mmio_stall", stall, whole);

	/* Interrupts in idle time, which most are, and their softirqs. */
	for (i = 0; i < flame.n; i++)
		if (!strcmp(flame.slices[i].name, "irq_entry"))
			handling += flame.slices[i].to - flame.slices[i].from;
	handling +=
		(metrics_get(m, "irq.handled") + metrics_get(m, "irq.timer") +
		 metrics_get(m, "irq.spurious")) *
		(scenario->profile.irq_entry_ns +
		 scenario->profile.irq_exit_ns) *
		PS_PER_NS;
	contexts = interrupts();
	ck_assert_msg(handling > contexts * 97 / 100 &&
			      handling < contexts * 103 / 100,
		      "%llu ps in irq_entry, %llu ps by context",
		      (unsigned long long)handling,
		      (unsigned long long)contexts);
	metrics_destroy(m);
	over();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("flame chart");
	TCase *t = tcase_create("first-light");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t,
		       a_received_packet_passes_its_functions_one_in_the_other);
	tcase_add_test(
		t,
		in_the_time_of_one_packet_the_lanes_agree_to_the_instruction);
	tcase_add_test(t, the_lanes_agree_with_the_metrics_over_a_whole_run);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
