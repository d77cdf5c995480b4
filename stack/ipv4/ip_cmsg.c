// SPDX-License-Identifier: MIT
/* Control data at level IPPROTO_IP. Context: process. */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/udp.h>
#include <net/inet_common.h>
#include <net/net_namespace.h>

static int send_ip(const struct cmsghdr *c, struct ipcm_cookie *ipc)
{
	struct in_pktinfo info;
	u8 byte;
	int val;

	if (c->cmsg_type == IP_PKTINFO) {
		if (c->cmsg_len != CMSG_LEN(sizeof(info)))
			return -EINVAL;
		memcpy(&info, CMSG_DATA(c), sizeof(info));
		if (info.ipi_ifindex)
			ipc->oif = info.ipi_ifindex;
		ipc->addr = info.ipi_spec_dst.s_addr;
		return 0;
	}
	if (c->cmsg_type != IP_TTL && c->cmsg_type != IP_TOS)
		return -EINVAL;
	if (c->cmsg_len == CMSG_LEN(sizeof(val))) {
		memcpy(&val, CMSG_DATA(c), sizeof(val));
	} else if (c->cmsg_len == CMSG_LEN(1) && c->cmsg_type == IP_TOS) {
		memcpy(&byte, CMSG_DATA(c), 1);
		val = byte;
	} else {
		return -EINVAL;
	}
	if (val < (c->cmsg_type == IP_TTL) || val > 255)
		return -EINVAL;
	if (c->cmsg_type == IP_TTL)
		ipc->ttl = (u8)val;
	else
		ipc->tos = (u8)val;
	return 0;
}

static int send_socket(const struct cmsghdr *c)
{
	/* Descriptors and credentials mean nothing to IPv4, as in Linux. */
	return c->cmsg_type == SCM_RIGHTS || c->cmsg_type == SCM_CREDENTIALS
		       ? 0
		       : -EINVAL;
}

static int send_udp(const struct cmsghdr *c, struct ipcm_cookie *ipc)
{
	if (c->cmsg_type != UDP_SEGMENT ||
	    c->cmsg_len != CMSG_LEN(sizeof(ipc->gso_size)))
		return -EINVAL;
	memcpy(&ipc->gso_size, CMSG_DATA(c), sizeof(ipc->gso_size));
	return 0;
}

int ip_cmsg_send(const struct msghdr *msg, struct ipcm_cookie *ipc)
{
	const struct cmsghdr *c;
	int err = 0;

	for (c = cmsg_first(msg); c && !err; c = cmsg_next(msg, c)) {
		if (!CMSG_OK(msg, c))
			return -EINVAL;
		if (c->cmsg_level == SOL_SOCKET)
			err = send_socket(c);
		else if (c->cmsg_level == IPPROTO_IP)
			err = send_ip(c, ipc);
		else if (c->cmsg_level == IPPROTO_UDP)
			err = send_udp(c, ipc);
	}
	return err;
}

static void recv_pktinfo(struct msghdr *msg, struct net *net,
			 const struct sk_buff *skb)
{
	struct in_pktinfo info = {
		.ipi_ifindex = skb->skb_iif,
		.ipi_addr.s_addr = ip_hdr(skb)->daddr,
		.ipi_spec_dst.s_addr = ip_hdr(skb)->daddr,
	};
	struct net_device *dev;

	if (inet_addr_type(net, ip_hdr(skb)->daddr) != RTN_LOCAL) {
		dev = dev_get_by_index(net, skb->skb_iif);
		info.ipi_spec_dst.s_addr =
			dev ? inet_select_addr(dev, ip_hdr(skb)->saddr) : 0;
	}
	put_cmsg(msg, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
}

static void recv_options(struct msghdr *msg, const struct sk_buff *skb,
			 int type)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (iph->ihl > 5)
		put_cmsg(msg, IPPROTO_IP, type, iph + 1,
			 iph->ihl * 4 - sizeof(*iph));
}

static void recv_origdst(struct msghdr *msg, const struct sk_buff *skb)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = ip_hdr(skb)->daddr,
	};

	/* Both of UDP's and TCP's headers begin with the two ports. */
	memcpy(&to.sin_port, skb_transport_header(skb) + 2, 2);
	put_cmsg(msg, IPPROTO_IP, IP_RECVORIGDSTADDR, &to, sizeof(to));
}

void ip_cmsg_recv(struct msghdr *msg, const struct sock *sk,
		  const struct sk_buff *skb)
{
	unsigned int flags = inet_sk(sk)->cmsg_flags;
	int ttl = ip_hdr(skb)->ttl;

	if (flags & IP_CMSG_PKTINFO)
		recv_pktinfo(msg, sock_net(sk), skb);
	if (flags & IP_CMSG_TTL)
		put_cmsg(msg, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl));
	if (flags & IP_CMSG_TOS)
		put_cmsg(msg, IPPROTO_IP, IP_TOS, &ip_hdr(skb)->tos, 1);
	if (flags & IP_CMSG_RECVOPTS)
		recv_options(msg, skb, IP_RECVOPTS);
	if (flags & IP_CMSG_RETOPTS)
		recv_options(msg, skb, IP_RETOPTS);
	if (flags & IP_CMSG_ORIGDSTADDR && sk->sk_protocol == IPPROTO_UDP)
		recv_origdst(msg, skb);
}
