/* SPDX-License-Identifier: MIT */
/* A device in the tree, and messages that begin with its name. */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/kernel.h>
#include <linux/slab.h>

struct kernel;

struct device {
	struct device *parent;
	const char *init_name;	 /* "0000:00:03.0" */
	const char *driver_name; /* NULL while unbound */
	void *driver_data;
	u64 dma_mask_store;
	u64 *dma_mask;
	u64 coherent_dma_mask;
	unsigned int bus_id; /* its place on the bus, as the IOMMU knows it */
};

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline const char *dev_name(const struct device *dev)
{
	return dev->init_name ? dev->init_name : "(unnamed)";
}

const char *dev_driver_string(const struct device *dev);
void dev_printk(const char *level, const struct device *dev, const char *fmt,
		...) __printf(3, 4);

#define dev_err(dev, fmt, ...) dev_printk(KERN_ERR, dev, fmt, ##__VA_ARGS__)
#define dev_warn(dev, fmt, ...) \
	dev_printk(KERN_WARNING, dev, fmt, ##__VA_ARGS__)
#define dev_notice(dev, fmt, ...) \
	dev_printk(KERN_NOTICE, dev, fmt, ##__VA_ARGS__)
#define dev_info(dev, fmt, ...) dev_printk(KERN_INFO, dev, fmt, ##__VA_ARGS__)
#ifdef DEBUG
#define dev_dbg(dev, fmt, ...) dev_printk(KERN_DEBUG, dev, fmt, ##__VA_ARGS__)
#else
#define dev_dbg(dev, fmt, ...)                                           \
	do {                                                             \
		if (0)                                                   \
			dev_printk(KERN_DEBUG, dev, fmt, ##__VA_ARGS__); \
	} while (0)
#endif

int device_set_wakeup_enable(struct device *dev, bool enable);

#endif
