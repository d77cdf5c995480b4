// SPDX-License-Identifier: MIT
#include <check.h>
#include <stdlib.h>

Suite *count_suite(void);
Suite *bridge_suite(void);
Suite *iommu_suite(void);

int main(void)
{
	SRunner *r = srunner_create(count_suite());
	int failed;

	srunner_add_suite(r, bridge_suite());
	srunner_add_suite(r, iommu_suite());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
