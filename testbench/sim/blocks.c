// SPDX-License-Identifier: MIT
/*
 * What each block of the card costs the model: the card on its pins for some
 * thousand clocks, idle or with frames of 64 bytes back to back both ways. Run
 * under callgrind by blocks.py, which has it count between the marks.
 */
#include "../cosim/pins.h"
#include "e1000_regs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/callgrind.h>

#define CLOCKS	  40000u
#define WARM_UP	  4000u
#define FRAME	  64u
#define LINE_RATE (8 + FRAME + 12) /* clocks from frame to frame */
#define BATCH	  16u
#define TX_CMD_RS 0x08

static uint8_t frame[FRAME + 8];

static void idle(struct pins *c, unsigned clocks)
{
	pins_run(c, c->now + clocks);
}

/* What software does for a batch of frames; without an interrupt. */
static void refill(struct pins *c)
{
	c->rx_tail = (c->rx_tail + BATCH) % c->rx_descs;
	for (unsigned i = 0; i < BATCH; i++)
		pins_queue(c, TX_CMD_RS);
	pins_write(c, 0, E1000_RDT, c->rx_tail);
	pins_write(c, 0, E1000_TDT, c->tx_tail);
}

static void loaded(struct pins *c, unsigned clocks)
{
	uint64_t end = c->now + clocks;

	for (unsigned n = 0; c->now < end; n++) {
		if (n % BATCH == 0)
			refill(c);
		pins_line(c, frame, sizeof(frame));
		pins_run(c, c->now + LINE_RATE);
	}
}

int main(int argc, char **argv)
{
	static struct pins c;
	void (*work)(struct pins *, unsigned) = idle;
	uint64_t from;

	if (argc > 1 && strcmp(argv[1], "loaded") == 0)
		work = loaded;
	if (!pins_create(&c, false, PINS_DESCS, 0)) {
		fprintf(stderr, "blocks: out of memory\n");
		return EXIT_FAILURE;
	}
	pins_frame(frame, FRAME);
	work(&c, WARM_UP);
	from = c.now;
	CALLGRIND_START_INSTRUMENTATION;
	work(&c, CLOCKS);
	CALLGRIND_STOP_INSTRUMENTATION;
	printf("%llu clocks\n", (unsigned long long)(c.now - from));
	pins_destroy(&c);
	return EXIT_SUCCESS;
}
