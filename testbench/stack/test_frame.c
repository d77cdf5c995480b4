// SPDX-License-Identifier: MIT
/* Frames in the ledger: each ends once, in a named place. */
#include "bench.h"

#include <linux/netdevice.h>
#include <linux/skbuff.h>

static struct ledger *ledger(void)
{
	return machine_ledger(machine_this());
}

/* A frame from the wire in an sk_buff. */
static struct sk_buff *arrived(void)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	skb_put(skb, 60);
	skb_frame_set(skb, ledger_born(ledger(), LEDGER_WIRE, 0));
	return skb;
}

static void assert_ended(u32 id, const char *place)
{
	ck_assert(!ledger_alive(ledger(), id));
	ck_assert_str_eq(ledger_place(ledger(), id), place);
}

ON_CPU(reasons)
{
	struct sk_buff *skb = arrived();
	u32 id = skb->pkt_id;

	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	assert_ended(id, "udp.no_socket");
	skb = arrived();
	id = skb->pkt_id;
	kfree_skb_reason(skb, "arp.queue_full");
	assert_ended(id, "arp.queue_full");
	skb = arrived();
	id = skb->pkt_id;
	kfree_skb(skb);
	assert_ended(id, "kernel.dropped");
	skb = arrived();
	id = skb->pkt_id;
	consume_skb(skb);
	assert_ended(id, "kernel.consumed");
	skb = arrived();
	id = skb->pkt_id;
	consume_skb_place(skb, "icmp.echo");
	assert_ended(id, "icmp.echo");
	kfree_skb(NULL);
}

START_TEST(a_freed_sk_buff_ends_its_frame_at_the_place_of_the_reason)
{
	struct bench *b = bench_start();

	bench_run(b, reasons, NULL);
	ck_assert(ledger_conserved(machine_ledger(b->m), NULL, 0));
	bench_stop(b);
}
END_TEST

ON_CPU(explicit_end)
{
	struct sk_buff *skb = arrived();
	u32 id = skb->pkt_id;

	skb_frame_end(skb, "socket.delivered");
	kfree_skb_reason(skb, SKB_DROP_REASON_SOCKET_RCVBUFF);
	assert_ended(id, "socket.delivered");
}

START_TEST(after_an_explicit_end_the_free_changes_nothing)
{
	struct bench *b = bench_start();

	bench_run(b, explicit_end, NULL);
	ck_assert(ledger_conserved(machine_ledger(b->m), NULL, 0));
	bench_stop(b);
}
END_TEST

ON_CPU(shared)
{
	struct sk_buff *skb = arrived();
	struct sk_buff *a = skb_clone(skb, GFP_KERNEL);
	struct sk_buff *c = skb_copy(a, GFP_KERNEL);
	u32 id = skb->pkt_id;

	ck_assert_uint_eq(a->pkt_id, id);
	ck_assert_uint_eq(c->pkt_id, id);
	kfree_skb_reason(a, SKB_DROP_REASON_OTHERHOST);
	ck_assert(ledger_alive(ledger(), id));
	consume_skb(skb);
	ck_assert(ledger_alive(ledger(), id));
	kfree_skb_reason(c, SKB_DROP_REASON_UDP_CSUM);
	assert_ended(id, "udp.bad_checksum");
	/* The copy that replaces the original keeps the frame alive. */
	skb = arrived();
	id = skb->pkt_id;
	a = skb_clone(skb, GFP_KERNEL);
	skb = skb_unshare(skb, GFP_KERNEL);
	consume_skb(a);
	ck_assert(ledger_alive(ledger(), id));
	consume_skb_place(skb, "socket.delivered");
	assert_ended(id, "socket.delivered");
}

START_TEST(a_frame_in_clones_and_copies_ends_with_the_last_of_them)
{
	struct bench *b = bench_start();

	bench_run(b, shared, NULL);
	ck_assert(ledger_conserved(machine_ledger(b->m), NULL, 0));
	bench_stop(b);
}
END_TEST

ON_CPU(delivered_clone)
{
	struct sk_buff *skb = arrived();
	struct sk_buff *n = skb_clone(skb, GFP_KERNEL);
	u32 id = skb->pkt_id;

	consume_skb_place(n, "socket.delivered");
	assert_ended(id, "socket.delivered");
	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
}

START_TEST(a_delivered_clone_ends_the_frame_for_all)
{
	struct bench *b = bench_start();

	bench_run(b, delivered_clone, NULL);
	ck_assert(ledger_conserved(machine_ledger(b->m), NULL, 0));
	bench_stop(b);
}
END_TEST

ON_CPU(sending)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);
	u32 id;

	skb_frame_born(skb);
	id = skb->pkt_id;
	ck_assert_uint_ne(id, 0);
	skb_frame_sending(skb);
	ck_assert_uint_eq(fake_frame_sending(machine_this()), id);
	skb_frame_sending_done();
	ck_assert_uint_eq(fake_frame_sending(machine_this()), 0);
	napi_consume_skb(skb, 64);
	ck_assert(ledger_alive(ledger(), id)); /* the card has it */
	ledger_end(ledger(), id, "wire.sent");
	/* The ring is emptied without sending. */
	skb = alloc_skb(100, GFP_KERNEL);
	skb_frame_born(skb);
	id = skb->pkt_id;
	skb_frame_sending(skb);
	skb_frame_sending_done();
	dev_kfree_skb_any(skb);
	assert_ended(id, "driver.tx_dropped");
}

START_TEST(a_frame_handed_to_the_card_is_ended_by_the_card)
{
	struct bench *b = bench_start();

	bench_run(b, sending, NULL);
	ck_assert_uint_eq(ledger_births(machine_ledger(b->m), LEDGER_HOST), 2);
	ck_assert(ledger_conserved(machine_ledger(b->m), NULL, 0));
	bench_stop(b);
}
END_TEST

START_TEST(every_drop_reason_has_a_place)
{
	for (int r = 0; r < SKB_DROP_REASON_MAX; r++) {
		const char *place = skb_drop_place((enum skb_drop_reason)r);

		ck_assert_ptr_nonnull(place);
		ck_assert_ptr_nonnull(strchr(place, '.'));
	}
}
END_TEST

Suite *frame_suite(void)
{
	Suite *s = suite_create("frame");
	TCase *t = tcase_create("frame");

	tcase_add_test(
		t, a_freed_sk_buff_ends_its_frame_at_the_place_of_the_reason);
	tcase_add_test(t, after_an_explicit_end_the_free_changes_nothing);
	tcase_add_test(t,
		       a_frame_in_clones_and_copies_ends_with_the_last_of_them);
	tcase_add_test(t, a_delivered_clone_ends_the_frame_for_all);
	tcase_add_test(t, a_frame_handed_to_the_card_is_ended_by_the_card);
	tcase_add_test(t, every_drop_reason_has_a_place);
	suite_add_tcase(s, t);
	return s;
}
