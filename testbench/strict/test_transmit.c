// SPDX-License-Identifier: MIT
/* Rules about transmit descriptors, legacy and extended. */
#include "bench.h"

#define FRAME	   (EOP | IFCS | RS | 60)
#define POPTS_TXSM (E1000_TXD_POPTS_TXSM << 8)

STARTED(the_last_descriptor_before_the_tail_ends_a_packet)
{
	tx_desc(b, 0, IFCS | 30);
	tx_desc(b, 1, EOP | IFCS | RS | 30);
	tx_tail(b, 2);
	silent(b);
	tx_desc(b, 2, IFCS | 30);
	tx_tail(b, 3);
	only(b, "tx-open", E1000_TDT);
	ck_assert_uint_eq(first(b)->index, 2);
}

STARTED(rps_is_reserved)
{
	tx_desc(b, 0, FRAME | E1000_TXD_CMD_RPS);
	tx_tail(b, 1);
	only(b, "tx-reserved", E1000_TDT);
}

STARTED(a_descriptor_has_no_more_than_16288_bytes)
{
	tx_desc(b, 0, IFCS | 16289);
	tx_desc(b, 1, EOP | IFCS | RS); /* no data */
	tx_tail(b, 2);
	ck_assert_uint_eq(strict_count(b->s, "tx-length"), 1);
	/* Nor has a packet. */
	ck_assert_uint_eq(strict_count(b->s, "tx-long"), 1);
	ck_assert_uint_eq(strict_broken(b->s), 2);
}

STARTED(with_segmentation_a_descriptor_may_have_more)
{
	tx_context(b, 0, TSE | E1000_TXD_CMD_TCP, 30000, 54, 1460);
	tx_full(b, 1, DATA | TSE | IFCS | 54, POPTS_TXSM);
	tx_desc(b, 2, DATA | TSE | IFCS | EOP | RS | 30000);
	tx_tail(b, 3);
	silent(b);
}

STARTED(a_packet_has_48_bytes_at_least)
{
	tx_desc(b, 0, EOP | IFCS | RS | 48);
	tx_desc(b, 1, EOP | IFCS | RS); /* nothing is no packet */
	tx_tail(b, 2);
	silent(b);
	tx_desc(b, 2, EOP | IFCS | RS | 47);
	tx_tail(b, 3);
	only(b, "tx-short", E1000_TDT);
}

STARTED(a_packet_fits_the_packet_memory)
{
	tx_desc(b, 0, IFCS | 16000);
	tx_desc(b, 1, EOP | IFCS | RS | 288);
	tx_tail(b, 2);
	silent(b);
	tx_desc(b, 2, IFCS | 16000);
	tx_desc(b, 3, EOP | IFCS | RS | 289);
	tx_tail(b, 4);
	only(b, "tx-long", E1000_TDT);
	ck_assert_uint_eq(first(b)->index, 3);
}

STARTED(the_packet_memory_is_what_the_last_reset_made_it)
{
	set(b, E1000_PBA, 56);
	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_RST);
	wait_ns(b, 1000);
	b->head[1] = 0;
	start(b);
	tx_desc(b, 0, EOP | IFCS | RS | (8192 - 80));
	tx_tail(b, 1);
	silent(b);
	tx_desc(b, 1, EOP | IFCS | RS | (8192 - 79));
	tx_tail(b, 2);
	only(b, "tx-long", E1000_TDT);
}

STARTED(options_are_those_of_the_last_descriptor)
{
	tx_desc(b, 0, 30);
	tx_desc(b, 1, EOP | IFCS | RS | 30);
	tx_tail(b, 2);
	silent(b);
	tx_desc(b, 2, IFCS | 30);
	tx_desc(b, 3, EOP | RS | 30);
	tx_tail(b, 4);
	only(b, "tx-last-only", E1000_TDT);
}

STARTED(with_segmentation_they_are_those_of_the_first_data_descriptor)
{
	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_VME);
	tx_context(b, 0, TSE, 3000, 54, 1460);
	tx_desc(b, 1, DATA | TSE | IFCS | E1000_TXD_CMD_VLE | 54);
	tx_desc(b, 2, DATA | TSE | EOP | RS | 3000);
	tx_tail(b, 3);
	silent(b);
	tx_context(b, 3, TSE, 3000, 54, 1460);
	tx_desc(b, 4, DATA | TSE | IFCS | 54);
	tx_desc(b, 5, DATA | TSE | EOP | RS | E1000_TXD_CMD_VLE | 3000);
	tx_tail(b, 6);
	only(b, "tx-last-only", E1000_TDT);
}

#define CSS(n) ((uint32_t)(n) << 8)
#define CSO(n) ((uint32_t)(n) << 16)

STARTED(a_checksum_lies_in_the_packet)
{
	tx_full(b, 0, FRAME | E1000_TXD_CMD_IC | CSO(50), CSS(34));
	tx_tail(b, 1);
	silent(b);
	tx_full(b, 1, FRAME | E1000_TXD_CMD_IC | CSO(59), CSS(34));
	tx_tail(b, 2);
	only(b, "tx-checksum", E1000_TDT);
}

STARTED(vle_needs_vme)
{
	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_VME);
	tx_desc(b, 0, FRAME | E1000_TXD_CMD_VLE);
	tx_tail(b, 1);
	silent(b);
	set(b, E1000_CTRL, E1000_CTRL_RESET);
	tx_desc(b, 1, FRAME | E1000_TXD_CMD_VLE);
	tx_tail(b, 2);
	only(b, "tx-vle", E1000_TDT);
}

STARTED(ide_needs_tidv)
{
	set(b, E1000_TIDV, 8);
	tx_desc(b, 0, FRAME | E1000_TXD_CMD_IDE);
	tx_tail(b, 1);
	silent(b);
	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_RST);
	wait_ns(b, 1000);
	b->head[1] = 0;
	start(b);
	tx_desc(b, 0, FRAME | E1000_TXD_CMD_IDE);
	tx_tail(b, 1);
	only(b, "tx-ide", E1000_TDT);
}

STARTED(types_of_descriptors_beyond_1_are_reserved)
{
	tx_desc(b, 0, DEXT | 0x00200000 | FRAME);
	tx_tail(b, 1);
	only(b, "tx-type", E1000_TDT);
}

STARTED(a_checksum_needs_a_context)
{
	tx_desc(b, 0, DATA | FRAME); /* asks for nothing */
	tx_context(b, 1, E1000_TXD_CMD_TCP, 0, 0, 0);
	tx_full(b, 2, DATA | FRAME, POPTS_TXSM);
	tx_tail(b, 3);
	silent(b);
	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_RST);
	wait_ns(b, 1000);
	b->head[1] = 0;
	start(b);
	tx_full(b, 0, DATA | FRAME, POPTS_TXSM);
	tx_tail(b, 1);
	only(b, "tx-context", E1000_TDT);
}

STARTED(segmentation_needs_a_context_for_it)
{
	tx_context(b, 0, E1000_TXD_CMD_TCP, 6, 54, 1460); /* without TSE */
	tx_full(b, 1, DATA | TSE | FRAME, POPTS_TXSM);
	tx_tail(b, 2);
	only(b, "tx-context", E1000_TDT);
}

STARTED(a_segment_fits_the_packet_memory)
{
	tx_context(b, 0, TSE, 60000, 54, 16384 - 80 - 54);
	tx_tail(b, 1);
	silent(b);
	tx_context(b, 1, TSE, 60000, 54, 16384 - 80 - 53);
	tx_tail(b, 2);
	only(b, "tso-frame", E1000_TDT);
}

STARTED(a_segment_has_a_size)
{
	tx_context(b, 0, TSE, 60000, 54, 0);
	tx_tail(b, 1);
	only(b, "tso-frame", E1000_TDT);
}

STARTED(a_segmentation_has_as_many_bytes_as_its_context_says)
{
	tx_context(b, 0, TSE, 3000, 54, 1460);
	tx_desc(b, 1, DATA | TSE | 54);
	tx_desc(b, 2, DATA | TSE | EOP | RS | 3000);
	tx_tail(b, 3);
	silent(b);
	tx_context(b, 3, TSE, 3000, 54, 1460);
	tx_desc(b, 4, DATA | TSE | EOP | RS | 3000);
	tx_tail(b, 5);
	only(b, "tso-payload", E1000_TDT);
}

int main(void)
{
	const TTest *const tests[] = {
		the_last_descriptor_before_the_tail_ends_a_packet,
		rps_is_reserved,
		a_descriptor_has_no_more_than_16288_bytes,
		with_segmentation_a_descriptor_may_have_more,
		a_packet_has_48_bytes_at_least,
		a_packet_fits_the_packet_memory,
		the_packet_memory_is_what_the_last_reset_made_it,
		options_are_those_of_the_last_descriptor,
		with_segmentation_they_are_those_of_the_first_data_descriptor,
		a_checksum_lies_in_the_packet,
		vle_needs_vme,
		ide_needs_tidv,
		types_of_descriptors_beyond_1_are_reserved,
		a_checksum_needs_a_context,
		segmentation_needs_a_context_for_it,
		a_segment_fits_the_packet_memory,
		a_segment_has_a_size,
		a_segmentation_has_as_many_bytes_as_its_context_says,
	};

	return strict_main("strict mode: transmit descriptors", tests,
			   sizeof(tests) / sizeof(tests[0]));
}
