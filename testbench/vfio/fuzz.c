// SPDX-License-Identifier: MIT
/*
 * fuzz [SEED] [SECONDS]: nonsense for the vfio-user server. Messages that are
 * nearly right, bytes that are none, descriptors of all kinds, and clients that
 * go in the middle of it. The server must answer, refuse or hang up; the
 * sanitizers say the rest. A failure repeats with the seed that it prints.
 */
#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 4000 /* without a time limit */

static uint64_t state;

static uint32_t random32(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16);
}

static uint32_t below(uint32_t n)
{
	return random32() % n;
}

/* Numbers at which programs break. */
static uint64_t odd_number(void)
{
	static const uint64_t some[] = {
		0,    1,	  2,	      4,	  15,
		16,   32,	  255,	      256,	  4095,
		4096, 4097,	  0x10000,    0x7fffffff, 0x80000000u,
		~0u,  1ull << 32, 1ull << 63, ~0ull,	  ~0xfffull};

	if (below(3))
		return some[below(sizeof(some) / sizeof(*some))];
	return below(2) ? random32() : below(300);
}

static int some_fd(void)
{
	switch (below(5)) {
	case 0:
		return eventfd(0, 0);
	case 1:
		return open("/dev/null", O_RDWR | O_CLOEXEC);
	case 2:
		return client_memory(0);
	default:
		return client_memory((size_t)(1 + below(16)) << 12);
	}
}

static void some_message(struct client *c)
{
	static const unsigned commands[] = {1, 2, 3, 4, 5, 7, 8, 9, 10, 13};
	unsigned command =
		below(12) ? commands[below(10)] : (unsigned)odd_number();
	uint32_t words = below(10), len;
	uint8_t payload[128] = {0};
	int fd = below(3) ? -1 : some_fd();

	for (uint32_t i = 0; i < words; i++) {
		uint32_t v = (uint32_t)(below(2) ? below(64) : odd_number());

		memcpy(payload + 4 * i, &v, 4);
	}
	/* Often what a right one begins with: argsz. */
	if (words && below(4)) {
		uint32_t argsz = 64;

		memcpy(payload, &argsz, 4);
	}
	len = words * 4 + (below(8) ? 0 : below(4));
	client_send(c, command, below(8) ? 0 : (uint32_t)odd_number(), payload,
		    len, fd);
	if (fd >= 0)
		close(fd);
}

static void some_bytes(struct client *c)
{
	uint8_t junk[64];

	for (size_t i = 0; i < sizeof(junk); i++)
		junk[i] = (uint8_t)random32();
	client_raw(c, junk, 1 + below(sizeof(junk)));
}

/* A sensible client, so that the nonsense meets a server with mappings. */
static void sensible(struct client *c)
{
	struct vfu_dma_map m = {.argsz = sizeof(m),
				.flags = 1 + below(3),
				.addr = (uint64_t)below(64) << 12,
				.size = (uint64_t)(1 + below(8)) << 12};
	int fd = client_memory(m.size);

	client_send(c, VFU_DMA_MAP, 0, &m, sizeof(m), fd);
	close(fd);
	if (below(2)) {
		struct vfu_set_irqs s = {
			.argsz = sizeof(s), .flags = 0x24, .count = 1};

		fd = eventfd(0, EFD_NONBLOCK);
		client_send(c, VFU_SET_IRQS, 0, &s, sizeof(s), fd);
		close(fd);
	}
}

static void drain(struct client *c)
{
	char away[4096];

	while (recv(c->fd, away, sizeof(away), MSG_DONTWAIT) > 0)
		;
}

static uint64_t one_client(void)
{
	struct client c;
	uint64_t n;

	client_open(&c);
	for (unsigned i = 1 + below(60); i--;) {
		switch (below(12)) {
		case 0:
			sensible(&c);
			break;
		case 1:
			if (!below(4))
				some_bytes(&c);
			break;
		case 2:
			vfu_intx(c.v, below(2));
			break;
		default:
			some_message(&c);
		}
		if (below(3) && vfu_serve(c.v, 0) == VFU_GONE)
			break;
		drain(&c);
	}
	if (!below(4))
		shutdown(c.fd, SHUT_RDWR);
	vfu_serve(c.v, 0);
	n = vfu_counts(c.v)->messages;
	/* What the client gave must be back, whoever hung up. */
	if (vfu_serve(c.v, 0) == VFU_GONE && c.toy.maps) {
		fprintf(stderr, "%u mappings left\n", c.toy.maps);
		abort();
	}
	client_close(&c);
	return n;
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	time_t end = argc > 2 ? time(NULL) + atoi(argv[2]) : 0;
	uint64_t clients = 0, messages = 0;

	while (end ? time(NULL) < end : clients < CLIENTS) {
		state = (seed + clients) * 0x9e3779b97f4a7c15ull | 1;
		/* For who finds a crash below: the seed of this client. */
		if (end && clients % 100000 == 0)
			fprintf(stderr, "\rseed %" PRIu64 " ", seed + clients);
		messages += one_client();
		clients++;
	}
	printf("%llu clients, %llu messages; seeds %llu to %llu\n",
	       (unsigned long long)clients, (unsigned long long)messages,
	       (unsigned long long)seed,
	       (unsigned long long)(seed + clients - 1));
	return 0;
}
