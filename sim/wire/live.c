// SPDX-License-Identifier: MIT
/*
 * Ends of the wire outside of the simulation: a tap device, or a unix datagram
 * socket with one frame in a datagram, as QEMU's -netdev dgram has it.
 *
 * Frames carry no FCS there and may be shorter than Ethernet's minimum; the
 * line pads and closes them. One that was broken on the line does not leave.
 */
#include "inbox.h"
#include "sim/live.h"
#include "wire_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* What waits at the line; the rest waits with the system, which drops when it
 * has had enough. */
#define LINE_FRAMES 64
#define HEADER	    14u
/* What waits for the world: a unix datagram socket holds ten, then says no. A
 * switch would not have more room than this either. */
#define OUT_FRAMES 1024

struct out_frame {
	uint8_t *data;
	uint32_t len;
};

struct wire_live {
	struct wire *wire;
	int fd;
	struct inbox *inbox;
	char bound[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	struct sockaddr_un far; /* family 0: a tap */
	struct wire_live_counts counts;
	uint32_t head, tail; /* free running */
	struct out_frame out[OUT_FRAMES];
};

/* ---- what the card sends ------------------------------------------------- */

/* 1: it is gone; 0: later; -1: nobody is there. */
static int send_one(struct wire_live *l, const uint8_t *data, uint32_t len)
{
	ssize_t n;

	if (l->far.sun_family)
		n = sendto(l->fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL,
			   (const struct sockaddr *)&l->far, sizeof(l->far));
	else
		n = write(l->fd, data, len);
	if (n < 0 && (errno == EAGAIN || errno == ENOBUFS || errno == EINTR))
		return 0;
	return n == (ssize_t)len ? 1 : -1;
}

static void flush(struct wire_live *l)
{
	while (l->head != l->tail) {
		struct out_frame *f = &l->out[l->head % OUT_FRAMES];
		int gone = send_one(l, f->data, f->len);

		if (!gone)
			return;
		l->counts.sent += gone > 0;
		l->counts.lost += gone < 0;
		free(f->data);
		l->head++;
	}
}

static void heard(void *arg, ps_t last_bit, const uint8_t *data, uint32_t len,
		  bool fcs_ok)
{
	struct wire_live *l = arg;
	struct out_frame *f = &l->out[l->tail % OUT_FRAMES];

	(void)last_bit;
	if (!fcs_ok) {
		l->counts.broken++;
		return;
	}
	if (len > l->counts.longest)
		l->counts.longest = len;
	flush(l);
	if (l->tail - l->head == OUT_FRAMES) {
		l->counts.lost++;
		return;
	}
	f->data = wire_alloc(len);
	f->len = len;
	memcpy(f->data, data, len);
	l->tail++;
	flush(l);
}

bool wire_live_waits(const struct wire_live *l)
{
	return l->head != l->tail;
}

/* ---- what comes in ---------------------------------------------------------
 */

static unsigned waiting(const struct wire *w)
{
	const struct wire_injected *f;
	unsigned n = 0;

	for (f = w->injected; f; f = f->next)
		n++;
	return n;
}

unsigned wire_live_poll(struct wire_live *l, ps_t now)
{
	uint8_t frame[WIRE_MAX_FRAME + 1];
	unsigned got = 0, room = waiting(l->wire);

	flush(l);
	for (room = room < LINE_FRAMES ? LINE_FRAMES - room : 0; room; room--) {
		struct wire_frame f = {.at = now, .data = frame};
		ssize_t n = inbox_take(l->inbox, frame);

		if (n < 0)
			break;
		if ((size_t)n < HEADER || (size_t)n > WIRE_MAX_FRAME) {
			l->counts.refused++;
			continue;
		}
		f.len = (uint32_t)n;
		wire_inject(l->wire, &f);
		l->counts.received++;
		got++;
	}
	return got;
}

int wire_live_fd(const struct wire_live *l)
{
	return inbox_fd(l->inbox);
}

const struct wire_live_counts *wire_live_counts(struct wire_live *l)
{
	l->counts.overrun = inbox_lost(l->inbox);
	return &l->counts;
}

/* ---- made and closed
 * --------------------------------------------------------- */

static int open_tap(struct wire_live *l, const char *name, char *err,
		    size_t err_len)
{
	struct ifreq r = {.ifr_flags = IFF_TAP | IFF_NO_PI};

	if (!*name || strlen(name) >= sizeof(r.ifr_name)) {
		snprintf(err, err_len, "tap:%s: not a device's name", name);
		return -1;
	}
	memcpy(r.ifr_name, name, strlen(name) + 1);
	l->fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (l->fd >= 0 && !ioctl(l->fd, TUNSETIFF, &r))
		return 0;
	snprintf(err, err_len,
		 "tap:%s: %s (a tap needs root, or one that is yours: ip "
		 "tuntap add %s mode tap user NAME)",
		 name, strerror(errno), name);
	return -1;
}

static bool make_address(struct sockaddr_un *a, const char *path, char end)
{
	size_t len = strlen(path);

	memset(a, 0, sizeof(*a));
	a->sun_family = AF_UNIX;
	if (!len || len + 3 > sizeof(a->sun_path))
		return false;
	memcpy(a->sun_path, path, len);
	a->sun_path[len] = '.';
	a->sun_path[len + 1] = end;
	return true;
}

/* Is somebody there? A socket's file outlives its owner. */
static bool alive(const struct sockaddr_un *a)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool is = fd >= 0 &&
		  (!connect(fd, (const struct sockaddr *)a, sizeof(*a)) ||
		   (errno != ECONNREFUSED && errno != ENOENT));

	if (fd >= 0)
		close(fd);
	return is;
}

/* The first who comes is PATH.a and talks to PATH.b; the second is PATH.b. */
static int open_dgram(struct wire_live *l, const char *path, char *err,
		      size_t err_len)
{
	static const char ends[] = "ab";
	struct sockaddr_un own;
	struct stat there;

	l->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (l->fd < 0) {
		snprintf(err, err_len, "dgram:%s: %s", path, strerror(errno));
		return -1;
	}
	for (int i = 0; i < 2; i++) {
		if (!make_address(&own, path, ends[i]) ||
		    !make_address(&l->far, path, ends[!i])) {
			snprintf(err, err_len,
				 "dgram:%s: a socket's path has at most %zu "
				 "bytes",
				 path, sizeof(own.sun_path) - 3);
			return -1;
		}
		if (alive(&own))
			continue;
		if (!lstat(own.sun_path, &there) && S_ISSOCK(there.st_mode))
			unlink(own.sun_path);
		if (!bind(l->fd, (struct sockaddr *)&own, sizeof(own))) {
			memcpy(l->bound, own.sun_path, sizeof(l->bound));
			return 0;
		}
		snprintf(err, err_len, "%s: %s", own.sun_path, strerror(errno));
		return -1;
	}
	snprintf(err, err_len, "dgram:%s: both ends are taken", path);
	return -1;
}

struct wire_live *wire_live_open(struct wire *w, const char *end, char *err,
				 size_t err_len)
{
	struct wire_live *l = wire_alloc(sizeof(*l));
	int ret;

	memset(l, 0, sizeof(*l));
	l->wire = w;
	l->fd = -1;
	if (!strncmp(end, "tap:", 4)) {
		ret = open_tap(l, end + 4, err, err_len);
	} else if (!strncmp(end, "dgram:", 6)) {
		ret = open_dgram(l, end + 6, err, err_len);
	} else {
		snprintf(err, err_len,
			 "%s: an end of the wire is tap:NAME or dgram:PATH",
			 end);
		ret = -1;
	}
	if (!ret) {
		l->inbox = inbox_open(l->fd, WIRE_MAX_FRAME + 1);
		if (!l->inbox)
			snprintf(err, err_len, "%s: no thread to be had", end);
	}
	if (!l->inbox) {
		wire_live_close(l);
		return NULL;
	}
	wire_listen(w, heard, l);
	return l;
}

void wire_live_close(struct wire_live *l)
{
	if (!l)
		return;
	inbox_close(l->inbox);
	for (; l->head != l->tail; l->head++)
		free(l->out[l->head % OUT_FRAMES].data);
	if (l->fd >= 0)
		close(l->fd);
	if (*l->bound)
		unlink(l->bound);
	free(l);
}
