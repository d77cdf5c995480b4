// SPDX-License-Identifier: MIT
/* Through mbufs: data is copied first, headers are put before it, the sum is
 * taken over the chain, and IP cuts the datagram by sharing its clusters. */
#include "buffers.h"

#include <bsd/mbuf.h>
#include <linux/ip.h>
#include <linux/kernel.h>
#include <linux/udp.h>
#include <net/checksum.h>

/* What a datagram's first cluster leaves for headers. */
#define MAX_HDR 64
#define PIECE	((MTU - IP_LEN) & ~7)

/* What the library did between begin() and end(). */
static struct mbstat begin(void)
{
	return *mbstat();
}

static void end(const struct mbstat *was, struct cost *c)
{
	const struct mbstat *is = mbstat();

	c->allocations += is->mbufs - was->mbufs + is->clusters - was->clusters;
	c->moves += is->moves - was->moves;
	c->copied += is->copied - was->copied;
}

static __wsum chain_sum(const struct mbuf *m, int skip)
{
	__wsum sum = 0;
	int at = 0;

	for (; m; m = m->m_next) {
		int n = m->m_len - skip;

		sum = csum_block_add(sum, csum_partial(m->m_data + skip, n, 0),
				     at);
		at += n;
		skip = 0;
	}
	return sum;
}

/* One packet becomes several; the first one keeps its header. */
static void fragment(struct mbuf *first)
{
	int total = first->m_pkthdr.len;
	struct mbuf **next = &first->m_nextpkt;
	int offset;

	for (offset = IP_LEN + PIECE; offset < total; offset += PIECE) {
		int n = min(total - offset, PIECE);
		struct mbuf *m = m_gethdr(M_DONTWAIT, MT_DATA);

		m_align(m, IP_LEN);
		m->m_len = IP_LEN;
		m->m_pkthdr.len = IP_LEN + n;
		m->m_next = m_copym(first, offset, n, M_DONTWAIT);
		put_ip(mtod(m, struct iphdr *), (u32)(IP_LEN + n),
		       (u32)(offset - IP_LEN), offset + n < total);
		*next = m;
		next = &m->m_nextpkt;
	}
	m_adj(first, IP_LEN + PIECE - total);
	put_ip(mtod(first, struct iphdr *), IP_LEN + PIECE, 0, true);
}

static void *down(const u8 *user, u32 len, struct cost *c)
{
	struct mbstat was = begin();
	struct mbuf *first, **mp;

	enter(c, SOCKET);
	first = m_frombytes(user, (int)len, len >= MINCLSIZE ? MAX_HDR : 0,
			    M_WAITOK);
	enter(c, UDP);
	/* UDP's and IP's header at once, as in_udp's output does. */
	first = m_prepend(first, IP_LEN + UDP_LEN, M_DONTWAIT);
	put_udp((struct udphdr *)(first->m_data + IP_LEN), len + UDP_LEN,
		chain_sum(first, IP_LEN + UDP_LEN));
	enter(c, IP);
	if (first->m_pkthdr.len > MTU)
		fragment(first);
	else
		put_ip(mtod(first, struct iphdr *), (u32)first->m_pkthdr.len, 0,
		       false);
	enter(c, ETHERNET);
	for (mp = &first; *mp; mp = &(*mp)->m_nextpkt) {
		*mp = m_prepend(*mp, ETH_LEN, M_DONTWAIT);
		put_ethernet(mtod(*mp, u8 *));
	}
	enter(c, LAYERS);
	end(&was, c);
	return first;
}

static void gather(void *packets, struct frames *f)
{
	struct mbuf *m = packets;

	for (f->n = 0; m; m = m->m_nextpkt) {
		struct frame *frame = &f->frame[f->n++];

		frame->len = (u32)m->m_pkthdr.len;
		m_copydata(m, 0, m->m_pkthdr.len, frame->data);
	}
}

static void sent(void *packets, struct cost *c)
{
	struct mbuf *m = packets;

	enter(c, DRIVER);
	while (m) {
		struct mbuf *next = m->m_nextpkt;

		m_freem(m);
		m = next;
	}
	enter(c, LAYERS);
}

static void *receive_buffer(struct cost *c)
{
	struct mbuf *m = m_gethdr(M_DONTWAIT, MT_DATA);

	m_clget(m, M_DONTWAIT);
	m->m_data += 2; /* so that IP's header is aligned */
	c->allocations += 2;
	c->moves++;
	return m;
}

static void *receive_data(void *buffer)
{
	return mtod((struct mbuf *)buffer, void *);
}

static u32 up(void **buffer, const u32 *frame_len, unsigned int n, u8 *user,
	      struct cost *c)
{
	struct mbstat was = begin();
	struct mbuf *first = buffer[0], *m;
	u32 len = 0;

	BUG_ON(!n);
	enter(c, DRIVER);
	for (unsigned int i = 0; i < n; i++) {
		m = buffer[i];
		m->m_len = m->m_pkthdr.len = (int)frame_len[i];
		m->m_nextpkt = i + 1 < n ? buffer[i + 1] : NULL;
		c->moves += 2;
	}
	enter(c, ETHERNET);
	for (m = first; m; m = m->m_nextpkt)
		m_adj(m, ETH_LEN);
	enter(c, IP);
	for (m = first; m; m = m->m_nextpkt) {
		const struct iphdr *ip = mtod(m, const struct iphdr *);

		if (!good_ip(ip, (u32)m->m_len))
			goto out;
		m_adj(m, ntohs(ip->tot_len) - m->m_pkthdr.len);
		m_adj(m, IP_LEN);
	}
	for (m = first->m_nextpkt; m;) {
		struct mbuf *next = m->m_nextpkt;

		m->m_nextpkt = NULL;
		first->m_pkthdr.len += m->m_pkthdr.len;
		m_cat(first, m);
		m = next;
	}
	first->m_nextpkt = NULL;
	enter(c, UDP);
	first = m_pullup(first, UDP_LEN);
	if (!good_udp((u32)first->m_pkthdr.len, chain_sum(first, 0)))
		goto out;
	m_adj(first, UDP_LEN);
	enter(c, SOCKET);
	len = (u32)first->m_pkthdr.len;
	m_copydata(first, 0, (int)len, user);
out:
	while (first) {
		struct mbuf *next = first->m_nextpkt;

		m_freem(first);
		first = next;
	}
	enter(c, LAYERS);
	end(&was, c);
	return len;
}

const struct buffers mbuf_buffers = {
	.name = "mbuf",
	.down = down,
	.gather = gather,
	.sent = sent,
	.receive_buffer = receive_buffer,
	.receive_data = receive_data,
	.up = up,
};
