// SPDX-License-Identifier: MIT
/*
 * A pairing heap: the root is the earliest node; children of a node are a
 * list by next/prev, the first child's prev is the parent.
 */
#include <linux/timerqueue.h>

static bool earlier(const struct timerqueue_node *a,
		    const struct timerqueue_node *b)
{
	return a->expires != b->expires ? a->expires < b->expires
					: a->seq < b->seq;
}

static struct timerqueue_node *meld(struct timerqueue_node *a,
				    struct timerqueue_node *b)
{
	if (!a)
		return b;
	if (!b)
		return a;
	if (earlier(b, a)) {
		struct timerqueue_node *t = a;

		a = b;
		b = t;
	}
	b->prev = a;
	b->next = a->child;
	if (a->child)
		a->child->prev = b;
	a->child = b;
	a->next = NULL;
	a->prev = NULL;
	return a;
}

/* Pairs from left to right, then melds the pairs from right to left. */
static struct timerqueue_node *meld_list(struct timerqueue_node *n)
{
	struct timerqueue_node *pairs = NULL, *result = NULL;

	while (n) {
		struct timerqueue_node *a = n, *b = n->next, *m;

		n = b ? b->next : NULL;
		a->next = a->prev = NULL;
		if (b)
			b->next = b->prev = NULL;
		m = meld(a, b);
		m->next = pairs;
		pairs = m;
	}
	while (pairs) {
		struct timerqueue_node *rest = pairs->next;

		pairs->next = NULL;
		result = meld(result, pairs);
		pairs = rest;
	}
	return result;
}

void timerqueue_add(struct timerqueue_head *h, struct timerqueue_node *n)
{
	n->child = n->next = n->prev = NULL;
	n->seq = h->seq++;
	n->queued = true;
	h->root = meld(h->root, n);
	h->count++;
}

void timerqueue_del(struct timerqueue_head *h, struct timerqueue_node *n)
{
	struct timerqueue_node *below = meld_list(n->child);

	if (n == h->root) {
		h->root = below;
	} else {
		if (n->prev->child == n)
			n->prev->child = n->next;
		else
			n->prev->next = n->next;
		if (n->next)
			n->next->prev = n->prev;
		h->root = meld(h->root, below);
	}
	n->child = n->next = n->prev = NULL;
	n->queued = false;
	h->count--;
}
