// SPDX-License-Identifier: MIT
/* The table of named differences; docs/conformance.md has it, too. */
#include "differences.h"

#include <stddef.h>

const struct difference differences[] = {
	{"register-missing",
	 "QEMU has no such register: it reads 0 and forgets what is written "
	 "(CTRL_EXT, FCAL, FCAH, FCT, FCTTV, FCRTL, FCRTH, TIPG, AIT, TIDV, "
	 "RXDCTL, RSRPD, RXCSUM, WUC, WUS)",
	 "the card", "13.4, 13.6", false, is_register_missing},
	{"reserved-stored",
	 "QEMU stores and returns bits that are reserved or read-only; the card "
	 "returns those of the reset value",
	 "the card", "13.2", false, is_reserved_stored},
	{"pba-txa",
	 "QEMU stores PBA as it is written; in the card TXA is what "
	 "RXA leaves",
	 "the card", "13.4.16", false, is_pba_txa},
	{"manc-constant", "MANC cannot be written in QEMU", "the card",
	 "13.6.7", false, is_manc_constant},
	{"io-idle",
	 "IODATA reads 0 in QEMU, whose I/O BAR does nothing; what is written "
	 "through it goes to QEMU through memory",
	 "the card", "13.2.2.1", false, is_io_idle},
	{"eecd-granted", "QEMU sets EECD.GNT without EECD.REQ", "the card",
	 "13.4.3", false, is_eecd_granted},
	{"eecd-fwe",
	 "EECD.FWE is 0 after a reset in QEMU; the card has 01b, writing "
	 "disabled",
	 "the card", "13.4.3", false, is_eecd_fwe},
	{"eecd-do",
	 "while EECD.CS is 0, QEMU's EECD.DO is a bit of the word that was "
	 "read last; the card's pin is pulled up",
	 "the card", "13.4.3; a 93C46 drives DO only while selected", false,
	 is_eecd_do},
	{"mdic-no-phy",
	 "after a read at an address without PHY, QEMU's MDIC has ERROR and "
	 "otherwise what it had before; the card's has the command and ones",
	 "the card", "13.4.7", false, is_mdic_no_phy},
	{"phy-negotiated",
	 "after power-on QEMU's PHY has a link without having negotiated",
	 "the card", "IEEE 802.3 22.2.4.2.10", false, is_phy_negotiated},
	{"phy-link-latched",
	 "the first read of the card's PHY status tells that there has been no "
	 "link",
	 "the card", "IEEE 802.3 22.2.4.2.13", false, is_phy_link_latched},
	{"phy-reserved",
	 "QEMU stores bit 14 of the PHY's advertisement, which is reserved",
	 "the card", "IEEE 802.3 28.2.4.1.3", false, is_phy_reserved},
	{"statistics-missing",
	 "of the statistics QEMU 11.1 has GPRC, GPTC, TOR, TOT, TPR and TPT; "
	 "the others read 0",
	 "the card", "13.7", false, is_statistics_missing},
	{"tpr-filtered",
	 "QEMU's TPR and TOR count what it stores, the card's all frames on "
	 "the wire",
	 "the card", "13.7.41, 13.7.43", false, is_tpr_filtered},
	{"tor-stripped", "QEMU's TOR does not count a VLAN tag that it strips",
	 "the card", "13.7.41", false, is_tor_stripped},
	{"tot-as-told",
	 "QEMU's TOT counts what descriptors tell, without padding and VLAN tags",
	 "the card", "13.7.42", false, is_tot_as_told},
	{"gptc-short",
	 "GPTC counts frames of less than 64 bytes in QEMU, not in the card",
	 "the card", "13.7.30", false, is_gptc_short},
	{"txd-low",
	 "QEMU never raises TXD_LOW; the card does when the ring runs empty to "
	 "8 * TXDCTL.LWTHRESH descriptors",
	 "the card", "13.4.43", false, is_txd_low},
	{"txqe-idle",
	 "QEMU raises TXQE at each write to TCTL or TDT while enabled, though "
	 "nothing was sent",
	 "the card", "13.4.17", false, is_txqe_idle},
	{"rxdmt0-level",
	 "QEMU raises RXDMT0 after each frame that leaves no more descriptors "
	 "than RCTL.RDMTS says; the card when their number falls to that",
	 "the card", "13.4.17, 13.4.22", false, is_rxdmt0_level},
	{"rxo-no-descriptors",
	 "QEMU raises RXO when the last descriptor is used; in the card, whose "
	 "packet buffer still has room, nothing overran",
	 "the card", "13.4.17", false, is_rxo_no_descriptors},
	{"rx-mpe-broadcast",
	 "RCTL.MPE accepts broadcasts in the card, not in QEMU",
	 "open: 13.4.22 says multicast, and a broadcast is one", "13.4.22",
	 true, is_rx_mpe_broadcast},
	{"rx-cfi", "QEMU does not compare a tag's CFI (RCTL.CFIEN)", "the card",
	 "13.4.22", true, is_rx_cfi},
	{"rx-not-last",
	 "in descriptors before a frame's last one QEMU writes VP and the tag, "
	 "and leaves what else it does not know; the card writes 0 and a "
	 "checksum so far",
	 "either: nothing there is valid without EOP", "3.2.3.1", false,
	 is_rx_not_last},
	{"rx-stale",
	 "QEMU leaves errors, packet checksum and status bits that it does not "
	 "know as they were in the descriptor",
	 "the card", "3.2.3", false, is_rx_stale},
	{"rx-checksum",
	 "QEMU checks no received checksum: IXSM in each frame's last "
	 "descriptor, the packet checksum as it was in memory. The card's are "
	 "right, worked out once more",
	 "the card", "3.2.9, 13.4.47", false, is_rx_checksum},
	{"rx-partial",
	 "QEMU stores a frame when there are descriptors for all of it, the "
	 "card begins with those that there are",
	 "the card", "3.2.4", true, is_rx_partial},
	{"rx-pif",
	 "QEMU never sets PIF; the card does for a frame that passed by hash "
	 "or promiscuously",
	 "the card", "3.2.3.1", false, is_rx_pif},
	{"rx-fcs",
	 "with RCTL.SECRC clear QEMU counts the FCS in the length, but does "
	 "not store it. The card's is right, worked out once more",
	 "the card", "13.4.22", false, is_rx_fcs},
	{"tx-tso-empty",
	 "behind a packet whose payload is a multiple of MSS, QEMU sends one "
	 "more segment that has none",
	 "the card", "3.5", true, is_tx_tso_empty},
	{"tx-legacy-ic",
	 "QEMU does not insert the checksum that legacy descriptors ask for "
	 "(IC, CSS, CSO)",
	 "the card", "3.3.3.1", false, is_tx_legacy_ic},
	{"tx-tso-ip6",
	 "in segments of IPv6 QEMU's payload length counts the IPv6 header",
	 "the card", "3.5.7, RFC 8200 section 3", false, is_tx_tso_ip6},
	{"tx-no-ifcs",
	 "a frame sent without IFCS ends with its own FCS; QEMU sends these "
	 "bytes as data",
	 "the card", "3.3.3.1", false, is_tx_no_ifcs},
	{"tx-pad", "QEMU does not pad short frames (TCTL.PSP)", "the card",
	 "13.4.33", false, is_tx_pad},
	{"line-of-causes",
	 "INTA differs because ICR does, by one of the above, in a bit that IMS "
	 "has",
	 "as there", "13.4.17", false, is_line_of_causes},
};
const unsigned differences_count = sizeof(differences) / sizeof(differences[0]);

const char *owes(struct facts *f, const struct pair *x)
{
	const char *what = owes_receive(f, x);

	if (!what)
		what = owes_causes(f, x);
	return what ? what : owes_sent(f, x);
}
