// SPDX-License-Identifier: MIT
/* pcapng files, byte by byte. */
#include "pcapng_file.h"

#include "../../sim/record/places.c"

/* ---- blocks and options ----------------------------------------------------
 */

START_TEST(texts_of_every_length_are_padded_with_zeros_to_words)
{
	for (unsigned n = 0; n < 9; n++) {
		char text[10] = "abcdefghi";
		struct pcapng_tap t = {.comment = text, .name = text};
		const uint8_t *o;
		struct block b;
		unsigned len;

		text[n] = '\0';
		end_file(begin_file(&t));
		for (unsigned i = 0; i < 2; i++) {
			ck_assert(block(i, &b));
			o = option(&b, i ? 2 : 1, 0, &len);
			ck_assert_ptr_nonnull(o);
			ck_assert_uint_eq(len, n);
			ck_assert_mem_eq(o, text, n);
		}
		ck_assert(!block(2, &b));
	}
}
END_TEST

START_TEST(a_comment_that_is_too_long_ends_with_a_whole_character)
{
	/* One to four bytes for a character; the last one does not fit. */
	static const char *const last[] = {"x", "\xc3\xa9", "\xe2\x82\xac",
					   "\xf0\x9f\x90\xa7"};

	for (unsigned before = 65530; before < 65537; before++)
		for (unsigned k = 0; k < 4; k++) {
			struct pcapng_tap t = {0};
			unsigned len, size = (unsigned)strlen(last[k]);
			unsigned want = before + size <= 65535 ? before + size
					: before < 65535       ? before
							       : 65535;
			char *text = malloc(before + 100);
			const uint8_t *o;
			struct block b;

			memset(text, 'a', before);
			memcpy(text + before, last[k], size + 1);
			t.comment = text;
			end_file(begin_file(&t));
			ck_assert(block(0, &b));
			o = option(&b, 1, 0, &len);
			ck_assert_uint_eq(len, want);
			ck_assert_mem_eq(o, text, want);
			free(text);
		}
}
END_TEST

START_TEST(the_headers_say_what_the_file_shows)
{
	struct pcapng_tap t = {.name = "wire",
			       .description = "the line",
			       .hardware = "a card",
			       .comment = "scenario x seed 1"};
	struct block b;
	unsigned len;

	end_file(begin_file(&t));
	ck_assert(block(0, &b));
	ck_assert_uint_eq(b.type, 0x0a0d0d0a);
	ck_assert_uint_eq(le32(b.body), 0x1a2b3c4d);
	ck_assert(block(1, &b));
	ck_assert_uint_eq(b.type, 1);
	ck_assert_uint_eq(le32(b.body), 1); /* Ethernet */
	ck_assert_mem_eq(option(&b, 2, 0, &len), "wire", 4);
	ck_assert_mem_eq(option(&b, 3, 0, &len), "the line", 8);
	ck_assert_mem_eq(option(&b, 15, 0, &len), "a card", 6);
	ck_assert_uint_eq(le32(option(&b, 8, 0, &len)), 1000000000);
	ck_assert_uint_eq(len, 8);
	ck_assert_uint_eq(*option(&b, 9, 0, &len), 9);
	ck_assert_uint_eq(*option(&b, 13, 0, &len), 0);
}
END_TEST

START_TEST(a_frame_has_its_bytes_time_id_queue_and_direction)
{
	static const unsigned errors[] = {0, PCAPNG_BAD_FCS, PCAPNG_TOO_SHORT,
					  PCAPNG_SYMBOL};
	static const uint32_t flags[] = {0, 1u << 24, 1u << 26, 1u << 31};
	struct pcapng_tap t = {0};
	struct pcapng *p = begin_file(&t);
	uint8_t data[70];
	struct block b;
	unsigned len;

	for (unsigned i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i + 1);
	for (unsigned i = 0; i < 8; i++) {
		/* Beyond 32 bits of nanoseconds. */
		struct pcapng_frame f = {.at = NS(0x300000005ull) + 999 + i,
					 .id = 7 + i,
					 .outbound = i % 2,
					 .errors = errors[i / 2],
					 .data = data,
					 .len = 60 + i};

		pcapng_frame(p, &f);
	}
	end_file(p);
	ck_assert_uint_eq(frames(), 8);
	for (unsigned i = 0; i < 8; i++) {
		ck_assert(block(2 + i, &b));
		ck_assert_uint_eq(b.type, 6);
		ck_assert_uint_eq(le32(b.body), 0);
		ck_assert_uint_eq(le32(b.body + 4), 3);
		ck_assert_uint_eq(le32(b.body + 8), i ? 6 : 5);
		ck_assert_uint_eq(le32(b.body + 12), 60 + i);
		ck_assert_uint_eq(le32(b.body + 16), 60 + i);
		ck_assert_mem_eq(b.body + 20, data, 60 + i);
		ck_assert_uint_eq(le32(option(&b, 2, 0, &len)),
				  flags[i / 2] | (i % 2 ? 2 : 1));
		ck_assert_uint_eq(le32(option(&b, 5, 0, &len)), 7 + i);
		ck_assert_uint_eq(len, 8);
		ck_assert_uint_eq(le32(option(&b, 6, 0, &len)), 0);
		ck_assert_uint_eq(len, 4);
	}
	/* A frame that nobody knows has no id. */
	p = begin_file(&t);
	add(p, 0, 0);
	end_file(p);
	ck_assert(block(2, &b));
	ck_assert_ptr_null(option(&b, 5, 0, &len));
	ck_assert_str_eq(comments(0), "[802.3 len=60]");
}
END_TEST

/* ---- ends ------------------------------------------------------------------
 */

START_TEST(frames_wait_for_their_ends_and_keep_their_order)
{
	struct pcapng_tap t = {.ledger = l};
	struct pcapng *p = begin_file(&t);

	for (unsigned i = 1; i <= 5; i++)
		add(p, ledger_born(l, LEDGER_WIRE, 0), NS(i));
	ledger_end(l, 2, "udp.no_socket");
	ledger_end(l, 1, "card.rx_filtered");
	ledger_end(l, 4, "no.words_for_it");
	ledger_end(l, 5, "udp.no_socket");
	end_file(p);
	ck_assert_uint_eq(frames(), 5);
	ck_assert_str_eq(comments(0), "[#1 802.3 len=60][ended: "
				      "card.rx_filtered (not for this card's "
				      "address)]");
	ck_assert_str_eq(comments(1), "[#2 802.3 len=60][ended: udp.no_socket "
				      "(to a closed UDP port)]");
	ck_assert_str_eq(comments(2), "[#3 802.3 len=60][still on its way]");
	ck_assert_str_eq(comments(3),
			 "[#4 802.3 len=60][ended: no.words_for_it]");
	ck_assert_str_eq(comments(4), "[#5 802.3 len=60][ended: udp.no_socket "
				      "(to a closed UDP port)]");
}
END_TEST

static size_t size_of_part(void)
{
	FILE *f = fopen(part, "rb");
	long size;

	ck_assert_ptr_nonnull(f);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	fclose(f);
	return (size_t)size;
}

START_TEST(the_first_frames_end_lets_those_behind_it_go)
{
	struct pcapng_tap t = {.ledger = l};
	struct pcapng *p = begin_file(&t);
	struct pcapng_frame f = {.data = zeros, .len = sizeof(zeros)};
	unsigned n = 100;

	for (unsigned i = 0; i < n; i++) {
		f.id = ledger_born(l, LEDGER_WIRE, 0);
		pcapng_frame(p, &f);
	}
	for (unsigned i = n; i > 1; i--)
		ledger_end(l, i, "socket.delivered");
	ck_assert_uint_lt(size_of_part(), 1000);
	ledger_end(l, 1, "socket.delivered");
	ck_assert_uint_gt(size_of_part(), n * sizeof(zeros) - (300 << 10));
	end_file(p);
	ck_assert_uint_eq(frames(), n);
}
END_TEST

START_TEST(a_stuck_frame_does_not_keep_the_others_in_memory_for_ever)
{
	struct pcapng_tap t = {.ledger = l, .wait_bytes = 100000};
	struct pcapng *p = begin_file(&t);
	struct pcapng_frame f = {.data = zeros, .len = sizeof(zeros)};
	unsigned n = 500;

	for (unsigned i = 0; i < n; i++) {
		f.at = NS(i);
		f.id = ledger_born(l, LEDGER_WIRE, 0);
		pcapng_frame(p, &f);
		if (i)
			ledger_end(l, f.id, "socket.delivered");
	}
	/* All but what may wait and the buffer is on the disk. */
	ck_assert_uint_gt(size_of_part(),
			  n * sizeof(zeros) - 100000 - (300 << 10));
	ledger_end(l, 1, "socket.delivered");
	end_file(p);
	ck_assert_uint_eq(frames(), n);
	ck_assert_str_eq(comments(0), "[#1 802.3 len=10000][still on its way]");
	for (unsigned i = 1; i < n; i += 10)
		ck_assert_ptr_nonnull(strstr(comments(i), "[ended: socket"));
	/* All of them stuck: still so. */
	p = begin_file(&t);
	for (unsigned i = 0; i < n; i++) {
		f.id = ledger_born(l, LEDGER_WIRE, 0);
		pcapng_frame(p, &f);
	}
	ck_assert_uint_gt(size_of_part(),
			  n * sizeof(zeros) - 100000 - (300 << 10));
	pcapng_discard(p);
}
END_TEST

START_TEST(comments_name_the_waveform_where_it_shows_the_moment)
{
	struct pcapng_tap t = {.wave = "trace.fst"};
	struct pcapng *p = begin_file(&t);

	add(p, 1, NS(1));
	pcapng_window(p, NS(2), PS_NEVER);
	/* It was seen late. */
	add(p, 2, NS(2) - 1);
	add(p, 3, NS(2));
	add(p, 4, NS(9) + 7);
	pcapng_window(p, NS(2), NS(10));
	add(p, 5, NS(10) - 1);
	add(p, 6, NS(10));
	end_file(p);
	ck_assert_str_eq(comments(0), "[#1 802.3 len=60]");
	ck_assert_str_eq(comments(1), "[#2 802.3 len=60]");
	ck_assert_str_eq(comments(2),
			 "[#3 802.3 len=60][fst=trace.fst@2000ps]");
	ck_assert_str_eq(comments(3),
			 "[#4 802.3 len=60][fst=trace.fst@9007ps]");
	ck_assert_str_eq(comments(4),
			 "[#5 802.3 len=60][fst=trace.fst@9999ps]");
	ck_assert_str_eq(comments(5), "[#6 802.3 len=60]");
}
END_TEST

START_TEST(places_are_in_order_and_found)
{
	unsigned n = sizeof(places) / sizeof(*places);

	for (unsigned i = 0; i < n; i++) {
		if (i)
			ck_assert_str_lt(places[i - 1].place, places[i].place);
		ck_assert_str_eq(place_words(places[i].place), places[i].words);
	}
	ck_assert_str_eq(place_words(""), "");
	ck_assert_str_eq(place_words("a"), "");
	ck_assert_str_eq(place_words("zz.top"), "");
}
END_TEST

/* ---- files that fail --------------------------------------------------------
 */

START_TEST(a_file_has_its_name_only_when_it_is_whole)
{
	struct pcapng_tap t = {0};
	struct pcapng *p = begin_file(&t);

	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_int_eq(access(part, F_OK), 0);
	end_file(p);
	ck_assert_int_eq(access(path, F_OK), 0);
	ck_assert_int_ne(access(part, F_OK), 0);
	unlink(path);
	pcapng_discard(begin_file(&t));
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_int_ne(access(part, F_OK), 0);
	pcapng_discard(NULL);
	ck_assert_int_eq(pcapng_close(NULL, err, sizeof(err)), 0);
}
END_TEST

START_TEST(a_file_that_cannot_be_made_says_so)
{
	struct pcapng_tap t = {0};

	ck_assert_ptr_null(
		pcapng_open("/nonexistent/x.pcapng", &t, err, sizeof(err)));
	ck_assert_str_eq(err, "/nonexistent/x.pcapng.part: No such file or "
			      "directory");
}
END_TEST

START_TEST(a_full_disk_is_told_at_the_end_and_leaves_no_file)
{
	struct pcapng_tap t = {.ledger = l};
	struct pcapng *p;
	char want[128];

	ck_assert_int_eq(symlink("/dev/full", part), 0);
	p = begin_file(&t);
	for (unsigned i = 0; i < 10000; i++)
		add(p, 0, NS(i));
	add(p, ledger_born(l, LEDGER_WIRE, 0), NS(10000));
	ck_assert_int_eq(pcapng_close(p, err, sizeof(err)), -1);
	snprintf(want, sizeof(want),
		 "%s: cannot be written: No space left on device", path);
	ck_assert_str_eq(err, want);
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_int_ne(access(part, F_OK), 0);
	/* Nobody tells a file that is closed. */
	ledger_end(l, 1, "udp.no_socket");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("pcapng");
	TCase *t = tcase_create("pcapng");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, texts_of_every_length_are_padded_with_zeros_to_words);
	tcase_add_test(t,
		       a_comment_that_is_too_long_ends_with_a_whole_character);
	tcase_add_test(t, the_headers_say_what_the_file_shows);
	tcase_add_test(t, a_frame_has_its_bytes_time_id_queue_and_direction);
	tcase_add_test(t, frames_wait_for_their_ends_and_keep_their_order);
	tcase_add_test(t, the_first_frames_end_lets_those_behind_it_go);
	tcase_add_test(
		t, a_stuck_frame_does_not_keep_the_others_in_memory_for_ever);
	tcase_add_test(t, comments_name_the_waveform_where_it_shows_the_moment);
	tcase_add_test(t, places_are_in_order_and_found);
	tcase_add_test(t, a_file_has_its_name_only_when_it_is_whole);
	tcase_add_test(t, a_file_that_cannot_be_made_says_so);
	tcase_add_test(t, a_full_disk_is_told_at_the_end_and_leaves_no_file);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
