/* SPDX-License-Identifier: MIT */
/*
 * System calls for programs of the simulated host (testbench/apps/). Linux's
 * calls with the prefix sys_: a descriptor or count, or a negative errno.
 * Context: process. Each charges the profile's system call cost. Structures
 * are those of Linux's ABI on x86-64. Programs that say <sys/socket.h> get
 * them under their usual names from testbench/libc/.
 */
#ifndef UAPI_SYSCALLS_H
#define UAPI_SYSCALLS_H

#include <stddef.h>
#include <stdint.h>

#include "socket_names.h"

struct user_msghdr;
struct mmsghdr;
struct iovec;
struct pollfd;
struct epoll_event;

/* Layout of struct sockaddr_in; port and address in network byte order. */
struct ks_sockaddr_in {
	uint16_t family;
	uint16_t port;
	uint32_t addr;
	uint8_t zero[8];
};

/* ---- sockets ---- */

int sys_socket(int family, int type, int protocol);
int sys_socketpair(int family, int type, int protocol, int *fds);
int sys_bind(int fd, const void *addr, uint32_t addr_len);
int sys_listen(int fd, int backlog);
int sys_accept4(int fd, void *addr, uint32_t *addr_len, int flags);
int sys_connect(int fd, const void *addr, uint32_t addr_len);
int sys_shutdown(int fd, int how);
int sys_getsockname(int fd, void *addr, uint32_t *addr_len);
int sys_getpeername(int fd, void *addr, uint32_t *addr_len);
int sys_setsockopt(int fd, int level, int name, const void *val, uint32_t len);
int sys_getsockopt(int fd, int level, int name, void *val, uint32_t *len);
long sys_sendto(int fd, const void *buf, size_t len, int flags,
		const void *addr, uint32_t addr_len);
long sys_recvfrom(int fd, void *buf, size_t len, int flags, void *addr,
		  uint32_t *addr_len);
long sys_sendmsg(int fd, const struct user_msghdr *msg, int flags);
long sys_recvmsg(int fd, struct user_msghdr *msg, int flags);
int sys_sendmmsg(int fd, struct mmsghdr *v, unsigned int n, int flags);
/* @timeout: struct timespec, or NULL. */
int sys_recvmmsg(int fd, struct mmsghdr *v, unsigned int n, int flags,
		 const void *timeout);
/* The one call that i386 once had for all of the above. */
long sys_socketcall(int call, unsigned long *args);

/* ---- files ---- */

long sys_read(int fd, void *buf, size_t len);
long sys_write(int fd, const void *buf, size_t len);
long sys_readv(int fd, const struct iovec *iov, int n);
long sys_writev(int fd, const struct iovec *iov, int n);
int sys_close(int fd);
int sys_dup(int fd);
int sys_dup2(int from, int to);
int sys_dup3(int from, int to, int flags);
int sys_fcntl(int fd, unsigned int cmd, unsigned long arg);
int sys_ioctl(int fd, unsigned int cmd, void *arg);
/* @timeout: struct timeval, which says afterwards what is left; or NULL. */
int sys_select(int n, void *in, void *out, void *ex, void *timeout);
/* @timeout_ms < 0: without end. */
int sys_poll(struct pollfd *fds, unsigned long n, int timeout_ms);
int sys_epoll_create1(int flags);
int sys_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);
int sys_epoll_wait(int epfd, struct epoll_event *events, int max,
		   int timeout_ms);

/* ---- processes ---- */

/*
 * A child that begins with @fn(@arg) on a stack of its own, with copies of the
 * caller's descriptors: what clone(fn, stack, SIGCHLD, arg) gives. Its pid.
 */
int sys_clone(int (*fn)(void *arg), void *arg);
/* Waits for a child (@pid -1: any). Its pid; *@status as wait()'s. @flags 1
 * (WNOHANG): 0 instead of waiting. -ECHILD: there is none. */
int sys_wait4(int pid, int *status, int flags);
int sys_getpid(void);
void sys_exit(int code) __attribute__((noreturn));
/* A word of the process's own: the C library's errno. */
int *sys_errno(void);

int sys_nanosleep(uint64_t ns);
uint64_t sys_clock_ns(void); /* CLOCK_MONOTONIC, ns since boot */
void sys_yield(void);
/* One line to the kernel's console, printf-like. */
void sys_log(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A counter of the program: appears in metrics as apps.<program>.<name>. */
void sys_count(const char *name, uint64_t add);

#endif
