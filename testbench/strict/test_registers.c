// SPDX-License-Identifier: MIT
/* Rules about registers: what is well, then what breaks exactly that rule. */
#include "bench.h"

#include <string.h>

#define PAUSE E1000_CTRL_RFCE

/* ---- in general ---- */

STARTED(reserved_bits_are_written_0)
{
	set(b, E1000_CTRL_EXT, 0xffff);
	set(b, E1000_ICR, 0xffffffff); /* the usual way to clear all */
	silent(b);
	set(b, E1000_TCTL, TCTL_GOOD | 1u << 31);
	only(b, "reserved-bits", E1000_TCTL);
	ck_assert_uint_eq(first(b)->value, TCTL_GOOD | 1u << 31);
}

STARTED(a_field_that_the_map_calls_reserved_counts_as_that)
{
	set(b, E1000_CTRL_EXT, 1u << 20);
	only(b, "reserved-bits", E1000_CTRL_EXT);
}

FRESH(bsex_with_a_size_of_0_is_reserved)
{
	set(b, E1000_RCTL, E1000_RCTL_BSEX | E1000_RCTL_SZ_4096);
	silent(b);
	set(b, E1000_RCTL, E1000_RCTL_BSEX);
	only(b, "reserved-value", E1000_RCTL);
}

FRESH(other_reserved_values_are_known)
{
	set(b, E1000_RCTL, 3 << E1000_RCTL_RDMTS_SHIFT);
	set(b, E1000_RCTL, 2 << E1000_RCTL_LBM_SHIFT);
	set(b, E1000_CTRL, E1000_CTRL_SPD_SEL);
	set(b, E1000_MDIC, E1000_MDIC_OP);
	set(b, E1000_RAH + 8, 2u << E1000_RAH_AS_SHIFT);
	ck_assert_uint_eq(strict_count(b->s, "reserved-value"), 5);
	ck_assert_uint_eq(strict_broken(b->s), 5);
}

FRESH(where_no_register_is_nothing_is_written)
{
	set(b, 0x00004, E1000_CTRL_RESET); /* CTRL has two addresses */
	set(b, E1000_MTA + 4 * 127, 0);
	silent(b);
	set(b, 0x0f000, 1);
	only(b, "reserved-address-written", 0x0f000);
}

FRESH(where_no_register_is_nothing_is_read)
{
	get(b, E1000_RAL + 8 * 15, 0);
	silent(b);
	get(b, 0x1fffc, 0);
	only(b, "reserved-address-read", 0x1fffc);
	ck_assert_uint_eq(strict_broken(b->s), 0); /* a hint only */
}

FRESH(a_register_that_is_read_only_is_not_written)
{
	get(b, E1000_STATUS, E1000_STATUS_RESET);
	silent(b);
	set(b, E1000_STATUS, 0);
	only(b, "read-only-written", E1000_STATUS);
}

FRESH(a_counter_is_not_cleared_by_writing)
{
	set(b, E1000_GPRC, 0);
	only(b, "read-only-written", E1000_GPRC);
}

FRESH(a_register_is_accessed_by_all_of_its_bits)
{
	strict_narrow(b->s, E1000_CTRL + 2, 2);
	only(b, "narrow-access", E1000_CTRL);
}

FRESH(ioaddr_is_the_offset_of_a_register)
{
	strict_ioaddr(b->s, 0x1fffc);
	silent(b);
	strict_ioaddr(b->s, 0x20000);
	only(b, "ioaddr-range", 0x20000);
}

FRESH(a_reset_is_left_alone_for_a_microsecond)
{
	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_RST);
	wait_ns(b, 1000);
	get(b, E1000_CTRL, E1000_CTRL_RESET);
	silent(b);
	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_RST);
	set(b, E1000_IMC, 0xffffffff);
	only(b, "reset-wait", E1000_IMC);
}

/* A guest's delays are not on the card's clock. */
START_TEST(software_with_a_clock_of_its_own_is_not_told_to_wait)
{
	struct bench *b = bench_create(false);

	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_RST);
	set(b, E1000_IMC, 0xffffffff);
	silent(b);
	bench_destroy(b);
}
END_TEST

FRESH(of_a_counter_pair_the_low_half_is_read_first)
{
	get(b, E1000_GORCL, 1);
	get(b, E1000_GORCH, 0);
	silent(b);
	get(b, E1000_GOTCH, 0);
	only(b, "counter-order", E1000_GOTCH);
}

/* ---- interrupts ---- */

FRESH(ims_cannot_disable)
{
	set(b, E1000_IMS, E1000_IMS_RXT0 | E1000_IMS_LSC);
	set(b, E1000_IMC, 0xffffffff);
	set(b, E1000_IMS, E1000_IMS_RXT0 | E1000_IMS_LSC);
	set(b, E1000_IMS, E1000_IMS_TXDW); /* one more */
	silent(b);
	set(b, E1000_IMS, E1000_IMS_LSC); /* not: this one only */
	only(b, "ims-disable", E1000_IMS);
	ck_assert(strstr(first(b)->what, "stays 0x85") != NULL);
}

FRESH(a_zero_to_ims_is_told_even_when_nothing_is_enabled)
{
	set(b, E1000_IMS, 0); /* "disable interrupts" of a teaching kernel */
	only(b, "ims-disable", E1000_IMS);
}

FRESH(write_one_registers_are_not_written_0)
{
	static const uint32_t reg[] = {E1000_ICR, E1000_ICS, E1000_IMC};

	set(b, E1000_ICR, 1);
	set(b, E1000_ICS, E1000_ICS_RXDMT0);
	set(b, E1000_IMC, 0xffffffff);
	silent(b);
	for (unsigned i = 0; i < 3; i++)
		set(b, reg[i], 0);
	ck_assert_uint_eq(strict_count(b->s, "write-one-zero"), 3);
	ck_assert_uint_eq(strict_broken(b->s), 3);
}

FRESH(one_place_that_writes_0_to_icr_is_one_report)
{
	set(b, E1000_ICR, 0);
	only(b, "write-one-zero", E1000_ICR);
	set(b, E1000_ICR, 0);
	ck_assert_uint_eq(strict_reports(b->s), 1);
	ck_assert_uint_eq(first(b)->count, 2);
}

FRESH(reserved_bits_of_imc_are_written_1)
{
	set(b, E1000_IMC, ~0u & ~(uint32_t)E1000_IMC_RXT0);
	silent(b);
	set(b, E1000_IMC, E1000_IMC_RXT0);
	only(b, "imc-reserved", E1000_IMC);
}

FRESH(itr_outside_the_suggested_range_is_a_hint)
{
	set(b, E1000_ITR, 0);
	set(b, E1000_ITR, 651);
	set(b, E1000_ITR, 5580);
	silent(b);
	set(b, E1000_ITR, 650);
	only(b, "itr-range", E1000_ITR);
	ck_assert_uint_eq(strict_broken(b->s), 0);
}

FRESH(the_receive_delay_timer_is_advised_against)
{
	set(b, E1000_RDTR, 0);
	silent(b);
	set(b, E1000_RDTR, 8);
	only(b, "rdtr-used", E1000_RDTR);
}

FRESH(so_is_the_absolute_one)
{
	set(b, E1000_RADV, 0);
	silent(b);
	set(b, E1000_RADV, 8);
	only(b, "radv-used", E1000_RADV);
}

FRESH(radv_alone_is_off)
{
	clear_tables(b);
	start_rings(b);
	set(b, E1000_RADV, 8);
	set(b, E1000_RDTR, 9);
	set(b, E1000_RCTL, RCTL_GOOD);
	ck_assert_uint_eq(strict_count(b->s, "radv-off"), 0);
	set(b, E1000_RCTL, 0);
	set(b, E1000_RDTR, 0);
	set(b, E1000_RCTL, RCTL_GOOD);
	ck_assert_uint_eq(strict_count(b->s, "radv-off"), 1);
}

FRESH(tidv_is_not_written_0)
{
	set(b, E1000_TIDV, 1);
	silent(b);
	set(b, E1000_TIDV, 0);
	only(b, "tidv-zero", E1000_TIDV);
}

FRESH(an_alias_of_a_register_is_that_register)
{
	set(b, 0x00440, 0);
	only(b, "tidv-zero", E1000_TIDV);
}

/* ---- EEPROM, PHY, link ---- */

FRESH(the_eeproms_pins_are_used_with_the_grant_only)
{
	const uint32_t mine = E1000_EECD_REQ | E1000_EECD_FWE_DIS;

	set(b, E1000_EECD, mine);
	get(b, E1000_EECD, mine | E1000_EECD_GNT);
	set(b, E1000_EECD, mine | E1000_EECD_CS);
	set(b, E1000_EECD, E1000_EECD_FWE_DIS);
	silent(b);
	set(b, E1000_EECD, mine);
	get(b, E1000_EECD, mine); /* not yet */
	set(b, E1000_EECD, mine | E1000_EECD_CS);
	only(b, "eecd-grant", E1000_EECD);
}

FRESH(eerd_waits_while_software_has_the_pins)
{
	set(b, E1000_EERD, E1000_EERD_START);
	set(b, E1000_EECD, E1000_EECD_REQ | E1000_EECD_FWE_DIS);
	silent(b);
	set(b, E1000_EERD, E1000_EERD_START);
	only(b, "eerd-eecd", E1000_EERD);
}

#define PHY_READ (E1000_MDIC_OP_READ | 1u << E1000_MDIC_PHY_SHIFT)

FRESH(mdic_is_written_when_it_is_ready)
{
	set(b, E1000_MDIC, PHY_READ);
	get(b, E1000_MDIC, PHY_READ | E1000_MDIC_READY);
	set(b, E1000_MDIC, PHY_READ);
	get(b, E1000_ICR, E1000_ICR_MDAC);
	set(b, E1000_MDIC, PHY_READ);
	wait_ns(b, 64000);
	set(b, E1000_MDIC, PHY_READ);
	silent(b);
	get(b, E1000_MDIC, PHY_READ);
	set(b, E1000_MDIC, PHY_READ);
	only(b, "mdic-busy", E1000_MDIC);
}

FRESH(ready_is_not_written_back_to_mdic)
{
	set(b, E1000_MDIC, PHY_READ | E1000_MDIC_READY);
	only(b, "mdic-ready", E1000_MDIC);
}

FRESH(the_packet_memory_is_split_in_8_kib)
{
	set(b, E1000_PBA, 40);
	silent(b);
	set(b, E1000_PBA, 44);
	only(b, "pba-multiple", E1000_PBA);
}

FRESH(a_new_split_needs_a_reset)
{
	set(b, E1000_PBA, 40);
	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_RST);
	wait_ns(b, 1000);
	start(b);
	silent(b);
	set(b, E1000_RCTL, 0);
	set(b, E1000_PBA, 48);
	set(b, E1000_RDH, 0);
	set(b, E1000_RDT, 0);
	set(b, E1000_RCTL, RCTL_GOOD);
	only(b, "pba-reset", E1000_RCTL);
}

FRESH(flow_control_needs_the_address_of_pause_frames)
{
	set(b, E1000_FCAL, 0x00c28001);
	set(b, E1000_FCAH, 0x0100);
	set(b, E1000_FCT, 0x8808);
	set(b, E1000_CTRL, E1000_CTRL_RESET | PAUSE);
	start(b);
	silent(b);
	set(b, E1000_FCAH, 0);
	set(b, E1000_CTRL, E1000_CTRL_RESET);
	set(b, E1000_CTRL, E1000_CTRL_RESET | PAUSE);
	only(b, "flow-address", E1000_CTRL);
}

FRESH(the_address_of_pause_frames_may_come_later_but_before_the_receiver)
{
	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_RFCE);
	silent(b);
	start(b);
	only(b, "flow-address", E1000_RCTL);
}

FRESH(a_register_of_later_parts_is_none_of_this_one)
{
	get(b, E1000_SWSM, 0);
	only(b, "reserved-address-read", E1000_SWSM);
}

FRESH(tipg_is_set_before_the_transmitter)
{
	start(b);
	silent(b);
	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_RST);
	wait_ns(b, 1000);
	set(b, E1000_TDLEN, 16 * RING);
	set(b, E1000_TCTL, TCTL_GOOD);
	only(b, "tipg-unset", E1000_TCTL);
}

FRESH(the_gap_between_frames_is_96_bit_times_at_least)
{
	set(b, E1000_TIPG, 8 | 8 << 10 | 6 << 20);
	silent(b);
	set(b, E1000_TIPG, 7 | 8 << 10 | 6 << 20);
	only(b, "tipg-gap", E1000_TIPG);
}

/* ---- filters ---- */

FRESH(an_address_is_written_low_half_first)
{
	set(b, E1000_RAL + 8, 0x12005452);
	set(b, E1000_RAH + 8, E1000_RAH_AV | 0x0234);
	set(b, E1000_RAH + 8, 0);
	set(b, E1000_RAL + 8, 0);
	silent(b);
	set(b, E1000_RAH + 16, E1000_RAH_AV | 0x0234);
	set(b, E1000_RAL + 16, 0x12005452);
	only(b, "ra-order", E1000_RAL);
}

FRESH(an_address_is_cleared_high_half_first)
{
	set(b, E1000_RAL + 8, 0); /* was not valid: no matter */
	set(b, E1000_RAH + 8, 0);
	silent(b);
	set(b, E1000_RAL, 0); /* the card's own is */
	set(b, E1000_RAH, 0);
	only(b, "ra-order", E1000_RAH);
}

FRESH(the_multicast_table_is_filled_before_the_receiver)
{
	start_rings(b);
	set(b, E1000_RCTL, RCTL_GOOD | E1000_RCTL_MPE); /* not looked at */
	set(b, E1000_RCTL, 0);
	silent(b);
	for (unsigned i = 0; i < 127; i++)
		set(b, E1000_MTA + 4 * i, 0);
	set(b, E1000_RCTL, RCTL_GOOD);
	only(b, "mta-unset", E1000_RCTL);
}

FRESH(the_vlan_table_is_filled_before_it_filters)
{
	clear_tables(b);
	set(b, E1000_RCTL, E1000_RCTL_VFE);
	silent(b);
}

FRESH(a_vlan_filter_without_its_table_is_told)
{
	set(b, E1000_RCTL, E1000_RCTL_VFE);
	only(b, "vfta-unset", E1000_RCTL);
}

/* ---- reports ---- */

FRESH(a_report_says_when)
{
	b->now = 5 * PS_PER_US;
	strict_write(b->s, E1000_TIDV, 0);
	ck_assert_uint_eq(first(b)->at, 5 * PS_PER_US);
	ck_assert_uint_eq(first(b)->cycle, 625);
}

FRESH(more_places_than_anybody_reads_are_counted_only)
{
	for (uint32_t i = 0; i < 5000; i++)
		set(b, 0x10000 + 4 * i, 1);
	ck_assert_uint_eq(strict_count(b->s, "reserved-address-written"), 5000);
	ck_assert_uint_eq(strict_reports(b->s), 1000);
}

int main(void)
{
	const TTest *const tests[] = {
		reserved_bits_are_written_0,
		a_field_that_the_map_calls_reserved_counts_as_that,
		bsex_with_a_size_of_0_is_reserved,
		other_reserved_values_are_known,
		where_no_register_is_nothing_is_written,
		where_no_register_is_nothing_is_read,
		a_register_that_is_read_only_is_not_written,
		a_counter_is_not_cleared_by_writing,
		a_register_is_accessed_by_all_of_its_bits,
		ioaddr_is_the_offset_of_a_register,
		a_reset_is_left_alone_for_a_microsecond,
		software_with_a_clock_of_its_own_is_not_told_to_wait,
		of_a_counter_pair_the_low_half_is_read_first,
		ims_cannot_disable,
		a_zero_to_ims_is_told_even_when_nothing_is_enabled,
		write_one_registers_are_not_written_0,
		one_place_that_writes_0_to_icr_is_one_report,
		reserved_bits_of_imc_are_written_1,
		itr_outside_the_suggested_range_is_a_hint,
		the_receive_delay_timer_is_advised_against,
		so_is_the_absolute_one,
		radv_alone_is_off,
		tidv_is_not_written_0,
		an_alias_of_a_register_is_that_register,
		the_eeproms_pins_are_used_with_the_grant_only,
		eerd_waits_while_software_has_the_pins,
		mdic_is_written_when_it_is_ready,
		ready_is_not_written_back_to_mdic,
		the_packet_memory_is_split_in_8_kib,
		a_new_split_needs_a_reset,
		flow_control_needs_the_address_of_pause_frames,
		the_address_of_pause_frames_may_come_later_but_before_the_receiver,
		a_register_of_later_parts_is_none_of_this_one,
		tipg_is_set_before_the_transmitter,
		the_gap_between_frames_is_96_bit_times_at_least,
		an_address_is_written_low_half_first,
		an_address_is_cleared_high_half_first,
		the_multicast_table_is_filled_before_the_receiver,
		the_vlan_table_is_filled_before_it_filters,
		a_vlan_filter_without_its_table_is_told,
		a_report_says_when,
		more_places_than_anybody_reads_are_counted_only,
	};

	return strict_main("strict mode: registers", tests,
			   sizeof(tests) / sizeof(tests[0]));
}
