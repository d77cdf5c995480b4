// SPDX-License-Identifier: MIT
/*
 * The receive path, from the card's interrupt to the program's recvfrom(), on a
 * machine without time and a card made of C: the same work each time. Linked
 * twice: with counted code, where it prints the count, and with the same code
 * uncounted, for callgrind. callgrind.py compares the two.
 */
#include "../driver/fake_card.h"
#include "../stack/fake_machine.h"
#include "kernel.h"
#include "uapi/syscalls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/callgrind.h>

#define PORT	 5201
#define WARM_UP	 20
#define ROUNDS	 60
#define BURST	 40 /* frames; fits the socket's buffer */
#define PAYLOAD	 200
#define FRAME	 (14 + 20 + 8 + PAYLOAD)
#define NO_LIMIT (INT64_MAX / 2)

/* What sim/cpu has in a machine with a clock. */
int64_t cpu_budget = NO_LIMIT;
unsigned char cpu_marks;
void cpu_expired(void);
void cpu_mark_enter(void);
void cpu_mark_leave(void);
void *cpu_memcpy(void *d, const void *s, size_t n);
void *cpu_memmove(void *d, const void *s, size_t n);
void *cpu_memset(void *d, int c, size_t n);
int cpu_memcmp(const void *a, const void *b, size_t n);

void cpu_expired(void)
{
	abort();
}

void cpu_mark_enter(void)
{
	abort();
}

void cpu_mark_leave(void)
{
	abort();
}

void *cpu_memcpy(void *d, const void *s, size_t n)
{
	return memcpy(d, s, n);
}

void *cpu_memmove(void *d, const void *s, size_t n)
{
	return memmove(d, s, n);
}

void *cpu_memset(void *d, int c, size_t n)
{
	return memset(d, c, n);
}

int cpu_memcmp(const void *a, const void *b, size_t n)
{
	return memcmp(a, b, n);
}

static const uint8_t our_mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x02};
static const uint8_t peer_mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x01};
static struct fake_card *card;
static bool done;

static void fail(const char *what)
{
	fprintf(stderr, "rx_path: %s\n", what);
	exit(1);
}

/* ---- The frame ------------------------------------------------------------
 */

static uint8_t *put16(uint8_t *at, unsigned v)
{
	at[0] = (uint8_t)(v >> 8);
	at[1] = (uint8_t)v;
	return at + 2;
}

static uint8_t *put32(uint8_t *at, uint32_t v)
{
	return put16(put16(at, v >> 16), v & 0xffff);
}

static uint32_t sum16(const uint8_t *p, unsigned len)
{
	uint32_t sum = 0;
	unsigned i;

	for (i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)p[i] << 8 | p[i + 1];
	return sum;
}

static unsigned fold16(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

/* A UDP datagram to our port, with a checksum (RFC 768). */
static void make_frame(uint8_t *f, unsigned n)
{
	uint8_t *ip = f + 14, *udp = ip + 20, *p;
	unsigned i;

	memcpy(f, our_mac, 6);
	memcpy(f + 6, peer_mac, 6);
	put16(f + 12, 0x0800);
	p = put16(ip, 0x4500);
	p = put16(p, 20 + 8 + PAYLOAD);
	p = put16(p, n); /* identification */
	p = put16(p, 0);
	p = put16(p, 64 << 8 | 17); /* TTL, UDP */
	p = put16(p, 0);
	p = put32(p, 0x0a090001);
	put32(p, 0x0a090002);
	put16(ip + 10, fold16(sum16(ip, 20)));
	p = put16(udp, 40000);
	p = put16(p, PORT);
	p = put16(p, 8 + PAYLOAD);
	p = put16(p, 0);
	for (i = 0; i < PAYLOAD; i++)
		p[i] = (uint8_t)(i + n);
	put16(udp + 6, fold16(sum16(ip + 12, 8) + 17 + 8 + PAYLOAD +
			      sum16(udp, 8 + PAYLOAD)));
}

/* ---- The program on the host ------------------------------------------------
 */

static void carry(int fd, unsigned rounds)
{
	uint8_t frame[FRAME], data[2048];
	unsigned r, i;

	for (r = 0; r < rounds; r++) {
		for (i = 0; i < BURST; i++) {
			make_frame(frame, r * BURST + i);
			if (!fake_card_receive(card, frame, sizeof(frame), 0))
				fail("the ring is full");
		}
		sys_nanosleep(1000000);
		for (i = 0; i < BURST; i++)
			if (sys_recvfrom(fd, data, sizeof(data), MSG_DONTWAIT,
					 NULL, NULL) != PAYLOAD ||
			    data[0] != (uint8_t)(r * BURST + i))
				fail("a datagram is missing");
	}
}

static int sink(int argc, char **argv)
{
	struct ks_sockaddr_in any = {.family = AF_INET,
				     .port = PORT >> 8 | (PORT & 0xff) << 8};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || sys_bind(fd, &any, sizeof(any)) < 0)
		fail("no socket");
	sys_nanosleep(100000000);
	carry(fd, WARM_UP);
	cpu_budget = NO_LIMIT;
	CALLGRIND_ZERO_STATS;
	carry(fd, ROUNDS);
	CALLGRIND_DUMP_STATS_AT("rx_path");
	printf("rx_path %lld\n", (long long)(NO_LIMIT - cpu_budget));
	sys_close(fd);
	done = true;
	return 0;
}

/* ---- The host
 * ----------------------------------------------------------------- */

struct pci_driver *e1000_driver_module(void);

static uint32_t read_register(void *arg, uint64_t offset)
{
	return fake_card_read(arg, (uint32_t)offset);
}

static void write_register(void *arg, uint64_t offset, uint32_t value)
{
	fake_card_write(arg, (uint32_t)offset, value);
}

static void *card_dma(void *arg, uint64_t addr, size_t len, bool write)
{
	return fake_dma_at(arg, addr, len);
}

static void card_line(void *arg, bool high)
{
	fake_line(arg, high);
}

int main(void)
{
	struct pci_driver *const drivers[] = {e1000_driver_module(), NULL};
	struct fake_card_bus bus = {.dma = card_dma, .line = card_line};
	struct kernel_config config = {.seed = 1, .drivers = drivers};
	char *argv[] = {(char *)"sink", NULL};
	struct kernel *k;
	char err[256] = "";
	ps_t now = 0;

	config.machine = bus.arg = fake_machine_create();
	card = fake_card_create(&bus, our_mac);
	fake_registers(config.machine, read_register, write_register, card);
	k = kernel_create(&config, err, sizeof(err));
	if (!k ||
	    kernel_ifconfig(k, "eth0", 0x0a090002, 24, err, sizeof(err)) ||
	    kernel_spawn(k, "sink", sink, 1, argv, 10000000, err, sizeof(err)))
		fail(err);
	while (!done) {
		if (machine_run(config.machine, now += PS_PER_S) !=
			    MACHINE_TIME ||
		    now > 100 * PS_PER_S)
			fail(machine_error(config.machine));
	}
	kernel_stop(k);
	while (machine_run(config.machine, now += PS_PER_S) == MACHINE_TIME)
		;
	if (*machine_error(config.machine))
		fail(machine_error(config.machine));
	kernel_destroy(k);
	machine_destroy(config.machine);
	fake_card_destroy(card);
	return 0;
}
