// SPDX-License-Identifier: MIT
/* The headers, the same for both buffer libraries. */
#include "buffers.h"

#include <linux/ip.h>
#include <linux/udp.h>
#include <net/checksum.h>

#define FROM htonl(0x0a090002)
#define TO   htonl(0x0a090001)

void put_udp(struct udphdr *udp, u32 len, __wsum data_sum)
{
	udp->source = htons(40000);
	udp->dest = htons(2049);
	udp->len = htons((u16)len);
	udp->check = 0;
	/* RFC 768: 0 would say that there is none. */
	udp->check = csum_tcpudp_magic(FROM, TO, len, 17,
				       csum_partial(udp, UDP_LEN, data_sum));
	if (!udp->check)
		udp->check = 0xffff;
}

void put_ip(struct iphdr *ip, u32 len, u32 offset, bool more)
{
	*ip = (struct iphdr){
		.version = 4,
		.ihl = IP_LEN / 4,
		.tot_len = htons((u16)len),
		.id = htons(1),
		.frag_off = htons((u16)(offset / 8 | (more ? 0x2000u : 0))),
		.ttl = 64,
		.protocol = 17,
		.saddr = FROM,
		.daddr = TO,
	};
	ip->check = ip_fast_csum(ip, IP_LEN / 4);
}

void put_ethernet(u8 *eth)
{
	static const u8 header[ETH_LEN] = {0x52, 0x54, 0,    0x12, 0x34,
					   1,	 0x52, 0x54, 0,	   0x12,
					   0x34, 2,    8,    0};

	memcpy(eth, header, ETH_LEN);
}

bool good_ip(const struct iphdr *ip, u32 len)
{
	return ip->version == 4 && ip->ihl == IP_LEN / 4 &&
	       ntohs(ip->tot_len) <= len && !ip_fast_csum(ip, ip->ihl);
}

bool good_udp(u32 len, __wsum sum)
{
	return !csum_tcpudp_magic(FROM, TO, len, 17, sum);
}
