/* SPDX-License-Identifier: MIT */
/* IPv4 in and out, RFC 791, RFC 1122 3. */
#ifndef NET_IP_H
#define NET_IP_H

#include <linux/ip.h>
#include <linux/in.h>
#include <net/checksum.h>
#include <net/protocol.h>
#include <net/route.h>

#define IP_CE	  0x8000
#define IP_DF	  0x4000
#define IP_MF	  0x2000
#define IP_OFFSET 0x1fff

#define IP_MAX_MTU   0xffffu
#define IPV4_MIN_MTU 68 /* RFC 791 3.2 */

struct sock;

struct inet_skb_parm {
	/* of a fragment that waits */
	u16 frag_offset, frag_len;
	u16 frag_hlen; /* of its IPv4 header */
};

#define IPCB(skb) ((struct inet_skb_parm *)((skb)->cb))

/* What the caller wants in the header besides what the route says. */
struct ipcm_cookie {
	__be32 addr;
	int oif; /* 0: whatever the route says */
	u8 tos;
	u8 ttl;	       /* 0: the default */
	bool df;       /* DF if the datagram fits the path */
	bool force_df; /* DF, -EMSGSIZE if it does not fit */
	u16 gso_size;  /* 0, or: cut into datagrams of so much payload */
	/* The device may fill in the transport's checksum, see
	 * ip_append_data(). */
	bool hwsum;
};

/* Copies @len bytes that begin at @offset of the caller's payload to @to.
 * *@csum gets the sum of the bytes added; NULL: nobody wants it. 0 or -EFAULT.
 */
typedef int (*ip_getfrag_t)(void *from, char *to, int offset, int len,
			    __wsum *csum);

static inline bool ip_is_fragment(const struct iphdr *iph)
{
	return (iph->frag_off & htons(IP_MF | IP_OFFSET)) != 0;
}

/* Protocol handler of ETH_P_IP; consumes. Context: softirq. */
int ip_rcv(struct sk_buff *skb, struct net_device *dev, struct packet_type *pt,
	   struct net_device *orig_dev);
int ip_local_deliver(struct sk_buff *skb);
/* Consumes; ends the packet where dst->error says. */
int ip_error(struct sk_buff *skb);

/* A complete packet with its route; length and checksum are filled in here.
 * Consumes. 0, NET_XMIT_* or a negative errno. */
int ip_local_out(struct sk_buff *skb);
int ip_output(struct sk_buff *skb);
void ip_send_check(struct iphdr *iph);
/* RFC 6864. frag_off is set already. The next @segs - 1 are taken too. */
void ip_select_ident_segs(struct net *net, struct iphdr *iph, struct sock *sk,
			  u32 segs);

/*
 * Our own datagrams are built as a queue of packets that each fit the MTU: the
 * first begins with @transhdrlen bytes of room for the transport header
 * (skb_transport_header), whose content counts as the first bytes that
 * @getfrag yields if @hdr_from_frag. skb->csum sums each packet's payload, but
 * if @ipc->hwsum, the datagram is one packet and the route's device fills in
 * checksums: then ip_summed is CHECKSUM_PARTIAL, and csum_start and csum_offset
 * are the caller's to set.
 * 0, or a negative errno and an empty queue: -EMSGSIZE, -ENOBUFS, -EAGAIN,
 * -EINTR. @sk's send buffer is charged. Context: process, or softirq with
 * MSG_DONTWAIT in @flags.
 */
int ip_append_data(struct sock *sk, struct rtable *rt,
		   const struct ipcm_cookie *ipc, ip_getfrag_t getfrag,
		   void *from, int len, int transhdrlen, unsigned int flags,
		   struct sk_buff_head *queue);
/* Sum of the payload over the whole queue. */
__wsum ip_queue_csum(const struct sk_buff_head *queue);
/* Puts IPv4 headers on the packets and sends them: one whole, several as
 * fragments of one datagram. Empties the queue. 0 or a negative errno. */
int ip_push_queue(struct net *net, struct sock *sk, const struct flowi4 *fl,
		  struct rtable *rt, const struct ipcm_cookie *ipc, u8 protocol,
		  struct sk_buff_head *queue);

/*
 * Takes a fragment; returns the whole datagram or NULL if it is kept or was
 * dropped. Context: softirq.
 */
struct sk_buff *ip_defrag(struct net *net, struct sk_buff *skb);

/* 0; -EINVAL with *@pp_ptr (offset of the fault in the header) or, for a
 * forbidden source route, -EPERM. */
int ip_options_check(const struct iphdr *iph, unsigned int *pp_ptr);
int ip_rcv_init(struct net *net);
void ip_rcv_exit(struct net *net);

/* @len bytes at @offset from skb->data, which may be negative (a header that
 * was pulled). Returns their sum. */
__wsum skb_copy_and_csum_bits(const struct sk_buff *skb, int offset, u8 *to,
			      int len);
/* The checksum over all of skb's data, 0 if it is right or the card saw to
 * it. For protocols without pseudo-header. */
__sum16 skb_checksum_simple(const struct sk_buff *skb);

int ip_frag_init(struct net *net);
/* Drops every datagram that is not complete. Context: process. */
void ip_frag_flush(struct net *net);

#endif
