/* SPDX-License-Identifier: MIT */
/*
 * The program is about to die: by a crash, a failed assertion, a sanitizer's
 * report, or because somebody kills it. What is recorded so far is saved first;
 * then it dies as it would have, by the same signal or with the same exit code.
 *
 * Signals know no arguments, so this is the one place besides the end signals
 * of run.c with variables of its own. One watch at a time.
 */
#ifndef RINGSIDE_CRASH_H
#define RINGSIDE_CRASH_H

#include "sim/types.h"

#include <stdbool.h>

/*
 * From now on, when the program dies:
 *  - @save(arg, force) completes the files, once. It runs in a signal's
 *    handler, on a stack of its own. False: the signal came in the middle of
 *    something; unless the program cannot go on from there, it is asked again
 *    a moment later, after two seconds with @force. What takes more than five
 *    seconds is given up.
 *  - @busy(arg): is a mapped file being written? SIGBUS then means that the
 *    disk is full: the program says so, removes the files that
 *    crash_disk_full() names, and exits with 1.
 */
void crash_watch(bool (*save)(void *arg, bool force), bool (*busy)(void *arg),
		 void *arg);
/* In @save: the signal, SIGABRT for a sanitizer's report. */
int crash_signal(void);
/* No more; before @arg goes. */
void crash_unwatch(void);
/* @path and what its writer makes beside it go if the disk is full; up to eight
 * paths, until crash_unwatch(). */
void crash_disk_full(const char *path);

/*
 * The run once more, from the start, as another program in this one's place:
 * first its arguments, copied, without options that are to happen once; then,
 * at the end of a failed run or out of @save, go, with "--wave-from" and @from,
 * "--wave-to" and @to behind them. crash_rerun() returns only if that is not
 * possible.
 */
void crash_rerun_args(int argc, char *const *argv);
void crash_rerun(ps_t from, ps_t to);

#endif
