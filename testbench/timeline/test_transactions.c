// SPDX-License-Identifier: MIT
/* The list of transactions: what line an event becomes, and its file. */
#include "../../sim/record/record_internal.h"
#include "sim/machine.h"
#include "sim/record_file.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NS PS_PER_NS

static char dir[32], path[64], part[72];
static struct record *r;
static struct record_file *file;
static char err[256];

static void setup(void)
{
	static const uint8_t udp[64] = {
		[12] = 8, [14] = 0x45, [23] = 17,
		[34] = 4, [35] = 210,  [37] = 53,
	};

	snprintf(dir, sizeof(dir), "/tmp/transactions.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/list.txt", dir);
	snprintf(part, sizeof(part), "%s.part", path);
	r = record_create(NULL, NULL);
	file = record_transactions(path, err, sizeof(err));
	ck_assert_msg(file, "%s", err);
	record_add_sink(r, &file->sink);
	record_frame_bytes(r, 12, udp, 60);
	record_begin(r, 5 * NS);
}

static void teardown(void)
{
	if (file)
		file->discard(file);
	file = NULL;
	record_destroy(r);
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}

static void emit(struct record_event e)
{
	record_emit(r, &e);
}

static void becomes(const char *lines)
{
	char want[1024], got[1024] = "";
	unsigned n = 0;
	FILE *f;

	for (const char *p = lines; *p; p++)
		n += *p == '\n';
	record_end(r, 20000 * NS);
	ck_assert_int_eq(file->close(file, err, sizeof(err)), 0);
	file = NULL;
	snprintf(want, sizeof(want),
		 "ringside transactions 1\n"
		 "# time in ns\tcategory\twhat\tfields\tfunction\n"
		 "# from 5.000\n%s# to 20000.000\n# end %u\n",
		 lines, n);
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_gt(fread(got, 1, sizeof(got) - 1, f), 0);
	fclose(f);
	ck_assert_str_eq(got, want);
}

START_TEST(a_register_access_has_name_bits_and_function)
{
	emit((struct record_event){.at = 12345678,
				   .type = RECORD_MMIO,
				   .what = MMIO_READ,
				   .addr = 0xc0,
				   .value = 0x80,
				   .who = "e1000_irq"});
	emit((struct record_event){.at = 12346000,
				   .type = RECORD_MMIO,
				   .what = MMIO_WRITE,
				   .addr = 0x2818,
				   .value = 255});
	emit((struct record_event){.at = 12346001,
				   .type = RECORD_MMIO,
				   .what = MMIO_PINS,
				   .addr = 0x1fff0,
				   .value = 1});
	becomes("12345.678\treg\tread ICR\t0x00000080 RXT0\te1000_irq\n"
		"12346.000\treg\twrite RDT\t0x000000ff\t\n"
		"12346.001\treg\tpins 0x1fff0\t0x00000001\t\n");
}
END_TEST

START_TEST(a_ring_base_is_an_address)
{
	static const uint32_t base[] = {0x2800, 0x2804, 0x3800, 0x3804};

	for (unsigned i = 0; i < 4; i++)
		emit((struct record_event){.at = 9 * NS,
					   .type = RECORD_MMIO,
					   .what = MMIO_WRITE,
					   .addr = base[i],
					   .value = 0x1000});
	becomes("9.000\treg\twrite RDBAL\taddr=0x00001000\t\n"
		"9.000\treg\twrite RDBAH\taddr=0x00001000\t\n"
		"9.000\treg\twrite TDBAL\taddr=0x00001000\t\n"
		"9.000\treg\twrite TDBAH\taddr=0x00001000\t\n");
}
END_TEST

START_TEST(an_interrupt_is_raised_lowered_taken_returned)
{
	for (unsigned what = IRQ_RAISED; what <= IRQ_RETURNED; what++)
		emit((struct record_event){.at = 7 * NS,
					   .type = RECORD_IRQ,
					   .what = (uint8_t)what,
					   .value = what == IRQ_TAKEN
							    ? VECTOR_NIC
							    : VECTOR_TIMER});
	becomes("7.000\tirq\traised\t\t\n7.000\tirq\tlowered\t\t\n"
		"7.000\tirq\ttaken\tnic\t\n7.000\tirq\treturned\ttimer\t\n");
}
END_TEST

START_TEST(a_receive_descriptor_tells_what_the_card_wrote)
{
	struct record_event e = {.at = 8 * NS,
				 .type = RECORD_DESC,
				 .what = RX_FETCHED,
				 .index = 12,
				 .value = 0xffff0042,
				 .addr = ~0ull};

	emit(e);
	e.what = RX_WRITTEN;
	e.addr = 0x0000000300000000ull | 60;
	emit(e);
	e.addr = 0x1234290b5678ffffull;
	emit(e);
	becomes("8.000\tdesc\trx[12]\tfetched addr=0xffff0042\t\n"
		"8.000\tdesc\trx[12]\twritten addr=0xffff0042 len=60 "
		"status=DD|EOP errors=0\t\n"
		"8.000\tdesc\trx[12]\twritten addr=0xffff0042 len=65535 "
		"status=DD|EOP|VP errors=CE|TCPE|0x08 csum=0x5678 "
		"special=0x1234\t\n");
}
END_TEST

START_TEST(a_transmit_descriptor_tells_its_command)
{
	struct record_event e = {.at = 8 * NS,
				 .type = RECORD_DESC,
				 .what = TX_FETCHED,
				 .index = 4095,
				 .value = 0x123456789abcull,
				 .addr = 0x000000000b000000ull | 1514};

	emit(e);
	e.addr = 0x2a00030069100000ull | 77777;
	emit(e);
	e.addr = 0x000000002d100000ull | 60;
	emit(e);
	e.value = 0x000032220021180eull;
	e.addr = 0x05b436002f000000ull | 99;
	emit(e);
	e.addr = 0x05b4360020700000ull | 99;
	emit(e);
	e.what = TX_WRITTEN;
	e.addr = 0x05b436012f000000ull | 99;
	emit(e);
	e.value = 0x123456789abcull;
	e.addr = 0x0000000100000000ull;
	emit(e);
	becomes("8.000\tdesc\ttx[4095]\tfetched addr=0x123456789abc len=1514 "
		"cmd=EOP|IFCS|RS\t\n"
		"8.000\tdesc\ttx[4095]\tfetched addr=0x123456789abc len=77777 "
		"cmd=EOP|RS|DEXT|VLE popts=IXSM|TXSM special=0x2a00\t\n"
		"8.000\tdesc\ttx[4095]\tfetched addr=0x123456789abc len=60 "
		"cmd=EOP|TSE|RS|DEXT popts=0\t\n"
		"8.000\tdesc\ttx[4095]\tfetched context ip=14+24..33 "
		"tu=34+50..0 payload=99 header=54 mss=1460 "
		"cmd=TCP|IP|TSE|RS|DEXT\t\n"
		"8.000\tdesc\ttx[4095]\tfetched unknown type 7\t\n"
		"8.000\tdesc\ttx[4095]\twritten context status=DD\t\n"
		"8.000\tdesc\ttx[4095]\twritten addr=0x123456789abc "
		"status=DD\t\n");
}
END_TEST

START_TEST(a_frame_is_named_at_each_station_but_not_as_work)
{
	struct record_event e = {
		.at = 6 * NS, .type = RECORD_FRAME, .frame = 12};

	e.what = FRAME_RX_END;
	emit(e);
	e.what = FRAME_WORK;
	emit(e);
	e.what = FRAME_ENDED;
	e.text = "socket.delivered";
	emit(e);
	e = (struct record_event){.at = 6 * NS,
				  .type = RECORD_FRAME,
				  .what = FRAME_BORN,
				  .frame = 13,
				  .value = LEDGER_HOST,
				  .addr = 12};
	emit(e);
	e.frame = 12;
	e.value = LEDGER_WIRE;
	e.addr = 0;
	emit(e);
	becomes("6.000\tpacket\t#12 UDP 1234>53 len=60\trx_end\t\n"
		"6.000\tpacket\t#12 UDP 1234>53 len=60\tended "
		"socket.delivered\t\n"
		"6.000\tpacket\t#13\tborn host by #12\t\n"
		"6.000\tpacket\t#12\tborn wire\t\n");
}
END_TEST

START_TEST(the_file_has_its_name_only_when_it_is_closed)
{
	ck_assert_int_eq(access(part, F_OK), 0);
	ck_assert_int_ne(access(path, F_OK), 0);
	becomes("");
	ck_assert_int_ne(access(part, F_OK), 0);
}
END_TEST

START_TEST(a_discarded_file_is_gone)
{
	file->discard(file);
	file = NULL;
	ck_assert_int_ne(access(part, F_OK), 0);
	ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(a_full_disk_is_told_and_leaves_no_file)
{
	struct record_file *full;

	unlink(part);
	ck_assert_int_eq(symlink("/dev/full", part), 0);
	full = record_transactions(path, err, sizeof(err));
	ck_assert_ptr_nonnull(full);
	ck_assert_int_eq(full->close(full, err, sizeof(err)), -1);
	ck_assert_ptr_nonnull(strstr(err, "No space left"));
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_int_ne(access(part, F_OK), 0);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_told)
{
	ck_assert_ptr_null(
		record_transactions("/nowhere/list.txt", err, sizeof(err)));
	ck_assert_ptr_nonnull(strstr(err, "/nowhere/list.txt"));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("transactions");
	TCase *t = tcase_create("lines");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_register_access_has_name_bits_and_function);
	tcase_add_test(t, a_ring_base_is_an_address);
	tcase_add_test(t, an_interrupt_is_raised_lowered_taken_returned);
	tcase_add_test(t, a_receive_descriptor_tells_what_the_card_wrote);
	tcase_add_test(t, a_transmit_descriptor_tells_its_command);
	tcase_add_test(t, a_frame_is_named_at_each_station_but_not_as_work);
	tcase_add_test(t, the_file_has_its_name_only_when_it_is_closed);
	tcase_add_test(t, a_discarded_file_is_gone);
	tcase_add_test(t, a_full_disk_is_told_and_leaves_no_file);
	tcase_add_test(t, a_folder_that_is_not_there_is_told);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
