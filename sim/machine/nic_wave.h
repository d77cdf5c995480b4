/* SPDX-License-Identifier: MIT */
/*
 * The FST: every signal of the card, and beside its TOP the lanes of the
 * record as scopes of their own, in one file that GTKWave reads.
 *
 * It is a sink of the record: the file is made when recording begins and
 * complete when it ends, at any two moments between two machine_run(). A file
 * holds one recording; a second begin is ignored.
 *
 * A lane shows what it was last told for a moment; equal values are written
 * once. The card's signals come from nic_model_fall() and nic_model_rise();
 * between them the caller delivers the record's events up to the half's time.
 */
#ifndef SIM_NIC_WAVE_H
#define SIM_NIC_WAVE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nic_model;
struct nic_wave;
struct record_sink;

/*
 * Prepares @path (exactly this name: ".part" is the caller's business) and sees
 * whether it can be written. @lanes: the record's lanes as well, not only the
 * card's signals. NULL, with a message, if not. One at a time for a card.
 */
struct nic_wave *nic_wave_open(struct nic_model *n, const char *path,
			       bool lanes, char *err, size_t err_len);
/* For record_add_sink(); lives as long as the wave. */
struct record_sink *nic_wave_sink(struct nic_wave *w);
/* What is recorded so far can be read in the file, even if the program is
 * killed. Done every now and then without being asked, too. */
void nic_wave_flush(struct nic_wave *w);
/* Ends the recording if it goes on, and frees @w. 0, or -1 with a message: the
 * file is not complete. Before nic_model_destroy(). NULL is fine. */
int nic_wave_close(struct nic_wave *w, char *err, size_t err_len);

/*
 * From a signal's handler or a sanitizer's report, when the program ends any
 * moment: completes the file, takes no lock, frees nothing. False: the signal
 * came in the middle of a write, nothing was done, later perhaps (@force: do
 * not care). The wave is dead after it.
 */
bool nic_wave_save(struct nic_wave *w, bool force);
/* Is the writer at work at this moment? For handlers: SIGBUS then means that
 * the disk is full, because the writer maps its files. */
bool nic_wave_busy(const struct nic_wave *w);

#ifdef __cplusplus
}
#endif

#endif
