// SPDX-License-Identifier: MIT
/* The scenario's wire: what sends towards the card. */
#include "paths.h"
#include "scenario.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Far beyond any run, far below the end of 64 bits of picoseconds. */
#define MAX_NS (48ull * 3600 * 1000000000)

struct context {
	const struct scenario *s;
	unsigned index;
	const struct scenario_source *src;
	char *err;
	size_t err_len;
};

static int fail(const struct context *c, const char *key, const char *reason)
{
	char full[64];

	snprintf(full, sizeof(full), "wire.sources.%u%s%s", c->index,
		 *key ? "." : "", key);
	return yaml_tree_error(c->s->tree, full, c->err, c->err_len, "%s",
			       reason);
}

/* The keys that each type takes; the rest are refused. */
static const struct {
	const char *key;
	unsigned types;
} source_keys[] = {
	{"file", 1 << SOURCE_PCAP},
	{"offset_ns", 1 << SOURCE_PCAP},
	{"from", 1 << SOURCE_PCAP | 1 << SOURCE_TRAFFIC | 1 << SOURCE_STATION},
	{"src_ip", 1 << SOURCE_TRAFFIC | 1 << SOURCE_STATION},
	{"dst_ip", 1 << SOURCE_TRAFFIC},
	{"dst_mac", 1 << SOURCE_TRAFFIC},
	{"src_port", 1 << SOURCE_TRAFFIC},
	{"dst_port", 1 << SOURCE_TRAFFIC},
	{"frame_bytes", 1 << SOURCE_TRAFFIC},
	{"frames", 1 << SOURCE_TRAFFIC},
	{"start_ns", 1 << SOURCE_TRAFFIC},
	{"interval_ns", 1 << SOURCE_TRAFFIC},
};

static int check_keys(const struct context *c)
{
	static const char *const names[] = {"pcap", "traffic", "station"};
	char full[64], reason[96];

	for (size_t i = 0; i < sizeof(source_keys) / sizeof(*source_keys);
	     i++) {
		const char *key = source_keys[i].key;

		snprintf(full, sizeof(full), "wire.sources.%u.%s", c->index,
			 key);
		if (source_keys[i].types & 1u << c->src->type ||
		    !yaml_tree_has(c->s->tree, full))
			continue;
		snprintf(reason, sizeof(reason),
			 "is no key of a source of type %s",
			 names[c->src->type]);
		return fail(c, key, reason);
	}
	return 0;
}

static int get_mac(const struct context *c, const char *key, const char *text,
		   uint8_t mac[6])
{
	if (!text)
		return fail(c, "", "a MAC address is missing, key \"from\"");
	if (!parse_mac(text, mac))
		return fail(c, key, "is not six bytes like 52:54:00:12:34:01");
	return 0;
}

static int get_ip(const struct context *c, const char *key, const char *text,
		  uint32_t *ip)
{
	if (!text)
		return fail(c, "",
			    "an IPv4 address is missing, key \"src_ip\"");
	if (!parse_ip(text, ip))
		return fail(c, key, "is no IPv4 address");
	return 0;
}

static int get_time(const struct context *c, const char *key,
		    const uint64_t *ns, ps_t *out)
{
	if (ns && *ns > MAX_NS)
		return fail(c, key, "is more than two days");
	*out = ns ? *ns * PS_PER_NS : 0;
	return 0;
}

static struct wire_source *pcap_source(const struct context *c)
{
	const struct scenario_source *src = c->src;
	char reason[SCENARIO_MAX_ERR / 2], full[64];
	struct wire_source *source;
	uint8_t mac[6];
	ps_t offset = 0;
	char *path;

	if (!src->file) {
		fail(c, "", "the capture is missing, key \"file\"");
		return NULL;
	}
	if ((src->from && get_mac(c, "from", src->from, mac)) ||
	    get_time(c, "offset_ns", src->offset_ns, &offset))
		return NULL;
	/* A path counts from the scenario file, or from where the user is. */
	snprintf(full, sizeof(full), "wire.sources.%u.file", c->index);
	if (*src->file == '/' || yaml_tree_is_set(c->s->tree, full))
		path = must_format("%s", src->file);
	else
		path = must_format("%s/%s", c->s->dir, src->file);
	source = wire_pcap_source(path, src->from ? mac : NULL, offset, reason,
				  sizeof(reason));
	free(path);
	if (!source)
		fail(c, "file", reason);
	return source;
}

static struct wire_source *traffic_source(const struct context *c)
{
	const struct scenario_source *src = c->src;
	struct wire_source *source;
	struct wire_traffic t;
	char reason[256];

	memset(&t, 0, sizeof(t));
	if (get_mac(c, "from", src->from, t.src_mac) ||
	    get_ip(c, "src_ip", src->src_ip, &t.src_ip) ||
	    get_time(c, "start_ns", src->start_ns, &t.start) ||
	    get_time(c, "interval_ns", src->interval_ns, &t.interval))
		return NULL;
	t.dst_ip = c->s->ip;
	if (src->dst_ip && get_ip(c, "dst_ip", src->dst_ip, &t.dst_ip))
		return NULL;
	memcpy(t.dst_mac, c->s->mac, 6);
	if (src->dst_mac && get_mac(c, "dst_mac", src->dst_mac, t.dst_mac))
		return NULL;
	if (!src->dst_port || !*src->dst_port) {
		fail(c, src->dst_port ? "dst_port" : "",
		     "a port from 1 on is missing, key \"dst_port\"");
		return NULL;
	}
	t.dst_port = *src->dst_port;
	t.src_port = src->src_port ? *src->src_port : 40000;
	t.frame_bytes = src->frame_bytes ? *src->frame_bytes : 64;
	t.frames = src->frames ? *src->frames : 0;
	source = wire_traffic_source(&t, reason, sizeof(reason));
	/* It takes a frame length or a distance that no line has. */
	if (!source)
		fail(c,
		     t.frame_bytes < 64 || t.frame_bytes > 1518 ? "frame_bytes"
								: "interval_ns",
		     reason);
	return source;
}

static int add_source(struct wire *w, const struct context *c)
{
	struct wire_source *source = NULL;
	uint8_t mac[6] = {0};
	uint32_t ip = 0;

	if (check_keys(c))
		return -1;
	switch (c->src->type) {
	case SOURCE_PCAP:
		source = pcap_source(c);
		break;
	case SOURCE_TRAFFIC:
		source = traffic_source(c);
		break;
	case SOURCE_STATION:
		if (!get_mac(c, "from", c->src->from, mac) &&
		    !get_ip(c, "src_ip", c->src->src_ip, &ip))
			source = wire_station_source(w, mac, ip);
		break;
	}
	if (!source)
		return -1;
	wire_add_source(w, source);
	return 0;
}

struct wire *scenario_wire(const struct scenario *s, char *err, size_t err_len)
{
	const struct scenario_wire *sw = s->file->wire;
	ps_t latency = 0;
	struct wire *w;

	if (sw && sw->latency_ns) {
		/* Beyond a second it is not a link any more. */
		if (*sw->latency_ns > 1000000000) {
			yaml_tree_error(s->tree, "wire.latency_ns", err,
					err_len, "is more than a second");
			return NULL;
		}
		latency = *sw->latency_ns * PS_PER_NS;
	}
	w = wire_create(latency);
	for (unsigned i = 0; sw && i < sw->sources_count; i++) {
		struct context c = {s, i, &sw->sources[i], err, err_len};

		if (add_source(w, &c)) {
			wire_destroy(w);
			return NULL;
		}
	}
	return w;
}
