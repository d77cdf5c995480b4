// SPDX-License-Identifier: MIT
#include "pace.h"

#include <poll.h>
#include <string.h>
#include <time.h>

/* How late a frame may be that comes while the simulation runs. */
#define SLICE	(200 * PS_PER_US)
#define MAX_LAG (20 * PS_PER_MS)
#define SOON_NS 200000

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

ps_t pace_slice(const struct pace *p, ps_t now, ps_t until)
{
	return p->live && until > now + SLICE ? now + SLICE : until;
}

void pace_keep(struct pace *p, ps_t now)
{
	uint64_t wall;
	ps_t at;

	if (!p->live)
		return;
	wall = wall_ns();
	at = p->sim + (wall - p->wall_ns) * PS_PER_NS;
	if (at > now + MAX_LAG) {
		p->sim = now;
		p->wall_ns = wall;
	} else if (now > at) {
		uint64_t ns = (now - at) / PS_PER_NS;
		struct timespec t = {.tv_nsec = (long)(ns % 1000000000)};
		struct pollfd fd = {.fd = wire_live_fd(p->live),
				    .events = POLLIN};

		if (wire_live_waits(p->live) && ns > SOON_NS)
			t = (struct timespec){.tv_nsec = SOON_NS};
		ppoll(&fd, 1, &t, NULL);
	}
	wire_live_poll(p->live, now);
}
