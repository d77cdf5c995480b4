// SPDX-License-Identifier: MIT
/* The 93C46, pin by pin, and what is in it. */
#include "../../sim/board/eeprom.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HALF_PS (500 * PS_PER_NS)

#define READ	  0600u /* 110 aaaaaa */
#define WRITE	  0500u
#define ERASE	  0700u
#define ENABLE	  0460u
#define DISABLE	  0400u
#define ERASE_ALL 0440u
#define WRITE_ALL 0420u

static struct eeprom e;
static ps_t now;

static void power_on(void)
{
	memset(&e, 0, sizeof(e));
	now = 0;
	for (unsigned i = 0; i < EEPROM_WORDS; i++)
		e.word[i] = (uint16_t)(0x1000 + 0x0301 * i);
	eeprom_init(&e);
}

static void pins(bool cs, bool sk, bool di)
{
	now += HALF_PS;
	eeprom_pins(&e, now, cs, sk, di);
}

static void out(unsigned value, unsigned bits)
{
	while (bits--) {
		pins(true, false, value >> bits & 1);
		pins(true, true, value >> bits & 1);
	}
	pins(true, false, false);
}

static unsigned in(unsigned bits)
{
	unsigned value = 0;

	while (bits--) {
		pins(true, true, false);
		value = value << 1 | eeprom_do(&e, now);
		pins(true, false, false);
	}
	return value;
}

static void command(unsigned bits)
{
	pins(false, false, false);
	pins(true, false, false);
	out(bits, 9);
}

static void deselect(void)
{
	pins(false, false, false);
}

static unsigned read_word(unsigned address)
{
	unsigned value;

	command(READ | address);
	ck_assert_msg(!eeprom_do(&e, now), "no dummy bit");
	value = in(16);
	deselect();
	return value;
}

static void ready(void)
{
	now += EEPROM_WRITE_PS;
}

static void write_word(unsigned address, unsigned value)
{
	command(WRITE | address);
	out(value, 16);
	deselect();
	ready();
}

START_TEST(every_word_is_read_behind_a_dummy_bit)
{
	power_on();
	for (unsigned i = 0; i < EEPROM_WORDS; i++)
		ck_assert_uint_eq(read_word(i), 0x1000 + 0x0301 * i);
}
END_TEST

START_TEST(a_read_that_goes_on_gives_the_next_words)
{
	power_on();
	command(READ | 62);
	ck_assert_uint_eq(in(16), e.word[62]);
	ck_assert_uint_eq(in(16), e.word[63]);
	ck_assert_uint_eq(in(16), e.word[0]);
}
END_TEST

START_TEST(zeros_before_the_start_bit_are_nothing)
{
	power_on();
	pins(true, false, false);
	out(0, 12);
	out(READ | 7, 9);
	ck_assert_uint_eq(in(16), e.word[7]);
}
END_TEST

START_TEST(clocks_without_chip_select_are_nothing)
{
	power_on();
	for (unsigned i = 0; i < 40; i++) {
		pins(false, false, true);
		pins(false, true, true);
	}
	ck_assert_uint_eq(read_word(9), e.word[9]);
}
END_TEST

START_TEST(nothing_is_written_before_it_is_enabled_or_after_it_is_disabled)
{
	power_on();
	write_word(5, 0xcafe);
	command(ERASE | 6);
	deselect();
	command(ERASE_ALL);
	deselect();
	command(WRITE_ALL);
	out(0, 16);
	deselect();
	ck_assert_uint_eq(read_word(5), 0x1000 + 0x0301 * 5);
	ck_assert_uint_eq(read_word(6), 0x1000 + 0x0301 * 6);
	command(ENABLE);
	deselect();
	write_word(5, 0xcafe);
	ck_assert_uint_eq(read_word(5), 0xcafe);
	command(DISABLE);
	deselect();
	write_word(5, 0xbeef);
	ck_assert_uint_eq(read_word(5), 0xcafe);
}
END_TEST

START_TEST(erase_makes_ones_of_a_word_or_of_all)
{
	power_on();
	command(ENABLE);
	deselect();
	command(ERASE | 33);
	deselect();
	ready();
	ck_assert_uint_eq(read_word(33), 0xffff);
	ck_assert_uint_eq(read_word(34), 0x1000 + 0x0301 * 34);
	command(WRITE_ALL);
	out(0x1234, 16);
	deselect();
	ready();
	for (unsigned i = 0; i < EEPROM_WORDS; i++)
		ck_assert_uint_eq(read_word(i), 0x1234);
	command(ERASE_ALL);
	deselect();
	ready();
	for (unsigned i = 0; i < EEPROM_WORDS; i++)
		ck_assert_uint_eq(read_word(i), 0xffff);
}
END_TEST

START_TEST(a_write_takes_its_time_and_do_says_when_it_is_over)
{
	ps_t began;

	power_on();
	command(ENABLE);
	deselect();
	command(WRITE | 3);
	out(0x5a5a, 16);
	deselect();
	began = now;
	ck_assert_msg(eeprom_do(&e, now), "DO floats without CS");
	ck_assert_uint_eq(eeprom_next(&e, now), PS_NEVER);
	pins(true, false, false);
	ck_assert_msg(!eeprom_do(&e, now), "busy");
	ck_assert_uint_eq(eeprom_next(&e, now), began + EEPROM_WRITE_PS);
	ck_assert(!eeprom_do(&e, began + EEPROM_WRITE_PS - 1));
	ck_assert(eeprom_do(&e, began + EEPROM_WRITE_PS));
	now = began + EEPROM_WRITE_PS;
	ck_assert_uint_eq(eeprom_next(&e, now), PS_NEVER);
	/* The next start bit takes the answer away. */
	out(READ | 3, 9);
	ck_assert_uint_eq(in(16), 0x5a5a);
}
END_TEST

START_TEST(a_busy_part_takes_no_command)
{
	power_on();
	command(ENABLE);
	deselect();
	command(WRITE | 3);
	out(0x5a5a, 16);
	deselect();
	command(ERASE | 4);
	deselect();
	ready();
	ck_assert_uint_eq(read_word(3), 0x5a5a);
	ck_assert_uint_eq(read_word(4), 0x1000 + 0x0301 * 4);
}
END_TEST

START_TEST(a_write_that_is_cut_off_changes_nothing)
{
	power_on();
	command(ENABLE);
	deselect();
	command(WRITE | 3);
	out(0x1ff, 15);
	deselect();
	ck_assert_uint_eq(read_word(3), 0x1000 + 0x0301 * 3);
}
END_TEST

START_TEST(a_made_image_has_the_address_the_signature_and_the_sum)
{
	static const uint8_t mac[6] = {0x52, 0x54, 0, 0x12, 0x34, 2};
	uint16_t w[EEPROM_WORDS];

	eeprom_image(w, mac);
	ck_assert_uint_eq(eeprom_sum(w), 0xbaba);
	ck_assert_uint_eq(w[0], 0x5452);
	ck_assert_uint_eq(w[1], 0x1200);
	ck_assert_uint_eq(w[2], 0x0234);
	ck_assert_uint_eq(w[0x0a] >> 14, 1);
	/* What a driver wants to know besides: PAUSE, wake-up. */
	ck_assert_uint_eq(w[0x0f] >> 12 & 3, 3);
	ck_assert_uint_eq(w[0x24] & 0x0400, 0);
}
END_TEST

static const char *write_file(const void *bytes, size_t n)
{
	static char path[] = "/tmp/eeprom-XXXXXX";
	int fd;

	strcpy(path, "/tmp/eeprom-XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
	close(fd);
	return path;
}

START_TEST(an_image_file_is_read_and_others_are_refused_with_a_reason)
{
	uint16_t w[EEPROM_WORDS];
	uint8_t bytes[129];
	char err[256];
	const char *path;

	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 3);
	path = write_file(bytes, 128);
	ck_assert_int_eq(eeprom_read_file(w, path, err, sizeof(err)), 0);
	ck_assert_uint_eq(w[0], 0x0300);
	ck_assert_uint_eq(w[63], (126 * 3 & 0xff) | (127 * 3 & 0xff) << 8);
	unlink(path);
	path = write_file(bytes, 127);
	ck_assert_int_eq(eeprom_read_file(w, path, err, sizeof(err)), -1);
	ck_assert_ptr_nonnull(strstr(err, "128 bytes, this file has less"));
	unlink(path);
	path = write_file(bytes, 129);
	ck_assert_int_eq(eeprom_read_file(w, path, err, sizeof(err)), -1);
	ck_assert_ptr_nonnull(strstr(err, "has more"));
	unlink(path);
	ck_assert_int_eq(eeprom_read_file(w, path, err, sizeof(err)), -1);
	ck_assert_ptr_nonnull(strstr(err, "No such file"));
}
END_TEST

TCase *eeprom_tests(void);
TCase *eeprom_tests(void)
{
	TCase *t = tcase_create("93C46");

	tcase_add_test(t, every_word_is_read_behind_a_dummy_bit);
	tcase_add_test(t, a_read_that_goes_on_gives_the_next_words);
	tcase_add_test(t, zeros_before_the_start_bit_are_nothing);
	tcase_add_test(t, clocks_without_chip_select_are_nothing);
	tcase_add_test(
		t,
		nothing_is_written_before_it_is_enabled_or_after_it_is_disabled);
	tcase_add_test(t, erase_makes_ones_of_a_word_or_of_all);
	tcase_add_test(t, a_write_takes_its_time_and_do_says_when_it_is_over);
	tcase_add_test(t, a_busy_part_takes_no_command);
	tcase_add_test(t, a_write_that_is_cut_off_changes_nothing);
	tcase_add_test(t,
		       a_made_image_has_the_address_the_signature_and_the_sum);
	tcase_add_test(
		t, an_image_file_is_read_and_others_are_refused_with_a_reason);
	return t;
}
