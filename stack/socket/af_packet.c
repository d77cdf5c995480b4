// SPDX-License-Identifier: MIT
/*
 * Packet sockets: frames as a device sees them, both ways. A handler on the
 * device's list gives the socket a copy of each (ETH_P_ALL: of all of them);
 * what the socket sends goes to the device as it is (SOCK_RAW) or behind a
 * header of the stack's making (SOCK_DGRAM). Every process may, as root may.
 */
#include <linux/errno.h>
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_packet.h>
#include <linux/if_vlan.h>
#include <linux/ktime.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/sockios.h>
#include <net/net_namespace.h>
#include <net/packet.h>
#include <net/skb_unnamed.h>
#include <net/sock.h>

struct packet_mclist {
	struct packet_mclist *next;
	struct packet_mreq mreq;
	unsigned int count;
};

struct packet_sock {
	struct sock sk; /* first */
	struct packet_type hook;
	bool running; /* the hook is on its list */
	bool auxdata;
	int ifindex; /* bound to; 0: every device */
	__be16 num;  /* protocol */
	struct tpacket_stats stats;
	struct packet_mclist *mclist;
};

/* In skb->cb of what lies in the queue. */
struct packet_cb {
	struct sockaddr_ll sll;
	u32 origlen;
};
#define PACKET_CB(skb) ((struct packet_cb *)((skb)->cb))

static struct packet_sock *pkt_sk(const struct sock *sk)
{
	return (struct packet_sock *)sk;
}

/* ---- in ---- */

/* A copy that carries no frame: the frame ends where the stack ends it. The
 * reference to @skb passes. */
static struct sk_buff *take_copy(struct sk_buff *skb)
{
	struct sk_buff *copy;

	if (!skb->pkt_id && !skb_shared(skb))
		return skb;
	copy = skb_clone_unnamed(skb, GFP_ATOMIC);
	consume_skb_place(skb, "packet.delivered");
	return copy;
}

static void fill_sll(struct sockaddr_ll *sll, const struct sk_buff *skb,
		     const struct net_device *dev)
{
	*sll = (struct sockaddr_ll){
		.sll_family = AF_PACKET,
		.sll_protocol = skb->protocol,
		.sll_ifindex = dev->ifindex,
		.sll_hatype = dev->type,
		.sll_pkttype = skb->pkt_type,
	};
	if (dev->type != ARPHRD_ETHER && dev->type != ARPHRD_LOOPBACK)
		return;
	sll->sll_halen = ETH_ALEN;
	memcpy(sll->sll_addr, skb_mac_header(skb) + ETH_ALEN, ETH_ALEN);
}

static int packet_rcv(struct sk_buff *skb, struct net_device *dev,
		      struct packet_type *pt, struct net_device *orig_dev)
{
	struct packet_sock *po = pt->af_packet_priv;
	struct sock *sk = &po->sk;
	int offset;

	skb = skb->pkt_type == PACKET_LOOPBACK
		      ? (consume_skb_place(skb, "packet.delivered"), NULL)
		      : take_copy(skb);
	if (!skb)
		return 0;
	po->stats.tp_packets++;
	/* From the link-layer header on, or from what is behind it. */
	offset = (int)(skb_mac_header(skb) - skb->data);
	if (sk->sk_type == SOCK_DGRAM)
		offset = skb_network_offset(skb);
	if (offset < 0)
		skb_push(skb, (unsigned int)-offset);
	else if (!pskb_pull(skb, (unsigned int)offset))
		goto drop;
	fill_sll(&PACKET_CB(skb)->sll, skb, dev);
	PACKET_CB(skb)->origlen = skb->len;
	skb_orphan(skb);
	if (!sock_queue_rcv_skb(sk, skb))
		return 0;
drop:
	po->stats.tp_drops++;
	consume_skb(skb);
	return 0;
}

static void hook_on(struct packet_sock *po, struct net_device *dev)
{
	po->hook.type = po->num;
	po->hook.dev = dev;
	po->hook.func = packet_rcv;
	po->hook.af_packet_priv = po;
	po->running = true;
	dev_add_pack(&po->hook);
}

static void hook_off(struct packet_sock *po)
{
	if (!po->running)
		return;
	dev_remove_pack(&po->hook);
	po->running = false;
}

static void give_auxdata(struct msghdr *msg, const struct sk_buff *skb)
{
	struct tpacket_auxdata aux = {
		.tp_status = TP_STATUS_USER,
		.tp_len = PACKET_CB(skb)->origlen,
		.tp_snaplen = skb->len,
		.tp_net = (u16)skb_network_offset(skb),
	};

	if (skb->ip_summed == CHECKSUM_PARTIAL)
		aux.tp_status |= TP_STATUS_CSUMNOTREADY;
	else if (skb_csum_unnecessary(skb))
		aux.tp_status |= TP_STATUS_CSUM_VALID;
	if (skb_vlan_tag_present(skb)) {
		aux.tp_vlan_tci = skb_vlan_tag_get(skb);
		aux.tp_vlan_tpid = ntohs(skb->vlan_proto);
		aux.tp_status |=
			TP_STATUS_VLAN_VALID | TP_STATUS_VLAN_TPID_VALID;
	}
	put_cmsg(msg, SOL_PACKET, PACKET_AUXDATA, &aux, sizeof(aux));
}

static int packet_recvmsg(struct socket *sock, struct msghdr *msg, size_t len,
			  int flags)
{
	struct sock *sk = sock->sk;
	struct sk_buff *skb;
	size_t copied;
	int err, ret;

	if (flags & ~(MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC | MSG_CMSG_CLOEXEC))
		return -EINVAL;
	skb = skb_recv_datagram(sk, (unsigned int)flags, &err);
	if (!skb)
		return err;
	copied = min(len, (size_t)skb->len);
	if (copied < skb->len)
		msg->msg_flags |= MSG_TRUNC;
	err = skb_copy_datagram_iter(skb, 0, &msg->msg_iter, copied);
	if (!err) {
		sock_recv_cmsgs(msg, sk, skb);
		if (msg->msg_name) {
			memcpy(msg->msg_name, &PACKET_CB(skb)->sll,
			       sizeof(struct sockaddr_ll));
			msg->msg_namelen = sizeof(struct sockaddr_ll);
		}
		if (pkt_sk(sk)->auxdata)
			give_auxdata(msg, skb);
	}
	ret = (int)(flags & MSG_TRUNC ? skb->len : copied);
	consume_skb(skb);
	return err ? err : ret;
}

/* ---- out ---- */

static int packet_dest(struct packet_sock *po, const struct msghdr *msg,
		       struct sockaddr_ll *sll, struct net_device **dev)
{
	memset(sll, 0, sizeof(*sll));
	sll->sll_ifindex = po->ifindex;
	sll->sll_protocol = po->num;
	if (msg->msg_name) {
		if (msg->msg_namelen < (int)sizeof(*sll))
			return -EINVAL;
		memcpy(sll, msg->msg_name, sizeof(*sll));
		if (sll->sll_family != AF_PACKET)
			return -EINVAL;
	} else if (po->sk.sk_type == SOCK_DGRAM) {
		return -EDESTADDRREQ;
	}
	*dev = dev_get_by_index(sock_net(&po->sk), sll->sll_ifindex);
	if (!*dev)
		return -ENXIO;
	return (*dev)->flags & IFF_UP ? 0 : -ENETDOWN;
}

static int packet_fill(struct packet_sock *po, struct sk_buff *skb,
		       struct net_device *dev, const struct sockaddr_ll *sll,
		       struct msghdr *msg, size_t len)
{
	bool raw = po->sk.sk_type == SOCK_RAW;
	int err;

	skb_reserve(skb, (int)LL_RESERVED_SPACE(dev));
	skb_reset_network_header(skb);
	if (!raw && dev_hard_header(skb, dev, ntohs(sll->sll_protocol),
				    sll->sll_addr, NULL, (unsigned int)len) < 0)
		return -EINVAL;
	err = copy_from_iter(skb_put(skb, (unsigned int)len), len,
			     &msg->msg_iter);
	if (err)
		return err;
	if (raw && len < dev->hard_header_len)
		return -EINVAL;
	skb_reset_mac_header(skb);
	if (raw)
		skb_set_network_header(skb, dev->hard_header_len);
	skb->protocol = sll->sll_protocol;
	if (!skb->protocol)
		skb->protocol = ((struct ethhdr *)skb->data)->h_proto;
	skb->dev = dev;
	skb->priority = po->sk.sk_priority;
	skb->mark = po->sk.sk_mark;
	return 0;
}

static int packet_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct packet_sock *po = pkt_sk(sock->sk);
	struct net_device *dev;
	struct sockaddr_ll sll;
	struct sk_buff *skb;
	size_t room;
	int err;

	err = packet_dest(po, msg, &sll, &dev);
	if (err)
		return err;
	room = dev->mtu;
	if (sock->type == SOCK_RAW)
		room += dev->hard_header_len + VLAN_HLEN;
	if (len > room)
		return -EMSGSIZE;
	skb = sock_alloc_send_skb(&po->sk, len + LL_RESERVED_SPACE(dev) + 15,
				  msg->msg_flags & MSG_DONTWAIT, &err);
	if (!skb)
		return err;
	err = packet_fill(po, skb, dev, &sll, msg, len);
	if (err) {
		kfree_skb(skb);
		return err;
	}
	local_bh_disable();
	skb_frame_born(skb);
	err = dev_queue_xmit(skb);
	local_bh_enable();
	if (err > 0)
		err = err == NET_XMIT_CN ? 0 : -ENOBUFS;
	return err ? err : (int)len;
}

/* ---- which device, which protocol ---- */

static int packet_bind(struct socket *sock, const struct sockaddr *uaddr,
		       int len)
{
	struct packet_sock *po = pkt_sk(sock->sk);
	struct net_device *dev = NULL;
	struct sockaddr_ll sll;

	if (len < (int)sizeof(sll))
		return -EINVAL;
	memcpy(&sll, uaddr, sizeof(sll));
	if (sll.sll_family != AF_PACKET)
		return -EINVAL;
	if (sll.sll_ifindex) {
		dev = dev_get_by_index(sock_net(&po->sk), sll.sll_ifindex);
		if (!dev)
			return -ENODEV;
	}
	hook_off(po);
	if (sll.sll_protocol)
		po->num = sll.sll_protocol;
	po->ifindex = sll.sll_ifindex;
	if (!po->num)
		return 0;
	if (!dev || dev->flags & IFF_UP) {
		hook_on(po, dev);
	} else {
		po->sk.sk_err = ENETDOWN;
		po->sk.sk_error_report(&po->sk);
	}
	return 0;
}

static int packet_getname(struct socket *sock, struct sockaddr_storage *addr,
			  int peer)
{
	const struct packet_sock *po = pkt_sk(sock->sk);
	const struct net_device *dev;
	struct sockaddr_ll sll = {
		.sll_family = AF_PACKET,
		.sll_protocol = po->num,
		.sll_ifindex = po->ifindex,
	};

	if (peer)
		return -EOPNOTSUPP;
	dev = dev_get_by_index(sock_net(sock->sk), po->ifindex);
	if (dev) {
		sll.sll_hatype = dev->type;
		sll.sll_halen = dev->addr_len;
		memcpy(sll.sll_addr, dev->dev_addr, dev->addr_len);
	}
	memcpy(addr, &sll, sizeof(sll));
	return (int)offsetof(struct sockaddr_ll, sll_addr) + sll.sll_halen;
}

/* ---- what the card lets through ---- */

static int dev_mc_change(struct net_device *dev, const struct packet_mreq *m,
			 int what)
{
	switch (m->mr_type) {
	case PACKET_MR_MULTICAST:
		if (m->mr_alen != dev->addr_len)
			return -EINVAL;
		return what > 0 ? dev_mc_add(dev, m->mr_address)
				: dev_mc_del(dev, m->mr_address);
	case PACKET_MR_UNICAST:
		if (m->mr_alen != dev->addr_len)
			return -EINVAL;
		return what > 0 ? dev_uc_add(dev, m->mr_address)
				: dev_uc_del(dev, m->mr_address);
	case PACKET_MR_PROMISC:
		return dev_set_promiscuity(dev, what);
	case PACKET_MR_ALLMULTI:
		return dev_set_allmulti(dev, what);
	default:
		return -EINVAL;
	}
}

static bool same_mc(const struct packet_mreq *a, const struct packet_mreq *b)
{
	size_t n = min_t(size_t, a->mr_alen, sizeof(a->mr_address));

	return a->mr_ifindex == b->mr_ifindex && a->mr_type == b->mr_type &&
	       a->mr_alen == b->mr_alen &&
	       !memcmp(a->mr_address, b->mr_address, n);
}

static struct packet_mclist **find_mc(struct packet_sock *po,
				      const struct packet_mreq *m)
{
	struct packet_mclist **at = &po->mclist;

	while (*at && !same_mc(&(*at)->mreq, m))
		at = &(*at)->next;
	return at;
}

static int mc_add(struct packet_sock *po, const struct packet_mreq *m)
{
	struct packet_mclist **at = find_mc(po, m), *ml;
	struct net_device *dev;
	int err;

	dev = dev_get_by_index(sock_net(&po->sk), m->mr_ifindex);
	if (!dev)
		return -ENODEV;
	if (m->mr_alen > dev->addr_len)
		return -EINVAL;
	if (*at) {
		(*at)->count++;
		return 0;
	}
	ml = kzalloc(sizeof(*ml), GFP_KERNEL);
	if (!ml)
		return -ENOBUFS;
	ml->mreq = *m;
	ml->count = 1;
	err = dev_mc_change(dev, m, 1);
	if (err)
		kfree(ml);
	else
		*at = ml;
	return err;
}

static void mc_forget(struct packet_sock *po, struct packet_mclist **at)
{
	struct packet_mclist *ml = *at;
	struct net_device *dev =
		dev_get_by_index(sock_net(&po->sk), ml->mreq.mr_ifindex);

	*at = ml->next;
	if (dev)
		dev_mc_change(dev, &ml->mreq, -1);
	kfree(ml);
}

static int mc_drop(struct packet_sock *po, const struct packet_mreq *m)
{
	struct packet_mclist **at = find_mc(po, m);

	if (!*at)
		return -EADDRNOTAVAIL;
	if (!--(*at)->count)
		mc_forget(po, at);
	return 0;
}

static int packet_setsockopt(struct socket *sock, int level, int name,
			     const void *val, unsigned int len)
{
	struct packet_sock *po = pkt_sk(sock->sk);
	struct packet_mreq m = {0};
	int v, err;

	if (level != SOL_PACKET)
		return -ENOPROTOOPT;
	switch (name) {
	case PACKET_ADD_MEMBERSHIP:
	case PACKET_DROP_MEMBERSHIP:
		if (len < sizeof(m))
			return -EINVAL;
		memcpy(&m, val, sizeof(m));
		rtnl_lock();
		err = name == PACKET_ADD_MEMBERSHIP ? mc_add(po, &m)
						    : mc_drop(po, &m);
		rtnl_unlock();
		return err;
	case PACKET_AUXDATA:
		if (len < sizeof(v))
			return -EINVAL;
		memcpy(&v, val, sizeof(v));
		po->auxdata = v != 0;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int packet_getsockopt(struct socket *sock, int level, int name,
			     void *val, unsigned int *len)
{
	struct packet_sock *po = pkt_sk(sock->sk);
	struct tpacket_stats stats;
	int v;

	if (level != SOL_PACKET)
		return -ENOPROTOOPT;
	switch (name) {
	case PACKET_STATISTICS: /* and they begin anew */
		local_bh_disable();
		stats = po->stats;
		memset(&po->stats, 0, sizeof(po->stats));
		local_bh_enable();
		*len = min_t(unsigned int, *len, sizeof(stats));
		memcpy(val, &stats, *len);
		return 0;
	case PACKET_AUXDATA:
		v = po->auxdata;
		*len = min_t(unsigned int, *len, sizeof(v));
		memcpy(val, &v, *len);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int packet_ioctl(struct socket *sock, unsigned int cmd, void *arg)
{
	struct sock *sk = sock->sk;
	const struct sk_buff *skb;
	int v = atomic_read(&sk->sk_wmem_alloc);

	if (cmd != SIOCINQ && cmd != SIOCOUTQ)
		return -ENOTTY;
	if (!access_ok(arg, sizeof(v)))
		return -EFAULT;
	if (cmd == SIOCINQ) {
		local_bh_disable();
		skb = skb_peek(&sk->sk_receive_queue);
		v = skb ? (int)skb->len : 0;
		local_bh_enable();
	}
	memcpy(arg, &v, sizeof(v));
	return 0;
}

/* ---- life ---- */

static void packet_unhash(struct sock *sk)
{
	local_bh_disable();
	hlist_del_init(&sk->sk_node);
	local_bh_enable();
}

static int packet_release(struct socket *sock)
{
	struct packet_sock *po = pkt_sk(sock->sk);

	if (!po)
		return 0;
	hook_off(po);
	rtnl_lock();
	while (po->mclist)
		mc_forget(po, &po->mclist);
	rtnl_unlock();
	sock->sk = NULL;
	sk_common_release(&po->sk);
	return 0;
}

static const struct proto packet_prot = {
	.name = "PACKET",
	.obj_size = sizeof(struct packet_sock),
	.unhash = packet_unhash,
};

static const struct proto_ops packet_ops = {
	.family = PF_PACKET,
	.release = packet_release,
	.bind = packet_bind,
	.getname = packet_getname,
	.poll = datagram_poll,
	.ioctl = packet_ioctl,
	.setsockopt = packet_setsockopt,
	.getsockopt = packet_getsockopt,
	.sendmsg = packet_sendmsg,
	.recvmsg = packet_recvmsg,
};

static int packet_create(struct net *net, struct socket *sock, int protocol)
{
	struct packet_sock *po;

	if (sock->type != SOCK_RAW && sock->type != SOCK_DGRAM)
		return -ESOCKTNOSUPPORT;
	po = (struct packet_sock *)sk_alloc(net, PF_PACKET, &packet_prot);
	if (!po)
		return -ENOBUFS;
	sock->ops = &packet_ops;
	sock_init_data(sock, &po->sk);
	po->num = (__be16)protocol;
	local_bh_disable();
	hlist_add_head(&po->sk.sk_node, &net->packet_head);
	local_bh_enable();
	if (po->num)
		hook_on(po, NULL);
	return 0;
}

/* A device that sockets are bound to goes down, comes up, goes away. */
static int packet_notifier(struct notifier_block *nb, unsigned long event,
			   struct net_device *dev)
{
	struct net *net = dev_net(dev);
	struct sock *sk;

	hlist_for_each_entry (sk, &net->packet_head, sk_node) {
		struct packet_sock *po = pkt_sk(sk);

		if (po->ifindex != dev->ifindex || !dev->ifindex)
			continue;
		if (event == NETDEV_UP && !po->running && po->num)
			hook_on(po, dev);
		if (event != NETDEV_DOWN && event != NETDEV_UNREGISTER)
			continue;
		if (po->running) {
			hook_off(po);
			sk->sk_err = ENETDOWN;
			sk->sk_error_report(sk);
		}
		if (event == NETDEV_UNREGISTER)
			po->ifindex = -1;
	}
	return 0;
}

static const struct net_proto_family packet_family_ops = {
	.family = PF_PACKET,
	.create = packet_create,
};

int packet_init(struct net *net)
{
	net->packet_nb.notifier_call = packet_notifier;
	register_netdevice_notifier(net, &net->packet_nb);
	return sock_register(net, &packet_family_ops);
}

void packet_exit(struct net *net)
{
	sock_unregister(net, PF_PACKET);
	unregister_netdevice_notifier(net, &net->packet_nb);
}
