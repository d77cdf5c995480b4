// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "lab.h"

int main(void)
{
	SRunner *r = srunner_create(suite_arp());
	int failed;

	srunner_add_suite(r, suite_ipv4());
	srunner_add_suite(r, suite_fib());
	srunner_add_suite(r, suite_forward());
	srunner_add_suite(r, suite_igmp());
	srunner_add_suite(r, suite_errors());
	srunner_add_suite(r, suite_netfilter());
	srunner_add_suite(r, suite_fragments());
	srunner_add_suite(r, suite_icmp());
	srunner_add_suite(r, suite_udp());
	srunner_add_suite(r, suite_socket());
	srunner_add_suite(r, suite_dev());
	srunner_add_suite(r, suite_fuzz());
	srunner_add_suite(r, suite_lanes());
	srunner_add_suite(r, suite_gso());
	srunner_add_suite(r, suite_files());
	srunner_add_suite(r, suite_raw());
	srunner_add_suite(r, suite_random_calls());
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
