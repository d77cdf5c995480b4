/* SPDX-License-Identifier: MIT */
/*
 * A network card with a memory and a wire, of whichever make: this project's
 * (card.c) or QEMU's e1000 (qemu.c). What the two agree about goes through
 * this interface and no other.
 *
 * Both cards see the arena, DEVICE_ARENA bytes of memory, at the same bus
 * address, DEVICE_BUS; so descriptors and ring registers are the same on both.
 * Registers are BAR 0's, 32 bits wide.
 *
 * All calls but those marked "outside" belong into a job of device_run(): the
 * card's clock runs on a CPU, and the job is what that CPU does. A device that
 * fails (a bus fault, a process that died) abandons the job; device_run() says
 * so.
 */
#ifndef CONFORMANCE_DEVICE_H
#define CONFORMANCE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEVICE_BUS   0x10000000u
#define DEVICE_ARENA (16u << 20)

/* The address in both EEPROMs. */
extern const uint8_t device_mac[6];

struct device;

struct device_ops {
	const char *name;
	int (*run)(struct device *d, void (*job)(void *arg), void *arg);
	int (*reset)(struct device *d);
	void (*destroy)(struct device *d);
	uint32_t (*read32)(struct device *d, uint32_t reg);
	void (*write32)(struct device *d, uint32_t reg, uint32_t value);
	uint32_t (*io_read32)(struct device *d, uint32_t reg);
	void (*io_write32)(struct device *d, uint32_t reg, uint32_t value);
	void (*flush)(struct device *d);
	bool (*irq)(struct device *d);
	void (*inject)(struct device *d, const uint8_t *frame, uint32_t len);
	void (*wait_ns)(struct device *d, uint64_t ns);
};

struct device_frame {
	struct device_frame *next;
	uint32_t len;
	uint8_t data[];
};

struct device {
	const struct device_ops *ops;
	uint8_t *arena;
	struct device_frame *sent, **sent_end; /* not yet taken */
	uint64_t accesses;
	char error[2048];
};

/* Outside. NULL with a message in @err. */
struct device *card_create(const uint16_t *eeprom, char *err, size_t err_len);
/* @command: words that start QEMU; @dir: for its sockets, made if missing. */
struct device *qemu_create(const char *command, const char *dir, char *err,
			   size_t err_len);
void device_destroy(struct device *d);

/* Outside. @job(@arg) on the device's CPU. 0; or -1 and @d->error says why it
 * did not come to its end. After that only device_reset() is allowed. */
int device_run(struct device *d, void (*job)(void *arg), void *arg);
/*
 * Outside. Power-on: registers, EEPROM, PHY, nothing under way, the link up,
 * no cause pending, PCI configured, the arena and what was sent forgotten. 0
 * or -1 with @d->error.
 */
int device_reset(struct device *d);

uint32_t device_read(struct device *d, uint32_t reg);
void device_write(struct device *d, uint32_t reg, uint32_t value);
/* Through the I/O BAR: IOADDR, IODATA. */
uint32_t device_io_read(struct device *d, uint32_t reg);
void device_io_write(struct device *d, uint32_t reg, uint32_t value);
/* All of @n registers; as fast as the device can. */
void device_read_many(struct device *d, const uint32_t *reg, uint32_t *value,
		      unsigned n);
/* Memory as the CPU and the card see it; what the card was told before has
 * been done, as far as it is done at once. @bus .. + @len is in the arena. */
void device_mem_write(struct device *d, uint32_t bus, const void *data,
		      size_t len);
void device_mem_read(struct device *d, uint32_t bus, void *data, size_t len);
/* Level of INTA. */
bool device_irq(struct device *d);
/* One frame without FCS towards the card, 60 bytes at least. */
void device_inject(struct device *d, const uint8_t *frame, uint32_t len);
/* Time passes for the card. */
void device_wait_ns(struct device *d, uint64_t ns);
/* The oldest frame that it sent, without FCS; free() it. NULL: none. */
struct device_frame *device_sent(struct device *d);

/* For the devices: a frame came out. */
void device_add_sent(struct device *d, const uint8_t *data, uint32_t len);

#endif
