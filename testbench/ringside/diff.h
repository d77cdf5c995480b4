/* SPDX-License-Identifier: MIT */
/* `ringside diff`: two runs compared by what card and driver said. */
#ifndef RINGSIDE_DIFF_H
#define RINGSIDE_DIFF_H

/*
 * @dir1, @dir2: runs' folders with transactions.txt, or such files, or golden
 * lists. Tells on stdout where they differ first. Returns the exit code:
 * 0 same, 1 different, 2 bad input, with a message on stderr.
 */
int diff_command(const char *dir1, const char *dir2);

/* The same from the command line, what follows "diff":
 * [--time=NS] DIR1 DIR2, or --golden DIR. */
int diff_main(int argc, char **argv);

/* The run @dir as a golden list, on stdout. Exit code as above. */
int diff_print_golden(const char *dir);

#endif
