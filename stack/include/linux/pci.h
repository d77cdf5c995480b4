/* SPDX-License-Identifier: MIT */
/*
 * PCI: bus 0 is searched at boot, devices are matched with the drivers of
 * kernel_config. Context: process.
 */
#ifndef _LINUX_PCI_H
#define _LINUX_PCI_H

#include <linux/device.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/interrupt.h>
#include <linux/pci_ids.h>

#define PCI_STD_NUM_BARS	 6
#define PCI_ANY_ID		 (~0U)
#define PCI_VENDOR_ID		 0x00
#define PCI_DEVICE_ID		 0x02
#define PCI_COMMAND		 0x04
#define PCI_COMMAND_IO		 0x1
#define PCI_COMMAND_MEMORY	 0x2
#define PCI_COMMAND_MASTER	 0x4
#define PCI_COMMAND_INVALIDATE	 0x10
#define PCI_COMMAND_INTX_DISABLE 0x400
#define PCI_STATUS		 0x06
#define PCI_REVISION_ID		 0x08
#define PCI_BASE_ADDRESS_0	 0x10
#define PCI_SUBSYSTEM_VENDOR_ID	 0x2c
#define PCI_SUBSYSTEM_ID	 0x2e
#define PCI_INTERRUPT_LINE	 0x3c
#define PCI_INTERRUPT_PIN	 0x3d
#define PCI_DEVFN(slot, func)	 ((((slot)&0x1f) << 3) | ((func)&0x07))

typedef int pci_power_t;
typedef struct pm_message {
	int event;
} pm_message_t;
#define PCI_D0	  0
#define PCI_D3hot 3

struct pci_device_id {
	u32 vendor, device;
	u32 subvendor, subdevice;
	u32 class, class_mask;
	kernel_ulong_t driver_data;
};

#define PCI_DEVICE(vend, dev)                                       \
	.vendor = (vend), .device = (dev), .subvendor = PCI_ANY_ID, \
	.subdevice = PCI_ANY_ID
#define PCI_VDEVICE(vend, dev)                           \
	.vendor = PCI_VENDOR_ID_##vend, .device = (dev), \
	.subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID

struct pci_driver;

struct pci_dev {
	struct list_head list;
	unsigned int devfn;
	unsigned short vendor, device;
	unsigned short subsystem_vendor, subsystem_device;
	unsigned int class; /* 3 bytes */
	u8 revision;
	unsigned int irq;
	struct device dev;
	struct resource resource[PCI_STD_NUM_BARS];
	int enable_cnt;
	bool is_busmaster;
	u32 saved_config[16];
	bool state_saved;
	const struct pci_driver *driver;
	char slot_name[16];
};

struct pci_driver {
	const char *name;
	const struct pci_device_id *id_table;
	int (*probe)(struct pci_dev *dev, const struct pci_device_id *id);
	void (*remove)(struct pci_dev *dev);
	void (*shutdown)(struct pci_dev *dev);
};

/*
 * The "module": a function with the driver's name that kernel_config.drivers
 * takes the result of. Nothing is registered when the program is loaded.
 */
#define module_pci_driver(drv)                 \
	struct pci_driver *drv##_module(void); \
	struct pci_driver *drv##_module(void)  \
	{                                      \
		return &drv;                   \
	}                                      \
	struct pci_driver *drv##_module(void)

#define to_pci_dev(d) container_of(d, struct pci_dev, dev)

static inline void *pci_get_drvdata(struct pci_dev *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void pci_set_drvdata(struct pci_dev *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

static inline const char *pci_name(const struct pci_dev *pdev)
{
	return pdev->slot_name;
}

#define pci_resource_start(d, bar) ((d)->resource[bar].start)
#define pci_resource_end(d, bar)   ((d)->resource[bar].end)
#define pci_resource_flags(d, bar) ((d)->resource[bar].flags)
#define pci_resource_len(d, bar)             \
	((pci_resource_end(d, bar) == 0) ? 0 \
					 : resource_size(&(d)->resource[bar]))

int pci_enable_device(struct pci_dev *dev);
int pci_enable_device_mem(struct pci_dev *dev);
void pci_disable_device(struct pci_dev *dev);
void pci_set_master(struct pci_dev *dev);
void pci_clear_master(struct pci_dev *dev);
/* Bit mask of the BARs whose flags are in @flags. */
int pci_select_bars(struct pci_dev *dev, unsigned long flags);
/* -EBUSY if taken. */
int pci_request_regions(struct pci_dev *dev, const char *name);
void pci_release_regions(struct pci_dev *dev);
int pci_request_selected_regions(struct pci_dev *dev, int bars,
				 const char *name);
void pci_release_selected_regions(struct pci_dev *dev, int bars);
/* NULL for a BAR that is no memory. */
void __iomem *pci_ioremap_bar(struct pci_dev *dev, int bar);
int pci_read_config_byte(struct pci_dev *dev, int where, u8 *val);
int pci_read_config_word(struct pci_dev *dev, int where, u16 *val);
int pci_read_config_dword(struct pci_dev *dev, int where, u32 *val);
int pci_write_config_byte(struct pci_dev *dev, int where, u8 val);
int pci_write_config_word(struct pci_dev *dev, int where, u16 val);
int pci_write_config_dword(struct pci_dev *dev, int where, u32 val);
int pci_save_state(struct pci_dev *dev);
void pci_restore_state(struct pci_dev *dev);

#endif
