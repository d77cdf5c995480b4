// SPDX-License-Identifier: MIT
/*
 * The rules. Each says what the manual's section says, in our words. Its
 * severity is the manual's verb: must and "not allowed" are errors, so is what
 * cannot work; should and "recommended" are warnings; the rest are hints.
 */
#include "internal.h"

#define MUST(id, section, rule, why)                \
	{                                           \
		id, section, STRICT_MUST, rule, why \
	}
#define SHOULD(id, section, rule, why)                \
	{                                             \
		id, section, STRICT_SHOULD, rule, why \
	}
#define HINT(id, section, rule, why)                \
	{                                           \
		id, section, STRICT_HINT, rule, why \
	}

const struct strict_rule strict_table[RULES] = {
	[RULE_RESERVED_BITS] =
		SHOULD("reserved-bits", "13.2",
		       "Reserved bits of a register are written 0.",
		       "A later card may give them a meaning. IMC is the other "
		       "way round, see imc-reserved; ICR may be written all "
		       "ones."),
	[RULE_RESERVED_VALUE] =
		MUST("reserved-value", "13.4",
		     "A field is not set to a value that the manual reserves.",
		     "RCTL: BSEX with BSIZE 0, RDMTS 3, LBM 2; CTRL: SPEED 3; "
		     "MDIC: OP 0 and 3; RAH: AS 2 and 3. What the card does "
		     "then is not defined."),
	[RULE_RESERVED_ADDRESS_WRITTEN] =
		SHOULD("reserved-address-written", "13.2",
		       "Only addresses at which the manual has a register are "
		       "written.",
		       "What a write elsewhere does is indeterminate."),
	[RULE_RESERVED_ADDRESS_READ] =
		HINT("reserved-address-read", "13.2",
		     "Only addresses at which the manual has a register are "
		     "read.",
		     "What is read elsewhere is indeterminate."),
	[RULE_READ_ONLY_WRITTEN] =
		SHOULD("read-only-written", "13.2",
		       "Registers that are read only are not written.",
		       "The write changes nothing. Counters are cleared by "
		       "reading them (13.7)."),
	[RULE_NARROW_ACCESS] =
		SHOULD("narrow-access", "13.2",
		       "Registers are accessed by all of their 32 bits.",
		       "They are defined that way. What such an access writes "
		       "is not looked at further."),
	[RULE_IOADDR] = MUST("ioaddr-range", "13.2.2.1",
			     "IOADDR is the offset of a register: below 20000h "
			     "and a multiple of 4.",
			     "Other addresses reach nothing."),
	[RULE_RESET_WAIT] =
		SHOULD("reset-wait", "13.4.1",
		       "After CTRL.RST is set no register is accessed for "
		       "about 1 us.",
		       "The reset is under way, and what is written gets "
		       "lost."),
	[RULE_COUNTER_ORDER] =
		SHOULD("counter-order", "13.7.31",
		       "Of a 64-bit counter the low half is read, then the "
		       "high half.",
		       "Reading the high half clears both: what the low half "
		       "held is lost."),

	[RULE_IMS_DISABLE] =
		MUST("ims-disable", "13.4.20",
		     "Interrupts are disabled by IMC. A 0 written to IMS "
		     "changes nothing.",
		     "The causes stay enabled. Reported for IMS = 0, and for a "
		     "value that sets nothing new and leaves out what is "
		     "enabled."),
	[RULE_WRITE_ONE_ZERO] =
		SHOULD("write-one-zero", "13.4.17, 13.4.19, 13.4.21",
		       "ICR, ICS and IMC act on the bits that are written 1.",
		       "Writing 0 does nothing."),
	[RULE_IMC_RESERVED] =
		SHOULD("imc-reserved", "13.4.21",
		       "Reserved bits of IMC are written 1.",
		       "So that no cause of a later card, which software does "
		       "not know, stays enabled."),
	[RULE_ITR_RANGE] =
		HINT("itr-range", "13.4.18",
		     "ITR is 0, or to begin with 651 to 5580 (28Bh to 15CCh).",
		     "That is 6000 to 700 interrupts per second. Many drivers "
		     "go beyond with good reason."),
	[RULE_RDTR] =
		SHOULD("rdtr-used", "13.4.30", "The delay of RDTR stays 0.",
		       "The manual strongly recommends ITR to moderate "
		       "interrupts, and not to use this timer."),
	[RULE_RADV] =
		SHOULD("radv-used", "13.4.31", "The delay of RADV stays 0.",
		       "The manual strongly recommends ITR to moderate "
		       "interrupts, and not to use this timer."),
	[RULE_RADV_OFF] =
		HINT("radv-off", "3.2.7.1.2",
		     "RADV needs RDTR: with RDTR 0 it is off.",
		     "To have the absolute timer alone, RDTR is set to "
		     "RADV + 1."),
	[RULE_TIDV_ZERO] =
		MUST("tidv-zero", "13.4.41", "TIDV is not written 0.",
		     "The value is not allowed. Who wants no delay "
		     "leaves IDE out of the descriptors."),

	[RULE_EECD_GRANT] =
		MUST("eecd-grant", "5.3.1",
		     "EECD's SK, CS and DI are used after REQ was set and GNT "
		     "read as 1.",
		     "Before that the card itself may be reading the EEPROM."),
	[RULE_EERD_EECD] = SHOULD(
		"eerd-eecd", "13.4.4", "EERD is used while EECD.REQ is 0.",
		"The read stalls until software has given the pins "
		"back."),
	[RULE_MDIC_BUSY] =
		MUST("mdic-busy", "13.4.7",
		     "MDIC is written when the access before has ended: READY, "
		     "or the cause MDAC.",
		     "The new access is lost. Not reported 64 us after the "
		     "one before: no access takes longer."),
	[RULE_MDIC_READY] =
		SHOULD("mdic-ready", "13.4.7",
		       "READY is written 0 together with a new access to the "
		       "PHY.",
		       "It says when that access has ended."),
	[RULE_PBA_MULTIPLE] =
		MUST("pba-multiple", "13.4.16", "PBA.RXA is a multiple of 8.",
		     "The packet memory is split in 8 KiB."),
	[RULE_PBA_RESET] =
		MUST("pba-reset", "13.4.16",
		     "After PBA was changed CTRL.RST is set before the card is "
		     "enabled.",
		     "The pointers into the packet memory are still those of "
		     "the old split. The manual says how it is split, and not "
		     "when; Intel's own drivers say that it takes a reset."),
	[RULE_FLOW_ADDRESS] =
		MUST("flow-address", "8.7.3",
		     "FCAH:FCAL is 01-80-C2-00-00-01 and FCT 8808h when the "
		     "receiver is on with CTRL.RFCE, or the transmitter with "
		     "TFCE.",
		     "PAUSE frames are known and made by these registers. "
		     "FCAL = 00C28001h, FCAH = 0100h."),
	[RULE_TIPG_UNSET] = MUST("tipg-unset", "13.4.34, 14.5",
				 "TIPG is written before TCTL.EN is set.",
				 "Its initial value is not defined."),
	[RULE_TIPG_GAP] =
		SHOULD("tipg-gap", "13.4.34",
		       "TIPG.IPGT is at least 8; 10 is recommended.",
		       "The card adds 4 clocks. With less the gap between "
		       "frames is below the 96 bit times of IEEE 802.3."),

	[RULE_RA_ORDER] =
		MUST("ra-order", "13.5.3",
		     "An address is written RAL before RAH, and cleared RAH "
		     "before RAL.",
		     "Else the filter sees an address that is half old, half "
		     "new."),
	[RULE_MTA_UNSET] =
		SHOULD("mta-unset", "14.4",
		       "All 128 words of MTA are written before RCTL.EN is "
		       "set.",
		       "The table is RAM; what it holds after power-on is not "
		       "defined. With RCTL.MPE it does not matter."),
	[RULE_VFTA_UNSET] =
		SHOULD("vfta-unset", "13.5.4, 14.4",
		       "All 128 words of VFTA are written before RCTL.VFE is "
		       "set.",
		       "The table is RAM; what it holds after power-on is not "
		       "defined. Without VLANs VFE stays 0."),

	[RULE_RING_BASE] =
		MUST("ring-base", "3.2.6, 3.4",
		     "A ring begins at a multiple of 16 bytes.",
		     "RDBAL and TDBAL drop the lower four bits: the ring of "
		     "the card lies elsewhere."),
	[RULE_RING_LENGTH] =
		MUST("ring-length", "13.4.27, 13.4.38",
		     "The length of a ring is a multiple of 128 bytes.",
		     "RDLEN and TDLEN drop the lower seven bits: the ring of "
		     "the card is shorter."),
	[RULE_RING_EMPTY] =
		SHOULD("ring-empty", "14.4, 14.5",
		       "A ring has a length when RCTL.EN or TCTL.EN is set, "
		       "and head and tail lie in it.",
		       "There is no descriptor that the card could use. The "
		       "manual calls it best to enable the receiver last."),
	[RULE_RING_CHANGED] =
		MUST("ring-changed", "14.4, 14.5",
		     "Base and length of a ring are changed while RCTL.EN or "
		     "TCTL.EN is 0.",
		     "The card holds descriptors of the old ring, and its head "
		     "counts in it."),
	[RULE_HEAD_WRITTEN] =
		MUST("head-written", "13.4.28, 13.4.39",
		     "RDH and TDH are written after a reset and before EN "
		     "only.",
		     "What the card has read of the ring may become invalid."),
	[RULE_HEAD_READ] =
		HINT("head-read", "13.4.28, 13.4.39",
		     "RDH and TDH do not tell which descriptors are finished.",
		     "That is not reliable: DD in memory tells. To print a "
		     "state they may be read."),
	[RULE_TAIL_END] = MUST("tail-end", "3.2.6, 3.4",
			       "The tail is a descriptor of the ring.",
			       "The card would run beyond its end."),
	[RULE_TAIL_HEAD] =
		MUST("tail-head", "3.2.6, 3.4",
		     "The tail moves forward, and not onto or over the head.",
		     "What is between head and tail is the card's. With "
		     "head = tail the ring is empty, so one descriptor stays "
		     "unused."),
	[RULE_DOORBELL_BARRIER] =
		MUST("doorbell-barrier", "13.4.29, 13.4.40",
		     "Between the last write to a descriptor and the write of "
		     "the tail is a write barrier.",
		     "The card reads descriptors as soon as the tail moves, "
		     "and may find what was there before: wmb() or dma_wmb()."),
	[RULE_DESC_TOUCHED] =
		MUST("descriptor-touched", "3.2.6, 3.4",
		     "Software leaves descriptors alone that the card owns: "
		     "from the head to the tail, until DD.",
		     "The card may have read them, or not yet, and writes them "
		     "back later. The call stack is that of the first register "
		     "access after the deed."),
	[RULE_DESC_DONE] =
		MUST("descriptor-done", "3.2.6, 3.3.3.2",
		     "A descriptor is handed over with its status 0.",
		     "Software would take it for done at once: a status other "
		     "than 0 says that the card is through with it."),
	[RULE_RX_ROOM] =
		MUST("rx-room", "14.4",
		     "A receive buffer is as large as RCTL.BSIZE says.",
		     "A longer frame is written beyond its end. Checked where "
		     "buffers are mapped for DMA."),
	[RULE_RX_SIZE] =
		SHOULD("rx-size", "14.4",
		       "RCTL.BSIZE and BSEX are changed while the card has no "
		       "receive buffers.",
		       "Those that it has were made for the old size."),

	[RULE_TX_OPEN] =
		SHOULD("tx-open", "3.3.3.1",
		       "The last descriptor before the tail has EOP.",
		       "The card keeps the beginning of a packet and waits for "
		       "its end."),
	[RULE_TX_RESERVED] =
		SHOULD("tx-reserved", "3.3.3, 3.3.6, 3.3.7",
		       "Reserved bits of transmit descriptors are 0.",
		       "RPS is one on all but the 82544."),
	[RULE_TX_LENGTH] =
		MUST("tx-length", "3.3.3, 3.3.7",
		     "A descriptor's buffer has at most 16288 bytes.",
		     "More the packet memory does not take. A data descriptor "
		     "with TSE may have more."),
	[RULE_TX_SHORT] =
		MUST("tx-short", "3.3.3",
		     "A packet has at least 48 bytes before padding and FCS.",
		     "With TCTL.PSP the card pads the rest to 64."),
	[RULE_TX_LONG] =
		MUST("tx-long", "3.3.3, 3.3.7",
		     "A packet has at most 16288 bytes, and 80 less than the "
		     "transmit packet memory.",
		     "It never fits, and the transmitter stands still. PBA "
		     "divides the 64 KiB."),
	[RULE_TX_LAST_ONLY] =
		SHOULD("tx-last-only", "3.3.3.1",
		       "IFCS, IC and VLE are set in the descriptor that has "
		       "EOP.",
		       "They are ignored in those before it. With TSE the "
		       "first data descriptor counts (3.3.7.1)."),
	[RULE_TX_CHECKSUM] =
		SHOULD("tx-checksum", "3.3.3.1",
		       "With IC, CSS and CSO lie inside of the packet.",
		       "IC is ignored if CSS >= length or CSO >= length - 1."),
	[RULE_TX_VLE] = SHOULD("tx-vle", "3.3.3.1", "VLE needs CTRL.VME.",
			       "Without it the packet goes out untagged."),
	[RULE_TX_IDE] = MUST("tx-ide", "3.3.3.1, 13.4.41",
			     "IDE needs a TIDV other than 0.",
			     "The delay that it asks for is loaded from there, "
			     "and 0 is not allowed."),
	[RULE_TX_TYPE] = MUST("tx-type", "3.3.2",
			      "With DEXT, DTYP is 0 (context) or 1 (data).",
			      "Other types are reserved."),
	[RULE_TX_CONTEXT] =
		MUST("tx-context", "3.3.5",
		     "A data descriptor that asks for a checksum or for "
		     "segmentation comes after its context descriptor.",
		     "The context says where the headers are."),
	[RULE_TSO_FRAME] =
		MUST("tso-frame", "3.3.6",
		     "MSS + HDRLEN is at least 80 bytes less than the transmit "
		     "packet memory, and neither is 0.",
		     "A segment must be complete in it before it is sent."),
	[RULE_TSO_PAYLOAD] =
		SHOULD("tso-payload", "3.3.7.1",
		       "The data descriptors of a segmentation have HDRLEN + "
		       "PAYLEN bytes in all.",
		       "If not it ends early or wrong, and is counted in "
		       "TSCTFC."),
};

const struct strict_rule *strict_rules(unsigned *n)
{
	*n = RULES;
	return strict_table;
}

const char *strict_severity_name(enum strict_severity s)
{
	static const char *const names[STRICT_SEVERITIES] = {
		[STRICT_MUST] = "error",
		[STRICT_SHOULD] = "warning",
		[STRICT_HINT] = "note",
	};

	return s < STRICT_SEVERITIES ? names[s] : "?";
}
