// SPDX-License-Identifier: MIT
/*
 * make compare-buffers: a UDP datagram of 150 bytes and one of 8 KiB, down and
 * up the layers, through sk_buffs and through mbufs; on the simulated CPU, as a
 * table.
 *
 * usage: compare [PROFILE]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffers.h"
#include "kernel.h"
#include "kernel_core.h"
#include "sim/machine.h"

static const u32 sizes[] = {150, DATAGRAM_MOST};
#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

static const struct buffers *const libraries[] = {&skb_buffers, &mbuf_buffers};

struct way {
	struct cost down, up;
	struct frames frames;
	u8 got[DATAGRAM_MOST];
	u32 got_len;
};

static struct way ways[SIZES][2];
static u8 data[DATAGRAM_MOST];

void enter(struct cost *c, enum layer l)
{
	u64 now = machine_now(machine_this());

	if (c->now < LAYERS && c->since)
		c->ps[c->now] += now - c->since;
	c->now = l;
	c->since = now;
}

/* The kernel's caches are warm after the first time: the second one counts. */
static void walk(const struct buffers *b, u32 len, struct way *w)
{
	for (int round = 0; round < 2; round++) {
		u32 lens[FRAMES_MOST];
		void *buffer[FRAMES_MOST], *packets;

		w->down = w->up = (struct cost){.now = LAYERS};
		packets = b->down(data, len, &w->down);
		b->gather(packets, &w->frames);
		b->sent(packets, &w->down);
		for (unsigned int i = 0; i < w->frames.n; i++) {
			const struct frame *f = &w->frames.frame[i];

			enter(&w->up, DRIVER);
			buffer[i] = b->receive_buffer(&w->up);
			enter(&w->up, LAYERS);
			memcpy(b->receive_data(buffer[i]), f->data, f->len);
			lens[i] = f->len;
		}
		w->got_len = b->up(buffer, lens, w->frames.n, w->got, &w->up);
	}
}

static void walk_all(void *arg)
{
	for (unsigned int s = 0; s < SIZES; s++)
		for (unsigned int l = 0; l < 2; l++)
			walk(libraries[l], sizes[s], &ways[s][l]);
}

/* ---- outside ---- */

static int wrong(const char *what, u32 size)
{
	fprintf(stderr, "datagram of %u bytes: %s\n", size, what);
	return 1;
}

static int check(unsigned int s)
{
	const struct frames *a = &ways[s][0].frames, *b = &ways[s][1].frames;

	if (a->n != b->n)
		return wrong("not the same number of frames", sizes[s]);
	for (unsigned int i = 0; i < a->n; i++)
		if (a->frame[i].len != b->frame[i].len ||
		    memcmp(a->frame[i].data, b->frame[i].data,
			   a->frame[i].len) != 0)
			return wrong("not the same frames", sizes[s]);
	for (unsigned int l = 0; l < 2; l++)
		if (ways[s][l].got_len != sizes[s] ||
		    memcmp(ways[s][l].got, data, sizes[s]) != 0)
			return wrong("what came up is not what went down",
				     sizes[s]);
	return 0;
}

static void row(u32 size, const char *way, const char *name,
		const struct cost *c, u32 insn_ps)
{
	u64 sum = 0;

	printf("%6u  %-5s%-8s%6llu%7llu%8llu", size, way, name,
	       (unsigned long long)c->allocations, (unsigned long long)c->moves,
	       (unsigned long long)c->copied);
	for (int l = 0; l < LAYERS; l++) {
		printf("%9llu", (unsigned long long)(c->ps[l] / insn_ps));
		sum += c->ps[l];
	}
	printf("%9llu\n", (unsigned long long)(sum / insn_ps));
}

static void table(u32 insn_ps)
{
	printf("                                            CPU cycles\n");
	printf("%6s  %-5s%-8s%6s%7s%8s%9s%9s%9s%9s%9s%9s\n", "bytes", "way",
	       "buffer", "alloc", "moves", "copied", "socket", "UDP", "IP",
	       "Ethernet", "driver", "all");
	for (unsigned int s = 0; s < SIZES; s++) {
		for (unsigned int l = 0; l < 2; l++)
			row(sizes[s], "down", libraries[l]->name,
			    &ways[s][l].down, insn_ps);
		for (unsigned int l = 0; l < 2; l++)
			row(sizes[s], "up", libraries[l]->name, &ways[s][l].up,
			    insn_ps);
	}
}

static int run(struct machine *m)
{
	struct kernel_config kc = {.seed = 1, .machine = m};
	struct kernel *k;
	char err[256];
	enum machine_stop stop;

	k = kernel_create(&kc, err, sizeof(err));
	if (!k) {
		fprintf(stderr, "%s\n", err);
		return 1;
	}
	kernel_call(k, walk_all, NULL);
	machine_run(m, PS_PER_S);
	kernel_stop(k);
	stop = machine_run(m, 60 * PS_PER_S);
	if (stop != MACHINE_HALTED || *machine_error(m) || *kernel_leaks(k))
		fprintf(stderr, "%s\n%s", machine_error(m), kernel_leaks(k));
	kernel_destroy(k);
	return stop != MACHINE_HALTED;
}

int main(int argc, char **argv)
{
	struct machine_config mc = {0};
	struct machine *m;
	char err[256];
	int rc;

	for (u32 i = 0; i < DATAGRAM_MOST; i++)
		data[i] = (u8)(i * 7 + i / 256);
	if (profile_load(&mc.profile,
			 argc > 1 ? argv[1] : "sim/profiles/modern.yaml", err,
			 sizeof(err)) ||
	    !(m = machine_create(&mc, err, sizeof(err)))) {
		fprintf(stderr, "%s\n", err);
		return 2;
	}
	rc = run(m);
	machine_destroy(m);
	for (unsigned int s = 0; s < SIZES; s++)
		rc |= check(s);
	if (!rc)
		table(mc.profile.insn_ps);
	return rc;
}
