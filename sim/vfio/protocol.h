/* SPDX-License-Identifier: MIT */
/* The vfio-user protocol as it goes over the wire: little-endian, packed by
 * its natural alignment. And what the two files of the server share. */
#ifndef SIM_VFIO_PROTOCOL_H
#define SIM_VFIO_PROTOCOL_H

#include "sim/vfio_user.h"

enum vfu_command {
	VFU_VERSION = 1,
	VFU_DMA_MAP = 2,
	VFU_DMA_UNMAP = 3,
	VFU_DEVICE_GET_INFO = 4,
	VFU_GET_REGION_INFO = 5,
	VFU_GET_IRQ_INFO = 7,
	VFU_SET_IRQS = 8,
	VFU_REGION_READ = 9,
	VFU_REGION_WRITE = 10,
	VFU_DEVICE_RESET = 13,
};

struct vfu_header {
	uint16_t id;
	uint16_t command;
	uint32_t size; /* with this header */
	uint32_t flags;
	uint32_t error;
};

#define VFU_TYPE     0xfu /* of flags: */
#define VFU_COMMAND  0u
#define VFU_REPLY    1u
#define VFU_NO_REPLY 0x10u
#define VFU_ERROR    0x20u

struct vfu_version {
	uint16_t major, minor;
	/* JSON, with its NUL */
};

struct vfu_dma_map {
	uint32_t argsz, flags;
	uint64_t offset, addr, size;
};
#define VFU_DMA_READ  1u
#define VFU_DMA_WRITE 2u

struct vfu_dma_unmap {
	uint32_t argsz, flags;
	uint64_t addr, size;
};
#define VFU_DMA_UNMAP_ALL 2u

struct vfu_device_info {
	uint32_t argsz, flags, regions, irqs;
};
#define VFU_DEVICE_RESETS 1u
#define VFU_DEVICE_PCI	  2u
#define VFU_IRQS	  5u

struct vfu_region_info {
	uint32_t argsz, flags, index, cap_offset;
	uint64_t size, offset;
};
#define VFU_REGION_READS  1u
#define VFU_REGION_WRITES 2u

struct vfu_irq_info {
	uint32_t argsz, flags, index, count;
};
#define VFU_IRQ_EVENTFD	   1u
#define VFU_IRQ_MASKABLE   2u
#define VFU_IRQ_AUTOMASKED 4u

struct vfu_set_irqs {
	uint32_t argsz, flags, index, start, count;
};
#define VFU_SET_NONE	1u
#define VFU_SET_BOOL	2u
#define VFU_SET_EVENTFD 4u
#define VFU_SET_DATA	7u
#define VFU_SET_MASK	8u
#define VFU_SET_UNMASK	16u
#define VFU_SET_TRIGGER 32u

struct vfu_access {
	uint64_t offset;
	uint32_t region, count;
	/* data */
};

#define VFU_MAX_MSG \
	(sizeof(struct vfu_header) + sizeof(struct vfu_access) + VFU_ACCESS_MAX)
#define VFU_MAX_FDS  8u
#define VFU_MAX_MAPS 64u

struct vfu_map {
	uint64_t addr, size;
	void *mem; /* NULL: nothing behind it */
};

struct vfu {
	struct vfu_config conf;
	char *path; /* to be removed; NULL: none */
	int listener, client;
	enum vfu_state state;
	char why[200];
	struct vfu_counts counts;

	/* The message that is coming in, and what came with it. */
	_Alignas(8) uint8_t in[VFU_MAX_MSG];
	uint32_t have;
	int fds[VFU_MAX_FDS];
	unsigned fd_count;

	struct vfu_map map[VFU_MAX_MAPS];
	unsigned maps;

	int intx_fd; /* the client's eventfd; -1: none */
	bool intx_level, intx_masked;
};

/* Answer the complete message in v->in. */
void vfu_message(struct vfu *v);
/* A descriptor of the message, now the caller's; -1: there is none. */
int vfu_take_fd(struct vfu *v);
/* End the connection; the first reason counts. */
__attribute__((format(printf, 2, 3))) void vfu_hang_up(struct vfu *v,
						       const char *why, ...);
/* Reply to the message in v->in: @payload, or an error. */
void vfu_reply(struct vfu *v, const void *payload, uint32_t len);
void vfu_refuse(struct vfu *v, int error);
/* Everything that the client gave goes back. */
void vfu_forget(struct vfu *v);

#endif
