/* SPDX-License-Identifier: MIT */
/*
 * The C library of the simulated host's programs: as much of it as they use.
 * Their names for it are in redirect.h.
 */
#ifndef LIBC_H
#define LIBC_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "uapi/syscalls.h"

/* calls.c */
int *rs_errno_location(void);
int rs_socket(int family, int type, int protocol);
int rs_socketpair(int family, int type, int protocol, int fds[2]);
int rs_bind(int fd, const void *addr, uint32_t len);
int rs_listen(int fd, int backlog);
int rs_accept(int fd, void *addr, uint32_t *len);
int rs_accept4(int fd, void *addr, uint32_t *len, int flags);
int rs_connect(int fd, const void *addr, uint32_t len);
int rs_shutdown(int fd, int how);
int rs_getsockname(int fd, void *addr, uint32_t *len);
int rs_getpeername(int fd, void *addr, uint32_t *len);
int rs_setsockopt(int fd, int level, int name, const void *val, uint32_t len);
int rs_getsockopt(int fd, int level, int name, void *val, uint32_t *len);
ssize_t rs_send(int fd, const void *buf, size_t len, int flags);
ssize_t rs_sendto(int fd, const void *buf, size_t len, int flags,
		  const void *addr, uint32_t addr_len);
ssize_t rs_sendmsg(int fd, const void *msg, int flags);
ssize_t rs_recv(int fd, void *buf, size_t len, int flags);
ssize_t rs_recvfrom(int fd, void *buf, size_t len, int flags, void *addr,
		    uint32_t *addr_len);
ssize_t rs_recvmsg(int fd, void *msg, int flags);
ssize_t rs_read(int fd, void *buf, size_t len);
ssize_t rs_write(int fd, const void *buf, size_t len);
ssize_t rs_readv(int fd, const struct iovec *iov, int n);
ssize_t rs_writev(int fd, const struct iovec *iov, int n);
int rs_close(int fd);
int rs_dup(int fd);
int rs_dup2(int from, int to);
int rs_fcntl(int fd, int cmd, ...);
int rs_ioctl(int fd, unsigned long cmd, ...);
int rs_select(int n, void *in, void *out, void *ex, void *timeout);
int rs_poll(struct pollfd *fds, unsigned long n, int timeout);
int rs_epoll_create1(int flags);
int rs_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);
int rs_epoll_wait(int epfd, struct epoll_event *events, int max, int timeout);
int rs_usleep(unsigned us);
int rs_getpid(void);
void rs_exit(int code) __attribute__((noreturn));

/* text.c: standard output and errors go to the kernel's log, line by line. */
int rs_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int rs_puts(const char *s);
void rs_perror(const char *s);
const char *rs_strerror(int err);
void rs_flush(void);
size_t rs_strlen(const char *s);
int rs_strcmp(const char *a, const char *b);
int rs_atoi(const char *s);

/* inet.c */
uint32_t rs_inet_addr(const char *s);
int rs_inet_pton(int family, const char *s, void *to);
const char *rs_inet_ntop(int family, const void *from, char *s, uint32_t len);
uint16_t rs_htons(uint16_t v);
uint32_t rs_htonl(uint32_t v);

#endif
