// SPDX-License-Identifier: MIT
/*
 * The hash cache of destinations in use, as kernels before 3.6 had it: one
 * entry for each pair of addresses that was seen, found without asking the
 * FIB. A sender who invents addresses makes an entry with every packet; the
 * garbage collection then costs more than the lookups that it saves. Both can
 * be measured here.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/route.h>

static u32 slot_of(const struct netns_rt_cache *c, const struct rt_key *k)
{
	u32 h = c->seed;

	h = (h ^ k->daddr) * 0x9e3779b1u;
	h = (h ^ h >> 15 ^ k->saddr) * 0x85ebca6bu;
	h = (h ^ h >> 13 ^ (u32)(k->iif << 16 ^ k->oif << 8 ^ k->tos)) *
	    0xc2b2ae35u;
	return h >> 16 & c->mask;
}

static bool same_key(const struct rt_key *a, const struct rt_key *b)
{
	return a->daddr == b->daddr && a->saddr == b->saddr &&
	       a->iif == b->iif && a->oif == b->oif && a->tos == b->tos;
}

static void entry_free(struct netns_rt_cache *c, struct rtable *rt)
{
	hlist_del(&rt->hash);
	c->entries--;
	rt->obsolete = true;
	ip_rt_put(rt);
}

struct rtable *rt_hash_find(struct net *net, const struct rt_key *key)
{
	struct netns_rt_cache *c = &net->rt_hash;
	struct hlist_head *head = &c->table[slot_of(c, key)];
	struct rtable *rt;

	hlist_for_each_entry (rt, head, hash) {
		if (same_key(&rt->key, key) && rt_valid(rt)) {
			rt->lastuse = jiffies;
			dst_hold(&rt->dst);
			if (key->iif)
				c->in_hit++;
			else
				c->out_hit++;
			return rt;
		}
		if (key->iif)
			c->in_hlist_search++;
		else
			c->out_hlist_search++;
	}
	if (key->iif)
		c->in_slow_tot++;
	else
		c->out_slow_tot++;
	return NULL;
}

/* May @rt go, if those are old enough that were not used for @age? */
static bool may_expire(const struct rtable *rt, unsigned long age)
{
	if (!rt_valid(rt))
		return true;
	if (atomic_read(&rt->dst.__refcnt) > 1)
		return false; /* a socket or a packet holds it */
	return time_after_eq(jiffies, rt->lastuse + age);
}

/* Over the whole table, from where the last round ended: @goal entries. The
 * further down a chain, the younger an entry may be. What is left to go. */
static long sweep(struct netns_rt_cache *c, long goal, unsigned long expire)
{
	for (u32 i = 0; i <= c->mask && goal > 0; i++) {
		unsigned long age = expire;
		struct hlist_node *next;
		struct rtable *rt;

		c->rover = (c->rover + 1) & c->mask;
		hlist_for_each_entry_safe(rt, next, &c->table[c->rover], hash)
		{
			if (!may_expire(rt, age)) {
				age >>= 1;
				continue;
			}
			entry_free(c, rt);
			goal--;
		}
	}
	return goal;
}

/* How many entries are too many, by the length that chains should have. */
static long gc_goal(struct netns_rt_cache *c)
{
	long size = (long)c->mask + 1;
	long goal = (long)c->entries - (long)c->gc_elasticity * size;

	if (goal > 0) {
		/* Far too many: half of what is too much, at once. */
		goal = max(goal >> 1, size);
		c->equilibrium =
			goal < (long)c->entries ? c->entries - (u32)goal : 0;
		return goal;
	}
	if (c->equilibrium < c->gc_thresh)
		c->equilibrium = c->gc_thresh;
	goal = (long)c->entries - (long)c->equilibrium;
	if (goal > 0) {
		c->equilibrium += (u32)min(goal >> 1, size);
		goal = (long)c->entries - (long)c->equilibrium;
	}
	return goal;
}

/* Room for one more. -ENOBUFS: there is none. */
static int garbage_collect(struct netns_rt_cache *c)
{
	unsigned long interval = msecs_to_jiffies(c->gc_min_interval_ms);
	unsigned long timeout = msecs_to_jiffies(c->gc_timeout_ms);
	long goal;

	c->gc_total++;
	if (time_before(jiffies, c->last_gc + interval) &&
	    c->entries < c->max_size) {
		c->gc_ignored++;
		return 0;
	}
	goal = gc_goal(c);
	c->last_gc = jiffies;
	while (goal > 0) {
		goal = sweep(c, goal, c->expire);
		if (goal <= 0)
			break;
		c->gc_goal_miss++;
		if (!c->expire)
			break;
		c->expire >>= 1;
		if (c->entries < c->max_size)
			return 0;
	}
	if (c->entries >= c->max_size) {
		c->gc_dst_overflow++;
		return -ENOBUFS;
	}
	c->expire = min(c->expire + interval, timeout);
	if (c->entries < c->gc_thresh)
		c->expire = timeout;
	return 0;
}

int rt_hash_add(struct net *net, const struct rt_key *key, struct rtable *rt)
{
	struct netns_rt_cache *c = &net->rt_hash;

	if (c->entries > c->gc_thresh && garbage_collect(c))
		return -ENOBUFS;
	rt->key = *key;
	rt->lastuse = jiffies;
	dst_hold(&rt->dst);
	hlist_add_head(&rt->hash, &c->table[slot_of(c, key)]);
	c->entries++;
	return 0;
}

static void forget(struct netns_rt_cache *c, bool all, __be32 daddr)
{
	struct hlist_node *next;
	struct rtable *rt;

	for (u32 i = 0; c->table && i <= c->mask; i++)
		hlist_for_each_entry_safe(rt, next, &c->table[i],
					  hash) if (all ||
						    rt->key.daddr == daddr)
			entry_free(c, rt);
}

void rt_hash_forget(struct net *net, __be32 daddr)
{
	if (rt_hash_on(&net->rt_hash))
		forget(&net->rt_hash, false, daddr);
}

static void periodic(struct timer_list *t)
{
	struct netns_rt_cache *c = from_timer(c, t, timer);

	sweep(c, (long)c->entries, msecs_to_jiffies(c->gc_timeout_ms));
	mod_timer(&c->timer, jiffies + msecs_to_jiffies(c->gc_interval_ms));
}

static void switch_off(struct netns_rt_cache *c)
{
	del_timer_sync(&c->timer);
	local_bh_disable();
	c->enabled = 0;
	forget(c, true, 0);
	kfree(c->table);
	c->table = NULL;
	local_bh_enable();
}

static int switch_on(struct net *net)
{
	struct netns_rt_cache *c = &net->rt_hash;

	c->table = kzalloc((c->mask + 1) * sizeof(*c->table), GFP_KERNEL);
	if (!c->table)
		return -ENOMEM;
	c->seed = get_random_u32();
	c->last_gc = jiffies;
	c->expire = msecs_to_jiffies(c->gc_timeout_ms);
	rt_cache_flush(net);
	mod_timer(&c->timer, jiffies + msecs_to_jiffies(c->gc_interval_ms));
	c->enabled = 1;
	return 0;
}

int rt_hash_sysctl(struct net *net, const char *value)
{
	struct netns_rt_cache *c = &net->rt_hash;
	unsigned int v;

	if (kstrtouint(value, 0, &v) || v > 1)
		return -EINVAL;
	if (v == c->enabled)
		return 0;
	if (v)
		return switch_on(net);
	switch_off(c);
	return 0;
}

void rt_hash_init(struct net *net)
{
	struct netns_rt_cache *c = &net->rt_hash;

	/* The defaults of those kernels, for so small a table. */
	c->mask = RT_HASH_SIZE - 1;
	c->gc_thresh = RT_HASH_SIZE;
	c->max_size = RT_HASH_SIZE * 16;
	c->gc_elasticity = 8;
	c->gc_min_interval_ms = 500;
	c->gc_timeout_ms = 300000;
	c->gc_interval_ms = 60000;
	timer_setup(&c->timer, periodic, 0);
}

void rt_hash_exit(struct net *net)
{
	if (net->rt_hash.enabled)
		switch_off(&net->rt_hash);
}
