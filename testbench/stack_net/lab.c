// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include <linux/if_vlan.h>

#include "lab.h"

/* ---- the device ---- */

struct lab_priv {
	struct lab *lab;
	int index;
};

static struct lab *lab_of(struct net_device *dev)
{
	return ((struct lab_priv *)netdev_priv(dev))->lab;
}

static int dev_up(struct net_device *dev)
{
	lab_of(dev)->opens++;
	netif_start_queue(dev);
	return 0;
}

static int dev_down(struct net_device *dev)
{
	lab_of(dev)->stops++;
	netif_stop_queue(dev);
	return 0;
}

/* By the bytes: not as the stack does it. */
static void fill_csum(const struct sk_buff *skb, struct lab_frame *f)
{
	size_t from = (size_t)skb_checksum_start_offset(skb);
	u32 sum = 0;

	for (size_t i = from; i < f->len; i++)
		sum += (i - from) % 2 ? f->bytes[i] : (u32)f->bytes[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	f->bytes[from + skb->csum_offset] = (u8)(~sum >> 8);
	f->bytes[from + skb->csum_offset + 1] = (u8)~sum;
}

static void keep(struct lab *lab, const struct sk_buff *skb)
{
	struct lab_frame *f = &lab->sent[lab->sent_count];

	ck_assert_uint_lt(lab->sent_count, LAB_SENT_MAX);
	ck_assert_msg(skb->pkt_id != 0, "a frame without a name");
	ck_assert_uint_eq(fake_frame_sending(lab->m), skb->pkt_id);
	f->bytes = malloc(skb->len);
	ck_assert_ptr_nonnull(f->bytes);
	ck_assert_int_eq(skb_copy_bits(skb, 0, f->bytes, (int)skb->len), 0);
	f->len = skb->len;
	f->dev = ((struct lab_priv *)netdev_priv(skb->dev))->index;
	f->when = machine_now(lab->m);
	f->id = skb->pkt_id;
	f->partial = skb->ip_summed == CHECKSUM_PARTIAL;
	f->tagged = skb_vlan_tag_present(skb);
	f->tci = skb_vlan_tag_get(skb);
	if (f->partial && lab->fills_csum)
		fill_csum(skb, f);
	lab->sent_count++;
}

static netdev_tx_t dev_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct lab *lab = lab_of(dev);

	if (lab->busy ||
	    (lab->busy_after && lab->sent_count >= lab->busy_after)) {
		netif_stop_queue(dev);
		return NETDEV_TX_BUSY;
	}
	keep(lab, skb);
	/* As the machine does once the card has sent it. */
	ledger_end(lab->l, skb->pkt_id, "wire.sent");
	if (lab->hold)
		__skb_queue_tail(&lab->held, skb);
	else
		dev_consume_skb_any(skb);
	return NETDEV_TX_OK;
}

static void dev_rx_mode(struct net_device *dev)
{
	struct lab *lab = lab_of(dev);

	lab->rx_modes++;
	lab->mc_count = (unsigned)netdev_mc_count(dev);
	lab->uc_count = (unsigned)netdev_uc_count(dev);
	lab->flags_seen = dev->flags;
}

static void dev_timeout(struct net_device *dev, unsigned int txqueue)
{
	lab_of(dev)->timeouts++;
}

static const struct net_device_ops lab_ops = {
	.ndo_open = dev_up,
	.ndo_stop = dev_down,
	.ndo_start_xmit = dev_xmit,
	.ndo_set_rx_mode = dev_rx_mode,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_tx_timeout = dev_timeout,
};

const u8 *lab_mac(int i)
{
	static const u8 mac[LAB_DEVS][6] = {{0x52, 0x54, 0, 0x12, 0x34, 2},
					    {0x52, 0x54, 0, 0x12, 0x35, 2},
					    {0x52, 0x54, 0, 0x12, 0x36, 2},
					    {0x52, 0x54, 0, 0x12, 0x37, 2}};

	return mac[i];
}

const u8 *lab_peer_mac(int i)
{
	static const u8 mac[LAB_DEVS][6] = {{0x52, 0x54, 0, 0x12, 0x34, 1},
					    {0x52, 0x54, 0, 0x12, 0x35, 1},
					    {0x52, 0x54, 0, 0x12, 0x36, 1},
					    {0x52, 0x54, 0, 0x12, 0x37, 1}};

	return mac[i];
}

ON_CPU(make_device)
{
	struct lab *lab = arg;
	struct net_device *dev = alloc_etherdev(sizeof(struct lab_priv));
	struct lab_priv *priv;

	ck_assert_ptr_nonnull(dev);
	priv = netdev_priv(dev);
	priv->lab = lab;
	priv->index = (int)lab->dev_count;
	dev->netdev_ops = &lab_ops;
	eth_hw_addr_set(dev, lab_mac(priv->index));
	ck_assert_int_eq(register_netdev(dev), 0);
	lab->devs[lab->dev_count++] = dev;
	lab->dev = lab->devs[0];
}

ON_CPU(remove_device)
{
	struct lab *lab = arg;

	lab_complete(lab);
	for (unsigned i = 0; i < lab->dev_count; i++) {
		unregister_netdev(lab->devs[i]);
		free_netdev(lab->devs[i]);
	}
}

/* ---- the lab ---- */

void lab_run(struct lab *lab, void (*fn)(void *arg), void *arg)
{
	bench_run(lab->b, fn, arg);
}

struct lab *lab_start_closed(void)
{
	struct lab *lab = calloc(1, sizeof(*lab));

	ck_assert_ptr_nonnull(lab);
	lab->b = bench_start();
	lab->m = lab->b->m;
	lab->k = lab->b->k;
	lab->l = machine_ledger(lab->m);
	__skb_queue_head_init(&lab->held);
	lab_run(lab, make_device, lab);
	return lab;
}

ON_CPU(nothing)
{
}

struct lab *lab_start(void)
{
	struct lab *lab = lab_start_closed();
	char err[200];

	ck_assert_msg(
		!kernel_ifconfig(lab->k, "eth0", US_IP, 24, err, sizeof(err)),
		"%s", err);
	lab_run(lab, nothing, NULL); /* the request is done by then */
	return lab;
}

void lab_know(struct lab *lab, int i)
{
	static struct packet p;

	lab->from = i;
	pkt_eth(pkt_new(&p), BCAST_MAC, lab_peer_mac(i), ETH_P_ARP);
	pkt_arp(&p, ARPOP_REQUEST, lab_peer_mac(i), IP(10, 9, i, 1), NULL,
		IP(10, 9, i, 2));
	lab_receive(lab, &p);
	lab->from = 0;
}

struct lab *lab_start_router(void)
{
	static const char *const names[] = {"eth0", "eth1", "eth2"};
	struct lab *lab = lab_start_closed();
	char err[200];

	lab_run(lab, make_device, lab);
	lab_run(lab, make_device, lab);
	for (int i = 0; i < 3; i++) {
		ck_assert_msg(!kernel_ifconfig(lab->k, names[i],
					       IP(10, 9, i, 2), 24, err,
					       sizeof(err)),
			      "%s", err);
		lab_run(lab, nothing, NULL);
		lab_know(lab, i);
	}
	lab_sysctl(lab, "net.ipv4.ip_forward", "1");
	lab_clear(lab);
	return lab;
}

void lab_route(struct lab *lab, const char *text)
{
	char err[200];

	ck_assert_msg(!kernel_route(lab->k, text, err, sizeof(err)), "%s", err);
	lab_run(lab, nothing, NULL);
}

void lab_halt(struct lab *lab)
{
	enum machine_stop end;

	lab_run(lab, remove_device, lab);
	kernel_stop(lab->k);
	end = machine_run(lab->m, machine_now(lab->m) + 100 * PS_PER_S);
	ck_assert_msg(end == MACHINE_HALTED, "no orderly end: %s",
		      machine_error(lab->m));
}

void lab_end(struct lab *lab)
{
	char why[200] = "";

	ck_assert_str_eq(kernel_leaks(lab->k), "");
	ck_assert_uint_eq(kernel_warnings(lab->k), 0);
	ck_assert_msg(ledger_conserved(lab->l, why, sizeof(why)), "%s", why);
	lab_clear(lab);
	bench_abandon(lab->b);
	free(lab);
}

void lab_stop(struct lab *lab)
{
	lab_halt(lab);
	lab_end(lab);
}

struct arrival {
	struct lab *lab;
	const struct packet *p;
	u32 id;
};

/* @len bytes of @from into pages behind the linear part, as a driver with
 * page buffers does it. */
static void add_pages(struct sk_buff *skb, const u8 *from, size_t len)
{
	for (int i = 0; len; i++) {
		size_t n = min(len, (size_t)700);
		struct page *page = alloc_page(GFP_ATOMIC);

		ck_assert_ptr_nonnull(page);
		memcpy(page_address(page), from, n);
		skb_add_rx_frag(skb, i, page, 0, (int)n, PAGE_SIZE);
		from += n;
		len -= n;
	}
}

ON_CPU(arrive)
{
	struct arrival *a = arg;
	struct net_device *dev = a->lab->devs[a->lab->from];
	size_t head = a->lab->headlen;
	struct sk_buff *skb;

	if (!head || head > a->p->len)
		head = a->p->len;

	a->id = ledger_born(a->lab->l, LEDGER_WIRE, machine_now(a->lab->m));
	ledger_stamp(a->lab->l, a->id, machine_now(a->lab->m));
	skb = netdev_alloc_skb_ip_align(dev, (unsigned)a->p->len);
	ck_assert_ptr_nonnull(skb);
	skb_put_data(skb, a->p->bytes, (unsigned)head);
	add_pages(skb, a->p->bytes + head, a->p->len - head);
	local_bh_disable();
	fake_frame_arrived(a->lab->m, a->id);
	kernel_fail_alloc(a->lab->k, a->lab->fail_nth);
	skb->protocol = eth_type_trans(skb, dev);
	netif_receive_skb(skb);
	local_bh_enable();
	kernel_fail_alloc(a->lab->k, 0);
}

u32 lab_receive(struct lab *lab, const struct packet *p)
{
	struct arrival a = {lab, p, 0};

	lab_run(lab, arrive, &a);
	return a.id;
}

const char *lab_place(struct lab *lab, u32 id)
{
	const char *place = ledger_place(lab->l, id);

	return place ? place : "alive";
}

void lab_receive_ends(struct lab *lab, const struct packet *p,
		      const char *place)
{
	u32 id = lab_receive(lab, p);

	ck_assert_str_eq(lab_place(lab, id), place);
}

struct count {
	const char *place;
	u64 n;
};

static void count_place(void *arg, const char *place, uint64_t n)
{
	struct count *c = arg;

	if (!(strcmp)(c->place, place))
		c->n = n;
}

u64 lab_ended(struct lab *lab, const char *place)
{
	struct count c = {place, 0};

	ledger_each_place(lab->l, count_place, &c);
	return c.n;
}

struct packet *lab_sent(struct lab *lab, unsigned i, struct packet *p)
{
	ck_assert_msg(i < lab->sent_count, "only %u frames were sent, not %u",
		      lab->sent_count, i + 1);
	pkt_parse(p, lab->sent[i].bytes, lab->sent[i].len);
	pkt_assert_valid(p);
	return p;
}

void lab_clear(struct lab *lab)
{
	while (lab->sent_count)
		free(lab->sent[--lab->sent_count].bytes);
}

void lab_know_peer(struct lab *lab)
{
	static struct packet p;

	lab_receive(lab, pkt_arp_request(&p));
	lab_clear(lab);
}

void lab_sysctl(struct lab *lab, const char *key, const char *value)
{
	char err[200];

	ck_assert_msg(!kernel_sysctl(lab->k, key, value, err, sizeof(err)),
		      "%s", err);
	lab_run(lab, nothing, NULL);
}

struct net *lab_net(struct lab *lab)
{
	return kernel_net(lab->k);
}

u64 lab_mib_ip(struct lab *lab, int i)
{
	return lab_net(lab)->mib.ip[i];
}

u64 lab_mib_icmp(struct lab *lab, int i)
{
	return lab_net(lab)->mib.icmp[i];
}

u64 lab_mib_udp(struct lab *lab, int i)
{
	return lab_net(lab)->mib.udp[i];
}

ON_CPU(wake)
{
	netif_wake_queue(((struct lab *)arg)->dev);
}

void lab_wake(struct lab *lab)
{
	lab_run(lab, wake, lab);
}

void lab_complete(struct lab *lab)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&lab->held)))
		dev_consume_skb_any(skb);
}

void lab_spawn(struct lab *lab, program_main main)
{
	char err[200];

	ck_assert_msg(!kernel_spawn(lab->k, "program", main, 0, NULL, 0, err,
				    sizeof(err)),
		      "%s", err);
	lab_run(lab, nothing, NULL);
}
