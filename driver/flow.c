// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Flow control (IEEE 802.3 annex 31B): what both ends of the link agreed on,
 * read from the PHY, and ethtool's pause parameters. Context: process.
 */
#include <linux/delay.h>
#include <linux/rtnetlink.h>

#include "e1000.h"

/* Section 13.4.7: the PHY's address on this card, and how long a transfer may
 * take, in 50 us. */
#define PHY_ADDRESS 1
#define MDIC_TRIES  64

/* IEEE 802.3 22.2.4.1, 28.2.4.1.3, 28B.2. */
#define PHY_CTRL	 0
#define PHY_CTRL_RESTART BIT(9)
#define PHY_CTRL_AUTONEG BIT(12)
#define PHY_ANAR	 4
#define PHY_LPA		 5
#define PHY_PAUSE	 BIT(10)
#define PHY_PAUSE_ASYM	 BIT(11)

/* Section 13.4.8 to 13.4.12: the frame that PAUSE is. */
#define PAUSE_ADDRESS_LOW  0x00c28001
#define PAUSE_ADDRESS_HIGH 0x00000100
#define PAUSE_TYPE	   0x8808
#define PAUSE_TIME	   0xffff

/* Section 13.4.23: XON is sent as well. */
#define FCRTL_XONE BIT(31)

/* Waits until the transfer is done. Returns 0, -EIO or -ETIMEDOUT; *@value may
 * be NULL. */
static int e1000_phy_transfer(struct e1000_adapter *adapter, u32 mdic,
			      u16 *value)
{
	int tries;

	e1000_write(adapter, E1000_MDIC,
		    mdic | PHY_ADDRESS << E1000_MDIC_PHY_SHIFT);
	for (tries = MDIC_TRIES; tries; tries--) {
		usleep_range(50, 60);
		mdic = e1000_read(adapter, E1000_MDIC);
		if (mdic & E1000_MDIC_READY)
			break;
	}
	if (!tries)
		return -ETIMEDOUT;
	if (mdic & E1000_MDIC_ERROR)
		return -EIO;
	if (value)
		*value = mdic & E1000_MDIC_DATA;
	return 0;
}

static int e1000_phy_read(struct e1000_adapter *adapter, u32 reg, u16 *value)
{
	return e1000_phy_transfer(
		adapter, E1000_MDIC_OP_READ | reg << E1000_MDIC_REG_SHIFT,
		value);
}

static int e1000_phy_write(struct e1000_adapter *adapter, u32 reg, u16 value)
{
	return e1000_phy_transfer(adapter,
				  E1000_MDIC_OP_WRITE |
					  reg << E1000_MDIC_REG_SHIFT | value,
				  NULL);
}

void e1000_flow_init(struct e1000_flow_control *fc)
{
	fc->autoneg = fc->rx = fc->tx = true;
}

/*
 * After a reset. XOFF goes out when the card's packet memory is so full that
 * the rest has room for one more frame of the longest kind, or a tenth is left;
 * XON as soon as it is not any more.
 */
void e1000_flow_setup(struct e1000_adapter *adapter)
{
	u32 high = 0, low = 0, room, frame;

	if (adapter->fc.tx || adapter->fc.autoneg) {
		room = (e1000_read(adapter, E1000_PBA) & E1000_PBA_RXA) << 10;
		frame = adapter->netdev->mtu + ETH_HLEN + ETH_FCS_LEN;
		high = min(room * 9 / 10, room - frame) & ~7u;
		low = (high - 8) | FCRTL_XONE;
	}
	e1000_write(adapter, E1000_FCAL, PAUSE_ADDRESS_LOW);
	e1000_write(adapter, E1000_FCAH, PAUSE_ADDRESS_HIGH);
	e1000_write(adapter, E1000_FCT, PAUSE_TYPE);
	e1000_write(adapter, E1000_FCTTV, PAUSE_TIME);
	e1000_write(adapter, E1000_FCRTL, low);
	e1000_write(adapter, E1000_FCRTH, high);
}

/* IEEE 802.3 table 28B-3: what @ours and the @partner's abilities make. */
static void e1000_flow_resolve(u16 ours, u16 partner, bool *rx, bool *tx)
{
	bool symmetric = ours & partner & PHY_PAUSE;
	bool asymmetric = ours & partner & PHY_PAUSE_ASYM;

	*rx = symmetric || (asymmetric && ours & PHY_PAUSE);
	*tx = symmetric || (asymmetric && partner & PHY_PAUSE);
}

/* The link is there: set what holds on it. PAUSE is for full duplex. */
void e1000_flow_link_up(struct e1000_adapter *adapter, bool full)
{
	struct e1000_flow_control *fc = &adapter->fc;
	bool rx = fc->rx, tx = fc->tx;
	u32 ctrl, old;
	u16 ours, partner;

	if (fc->autoneg) {
		rx = tx = false;
		if (full && !e1000_phy_read(adapter, PHY_ANAR, &ours) &&
		    !e1000_phy_read(adapter, PHY_LPA, &partner))
			e1000_flow_resolve(ours, partner, &rx, &tx);
	}
	rx &= full && fc->rx;
	tx &= full && fc->tx;
	old = ctrl = e1000_read(adapter, E1000_CTRL);
	ctrl &= ~(E1000_CTRL_RFCE | E1000_CTRL_TFCE);
	if (rx)
		ctrl |= E1000_CTRL_RFCE;
	if (tx)
		ctrl |= E1000_CTRL_TFCE;
	if (ctrl != old)
		e1000_write(adapter, E1000_CTRL, ctrl);
	fc->active_rx = rx;
	fc->active_tx = tx;
}

/* 28B.2: what says to the partner that we want this; whoever receives PAUSE
 * takes either kind. */
static u16 e1000_flow_advertised(const struct e1000_flow_control *fc)
{
	if (fc->rx)
		return PHY_PAUSE | PHY_PAUSE_ASYM;
	return fc->tx ? PHY_PAUSE_ASYM : 0;
}

/*
 * Tell the partner what ethtool has changed; it takes a new negotiation. The
 * PHY begins with both, as the driver does, and keeps it through a reset of the
 * card. Returns 0 or the error of a transfer.
 */
int e1000_flow_advertise(struct e1000_adapter *adapter)
{
	u16 old, new;
	int err;

	if (!adapter->fc.changed)
		return 0;
	err = e1000_phy_read(adapter, PHY_ANAR, &old);
	if (err)
		return err;
	adapter->fc.changed = false;
	new = (old & ~(PHY_PAUSE | PHY_PAUSE_ASYM)) |
	      e1000_flow_advertised(&adapter->fc);
	if (new == old)
		return 0;
	err = e1000_phy_write(adapter, PHY_ANAR, new);
	if (!err)
		err = e1000_phy_write(adapter, PHY_CTRL,
				      PHY_CTRL_AUTONEG | PHY_CTRL_RESTART);
	return err;
}

/* ---- ethtool -a, -A; rtnl ---- */

void e1000_get_pauseparam(struct net_device *netdev,
			  struct ethtool_pauseparam *pause)
{
	const struct e1000_adapter *adapter = netdev_priv(netdev);
	const struct e1000_flow_control *fc = &adapter->fc;

	pause->autoneg = fc->autoneg;
	pause->rx_pause = fc->autoneg ? fc->active_rx : fc->rx;
	pause->tx_pause = fc->autoneg ? fc->active_tx : fc->tx;
}

int e1000_set_pauseparam(struct net_device *netdev,
			 struct ethtool_pauseparam *pause)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);
	struct e1000_flow_control *fc = &adapter->fc;

	fc->autoneg = pause->autoneg;
	fc->rx = pause->rx_pause;
	fc->tx = pause->tx_pause;
	fc->changed = true;
	if (test_bit(E1000_FLAG_DOWN, &adapter->flags))
		return 0; /* up does it */
	e1000_flow_setup(adapter);
	/* Until a new negotiation is over, what the last one brought. */
	if (netif_carrier_ok(netdev))
		e1000_flow_link_up(adapter, e1000_read(adapter, E1000_STATUS) &
						    E1000_STATUS_FD);
	return e1000_flow_advertise(adapter);
}
