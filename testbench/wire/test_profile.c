// SPDX-License-Identifier: MIT
/* Profiles, and with them the reading of YAML: places and reasons. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/profile.h"

#define MODERN "sim/profiles/modern.yaml"

static char path[] = "/tmp/ringside-profile-XXXXXX";
static char err[512];
static struct profile p;

static void setup(void)
{
	close(mkstemp(path));
	memset(&p, 0xee, sizeof(p));
}

static void teardown(void)
{
	unlink(path);
	snprintf(path + strlen(path) - 6, 7, "XXXXXX");
}

/* modern.yaml with the line of @key replaced by @line (NULL: left out). */
static void write_changed(const char *key, const char *line)
{
	FILE *in = fopen(MODERN, "r"), *out = fopen(path, "w");
	char text[256];

	while (fgets(text, sizeof(text), in)) {
		if (strncmp(text, key, strlen(key)) != 0)
			fputs(text, out);
		else if (line)
			fprintf(out, "%s\n", line);
	}
	fclose(in);
	fclose(out);
}

static void write_text(const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	fwrite(text, 1, len, f);
	fclose(f);
}

static void refused(const char *reason)
{
	struct profile before = p;

	ck_assert_int_eq(profile_load(&p, path, err, sizeof(err)), -1);
	ck_assert_msg(!strncmp(err, path, strlen(path)), "no file in \"%s\"",
		      err);
	ck_assert_msg(strstr(err, reason), "\"%s\" not in \"%s\"", reason, err);
	/* Nothing half loaded. */
	ck_assert_mem_eq(&before, &p, sizeof(p));
}

static unsigned line_of(const char *key)
{
	FILE *f = fopen(MODERN, "r");
	unsigned line = 1;
	char text[256];

	while (fgets(text, sizeof(text), f) &&
	       strncmp(text, key, strlen(key)) != 0)
		line++;
	fclose(f);
	return line;
}

START_TEST(the_default_profile_loads)
{
	ck_assert_msg(!profile_load(&p, MODERN, err, sizeof(err)), "%s", err);
	ck_assert_str_eq(p.name, "modern");
	ck_assert_uint_eq(p.dma_read_ns, 250);
	ck_assert_uint_ge(p.ram_mib, 16);
	ck_assert_uint_gt(p.insn_ps, 0);
}
END_TEST

START_TEST(a_missing_key_is_named)
{
	write_changed("insn_ps:", NULL);
	refused("the key \"insn_ps\" is missing");
}
END_TEST

START_TEST(an_unknown_key_gets_its_line_and_a_suggestion)
{
	char want[128];

	write_changed("insn_ps:", "insn_sp: 3");
	snprintf(want, sizeof(want),
		 "%s:%u: insn_sp: unknown key, did you mean \"insn_ps\"?", path,
		 line_of("insn_ps:"));
	refused(want);
}
END_TEST

START_TEST(numbers_that_are_none_are_refused)
{
	static const char *const bad[] = {"syscall_ns: -1", "syscall_ns: many",
					  "syscall_ns: 1e3",
					  "syscall_ns: 10 ns", "syscall_ns:"};

	for (unsigned i = 0; i < 5; i++) {
		write_changed("syscall_ns:", bad[i]);
		refused("syscall_ns: must be a whole number");
	}
	write_changed("syscall_ns:", "syscall_ns: 99999999999999999999999");
	refused("syscall_ns: is more than 4294967295");
	write_changed("syscall_ns:", "syscall_ns: [1, 2]");
	refused("syscall_ns: must be one value");
}
END_TEST

START_TEST(numbers_out_of_range_are_refused)
{
	char want[64];

	write_changed("insn_ps:", "insn_ps: 0");
	snprintf(want, sizeof(want), ":%u: insn_ps: 0 is not within 1..",
		 line_of("insn_ps:"));
	refused(want);
	write_changed("ram_mib:", "ram_mib: 4294967295");
	refused("ram_mib: 4294967295 is not within");
}
END_TEST

START_TEST(a_key_that_appears_twice_is_refused)
{
	write_changed("insn_ps:", "insn_ps: 1\ninsn_ps: 2");
	refused("insn_ps: appears twice");
}
END_TEST

START_TEST(a_name_that_does_not_fit_is_refused)
{
	write_changed("name:", "name: abcdefghijklmnopqrstuvwxyzabcdefghijkl");
	refused("name: 38 bytes long; 31 are possible");
	write_changed("name:", "name: ''");
	refused("name: must not be empty");
}
END_TEST

#define REFUSE(text, reason)                        \
	do {                                        \
		write_text(text, sizeof(text) - 1); \
		refused(reason);                    \
	} while (0)

START_TEST(files_that_are_no_profile_are_refused)
{
	REFUSE("", ":1: empty");
	REFUSE("just words\n", ":1: must be a group of keys");
	REFUSE("- a\n- list\n", ":1: must be a group of keys");
	REFUSE("name: [a\n", ":2: ");
	REFUSE("name: a\n\tinsn_ps: 3\n", ":2: ");
	REFUSE("name: \"\\0\"\n", ":1: a zero byte");
	REFUSE("name: &x a\ninsn_ps: *x\n", "anchors and aliases");
	REFUSE("a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
	       "anchors and aliases");
	REFUSE("&a [*a]\n", "anchors and aliases");
	REFUSE("a: 1\n---\nb: 1\n", "a second document");
	REFUSE("? [a]\n: b\n", "a key must be a word");
	REFUSE("\xff\xfe\xff", ":1: ");
	REFUSE("\x00\x01\x02", ":1: ");
	REFUSE("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
	       "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
	       "too deep");
}
END_TEST

START_TEST(a_file_that_would_take_minutes_to_read_is_refused_at_once)
{
	static char text[1000000];

	memset(text, '[', sizeof(text));
	write_text(text, sizeof(text));
	refused(":1: too deep");
	snprintf(text, sizeof(text), "x: [");
	for (size_t i = strlen(text); i < sizeof(text); i++)
		text[i] = i % 2 ? ',' : 'a';
	write_text(text, sizeof(text));
	refused(":1: too many values");
}
END_TEST

START_TEST(a_file_that_is_not_there_is_refused)
{
	unlink(path);
	refused("No such file");
}
END_TEST

START_TEST(a_directory_is_no_profile)
{
	ck_assert_int_eq(profile_load(&p, "/tmp", err, sizeof(err)), -1);
	ck_assert_ptr_nonnull(strstr(err, "/tmp: Is a directory"));
}
END_TEST

START_TEST(one_number_can_be_set)
{
	ck_assert_int_eq(profile_load(&p, MODERN, err, sizeof(err)), 0);
	ck_assert_int_eq(
		profile_set(&p, "dma_read_ns", "900", err, sizeof(err)), 0);
	ck_assert_uint_eq(p.dma_read_ns, 900);
}
END_TEST

START_TEST(setting_nonsense_changes_nothing)
{
	static const char *const bad[] = {"", "x", "-5", "5x", "99999999999"};

	ck_assert_int_eq(profile_load(&p, MODERN, err, sizeof(err)), 0);
	for (unsigned i = 0; i < 5; i++)
		ck_assert_int_eq(profile_set(&p, "dma_read_ns", bad[i], err,
					     sizeof(err)),
				 -1);
	ck_assert_uint_eq(p.dma_read_ns, 250);
	ck_assert_int_eq(profile_set(&p, "dma_read", "1", err, sizeof(err)),
			 -1);
	ck_assert_str_eq(err, "profile.dma_read: unknown key, did you mean "
			      "\"dma_read_ns\"?");
}
END_TEST

Suite *profile_suite(void);

Suite *profile_suite(void)
{
	Suite *s = suite_create("profile");
	TCase *tc = tcase_create("profile");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_default_profile_loads);
	tcase_add_test(tc, a_missing_key_is_named);
	tcase_add_test(tc, an_unknown_key_gets_its_line_and_a_suggestion);
	tcase_add_test(tc, numbers_that_are_none_are_refused);
	tcase_add_test(tc, numbers_out_of_range_are_refused);
	tcase_add_test(tc, a_key_that_appears_twice_is_refused);
	tcase_add_test(tc, a_name_that_does_not_fit_is_refused);
	tcase_add_test(tc, files_that_are_no_profile_are_refused);
	tcase_add_test(
		tc, a_file_that_would_take_minutes_to_read_is_refused_at_once);
	tcase_add_test(tc, a_file_that_is_not_there_is_refused);
	tcase_add_test(tc, a_directory_is_no_profile);
	tcase_add_test(tc, one_number_can_be_set);
	tcase_add_test(tc, setting_nonsense_changes_nothing);
	suite_add_tcase(s, tc);
	return s;
}
