// SPDX-License-Identifier: MIT
#include <check.h>

Suite *line_suite(void);
Suite *sources_suite(void);
Suite *books_suite(void);
Suite *profile_suite(void);
Suite *segment_suite(void);

int main(void)
{
	SRunner *r = srunner_create(line_suite());
	int failed;

	srunner_add_suite(r, sources_suite());
	srunner_add_suite(r, books_suite());
	srunner_add_suite(r, profile_suite());
	srunner_add_suite(r, segment_suite());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
