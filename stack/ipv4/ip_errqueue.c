// SPDX-License-Identifier: MIT
/*
 * The error queue of a socket (IP_RECVERR): what became of packets that it
 * sent, with whom it learned it from and the bytes that were quoted, so that a
 * program can tell which of them it was (RFC 1122 4.1.3.3).
 */
#include <linux/errno.h>
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <net/inet_common.h>
#include <net/net_namespace.h>
#include <net/skb_unnamed.h>

void ip_icmp_error(struct sock *sk, struct sk_buff *skb, int err, __be16 port,
		   u32 info, const u8 *payload)
{
	const struct iphdr *quoted = (const struct iphdr *)skb->data;
	const struct icmphdr *icmph =
		(const struct icmphdr *)(skb->data - sizeof(*icmph));
	struct sock_exterr_skb *e;

	/* The frame itself ends in ICMP. */
	skb = skb_clone_unnamed(skb, GFP_ATOMIC);
	if (!skb)
		return;
	e = SKB_EXT_ERR(skb);
	*e = (struct sock_exterr_skb){
		.ee = {.ee_errno = (u32)err,
		       .ee_origin = SO_EE_ORIGIN_ICMP,
		       .ee_type = icmph->type,
		       .ee_code = icmph->code,
		       .ee_info = info},
		.addr_offset = (u16)((const u8 *)&quoted->daddr -
				     skb_network_header(skb)),
		.port = port,
	};
	if (skb_pull(skb, (unsigned int)(payload - skb->data)) &&
	    !sock_queue_err_skb(sk, skb))
		return;
	consume_skb(skb);
}

void ip_local_error(struct sock *sk, int err, __be32 daddr, __be16 port,
		    u32 info)
{
	struct sock_exterr_skb *e;
	struct sk_buff *skb;
	struct iphdr *iph;

	if (!inet_sk(sk)->recverr)
		return;
	skb = alloc_skb(sizeof(*iph), GFP_ATOMIC);
	if (!skb)
		return;
	iph = skb_put_zero(skb, sizeof(*iph));
	skb_reset_network_header(skb);
	iph->daddr = daddr;
	e = SKB_EXT_ERR(skb);
	*e = (struct sock_exterr_skb){
		.ee = {.ee_errno = (u32)err,
		       .ee_origin = SO_EE_ORIGIN_LOCAL,
		       .ee_info = info},
		.addr_offset = offsetof(struct iphdr, daddr),
		.port = port,
	};
	skb_pull(skb, sizeof(*iph));
	if (sock_queue_err_skb(sk, skb))
		consume_skb(skb);
}

int ip_recv_error(struct sock *sk, struct msghdr *msg, size_t len)
{
	struct sk_buff *skb = sock_dequeue_err_skb(sk);
	struct {
		struct sock_extended_err ee;
		struct sockaddr_in offender;
	} errhdr = {0};
	struct sockaddr_in sin = {.sin_family = AF_INET};
	const struct sock_exterr_skb *e;
	size_t copied;
	int err;

	if (!skb)
		return -EAGAIN;
	copied = min(len, (size_t)skb->len);
	if (copied < skb->len)
		msg->msg_flags |= MSG_TRUNC;
	err = skb_copy_datagram_iter(skb, 0, &msg->msg_iter, copied);
	if (err) {
		consume_skb(skb);
		return err;
	}
	e = SKB_EXT_ERR(skb);
	if (msg->msg_name) {
		memcpy(&sin.sin_addr, skb_network_header(skb) + e->addr_offset,
		       sizeof(sin.sin_addr));
		sin.sin_port = e->port;
		memcpy(msg->msg_name, &sin, sizeof(sin));
		msg->msg_namelen = sizeof(sin);
	}
	errhdr.ee = e->ee;
	if (e->ee.ee_origin == SO_EE_ORIGIN_ICMP) {
		errhdr.offender.sin_family = AF_INET;
		errhdr.offender.sin_addr.s_addr = ip_hdr(skb)->saddr;
		if (inet_sk(sk)->cmsg_flags)
			ip_cmsg_recv(msg, sk, skb);
	}
	put_cmsg(msg, IPPROTO_IP, IP_RECVERR, &errhdr, sizeof(errhdr));
	msg->msg_flags |= MSG_ERRQUEUE;
	consume_skb(skb);
	return (int)copied;
}

void ip_errqueue_purge(struct sock *sk)
{
	struct sk_buff *skb;

	do {
		local_bh_disable();
		skb = __skb_dequeue(&sk->sk_error_queue);
		local_bh_enable();
		consume_skb(skb);
	} while (skb);
}
