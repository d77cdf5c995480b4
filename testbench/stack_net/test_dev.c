// SPDX-License-Identifier: MIT
/* Devices: queue, carrier, watchdog, addresses, taps, figures. */
#include "lab.h"

static struct packet p, s;

static int burst(int argc, char **argv)
{
	struct ks_sockaddr_in to = {AF_INET, htons(9), htonl(PEER_IP), {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0), val = 1 << 20;

	sys_setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &val, sizeof(val));
	for (int i = 0; i < 8; i++)
		sys_sendto(fd, "12345678", (size_t)i + 1, MSG_DONTWAIT, &to,
			   sizeof(to));
	sys_close(fd);
	return 0;
}

ON_CPU(wake)
{
	struct lab *lab = arg;

	lab->busy = false;
	netif_wake_queue(lab->dev);
}

START_TEST(a_busy_driver_gets_the_packets_later_in_order)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab->busy = true;
	lab_spawn(lab, burst);
	bench_pass_ms(lab->b, 2);
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_run(lab, wake, lab);
	bench_pass_ms(lab->b, 1);
	ck_assert_uint_eq(lab->sent_count, 8);
	for (unsigned i = 0; i < 8; i++)
		ck_assert_uint_eq(lab_sent(lab, i, &s)->data_len, i + 1);
	lab_stop(lab);
}
END_TEST

ON_CPU(short_queue)
{
	((struct lab *)arg)->dev->tx_queue_len = 3;
}

START_TEST(a_full_queue_drops_what_comes_last)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_run(lab, short_queue, lab);
	lab->busy = true;
	lab_spawn(lab, burst);
	bench_pass_ms(lab->b, 2);
	/* One at the head and three behind it. */
	ck_assert_uint_eq(lab_ended(lab, "dev.queue_full"), 4);
	ck_assert_uint_eq(lab_mib_udp(lab, UDP_MIB_SNDBUFERRORS), 4);
	lab_run(lab, wake, lab);
	bench_pass_ms(lab->b, 1);
	ck_assert_uint_eq(lab->sent_count, 4);
	lab_stop(lab);
}
END_TEST

START_TEST(the_watchdog_calls_a_driver_whose_queue_stands_still)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab->busy = true;
	lab_spawn(lab, burst);
	bench_pass_ms(lab->b, 4900);
	ck_assert_uint_eq(lab->timeouts, 0);
	bench_pass_ms(lab->b, 7000);
	ck_assert_uint_ge(lab->timeouts, 1);
	ck_assert_ptr_nonnull((strstr)(lab->b->log, "NETDEV WATCHDOG"));
	lab_stop(lab); /* the packets that waited: dev.not_ready */
}
END_TEST

START_TEST(a_queue_that_is_not_stopped_is_left_in_peace)
{
	struct lab *lab = lab_start();

	bench_pass_ms(lab->b, 60000);
	ck_assert_uint_eq(lab->timeouts, 0);
	lab_stop(lab);
}
END_TEST

ON_CPU(carrier_off)
{
	netif_carrier_off(((struct lab *)arg)->dev);
}

ON_CPU(carrier_on)
{
	netif_carrier_on(((struct lab *)arg)->dev);
}

START_TEST(without_carrier_nothing_is_sent)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_run(lab, carrier_off, lab);
	lab_spawn(lab, burst);
	bench_pass_ms(lab->b, 1);
	ck_assert_uint_eq(lab->sent_count, 0);
	ck_assert_uint_eq(lab_ended(lab, "dev.not_ready"), 8);
	lab_run(lab, carrier_on, lab);
	lab_spawn(lab, burst);
	bench_pass_ms(lab->b, 1);
	ck_assert_uint_eq(lab->sent_count, 8);
	ck_assert_int_eq(atomic_read(&lab->dev->carrier_up_count), 1);
	lab_stop(lab);
}
END_TEST

ON_CPU(addresses)
{
	struct lab *lab = arg;
	const u8 group[6] = {1, 0, 0x5e, 1, 2, 3}, two[6] = {2, 0, 0, 0, 0, 2};
	unsigned before = lab->rx_modes;

	/* The all-hosts group is there since the device is up. */
	ck_assert_uint_eq(lab->mc_count, 1);
	ck_assert_int_eq(dev_mc_add(lab->dev, group), 0);
	ck_assert_int_eq(dev_mc_add(lab->dev, group), 0);
	ck_assert_uint_eq(lab->mc_count, 2);
	ck_assert_int_eq(dev_mc_del(lab->dev, group), 0);
	ck_assert_uint_eq(lab->mc_count, 2);
	ck_assert_int_eq(dev_mc_del(lab->dev, group), 0);
	ck_assert_uint_eq(lab->mc_count, 1);
	ck_assert_int_eq(dev_mc_del(lab->dev, group), -ENOENT);
	ck_assert_uint_eq(lab->rx_modes, before + 4);

	/* One address filter only: a second address takes all frames. */
	ck_assert_int_eq(dev_uc_add(lab->dev, two), 0);
	ck_assert(lab->flags_seen & IFF_PROMISC);
	ck_assert_int_eq(dev_uc_del(lab->dev, two), 0);
	ck_assert(!(lab->flags_seen & IFF_PROMISC));
	lab->dev->priv_flags |= IFF_UNICAST_FLT;
	ck_assert_int_eq(dev_uc_add(lab->dev, two), 0);
	ck_assert(!(lab->flags_seen & IFF_PROMISC));
	ck_assert_uint_eq(lab->uc_count, 1);

	rtnl_lock();
	ck_assert_int_eq(dev_set_promiscuity(lab->dev, 1), 0);
	ck_assert_int_eq(dev_set_promiscuity(lab->dev, 1), 0);
	ck_assert_int_eq(dev_set_promiscuity(lab->dev, -1), 0);
	ck_assert(lab->flags_seen & IFF_PROMISC);
	ck_assert_int_eq(dev_set_promiscuity(lab->dev, -1), 0);
	ck_assert(!(lab->flags_seen & IFF_PROMISC));
	ck_assert_int_eq(dev_set_promiscuity(lab->dev, -1), -EINVAL);
	ck_assert_int_eq(dev_set_allmulti(lab->dev, 1), 0);
	ck_assert(lab->flags_seen & IFF_ALLMULTI);
	ck_assert_int_eq(dev_set_allmulti(lab->dev, -1), 0);
	rtnl_unlock();
}

START_TEST(address_lists_are_counted_and_the_driver_is_told)
{
	struct lab *lab = lab_start();

	lab_run(lab, addresses, lab);
	lab_stop(lab);
}
END_TEST

ON_CPU(down_up)
{
	struct lab *lab = arg;

	rtnl_lock();
	dev_close(lab->dev);
	dev_close(lab->dev);
	ck_assert_uint_eq(lab->stops, 1);
	ck_assert_int_eq(dev_open(lab->dev), 0);
	ck_assert_int_eq(dev_open(lab->dev), 0);
	ck_assert_uint_eq(lab->opens, 2);
	ck_assert_int_eq(dev_set_mtu(lab->dev, 67), -EINVAL);
	ck_assert_int_eq(dev_set_mtu(lab->dev, 1501), -EINVAL);
	ck_assert_int_eq(dev_set_mtu(lab->dev, 576), 0);
	rtnl_unlock();
}

START_TEST(down_forgets_the_neighbours_up_brings_the_routes_back)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_run(lab, down_up, lab);
	ck_assert_uint_eq(lab_net(lab)->arp_tbl.entries, 0);
	lab_know_peer(lab);
	lab_receive_ends(lab, pkt_echo(&p, 1, 1, 1000), "icmp.echo_answered");
	/* 1008 bytes over an MTU of 576: 552 (in units of 8) and 456. */
	ck_assert_uint_eq(lab->sent_count, 2);
	ck_assert_uint_eq(lab_sent(lab, 0, &s)->len, 14 + 20 + 552);
	ck_assert_uint_eq(s.ip->frag_off, htons(IP_MF));
	ck_assert_uint_eq(lab_sent(lab, 1, &s)->len, 14 + 20 + 456);
	ck_assert_uint_eq(s.ip->frag_off, htons(552 / 8));
	ck_assert_mem_eq(s.data, p.data + 552 - 8, 456);
	lab_stop(lab);
}
END_TEST

static __be16 type_of(struct lab *lab, u16 type, u8 first, const u8 *dst,
		      u8 *pkt_type)
{
	struct sk_buff *skb = netdev_alloc_skb(lab->dev, 100);
	__be16 protocol;

	pkt_eth(pkt_new(&p), dst, PEER_MAC, type);
	pkt_data(&p, 40, first);
	if (first == 0xff)
		p.data[1] = 0xff;
	skb_put_data(skb, p.bytes, (unsigned)p.len);
	protocol = eth_type_trans(skb, lab->dev);
	ck_assert_uint_eq(skb->len, 40);
	*pkt_type = skb->pkt_type;
	consume_skb(skb);
	return protocol;
}

ON_CPU(types)
{
	struct lab *lab = arg;
	const u8 group[6] = {1, 0, 0x5e, 0, 0, 1};
	u8 to;

	ck_assert_uint_eq(type_of(lab, 0x86dd, 0, US_MAC, &to), htons(0x86dd));
	ck_assert_uint_eq(to, PACKET_HOST);
	ck_assert_uint_eq(type_of(lab, 0x600, 0, PEER_MAC, &to), htons(0x600));
	ck_assert_uint_eq(to, PACKET_OTHERHOST);
	ck_assert_uint_eq(type_of(lab, 0x5ff, 0xaa, BCAST_MAC, &to),
			  htons(ETH_P_802_2));
	ck_assert_uint_eq(to, PACKET_BROADCAST);
	ck_assert_uint_eq(type_of(lab, 40, 0xff, group, &to),
			  htons(ETH_P_802_3));
	ck_assert_uint_eq(to, PACKET_MULTICAST);
}

START_TEST(eth_type_trans_tells_types_from_lengths_and_whom_it_is_for)
{
	struct lab *lab = lab_start();

	lab_run(lab, types, lab);
	lab_stop(lab);
}
END_TEST

static int no_header(struct sk_buff *skb, struct net_device *dev,
		     unsigned short type, const void *daddr, const void *saddr,
		     unsigned int len)
{
	return -EINVAL;
}

START_TEST(a_packet_that_gets_no_header_ends_there)
{
	static const struct header_ops ops = {.create = no_header};
	struct lab *lab = lab_start();
	const struct header_ops *good = lab->dev->header_ops;

	lab_know_peer(lab);
	lab->dev->header_ops = &ops;
	lab_receive(lab, pkt_echo(&p, 1, 1, 8));
	lab_receive(lab, pkt_arp_request(&p));
	ck_assert_uint_eq(lab_ended(lab, "dev.no_header"), 2);
	lab->dev->header_ops = good;
	lab_stop(lab);
}
END_TEST

ON_CPU(send_paged)
{
	struct lab *lab = arg;
	struct sk_buff *skb = netdev_alloc_skb(lab->dev, 60);
	struct page *page = alloc_page(GFP_KERNEL);

	memset(page_address(page), 0x77, 3000);
	skb_put_zero(skb, 60);
	skb_add_rx_frag(skb, 0, page, 0, 1000, PAGE_SIZE);
	skb->dev = lab->dev;
	skb_frame_born(skb);
	kernel_fail_alloc(lab->k, lab->fail_nth);
	dev_queue_xmit(skb);
	kernel_fail_alloc(lab->k, 0);
}

START_TEST(pages_are_made_linear_for_a_device_that_can_not_gather)
{
	struct lab *lab = lab_start();

	lab_run(lab, send_paged, lab);
	ck_assert_uint_eq(lab->sent_count, 1);
	ck_assert_uint_eq(lab->sent[0].len, 1060);
	ck_assert_uint_eq(lab->sent[0].bytes[1059], 0x77);
	lab->fail_nth = 1;
	lab_run(lab, send_paged, lab);
	ck_assert_uint_eq(lab_ended(lab, "dev.no_memory"), 1);
	lab_stop(lab);
}
END_TEST

static struct packet_type tap;
static unsigned tapped_in, tapped_out;

static int tap_rcv(struct sk_buff *skb, struct net_device *dev,
		   struct packet_type *pt, struct net_device *orig_dev)
{
	if (skb->pkt_type == PACKET_OUTGOING)
		tapped_out++;
	else
		tapped_in++;
	consume_skb(skb);
	return 0;
}

ON_CPU(tap_on)
{
	tap.type = htons(ETH_P_ALL);
	tap.func = tap_rcv;
	dev_add_pack(&tap);
}

ON_CPU(tap_off)
{
	dev_remove_pack(&tap);
}

START_TEST(a_tap_sees_both_ways_and_changes_no_frames_end)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_run(lab, tap_on, NULL);
	lab_receive_ends(lab, pkt_echo(&p, 1, 1, 8), "icmp.echo_answered");
	pkt_eth(pkt_new(&p), US_MAC, PEER_MAC, ETH_P_IPV6);
	lab_receive_ends(lab, pkt_data(&p, 50, 0), "eth.unknown_protocol");
	ck_assert_uint_eq(tapped_in, 2);
	ck_assert_uint_eq(tapped_out, 1);
	ck_assert_str_eq(lab_place(lab, lab->sent[0].id), "wire.sent");
	lab_run(lab, tap_off, NULL);
	lab_receive(lab, pkt_echo(&p, 1, 1, 8));
	ck_assert_uint_eq(tapped_in, 2);
	lab_stop(lab);
}
END_TEST

static void assert_tapped(struct lab *lab, u32 id, bool outbound,
			  const u8 *bytes, size_t len)
{
	struct fake_tap t = fake_tap(lab->m);

	ck_assert_uint_eq(t.id, id);
	ck_assert_int_eq(t.outbound, outbound);
	ck_assert_uint_eq(t.len, len);
	ck_assert_mem_eq(t.data, bytes, len);
}

START_TEST(the_machines_tap_is_shown_frames_whole_and_with_their_ids)
{
	struct lab *lab = lab_start();
	u32 id;

	lab_know_peer(lab);
	pkt_eth(pkt_new(&p), US_MAC, PEER_MAC, ETH_P_IPV6);
	pkt_data(&p, 1000, 0);
	id = lab_receive(lab, &p);
	assert_tapped(lab, id, false, p.bytes, p.len);
	/* The same in pages. */
	lab->headlen = 20;
	id = lab_receive(lab, &p);
	assert_tapped(lab, id, false, p.bytes, p.len);
	/* What the driver gets, in pages or not, is what was shown. */
	for (unsigned sg = 0; sg < 2; sg++) {
		lab->dev->features = sg ? NETIF_F_SG : 0;
		lab_clear(lab);
		lab_run(lab, send_paged, lab);
		ck_assert_uint_eq(lab->sent_count, 1);
		assert_tapped(lab, lab->sent[0].id, true, lab->sent[0].bytes,
			      lab->sent[0].len);
	}
	lab_stop(lab);
}
END_TEST

/* Three sk_buffs that are one frame. */
ON_CPU(receive_list)
{
	struct lab *lab = arg;
	struct sk_buff *part[3];
	unsigned at = 0;

	for (unsigned i = 0; i < 3; i++) {
		unsigned n = i < 2 ? 300 : (unsigned)p.len - 600;

		part[i] = netdev_alloc_skb_ip_align(lab->dev, n);
		skb_put_data(part[i], p.bytes + at, n);
		at += n;
	}
	skb_shinfo(part[0])->frag_list = part[1];
	part[1]->next = part[2];
	part[2]->next = NULL;
	part[0]->data_len = (unsigned)p.len - 300;
	part[0]->len = (unsigned)p.len;
	local_bh_disable();
	part[0]->protocol = eth_type_trans(part[0], lab->dev);
	netif_receive_skb(part[0]);
	local_bh_enable();
}

START_TEST(the_machines_tap_is_shown_lists_of_buffers_whole)
{
	struct lab *lab = lab_start();

	pkt_eth(pkt_new(&p), US_MAC, PEER_MAC, ETH_P_IPV6);
	pkt_data(&p, 1000, 0);
	lab_run(lab, receive_list, lab);
	assert_tapped(lab, 0, false, p.bytes, p.len);
	lab_stop(lab);
}
END_TEST

static int send_to_self(int argc, char **argv)
{
	struct ks_sockaddr_in to = {AF_INET, htons(9), htonl(0x7f000001), {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);

	sys_sendto(fd, "x", 1, 0, &to, sizeof(to));
	sys_close(fd);
	return 0;
}

START_TEST(the_machines_tap_is_not_shown_what_the_host_tells_itself)
{
	struct lab *lab = lab_start();
	unsigned before;

	lab_know_peer(lab);
	before = fake_tap(lab->m).frames;
	lab_spawn(lab, send_to_self);
	bench_pass_ms(lab->b, 2);
	ck_assert_uint_gt(lab_ended(lab, "udp.no_socket"), 0);
	ck_assert_uint_eq(fake_tap(lab->m).frames, before);
	lab_stop(lab);
}
END_TEST

START_TEST(figures_and_counters_are_reported_after_the_end)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_receive(lab, pkt_echo(&p, 1, 1, 8));
	pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_UDP);
	lab_receive(lab, pkt_done(pkt_udp(&p, 1, 53)));
	pkt_eth(pkt_new(&p), US_MAC, PEER_MAC, ETH_P_IPV6);
	lab_receive(lab, pkt_data(&p, 50, 0));
	ck_assert_uint_eq(bench_metric(lab->b, "ip.InReceives"), 2);
	ck_assert_uint_eq(bench_metric(lab->b, "icmp.InEchos"), 1);
	ck_assert_uint_eq(bench_metric(lab->b, "icmp.OutEchoReps"), 1);
	ck_assert_uint_eq(bench_metric(lab->b, "icmp.OutDestUnreachs"), 1);
	ck_assert_uint_eq(bench_metric(lab->b, "udp.NoPorts"), 1);
	lab_halt(lab);
	ck_assert_uint_eq(bench_metric(lab->b, "ip.InReceives"), 2);
	ck_assert_uint_eq(bench_metric(lab->b, "net.eth0.rx_dropped"), 1);
	lab_end(lab);
}
END_TEST

START_TEST(sysctls_have_linuxs_names_and_limits)
{
	struct lab *lab = lab_start();
	struct net *net = lab_net(lab);

	lab_sysctl(lab, "net.ipv4.ip_default_ttl", "7");
	lab_know_peer(lab);
	lab_receive(lab, pkt_echo(&p, 1, 1, 8));
	ck_assert_uint_eq(lab_sent(lab, 0, &s)->ip->ttl, 7);
	lab_sysctl(lab, "net.ipv4.ip_local_port_range", "40000 40001");
	ck_assert_uint_eq(net->local_port_max, 40001);
	lab_sysctl(lab, "net.ipv4.ipfrag_time", "10");
	ck_assert_uint_eq(net->frags.timeout_ms, 10000);
	ck_assert_int_eq(net_sysctl(net, "net.ipv4.ip_default_ttl", "0"),
			 -EINVAL);
	ck_assert_int_eq(net_sysctl(net, "net.ipv4.ip_default_ttl", "x"),
			 -EINVAL);
	ck_assert_int_eq(net_sysctl(net, "net.ipv4.no_such", "1"), -ENOENT);
	ck_assert_int_eq(net_sysctl(net, "net.ipv4.ip_local_port_range", "5"),
			 -EINVAL);
	ck_assert_int_eq(net_sysctl(net, "net.ipv4.ip_local_port_range", "9 8"),
			 -EINVAL);
	ck_assert_int_eq(
		net_sysctl(net, "net.ipv4.ip_local_port_range", "1 2 3"),
		-EINVAL);
	ck_assert_int_eq(net_sysctl(net, "net.core.rmem_default", "1"),
			 -EINVAL);
	ck_assert_int_eq(net_sysctl(net, "vm.swappiness", "1"), -ENOENT);
	lab_stop(lab);
}
END_TEST

Suite *suite_dev(void)
{
	Suite *s = suite_create("dev");
	TCase *t = tcase_create("dev");

	tcase_set_timeout(t, 30);
	tcase_add_test(t, a_busy_driver_gets_the_packets_later_in_order);
	tcase_add_test(t, a_full_queue_drops_what_comes_last);
	tcase_add_test(t, the_watchdog_calls_a_driver_whose_queue_stands_still);
	tcase_add_test(t, a_queue_that_is_not_stopped_is_left_in_peace);
	tcase_add_test(t, without_carrier_nothing_is_sent);
	tcase_add_test(t, address_lists_are_counted_and_the_driver_is_told);
	tcase_add_test(t,
		       down_forgets_the_neighbours_up_brings_the_routes_back);
	tcase_add_test(
		t, eth_type_trans_tells_types_from_lengths_and_whom_it_is_for);
	tcase_add_test(t, a_packet_that_gets_no_header_ends_there);
	tcase_add_test(t,
		       pages_are_made_linear_for_a_device_that_can_not_gather);
	tcase_add_test(t, a_tap_sees_both_ways_and_changes_no_frames_end);
	tcase_add_test(
		t, the_machines_tap_is_shown_frames_whole_and_with_their_ids);
	tcase_add_test(t, the_machines_tap_is_shown_lists_of_buffers_whole);
	tcase_add_test(
		t, the_machines_tap_is_not_shown_what_the_host_tells_itself);
	tcase_add_test(t, figures_and_counters_are_reported_after_the_end);
	tcase_add_test(t, sysctls_have_linuxs_names_and_limits);
	suite_add_tcase(s, t);
	return s;
}
