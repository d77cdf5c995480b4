// SPDX-License-Identifier: MIT
/* PCI: find the devices of bus 0, bind drivers, configuration space. */
#include "core.h"

#define PCI_SLOTS    32
#define BAR_IO	     0x1u
#define BAR_IO_MASK  (~0x3u)
#define BAR_MEM_MASK (~0xfu)
/* Where BARs go that the firmware left empty. */
#define MEM_WINDOW 0xf0000000u
#define IO_WINDOW  0xd000u

static u32 cfg_read(const struct pci_dev *d, int off)
{
	return machine_pci_read32(machine_this(), (uint16_t)d->devfn,
				  (uint16_t)off);
}

static void cfg_write(const struct pci_dev *d, int off, u32 v)
{
	machine_pci_write32(machine_this(), (uint16_t)d->devfn, (uint16_t)off,
			    v);
}

int pci_read_config_dword(struct pci_dev *dev, int where, u32 *val)
{
	*val = cfg_read(dev, where & ~3);
	return 0;
}

int pci_read_config_word(struct pci_dev *dev, int where, u16 *val)
{
	*val = (u16)(cfg_read(dev, where & ~3) >> (where & 2) * 8);
	return 0;
}

int pci_read_config_byte(struct pci_dev *dev, int where, u8 *val)
{
	*val = (u8)(cfg_read(dev, where & ~3) >> (where & 3) * 8);
	return 0;
}

int pci_write_config_dword(struct pci_dev *dev, int where, u32 val)
{
	cfg_write(dev, where & ~3, val);
	return 0;
}

static void write_part(struct pci_dev *dev, int where, u32 val, u32 mask)
{
	int shift = (where & 3) * 8;
	u32 old = cfg_read(dev, where & ~3);

	/* The status half is cleared by ones: leave it alone. */
	if ((where & ~3) == PCI_COMMAND && where < PCI_STATUS)
		old &= 0xffff;
	cfg_write(dev, where & ~3,
		  (old & ~(mask << shift)) | (val & mask) << shift);
}

int pci_write_config_word(struct pci_dev *dev, int where, u16 val)
{
	write_part(dev, where, val, 0xffff);
	return 0;
}

int pci_write_config_byte(struct pci_dev *dev, int where, u8 val)
{
	write_part(dev, where, val, 0xff);
	return 0;
}

static u16 command(struct pci_dev *dev)
{
	return (u16)cfg_read(dev, PCI_COMMAND);
}

static void set_command(struct pci_dev *dev, u16 set, u16 clear)
{
	pci_write_config_word(dev, PCI_COMMAND,
			      (u16)((command(dev) & ~clear) | set));
}

/* Size: write ones, see which bits stick (PCI 2.2 section 6.2.5.1). */
static void read_bar(struct pci_dev *dev, int bar, u32 *mem, u32 *io)
{
	int off = PCI_BASE_ADDRESS_0 + 4 * bar;
	struct resource *r = &dev->resource[bar];
	u32 was = cfg_read(dev, off), ones, mask, size, *window;

	cfg_write(dev, off, ~0u);
	ones = cfg_read(dev, off);
	mask = was & BAR_IO ? BAR_IO_MASK : BAR_MEM_MASK;
	size = ~(ones & mask) + 1;
	if (!ones || !(ones & mask) || !size)
		return;
	if (was & BAR_IO && size > 0x10000)
		size &= 0xffff;
	window = was & BAR_IO ? io : mem;
	if (!(was & mask)) {
		*window = ALIGN(*window, size);
		was |= *window;
		*window += size;
	}
	cfg_write(dev, off, was);
	r->start = was & mask;
	r->end = r->start + size - 1;
	r->flags = was & BAR_IO ? IORESOURCE_IO : IORESOURCE_MEM;
}

static void add_device(struct kernel *k, unsigned int devfn, u32 id, u32 *mem,
		       u32 *io, int vector)
{
	struct pci_dev *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	u32 v;

	if (!dev) {
		pr_err("pci: no memory for a device");
		return;
	}
	dev->devfn = devfn;
	dev->vendor = (u16)id;
	dev->device = (u16)(id >> 16);
	v = cfg_read(dev, PCI_REVISION_ID);
	dev->revision = (u8)v;
	dev->class = v >> 8;
	v = cfg_read(dev, PCI_SUBSYSTEM_VENDOR_ID);
	dev->subsystem_vendor = (u16)v;
	dev->subsystem_device = (u16)(v >> 16);
	dev->irq = cfg_read(dev, PCI_INTERRUPT_LINE) & 0xff;
	/* The machine has a line for each device: this is its number. */
	if (vector < VECTOR_COUNT)
		k->irq[vector].irq = dev->irq;
	for (int bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		read_bar(dev, bar, mem, io);
	snprintf(dev->slot_name, sizeof(dev->slot_name), "0000:00:%02x.%u",
		 devfn >> 3, devfn & 7);
	dev->dev.init_name = dev->slot_name;
	dev->dev.bus_id = devfn;
	dev->dev.dma_mask_store = DMA_BIT_MASK(32);
	dev->dev.dma_mask = &dev->dev.dma_mask_store;
	dev->dev.coherent_dma_mask = DMA_BIT_MASK(32);
	list_add_tail(&dev->list, &k->pci_devices);
	pr_info("pci %s: [%04x:%04x] class 0x%06x, irq %u", dev->slot_name,
		dev->vendor, dev->device, dev->class, dev->irq);
}

void pci_scan(struct kernel *k)
{
	u32 mem = MEM_WINDOW, io = IO_WINDOW;
	int vector = VECTOR_NIC;

	for (unsigned int slot = 0; slot < PCI_SLOTS; slot++) {
		unsigned int devfn = PCI_DEVFN(slot, 0);
		u32 id = machine_pci_read32(k->machine, (uint16_t)devfn, 0);

		if (id != ~0u)
			add_device(k, devfn, id, &mem, &io, vector++);
	}
}

static bool id_matches(u32 want, u32 have)
{
	return want == PCI_ANY_ID || want == have;
}

static const struct pci_device_id *match(const struct pci_driver *drv,
					 const struct pci_dev *dev)
{
	const struct pci_device_id *id = drv->id_table;

	for (; id && (id->vendor || id->subvendor || id->class_mask); id++)
		if (id_matches(id->vendor, dev->vendor) &&
		    id_matches(id->device, dev->device) &&
		    id_matches(id->subvendor, dev->subsystem_vendor) &&
		    id_matches(id->subdevice, dev->subsystem_device) &&
		    !((id->class ^ dev->class) & id->class_mask))
			return id;
	return NULL;
}

static void probe(const struct pci_driver *drv, struct pci_dev *dev)
{
	const struct pci_device_id *id = match(drv, dev);
	int err;

	if (dev->driver || !id)
		return;
	dev->driver = drv;
	dev->dev.driver_name = drv->name;
	err = drv->probe(dev, id);
	if (!err)
		return;
	dev_err(&dev->dev, "probe failed with error %d", err);
	dev->driver = NULL;
	dev->dev.driver_name = NULL;
}

void pci_probe_all(struct kernel *k)
{
	struct pci_driver *const *drv;
	struct pci_dev *dev;

	for (drv = k->drivers; drv && *drv; drv++)
		list_for_each_entry (dev, &k->pci_devices, list)
			probe(*drv, dev);
}

void pci_remove_all(struct kernel *k)
{
	struct pci_dev *dev, *n;

	list_for_each_entry_reverse(dev, &k->pci_devices, list)
	{
		if (!dev->driver)
			continue;
		if (dev->driver->remove)
			dev->driver->remove(dev);
		if (dev->enable_cnt)
			leak(k, "device %s is still enabled", dev->slot_name);
		for (int i = 0; i < PCI_STD_NUM_BARS; i++)
			if (dev->resource[i].owner)
				leak(k, "BAR %d of %s is still held by %s", i,
				     dev->slot_name, dev->resource[i].owner);
		dev->driver = NULL;
	}
	list_for_each_entry_safe (dev, n, &k->pci_devices, list) {
		list_del(&dev->list);
		kfree(dev);
	}
}

/* ---- what drivers call ---- */

static int enable(struct pci_dev *dev, unsigned long flags)
{
	u16 bits = 0;

	if (dev->enable_cnt++)
		return 0;
	for (int i = 0; i < PCI_STD_NUM_BARS; i++) {
		if (dev->resource[i].flags & flags & IORESOURCE_MEM)
			bits |= PCI_COMMAND_MEMORY;
		if (dev->resource[i].flags & flags & IORESOURCE_IO)
			bits |= PCI_COMMAND_IO;
	}
	set_command(dev, bits, 0);
	return 0;
}

int pci_enable_device(struct pci_dev *dev)
{
	return enable(dev, IORESOURCE_MEM | IORESOURCE_IO);
}

int pci_enable_device_mem(struct pci_dev *dev)
{
	return enable(dev, IORESOURCE_MEM);
}

void pci_disable_device(struct pci_dev *dev)
{
	if (WARN(!dev->enable_cnt, "disabling device %s, which is disabled",
		 dev->slot_name))
		return;
	/* As Linux: only bus mastering is taken away. */
	if (!--dev->enable_cnt)
		pci_clear_master(dev);
}

void pci_set_master(struct pci_dev *dev)
{
	set_command(dev, PCI_COMMAND_MASTER, 0);
	dev->is_busmaster = true;
}

void pci_clear_master(struct pci_dev *dev)
{
	set_command(dev, 0, PCI_COMMAND_MASTER);
	dev->is_busmaster = false;
}

int pci_select_bars(struct pci_dev *dev, unsigned long flags)
{
	int bars = 0;

	for (int i = 0; i < PCI_STD_NUM_BARS; i++)
		if (dev->resource[i].flags & flags)
			bars |= 1 << i;
	return bars;
}

int pci_request_selected_regions(struct pci_dev *dev, int bars,
				 const char *name)
{
	for (int i = 0; i < PCI_STD_NUM_BARS; i++)
		if (bars & 1 << i && dev->resource[i].owner) {
			dev_warn(&dev->dev, "BAR %d is held by %s", i,
				 dev->resource[i].owner);
			return -EBUSY;
		}
	for (int i = 0; i < PCI_STD_NUM_BARS; i++)
		if (bars & 1 << i && dev->resource[i].flags)
			dev->resource[i].owner = name;
	return 0;
}

void pci_release_selected_regions(struct pci_dev *dev, int bars)
{
	for (int i = 0; i < PCI_STD_NUM_BARS; i++)
		if (bars & 1 << i)
			dev->resource[i].owner = NULL;
}

int pci_request_regions(struct pci_dev *dev, const char *name)
{
	return pci_request_selected_regions(dev, (1 << PCI_STD_NUM_BARS) - 1,
					    name);
}

void pci_release_regions(struct pci_dev *dev)
{
	pci_release_selected_regions(dev, (1 << PCI_STD_NUM_BARS) - 1);
}

void __iomem *pci_ioremap_bar(struct pci_dev *dev, int bar)
{
	const struct resource *r = &dev->resource[bar];

	if (WARN(!(r->flags & IORESOURCE_MEM), "BAR %d of %s is no memory", bar,
		 dev->slot_name))
		return NULL;
	return ioremap(r->start, resource_size(r));
}

int pci_save_state(struct pci_dev *dev)
{
	for (int i = 0; i < 16; i++)
		dev->saved_config[i] = cfg_read(dev, 4 * i);
	dev->state_saved = true;
	return 0;
}

void pci_restore_state(struct pci_dev *dev)
{
	if (!dev->state_saved)
		return;
	for (int i = PCI_BASE_ADDRESS_0 / 4; i < 16; i++)
		cfg_write(dev, 4 * i, dev->saved_config[i]);
	pci_write_config_word(dev, PCI_COMMAND, (u16)dev->saved_config[1]);
	dev->state_saved = false;
}

int device_set_wakeup_enable(struct device *dev, bool enable)
{
	return enable ? -EOPNOTSUPP : 0;
}
