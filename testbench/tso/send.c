// SPDX-License-Identifier: MIT
/*
 * Packets with work left for the card, through stack, driver and the Verilog
 * card onto the wire, for a judge that is not ours.
 *
 * usage: send FILE.pcapng HOST.pcapng
 * Writes what the wire and the host's tap saw, and on standard output a line of
 * JSON for each case: what was asked for, by the source port of its frames.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/delay.h>
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>

#include "kernel.h"
#include "kernel_core.h"
#include "sim/captures.h"
#include "sim/metrics.h"
#include "sim/profile.h"
#include "sim/strict.h"
#include "sim/wire.h"
#include "superpacket.h"
#include "uapi/syscalls.h"

#define HOST_IP	  0x0a090002
#define PEER_IP	  0x0a090001
#define DEST_PORT 9
#define TCI	  0x6123 /* priority 3, VLAN 0x123 */
#define LIMIT	  (5 * PS_PER_S)

#define DEFAULT                                                        \
	(NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_TSO | NETIF_F_RXCSUM | \
	 NETIF_F_HW_VLAN_CTAG_RX | NETIF_F_HW_VLAN_CTAG_TX |           \
	 NETIF_F_HW_VLAN_CTAG_FILTER | NETIF_F_GSO)

static const u8 host_mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x02};
static const u8 peer_mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x01};

struct pci_driver *e1000_driver_module(void);

/* @count packets of @len bytes of data, each @step longer than the last. */
static const struct test_case {
	const char *name;
	u8 protocol;
	u8 options;
	bool tagged;
	bool line_rate; /* back to back from the first frame to the last */
	netdev_features_t without;
	unsigned int mtu, count, len, step, mss, linear, piece;
} cases[] = {
	{.name = "tso",
	 .line_rate = true,
	 .count = 8,
	 .len = 65536,
	 .mss = 1460,
	 .piece = 4096},
	{.name = "tso-options",
	 .line_rate = true,
	 .options = 12,
	 .count = 4,
	 .len = 65536,
	 .mss = 1448,
	 .linear = 200,
	 .piece = 4096},
	{.name = "tso-vlan",
	 .line_rate = true,
	 .tagged = true,
	 .count = 4,
	 .len = 65536,
	 .mss = 1460,
	 .piece = 4096},
	{.name = "tso-jumbo",
	 .line_rate = true,
	 .mtu = 9000,
	 .count = 4,
	 .len = 65536,
	 .mss = 8960,
	 .piece = 4096},
	/* Odd everywhere: pieces, segments, the last byte. */
	{.name = "tso-odd",
	 .line_rate = true,
	 .options = 4,
	 .count = 4,
	 .len = 30001,
	 .step = 333,
	 .mss = 1447,
	 .linear = 1,
	 .piece = 1999},
	{.name = "tso-small-segments",
	 .count = 8,
	 .len = 2000,
	 .step = 1,
	 .mss = 99,
	 .linear = 777,
	 .piece = 501},
	{.name = "tso-last-byte",
	 .count = 4,
	 .len = 1461,
	 .mss = 1460,
	 .piece = 1461},
	{.name = "gso-tcp",
	 .without = NETIF_F_TSO,
	 .count = 4,
	 .len = 65000,
	 .mss = 1460,
	 .piece = 4096},
	{.name = "gso-udp",
	 .protocol = IPPROTO_UDP,
	 .count = 4,
	 .len = 30000,
	 .mss = 1472,
	 .piece = 4096},
	{.name = "gso-without-any-offload",
	 .without = DEFAULT & ~NETIF_F_GSO,
	 .tagged = true,
	 .count = 2,
	 .len = 20000,
	 .mss = 1460,
	 .piece = 4096},
	{.name = "checksum-tcp",
	 .count = 98,
	 .len = 0,
	 .step = 15,
	 .linear = 7,
	 .piece = 300},
	{.name = "checksum-udp",
	 .protocol = IPPROTO_UDP,
	 .count = 64,
	 .len = 1,
	 .step = 23,
	 .piece = 500},
	{.name = "checksum-udp-vlan",
	 .protocol = IPPROTO_UDP,
	 .tagged = true,
	 .count = 32,
	 .len = 0,
	 .step = 46,
	 .linear = 1472},
};

static struct host {
	struct machine *machine;
	struct kernel *kernel;
	struct wire *wire;
	struct captures captures;
	struct pci_driver *drivers[2]; /* the kernel looks at it later */
	struct net_device *dev;
	bool done;
} host;

static void die(const char *what, const char *why)
{
	fprintf(stderr, "send: %s: %s\n", what, why);
	exit(1);
}

/* ---- in the simulated host ---- */

static void settle(void)
{
	while (!netif_carrier_ok(host.dev))
		msleep(1);
}

static void configure(const struct test_case *c)
{
	rtnl_lock();
	host.dev->wanted_features = DEFAULT & ~c->without;
	netdev_update_features(host.dev);
	if (dev_set_mtu(host.dev, c->mtu ? (int)c->mtu : ETH_DATA_LEN))
		die(c->name, "MTU");
	/* `ip link set gso_max_size`: 64 KiB of data and their headers. */
	if (dev_set_gso_max_size(host.dev, 65536 + 256))
		die(c->name, "gso_max_size");
	rtnl_unlock();
	settle();
}

static struct superpacket packet(const struct test_case *c, u16 port)
{
	return (struct superpacket){
		.dev = host.dev,
		.to = peer_mac,
		.saddr = HOST_IP,
		.daddr = PEER_IP,
		.sport = port,
		.dport = DEST_PORT,
		.protocol = c->protocol ? c->protocol : IPPROTO_TCP,
		.options = c->options,
		.len = c->len,
		.mss = c->mss,
		.linear = c->linear,
		.piece = c->piece ? c->piece : 1,
		.tagged = c->tagged,
		.tci = TCI,
	};
}

static void tell(const struct test_case *c, const struct superpacket *s)
{
	printf("{\"name\": \"%s\", \"port\": %u, \"protocol\": %u, "
	       "\"headers\": %u, \"mtu\": %u, \"tci\": %d, \"line_rate\": %s, "
	       "\"count\": %u, \"len\": %u, \"step\": %u, \"mss\": %u}\n",
	       c->name, s->sport, s->protocol, superpacket_headers(s),
	       c->mtu ? c->mtu : ETH_DATA_LEN, c->tagged ? TCI : -1,
	       c->line_rate ? "true" : "false", c->count, c->len, c->step,
	       c->mss);
}

static void run_case(const struct test_case *c, u16 port)
{
	struct superpacket s = packet(c, port);

	configure(c);
	tell(c, &s);
	/* Near the end of the sequence space, so that it wraps. */
	s.seq = 0xffff0000;
	for (unsigned int i = 0; i < c->count; i++) {
		dev_queue_xmit(superpacket_skb(&s));
		s.seq += s.len;
		s.id += c->mss ? s.len / c->mss + 1 : 1;
		s.len += c->step;
	}
	/* Half a megabyte takes 4.4 ms. */
	msleep(10);
}

/* Over a socket: in fragments, whose checksum the stack makes. */
static void fragments(u16 port)
{
	struct ks_sockaddr_in to = {
		AF_INET, htons(DEST_PORT), htonl(PEER_IP), {0}};
	struct ks_sockaddr_in from = {AF_INET, htons(port), 0, {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);
	static u8 data[8192];

	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = superpacket_byte(i);
	sys_bind(fd, &from, sizeof(from));
	/* ARP asks first; the second one finds the address. */
	sys_sendto(fd, data, 5001, 0, &to, sizeof(to));
	msleep(5);
	sys_close(fd);
	printf("{\"name\": \"fragments\", \"port\": %u, \"bytes\": 5001}\n",
	       port);
}

static int run_cases(int argc, char **argv)
{
	u16 port = 1001;

	host.dev = dev_get_by_name(&init_net, "eth0");
	settle();
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++)
		run_case(&cases[i], port++);
	fragments(port);
	host.done = true;
	return 0;
}

/* ---- outside ---- */

static void power_on(const char *wire_path, const char *host_path)
{
	struct machine_config mc = {0};
	struct kernel_config kc = {.seed = 1, .drivers = host.drivers};
	const struct captures_config cc = {.wire_path = wire_path,
					   .host_path = host_path,
					   .comment = "test-tso"};
	char err[256] = "", *argv[] = {"send", NULL};

	host.drivers[0] = e1000_driver_module();
	if (profile_load(&mc.profile, "sim/profiles/modern.yaml", err,
			 sizeof(err)))
		die("profile", err);
	memcpy(mc.mac, host_mac, 6);
	host.machine = kc.machine = machine_create(&mc, err, sizeof(err));
	if (!host.machine)
		die("machine", err);
	if (machine_strict(host.machine))
		die("strict mode", "out of memory");
	host.wire = wire_create(0);
	wire_add_source(host.wire,
			wire_station_source(host.wire, peer_mac, PEER_IP));
	machine_attach_wire(host.machine, host.wire);
	if (captures_open(&host.captures, host.machine, host.wire, &cc, err,
			  sizeof(err)))
		die("captures", err);
	host.kernel = kernel_create(&kc, err, sizeof(err));
	if (!host.kernel ||
	    kernel_ifconfig(host.kernel, "eth0", HOST_IP, 24, err,
			    sizeof(err)) ||
	    kernel_spawn(host.kernel, "send", run_cases, 1, argv, 0, err,
			 sizeof(err)))
		die("kernel", err);
}

/* Nothing may be left behind, and every frame has an end. */
static void power_off(void)
{
	char why[1024] = "";

	wire_stop(host.wire);
	kernel_stop(host.kernel);
	if (machine_run(host.machine, machine_now(host.machine) + LIMIT) !=
	    MACHINE_HALTED)
		die("no orderly end", machine_error(host.machine));
	if (kernel_leaks(host.kernel)[0])
		die("leaks", kernel_leaks(host.kernel));
	wire_abandon(host.wire);
	if (!ledger_conserved(machine_ledger(host.machine), why, sizeof(why)))
		die("ledger", why);
	if (captures_close(&host.captures, why, sizeof(why)))
		die("captures", why);
	/* The driver did all that as the manual wants it. */
	if (strict_broken(machine_strict_checker(host.machine))) {
		strict_print(machine_strict_checker(host.machine), stderr);
		die("strict mode", "a rule was broken");
	}
	kernel_destroy(host.kernel);
	machine_destroy(host.machine);
	wire_destroy(host.wire);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		die("usage", "send WIRE.pcapng HOST.pcapng");
	power_on(argv[1], argv[2]);
	while (!host.done && machine_now(host.machine) < LIMIT)
		if (machine_run(host.machine,
				machine_now(host.machine) + PS_PER_MS) !=
		    MACHINE_TIME)
			die("the run died", machine_error(host.machine));
	if (!host.done)
		die("the run", "does not end");
	power_off();
	return 0;
}
