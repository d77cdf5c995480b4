// SPDX-License-Identifier: MIT
/* Sockets on the timeline, and which frame the CPU works on, all the way. */
#include "lab.h"

#include "../timeline/watch.h"
#include "kernel_lanes.h"

#define SOCKET(n) "software.sockets.socket" #n

static struct packet p, whole;

static struct ks_sockaddr_in address(u16 port, u32 addr)
{
	return (struct ks_sockaddr_in){AF_INET, htons(port), htonl(addr), {0}};
}

static int bound(u16 port)
{
	struct ks_sockaddr_in a = address(port, INADDR_ANY);
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(sys_bind(fd, &a, sizeof(a)), 0);
	return fd;
}

static void wait_for_the_end(void)
{
	while (!sys_nanosleep(1000000000))
		;
}

/* ---- the frame ---- */

static int reader(int argc, char **argv)
{
	static u8 buf[2048];
	int fd = bound(5201);

	while (sys_recvfrom(fd, buf, sizeof(buf), 0, NULL, NULL) >= 0)
		;
	sys_close(fd);
	return 0;
}

/* @fmt with the frame @id for #A and the one after it for #B. */
static void assert_frames(const struct watch *w, const char *fmt, u32 id)
{
	char want[256];
	size_t n = 0;

	for (; *fmt; fmt++) {
		ck_assert_uint_lt(n, sizeof(want) - 12);
		if (*fmt == 'A' || *fmt == 'B')
			n += (size_t)snprintf(want + n, 12, "%u",
					      id + (*fmt == 'B'));
		else
			want[n++] = *fmt;
	}
	want[n] = '\0';
	ck_assert_str_eq(watch_frames(w), want);
}

START_TEST(a_datagram_is_worked_on_up_to_the_queue_and_while_it_is_read)
{
	struct lab *lab = lab_start();
	struct watch *w;
	u32 id;

	lab_spawn(lab, reader);
	bench_pass_ms(lab->b, 1);
	w = watch_begin(lab->m);
	id = lab_receive(lab, pkt_udp_to(&p, 1234, 5201, 400));
	bench_pass_ms(lab->b, 1);
	assert_frames(w, "work #A, queued #A, work 0, work #A, work 0", id);
	watch_end(w);
	watch_free(w);
	lab_stop(lab);
}
END_TEST

START_TEST(an_answer_is_worked_on_in_the_middle_of_its_question)
{
	struct lab *lab = lab_start();
	struct watch *w;
	u32 id;

	lab_know_peer(lab);
	w = watch_begin(lab->m);
	id = lab_receive(lab, pkt_echo(&p, 1, 1, 56));
	ck_assert_uint_eq(lab->sent_count, 1);
	assert_frames(w, "work #A, work #B, work #A, work 0", id);
	watch_end(w);
	watch_free(w);
	lab_stop(lab);
}
END_TEST

START_TEST(a_dropped_frame_is_worked_on_until_it_is_dropped)
{
	struct lab *lab = lab_start();
	struct watch *w = watch_begin(lab->m);
	u32 id;

	pkt_udp_to(&p, 1, 5201, 20)->udp->check ^= 0x1000;
	id = lab_receive(lab, &p);
	assert_frames(w, "work #A, work 0", id);
	watch_end(w);
	watch_free(w);
	lab_stop(lab);
}
END_TEST

START_TEST(a_datagram_of_fragments_goes_on_under_the_name_of_the_first)
{
	struct lab *lab = lab_start();
	struct watch *w;
	u32 id;

	lab_spawn(lab, reader);
	bench_pass_ms(lab->b, 1);
	pkt_udp_to(&whole, 1234, 5201, 1800);
	w = watch_begin(lab->m);
	id = lab_receive(lab, pkt_fragment(&p, &whole, 0, 1480, true));
	lab_receive(lab, pkt_fragment(&p, &whole, 1480, 328, false));
	bench_pass_ms(lab->b, 1);
	assert_frames(w,
		      "work #A, work 0, work #B, work #A, queued #A, work 0, "
		      "work #A, work 0",
		      id);
	watch_end(w);
	watch_free(w);
	lab_stop(lab);
}
END_TEST

static int sender(int argc, char **argv)
{
	struct ks_sockaddr_in to = address(9, PEER_IP);
	int fd = bound(5201);

	sys_sendto(fd, "x", 1, 0, &to, sizeof(to));
	wait_for_the_end();
	sys_close(fd);
	return 0;
}

START_TEST(what_waits_for_an_address_is_worked_on_again_when_it_goes)
{
	struct lab *lab = lab_start();
	struct watch *w = watch_begin(lab->m);
	u32 reply;
	char want[200];

	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 1);
	reply = lab_receive(lab, pkt_arp_reply(&p, PEER_IP, PEER_MAC));
	snprintf(
		want, sizeof(want),
		"work #%u, work #%u, work #%u, work 0, work #%u, work #%u, work #%u, work 0",
		reply - 2, reply - 1, reply - 2, reply, reply - 2, reply);
	ck_assert_str_eq(watch_frames(w), want);
	watch_end(w);
	watch_free(w);
	lab_stop(lab);
}
END_TEST

ON_CPU(wake)
{
	struct lab *lab = arg;

	local_bh_disable();
	netif_wake_queue(lab->dev);
	local_bh_enable();
}

START_TEST(what_waited_for_a_busy_driver_is_worked_on_as_it_goes)
{
	struct lab *lab = lab_start();
	struct watch *w;
	u32 id;

	lab_know_peer(lab);
	lab->busy = true;
	id = lab_receive(lab, pkt_echo(&p, 1, 1, 56));
	lab->busy = false;
	w = watch_begin(lab->m);
	lab_run(lab, wake, lab);
	ck_assert_uint_eq(lab->sent_count, 1);
	assert_frames(w, "work #B, work 0", id);
	watch_end(w);
	watch_free(w);
	lab_stop(lab);
}
END_TEST

/* The driver takes packets again, but nobody runs the queue yet. */
ON_CPU(unstop)
{
	struct lab *lab = arg;

	lab->busy = false;
	netif_start_queue(lab->dev);
}

START_TEST(who_sends_what_waits_goes_on_with_its_own_frame)
{
	struct lab *lab = lab_start();
	struct watch *w;
	char want[128];
	u32 a, b;

	lab_know_peer(lab);
	lab->busy = true;
	a = lab_receive(lab, pkt_echo(&p, 1, 1, 56)) + 1;
	lab_receive(lab, pkt_echo(&p, 1, 2, 56));
	lab_run(lab, unstop, lab);
	w = watch_begin(lab->m);
	b = lab_receive(lab, pkt_echo(&p, 1, 3, 56));
	ck_assert_uint_eq(lab->sent_count, 3);
	snprintf(
		want, sizeof(want),
		"work #%u, work #%u, work #%u, work #%u, work #%u, work #%u, work #%u, work 0",
		b, b + 1, a, b + 1, a + 2, b + 1, b);
	ck_assert_str_eq(watch_frames(w), want);
	watch_end(w);
	watch_free(w);
	lab_stop(lab);
}
END_TEST

/* ---- sockets ---- */

static int hoarder(int argc, char **argv)
{
	struct ks_sockaddr_in to = address(99, PEER_IP);
	int fd = bound(5201), small = 1;

	sys_setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	sys_nanosleep(2000000);
	sys_connect(fd, &to, sizeof(to));
	sys_nanosleep(1000000);
	sys_close(fd);
	return 0;
}

START_TEST(a_socket_shows_its_addresses_its_queue_and_its_drops)
{
	struct lab *lab = lab_start();
	struct watch *w = watch_begin(lab->m);

	lab_spawn(lab, hoarder);
	bench_pass_us(lab->b, 500);
	ck_assert_str_eq(watch_last(w, SOCKET(0)),
			 "udp 0.0.0.0:5201 rcv=0/2304");
	for (int i = 0; i < 3; i++)
		lab_receive(lab, pkt_udp_to(&p, 1234, 5201, 400));
	ck_assert_msg(strstr(watch_last(w, SOCKET(0)),
			     "udp 0.0.0.0:5201 rcv=2") != NULL &&
			      strstr(watch_last(w, SOCKET(0)), "/2304 drops=1"),
		      "%s", watch_lane(w, SOCKET(0)));
	bench_pass_us(lab->b, 2000);
	ck_assert_msg(strstr(watch_last(w, SOCKET(0)),
			     "udp 10.9.0.2:5201>10.9.0.1:99 rcv=") != NULL,
		      "%s", watch_lane(w, SOCKET(0)));
	bench_pass_ms(lab->b, 10);
	ck_assert_str_eq(watch_last(w, SOCKET(0)), "");
	watch_end(w);
	watch_free(w);
	lab_stop(lab);
}
END_TEST

static int fds[12];

static int opener(int argc, char **argv)
{
	for (int i = 0; i < 10; i++)
		fds[i] = bound((u16)(100 + i));
	sys_nanosleep(1000000);
	sys_close(fds[2]);
	sys_close(fds[9]); /* has no lane */
	sys_nanosleep(1000000);
	bound(300);
	wait_for_the_end();
	return 0; /* leaves them to the kernel */
}

static void assert_slot(const struct watch *w, const char *name, u16 port)
{
	char want[40] = "";

	if (port)
		snprintf(want, sizeof(want), "udp 0.0.0.0:%u rcv=0/212992",
			 port);
	ck_assert_str_eq(watch_last(w, name), want);
}

START_TEST(sockets_take_the_first_free_slot_and_what_finds_none_is_not_shown)
{
	struct lab *lab = lab_start();
	struct watch *w = watch_begin(lab->m);

	lab_spawn(lab, opener);
	bench_pass_us(lab->b, 500);
	assert_slot(w, SOCKET(0), 100);
	assert_slot(w, SOCKET(2), 102);
	assert_slot(w, SOCKET(7), 107);
	ck_assert_ptr_null(watch_lane(w, SOCKET(8)));
	bench_pass_us(lab->b, 1000);
	assert_slot(w, SOCKET(2), 0);
	bench_pass_us(lab->b, 1000);
	assert_slot(w, SOCKET(2), 300);
	watch_end(w);
	lab_halt(lab);
	/* A recording after the end shows that all are closed. */
	for (int i = 0; i < SOCK_LANES; i++)
		ck_assert_ptr_null(kernel_sock_lanes(lab->k)[i]);
	watch_free(w);
	lab_end(lab);
}
END_TEST

Suite *suite_lanes(void)
{
	Suite *s = suite_create("lanes");
	TCase *t = tcase_create("lanes");

	tcase_add_test(
		t,
		a_datagram_is_worked_on_up_to_the_queue_and_while_it_is_read);
	tcase_add_test(t, an_answer_is_worked_on_in_the_middle_of_its_question);
	tcase_add_test(t, a_dropped_frame_is_worked_on_until_it_is_dropped);
	tcase_add_test(
		t, a_datagram_of_fragments_goes_on_under_the_name_of_the_first);
	tcase_add_test(
		t, what_waits_for_an_address_is_worked_on_again_when_it_goes);
	tcase_add_test(t,
		       what_waited_for_a_busy_driver_is_worked_on_as_it_goes);
	tcase_add_test(t, who_sends_what_waits_goes_on_with_its_own_frame);
	tcase_add_test(t, a_socket_shows_its_addresses_its_queue_and_its_drops);
	tcase_add_test(
		t,
		sockets_take_the_first_free_slot_and_what_finds_none_is_not_shown);
	suite_add_tcase(s, t);
	return s;
}
