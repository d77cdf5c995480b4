/* SPDX-License-Identifier: MIT */
/*
 * System calls for programs of the simulated host (testbench/apps/). Linux's
 * calls with the prefix sys_: a descriptor or count, or a negative errno.
 * Context: process. Each charges the profile's system call cost.
 */
#ifndef UAPI_SYSCALLS_H
#define UAPI_SYSCALLS_H

#include <stddef.h>
#include <stdint.h>

#ifndef AF_INET
#define AF_INET	     2
#define SOCK_STREAM  1
#define SOCK_DGRAM   2
#define SOCK_RAW     3
#define SOL_SOCKET   1
#define SO_REUSEADDR 2
#define SO_BROADCAST 6
#define SO_SNDBUF    7
#define SO_RCVBUF    8
#define SO_RCVTIMEO  20
#define MSG_PEEK     0x02
#define MSG_TRUNC    0x20
#define MSG_DONTWAIT 0x40
#endif

/* Layout of struct sockaddr_in; port and address in network byte order. */
struct ks_sockaddr_in {
	uint16_t family;
	uint16_t port;
	uint32_t addr;
	uint8_t zero[8];
};

int sys_socket(int family, int type, int protocol);
int sys_bind(int fd, const void *addr, uint32_t addr_len);
int sys_connect(int fd, const void *addr, uint32_t addr_len);
long sys_sendto(int fd, const void *buf, size_t len, int flags,
		const void *addr, uint32_t addr_len);
long sys_recvfrom(int fd, void *buf, size_t len, int flags, void *addr,
		  uint32_t *addr_len);
int sys_setsockopt(int fd, int level, int name, const void *val, uint32_t len);
int sys_getsockopt(int fd, int level, int name, void *val, uint32_t *len);
int sys_getsockname(int fd, void *addr, uint32_t *addr_len);
int sys_close(int fd);
int sys_nanosleep(uint64_t ns);
uint64_t sys_clock_ns(void); /* CLOCK_MONOTONIC, ns since boot */
void sys_yield(void);
/* One line to the kernel's console, printf-like. */
void sys_log(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A counter of the program: appears in metrics as apps.<program>.<name>. */
void sys_count(const char *name, uint64_t add);

#endif
