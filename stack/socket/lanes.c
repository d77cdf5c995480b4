// SPDX-License-Identifier: MIT
/*
 * What the timeline shows of sockets: software.sockets/socket0 .. 7, in the
 * words of their protocols. Not counted; the rules are in kernel_lanes.h.
 */
#include <net/sock.h>

#include "kernel_lanes.h"

static uint64_t socket_value(void *arg)
{
	const struct sock *sk = *(struct sock **)arg;

	return sk && sk->sk_prot->lane ? sk->sk_prot->lane->value(sk) : 0;
}

static void socket_text(void *arg, uint64_t value, char *buf, size_t len)
{
	const struct sock *sk = *(struct sock **)arg;

	buf[0] = '\0';
	if (sk && sk->sk_prot->lane)
		sk->sk_prot->lane->text(sk, buf, len);
}

void net_lanes(struct record *r, struct sock **slot)
{
	for (unsigned int i = 0; i < SOCK_LANES; i++) {
		char name[16];
		const struct lane lane = {
			.scope = "software.sockets",
			.name = name,
			.kind = LANE_TEXT,
			.value = socket_value,
			.text = socket_text,
			.arg = &slot[i],
		};

		lane_print(name, sizeof(name), "socket%u", i);
		record_lane(r, &lane);
	}
}
