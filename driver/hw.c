// SPDX-License-Identifier: MIT OR GPL-2.0
/* The card's registers beside the datapath: reset, addresses, rings, link. */
#include <linux/delay.h>

#include "e1000.h"

/* Section 13.4.16: packet memory for receiving, in KiB of 64. */
#define PBA_NORMAL 48
#define PBA_JUMBO  40 /* so that a jumbo frame can wait while one is sent */

/* Section 13.4.34: gaps of a copper link, in byte times. */
#define TIPG_COPPER                                                 \
	(8 << E1000_TIPG_IPGT_SHIFT | 8 << E1000_TIPG_IPGR1_SHIFT | \
	 6 << E1000_TIPG_IPGR2_SHIFT)

/* Errors with which a frame is useless (3.2.3.2); those of checksums are
 * none, the stack looks for itself. */
#define RX_FRAME_ERRORS                                            \
	(E1000_RXD_ERR_CE | E1000_RXD_ERR_SE | E1000_RXD_ERR_SEQ | \
	 E1000_RXD_ERR_CXE | E1000_RXD_ERR_RXE)

/* Section 13.4.33: attempts after collisions, and the distance over which
 * they are seen, in byte times. */
#define TCTL_RETRIES	   (15 << E1000_TCTL_CT_SHIFT)
#define TCTL_DISTANCE_FULL (0x40 << E1000_TCTL_COLD_SHIFT)
#define TCTL_DISTANCE_HALF (0x200 << E1000_TCTL_COLD_SHIFT)

#define RXCSUM_ON (E1000_RXCSUM_IPOFL | E1000_RXCSUM_TUOFL)

/* Firmware answers ARP requests. The manual names MANC only in its table. */
#define MANC_ARP_EN BIT(13)

/*
 * Reset the card through CTRL.RST (13.4.1) and leave it silent: no DMA, no
 * interrupt, RAL0/RAH0 as its EEPROM says. Returns 0, -ENODEV if nothing
 * answers, -EIO if it does not come back. Context: process, may sleep.
 */
int e1000_hw_reset(struct e1000_adapter *adapter)
{
	u32 ctrl, rxa;
	int tries;

	e1000_irq_disable(adapter);
	e1000_write(adapter, E1000_RCTL, 0);
	e1000_write(adapter, E1000_TCTL, E1000_TCTL_PSP);
	e1000_flush(adapter);
	/* Let the bus master finish what it has begun (14.5). */
	usleep_range(10000, 11000);

	/* The split is adopted by the reset, which leaves PBA alone. */
	rxa = adapter->netdev->mtu > 8192 ? PBA_JUMBO : PBA_NORMAL;
	e1000_write(adapter, E1000_PBA, rxa << E1000_PBA_RXA_SHIFT);

	ctrl = e1000_read(adapter, E1000_CTRL);
	if (ctrl == ~0u)
		return -ENODEV;
	e1000_write(adapter, E1000_CTRL, ctrl | E1000_CTRL_RST);
	for (tries = 20; tries; tries--) {
		usleep_range(1000, 1100);
		ctrl = e1000_read(adapter, E1000_CTRL);
		if (!(ctrl & E1000_CTRL_RST))
			break;
	}
	if (!tries)
		return ctrl == ~0u ? -ENODEV : -EIO;
	/* It reads its EEPROM for some milliseconds more (5.6.2). */
	usleep_range(5000, 5500);

	/* Reset clears the mask; the causes that firmware or a link that came
	 * up meanwhile left are cleared by reading. */
	e1000_irq_disable(adapter);
	e1000_read(adapter, E1000_ICR);
	e1000_write(adapter, E1000_MANC,
		    e1000_read(adapter, E1000_MANC) & ~MANC_ARP_EN);
	return 0;
}

/*
 * Entry @i of the exact filter (13.5.2). @addr NULL: unused. The low half is
 * written while the high half, with its valid bit, is clear.
 */
void e1000_hw_set_rar(struct e1000_adapter *adapter, unsigned int i,
		      const u8 *addr)
{
	u32 ral = E1000_RAL + i * E1000_RAL_STRIDE;
	u32 rah = E1000_RAH + i * E1000_RAH_STRIDE;

	e1000_write(adapter, rah, 0);
	if (!addr) {
		e1000_write(adapter, ral, 0);
		return;
	}
	e1000_write(adapter, ral,
		    addr[0] | addr[1] << 8 | addr[2] << 16 |
			    (u32)addr[3] << 24);
	e1000_write(adapter, rah, addr[4] | addr[5] << 8 | E1000_RAH_AV);
}

/*
 * After a reset: everything that does not depend on rings. The filter tables
 * are RAM, which a reset need not clear. Context: process.
 */
void e1000_hw_setup(struct e1000_adapter *adapter)
{
	unsigned int i;
	u32 ctrl;

	/* The MAC follows the PHY's speed and duplex; flow control comes with
	 * the link (14.3). */
	ctrl = e1000_read(adapter, E1000_CTRL);
	ctrl &= ~(E1000_CTRL_LRST | E1000_CTRL_ILOS | E1000_CTRL_FRCSPD |
		  E1000_CTRL_FRCDPX | E1000_CTRL_RFCE | E1000_CTRL_TFCE |
		  E1000_CTRL_VME | E1000_CTRL_PHY_RST);
	ctrl |= E1000_CTRL_SLU | E1000_CTRL_ASDE;
	if (adapter->netdev->features & NETIF_F_HW_VLAN_CTAG_RX)
		ctrl |= E1000_CTRL_VME;
	e1000_write(adapter, E1000_CTRL, ctrl);
	e1000_flow_setup(adapter);
	e1000_write(adapter, E1000_WUC, 0);

	e1000_hw_set_rar(adapter, 0, adapter->netdev->dev_addr);
	for (i = 1; i < E1000_RAL_COUNT; i++)
		e1000_hw_set_rar(adapter, i, NULL);
	adapter->rar_used = 1;
	for (i = 0; i < E1000_MTA_COUNT; i++)
		e1000_write(adapter, E1000_MTA + i * E1000_MTA_STRIDE, 0);
	memset(adapter->mta, 0, sizeof(adapter->mta));
	e1000_vlan_setup(adapter);
	e1000_stats_clear(adapter);
}

/* The permanent address, which reset loads into entry 0 of the filter.
 * Returns 0 or -EADDRNOTAVAIL. */
int e1000_hw_read_mac(struct e1000_adapter *adapter, u8 *addr)
{
	u32 ral = e1000_read(adapter, E1000_RAL);
	u32 rah = e1000_read(adapter, E1000_RAH);
	int i;

	for (i = 0; i < 4; i++)
		addr[i] = ral >> 8 * i;
	addr[4] = rah;
	addr[5] = rah >> 8;
	if (!(rah & E1000_RAH_AV) || !is_valid_ether_addr(addr))
		return -EADDRNOTAVAIL;
	return 0;
}

/* RCTL.MO 0: the last 12 bits of the address as the wire has them, the
 * address's bits 47:36 (13.5.1). */
u32 e1000_hw_multicast_hash(const u8 *addr)
{
	return addr[4] >> 4 | addr[5] << 4;
}

/* Fill the multicast table; only words that change are written. */
static void e1000_hw_set_multicast(struct e1000_adapter *adapter)
{
	struct netdev_hw_addr *ha;
	u32 mta[E1000_MTA_COUNT];
	unsigned int i;

	memset(mta, 0, sizeof(mta));
	netdev_for_each_mc_addr(ha, adapter->netdev)
	{
		u32 hash = e1000_hw_multicast_hash(ha->addr);

		mta[hash / 32] |= BIT(hash % 32);
	}
	for (i = 0; i < E1000_MTA_COUNT; i++) {
		if (mta[i] == adapter->mta[i])
			continue;
		adapter->mta[i] = mta[i];
		e1000_write(adapter, E1000_MTA + i * E1000_MTA_STRIDE, mta[i]);
	}
}

/* Fill the exact filter behind the card's own address. False if it has too
 * few entries. */
static bool e1000_hw_set_unicast(struct e1000_adapter *adapter)
{
	struct netdev_hw_addr *ha;
	unsigned int i, n = 1;

	if (netdev_uc_count(adapter->netdev) > E1000_RAL_COUNT - 1)
		return false;
	netdev_for_each_uc_addr(ha, adapter->netdev)
		e1000_hw_set_rar(adapter, n++, ha->addr);
	for (i = n; i < adapter->rar_used; i++)
		e1000_hw_set_rar(adapter, i, NULL);
	adapter->rar_used = n;
	return true;
}

/*
 * What is received, from the netdev's flags and lists; also sets RCTL.EN.
 * Context: any, under netif_addr_lock.
 */
void e1000_hw_set_rx_mode(struct e1000_adapter *adapter)
{
	struct net_device *netdev = adapter->netdev;
	/* The fields left 0: buffers of 2048 bytes, RXDMT0 at half the ring,
	 * the hash of e1000_hw_multicast_hash(). */
	u32 rctl = E1000_RCTL_EN | E1000_RCTL_BAM;

	if (!(netdev->features & NETIF_F_RXFCS))
		rctl |= E1000_RCTL_SECRC;
	if (netdev->features & NETIF_F_RXALL)
		rctl |= E1000_RCTL_SBP;
	if (adapter->vlans && !(netdev->flags & IFF_PROMISC) &&
	    netdev->features & NETIF_F_HW_VLAN_CTAG_FILTER)
		rctl |= E1000_RCTL_VFE;
	if (netdev->mtu > ETH_DATA_LEN)
		rctl |= E1000_RCTL_LPE;
	if (!e1000_hw_set_unicast(adapter))
		rctl |= E1000_RCTL_UPE;
	e1000_hw_set_multicast(adapter);
	if (netdev->flags & IFF_PROMISC)
		rctl |= E1000_RCTL_UPE | E1000_RCTL_MPE;
	else if (netdev->flags & IFF_ALLMULTI)
		rctl |= E1000_RCTL_MPE;
	e1000_write(adapter, E1000_RCTL, rctl);
}

/* The receive ring, empty (14.4). RCTL.EN is still off. Context: process. */
void e1000_hw_setup_rx(struct e1000_adapter *adapter)
{
	struct e1000_rx_ring *rx = &adapter->queue[0].rx;

	/* NETIF_F_RXALL: broken ones too, for whoever looks on. */
	rx->errors =
		adapter->netdev->features & NETIF_F_RXALL ? 0 : RX_FRAME_ERRORS;
	/* ITR alone moderates: the delay timers, which the manual advises
	 * against (13.4.30), would only add to it. */
	e1000_write(adapter, E1000_RDTR, 0);
	e1000_write(adapter, E1000_RADV, 0);
	e1000_itr_write(&adapter->queue[0]);

	e1000_write(adapter, E1000_RDBAL, lower_32_bits(rx->dma));
	e1000_write(adapter, E1000_RDBAH, upper_32_bits(rx->dma));
	e1000_write(adapter, E1000_RDLEN, rx->count * sizeof(*rx->desc));
	e1000_write(adapter, E1000_RDH, 0);
	dma_wmb(); /* the cleared ring, before the card may look at it */
	e1000_write(adapter, E1000_RDT, 0);
	/* Only while the receiver is off. */
	e1000_write(adapter, E1000_RXCSUM,
		    adapter->netdev->features & NETIF_F_RXCSUM ? RXCSUM_ON : 0);
}

/* The transmit ring, empty (14.5). TCTL.EN comes with the link. Context:
 * process. */
void e1000_hw_setup_tx(struct e1000_adapter *adapter)
{
	struct e1000_tx_ring *tx = &adapter->queue[0].tx;

	e1000_write(adapter, E1000_TDBAL, lower_32_bits(tx->dma));
	e1000_write(adapter, E1000_TDBAH, upper_32_bits(tx->dma));
	e1000_write(adapter, E1000_TDLEN, tx->count * sizeof(*tx->desc));
	e1000_write(adapter, E1000_TDH, 0);
	dma_wmb(); /* as in e1000_hw_setup_rx() */
	e1000_write(adapter, E1000_TDT, 0);
	/* No descriptor has IDE, so this delays nothing; 0 is not allowed
	 * (13.4.41). */
	e1000_write(adapter, E1000_TIDV, 1);
	e1000_write(adapter, E1000_TADV, 0);
	/* Write each finished descriptor back at once (13.4.43). */
	e1000_write(adapter, E1000_TXDCTL,
		    E1000_TXDCTL_GRAN | 1 << E1000_TXDCTL_WTHRESH_SHIFT);
	e1000_write(adapter, E1000_TIPG, TIPG_COPPER);
	e1000_write(adapter, E1000_TCTL,
		    E1000_TCTL_PSP | TCTL_RETRIES | TCTL_DISTANCE_FULL);
}

static void e1000_hw_link_up(struct e1000_adapter *adapter, u32 status)
{
	bool full = status & E1000_STATUS_FD;
	u32 tctl = E1000_TCTL_EN | E1000_TCTL_PSP | TCTL_RETRIES;

	switch (status & E1000_STATUS_SPEED) {
	case E1000_STATUS_SPEED_10:
		adapter->link_speed = SPEED_10;
		break;
	case E1000_STATUS_SPEED_100:
		adapter->link_speed = SPEED_100;
		break;
	default:
		adapter->link_speed = SPEED_1000;
		break;
	}
	if (full)
		tctl |= TCTL_DISTANCE_FULL;
	else
		tctl |= TCTL_DISTANCE_HALF | E1000_TCTL_RTLC;
	e1000_write(adapter, E1000_TCTL, tctl);
	e1000_flow_link_up(adapter, full);
	netif_carrier_on(adapter->netdev);
	netdev_info(adapter->netdev, "link up, %u Mb/s, %s duplex\n",
		    adapter->link_speed, full ? "full" : "half");
}

static void e1000_hw_link_down(struct e1000_adapter *adapter)
{
	netif_carrier_off(adapter->netdev);
	adapter->link_speed = 0;
	netdev_info(adapter->netdev, "link down\n");
	/* Nothing will finish what is in the ring. */
	if (e1000_tx_pending(&adapter->queue[0]))
		schedule_work(&adapter->reset_work);
}

/* The link changed, or may have. Context: process. */
void e1000_hw_link_work(struct work_struct *work)
{
	struct e1000_adapter *adapter =
		container_of(work, struct e1000_adapter, link_work);
	u32 status = e1000_read(adapter, E1000_STATUS);
	bool up = status & E1000_STATUS_LU;

	if (up == netif_carrier_ok(adapter->netdev))
		return;
	if (up)
		e1000_hw_link_up(adapter, status);
	else
		e1000_hw_link_down(adapter);
}
