/* SPDX-License-Identifier: MIT */
/*
 * Host memory as the card sees it: an AXI4 slave behind the IOMMU. Reads are
 * answered in order, a beat per clock, some time after their address; several
 * may be outstanding. Writes are taken a beat per clock and become visible to
 * the CPU in order, some time later, while the interrupt line is not delayed:
 * an interrupt can overtake the data that it announces.
 */
#include "probes.h"
#include "watch.h"

#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define CARD_ACCESS __attribute__((noinline, no_sanitize_address))
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CARD_ACCESS __attribute__((noinline, no_sanitize("address")))
#endif
#endif
/* Buffers of the card are poisoned for the CPU's code, and for that alone. */
#ifndef CARD_ACCESS
#define CARD_ACCESS
#endif

#define R(a, n)	   (&(a)->r[(n) % AXI_BURSTS])
#define W(a, n)	   (&(a)->w[(n) % AXI_BURSTS])
#define BEAT(a, n) (&(a)->beat[(n) % AXI_BEATS])
#define B(a, n)	   (&(a)->b[(n) % AXI_ANSWERS])

void axi_init(struct machine *m)
{
	struct axi *a = &m->axi;

	/* An address is taken at one edge, its first beat at a later one. */
	a->read_edges = edges_of_ns(m->profile.dma_read_ns);
	if (!a->read_edges)
		a->read_edges = 1;
	a->visible_edges = edges_of_ns(m->profile.dma_write_visible_ns);
	a->resp_edges = edges_of_ns(m->profile.dma_write_resp_ns);
	if (!a->resp_edges)
		a->resp_edges = 1;
	*m->pins->m_axi_awready_i = 0;
	*m->pins->m_axi_wready_i = 0;
	*m->pins->m_axi_arready_i = 0;
}

/* ---- Memory -------------------------------------------------------------- */

/* The aligned word at @word; bytes outside of the mapping read as zero, so
 * that nothing that the driver did not hand over shows on the pins. */
CARD_ACCESS static uint64_t load(const struct mapping *map, uint64_t bus)
{
	const uint8_t *word = map->cpu + (int64_t)(bus - map->bus);
	uint64_t v = 0;
	unsigned i;

	if (likely(bus >= map->bus && bus + 8 <= map->bus + map->len))
		return *(const uint64_t *)word;
	for (i = 0; i < 8; i++)
		if (bus + i >= map->bus && bus + i < map->bus + map->len)
			v |= (uint64_t)word[i] << (8 * i);
	return v;
}

CARD_ACCESS static void store(const struct axi_beat *b)
{
	unsigned i;

	if (likely(b->strobes == 0xff)) {
		*(uint64_t *)b->word = b->data;
		return;
	}
	for (i = 0; i < 8; i++)
		if (b->strobes & (1u << i))
			b->word[i] = (uint8_t)(b->data >> (8 * i));
}

void axi_push(struct machine *m)
{
	struct axi *a = &m->axi;

	while (a->beat_head != a->beat_tail)
		store(BEAT(a, a->beat_head++));
}

bool axi_coming(const struct machine *m, const struct mapping *map)
{
	const struct axi *a = &m->axi;
	uint32_t i;

	for (i = a->beat_head; i != a->beat_tail; i++) {
		const uint8_t *word = BEAT(a, i)->word;

		if (word + 8 > map->cpu && word < map->cpu + map->len)
			return true;
	}
	return false;
}

/* ---- Checks -------------------------------------------------------------- */

static const char *const read_kind[] = {
	"receive descriptor fetch", "transmit descriptor fetch",
	"transmit data fetch", "read with an unknown id"};
static const char *const write_kind[] = {
	"receive data", "receive descriptor write-back",
	"transmit descriptor write-back", "write with an unknown id"};

static __attribute__((noreturn)) void
bad_access(struct machine *m, const char *kind, uint64_t addr,
	   const struct mapping *map, const char *why)
{
	bool write = strstr(kind, "write") || strstr(kind, "receive data");

	history_fault(m, write ? FAULT_CARD_WRITE : FAULT_CARD_READ,
		      strstr(kind, "descriptor") != NULL, addr);
	if (map)
		fault(m,
		      "DMA: %s at bus address 0x%llx: %s (%s, mapped at "
		      "0x%llx, %u bytes)",
		      kind, (unsigned long long)addr, why, map->who,
		      (unsigned long long)map->bus, map->len);
	fault(m, "DMA: %s at bus address 0x%llx: %s", kind,
	      (unsigned long long)addr, why);
}

static struct mapping *check(struct machine *m, uint64_t addr, unsigned beats,
			     unsigned size, unsigned burst, bool write,
			     const char *kind)
{
	uint64_t first = addr & ~7ull, last = first + 8ull * (beats - 1);
	struct mapping *map;

	/* What a guest makes the card do is the guest's affair. */
	if (unlikely(m->guest != NULL))
		return guest_find(m, addr, write);
	map = iommu_find(m, addr);
	if (unlikely(!pci_bus_master(m)))
		bad_access(m, kind, addr, map,
			   "bus mastering is off in the PCI command register");
	if (unlikely(size != 3 || burst != 1))
		bad_access(m, kind, addr, map,
			   "not an incrementing burst of 64-bit words");
	if (unlikely((first ^ last) >> IOVA_PAGE_SHIFT))
		bad_access(m, kind, addr, map,
			   "the burst crosses a 4 KiB boundary");
	if (unlikely(!map))
		bad_access(m, kind, addr, NULL, "nothing is mapped there");
	if (unlikely(!map->card_owns && !map->coherent))
		bad_access(m, kind, addr, map, "the buffer is the driver's");
	if (unlikely(map->dir ==
		     (write ? DMA_DIR_TO_DEVICE : DMA_DIR_FROM_DEVICE)))
		bad_access(m, kind, addr, map,
			   write ? "mapped for reading only"
				 : "mapped for writing only");
	/* A word at either end may lie partly outside: a write says by its
	 * strobes which bytes it means. */
	if (unlikely(first + 8 <= map->bus || last >= map->bus + map->len))
		bad_access(m, kind, addr, map, "beyond the mapping");
	return map;
}

/* ---- Channels ------------------------------------------------------------ */

static inline void read_address(struct machine *m, struct axi *a, uint64_t edge)
{
	const struct nic_pins *p = m->pins;
	struct axi_burst *r = R(a, a->r_tail);
	unsigned id = *p->m_axi_arid_o;

	if (a->r_tail - a->r_head >= AXI_BURSTS) {
		*p->m_axi_arready_i = 0;
		return;
	}
	*p->m_axi_arready_i = 1;
	r->addr = *p->m_axi_araddr_o;
	r->beats = *p->m_axi_arlen_o + 1;
	r->id = (uint8_t)id;
	r->due = edge + a->read_edges;
	r->map = check(m, r->addr, r->beats, *p->m_axi_arsize_o,
		       *p->m_axi_arburst_o, false, read_kind[id & 3]);
	r->serial = r->map->serial;
	r->addr &= ~7ull;
	a->r_tail++;
	a->reads++;
	if (id == AXI_TX_DATA && r->map->frame && !r->map->sent)
		frames_fetch(m, r->map);
}

/* A beat of a descriptor that the card reads: its second word makes it whole.
 */
static inline void fetched(struct machine *m, const struct axi_burst *r)
{
	uint64_t desc = r->addr & ~15ull;

	if (!(r->addr & 8))
		return;
	if (r->id != AXI_TX_FETCH || tx_has_buffer(*m->pins->m_axi_rdata_i))
		history_fetched(m, r->id == AXI_TX_FETCH, desc,
				load(r->map, desc));
	watch_fetched(m, r->id == AXI_TX_FETCH, desc, load(r->map, desc),
		      *m->pins->m_axi_rdata_i);
	probe_desc(m, r->id == AXI_RX_FETCH ? RX_FETCHED : TX_FETCHED, desc,
		   load(r->map, desc), *m->pins->m_axi_rdata_i);
}

static inline void read_data(struct machine *m, struct axi *a, uint64_t edge)
{
	const struct nic_pins *p = m->pins;
	struct axi_burst *r = R(a, a->r_head);

	if (a->r_head == a->r_tail || r->due > edge) {
		*p->m_axi_rvalid_i = 0;
		return;
	}
	/* What is shown stays as it is until it is taken. */
	if (!a->r_shown) {
		if (unlikely(r->map->serial != r->serial))
			bad_access(
				m, read_kind[r->id & 3], r->addr, NULL,
				"the mapping was undone, or the buffer taken "
				"back, while it was read");
		*p->m_axi_rvalid_i = 1;
		*p->m_axi_rid_i = r->id;
		*p->m_axi_rdata_i = load(r->map, r->addr);
		*p->m_axi_rlast_i = r->beats == 1;
		a->r_shown = true;
	}
	if (*p->m_axi_rready_o) {
		if (r->id != AXI_TX_DATA)
			fetched(m, r);
		a->r_shown = false;
		a->bytes += 8;
		r->addr += 8;
		if (--r->beats == 0)
			a->r_head++;
	}
}

static inline void write_address(struct machine *m, struct axi *a)
{
	const struct nic_pins *p = m->pins;
	struct axi_burst *w = W(a, a->w_tail);
	unsigned id = *p->m_axi_awid_o;

	if (a->w_tail - a->w_head >= AXI_BURSTS) {
		*p->m_axi_awready_i = 0;
		return;
	}
	*p->m_axi_awready_i = 1;
	w->addr = *p->m_axi_awaddr_o;
	w->beats = *p->m_axi_awlen_o + 1;
	w->id = (uint8_t)id;
	w->map = check(m, w->addr, w->beats, *p->m_axi_awsize_o,
		       *p->m_axi_awburst_o, true, write_kind[id & 3]);
	w->serial = w->map->serial;
	w->addr &= ~7ull;
	a->w_tail++;
	a->writes++;
	if (id == AXI_RX_DATA)
		frames_store(m, w->map);
}

static inline void write_data(struct machine *m, struct axi *a, uint64_t edge)
{
	const struct nic_pins *p = m->pins;
	struct axi_burst *w = W(a, a->w_head);
	struct axi_beat *b = BEAT(a, a->beat_tail);
	const struct mapping *map = w->map;
	unsigned strobes = *p->m_axi_wstrb_o;

	if (a->w_head == a->w_tail ||
	    a->beat_tail - a->beat_head >= AXI_BEATS ||
	    a->b_tail - a->b_head >= AXI_ANSWERS) {
		*p->m_axi_wready_i = 0;
		return;
	}
	*p->m_axi_wready_i = 1;
	if (unlikely(map->serial != w->serial))
		bad_access(m, write_kind[w->id & 3], w->addr, NULL,
			   "the mapping was undone, or the buffer taken back, "
			   "while it was written");
	if (unlikely(w->addr < map->bus || w->addr + 8 > map->bus + map->len)) {
		unsigned i;

		if (m->guest)
			strobes = 0;
		for (i = 0; i < 8; i++)
			if ((strobes & (1u << i)) &&
			    (w->addr + i < map->bus ||
			     w->addr + i >= map->bus + map->len))
				bad_access(m, write_kind[w->id & 3],
					   w->addr + i, map,
					   "beyond the mapping");
	}
	b->data = *p->m_axi_wdata_o;
	b->word = map->cpu + (int64_t)(w->addr - map->bus);
	b->strobes = (uint8_t)strobes;
	b->due = edge + a->visible_edges;
	a->beat_tail++;
	if (w->id != AXI_RX_DATA && strobes)
		watch_written(m, w->id == AXI_TX_DESC, w->addr & ~15ull);
	if (w->id != AXI_RX_DATA && (w->addr & 8) && strobes)
		probe_desc(m, w->id == AXI_RX_DESC ? RX_WRITTEN : TX_WRITTEN,
			   w->addr & ~15ull, load(map, w->addr & ~15ull),
			   b->data);
	a->bytes += (unsigned)__builtin_popcount(strobes);
	w->addr += 8;
	if (unlikely(*p->m_axi_wlast_o != (w->beats == 1)))
		bad_access(m, write_kind[w->id & 3], w->addr - 8, map,
			   "WLAST does not fit the burst's length");
	if (--w->beats == 0) {
		B(a, a->b_tail)->due = edge + a->resp_edges;
		B(a, a->b_tail)->id = w->id;
		a->b_tail++;
		a->w_head++;
	}
}

static inline void answers(struct machine *m, struct axi *a, uint64_t edge)
{
	const struct nic_pins *p = m->pins;
	const struct axi_answer *b = B(a, a->b_head);

	if (a->b_head == a->b_tail || b->due > edge) {
		*p->m_axi_bvalid_i = 0;
		return;
	}
	*p->m_axi_bvalid_i = 1;
	*p->m_axi_bid_i = b->id;
	if (*p->m_axi_bready_o)
		a->b_head++;
}

void axi_edge(struct machine *m, uint64_t edge)
{
	const struct nic_pins *p = m->pins;
	struct axi *a = &m->axi;

	while (a->beat_head != a->beat_tail &&
	       BEAT(a, a->beat_head)->due <= edge)
		store(BEAT(a, a->beat_head++));
	read_data(m, a, edge);
	answers(m, a, edge);
	if (*p->m_axi_arvalid_o)
		read_address(m, a, edge);
	if (*p->m_axi_awvalid_o)
		write_address(m, a);
	if (*p->m_axi_wvalid_o)
		write_data(m, a, edge);
	a->busy = a->r_head != a->r_tail || a->w_head != a->w_tail ||
		  a->beat_head != a->beat_tail || a->b_head != a->b_tail ||
		  *p->m_axi_rvalid_i || *p->m_axi_bvalid_i;
}
