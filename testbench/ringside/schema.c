// SPDX-License-Identifier: MIT
/* The keys of a scenario file, for libcyaml. */
#include "scenario.h"

#include <cyaml/cyaml.h>

#define OPTIONAL CYAML_FLAG_OPTIONAL
#define TEXT(key, st, min, max) \
	CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER, st, key, min, max)
#define TEXT_OPT(key, st, min, max)                                          \
	CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER | OPTIONAL, st, key, \
			       min, max)
#define NUMBER_OPT(key, st) \
	CYAML_FIELD_UINT_PTR(#key, CYAML_FLAG_POINTER | OPTIONAL, st, key)

#define MAX_PATH     1024
#define MAX_SOURCES  16
#define MAX_PROGRAMS 64

static const cyaml_strval_t source_types[] = {
	{"pcap", SOURCE_PCAP},
	{"traffic", SOURCE_TRAFFIC},
	{"station", SOURCE_STATION},
};

static const cyaml_schema_field_t source_fields[] = {
	CYAML_FIELD_ENUM("type", CYAML_FLAG_DEFAULT, struct scenario_source,
			 type, source_types, CYAML_ARRAY_LEN(source_types)),
	TEXT_OPT(file, struct scenario_source, 1, MAX_PATH),
	TEXT_OPT(from, struct scenario_source, 1, 17),
	NUMBER_OPT(offset_ns, struct scenario_source),
	TEXT_OPT(src_ip, struct scenario_source, 1, 15),
	TEXT_OPT(dst_ip, struct scenario_source, 1, 15),
	TEXT_OPT(dst_mac, struct scenario_source, 1, 17),
	NUMBER_OPT(src_port, struct scenario_source),
	NUMBER_OPT(dst_port, struct scenario_source),
	NUMBER_OPT(frame_bytes, struct scenario_source),
	NUMBER_OPT(frames, struct scenario_source),
	NUMBER_OPT(start_ns, struct scenario_source),
	NUMBER_OPT(interval_ns, struct scenario_source),
	CYAML_FIELD_END};

static const cyaml_schema_value_t source = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct scenario_source,
			    source_fields),
};

static const cyaml_schema_field_t wire_fields[] = {
	NUMBER_OPT(latency_ns, struct scenario_wire),
	NUMBER_OPT(link_down_at_ns, struct scenario_wire),
	NUMBER_OPT(link_up_at_ns, struct scenario_wire),
	CYAML_FIELD_SEQUENCE("sources", CYAML_FLAG_POINTER | OPTIONAL,
			     struct scenario_wire, sources, &source, 0,
			     MAX_SOURCES),
	CYAML_FIELD_END};

static const cyaml_schema_field_t host_fields[] = {
	TEXT(ip, struct scenario_host, 1, 18),
	TEXT(mac, struct scenario_host, 1, 17),
	TEXT_OPT(profile, struct scenario_host, 1, MAX_PATH),
	TEXT_OPT(eeprom, struct scenario_host, 1, MAX_PATH),
	NUMBER_OPT(seed, struct scenario_host),
	TEXT_OPT(strict, struct scenario_host, 1, 8),
	/* Names that only the kernel knows. */
	CYAML_FIELD_IGNORE("sysctl", OPTIONAL),
	CYAML_FIELD_IGNORE("coalesce", OPTIONAL),
	CYAML_FIELD_IGNORE("offload", OPTIONAL),
	CYAML_FIELD_IGNORE("pause", OPTIONAL), CYAML_FIELD_END};

static const cyaml_schema_value_t program_arg = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, 255),
};

static const cyaml_schema_field_t program_fields[] = {
	TEXT(name, struct scenario_program, 1, 64),
	CYAML_FIELD_SEQUENCE("args", CYAML_FLAG_POINTER | OPTIONAL,
			     struct scenario_program, args, &program_arg, 0,
			     APP_MAX_ARGS),
	NUMBER_OPT(start_ns, struct scenario_program), CYAML_FIELD_END};

static const cyaml_schema_value_t program = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct scenario_program,
			    program_fields),
};

static const cyaml_schema_field_t scenario_fields[] = {
	TEXT(name, struct scenario_file, 1, 64),
	TEXT(description, struct scenario_file, 1, 1000),
	CYAML_FIELD_UINT("duration_ms", CYAML_FLAG_DEFAULT,
			 struct scenario_file, duration_ms),
	CYAML_FIELD_MAPPING("host", CYAML_FLAG_DEFAULT, struct scenario_file,
			    host, host_fields),
	CYAML_FIELD_MAPPING_PTR("wire", CYAML_FLAG_POINTER | OPTIONAL,
				struct scenario_file, wire, wire_fields),
	CYAML_FIELD_SEQUENCE("programs", CYAML_FLAG_POINTER | OPTIONAL,
			     struct scenario_file, programs, &program, 0,
			     MAX_PROGRAMS),
	CYAML_FIELD_END};

const cyaml_schema_value_t scenario_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct scenario_file,
			    scenario_fields),
};

void scenario_file_free(struct scenario_file *f)
{
	const cyaml_config_t config = {.mem_fn = cyaml_mem};

	if (f)
		cyaml_free(&config, &scenario_schema, f, 0);
}
