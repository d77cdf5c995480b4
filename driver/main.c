// SPDX-License-Identifier: MIT OR GPL-2.0
/* The card on the PCI bus: found, taken into use, given back. */
#include <linux/dma-mapping.h>
#include <linux/module.h>

#include "e1000.h"

static const struct pci_device_id e1000_ids[] = {
	{PCI_DEVICE(PCI_VENDOR_ID_INTEL, 0x100e)}, /* 82540EM */
	{}};
MODULE_DEVICE_TABLE(pci, e1000_ids);

/* What needs no undoing but free_netdev(). */
static void e1000_init_adapter(struct e1000_adapter *adapter)
{
	unsigned int i;

	adapter->flags = BIT(E1000_FLAG_DOWN);
	adapter->rx_count = E1000_RING_DEFAULT;
	adapter->tx_count = E1000_RING_DEFAULT;
	e1000_flow_init(&adapter->fc);
	spin_lock_init(&adapter->stats_lock);
	for (i = 0; i < E1000_QUEUES; i++) {
		struct e1000_queue *q = &adapter->queue[i];

		q->adapter = adapter;
		e1000_itr_init(&q->itr, E1000_ITR_CONSERVATIVE);
		netif_napi_add(adapter->netdev, &q->napi, e1000_poll);
	}
	e1000_netdev_init(adapter->netdev);
}

/*
 * Context: process. Returns 0 or a negative errno with everything undone.
 * Leaves the card reset, its interrupts masked, its bus master idle.
 */
static int e1000_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct e1000_adapter *adapter;
	struct net_device *netdev;
	int bars = pci_select_bars(pdev, IORESOURCE_MEM);
	u8 addr[ETH_ALEN];
	int err;

	err = pci_enable_device_mem(pdev);
	if (err)
		return err;
	/* The 82540EM addresses 64 bits only on PCI-X, which it has not. */
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (err)
		goto disable;
	err = pci_request_selected_regions(pdev, bars, E1000_NAME);
	if (err)
		goto disable;

	err = -ENOMEM;
	netdev = alloc_etherdev(sizeof(struct e1000_adapter));
	if (!netdev)
		goto release;
	SET_NETDEV_DEV(netdev, &pdev->dev);
	pci_set_drvdata(pdev, netdev);
	adapter = netdev_priv(netdev);
	adapter->netdev = netdev;
	adapter->pdev = pdev;

	err = -EIO;
	adapter->regs = pci_ioremap_bar(pdev, 0);
	if (!adapter->regs)
		goto free;
	e1000_init_adapter(adapter);

	/* The firmware may have left it running: silence it before it may
	 * reach memory again. */
	err = e1000_hw_reset(adapter);
	if (err) {
		dev_err(&pdev->dev, "the card does not come out of reset\n");
		goto unmap;
	}
	pci_set_master(pdev);
	err = e1000_hw_read_mac(adapter, addr);
	if (err) {
		dev_err(&pdev->dev, "the card has no valid MAC address\n");
		goto unmap;
	}
	eth_hw_addr_set(netdev, addr);

	netif_carrier_off(netdev);
	err = register_netdev(netdev);
	if (err)
		goto unmap;
	netdev_info(netdev, "82540EM, %pM\n", netdev->dev_addr);
	return 0;

unmap:
	iounmap(adapter->regs);
free:
	free_netdev(netdev); /* deletes the NAPI contexts as well */
release:
	pci_release_selected_regions(pdev, bars);
disable:
	pci_disable_device(pdev); /* takes the bus from it as well */
	return err;
}

/* Context: process. */
static void e1000_remove(struct pci_dev *pdev)
{
	struct net_device *netdev = pci_get_drvdata(pdev);
	struct e1000_adapter *adapter = netdev_priv(netdev);

	unregister_netdev(netdev); /* closes it */
	/* It takes the rtnl lock, so that it could not be waited for before. */
	cancel_work_sync(&adapter->reset_work);
	iounmap(adapter->regs);
	free_netdev(netdev);
	pci_release_selected_regions(pdev,
				     pci_select_bars(pdev, IORESOURCE_MEM));
	pci_disable_device(pdev);
}

static struct pci_driver e1000_driver = {
	.name = E1000_NAME,
	.id_table = e1000_ids,
	.probe = e1000_probe,
	.remove = e1000_remove,
};
module_pci_driver(e1000_driver);

MODULE_AUTHOR("The Ringside authors");
MODULE_DESCRIPTION("Intel 82540EM, and the card of Ringside");
MODULE_LICENSE("Dual MIT/GPL");
