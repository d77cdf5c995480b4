/* SPDX-License-Identifier: MIT */
/*
 * Strict mode: what the Intel 8254x manual asks of software, checked while
 * software runs. The checker sees the register accesses in the order in which
 * software makes them, the DMA memory and where the card is in its rings; no
 * more is needed, so that any software can be checked. Where the software runs
 * on the simulated CPU it also knows who called and where barriers are.
 *
 * Looking on changes nothing: no simulated time goes by, nothing is written
 * but the checker's own books. The rules are one table (sim/strict/rules.c);
 * docs/strict.md is made from it.
 *
 * Context: any; the calls may come from the CPU's side or from the card's edge
 * that is being stepped.
 */
#ifndef SIM_STRICT_H
#define SIM_STRICT_H

#include <stdio.h>

#include "sim/types.h"

struct machine;
struct metrics;
struct strict;

/* What becomes of a run that breaks a rule. */
enum strict_mode {
	STRICT_OFF,
	STRICT_WARN, /* it is told */
	STRICT_ERROR /* and the run has failed */
};

/* "off", "warn", "error"; false: none of them. */
bool strict_mode_parse(const char *text, enum strict_mode *mode);

/* ---- the rules ------------------------------------------------------------
 */

enum strict_severity {
	STRICT_MUST,   /* "must", "not allowed", or it cannot work */
	STRICT_SHOULD, /* "should", "recommended" */
	STRICT_HINT,   /* worth a look; never fails a run */
	STRICT_SEVERITIES
};

struct strict_rule {
	const char *id;
	const char *section; /* of the 8254x Software Developer's Manual */
	enum strict_severity severity;
	const char *rule; /* what software is to do */
	const char *why;  /* what happens else; what to do instead */
};

/* "error", "warning", "note" */
const char *strict_severity_name(enum strict_severity s);
const struct strict_rule *strict_rules(unsigned *n);
/* The page docs/strict.md. */
void strict_page(FILE *f);

/* ---- the checker ----------------------------------------------------------
 */

/* What it asks of its surroundings; those marked so may be NULL. */
struct strict_env {
	void *arg;
	ps_t (*now)(void *arg);
	uint64_t (*cycle)(void *arg); /* of the card */
	/* @len bytes of host memory at bus address @bus; NULL: not there */
	const uint8_t *(*memory)(void *arg, uint64_t bus, size_t len);
	/* The card's RDH or TDH, as it is */
	uint32_t (*head)(void *arg, bool tx);
	/* Or NULL. How many bytes from @bus on the card may use; 0: unknown */
	size_t (*room)(void *arg, uint64_t bus);
	/* Or NULL. The function that makes the access, and its caller; ""
	 * where unknown. The names live as long as the checker. */
	void (*who)(void *arg, const char *names[2]);
	/* Or NULL. Lines for a report, nearest caller first. */
	void (*stack)(void *arg, char *text, size_t len);
	/* Or NULL. A place was found that breaks a rule for the first time. */
	void (*found)(void *arg, const char *words);
	bool barriers;	 /* strict_barrier() is called */
	bool keeps_time; /* software's delays are delays on now()'s clock */
};

/* NULL without memory. The card has just been switched on. */
struct strict *strict_create(const struct strict_env *env);
void strict_destroy(struct strict *s);

/* Software writes a register (@offset in BAR0): in the order of the program,
 * before the card has it. */
void strict_write(struct strict *s, uint32_t offset, uint32_t value);
/* Software has read a register. */
void strict_read(struct strict *s, uint32_t offset, uint32_t value);
/* Software reads or writes less than four bytes of one. */
void strict_narrow(struct strict *s, uint32_t offset, unsigned bytes);
/* The card was reset, but not by software's CTRL.RST. */
void strict_hard_reset(struct strict *s);
/* Software writes IOADDR, in the I/O BAR. */
void strict_ioaddr(struct strict *s, uint32_t value);
/* wmb(), dma_wmb(), mb() */
void strict_barrier(struct strict *s);
/* The card has read the descriptor at @bus: its two 64-bit words. */
void strict_fetched(struct strict *s, bool tx, uint64_t bus, uint64_t first,
		    uint64_t second);
/* The card writes the descriptor at @bus back; memory is still as it was. */
void strict_written(struct strict *s, bool tx, uint64_t bus);

/* ---- what it found --------------------------------------------------------
 */

/* A place that breaks a rule: the first time, and how often. */
struct strict_report {
	const struct strict_rule *rule;
	uint64_t count;
	ps_t at;
	uint64_t cycle;
	bool descriptor; /* about one, of the ring @tx; else a register */
	bool tx;
	uint32_t index;	      /* of the descriptor */
	uint32_t offset;      /* of the register, or of the ring's tail */
	uint32_t value;	      /* written or read */
	char what[192];	      /* what was there */
	const char *names[2]; /* who did it, and for whom; "": unknown */
	char *stack;	      /* lines; "": unknown */
};

/* In the order in which they were found. */
unsigned strict_reports(const struct strict *s);
const struct strict_report *strict_report(const struct strict *s, unsigned i);
/* How often rule @id was broken, all places together. */
uint64_t strict_count(const struct strict *s, const char *id);
/* The same for all rules of a severity. */
uint64_t strict_severity_count(const struct strict *s,
			       enum strict_severity severity);
/* Errors and warnings: what makes a run fail. */
uint64_t strict_broken(const struct strict *s);

/* Each place with its text and call stack; then the table. */
void strict_print(const struct strict *s, FILE *f);
void strict_print_table(const struct strict *s, FILE *f);
/* strict.errors, .warnings, .notes and strict.rules.ID */
void strict_metrics(const struct strict *s, struct metrics *out);

/* ---- on a machine ---------------------------------------------------------
 */

/* Watch this machine from now on, which is before it first runs, and after
 * machine_guest(), if it is a guest's. 0, or -1 without memory. */
int machine_strict(struct machine *m);
/* NULL: nobody watches. */
struct strict *machine_strict_checker(const struct machine *m);

#endif
