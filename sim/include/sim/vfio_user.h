/* SPDX-License-Identifier: MIT */
/*
 * A PCI device for a stock QEMU: the server's side of the vfio-user protocol
 * (libvfio-user's docs/vfio-user.rst) on a unix stream socket, for a device
 * with a memory BAR, an I/O BAR, configuration space, INTx and DMA straight
 * to the guest's shared memory.
 *
 * The client is hostile: every message is checked for size and range before a
 * byte of it is used. What it asks for wrongly gets an error reply; what
 * cannot be a message ends the connection, with a reason.
 *
 * Nothing here knows simulated time. Context: outside.
 */
#ifndef SIM_VFIO_USER_H
#define SIM_VFIO_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Regions as VFIO numbers those of a PCI device. */
enum vfu_region { VFU_BAR0 = 0, VFU_BAR1 = 1, VFU_ROM = 6, VFU_CONFIG = 7 };
#define VFU_REGIONS 9

/* The largest access that is one message. */
#define VFU_ACCESS_MAX 4096u

struct vfu_ops {
	/*
	 * @count bytes at @offset of a region; both lie inside it. 0, or an
	 * errno for the client.
	 */
	int (*read)(void *arg, unsigned region, uint32_t offset, uint32_t count,
		    uint8_t *data);
	int (*write)(void *arg, unsigned region, uint32_t offset,
		     uint32_t count, const uint8_t *data);
	/*
	 * The guest's memory [@addr, @addr + @size) is at @mem (NULL: there
	 * is nothing behind it, as for a ROM); until dma_unmap() of the same
	 * range. 0, or an errno for the client.
	 */
	int (*dma_map)(void *arg, uint64_t addr, uint64_t size, void *mem,
		       bool writable);
	void (*dma_unmap)(void *arg, uint64_t addr, uint64_t size);
	void (*reset)(void *arg);
};

struct vfu_config {
	uint32_t region_bytes[VFU_REGIONS]; /* 0: there is none */
	const struct vfu_ops *ops;
	void *arg;
};

struct vfu;

/*
 * Listens at @path, which must not exist; NULL with a message in @err.
 * vfu_close() hangs up, gives the memory back (dma_unmap), removes @path.
 */
struct vfu *vfu_listen(const char *path, const struct vfu_config *c, char *err,
		       size_t err_len);
/* The same for a connected socket (tests, fuzzing); takes @fd over. */
struct vfu *vfu_adopt(int fd, const struct vfu_config *c);
void vfu_close(struct vfu *v);

enum vfu_state {
	VFU_WAITING, /* no client yet */
	VFU_READY,   /* there is one */
	VFU_GONE,    /* it has hung up, or was hung up on: vfu_why() */
};

/*
 * Wait up to @timeout_ms (0: not at all, -1: for ever) for something from the
 * client, then do all that is there; a signal ends the wait. Returns the state.
 */
enum vfu_state vfu_serve(struct vfu *v, int timeout_ms);
/* Why it is gone; "" while it is not. */
const char *vfu_why(const struct vfu *v);
/* The descriptor to poll for input: of the client, or the listening one. */
int vfu_fd(const struct vfu *v);

/*
 * The level of INTx. The client is told of a high level once, and masks the
 * line; when it unmasks it and the level is still high, once more.
 */
void vfu_intx(struct vfu *v, bool level);

/* What went by, for the end's table. */
struct vfu_counts {
	uint64_t messages, reads, writes, refused, interrupts, resets;
};
const struct vfu_counts *vfu_counts(const struct vfu *v);

#endif
