/* SPDX-License-Identifier: MIT */
/* What the files of explain share. */
#ifndef RINGSIDE_EXPLAIN_INTERNAL_H
#define RINGSIDE_EXPLAIN_INTERNAL_H

#include "explain.h"

#include <jansson.h>

/* Room for a time in words. */
#define TIME_BYTES 40

struct explain {
	json_t *root; /* its strings are printable but for line ends */
};

/* ---- explain_json.c: values by dotted keys like printf()'s. What is not there
 * or of another type is 0, false, "". ----------------------------------------
 */

#define KEY_ARGS const struct explain *e, const char *key, ...
__attribute__((format(printf, 2, 3))) json_t *ex_get(KEY_ARGS);
__attribute__((format(printf, 2, 3))) bool ex_has(KEY_ARGS);
__attribute__((format(printf, 2, 3))) uint64_t ex_u64(KEY_ARGS);
__attribute__((format(printf, 2, 3))) bool ex_bool(KEY_ARGS);
__attribute__((format(printf, 2, 3))) const char *ex_str(KEY_ARGS);
/* The same of an element of a list. */
uint64_t el_u64(const json_t *el, const char *name);
bool el_bool(const json_t *el, const char *name);
const char *el_str(const json_t *el, const char *name);

/* Read and check @path. false with a message. */
bool explain_load(struct explain *e, const char *path, char *err,
		  size_t err_len);
void explain_free(struct explain *e);

/* "1.234567 ms"; @buf has TIME_BYTES. Returns @buf. */
const char *time_text(uint64_t ps, char *buf);
/* " by e1000_irq, called by handle", of whatever has been done at KEY; "" where
 * that is not known. */
void print_callers(FILE *f, const json_t *el);
/* "IMC = 0xffffffff (all) was written at 1.2 ms by e1000_irq"; KEY as
 * "last.IMC.written". */
void print_access(FILE *f, const struct explain *e, const char *key);

/* ---- explain_facts.c: what several rules ask -------------------------------
 */

/* Descriptors of ring "rx" or "tx" with this letter (sim/machine/
 * state_rings.c). */
unsigned ring_count(const struct explain *e, const char *ring, char owner);
/* The first such from @from on, around the ring; -1: none. */
int ring_find(const struct explain *e, const char *ring, char owner,
	      unsigned from);
/* The interface is up, and its NAPI context neither scheduled nor off. */
bool napi_idle(const struct explain *e);
bool device_up(const struct explain *e);
/* The CPU is in an interrupt or softirq, or one is due: things are about to
 * change. */
bool kernel_busy(const struct explain *e);
/* The poll has run since the cause was last read: it took a buffer, or it
 * unmasked, as only who completes a poll does. */
bool polled_since_read(const struct explain *e);
/* When the first of those descriptors that wait ('d') was done; 0: not known.
 */
uint64_t waits_since(const struct explain *e, const char *ring);
/* A write of this register has left the CPU and not reached the card. */
bool posted(const struct explain *e, const char *reg);
/* The write of the tail that gave the card descriptor @index, the last before
 * @before. NULL: not known. */
const json_t *handed_over(const struct explain *e, const char *ring,
			  unsigned index, uint64_t before);

/* ---- rules ------------------------------------------------------------------
 */

/*
 * Is this what is wrong? The finding in one line to @title, what shows it, and
 * what follows, to @more, in lines.
 */
typedef bool (*explain_rule)(const struct explain *e, FILE *title, FILE *more);

/* explain_dma.c */
bool rule_double_unmap(const struct explain *e, FILE *title, FILE *more);
bool rule_wrong_unmap(const struct explain *e, FILE *title, FILE *more);
bool rule_early(const struct explain *e, FILE *title, FILE *more);
bool rule_card_astray(const struct explain *e, FILE *title, FILE *more);
bool rule_died(const struct explain *e, FILE *title, FILE *more);
bool rule_fault(const struct explain *e, FILE *title, FILE *more);
/* explain_tail.c */
bool rule_rx_tail(const struct explain *e, FILE *title, FILE *more);
bool rule_tx_tail(const struct explain *e, FILE *title, FILE *more);
/* explain_irq.c */
bool rule_lost_interrupt(const struct explain *e, FILE *title, FILE *more);
bool rule_napi_stuck(const struct explain *e, FILE *title, FILE *more);
bool rule_line_ignored(const struct explain *e, FILE *title, FILE *more);
bool rule_storm(const struct explain *e, FILE *title, FILE *more);
/* explain_card.c */
bool rule_tx_done(const struct explain *e, FILE *title, FILE *more);
bool rule_tx_held(const struct explain *e, FILE *title, FILE *more);
bool rule_filtered(const struct explain *e, FILE *title, FILE *more);
bool rule_slow_irq(const struct explain *e, FILE *title, FILE *more);
/* explain_rest.c */
bool rule_ring_full(const struct explain *e, FILE *title, FILE *more);
bool rule_disabled(const struct explain *e, FILE *title, FILE *more);
bool rule_link(const struct explain *e, FILE *title, FILE *more);
bool rule_lost_wakeup(const struct explain *e, FILE *title, FILE *more);
bool rule_leaks(const struct explain *e, FILE *title, FILE *more);
bool rule_not_conserved(const struct explain *e, FILE *title, FILE *more);

/* ---- pictures (explain_picture.c, explain_tables.c) ------------------------
 */

void picture_ring(FILE *out, const struct explain *e, const char *ring);
void picture_interrupt(FILE *out, const struct explain *e);
void table_packets(FILE *out, const struct explain *e);
void table_mappings(FILE *out, const struct explain *e);
void table_kernel(FILE *out, const struct explain *e);
void table_history(FILE *out, const struct explain *e);

#endif
