// SPDX-License-Identifier: MIT
/* A setting that nobody takes is wrong input, not the end of a run. */
#include "host.h"

#include <stdio.h>
#include <string.h>

/* Boot and probe take some 20 ms; the stop takes less. */
#define BOOT_TIME (200 * PS_PER_MS)
#define STOP_TIME (10 * PS_PER_S)

/* Settings that only the kernel and its driver can judge. */
static const char *const groups[] = {"host.sysctl", "host.coalesce",
				     "host.offload", "host.pause"};

struct blame {
	const char *text;
	const char *group;
	char key[160];
};

/* The pair that the message names. */
static int names(void *arg, const char *name, const char *value)
{
	struct blame *b = arg;

	if (!strstr(b->text, name))
		return 0;
	snprintf(b->key, sizeof(b->key), "%s.%s", b->group, name);
	return 1;
}

static int refuse(const struct scenario *s, const char *report, char *err,
		  size_t err_len)
{
	static const char mark[] = "panic: ";
	const char *text = strstr(report, mark);
	struct blame b = {0};
	char line[256];
	size_t i;

	text = text ? text + sizeof(mark) - 1 : report;
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(text, "\n"), text);
	b.text = line;
	snprintf(b.key, sizeof(b.key), "host");
	for (i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		b.group = groups[i];
		if (yaml_tree_pairs(s->tree, b.group, names, &b))
			break;
	}
	return yaml_tree_error(s->tree, b.key, err, err_len, "%s", line);
}

int host_rehearse(const struct scenario *s, char *err, size_t err_len)
{
	enum machine_stop stop;
	bool asked = false;
	struct host h;
	int ret = 0;
	size_t i;

	for (i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		asked |= yaml_tree_has(s->tree, groups[i]);
	if (!asked)
		return 0;
	if (host_power_on(&h, s, false, err, err_len))
		return -1;
	if (host_configure(&h, s, err, err_len)) {
		host_destroy(&h);
		return -1;
	}
	stop = machine_run(h.machine, BOOT_TIME);
	if (stop == MACHINE_TIME) {
		kernel_stop(h.kernel);
		stop = machine_run(h.machine, BOOT_TIME + STOP_TIME);
	}
	if (stop == MACHINE_FAULT)
		ret = refuse(s, machine_error(h.machine), err, err_len);
	host_destroy(&h);
	return ret;
}
