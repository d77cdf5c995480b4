// SPDX-License-Identifier: MIT
/*
 * The trie of a routing table. Each node is a prefix; its children are longer
 * prefixes that begin with it, told apart by the bit that follows. Bits that
 * no two routes differ in are skipped, so there are fewer forks than routes
 * and a way from the root has at most 33 nodes.
 */
#include <linux/bitops.h>
#include <linux/slab.h>
#include <net/ip_fib.h>

static u32 mask(u8 plen)
{
	return plen ? ~0u << (32 - plen) : 0;
}

static unsigned int bit_after(u32 key, u8 plen)
{
	return key >> (31 - plen) & 1;
}

/* Does @n's prefix begin @addr? */
static bool begins(const struct fib_node *n, u32 addr)
{
	return !((n->key ^ addr) & mask(n->plen));
}

/* Length of the common beginning of @n's prefix and the one given. */
static u8 common_len(const struct fib_node *n, u32 key, u8 plen)
{
	u8 same = (u8)(32 - fls(n->key ^ key));

	return min3(same, n->plen, plen);
}

static struct fib_node *node_new(struct fib_trie *t, u32 key, u8 plen)
{
	struct fib_node *n = kzalloc(sizeof(*n), GFP_ATOMIC);

	if (!n)
		return NULL;
	n->key = key & mask(plen);
	n->plen = plen;
	INIT_LIST_HEAD(&n->aliases);
	t->nodes++;
	return n;
}

/* The place in the tree where the prefix is, or where the way to it ends:
 * what is there, if anything, does not begin it. */
static struct fib_node **find_place(struct fib_trie *t, u32 key, u8 plen)
{
	struct fib_node **place = &t->root;

	while (*place && (*place)->plen < plen && begins(*place, key))
		place = &(*place)->child[bit_after(key, (*place)->plen)];
	return place;
}

struct fib_node *fib_trie_node(struct fib_trie *t, u32 key, u8 plen)
{
	struct fib_node *n = *find_place(t, key, plen);

	return n && n->plen == plen && n->key == key ? n : NULL;
}

struct fib_node *fib_trie_add(struct fib_trie *t, u32 key, u8 plen)
{
	struct fib_node **place = find_place(t, key, plen);
	struct fib_node *there = *place, *new, *fork;
	u8 common;

	if (there && there->plen == plen && there->key == key)
		return there;
	new = node_new(t, key, plen);
	if (!new)
		return NULL;
	if (!there) {
		*place = new;
		return new;
	}
	common = common_len(there, key, plen);
	if (common == plen) {
		/* It is the beginning of what is there. */
		new->child[bit_after(there->key, plen)] = there;
		*place = new;
		return new;
	}
	fork = node_new(t, key, common);
	if (!fork) {
		kfree(new);
		t->nodes--;
		return NULL;
	}
	fork->child[bit_after(there->key, common)] = there;
	fork->child[bit_after(key, common)] = new;
	*place = fork;
	return new;
}

/* Removes what is at @place if it is neither a prefix with routes nor a
 * fork. */
static void prune_at(struct fib_trie *t, struct fib_node **place)
{
	struct fib_node *n = *place;

	if (!n || !list_empty(&n->aliases) || (n->child[0] && n->child[1]))
		return;
	*place = n->child[0] ? n->child[0] : n->child[1];
	t->nodes--;
	kfree(n);
}

void fib_trie_prune(struct fib_trie *t, u32 key, u8 plen)
{
	struct fib_node **place = &t->root, **above = NULL;

	while (*place && (*place)->plen < plen && begins(*place, key)) {
		above = place;
		place = &(*place)->child[bit_after(key, (*place)->plen)];
	}
	prune_at(t, place);
	/* A fork that has lost one of its two ways is none. */
	if (above)
		prune_at(t, above);
}

static void sweep(struct fib_trie *t, struct fib_node **place)
{
	if (!*place)
		return;
	sweep(t, &(*place)->child[0]);
	sweep(t, &(*place)->child[1]);
	prune_at(t, place);
}

void fib_trie_sweep(struct fib_trie *t)
{
	sweep(t, &t->root);
}

unsigned int fib_trie_path(const struct fib_trie *t, u32 addr,
			   struct fib_node *path[FIB_PATH], unsigned int *steps)
{
	struct fib_node *n = t->root;
	unsigned int depth = 0, seen = 0;

	while (n) {
		seen++;
		if (!begins(n, addr))
			break;
		if (!list_empty(&n->aliases))
			path[depth++] = n;
		if (n->plen == 32)
			break;
		n = n->child[bit_after(addr, n->plen)];
	}
	*steps += seen;
	return depth;
}

struct fib_node *fib_trie_next(const struct fib_trie *t,
			       const struct fib_node *after)
{
	struct fib_node *n = t->root, *turn = NULL;

	if (!after)
		return n;
	if (after->child[0])
		return after->child[0];
	if (after->child[1])
		return after->child[1];
	/* Up, to the last fork where the way went left. */
	while (n != after) {
		unsigned int right = bit_after(after->key, n->plen);

		if (!right && n->child[1])
			turn = n->child[1];
		n = n->child[right];
	}
	return turn;
}
