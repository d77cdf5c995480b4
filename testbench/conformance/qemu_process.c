// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "qemu_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_MS  20000 /* for a machine that is busy with other things */
#define WORDS	  64
#define WORD_ROOM 4096

static int complain(char *err, size_t err_len, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err, err_len, fmt, ap);
	va_end(ap);
	return -1;
}

/* ---- sockets ---- */

static int address(struct sockaddr_un *a, const char *dir, const char *name)
{
	memset(a, 0, sizeof(*a));
	a->sun_family = AF_UNIX;
	return snprintf(a->sun_path, sizeof(a->sun_path), "%s/%s", dir, name) <
			       (int)sizeof(a->sun_path)
		       ? 0
		       : -1;
}

static int listen_at(const char *dir, const char *name)
{
	struct sockaddr_un a;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || address(&a, dir, name))
		goto fail;
	unlink(a.sun_path);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, 1))
		goto fail;
	return fd;
fail:
	if (fd >= 0)
		close(fd);
	return -1;
}

static int wire_at(const char *dir, const char *name)
{
	struct sockaddr_un a;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int room = 1 << 20;

	if (fd < 0 || address(&a, dir, name))
		goto fail;
	unlink(a.sun_path);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)))
		goto fail;
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	return fd;
fail:
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The connection that the child makes, unless it dies before. */
static int accept_from(const struct qemu_process *p, int listener)
{
	struct pollfd poll_for = {.fd = listener, .events = POLLIN};
	int waited, status;

	for (waited = 0; waited < START_MS; waited += 50) {
		if (poll(&poll_for, 1, 50) > 0)
			return accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (waitpid(p->pid, &status, WNOHANG | WNOWAIT) == p->pid)
			return -1;
	}
	return -1;
}

/* ---- the monitor ---- */

/* Read objects, one a line, until one has @text in it. */
static int qmp_wait(const struct qemu_process *p, const char *text)
{
	char line[4096];
	size_t n = 0;

	for (;;) {
		struct pollfd poll_for = {.fd = p->qmp, .events = POLLIN};

		if (n == sizeof(line) - 1)
			n = 0;
		if (poll(&poll_for, 1, START_MS) <= 0 ||
		    read(p->qmp, line + n, 1) != 1)
			return -1;
		if (line[n++] != '\n')
			continue;
		line[n] = '\0';
		n = 0;
		if (strstr(line, text))
			return 0;
	}
}

static int qmp_send(const struct qemu_process *p, const char *command)
{
	char text[128];
	int n = snprintf(text, sizeof(text), "{\"execute\":\"%s\"}\n", command);

	return write(p->qmp, text, (size_t)n) == n ? 0 : -1;
}

int qemu_process_reset(struct qemu_process *p, char *err, size_t err_len)
{
	if (qmp_send(p, "system_reset") || qmp_wait(p, "\"RESET\""))
		return complain(err, err_len, "QEMU does not reset");
	return 0;
}

/* ---- the process ---- */

static int words(char **argv, char *room, const char *text)
{
	int n = 0;

	snprintf(room, WORD_ROOM, "%s", text);
	for (char *save, *w = strtok_r(room, " \n", &save); w && n < WORDS - 32;
	     w = strtok_r(NULL, " \n", &save))
		argv[n++] = w;
	return n;
}

static void __attribute__((noreturn))
child(const struct qemu_process *p, const char *command, const char *dir,
      int memory, unsigned mib, const uint8_t mac[6])
{
	static const char *const fixed[] = {
		"-accel",      "qtest",		 "-qtest-log", "none",
		"-display",    "none",		 "-vga",       "none",
		"-nodefaults", "-no-user-config"};
	char room[WORD_ROOM], option[6][512], *argv[WORDS];
	int n = words(argv, room, command), out;
	pid_t parent = getppid();

	for (unsigned i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		argv[n++] = (char *)fixed[i];
	snprintf(option[0], sizeof(option[0]), "unix:%s/qtest", dir);
	snprintf(option[1], sizeof(option[1]), "unix:%s/qmp", dir);
	snprintf(option[2], sizeof(option[2]),
		 "memory-backend-file,id=ram,size=%uM,share=on,"
		 "mem-path=/proc/self/fd/%d",
		 mib, memory);
	snprintf(option[3], sizeof(option[3]), "%uM", mib);
	snprintf(option[4], sizeof(option[4]),
		 "dgram,id=n0,local.type=unix,local.path=%s/card,"
		 "remote.type=unix,remote.path=%s/peer",
		 dir, dir);
	snprintf(option[5], sizeof(option[5]),
		 "e1000,netdev=n0,addr=4.0,"
		 "mac=%02x:%02x:%02x:%02x:%02x:%02x",
		 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	argv[n++] = "-qtest";
	argv[n++] = option[0];
	argv[n++] = "-qmp";
	argv[n++] = option[1];
	argv[n++] = "-object";
	argv[n++] = option[2];
	argv[n++] = "-machine";
	argv[n++] = "pc,memory-backend=ram";
	argv[n++] = "-m";
	argv[n++] = option[3];
	argv[n++] = "-netdev";
	argv[n++] = option[4];
	argv[n++] = "-device";
	argv[n++] = option[5];
	argv[n] = NULL;

	/* With the parent it dies, even if that was just now. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (parent == 1 || getppid() != parent)
		_exit(1);
	out = open("/dev/null", O_RDWR);
	if (out >= 0) {
		dup2(out, 0);
		dup2(out, 1);
	}
	(void)p;
	execvp(argv[0], argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int map_memory(struct qemu_process *p, uint32_t bus, size_t bytes)
{
	int fd = memfd_create("conformance", 0); /* the child inherits it */

	if (fd < 0)
		return -1;
	if (!ftruncate(fd, (off_t)bus + (off_t)bytes))
		p->memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
				 MAP_SHARED, fd, bus);
	if (!p->memory || p->memory == MAP_FAILED) {
		p->memory = NULL;
		close(fd);
		return -1;
	}
	p->bytes = bytes;
	return fd;
}

int qemu_process_start(struct qemu_process *p, const char *command,
		       const char *dir, uint32_t bus, size_t bytes,
		       const uint8_t mac[6], char *err, size_t err_len)
{
	int qtest = -1, qmp = -1, memory = -1, rc = -1;
	struct sockaddr_un card;

	memset(p, 0, sizeof(*p));
	p->qtest = p->qmp = p->wire = -1;
	/* A QEMU that has died is seen by what write() returns. */
	signal(SIGPIPE, SIG_IGN);
	if (mkdir(dir, 0777) && errno != EEXIST)
		return complain(err, err_len, "%s: %s", dir, strerror(errno));
	if (address(&card, dir, "card"))
		return complain(err, err_len, "%s: too long for a socket", dir);
	unlink(card.sun_path);
	qtest = listen_at(dir, "qtest");
	qmp = listen_at(dir, "qmp");
	p->wire = wire_at(dir, "peer");
	memory = map_memory(p, bus, bytes);
	if (qtest < 0 || qmp < 0 || p->wire < 0 || memory < 0) {
		complain(err, err_len, "sockets for QEMU in %s: %s", dir,
			 strerror(errno));
		goto out;
	}
	p->pid = fork();
	if (!p->pid)
		child(p, command, dir, memory,
		      (unsigned)(((uint64_t)bus + bytes) >> 20), mac);
	if (p->pid < 0) {
		complain(err, err_len, "fork: %s", strerror(errno));
		goto out;
	}
	p->qtest = accept_from(p, qtest);
	p->qmp = p->qtest < 0 ? -1 : accept_from(p, qmp);
	if (p->qmp < 0 || qmp_wait(p, "QMP") ||
	    qmp_send(p, "qmp_capabilities") || qmp_wait(p, "return") ||
	    connect(p->wire, (struct sockaddr *)&card, sizeof(card))) {
		complain(err, err_len, "QEMU does not start: %.500s", command);
		goto out;
	}
	rc = 0;
out:
	if (qtest >= 0)
		close(qtest);
	if (qmp >= 0)
		close(qmp);
	if (memory >= 0)
		close(memory);
	if (rc)
		qemu_process_stop(p);
	return rc;
}

void qemu_process_stop(struct qemu_process *p)
{
	if (p->pid > 0) {
		kill(p->pid, SIGKILL);
		while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (p->qtest > 0)
		close(p->qtest);
	if (p->qmp > 0)
		close(p->qmp);
	if (p->wire > 0)
		close(p->wire);
	if (p->memory)
		munmap(p->memory, p->bytes);
	memset(p, 0, sizeof(*p));
}
