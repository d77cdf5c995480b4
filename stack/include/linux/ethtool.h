/* SPDX-License-Identifier: MIT */
/* What ethtool(8) shows and sets. Context: process, rtnl held. */
#ifndef _LINUX_ETHTOOL_H
#define _LINUX_ETHTOOL_H

#include <linux/if_ether.h>
#include <linux/netdevice.h>

#define ETH_GSTRING_LEN	    32
#define ETHTOOL_FWVERS_LEN  32
#define ETHTOOL_BUSINFO_LEN 32

#define DUPLEX_HALF    0x00
#define DUPLEX_FULL    0x01
#define DUPLEX_UNKNOWN 0xff
#define PORT_TP	       0x00
#define AUTONEG_ENABLE 0x01
#define SPEED_10       10
#define SPEED_100      100
#define SPEED_1000     1000
#define SPEED_UNKNOWN  ((u32)-1)

enum ethtool_stringset { ETH_SS_TEST = 0, ETH_SS_STATS };

struct ethtool_drvinfo {
	u32 cmd;
	char driver[32];
	char version[32];
	char fw_version[ETHTOOL_FWVERS_LEN];
	char bus_info[ETHTOOL_BUSINFO_LEN];
	u32 n_stats;
	u32 regdump_len;
};

struct ethtool_coalesce {
	u32 cmd;
	u32 rx_coalesce_usecs;
	u32 rx_max_coalesced_frames;
	u32 rx_coalesce_usecs_irq;
	u32 rx_max_coalesced_frames_irq;
	u32 tx_coalesce_usecs;
	u32 tx_max_coalesced_frames;
	u32 tx_coalesce_usecs_irq;
	u32 tx_max_coalesced_frames_irq;
	u32 stats_block_coalesce_usecs;
	u32 use_adaptive_rx_coalesce;
	u32 use_adaptive_tx_coalesce;
	u32 pkt_rate_low;
	u32 rx_coalesce_usecs_low;
	u32 rx_max_coalesced_frames_low;
	u32 tx_coalesce_usecs_low;
	u32 tx_max_coalesced_frames_low;
	u32 pkt_rate_high;
	u32 rx_coalesce_usecs_high;
	u32 rx_max_coalesced_frames_high;
	u32 tx_coalesce_usecs_high;
	u32 tx_max_coalesced_frames_high;
	u32 rate_sample_interval;
};

#define ETHTOOL_COALESCE_RX_USECS	 BIT(0)
#define ETHTOOL_COALESCE_RX_MAX_FRAMES	 BIT(1)
#define ETHTOOL_COALESCE_RX_USECS_IRQ	 BIT(2)
#define ETHTOOL_COALESCE_TX_USECS	 BIT(4)
#define ETHTOOL_COALESCE_TX_MAX_FRAMES	 BIT(5)
#define ETHTOOL_COALESCE_TX_USECS_IRQ	 BIT(6)
#define ETHTOOL_COALESCE_USE_ADAPTIVE_RX BIT(9)
#define ETHTOOL_COALESCE_USE_ADAPTIVE_TX BIT(10)
#define ETHTOOL_COALESCE_USECS \
	(ETHTOOL_COALESCE_RX_USECS | ETHTOOL_COALESCE_TX_USECS)
#define ETHTOOL_COALESCE_USE_ADAPTIVE \
	(ETHTOOL_COALESCE_USE_ADAPTIVE_RX | ETHTOOL_COALESCE_USE_ADAPTIVE_TX)

struct kernel_ethtool_coalesce {
	u8 use_cqe_mode_tx;
	u8 use_cqe_mode_rx;
};

struct ethtool_ringparam {
	u32 cmd;
	u32 rx_max_pending, rx_mini_max_pending, rx_jumbo_max_pending;
	u32 tx_max_pending;
	u32 rx_pending, rx_mini_pending, rx_jumbo_pending;
	u32 tx_pending;
};

struct kernel_ethtool_ringparam {
	u32 rx_buf_len;
};

struct ethtool_pauseparam {
	u32 cmd;
	u32 autoneg;
	u32 rx_pause, tx_pause;
};

struct ethtool_link_settings {
	u32 cmd;
	u32 speed;
	u8 duplex, port, phy_address, autoneg;
};

enum ethtool_link_mode_bit_indices {
	ETHTOOL_LINK_MODE_10baseT_Half_BIT = 0,
	ETHTOOL_LINK_MODE_10baseT_Full_BIT = 1,
	ETHTOOL_LINK_MODE_100baseT_Half_BIT = 2,
	ETHTOOL_LINK_MODE_100baseT_Full_BIT = 3,
	ETHTOOL_LINK_MODE_1000baseT_Full_BIT = 5,
	ETHTOOL_LINK_MODE_Autoneg_BIT = 6,
	ETHTOOL_LINK_MODE_TP_BIT = 7,
};

struct ethtool_link_ksettings {
	struct ethtool_link_settings base;
	struct {
		unsigned long supported, advertising;
	} link_modes;
};

#define ethtool_link_ksettings_zero_link_mode(ptr, name) \
	((ptr)->link_modes.name = 0)
#define ethtool_link_ksettings_add_link_mode(ptr, name, mode) \
	((ptr)->link_modes.name |= 1ul << ETHTOOL_LINK_MODE_##mode##_BIT)

struct ethtool_stats {
	u32 cmd;
	u32 n_stats;
};

struct netlink_ext_ack;

struct ethtool_ops {
	u32 supported_coalesce_params;
	void (*get_drvinfo)(struct net_device *, struct ethtool_drvinfo *);
	u32 (*get_msglevel)(struct net_device *);
	void (*set_msglevel)(struct net_device *, u32);
	int (*nway_reset)(struct net_device *);
	u32 (*get_link)(struct net_device *);
	int (*get_coalesce)(struct net_device *, struct ethtool_coalesce *,
			    struct kernel_ethtool_coalesce *,
			    struct netlink_ext_ack *);
	int (*set_coalesce)(struct net_device *, struct ethtool_coalesce *,
			    struct kernel_ethtool_coalesce *,
			    struct netlink_ext_ack *);
	void (*get_ringparam)(struct net_device *, struct ethtool_ringparam *,
			      struct kernel_ethtool_ringparam *,
			      struct netlink_ext_ack *);
	int (*set_ringparam)(struct net_device *, struct ethtool_ringparam *,
			     struct kernel_ethtool_ringparam *,
			     struct netlink_ext_ack *);
	void (*get_pauseparam)(struct net_device *,
			       struct ethtool_pauseparam *);
	int (*set_pauseparam)(struct net_device *, struct ethtool_pauseparam *);
	void (*get_strings)(struct net_device *, u32 stringset, u8 *);
	void (*get_ethtool_stats)(struct net_device *, struct ethtool_stats *,
				  u64 *);
	int (*get_sset_count)(struct net_device *, int);
	int (*get_link_ksettings)(struct net_device *,
				  struct ethtool_link_ksettings *);
	int (*set_link_ksettings)(struct net_device *,
				  const struct ethtool_link_ksettings *);
};

/* core/ethtool.c */
u32 ethtool_op_get_link(struct net_device *dev);

#endif
