// SPDX-License-Identifier: MIT
#include "pace.h"

#include <poll.h>
#include <string.h>
#include <time.h>

/* How late a frame may be that comes while the simulation runs, and how far
 * simulated time may be ahead of the wall's when the simulation stops for it.
 */
#define SLICE (200 * PS_PER_US)
/* Less simulated time is not worth a start. */
#define SHORTEST (10 * PS_PER_US)
#define MAX_LAG	 (20 * PS_PER_MS)
#define SOON_NS	 200000

static uint64_t wall_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

int pace_open(struct pace *p, struct wire *w, const char *end, char *err,
	      size_t err_len)
{
	memset(p, 0, sizeof(*p));
	if (!end)
		return 0;
	p->live = wire_live_open(w, end, err, err_len);
	p->wall_ns = wall_ns();
	return p->live ? 0 : -1;
}

void pace_close(struct pace *p)
{
	wire_live_close(p->live);
	p->live = NULL;
}

static ps_t wall(const struct pace *p)
{
	return p->sim + (wall_ns() - p->wall_ns) * PS_PER_NS;
}

ps_t pace_slice(const struct pace *p, ps_t now, ps_t until)
{
	ps_t at;

	if (!p->live)
		return until;
	/* A frame has ended the wait before its time, or the machine is slow.
	 */
	at = wall(p);
	at = (at < now ? at : now) + SLICE;
	if (at <= now)
		at = now + 1;
	return until < at ? until : at;
}

/* Until the wall's time is @now, or there is a frame; false: a signal. */
static bool wait_for(const struct pace *p, ps_t now, ps_t at)
{
	uint64_t ns = (now - at) / PS_PER_NS;
	struct timespec t = {.tv_sec = (time_t)(ns / 1000000000),
			     .tv_nsec = (long)(ns % 1000000000)};
	struct pollfd fd = {.fd = wire_live_fd(p->live), .events = POLLIN};

	if (wire_live_waits(p->live) && ns > SOON_NS)
		t = (struct timespec){.tv_nsec = SOON_NS};
	return ppoll(&fd, 1, &t, NULL) >= 0;
}

void pace_keep(struct pace *p, ps_t now)
{
	ps_t at;

	if (!p->live)
		return;
	at = wall(p);
	if (at > now + MAX_LAG) {
		p->sim = now;
		p->wall_ns = wall_ns();
	}
	/* Frames that come at once are many; each gives no more time than has
	 * gone by. */
	for (; at < now; at = wall(p)) {
		if (!wait_for(p, now, at))
			break;
		wire_live_poll(p->live, now);
		if (wall(p) + SLICE > now + SHORTEST)
			break;
	}
	wire_live_poll(p->live, now);
}
