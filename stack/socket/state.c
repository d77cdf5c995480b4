// SPDX-License-Identifier: MIT
/* Sockets of processes, for the post-mortem. Not counted; the rules are in
 * kernel_state.h. */
#include <net/sock.h>

#include "kernel_lanes.h"
#include "kernel_state.h"

/* The next socket of @task from descriptor *@fd on, which moves behind it. */
static const struct sock *next_sock(const struct task_struct *task,
				    unsigned int *fd)
{
	const struct files_struct *files = task->files;

	while (files && files->fd && *fd < files->max_fds) {
		const struct file *file = files->fd[(*fd)++];
		const struct socket *sock = file ? sock_from_file(file) : NULL;

		if (sock && sock->sk)
			return sock->sk;
	}
	return NULL;
}

/* "udp 0.0.0.0:5201" and, with @fill, what is in its buffer. */
static void words(const struct sock *sk, bool fill, char *buf, size_t len)
{
	char *end;

	buf[0] = '\0';
	if (sk->sk_prot->lane)
		sk->sk_prot->lane->text(sk, buf, len);
	else
		state_print(buf, len, "%s", sk->sk_prot->name);
	end = fill ? NULL : __builtin_strstr(buf, " rcv=");
	if (end)
		*end = '\0';
}

unsigned int files_state(const struct task_struct *task, unsigned int n,
			 struct metrics *out)
{
	const struct sock *sk;
	unsigned int fd = 0;
	char text[STATE_TEXT];

	while ((sk = next_sock(task, &fd))) {
		words(sk, true, text, sizeof(text));
		state_set(str, out, text, "kernel.socket.%u.text", n);
		state_set(u64, out, (u64)task->pid, "kernel.socket.%u.pid", n);
		state_set(u64, out, fd - 1, "kernel.socket.%u.fd", n);
		state_set(u64, out, sk->sk_receive_queue.qlen,
			  "kernel.socket.%u.queued", n);
		state_set(bool, out, state_waits(&sk->sk_wq, task),
			  "kernel.socket.%u.waited_for", n);
		state_set(bool, out,
			  atomic_read(&sk->sk_wmem_alloc) >= sk->sk_sndbuf,
			  "kernel.socket.%u.send_full", n);
		n++;
	}
	return n;
}

bool files_wait(const struct task_struct *task, char *buf, size_t len)
{
	const struct sock *sk;
	unsigned int fd = 0;
	char text[STATE_TEXT];

	while ((sk = next_sock(task, &fd))) {
		if (!state_waits(&sk->sk_wq, task))
			continue;
		words(sk, false, text, sizeof(text));
		state_print(buf, len, "%s %s",
			    atomic_read(&sk->sk_wmem_alloc) >= sk->sk_sndbuf
				    ? "room to send on"
				    : "recvfrom on",
			    text);
		return true;
	}
	return false;
}
