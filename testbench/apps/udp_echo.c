// SPDX-License-Identifier: MIT
/* udp_echo PORT: RFC 862 over UDP, until the host is stopped. */
#include "app.h"

int udp_echo_main(int argc, char **argv)
{
	struct ks_sockaddr_in from;
	char buf[2048];
	int fd;

	if (argc != 2)
		return 2;
	fd = app_udp_listen(app_number(argv[1], 0));
	if (fd < 0) {
		sys_log("udp_echo: port %s: error %d", argv[1], -fd);
		return 1;
	}
	for (;;) {
		uint32_t from_len = sizeof(from);
		long n = sys_recvfrom(fd, buf, sizeof(buf), MSG_TRUNC, &from,
				      &from_len);

		if (n < 0)
			break;
		if ((unsigned long)n > sizeof(buf)) {
			/* An echo that is not whole is none. */
			sys_count("too_long", 1);
			continue;
		}
		if (sys_sendto(fd, buf, n, 0, &from, from_len) == n)
			sys_count("echoed", 1);
		else
			sys_count("send_errors", 1);
	}
	sys_close(fd);
	return 0;
}
