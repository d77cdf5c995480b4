/* SPDX-License-Identifier: MIT */
/*
 * Packets for the card's receive side, put together from a description, and
 * what the manual says the card has to make of any bytes at all. Both know
 * nothing of the Verilog: they read a frame as a whole, from the front.
 */
#ifndef COSIM_PACKET_H
#define COSIM_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#define PACKET_MAX 16379u /* without FCS */
#define PACKET_MIN 60u

#define PROTO_HOP      0
#define PROTO_ICMP     1
#define PROTO_IPIP     4
#define PROTO_TCP      6
#define PROTO_UDP      17
#define PROTO_ROUTING  43
#define PROTO_FRAGMENT 44
#define PROTO_DEST     60

#define IP_MF 0x2000

/* What is 0 or NULL is left out or plain. */
struct packet {
	const uint8_t *dst; /* NULL: the card */
	unsigned tags;	    /* VLAN tags, of type @tpid and with @tci */
	uint16_t tpid, tci;
	bool snap;	       /* LLC and SNAP header instead of Ethernet II */
	unsigned version;      /* of IP, 4 or 6; 0: another Ethertype */
	unsigned option_words; /* of the IPv4 header */
	uint16_t fragment;     /* IPv4: flags and offset */
	uint8_t ext[4];	       /* IPv6: extension headers, @exts of them, */
	unsigned exts;
	unsigned ext_bytes; /* each that long; 0: 8 */
	uint8_t segments;   /* left, in each of them */
	uint8_t proto;
	unsigned tcp_option_words;
	unsigned data;	  /* bytes behind the TCP or UDP header */
	unsigned padding; /* bytes behind the IP packet, not 0 */
	unsigned seed;	  /* of the bytes that do not matter */
	bool no_checksum; /* UDP: 0 */
};

/* Where things are in the frame that packet_build() has made. */
struct packet_place {
	unsigned ip, l4, end; /* 0: not there */
};

/* Ethernet frame without FCS, padded to PACKET_MIN; all checksums right.
 * Returns its length. */
uint32_t packet_build(uint8_t *buf, const struct packet *p,
		      struct packet_place *place);
/* The IPv4 header's checksum made right again after a change to it. */
void packet_fix_ip(uint8_t *buf, const struct packet_place *place);

/* RFC 1071: the one's complement sum of 16-bit words, high byte first. */
uint16_t ones_sum(const uint8_t *p, uint32_t len);

/* The registers that say what becomes of a received frame. */
struct rx_setup {
	uint32_t rxcsum;
	uint16_t vet;
	bool vme;
};

/* What the last descriptor has to say of a good frame, without the packet
 * checksum; DD, EOP and PIF are not in @status. */
struct rx_want {
	uint8_t status, errors;
	uint16_t special;
	uint32_t len; /* in memory, without FCS */
};

/* @stored gets what has to be in memory. */
struct rx_want rx_model(const struct rx_setup *s, const uint8_t *frame,
			uint32_t len, uint8_t *stored);
#endif
