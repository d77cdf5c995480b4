// SPDX-License-Identifier: MIT
/* The vfio-user server: what a client is told, and what it cannot do. */
#include "client.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static struct client c;

static void setup(void)
{
	client_open(&c);
}

static void teardown(void)
{
	client_close(&c);
}

static void hung_up(const char *why)
{
	ck_assert_int_eq(vfu_serve(c.v, 0), VFU_GONE);
	ck_assert_msg(strstr(vfu_why(c.v), why) != NULL,
		      "hung up because \"%s\", not \"%s\"", vfu_why(c.v), why);
}

START_TEST(a_version_is_answered_with_our_capabilities)
{
	static const char ask[] = "\0\0\0\0{\"capabilities\":{}}";

	ck_assert_int_eq(client_ask(&c, VFU_VERSION, ask, sizeof(ask), -1), 0);
	ck_assert_ptr_nonnull(
		strstr((char *)c.payload + 4, "\"max_msg_fds\":8"));
}
END_TEST

START_TEST(a_client_of_another_major_version_is_hung_up_on)
{
	struct vfu_version ask = {.major = 1};

	ck_assert_int_eq(client_ask(&c, VFU_VERSION, &ask, sizeof(ask), -1),
			 EINVAL);
	hung_up("version 1.0");
}
END_TEST

START_TEST(the_device_says_its_regions_and_interrupts)
{
	struct vfu_device_info d = {.argsz = sizeof(d)};
	struct vfu_region_info r = {.argsz = sizeof(r), .index = VFU_BAR0};
	struct vfu_irq_info i = {.argsz = sizeof(i)};

	ck_assert_int_eq(client_ask(&c, VFU_DEVICE_GET_INFO, &d, sizeof(d), -1),
			 0);
	memcpy(&d, c.payload, sizeof(d));
	ck_assert_uint_eq(d.regions, 9);
	ck_assert_uint_eq(d.irqs, 5);
	ck_assert_int_eq(client_ask(&c, VFU_GET_REGION_INFO, &r, sizeof(r), -1),
			 0);
	memcpy(&r, c.payload, sizeof(r));
	ck_assert_uint_eq(r.size, 256);
	ck_assert_int_eq(client_ask(&c, VFU_GET_IRQ_INFO, &i, sizeof(i), -1),
			 0);
	memcpy(&i, c.payload, sizeof(i));
	ck_assert_uint_eq(i.count, 1);
	r.index = VFU_REGIONS;
	ck_assert_int_eq(client_ask(&c, VFU_GET_REGION_INFO, &r, sizeof(r), -1),
			 EINVAL);
}
END_TEST

static int access_at(unsigned command, unsigned region, uint64_t offset,
		     uint32_t count, const void *data, uint32_t bytes)
{
	uint8_t msg[sizeof(struct vfu_access) + 64];
	struct vfu_access a = {offset, region, count};

	memcpy(msg, &a, sizeof(a));
	if (bytes)
		memcpy(msg + sizeof(a), data, bytes);
	return client_ask(&c, command, msg, (uint32_t)sizeof(a) + bytes, -1);
}

START_TEST(what_is_written_is_read)
{
	uint32_t v = 0x12345678;

	ck_assert_int_eq(access_at(VFU_REGION_WRITE, 0, 8, 4, &v, 4), 0);
	ck_assert_int_eq(access_at(VFU_REGION_READ, 0, 8, 4, NULL, 0), 0);
	ck_assert_mem_eq(c.payload + sizeof(struct vfu_access), &v, 4);
}
END_TEST

START_TEST(an_access_outside_of_a_region_is_refused)
{
	uint8_t data[64] = {0};

	ck_assert_int_eq(access_at(VFU_REGION_READ, 0, 253, 4, NULL, 0),
			 EINVAL);
	ck_assert_int_eq(access_at(VFU_REGION_READ, 0, UINT64_MAX, 4, NULL, 0),
			 EINVAL);
	ck_assert_int_eq(
		access_at(VFU_REGION_READ, 0, UINT64_MAX - 1, 4, NULL, 0),
		EINVAL);
	ck_assert_int_eq(access_at(VFU_REGION_READ, 0, 0, UINT32_MAX, NULL, 0),
			 EINVAL);
	ck_assert_int_eq(access_at(VFU_REGION_READ, 0, 0, 0, NULL, 0), EINVAL);
	ck_assert_int_eq(access_at(VFU_REGION_READ, 3, 0, 1, NULL, 0), EINVAL);
	ck_assert_int_eq(access_at(VFU_REGION_READ, 99, 0, 1, NULL, 0), EINVAL);
	/* Says more than it brings, and less. */
	ck_assert_int_eq(access_at(VFU_REGION_WRITE, 0, 0, 64, data, 32),
			 EINVAL);
	ck_assert_int_eq(access_at(VFU_REGION_WRITE, 0, 0, 8, data, 32),
			 EINVAL);
	ck_assert_uint_eq(vfu_counts(c.v)->refused, 9);
}
END_TEST

START_TEST(a_write_that_wants_no_reply_gets_none)
{
	uint8_t msg[sizeof(struct vfu_access) + 4] = {0};
	struct vfu_access a = {0, 0, 4};

	memcpy(msg, &a, sizeof(a));
	msg[sizeof(a)] = 7;
	client_send(&c, VFU_REGION_WRITE, VFU_NO_REPLY, msg, sizeof(msg), -1);
	ck_assert(!client_reply(&c));
	ck_assert_uint_eq(c.toy.bar0[0], 7);
}
END_TEST

START_TEST(memory_is_mapped_and_given_back)
{
	struct vfu_dma_map m = {.argsz = sizeof(m),
				.flags = VFU_DMA_READ | VFU_DMA_WRITE,
				.addr = 0x10000,
				.size = 0x4000};
	struct vfu_dma_unmap u = {
		.argsz = sizeof(u), .addr = 0x10000, .size = 0x4000};
	int fd = client_memory(0x4000);
	uint8_t *mine =
		mmap(NULL, 0x4000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	ck_assert_int_eq(client_ask(&c, VFU_DMA_MAP, &m, sizeof(m), fd), 0);
	c.toy.map_mem[0x1234] = 0x5a;
	ck_assert_uint_eq(mine[0x1234], 0x5a);
	/* Not twice, and not half of it back. */
	ck_assert_int_eq(client_ask(&c, VFU_DMA_MAP, &m, sizeof(m), fd),
			 EEXIST);
	u.size = 0x2000;
	ck_assert_int_eq(client_ask(&c, VFU_DMA_UNMAP, &u, sizeof(u), -1),
			 ENOENT);
	u.size = 0x4000;
	ck_assert_int_eq(client_ask(&c, VFU_DMA_UNMAP, &u, sizeof(u), -1), 0);
	ck_assert_mem_eq(c.payload, &u, sizeof(u));
	ck_assert_uint_eq(c.toy.maps, 0);
	munmap(mine, 0x4000);
	close(fd);
}
END_TEST

START_TEST(a_file_shorter_than_its_mapping_is_refused)
{
	struct vfu_dma_map m = {
		.argsz = sizeof(m), .flags = VFU_DMA_READ, .size = 0x4000};
	int fd = client_memory(0x3000);

	ck_assert_int_eq(client_ask(&c, VFU_DMA_MAP, &m, sizeof(m), fd),
			 EINVAL);
	m.size = 0x1000;
	m.offset = 0x3000;
	ck_assert_int_eq(client_ask(&c, VFU_DMA_MAP, &m, sizeof(m), fd),
			 EINVAL);
	ck_assert_uint_eq(c.toy.maps, 0);
	close(fd);
}
END_TEST

START_TEST(a_mapping_around_the_end_of_addresses_is_refused)
{
	struct vfu_dma_map m = {.argsz = sizeof(m),
				.flags = VFU_DMA_READ,
				.addr = UINT64_MAX & ~0xfffull,
				.size = 0x2000};
	int fd = client_memory(0x2000);

	ck_assert_int_eq(client_ask(&c, VFU_DMA_MAP, &m, sizeof(m), fd),
			 EINVAL);
	m.addr = 0x1001;
	ck_assert_int_eq(client_ask(&c, VFU_DMA_MAP, &m, sizeof(m), fd),
			 EINVAL);
	close(fd);
}
END_TEST

static int irqs(uint32_t flags, uint32_t count, int fd)
{
	struct vfu_set_irqs s = {
		.argsz = sizeof(s), .flags = flags, .count = count};

	return client_ask(&c, VFU_SET_IRQS, &s, sizeof(s), fd);
}

static uint64_t told(int fd)
{
	eventfd_t n = 0;

	return eventfd_read(fd, &n) ? 0 : n;
}

START_TEST(a_high_line_is_told_once_until_it_is_unmasked)
{
	int fd = eventfd(0, EFD_NONBLOCK);

	vfu_intx(c.v, true);
	ck_assert_int_eq(irqs(VFU_SET_EVENTFD | VFU_SET_TRIGGER, 1, fd), 0);
	ck_assert_uint_eq(told(fd), 1);
	vfu_intx(c.v, true);
	ck_assert_uint_eq(told(fd), 0);
	ck_assert_int_eq(irqs(VFU_SET_NONE | VFU_SET_UNMASK, 1, -1), 0);
	ck_assert_uint_eq(told(fd), 1);
	vfu_intx(c.v, false);
	ck_assert_int_eq(irqs(VFU_SET_NONE | VFU_SET_UNMASK, 1, -1), 0);
	ck_assert_uint_eq(told(fd), 0);
	vfu_intx(c.v, true);
	ck_assert_uint_eq(told(fd), 1);
	/* Taken away: nothing is told, and nothing breaks. */
	ck_assert_int_eq(irqs(VFU_SET_NONE | VFU_SET_TRIGGER, 0, -1), 0);
	vfu_intx(c.v, true);
	ck_assert_uint_eq(told(fd), 0);
	close(fd);
}
END_TEST

START_TEST(an_eventfd_that_is_none_is_refused)
{
	int fd = client_memory(4096);

	ck_assert_int_eq(irqs(VFU_SET_EVENTFD | VFU_SET_TRIGGER, 1, fd),
			 EINVAL);
	ck_assert_int_eq(irqs(VFU_SET_EVENTFD | VFU_SET_UNMASK, 1, fd), EINVAL);
	close(fd);
}
END_TEST

START_TEST(a_full_eventfd_does_not_stop_the_server)
{
	int fd = eventfd(0, 0);

	ck_assert_int_eq(eventfd_write(fd, UINT64_MAX - 1), 0);
	ck_assert_int_eq(irqs(VFU_SET_EVENTFD | VFU_SET_TRIGGER, 1, fd), 0);
	vfu_intx(c.v, true);
	ck_assert_int_eq(irqs(VFU_SET_NONE | VFU_SET_UNMASK, 1, -1), 0);
	close(fd);
}
END_TEST

START_TEST(a_message_that_says_a_wrong_size_ends_the_connection)
{
	struct vfu_header small = {.id = 7, .command = 9, .size = 15};

	client_raw(&c, &small, sizeof(small));
	hung_up("says that it has 15 bytes");
	client_close(&c);
	client_open(&c);
	small.size = 0x7fffffff;
	client_raw(&c, &small, sizeof(small));
	hung_up("says that it has 2147483647 bytes");
}
END_TEST

START_TEST(a_message_may_come_byte_by_byte)
{
	struct vfu_device_info d = {.argsz = sizeof(d)};
	struct vfu_header h = {.id = 3,
			       .command = VFU_DEVICE_GET_INFO,
			       .size = sizeof(h) + sizeof(d)};
	uint8_t msg[sizeof(h) + sizeof(d)];

	memcpy(msg, &h, sizeof(h));
	memcpy(msg + sizeof(h), &d, sizeof(d));
	for (size_t i = 0; i < sizeof(msg); i++) {
		ck_assert(!client_reply(&c));
		client_raw(&c, msg + i, 1);
	}
	ck_assert(client_reply(&c));
	ck_assert_uint_eq(c.h.id, 3);
	ck_assert_uint_eq(c.h.error, 0);
}
END_TEST

START_TEST(a_client_that_hangs_up_in_mid_message_gives_everything_back)
{
	struct vfu_dma_map m = {
		.argsz = sizeof(m), .flags = VFU_DMA_READ, .size = 0x1000};
	int fd = client_memory(0x1000);

	ck_assert_int_eq(client_ask(&c, VFU_DMA_MAP, &m, sizeof(m), fd), 0);
	client_raw(&c, &m, 10);
	vfu_serve(c.v, 0);
	shutdown(c.fd, SHUT_RDWR);
	hung_up("in mid-message");
	ck_assert_uint_eq(c.toy.maps, 0);
	close(fd);
}
END_TEST

START_TEST(an_unknown_command_is_refused_and_the_next_one_works)
{
	ck_assert_int_eq(client_ask(&c, 0x7777, NULL, 0, -1), ENOTSUP);
	ck_assert_int_eq(client_ask(&c, VFU_DEVICE_RESET, NULL, 0, -1), 0);
	ck_assert_uint_eq(c.toy.resets, 1);
}
END_TEST

START_TEST(every_message_cut_short_is_refused)
{
	static const unsigned commands[] = {
		VFU_VERSION,	     VFU_DMA_MAP,	  VFU_DMA_UNMAP,
		VFU_DEVICE_GET_INFO, VFU_GET_REGION_INFO, VFU_GET_IRQ_INFO,
		VFU_SET_IRQS,	     VFU_REGION_READ,	  VFU_REGION_WRITE};
	uint8_t zero[3] = {0};

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		ck_assert_int_eq(client_ask(&c, commands[i], NULL, 0, -1),
				 EINVAL);
		ck_assert_int_eq(client_ask(&c, commands[i], zero, 3, -1),
				 EINVAL);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_version_is_answered_with_our_capabilities,
		a_client_of_another_major_version_is_hung_up_on,
		the_device_says_its_regions_and_interrupts,
		what_is_written_is_read,
		an_access_outside_of_a_region_is_refused,
		a_write_that_wants_no_reply_gets_none,
		memory_is_mapped_and_given_back,
		a_file_shorter_than_its_mapping_is_refused,
		a_mapping_around_the_end_of_addresses_is_refused,
		a_high_line_is_told_once_until_it_is_unmasked,
		an_eventfd_that_is_none_is_refused,
		a_full_eventfd_does_not_stop_the_server,
		a_message_that_says_a_wrong_size_ends_the_connection,
		a_message_may_come_byte_by_byte,
		a_client_that_hangs_up_in_mid_message_gives_everything_back,
		an_unknown_command_is_refused_and_the_next_one_works,
		every_message_cut_short_is_refused,
	};
	Suite *s = suite_create("vfio-user");
	TCase *t = tcase_create("server");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
