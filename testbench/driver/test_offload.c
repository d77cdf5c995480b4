// SPDX-License-Identifier: MIT
/* What the card does with frames instead of the stack: checksums,
 * segmentation, VLAN tags. */
#include "bench.h"

#include <stdlib.h>

#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>
#include <linux/tcp.h>

#include "packet.h"
#include "superpacket.h"

#define OFFLOADS                                                       \
	(NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_TSO | NETIF_F_RXCSUM | \
	 NETIF_F_HW_VLAN_CTAG_RX | NETIF_F_HW_VLAN_CTAG_TX |           \
	 NETIF_F_HW_VLAN_CTAG_FILTER)

static void want(netdev_features_t features)
{
	rtnl_lock();
	bench.dev->wanted_features = features | NETIF_F_GSO;
	netdev_update_features(bench.dev);
	rtnl_unlock();
	bench_wait_ms(50);
	ck_assert(netif_carrier_ok(bench.dev));
}

/* All of them are on from the start. */
static void up(void)
{
	bench_up();
	ck_assert_uint_eq(bench.dev->features & OFFLOADS, OFFLOADS);
}

static struct superpacket tcp(unsigned int len)
{
	static const u8 peer[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x01};

	return (struct superpacket){
		.dev = bench.dev,
		.to = peer,
		.saddr = US_IP,
		.daddr = PEER_IP,
		.sport = 5001,
		.dport = 80,
		.id = 77,
		.protocol = IPPROTO_TCP,
		.seq = 0xfffff000, /* wraps on the way */
		.len = len,
		.mss = 1460,
		.piece = 4096,
	};
}

static netdev_tx_t transmit(const struct superpacket *t)
{
	return bench_xmit(superpacket_skb(t));
}

/* The @i-th frame on the wire: its sums are right, its data those from byte
 * @at of @t on. Returns how many. */
static unsigned int check_frame(const struct superpacket *t, unsigned int i,
				unsigned int at)
{
	const struct fake_frame *f;
	static struct packet p;

	ck_assert_uint_lt(i, bench.card->sent_frames);
	f = bench.card->sent[i];
	pkt_parse(&p, f->data, f->len);
	/* Padding is no part of the packet. */
	if (p.len > ETH_HLEN + (size_t)ntohs(p.ip->tot_len)) {
		ck_assert_uint_eq(p.len, ETH_ZLEN);
		p.data_len -= p.len - ETH_HLEN - ntohs(p.ip->tot_len);
		p.len = ETH_HLEN + ntohs(p.ip->tot_len);
	}
	pkt_assert_valid(&p);
	if (t->protocol == IPPROTO_TCP)
		ck_assert_uint_eq(ntohl(p.tcp->seq), t->seq + at);
	for (size_t k = 0; k < p.data_len; k++)
		ck_assert_uint_eq(p.data[k],
				  superpacket_byte(t->seq + at + (u32)k));
	return p.data_len;
}

static void check_segments(const struct superpacket *t)
{
	unsigned int at = 0, i = 0;

	while (at < t->len) {
		unsigned int n = check_frame(t, i++, at);

		ck_assert_uint_eq(n, min(t->mss, t->len - at));
		at += n;
	}
	ck_assert_uint_eq(bench.card->sent_frames, i);
}

KERNEL_TEST(the_card_fills_in_checksums_of_any_length)
{
	unsigned int sent = 0, len;

	up();
	for (len = 0; len < 1461; len += 1 + len / 7) {
		for (int udp = 0; udp < 2; udp++) {
			struct superpacket t = tcp(len);

			t.protocol = udp ? IPPROTO_UDP : IPPROTO_TCP;
			t.linear = len / 3;
			t.piece = 400;
			ck_assert_int_eq(transmit(&t), NETDEV_TX_OK);
			ck_assert_uint_eq(check_frame(&t, sent++, 0), len);
			bench_tx_poll();
		}
	}
	bench_down();
}

KERNEL_TEST(a_context_is_given_when_it_changes_and_not_again)
{
	struct superpacket t;

	up();
	t = tcp(100);
	transmit(&t);
	transmit(&t);
	transmit(&t);
	ck_assert_uint_eq(bench.card->contexts, 1);
	t.protocol = IPPROTO_UDP;
	transmit(&t);
	transmit(&t);
	ck_assert_uint_eq(bench.card->contexts, 2);
	/* Segmentation has one of its own. */
	t = tcp(3000);
	transmit(&t);
	ck_assert_uint_eq(bench.card->contexts, 3);
	t = tcp(100);
	t.protocol = IPPROTO_UDP;
	transmit(&t);
	ck_assert_uint_eq(bench.card->contexts, 3);
	/* A reset card knows none. */
	rtnl_lock();
	ck_assert_int_eq(dev_set_mtu(bench.dev, 1400), 0);
	rtnl_unlock();
	bench_wait_ms(50);
	transmit(&t);
	ck_assert_uint_eq(bench.card->contexts, 4);
	bench_down();
}

KERNEL_TEST(a_context_of_a_frame_that_was_undone_is_given_again)
{
	struct superpacket t;

	up();
	t = tcp(100);
	fake_dma_fail(bench.machine, true);
	transmit(&t);
	fake_dma_fail(bench.machine, false);
	ck_assert_uint_eq(bench.card->sent_frames, 0);
	transmit(&t);
	ck_assert_uint_eq(bench.card->contexts, 1);
	check_frame(&t, 0, 0);
	bench_down();
}

KERNEL_TEST(the_card_cuts_64_kib_of_data)
{
	struct superpacket t;

	up();
	t = tcp(65536);
	transmit(&t);
	check_segments(&t);
	ck_assert_uint_eq(bench.card->contexts, 1);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_TDT), 1);
	bench_tx_poll();
	ck_assert(!e1000_tx_pending(bench.q));
	bench_down();
}

KERNEL_TEST(what_is_cut_may_lie_anywhere)
{
	static const struct {
		unsigned int len, mss, linear, piece;
		u8 options;
	} shape[] = {
		{1461, 1460, 0, 4096, 0},   {2920, 1460, 0, 4096, 0},
		{30000, 1448, 1, 1999, 12}, {9000, 100, 9000, 1, 40},
		{20001, 8960, 0, 20001, 4}, {3, 1, 2, 1, 0},
	};
	unsigned int i;

	up();
	for (i = 0; i < ARRAY_SIZE(shape); i++) {
		struct superpacket t = tcp(shape[i].len);

		t.mss = shape[i].mss;
		t.linear = shape[i].linear;
		t.piece = shape[i].piece;
		t.options = shape[i].options;
		while (bench.card->sent_frames)
			free(bench.card->sent[--bench.card->sent_frames]);
		transmit(&t);
		check_segments(&t);
		bench_tx_poll();
	}
	bench_down();
}

KERNEL_TEST(a_packet_that_others_hold_is_copied_before_its_header_is_changed)
{
	struct sk_buff *skb, *clone;
	struct superpacket t;
	__be16 len;

	up();
	t = tcp(5000);
	skb = superpacket_skb(&t);
	clone = skb_clone(skb, GFP_ATOMIC);
	len = ip_hdr(clone)->tot_len;
	bench_xmit(skb);
	check_segments(&t);
	ck_assert_uint_eq(ip_hdr(clone)->tot_len, len);
	consume_skb(clone);
	bench_down();
}

KERNEL_TEST(what_the_card_can_not_cut_is_dropped)
{
	struct rtnl_link_stats64 s = {};
	struct superpacket t;
	struct sk_buff *skb;

	up();
	t = tcp(30000);
	t.mss = 16128; /* longer than any frame with its headers */
	transmit(&t);
	t = tcp(5000);
	skb = superpacket_skb(&t);
	skb->ip_summed = CHECKSUM_NONE;
	bench_xmit(skb);
	skb = superpacket_skb(&t);
	tcp_hdr(skb)->doff = 15;
	pskb_trim(skb, 80);
	bench_xmit(skb);
	ck_assert_uint_eq(bench.card->sent_frames, 0);
	bench.dev->netdev_ops->ndo_get_stats64(bench.dev, &s);
	ck_assert_uint_eq(s.tx_dropped, 3);
	/* And the next one is none the worse for it. */
	t = tcp(5000);
	transmit(&t);
	check_segments(&t);
	bench_down();
}

KERNEL_TEST(a_queue_stops_while_the_longest_packet_in_the_most_pieces_fits)
{
	struct superpacket t;

	up();
	t = tcp(17 * 3855 + 100);
	t.linear = 100;
	t.piece = 3855;
	bench.card->sends_at_once = false;
	while (!netif_queue_stopped(bench.dev))
		ck_assert_int_eq(transmit(&t), NETDEV_TX_OK);
	ck_assert_uint_ge(e1000_unused(bench.q->tx.count,
				       bench.q->tx.next_to_use,
				       bench.q->tx.next_to_clean),
			  1 + 1 + 17);
	fake_card_send(bench.card, ~0u);
	bench_tx_poll();
	ck_assert(!netif_queue_stopped(bench.dev));
	bench_down();
}

/* ---- VLAN ---- */

KERNEL_TEST(the_card_inserts_a_tag_into_each_frame)
{
	struct superpacket t;
	unsigned int i;

	up();
	t = tcp(5000);
	t.tagged = true;
	t.tci = 0xe123;
	transmit(&t);
	ck_assert_uint_eq(bench.card->sent_frames, 4);
	for (i = 0; i < 4; i++) {
		struct fake_frame *f = bench.card->sent[i];

		ck_assert_uint_eq(f->data[12] << 8 | f->data[13], ETH_P_8021Q);
		ck_assert_uint_eq(f->data[14] << 8 | f->data[15], 0xe123);
		memmove(f->data + 12, f->data + 16, f->len - 16);
		f->len -= 4;
	}
	check_segments(&t);
	bench_down();
}

KERNEL_TEST(a_tag_goes_into_frames_without_any_offload)
{
	struct sk_buff *skb;

	up();
	skb = bench_skb(100, 100, 0, 1);
	__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), 9);
	bench_xmit(skb);
	ck_assert_uint_eq(bench.card->sent[0]->len, 104);
	ck_assert_uint_eq(bench.card->sent[0]->data[15], 9);
	ck_assert_uint_eq(bench.card->contexts, 0);
	bench_down();
}

KERNEL_TEST(a_tag_that_the_card_took_out_goes_with_the_frame)
{
	const u8 *frame;

	up();
	frame = bench_frame(100, 1);
	ck_assert(fake_card_receive_as(bench.card, frame, 100,
				       E1000_RXD_STAT_VP, 0, 0xa005));
	bench_wait_ms(1);
	ck_assert_uint_eq(bench.packets, 1);
	ck_assert(bench.last.tagged);
	ck_assert_uint_eq(bench.last.tci, 0xa005);
	/* The next one has none. */
	ck_assert(fake_card_receive(bench.card, frame, 100, 0));
	bench_wait_ms(1);
	ck_assert(!bench.last.tagged);
	bench_down();
}

KERNEL_TEST(both_directions_of_tags_are_one_bit)
{
	up();
	ck_assert(bench_reg(E1000_CTRL) & E1000_CTRL_VME);
	want(OFFLOADS & ~NETIF_F_HW_VLAN_CTAG_RX);
	ck_assert(!(bench.dev->features & NETIF_F_HW_VLAN_CTAG_TX));
	ck_assert(!(bench_reg(E1000_CTRL) & E1000_CTRL_VME));
	want(OFFLOADS & ~NETIF_F_HW_VLAN_CTAG_TX);
	ck_assert(bench.dev->features & NETIF_F_HW_VLAN_CTAG_TX);
	ck_assert(bench_reg(E1000_CTRL) & E1000_CTRL_VME);
	bench_down();
}

static u32 vfta(unsigned int i)
{
	return bench_reg(E1000_VFTA + 4 * i);
}

KERNEL_TEST(the_filter_is_on_while_there_are_vlans)
{
	unsigned int i;

	up();
	bench.card->reg[E1000_VFTA / 4 + 5] = 0xdeadbeef; /* it is RAM */
	ck_assert(!(bench_reg(E1000_RCTL) & E1000_RCTL_VFE));
	rtnl_lock();
	ck_assert_int_eq(vlan_vid_add(bench.dev, htons(ETH_P_8021Q), 0), 0);
	ck_assert_int_eq(vlan_vid_add(bench.dev, htons(ETH_P_8021Q), 4094), 0);
	ck_assert_int_eq(vlan_vid_add(bench.dev, htons(ETH_P_8021Q), 4094), 0);
	ck_assert_int_eq(vlan_vid_add(bench.dev, htons(ETH_P_8021Q), 33), 0);
	ck_assert_int_eq(vlan_vid_add(bench.dev, htons(ETH_P_8021Q), 4096),
			 -EINVAL);
	ck_assert(bench_reg(E1000_RCTL) & E1000_RCTL_VFE);
	for (i = 0; i < 128; i++)
		ck_assert_uint_eq(vfta(i), i == 0     ? 1u
					   : i == 1   ? 2u
					   : i == 127 ? 1u << 30
						      : 0u);
	/* They outlive a reset. */
	ck_assert_int_eq(dev_set_mtu(bench.dev, 1400), 0);
	ck_assert_uint_eq(vfta(1), 2);
	ck_assert(bench_reg(E1000_RCTL) & E1000_RCTL_VFE);
	/* Whoever wants all frames gets those of all VLANs. */
	dev_set_promiscuity(bench.dev, 1);
	ck_assert(!(bench_reg(E1000_RCTL) & E1000_RCTL_VFE));
	dev_set_promiscuity(bench.dev, -1);
	ck_assert(bench_reg(E1000_RCTL) & E1000_RCTL_VFE);
	vlan_vid_del(bench.dev, htons(ETH_P_8021Q), 4094);
	vlan_vid_del(bench.dev, htons(ETH_P_8021Q), 4094);
	vlan_vid_del(bench.dev, htons(ETH_P_8021Q), 33);
	ck_assert_uint_eq(vfta(127), 0);
	ck_assert(bench_reg(E1000_RCTL) & E1000_RCTL_VFE);
	vlan_vid_del(bench.dev, htons(ETH_P_8021Q), 0);
	ck_assert(!(bench_reg(E1000_RCTL) & E1000_RCTL_VFE));
	rtnl_unlock();
	bench_wait_ms(50);
	bench_down();
}

/* ---- receive checksums ---- */

KERNEL_TEST(the_stack_is_told_what_the_card_summed_up)
{
	static const struct {
		u8 status, errors, summed;
	} seen[] = {
		{0, 0, CHECKSUM_NONE},
		{E1000_RXD_STAT_IXSM, 0, CHECKSUM_NONE},
		{E1000_RXD_STAT_IPCS, 0, CHECKSUM_NONE},
		{E1000_RXD_STAT_IPCS | E1000_RXD_STAT_TCPCS, 0,
		 CHECKSUM_UNNECESSARY},
		{E1000_RXD_STAT_IXSM | E1000_RXD_STAT_TCPCS, 0, CHECKSUM_NONE},
		{E1000_RXD_STAT_TCPCS, E1000_RXD_ERR_TCPE, CHECKSUM_NONE},
		{E1000_RXD_STAT_IPCS | E1000_RXD_STAT_TCPCS, E1000_RXD_ERR_IPE,
		 CHECKSUM_UNNECESSARY},
	};
	unsigned int i;

	up();
	for (i = 0; i < ARRAY_SIZE(seen); i++) {
		/* Copied, and without a copy. */
		unsigned int len = i % 2 ? 100 : 1000;

		ck_assert(fake_card_receive_as(bench.card, bench_frame(len, i),
					       len, seen[i].status,
					       seen[i].errors, 0));
		bench_wait_ms(1);
		ck_assert_uint_eq(bench.packets, i + 1);
		ck_assert_uint_eq(bench.last.ip_summed, seen[i].summed);
	}
	bench_down();
}

KERNEL_TEST(checksums_are_asked_for_while_the_card_does_not_receive)
{
	size_t i;
	bool on = true;

	bench_up();
	want(0);
	ck_assert_uint_eq(bench_reg(E1000_RXCSUM), 0);
	want(NETIF_F_RXCSUM);
	ck_assert_uint_eq(bench_reg(E1000_RXCSUM),
			  E1000_RXCSUM_IPOFL | E1000_RXCSUM_TUOFL);
	want(0);
	ck_assert_uint_eq(bench_reg(E1000_RXCSUM), 0);
	for (i = 0; i < bench.card->accesses; i++) {
		const struct fake_access *a = &bench.card->log[i];

		if (a->write && a->reg == E1000_RCTL)
			on = a->value & E1000_RCTL_EN;
		if (a->write && a->reg == E1000_RXCSUM)
			ck_assert(!on);
	}
	bench_down();
}

KERNEL_TEST(broken_frames_and_check_sequences_come_when_wanted)
{
	up();
	ck_assert(bench_reg(E1000_RCTL) & E1000_RCTL_SECRC);
	ck_assert(fake_card_receive(bench.card, bench_frame(100, 1), 100,
				    E1000_RXD_ERR_CE));
	bench_wait_ms(1);
	ck_assert_uint_eq(bench.packets, 0);
	want(OFFLOADS | NETIF_F_RXALL | NETIF_F_RXFCS);
	ck_assert(bench_reg(E1000_RCTL) & E1000_RCTL_SBP);
	ck_assert(!(bench_reg(E1000_RCTL) & E1000_RCTL_SECRC));
	ck_assert(fake_card_receive(bench.card, bench_frame(100, 1), 100,
				    E1000_RXD_ERR_CE));
	bench_wait_ms(1);
	ck_assert_uint_eq(bench.packets, 1);
	bench_down();
}

Suite *suite_offload(void)
{
	const TTest *const tests[] = {
		the_card_fills_in_checksums_of_any_length,
		a_context_is_given_when_it_changes_and_not_again,
		a_context_of_a_frame_that_was_undone_is_given_again,
		the_card_cuts_64_kib_of_data,
		what_is_cut_may_lie_anywhere,
		a_packet_that_others_hold_is_copied_before_its_header_is_changed,
		what_the_card_can_not_cut_is_dropped,
		a_queue_stops_while_the_longest_packet_in_the_most_pieces_fits,
		the_card_inserts_a_tag_into_each_frame,
		a_tag_goes_into_frames_without_any_offload,
		a_tag_that_the_card_took_out_goes_with_the_frame,
		both_directions_of_tags_are_one_bit,
		the_filter_is_on_while_there_are_vlans,
		the_stack_is_told_what_the_card_summed_up,
		checksums_are_asked_for_while_the_card_does_not_receive,
		broken_frames_and_check_sequences_come_when_wanted,
	};
	Suite *s = suite_create("offloads");
	TCase *t = tcase_create("offloads");

	for (unsigned int i = 0; i < ARRAY_SIZE(tests); i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	return s;
}
