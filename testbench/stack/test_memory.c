// SPDX-License-Identifier: MIT
/* Pages and small objects. */
#include "bench.h"

#include <linux/slab.h>
#include <linux/spinlock.h>

ON_CPU(objects_do_not_overlap)
{
	static const size_t sizes[] = {1, 16, 17, 100, 512, 2000, 8192, 20000};
	u8 *p[8][20];

	for (int i = 0; i < 8; i++)
		for (int j = 0; j < 20; j++) {
			p[i][j] = kmalloc(sizes[i], GFP_KERNEL);
			ck_assert_ptr_nonnull(p[i][j]);
			memset(p[i][j], i * 20 + j, sizes[i]);
		}
	for (int i = 0; i < 8; i++)
		for (int j = 0; j < 20; j++) {
			ck_assert_ptr_null(
				memchr_inv(p[i][j], i * 20 + j, sizes[i]));
			kfree(p[i][j]);
		}
}

START_TEST(objects_of_every_size_keep_what_was_written_to_them)
{
	struct bench *b = bench_start();

	bench_run(b, objects_do_not_overlap, NULL);
	ck_assert_uint_ge(bench_metric(b, "memory.allocations"), 160);
	bench_stop(b);
}
END_TEST

ON_CPU(use_all)
{
	struct page *p[20000];
	unsigned int n = 0, again;

	while (n < 20000 && (p[n] = alloc_pages(GFP_ATOMIC | __GFP_NOWARN, 0)))
		n++;
	ck_assert_uint_gt(n, 3000); /* 16 MiB are 4096 pages */
	ck_assert_uint_lt(n, 4096);
	ck_assert_ptr_null(kmalloc(8192, GFP_ATOMIC | __GFP_NOWARN));
	for (unsigned int i = 0; i < n; i++)
		put_page(p[i]);
	/* Merged again: a block of 4 MiB is to be had. */
	p[0] = alloc_pages(GFP_KERNEL, 10);
	ck_assert_ptr_nonnull(p[0]);
	__free_pages(p[0], 10);
	for (again = 0; (p[again] = alloc_pages(GFP_ATOMIC | __GFP_NOWARN, 0));)
		again++;
	ck_assert_uint_eq(again, n);
	while (again)
		put_page(p[--again]);
}

START_TEST(memory_runs_out_with_null_and_comes_back_whole)
{
	struct bench *b = bench_start();

	bench_run(b, use_all, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(zeroed)
{
	u8 *p = kmalloc(300, GFP_KERNEL);

	memset(p, 0xff, 300);
	kfree(p);
	p = kzalloc(300, GFP_KERNEL);
	ck_assert_ptr_null(memchr_inv(p, 0, 300));
	kfree(p);
	ck_assert_ptr_null(kcalloc(SIZE_MAX / 2, 4, GFP_KERNEL));
	p = kmalloc(100, GFP_KERNEL);
	memset(p, 7, 100);
	p = krealloc(p, 5000, GFP_KERNEL);
	ck_assert_ptr_null(memchr_inv(p, 7, 100));
	kfree(p);
	p = (u8 *)kstrdup("ringside", GFP_KERNEL);
	ck_assert_str_eq((char *)p, "ringside");
	kfree(p);
}

START_TEST(kzalloc_clears_kcalloc_checks_krealloc_copies)
{
	struct bench *b = bench_start();

	bench_run(b, zeroed, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(free_twice)
{
	void *p = kmalloc(40, GFP_KERNEL);

	kfree(p);
	kfree(p); /* NOLINT: the machine must stop here */
}

START_TEST(freeing_an_object_twice_stops_the_machine_and_names_its_maker)
{
	bench_must_fault(bench_start(), free_twice, NULL,
			 "double free of 40 bytes allocated at "
			 "testbench/stack/test_memory.c:");
}
END_TEST

ON_CPU(free_inside)
{
	char *p = kmalloc(40, GFP_KERNEL);

	kfree(p + 8);
}

START_TEST(freeing_the_middle_of_an_object_stops_the_machine)
{
	bench_must_fault(bench_start(), free_inside, NULL,
			 "kfree of an address within an object");
}
END_TEST

ON_CPU(free_page_twice)
{
	struct page *p = alloc_page(GFP_KERNEL);

	put_page(p);
	put_page(p);
}

START_TEST(freeing_a_page_twice_stops_the_machine)
{
	bench_must_fault(bench_start(), free_page_twice, NULL,
			 "page freed twice");
}
END_TEST

ON_CPU(wrong_order)
{
	__free_pages(alloc_pages(GFP_KERNEL, 2), 1);
}

START_TEST(freeing_a_block_with_another_order_stops_the_machine)
{
	bench_must_fault(bench_start(), wrong_order, NULL,
			 "block of order 2 freed with order 1");
}
END_TEST

ON_CPU(sleep_under_lock)
{
	DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	kfree(kmalloc(10, GFP_KERNEL));
}

START_TEST(gfp_kernel_under_a_spin_lock_stops_the_machine)
{
	bench_must_fault(bench_start(), sleep_under_lock, NULL,
			 "sleeping function called from invalid context");
}
END_TEST

ON_CPU(leak_one)
{
	ck_assert_ptr_nonnull(kmalloc(123, GFP_KERNEL));
}

START_TEST(an_object_never_freed_is_on_the_leak_list_with_its_place)
{
	struct bench *b = bench_start();

	bench_run(b, leak_one, NULL);
	bench_stop_leaking(b, "123 bytes of kmalloc allocated at "
			      "testbench/stack/test_memory.c:");
}
END_TEST

ON_CPU(leak_pages)
{
	ck_assert_ptr_nonnull(alloc_pages(GFP_KERNEL, 1));
}

START_TEST(pages_never_freed_are_on_the_leak_list)
{
	struct bench *b = bench_start();

	bench_run(b, leak_pages, NULL);
	bench_stop_leaking(b, "8192 bytes in pages allocated at");
}
END_TEST

ON_CPU(fail_third)
{
	void *a, *b, *c, *d;

	kernel_fail_alloc(kernel_this(), 3);
	a = kmalloc(10, GFP_KERNEL);
	b = kmalloc(10, GFP_KERNEL);
	c = kmalloc(10, GFP_KERNEL);
	d = kmalloc(10, GFP_KERNEL);
	ck_assert(a && b && !c && d);
	kfree(a);
	kfree(b);
	kfree(d);
}

START_TEST(an_allocation_can_be_made_to_fail)
{
	struct bench *b = bench_start();

	bench_run(b, fail_third, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(use_cache)
{
	struct kmem_cache *c = kmem_cache_create("things", 24, 0, 0, NULL);
	void *p[300];

	for (int i = 0; i < 300; i++)
		p[i] = kmem_cache_zalloc(c, GFP_KERNEL);
	for (int i = 0; i < 300; i++)
		kmem_cache_free(c, p[i]);
	kmem_cache_destroy(c);
}

START_TEST(a_cache_gives_its_memory_back_when_it_is_destroyed)
{
	struct bench *b = bench_start();

	bench_run(b, use_cache, NULL);
	bench_stop(b);
}
END_TEST

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
ON_CPU(poison)
{
	char *p = kmalloc(100, GFP_KERNEL);

	ck_assert(!__asan_address_is_poisoned(p + 99));
	ck_assert(__asan_address_is_poisoned(p + 112));
	kfree(p);
	ck_assert(__asan_address_is_poisoned(p));
}

START_TEST(the_address_sanitizer_guards_freed_memory)
{
	struct bench *b = bench_start();

	bench_run(b, poison, NULL);
	bench_stop(b);
}
END_TEST
#endif

Suite *memory_suite(void)
{
	Suite *s = suite_create("memory");
	TCase *t = tcase_create("memory");

	tcase_add_test(t, objects_of_every_size_keep_what_was_written_to_them);
	tcase_add_test(t, memory_runs_out_with_null_and_comes_back_whole);
	tcase_add_test(t, kzalloc_clears_kcalloc_checks_krealloc_copies);
	tcase_add_test(
		t,
		freeing_an_object_twice_stops_the_machine_and_names_its_maker);
	tcase_add_test(t, freeing_the_middle_of_an_object_stops_the_machine);
	tcase_add_test(t, freeing_a_page_twice_stops_the_machine);
	tcase_add_test(t, freeing_a_block_with_another_order_stops_the_machine);
	tcase_add_test(t, gfp_kernel_under_a_spin_lock_stops_the_machine);
	tcase_add_test(
		t, an_object_never_freed_is_on_the_leak_list_with_its_place);
	tcase_add_test(t, pages_never_freed_are_on_the_leak_list);
	tcase_add_test(t, an_allocation_can_be_made_to_fail);
	tcase_add_test(t, a_cache_gives_its_memory_back_when_it_is_destroyed);
#if defined(__SANITIZE_ADDRESS__)
	tcase_add_test(t, the_address_sanitizer_guards_freed_memory);
#endif
	suite_add_tcase(s, t);
	return s;
}
