// SPDX-License-Identifier: MIT
/*
 * A driver's whole life, written down: probe, open, traffic both ways, what is
 * received (multicast, promiscuous, VLAN), another MTU, closed and opened
 * again, offloads, close, remove.
 *
 * usage: life FILE [arguments of the machine]
 *
 * FILE gets a line for each event: "phase NAME", "R REGISTER VALUE",
 * "W REGISTER VALUE", "sent BYTES", "up BYTES". life_compare.py reads two.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/in.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "e1000_regs.h"
#include "frame.h"
#include "kernel.h"
#include "kernel_core.h"
#include "life.h"
#include "program.h"
#include "superpacket.h"

#define HOST_IP 0x0a090002
#define PEER_IP 0x0a090001

#define PROTOCOL 0x88b5
#define ITR_OFF	 0
/* Everything that a phase began has come to its end after that. */
#define QUIET_MS 5
#define LIMIT	 (120 * PS_PER_S)

static const u8 peer_mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x01};

static struct life {
	FILE *out;
	struct machine *m;
	struct kernel *kernel;
	struct pci_driver *drivers[2];
	struct net_device *dev;
	u8 frame[FRAME_MOST];
	bool done;
	const char *failed;
	/* This phase's frames: on the wire, to the stack; and what they must
	 * be. */
	struct frames {
		u32 sent, up;
	} frames, expected;
} life;

struct pci_driver *e1000_driver_module(void);

/* ---- what is written down ---- */

static void access(const char *how, uint64_t addr, uint32_t value)
{
	char name[32];

	register_name(addr & 0x1ffff, name, sizeof(name));
	fprintf(life.out, "%s %s %08x\n", how, name, value);
}

uint32_t __real_machine_mmio_read32(struct machine *m, uint64_t addr);
void __real_machine_mmio_write32(struct machine *m, uint64_t addr,
				 uint32_t value);
uint32_t __wrap_machine_mmio_read32(struct machine *m, uint64_t addr);
void __wrap_machine_mmio_write32(struct machine *m, uint64_t addr,
				 uint32_t value);

/* The linker leads the driver's accesses through here (--wrap). */
uint32_t __wrap_machine_mmio_read32(struct machine *m, uint64_t addr)
{
	uint32_t value = __real_machine_mmio_read32(m, addr);

	access("R", addr, value);
	return value;
}

void __wrap_machine_mmio_write32(struct machine *m, uint64_t addr,
				 uint32_t value)
{
	access("W", addr, value);
	__real_machine_mmio_write32(m, addr, value);
}

static void bytes(const char *how, const uint8_t *data, uint32_t len)
{
	fprintf(life.out, "%s ", how);
	for (uint32_t i = 0; i < len; i++)
		fprintf(life.out, "%02x", data[i]);
	fprintf(life.out, "\n");
}

void life_sent(const uint8_t *frame, uint32_t len)
{
	life.frames.sent++;
	bytes("sent", frame, len);
}

static int receive(struct sk_buff *skb, struct net_device *dev,
		   struct packet_type *pt, struct net_device *orig_dev)
{
	static u8 data[FRAME_MOST];
	unsigned int at = skb_headlen(skb);

	memcpy(data, skb->data, at);
	for (unsigned int i = 0; i < skb_shinfo(skb)->nr_frags; i++) {
		const skb_frag_t *f = &skb_shinfo(skb)->frags[i];

		memcpy(data + at,
		       (u8 *)page_address(skb_frag_page(f)) + skb_frag_off(f),
		       skb_frag_size(f));
		at += skb_frag_size(f);
	}
	life.frames.up++;
	bytes("up", data, at);
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type receiver = {
	.type = htons(PROTOCOL),
	.func = receive,
};

/* The phase before comes to its end; what it was to send and receive, it has.
 */
static void phase(const char *name)
{
	static const struct frames none;

	msleep(QUIET_MS);
	fprintf(life.out, "# sent %u of %u, up %u of %u\n", life.frames.sent,
		life.expected.sent, life.frames.up, life.expected.up);
	if (life.frames.sent != life.expected.sent)
		life.failed = "not all that was sent came to the wire";
	if (life.frames.up != life.expected.up)
		life.failed = "not all that was received came to the stack";
	life.frames = life.expected = none;
	fprintf(life.out, "phase %s\n", name);
}

/* ---- traffic ---- */

static void from_the_wire(u32 to, u32 shape, u32 len, u32 tag, u32 seed)
{
	u8 addr[6];

	frame_address(addr, to);
	len = frame_received(life.frame, addr, shape, len, tag, seed);
	life_inject(life.m, life.frame, len);
	if (to == TO_US || to == TO_BROADCAST)
		life.expected.up++;
	msleep(1);
}

/* An ARP request: RFC 826. */
static void ask(void)
{
	u8 f[60] = {[12] = 8, [13] = 6, [15] = 1, [16] = 8,
		    [18] = 6, [19] = 4, [21] = 1};
	__be32 from = htonl(PEER_IP), to = htonl(HOST_IP);

	memset(f, 0xff, 6);
	memcpy(f + 6, peer_mac, 6);
	memcpy(f + 22, peer_mac, 6);
	memcpy(f + 28, &from, 4);
	memcpy(f + 38, &to, 4);
	life_inject(life.m, f, sizeof(f));
	life.expected.sent++;
	msleep(1);
}

static u16 checksum(const u8 *data, u32 len)
{
	u32 sum = 0;

	for (u32 i = 0; i < len; i++)
		sum += i & 1 ? data[i] : (u32)data[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (u16)~sum;
}

static void put16(u8 *at, u32 value)
{
	at[0] = (u8)(value >> 8);
	at[1] = (u8)value;
}

/* An echo request with @len bytes of data: RFC 792. */
static void ping(u32 len, u16 number)
{
	__be32 from = htonl(PEER_IP), to = htonl(HOST_IP);
	u8 *f = life.frame, *ip = f + 14, *icmp = ip + 20;
	u32 total = 42 + len;

	memset(f, 0, total < 60 ? 60 : total);
	memcpy(f, life.dev->dev_addr, 6);
	memcpy(f + 6, peer_mac, 6);
	put16(f + 12, ETH_P_IP);
	ip[0] = 0x45;
	put16(ip + 2, 28 + len);
	put16(ip + 4, number);
	ip[8] = 64;
	ip[9] = IPPROTO_ICMP;
	memcpy(ip + 12, &from, 4);
	memcpy(ip + 16, &to, 4);
	put16(ip + 10, checksum(ip, 20));
	icmp[0] = 8;
	put16(icmp + 6, number);
	for (u32 i = 0; i < len; i++)
		icmp[8 + i] = (u8)(i + number);
	put16(icmp + 2, checksum(icmp, 8 + len));
	life_inject(life.m, f, total < 60 ? 60 : total);
	life.expected.sent++;
	msleep(1);
}

static void send_plain(u32 len)
{
	struct sk_buff *skb = alloc_skb(len + 64, GFP_KERNEL);
	struct ethhdr *eth;

	BUG_ON(!skb);
	skb_reserve(skb, 32);
	eth = skb_put(skb, ETH_HLEN);
	memcpy(eth->h_dest, peer_mac, 6);
	memcpy(eth->h_source, life.dev->dev_addr, 6);
	eth->h_proto = htons(PROTOCOL);
	for (u32 i = ETH_HLEN; i < len; i++)
		*(u8 *)skb_put(skb, 1) = (u8)(i * 3 + len);
	skb_reset_mac_header(skb);
	skb->protocol = eth->h_proto;
	skb->dev = life.dev;
	dev_queue_xmit(skb);
	life.expected.sent++;
	msleep(1);
}

static void send_super(u8 protocol, u32 len, u32 mss, u32 piece)
{
	const struct superpacket s = {.dev = life.dev,
				      .to = peer_mac,
				      .saddr = HOST_IP,
				      .daddr = PEER_IP,
				      .sport = 1000,
				      .dport = 9,
				      .id = 0x1234,
				      .protocol = protocol,
				      .seq = 0xfffff000,
				      .len = len,
				      .mss = mss,
				      .linear = 5,
				      .piece = piece};

	dev_queue_xmit(superpacket_skb(&s));
	life.expected.sent += mss ? DIV_ROUND_UP(len, mss) : 1;
	msleep(2);
}

static void set_mtu(int mtu)
{
	rtnl_lock();
	if (dev_set_mtu(life.dev, mtu))
		life.failed = "the MTU cannot be set";
	rtnl_unlock();
	msleep(QUIET_MS);
}

/* ---- the phases between open and close ---- */

static void both_ways(void)
{
	phase("arp");
	ask();
	phase("ping");
	for (u32 i = 0; i < 12; i++)
		ping(18 + i * 132, (u16)i);
	phase("send");
	for (u32 len = 60; len <= 1514; len += 97)
		send_plain(len);
	send_plain(1514);
	phase("receive");
	for (u32 len = 60; len <= 1514; len += 97)
		from_the_wire(TO_US, SHAPE_PLAIN, len, 0, len);
	from_the_wire(TO_BROADCAST, SHAPE_PLAIN, 333, 0, 1);
	/* More than the ring has, so that it goes round. */
	phase("ring");
	for (u32 i = 0; i < 300; i++) {
		from_the_wire(TO_US, SHAPE_PLAIN, 60 + i, 0, i);
		if (i % 4 == 0)
			send_plain(60 + i);
	}
}

static void promiscuous(int more)
{
	rtnl_lock();
	dev_set_promiscuity(life.dev, more);
	rtnl_unlock();
	msleep(1); /* the write is posted */
}

static void filters(void)
{
	u8 group[6], other[6];

	frame_address(group, TO_MULTICAST);
	frame_address(other, TO_MULTICAST + 5);
	phase("multicast");
	dev_mc_add(life.dev, group);
	dev_mc_add(life.dev, other);
	msleep(1);
	for (u32 i = 0; i < 8; i++)
		from_the_wire(TO_MULTICAST + i, SHAPE_PLAIN, 100 + i, 0, i);
	dev_mc_del(life.dev, other);
	msleep(1);
	for (u32 i = 0; i < 8; i++)
		from_the_wire(TO_MULTICAST + i, SHAPE_PLAIN, 200 + i, 0, i);
	/* Each group has another of the same hash; one is all hosts'. */
	life.expected.up = 5;
	phase("promiscuous");
	from_the_wire(TO_STRANGER, SHAPE_PLAIN, 100, 0, 1);
	promiscuous(1);
	from_the_wire(TO_STRANGER, SHAPE_PLAIN, 101, 0, 2);
	from_the_wire(TO_MULTICAST + 7, SHAPE_PLAIN, 102, 0, 3);
	promiscuous(-1);
	from_the_wire(TO_STRANGER, SHAPE_PLAIN, 103, 0, 4);
	life.expected.up = 2;
}

static void offloads(void)
{
	phase("checksums");
	for (u32 len = 1; len < 1400; len += 199) {
		send_super(IPPROTO_TCP, len, 0, 500);
		send_super(IPPROTO_UDP, len, 0, 300);
	}
	phase("segmentation");
	send_super(IPPROTO_TCP, 3000, 1460, 1000);
	send_super(IPPROTO_TCP, 20000, 1447, 4096);
	send_super(IPPROTO_TCP, 65000, 1448, 32768);
}

static int run_life(int argc, char **argv)
{
	life.dev = dev_get_by_name(&init_net, "eth0");
	if (!life.dev) {
		life.failed = "there is no eth0";
		life.done = true;
		return 1;
	}
	dev_add_pack(&receiver);
	msleep(20);
	if (!netif_carrier_ok(life.dev))
		life.failed = "there is no link";
	both_ways();
	filters();
	offloads();
	phase("mtu");
	set_mtu(3000);
	ping(2500, 100);
	from_the_wire(TO_US, SHAPE_PLAIN, 2900, 0, 7);
	send_plain(2900);
	set_mtu(1500);
	ping(56, 101);
	phase("reopen");
	rtnl_lock();
	dev_close(life.dev);
	rtnl_unlock();
	msleep(QUIET_MS);
	rtnl_lock();
	if (dev_open(life.dev))
		life.failed = "it does not open again";
	rtnl_unlock();
	msleep(QUIET_MS);
	ask(); /* the neighbours are forgotten */
	ping(56, 102);
	/* Long enough for the watchdog. */
	phase("idle");
	msleep(4500);
	phase("close");
	dev_remove_pack(&receiver);
	life.done = true;
	return 0;
}

/* ---- outside ---- */

static void console(void *arg, ps_t now, int level, const char *line)
{
	fprintf(life.out, "# %s\n", line);
}

static int power_on(int argc, char **argv, char *err, size_t err_len)
{
	struct kernel_config kc = {.seed = 1, .drivers = life.drivers};
	char *args[] = {"life", NULL};

	life.drivers[0] = e1000_driver_module();
	life.m = kc.machine = life_machine(argc, argv, err, err_len);
	if (!life.m)
		return -1;
	life.kernel = kernel_create(&kc, err, err_len);
	if (!life.kernel)
		return -1;
	kernel_set_console(life.kernel, console, NULL);
	return kernel_ifconfig(life.kernel, "eth0", HOST_IP, 24, err,
			       err_len) ||
			       kernel_coalesce(life.kernel, "eth0", "rx-usecs",
					       ITR_OFF, err, err_len) ||
			       kernel_spawn(life.kernel, "life", run_life, 1,
					    args, 0, err, err_len)
		       ? -1
		       : 0;
}

static int live(void)
{
	enum machine_stop stop = MACHINE_TIME;

	fprintf(life.out, "phase open\n");
	while (!life.done && stop == MACHINE_TIME &&
	       machine_now(life.m) < LIMIT)
		stop = machine_run(life.m, machine_now(life.m) + PS_PER_MS);
	if (life.done)
		kernel_stop(life.kernel);
	while (stop == MACHINE_TIME && machine_now(life.m) < 2 * LIMIT)
		stop = machine_run(life.m, machine_now(life.m) + PS_PER_S);
	if (stop != MACHINE_HALTED || *machine_error(life.m))
		fprintf(stderr, "it did not come to its end\n%s\n",
			machine_error(life.m));
	else if (life.failed)
		fprintf(stderr, "%s\n", life.failed);
	else if (*kernel_leaks(life.kernel))
		fprintf(stderr, "%s\n", kernel_leaks(life.kernel));
	else
		return 0;
	return 1;
}

int main(int argc, char **argv)
{
	char err[1024] = "";
	int rc;

	if (argc < 2) {
		fprintf(stderr, "usage: %s FILE [...]\n", argv[0]);
		return 2;
	}
	life.out = fopen(argv[1], "w");
	if (!life.out) {
		perror(argv[1]);
		return 2;
	}
	if (power_on(argc - 2, argv + 2, err, sizeof(err))) {
		fprintf(stderr, "%s\n", err);
		return 2;
	}
	rc = live();
	kernel_destroy(life.kernel);
	life_machine_destroy(life.m);
	if (fclose(life.out)) {
		perror(argv[1]);
		rc = 2;
	}
	return rc;
}
