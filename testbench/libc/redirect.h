/* SPDX-License-Identifier: MIT */
/*
 * Programs of the simulated host are compiled with the C library's own
 * headers, so their source is what any Linux host compiles. This file, which
 * the compiler reads first (-include), gives the functions they declare other
 * names in the object file: the ones that testbench/libc/ defines, on top of
 * the simulated kernel's system calls.
 */
#ifndef LIBC_REDIRECT_H
#define LIBC_REDIRECT_H

#pragma redefine_extname socket rs_socket
#pragma redefine_extname socketpair rs_socketpair
#pragma redefine_extname bind rs_bind
#pragma redefine_extname listen rs_listen
#pragma redefine_extname accept rs_accept
#pragma redefine_extname accept4 rs_accept4
#pragma redefine_extname connect rs_connect
#pragma redefine_extname shutdown rs_shutdown
#pragma redefine_extname getsockname rs_getsockname
#pragma redefine_extname getpeername rs_getpeername
#pragma redefine_extname setsockopt rs_setsockopt
#pragma redefine_extname getsockopt rs_getsockopt
#pragma redefine_extname send rs_send
#pragma redefine_extname sendto rs_sendto
#pragma redefine_extname sendmsg rs_sendmsg
#pragma redefine_extname recv rs_recv
#pragma redefine_extname recvfrom rs_recvfrom
#pragma redefine_extname recvmsg rs_recvmsg

#pragma redefine_extname read rs_read
#pragma redefine_extname write rs_write
#pragma redefine_extname readv rs_readv
#pragma redefine_extname writev rs_writev
#pragma redefine_extname close rs_close
#pragma redefine_extname dup rs_dup
#pragma redefine_extname dup2 rs_dup2
#pragma redefine_extname fcntl rs_fcntl
#pragma redefine_extname ioctl rs_ioctl
#pragma redefine_extname select rs_select
#pragma redefine_extname poll rs_poll
#pragma redefine_extname epoll_create1 rs_epoll_create1
#pragma redefine_extname epoll_ctl rs_epoll_ctl
#pragma redefine_extname epoll_wait rs_epoll_wait
#pragma redefine_extname usleep rs_usleep
#pragma redefine_extname getpid rs_getpid
#pragma redefine_extname exit rs_exit

#pragma redefine_extname __errno_location rs_errno_location
#pragma redefine_extname printf rs_printf
#pragma redefine_extname puts rs_puts
#pragma redefine_extname perror rs_perror
#pragma redefine_extname strerror rs_strerror
#pragma redefine_extname strlen rs_strlen
#pragma redefine_extname strcmp rs_strcmp
#pragma redefine_extname atoi rs_atoi
#pragma redefine_extname inet_addr rs_inet_addr
#pragma redefine_extname inet_pton rs_inet_pton
#pragma redefine_extname inet_ntop rs_inet_ntop
#pragma redefine_extname htons rs_htons
#pragma redefine_extname ntohs rs_htons
#pragma redefine_extname htonl rs_htonl
#pragma redefine_extname ntohl rs_htonl

#endif
