// SPDX-License-Identifier: MIT
/*
 * IPv4's sockets in words, for the timeline. Not counted; the rules are in
 * kernel_lanes.h.
 */
#include <linux/in.h>

#include "kernel_lanes.h"
#include "udp_internal.h"

#define ADDR_BYTES 24 /* "255.255.255.255:65535" */

static void address(char *buf, size_t len, __be32 addr, u16 port)
{
	u8 b[4];

	memcpy(b, &addr, sizeof(b));
	lane_print(buf, len, "%u.%u.%u.%u:%u", b[0], b[1], b[2], b[3], port);
}

static u64 udp_value(const struct sock *sk)
{
	const struct inet_sock *inet = inet_sk(sk);
	u64 h = lane_mix(1, inet->inet_rcv_saddr);

	h = lane_mix(h, inet->inet_num);
	h = lane_mix(h, inet->inet_daddr);
	h = lane_mix(h, inet->inet_dport);
	h = lane_mix(h, (u32)atomic_read(&sk->sk_rmem_alloc));
	h = lane_mix(h, (u32)sk->sk_rcvbuf);
	return lane_mix(h, sk->sk_drops);
}

/* "udp 0.0.0.0:7 rcv=0/212992", "udp 10.9.0.2:7>10.9.0.1:99 rcv=..."; drops
 * once there are some. */
static void udp_text(const struct sock *sk, char *buf, size_t len)
{
	const struct inet_sock *inet = inet_sk(sk);
	char own[ADDR_BYTES], peer[ADDR_BYTES] = "", drops[24] = "";

	address(own, sizeof(own), inet->inet_rcv_saddr, inet->inet_num);
	if (inet->inet_dport)
		address(peer, sizeof(peer), inet->inet_daddr,
			ntohs(inet->inet_dport));
	if (sk->sk_drops)
		lane_print(drops, sizeof(drops), " drops=%u", sk->sk_drops);
	lane_print(buf, len, "udp %s%s%s rcv=%d/%d%s", own, peer[0] ? ">" : "",
		   peer, atomic_read(&sk->sk_rmem_alloc), sk->sk_rcvbuf, drops);
}

const struct sock_lane udp_lane = {.value = udp_value, .text = udp_text};
