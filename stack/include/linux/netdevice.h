/* SPDX-License-Identifier: MIT */
/*
 * Network devices. Who implements what:
 *  core/napi.c      napi_*, netif_napi_*, netif_rx, netif_receive_skb's caller
 *  core/skb_free.c  dev_kfree_skb_any and its sisters
 *  net/dev.c        alloc_netdev_mqs, register_netdev, dev_open, dev_close,
 *                   netif_receive_skb, dev_queue_xmit, carrier, watchdog, ...
 */
#ifndef _LINUX_NETDEVICE_H
#define _LINUX_NETDEVICE_H

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/interrupt.h>
#include <linux/netdev_features.h>
#include <linux/prefetch.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/timer.h>
#include <linux/u64_stats_sync.h>
#include <linux/workqueue.h>

struct net;
struct net_device;
struct ethtool_ops;
struct header_ops;
struct in_device;
struct Qdisc;
struct ifreq;

/* ---- NAPI ---- */

#define NAPI_POLL_WEIGHT 64

enum {
	NAPI_STATE_SCHED,   /* poll is scheduled */
	NAPI_STATE_MISSED,  /* reschedule: an interrupt came meanwhile */
	NAPI_STATE_DISABLE, /* disable pending */
	NAPI_STATE_NPSVC,   /* disabled: nobody polls it */
	NAPI_STATE_LISTED,  /* in the device's list */
};

#define NAPIF_STATE_SCHED   BIT(NAPI_STATE_SCHED)
#define NAPIF_STATE_MISSED  BIT(NAPI_STATE_MISSED)
#define NAPIF_STATE_DISABLE BIT(NAPI_STATE_DISABLE)
#define NAPIF_STATE_NPSVC   BIT(NAPI_STATE_NPSVC)
#define NAPIF_STATE_LISTED  BIT(NAPI_STATE_LISTED)

enum gro_result {
	GRO_MERGED,
	GRO_MERGED_FREE,
	GRO_HELD,
	GRO_NORMAL,
	GRO_CONSUMED
};
typedef enum gro_result gro_result_t;

struct napi_struct {
	struct list_head poll_list;
	unsigned long state;
	int weight;
	int defer_hard_irqs_count;
	int (*poll)(struct napi_struct *napi, int budget);
	struct net_device *dev;
	struct hrtimer timer; /* gro_flush_timeout */
	struct list_head dev_list;
	unsigned int napi_id;
};

/* Starts disabled: napi_enable(). */
void netif_napi_add_weight(struct net_device *dev, struct napi_struct *napi,
			   int (*poll)(struct napi_struct *, int), int weight);
static inline void netif_napi_add(struct net_device *dev,
				  struct napi_struct *napi,
				  int (*poll)(struct napi_struct *, int))
{
	netif_napi_add_weight(dev, napi, poll, NAPI_POLL_WEIGHT);
}
void netif_napi_del(struct napi_struct *napi);

/* Context: process. Waits until the owner of the instance has let go. */
void napi_disable(struct napi_struct *n);
void napi_enable(struct napi_struct *n);
/* True: the caller must mask its interrupt and call __napi_schedule(). */
bool napi_schedule_prep(struct napi_struct *n);
void __napi_schedule(struct napi_struct *n);
void __napi_schedule_irqoff(struct napi_struct *n);
/* True: the interrupt may be unmasked. False: the poll goes on. */
bool napi_complete_done(struct napi_struct *n, int work_done);
void napi_synchronize(const struct napi_struct *n);

static inline bool napi_schedule(struct napi_struct *n)
{
	if (!napi_schedule_prep(n))
		return false;
	__napi_schedule(n);
	return true;
}

static inline void napi_schedule_irqoff(struct napi_struct *n)
{
	if (napi_schedule_prep(n))
		__napi_schedule_irqoff(n);
}

/* To poll again after napi_complete_done(); the caller masks first. */
static inline bool napi_reschedule(struct napi_struct *n)
{
	return napi_schedule(n);
}

static inline bool napi_complete(struct napi_struct *n)
{
	return napi_complete_done(n, 0);
}

static inline bool napi_disable_pending(struct napi_struct *n)
{
	return test_bit(NAPI_STATE_DISABLE, &n->state);
}

/* No GRO here: the packet goes up at once. Context: softirq. */
gro_result_t napi_gro_receive(struct napi_struct *napi, struct sk_buff *skb);
void napi_gro_flush(struct napi_struct *napi, bool flush_old);

/* ---- receive ---- */

#define NET_RX_SUCCESS 0
#define NET_RX_DROP    1

/* net/dev.c. Context: softirq. Takes the sk_buff. */
int netif_receive_skb(struct sk_buff *skb);
/* Through the CPU's backlog (netdev_max_backlog). Context: any. */
int netif_rx(struct sk_buff *skb);

/* A protocol's handler for frames of one type (net/dev.c). */
struct packet_type {
	__be16 type;		/* ETH_P_*, network byte order */
	struct net_device *dev; /* NULL: any */
	/* Context: softirq. Takes the sk_buff. */
	int (*func)(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev);
	void *af_packet_priv;
	struct list_head list;
};

/* How a protocol cuts packets that are longer than a frame (net/gso.c). */
struct packet_offload {
	__be16 type; /* ETH_P_*, network byte order */
	struct {
		/*
		 * skb->data is at the MAC header, headers are linear. A list
		 * by ->next, whose pieces all have CHECKSUM_PARTIAL, or
		 * ERR_PTR(); @skb stays the caller's. @features: what the
		 * pieces may use.
		 */
		struct sk_buff *(*gso_segment)(struct sk_buff *skb,
					       netdev_features_t features);
	} callbacks;
	struct list_head list;
};

void dev_add_offload(struct packet_offload *po);
void dev_remove_offload(struct packet_offload *po);

void dev_add_pack(struct packet_type *pt);
void dev_remove_pack(struct packet_type *pt);

/* Per CPU; one today. */
struct softnet_data {
	struct list_head poll_list;
	struct sk_buff *completion_queue; /* freed by NET_TX_SOFTIRQ */
	struct Qdisc *output_queue;	  /* net/: transmit queues to be run */
	struct Qdisc **output_queue_tailp;
	struct sk_buff_head input_pkt_queue;
	struct napi_struct backlog;
	/* For the timeline: what net_rx_action polls, and may still take. */
	struct napi_struct *polling;
	int budget;
	bool xmit_more;
	int xmit_recursion;
	u64 processed, dropped, time_squeeze;
};

struct softnet_data *this_softnet_data(void);

/* ---- freeing from drivers ---- */

enum skb_free_reason { SKB_REASON_CONSUMED, SKB_REASON_DROPPED };

/* In hardirq or with interrupts off the free is left to NET_TX_SOFTIRQ. */
void __dev_kfree_skb_irq(struct sk_buff *skb, enum skb_free_reason reason);
void __dev_kfree_skb_any(struct sk_buff *skb, enum skb_free_reason reason);
/* @budget 0: not called from a poll function. */
void napi_consume_skb(struct sk_buff *skb, int budget);

static inline void dev_kfree_skb_irq(struct sk_buff *skb)
{
	__dev_kfree_skb_irq(skb, SKB_REASON_DROPPED);
}

static inline void dev_consume_skb_irq(struct sk_buff *skb)
{
	__dev_kfree_skb_irq(skb, SKB_REASON_CONSUMED);
}

static inline void dev_kfree_skb_any(struct sk_buff *skb)
{
	__dev_kfree_skb_any(skb, SKB_REASON_DROPPED);
}

static inline void dev_consume_skb_any(struct sk_buff *skb)
{
	__dev_kfree_skb_any(skb, SKB_REASON_CONSUMED);
}

/* ---- transmit queues ---- */

enum netdev_tx {
	NETDEV_TX_OK = 0x00,
	NETDEV_TX_BUSY = 0x10,
};
typedef enum netdev_tx netdev_tx_t;

#define NET_XMIT_SUCCESS 0x00
#define NET_XMIT_DROP	 0x01
#define NET_XMIT_CN	 0x02
#define NET_XMIT_MASK	 0x0f

enum netdev_queue_state_t {
	__QUEUE_STATE_DRV_XOFF,
	__QUEUE_STATE_STACK_XOFF,
	__QUEUE_STATE_FROZEN,
};

#define QUEUE_STATE_DRV_XOFF (1 << __QUEUE_STATE_DRV_XOFF)
#define QUEUE_STATE_FROZEN   (1 << __QUEUE_STATE_FROZEN)
#define QUEUE_STATE_ANY_XOFF \
	(QUEUE_STATE_DRV_XOFF | (1 << __QUEUE_STATE_STACK_XOFF))

struct netdev_queue {
	struct net_device *dev;
	struct Qdisc *qdisc;
	unsigned long state;
	spinlock_t _xmit_lock;
	int xmit_lock_owner;
	unsigned long trans_start; /* jiffies */
	atomic_long_t trans_timeout;
};

enum netdev_state_t {
	__LINK_STATE_START,
	__LINK_STATE_PRESENT,
	__LINK_STATE_NOCARRIER,
	__LINK_STATE_LINKWATCH_PENDING,
	__LINK_STATE_DORMANT,
};

#define MAX_ADDR_LEN 32

struct net_device_stats {
#define X(name) unsigned long name;
	RTNL_LINK_STATS(X)
#undef X
};

struct netdev_hw_addr {
	struct list_head list;
	unsigned char addr[MAX_ADDR_LEN];
	int refcount;
};

struct netdev_hw_addr_list {
	struct list_head list;
	int count;
};

struct net_device_ops {
	int (*ndo_init)(struct net_device *dev);
	void (*ndo_uninit)(struct net_device *dev);
	int (*ndo_open)(struct net_device *dev);
	int (*ndo_stop)(struct net_device *dev);
	netdev_tx_t (*ndo_start_xmit)(struct sk_buff *skb,
				      struct net_device *dev);
	netdev_features_t (*ndo_features_check)(struct sk_buff *skb,
						struct net_device *dev,
						netdev_features_t features);
	void (*ndo_set_rx_mode)(struct net_device *dev);
	int (*ndo_set_mac_address)(struct net_device *dev, void *addr);
	int (*ndo_validate_addr)(struct net_device *dev);
	int (*ndo_eth_ioctl)(struct net_device *dev, struct ifreq *ifr,
			     int cmd);
	int (*ndo_change_mtu)(struct net_device *dev, int new_mtu);
	void (*ndo_tx_timeout)(struct net_device *dev, unsigned int txqueue);
	void (*ndo_get_stats64)(struct net_device *dev,
				struct rtnl_link_stats64 *storage);
	struct net_device_stats *(*ndo_get_stats)(struct net_device *dev);
	int (*ndo_set_features)(struct net_device *dev,
				netdev_features_t features);
	netdev_features_t (*ndo_fix_features)(struct net_device *dev,
					      netdev_features_t features);
	void (*ndo_poll_controller)(struct net_device *dev);
	int (*ndo_vlan_rx_add_vid)(struct net_device *dev, __be16 proto,
				   u16 vid);
	int (*ndo_vlan_rx_kill_vid)(struct net_device *dev, __be16 proto,
				    u16 vid);
};

struct header_ops {
	int (*create)(struct sk_buff *skb, struct net_device *dev,
		      unsigned short type, const void *daddr, const void *saddr,
		      unsigned int len);
	int (*parse)(const struct sk_buff *skb, unsigned char *haddr);
};

enum netreg_state {
	NETREG_UNINITIALIZED = 0,
	NETREG_REGISTERED,
	NETREG_UNREGISTERING,
	NETREG_UNREGISTERED,
	NETREG_RELEASED,
};

#define NET_NAME_UNKNOWN 0

/* net_device.priv_flags: set_rx_mode knows more than one unicast address. */
#define IFF_UNICAST_FLT BIT(12)

struct net_device {
	char name[IFNAMSIZ];
	struct list_head dev_list; /* all devices of the struct net */
	struct net *nd_net;
	int ifindex;
	unsigned long state; /* enum netdev_state_t */
	enum netreg_state reg_state;
	unsigned int flags; /* IFF_* */
	unsigned int promiscuity, allmulti;
	bool uc_promisc;     /* promiscuous for want of an address filter */
	bool gflags_promisc; /* because SIOCSIFFLAGS said so */
	unsigned int mtu, min_mtu, max_mtu;
	unsigned short type; /* ARPHRD_* */
	unsigned short hard_header_len;
	unsigned char min_header_len;
	unsigned short needed_headroom, needed_tailroom;
	unsigned char addr_len;
	const unsigned char *dev_addr; /* changed by eth_hw_addr_set() */
	unsigned char dev_addr_store[MAX_ADDR_LEN];
	unsigned char perm_addr[MAX_ADDR_LEN];
	unsigned char broadcast[MAX_ADDR_LEN];
	unsigned char addr_assign_type;
	struct netdev_hw_addr_list uc, mc;
	spinlock_t addr_list_lock;

	const struct net_device_ops *netdev_ops;
	const struct ethtool_ops *ethtool_ops;
	const struct header_ops *header_ops;

	netdev_features_t features, hw_features, wanted_features;
	netdev_features_t vlan_features, hw_enc_features;
	/* The longest packet that the device cuts itself: what the stack uses,
	 * and what the device could do. */
	unsigned int gso_max_size, tso_max_size;
	unsigned long priv_flags;

	struct net_device_stats stats;
	atomic_long_t rx_dropped, tx_dropped, rx_nohandler;

	struct list_head napi_list;
	unsigned long gro_flush_timeout; /* ns */
	int napi_defer_hard_irqs;

	struct netdev_queue *_tx;
	unsigned int num_tx_queues, real_num_tx_queues;
	unsigned int num_rx_queues, real_num_rx_queues;
	unsigned int tx_queue_len;
	struct Qdisc *qdisc;
	int watchdog_timeo; /* jiffies */
	struct timer_list watchdog_timer;
	bool watchdog_up;

	struct in_device *ip_ptr;
	struct device dev; /* .parent is the bus device */
	int irq;
	unsigned long base_addr, mem_start, mem_end;
	int msg_enable;
	atomic_t carrier_up_count, carrier_down_count;
	void *net_private; /* net/'s own */
	bool needs_free_netdev;
	void (*priv_destructor)(struct net_device *dev);
	void *alloc_base; /* what free_netdev() frees */
};

#define NETDEV_ALIGN 32

static inline void *netdev_priv(const struct net_device *dev)
{
	return (char *)dev + ALIGN(sizeof(struct net_device), NETDEV_ALIGN);
}

static inline struct net *dev_net(const struct net_device *dev)
{
	return dev->nd_net;
}

#define SET_NETDEV_DEV(net, pdev) ((net)->dev.parent = (pdev))
#define SET_NETDEV_DEVTYPE(net, devtype)

/* net/dev.c */
struct net_device *alloc_netdev_mqs(int sizeof_priv, const char *name,
				    unsigned char name_assign_type,
				    void (*setup)(struct net_device *),
				    unsigned int txqs, unsigned int rxqs);
#define alloc_netdev(sizeof_priv, name, assign_type, setup) \
	alloc_netdev_mqs(sizeof_priv, name, assign_type, setup, 1, 1)
void free_netdev(struct net_device *dev);
int register_netdevice(struct net_device *dev); /* rtnl held */
int register_netdev(struct net_device *dev);
void unregister_netdevice(struct net_device *dev); /* rtnl held */
void unregister_netdev(struct net_device *dev);
struct net_device *dev_get_by_name(struct net *net, const char *name);
struct net_device *dev_get_by_index(struct net *net, int ifindex);
int dev_open(struct net_device *dev); /* rtnl held, like the next ones */
void dev_close(struct net_device *dev);
int dev_set_mtu(struct net_device *dev, int mtu);
int dev_set_mac_address(struct net_device *dev, struct sockaddr *sa);
int dev_set_promiscuity(struct net_device *dev, int inc);
int dev_set_allmulti(struct net_device *dev, int inc);
struct rtnl_link_stats64 *dev_get_stats(struct net_device *dev,
					struct rtnl_link_stats64 *storage);
int dev_queue_xmit(struct sk_buff *skb);
/* Further addresses to receive, counted. 0, -ENOMEM, -ENOENT. */
int dev_mc_add(struct net_device *dev, const unsigned char *addr);
int dev_mc_del(struct net_device *dev, const unsigned char *addr);
int dev_uc_add(struct net_device *dev, const unsigned char *addr);
int dev_uc_del(struct net_device *dev, const unsigned char *addr);
int dev_alloc_name(struct net_device *dev, const char *name);
int netif_set_real_num_tx_queues(struct net_device *dev, unsigned int txq);
int netif_set_real_num_rx_queues(struct net_device *dev, unsigned int rxq);
void netif_carrier_on(struct net_device *dev);
void netif_carrier_off(struct net_device *dev);
void netif_device_attach(struct net_device *dev);
void netif_device_detach(struct net_device *dev);
/* Marks the queue's discipline to be run by NET_TX_SOFTIRQ. */
void netif_schedule_queue(struct netdev_queue *txq);

/* net/features.c. Context: process, rtnl held, but for the last. */
#define GSO_LEGACY_MAX_SIZE 65536u
#define GSO_MAX_SIZE	    (8 * GSO_LEGACY_MAX_SIZE)
/* dev->wanted_features changed: the driver is asked. */
int __netdev_update_features(struct net_device *dev);
void netdev_update_features(struct net_device *dev);
void netdev_features_change(struct net_device *dev);
/* Before register_netdev(): the longest packet that the device cuts. */
void netif_set_tso_max_size(struct net_device *dev, unsigned int size);
/* `ip link set DEV gso_max_size N`. 0 or -EINVAL. */
int dev_set_gso_max_size(struct net_device *dev, unsigned int size);
/* Those of skb->dev that @skb may use. Context: any. */
netdev_features_t netif_skb_features(struct sk_buff *skb);

/* net/gso.c. Takes @skb; a list by ->next, NULL if nothing is left of it. */
struct sk_buff *validate_xmit_skb(struct sk_buff *skb, struct net_device *dev);
/* Leaves @skb alone; ERR_PTR(): it can not be cut. */
struct sk_buff *skb_gso_segment(struct sk_buff *skb,
				netdev_features_t features);

static inline bool net_gso_ok(netdev_features_t features, int gso_type)
{
	netdev_features_t needs = (netdev_features_t)gso_type
				  << NETIF_F_GSO_SHIFT;

	return (features & needs) == needs;
}

static inline bool skb_gso_ok(struct sk_buff *skb, netdev_features_t features)
{
	return net_gso_ok(features, (int)skb_shinfo(skb)->gso_type);
}

/* The stack must cut it. */
static inline bool netif_needs_gso(struct sk_buff *skb,
				   netdev_features_t features)
{
	return skb_is_gso(skb) && (!skb_gso_ok(skb, features) ||
				   skb->ip_summed != CHECKSUM_PARTIAL);
}

static inline struct netdev_queue *
netdev_get_tx_queue(const struct net_device *dev, unsigned int index)
{
	return &dev->_tx[index];
}

static inline bool netif_running(const struct net_device *dev)
{
	return test_bit(__LINK_STATE_START, &dev->state);
}

static inline bool netif_device_present(const struct net_device *dev)
{
	return test_bit(__LINK_STATE_PRESENT, &dev->state);
}

static inline bool netif_carrier_ok(const struct net_device *dev)
{
	return !test_bit(__LINK_STATE_NOCARRIER, &dev->state);
}

static inline void netif_tx_start_queue(struct netdev_queue *q)
{
	clear_bit(__QUEUE_STATE_DRV_XOFF, &q->state);
}

static inline void netif_tx_stop_queue(struct netdev_queue *q)
{
	set_bit(__QUEUE_STATE_DRV_XOFF, &q->state);
}

static inline void netif_tx_wake_queue(struct netdev_queue *q)
{
	if (test_and_clear_bit(__QUEUE_STATE_DRV_XOFF, &q->state))
		netif_schedule_queue(q);
}

static inline bool netif_tx_queue_stopped(const struct netdev_queue *q)
{
	return test_bit(__QUEUE_STATE_DRV_XOFF, &q->state);
}

static inline bool netif_xmit_stopped(const struct netdev_queue *q)
{
	return q->state & QUEUE_STATE_ANY_XOFF;
}

static inline bool netif_xmit_frozen_or_stopped(const struct netdev_queue *q)
{
	return q->state & (QUEUE_STATE_ANY_XOFF | QUEUE_STATE_FROZEN);
}

static inline void netif_start_queue(struct net_device *dev)
{
	netif_tx_start_queue(netdev_get_tx_queue(dev, 0));
}

static inline void netif_stop_queue(struct net_device *dev)
{
	netif_tx_stop_queue(netdev_get_tx_queue(dev, 0));
}

static inline void netif_wake_queue(struct net_device *dev)
{
	netif_tx_wake_queue(netdev_get_tx_queue(dev, 0));
}

static inline bool netif_queue_stopped(const struct net_device *dev)
{
	return netif_tx_queue_stopped(netdev_get_tx_queue(dev, 0));
}

static inline void netif_tx_start_all_queues(struct net_device *dev)
{
	for (unsigned int i = 0; i < dev->num_tx_queues; i++)
		netif_tx_start_queue(netdev_get_tx_queue(dev, i));
}

static inline void netif_tx_stop_all_queues(struct net_device *dev)
{
	for (unsigned int i = 0; i < dev->num_tx_queues; i++)
		netif_tx_stop_queue(netdev_get_tx_queue(dev, i));
}

static inline void netif_tx_wake_all_queues(struct net_device *dev)
{
	for (unsigned int i = 0; i < dev->num_tx_queues; i++)
		netif_tx_wake_queue(netdev_get_tx_queue(dev, i));
}

/* Byte queue limits are not built in (Linux without CONFIG_BQL). */
static inline void netdev_tx_sent_queue(struct netdev_queue *q,
					unsigned int bytes)
{
}

static inline void netdev_tx_completed_queue(struct netdev_queue *q,
					     unsigned int pkts,
					     unsigned int bytes)
{
}

static inline void netdev_sent_queue(struct net_device *dev, unsigned int bytes)
{
}

static inline void netdev_completed_queue(struct net_device *dev,
					  unsigned int pkts, unsigned int bytes)
{
}

static inline void netdev_reset_queue(struct net_device *dev)
{
}

/* More frames follow at once: the driver may keep its doorbell. */
static inline bool netdev_xmit_more(void)
{
	return this_softnet_data()->xmit_more;
}

static inline void txq_trans_update(struct netdev_queue *txq)
{
	txq->trans_start = jiffies;
}

static inline void netif_trans_update(struct net_device *dev)
{
	txq_trans_update(netdev_get_tx_queue(dev, 0));
}

static inline void __netif_tx_lock(struct netdev_queue *txq, int cpu)
{
	spin_lock(&txq->_xmit_lock);
	txq->xmit_lock_owner = cpu;
}

static inline void __netif_tx_unlock(struct netdev_queue *txq)
{
	txq->xmit_lock_owner = -1;
	spin_unlock(&txq->_xmit_lock);
}

static inline void __netif_tx_lock_bh(struct netdev_queue *txq)
{
	spin_lock_bh(&txq->_xmit_lock);
	txq->xmit_lock_owner = 0;
}

static inline void __netif_tx_unlock_bh(struct netdev_queue *txq)
{
	txq->xmit_lock_owner = -1;
	spin_unlock_bh(&txq->_xmit_lock);
}

/* Waits for a transmit that is under way (none can be, on one CPU, once its
 * lock is held) and stops the queues. */
static inline void netif_tx_disable(struct net_device *dev)
{
	local_bh_disable();
	for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
		struct netdev_queue *txq = netdev_get_tx_queue(dev, i);

		__netif_tx_lock(txq, 0);
		netif_tx_stop_queue(txq);
		__netif_tx_unlock(txq);
	}
	local_bh_enable();
}

static inline void netif_addr_lock_bh(struct net_device *dev)
{
	spin_lock_bh(&dev->addr_list_lock);
}

static inline void netif_addr_unlock_bh(struct net_device *dev)
{
	spin_unlock_bh(&dev->addr_list_lock);
}

#define netdev_uc_count(dev) ((dev)->uc.count)
#define netdev_uc_empty(dev) ((dev)->uc.count == 0)
#define netdev_mc_count(dev) ((dev)->mc.count)
#define netdev_mc_empty(dev) ((dev)->mc.count == 0)
#define netdev_for_each_uc_addr(ha, dev) \
	list_for_each_entry (ha, &(dev)->uc.list, list)
#define netdev_for_each_mc_addr(ha, dev) \
	list_for_each_entry (ha, &(dev)->mc.list, list)

static inline int netdev_hard_header(struct sk_buff *skb,
				     struct net_device *dev,
				     unsigned short type, const void *daddr,
				     const void *saddr, unsigned int len)
{
	if (!dev->header_ops || !dev->header_ops->create)
		return 0;
	return dev->header_ops->create(skb, dev, type, daddr, saddr, len);
}
#define dev_hard_header netdev_hard_header

#define LL_RESERVED_SPACE(dev) \
	((((dev)->hard_header_len + (dev)->needed_headroom) & ~15U) + 16)

/* ---- messages ---- */

enum {
	NETIF_MSG_DRV = 0x0001,
	NETIF_MSG_PROBE = 0x0002,
	NETIF_MSG_LINK = 0x0004,
	NETIF_MSG_TIMER = 0x0008,
	NETIF_MSG_IFDOWN = 0x0010,
	NETIF_MSG_IFUP = 0x0020,
	NETIF_MSG_RX_ERR = 0x0040,
	NETIF_MSG_TX_ERR = 0x0080,
	NETIF_MSG_TX_QUEUED = 0x0100,
	NETIF_MSG_INTR = 0x0200,
	NETIF_MSG_TX_DONE = 0x0400,
	NETIF_MSG_RX_STATUS = 0x0800,
	NETIF_MSG_PKTDATA = 0x1000,
	NETIF_MSG_HW = 0x2000,
	NETIF_MSG_WOL = 0x4000,
};

static inline u32 netif_msg_init(int debug_value, int default_bits)
{
	if (debug_value < 0 || debug_value >= 32)
		return (u32)default_bits;
	return debug_value ? (1U << debug_value) - 1 : 0;
}

#define netif_msg_drv(p)    ((p)->msg_enable & NETIF_MSG_DRV)
#define netif_msg_probe(p)  ((p)->msg_enable & NETIF_MSG_PROBE)
#define netif_msg_link(p)   ((p)->msg_enable & NETIF_MSG_LINK)
#define netif_msg_rx_err(p) ((p)->msg_enable & NETIF_MSG_RX_ERR)
#define netif_msg_tx_err(p) ((p)->msg_enable & NETIF_MSG_TX_ERR)
#define netif_msg_hw(p)	    ((p)->msg_enable & NETIF_MSG_HW)

void netdev_printk(const char *level, const struct net_device *dev,
		   const char *fmt, ...) __printf(3, 4);
#define netdev_err(dev, fmt, ...) \
	netdev_printk(KERN_ERR, dev, fmt, ##__VA_ARGS__)
#define netdev_warn(dev, fmt, ...) \
	netdev_printk(KERN_WARNING, dev, fmt, ##__VA_ARGS__)
#define netdev_notice(dev, fmt, ...) \
	netdev_printk(KERN_NOTICE, dev, fmt, ##__VA_ARGS__)
#define netdev_info(dev, fmt, ...) \
	netdev_printk(KERN_INFO, dev, fmt, ##__VA_ARGS__)
#ifdef DEBUG
#define netdev_dbg(dev, fmt, ...) \
	netdev_printk(KERN_DEBUG, dev, fmt, ##__VA_ARGS__)
#else
#define netdev_dbg(dev, fmt, ...)                                           \
	do {                                                                \
		if (0)                                                      \
			netdev_printk(KERN_DEBUG, dev, fmt, ##__VA_ARGS__); \
	} while (0)
#endif

#define netif_printk(priv, type, level, dev, fmt, ...)                 \
	do {                                                           \
		if ((priv)->msg_enable & NETIF_MSG_##type)             \
			netdev_printk(level, dev, fmt, ##__VA_ARGS__); \
	} while (0)
#define netif_err(priv, type, dev, fmt, ...)                 \
	do {                                                 \
		if ((priv)->msg_enable & __netif_msg_##type) \
			netdev_err(dev, fmt, ##__VA_ARGS__); \
	} while (0)
#define netif_warn(priv, type, dev, fmt, ...)                 \
	do {                                                  \
		if ((priv)->msg_enable & __netif_msg_##type)  \
			netdev_warn(dev, fmt, ##__VA_ARGS__); \
	} while (0)
#define netif_info(priv, type, dev, fmt, ...)                 \
	do {                                                  \
		if ((priv)->msg_enable & __netif_msg_##type)  \
			netdev_info(dev, fmt, ##__VA_ARGS__); \
	} while (0)
#define __netif_msg_drv	   NETIF_MSG_DRV
#define __netif_msg_probe  NETIF_MSG_PROBE
#define __netif_msg_link   NETIF_MSG_LINK
#define __netif_msg_timer  NETIF_MSG_TIMER
#define __netif_msg_ifdown NETIF_MSG_IFDOWN
#define __netif_msg_ifup   NETIF_MSG_IFUP
#define __netif_msg_rx_err NETIF_MSG_RX_ERR
#define __netif_msg_tx_err NETIF_MSG_TX_ERR
#define __netif_msg_hw	   NETIF_MSG_HW

#endif
