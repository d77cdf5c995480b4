// SPDX-License-Identifier: MIT
#include "packet.h"

/* A plain sum, so that the kernel's is not tested by itself (RFC 1071). */
static u32 sum16(const u8 *p, size_t len, u32 sum)
{
	for (size_t i = 0; i + 1 < len; i += 2)
		sum += (u32)p[i] << 8 | p[i + 1];
	if (len & 1)
		sum += (u32)p[len - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static u32 pseudo(const struct packet *p, size_t len)
{
	u32 sum = sum16((const u8 *)&p->ip->saddr, 8, 0);

	return sum + p->ip->protocol + (u32)len;
}

static u8 *grow(struct packet *p, size_t n)
{
	u8 *at = p->bytes + p->len;

	ck_assert(p->len + n <= PACKET_MAX);
	memset(at, 0, n);
	p->len += n;
	return at;
}

struct packet *pkt_new(struct packet *p)
{
	p->len = 0;
	p->eth = NULL;
	p->arp = NULL;
	p->ip = NULL;
	p->icmp = NULL;
	p->udp = NULL;
	p->data = NULL;
	p->data_len = 0;
	return p;
}

struct packet *pkt_eth(struct packet *p, const u8 *dst, const u8 *src, u16 type)
{
	p->eth = (struct ethhdr *)grow(p, sizeof(*p->eth));
	memcpy(p->eth->h_dest, dst, 6);
	memcpy(p->eth->h_source, src, 6);
	p->eth->h_proto = htons(type);
	return p;
}

struct packet *pkt_from_peer(struct packet *p)
{
	return pkt_eth(pkt_new(p), US_MAC, PEER_MAC, ETH_P_IP);
}

struct packet *pkt_arp(struct packet *p, u16 op, const u8 *sha, u32 sip,
		       const u8 *tha, u32 tip)
{
	struct arp_body *b;
	__be32 s = htonl(sip), t = htonl(tip);

	p->arp = (struct arphdr *)grow(p, sizeof(*p->arp) + sizeof(*b));
	b = (struct arp_body *)(p->arp + 1);
	p->arp->ar_hrd = htons(ARPHRD_ETHER);
	p->arp->ar_pro = htons(ETH_P_IP);
	p->arp->ar_hln = 6;
	p->arp->ar_pln = 4;
	p->arp->ar_op = htons(op);
	memcpy(b->sha, sha, 6);
	memcpy(b->sip, &s, 4);
	if (tha)
		memcpy(b->tha, tha, 6);
	memcpy(b->tip, &t, 4);
	return p;
}

struct packet *pkt_ip(struct packet *p, u32 saddr, u32 daddr, u8 protocol)
{
	p->ip = (struct iphdr *)grow(p, sizeof(*p->ip));
	p->ip->version = 4;
	p->ip->ihl = 5;
	p->ip->ttl = 64;
	p->ip->id = htons(0x1234);
	p->ip->protocol = protocol;
	p->ip->saddr = htonl(saddr);
	p->ip->daddr = htonl(daddr);
	return p;
}

struct packet *pkt_ip_options(struct packet *p, const u8 *opt, size_t len)
{
	memcpy(grow(p, len), opt, len);
	p->ip->ihl = (u8)(5 + len / 4) & 15;
	return p;
}

struct packet *pkt_icmp(struct packet *p, u8 type, u8 code, u16 id, u16 seq)
{
	p->icmp = (struct icmphdr *)grow(p, sizeof(*p->icmp));
	p->icmp->type = type;
	p->icmp->code = code;
	p->icmp->un.echo.id = htons(id);
	p->icmp->un.echo.sequence = htons(seq);
	return p;
}

struct packet *pkt_udp(struct packet *p, u16 sport, u16 dport)
{
	p->udp = (struct udphdr *)grow(p, sizeof(*p->udp));
	p->udp->source = htons(sport);
	p->udp->dest = htons(dport);
	return p;
}

struct packet *pkt_data(struct packet *p, size_t len, u8 first)
{
	p->data = grow(p, len);
	p->data_len = len;
	for (size_t i = 0; i < len; i++)
		p->data[i] = (u8)(first + i);
	return p;
}

static size_t from(const struct packet *p, const void *layer)
{
	return p->len - (size_t)((const u8 *)layer - p->bytes);
}

void pkt_ip_check(struct packet *p)
{
	p->ip->check = 0;
	p->ip->check = htons((u16)~sum16((u8 *)p->ip, p->ip->ihl * 4u, 0));
}

void pkt_icmp_check(struct packet *p)
{
	p->icmp->checksum = 0;
	p->icmp->checksum =
		htons((u16)~sum16((u8 *)p->icmp, from(p, p->icmp), 0));
}

struct packet *pkt_done(struct packet *p)
{
	size_t n;

	if (p->udp) {
		n = from(p, p->udp);
		p->udp->len = htons((u16)n);
		p->udp->check = 0;
		p->udp->check =
			htons((u16)~sum16((u8 *)p->udp, n, pseudo(p, n)));
		if (!p->udp->check)
			p->udp->check = 0xffff;
	}
	if (p->icmp)
		pkt_icmp_check(p);
	if (p->ip) {
		p->ip->tot_len = htons((u16)from(p, p->ip));
		pkt_ip_check(p);
	}
	return p;
}

struct packet *pkt_echo(struct packet *p, u16 id, u16 seq, size_t len)
{
	pkt_ip(pkt_from_peer(p), PEER_IP, US_IP, IPPROTO_ICMP);
	return pkt_done(pkt_data(pkt_icmp(p, ICMP_ECHO, 0, id, seq), len, 0));
}

struct packet *pkt_udp_to(struct packet *p, u16 sport, u16 dport, size_t len)
{
	pkt_ip(pkt_from_peer(p), PEER_IP, US_IP, IPPROTO_UDP);
	return pkt_done(pkt_data(pkt_udp(p, sport, dport), len, 0));
}

struct packet *pkt_arp_request(struct packet *p)
{
	pkt_eth(pkt_new(p), BCAST_MAC, PEER_MAC, ETH_P_ARP);
	return pkt_arp(p, ARPOP_REQUEST, PEER_MAC, PEER_IP, NULL, US_IP);
}

struct packet *pkt_arp_reply(struct packet *p, u32 sip, const u8 *sha)
{
	pkt_eth(pkt_new(p), US_MAC, sha, ETH_P_ARP);
	return pkt_arp(p, ARPOP_REPLY, sha, sip, US_MAC, US_IP);
}

struct packet *pkt_fragment(struct packet *p, const struct packet *whole,
			    size_t offset, size_t len, bool more)
{
	const u8 *payload = (const u8 *)whole->ip + whole->ip->ihl * 4;

	pkt_new(p);
	memcpy(grow(p, ETH_HLEN), whole->eth, ETH_HLEN);
	p->eth = (struct ethhdr *)p->bytes;
	p->ip = (struct iphdr *)grow(p, sizeof(*p->ip));
	memcpy(p->ip, whole->ip, sizeof(*p->ip));
	memcpy(grow(p, len), payload + offset, len);
	p->ip->frag_off = htons((u16)(offset / 8 | (more ? IP_MF : 0)));
	p->ip->tot_len = htons((u16)(sizeof(*p->ip) + len));
	pkt_ip_check(p);
	return p;
}

struct packet *pkt_parse(struct packet *p, const u8 *bytes, size_t len)
{
	u8 *next;

	pkt_new(p);
	memcpy(grow(p, len), bytes, len);
	ck_assert_uint_ge(len, ETH_HLEN);
	p->eth = (struct ethhdr *)p->bytes;
	next = p->bytes + ETH_HLEN;
	if (p->eth->h_proto == htons(ETH_P_ARP)) {
		p->arp = (struct arphdr *)next;
		return p;
	}
	if (p->eth->h_proto != htons(ETH_P_IP))
		return p;
	p->ip = (struct iphdr *)next;
	next += p->ip->ihl * 4;
	if (p->ip->frag_off & htons(IP_OFFSET)) {
		p->data = next;
	} else if (p->ip->protocol == IPPROTO_ICMP) {
		p->icmp = (struct icmphdr *)next;
		p->data = next + sizeof(*p->icmp);
	} else if (p->ip->protocol == IPPROTO_UDP) {
		p->udp = (struct udphdr *)next;
		p->data = next + sizeof(*p->udp);
	} else if (p->ip->protocol == IPPROTO_TCP) {
		p->tcp = (struct tcphdr *)next;
		p->data = next + p->tcp->doff * 4;
	}
	if (p->data)
		p->data_len = from(p, p->data);
	return p;
}

void pkt_assert_valid(const struct packet *p)
{
	size_t n;

	if (!p->ip)
		return;
	ck_assert_uint_eq(sum16((const u8 *)p->ip, p->ip->ihl * 4u, 0), 0xffff);
	n = ntohs(p->ip->tot_len);
	ck_assert_uint_eq(n, from(p, p->ip));
	if (ip_is_fragment(p->ip))
		return;
	n -= p->ip->ihl * 4u;
	if (p->icmp)
		ck_assert_uint_eq(sum16((const u8 *)p->icmp, n, 0), 0xffff);
	if (p->tcp)
		ck_assert_uint_eq(sum16((const u8 *)p->tcp, n, pseudo(p, n)),
				  0xffff);
	if (p->udp) {
		ck_assert_uint_eq(ntohs(p->udp->len), n);
		ck_assert_uint_ne(p->udp->check, 0);
		ck_assert_uint_eq(sum16((const u8 *)p->udp, n, pseudo(p, n)),
				  0xffff);
	}
}
