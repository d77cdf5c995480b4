// SPDX-License-Identifier: MIT
/*
 * The neighbour table: states, timers, the queue of packets that wait for an
 * address (RFC 1122 2.3.2.2 asks for at least one; here it is bounded by
 * bytes). All entries run with softirqs off.
 */
#include <linux/errno.h>
#include <linux/etherdevice.h>
#include <linux/jiffies.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/frame_work.h>
#include <net/neighbour.h>
#include <net/net_namespace.h>

static struct hlist_head *neigh_bucket(struct neigh_table *tbl, __be32 key,
				       const struct net_device *dev)
{
	u32 h = (ntohl(key) ^ (u32)dev->ifindex) * 0x9e3779b1u;

	return &tbl->buckets[h >> 26];
}

_Static_assert(NEIGH_HASH_SIZE == 64, "neigh_bucket() takes 6 bits");

static void neigh_hold(struct neighbour *n)
{
	n->refcnt++;
}

void neigh_release(struct neighbour *n)
{
	if (!n || --n->refcnt)
		return;
	n->tbl->stats.destroys++;
	kfree(n);
}

static void neigh_add_timer(struct neighbour *n, unsigned long when)
{
	neigh_hold(n);
	if (mod_timer(&n->timer, when))
		n->refcnt--; /* the pending one already held it */
}

static void neigh_del_timer(struct neighbour *n)
{
	if (del_timer(&n->timer))
		n->refcnt--;
}

static unsigned long ms(u32 v)
{
	return msecs_to_jiffies(v);
}

/* Uniform in 0.5 .. 1.5 times the base, as RFC 4861 6.3.2 wants it. */
static unsigned long rand_reach_time(u32 base_ms)
{
	unsigned long base = ms(base_ms);

	return base ? get_random_u32() % base + (base >> 1) : 0;
}

static void queue_purge(struct neighbour *n)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&n->arp_queue)))
		kfree_skb_place(skb, "arp.unresolved");
	n->arp_queue_len_bytes = 0;
}

/* The entry leaves the table; whoever still holds it sees it dead. */
static void neigh_unlink(struct neighbour *n)
{
	hlist_del_init(&n->hash);
	n->tbl->entries--;
	n->dead = true;
	neigh_del_timer(n);
	queue_purge(n);
	n->nud_state = NUD_NONE;
	neigh_release(n);
}

/* No answer: everything that waits is reported, then dropped. */
static void neigh_invalidate(struct neighbour *n)
{
	struct sk_buff *skb;

	n->tbl->stats.res_failed++;
	n->updated = jiffies;
	while (n->nud_state == NUD_FAILED &&
	       (skb = __skb_dequeue(&n->arp_queue)))
		n->tbl->error_report(n, skb);
	queue_purge(n);
}

static void neigh_probe(struct neighbour *n)
{
	n->tbl->stats.solicits++;
	n->tbl->solicit(n, skb_peek_tail(&n->arp_queue));
	n->probes++;
}

static unsigned int neigh_max_probes(const struct neighbour *n)
{
	const struct neigh_parms *p = &n->tbl->parms;

	return p->ucast_solicit +
	       (n->nud_state & NUD_PROBE ? 0 : p->mcast_solicit);
}

static void neigh_timer_handler(struct timer_list *t)
{
	struct neighbour *n = from_timer(n, t, timer);
	const struct neigh_parms *p = &n->tbl->parms;
	unsigned long now = jiffies, next = now + HZ;

	if (!(n->nud_state & NUD_IN_TIMER))
		goto out;
	if (n->nud_state & NUD_REACHABLE) {
		if (time_before_eq(now, n->confirmed + p->reachable_time)) {
			next = n->confirmed + p->reachable_time;
		} else if (time_before_eq(
				   now,
				   n->used +
					   ms(p->delay_first_probe_time_ms))) {
			n->nud_state = NUD_DELAY;
			n->updated = now;
			next = now + ms(p->delay_first_probe_time_ms);
		} else {
			n->nud_state = NUD_STALE;
			n->updated = now;
		}
	} else if (n->nud_state & NUD_DELAY) {
		if (time_before_eq(now,
				   n->confirmed +
					   ms(p->delay_first_probe_time_ms))) {
			n->nud_state = NUD_REACHABLE;
			n->updated = now;
			next = n->confirmed + p->reachable_time;
		} else {
			n->nud_state = NUD_PROBE;
			n->updated = now;
			n->probes = 0;
			next = now + ms(p->retrans_time_ms);
		}
	} else {
		next = now + ms(p->retrans_time_ms);
	}
	if (n->nud_state & (NUD_PROBE | NUD_INCOMPLETE) &&
	    n->probes >= neigh_max_probes(n)) {
		n->nud_state = NUD_FAILED;
		neigh_invalidate(n);
		goto out;
	}
	if (n->nud_state & NUD_IN_TIMER) {
		if (time_before(next, now + HZ / 100))
			next = now + HZ / 100;
		neigh_add_timer(n, next);
	}
	if (n->nud_state & (NUD_PROBE | NUD_INCOMPLETE))
		neigh_probe(n);
out:
	neigh_release(n);
}

struct neighbour *neigh_lookup(struct neigh_table *tbl, __be32 key,
			       struct net_device *dev)
{
	struct neighbour *n;

	hlist_for_each_entry (n, neigh_bucket(tbl, key, dev), hash) {
		if (n->primary_key == key && n->dev == dev) {
			neigh_hold(n);
			return n;
		}
	}
	return NULL;
}

/* Frees what nobody uses and is not permanent: @all, or only what is stale
 * beyond gc_stale_time. Returns how many went. */
static unsigned int neigh_gc(struct neigh_table *tbl, bool all)
{
	unsigned long stale = ms(tbl->parms.gc_stale_time_ms);
	unsigned int shrunk = 0;

	for (int i = 0; i < NEIGH_HASH_SIZE; i++) {
		struct hlist_node *next;
		struct neighbour *n;

		hlist_for_each_entry_safe(n, next, &tbl->buckets[i], hash)
		{
			if (n->nud_state & (NUD_PERMANENT | NUD_IN_TIMER) ||
			    n->refcnt != 1)
				continue;
			if (!all && n->nud_state != NUD_FAILED &&
			    time_in_range(jiffies, n->used, n->used + stale))
				continue;
			neigh_unlink(n);
			shrunk++;
		}
	}
	return shrunk;
}

static void neigh_periodic(struct timer_list *t)
{
	struct neigh_table *tbl = from_timer(tbl, t, gc_timer);

	if (time_after(jiffies, tbl->last_rand + 300 * HZ)) {
		tbl->last_rand = jiffies;
		tbl->parms.reachable_time =
			rand_reach_time(tbl->parms.base_reachable_time_ms);
	}
	if (tbl->entries >= tbl->gc_thresh1)
		neigh_gc(tbl, false);
	mod_timer(&tbl->gc_timer,
		  jiffies + ms(tbl->parms.base_reachable_time_ms) / 2);
}

static bool neigh_make_room(struct neigh_table *tbl)
{
	unsigned long now = jiffies;

	if (tbl->entries >= tbl->gc_thresh3 ||
	    (tbl->entries >= tbl->gc_thresh2 &&
	     time_after(now, tbl->last_flush + 5 * HZ))) {
		tbl->last_flush = now;
		if (!neigh_gc(tbl, true) && tbl->entries >= tbl->gc_thresh3) {
			tbl->stats.table_fulls++;
			return false;
		}
	}
	return true;
}

struct neighbour *neigh_create(struct neigh_table *tbl, __be32 key,
			       struct net_device *dev)
{
	struct neighbour *n;

	if (!neigh_make_room(tbl))
		return NULL;
	n = kzalloc(sizeof(*n), GFP_ATOMIC);
	if (!n)
		return NULL;
	n->tbl = tbl;
	n->dev = dev;
	n->primary_key = key;
	n->refcnt = 2; /* the table's and the caller's */
	n->nud_state = NUD_NONE;
	n->updated = n->used = jiffies;
	/* Long ago: the first DELAY does not end in REACHABLE by itself. */
	n->confirmed = jiffies - (ms(tbl->parms.base_reachable_time_ms) << 1);
	skb_queue_head_init(&n->arp_queue);
	timer_setup(&n->timer, neigh_timer_handler, 0);
	tbl->constructor(n);
	hlist_add_head(&n->hash, neigh_bucket(tbl, key, dev));
	tbl->entries++;
	tbl->stats.allocs++;
	return n;
}

static int neigh_xmit(struct neighbour *n, struct sk_buff *skb)
{
	if (dev_hard_header(skb, n->dev, ntohs(skb->protocol), n->ha, NULL,
			    skb->len) < 0) {
		kfree_skb_place(skb, "dev.no_header");
		return -EINVAL;
	}
	return dev_queue_xmit(skb);
}

void neigh_update(struct neighbour *n, const u8 *lladdr, u8 new, u32 flags)
{
	u8 old = n->nud_state;
	bool changed;
	struct sk_buff *skb;

	if (n->dead || old & (NUD_NOARP | NUD_PERMANENT))
		return;
	if (!(new &NUD_VALID)) {
		neigh_del_timer(n);
		n->nud_state = new;
		if (old & (NUD_INCOMPLETE | NUD_PROBE) && new == NUD_FAILED)
			neigh_invalidate(n);
		return;
	}
	if (!lladdr && !(old & NUD_VALID))
		return;
	changed =
		lladdr && !(old & NUD_VALID && ether_addr_equal(lladdr, n->ha));
	if (new &NUD_CONNECTED)
		n->confirmed = jiffies;
	if (old & NUD_VALID) {
		if (changed && !(flags & NEIGH_UPDATE_F_OVERRIDE))
			return;
		/* Hearing of a known address proves nothing new. */
		if (!changed && new == NUD_STALE)
			new = old;
	}
	if (new != old || changed)
		n->updated = jiffies;
	if (new != old) {
		neigh_del_timer(n);
		if (new &NUD_IN_TIMER)
			neigh_add_timer(n,
					jiffies + n->tbl->parms.reachable_time);
		n->nud_state = new;
	}
	if (changed) {
		memcpy(n->ha, lladdr, ETH_ALEN);
		if (!(new &NUD_CONNECTED))
			n->confirmed =
				jiffies -
				(ms(n->tbl->parms.base_reachable_time_ms) << 1);
	}
	if (old & NUD_VALID)
		return;
	neigh_hold(n);
	while (n->nud_state & NUD_VALID &&
	       (skb = __skb_dequeue(&n->arp_queue))) {
		u32 before = frame_work(skb->pkt_id);

		n->arp_queue_len_bytes -= skb->truesize;
		neigh_output(n, skb);
		frame_work(before);
	}
	neigh_release(n);
}

static void neigh_enqueue(struct neighbour *n, struct sk_buff *skb)
{
	while (n->arp_queue_len_bytes + skb->truesize >
	       n->tbl->parms.unres_qlen_bytes) {
		struct sk_buff *oldest = __skb_dequeue(&n->arp_queue);

		if (!oldest)
			break;
		n->arp_queue_len_bytes -= oldest->truesize;
		n->tbl->stats.unres_discards++;
		kfree_skb_place(oldest, "arp.queue_full");
	}
	__skb_queue_tail(&n->arp_queue, skb);
	n->arp_queue_len_bytes += skb->truesize;
}

int neigh_output(struct neighbour *n, struct sk_buff *skb)
{
	const struct neigh_parms *p = &n->tbl->parms;
	unsigned long now = jiffies;

	if (n->dead) {
		kfree_skb_place(skb, "arp.unresolved");
		return -EHOSTUNREACH;
	}
	n->used = now;
	if (n->nud_state & (NUD_CONNECTED | NUD_DELAY | NUD_PROBE))
		return neigh_xmit(n, skb);
	if (n->nud_state & NUD_STALE) {
		/* Use it, and look in a moment whether it still answers. */
		n->nud_state = NUD_DELAY;
		n->updated = now;
		neigh_add_timer(n, now + ms(p->delay_first_probe_time_ms));
		return neigh_xmit(n, skb);
	}
	if (n->nud_state & NUD_INCOMPLETE) {
		neigh_enqueue(n, skb);
		return 0;
	}
	/* New or failed before: ask. The unicast probes do not apply. */
	n->probes = p->ucast_solicit;
	n->nud_state = NUD_INCOMPLETE;
	n->updated = now;
	neigh_add_timer(n, now + max(ms(p->retrans_time_ms),
				     (unsigned long)(HZ / 100)));
	neigh_enqueue(n, skb);
	neigh_probe(n);
	return 0;
}

void neigh_confirm(struct neighbour *n)
{
	n->confirmed = jiffies;
}

static void neigh_flush(struct neigh_table *tbl, const struct net_device *dev)
{
	for (int i = 0; i < NEIGH_HASH_SIZE; i++) {
		struct hlist_node *next;
		struct neighbour *n;

		hlist_for_each_entry_safe(n, next, &tbl->buckets[i],
					  hash) if (!dev || n->dev == dev)
			neigh_unlink(n);
	}
}

void neigh_ifdown(struct neigh_table *tbl, struct net_device *dev)
{
	local_bh_disable();
	neigh_flush(tbl, dev);
	local_bh_enable();
}

int neigh_table_init(struct net *net, struct neigh_table *tbl)
{
	tbl->net = net;
	/* Linux's defaults, Documentation/networking/ip-sysctl.rst. */
	tbl->parms = (struct neigh_parms){
		.base_reachable_time_ms = 30000,
		.retrans_time_ms = 1000,
		.gc_stale_time_ms = 60000,
		.delay_first_probe_time_ms = 5000,
		.locktime_ms = 1000,
		.mcast_solicit = 3,
		.ucast_solicit = 3,
		.unres_qlen_bytes = 212992,
	};
	tbl->gc_thresh1 = 128;
	tbl->gc_thresh2 = 512;
	tbl->gc_thresh3 = 1024;
	tbl->last_flush = tbl->last_rand = jiffies;
	tbl->parms.reachable_time =
		rand_reach_time(tbl->parms.base_reachable_time_ms);
	timer_setup(&tbl->gc_timer, neigh_periodic, 0);
	mod_timer(&tbl->gc_timer, jiffies + tbl->parms.reachable_time);
	return 0;
}

void neigh_table_clear(struct neigh_table *tbl)
{
	del_timer_sync(&tbl->gc_timer);
	local_bh_disable();
	neigh_flush(tbl, NULL);
	local_bh_enable();
}
