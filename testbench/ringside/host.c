// SPDX-License-Identifier: MIT
#include "host.h"

#include "sim/strict.h"

#include <stdio.h>
#include <string.h>

#define NIC_NAME "eth0"

/* What module_pci_driver() makes of the driver. */
struct pci_driver *e1000_driver_module(void);

struct setting {
	const struct scenario *s;
	struct kernel *kernel;
	char *err;
	size_t err_len;
};

static int set_sysctl(void *arg, const char *name, const char *value)
{
	struct setting *c = arg;
	char reason[256], key[256];

	if (!kernel_sysctl(c->kernel, name, value, reason, sizeof(reason)))
		return 0;
	snprintf(key, sizeof(key), "host.sysctl.%s", name);
	return yaml_tree_error(c->s->tree, key, c->err, c->err_len, "%s",
			       reason);
}

static int set_coalesce(void *arg, const char *name, const char *value)
{
	struct setting *c = arg;
	char reason[256], key[256];
	uint64_t v;

	snprintf(key, sizeof(key), "host.coalesce.%s", name);
	if (!parse_number(value, UINT32_MAX, &v))
		return yaml_tree_error(c->s->tree, key, c->err, c->err_len,
				       "must be a whole number");
	if (!kernel_coalesce(c->kernel, NIC_NAME, name, v, reason,
			     sizeof(reason)))
		return 0;
	return yaml_tree_error(c->s->tree, key, c->err, c->err_len, "%s",
			       reason);
}

static int set_switch(struct setting *c, enum kernel_switches group,
		      const char *name, const char *value)
{
	const char *what = group == KERNEL_OFFLOAD ? "offload" : "pause";
	bool on = !strcmp(value, "on");
	char reason[256], key[256];

	snprintf(key, sizeof(key), "host.%s.%s", what, name);
	if (!on && strcmp(value, "off") != 0)
		return yaml_tree_error(c->s->tree, key, c->err, c->err_len,
				       "must be on or off");
	if (!kernel_switch(c->kernel, group, NIC_NAME, name, on, reason,
			   sizeof(reason)))
		return 0;
	return yaml_tree_error(c->s->tree, key, c->err, c->err_len, "%s",
			       reason);
}

static int set_offload(void *arg, const char *name, const char *value)
{
	return set_switch(arg, KERNEL_OFFLOAD, name, value);
}

static int set_pause(void *arg, const char *name, const char *value)
{
	return set_switch(arg, KERNEL_PAUSE, name, value);
}

static int spawn(struct setting *c, unsigned i)
{
	const struct scenario_program *p = &c->s->file->programs[i];
	char *argv[APP_MAX_ARGS + 2] = {p->name};
	char reason[256], key[64];

	for (unsigned k = 0; k < p->args_count; k++)
		argv[k + 1] = p->args[k];
	if (!kernel_spawn(c->kernel, p->name, c->s->apps[i]->main,
			  p->args_count + 1, argv,
			  p->start_ns ? *p->start_ns : 0, reason,
			  sizeof(reason)))
		return 0;
	snprintf(key, sizeof(key), "programs.%u", i);
	return yaml_tree_error(c->s->tree, key, c->err, c->err_len, "%s",
			       reason);
}

int host_configure(struct host *h, const struct scenario *s, char *err,
		   size_t err_len)
{
	struct setting c = {s, h->kernel, err, err_len};
	char reason[256];

	if (yaml_tree_pairs(s->tree, "host.sysctl", set_sysctl, &c) ||
	    yaml_tree_pairs(s->tree, "host.coalesce", set_coalesce, &c) ||
	    yaml_tree_pairs(s->tree, "host.offload", set_offload, &c) ||
	    yaml_tree_pairs(s->tree, "host.pause", set_pause, &c))
		return -1;
	if (kernel_ifconfig(h->kernel, NIC_NAME, s->ip, s->prefix_len, reason,
			    sizeof(reason)))
		return yaml_tree_error(s->tree, "host.ip", err, err_len, "%s",
				       reason);
	return 0;
}

int host_start(struct host *h, const struct scenario *s, char *err,
	       size_t err_len)
{
	struct setting c = {s, h->kernel, err, err_len};

	for (unsigned i = 0; i < s->file->programs_count; i++)
		if (spawn(&c, i))
			return -1;
	return 0;
}

int host_power_on(struct host *h, const struct scenario *s, bool no_skip,
		  char *err, size_t err_len)
{
	struct machine_config mc = {
		.profile = s->profile,
		.eeprom = s->eeprom,
		.link_down_at = s->link_down_at,
		.link_up_at = s->link_up_at,
		.no_skip = no_skip,
	};
	struct kernel_config kc = {.seed = s->seed, .drivers = h->drivers};

	memset(h, 0, sizeof(*h));
	h->drivers[0] = e1000_driver_module();
	h->machine = machine_create(&mc, err, err_len);
	if (!h->machine)
		return -1;
	kc.machine = h->machine;
	h->kernel = kernel_create(&kc, err, err_len);
	if (h->kernel)
		return 0;
	host_destroy(h);
	return -1;
}

int host_create(struct host *h, const struct scenario *s, bool no_skip,
		char *err, size_t err_len)
{
	if (host_power_on(h, s, no_skip, err, err_len))
		return -1;
	if (s->strict && machine_strict(h->machine)) {
		snprintf(err, err_len, "out of memory");
		host_destroy(h);
		return -1;
	}
	machine_attach_wire(h->machine, s->wire);
	if (!host_configure(h, s, err, err_len) &&
	    !host_start(h, s, err, err_len))
		return 0;
	host_destroy(h);
	return -1;
}

void host_destroy(struct host *h)
{
	if (h->kernel)
		kernel_destroy(h->kernel);
	if (h->machine)
		machine_destroy(h->machine);
	memset(h, 0, sizeof(*h));
}
