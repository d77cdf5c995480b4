// SPDX-License-Identifier: MIT
#include "frame.h"

#include <string.h>

#include "device.h"

#define ETH	     14
#define VLAN	     4
#define IP4	     20
#define IP6	     40
#define TCP	     20
#define UDP	     8
#define IPPROTO_TCP_ 6
#define IPPROTO_UDP_ 17

static const uint8_t peer[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x01};

void frame_address(uint8_t to[6], uint32_t whom)
{
	static const uint8_t stranger[6] = {0x52, 0x54, 0x00, 0x99, 0x99, 0x99};
	static const uint8_t group[8][6] = {
		{0x01, 0x00, 0x5e, 0x00, 0x00, 0x01},
		{0x01, 0x00, 0x5e, 0x7f, 0xff, 0xfa},
		{0x33, 0x33, 0x00, 0x00, 0x00, 0x01},
		{0x33, 0x33, 0xff, 0x12, 0x34, 0x56},
		{0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e},
		{0x03, 0x11, 0x22, 0x33, 0x44, 0x55},
		{0x01, 0xaa, 0xbb, 0xcc, 0xdd, 0xee},
		{0xff, 0xff, 0xff, 0xff, 0xff, 0xfe},
	};

	if (whom == TO_US)
		memcpy(to, device_mac, 6);
	else if (whom == TO_BROADCAST)
		memset(to, 0xff, 6);
	else if (whom >= TO_MULTICAST && whom < TO_MULTICAST + 8)
		memcpy(to, group[whom - TO_MULTICAST], 6);
	else
		memcpy(to, stranger, 6);
}

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static uint32_t add(uint32_t sum, const uint8_t *data, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		sum += i & 1 ? data[i] : (uint32_t)data[i] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

static void fill(uint8_t *at, uint32_t len, uint32_t seed)
{
	uint32_t x = seed * 2654435761u + 12345;

	for (uint32_t i = 0; i < len; i++) {
		x = x * 1664525 + 1013904223;
		at[i] = (uint8_t)(x >> 24);
	}
}

static bool is_ip4(uint32_t kind)
{
	return kind == SHAPE_IP4 || kind == SHAPE_IP4_TCP ||
	       kind == SHAPE_IP4_UDP;
}

static bool is_tcp(uint32_t kind)
{
	return kind == SHAPE_IP4_TCP || kind == SHAPE_IP6_TCP;
}

/* The headers of @kind at @at, IP's on, for @payload bytes; their checksums
 * are 0. Returns their size. */
static uint32_t headers(uint8_t *at, uint32_t kind, uint32_t payload,
			uint32_t seed, uint32_t *l4)
{
	uint32_t ip = is_ip4(kind) ? IP4 : IP6, protocol = 0xfd;
	uint32_t size = ip;

	*l4 = ip;
	if (is_tcp(kind)) {
		protocol = IPPROTO_TCP_;
		size += TCP;
	} else if (kind != SHAPE_IP4) {
		protocol = IPPROTO_UDP_;
		size += UDP;
	}
	memset(at, 0, size);
	if (ip == IP4) {
		at[0] = 0x45;
		put16(at + 2, size + payload);
		put16(at + 4, seed);
		at[6] = 0x40;
		at[8] = 64;
		at[9] = (uint8_t)protocol;
		memcpy(at + 12, (uint8_t[]){10, 9, 0, 2, 10, 9, 0, 1}, 8);
	} else {
		at[0] = 0x60;
		put16(at + 4, size - ip + payload);
		at[6] = (uint8_t)protocol;
		at[7] = 64;
		at[8] = 0xfe;
		at[9] = 0x80;
		at[23] = 2;
		at[24] = 0xfe;
		at[25] = 0x80;
		at[39] = 1;
	}
	if (size == ip)
		return size;
	put16(at + ip, 1000 + (seed & 0xff));
	put16(at + ip + 2, 80);
	if (is_tcp(kind)) {
		put16(at + ip + 4, 0xffff);
		put16(at + ip + 6, seed); /* sequence numbers wrap */
		at[ip + 12] = 0x50;
		at[ip + 13] = 0x19; /* FIN, PSH, ACK */
		put16(at + ip + 14, 0x7210);
	} else {
		put16(at + ip + 4, UDP + payload);
	}
	return size;
}

/* Of the pseudo header: addresses, protocol, and @len. */
static uint32_t pseudo(const uint8_t *ip, bool ip4, bool tcp, uint32_t len)
{
	uint32_t sum = tcp ? IPPROTO_TCP_ : IPPROTO_UDP_;

	sum += len;
	return ip4 ? add(sum, ip + 12, 8) : add(sum, ip + 8, 32);
}

uint32_t frame_received_length(uint32_t shape, uint32_t len, uint32_t tag)
{
	uint32_t kind = shape & 0xf, least = ETH + (tag ? VLAN : 0);
	uint8_t room[IP6 + TCP];
	uint32_t l4;

	if (kind != SHAPE_PLAIN && kind < SHAPES)
		least += headers(room, kind, 0, 0, &l4);
	if (least < 60)
		least = 60;
	return len < least ? least : len > 16000 ? 16000 : len;
}

uint32_t frame_received(uint8_t *buf, const uint8_t to[6], uint32_t shape,
			uint32_t len, uint32_t tag, uint32_t seed)
{
	uint32_t kind = shape & 0xf, at = ETH, l4, size, payload, sum;
	uint8_t *ip;

	len = frame_received_length(shape, len, tag);
	memcpy(buf, to, 6);
	memcpy(buf + 6, peer, 6);
	if (tag) {
		put16(buf + 12, 0x8100);
		put16(buf + 14, tag);
		at += VLAN;
	}
	put16(buf + at - 2, kind == SHAPE_PLAIN || kind >= SHAPES ? 0x88b5
			    : is_ip4(kind)			  ? 0x0800
								  : 0x86dd);
	if (kind == SHAPE_PLAIN || kind >= SHAPES) {
		fill(buf + at, len - at, seed);
		return len;
	}
	ip = buf + at;
	size = headers(ip, kind, 0, seed, &l4);
	payload = len - at - size;
	headers(ip, kind, payload, seed, &l4);
	fill(ip + size, payload, seed);
	if (is_ip4(kind))
		put16(ip + 10, (uint16_t)~fold(add(0, ip, IP4)) ^
				       (shape & SHAPE_BAD_IP ? 0x1234 : 0));
	if (kind == SHAPE_IP4)
		return len;
	sum = pseudo(ip, is_ip4(kind), is_tcp(kind), size - l4 + payload);
	sum = add(sum, ip + l4, size - l4 + payload);
	put16(ip + l4 + (is_tcp(kind) ? 16 : 6),
	      (uint16_t)~fold(sum) ^ (shape & SHAPE_BAD_L4 ? 0x4321 : 0));
	return len;
}

void frame_to_send(uint8_t *buf, uint32_t shape, uint32_t len, bool tso,
		   uint32_t seed, struct frame_layout *at)
{
	uint32_t kind = shape & 0xf, l4 = 0, size = 0;
	uint8_t *ip = buf + ETH;

	memset(at, 0, sizeof(*at));
	memcpy(buf, peer, 6);
	if (seed & 1)
		frame_address(buf, seed & 2 ? TO_BROADCAST : TO_MULTICAST);
	memcpy(buf + 6, device_mac, 6);
	put16(buf + 12, kind == SHAPE_PLAIN ? 0x88b5
			: is_ip4(kind)	    ? 0x0800
					    : 0x86dd);
	if (kind != SHAPE_PLAIN && kind < SHAPES)
		size = headers(ip, kind, len, seed, &l4);
	fill(ip + size, len, seed);
	at->len = ETH + size + len;
	at->ip = ETH;
	at->l4 = (uint8_t)(ETH + l4);
	at->payload = (uint8_t)(ETH + size);
	at->ip4 = is_ip4(kind);
	at->tcp = is_tcp(kind);
	at->l4_sum = (uint8_t)(at->l4 + (at->tcp ? 16 : 6));
	if (size == l4)
		return;
	put16(buf + at->l4_sum,
	      fold(pseudo(ip, at->ip4, at->tcp, tso ? 0 : size - l4 + len)));
	if (tso)
		put16(ip + (at->ip4 ? 2 : 4), 0);
}
