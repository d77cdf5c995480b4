// SPDX-License-Identifier: MIT
/*
 * Packets that nobody would send: good ones with bytes changed, cut, or put
 * together wrong. Nothing may crash or leak, every frame must end, and what
 * is sent in answer must be valid. The seed repeats a run.
 */
#include "lab.h"

#define ROUNDS 4000

static struct packet p, whole, s;

static u64 rng;

static u32 rnd(u32 below)
{
	u64 z = rng += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return (u32)((z ^ (z >> 31)) >> 32) % below;
}

static int listener(int argc, char **argv)
{
	static u8 buf[3000];
	struct ks_sockaddr_in a = {AF_INET, htons(5201), 0, {0}}, from;
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);
	uint32_t len;

	sys_bind(fd, &a, sizeof(a));
	for (;;) {
		long n;

		len = sizeof(from);
		n = sys_recvfrom(fd, buf, sizeof(buf), 0, &from, &len);
		if (n == -EINTR)
			break;
		if (n >= 0)
			sys_sendto(fd, buf, (size_t)n, MSG_DONTWAIT, &from,
				   len);
	}
	sys_close(fd);
	return 0;
}

static void quoted_error(void)
{
	pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_ICMP);
	pkt_icmp(&p, rnd(2) ? ICMP_DEST_UNREACH : ICMP_TIME_EXCEEDED,
		 (u8)rnd(20), 0, 0);
	pkt_data(&p, 20 + rnd(20), 0x45);
	if (rnd(2)) {
		p.data[0] = 0x45;
		p.data[9] = 17;
	}
	pkt_done(&p);
}

static void with_options(void)
{
	u8 opt[40];
	size_t len = 4u * (1 + rnd(10));

	for (size_t i = 0; i < len; i++)
		opt[i] = rnd(3) ? (u8)rnd(256) : (u8)rnd(12);
	if (rnd(2))
		opt[0] = (const u8[]){IPOPT_RR, IPOPT_TIMESTAMP, IPOPT_LSRR,
				      IPOPT_RA}[rnd(4)];
	pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_ICMP);
	pkt_ip_options(&p, opt, len);
	pkt_done(pkt_data(pkt_icmp(&p, ICMP_ECHO, 0, 1, 1), rnd(100), 0));
}

static void fragment(void)
{
	size_t at, n;

	pkt_udp_to(&whole, (u16)rnd(65536), 5201, 2000);
	whole.ip->id = htons((u16)rnd(4));
	at = rnd(260) * 8u;
	n = rnd(3) ? rnd(30) * 8u : rnd(200);
	if (at + n > 2008)
		n = 2008 - (at < 2008 ? at : 2008);
	pkt_fragment(&p, &whole, at < 2008 ? at : 2008, n, rnd(3) != 0);
	if (!rnd(10)) {
		p.ip->frag_off = htons((u16)rnd(65536));
		pkt_ip_check(&p);
	}
}

static void good_packet(void)
{
	switch (rnd(8)) {
	case 0:
		pkt_arp_request(&p);
		break;
	case 1:
		pkt_arp_reply(&p, PEER_IP + rnd(3), PEER_MAC);
		break;
	case 2:
		pkt_echo(&p, 1, 1, rnd(200));
		break;
	case 3:
		pkt_udp_to(&p, (u16)rnd(65536), rnd(2) ? 5201 : 53, rnd(300));
		break;
	case 4:
		quoted_error();
		break;
	case 5:
		with_options();
		break;
	case 6:
		fragment();
		break;
	default:
		pkt_eth(pkt_new(&p), rnd(2) ? BCAST_MAC : US_MAC, PEER_MAC,
			(u16)rnd(65536));
		pkt_data(&p, rnd(80), (u8)rnd(256));
		break;
	}
}

static void spoil(void)
{
	for (u32 n = rnd(5); n; n--) {
		size_t at = ETH_HLEN + rnd((u32)(p.len - ETH_HLEN + 1));

		if (at < p.len)
			p.bytes[at] = rnd(2) ? (u8)rnd(256)
					     : p.bytes[at] ^ (1 << rnd(8));
	}
	/* Often the sums are made right again, to get further in. */
	if (p.ip && rnd(4)) {
		if (p.icmp && p.len >= (size_t)((u8 *)p.icmp - p.bytes) + 8)
			pkt_icmp_check(&p);
		if (p.udp && rnd(2))
			p.udp->check = 0;
		if (p.ip->ihl * 4u <= p.len - ETH_HLEN)
			pkt_ip_check(&p);
	}
	if (!rnd(6))
		p.len = 1 + rnd((u32)p.len);
	if (!rnd(20))
		pkt_data(&p, rnd(60), 0xa5);
}

static void fuzz(u64 seed, bool starve)
{
	struct lab *lab = lab_start();

	rng = seed;
	lab_sysctl(lab, "net.ipv4.icmp_ratelimit", "0");
	lab_sysctl(lab, "net.core.rmem_default", "5000");
	lab_know_peer(lab);
	lab_spawn(lab, listener);
	for (int i = 0; i < ROUNDS; i++) {
		good_packet();
		spoil();
		lab->fail_nth = starve ? rnd(8) : 0;
		lab->headlen = rnd(2) ? 0 : 1 + rnd(80);
		lab_receive(lab, &p);
		if (!rnd(50))
			bench_pass_ms(lab->b, rnd(3000));
		for (unsigned j = 0; j < lab->sent_count; j++)
			lab_sent(lab, j, &s);
		lab_clear(lab);
	}
	lab_stop(lab);
}

START_TEST(spoiled_packets_are_survived_and_every_frame_ends)
{
	fuzz((u64)_i * 7919 + 1, false);
}
END_TEST

START_TEST(they_are_survived_without_memory_too)
{
	fuzz((u64)_i * 104729 + 5, true);
}
END_TEST

Suite *suite_fuzz(void)
{
	Suite *s = suite_create("fuzz");
	TCase *t = tcase_create("fuzz");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(
		t, spoiled_packets_are_survived_and_every_frame_ends, 0, 4);
	tcase_add_loop_test(t, they_are_survived_without_memory_too, 0, 2);
	suite_add_tcase(s, t);
	return s;
}
