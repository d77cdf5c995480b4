// SPDX-License-Identifier: MIT
/* udp_source ADDRESS PORT COUNT SIZE INTERVAL_NS: send numbered datagrams. */
#include "app.h"

#define EINTR_ERRNO 4
/* A send that need not wait does not notice that the host is being stopped;
 * every so many of them one sleep of no length does. */
#define ASK_EVERY 16

static void number_into(unsigned char *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = v >> (56 - 8 * i);
}

int udp_source_main(int argc, char **argv)
{
	struct ks_sockaddr_in to = {.family = AF_INET};
	uint32_t count, size, interval;
	unsigned char buf[2048];
	uint64_t sent, next;
	int fd;

	if (argc != 6)
		return 2;
	to.addr = app_address(argv[1]);
	to.port = app_htons(app_number(argv[2], 0));
	count = app_number(argv[3], 0);
	size = app_number(argv[4], 0);
	interval = app_number(argv[5], 0);
	if (size > sizeof(buf)) {
		sys_log("udp_source: %u bytes are more than %u", size,
			(unsigned)sizeof(buf));
		return 2;
	}
	for (uint32_t i = 0; i < size; i++)
		buf[i] = i;
	fd = sys_socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0)
		return 1;
	next = sys_clock_ns();
	for (sent = 0; !count || sent < count; sent++) {
		long n;

		if (size >= 8)
			number_into(buf, sent);
		n = sys_sendto(fd, buf, size, 0, &to, sizeof(to));
		if (n == -EINTR_ERRNO)
			break;
		if (n == (long)size)
			sys_count("sent", 1);
		else
			sys_count("send_errors", 1);
		if (interval) {
			uint64_t now = sys_clock_ns();

			/* A constant rate: late ones do not push the rest. */
			next += interval;
			if (next > now) {
				if (sys_nanosleep(next - now) < 0)
					break;
				continue;
			}
		}
		if (sent % ASK_EVERY == 0 && sys_nanosleep(0) < 0)
			break;
	}
	sys_close(fd);
	return 0;
}
