// SPDX-License-Identifier: MIT
#include "attach.h"
#include "guest.h"
#include "outputs.h"
#include "paths.h"
#include "recording.h"
#include "report.h"
#include "run.h"
#include "shrunk.h"

#include "sim/captures.h"
#include "sim/guest.h"
#include "sim/machine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How often the program looks up from the simulation. */
#define SLICE PS_PER_MS

#define EXIT_FOUND_ERROR 1
#define EXIT_BAD_INPUT	 2
#define EXIT_INTERRUPTED 130

struct attached {
	struct scenario *s;
	const struct options *o;
	struct machine *m;
	struct guest guest;
	struct wire_live *live;
	struct outputs out;
	struct captures captures;
	struct recording recording;
};

static struct wire_live *live_end(struct attached *a, char *err, size_t err_len)
{
	return wire_live_open(a->s->wire, a->o->wire_end, err, err_len);
}

static int open_captures(struct attached *a, char *err, size_t err_len)
{
	struct captures_config c = {
		.wire_path = a->out.wire,
		.comment = "Ringside: the card of a guest",
		.wave = a->out.wave,
	};
	const char *slash = a->out.wave ? strrchr(a->out.wave, '/') : NULL;

	if (slash)
		c.wave = slash + 1;
	return captures_open(&a->captures, a->m, a->s->wire, &c, err, err_len);
}

static int begin(struct attached *a)
{
	const struct options *o = a->o;
	struct machine_config mc = {
		.profile = a->s->profile,
		.eeprom = a->s->eeprom,
		.link_down_at = a->s->link_down_at,
		.link_up_at = a->s->link_up_at,
	};
	char err[SCENARIO_MAX_ERR] = "";
	char *dir = o->out ? must_format("%s", o->out)
			   : must_format("build/run/%s", a->s->file->name);
	int ret = outputs_open(&a->out, dir, &o->recording, a->s->strict, err,
			       sizeof(err));

	free(dir);
	outputs_no_host(&a->out);
	if (!ret && !(a->m = machine_create(&mc, err, sizeof(err))))
		ret = -1;
	if (!ret) {
		machine_attach_wire(a->m, a->s->wire);
		ret = guest_open(&a->guest, a->m, o->vfio_user, run_signalled,
				 err, sizeof(err));
	}
	if (!ret && a->s->strict && machine_strict(a->m)) {
		snprintf(err, sizeof(err), "out of memory");
		ret = -1;
	}
	if (!ret && o->wire_end) {
		a->live = a->guest.live = live_end(a, err, sizeof(err));
		ret = a->live ? 0 : -1;
	}
	if (!ret)
		ret = open_captures(a, err, sizeof(err));
	if (!ret)
		ret = recording_open(&a->recording, a->m, &o->recording,
				     &a->out, a->s->file->name, err,
				     sizeof(err));
	a->recording.captures = &a->captures;
	if (ret)
		fprintf(stderr, "ringside: %s\n", err);
	return ret;
}

static void add_place(void *arg, const char *place, uint64_t n)
{
	char key[256];

	snprintf(key, sizeof(key), "frames.ended.%s", place);
	metrics_u64(arg, key, n);
}

static struct metrics *collect(const struct attached *a)
{
	const struct vfu_counts *v = vfu_counts(a->guest.v);
	const struct ledger *l = machine_ledger(a->m);
	struct metrics *m = metrics_create();

	metrics_str(m, "scenario", a->s->file->name);
	metrics_u64(m, "sim_ns", machine_now(a->m) / PS_PER_NS);
	metrics_u64(m, "frames.born.wire", ledger_births(l, LEDGER_WIRE));
	metrics_u64(m, "frames.born.host", ledger_births(l, LEDGER_HOST));
	ledger_each_place(l, add_place, m);
	metrics_u64(m, "guest.messages", v->messages);
	metrics_u64(m, "guest.reads", v->reads);
	metrics_u64(m, "guest.writes", v->writes);
	metrics_u64(m, "guest.refused", v->refused);
	metrics_u64(m, "guest.interrupts", v->interrupts);
	metrics_u64(m, "guest.resets", v->resets);
	metrics_u64(m, "guest.dma_astray", machine_guest_astray(a->m));
	metrics_u64(m, "guest.pages_gone", shrunk_pages());
	report_live(m, a->live);
	machine_metrics(a->m, m);
	if (machine_strict_checker(a->m))
		strict_metrics(machine_strict_checker(a->m), m);
	return m;
}

static void serve(struct attached *a)
{
	while (machine_error(a->m)[0] == '\0') {
		ps_t next = (machine_now(a->m) / SLICE + 1) * SLICE;
		ps_t turn = recording_turn(&a->recording);

		if (machine_run(a->m, next < turn ? next : turn) !=
		    MACHINE_TIME)
			break;
	}
}

static int finish(struct attached *a)
{
	bool fault = machine_error(a->m)[0] != '\0';
	char err[SCENARIO_MAX_ERR] = "";
	struct metrics *m;
	int ret = 0;

	fprintf(stderr, "ringside: %s\n",
		fault ? machine_error(a->m)
		: *vfu_why(a->guest.v)
			? vfu_why(a->guest.v)
			: "interrupted; the files are complete up to here");
	if (shrunk_pages())
		fprintf(stderr,
			"ringside: the guest made the file of its memory "
			"shorter; %" PRIu64 " pages that the card touched were "
			"gone\n",
			shrunk_pages());
	wire_abandon(a->s->wire);
	ledger_end_all(machine_ledger(a->m), "run.interrupted");
	if (report_rules(a->m, a->s->strict, a->o->quiet))
		ret = EXIT_FOUND_ERROR;
	m = collect(a);
	if (recording_close(&a->recording, err, sizeof(err)) ||
	    captures_close(&a->captures, err, sizeof(err)) ||
	    report_strict(a->m, &a->out, err, sizeof(err)) ||
	    outputs_finish(&a->out, m, err, sizeof(err))) {
		fprintf(stderr, "ringside: %s\n", err);
		ret = EXIT_FOUND_ERROR;
	} else if (!a->o->quiet) {
		report_guest(m, &a->out);
	}
	metrics_destroy(m);
	if (fault)
		return EXIT_FOUND_ERROR;
	return ret || !run_signalled() ? ret : EXIT_INTERRUPTED;
}

int attach(struct scenario *s, const struct options *o)
{
	struct attached a = {.s = s, .o = o};
	int ret = EXIT_BAD_INPUT;

	if (o->strict_given)
		s->strict = o->strict;
	if (!begin(&a)) {
		fprintf(stderr,
			"ringside: waiting for a guest at %s; QEMU (10.1 or "
			"newer): -device '{\"driver\":\"vfio-user-pci\","
			"\"socket\":{\"type\":\"unix\",\"path\":\"%s\"}}'\n",
			o->vfio_user, o->vfio_user);
		serve(&a);
		ret = finish(&a);
	} else {
		recording_discard(&a.recording);
		captures_discard(&a.captures);
		outputs_abandon(&a.out);
	}
	wire_live_close(a.live);
	guest_close(&a.guest);
	if (a.m)
		machine_destroy(a.m);
	outputs_free(&a.out);
	return ret;
}
