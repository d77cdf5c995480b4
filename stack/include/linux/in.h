/* SPDX-License-Identifier: MIT */
/* IPv4 addresses and protocol numbers (RFC 791, RFC 1122 3.2.1.3). */
#ifndef LINUX_IN_H
#define LINUX_IN_H

#include <linux/types.h>
#include <asm/byteorder.h>
#include <linux/socket.h>

enum {
	IPPROTO_IP = 0,
	IPPROTO_ICMP = 1,
	IPPROTO_IGMP = 2,
	IPPROTO_TCP = 6,
	IPPROTO_UDP = 17,
	IPPROTO_RAW = 255,
	IPPROTO_MAX
};

/* Socket options at level IPPROTO_IP. */
#define IP_TOS			1
#define IP_TTL			2
#define IP_HDRINCL		3
#define IP_OPTIONS		4
#define IP_RECVOPTS		6
#define IP_RETOPTS		7
#define IP_PKTINFO		8
#define IP_MTU_DISCOVER		10
#define IP_RECVERR		11
#define IP_RECVTTL		12
#define IP_RECVTOS		13
#define IP_MTU			14
#define IP_FREEBIND		15
#define IP_RECVORIGDSTADDR	20
#define IP_MINTTL		21
#define IP_NODEFRAG		22
#define IP_BIND_ADDRESS_NO_PORT 24
#define IP_MULTICAST_IF		32
#define IP_MULTICAST_TTL	33
#define IP_MULTICAST_LOOP	34
#define IP_ADD_MEMBERSHIP	35
#define IP_DROP_MEMBERSHIP	36
#define IP_MULTICAST_ALL	49

#define IP_PMTUDISC_DONT      0 /* never send DF frames */
#define IP_PMTUDISC_WANT      1 /* DF where the datagram fits the path */
#define IP_PMTUDISC_DO	      2 /* always DF, -EMSGSIZE if it does not fit */
#define IP_PMTUDISC_PROBE     3 /* DF, whatever the path's MTU is said to be */
#define IP_PMTUDISC_INTERFACE 4 /* never DF, the device's MTU */
#define IP_PMTUDISC_OMIT      5 /* the same, fragmented if need be */

#define INADDR_ANY	      0x00000000u
#define INADDR_BROADCAST      0xffffffffu
#define INADDR_LOOPBACK	      0x7f000001u
#define INADDR_ALLHOSTS_GROUP 0xe0000001u /* RFC 1112 4 */

struct in_addr {
	__be32 s_addr;
};

struct sockaddr_in {
	sa_family_t sin_family;
	__be16 sin_port;
	struct in_addr sin_addr;
	unsigned char sin_zero[8];
};

static inline bool ipv4_is_loopback(__be32 addr)
{
	return (addr & htonl(0xff000000)) == htonl(0x7f000000);
}

static inline bool ipv4_is_multicast(__be32 addr)
{
	return (addr & htonl(0xf0000000)) == htonl(0xe0000000);
}

/* RFC 1112 6.4: 01:00:5e and the low 23 bits of the group. */
static inline void ip_eth_mc_map(__be32 addr, u8 *ha)
{
	u32 a = ntohl(addr);

	ha[0] = 0x01;
	ha[1] = 0x00;
	ha[2] = 0x5e;
	ha[3] = (a >> 16) & 0x7f;
	ha[4] = (a >> 8) & 0xff;
	ha[5] = a & 0xff;
}

static inline bool ipv4_is_lbcast(__be32 addr)
{
	return addr == htonl(INADDR_BROADCAST);
}

static inline bool ipv4_is_zeronet(__be32 addr)
{
	return addr == 0;
}

#endif
