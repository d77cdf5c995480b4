/* SPDX-License-Identifier: MIT */
/*
 * The network layer's side of a socket. struct socket is the program's side
 * (linux/net.h).
 */
#ifndef NET_SOCK_H
#define NET_SOCK_H

#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/net.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct net;
struct proto;
struct sock_lane;
struct ip_mc_socklist;

#define SOCK_MIN_RCVBUF 2304 /* 2048 and one sk_buff, as in Linux */
#define SOCK_MIN_SNDBUF 4608
#define RCV_SHUTDOWN	1
#define SEND_SHUTDOWN	2
#define SHUTDOWN_MASK	3
#define TCP_ESTABLISHED 1
#define TCP_CLOSE	7

struct sock {
	struct hlist_node sk_node; /* in the protocol's table */
	const struct proto *sk_prot;
	struct net *sk_net;
	struct socket *sk_socket; /* NULL once the program closed it */
	u16 sk_family;
	u16 sk_type;
	u8 sk_protocol;
	u8 sk_state; /* TCP_ESTABLISHED: connected; TCP_CLOSE */
	u8 sk_shutdown;
	bool sk_dead;
	bool sk_reuse, sk_reuseport;
	bool sk_broadcast;
	bool sk_no_check_tx;	/* UDP without checksum */
	bool sk_rcvtstamp;	/* SO_TIMESTAMP */
	bool sk_rxq_ovfl;	/* SO_RXQ_OVFL */
	unsigned long sk_flags; /* of options that are only remembered */
	u32 sk_priority, sk_mark;
	int sk_bound_dev_if; /* SO_BINDTODEVICE */
	int sk_rcvlowat;
	struct linger sk_linger;
	int sk_peer_pid; /* SO_PEERCRED */
	int sk_refcnt;
	int sk_err, sk_err_soft;
	u32 sk_drops;
	int sk_rcvbuf, sk_sndbuf;
	atomic_t sk_rmem_alloc; /* bytes (truesize) in the receive queue */
	atomic_t sk_wmem_alloc; /* bytes on their way out */
	long sk_rcvtimeo, sk_sndtimeo; /* jiffies */
	struct sk_buff_head sk_receive_queue;
	struct sk_buff_head sk_error_queue; /* IP_RECVERR */
	wait_queue_head_t sk_wq;
	struct dst_entry *sk_dst_cache;
	void (*sk_data_ready)(struct sock *sk);
	void (*sk_write_space)(struct sock *sk);
	void (*sk_error_report)(struct sock *sk);
};

/* An IPv4 socket. */
struct inet_sock {
	struct sock sk;	       /* first */
	__be32 inet_daddr;     /* peer if connected */
	__be32 inet_rcv_saddr; /* bound to: filter for what comes in */
	__be32 inet_saddr;     /* source of what goes out */
	__be16 inet_dport;
	__be16 inet_sport;
	u16 inet_num; /* local port, host order */
	u16 inet_id;
	u16 gso_size; /* UDP_SEGMENT */
	u8 tos;
	u8 uc_ttl; /* 0: the default */
	u8 mc_ttl;
	u8 min_ttl;
	u8 pmtudisc;
	u8 cmsg_flags; /* IP_CMSG_*: what recvmsg() tells */
	bool recverr;
	bool hdrincl; /* raw: the program writes the IPv4 header */
	bool mc_loop;
	bool mc_all; /* groups that others here joined, too */
	bool freebind;
	bool bind_address_no_port;
	bool nodefrag;
	int mc_index; /* IP_MULTICAST_IF */
	__be32 mc_addr;
	struct ip_mc_socklist *mc_list; /* linux/igmp.h */
	bool port_locked;		/* bound by the program */
	bool addr_locked;
};

static inline struct inet_sock *inet_sk(const struct sock *sk)
{
	return (struct inet_sock *)sk;
}

struct proto {
	const char *name;
	size_t obj_size;
	int (*init)(struct sock *sk);
	/* NULL: inet_bind()'s, by port. */
	int (*bind)(struct sock *sk, const struct sockaddr *addr, int len);
	void (*close)(struct sock *sk);
	int (*connect)(struct sock *sk, const struct sockaddr *addr, int len);
	int (*disconnect)(struct sock *sk);
	int (*sendmsg)(struct sock *sk, struct msghdr *msg, size_t len);
	int (*recvmsg)(struct sock *sk, struct msghdr *msg, size_t len,
		       int flags);
	/* Takes local port @snum (0: any free one) and hashes the socket. */
	int (*get_port)(struct sock *sk, unsigned short snum);
	void (*unhash)(struct sock *sk);
	int level; /* of setsockopt(), getsockopt() */
	int (*setsockopt)(struct sock *sk, int name, const void *val,
			  unsigned int len);
	int (*getsockopt)(struct sock *sk, int name, void *val,
			  unsigned int *len);
	/* NULL: datagram_poll(); -ENOTTY */
	__poll_t (*poll)(struct file *file, struct socket *sock,
			 poll_table *pt);
	int (*ioctl)(struct sock *sk, unsigned int cmd, int *arg);
	const struct sock_lane *lane; /* kernel_lanes.h; or NULL */
};

/* NULL if memory is short. One reference, the caller's. Context: process. */
struct sock *sk_alloc(struct net *net, int family, const struct proto *prot);
void sock_init_data(struct socket *sock, struct sock *sk);
void sock_hold(struct sock *sk);
void sock_put(struct sock *sk);
/* What every protocol's close() ends with: frees what is queued. */
void sk_common_release(struct sock *sk);

/*
 * The next datagram, waiting as @flags and SO_RCVTIMEO say. With MSG_PEEK it
 * stays in the queue and the caller gets a reference. NULL with *@err set.
 * Context: process.
 */
struct sk_buff *skb_recv_datagram(struct sock *sk, unsigned int flags,
				  int *err);
/* Takes a peeked datagram out of the queue. 0 or -ENOENT. */
int skb_kill_datagram(struct sock *sk, struct sk_buff *skb);
/* An sk_buff charged to the send buffer; waits for room unless @noblock.
 * NULL with *@err. Context: process, softirq with @noblock. */
struct sk_buff *sock_alloc_send_skb(struct sock *sk, unsigned long size,
				    int noblock, int *err);
/* For the next piece of a datagram that has begun: never waits, up to twice
 * the send buffer; else NULL and -ENOBUFS. */
struct sk_buff *sock_wmalloc(struct sock *sk, unsigned long size, int *err);
void sock_wfree(struct sk_buff *skb);
void sock_rfree(struct sk_buff *skb);
void skb_set_owner_r(struct sk_buff *skb, struct sock *sk);
void skb_set_owner_w(struct sk_buff *skb, struct sock *sk);
int sock_error(struct sock *sk);
/* Into the receive queue and its buffer. 0; -ENOMEM: the buffer is full, the
 * caller frees. Context: softirq. */
int sock_queue_rcv_skb(struct sock *sk, struct sk_buff *skb);
/* The same for the error queue. */
int sock_queue_err_skb(struct sock *sk, struct sk_buff *skb);
struct sk_buff *sock_dequeue_err_skb(struct sock *sk);
/* What a datagram socket is ready for. */
__poll_t datagram_poll(struct file *file, struct socket *sock, poll_table *pt);
/* SO_TIMESTAMP and SO_RXQ_OVFL of what is received. */
void sock_recv_cmsgs(struct msghdr *msg, struct sock *sk,
		     const struct sk_buff *skb);

int sock_setsockopt(struct sock *sk, int name, const void *val, unsigned len);
int sock_getsockopt(struct sock *sk, int name, void *val, unsigned *len);

static inline long sock_rcvtimeo(const struct sock *sk, bool noblock)
{
	return noblock ? 0 : sk->sk_rcvtimeo;
}

static inline long sock_sndtimeo(const struct sock *sk, bool noblock)
{
	return noblock ? 0 : sk->sk_sndtimeo;
}

/* The reference passes; NULL forgets the route. */
void sk_dst_set(struct sock *sk, struct dst_entry *dst);

#endif
