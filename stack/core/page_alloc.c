// SPDX-License-Identifier: MIT
/*
 * Pages: blocks of 2^order pages, split and merged in pairs (buddies). All
 * interrupts are held off, as every context may allocate.
 */
#include "core.h"

#define IRQ_SAVE(k) machine_irq_disable((k)->machine)
#define IRQ_RESTORE(k, f)                                 \
	do {                                              \
		if (f)                                    \
			machine_irq_enable((k)->machine); \
	} while (0)

struct page *mm_page(struct kernel *k, const void *addr)
{
	u64 n = (u64)((const char *)addr - k->mm.ram) >> PAGE_SHIFT;

	if ((const char *)addr < k->mm.ram || n >= k->mm.pages)
		panic("address %px is not in RAM", addr);
	return &k->mm.page[n];
}

void *mm_address(const struct kernel *k, const struct page *page)
{
	return k->mm.ram + ((u64)(page - k->mm.page) << PAGE_SHIFT);
}

static struct page *buddy_of(struct kernel *k, struct page *p,
			     unsigned int order)
{
	u64 n = (u64)(p - k->mm.page) ^ (1ull << order);

	return n + (1ull << order) <= k->mm.pages ? &k->mm.page[n] : NULL;
}

/* Puts a block on its free list, merged with its buddies as far as it goes. */
static void put_block(struct kernel *k, struct page *p, unsigned int order)
{
	k->mm.free_pages += 1ull << order;
	while (order + 1 < MAX_ORDER) {
		struct page *b = buddy_of(k, p, order);

		if (!b || b->state != PAGE_FREE || b->order != order)
			break;
		list_del(&b->list);
		b->state = PAGE_TAIL;
		if (b < p) {
			p->state = PAGE_TAIL;
			p = b;
		}
		order++;
	}
	p->state = PAGE_FREE;
	p->order = (u8)order;
	list_add(&p->list, &k->mm.free[order]);
}

static struct page *take_block(struct kernel *k, unsigned int order)
{
	unsigned int o = order;
	struct page *p;

	while (o < MAX_ORDER && list_empty(&k->mm.free[o]))
		o++;
	if (o >= MAX_ORDER)
		return NULL;
	p = list_first_entry(&k->mm.free[o], struct page, list);
	list_del(&p->list);
	while (o > order) {
		struct page *half = p + (1u << --o);

		half->state = PAGE_FREE;
		half->order = (u8)o;
		list_add(&half->list, &k->mm.free[o]);
	}
	k->mm.free_pages -= 1ull << order;
	if (k->mm.free_pages < k->mm.least_free)
		k->mm.least_free = k->mm.free_pages;
	return p;
}

bool mm_fail(struct kernel *k, gfp_t gfp, size_t size)
{
	if (likely(!k->mm.fail_nth) || --k->mm.fail_nth)
		return false;
	k->mm.failures++;
	return true;
}

void kernel_fail_alloc(struct kernel *k, u64 nth)
{
	k->mm.fail_nth = nth;
}

struct page *mm_alloc_pages(struct kernel *k, gfp_t gfp, unsigned int order,
			    const char *place)
{
	bool flags = IRQ_SAVE(k);
	struct page *p = order < MAX_ORDER ? take_block(k, order) : NULL;

	if (p) {
		p->state = PAGE_USED;
		p->order = (u8)order;
		p->slab = NULL;
		p->place = place;
		atomic_set(&p->refs, 1);
		for (unsigned int i = 0; i < 1u << order; i++)
			p[i].head = (u16)i;
	} else {
		k->mm.failures++;
	}
	IRQ_RESTORE(k, flags);
	if (!p) {
		if (!(gfp & __GFP_NOWARN) && machine_this())
			pr_warn_ratelimited(
				"page allocation failure: order:%u, %s", order,
				place);
		return NULL;
	}
	kasan_unpoison(mm_address(k, p), PAGE_SIZE << order);
	if (gfp & __GFP_ZERO)
		memset(mm_address(k, p), 0, PAGE_SIZE << order);
	return p;
}

void mm_free_pages(struct kernel *k, struct page *p)
{
	bool flags = IRQ_SAVE(k);

	if (p->state == PAGE_FREE || p->state == PAGE_TAIL || p->head)
		panic("free of a page that is free or within a block; last allocated at %s",
		      p->place ? p->place : "(never)");
	kasan_poison(mm_address(k, p), PAGE_SIZE << p->order);
	put_block(k, p, p->order);
	IRQ_RESTORE(k, flags);
}

struct page *__alloc_pages_at(gfp_t gfp, unsigned int order, const char *place)
{
	struct kernel *k = this_kernel();

	if (gfp & __GFP_DIRECT_RECLAIM)
		__might_sleep(place);
	if (mm_fail(k, gfp, PAGE_SIZE << order))
		return NULL;
	return mm_alloc_pages(k, gfp, order, place);
}

unsigned long __get_free_pages_at(gfp_t gfp, unsigned int order,
				  const char *place)
{
	struct page *p = __alloc_pages_at(gfp, order, place);

	return p ? (unsigned long)page_address(p) : 0;
}

void get_page(struct page *page)
{
	page -= page->head;
	if (atomic_inc_return(&page->refs) <= 1)
		panic("reference to a free page; last allocated at %s",
		      page->place);
}

void put_page(struct page *page)
{
	int refs;

	page -= page->head;
	refs = atomic_dec_return(&page->refs);
	if (refs < 0)
		panic("page freed twice; last allocated at %s", page->place);
	if (refs == 0)
		mm_free_pages(this_kernel(), page);
}

void __free_pages(struct page *page, unsigned int order)
{
	if (page->order != order)
		panic("block of order %u freed with order %u; allocated at %s",
		      page->order, order, page->place);
	put_page(page);
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		__free_pages(virt_to_page((void *)addr), order);
}

struct page *virt_to_page(const void *addr)
{
	return mm_page(this_kernel(), addr);
}

struct page *virt_to_head_page(const void *addr)
{
	struct page *p = virt_to_page(addr);

	return p - p->head;
}

void *page_address(const struct page *page)
{
	return mm_address(this_kernel(), page);
}

phys_addr_t virt_to_phys(const void *addr)
{
	return (phys_addr_t)((const char *)addr - this_kernel()->mm.ram);
}

int mm_init(struct kernel *k, void *ram, u64 bytes, u64 used)
{
	struct mm *mm = &k->mm;
	u64 map = bytes / PAGE_SIZE * sizeof(struct page), n;

	mm->ram = ram;
	mm->pages = bytes / PAGE_SIZE;
	used = ALIGN(used, 64);
	mm->page = (struct page *)(mm->ram + used);
	used = ALIGN(used + map, PAGE_SIZE);
	if (used + 64 * PAGE_SIZE > bytes)
		return -ENOMEM;
	for (unsigned int o = 0; o < MAX_ORDER; o++)
		INIT_LIST_HEAD(&mm->free[o]);
	memset(mm->page, 0, map);
	for (n = 0; n < used / PAGE_SIZE; n++)
		mm->page[n].state = PAGE_RESERVED;
	/* Lowest block last: the lists are stacks, low addresses go first. */
	kasan_poison(mm->ram + used, bytes - used);
	for (u64 end = mm->pages, first = used / PAGE_SIZE; end > first;) {
		unsigned int o = MAX_ORDER - 1;

		while ((1ull << o) > end - first || end & ((1ull << o) - 1))
			o--;
		end -= 1ull << o;
		put_block(k, &mm->page[end], o);
	}
	mm->least_free = mm->free_pages;
	slab_init(k);
	return 0;
}

void mm_exit(struct kernel *k)
{
	kasan_unpoison(k->mm.ram, k->mm.pages * PAGE_SIZE);
}
