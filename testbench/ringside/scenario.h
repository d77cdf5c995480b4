/* SPDX-License-Identifier: MIT */
/* A scenario file, checked: docs/scenarios.md is its reference. */
#ifndef RINGSIDE_SCENARIO_H
#define RINGSIDE_SCENARIO_H

#include "../apps/apps.h"
#include "sim/board.h"
#include "sim/profile.h"
#include "sim/strict.h"
#include "sim/wire.h"
#include "sim/yaml.h"

#define SCENARIO_MAX_ERR 1024

/* As libcyaml loads it; NULL pointers are keys that are not there. */
struct scenario_host {
	char *ip, *mac, *profile, *eeprom, *strict;
	uint64_t *seed;
};

enum source_type { SOURCE_PCAP, SOURCE_TRAFFIC, SOURCE_STATION };

struct scenario_source {
	enum source_type type;
	char *file, *from;
	uint64_t *offset_ns;
	char *src_ip, *dst_ip, *dst_mac;
	uint16_t *src_port, *dst_port;
	uint32_t *frame_bytes;
	uint64_t *frames, *start_ns, *interval_ns;
};

struct scenario_wire {
	uint64_t *latency_ns, *link_down_at_ns, *link_up_at_ns;
	struct scenario_source *sources;
	unsigned sources_count;
};

struct scenario_program {
	char *name;
	char **args;
	unsigned args_count;
	uint64_t *start_ns;
};

struct scenario_file {
	char *name, *description;
	uint64_t duration_ms;
	struct scenario_host host;
	struct scenario_wire *wire;
	struct scenario_program *programs;
	unsigned programs_count;
};

struct scenario {
	struct yaml_tree *tree; /* for messages, and the kernel's settings */
	struct scenario_file *file;
	char *dir; /* the scenario file's folder */
	struct profile profile;
	uint32_t ip;
	unsigned prefix_len;
	uint8_t mac[6];
	uint16_t eeprom[EEPROM_WORDS];
	uint64_t seed;
	ps_t duration;
	enum strict_mode strict;
	ps_t link_down_at, link_up_at; /* 0: never */
	const struct app **apps;       /* one for each program */
	struct wire *wire;	       /* with all its sources */
};

/*
 * @name is a name of `ringside list` or a path. @sets are "KEY=VALUE" texts,
 * applied before anything is checked. NULL with a message; nothing has been
 * written anywhere.
 */
struct scenario *scenario_load(const char *name, char *const *sets,
			       unsigned nsets, const char *seed, char *err,
			       size_t err_len);
void scenario_free(struct scenario *s);

/* The schema, and the loading of a file for its name and description only. */
struct cyaml_schema_value;
extern const struct cyaml_schema_value scenario_schema;
void scenario_file_free(struct scenario_file *f);

/* A wire that has all sources of the scenario. NULL with a message. */
struct wire *scenario_wire(const struct scenario *s, char *err, size_t err_len);

/* Text into numbers; false if it is not what it should be. */
bool parse_mac(const char *s, uint8_t mac[6]);
bool parse_ip(const char *s, uint32_t *ip);
bool parse_number(const char *s, uint64_t max, uint64_t *v);

#endif
