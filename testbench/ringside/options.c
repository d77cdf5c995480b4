// SPDX-License-Identifier: MIT
#include "options.h"

#include "sim/yaml.h"

#include <stdio.h>
#include <string.h>

void options_help(void)
{
	printf("Ringside runs a network driver against a network card and "
	       "shows both.\n"
	       "\n"
	       "usage: ringside run SCENARIO [OPTION...]\n"
	       "       ringside list\n"
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
	       "  --wave[=FILE]    record the card's signals (default: "
	       "DIR/trace.fst)\n"
	       "  --no-skip        step every clock edge, also where nothing "
	       "happens\n"
	       "  --quiet          no progress, no kernel messages, no table\n"
	       "\n"
	       "DIR gets metrics.json, wire.pcap and, when asked, trace.fst. "
	       "The same scenario\n"
	       "and seed give the same files, byte for byte.\n"
	       "\n"
	       "Exit code: 0 all is well; 1 the run found an error (a lost "
	       "frame, a leak, a\n"
	       "fault of driver or card); 2 the input is wrong, nothing was "
	       "written.\n");
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
	static const char *const names[] = {"--set",  "--seed",	   "--out",
					    "--wave", "--no-skip", "--quiet",
					    "--help", "--version"};
	char hint[96];

	yaml_suggest(word, names, sizeof(names) / sizeof(*names), hint,
		     sizeof(hint));
	fprintf(stderr, "ringside: unknown option %s%s\n", word, hint);
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
	if (!strcmp(word, "--wave")) {
		o->wave = true;
		return 0;
	}
	if (!strncmp(word, "--wave=", 7)) {
		o->wave = true;
		o->wave_file = word + 7;
		if (*o->wave_file)
			return 0;
		fprintf(stderr, "ringside: --wave= needs a file\n");
		return -1;
	}
	got = take_value(argc, argv, i, "--seed", &o->seed);
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

static int parse_run(struct options *o, int argc, char **argv)
{
	o->command = COMMAND_RUN;
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
	if (o->scenario)
		return 0;
	fprintf(stderr, "ringside: run what? `ringside list` names the "
			"scenarios\n");
	return -1;
}

int options_parse(struct options *o, int argc, char **argv)
{
	static const char *const commands[] = {"run", "list"};
	char hint[96];

	memset(o, 0, sizeof(*o));
	if (argc < 2) {
		fprintf(stderr, "ringside: nothing to do; try `ringside run "
				"first-light` or `ringside --help`\n");
		return -1;
	}
	if (!strcmp(argv[1], "run"))
		return parse_run(o, argc, argv);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		o->command = COMMAND_HELP;
	else if (!strcmp(argv[1], "--version"))
		o->command = COMMAND_VERSION;
	else if (!strcmp(argv[1], "list"))
		o->command = COMMAND_LIST;
	else {
		yaml_suggest(argv[1], commands, 2, hint, sizeof(hint));
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
