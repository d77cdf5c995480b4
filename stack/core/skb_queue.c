// SPDX-License-Identifier: MIT
/* Queues of packets. */
#include "core.h"

void __skb_insert(struct sk_buff *new, struct sk_buff *prev,
		  struct sk_buff *next, struct sk_buff_head *l)
{
	new->next = next;
	new->prev = prev;
	next->prev = new;
	prev->next = new;
	l->qlen++;
}

void __skb_unlink(struct sk_buff *skb, struct sk_buff_head *l)
{
	struct sk_buff *next = skb->next, *prev = skb->prev;

	if (unlikely(!next || !prev || !l->qlen))
		panic("sk_buff allocated at %s is not in the queue",
		      skb->place);
	l->qlen--;
	skb->next = skb->prev = NULL;
	next->prev = prev;
	prev->next = next;
}

struct sk_buff *__skb_dequeue(struct sk_buff_head *l)
{
	struct sk_buff *skb = skb_peek(l);

	if (skb)
		__skb_unlink(skb, l);
	return skb;
}

struct sk_buff *__skb_dequeue_tail(struct sk_buff_head *l)
{
	struct sk_buff *skb = skb_peek_tail(l);

	if (skb)
		__skb_unlink(skb, l);
	return skb;
}

void skb_queue_tail(struct sk_buff_head *l, struct sk_buff *skb)
{
	unsigned long flags;

	spin_lock_irqsave(&l->lock, flags);
	__skb_queue_tail(l, skb);
	spin_unlock_irqrestore(&l->lock, flags);
}

void skb_queue_head(struct sk_buff_head *l, struct sk_buff *skb)
{
	unsigned long flags;

	spin_lock_irqsave(&l->lock, flags);
	__skb_queue_head(l, skb);
	spin_unlock_irqrestore(&l->lock, flags);
}

struct sk_buff *skb_dequeue(struct sk_buff_head *l)
{
	struct sk_buff *skb;
	unsigned long flags;

	spin_lock_irqsave(&l->lock, flags);
	skb = __skb_dequeue(l);
	spin_unlock_irqrestore(&l->lock, flags);
	return skb;
}

struct sk_buff *skb_dequeue_tail(struct sk_buff_head *l)
{
	struct sk_buff *skb;
	unsigned long flags;

	spin_lock_irqsave(&l->lock, flags);
	skb = __skb_dequeue_tail(l);
	spin_unlock_irqrestore(&l->lock, flags);
	return skb;
}

void skb_unlink(struct sk_buff *skb, struct sk_buff_head *l)
{
	unsigned long flags;

	spin_lock_irqsave(&l->lock, flags);
	__skb_unlink(skb, l);
	spin_unlock_irqrestore(&l->lock, flags);
}

void skb_append(struct sk_buff *old, struct sk_buff *new,
		struct sk_buff_head *l)
{
	unsigned long flags;

	spin_lock_irqsave(&l->lock, flags);
	__skb_insert(new, old, old->next, l);
	spin_unlock_irqrestore(&l->lock, flags);
}

void skb_queue_purge_reason(struct sk_buff_head *l, enum skb_drop_reason reason)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(l)))
		__kfree_skb_reason(skb, reason);
}

void __skb_queue_purge(struct sk_buff_head *l)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(l)))
		__kfree_skb_reason(skb, SKB_DROP_REASON_QUEUE_PURGE);
}

void skb_queue_splice_tail_init(struct sk_buff_head *from,
				struct sk_buff_head *to)
{
	struct sk_buff *first = from->next, *last = from->prev;

	if (skb_queue_empty(from))
		return;
	first->prev = to->prev;
	to->prev->next = first;
	last->next = (struct sk_buff *)to;
	to->prev = last;
	to->qlen += from->qlen;
	__skb_queue_head_init(from);
}
