/* SPDX-License-Identifier: MIT */
/*
 * One host's hardware: CPU, memory, host bridge with IOMMU, interrupt
 * controller, network card, on one clock. The kernel touches hardware through
 * this header only.
 *
 * Two sides:
 *  - "outside" is the program that owns the simulation; it creates a machine,
 *    runs it up to a moment, and reads its counters.
 *  - "CPU side" is code that runs on the simulated CPU: it is compiled by the
 *    counting pass (or calls machine_charge_*), so that it consumes time.
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include "sim/ledger.h"
#include "sim/profile.h"
#include "sim/types.h"

struct machine;
struct wire;
struct metrics;

struct machine_config {
	struct profile profile;
	uint8_t mac[6]; /* as the EEPROM holds it: loaded to RAL0/RAH0 */
	const uint16_t *eeprom; /* 64 words; NULL: made for @mac */
	ps_t link_down_at;	/* the cable is pulled out, ... */
	ps_t link_up_at;	/* ... is plugged in again; 0: never */
	bool no_skip;		/* step every edge even where nothing happens */
	bool no_books;		/* do not follow frames through the card: who
				 * drives it keeps no ledger */
};

/* A host has one card, or up to so many: each has a slot of the PCI bus, a line
 * of the interrupt controller and a page table of the IOMMU for itself. */
#define MACHINE_CARDS 4

/* ---- outside ---------------------------------------------------------- */

/* NULL with a message in @err on failure. */
struct machine *machine_create(const struct machine_config *c, char *err,
			       size_t err_len);
void machine_destroy(struct machine *m);

/* The far end of the card's GMII. Not owned. Set before machine_run(). */
void machine_attach_wire(struct machine *m, struct wire *w);

/*
 * One more card, before the first machine_run(): of @c only what concerns a
 * card counts. What it returns is the machine as that card has it, for the
 * functions below that are about a card (its wire, its tap, its DMA); time and
 * the CPU are the machine's own. It is owned by @m. NULL with a message.
 */
struct machine *machine_add_card(struct machine *m,
				 const struct machine_config *c, char *err,
				 size_t err_len);
unsigned machine_cards(const struct machine *m);
/* Card number @n, from 0 on: 0 is @m itself. */
struct machine *machine_card_number(struct machine *m, unsigned n);

/*
 * Several machines at once: nothing in this one happens after @until of
 * machine_run(), not even in the card while the CPU is in the middle of
 * something longer. So a frame that begins at @until or later can still be
 * given to its wire, whenever it is given. Before the first machine_run().
 */
void machine_bound(struct machine *m);
/* Between two machine_run(): before this moment nothing happens in the machine
 * unless something comes over a wire. */
ps_t machine_next(const struct machine *m);

/*
 * What the CPU does out of reset: @boot(arg) on a stack of its own. It never
 * returns but calls machine_halt().
 */
void machine_set_boot(struct machine *m, void (*boot)(void *arg), void *arg);

enum machine_stop {
	MACHINE_TIME,	/* the clock reached @until */
	MACHINE_HALTED, /* the kernel called machine_halt() */
	MACHINE_FAULT,	/* bus, IOMMU or ownership error: machine_error() */
};

/* Run until the clock is at or past @until. Can be called again to go on. */
enum machine_stop machine_run(struct machine *m, ps_t until);
/* The program dies while the machine runs: @how becomes the fault's text, with
 * cycle and call stack, unless there is one. For a signal's handler that
 * hopes for the best. */
void machine_died(struct machine *m, const char *how);
/* Text of the fault with cycle, address and call stack; "" if none. */
const char *machine_error(const struct machine *m);

ps_t machine_now(const struct machine *m);
uint64_t machine_nic_cycles(const struct machine *m);
/* Instructions that the counting pass has counted on this CPU. */
uint64_t machine_instructions(const struct machine *m);
struct ledger *machine_ledger(struct machine *m);
/* Adds nic_cycles, irq.*, mmio.*, dma.*, cpu.* to the metrics. */
void machine_metrics(const struct machine *m, struct metrics *out);
/*
 * Everything that a post-mortem wants to know, as it is at this moment: card,
 * rings, mappings, the last accesses and interrupts. Between two machine_run().
 */
void machine_state(const struct machine *m, struct metrics *out);
/* A line of the kernel's log, for machine_state(). Context: any. */
void machine_log(struct machine *m, ps_t at, int level, const char *line);

/*
 * An FST of the card's signals and, with @lanes, of the record's lanes, in
 * exactly this file. It is made when recording begins (machine_record_begin()
 * of sim/record.h) and complete when it is closed, or saved: that from a signal
 * handler, when the program ends any moment; see nic_wave_save(). One for a
 * machine. 0, or -1 with a message.
 */
int machine_wave_open(struct machine *m, const char *path, bool lanes,
		      char *err, size_t err_len);
int machine_wave_close(struct machine *m, char *err, size_t err_len);
bool machine_wave_save(struct machine *m, bool force);
/* Is it being written at this moment? */
bool machine_wave_busy(const struct machine *m);

/*
 * What tcpdump on the host's interface sees: @fn is shown every frame that the
 * driver handed to the stack or the stack to the driver, at the CPU's time, on
 * the stack of the code that did it. @data is valid during the call.
 */
typedef void (*machine_tap_fn)(void *arg, ps_t now, uint32_t id, bool outbound,
			       const uint8_t *data, uint32_t len);
void machine_tap_listen(struct machine *m, machine_tap_fn fn, void *arg);
/* No more; harmless if it never listened. */
void machine_tap_unlisten(struct machine *m, machine_tap_fn fn, void *arg);

/* ---- CPU side: time ---------------------------------------------------- */

/* What the CPU is doing, for the shares of time. Returns the previous one. */
enum cpu_context {
	CPU_IDLE,
	CPU_PROCESS,
	CPU_SOFTIRQ,
	CPU_HARDIRQ,
	CPU_CONTEXTS
};
enum cpu_context machine_set_context(struct machine *m, enum cpu_context c);

/* Named costs of the profile. */
enum cpu_cost {
	COST_SYSCALL,
	COST_SOFTIRQ,
	COST_CONTEXT_SWITCH,
	/* interrupt entry and exit are charged by the machine itself */
};
void machine_charge(struct machine *m, enum cpu_cost c);
void machine_charge_ns(struct machine *m, uint64_t ns);

/* A busy wait, udelay(): by the clock, so that interrupts are taken in it. */
void machine_delay_ns(struct machine *m, uint64_t ns);

/*
 * The machine whose CPU runs this code: the analogue of a per-CPU segment
 * register, and the only process-wide variable besides the budget of cpu.h.
 */
struct machine *machine_this(void);
/* One pointer for the kernel that runs on the machine. */
void machine_set_kernel(struct machine *m, void *kernel);
void *machine_kernel(const struct machine *m);

/* ---- CPU side: interrupts --------------------------------------------- */

enum machine_vector {
	VECTOR_TIMER,
	VECTOR_NIC, /* of the first card; the others' come behind it */
	VECTOR_COUNT = VECTOR_NIC + MACHINE_CARDS
};

/*
 * @entry is called, nested on the running stack, with interrupts disabled, at
 * the first instruction block after the line rose while the CPU accepts
 * interrupts. Interrupts are re-enabled by the return from @entry.
 * machine_irq_return hook: the kernel runs softirqs and may switch fibers
 * inside @entry.
 */
void machine_set_irq_entry(struct machine *m,
			   void (*entry)(void *arg, int vector), void *arg);
/* CPU flag. Disable returns whether interrupts were enabled. Enabling takes
 * what is pending at once. */
bool machine_irq_disable(struct machine *m);
void machine_irq_enable(struct machine *m);
bool machine_irq_enabled(const struct machine *m);
/* Per-line mask of the interrupt controller (disable_irq()). */
void machine_line_mask(struct machine *m, int vector, bool masked);
/* The handler says whether it found work: counted as handled or spurious. */
void machine_irq_done(struct machine *m, int vector, bool handled);

/* One-shot clock event: VECTOR_TIMER rises at @when (PS_NEVER: cancel). */
void machine_timer_set(struct machine *m, ps_t when);

/* HLT: time passes until an interrupt has been taken (returns after it). With
 * interrupts disabled it returns as soon as one is pending. */
void machine_idle(struct machine *m);

/* End of the simulation as the kernel sees it; does not return. */
void machine_halt(struct machine *m) __attribute__((noreturn));
/* The kernel cannot go on: MACHINE_FAULT with @text and the call stack. */
void machine_panic(struct machine *m, const char *text)
	__attribute__((noreturn));

/* ---- CPU side: memory-mapped I/O and PCI configuration ------------------ */

/* Physical addresses. Reads stall for the round trip and push earlier posted
 * writes and DMA writes; writes are posted. */
uint32_t machine_mmio_read32(struct machine *m, uint64_t addr);
void machine_mmio_write32(struct machine *m, uint64_t addr, uint32_t value);
/* I/O port space: BAR 1 (IOADDR/IODATA). Non-posted both ways. */
uint32_t machine_io_read32(struct machine *m, uint16_t port);
void machine_io_write32(struct machine *m, uint16_t port, uint32_t value);

/* Configuration space of the card at 00:03.0, further ones at 00:04.0 and so
 * on; 0xffffffff for other devices. */
#define MACHINE_NIC_BDF 0x0018
uint32_t machine_pci_read32(struct machine *m, uint16_t bdf, uint16_t off);
void machine_pci_write32(struct machine *m, uint16_t bdf, uint16_t off,
			 uint32_t value);

/* wmb()/dma_wmb()/mb(): recorded, so that a doorbell without one is seen. */
void machine_barrier(struct machine *m);

/* ---- CPU side: memory ---------------------------------------------------- */

/* Simulated RAM, mapped once; the kernel's allocator manages all of it. */
void *machine_ram(struct machine *m);
uint64_t machine_ram_bytes(const struct machine *m);

/* The machine as the card in this slot has it: mappings are for a card, and for
 * no other. @m itself where there is none. */
struct machine *machine_card(struct machine *m, uint16_t bdf);

enum dma_dir { DMA_DIR_BIDIRECTIONAL, DMA_DIR_TO_DEVICE, DMA_DIR_FROM_DEVICE };

/*
 * IOMMU: maps [@cpu, @cpu+@len) for the card and hands it over. Returns the
 * bus address (32-bit, never reused soon), 0 on failure. @coherent mappings
 * are shared: both sides may touch them at any time. @who names the maker in
 * reports (static storage). The card owns a streaming mapping until unmap or
 * machine_dma_sync(for_cpu). In the ASan build a touch of a buffer that the
 * card owns is reported at once.
 */
uint64_t machine_dma_map(struct machine *m, void *cpu, size_t len,
			 enum dma_dir dir, bool coherent, const char *who);
void machine_dma_unmap(struct machine *m, uint64_t bus, size_t len,
		       enum dma_dir dir);
void machine_dma_sync(struct machine *m, uint64_t bus, size_t len,
		      enum dma_dir dir, bool for_cpu);
/* Mappings never undone: their number; text for each into the fault report.
 * Called by the kernel just before it halts. */
unsigned machine_dma_leaks(struct machine *m);

/*
 * Which frame do bytes belong to? Nothing in a register or descriptor says
 * so, so the machine follows the DMA:
 *  - receive: unmap or sync(for_cpu) of a buffer into which the card stored
 *    frame N makes N the frame "taken last"; machine_frame_taken() returns it
 *    once (0 afterwards). A frame that is overtaken by the next one without
 *    having been asked for ends as "driver.rx_dropped".
 *  - transmit: buffers mapped between machine_frame_sending(m, N) and
 *    machine_frame_sending(m, 0) belong to frame N; when the card has put it
 *    on the wire it ends as "wire.sent".
 */
uint32_t machine_frame_taken(struct machine *m);
void machine_frame_sending(struct machine *m, uint32_t id);

/*
 * For the timeline, and the same whether there is one or not:
 *  - the CPU works on frame @id from now on (0: on none); returns the one
 *    before, to be restored. Frames born meanwhile have it for a parent.
 *  - frame @id is in a socket's queue
 *  - the bytes of a frame that the host made, when its header is complete
 */
uint32_t machine_frame_work(struct machine *m, uint32_t id);
void machine_frame_queued(struct machine *m, uint32_t id);
void machine_frame_bytes(struct machine *m, uint32_t id, const void *data,
			 uint32_t len);

/*
 * The host's tap, between driver and stack: frame @id (0: none) goes by. Its
 * bytes are those of machine_tap_part(), piece by piece, and then these.
 * Listeners are outside: the CPU does the same whether there is one or not.
 */
void machine_tap_part(struct machine *m, const void *data, uint32_t len);
void machine_tap(struct machine *m, uint32_t id, bool outbound,
		 const void *data, uint32_t len);

#endif
