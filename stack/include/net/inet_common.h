/* SPDX-License-Identifier: MIT */
/* What the sockets of the family AF_INET have in common. */
#ifndef NET_INET_COMMON_H
#define NET_INET_COMMON_H

#include <net/ip.h>
#include <net/sock.h>

/* inet_sock.cmsg_flags */
#define IP_CMSG_PKTINFO	    1
#define IP_CMSG_TTL	    2
#define IP_CMSG_TOS	    4
#define IP_CMSG_RECVOPTS    8
#define IP_CMSG_RETOPTS	    16
#define IP_CMSG_ORIGDSTADDR 32

/* IP_PKTINFO's. */
struct in_pktinfo {
	int ipi_ifindex;
	struct in_addr ipi_spec_dst; /* ours */
	struct in_addr ipi_addr;     /* the header's destination */
};

/* ip_sockopt.c; any length of value. */
int ip_setsockopt(struct sock *sk, int name, const void *val, unsigned int len);
int ip_getsockopt(struct sock *sk, int name, void *val, unsigned int *len);

/* ip_cmsg.c: what @msg says besides its bytes. 0 or -EINVAL. */
int ip_cmsg_send(const struct msghdr *msg, struct ipcm_cookie *ipc);
/* What the program wants to be told of @skb. */
void ip_cmsg_recv(struct msghdr *msg, const struct sock *sk,
		  const struct sk_buff *skb);

/*
 * ip_errqueue.c, for IP_RECVERR. ip_icmp_error(): @skb's data are the IPv4
 * header that an ICMP error quotes, @payload is what of our own bytes it
 * quotes; softirq. ip_local_error(): this host could not send.
 */
void ip_icmp_error(struct sock *sk, struct sk_buff *skb, int err, __be16 port,
		   u32 info, const u8 *payload);
void ip_local_error(struct sock *sk, int err, __be32 daddr, __be16 port,
		    u32 info);
/* MSG_ERRQUEUE: bytes, or -EAGAIN. */
int ip_recv_error(struct sock *sk, struct msghdr *msg, size_t len);
void ip_errqueue_purge(struct sock *sk);

/* ip_sock.c: connect() and disconnect() of sockets without a handshake. */
int ip4_datagram_connect(struct sock *sk, const struct sockaddr *addr, int len);
int ip4_disconnect(struct sock *sk);
/* The route for one datagram: the connected one's if @connected; fills in the
 * source, refuses broadcast without SO_BROADCAST. ERR_PTR(). */
struct rtable *ip4_sock_route(struct sock *sk, struct flowi4 *fl,
			      bool connected);
/* What the socket's options and @msg's control data ask for, and where to.
 * 0 or -EINVAL. */
int ip4_sock_cookie(struct sock *sk, const struct msghdr *msg,
		    struct ipcm_cookie *ipc, struct flowi4 *fl);
/* The program has it: the end of the frame's way. */
void sock_delivered(struct sk_buff *skb);

#endif
