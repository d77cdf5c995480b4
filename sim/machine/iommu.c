/* SPDX-License-Identifier: MIT */
/*
 * The IOMMU: bus addresses are given out a mapping at a time, with an empty
 * page behind each, in rising order, so that an address that was handed back
 * means nothing for a long time. The check is exact to the byte (axi.c).
 */
#include "probes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifdef __SANITIZE_ADDRESS__
#define IOMMU_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IOMMU_ASAN 1
#endif
#endif

#ifdef IOMMU_ASAN
#include <sanitizer/asan_interface.h>
#endif

static const char *const dir_name[] = {"both ways", "to the card",
				       "from the card"};

int iommu_init(struct machine *m, char *err, size_t err_len)
{
	m->ram_bytes = (uint64_t)m->profile.ram_mib << 20;
	m->ram = mmap(NULL, m->ram_bytes, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (m->ram == MAP_FAILED) {
		m->ram = NULL;
		snprintf(err, err_len, "no room for %u MiB of simulated memory",
			 m->profile.ram_mib);
		return -1;
	}
	return iommu_tables(m, err, err_len);
}

int iommu_tables(struct machine *m, char *err, size_t err_len)
{
	m->iova = calloc(IOVA_PAGES, sizeof(m->iova[0]));
	if (!m->iova) {
		snprintf(err, err_len, "out of memory");
		return -1;
	}
	return 0;
}

void iommu_free(struct machine *m)
{
	while (m->chunks) {
		struct mapping_chunk *c = m->chunks;

		m->chunks = c->next;
		free(c);
	}
	free(m->iova);
	if (m->ram && m->owner == m) {
#ifdef IOMMU_ASAN
		__asan_unpoison_memory_region(m->ram, m->ram_bytes);
#endif
		munmap(m->ram, m->ram_bytes);
	}
}

void *machine_ram(struct machine *m)
{
	return m->ram;
}

uint64_t machine_ram_bytes(const struct machine *m)
{
	return m->ram_bytes;
}

/*
 * The address sanitizer knows one kind of forbidden, so a buffer that the card
 * only reads stays open: the CPU may read it, too.
 */
static void set_owner(struct mapping *map, bool card)
{
	map->card_owns = card;
#ifdef IOMMU_ASAN
	if (map->coherent || map->dir == DMA_DIR_TO_DEVICE)
		return;
	if (card)
		__asan_poison_memory_region(map->cpu, map->len);
	else
		__asan_unpoison_memory_region(map->cpu, map->len);
#endif
}

static struct mapping *new_mapping(struct machine *m)
{
	struct mapping *map;

	if (!m->free_mappings) {
		struct mapping_chunk *c = calloc(1, sizeof(*c));
		unsigned i;

		if (!c)
			return NULL;
		c->next = m->chunks;
		m->chunks = c;
		for (i = MAPPING_CHUNK; i--;) {
			c->map[i].next_free = m->free_mappings;
			m->free_mappings = &c->map[i];
		}
	}
	map = m->free_mappings;
	m->free_mappings = map->next_free;
	return map;
}

/* First of @pages free pages with a free one behind them; IOVA_PAGES: none. */
static uint32_t find_pages(struct machine *m, uint32_t pages)
{
	uint32_t at = m->iova_cursor, looked = 0, run = 0;

	while (looked < 2 * IOVA_PAGES) {
		if (at + run >= IOVA_PAGES) {
			looked += run + 1;
			at = 0;
			run = 0;
			continue;
		}
		if (m->iova[at + run]) {
			looked += run + 1;
			at += run + 1;
			run = 0;
			continue;
		}
		if (++run > pages) {
			m->iova_cursor = at + run;
			return at;
		}
	}
	return IOVA_PAGES;
}

uint64_t machine_dma_map(struct machine *m, void *cpu, size_t len,
			 enum dma_dir dir, bool coherent, const char *who)
{
	uint8_t *at = cpu;
	uint32_t page, pages, i;
	struct mapping *map;

	if (!len)
		fault(m, "DMA: %s maps zero bytes", who);
	if (at < m->ram || len > m->ram_bytes ||
	    (size_t)(at - m->ram) > m->ram_bytes - len)
		fault(m,
		      "DMA: %s maps %zu bytes that are not in RAM (a stack "
		      "or static data?)",
		      who, len);
	pages = (uint32_t)(((at - m->ram) % (IOVA_PAGE_MASK + 1) + len +
			    IOVA_PAGE_MASK) >>
			   IOVA_PAGE_SHIFT);
	page = pages < IOVA_PAGES ? find_pages(m, pages) : IOVA_PAGES;
	map = page < IOVA_PAGES ? new_mapping(m) : NULL;
	if (!map)
		return 0;
	map->bus = ((uint64_t)(IOVA_FIRST + page) << IOVA_PAGE_SHIFT) +
		   (size_t)(at - m->ram) % (IOVA_PAGE_MASK + 1);
	map->cpu = at;
	map->len = (uint32_t)len;
	map->pages = pages;
	map->serial++;
	map->frame = dir == DMA_DIR_FROM_DEVICE || coherent
			     ? 0
			     : m->owner->frames.sending;
	map->epoch = 0;
	map->dir = (uint8_t)dir;
	map->coherent = coherent;
	map->sent = false;
	map->who = who;
	for (i = 0; i < pages; i++)
		m->iova[page + i] = map;
	set_owner(map, true);
	if (map->frame)
		probe_frame(m, FRAME_SENDING, map->frame);
	probe_map(m, MAP_MADE, map);
	history_map(m, PAST_MAPPED, map);
	return map->bus;
}

/* A fault of the driver's, remembered by more than its text. */
#define dma_fault(m, what, bus, ...)                      \
	do {                                              \
		history_fault((m), (what), false, (bus)); \
		fault((m), __VA_ARGS__);                  \
	} while (0)

static struct mapping *named(struct machine *m, uint64_t bus, size_t len,
			     enum dma_dir dir, enum fault_what doing)
{
	const char *what = doing == FAULT_UNMAP ? "unmap" : "sync";
	struct mapping *map = iommu_find(m, bus);

	if (!map)
		dma_fault(m, doing, bus,
			  "DMA: %s of bus address 0x%llx (%zu bytes), which is "
			  "not mapped",
			  what, (unsigned long long)bus, len);
	if (map->dir != dir)
		dma_fault(m, doing, bus,
			  "DMA: %s of bus address 0x%llx %s, but %s mapped it "
			  "%s",
			  what, (unsigned long long)bus, dir_name[dir],
			  map->who, dir_name[map->dir]);
	return map;
}

/* The CPU gets it: what the card has written must be there by now. Whoever saw
 * the descriptor done, or read a register since, has seen to that. */
static void hand_to_cpu(struct machine *m, struct mapping *map, bool unmapped)
{
	if (map->dir != DMA_DIR_TO_DEVICE && axi_coming(m, map))
		dma_fault(
			m, FAULT_EARLY, map->bus,
			"DMA: %s takes back bus address 0x%llx, %u bytes, while "
			"a write of the card to it is still on its way",
			map->who, (unsigned long long)map->bus, map->len);
	frames_release(m, map, unmapped);
	set_owner(map, false);
}

void machine_dma_unmap(struct machine *m, uint64_t bus, size_t len,
		       enum dma_dir dir)
{
	struct mapping *map = named(m, bus, len, dir, FAULT_UNMAP);
	uint32_t page, i;

	if (map->bus != bus || map->len != len)
		dma_fault(m, FAULT_UNMAP, bus,
			  "DMA: unmap of bus address 0x%llx, %zu bytes, but %s "
			  "mapped 0x%llx, %u bytes",
			  (unsigned long long)bus, len, map->who,
			  (unsigned long long)map->bus, map->len);
	history_map(m, PAST_UNMAPPED, map);
	hand_to_cpu(m, map, true);
	probe_map(m, MAP_UNDONE, map);
	map->serial++;
	page = (uint32_t)(map->bus >> IOVA_PAGE_SHIFT) - IOVA_FIRST;
	for (i = 0; i < map->pages; i++)
		m->iova[page + i] = NULL;
	map->next_free = m->free_mappings;
	m->free_mappings = map;
}

void machine_dma_sync(struct machine *m, uint64_t bus, size_t len,
		      enum dma_dir dir, bool for_cpu)
{
	struct mapping *map = named(m, bus, len, dir, FAULT_SYNC);

	if (bus < map->bus || bus - map->bus + len > map->len)
		dma_fault(m, FAULT_SYNC, bus,
			  "DMA: sync of bus address 0x%llx, %zu bytes, but %s "
			  "mapped 0x%llx, %u bytes",
			  (unsigned long long)bus, len, map->who,
			  (unsigned long long)map->bus, map->len);
	if (map->coherent)
		dma_fault(m, FAULT_SYNC, bus,
			  "DMA: sync of the coherent mapping of %s", map->who);
	if (for_cpu) {
		history_map(m, PAST_TO_CPU, map);
		hand_to_cpu(m, map, false);
		map->serial += 2; /* in use, but none of the card's */
		probe_map(m, MAP_TO_CPU, map);
	} else {
		set_owner(map, true);
		probe_map(m, MAP_TO_CARD, map);
		history_map(m, PAST_TO_CARD, map);
	}
}

static unsigned leaks_of(struct machine *m, const struct machine *card)
{
	const struct mapping_chunk *c;
	unsigned leaks = 0, i;
	size_t at = strlen(m->error);

	for (c = card->chunks; c; c = c->next) {
		for (i = 0; i < MAPPING_CHUNK; i++) {
			const struct mapping *map = &c->map[i];

			if (!(map->serial & 1))
				continue;
			leaks++;
			if (at < sizeof(m->error))
				at += (size_t)snprintf(
					m->error + at, sizeof(m->error) - at,
					"DMA: %s never undid its mapping of "
					"bus address 0x%llx, %u bytes, %s\n",
					map->who, (unsigned long long)map->bus,
					map->len, dir_name[map->dir]);
		}
	}
	return leaks;
}

unsigned machine_dma_leaks(struct machine *m)
{
	unsigned leaks = 0;

	for (unsigned i = 0; i < m->cards; i++)
		leaks += leaks_of(m, m->card[i]);
	return leaks;
}
