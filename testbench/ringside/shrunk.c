// SPDX-License-Identifier: MIT
#include "shrunk.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#define PARTS	   256
#define PAGE_BYTES ((uintptr_t)4096)

/* What the handler knows. */
static struct {
	struct part {
		uint64_t addr;
		uintptr_t mem, size; /* size 0: none */
	} part[PARTS];
	volatile uint64_t pages;
	struct sigaction before;
} shrunk;

static int has(uintptr_t at)
{
	for (unsigned i = 0; i < PARTS; i++)
		if (at - shrunk.part[i].mem < shrunk.part[i].size)
			return 1;
	return 0;
}

static void on_bus(int sig, siginfo_t *info, void *context)
{
	uintptr_t at = (uintptr_t)info->si_addr;

	(void)context;
	if (info->si_code == BUS_ADRERR && has(at) &&
	    mmap((void *)(at & ~(PAGE_BYTES - 1)), PAGE_BYTES,
		 PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
		 0) != MAP_FAILED) {
		shrunk.pages++;
		return;
	}
	/* Somebody else's: the same again, as it was before us. */
	sigaction(sig, &shrunk.before, NULL);
}

void shrunk_watch(void)
{
	struct sigaction sa = {.sa_sigaction = on_bus, .sa_flags = SA_SIGINFO};

	memset(&shrunk, 0, sizeof(shrunk));
	sigemptyset(&sa.sa_mask);
	sigaction(SIGBUS, &sa, &shrunk.before);
}

void shrunk_unwatch(void)
{
	sigaction(SIGBUS, &shrunk.before, NULL);
}

void shrunk_add(uint64_t addr, uint64_t size, void *mem)
{
	for (unsigned i = 0; i < PARTS; i++) {
		struct part *p = &shrunk.part[i];

		if (p->size)
			continue;
		*p = (struct part){addr, (uintptr_t)mem, (uintptr_t)size};
		return;
	}
}

void shrunk_remove(uint64_t addr, uint64_t size)
{
	for (unsigned i = 0; i < PARTS; i++)
		if (shrunk.part[i].addr - addr < size)
			shrunk.part[i].size = 0;
}

uint64_t shrunk_pages(void)
{
	return shrunk.pages;
}
