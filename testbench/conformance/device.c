// SPDX-License-Identifier: MIT
/* What both kinds of device have in common. */
#include "device.h"

#include <stdlib.h>
#include <string.h>

const uint8_t device_mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};

void device_destroy(struct device *d)
{
	struct device_frame *f;

	if (!d)
		return;
	while ((f = device_sent(d)))
		free(f);
	d->ops->destroy(d);
}

int device_run(struct device *d, void (*job)(void *arg), void *arg)
{
	return d->ops->run(d, job, arg);
}

int device_reset(struct device *d)
{
	struct device_frame *f;

	d->error[0] = '\0';
	if (d->ops->reset(d))
		return -1;
	while ((f = device_sent(d)))
		free(f);
	return 0;
}

uint32_t device_read(struct device *d, uint32_t reg)
{
	d->accesses++;
	return d->ops->read32(d, reg);
}

void device_write(struct device *d, uint32_t reg, uint32_t value)
{
	d->accesses++;
	d->ops->write32(d, reg, value);
}

uint32_t device_io_read(struct device *d, uint32_t reg)
{
	d->accesses++;
	return d->ops->io_read32(d, reg);
}

void device_io_write(struct device *d, uint32_t reg, uint32_t value)
{
	d->accesses++;
	d->ops->io_write32(d, reg, value);
}

void device_mem_write(struct device *d, uint32_t bus, const void *data,
		      size_t len)
{
	d->ops->flush(d);
	memcpy(d->arena + (bus - DEVICE_BUS), data, len);
}

void device_mem_read(struct device *d, uint32_t bus, void *data, size_t len)
{
	d->ops->flush(d);
	memcpy(data, d->arena + (bus - DEVICE_BUS), len);
}

bool device_irq(struct device *d)
{
	return d->ops->irq(d);
}

void device_inject(struct device *d, const uint8_t *frame, uint32_t len)
{
	d->ops->inject(d, frame, len);
}

void device_wait_ns(struct device *d, uint64_t ns)
{
	d->ops->wait_ns(d, ns);
}

struct device_frame *device_sent(struct device *d)
{
	struct device_frame *f = d->sent;

	if (!f)
		return NULL;
	d->sent = f->next;
	if (!d->sent)
		d->sent_end = &d->sent;
	return f;
}

void device_add_sent(struct device *d, const uint8_t *data, uint32_t len)
{
	struct device_frame *f = malloc(sizeof(*f) + len);

	if (!f)
		abort();
	f->next = NULL;
	f->len = len;
	memcpy(f->data, data, len);
	if (!d->sent)
		d->sent_end = &d->sent;
	*d->sent_end = f;
	d->sent_end = &f->next;
}
