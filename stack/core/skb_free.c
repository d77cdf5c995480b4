// SPDX-License-Identifier: MIT
/*
 * The end of packets: freeing, and what the ledger hears of it. The rule for
 * the ledger is in linux/skbuff.h.
 */
#include "core.h"

#include <net/dst.h>

/* A frame that more than one sk_buff carries. */
struct shared_frame {
	struct list_head list;
	u32 id, carriers;
};

const char *skb_drop_place(enum skb_drop_reason reason)
{
	static const char *const place[SKB_DROP_REASON_MAX] = {
		[SKB_NOT_DROPPED_YET] = "kernel.consumed",
#define X(name, where) [SKB_DROP_REASON_##name] = where,
		SKB_DROP_REASONS(X)
#undef X
	};

	return (unsigned int)reason < SKB_DROP_REASON_MAX ? place[reason]
							  : "kernel.dropped";
}

/* ---- the frame ---- */

static void end_at(struct kernel *k, u32 id, const char *place)
{
	struct ledger *l = machine_ledger(k->machine);

	if (ledger_alive(l, id))
		ledger_end(l, id, place);
}

void skb_born(struct sk_buff *skb)
{
	struct kernel *k = this_kernel();

	skb->pkt_id = ledger_born(machine_ledger(k->machine), LEDGER_HOST,
				  machine_now(k->machine));
}

void skb_frame_set(struct sk_buff *skb, u32 id)
{
	skb->pkt_id = id;
}

void skb_frame_end(struct sk_buff *skb, const char *place)
{
	if (skb->pkt_id)
		end_at(this_kernel(), skb->pkt_id, place);
}

void skb_frame_sending(struct sk_buff *skb)
{
	skb->pkt_sending = 1;
	machine_frame_sending(machine_this(), skb->pkt_id);
}

void skb_frame_sending_done(void)
{
	machine_frame_sending(machine_this(), 0);
}

static struct shared_frame *find_shared(struct kernel *k, u32 id)
{
	struct shared_frame *f;

	list_for_each_entry (f, &k->skb.shared, list)
		if (f->id == id)
			return f;
	return NULL;
}

int skb_frame_share(struct sk_buff *from, struct sk_buff *to)
{
	struct kernel *k = this_kernel();
	struct shared_frame *f;
	bool flags;

	if (!from->pkt_id)
		return 0;
	flags = machine_irq_disable(k->machine);
	f = from->pkt_shared ? find_shared(k, from->pkt_id) : NULL;
	if (!f) {
		f = mm_kmalloc(k, sizeof(*f), GFP_ATOMIC, __PLACE__);
		if (f) {
			f->id = from->pkt_id;
			f->carriers = 1;
			list_add(&f->list, &k->skb.shared);
		}
	}
	if (f) {
		f->carriers++;
		to->pkt_id = from->pkt_id;
		from->pkt_shared = to->pkt_shared = 1;
		to->pkt_sending = from->pkt_sending;
	}
	if (flags)
		machine_irq_enable(k->machine);
	return f ? 0 : -ENOMEM;
}

/* True if @skb was the last one that carried its frame. */
static bool last_carrier(struct kernel *k, struct sk_buff *skb)
{
	struct shared_frame *f;
	bool flags, last = true;

	if (!skb->pkt_shared)
		return true;
	flags = machine_irq_disable(k->machine);
	f = find_shared(k, skb->pkt_id);
	if (f && --f->carriers) {
		last = false;
	} else if (f) {
		list_del(&f->list);
		mm_kfree(k, f);
	}
	if (flags)
		machine_irq_enable(k->machine);
	return last;
}

/* ---- the memory ---- */

static void free_head(struct kernel *k, struct sk_buff *skb)
{
	if (skb->head_frag)
		skb_free_frag(skb->head);
	else
		mm_kfree(k, skb->head);
}

void skb_release_data(struct sk_buff *skb)
{
	struct skb_shared_info *sh = skb_shinfo(skb);
	struct sk_buff *frags;
	int left;

	left = skb->cloned ? atomic_dec_return(&sh->dataref) : 0;
	if (left > 0)
		return;
	if (left < 0)
		panic("buffer of an sk_buff freed twice; allocated at %s",
		      skb->place);
	for (int i = 0; i < sh->nr_frags; i++)
		put_page(sh->frags[i].bv_page);
	frags = sh->frag_list;
	free_head(this_kernel(), skb);
	if (frags)
		kfree_skb_list_reason(frags, SKB_NOT_DROPPED_YET);
}

static void free_all(struct kernel *k, struct sk_buff *skb)
{
	bool flags;

	skb_orphan(skb);
	skb_dst_drop(skb);
	skb_release_data(skb);
	flags = machine_irq_disable(k->machine);
	list_del(&skb->all);
	k->skb.alive--;
	if (flags)
		machine_irq_enable(k->machine);
	skb->head = NULL;
	mm_cache_free(k, &k->mm.skb_cache, skb);
}

/* @place NULL: done with; the card ends what it has. */
static void skb_unref(struct sk_buff *skb, const char *place, bool dropped)
{
	struct kernel *k = this_kernel();

	if (!skb)
		return;
	if (unlikely(!skb->head || refcount_read(&skb->users) == 0))
		panic("sk_buff freed twice; allocated at %s", skb->place);
	if (!refcount_dec_and_test(&skb->users))
		return;
	if (skb->pkt_id && last_carrier(k, skb) &&
	    (dropped || !skb->pkt_sending))
		end_at(k, skb->pkt_id, place);
	free_all(k, skb);
}

void kfree_skb_place(struct sk_buff *skb, const char *place)
{
	skb_unref(skb, place, true);
}

void __kfree_skb_reason(struct sk_buff *skb, enum skb_drop_reason reason)
{
	if (skb && skb->pkt_sending && reason == SKB_DROP_REASON_NOT_SPECIFIED)
		reason = SKB_DROP_REASON_DEV_TX;
	skb_unref(skb, skb_drop_place(reason), reason != SKB_NOT_DROPPED_YET);
}

void consume_skb(struct sk_buff *skb)
{
	skb_unref(skb, "kernel.consumed", false);
}

void consume_skb_place(struct sk_buff *skb, const char *place)
{
	if (skb && refcount_read(&skb->users) == 1)
		skb_frame_end(skb, place);
	skb_unref(skb, place, false);
}

void kfree_skb_list_reason(struct sk_buff *segs, enum skb_drop_reason reason)
{
	while (segs) {
		struct sk_buff *next = segs->next;

		__kfree_skb_reason(segs, reason);
		segs = next;
	}
}

void skb_dst_drop(struct sk_buff *skb)
{
	struct dst_entry *dst = skb->_skb_dst;

	skb->_skb_dst = NULL;
	dst_release(dst);
}

/* ---- from drivers ---- */

static void dev_free(struct sk_buff *skb, enum skb_free_reason reason)
{
	if (reason == SKB_REASON_CONSUMED)
		consume_skb(skb);
	else
		__kfree_skb_reason(skb, SKB_DROP_REASON_NOT_SPECIFIED);
}

/* cb[0] says how it is to be freed: nobody else has the sk_buff any more. */
void __dev_kfree_skb_irq(struct sk_buff *skb, enum skb_free_reason reason)
{
	struct softnet_data *sd = this_softnet_data();
	unsigned long flags;

	if (!skb)
		return;
	if (refcount_read(&skb->users) != 1) {
		/* Not the last holder: nothing to free, so nothing to wait. */
		dev_free(skb, reason);
		return;
	}
	skb->cb[0] = (char)reason;
	local_irq_save(flags);
	skb->next = sd->completion_queue;
	sd->completion_queue = skb;
	raise_softirq_irqoff(NET_TX_SOFTIRQ);
	local_irq_restore(flags);
}

void __dev_kfree_skb_any(struct sk_buff *skb, enum skb_free_reason reason)
{
	if (in_hardirq() || irqs_disabled())
		__dev_kfree_skb_irq(skb, reason);
	else
		dev_free(skb, reason);
}

void napi_consume_skb(struct sk_buff *skb, int budget)
{
	if (!budget)
		dev_consume_skb_any(skb);
	else
		consume_skb(skb);
}

static void free_completed(void)
{
	struct softnet_data *sd = this_softnet_data();
	struct sk_buff *list;

	local_irq_disable();
	list = sd->completion_queue;
	sd->completion_queue = NULL;
	local_irq_enable();
	while (list) {
		struct sk_buff *skb = list;

		list = skb->next;
		dev_free(skb, (enum skb_free_reason)skb->cb[0]);
	}
}

void net_tx_softirq(struct softirq_action *a)
{
	free_completed();
	net_tx_action();
}

void skb_leaks(struct kernel *k)
{
	struct sk_buff *skb, *n;

	list_for_each_entry_safe (skb, n, &k->skb.all, all) {
		leak(k, "sk_buff of %u bytes (frame %u) allocated at %s",
		     skb->len, skb->pkt_id, skb->place);
		/* The rest of the list is then about other things. */
		skb->destructor = NULL;
		skb->_skb_dst = NULL;
		refcount_set(&skb->users, 1);
		kfree_skb_place(skb, "kernel.leaked");
	}
}
