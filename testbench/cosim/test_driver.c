// SPDX-License-Identifier: MIT
/* Kernel and driver on the real card: the ways out of trouble that need all
 * three. A test's body is a process of the kernel. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <linux/delay.h>
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/rtnetlink.h>

#include <linux/udp.h>
#include <net/ip.h>
#include <net/net_namespace.h>

#include "e1000.h"
#include "kernel_core.h"
#include "sim/board.h"
#include "sim/wire.h"
#include "uapi/syscalls.h"

static const u8 host_mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x02};
static const u8 peer_mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x01};
#define HOST_IP 0x0a090002
#define PEER_IP 0x0a090001

static struct host {
	struct machine *machine;
	struct kernel *kernel;
	struct wire *wire;
	struct pci_driver *drivers[2]; /* the kernel looks at it later */
	struct net *net;
	struct net_device *dev;
	struct e1000_adapter *adapter;
	unsigned int answers; /* ARP replies on the wire */
	char console[4096];
	void (*body)(void);
	bool done;
} host;

struct pci_driver *e1000_driver_module(void);

static void heard(void *arg, ps_t last_bit, const uint8_t *data, uint32_t len,
		  bool fcs_ok)
{
	ck_assert(fcs_ok);
	if (data[12] == 0x08 && data[13] == 0x06 && data[21] == 2)
		host.answers++;
}

static void console(void *arg, ps_t now, int level, const char *line)
{
	strncat(host.console, line,
		sizeof(host.console) - strlen(host.console) - 1);
	strncat(host.console, "\n",
		sizeof(host.console) - strlen(host.console) - 1);
}

static bool said(const char *text)
{
	return strstr(host.console, text) != NULL;
}

static int run_body(int argc, char **argv)
{
	host.net = &init_net;
	host.dev = dev_get_by_name(&init_net, "eth0");
	ck_assert_ptr_nonnull(host.dev);
	host.adapter = netdev_priv(host.dev);
	msleep(20);
	ck_assert(netif_carrier_ok(host.dev));
	host.body();
	host.done = true;
	return 0;
}

static void power_on(void)
{
	struct machine_config mc = {0};
	struct kernel_config kc = {.seed = 1, .drivers = host.drivers};
	char err[256] = "", *argv[] = {"test", NULL};

	host.drivers[0] = e1000_driver_module();
	if (profile_load(&mc.profile, "sim/profiles/modern.yaml", err,
			 sizeof(err)))
		ck_abort_msg("%s", err);
	memcpy(mc.mac, host_mac, 6);
	host.machine = kc.machine = machine_create(&mc, err, sizeof(err));
	ck_assert_msg(host.machine != NULL, "%s", err);
	host.wire = wire_create(0);
	wire_listen(host.wire, heard, NULL);
	machine_attach_wire(host.machine, host.wire);
	host.kernel = kernel_create(&kc, err, sizeof(err));
	ck_assert_msg(host.kernel != NULL, "%s", err);
	kernel_set_console(host.kernel, console, NULL);
	ck_assert_msg(!kernel_ifconfig(host.kernel, "eth0", HOST_IP, 24, err,
				       sizeof(err)),
		      "%s", err);
	ck_assert_msg(!kernel_coalesce(host.kernel, "eth0", "rx-usecs",
				       E1000_ITR_OFF, err, sizeof(err)),
		      "%s", err);
	ck_assert_msg(!kernel_spawn(host.kernel, "test", run_body, 1, argv, 0,
				    err, sizeof(err)),
		      "%s", err);
}

/* Nothing may be left behind, and every frame has an end. */
static void power_off(void)
{
	enum machine_stop stop;
	char why[1024];

	wire_stop(host.wire);
	kernel_stop(host.kernel);
	stop = machine_run(host.machine,
			   machine_now(host.machine) + 60 * PS_PER_S);
	ck_assert_int_eq(stop, MACHINE_HALTED);
	ck_assert_str_eq(machine_error(host.machine), "");
	ck_assert_str_eq(kernel_leaks(host.kernel), "");
	wire_abandon(host.wire);
	ck_assert_msg(ledger_conserved(machine_ledger(host.machine), why,
				       sizeof(why)),
		      "%s", why);
	kernel_destroy(host.kernel);
	machine_destroy(host.machine);
	wire_destroy(host.wire);
}

static void run(void (*body)(void))
{
	memset(&host, 0, sizeof(host));
	host.body = body;
	power_on();
	while (!host.done)
		if (machine_run(host.machine,
				machine_now(host.machine) + PS_PER_MS) !=
		    MACHINE_TIME)
			ck_abort_msg("%s\n%s", machine_error(host.machine),
				     host.console);
	power_off();
}

/* The peer asks for the host's address (RFC 826); the driver has to send. */
static void ask(unsigned int times)
{
	u8 f[42] = {[12] = 8, [13] = 6, [15] = 1, [16] = 8,
		    [18] = 6, [19] = 4, [21] = 1};
	struct wire_frame frame = {.data = f, .len = sizeof(f)};
	__be32 from = htonl(PEER_IP), to = htonl(HOST_IP);

	memset(f, 0xff, 6);
	memcpy(f + 6, peer_mac, 6);
	memcpy(f + 22, peer_mac, 6);
	memcpy(f + 28, &from, 4);
	memcpy(f + 38, &to, 4);
	while (times--) {
		frame.at = machine_now(host.machine);
		wire_inject(host.wire, &frame);
		machine_charge_ns(host.machine, 0); /* plan again */
		msleep(1);
	}
	msleep(5);
}

static void hang(void)
{
	ask(3);
	ck_assert_uint_eq(host.answers, 3);
	/* As if the transmitter had died. */
	e1000_write(host.adapter, E1000_TCTL, E1000_TCTL_PSP);
	ask(3);
	ck_assert_uint_eq(host.answers, 3);
	ck_assert(!said("hangs"));
	/* Two looks of the watchdog, and the reset. */
	msleep(3 * E1000_WATCHDOG_SEC * 1000);
	ck_assert_msg(said("transmitter hangs, resetting"), "%s", host.console);
	ck_assert(netif_carrier_ok(host.dev));
	ask(3);
	ck_assert_uint_eq(host.answers, 6);
	ck_assert_uint_eq(host.adapter->queue[0].tx.dropped, 3);
}

START_TEST(a_transmitter_that_hangs_is_reset_and_sends_again)
{
	run(hang);
}
END_TEST

/* Minimum frames to nobody, every @interval or back to back, to the end. */
static void flood(ps_t interval)
{
	struct wire_traffic t = {.src_ip = PEER_IP,
				 .dst_ip = HOST_IP,
				 .src_port = 1000,
				 .dst_port = 9,
				 .frame_bytes = 64,
				 .start = machine_now(host.machine),
				 .interval = interval};
	char err[128];
	struct wire_source *s;

	memcpy(t.src_mac, peer_mac, 6);
	memcpy(t.dst_mac, host_mac, 6);
	s = wire_traffic_source(&t, err, sizeof(err));
	ck_assert_msg(s != NULL, "%s", err);
	wire_add_source(host.wire, s);
	machine_charge_ns(host.machine, 0);
}

/* With an interrupt for each frame, at moments that differ, some come when the
 * device is already going down and the card not yet masked. */
static void restart_under_load(void)
{
	flood(2 * PS_PER_US);
	for (unsigned int i = 0; i < 12; i++) {
		struct rtnl_link_stats64 before, after;

		msleep(1);
		ndelay(i * 250);
		rtnl_lock();
		ck_assert_int_eq(dev_set_mtu(host.dev, 1400 + (int)i), 0);
		rtnl_unlock();
		dev_get_stats(host.dev, &before);
		msleep(1);
		dev_get_stats(host.dev, &after);
		ck_assert_msg(after.rx_packets > before.rx_packets + 100,
			      "deaf after restart %u\n%s", i, host.console);
	}
	ck_assert_msg(!said("nobody cared"), "%s", host.console);
}

START_TEST(a_device_restarts_under_load_and_receives_on)
{
	run(restart_under_load);
}
END_TEST

static void reopen_under_load(void)
{
	flood(0);
	for (int i = 0; i < 2; i++) {
		msleep(1);
		rtnl_lock();
		dev_close(host.dev);
		ck_assert_int_eq(dev_open(host.dev), 0);
		rtnl_unlock();
	}
	msleep(2);
	ck_assert_msg(!said("nobody cared"), "%s", host.console);
}

START_TEST(a_device_is_closed_and_opened_under_line_rate_without_a_leak)
{
	run(reopen_under_load);
}
END_TEST

/* The cable is pulled out and plugged in again. */
static void cable(void)
{
	ask(1);
	ck_assert_uint_eq(host.answers, 1);
	machine_link(host.machine, false);
	machine_charge_ns(host.machine, 0);
	msleep(5);
	ck_assert(!netif_carrier_ok(host.dev));
	ask(1);
	ck_assert_uint_eq(host.answers, 1);
	machine_link(host.machine, true);
	machine_charge_ns(host.machine, 0);
	msleep(10);
	ck_assert(netif_carrier_ok(host.dev));
	ck_assert_uint_eq(host.adapter->link_speed, SPEED_1000);
	ask(2);
	ck_assert_uint_eq(host.answers, 3);
	ck_assert_msg(said("link down") && said("link up, 1000 Mb/s"), "%s",
		      host.console);
}

START_TEST(a_link_that_is_lost_and_found_is_told_and_carries_on)
{
	run(cable);
}
END_TEST

/* What the peer's frames bring: with a tag (0: none), and with a datagram to a
 * socket, whose checksum is off by @wrong. */
static void inject(u8 *f, u32 len)
{
	struct wire_frame frame = {.data = f, .len = len};

	frame.at = machine_now(host.machine);
	wire_inject(host.wire, &frame);
	machine_charge_ns(host.machine, 0);
	msleep(1);
}

/* The ARP request of ask(), in VLAN @tci. */
static void ask_tagged(u16 tci)
{
	u8 f[46] = {[12] = 0x81, [14] = tci >> 8, [15] = tci & 0xff, [16] = 8,
		    [17] = 6,	 [19] = 1,	  [20] = 8,	     [22] = 6,
		    [23] = 4,	 [25] = 1};
	__be32 from = htonl(PEER_IP), to = htonl(HOST_IP);

	memset(f, 0xff, 6);
	memcpy(f + 6, peer_mac, 6);
	memcpy(f + 26, peer_mac, 6);
	memcpy(f + 32, &from, 4);
	memcpy(f + 42, &to, 4);
	inject(f, sizeof(f));
}

static void filter_vlan(bool add, u16 vid)
{
	rtnl_lock();
	if (add)
		ck_assert_int_eq(
			vlan_vid_add(host.dev, htons(ETH_P_8021Q), vid), 0);
	else
		vlan_vid_del(host.dev, htons(ETH_P_8021Q), vid);
	rtnl_unlock();
	msleep(1); /* the write is posted */
}

struct place_count {
	const char *place;
	u64 n;
};

static void count_place(void *arg, const char *place, uint64_t n)
{
	struct place_count *c = arg;

	if (!strcmp(c->place, place))
		c->n = n;
}

/* Frames that ended there so far. */
static u64 ended(const char *place)
{
	struct place_count c = {place, 0};

	ledger_each_place(machine_ledger(host.machine), count_place, &c);
	return c.n;
}

/* The card takes tags out, or leaves them in; both ways a priority is no VLAN.
 * Its filter knows the VLANs that it was told of. */
static void tags(void)
{
	ask_tagged(0xe000);
	ck_assert_uint_eq(host.answers, 1);
	ask_tagged(0xe005);
	ck_assert_uint_eq(ended("eth.other_host"), 1);
	rtnl_lock();
	host.dev->wanted_features &= ~NETIF_F_HW_VLAN_CTAG_RX;
	netdev_update_features(host.dev);
	rtnl_unlock();
	msleep(20);
	ask_tagged(0xe000);
	ck_assert_uint_eq(host.answers, 2);
	ask_tagged(5);
	ck_assert_uint_eq(ended("eth.other_host"), 2);
	filter_vlan(true, 0);
	filter_vlan(true, 5);
	ask_tagged(0);
	ck_assert_uint_eq(host.answers, 3);
	ask_tagged(5);
	ck_assert_uint_eq(ended("eth.other_host"), 3);
	ask_tagged(6);
	ck_assert_uint_eq(ended("card.rx_vlan_filtered"), 1);
	filter_vlan(false, 5);
	ask_tagged(5);
	ck_assert_uint_eq(ended("card.rx_vlan_filtered"), 2);
	filter_vlan(false, 0);
	ask_tagged(6);
	ck_assert_uint_eq(ended("eth.other_host"), 4);
	ck_assert_uint_eq(host.answers, 3);
}

START_TEST(tags_are_taken_out_and_vlans_filtered)
{
	run(tags);
}
END_TEST

/* A datagram of @data bytes whose checksum is off by @wrong. */
static void send_datagram(u32 data, u16 wrong)
{
	/* IP's header is aligned. */
	u8 room[2 + 14 + 20 + 8 + 1472] __aligned(4) = {
		[2 + 12] = 8, [2 + 14] = 0x45, [2 + 22] = 64, [2 + 23] = 17};
	u8 *f = room + 2;
	struct iphdr *ip = (struct iphdr *)(f + 14);
	struct udphdr *udp = (struct udphdr *)(ip + 1);
	u32 len = sizeof(*udp) + data;

	memcpy(f, host_mac, 6);
	memcpy(f + 6, peer_mac, 6);
	ip->tot_len = htons(sizeof(*ip) + len);
	ip->saddr = htonl(PEER_IP);
	ip->daddr = htonl(HOST_IP);
	ip->check = ip_fast_csum(ip, 5);
	udp->source = htons(1000);
	udp->dest = htons(9);
	udp->len = htons(len);
	for (u32 i = 0; i < data; i++)
		f[14 + 20 + 8 + i] = i;
	udp->check = csum_tcpudp_magic(ip->saddr, ip->daddr, len, IPPROTO_UDP,
				       csum_partial(udp, len, 0)) ^
		     wrong;
	inject(f, 14 + sizeof(*ip) + len);
}

/* What the card finds wrong the stack finds wrong itself, and counts. */
static void sums(void)
{
	const u64 *udp = host.net->mib.udp;
	struct ks_sockaddr_in to = {AF_INET, htons(9), 0, {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);
	u8 data[2048];

	ck_assert_int_eq(sys_bind(fd, &to, sizeof(to)), 0);
	for (u32 i = 0; i < 2; i++) {
		for (u32 len = 1; len < 1472; len += 173) {
			send_datagram(len, 0);
			ck_assert_int_eq(sys_recvfrom(fd, data, sizeof(data),
						      MSG_DONTWAIT, NULL, NULL),
					 len);
		}
		send_datagram(20, 0x0100);
		ck_assert_uint_eq(udp[UDP_MIB_CSUMERRORS], 2 * i + 1);
		send_datagram(1000, 1);
		ck_assert_int_lt(sys_recvfrom(fd, data, sizeof(data),
					      MSG_DONTWAIT, NULL, NULL),
				 0);
		ck_assert_uint_eq(udp[UDP_MIB_CSUMERRORS], 2 * i + 2);
		/* Once more without the card's help. */
		rtnl_lock();
		host.dev->wanted_features &= ~NETIF_F_RXCSUM;
		netdev_update_features(host.dev);
		rtnl_unlock();
		msleep(20);
	}
	sys_close(fd);
}

START_TEST(datagrams_with_wrong_checksums_are_found_with_and_without_the_card)
{
	run(sums);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("kernel, driver and card");
	TCase *t = tcase_create("whole");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 300);
	tcase_add_test(t, a_transmitter_that_hangs_is_reset_and_sends_again);
	tcase_add_test(t, a_device_restarts_under_load_and_receives_on);
	tcase_add_test(
		t,
		a_device_is_closed_and_opened_under_line_rate_without_a_leak);
	tcase_add_test(t, a_link_that_is_lost_and_found_is_told_and_carries_on);
	tcase_add_test(t, tags_are_taken_out_and_vlans_filtered);
	tcase_add_test(
		t,
		datagrams_with_wrong_checksums_are_found_with_and_without_the_card);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
