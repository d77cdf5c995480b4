// SPDX-License-Identifier: MIT
/*
 * A frame in words, as short as they get: who talks to whom about what. It
 * looks at the first 64 bytes only; what they do not tell is left out.
 */
#include "sim/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SEEN 64u

struct words {
	char *at;
	size_t room;
};

__attribute__((format(printf, 2, 3))) static void say(struct words *w,
						      const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(w->at, w->room, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= w->room)
		n = w->room ? (int)w->room - 1 : 0;
	w->at += n;
	w->room -= (size_t)n;
}

static unsigned be16(const uint8_t *p)
{
	return (unsigned)(p[0] << 8 | p[1]);
}

static void say_ip(struct words *w, const uint8_t *p)
{
	say(w, "%u.%u.%u.%u", p[0], p[1], p[2], p[3]);
}

/* RFC 826 */
static void arp(struct words *w, const uint8_t *p, uint32_t n)
{
	if (n < 28) {
		say(w, "ARP");
		return;
	}
	if (be16(p + 6) == 2) {
		say(w, "ARP ");
		say_ip(w, p + 14);
		say(w, " is at %02x:%02x:%02x:%02x:%02x:%02x", p[8], p[9],
		    p[10], p[11], p[12], p[13]);
		return;
	}
	say(w, "ARP who-has ");
	say_ip(w, p + 24);
}

/* RFC 792 */
static void icmp(struct words *w, const uint8_t *p, uint32_t n)
{
	if (n < 8) {
		say(w, "ICMP");
		return;
	}
	switch (p[0]) {
	case 0:
		say(w, "ICMP echo reply seq=%u", be16(p + 6));
		break;
	case 3:
		say(w, "ICMP unreachable code=%u", p[1]);
		break;
	case 8:
		say(w, "ICMP echo request seq=%u", be16(p + 6));
		break;
	case 11:
		say(w, "ICMP time exceeded");
		break;
	default:
		say(w, "ICMP type=%u", p[0]);
	}
}

/* RFC 9293 3.1 */
static void tcp(struct words *w, const uint8_t *p, uint32_t n)
{
	static const char *const flag[] = {"FIN", "SYN", "RST",
					   "PSH", "ACK", "URG"};

	if (n < 14) {
		say(w, "TCP");
		return;
	}
	say(w, "TCP %u>%u", be16(p), be16(p + 2));
	for (unsigned i = 0; i < 6; i++)
		/* Pushing and acknowledging is what all of them do. */
		if ((p[13] & (1u << i)) && i != 3 && (i != 4 || p[13] == 0x10))
			say(w, " %s", flag[i]);
}

static void ipv4(struct words *w, const uint8_t *p, uint32_t n)
{
	uint32_t head = (p[0] & 15u) * 4u;
	unsigned fragment;

	if (n < 20 || head < 20 || p[0] >> 4 != 4 || n < head) {
		say(w, "IPv4");
		return;
	}
	fragment = be16(p + 6) & 0x1fff;
	if (fragment) {
		say(w, "IPv4 fragment at=%u", fragment * 8);
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
			say(w, "UDP %u>%u", be16(p + head), be16(p + head + 2));
		else
			say(w, "UDP");
		return;
	default:
		say(w, "IPv4 protocol=%u", p[9]);
	}
}

void frame_describe(const uint8_t *data, uint32_t len, char *buf, size_t room)
{
	struct words w = {buf, room};
	uint32_t n = len < SEEN ? len : SEEN;
	unsigned type;

	if (!room)
		return;
	buf[0] = '\0';
	if (n < 14) {
		say(&w, "runt len=%u", len);
		return;
	}
	type = be16(data + 12);
	if (type == 0x0806)
		arp(&w, data + 14, n - 14);
	else if (type == 0x0800 && n > 14)
		ipv4(&w, data + 14, n - 14);
	else if (type == 0x86dd)
		say(&w, "IPv6");
	else if (type == 0x8100 && n >= 16)
		say(&w, "VLAN %u", be16(data + 14) & 0xfff);
	else if (type < 0x600)
		say(&w, "802.3");
	else
		say(&w, "type=%04x", type);
	say(&w, " len=%u", len);
}
