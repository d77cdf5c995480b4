/* SPDX-License-Identifier: MIT */
/* What the files of the machine share. */
#ifndef SIM_MACHINE_INTERNAL_H
#define SIM_MACHINE_INTERNAL_H

#include "../wire/gmii.h"
#include "board.h"
#include "history.h"
#include "nic_model.h"
#include "sim/cpu.h"
#include "sim/fiber.h"
#include "sim/machine.h"
#include "sim/record.h"

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* Names of what cannot be told by one of enum cpu_context alone. */
#define CPU_MMIO_STALL CPU_CONTEXTS
#define CPU_ACCOUNTS   (CPU_CONTEXTS + 1)

/* The card comes out of reset, then the CPU. */
#define NIC_RESET_EDGES 16
#define CPU_START_PS	PS_PER_US

/* ---- IOMMU (iommu.c) ---------------------------------------------------- */

/* Bus addresses that mappings get: pages of IOVA_FIRST .. +IOVA_PAGES-1. */
#define IOVA_PAGE_SHIFT 12
#define IOVA_PAGE_MASK	((1u << IOVA_PAGE_SHIFT) - 1)
#define IOVA_FIRST	0x10000u
#define IOVA_PAGES	0x40000u

struct mapping {
	uint64_t bus;
	uint8_t *cpu;
	uint32_t len;
	uint32_t pages;
	uint32_t serial; /* of the card's turn to use it; even: not in use */
	uint32_t frame;	 /* whose bytes are in it; 0: nobody's */
	uint32_t epoch;	 /* number of card resets when @frame was stored */
	uint8_t dir;
	bool coherent;
	bool card_owns;
	bool sent; /* the card has begun to read @frame */
	const char *who;
	ps_t made, stored; /* when it was made; when the card last wrote */
	struct callers maker;
	struct mapping *next_free;
};

#define MAPPING_CHUNK 256
struct mapping_chunk {
	struct mapping_chunk *next;
	struct mapping map[MAPPING_CHUNK];
};

/* ---- AXI slave (axi.c) -------------------------------------------------- */

enum { AXI_RX_DATA, AXI_RX_DESC, AXI_TX_DESC };		   /* AWID */
enum { AXI_RX_FETCH, AXI_TX_FETCH, AXI_TX_DATA, AXI_IDS }; /* ARID */

#define AXI_BURSTS  64	 /* address queues */
#define AXI_BEATS   4096 /* writes on their way to memory */
#define AXI_ANSWERS 1024 /* write responses */

struct axi_burst {
	struct mapping *map;
	uint64_t addr; /* of the next beat; only the first may be unaligned */
	uint64_t due;  /* read: edge of the first beat */
	uint32_t serial;
	uint16_t beats; /* still to come */
	uint8_t id;
};

struct axi_beat {
	uint64_t data;
	uint8_t *word;
	uint64_t due; /* edge from which the CPU sees it */
	uint8_t strobes;
};

struct axi_answer {
	uint64_t due;
	uint8_t id;
};

struct axi {
	bool busy; /* something is queued or driven */
	bool r_shown;
	uint32_t r_head, r_tail; /* free running */
	uint32_t w_head, w_tail;
	uint32_t beat_head, beat_tail;
	uint32_t b_head, b_tail;
	uint32_t read_edges, visible_edges, resp_edges;
	uint64_t reads, writes, bytes;
	struct axi_burst r[AXI_BURSTS];
	struct axi_burst w[AXI_BURSTS];
	struct axi_beat beat[AXI_BEATS];
	struct axi_answer b[AXI_ANSWERS];
};

/* Does the transmit descriptor with this second half point to a buffer? Legacy
 * and data descriptors do; contexts and unknown types do not (8254x SDM 3.3).
 */
static inline bool tx_has_buffer(uint64_t second)
{
	const uint32_t dext = 1u << 29, dtyp = 15u << 20, data = 1u << 20;

	return !(second & dext) || (second & dtyp) == data;
}

/* ---- AXI-Lite master (lite.c) ------------------------------------------- */

#define LITE_POSTS 256

enum lite_state { LITE_IDLE, LITE_WRITE, LITE_READ };

struct lite_post {
	uint64_t arrive; /* first edge at which it is on the pins */
	uint32_t addr, data;
	uint8_t strobes;
	bool read;
};

struct lite {
	enum lite_state state;
	bool addr_taken, data_taken;
	uint32_t head, tail;
	uint32_t depth;
	uint32_t value; /* of the last read */
	uint64_t done;	/* edge of the last completion */
	uint64_t reads, writes;
	struct lite_post post[LITE_POSTS];
};

/* ---- Frames (frames.c) -------------------------------------------------- */

#define FRAME_QUEUE 4096

struct frame_queue {
	uint32_t head, tail;
	uint32_t id[FRAME_QUEUE];
};

struct frames {
	struct frame_queue line; /* begun on the wire, not judged yet */
	struct frame_queue fifo; /* accepted, not completely in memory */
	struct frame_queue send; /* the card has begun to read it */
	struct frame_queue out;	 /* in the card's transmit buffer */
	uint32_t read;		 /* the last one put into @send */
	uint32_t packet;	 /* the last one taken from there */
	struct frame_queue loop; /* sent in loopback, not judged yet */
	uint32_t own;		 /* of the card's own, being sent; 0: none */
	uint32_t epoch;		 /* card resets so far */
	uint32_t sending;	 /* mappings made now belong to it */
	uint32_t work;		 /* the CPU works on it; 0: on none */
	uint32_t leaving;	 /* its last byte is on the line; 0: none's */
	uint32_t rx_done;	 /* stored, not taken by the driver yet */
	uint32_t tx_done;	 /* buffers read by the card, mapped still */
	uint32_t taken;		 /* handed over, not asked for yet */
	uint32_t taken_last;	 /* handed over before; its further buffers */
	bool taken_stale;	 /* stored before the last reset */
	uint32_t bad_descriptors;
};

/* ---- Taps (tap.c) ------------------------------------------------------- */

struct tap_listener {
	machine_tap_fn fn;
	void *arg;
};

struct tap {
	struct tap_listener *listeners;
	unsigned n;
	uint8_t *bytes; /* of the frame whose pieces come */
	size_t len, room;
};

/* ---- PCI (pci.c) -------------------------------------------------------- */

/* What IOADDR keeps of what is written: the rest reads 0 (13.2.2.1). */
#define IOADDR_BITS 0x000fffffu

struct pci {
	uint16_t command;
	uint32_t bar[2];
	uint8_t irq_line;
	uint32_t ioaddr;
};

/* ---- The machine -------------------------------------------------------- */

struct pin_recording;
struct nic_wave;
struct probes;
struct calls;
struct strict_watch;

struct machine {
	/* Hot: the clock (clock.c). */
	ps_t clock;	 /* CPU's, less what the budget says */
	int64_t granted; /* cpu_budget when @clock was right */
	ps_t until;
	ps_t horizon; /* of the cards; PS_NEVER: the CPU's clock is */
	uint32_t insn_ps;
	uint64_t insn_reciprocal; /* ceil(2^62 / insn_ps) */
	uint32_t lines;		  /* pending interrupts, a bit per vector */
	uint32_t masked;
	bool irq_on;
	bool no_skip, no_books;

	/* Whose CPU, clock and memory these are: itself, or of a further card
	 * (cards.c) the machine that it is in. */
	struct machine *owner;
	struct machine
		*card[MACHINE_CARDS]; /* of the owner; the first: itself */
	unsigned cards;
	unsigned slot;	       /* this card's number */
	struct machine *taker; /* the card that gave a buffer back last */

	/* Hot: the card (step.c). */
	uint64_t edge; /* ticks of the card so far */
	struct nic_model *nic;
	const struct nic_pins *pins;
	struct gmii_link *gmii;
	struct pin_recording *pin_record;
	bool stepping;	/* the card is, at @edge */
	bool line;	/* intx_o as of the last edge */
	bool recording; /* the timeline is (probes.c) */
	struct record *record;
	struct probes *probes;
	struct calls *calls;
	struct nic_wave *wave;
	struct strict_watch *strict; /* or NULL (watch.c) */

	ps_t timer_at;
	void (*irq_entry)(void *arg, int vector);
	void *irq_arg;
	uint64_t irq_raised, irq_handled, irq_spurious, irq_timer;

	unsigned account;
	ps_t account_since;
	ps_t account_time[CPU_ACCOUNTS];
	uint64_t insns; /* counted by the pass */
	uint64_t barriers, barriers_seen;
	uint64_t doorbells, doorbells_bare; /* bare: no barrier before it */

	struct board board;
	struct lite lite;
	struct axi axi;
	struct frames frames;
	struct tap tap;
	struct pci pci;

	struct guest *guest; /* whose memory this is; NULL: our own (guest.c) */
	struct mapping **iova; /* by page */
	uint32_t iova_cursor;
	struct mapping_chunk *chunks; /* all mappings there are */
	struct mapping *free_mappings;

	uint8_t *ram;
	uint64_t ram_bytes;

	struct profile profile;
	struct ledger *ledger;
	struct wire *wire;     /* attached, or the loose cable */
	struct wire *no_cable; /* owned */
	void *kernel;
	void (*boot)(void *arg);
	void *boot_arg;

	struct fiber *outside; /* who called machine_run() */
	struct fiber *boot_stack;
	struct fiber *paused;  /* where the CPU was when the time was up */
	struct fiber *cpu;     /* what machine_run() goes on with */
	struct machine *outer; /* machine_this() of the caller */
	struct history history;
	bool running;
	bool started;
	bool bound;  /* machine_bound() */
	bool asleep; /* machine_run() ended in machine_idle() */
	enum machine_stop stop;
	char error[8192];
};

/* clock.c */
void clock_init(struct machine *m);
void clock_boot(void *machine);
/* Let the card and the timer catch up with the CPU. */
void clock_sync(struct machine *m);
/* Something was changed that may concern the CPU earlier than known so far. */
void clock_grant(struct machine *m);
/* Let the CPU's clock stand still until @edge of the card, or later. */
void clock_wait_edge(struct machine *m, uint64_t edge);
void clock_add(struct machine *m, ps_t ps);
unsigned clock_account(struct machine *m, unsigned account);
/* Back to machine_run(); for TIME it returns when machine_run() goes on. */
void clock_leave(struct machine *m, enum machine_stop why);
void machine_tick(void);

/* The CPU's time at this moment. */
static inline ps_t clock_now(const struct machine *m)
{
	m = m->owner;
	if (!m->running)
		return m->clock;
	return m->clock + (uint64_t)(m->granted - cpu_budget) * m->insn_ps;
}

/* step.c */
void nic_reset(struct machine *m);
void nic_advance(struct machine *m, ps_t now);
/* When the card may next do anything that concerns the CPU. */
ps_t nic_next(const struct machine *m);

static inline uint32_t edges_of_ns(uint32_t ns)
{
	return (uint32_t)(((uint64_t)ns * PS_PER_NS + NIC_CYCLE_PS - 1) /
			  NIC_CYCLE_PS);
}

/* axi.c: called before edge @edge is evaluated */
void axi_init(struct machine *m);
void axi_edge(struct machine *m, uint64_t edge);
/* Make every DMA write that was accepted so far visible. */
void axi_push(struct machine *m);
/* Is a DMA write into @map on its way, not visible yet? */
bool axi_coming(const struct machine *m, const struct mapping *map);

/* lite.c: likewise */
void lite_init(struct machine *m);
void lite_edge(struct machine *m, uint64_t edge);
uint32_t lite_read(struct machine *m, uint32_t offset);
void lite_write(struct machine *m, uint32_t offset, uint32_t value, bool wait);
/* A write of the bytes that @strobes says; comes back when the card has it. */
void lite_write_bytes(struct machine *m, uint32_t offset, uint32_t value,
		      uint8_t strobes);

static inline bool lite_busy(const struct machine *m)
{
	return m->lite.head != m->lite.tail;
}

/* guest.c */
void guest_free(struct machine *m);
/* The part of the guest's memory that @bus is in, or the mapping that stands
 * for nothing: reads 0, takes no writes. Never NULL. */
struct mapping *guest_find(struct machine *m, uint64_t bus, bool write);
/* The same, but only to look at it; NULL: nothing is there. */
const struct mapping *guest_look(const struct machine *m, uint64_t bus);

/* cards.c */
void cards_free(struct machine *m);
/* The card in a slot; NULL: none is. */
struct machine *cards_find(struct machine *m, uint16_t bdf);
/* All of them up to @now, in the order of what happens. */
void cards_advance(struct machine *m, ps_t now);
/* When any may next do something that concerns the CPU. */
ps_t cards_next(const struct machine *m);

/* iommu.c */
int iommu_init(struct machine *m, char *err, size_t err_len);
int iommu_tables(struct machine *m, char *err, size_t err_len);
void iommu_free(struct machine *m);

static inline struct mapping *iommu_find(const struct machine *m, uint64_t bus)
{
	uint64_t page = (bus >> IOVA_PAGE_SHIFT) - IOVA_FIRST;

	return likely(page < IOVA_PAGES) ? m->iova[page] : NULL;
}

/* frames.c */
extern const struct gmii_hooks frames_hooks;
void frames_events(struct machine *m, unsigned events, unsigned result);
/* The card begins to store into / to read from a mapping. */
void frames_store(struct machine *m, struct mapping *map);
void frames_fetch(struct machine *m, struct mapping *map);
/* The CPU gets a mapping back. */
void frames_release(struct machine *m, struct mapping *map, bool unmapped);
/* The frame on the receive line; the one that the card sends or has sent last.
 * 0: none. */
uint32_t frames_arriving(const struct machine *m);
uint32_t frames_leaving(const struct machine *m);
/* No more time: whatever is still somewhere ends there. */
void frames_finish(struct machine *m);

/* tap.c */
void tap_free(struct machine *m);

/* pci.c */
void pci_init(struct machine *m);
static inline bool pci_bus_master(const struct machine *m)
{
	return m->pci.command & 0x4;
}

/* fault.c */
__attribute__((noreturn, format(printf, 2, 3))) void
fault(struct machine *m, const char *fmt, ...);
/* @text gets a line for each caller of the running code, at most. */
void fault_call_stack(char *text, size_t len);

/* symbols.c: each function of the program, where it is and how long; names are
 * valid during the call. */
typedef void (*symbol_fn)(void *arg, const void *begin, size_t bytes,
			  const char *name);
void symbols_each(symbol_fn fn, void *arg);
/* "name+0x12", or "?" */
void symbol_name(const void *address, char *text, size_t len);

#endif
