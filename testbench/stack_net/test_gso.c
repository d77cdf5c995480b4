// SPDX-License-Identifier: MIT
/*
 * Packets that a device can not send as they are: cut, summed up and tagged by
 * the stack. What the lab's device gets are frames that are right.
 */
#include <linux/if_vlan.h>
#include <linux/tcp.h>
#include <net/ip.h>

#include "lab.h"
#include "superpacket.h"

#define FIRST_SEQ 0x12345678u

static struct packet p, s;

static struct superpacket tcp(struct lab *lab, unsigned int len)
{
	static const u8 peer[6] = {0x52, 0x54, 0, 0x12, 0x34, 1};

	return (struct superpacket){
		.dev = lab->dev,
		.to = peer,
		.saddr = US_IP,
		.daddr = PEER_IP,
		.sport = 5001,
		.dport = 80,
		.id = 0xfffe,
		.protocol = IPPROTO_TCP,
		.seq = FIRST_SEQ,
		.len = len,
		.mss = 1460,
		.piece = 4096,
	};
}

struct sending {
	struct lab *lab;
	const struct superpacket *packet;
	netdev_features_t features;
	void (*change)(struct sk_buff *skb); /* NULL: as it is */
};

ON_CPU(send_it)
{
	struct sending *t = arg;
	struct sk_buff *skb = superpacket_skb(t->packet);

	if (t->change)
		t->change(skb);
	kernel_fail_alloc(t->lab->k, t->lab->xmit_fail_nth);
	dev_queue_xmit(skb);
	kernel_fail_alloc(t->lab->k, 0);
}

ON_CPU(set_features)
{
	struct sending *t = arg;

	rtnl_lock();
	t->lab->dev->hw_features |= t->features;
	t->lab->dev->wanted_features = t->features | NETIF_F_GSO;
	t->lab->dev->vlan_features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_TSO;
	__netdev_update_features(t->lab->dev);
	rtnl_unlock();
}

static void device_can(struct lab *lab, netdev_features_t features)
{
	struct sending t = {lab, NULL, features, NULL};

	lab_run(lab, set_features, &t);
}

static void transmit_changed(struct lab *lab, const struct superpacket *packet,
			     void (*change)(struct sk_buff *skb))
{
	struct sending t = {lab, packet, 0, change};

	lab_run(lab, send_it, &t);
}

static void transmit(struct lab *lab, const struct superpacket *packet)
{
	transmit_changed(lab, packet, NULL);
}

/* The frames are @packet, cut, from the @first-th that was sent on. */
static void check_segments(struct lab *lab, const struct superpacket *packet,
			   unsigned first)
{
	unsigned n = DIV_ROUND_UP(packet->len, packet->mss), at = 0;

	ck_assert_uint_eq(lab->sent_count - first, n);
	for (unsigned i = 0; i < n; i++) {
		bool last = i + 1 == n;

		/* Checksums and lengths are right, or this fails. */
		lab_sent(lab, first + i, &s);
		ck_assert_uint_eq(ntohs(s.ip->id), (u16)(packet->id + i));
		ck_assert_uint_eq(s.data_len,
				  min(packet->mss, packet->len - at));
		if (packet->protocol == IPPROTO_TCP) {
			ck_assert_uint_eq(ntohl(s.tcp->seq), packet->seq + at);
			ck_assert_uint_eq(s.tcp->psh, last);
			ck_assert_uint_eq(s.tcp->ack, 1);
		}
		for (size_t k = 0; k < s.data_len; k++)
			ck_assert_uint_eq(
				s.data[k],
				superpacket_byte(packet->seq + at + (u32)k));
		at += s.data_len;
	}
}

START_TEST(a_long_tcp_packet_is_cut_for_a_device_that_can_nothing)
{
	struct lab *lab = lab_start();
	struct superpacket t = tcp(lab, 65000);

	transmit(lab, &t);
	check_segments(lab, &t, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(the_data_may_lie_anywhere)
{
	static const struct {
		unsigned len, mss, linear, piece;
		u8 options;
	} shape[] = {
		{1461, 1460, 0, 4096, 0},   {2920, 1460, 0, 4096, 0},
		{5000, 1460, 5000, 1, 0},   {5000, 1460, 1000, 777, 12},
		{9999, 1460, 1, 1461, 40},  {4001, 499, 300, 250, 4},
		{30001, 1448, 0, 1999, 12},
	};
	struct lab *lab = lab_start();

	/* With pages shared, and with pages copied. */
	for (int sg = 0; sg < 2; sg++) {
		if (sg)
			device_can(lab, NETIF_F_SG | NETIF_F_HW_CSUM);
		for (unsigned i = 0; i < ARRAY_SIZE(shape); i++) {
			struct superpacket t = tcp(lab, shape[i].len);

			t.mss = shape[i].mss;
			t.linear = shape[i].linear;
			t.piece = shape[i].piece;
			t.options = shape[i].options;
			lab_clear(lab);
			lab->fills_csum = sg;
			transmit(lab, &t);
			check_segments(lab, &t, 0);
		}
	}
	lab_stop(lab);
}
END_TEST

START_TEST(long_udp_packets_become_datagrams)
{
	struct lab *lab = lab_start();
	struct superpacket t = tcp(lab, 4097);

	t.protocol = IPPROTO_UDP;
	t.mss = 1000;
	transmit(lab, &t);
	check_segments(lab, &t, 0);
	lab_stop(lab);
}
END_TEST

static void set_flags(struct sk_buff *skb)
{
	tcp_hdr(skb)->fin = 1;
	tcp_hdr(skb)->cwr = 1;
}

START_TEST(fin_and_push_are_the_last_ones_and_cwr_the_first_ones)
{
	struct lab *lab = lab_start();
	struct superpacket t = tcp(lab, 4000);

	transmit_changed(lab, &t, set_flags);
	check_segments(lab, &t, 0);
	for (unsigned i = 0; i < 3; i++) {
		lab_sent(lab, i, &s);
		ck_assert_uint_eq(s.tcp->cwr, i == 0);
		ck_assert_uint_eq(s.tcp->fin, i == 2);
	}
	lab_stop(lab);
}
END_TEST

START_TEST(a_device_with_tso_gets_the_packet_whole)
{
	struct lab *lab = lab_start();
	struct superpacket t = tcp(lab, 20000);

	device_can(lab, NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_TSO);
	transmit(lab, &t);
	ck_assert_uint_eq(lab->sent_count, 1);
	ck_assert_uint_eq(lab->sent[0].len, 54 + 20000);
	/* But not one that is longer than it takes. */
	t = tcp(lab, 65536);
	lab->fills_csum = true;
	transmit(lab, &t);
	check_segments(lab, &t, 1);
	lab_stop(lab);
}
END_TEST

START_TEST(a_busy_driver_gets_the_other_segments_later_in_order)
{
	struct lab *lab = lab_start();
	struct superpacket t = tcp(lab, 14600);

	lab->busy_after = 3;
	transmit(lab, &t);
	ck_assert_uint_eq(lab->sent_count, 3);
	lab->busy_after = 0;
	lab_wake(lab);
	check_segments(lab, &t, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(a_closed_device_drops_the_segments_that_wait)
{
	struct lab *lab = lab_start();
	struct superpacket t = tcp(lab, 14600);

	lab->busy_after = 3;
	transmit(lab, &t);
	lab_halt(lab);
	ck_assert_uint_eq(lab_ended(lab, "wire.sent"), 3);
	ck_assert_uint_eq(lab_ended(lab, "dev.not_ready"), 7);
	lab_end(lab);
}
END_TEST

START_TEST(each_segment_is_a_frame_and_the_first_one_is_the_packets)
{
	struct lab *lab = lab_start();
	struct superpacket t = tcp(lab, 4000);

	transmit(lab, &t);
	ck_assert_uint_eq(lab->sent_count, 3);
	ck_assert_uint_eq(lab->sent[1].id, lab->sent[0].id + 1);
	ck_assert_uint_eq(lab->sent[2].id, lab->sent[0].id + 2);
	lab_stop(lab);
}
END_TEST

START_TEST(out_of_memory_drops_all_of_it_and_leaks_nothing)
{
	unsigned fail = 0, sent;

	/* Each allocation fails in turn, until none is left to fail. */
	do {
		struct lab *lab = lab_start();
		struct superpacket t = tcp(lab, 9000);

		lab->xmit_fail_nth = ++fail;
		transmit(lab, &t);
		sent = lab->sent_count;
		ck_assert(sent == 0 || sent == 7);
		lab_stop(lab);
	} while (!sent);
	ck_assert_uint_ge(fail, 7);
}
END_TEST

static void no_transport(struct sk_buff *skb)
{
	skb->transport_header = (u16)~0U;
}

static void short_tcp(struct sk_buff *skb)
{
	tcp_hdr(skb)->doff = 4;
}

static void not_ip(struct sk_buff *skb)
{
	skb->protocol = htons(0x88b5);
}

static void wrong_kind(struct sk_buff *skb)
{
	skb_shinfo(skb)->gso_type = SKB_GSO_UDP_L4;
}

START_TEST(what_can_not_be_cut_is_dropped_with_a_reason)
{
	void (*const change[])(struct sk_buff *) = {no_transport, short_tcp,
						    not_ip, wrong_kind};
	struct lab *lab = lab_start();
	struct superpacket t = tcp(lab, 4000);

	for (unsigned i = 0; i < ARRAY_SIZE(change); i++) {
		transmit_changed(lab, &t, change[i]);
		ck_assert_uint_eq(lab->sent_count, 0);
		ck_assert_uint_eq(lab_ended(lab, "dev.not_segmentable"), i + 1);
	}
	lab_stop(lab);
}
END_TEST

START_TEST(a_checksum_is_summed_up_for_a_device_that_can_not)
{
	struct lab *lab = lab_start();

	for (unsigned len = 0; len < 40; len++) {
		struct superpacket t = tcp(lab, len);

		t.linear = len / 2;
		t.piece = 3;
		lab_clear(lab);
		transmit(lab, &t);
		lab_sent(lab, 0, &s);
		ck_assert_uint_eq(s.data_len, len);
	}
	lab_stop(lab);
}
END_TEST

/* ---- VLAN ---- */

static void check_tag(struct lab *lab, unsigned i, u16 tci)
{
	struct lab_frame *f = &lab->sent[i];
	const struct vlan_ethhdr *v = (const struct vlan_ethhdr *)f->bytes;

	ck_assert_uint_eq(ntohs(v->h_vlan_proto), ETH_P_8021Q);
	ck_assert_uint_eq(ntohs(v->h_vlan_TCI), tci);
	ck_assert_mem_eq(v->h_source, US_MAC, 6);
	/* Without it the rest is as ever. */
	memmove(f->bytes + 12, f->bytes + 16, f->len - 16);
	f->len -= 4;
}

START_TEST(a_tag_is_put_in_for_a_device_that_can_not)
{
	struct lab *lab = lab_start();
	struct superpacket t = tcp(lab, 4000);

	t.tagged = true;
	t.tci = 0xa123;
	transmit(lab, &t);
	for (unsigned i = 0; i < 3; i++)
		check_tag(lab, i, 0xa123);
	check_segments(lab, &t, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(a_device_with_tags_gets_them_beside_the_data)
{
	struct lab *lab = lab_start();
	struct superpacket t = tcp(lab, 4000);

	device_can(lab, NETIF_F_HW_VLAN_CTAG_TX);
	t.tagged = true;
	t.tci = 5;
	transmit(lab, &t);
	check_segments(lab, &t, 0);
	for (unsigned i = 0; i < 3; i++) {
		ck_assert(lab->sent[i].tagged);
		ck_assert_uint_eq(lab->sent[i].tci, 5);
	}
	lab_stop(lab);
}
END_TEST

/* The peer's echo request with a tag in the data. */
static struct packet *tagged_echo(u16 tci)
{
	u8 *b = pkt_echo(&p, 1, 2, 100)->bytes;

	memmove(b + 16, b + 12, p.len - 12);
	b[12] = 0x81;
	b[13] = 0;
	b[14] = (u8)(tci >> 8);
	b[15] = (u8)tci;
	p.len += 4;
	return &p;
}

START_TEST(a_frame_with_a_priority_and_no_vlan_is_for_us)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_receive(lab, tagged_echo(0xe000));
	ck_assert_uint_eq(lab->sent_count, 1);
	ck_assert_uint_eq(lab_sent(lab, 0, &s)->icmp->type, ICMP_ECHOREPLY);
	lab_stop(lab);
}
END_TEST

START_TEST(a_frame_of_a_vlan_is_not_for_us)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_receive_ends(lab, tagged_echo(0xe001), "eth.other_host");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(a_tag_that_is_cut_off_ends_the_frame)
{
	struct lab *lab = lab_start();

	tagged_echo(0);
	for (p.len = 14; p.len < 18; p.len++)
		lab_receive_ends(lab, &p, "vlan.truncated");
	lab_stop(lab);
}
END_TEST

/* ---- UDP over a device that sums up ---- */

static unsigned datagram;

static int one_datagram(int argc, char **argv)
{
	struct ks_sockaddr_in to = {AF_INET, htons(9), htonl(PEER_IP), {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);
	static u8 data[65536];

	for (unsigned i = 0; i < sizeof(data); i++)
		data[i] = superpacket_byte(i);
	ck_assert_int_eq(sys_sendto(fd, data, datagram, 0, &to, sizeof(to)),
			 datagram);
	sys_close(fd);
	return 0;
}

static void send_datagram(struct lab *lab, unsigned len)
{
	datagram = len;
	lab_clear(lab);
	lab_spawn(lab, one_datagram);
	bench_pass_ms(lab->b, 1);
}

START_TEST(udp_leaves_the_checksum_to_a_device_that_fills_it_in)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	device_can(lab, NETIF_F_SG | NETIF_F_HW_CSUM);
	send_datagram(lab, 1000);
	ck_assert_uint_eq(lab->sent_count, 1);
	ck_assert(lab->sent[0].partial);
	/* As such a device does it, the sum is right. */
	lab->fills_csum = true;
	send_datagram(lab, 1001);
	ck_assert_uint_eq(lab_sent(lab, 0, &s)->data_len, 1001);
	lab_stop(lab);
}
END_TEST

START_TEST(fragments_of_a_datagram_are_summed_up_by_the_stack)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	device_can(lab, NETIF_F_SG | NETIF_F_HW_CSUM);
	send_datagram(lab, 3001);
	ck_assert_uint_eq(lab->sent_count, 3);
	for (unsigned i = 0; i < 3; i++)
		ck_assert(!lab->sent[i].partial);
	lab_stop(lab);
}
END_TEST

static int segmenting(int argc, char **argv)
{
	struct ks_sockaddr_in to = {AF_INET, htons(9), htonl(PEER_IP), {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0), size = 1000;
	static u8 data[65536];
	u32 len = sizeof(size);

	for (unsigned i = 0; i < sizeof(data); i++)
		data[i] = superpacket_byte(i);
	ck_assert_int_eq(sys_setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &size, 4),
			 0);
	ck_assert_int_eq(
		sys_getsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &size, &len), 0);
	ck_assert_int_eq(size, 1000);
	ck_assert_int_eq(sys_sendto(fd, data, 5500, 0, &to, sizeof(to)), 5500);
	/* More than 64 pieces, or pieces longer than a frame. */
	ck_assert_int_eq(sys_sendto(fd, data, 64001, 0, &to, sizeof(to)),
			 -EINVAL);
	size = 1473;
	sys_setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &size, 4);
	ck_assert_int_eq(sys_sendto(fd, data, 5500, 0, &to, sizeof(to)),
			 -EINVAL);
	sys_close(fd);
	return 0;
}

START_TEST(a_program_can_send_many_datagrams_at_once)
{
	struct lab *lab = lab_start();
	unsigned at = 0;

	lab_know_peer(lab);
	device_can(lab, NETIF_F_SG | NETIF_F_HW_CSUM);
	lab->fills_csum = true;
	lab_spawn(lab, segmenting);
	bench_pass_ms(lab->b, 1);
	ck_assert_uint_eq(lab->sent_count, 6);
	for (unsigned i = 0; i < 6; i++) {
		lab_sent(lab, i, &s);
		ck_assert_uint_eq(s.data_len, i < 5 ? 1000 : 500);
		for (size_t k = 0; k < s.data_len; k++, at++)
			ck_assert_uint_eq(s.data[k], superpacket_byte(at));
	}
	lab_stop(lab);
}
END_TEST

Suite *suite_gso(void)
{
	const TTest *const tests[] = {
		a_long_tcp_packet_is_cut_for_a_device_that_can_nothing,
		the_data_may_lie_anywhere,
		long_udp_packets_become_datagrams,
		fin_and_push_are_the_last_ones_and_cwr_the_first_ones,
		a_device_with_tso_gets_the_packet_whole,
		a_busy_driver_gets_the_other_segments_later_in_order,
		a_closed_device_drops_the_segments_that_wait,
		each_segment_is_a_frame_and_the_first_one_is_the_packets,
		out_of_memory_drops_all_of_it_and_leaks_nothing,
		what_can_not_be_cut_is_dropped_with_a_reason,
		a_checksum_is_summed_up_for_a_device_that_can_not,
		a_tag_is_put_in_for_a_device_that_can_not,
		a_device_with_tags_gets_them_beside_the_data,
		a_frame_with_a_priority_and_no_vlan_is_for_us,
		a_frame_of_a_vlan_is_not_for_us,
		a_tag_that_is_cut_off_ends_the_frame,
		udp_leaves_the_checksum_to_a_device_that_fills_it_in,
		fragments_of_a_datagram_are_summed_up_by_the_stack,
		a_program_can_send_many_datagrams_at_once,
	};
	Suite *suite = suite_create("gso");
	TCase *t = tcase_create("gso");

	for (unsigned i = 0; i < ARRAY_SIZE(tests); i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(suite, t);
	return suite;
}
