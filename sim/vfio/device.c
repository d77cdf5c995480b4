/* SPDX-License-Identifier: MIT */
/* What each message asks for, checked and done. */
#include "protocol.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char capabilities[] = "{\"capabilities\":{\"max_msg_fds\":8}}";

/* The message's payload as @to, if it is that long. */
static bool payload(const struct vfu *v, uint32_t size, void *to, uint32_t len)
{
	if (size < sizeof(struct vfu_header) + len)
		return false;
	memcpy(to, v->in + sizeof(struct vfu_header), len);
	return true;
}

static void version(struct vfu *v, uint32_t size)
{
	struct {
		struct vfu_version v;
		char json[sizeof(capabilities)];
	} out = {.v = {0, 0}};
	struct vfu_version ask;
	uint32_t text = size - (uint32_t)sizeof(struct vfu_header) -
			(uint32_t)sizeof(ask);

	if (!payload(v, size, &ask, sizeof(ask))) {
		vfu_refuse(v, EINVAL);
		return;
	}
	/* Its capabilities do not matter here, but they must be a string. */
	if (ask.major != 0 || (text && v->in[size - 1] != 0)) {
		vfu_refuse(v, EINVAL);
		vfu_hang_up(v, "the client speaks version %u.%u, not 0.0",
			    ask.major, ask.minor);
		return;
	}
	memcpy(out.json, capabilities, sizeof(capabilities));
	vfu_reply(v, &out, sizeof(out.v) + sizeof(capabilities));
}

/* ---- the guest's memory ---------------------------------------------------
 */

static void unmap(struct vfu *v, unsigned i)
{
	struct vfu_map *m = &v->map[i];

	v->conf.ops->dma_unmap(v->conf.arg, m->addr, m->size);
	if (m->mem)
		munmap(m->mem, m->size);
	*m = v->map[--v->maps];
}

/* A file that ends earlier than it says would kill us at the first touch. */
static bool file_holds(int fd, uint64_t offset, uint64_t size)
{
	struct stat s;

	return !fstat(fd, &s) && s.st_size >= 0 &&
	       (uint64_t)s.st_size >= offset &&
	       (uint64_t)s.st_size - offset >= size;
}

static int dma_map(struct vfu *v, const struct vfu_dma_map *d)
{
	bool writable = d->flags & VFU_DMA_WRITE;
	void *mem = NULL;
	int fd, error;

	if (!d->size || d->size > UINT64_MAX - d->addr ||
	    ((d->addr | d->size | d->offset) & 0xfff) ||
	    (d->flags & ~(VFU_DMA_READ | VFU_DMA_WRITE)))
		return EINVAL;
	if (v->maps == VFU_MAX_MAPS)
		return ENOSPC;
	for (unsigned i = 0; i < v->maps; i++)
		if (d->addr < v->map[i].addr + v->map[i].size &&
		    v->map[i].addr < d->addr + d->size)
			return EEXIST;
	fd = vfu_take_fd(v);
	if (fd >= 0) {
		if (!file_holds(fd, d->offset, d->size)) {
			close(fd);
			return EINVAL;
		}
		mem = mmap(NULL, d->size,
			   PROT_READ | (writable ? PROT_WRITE : 0), MAP_SHARED,
			   fd, (off_t)d->offset);
		close(fd);
		if (mem == MAP_FAILED)
			return errno;
	}
	error = v->conf.ops->dma_map(v->conf.arg, d->addr, d->size, mem,
				     writable);
	if (error) {
		if (mem)
			munmap(mem, d->size);
		return error;
	}
	v->map[v->maps++] = (struct vfu_map){d->addr, d->size, mem};
	return 0;
}

static void dma_map_message(struct vfu *v, uint32_t size)
{
	struct vfu_dma_map d;
	int error = EINVAL;

	if (payload(v, size, &d, sizeof(d)) && d.argsz >= sizeof(d))
		error = dma_map(v, &d);
	if (error)
		vfu_refuse(v, error);
	else
		vfu_reply(v, NULL, 0);
}

static void dma_unmap_message(struct vfu *v, uint32_t size)
{
	struct vfu_dma_unmap d;
	unsigned i;

	if (!payload(v, size, &d, sizeof(d)) || d.argsz < sizeof(d)) {
		vfu_refuse(v, EINVAL);
		return;
	}
	if (d.flags == VFU_DMA_UNMAP_ALL) {
		while (v->maps)
			unmap(v, v->maps - 1);
		vfu_reply(v, &d, sizeof(d));
		return;
	}
	for (i = 0; i < v->maps; i++)
		if (v->map[i].addr == d.addr && v->map[i].size == d.size)
			break;
	if (d.flags || i == v->maps) {
		vfu_refuse(v, d.flags ? EINVAL : ENOENT);
		return;
	}
	unmap(v, i);
	vfu_reply(v, &d, sizeof(d));
}

/* ---- what the device is ----------------------------------------------------
 */

static void device_info(struct vfu *v, uint32_t size)
{
	struct vfu_device_info d;

	if (!payload(v, size, &d, sizeof(d)) || d.argsz < sizeof(d)) {
		vfu_refuse(v, EINVAL);
		return;
	}
	d = (struct vfu_device_info){sizeof(d),
				     VFU_DEVICE_RESETS | VFU_DEVICE_PCI,
				     VFU_REGIONS, VFU_IRQS};
	vfu_reply(v, &d, sizeof(d));
}

static void region_info(struct vfu *v, uint32_t size)
{
	struct vfu_region_info d;

	if (!payload(v, size, &d, sizeof(d)) || d.argsz < sizeof(d) ||
	    d.index >= VFU_REGIONS) {
		vfu_refuse(v, EINVAL);
		return;
	}
	d = (struct vfu_region_info){
		.argsz = sizeof(d),
		.flags = VFU_REGION_READS | VFU_REGION_WRITES,
		.index = d.index,
		.size = v->conf.region_bytes[d.index],
	};
	vfu_reply(v, &d, sizeof(d));
}

static void irq_info(struct vfu *v, uint32_t size)
{
	struct vfu_irq_info d;

	if (!payload(v, size, &d, sizeof(d)) || d.argsz < sizeof(d) ||
	    d.index >= VFU_IRQS) {
		vfu_refuse(v, EINVAL);
		return;
	}
	d = (struct vfu_irq_info){.argsz = sizeof(d), .index = d.index};
	if (d.index == 0) {
		d.flags =
			VFU_IRQ_EVENTFD | VFU_IRQ_MASKABLE | VFU_IRQ_AUTOMASKED;
		d.count = 1;
	}
	vfu_reply(v, &d, sizeof(d));
}

/* ---- interrupts ------------------------------------------------------------
 */

static void tell(struct vfu *v)
{
	struct pollfd room = {.fd = v->intx_fd, .events = POLLOUT};

	if (!v->intx_level || v->intx_masked || v->intx_fd < 0)
		return;
	/* One whose counter is full is told already; writing would block. */
	if (poll(&room, 1, 0) == 1 && eventfd_write(v->intx_fd, 1))
		return;
	v->intx_masked = true;
	v->counts.interrupts++;
}

void vfu_intx(struct vfu *v, bool level)
{
	v->intx_level = level;
	tell(v);
}

static void drop_intx(struct vfu *v)
{
	if (v->intx_fd >= 0)
		close(v->intx_fd);
	v->intx_fd = -1;
	v->intx_masked = false;
}

/* An eventfd and nothing else: writing to it must not block, nor kill. */
static bool is_eventfd(int fd)
{
	char link[64], name[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, name, sizeof(name) - 1);
	if (n <= 0)
		return false;
	name[n] = 0;
	return strstr(name, "[eventfd]") != NULL;
}

static int set_irqs(struct vfu *v, const struct vfu_set_irqs *d)
{
	int fd;

	if (d->index >= VFU_IRQS || d->count > 1 || d->start)
		return EINVAL;
	if (d->index)
		return d->count ? EINVAL : 0; /* there are none */
	switch (d->flags) {
	case VFU_SET_EVENTFD | VFU_SET_TRIGGER:
		fd = vfu_take_fd(v);
		if (fd >= 0 && !is_eventfd(fd)) {
			close(fd);
			return EINVAL;
		}
		drop_intx(v);
		v->intx_fd = fd;
		tell(v);
		return 0;
	case VFU_SET_NONE | VFU_SET_TRIGGER:
		if (d->count)
			return EINVAL;
		drop_intx(v);
		return 0;
	case VFU_SET_NONE | VFU_SET_MASK:
		v->intx_masked = true;
		return 0;
	case VFU_SET_NONE | VFU_SET_UNMASK:
		v->intx_masked = false;
		tell(v);
		return 0;
	}
	return EINVAL;
}

static void set_irqs_message(struct vfu *v, uint32_t size)
{
	struct vfu_set_irqs d;
	int error = EINVAL;

	if (payload(v, size, &d, sizeof(d)) && d.argsz >= sizeof(d))
		error = set_irqs(v, &d);
	if (error)
		vfu_refuse(v, error);
	else
		vfu_reply(v, NULL, 0);
}

/* ---- accesses ---------------------------------------------------------------
 */

static bool inside(const struct vfu *v, const struct vfu_access *a)
{
	return a->region < VFU_REGIONS && a->count &&
	       a->count <= VFU_ACCESS_MAX &&
	       a->offset <= v->conf.region_bytes[a->region] &&
	       a->count <= v->conf.region_bytes[a->region] - a->offset;
}

static void region_read(struct vfu *v, uint32_t size)
{
	struct {
		struct vfu_access a;
		uint8_t data[VFU_ACCESS_MAX];
	} out;
	int error = EINVAL;

	if (payload(v, size, &out.a, sizeof(out.a)) && inside(v, &out.a)) {
		v->counts.reads++;
		error = v->conf.ops->read(v->conf.arg, out.a.region,
					  (uint32_t)out.a.offset, out.a.count,
					  out.data);
	}
	if (error)
		vfu_refuse(v, error);
	else
		vfu_reply(v, &out, (uint32_t)sizeof(out.a) + out.a.count);
}

static void region_write(struct vfu *v, uint32_t size)
{
	const uint8_t *data =
		v->in + sizeof(struct vfu_header) + sizeof(struct vfu_access);
	struct vfu_access a;
	int error = EINVAL;

	if (payload(v, size, &a, sizeof(a)) && inside(v, &a) &&
	    size == sizeof(struct vfu_header) + sizeof(a) + a.count) {
		v->counts.writes++;
		error = v->conf.ops->write(v->conf.arg, a.region,
					   (uint32_t)a.offset, a.count, data);
	}
	if (error)
		vfu_refuse(v, error);
	else
		vfu_reply(v, &a, sizeof(a));
}

void vfu_forget(struct vfu *v)
{
	while (v->maps)
		unmap(v, v->maps - 1);
	drop_intx(v);
}

void vfu_message(struct vfu *v)
{
	struct vfu_header h;

	memcpy(&h, v->in, sizeof(h));
	if ((h.flags & VFU_TYPE) != VFU_COMMAND) {
		vfu_hang_up(v, "message %u is a reply, but nothing was asked",
			    h.id);
		return;
	}
	switch (h.command) {
	case VFU_VERSION:
		version(v, h.size);
		break;
	case VFU_DMA_MAP:
		dma_map_message(v, h.size);
		break;
	case VFU_DMA_UNMAP:
		dma_unmap_message(v, h.size);
		break;
	case VFU_DEVICE_GET_INFO:
		device_info(v, h.size);
		break;
	case VFU_GET_REGION_INFO:
		region_info(v, h.size);
		break;
	case VFU_GET_IRQ_INFO:
		irq_info(v, h.size);
		break;
	case VFU_SET_IRQS:
		set_irqs_message(v, h.size);
		break;
	case VFU_REGION_READ:
		region_read(v, h.size);
		break;
	case VFU_REGION_WRITE:
		region_write(v, h.size);
		break;
	case VFU_DEVICE_RESET:
		v->counts.resets++;
		v->conf.ops->reset(v->conf.arg);
		vfu_reply(v, NULL, 0);
		break;
	default:
		vfu_refuse(v, ENOTSUP);
	}
}
