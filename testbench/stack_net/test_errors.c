// SPDX-License-Identifier: MIT
/* ICMP errors on their way to a program, RFC 1122 4.1.3.3, RFC 1191. */
#include "lab.h"

static struct packet p, s;

/* What the program of the test saw. */
static struct {
	int fd;
	long result[8];
	int n;
	u8 buf[4096];
} app;

static int udp_socket(u16 port, u32 addr)
{
	struct ks_sockaddr_in a = {AF_INET, htons(port), htonl(addr), {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);
	int err = sys_bind(fd, &a, sizeof(a));

	return err ? err : fd;
}

static int curious(int argc, char **argv)
{
	struct ks_sockaddr_in to = {AF_INET, htons(99), htonl(PEER_IP), {0}};
	int tos = 0x10, ttl = 7, yes = 1, probe = IP_PMTUDISC_DO, mtu = 0;
	uint32_t len = sizeof(mtu);
	u8 buf[10];

	app.fd = udp_socket(5000, INADDR_ANY);
	sys_setsockopt(app.fd, IPPROTO_IP, IP_TOS, &tos, sizeof(tos));
	sys_setsockopt(app.fd, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl));
	sys_setsockopt(app.fd, IPPROTO_IP, IP_RECVERR, &yes, sizeof(yes));
	sys_setsockopt(app.fd, IPPROTO_IP, IP_MTU_DISCOVER, &probe,
		       sizeof(probe));
	sys_connect(app.fd, &to, sizeof(to));
	app.result[0] = sys_sendto(app.fd, app.buf, 1472, 0, NULL, 0);
	for (int i = 1; i < 4; i++)
		app.result[i] =
			sys_recvfrom(app.fd, buf, sizeof(buf), 0, NULL, NULL);
	app.result[4] = sys_sendto(app.fd, app.buf, 1472, 0, NULL, 0);
	sys_getsockopt(app.fd, IPPROTO_IP, IP_MTU, &mtu, &len);
	app.result[5] = mtu;
	app.n = 6;
	sys_close(app.fd);
	return 0;
}

static void error_about_the_first(struct lab *lab, u8 type, u8 code, u16 mtu)
{
	lab_sent(lab, 0, &s);
	pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_ICMP);
	pkt_icmp(&p, type, code, 0, mtu);
	pkt_data(&p, 28, 0);
	memcpy(p.data, s.ip, 28);
	lab_receive_ends(lab, pkt_done(&p), "icmp.error_handled");
	bench_pass_ms(lab->b, 1);
}

START_TEST(each_kind_of_error_reaches_the_program_and_a_smaller_mtu_counts)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_spawn(lab, curious);
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.result[0], 1472);
	lab_sent(lab, 0, &s);
	ck_assert_uint_eq(s.ip->tos, 0x10);
	ck_assert_uint_eq(s.ip->ttl, 7);
	ck_assert_uint_eq(s.ip->frag_off, htons(IP_DF));
	error_about_the_first(lab, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
	error_about_the_first(lab, ICMP_PARAMETERPROB, 0, 0);
	error_about_the_first(lab, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, 1000);
	ck_assert_int_eq(app.n, 6);
	ck_assert_int_eq(app.result[1], -EHOSTUNREACH);
	ck_assert_int_eq(app.result[2], -EPROTO);
	ck_assert_int_eq(app.result[3], -EMSGSIZE);
	ck_assert_int_eq(app.result[4], -EMSGSIZE);
	ck_assert_int_eq(app.result[5], 1000);
	lab_stop(lab);
}
END_TEST

Suite *suite_errors(void)
{
	Suite *su = suite_create("errors");
	TCase *t = tcase_create("errors");

	tcase_set_timeout(t, 30);
	tcase_add_test(
		t,
		each_kind_of_error_reaches_the_program_and_a_smaller_mtu_counts);
	suite_add_tcase(su, t);
	return su;
}
