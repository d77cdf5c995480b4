/* SPDX-License-Identifier: MIT */
/* A vfio-user client for tests: says what it is told to, right or wrong. */
#ifndef VFIO_TEST_CLIENT_H
#define VFIO_TEST_CLIENT_H

#include "../../sim/vfio/protocol.h"

/* A device that remembers: BAR 0 is memory, the rest is counted. */
struct toy {
	uint8_t bar0[256];
	unsigned maps, resets, level;
	uint64_t map_addr;
	uint8_t *map_mem;
};
extern const struct vfu_ops toy_ops;

struct client {
	struct toy toy;
	struct vfu *v;
	int fd;
	uint16_t id;
	/* the last reply */
	struct vfu_header h;
	uint8_t payload[VFU_MAX_MSG];
};

void client_open(struct client *c);
void client_close(struct client *c);
/* A message with a header that says the truth. */
void client_send(struct client *c, unsigned command, uint32_t flags,
		 const void *payload, uint32_t len, int fd);
/* Bytes as they are. */
void client_raw(struct client *c, const void *data, size_t len);
/* Let the server work; true if there is a reply, which is in @c then. */
bool client_reply(struct client *c);
/* Send, and have an answer without error (0) or the error. */
int client_ask(struct client *c, unsigned command, const void *payload,
	       uint32_t len, int fd);
/* A file of @bytes to be mapped. */
int client_memory(size_t bytes);

#endif
