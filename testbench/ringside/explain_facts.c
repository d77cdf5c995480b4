// SPDX-License-Identifier: MIT
/* What several rules ask of a state. */
#include "explain_internal.h"

#include <string.h>

unsigned ring_count(const struct explain *e, const char *ring, char owner)
{
	unsigned n = 0;

	for (const char *p = ex_str(e, "card.%s.map", ring); *p; p++)
		n += *p == owner;
	return n;
}

int ring_find(const struct explain *e, const char *ring, char owner,
	      unsigned from)
{
	const char *map = ex_str(e, "card.%s.map", ring);
	size_t n = strlen(map);

	for (size_t i = 0; i < n; i++)
		if (map[(from + i) % n] == owner)
			return (int)((from + i) % n);
	return -1;
}

bool napi_idle(const struct explain *e)
{
	json_t *list = ex_get(e, "kernel.napi"), *napi;
	bool enabled = false, scheduled = false;
	const char *name;

	json_object_foreach(list, name, napi)
	{
		enabled |= el_bool(napi, "enabled");
		scheduled |= el_bool(napi, "scheduled");
	}
	return enabled && !scheduled;
}

bool device_up(const struct explain *e)
{
	json_t *list = ex_get(e, "kernel.napi"), *napi;
	const char *name;

	/* The loopback has no NAPI context. */
	json_object_foreach(list, name,
			    napi) if (el_bool(napi, "enabled")) return true;
	return false;
}

bool kernel_busy(const struct explain *e)
{
	return ex_bool(e, "kernel.softirq.running") ||
	       ex_bool(e, "kernel.softirq.held_off") ||
	       ex_bool(e, "kernel.hardirq.running") ||
	       strstr(ex_str(e, "kernel.softirq.pending"), "NET_") ||
	       !strcmp(ex_str(e, "cpu.context"), "hardirq") ||
	       !strcmp(ex_str(e, "cpu.context"), "softirq");
}

bool posted(const struct explain *e, const char *reg)
{
	json_t *list = ex_get(e, "card.posted"), *post;
	const char *name;

	json_object_foreach(
		list, name,
		post) if (!strcmp(el_str(post, "register"), reg)) return true;
	return false;
}

const json_t *handed_over(const struct explain *e, const char *ring,
			  unsigned index, uint64_t before)
{
	json_t *list = ex_get(e, "card.%s.tails", ring), *write;
	uint64_t count = ex_u64(e, "card.%s.count", ring), last = 0;
	const json_t *found = NULL;
	const char *name;
	bool known = false;

	json_object_foreach(list, name, write)
	{
		uint64_t value = el_u64(write, "value");

		if (el_u64(write, "at_ps") > before || !count)
			break;
		if (known && (index + count - last) % count <
				     (value + count - last) % count)
			found = write;
		last = value % count;
		known = true;
	}
	return found;
}

uint64_t waits_since(const struct explain *e, const char *ring)
{
	json_t *list = ex_get(e, "card.%s.desc", ring), *desc;
	uint64_t oldest = 0;
	const char *name;

	json_object_foreach(list, name, desc)
	{
		uint64_t at = el_u64(desc, "stored_ps");

		if (!at)
			at = el_u64(desc, "made_ps");
		if (!strcmp(el_str(desc, "owner"), "d") && at &&
		    (!oldest || at < oldest))
			oldest = at;
	}
	return oldest;
}

bool polled_since_read(const struct explain *e)
{
	uint64_t read = ex_u64(e, "last.ICR.read.at_ps");

	return ex_u64(e, "last.buffer_taken_ps") > read ||
	       (ex_has(e, "last.IMS.written") &&
		ex_u64(e, "last.IMS.written.at_ps") > read);
}
