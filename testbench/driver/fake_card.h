/* SPDX-License-Identifier: MIT */
/*
 * A card made of C, for tests of the driver: registers and rings as the driver
 * sees them, with no time of its own. It moves a frame when the test says so.
 * It keeps a list of all accesses, and takes notes of what a driver must not
 * do, so that a test ends with fake_card_complaint() being empty.
 */
#ifndef FAKE_CARD_H
#define FAKE_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAKE_CARD_SPACE 0x20000

/* What the card needs of the machine around it. */
struct fake_card_bus {
	/* The @len bytes at bus address @addr, or NULL if nobody mapped them
	 * for this direction. */
	void *(*dma)(void *arg, uint64_t addr, size_t len, bool write);
	void (*line)(void *arg, bool high);
	void *arg;
};

struct fake_access {
	uint32_t reg;
	uint32_t value;
	bool write;
};

struct fake_frame {
	size_t len;
	unsigned int descriptors; /* of the packet that it was cut from */
	uint8_t data[16384];
};

/* A context descriptor (3.3.6), taken apart. */
struct fake_context {
	bool set;
	uint8_t ipcss, ipcso, tucss, tucso, hdr_len;
	uint16_t ipcse, tucse, mss;
	uint32_t paylen;
	uint32_t command;
};

/* What data descriptors brought of a packet so far. */
struct fake_packet {
	size_t len;
	unsigned int descriptors;
	uint32_t command; /* of its last descriptor, but TSE of its first */
	uint8_t popts;	  /* of its first */
	uint16_t special;
	uint8_t data[80000];
};

struct fake_card {
	struct fake_card_bus bus;
	uint32_t reg[FAKE_CARD_SPACE / 4];
	uint8_t mac[6];
	uint16_t phy[32]; /* MDIC */
	bool link;
	bool paused; /* STATUS.TXOFF */
	bool no_mac; /* RAH0 comes out of reset without AV */
	bool no_phy; /* MDIC is never ready */
	bool stays_in_reset;
	bool unplugged;	    /* every read is all ones */
	bool sends_at_once; /* when TDT is written; else fake_card_send() */
	unsigned int resets;
	struct fake_access *log;
	size_t accesses, log_room;
	struct fake_frame **sent;
	size_t sent_frames, sent_room;
	struct fake_context segmentation, checksum;
	unsigned int contexts;
	struct fake_packet packet;
	char complaint[256];
};

struct fake_card *fake_card_create(const struct fake_card_bus *bus,
				   const uint8_t *mac);
void fake_card_destroy(struct fake_card *c);

/* The CPU's side. */
uint32_t fake_card_read(struct fake_card *c, uint32_t reg);
void fake_card_write(struct fake_card *c, uint32_t reg, uint32_t value);

/* ---- what a test can have it do ---- */

/*
 * Store a frame (without FCS) in the receive ring, with @errors in its last
 * descriptor, and raise RXT0. False if the ring has too few buffers: nothing
 * happened.
 */
bool fake_card_receive(struct fake_card *c, const void *frame, size_t len,
		       uint8_t errors);
/* The same with status bits besides DD and EOP, and with a VLAN tag. */
bool fake_card_receive_as(struct fake_card *c, const void *frame, size_t len,
			  uint8_t status, uint8_t errors, uint16_t special);
/* The same without DD and without an interrupt: the write-back is under way. */
bool fake_card_receive_unfinished(struct fake_card *c, const void *frame,
				  size_t len);
/* Send up to @frames frames from the transmit ring. Returns how many. */
unsigned int fake_card_send(struct fake_card *c, unsigned int frames);
void fake_card_set_link(struct fake_card *c, bool up);
void fake_card_interrupt(struct fake_card *c, uint32_t causes);

/* ---- fake_offload.c ---- */

void fake_card_complain(struct fake_card *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
struct fake_frame *fake_card_new_frame(struct fake_card *c);
/* A context descriptor's 16 bytes. */
void fake_card_context(struct fake_card *c, const uint8_t *d);
/* c->packet is complete: it becomes frames. */
void fake_card_packet(struct fake_card *c);

/* ---- what a test can ask ---- */

/* Descriptors that the card may fill now. */
unsigned int fake_card_free_buffers(const struct fake_card *c);
bool fake_card_line(const struct fake_card *c);
/* Writes of @reg since fake_card_forget(); the @n-th of them (0: the first). */
unsigned int fake_card_writes(const struct fake_card *c, uint32_t reg);
uint32_t fake_card_write_no(const struct fake_card *c, uint32_t reg,
			    unsigned int n);
unsigned int fake_card_reads(const struct fake_card *c, uint32_t reg);
void fake_card_forget(struct fake_card *c);
/* What the driver did wrong first; "" if nothing. */
const char *fake_card_complaint(const struct fake_card *c);

#endif
