/* SPDX-License-Identifier: MIT */
/*
 * A guest can make the file of its memory shorter after the card has mapped it;
 * to touch what is gone is SIGBUS. Such a page becomes one of zeros, which is
 * ours alone, and the card goes on.
 */
#ifndef RINGSIDE_SHRUNK_H
#define RINGSIDE_SHRUNK_H

#include <stdint.h>

void shrunk_watch(void);
void shrunk_unwatch(void);
/* Guest memory that is at @addr for the guest and at @mem for us. */
void shrunk_add(uint64_t addr, uint64_t size, void *mem);
/* What begins in there is not watched any more. */
void shrunk_remove(uint64_t addr, uint64_t size);
/* How many pages were gone. */
uint64_t shrunk_pages(void);

#endif
