// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * VLANs: tags that the card takes out and puts in (CTRL.VME), and the table of
 * those it receives (VFTA). Context: process, rtnl.
 */
#include <linux/if_vlan.h>

#include "e1000.h"

#define E1000_VFTA_REG(i) (E1000_VFTA + (i)*E1000_VFTA_STRIDE)

/* One bit for both directions (13.4.1). */
netdev_features_t e1000_vlan_fix_features(struct net_device *netdev,
					  netdev_features_t features)
{
	if (features & NETIF_F_HW_VLAN_CTAG_RX)
		return features | NETIF_F_HW_VLAN_CTAG_TX;
	return features & ~NETIF_F_HW_VLAN_CTAG_TX;
}

/* After a reset, which leaves the tag's type in VET. The table is RAM, which a
 * reset need not clear, and nobody looks at it before the first VLAN is there.
 */
void e1000_vlan_setup(struct e1000_adapter *adapter)
{
	unsigned int i;

	if (!adapter->vlans)
		return;
	for (i = 0; i < E1000_VFTA_COUNT; i++)
		e1000_write(adapter, E1000_VFTA_REG(i), adapter->vfta[i]);
}

/* Turn the filter on or off with the first and the last VLAN. */
static void e1000_vlan_filter(struct e1000_adapter *adapter)
{
	netif_addr_lock_bh(adapter->netdev);
	e1000_hw_set_rx_mode(adapter);
	netif_addr_unlock_bh(adapter->netdev);
}

int e1000_vlan_add_vid(struct net_device *netdev, __be16 proto, u16 vid)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);
	u32 bit = BIT(vid % 32);
	unsigned int i = vid / 32;

	if (proto != htons(ETH_P_8021Q) || adapter->vfta[i] & bit)
		return 0;
	adapter->vfta[i] |= bit;
	adapter->vlans++;
	if (test_bit(E1000_FLAG_DOWN, &adapter->flags))
		return 0; /* up does it */
	if (adapter->vlans > 1) {
		e1000_write(adapter, E1000_VFTA_REG(i), adapter->vfta[i]);
		return 0;
	}
	e1000_vlan_setup(adapter);
	e1000_vlan_filter(adapter);
	return 0;
}

int e1000_vlan_kill_vid(struct net_device *netdev, __be16 proto, u16 vid)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);
	u32 bit = BIT(vid % 32);
	unsigned int i = vid / 32;

	if (proto != htons(ETH_P_8021Q) || !(adapter->vfta[i] & bit))
		return 0;
	adapter->vfta[i] &= ~bit;
	adapter->vlans--;
	if (test_bit(E1000_FLAG_DOWN, &adapter->flags))
		return 0;
	e1000_write(adapter, E1000_VFTA_REG(i), adapter->vfta[i]);
	if (!adapter->vlans)
		e1000_vlan_filter(adapter);
	return 0;
}
