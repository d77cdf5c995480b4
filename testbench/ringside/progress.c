// SPDX-License-Identifier: MIT
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define REDRAW_NS 200000000ull

static uint64_t wall_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

void progress_begin(struct progress *p, ps_t whole, bool quiet)
{
	*p = (struct progress){.whole = whole};
	p->on = !quiet && isatty(STDERR_FILENO);
	if (p->on)
		p->begun_ns = p->shown_ns = wall_ns();
}

void progress_show(struct progress *p, ps_t now, uint64_t cycles)
{
	double wall, done;
	uint64_t t;

	if (!p->on)
		return;
	t = wall_ns();
	if (t - p->shown_ns < REDRAW_NS)
		return;
	p->shown_ns = t;
	p->shown = true;
	wall = (t - p->begun_ns) * 1e-9;
	done = now < p->whole ? (double)now / p->whole : 1;
	fprintf(stderr, "\r%.4f of %.4f s (%.0f %%)  %.1f M cycles/s",
		(double)now / PS_PER_S, (double)p->whole / PS_PER_S, 100 * done,
		cycles / wall * 1e-6);
	if (done > 0)
		fprintf(stderr, "  about %.0f s left", wall / done - wall);
	fprintf(stderr, "\033[K");
	fflush(stderr);
}

void progress_clear(struct progress *p)
{
	if (!p->shown)
		return;
	fprintf(stderr, "\r\033[K");
	fflush(stderr);
	p->shown = false;
}
