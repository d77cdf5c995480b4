/* SPDX-License-Identifier: MIT */
/*
 * Small memory out of the simulated RAM. Every object remembers who allocated
 * it; freeing twice, or what was never allocated, is a fault. Objects are
 * aligned to 16 bytes, powers of two to their size up to a page.
 */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/gfp.h>

void *__kmalloc_at(size_t size, gfp_t gfp, const char *place);
void *__kcalloc_at(size_t n, size_t size, gfp_t gfp, const char *place);
void *__krealloc_at(const void *p, size_t size, gfp_t gfp, const char *place);
void *__kmemdup_at(const void *src, size_t size, gfp_t gfp, const char *place);
char *__kstrdup_at(const char *s, gfp_t gfp, const char *place);
void kfree(const void *p);
/* Clears before it frees. */
void kfree_sensitive(const void *p);
/* Usable bytes of the object: those of its size class. */
size_t ksize(const void *p);

#define kmalloc(size, gfp) __kmalloc_at(size, gfp, __PLACE__)
#define kzalloc(size, gfp) __kmalloc_at(size, (gfp) | __GFP_ZERO, __PLACE__)
#define kcalloc(n, size, gfp) \
	__kcalloc_at(n, size, (gfp) | __GFP_ZERO, __PLACE__)
#define kmalloc_array(n, s, gfp)      __kcalloc_at(n, s, gfp, __PLACE__)
#define krealloc(p, size, gfp)	      __krealloc_at(p, size, gfp, __PLACE__)
#define kmemdup(src, size, gfp)	      __kmemdup_at(src, size, gfp, __PLACE__)
#define kstrdup(s, gfp)		      __kstrdup_at(s, gfp, __PLACE__)
#define kmalloc_node(size, gfp, node) kmalloc(size, gfp)

#define vmalloc(size)	       kmalloc(size, GFP_KERNEL)
#define vzalloc(size)	       kzalloc(size, GFP_KERNEL)
#define kvmalloc(size, gfp)    kmalloc(size, gfp)
#define kvzalloc(size, gfp)    kzalloc(size, gfp)
#define kvcalloc(n, size, gfp) kcalloc(n, size, gfp)

static inline void vfree(const void *p)
{
	kfree(p);
}

static inline void kvfree(const void *p)
{
	kfree(p);
}

#define SLAB_HWCACHE_ALIGN 0x2000u
#define SLAB_PANIC	   0x40000u

struct kmem_cache;
/* NULL when memory is out. @ctor is not supported: pass NULL. */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
				     unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *));
void kmem_cache_destroy(struct kmem_cache *c);
void *__kmem_cache_alloc_at(struct kmem_cache *c, gfp_t gfp, const char *place);
void kmem_cache_free(struct kmem_cache *c, void *p);
#define kmem_cache_alloc(c, gfp)  __kmem_cache_alloc_at(c, gfp, __PLACE__)
#define kmem_cache_zalloc(c, gfp) kmem_cache_alloc(c, (gfp) | __GFP_ZERO)

#endif
