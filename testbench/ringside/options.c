// SPDX-License-Identifier: MIT
#include "options.h"

#include "sim/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void options_help(void)
{
	printf("Ringside runs a network driver against a network card and "
	       "shows both.\n"
	       "\n"
	       "usage: ringside run SCENARIO [OPTION...]\n"
	       "       ringside attach --vfio-user SOCKET [--wire END] "
	       "[SCENARIO] [OPTION...]\n"
	       "       ringside explain DIR [--explain-at TIME]\n"
	       "       ringside diff DIR1 DIR2\n"
	       "       ringside list\n"
	       "       ringside strict\n"
	       "       ringside --help | --version\n"
	       "\n"
	       "SCENARIO is a name of `ringside list` or a YAML file "
	       "(docs/scenarios.md).\n"
	       "\n"
	       "  --set KEY=VALUE  change a key of the scenario, or with "
	       "profile.KEY of the\n"
	       "                   host's profile; list elements by number: "
	       "wire.sources.0.file\n"
	       "  --seed N         the random seed (default: the scenario's)\n"
	       "  --out DIR        where results go (default: "
	       "build/run/NAME)\n"
	       "  --no-skip        step every clock edge, also where nothing "
	       "happens\n"
	       "  --quiet          no progress, no kernel messages, no table\n"
	       "  --strict=off|warn|error\n"
	       "                   hold the driver against the manual's rules "
	       "(docs/strict.md);\n"
	       "                   error: the run fails if one is broken\n"
	       "\n"
	       "The card for a guest: attach serves it as a PCI device to "
	       "QEMU (docs/guests.md).\n"
	       "  --vfio-user SOCKET  path of the socket, which QEMU connects "
	       "to\n"
	       "  --wire END          what its wire leads to: tap:NAME, or "
	       "dgram:PATH (also\n"
	       "                      for run; time then follows the clock on "
	       "the wall)\n"
	       "\n"
	       "What is recorded (docs/waveforms.md); the run's results are "
	       "the same with it:\n"
	       "  --wave[=FILE]    signals of the card and lanes of the "
	       "software for GTKWave\n"
	       "                   (default: DIR/trace.fst)\n"
	       "  --timeline       the same as a page for the browser, "
	       "DIR/timeline.html, and\n"
	       "                   for ui.perfetto.dev, DIR/timeline.json\n"
	       "  --transactions   what card and driver said to each other, "
	       "DIR/transactions.txt\n"
	       "  --record         all three\n"
	       "  --hardware-only  no software lanes in the FST\n"
	       "  --wave-from T, --wave-to T\n"
	       "                   only this part of the run; times like "
	       "1.5ms, 300us, 2s\n"
	       "  --wave-around IRQ[=N] | DROP[=N] | packet=N\n"
	       "                   only around the N-th interrupt, the N-th "
	       "lost frame, or\n"
	       "                   frame N's way through the host\n"
	       "  --wave-last T    nothing, but if the run fails its last T: "
	       "the run is\n"
	       "                   repeated for that, it does the same again\n"
	       "  --explain-at T   what state everything is in at T, in "
	       "words\n"
	       "\n"
	       "DIR gets metrics.json, wire.pcapng, eth0.pcapng, state.json "
	       "and what was asked\n"
	       "for. The same scenario and seed give the same files.\n"
	       "\n"
	       "strict lists the rules of strict mode. explain says what state a run ended in and why: the rings, "
	       "the interrupt, where\n"
	       "each missing frame went. diff compares two runs made with "
	       "--transactions: where\n"
	       "they part first, and the code that did it.\n"
	       "\n"
	       "Exit code: 0 all is well; 1 the run found an error (a lost "
	       "frame, a leak, a\n"
	       "fault of driver or card), or the runs differ; 2 the input is "
	       "wrong, nothing was\n"
	       "written; 130 interrupted, the files are complete up to that "
	       "moment.\n");
}

/* "--name VALUE" or "--name=VALUE": 1 and the value, 0 not this one, -1 there
 * is no value. */
static int take_value(int argc, char **argv, int *i, const char *name,
		      const char **value)
{
	size_t n = strlen(name);

	if (strncmp(argv[*i], name, n) != 0)
		return 0;
	if (argv[*i][n] == '=') {
		*value = argv[*i] + n + 1;
		return 1;
	}
	if (argv[*i][n])
		return 0;
	if (*i + 1 >= argc) {
		fprintf(stderr, "ringside: %s needs a value\n", name);
		return -1;
	}
	*value = argv[++*i];
	return 1;
}

static int unknown_option(const char *word)
{
	static const char *const names[] = {
		"--set",	   "--seed",	    "--out",
		"--wave",	   "--no-skip",	    "--quiet",
		"--help",	   "--version",	    "--timeline",
		"--transactions",  "--record",	    "--wave-from",
		"--wave-to",	   "--wave-around", "--wave-last",
		"--hardware-only", "--explain-at",  "--vfio-user",
		"--wire",	   "--strict"};
	char hint[96];

	yaml_suggest(word, names, sizeof(names) / sizeof(*names), hint,
		     sizeof(hint));
	fprintf(stderr, "ringside: unknown option %s%s\n", word, hint);
	return -1;
}

/* "1.5ms", "300us", "20ns", "7ps", "2s", or a number of nanoseconds. */
static bool parse_time(const char *s, ps_t *t)
{
	static const struct {
		const char *name;
		ps_t ps;
	} units[] = {{"", PS_PER_NS},	{"ps", 1},	   {"ns", PS_PER_NS},
		     {"us", PS_PER_US}, {"ms", PS_PER_MS}, {"s", PS_PER_S}};
	uint64_t whole = 0, part = 0, scale = 1;
	const char *p = s;

	for (; *p >= '0' && *p <= '9'; p++) {
		if (whole > UINT64_MAX / 100)
			return false;
		whole = whole * 10 + (uint64_t)(*p - '0');
	}
	if (p == s)
		return false;
	if (*p == '.') {
		const char *dot = p++;

		for (; *p >= '0' && *p <= '9' && scale < PS_PER_S; p++) {
			part = part * 10 + (uint64_t)(*p - '0');
			scale *= 10;
		}
		if (p == dot + 1)
			return false;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		unsigned __int128 ps;

		if (strcmp(p, units[i].name) != 0)
			continue;
		ps = (unsigned __int128)whole * units[i].ps +
		     (unsigned __int128)part * units[i].ps / scale;
		if (ps >= PS_NEVER)
			return false;
		*t = (ps_t)ps;
		return true;
	}
	return false;
}

static int take_time(int argc, char **argv, int *i, const char *name, ps_t *t)
{
	const char *value;
	int got = take_value(argc, argv, i, name, &value);

	if (got <= 0)
		return got;
	if (parse_time(value, t))
		return 1;
	fprintf(stderr,
		"ringside: %s: \"%s\" is no time; they look like 1.5ms, "
		"300us, 2s\n",
		name, value);
	return -1;
}

static int parse_around(struct recording_options *r, const char *value)
{
	static const struct {
		const char *name;
		enum around around;
	} kinds[] = {{"IRQ", AROUND_IRQ},
		     {"DROP", AROUND_DROP},
		     {"packet", AROUND_PACKET}};

	for (size_t i = 0; i < 3; i++) {
		size_t n = strlen(kinds[i].name);
		unsigned long number = 1;
		char *end;

		if (strncmp(value, kinds[i].name, n) != 0)
			continue;
		if (value[n] == '=' && value[n + 1] >= '0' &&
		    value[n + 1] <= '9') {
			number = strtoul(value + n + 1, &end, 10);
			if (*end || !number || number > UINT32_MAX)
				break;
		} else if (value[n] || kinds[i].around == AROUND_PACKET) {
			break;
		}
		r->around = kinds[i].around;
		r->around_number = (uint32_t)number;
		return 0;
	}
	fprintf(stderr,
		"ringside: --wave-around: \"%s\" is none of IRQ, IRQ=N, DROP, "
		"DROP=N, packet=N (from 1 on)\n",
		value);
	return -1;
}

/* 1: it is one of these; 0: it is none; -1: wrong. */
static int parse_recording(struct recording_options *r, int argc, char **argv,
			   int *i)
{
	static const struct {
		const char *name;
		bool wave, timeline, transactions, hardware_only;
	} switches[] = {{"--wave", true, false, false, false},
			{"--timeline", false, true, false, false},
			{"--transactions", false, false, true, false},
			{"--record", true, true, true, false},
			{"--hardware-only", false, false, false, true}};
	const struct {
		const char *name;
		ps_t *t;
	} times[] = {{"--wave-from", &r->from},
		     {"--wave-to", &r->to},
		     {"--wave-last", &r->last}};
	const char *word = argv[*i], *value;
	int got;

	for (size_t k = 0; k < sizeof(switches) / sizeof(*switches); k++) {
		if (strcmp(word, switches[k].name) != 0)
			continue;
		r->wave |= switches[k].wave;
		r->timeline |= switches[k].timeline;
		r->transactions |= switches[k].transactions;
		r->hardware_only |= switches[k].hardware_only;
		return 1;
	}
	if (!strncmp(word, "--wave=", 7)) {
		r->wave = true;
		r->wave_file = word + 7;
		if (*r->wave_file)
			return 1;
		fprintf(stderr, "ringside: --wave= needs a file\n");
		return -1;
	}
	for (size_t k = 0; k < 3; k++) {
		got = take_time(argc, argv, i, times[k].name, times[k].t);
		if (got)
			return got;
	}
	got = take_value(argc, argv, i, "--wave-around", &value);
	if (got > 0 && parse_around(r, value))
		return -1;
	return got;
}

static int parse_strict(struct options *o, const char *value)
{
	o->strict_given = true;
	if (strict_mode_parse(value, &o->strict))
		return 0;
	fprintf(stderr,
		"ringside: --strict: \"%s\" is none of off, warn, error\n",
		value);
	return -1;
}

static int parse_option(struct options *o, int argc, char **argv, int *i)
{
	const char *word = argv[*i], *value;
	int got;

	if (!strcmp(word, "--no-skip")) {
		o->no_skip = true;
		return 0;
	}
	if (!strcmp(word, "--quiet")) {
		o->quiet = true;
		return 0;
	}
	got = take_value(argc, argv, i, "--strict", &value);
	if (got)
		return got < 0 ? -1 : parse_strict(o, value);
	got = parse_recording(&o->recording, argc, argv, i);
	if (!got)
		got = take_time(argc, argv, i, "--explain-at", &o->explain_at);
	if (!got)
		got = take_value(argc, argv, i, "--seed", &o->seed);
	if (got)
		return got < 0 ? -1 : 0;
	got = take_value(argc, argv, i, "--wire", &o->wire_end);
	if (!got && o->command == COMMAND_ATTACH)
		got = take_value(argc, argv, i, "--vfio-user", &o->vfio_user);
	if (got)
		return got < 0 ? -1 : 0;
	got = take_value(argc, argv, i, "--out", &o->out);
	if (got) {
		if (got < 0 || *o->out)
			return got < 0 ? -1 : 0;
		fprintf(stderr, "ringside: --out needs a folder\n");
		return -1;
	}
	got = take_value(argc, argv, i, "--set", &value);
	if (got < 0)
		return -1;
	if (!got)
		return unknown_option(word);
	if (o->nsets == MAX_SETS) {
		fprintf(stderr, "ringside: more than %d times --set\n",
			MAX_SETS);
		return -1;
	}
	o->sets[o->nsets++] = (char *)value;
	return 0;
}

/* What does not go together, and what follows from what. */
static int check_recording(struct recording_options *r)
{
	bool window = r->from || r->to != PS_NEVER;
	bool some = r->wave || r->timeline || r->transactions;

	if (r->to <= r->from) {
		fprintf(stderr, "ringside: --wave-to is not after "
				"--wave-from\n");
		return -1;
	}
	if ((window && r->around) || (window && r->last) ||
	    (r->around && r->last)) {
		fprintf(stderr,
			"ringside: --wave-from and --wave-to, --wave-around, "
			"--wave-last: one of them\n");
		return -1;
	}
	/* Who names a part of the run wants to see it. */
	if ((window || r->around || r->last || r->hardware_only) && !some)
		r->wave = true;
	if (!r->hardware_only || r->wave)
		return 0;
	fprintf(stderr, "ringside: --hardware-only is about --wave\n");
	return -1;
}

static int parse_run(struct options *o, int argc, char **argv)
{
	o->command = !strcmp(argv[1], "run") ? COMMAND_RUN : COMMAND_ATTACH;
	for (int i = 2; i < argc; i++) {
		if (!strcmp(argv[i], "--help")) {
			o->command = COMMAND_HELP;
			return 0;
		}
		if (argv[i][0] == '-') {
			if (parse_option(o, argc, argv, &i))
				return -1;
		} else if (o->scenario) {
			fprintf(stderr,
				"ringside: one scenario at a time, not \"%s\" "
				"and \"%s\"\n",
				o->scenario, argv[i]);
			return -1;
		} else {
			o->scenario = argv[i];
		}
	}
	if (o->command == COMMAND_ATTACH && !o->vfio_user) {
		fprintf(stderr, "ringside: attach to what? --vfio-user "
				"SOCKET\n");
		return -1;
	}
	if (o->command == COMMAND_ATTACH && !o->scenario)
		o->scenario = "guest";
	if ((o->wire_end || o->vfio_user) &&
	    (o->recording.around || o->recording.last)) {
		fprintf(stderr,
			"ringside: --wave-around and --wave-last repeat "
			"the run; with the world outside it would not "
			"be the same\n");
		return -1;
	}
	if (o->scenario)
		return check_recording(&o->recording);
	fprintf(stderr, "ringside: run what? `ringside list` names the "
			"scenarios\n");
	return -1;
}

static int parse_explain(struct options *o, int argc, char **argv)
{
	o->command = COMMAND_EXPLAIN;
	for (int i = 2; i < argc; i++) {
		int got;

		if (!strcmp(argv[i], "--help")) {
			o->command = COMMAND_HELP;
			return 0;
		}
		if (argv[i][0] != '-') {
			if (o->dir) {
				fprintf(stderr,
					"ringside: one folder at a time, not "
					"\"%s\" and \"%s\"\n",
					o->dir, argv[i]);
				return -1;
			}
			o->dir = argv[i];
			continue;
		}
		got = take_time(argc, argv, &i, "--explain-at", &o->explain_at);
		if (got < 0)
			return -1;
		if (!got)
			return unknown_option(argv[i]);
	}
	if (o->dir)
		return 0;
	fprintf(stderr, "ringside: explain what? It needs the folder that a "
			"run wrote to\n");
	return -1;
}

int options_parse(struct options *o, int argc, char **argv)
{
	static const char *const commands[] = {"run",	  "attach", "list",
					       "explain", "diff",   "strict"};
	char hint[96];

	memset(o, 0, sizeof(*o));
	o->recording.to = PS_NEVER;
	o->explain_at = PS_NEVER;
	if (argc < 2) {
		fprintf(stderr, "ringside: nothing to do; try `ringside run "
				"first-light` or `ringside --help`\n");
		return -1;
	}
	if (!strcmp(argv[1], "run") || !strcmp(argv[1], "attach"))
		return parse_run(o, argc, argv);
	if (!strcmp(argv[1], "explain"))
		return parse_explain(o, argc, argv);
	if (!strcmp(argv[1], "diff")) {
		/* diff.c reads what follows. */
		o->command = COMMAND_DIFF;
		return 0;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		o->command = COMMAND_HELP;
	else if (!strcmp(argv[1], "--version"))
		o->command = COMMAND_VERSION;
	else if (!strcmp(argv[1], "list"))
		o->command = COMMAND_LIST;
	else if (!strcmp(argv[1], "strict"))
		o->command = COMMAND_STRICT;
	else {
		yaml_suggest(argv[1], commands, 6, hint, sizeof(hint));
		fprintf(stderr, "ringside: unknown command \"%s\"%s\n", argv[1],
			hint);
		return -1;
	}
	if (argc == 2)
		return 0;
	fprintf(stderr, "ringside: nothing follows %s, but there is \"%s\"\n",
		argv[1], argv[2]);
	return -1;
}
