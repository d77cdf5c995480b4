/* SPDX-License-Identifier: MIT */
/* Memory: pages in blocks of powers of two, small objects in slabs. */
#ifndef CORE_MM_H
#define CORE_MM_H

#include <linux/mm.h>
#include <linux/slab.h>

#if defined(__SANITIZE_ADDRESS__)
#define KASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KASAN 1
#endif
#endif
#ifndef KASAN
#define KASAN 0
#endif

#if KASAN
#include <sanitizer/asan_interface.h>
#define kasan_poison(p, n)   __asan_poison_memory_region(p, n)
#define kasan_unpoison(p, n) __asan_unpoison_memory_region(p, n)
#else
#define kasan_poison(p, n)   ((void)(p), (void)(n))
#define kasan_unpoison(p, n) ((void)(p), (void)(n))
#endif

#define MAX_ORDER	11 /* blocks of up to 4 MiB */
#define KMALLOC_CLASSES 16
#define KMALLOC_MAX	8192 /* larger ones are pages */

enum page_state {
	PAGE_TAIL, /* not the first one of a block */
	PAGE_FREE,
	PAGE_USED,
	PAGE_SLAB,
	PAGE_KMALLOC,  /* a kmalloc too large for slabs */
	PAGE_RESERVED, /* struct kernel and the struct pages */
};

struct kmem_cache {
	const char *name;
	unsigned int size;    /* of an object */
	unsigned int order;   /* of a slab */
	unsigned int objects; /* in a slab */
	u64 alive;
	struct list_head partial, full;
	struct list_head list; /* all caches */
};

struct mm {
	char *ram;
	u64 pages, free_pages, least_free;
	struct page *page; /* one for each page of RAM */
	struct list_head free[MAX_ORDER];
	struct kmem_cache kmalloc[KMALLOC_CLASSES];
	u8 class_of[KMALLOC_MAX / 16 + 1]; /* by size in 16 bytes, rounded up */
	struct list_head caches;
	u64 allocs, frees, failures; /* of small objects and large kmallocs */
	u64 alive, peak;	     /* bytes asked for */
	u64 fail_nth;		     /* for tests: 1 fails the next one */
	struct kmem_cache skb_cache, task_cache;
};

struct kernel;

/* @used: bytes at the beginning of RAM that are taken already. */
int mm_init(struct kernel *k, void *ram, u64 bytes, u64 used);
void mm_exit(struct kernel *k);
void slab_init(struct kernel *k);
void mm_leaks(struct kernel *k);

/* For outside, where no kernel runs; otherwise use Linux's names. */
struct page *mm_alloc_pages(struct kernel *k, gfp_t gfp, unsigned int order,
			    const char *place);
void mm_free_pages(struct kernel *k, struct page *page);
void *mm_kmalloc(struct kernel *k, size_t size, gfp_t gfp, const char *place);
void mm_kfree(struct kernel *k, const void *p);
bool mm_fail(struct kernel *k, gfp_t gfp, size_t size);
struct page *mm_page(struct kernel *k, const void *addr);
void *mm_address(const struct kernel *k, const struct page *page);
void mm_cache_setup(struct kernel *k, struct kmem_cache *c, const char *name,
		    unsigned int size);
void *mm_cache_alloc(struct kernel *k, struct kmem_cache *c, gfp_t gfp,
		     const char *place);
void mm_cache_free(struct kernel *k, struct kmem_cache *c, void *p);

#endif
