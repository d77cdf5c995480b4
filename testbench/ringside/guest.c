// SPDX-License-Identifier: MIT
#include "guest.h"
#include "shrunk.h"

#include "sim/guest.h"
#include "sim/machine.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define BAR0_BYTES   0x20000u
#define BAR1_BYTES   0x40u
#define CONFIG_BYTES 256u

/* Simulated time between two looks at the guest while the card is busy. */
#define SLICE (50 * PS_PER_US)
/* More than so far behind the wall's clock the rest is forgotten. */
#define MAX_LAG (20 * PS_PER_MS)
/* Longest sleep: to notice a signal that came just before it. */
#define NAP_NS	50000000ull
#define SOON_NS 200000

static uint64_t wall_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static void look_at_line(struct guest *g)
{
	g->level = machine_guest_wait(g->m, 0, g->level);
	vfu_intx(g->v, g->level);
}

/* ---- what the guest does ----------------------------------------------------
 */

/* An access is done by parts that the card knows: 1, 2 or 4 bytes, aligned. */
static unsigned part_bytes(uint32_t offset, uint32_t count)
{
	unsigned n = 4;

	while (n > 1 && (n > count || offset % n))
		n /= 2;
	return n;
}

static int on_read(void *arg, unsigned region, uint32_t offset, uint32_t count,
		   uint8_t *data)
{
	struct guest *g = arg;

	while (count) {
		unsigned n = part_bytes(offset, count);
		uint32_t v = 0;

		if (region == VFU_BAR0)
			v = machine_guest_read(g->m, offset, n);
		else if (region == VFU_BAR1)
			v = machine_guest_in(g->m, offset, n);
		else if (region == VFU_CONFIG)
			v = machine_guest_config_read(g->m, offset, n);
		else
			return EINVAL;
		memcpy(data, &v, n);
		data += n;
		offset += n;
		count -= n;
	}
	look_at_line(g);
	return 0;
}

static int on_write(void *arg, unsigned region, uint32_t offset, uint32_t count,
		    const uint8_t *data)
{
	struct guest *g = arg;

	while (count) {
		unsigned n = part_bytes(offset, count);
		uint32_t v = 0;

		memcpy(&v, data, n);
		if (region == VFU_BAR0)
			machine_guest_write(g->m, offset, v, n);
		else if (region == VFU_BAR1)
			machine_guest_out(g->m, offset, v, n);
		else if (region == VFU_CONFIG)
			machine_guest_config_write(g->m, offset, v, n);
		else
			return EINVAL;
		data += n;
		offset += n;
		count -= n;
	}
	look_at_line(g);
	return 0;
}

static int on_map(void *arg, uint64_t addr, uint64_t size, void *mem,
		  bool writable)
{
	struct guest *g = arg;

	/* Nothing behind it, as for a ROM: the card finds nothing there. */
	if (!mem)
		return 0;
	if (machine_guest_map(g->m, addr, size, mem, writable))
		return ENOSPC;
	shrunk_add(addr, size, mem);
	return 0;
}

static void on_unmap(void *arg, uint64_t addr, uint64_t size)
{
	struct guest *g = arg;

	machine_guest_unmap(g->m, addr, size);
	shrunk_remove(addr, size);
}

static void on_reset(void *arg)
{
	struct guest *g = arg;

	machine_guest_reset(g->m);
	look_at_line(g);
}

static const struct vfu_ops ops = {
	.read = on_read,
	.write = on_write,
	.dma_map = on_map,
	.dma_unmap = on_unmap,
	.reset = on_reset,
};

/* ---- time
 * -------------------------------------------------------------------- */

/* The wall's time on the card's clock. What was lost stays lost. */
static ps_t wall(struct guest *g)
{
	uint64_t now = wall_ns();
	ps_t at = g->sim_start + (now - g->wall_start_ns) * PS_PER_NS;

	if (at > machine_now(g->m) + MAX_LAG) {
		g->sim_start = machine_now(g->m);
		g->wall_start_ns = now;
		at = g->sim_start;
	}
	return at;
}

/* Nothing to do before @ns have gone by, unless somebody calls. */
static void nap(struct guest *g, uint64_t ns)
{
	struct timespec t = {.tv_nsec = (long)(ns < NAP_NS ? ns : NAP_NS)};
	struct pollfd p[2] = {{.fd = vfu_fd(g->v), .events = POLLIN}};

	if (g->live && wire_live_waits(g->live) && ns > SOON_NS)
		t.tv_nsec = SOON_NS;
	if (g->live)
		p[1] = (struct pollfd){.fd = wire_live_fd(g->live),
				       .events = POLLIN};
	ppoll(p, g->live ? 2 : 1, &t, NULL);
}

static void turn(struct guest *g)
{
	ps_t now = machine_now(g->m), until = wall(g), next;

	if (now < until) {
		if (until > now + SLICE)
			until = now + SLICE;
		g->level = machine_guest_wait(g->m, until, g->level);
		vfu_intx(g->v, g->level);
	} else {
		next = machine_guest_next(g->m);
		nap(g, next > now ? (next - now) / PS_PER_NS : 0);
	}
	vfu_serve(g->v, 0);
	if (g->live)
		wire_live_poll(g->live, machine_now(g->m));
}

void guest_boot(void *arg)
{
	struct guest *g = arg;

	while (!g->stop() && vfu_serve(g->v, 100) == VFU_WAITING)
		;
	g->wall_start_ns = wall_ns();
	g->sim_start = machine_now(g->m);
	while (!g->stop() && vfu_serve(g->v, 0) == VFU_READY)
		turn(g);
	machine_halt(g->m);
}

/* ---- made and closed
 * ------------------------------------------------------------ */

int guest_open(struct guest *g, struct machine *m, const char *socket,
	       bool (*stop)(void), char *err, size_t err_len)
{
	struct vfu_config c = {
		.region_bytes = {[VFU_BAR0] = BAR0_BYTES,
				 [VFU_BAR1] = BAR1_BYTES,
				 [VFU_CONFIG] = CONFIG_BYTES},
		.ops = &ops,
		.arg = g,
	};

	memset(g, 0, sizeof(*g));
	g->m = m;
	g->stop = stop;
	if (machine_guest(m)) {
		snprintf(err, err_len, "out of memory");
		return -1;
	}
	g->v = vfu_listen(socket, &c, err, err_len);
	if (!g->v)
		return -1;
	shrunk_watch();
	machine_set_boot(m, guest_boot, g);
	return 0;
}

void guest_close(struct guest *g)
{
	if (!g->v)
		return;
	vfu_close(g->v);
	g->v = NULL;
	shrunk_unwatch();
}
