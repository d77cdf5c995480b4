// SPDX-License-Identifier: MIT
/* udp_sink PORT: receive and count until the host is stopped. */
#include "app.h"

int udp_sink_main(int argc, char **argv)
{
	/* Longer datagrams are cut off, but counted whole. */
	char buf[2048];
	int fd;

	if (argc != 2)
		return 2;
	fd = app_udp_listen(app_number(argv[1], 0));
	if (fd < 0) {
		sys_log("udp_sink: port %s: error %d", argv[1], -fd);
		return 1;
	}
	for (;;) {
		long n = sys_recvfrom(fd, buf, sizeof(buf), MSG_TRUNC, 0, 0);

		if (n < 0)
			break;
		sys_count("datagrams", 1);
		sys_count("bytes", n);
	}
	sys_close(fd);
	return 0;
}
