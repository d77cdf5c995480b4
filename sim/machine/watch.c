// SPDX-License-Identifier: MIT
/* What strict mode (sim/strict.h) sees of a machine. */
#include "../record/functions.h"
#include "probes.h"
#include "watch.h"

#include "sim/strict.h"

#include <stdlib.h>
#include <string.h>

struct strict_watch {
	struct strict *checker;
	struct functions functions;
};

static ps_t now(void *arg)
{
	return probe_now(arg);
}

static uint64_t cycle(void *arg)
{
	return ((struct machine *)arg)->edge;
}

/* Rings are in coherent memory: what the card alone owns is not looked at. */
static const uint8_t *memory(void *arg, uint64_t bus, size_t len)
{
	const struct machine *m = arg;
	const struct mapping *map =
		m->guest ? guest_look(m, bus) : iommu_find(m, bus);

	if (!map || !map->coherent || bus < map->bus ||
	    bus - map->bus + len > map->len)
		return NULL;
	return map->cpu + (bus - map->bus);
}

static size_t room(void *arg, uint64_t bus)
{
	const struct mapping *map = iommu_find(arg, bus);

	return map && bus >= map->bus && bus - map->bus < map->len
		       ? map->len - (bus - map->bus)
		       : 0;
}

static uint32_t head(void *arg, bool tx)
{
	const struct nic_pins *p = ((struct machine *)arg)->pins;

	return tx ? *p->probe_td_head_o : *p->probe_rd_head_o;
}

/* The access that is judged is the last one that the history has. */
static void who(void *arg, const char *names[2])
{
	const struct machine *m = arg;
	const struct history *h = &m->history;

	names[0] = names[1] = "";
	if (h->mmio_n)
		callers_names(&m->strict->functions,
			      &h->mmio[(h->mmio_n - 1) % HISTORY_MMIO].who,
			      names);
}

/* Without the machine's own functions. */
static void stack(void *arg, char *text, size_t len)
{
	static const char *const entry[] = {"in machine_mmio_",
					    "in machine_io_"};
	char *at = NULL;

	fault_call_stack(text, len);
	for (unsigned i = 0; !at && i < 2; i++)
		at = strstr(text, entry[i]);
	at = at ? strchr(at, '\n') : NULL;
	if (at)
		memmove(text, at + 1, strlen(at + 1) + 1);
	else
		*text = '\0';
}

static void found(void *arg, const char *words)
{
	struct machine *m = arg;

	if (m->recording)
		record_log(m->record, probe_now(m), 4, words);
}

int machine_strict(struct machine *m)
{
	struct strict_env env = {
		.arg = m,
		.now = now,
		.cycle = cycle,
		.memory = memory,
		.head = head,
		.room = room,
		.who = who,
		.stack = stack,
		.found = found,
		.barriers = true,
		.keeps_time = true,
	};

	if (m->strict)
		return 0;
	if (m->guest) {
		/* Its software runs elsewhere, by another clock, and its
		 * memory has no buffers. */
		env.room = NULL;
		env.who = NULL;
		env.stack = NULL;
		env.barriers = false;
		env.keeps_time = false;
	}
	m->strict = calloc(1, sizeof(*m->strict));
	if (!m->strict)
		return -1;
	functions_load(&m->strict->functions);
	m->strict->checker = strict_create(&env);
	if (m->strict->checker)
		return 0;
	machine_watch_free(m);
	return -1;
}

struct strict *machine_strict_checker(const struct machine *m)
{
	return m->strict ? m->strict->checker : NULL;
}

void machine_watch_free(struct machine *m)
{
	if (!m->strict)
		return;
	strict_destroy(m->strict->checker);
	functions_free(&m->strict->functions);
	free(m->strict);
	m->strict = NULL;
}

void watch_write_(struct machine *m, uint32_t offset, uint32_t value)
{
	strict_write(m->strict->checker, offset, value);
}

void watch_read_(struct machine *m, uint32_t offset, uint32_t value)
{
	strict_read(m->strict->checker, offset, value);
}

void watch_ioaddr_(struct machine *m, uint32_t value)
{
	strict_ioaddr(m->strict->checker, value);
}

void watch_narrow_(struct machine *m, uint32_t offset, unsigned bytes)
{
	strict_narrow(m->strict->checker, offset, bytes);
}

void watch_reset_(struct machine *m)
{
	strict_hard_reset(m->strict->checker);
}

void watch_barrier_(struct machine *m)
{
	strict_barrier(m->strict->checker);
}

void watch_fetched_(struct machine *m, bool tx, uint64_t bus, uint64_t first,
		    uint64_t second)
{
	strict_fetched(m->strict->checker, tx, bus, first, second);
}

void watch_written_(struct machine *m, bool tx, uint64_t bus)
{
	strict_written(m->strict->checker, tx, bus);
}
