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

/* Where the options of a header are: offsets from its beginning, 0: none. */
struct ip_options {
	u8 optlen;
	u8 srr, rr, ts, router_alert;
	bool is_strictroute;
	bool srr_is_hit; /* we are the next of its source route */
	u8 ts_entry;	 /* bytes that the next time stamp takes */
	__be32 nexthop;	 /* of the source route */
};

/* Options of a packet of our own. */
struct ip_options_raw {
	u8 len; /* a multiple of 4; 0: none */
	u8 data[MAX_IPOPTLEN];
	__be32 faddr; /* of a source route: the first hop; 0: none */
};

#define IPSKB_FORWARDED	    0x01
#define IPSKB_DOREDIRECT    0x02
#define IPSKB_FRAG_COMPLETE 0x04 /* cut already: goes out as it is */
#define IPSKB_REROUTED	    0x08
#define IPSKB_NO_MC_LOOP    0x20 /* the sender does not want it back */
#define IPSKB_CT_RELATED    0x40 /* an error about its connection */
#define IPSKB_FRAG_PMTU	    0x10 /* DF on the fragments it came in */

struct nf_conn;

struct inet_skb_parm {
	struct ip_options opt; /* of what came in */
	u8 flags;
	/* of a fragment that waits */
	u16 frag_offset, frag_len;
	u16 frag_hlen;	    /* of its IPv4 header */
	u16 frag_max_size;  /* longest packet it came in, with header; 0: whole
			     */
	struct nf_conn *ct; /* while the hooks are passed */
	u8 ct_dir;
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
	const struct ip_options_raw *opt; /* or NULL */
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
/* A datagram that was put together before it had a route: goes on. */
int ip_rcv_whole(struct sk_buff *skb);
/* Consumes; says why there is no way (RFC 1812 5.2.7.1), if this host
 * forwards. */
int ip_error(struct sk_buff *skb);

/* A complete packet with its route; length and checksum are filled in here.
 * Consumes. 0, NET_XMIT_* or a negative errno. */
int ip_local_out(struct sk_buff *skb);
int ip_output(struct sk_buff *skb);
/* The same for a group that this host belongs to. */
int ip_mc_output(struct sk_buff *skb);
/* RFC 1812 5. Consumes. Context: softirq. */
int ip_forward(struct sk_buff *skb);
/*
 * Cuts a packet to @mtu (RFC 791 3.2, RFC 1812 4.2.2.7) and hands each piece
 * to @output. Consumes. -EMSGSIZE if DF forbids it; then the sender is told.
 */
int ip_fragment(struct sk_buff *skb, unsigned int mtu,
		int (*output)(struct sk_buff *skb));
void ip_send_check(struct iphdr *iph);
/* Linux's priorities of the TOS values of RFC 1349, for the bands of
 * pfifo_fast. */
u32 rt_tos2priority(u8 tos);
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

/*
 * Checks options and notes where they are (RFC 791 3.1, RFC 1122 3.2.1.8).
 * 0; -EINVAL with *@pp_ptr (offset of the fault in the header).
 */
int ip_options_compile(struct ip_options *opt, const struct iphdr *iph,
		       unsigned int *pp_ptr);
/* Adds @addr and the time to record route and time stamp at @hdr. */
void ip_options_record(const struct net *net, const struct ip_options *opt,
		       u8 *hdr, __be32 addr);
/* What a router adds to options as it forwards, and the next of the source
 * route. The packet is ours to write. */
void ip_forward_options(struct sk_buff *skb);
/* A source route that leads on from here (RFC 1812 5.2.4.1): another route.
 * 0, -EINVAL. */
int ip_options_rcv_srr(struct sk_buff *skb, struct net_device *dev);
/* What of @skb's options belongs into its answer (RFC 1122 3.2.1.8). */
void ip_options_echo(struct ip_options_raw *to, struct sk_buff *skb,
		     __be32 our_addr);
/* Only the first fragment has all options: @opt (@len bytes) as the others
 * have them. */
void ip_options_fragment(u8 *opt, unsigned int len);
/* Options that a program asks for: padded, checked. 0, -EINVAL, -EPERM (a
 * source route). */
int ip_options_get(struct ip_options_raw *to, const u8 *data, size_t len);
/* Milliseconds since midnight, universal time (RFC 791 3.1). */
__be32 inet_current_timestamp(void);
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
