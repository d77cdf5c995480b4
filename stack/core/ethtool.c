// SPDX-License-Identifier: MIT
/* ethtool -C, -K, -A: one key at a time, by ethtool's names. */
#include "core.h"

#include <linux/ethtool.h>
#include <linux/rtnetlink.h>

struct netlink_ext_ack {
	const char *msg;
};

static const struct coalesce_key {
	const char *name;
	size_t offset;
	u32 bit; /* ETHTOOL_COALESCE_* that the driver must support */
} keys[] = {
#define KEY(name, field, flag)                                       \
	{                                                            \
		name, offsetof(struct ethtool_coalesce, field), flag \
	}
	KEY("rx-usecs", rx_coalesce_usecs, ETHTOOL_COALESCE_RX_USECS),
	KEY("rx-frames", rx_max_coalesced_frames,
	    ETHTOOL_COALESCE_RX_MAX_FRAMES),
	KEY("rx-usecs-irq", rx_coalesce_usecs_irq,
	    ETHTOOL_COALESCE_RX_USECS_IRQ),
	KEY("tx-usecs", tx_coalesce_usecs, ETHTOOL_COALESCE_TX_USECS),
	KEY("tx-frames", tx_max_coalesced_frames,
	    ETHTOOL_COALESCE_TX_MAX_FRAMES),
	KEY("tx-usecs-irq", tx_coalesce_usecs_irq,
	    ETHTOOL_COALESCE_TX_USECS_IRQ),
	KEY("adaptive-rx", use_adaptive_rx_coalesce,
	    ETHTOOL_COALESCE_USE_ADAPTIVE_RX),
	KEY("adaptive-tx", use_adaptive_tx_coalesce,
	    ETHTOOL_COALESCE_USE_ADAPTIVE_TX),
#undef KEY
};

static const struct coalesce_key *find_key(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

bool ethtool_coalesce_known(const char *key)
{
	return find_key(key) != NULL;
}

/* Context: process, rtnl held. 0 or a negative errno; @why explains it. */
static int set_key(struct net_device *dev, const struct coalesce_key *key,
		   u32 value, const char **why)
{
	const struct ethtool_ops *ops = dev->ethtool_ops;
	struct kernel_ethtool_coalesce kernel_coal = {0};
	struct ethtool_coalesce coal = {0};
	struct netlink_ext_ack ack = {NULL};
	int err;

	if (!ops || !ops->set_coalesce || !ops->get_coalesce ||
	    !(ops->supported_coalesce_params & key->bit)) {
		*why = "the driver does not support it";
		return -EOPNOTSUPP;
	}
	err = ops->get_coalesce(dev, &coal, &kernel_coal, &ack);
	if (!err) {
		memcpy((char *)&coal + key->offset, &value, sizeof(value));
		err = ops->set_coalesce(dev, &coal, &kernel_coal, &ack);
	}
	*why = ack.msg ? ack.msg : "the driver refuses the value";
	return err;
}

int ethtool_set_coalesce(struct kernel *k, const char *dev, const char *key,
			 u32 value, char *err, size_t err_len)
{
	const struct coalesce_key *found = find_key(key);
	const char *why = "unknown key";
	struct net_device *nd;
	int ret = -EINVAL;

	if (found) {
		rtnl_lock();
		nd = dev_get_by_name(k->net, dev);
		why = "no such device";
		ret = nd ? set_key(nd, found, value, &why) : -ENODEV;
		rtnl_unlock();
	}
	if (!ret)
		return 0;
	snprintf(err, err_len, "coalesce %s %s %u: %s (error %d)", dev, key,
		 value, why, ret);
	return -1;
}

/* ---- -K ---- */

static const struct feature_key {
	const char *name;
	netdev_features_t bit;
} features[] = {
	{"rx", NETIF_F_RXCSUM},
	{"tx", NETIF_F_HW_CSUM},
	{"sg", NETIF_F_SG},
	{"tso", NETIF_F_TSO},
	{"gso", NETIF_F_GSO},
	{"rxvlan", NETIF_F_HW_VLAN_CTAG_RX},
	{"txvlan", NETIF_F_HW_VLAN_CTAG_TX},
	{"rx-vlan-filter", NETIF_F_HW_VLAN_CTAG_FILTER},
	{"rx-fcs", NETIF_F_RXFCS},
	{"rx-all", NETIF_F_RXALL},
};

/* Context: process, rtnl held. As set_key(). */
static int set_feature(struct net_device *dev, const char *key, bool on,
		       const char **why)
{
	netdev_features_t bit = 0;

	for (size_t i = 0; i < ARRAY_SIZE(features); i++)
		if (!strcmp(features[i].name, key))
			bit = features[i].bit;
	if (!(dev->hw_features & bit)) {
		*why = "the device has no such switch";
		return -EOPNOTSUPP;
	}
	dev->wanted_features &= ~bit;
	if (on)
		dev->wanted_features |= bit;
	netdev_update_features(dev);
	if (!(dev->features & bit) == !on)
		return 0;
	*why = "not as the others are";
	return -EINVAL;
}

/* ---- -A ---- */

static const struct pause_key {
	const char *name;
	size_t offset;
} pauses[] = {
	{"autoneg", offsetof(struct ethtool_pauseparam, autoneg)},
	{"rx", offsetof(struct ethtool_pauseparam, rx_pause)},
	{"tx", offsetof(struct ethtool_pauseparam, tx_pause)},
};

static int set_pause(struct net_device *dev, const char *key, bool on,
		     const char **why)
{
	const struct ethtool_ops *ops = dev->ethtool_ops;
	struct ethtool_pauseparam pause = {0};
	u32 value = on;
	int err;

	if (!ops || !ops->get_pauseparam || !ops->set_pauseparam) {
		*why = "the driver does not support it";
		return -EOPNOTSUPP;
	}
	ops->get_pauseparam(dev, &pause);
	for (size_t i = 0; i < ARRAY_SIZE(pauses); i++)
		if (!strcmp(pauses[i].name, key))
			memcpy((char *)&pause + pauses[i].offset, &value,
			       sizeof(value));
	err = ops->set_pauseparam(dev, &pause);
	*why = "the driver refuses the value";
	return err;
}

/* ---- both ---- */

static const char *const switches_name[] = {
	[KERNEL_OFFLOAD] = "offload",
	[KERNEL_PAUSE] = "pause",
};

bool ethtool_switch_known(enum kernel_switches group, const char *key)
{
	for (size_t i = 0; group == KERNEL_OFFLOAD && i < ARRAY_SIZE(features);
	     i++)
		if (!strcmp(features[i].name, key))
			return true;
	for (size_t i = 0; group == KERNEL_PAUSE && i < ARRAY_SIZE(pauses); i++)
		if (!strcmp(pauses[i].name, key))
			return true;
	return false;
}

int ethtool_set_switch(struct kernel *k, enum kernel_switches group,
		       const char *dev, const char *key, bool on, char *err,
		       size_t err_len)
{
	const char *why = "no such device";
	struct net_device *nd;
	int ret = -ENODEV;

	rtnl_lock();
	nd = dev_get_by_name(k->net, dev);
	if (nd)
		ret = group == KERNEL_OFFLOAD ? set_feature(nd, key, on, &why)
					      : set_pause(nd, key, on, &why);
	rtnl_unlock();
	if (!ret)
		return 0;
	snprintf(err, err_len, "%s %s %s %s: %s (error %d)",
		 switches_name[group], dev, key, on ? "on" : "off", why, ret);
	return -1;
}

u32 ethtool_op_get_link(struct net_device *dev)
{
	return netif_carrier_ok(dev);
}
