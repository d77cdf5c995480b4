/* SPDX-License-Identifier: MIT */
#ifndef CONFORMANCE_REPLAY_H
#define CONFORMANCE_REPLAY_H

#include "device.h"
#include "sim/board.h"

enum step_kind {
	STEP_SECTION,
	STEP_READ,
	STEP_WRITE,
	STEP_IO_WRITE,
	STEP_EEPROM,
	STEP_PHY_READ,
	STEP_PHY_WRITE,
};

#define STEP_VALUES 8

/* One line of a trace. */
struct step {
	enum step_kind kind;
	unsigned line;
	uint32_t reg;	/* of the card, of the PHY, word of the EEPROM */
	unsigned times; /* so often in a row */
	unsigned values;
	uint32_t value[STEP_VALUES];
	bool table; /* a table's entries, one after the other */
	char text[32];
};

/* What a read may give instead. */
struct excuse {
	char section[16], name[16]; /* "*": any */
	bool any;
	uint32_t want; /* unless any: for this recorded value only */
	uint32_t mask;
	unsigned line;
	unsigned needed; /* how often */
};

#define STEPS_MOST   4096
#define EXCUSES_MOST 64

struct replay {
	struct device *d;
	uint16_t eeprom[EEPROM_WORDS];
	struct step step[STEPS_MOST];
	unsigned steps;
	struct excuse excuse[EXCUSES_MOST];
	unsigned excuses;
	/* while it is played */
	const char *section;
	uint32_t rx_size, tx_size, rdt, tdt, ioaddr, sent, received;
	bool delayed;
	unsigned compared, excused, words, wrong;
};

/* replay_text.c: 0, or -1 and a message was printed. */
int replay_read_trace(struct replay *r, const char *path);
int replay_read_excuses(struct replay *r, const char *path);

/* replay.c: a device_run() job; @arg is the struct replay. */
void replay_play(void *arg);

/* replay_main.c */
void replay_expect(struct replay *r, const struct step *s, uint32_t want,
		   uint32_t got);
void replay_complain(struct replay *r, const struct step *s, uint32_t want,
		     uint32_t got);

#endif
