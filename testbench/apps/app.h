/* SPDX-License-Identifier: MIT */
/* What the programs share. They run on the simulated CPU: no C library. */
#ifndef TESTBENCH_APP_H
#define TESTBENCH_APP_H

#include "uapi/syscalls.h"

/* The largest UDP datagram over IPv4. */
#define APP_MAX_DATAGRAM 65507

int udp_sink_main(int argc, char **argv);
int udp_echo_main(int argc, char **argv);
int udp_source_main(int argc, char **argv);
/* posix/: main() of programs that any Linux host compiles too */
int posix_echo_server_main(int argc, char **argv);
int posix_echo_client_main(int argc, char **argv);

static inline uint16_t app_htons(uint16_t v)
{
	return __builtin_bswap16(v);
}

static inline uint32_t app_htonl(uint32_t v)
{
	return __builtin_bswap32(v);
}

/* Digits at @s; *@end is what follows them. */
static inline uint32_t app_number(const char *s, const char **end)
{
	uint32_t v = 0;

	while (*s >= '0' && *s <= '9')
		v = 10 * v + (*s++ - '0');
	if (end)
		*end = s;
	return v;
}

/* "10.9.0.1" in network byte order. */
static inline uint32_t app_address(const char *s)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++) {
		v = v << 8 | (app_number(s, &s) & 0xff);
		if (*s == '.')
			s++;
	}
	return app_htonl(v);
}

/* A UDP socket on @port of every address; a negative errno on failure. */
static inline int app_udp_listen(uint16_t port)
{
	struct ks_sockaddr_in sa = {.family = AF_INET, .port = app_htons(port)};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);
	int err;

	if (fd < 0)
		return fd;
	err = sys_bind(fd, &sa, sizeof(sa));
	if (err < 0) {
		sys_close(fd);
		return err;
	}
	return fd;
}

#endif
