// SPDX-License-Identifier: MIT
/* Loading a scenario and checking what a schema cannot. */
#include "scenario.h"
#include "paths.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_PROFILE "modern"
#define DEFAULT_SEED	1
#define MAX_DURATION_MS (24ull * 3600 * 1000)

#define fail(s, key, ...) \
	yaml_tree_error((s)->tree, key, err, err_len, __VA_ARGS__)

bool parse_mac(const char *s, uint8_t mac[6])
{
	for (int i = 0; i < 6; i++) {
		char pair[3] = {0};

		if (!isxdigit((unsigned char)s[0]) ||
		    !isxdigit((unsigned char)s[1]))
			return false;
		memcpy(pair, s, 2);
		mac[i] = strtoul(pair, NULL, 16);
		s += 2;
		if (*s++ != (i < 5 ? ':' : '\0'))
			return false;
	}
	return true;
}

bool parse_ip(const char *s, uint32_t *ip)
{
	struct in_addr a;

	if (inet_pton(AF_INET, s, &a) != 1)
		return false;
	*ip = ntohl(a.s_addr);
	return true;
}

bool parse_number(const char *s, uint64_t max, uint64_t *v)
{
	char *end;

	errno = 0;
	if (!isdigit((unsigned char)*s))
		return false;
	*v = strtoull(s, &end, 10);
	return !*end && !errno && *v <= max;
}

/* ---- the host ---------------------------------------------------------------
 */

static int check_ip(struct scenario *s, char *err, size_t err_len)
{
	const char *text = s->file->host.ip, *slash = strchr(text, '/');
	char address[20];
	uint64_t prefix;

	if (!slash)
		return fail(s, "host.ip",
			    "must be ADDRESS/PREFIX like 10.9.0.2/24");
	snprintf(address, sizeof(address), "%.*s", (int)(slash - text), text);
	if (!parse_ip(address, &s->ip))
		return fail(s, "host.ip", "\"%s\" is no IPv4 address", address);
	if (!parse_number(slash + 1, 32, &prefix) || !prefix)
		return fail(s, "host.ip", "the prefix \"%s\" is not 1 to 32",
			    slash + 1);
	/* RFC 1122 3.2.1.3: addresses that no interface can have. */
	if (s->ip >> 24 == 0 || s->ip >> 24 == 127 || s->ip >> 28 >= 14)
		return fail(s, "host.ip", "%s cannot be a host's own address",
			    address);
	s->prefix_len = prefix;
	return 0;
}

/* What the card's EEPROM holds: a file's words, or what goes with host.mac. */
static int load_eeprom(struct scenario *s, char *err, size_t err_len)
{
	const char *file = s->file->host.eeprom;
	char reason[SCENARIO_MAX_ERR], *inside = NULL;
	uint8_t mac[6];
	int ret;

	if (!file) {
		eeprom_image(s->eeprom, s->mac);
		return 0;
	}
	/* As host.profile's. */
	if (*file != '/' && !yaml_tree_is_set(s->tree, "host.eeprom"))
		inside = must_format("%s/%s", s->dir, file);
	ret = eeprom_read_file(s->eeprom, inside ? inside : file, reason,
			       sizeof(reason));
	free(inside);
	if (ret)
		return fail(s, "host.eeprom", "%s", reason);
	for (int i = 0; i < 6; i++)
		mac[i] = (uint8_t)(s->eeprom[i / 2] >> 8 * (i % 2));
	/* Sources send to it. */
	if (memcmp(mac, s->mac, 6) != 0)
		return fail(s, "host.eeprom",
			    "the image has the address "
			    "%02x:%02x:%02x:%02x:%02x:%02x, host.mac is %s",
			    mac[0], mac[1], mac[2], mac[3], mac[4], mac[5],
			    s->file->host.mac);
	return 0;
}

static int check_host(struct scenario *s, char *err, size_t err_len)
{
	static const uint8_t none[6];
	const struct scenario_host *h = &s->file->host;

	if (check_ip(s, err, err_len))
		return -1;
	if (!parse_mac(h->mac, s->mac))
		return fail(s, "host.mac",
			    "\"%s\" is not six bytes like 52:54:00:12:34:02",
			    h->mac);
	if (s->mac[0] & 1 || !memcmp(s->mac, none, 6))
		return fail(s, "host.mac", "%s cannot be a card's own address",
			    h->mac);
	s->seed = h->seed ? *h->seed : DEFAULT_SEED;
	if (h->strict && !strict_mode_parse(h->strict, &s->strict))
		return fail(s, "host.strict",
			    "\"%s\" is none of off, warn, error", h->strict);
	return load_eeprom(s, err, err_len);
}

/* The cable is plugged in when the machine is switched on. */
static int check_link(struct scenario *s, char *err, size_t err_len)
{
	const struct scenario_wire *w = s->file->wire;

	if (!w || (!w->link_down_at_ns && !w->link_up_at_ns))
		return 0;
	if (!w->link_down_at_ns || !*w->link_down_at_ns)
		return fail(s, "wire.link_up_at_ns",
			    "the cable is plugged in at first: "
			    "wire.link_down_at_ns must say when it is not");
	if (*w->link_down_at_ns > s->duration / PS_PER_NS)
		return fail(s, "wire.link_down_at_ns",
			    "the run has ended then: see duration_ms");
	s->link_down_at = *w->link_down_at_ns * PS_PER_NS;
	if (!w->link_up_at_ns)
		return 0;
	if (*w->link_up_at_ns <= *w->link_down_at_ns)
		return fail(s, "wire.link_up_at_ns",
			    "must be after wire.link_down_at_ns");
	if (*w->link_up_at_ns > s->duration / PS_PER_NS)
		return fail(s, "wire.link_up_at_ns",
			    "the run has ended then: see duration_ms");
	s->link_up_at = *w->link_up_at_ns * PS_PER_NS;
	return 0;
}

static int load_profile(struct scenario *s, char *err, size_t err_len)
{
	const char *name = s->file->host.profile;
	char *path, *inside = NULL;
	int ret;

	if (!name)
		name = DEFAULT_PROFILE;
	/* A path counts from the scenario file, or from where the user is. */
	if (strchr(name, '/') && *name != '/' &&
	    !yaml_tree_is_set(s->tree, "host.profile"))
		inside = must_format("%s/%s", s->dir, name);
	path = paths_yaml(PROFILE_DIR, inside ? inside : name);
	free(inside);
	if (!path)
		return fail(s, "host.profile",
			    "the folder " PROFILE_DIR
			    " is not found from here");
	if (access(path, R_OK)) {
		char hint[96];
		size_t n;
		char **names = paths_names(PROFILE_DIR, &n);

		yaml_suggest(name, (const char *const *)names, n, hint,
			     sizeof(hint));
		fail(s, "host.profile", "%s: %s%s", path, strerror(errno),
		     hint);
		paths_free_names(names);
		free(path);
		return -1;
	}
	ret = profile_load(&s->profile, path, err, err_len);
	free(path);
	return ret;
}

/* ---- programs
 * ---------------------------------------------------------------- */

static const struct app *find_app(const char *name, char *hint, size_t hint_len)
{
	const char *names[32];
	unsigned i;

	for (i = 0; i < apps_count && i < 32; i++) {
		names[i] = apps[i].name;
		if (!strcmp(apps[i].name, name))
			return &apps[i];
	}
	yaml_suggest(name, names, i, hint, hint_len);
	return NULL;
}

static const char *bad_arg(enum app_arg_type type, const char *text)
{
	uint64_t n;
	uint32_t ip;

	switch (type) {
	case APP_ARG_PORT:
		return parse_number(text, 65535, &n) && n
			       ? NULL
			       : "must be a port, 1 to 65535";
	case APP_ARG_IP:
		return parse_ip(text, &ip) ? NULL : "must be an IPv4 address";
	case APP_ARG_NUMBER:
		return parse_number(text, UINT32_MAX, &n)
			       ? NULL
			       : "must be a whole number below 2^32";
	}
	return "is of no known type";
}

static int check_args(struct scenario *s, unsigned i, char *err, size_t err_len)
{
	const struct scenario_program *p = &s->file->programs[i];
	const struct app *a = s->apps[i];
	char key[64], usage[256] = "";
	size_t at = 0;
	unsigned n = 0;

	for (; n < APP_MAX_ARGS && a->args[n].name; n++)
		at += snprintf(usage + at, sizeof(usage) - at, "%s%s",
			       n ? ", " : "", a->args[n].name);
	snprintf(key, sizeof(key), "programs.%u.args", i);
	if (p->args_count != n)
		return fail(s, key, "%s takes [%s], not %u arguments", a->name,
			    usage, p->args_count);
	for (n = 0; n < p->args_count; n++) {
		const char *why = bad_arg(a->args[n].type, p->args[n]);

		snprintf(key, sizeof(key), "programs.%u.args.%u", i, n);
		if (why)
			return fail(s, key, "%s %s", a->args[n].name, why);
	}
	return 0;
}

static int check_programs(struct scenario *s, char *err, size_t err_len)
{
	unsigned n = s->file->programs_count;

	s->apps = must_alloc(n * sizeof(*s->apps));
	for (unsigned i = 0; i < n; i++) {
		const struct scenario_program *p = &s->file->programs[i];
		char key[64], hint[96];

		snprintf(key, sizeof(key), "programs.%u.name", i);
		s->apps[i] = find_app(p->name, hint, sizeof(hint));
		if (!s->apps[i])
			return fail(s, key, "there is no program \"%s\"%s",
				    p->name, hint);
		if (check_args(s, i, err, err_len))
			return -1;
	}
	return 0;
}

/* ---- the whole
 * ---------------------------------------------------------------- */

static int check_name(struct scenario *s, char *err, size_t err_len)
{
	/* It becomes the name of a folder. */
	for (const char *c = s->file->name; *c; c++)
		if (!islower((unsigned char)*c) &&
		    !isdigit((unsigned char)*c) &&
		    !(strchr("-_", *c) && c > s->file->name))
			return fail(s, "name",
				    "must be of a-z, 0-9, - and _, not "
				    "beginning with - or _");
	return 0;
}

static int check_file(struct scenario *s, char *err, size_t err_len)
{
	uint64_t ms = s->file->duration_ms;

	if (check_name(s, err, err_len))
		return -1;
	if (!ms || ms > MAX_DURATION_MS)
		return fail(s, "duration_ms",
			    "%" PRIu64 " is not within 1..%llu", ms,
			    MAX_DURATION_MS);
	s->duration = ms * PS_PER_MS;
	if (check_host(s, err, err_len) || check_link(s, err, err_len) ||
	    load_profile(s, err, err_len) || check_programs(s, err, err_len))
		return -1;
	s->wire = scenario_wire(s, err, err_len);
	return s->wire ? 0 : -1;
}

static int set_profile(struct scenario *s, const char *assignment, char *err,
		       size_t err_len)
{
	char key[64], reason[SCENARIO_MAX_ERR];
	const char *equals = strchr(assignment, '=');

	if (!equals) {
		snprintf(err, err_len, "--set profile.%s: must be KEY=VALUE",
			 assignment);
		return -1;
	}
	snprintf(key, sizeof(key), "%.*s", (int)(equals - assignment),
		 assignment);
	if (profile_set(&s->profile, key, equals + 1, reason, sizeof(reason))) {
		snprintf(err, err_len, "--set profile.%s: %s", assignment,
			 reason);
		return -1;
	}
	return 0;
}

static const char *of_profile(const char *assignment)
{
	static const char prefix[] = "profile.";
	size_t n = sizeof(prefix) - 1;

	return strncmp(assignment, prefix, n) ? NULL : assignment + n;
}

static struct yaml_tree *find_file(const char *name, char **dir, char *err,
				   size_t err_len)
{
	char *path = paths_yaml(SCENARIO_DIR, name);
	struct yaml_tree *t = NULL;

	if (!path) {
		snprintf(err, err_len,
			 "the folder " SCENARIO_DIR " is not found from here; "
			 "give the scenario's path");
		return NULL;
	}
	if (access(path, R_OK)) {
		size_t n;
		char **names = paths_names(SCENARIO_DIR, &n);
		char hint[96];

		yaml_suggest(name, (const char *const *)names, n, hint,
			     sizeof(hint));
		snprintf(err, err_len,
			 "%s: %s%s (`ringside list` names what there is)", path,
			 strerror(errno), hint);
		paths_free_names(names);
	} else {
		t = yaml_tree_read(path, err, err_len);
		*dir = paths_dirname(path);
	}
	free(path);
	return t;
}

static int load(struct scenario *s, char *const *sets, unsigned nsets,
		char *err, size_t err_len)
{
	for (unsigned i = 0; i < nsets; i++)
		if (!of_profile(sets[i]) &&
		    yaml_tree_set(s->tree, &scenario_schema, sets[i], err,
				  err_len))
			return -1;
	if (yaml_tree_load(s->tree, &scenario_schema, (void **)&s->file, err,
			   err_len) ||
	    check_file(s, err, err_len))
		return -1;
	for (unsigned i = 0; i < nsets; i++)
		if (of_profile(sets[i]) &&
		    set_profile(s, of_profile(sets[i]), err, err_len))
			return -1;
	return 0;
}

struct scenario *scenario_load(const char *name, char *const *sets,
			       unsigned nsets, const char *seed, char *err,
			       size_t err_len)
{
	struct scenario *s = must_alloc(sizeof(*s));

	s->tree = find_file(name, &s->dir, err, err_len);
	if (!s->tree || load(s, sets, nsets, err, err_len)) {
		scenario_free(s);
		return NULL;
	}
	if (seed && !parse_number(seed, UINT64_MAX, &s->seed)) {
		snprintf(err, err_len,
			 "--seed %s: must be a whole number below 2^64", seed);
		scenario_free(s);
		return NULL;
	}
	return s;
}

void scenario_free(struct scenario *s)
{
	if (!s)
		return;
	wire_destroy(s->wire);
	scenario_file_free(s->file);
	yaml_tree_free(s->tree);
	free(s->apps);
	free(s->dir);
	free(s);
}
