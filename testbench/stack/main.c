// SPDX-License-Identifier: MIT
#include "bench.h"

int main(void)
{
	Suite *(*const suites[])(void) = {
		sched_suite,	 irq_suite,	 softirq_suite, time_suite,
		workqueue_suite, napi_suite,	 skb_suite,	frame_suite,
		device_suite,	 lib_suite,	 kernel_suite,	lanes_suite,
		mbuf_suite,	 skb_frags_suite};
	SRunner *r = srunner_create(memory_suite());
	int failed;

	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
		srunner_add_suite(r, suites[i]());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
