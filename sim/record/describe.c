// SPDX-License-Identifier: MIT
/*
 * A frame in words, as short as they get: who talks to whom about what. It
 * looks at the first 64 bytes only; what they do not tell is left out.
 */
#include "words.h"

#include "sim/record.h"

#define SEEN 64u

static unsigned be16(const uint8_t *p)
{
	return (unsigned)(p[0] << 8 | p[1]);
}

static void say_ip(struct words *w, const uint8_t *p)
{
	for (unsigned i = 0; i < 4; i++) {
		if (i)
			words_text(w, ".");
		words_number(w, p[i]);
	}
}

static void say_mac(struct words *w, const uint8_t *p)
{
	for (unsigned i = 0; i < 6; i++) {
		if (i)
			words_text(w, ":");
		words_hex(w, p[i], 2);
	}
}

static void say_number(struct words *w, const char *name, unsigned n)
{
	words_text(w, name);
	words_number(w, n);
}

static void say_type(struct words *w, unsigned type)
{
	words_text(w, "type=");
	words_hex(w, type, 4);
}

static void say_ports(struct words *w, const char *name, const uint8_t *p)
{
	say_number(w, name, be16(p));
	say_number(w, ">", be16(p + 2));
}

/* RFC 826 */
static void arp(struct words *w, const uint8_t *p, uint32_t n)
{
	if (n < 28) {
		words_text(w, "ARP");
		return;
	}
	if (be16(p + 6) == 2) {
		words_text(w, "ARP ");
		say_ip(w, p + 14);
		words_text(w, " is at ");
		say_mac(w, p + 8);
		return;
	}
	words_text(w, "ARP who-has ");
	say_ip(w, p + 24);
}

/* RFC 792 */
static void icmp(struct words *w, const uint8_t *p, uint32_t n)
{
	if (n < 8) {
		words_text(w, "ICMP");
		return;
	}
	switch (p[0]) {
	case 0:
		say_number(w, "ICMP echo reply seq=", be16(p + 6));
		break;
	case 3:
		say_number(w, "ICMP unreachable code=", p[1]);
		break;
	case 8:
		say_number(w, "ICMP echo request seq=", be16(p + 6));
		break;
	case 11:
		words_text(w, "ICMP time exceeded");
		break;
	default:
		say_number(w, "ICMP type=", p[0]);
	}
}

/* RFC 9293 3.1 */
static void tcp(struct words *w, const uint8_t *p, uint32_t n)
{
	static const char *const flag[] = {"FIN", "SYN", "RST",
					   "PSH", "ACK", "URG"};

	if (n < 14) {
		words_text(w, "TCP");
		return;
	}
	say_ports(w, "TCP ", p);
	for (unsigned i = 0; i < 6; i++)
		/* Pushing and acknowledging is what all of them do. */
		if ((p[13] & (1u << i)) && i != 3 &&
		    (i != 4 || p[13] == 0x10)) {
			words_text(w, " ");
			words_text(w, flag[i]);
		}
}

static void ipv4(struct words *w, const uint8_t *p, uint32_t n)
{
	uint32_t head = (p[0] & 15u) * 4u;
	unsigned fragment;

	if (n < 20 || head < 20 || p[0] >> 4 != 4 || n < head) {
		words_text(w, "IPv4");
		return;
	}
	fragment = be16(p + 6) & 0x1fff;
	if (fragment) {
		say_number(w, "IPv4 fragment at=", fragment * 8);
		return;
	}
	switch (p[9]) {
	case 1:
		icmp(w, p + head, n - head);
		return;
	case 6:
		tcp(w, p + head, n - head);
		return;
	case 17:
		if (n - head >= 4)
			say_ports(w, "UDP ", p + head);
		else
			words_text(w, "UDP");
		return;
	default:
		say_number(w, "IPv4 protocol=", p[9]);
	}
}

void frame_describe(const uint8_t *data, uint32_t len, char *buf, size_t room)
{
	struct words w;
	uint32_t n = len < SEEN ? len : SEEN;
	unsigned type;

	if (!room)
		return;
	w = words_begin(buf, room);
	if (n < 14) {
		say_number(&w, "runt len=", len);
		return;
	}
	type = be16(data + 12);
	if (type == 0x0806)
		arp(&w, data + 14, n - 14);
	else if (type == 0x0800 && n > 14)
		ipv4(&w, data + 14, n - 14);
	else if (type == 0x86dd)
		words_text(&w, "IPv6");
	else if (type == 0x8100 && n >= 16)
		say_number(&w, "VLAN ", be16(data + 14) & 0xfff);
	else if (type < 0x600)
		words_text(&w, "802.3");
	else
		say_type(&w, type);
	say_number(&w, " len=", len);
}
