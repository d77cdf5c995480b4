// SPDX-License-Identifier: MIT
/* The checksums that the card computes of received packets: SDM 3.2.9. */
#include <string.h>

#include "receive.h"

/* ---- checksums: what is computed of which packet ---- */

struct sum_case {
	const char *what;
	struct packet p;
	/* A byte to change, by how much, and from where on it is counted. */
	enum { NOTHING, AT_FRAME, AT_IP, AT_L4 } change;
	int byte;
	uint8_t by;
	bool fix_ip; /* its checksum is made right after the change */
	uint32_t rxcsum;
	bool vme;
	uint8_t status, errors;
};

static const struct sum_case cases[] = {
	{"TCP", TCP(.data = 100), .rxcsum = ALL_SUMS, .status = IPCS | TCPCS},
	{"UDP", UDP(.data = 100), .rxcsum = ALL_SUMS, .status = IPCS | TCPCS},
	{"TCP without data", TCP(.padding = 6), .rxcsum = ALL_SUMS,
	 .status = IPCS | TCPCS},
	{"an odd length and padding that is not 0",
	 UDP(.data = 1, .padding = 17), .rxcsum = ALL_SUMS,
	 .status = IPCS | TCPCS},
	{"TCP options", TCP(.data = 9, .tcp_option_words = 10),
	 .rxcsum = ALL_SUMS, .status = IPCS | TCPCS},
	{"IP options", TCP(.data = 11, .option_words = 10), .rxcsum = ALL_SUMS,
	 .status = IPCS | TCPCS},
	{"a wrong TCP checksum", TCP(.data = 100), AT_L4, 16, 0x01,
	 .rxcsum = ALL_SUMS, .status = IPCS | TCPCS, .errors = TCPE},
	{"a wrong byte of data", UDP(.data = 101), AT_L4, 108, 0x80,
	 .rxcsum = ALL_SUMS, .status = IPCS | TCPCS, .errors = TCPE},
	{"a wrong address, the header made right", UDP(.data = 20), AT_IP, 16,
	 0x40, .fix_ip = true, .rxcsum = ALL_SUMS, .status = IPCS | TCPCS,
	 .errors = TCPE},
	{"a wrong header: nothing is said of what is behind it",
	 TCP(.data = 100), AT_IP, 8, 0x01, .rxcsum = ALL_SUMS, .status = IPCS,
	 .errors = IPE},
	{"a wrong header without IPOFL", TCP(.data = 100), AT_IP, 8, 0x01,
	 .rxcsum = TUOFL, .status = IXSM},
	{"IPOFL alone", TCP(.data = 100), AT_L4, 20, 0x01, .rxcsum = IPOFL,
	 .status = IPCS},
	{"TUOFL alone", TCP(.data = 100), AT_L4, 20, 0x01, .rxcsum = TUOFL,
	 .status = TCPCS, .errors = TCPE},
	{"neither", TCP(.data = 100), AT_IP, 8, 0x01, .rxcsum = V6OFL,
	 .status = IXSM},
	{"UDP without checksum", UDP(.data = 30, .no_checksum = true),
	 .rxcsum = ALL_SUMS, .status = IPCS},
	{"UDP that is longer than its packet", UDP(.data = 30), AT_L4, 5, 0x40,
	 .rxcsum = ALL_SUMS, .status = IPCS},
	{"UDP that is shorter than its packet", UDP(.data = 30), AT_L4, 5, 0x20,
	 .rxcsum = ALL_SUMS, .status = IPCS},
	{"the first fragment", UDP(.data = 32, .fragment = IP_MF),
	 .rxcsum = ALL_SUMS, .status = IPCS},
	{"the last fragment", UDP(.data = 32, .fragment = 4),
	 .rxcsum = ALL_SUMS, .status = IPCS},
	{"a far fragment", UDP(.data = 32, .fragment = 0x1000),
	 .rxcsum = ALL_SUMS, .status = IPCS},
	{"not to be fragmented", UDP(.data = 32, .fragment = 0x4000),
	 .rxcsum = ALL_SUMS, .status = IPCS | TCPCS},
	{"ICMP",
	 {.version = 4, .proto = PROTO_ICMP, .data = 50},
	 .rxcsum = ALL_SUMS,
	 .status = IPCS},
	{"IPv4 in IPv4",
	 {.version = 4, .proto = PROTO_IPIP, .data = 50},
	 .rxcsum = ALL_SUMS,
	 .status = IXSM},
	{"a total length beyond the frame", TCP(.data = 100), AT_IP, 2, 0x01,
	 .fix_ip = true, .rxcsum = ALL_SUMS, .status = IPCS},
	{"a total length shorter than the header", TCP(.option_words = 5),
	 AT_IP, 3, 0x3c ^ 0x24, .fix_ip = true, .rxcsum = ALL_SUMS,
	 .status = IPCS},
	{"a total length of 16", TCP(.data = 12), AT_IP, 3, 0x34 ^ 0x10,
	 .fix_ip = true, .rxcsum = ALL_SUMS, .status = IPCS},
	{"TCP without room for its header", TCP(.data = 12), AT_IP, 3,
	 0x34 ^ 0x24, .fix_ip = true, .rxcsum = ALL_SUMS, .status = IPCS},
	{"IP version 5", TCP(.data = 12), AT_IP, 0, 0x10, .fix_ip = true,
	 .rxcsum = ALL_SUMS, .status = IXSM},
	{"a header of 16 bytes", TCP(.data = 12), AT_IP, 0, 0x01,
	 .rxcsum = ALL_SUMS, .status = IXSM},
	{"another protocol", {.data = 80}, .rxcsum = ALL_SUMS, .status = IXSM},
	{"SNAP", UDP(.data = 33, .snap = true), .rxcsum = ALL_SUMS,
	 .status = IPCS | TCPCS},
	{"an LLC header that is not SNAP's", UDP(.data = 33, .snap = true),
	 AT_FRAME, 16, 0x01, .rxcsum = ALL_SUMS, .status = IXSM},
	{"a tag that stays", UDP(.data = 33, .tags = 1), .rxcsum = ALL_SUMS,
	 .status = IPCS | TCPCS},
	{"a tag that goes", UDP(.data = 33, .tags = 1), .rxcsum = ALL_SUMS,
	 .vme = true, .status = VP | IPCS | TCPCS},
	{"a tag that stays, and SNAP", TCP(.tags = 1, .snap = true),
	 .rxcsum = ALL_SUMS, .status = IPCS | TCPCS},
	{"a tag that goes, and SNAP", TCP(.tags = 1, .snap = true),
	 .rxcsum = ALL_SUMS, .vme = true, .status = VP | IPCS | TCPCS},
	{"a tag that goes, a wrong checksum", TCP(.tags = 1, .data = 40), AT_L4,
	 30, 0x10, .rxcsum = ALL_SUMS, .vme = true, .status = VP | IPCS | TCPCS,
	 .errors = TCPE},
	{"two tags that stay", TCP(.data = 20, .tags = 2), .rxcsum = ALL_SUMS,
	 .status = IXSM},
	{"two tags, of which one goes", TCP(.data = 20, .tags = 2),
	 .rxcsum = ALL_SUMS, .vme = true, .status = VP | IPCS | TCPCS},
	{"IPv6 TCP", TCP6(.data = 100), .rxcsum = ALL_SUMS, .status = TCPCS},
	{"IPv6 UDP", UDP6(.data = 101), .rxcsum = ALL_SUMS, .status = TCPCS},
	{"IPv6, a wrong byte", TCP6(.data = 100), AT_L4, 99, 0x20,
	 .rxcsum = ALL_SUMS, .status = TCPCS, .errors = TCPE},
	{"IPv6, a wrong address", TCP6(.data = 100), AT_IP, 24, 0x20,
	 .rxcsum = ALL_SUMS, .status = TCPCS, .errors = TCPE},
	{"IPv6 without IPV6OFL", TCP6(.data = 100), .rxcsum = IPOFL | TUOFL,
	 .status = IXSM},
	{"IPv6 without TUOFL", TCP6(.data = 100), .rxcsum = IPOFL | V6OFL,
	 .status = IXSM},
	{"IPv6, UDP without checksum", UDP6(.data = 10, .no_checksum = true),
	 .rxcsum = ALL_SUMS, .status = IXSM},
	{"IPv6, one of each header that is known",
	 UDP6(.data = 50, .exts = 3,
	      .ext = {PROTO_HOP, PROTO_ROUTING, PROTO_DEST}),
	 .rxcsum = ALL_SUMS, .status = TCPCS},
	{"IPv6, a header of 64 bytes",
	 TCP6(.exts = 1, .ext = {PROTO_HOP}, .ext_bytes = 64),
	 .rxcsum = ALL_SUMS, .status = TCPCS},
	{"IPv6, a header of 72 bytes",
	 TCP6(.exts = 1, .ext = {PROTO_HOP}, .ext_bytes = 72),
	 .rxcsum = ALL_SUMS, .status = IXSM},
	{"IPv6, not yet at its last address",
	 TCP6(.exts = 1, .ext = {PROTO_ROUTING}, .segments = 1),
	 .rxcsum = ALL_SUMS, .status = IXSM},
	{"IPv6, an option that looks like it",
	 TCP6(.exts = 1, .ext = {PROTO_DEST}, .segments = 1),
	 .rxcsum = ALL_SUMS, .status = TCPCS},
	{"IPv6, a fragment", UDP6(.exts = 1, .ext = {PROTO_FRAGMENT}),
	 .rxcsum = ALL_SUMS, .status = IXSM},
};

static void sums(struct card *c)
{
	static uint8_t frame[PACKET_MAX];

	receive_start(c, &(struct rx_setup){.vet = 0x8100}, 0);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct sum_case *k = &cases[i];
		struct rx_setup s = {k->rxcsum, 0x8100, k->vme};
		struct packet_place at;
		uint32_t len = packet_build(frame, &k->p, &at);
		unsigned from = k->change == AT_IP   ? at.ip
				: k->change == AT_L4 ? at.l4
						     : 0;
		const struct card_desc *d = receive_next(c);

		frame[from + (unsigned)k->byte] ^= k->by;
		if (k->fix_ip)
			packet_fix_ip(frame, &at);
		receive_setup(c, &s, 0);
		receive_inject(c, frame, len, WIRE_OK);
		receive_wait(c, len);
		ck_assert_msg(d->status == (k->status | DD | EOP) &&
				      d->errors == k->errors,
			      "%s: status %02x, errors %02x", k->what,
			      d->status, d->errors);
		receive_check(c, &s, frame, len);
	}
}

/* ---- every length, every byte, any bytes ---- */

static void lengths(struct card *c)
{
	static uint8_t frame[PACKET_MAX];
	const struct rx_setup s = {ALL_SUMS, 0x8100, false};
	struct packet_place at;

	receive_start(c, &s, 0);
	for (unsigned n = 0; n < 150; n++) {
		struct packet p = {.version = n % 3 ? 4 : 6,
				   .proto = n & 1 ? PROTO_UDP : PROTO_TCP,
				   .data = n,
				   .seed = n};
		uint32_t len = packet_build(frame, &p, &at);

		receive_inject(c, frame, len, WIRE_OK);
		receive_wait(c, len);
		ck_assert(receive_next(c)->status & TCPCS);
		ck_assert_uint_eq(receive_next(c)->errors, 0);
		receive_check(c, &s, frame, len);
	}
}

static void each_byte(struct card *c)
{
	static uint8_t frame[PACKET_MAX];
	const struct rx_setup s = {ALL_SUMS, 0x8100, false};
	struct packet p = UDP(.data = 51, .padding = 5);
	struct packet_place at;
	uint32_t len;

	receive_start(c, &s, 0);
	len = packet_build(frame, &p, &at);
	for (unsigned i = 14; i < len; i++) {
		bool passes;

		frame[i] ^= (uint8_t)(1 << i % 8);
		receive_inject(c, frame, len, WIRE_OK);
		receive_wait(c, len);
		passes = (receive_next(c)->status & TCPCS) &&
			 !receive_next(c)->errors;
		ck_assert_msg(passes == (i >= at.end),
			      "byte %u is wrong, and it %s", i,
			      passes ? "passes" : "does not pass");
		receive_check(c, &s, frame, len);
		frame[i] ^= (uint8_t)(1 << i % 8);
	}
}

static uint32_t random_of(uint32_t *state, uint32_t n)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state % n;
}

/* A packet of any kind, and in every second one up to three bytes changed in
 * its headers, where it hurts. */
static uint32_t any_packet(uint8_t *frame, uint32_t *r)
{
	static const uint8_t protos[] = {PROTO_TCP, PROTO_UDP,	PROTO_TCP,
					 PROTO_UDP, PROTO_ICMP, PROTO_IPIP};
	static const uint8_t exts[] = {PROTO_HOP, PROTO_DEST, PROTO_ROUTING,
				       PROTO_FRAGMENT};
	struct packet p = {
		.tags = random_of(r, 3) ? 0 : 1 + random_of(r, 2),
		.tpid = random_of(r, 3) ? 0x8100 : 0x88a8,
		.tci = (uint16_t)random_of(r, 65536),
		.snap = !random_of(r, 5),
		.version = random_of(r, 3) ? 4 : 6,
		.option_words = random_of(r, 3) ? 0 : random_of(r, 11),
		.fragment = random_of(r, 6) ? 0x4000
					    : (uint16_t)random_of(r, 65536),
		.proto = protos[random_of(r, sizeof(protos))],
		.tcp_option_words = random_of(r, 11),
		.data = random_of(r, 60),
		.padding = random_of(r, 3) ? 0 : random_of(r, 20),
		.seed = random_of(r, 1u << 30),
		.no_checksum = !random_of(r, 9),
		.exts = random_of(r, 2) ? 0 : random_of(r, 5),
		.ext_bytes = 8 * (1 + random_of(r, 9)),
	};
	struct packet_place at;
	uint32_t len;

	for (unsigned i = 0; i < 4; i++)
		p.ext[i] = exts[random_of(r, random_of(r, 4) ? 3 : 4)];
	len = packet_build(frame, &p, &at);
	if (random_of(r, 2))
		return len;
	for (uint32_t n = random_of(r, 3) + 1; n--;) {
		unsigned from[] = {12, at.ip, at.ip, at.l4};
		unsigned i = from[random_of(r, 4)] + random_of(r, 12);

		if (i >= len)
			continue;
		frame[i] = random_of(r, 3) ? frame[i] ^ (1 << random_of(r, 8))
					   : (uint8_t)random_of(r, 256);
	}
	if (random_of(r, 2) && (frame[at.ip] & 15) >= 5 && at.ip + 60 <= len)
		packet_fix_ip(frame, &at);
	return len;
}

#define BATCH	64
#define BATCHES 100

/* All three bits of RXCSUM, VME and VET change from batch to batch. */
static void any_bytes(struct card *c)
{
	static uint8_t frame[BATCH][1024];
	static const uint16_t vets[] = {0x8100, 0x88a8, 0x0800, 0x0000};
	unsigned good = 0, bad = 0, ip_bad = 0;
	uint32_t r = 20250117;

	receive_start(c, &(struct rx_setup){0}, 0);
	for (unsigned b = 0; b < BATCHES; b++) {
		struct rx_setup s = {
			.rxcsum = (b % 5 ? ALL_SUMS
					 : random_of(&r, 8)
						   << E1000_RXCSUM_PCSS_SHIFT
						   << 8) |
				  random_of(&r, 100),
			.vet = vets[b % 7 ? 0 : random_of(&r, 4)],
			.vme = random_of(&r, 2),
		};
		uint32_t len[BATCH], all = 0;

		receive_setup(c, &s, 0);
		for (unsigned i = 0; i < BATCH; i++) {
			len[i] = any_packet(frame[i], &r);
			ck_assert_uint_le(len[i], sizeof(frame[i]));
			receive_inject(c, frame[i], len[i], WIRE_OK);
			all += len[i] + 24;
		}
		receive_wait(c, all);
		for (unsigned i = 0; i < BATCH; i++) {
			const struct card_desc *d = receive_next(c);

			good += d->status & TCPCS && !(d->errors & TCPE);
			bad += d->errors & TCPE ? 1 : 0;
			ip_bad += d->errors & IPE ? 1 : 0;
			receive_check(c, &s, frame[i], len[i]);
		}
	}
	/* Else this is no test. */
	ck_assert_uint_ge(good, BATCH * BATCHES / 5);
	ck_assert_uint_ge(bad, BATCH * BATCHES / 50);
	ck_assert_uint_ge(ip_bad, BATCH * BATCHES / 50);
}

/* As a driver would that gets nothing but the packet checksum: everything
 * from the TCP header on, less the FCS, plus the pseudo header. */
static void software_sum(struct card *c)
{
	static uint8_t frame[PACKET_MAX];
	struct packet p = TCP(.data = 77);
	struct packet_place at;
	uint32_t len = packet_build(frame, &p, &at);
	const struct rx_setup s = {.rxcsum = at.l4, .vet = 0x8100};

	receive_start(c, &s, E1000_RCTL_SECRC);
	for (int wrong = 0; wrong < 2; wrong++) {
		const struct card_desc *d;
		const uint8_t *ip;
		uint32_t sum;

		frame[at.l4 + 50] ^= (uint8_t)wrong;
		receive_inject(c, frame, len, WIRE_OK);
		receive_wait(c, len);
		d = card_received(c, &ip);
		ck_assert_ptr_nonnull(d);
		ck_assert_uint_eq(d->length, len);
		ip += at.ip;
		sum = (uint16_t)~d->b + ones_sum(ip + 12, 8) + PROTO_TCP +
		      (len - at.l4);
		sum = (sum & 0xffff) + (sum >> 16);
		sum = (sum & 0xffff) + (sum >> 16);
		ck_assert_int_eq(sum == 0xffff, !wrong);
	}
}

CARD_TEST(each_kind_of_packet_gets_the_checksums_that_can_be_told_of_it, sums)
CARD_TEST(good_tcp_and_udp_of_every_length_pass, lengths)
CARD_TEST(a_wrong_bit_in_any_byte_of_the_packet_is_noticed, each_byte)
CARD_TEST(packets_with_any_bytes_in_their_headers_get_what_the_model_says,
	  any_bytes)
CARD_TEST(software_can_tell_a_tcp_checksum_from_the_packet_checksum,
	  software_sum)

int main(void)
{
	const TTest *const tests[] = {
		each_kind_of_packet_gets_the_checksums_that_can_be_told_of_it,
		good_tcp_and_udp_of_every_length_pass,
		a_wrong_bit_in_any_byte_of_the_packet_is_noticed,
		packets_with_any_bytes_in_their_headers_get_what_the_model_says,
		software_can_tell_a_tcp_checksum_from_the_packet_checksum,
	};

	return card_main("receive offload", tests,
			 sizeof(tests) / sizeof(tests[0]));
}
