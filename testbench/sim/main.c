// SPDX-License-Identifier: MIT
#include <check.h>
#include <stdlib.h>

Suite *count_suite(void);
Suite *bridge_suite(void);
Suite *iommu_suite(void);
Suite *clock_suite(void);
Suite *frames_suite(void);
Suite *marks_suite(void);
Suite *skip_suite(void);

int main(void)
{
	SRunner *r = srunner_create(count_suite());
	int failed;

	srunner_add_suite(r, bridge_suite());
	srunner_add_suite(r, iommu_suite());
	srunner_add_suite(r, clock_suite());
	srunner_add_suite(r, frames_suite());
	srunner_add_suite(r, marks_suite());
	srunner_add_suite(r, skip_suite());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
