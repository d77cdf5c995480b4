// SPDX-License-Identifier: MIT
/*
 * Small objects. A slab is a block of pages: objects from its beginning on,
 * and at its end what is known about each. Slabs are filled one after the
 * other; free objects are a stack, so that the warmest one goes first.
 */
#include "core.h"

struct object {
	const char *place; /* who allocated it; kept after the free */
	u32 size;	   /* bytes asked for */
	bool used;
};

struct slab {
	struct kmem_cache *cache;
	struct list_head list;
	char *base;
	unsigned int used;
	struct object *object;
	u16 *stack; /* free objects: stack[0 .. objects - used) */
};

static const unsigned int kmalloc_size[KMALLOC_CLASSES] = {
	16,  32,  64,	96,   128,  192,  256,	384,
	512, 768, 1024, 1536, 2048, 3072, 4096, 8192};

void mm_cache_setup(struct kernel *k, struct kmem_cache *c, const char *name,
		    unsigned int size)
{
	size_t block;

	c->name = name;
	c->size = ALIGN(max(size, 16u), 16);
	c->order = get_order(c->size * 8ul + sizeof(struct slab));
	block = PAGE_SIZE << c->order;
	c->objects =
		(unsigned int)((block - ALIGN(sizeof(struct slab), 16)) /
			       (c->size + sizeof(struct object) + sizeof(u16)));
	c->alive = 0;
	INIT_LIST_HEAD(&c->partial);
	INIT_LIST_HEAD(&c->full);
	list_add_tail(&c->list, &k->mm.caches);
}

void slab_init(struct kernel *k)
{
	unsigned int class = 0;

	INIT_LIST_HEAD(&k->mm.caches);
	for (int i = 0; i < KMALLOC_CLASSES; i++)
		mm_cache_setup(k, &k->mm.kmalloc[i], "kmalloc",
			       kmalloc_size[i]);
	for (unsigned int i = 0; i <= KMALLOC_MAX / 16; i++) {
		if (kmalloc_size[class] < i * 16)
			class ++;
		k->mm.class_of[i] = (u8) class;
	}
}

static struct slab *slab_new(struct kernel *k, struct kmem_cache *c, gfp_t gfp,
			     const char *place)
{
	struct page *p = mm_alloc_pages(k, gfp & ~__GFP_ZERO, c->order, place);
	struct slab *s;
	char *base;

	if (!p)
		return NULL;
	base = mm_address(k, p);
	s = (struct slab *)(base + ALIGN(c->size * (size_t)c->objects, 16));
	s->cache = c;
	s->base = base;
	s->used = 0;
	s->object = (struct object *)(s + 1);
	s->stack = (u16 *)(s->object + c->objects);
	for (unsigned int i = 0; i < c->objects; i++) {
		s->object[i] = (struct object){NULL, 0, false};
		s->stack[i] = (u16)(c->objects - 1 - i);
	}
	for (unsigned int i = 0; i < 1u << c->order; i++)
		p[i].slab = s;
	p->state = PAGE_SLAB;
	kasan_poison(base, c->size * (size_t)c->objects);
	return s;
}

static void *object_take(struct kernel *k, struct kmem_cache *c, size_t size,
			 gfp_t gfp, const char *place)
{
	bool flags = machine_irq_disable(k->machine);
	struct object *o;
	struct slab *s;
	unsigned int i;
	void *obj = NULL;

	if (list_empty(&c->partial)) {
		s = slab_new(k, c, gfp, place);
		if (!s)
			goto out;
		list_add(&s->list, &c->partial);
	}
	s = list_first_entry(&c->partial, struct slab, list);
	i = s->stack[c->objects - ++s->used];
	if (s->used == c->objects)
		list_move(&s->list, &c->full);
	o = &s->object[i];
	o->place = place;
	o->size = (u32)size;
	o->used = true;
	obj = s->base + (size_t)i * c->size;
	kasan_unpoison(obj, size);
	c->alive++;
	k->mm.allocs++;
	k->mm.alive += size;
	if (k->mm.alive > k->mm.peak)
		k->mm.peak = k->mm.alive;
out:
	if (flags)
		machine_irq_enable(k->machine);
	if (obj && gfp & __GFP_ZERO)
		memset(obj, 0, size);
	return obj;
}

static unsigned int object_index(const struct slab *s, const void *p)
{
	size_t offset = (size_t)((const char *)p - s->base);

	if (offset % s->cache->size ||
	    offset / s->cache->size >= s->cache->objects)
		panic("kfree of an address within an object");
	return (unsigned int)(offset / s->cache->size);
}

static void object_put(struct kernel *k, struct slab *s, const void *p)
{
	bool flags = machine_irq_disable(k->machine);
	struct kmem_cache *c = s->cache;
	unsigned int i = object_index(s, p);
	struct object *o = &s->object[i];

	if (!o->used)
		panic("double free of %u bytes allocated at %s", o->size,
		      o->place ? o->place : "(never)");
	o->used = false;
	kasan_poison(p, c->size);
	s->stack[c->objects - s->used--] = (u16)i;
	c->alive--;
	k->mm.frees++;
	k->mm.alive -= o->size;
	if (s->used == c->objects - 1) {
		list_move(&s->list, &c->partial);
	} else if (!s->used && !list_is_singular(&c->partial)) {
		struct page *page = mm_page(k, s->base);

		list_del(&s->list);
		for (unsigned int j = 0; j < 1u << c->order; j++)
			page[j].slab = NULL;
		mm_free_pages(k, page);
	}
	if (flags)
		machine_irq_enable(k->machine);
}

static struct kmem_cache *class_of(struct kernel *k, size_t size)
{
	return &k->mm.kmalloc[k->mm.class_of[DIV_ROUND_UP(size, 16)]];
}

void *mm_kmalloc(struct kernel *k, size_t size, gfp_t gfp, const char *place)
{
	struct page *page;

	if (size <= KMALLOC_MAX)
		return object_take(k, class_of(k, size), size, gfp, place);
	page = mm_alloc_pages(k, gfp, get_order(size), place);
	if (!page)
		return NULL;
	page->state = PAGE_KMALLOC;
	k->mm.allocs++;
	return mm_address(k, page);
}

void mm_kfree(struct kernel *k, const void *p)
{
	struct page *page;

	if (!p)
		return;
	page = mm_page(k, p);
	page -= page->head;
	if (page->state == PAGE_SLAB) {
		object_put(k, page->slab, p);
	} else if (page->state == PAGE_KMALLOC && mm_address(k, page) == p) {
		k->mm.frees++;
		mm_free_pages(k, page);
	} else {
		panic("kfree of memory that is free or not from kmalloc");
	}
}

void *__kmalloc_at(size_t size, gfp_t gfp, const char *place)
{
	struct kernel *k = this_kernel();

	if (gfp & __GFP_DIRECT_RECLAIM)
		__might_sleep(place);
	if (mm_fail(k, gfp, size))
		return NULL;
	return mm_kmalloc(k, size, gfp, place);
}

void *__kcalloc_at(size_t n, size_t size, gfp_t gfp, const char *place)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return __kmalloc_at(bytes, gfp, place);
}

void kfree(const void *p)
{
	if (p)
		mm_kfree(this_kernel(), p);
}

void kfree_sensitive(const void *p)
{
	if (p)
		memset((void *)(unsigned long)p, 0, ksize(p));
	kfree(p);
}

size_t ksize(const void *p)
{
	struct kernel *k = this_kernel();
	struct page *page = mm_page(k, p);
	size_t size;

	page -= page->head;
	if (page->state != PAGE_SLAB)
		return PAGE_SIZE << page->order;
	size = page->slab->cache->size;
	/* Whoever asks may use it all. */
	kasan_unpoison(p, size);
	return size;
}

void *__krealloc_at(const void *p, size_t size, gfp_t gfp, const char *place)
{
	size_t old = p ? ksize(p) : 0;
	void *n;

	if (!size) {
		kfree(p);
		return NULL;
	}
	if (p && old >= size)
		return (void *)(unsigned long)p;
	n = __kmalloc_at(size, gfp, place);
	if (n && p) {
		memcpy(n, p, old);
		kfree(p);
	}
	return n;
}

void *__kmemdup_at(const void *src, size_t size, gfp_t gfp, const char *place)
{
	void *p = __kmalloc_at(size, gfp, place);

	return p ? memcpy(p, src, size) : NULL;
}

char *__kstrdup_at(const char *s, gfp_t gfp, const char *place)
{
	return s ? __kmemdup_at(s, strlen(s) + 1, gfp, place) : NULL;
}

/* ---- caches of one kind of object ---- */

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
				     unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *))
{
	struct kmem_cache *c;

	if (ctor || align > 16)
		return NULL;
	c = kmalloc(sizeof(*c), GFP_KERNEL);
	if (c)
		mm_cache_setup(this_kernel(), c, name, size);
	return c;
}

static void slabs_free(struct kernel *k, struct list_head *l)
{
	struct slab *s, *n;

	list_for_each_entry_safe (s, n, l, list) {
		struct page *page = mm_page(k, s->base);

		list_del(&s->list);
		for (unsigned int j = 0; j < 1u << s->cache->order; j++)
			page[j].slab = NULL;
		mm_free_pages(k, page);
	}
}

void kmem_cache_destroy(struct kmem_cache *c)
{
	struct kernel *k = this_kernel();

	if (!c)
		return;
	if (c->alive)
		panic("kmem_cache_destroy(%s): %llu objects are still in use",
		      c->name, c->alive);
	slabs_free(k, &c->partial);
	list_del(&c->list);
	kfree(c);
}

void *mm_cache_alloc(struct kernel *k, struct kmem_cache *c, gfp_t gfp,
		     const char *place)
{
	return object_take(k, c, c->size, gfp, place);
}

void mm_cache_free(struct kernel *k, struct kmem_cache *c, void *p)
{
	struct page *page = mm_page(k, p);

	page -= page->head;
	if (page->state != PAGE_SLAB || page->slab->cache != c)
		panic("kmem_cache_free(%s): the object is free or another's",
		      c->name);
	object_put(k, page->slab, p);
}

void *__kmem_cache_alloc_at(struct kmem_cache *c, gfp_t gfp, const char *place)
{
	struct kernel *k = this_kernel();

	if (gfp & __GFP_DIRECT_RECLAIM)
		__might_sleep(place);
	if (mm_fail(k, gfp, c->size))
		return NULL;
	return mm_cache_alloc(k, c, gfp, place);
}

void kmem_cache_free(struct kmem_cache *c, void *p)
{
	if (p)
		mm_cache_free(this_kernel(), c, p);
}

/* ---- the leak list ---- */

static void slab_leaks(struct kernel *k, const struct kmem_cache *c,
		       const struct list_head *l)
{
	const struct slab *s;

	list_for_each_entry (s, l, list)
		for (unsigned int i = 0; i < c->objects; i++)
			if (s->object[i].used)
				leak(k, "%u bytes of %s allocated at %s",
				     s->object[i].size, c->name,
				     s->object[i].place);
}

void mm_leaks(struct kernel *k)
{
	struct kmem_cache *c;

	list_for_each_entry (c, &k->mm.caches, list) {
		slab_leaks(k, c, &c->full);
		slab_leaks(k, c, &c->partial);
	}
	for (u64 i = 0; i < k->mm.pages; i++) {
		const struct page *p = &k->mm.page[i];

		/* Without a place: meant to stay (see __alloc_pages_at()). */
		if (p->head || !p->place ||
		    (p->state != PAGE_USED && p->state != PAGE_KMALLOC))
			continue;
		/* Without a place: kept for kernel_metrics(), as struct net. */
		if (!p->place)
			continue;
		leak(k, "%lu bytes in pages allocated at %s",
		     PAGE_SIZE << p->order, p->place);
	}
}
