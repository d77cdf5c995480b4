// SPDX-License-Identifier: MIT
/* Through sk_buffs: headroom is left for all headers at once, data is copied
 * and summed in one pass, fragments are made as the data is copied. */
#include "buffers.h"

#include <linux/ip.h>
#include <linux/netdevice.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>

#define HEADROOM (2 + ETH_LEN + IP_LEN)
/* Data of a fragment: in units of 8 bytes (RFC 791 3.2). */
#define PIECE	 ((MTU - IP_LEN) & ~7u)
#define RX_BYTES 2048

/* @op moves an end of the data. */
#define MOVE(c, op) ((c)->moves++, (op))

static struct sk_buff *new_skb(u32 size, struct cost *c)
{
	struct sk_buff *skb = alloc_skb(size, GFP_KERNEL);

	c->allocations += 2; /* the structure and its data */
	return skb;
}

/* The datagram in pieces that fit the MTU; the first has room for the UDP
 * header. @sum: of the data. */
static struct sk_buff *copy_in(const u8 *user, u32 len, __wsum *sum,
			       struct cost *c)
{
	struct sk_buff *first = NULL, **next = &first;
	u32 at = 0, head = UDP_LEN;

	*sum = 0;
	do {
		u32 n = min(len - at, PIECE - head);
		struct sk_buff *skb = new_skb(HEADROOM + head + n, c);

		MOVE(c, skb_reserve(skb, (int)(HEADROOM + head)));
		*sum = csum_block_add(
			*sum,
			csum_partial_copy_nocheck(
				user + at, MOVE(c, skb_put(skb, n)), (int)n, 0),
			(int)at);
		c->copied += n;
		*next = skb;
		next = &skb->next;
		at += n;
		head = 0;
	} while (at < len);
	return first;
}

static void *down(const u8 *user, u32 len, struct cost *c)
{
	struct sk_buff *first, *skb;
	u32 offset = 0;
	__wsum sum;

	enter(c, SOCKET);
	first = copy_in(user, len, &sum, c);
	enter(c, UDP);
	put_udp(MOVE(c, skb_push(first, UDP_LEN)), len + UDP_LEN, sum);
	enter(c, IP);
	for (skb = first; skb; skb = skb->next) {
		u32 n = skb->len;

		put_ip(MOVE(c, skb_push(skb, IP_LEN)), n + IP_LEN, offset,
		       skb->next);
		skb_reset_network_header(skb);
		offset += n;
	}
	enter(c, ETHERNET);
	for (skb = first; skb; skb = skb->next)
		put_ethernet(MOVE(c, skb_push(skb, ETH_LEN)));
	enter(c, LAYERS);
	return first;
}

static void gather(void *packets, struct frames *f)
{
	struct sk_buff *skb = packets;

	for (f->n = 0; skb; skb = skb->next) {
		struct frame *frame = &f->frame[f->n++];

		frame->len = skb->len;
		skb_copy_bits(skb, 0, frame->data, (int)skb->len);
	}
}

static void sent(void *packets, struct cost *c)
{
	struct sk_buff *skb = packets;

	enter(c, DRIVER);
	while (skb) {
		struct sk_buff *next = skb->next;

		skb->next = NULL;
		consume_skb(skb);
		skb = next;
	}
	enter(c, LAYERS);
}

static void *receive_buffer(struct cost *c)
{
	c->allocations++;
	return netdev_alloc_frag(RX_BYTES);
}

static void *receive_data(void *buffer)
{
	return (u8 *)buffer + NET_SKB_PAD + NET_IP_ALIGN;
}

/* The fragments behind the first one become its list. */
static void reassemble(struct sk_buff *first, struct cost *c)
{
	struct sk_buff *skb = first->next;

	first->next = NULL;
	while (skb) {
		struct sk_buff *next = skb->next;

		skb->next = NULL;
		MOVE(c, skb_frag_add_tail(first, skb));
		skb = next;
	}
}

static u32 up(void **buffer, const u32 *frame_len, unsigned int n, u8 *user,
	      struct cost *c)
{
	struct sk_buff *first = NULL, **next = &first, *skb;
	u32 len = 0;

	BUG_ON(!n);
	enter(c, DRIVER);
	for (unsigned int i = 0; i < n; i++) {
		skb = build_skb(buffer[i], RX_BYTES);
		c->allocations++;
		MOVE(c, skb_reserve(skb, NET_SKB_PAD + NET_IP_ALIGN));
		MOVE(c, skb_put(skb, frame_len[i]));
		*next = skb;
		next = &skb->next;
	}
	enter(c, ETHERNET);
	for (skb = first; skb; skb = skb->next)
		MOVE(c, skb_pull(skb, ETH_LEN));
	enter(c, IP);
	for (skb = first; skb; skb = skb->next) {
		const struct iphdr *ip = (const struct iphdr *)skb->data;

		if (!good_ip(ip, skb->len))
			goto out;
		MOVE(c, skb_trim(skb, ntohs(ip->tot_len)));
		MOVE(c, skb_pull(skb, IP_LEN));
	}
	if (n > 1)
		reassemble(first, c);
	enter(c, UDP);
	if (!good_udp(first->len, skb_checksum(first, 0, (int)first->len, 0)))
		goto out;
	MOVE(c, skb_pull(first, UDP_LEN));
	enter(c, SOCKET);
	len = first->len;
	skb_copy_bits(first, 0, user, (int)len);
	c->copied += len;
out:
	consume_skb(first);
	enter(c, LAYERS);
	return len;
}

const struct buffers skb_buffers = {
	.name = "sk_buff",
	.down = down,
	.gather = gather,
	.sent = sent,
	.receive_buffer = receive_buffer,
	.receive_data = receive_data,
	.up = up,
};
