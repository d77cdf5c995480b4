// SPDX-License-Identifier: MIT
/* Paced UDP datagrams that differ in nothing but a sequence number. */
#include "wire_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ETH_BYTES	14u
#define IP_BYTES	20u
#define UDP_BYTES	8u
#define HEADER_BYTES	(ETH_BYTES + IP_BYTES + UDP_BYTES)
#define SEQUENCE_BYTES	8u
#define MAX_FRAME_BYTES 1518u

struct traffic_source {
	struct wire_source base;
	ps_t at, interval;
	uint64_t left; /* frames; UINT64_MAX: without end */
	uint64_t sequence;
	uint32_t len;	    /* without FCS */
	uint32_t fixed_sum; /* of the UDP checksum, without the sequence */
	uint8_t frame[MAX_FRAME_BYTES];
};

static void put16(uint8_t *p, uint32_t v)
{
	p[0] = v >> 8;
	p[1] = v;
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

/* RFC 1071. @len is even here. */
static uint32_t sum16(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < len; i += 2)
		sum += p[i] << 8 | p[i + 1];
	if (len & 1)
		sum += p[len - 1] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static bool traffic_next(struct wire_source *s, struct wire_frame *f)
{
	struct traffic_source *t = (struct traffic_source *)s;
	uint8_t *udp = t->frame + ETH_BYTES + IP_BYTES;
	uint8_t *seq = t->frame + HEADER_BYTES;
	uint16_t sum;

	if (!t->left)
		return false;
	put32(seq, t->sequence >> 32);
	put32(seq + 4, t->sequence);
	sum = fold(t->fixed_sum + sum16(seq, SEQUENCE_BYTES));
	/* RFC 768: a sum of zero is sent as all ones. */
	put16(udp + 6, sum ? sum : 0xffff);
	f->at = t->at;
	f->data = t->frame;
	f->len = t->len;
	f->faults = WIRE_OK;
	t->sequence++;
	t->at += t->interval;
	if (t->left != UINT64_MAX)
		t->left--;
	return true;
}

static void traffic_destroy(struct wire_source *s)
{
	free(s);
}

static void build_headers(struct traffic_source *t,
			  const struct wire_traffic *c)
{
	uint8_t *eth = t->frame, *ip = eth + ETH_BYTES, *udp = ip + IP_BYTES;
	uint32_t udp_len = t->len - ETH_BYTES - IP_BYTES;

	memcpy(eth, c->dst_mac, 6);
	memcpy(eth + 6, c->src_mac, 6);
	put16(eth + 12, 0x0800);
	ip[0] = 0x45;
	put16(ip + 2, t->len - ETH_BYTES);
	put16(ip + 6,
	      0x4000); /* DF: the identification may be zero (RFC 6864) */
	ip[8] = 64;
	ip[9] = 17;
	put32(ip + 12, c->src_ip);
	put32(ip + 16, c->dst_ip);
	put16(ip + 10, fold(sum16(ip, IP_BYTES)));
	put16(udp, c->src_port);
	put16(udp + 2, c->dst_port);
	put16(udp + 4, udp_len);
	/* A pattern that shows where a payload was cut or shifted. */
	for (uint32_t i = HEADER_BYTES + SEQUENCE_BYTES; i < t->len; i++)
		t->frame[i] = i - HEADER_BYTES;
	t->fixed_sum = sum16(udp, udp_len) + sum16(ip + 12, 8) + 17 + udp_len;
}

struct wire_source *wire_traffic_source(const struct wire_traffic *c, char *err,
					size_t err_len)
{
	ps_t line_time;
	struct traffic_source *t;

	if (c->frame_bytes < WIRE_MIN_BYTES + WIRE_FCS_BYTES ||
	    c->frame_bytes > MAX_FRAME_BYTES) {
		snprintf(err, err_len,
			 "a frame of %u bytes is not within 64..%u",
			 (unsigned)c->frame_bytes, MAX_FRAME_BYTES);
		return NULL;
	}
	/* Back to back: exactly what the line can carry. */
	line_time = (WIRE_PREAMBLE_BYTES + c->frame_bytes + WIRE_GAP_BYTES) *
		    NIC_CYCLE_PS;
	if (c->interval && c->interval < line_time) {
		snprintf(err, err_len,
			 "frames of %u bytes cannot come every %llu ps: the "
			 "line needs %llu ps for one",
			 (unsigned)c->frame_bytes,
			 (unsigned long long)c->interval,
			 (unsigned long long)line_time);
		return NULL;
	}
	t = wire_alloc(sizeof(*t));
	memset(t, 0, sizeof(*t));
	t->base.next = traffic_next;
	t->base.destroy = traffic_destroy;
	t->at = c->start;
	t->interval = c->interval ? c->interval : line_time;
	t->left = c->frames ? c->frames : UINT64_MAX;
	t->len = c->frame_bytes - WIRE_FCS_BYTES;
	build_headers(t, c);
	return &t->base;
}
