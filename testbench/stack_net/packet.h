/* SPDX-License-Identifier: MIT */
/*
 * Packets built by name. Each function adds a layer behind what is there;
 * packet_done() fills in lengths and checksums from the inside out. Fields
 * are then changed by hand to make the packets that must be refused.
 */
#ifndef PACKET_H
#define PACKET_H

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <linux/icmp.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>

#define IP(a, b, c, d) \
	((u32)(a) << 24 | (u32)(b) << 16 | (u32)(c) << 8 | (u32)(d))

/* Who is who in all tests; addresses in host byte order. */
#define US_IP	  IP(10, 9, 0, 2)
#define PEER_IP	  IP(10, 9, 0, 1)
#define US_MAC	  ((const u8[6]){0x52, 0x54, 0, 0x12, 0x34, 2})
#define PEER_MAC  ((const u8[6]){0x52, 0x54, 0, 0x12, 0x34, 1})
#define BCAST_MAC ((const u8[6]){255, 255, 255, 255, 255, 255})

#define PACKET_MAX 70000

struct packet {
	_Alignas(8) u8 align[2]; /* IPv4's header comes to lie at 4 n */
	u8 bytes[PACKET_MAX];
	size_t len;
	struct ethhdr *eth;
	struct arphdr *arp;
	struct iphdr *ip;
	struct icmphdr *icmp;
	struct udphdr *udp;
	struct tcphdr *tcp; /* of frames that were sent */
	u8 *data;	    /* where pkt_data() began */
	size_t data_len;
};

/* What follows struct arphdr. */
struct arp_body {
	u8 sha[6], sip[4], tha[6], tip[4];
} __attribute__((packed));

struct packet *pkt_new(struct packet *p);
struct packet *pkt_eth(struct packet *p, const u8 *dst, const u8 *src,
		       u16 type);
/* Ethernet from the peer to us. */
struct packet *pkt_from_peer(struct packet *p);
struct packet *pkt_arp(struct packet *p, u16 op, const u8 *sha, u32 sip,
		       const u8 *tha, u32 tip);
struct packet *pkt_ip(struct packet *p, u32 saddr, u32 daddr, u8 protocol);
/* @len must be a multiple of 4. */
struct packet *pkt_ip_options(struct packet *p, const u8 *opt, size_t len);
struct packet *pkt_icmp(struct packet *p, u8 type, u8 code, u16 id, u16 seq);
struct packet *pkt_udp(struct packet *p, u16 sport, u16 dport);
/* @len bytes that count up from @first. */
struct packet *pkt_data(struct packet *p, size_t len, u8 first);
struct packet *pkt_done(struct packet *p);

/* From the peer to us, ready to go. */
struct packet *pkt_echo(struct packet *p, u16 id, u16 seq, size_t len);
struct packet *pkt_udp_to(struct packet *p, u16 sport, u16 dport, size_t len);
struct packet *pkt_arp_request(struct packet *p);
struct packet *pkt_arp_reply(struct packet *p, u32 sip, const u8 *sha);
/* Bytes [@offset, @offset + @len) of @whole's IP payload as a fragment. */
struct packet *pkt_fragment(struct packet *p, const struct packet *whole,
			    size_t offset, size_t len, bool more);
/* Checksums again, after a field was changed by hand. */
void pkt_ip_check(struct packet *p);
void pkt_icmp_check(struct packet *p);

/* Reads a frame that was sent: finds the headers. */
struct packet *pkt_parse(struct packet *p, const u8 *bytes, size_t len);
/* All checksums and lengths must be right. */
void pkt_assert_valid(const struct packet *p);

#endif
