/* SPDX-License-Identifier: MIT */
/*
 * Pages of the simulated RAM. Every page has a struct page with a reference
 * count. Allocations remember the place that made them (leak list).
 */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/atomic.h>
#include <linux/gfp_types.h>
#include <linux/kernel.h>

#define PAGE_SHIFT    12
#define PAGE_SIZE     (1UL << PAGE_SHIFT)
#define PAGE_MASK     (~(PAGE_SIZE - 1))
#define PAGE_ALIGN(x) ALIGN(x, PAGE_SIZE)

struct slab;

struct page {
	struct list_head list; /* free list of its order */
	struct slab *slab;     /* kmalloc's block, or NULL */
	const char *place;     /* who allocated it */
	atomic_t refs;
	u16 head; /* pages back to the first one of the block */
	u8 order; /* of the block that starts here */
	u8 state; /* enum page_state of core/mm.h */
};

/* @order: 2^order pages in a row. NULL when memory is out. @place NULL: for
 * the kernel's whole life, so on no leak list. */
#define alloc_pages(gfp, order)	     __alloc_pages_at(gfp, order, __PLACE__)
#define alloc_page(gfp)		     alloc_pages(gfp, 0)
#define dev_alloc_pages(order)	     alloc_pages(GFP_ATOMIC, order)
#define dev_alloc_page()	     alloc_pages(GFP_ATOMIC, 0)
#define __get_free_pages(gfp, order) __get_free_pages_at(gfp, order, __PLACE__)
#define __get_free_page(gfp)	     __get_free_pages(gfp, 0)
#define get_zeroed_page(gfp)	     __get_free_pages((gfp) | __GFP_ZERO, 0)
struct page *__alloc_pages_at(gfp_t gfp, unsigned int order, const char *place);
unsigned long __get_free_pages_at(gfp_t gfp, unsigned int order,
				  const char *place);
/* Drops one reference; the last one frees the block. */
void __free_pages(struct page *page, unsigned int order);
void free_pages(unsigned long addr, unsigned int order);
void get_page(struct page *page);
void put_page(struct page *page);

#define __free_page(p) __free_pages(p, 0)
#define free_page(a)   free_pages(a, 0)

struct page *virt_to_page(const void *addr);
void *page_address(const struct page *page);
/* First page of the block that holds @addr. */
struct page *virt_to_head_page(const void *addr);
phys_addr_t virt_to_phys(const void *addr);

static inline int page_count(const struct page *page)
{
	return atomic_read(&page->refs);
}

static inline unsigned int get_order(unsigned long size)
{
	unsigned int order = 0;

	while ((PAGE_SIZE << order) < size)
		order++;
	return order;
}

#define offset_in_page(p) ((unsigned long)(p) & ~PAGE_MASK)

#endif
