// SPDX-License-Identifier: MIT
#include "packet.h"

#include <string.h>

#include "card.h"

static unsigned get16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static void put16(uint8_t *p, unsigned value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static uint32_t sum_words(uint32_t sum, const uint8_t *p, uint32_t len)
{
	for (; len > 1; p += 2, len -= 2)
		sum += get16(p);
	return len ? sum + ((uint32_t)p[0] << 8) : sum;
}

static uint16_t folded(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

uint16_t ones_sum(const uint8_t *p, uint32_t len)
{
	return folded(sum_words(0, p, len));
}

/* ---- packets ---- */

static void filler(uint8_t *p, unsigned len, unsigned seed)
{
	uint32_t x = seed * 2654435761u + 12345;

	while (len--) {
		x = x * 1664525 + 1013904223;
		*p++ = (uint8_t)(x >> 24);
	}
}

/* Source and destination address lie one behind the other. */
static uint16_t l4_sum(const uint8_t *addresses, unsigned address_bytes,
		       uint8_t proto, const uint8_t *l4, unsigned len)
{
	uint32_t sum = sum_words(proto + len, addresses, address_bytes);

	return folded(sum_words(sum, l4, len));
}

static unsigned build_l4(uint8_t *l4, const struct packet *p)
{
	unsigned header = 0;

	if (p->proto == PROTO_TCP)
		header = 20 + 4 * p->tcp_option_words;
	if (p->proto == PROTO_UDP)
		header = 8;
	filler(l4, header + p->data, p->seed);
	if (p->proto == PROTO_TCP) {
		l4[12] = (uint8_t)(header / 4 << 4);
		put16(l4 + 16, 0);
	}
	if (p->proto == PROTO_UDP) {
		put16(l4 + 4, header + p->data);
		put16(l4 + 6, 0);
	}
	return header + p->data;
}

/* UDP sends a sum of 0 as 0xffff, since 0 stands for none: RFC 768. */
static void seal_l4(uint8_t *l4, unsigned len, const struct packet *p,
		    const uint8_t *addresses, unsigned address_bytes)
{
	uint16_t sum =
		(uint16_t)~l4_sum(addresses, address_bytes, p->proto, l4, len);

	if (p->proto == PROTO_TCP)
		put16(l4 + 16, sum);
	else if (p->proto == PROTO_UDP && !p->no_checksum)
		put16(l4 + 6, sum ? sum : 0xffff);
}

void packet_fix_ip(uint8_t *buf, const struct packet_place *place)
{
	uint8_t *ip = buf + place->ip;

	put16(ip + 10, 0);
	put16(ip + 10, (uint16_t)~ones_sum(ip, 4u * (ip[0] & 15)));
}

static unsigned build_v4(uint8_t *buf, const struct packet *p,
			 struct packet_place *place)
{
	uint8_t *ip = buf + place->ip;
	unsigned header = 20 + 4 * p->option_words, len;

	place->l4 = place->ip + header;
	len = build_l4(buf + place->l4, p);
	filler(ip, header, p->seed + 1);
	ip[0] = (uint8_t)(0x40 | header / 4);
	put16(ip + 2, header + len);
	put16(ip + 6, p->fragment);
	ip[9] = p->proto;
	packet_fix_ip(buf, place);
	seal_l4(buf + place->l4, len, p, ip + 12, 8);
	return place->l4 + len;
}

static unsigned build_v6(uint8_t *buf, const struct packet *p,
			 struct packet_place *place)
{
	uint8_t *ip = buf + place->ip, *ext = ip + 40;
	unsigned each = p->ext_bytes ? p->ext_bytes : 8, len;

	filler(ip, 40, p->seed + 1);
	ip[0] = (uint8_t)(0x60 | (ip[0] & 15));
	ip[6] = p->exts ? p->ext[0] : p->proto;
	for (unsigned i = 0; i < p->exts; i++, ext += each) {
		filler(ext, each, p->seed + 2 + i);
		ext[0] = i + 1 < p->exts ? p->ext[i + 1] : p->proto;
		ext[1] = (uint8_t)(each / 8 - 1);
		ext[3] = p->segments;
	}
	place->l4 = (unsigned)(ext - buf);
	len = build_l4(ext, p);
	put16(ip + 4, p->exts * each + len);
	seal_l4(ext, len, p, ip + 8, 32);
	return place->l4 + len;
}

uint32_t packet_build(uint8_t *buf, const struct packet *p,
		      struct packet_place *place)
{
	unsigned at = 12, type = p->version == 4   ? 0x0800
				 : p->version == 6 ? 0x86dd
						   : 0x88b5;
	uint8_t *length = NULL;
	unsigned whole;

	memset(place, 0, sizeof(*place));
	memcpy(buf, p->dst ? p->dst : card_mac, 6);
	memcpy(buf + 6, peer_mac, 6);
	for (unsigned i = 0; i < p->tags; i++, at += 4) {
		put16(buf + at, p->tpid ? p->tpid : 0x8100);
		put16(buf + at + 2, p->tci);
	}
	if (p->snap) {
		static const uint8_t llc[] = {0xaa, 0xaa, 3, 0, 0, 0};

		length = buf + at;
		memcpy(buf + at + 2, llc, sizeof(llc));
		at += 8;
	}
	put16(buf + at, type);
	place->ip = at + 2;
	if (p->version == 4)
		at = build_v4(buf, p, place);
	else if (p->version == 6)
		at = build_v6(buf, p, place);
	else
		filler(buf + at + 2, p->data, p->seed), at += 2 + p->data;
	place->end = at;
	if (length)
		put16(length, (unsigned)(buf + at - length - 2));
	whole = at + p->padding < PACKET_MIN ? PACKET_MIN : at + p->padding;
	filler(buf + at, whole - at, p->seed + 9);
	return whole;
}

/* ---- what the card has to make of them: 3.2.9, chapter 9 ---- */

struct ip_view {
	const uint8_t *p;
	uint32_t room; /* bytes up to the frame's end */
};

/* Behind addresses, at most one tag and a SNAP header. Returns the type. */
static unsigned find_ip(const uint8_t *f, uint32_t len, uint16_t vet,
			struct ip_view *ip)
{
	static const uint8_t llc[] = {0xaa, 0xaa, 3, 0, 0, 0};
	uint32_t at = 12;
	unsigned type = get16(f + at);

	if (type == vet) {
		at += 4;
		type = get16(f + at);
		if (type == vet)
			return 0;
	}
	if (type <= 1500 && !memcmp(f + at + 2, llc, sizeof(llc))) {
		at += 8;
		type = get16(f + at);
	}
	ip->p = f + at + 2;
	ip->room = len - at - 2;
	return type;
}

/* Can the TCP or UDP checksum of @len bytes be told at all? */
static bool l4_complete(uint8_t proto, const uint8_t *l4, uint32_t len,
			uint32_t room)
{
	if (len > room)
		return false;
	if (proto == PROTO_TCP)
		return len >= 20;
	return proto == PROTO_UDP && len >= 8 && get16(l4 + 4) == len &&
	       get16(l4 + 6) != 0;
}

static void check_l4(struct rx_want *w, const uint8_t *addresses,
		     unsigned address_bytes, uint8_t proto, const uint8_t *l4,
		     uint32_t len, uint32_t room)
{
	if (!l4_complete(proto, l4, len, room))
		return;
	w->status |= E1000_RXD_STAT_TCPCS;
	if (l4_sum(addresses, address_bytes, proto, l4, len) != 0xffff)
		w->errors |= E1000_RXD_ERR_TCPE;
}

static void check_v4(struct rx_want *w, uint32_t rxcsum,
		     const struct ip_view *ip)
{
	uint32_t header, total;
	bool good;

	if (ip->room < 20 || ip->p[0] >> 4 != 4)
		return;
	header = 4u * (ip->p[0] & 15);
	if (header < 20 || header > ip->room || ip->p[9] == PROTO_IPIP)
		return;
	good = ones_sum(ip->p, header) == 0xffff;
	if (rxcsum & E1000_RXCSUM_IPOFL) {
		w->status |= E1000_RXD_STAT_IPCS;
		w->errors |= good ? 0 : E1000_RXD_ERR_IPE;
	}
	total = get16(ip->p + 2);
	if (!good || get16(ip->p + 6) & 0x3fff || total < header ||
	    !(rxcsum & E1000_RXCSUM_TUOFL))
		return;
	check_l4(w, ip->p + 12, 8, ip->p[9], ip->p + header, total - header,
		 ip->room - header);
}

static void check_v6(struct rx_want *w, const struct ip_view *ip)
{
	const uint8_t *at = ip->p + 40, *end = ip->p + ip->room;
	uint32_t rest;
	uint8_t proto;

	if (ip->room < 40 || ip->p[0] >> 4 != 6)
		return;
	rest = get16(ip->p + 4);
	proto = ip->p[6];
	while (proto == PROTO_HOP || proto == PROTO_DEST ||
	       proto == PROTO_ROUTING) {
		uint32_t bytes;

		if (end - at < 8)
			return;
		bytes = 8u + 8u * at[1];
		if (bytes > 64 || bytes > rest || bytes > end - at ||
		    (proto == PROTO_ROUTING && at[3]))
			return;
		proto = at[0];
		at += bytes;
		rest -= bytes;
	}
	check_l4(w, ip->p + 8, 32, proto, at, rest, (uint32_t)(end - at));
}

struct rx_want rx_model(const struct rx_setup *s, const uint8_t *frame,
			uint32_t len, uint8_t *stored)
{
	struct rx_want w = {.len = len};
	struct ip_view ip;
	unsigned type;

	memcpy(stored, frame, len);
	if (s->vme && get16(frame + 12) == s->vet) {
		w.status = E1000_RXD_STAT_VP;
		w.special = (uint16_t)get16(frame + 14);
		w.len -= 4;
		memmove(stored + 12, stored + 16, w.len - 12);
	}
	type = find_ip(stored, w.len, s->vet, &ip);
	if (type == 0x0800)
		check_v4(&w, s->rxcsum, &ip);
	else if (type == 0x86dd && s->rxcsum & E1000_RXCSUM_TUOFL &&
		 s->rxcsum & E1000_RXCSUM_IPV6OFL)
		check_v6(&w, &ip);
	if (!(w.status & (E1000_RXD_STAT_IPCS | E1000_RXD_STAT_TCPCS)))
		w.status |= E1000_RXD_STAT_IXSM;
	return w;
}
