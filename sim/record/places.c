// SPDX-License-Identifier: MIT
#include "sim/places.h"

#include <string.h>

/* In alphabetical order: they are looked up for every frame of a capture. */
static const struct {
	const char *place, *words;
} places[] = {
	{"arp.bad_address", "an address that no host can have"},
	{"arp.bad_header", "ARP for something that is not Ethernet and IPv4"},
	{"arp.duplicate", "an address that two hosts claim"},
	{"arp.handled", "ARP requests and replies"},
	{"arp.not_used", "an answer to nobody's question"},
	{"arp.queue_full", "too many waited for the address"},
	{"arp.table_full", "no room in the neighbour table"},
	{"arp.truncated", "shorter than an ARP message"},
	{"arp.unresolved", "nobody answered for the address"},
	{"card.reset", "in the card when it was reset"},
	{"card.rx_control", "flow control, for the card itself"},
	{"card.rx_crc_error", "wrong check sequence"},
	{"card.rx_disabled", "came before the card was open"},
	{"card.rx_error", "RX_ER was raised"},
	{"card.rx_fifo_full", "no room in the card's buffer"},
	{"card.rx_filtered", "not for this card's address"},
	{"card.rx_fragment", "shorter than 64 bytes, wrong check sequence"},
	{"card.rx_ignored", "came while the card was in loopback"},
	{"card.rx_jabber", "too long, wrong check sequence"},
	{"card.rx_no_sfd", "no start frame delimiter"},
	{"card.rx_oversize", "longer than the card takes"},
	{"card.rx_runt", "shorter than 64 bytes"},
	{"card.rx_unfinished", "in the card at the end"},
	{"card.rx_vlan_filtered", "not for one of this card's VLANs"},
	{"card.tx_bad_descriptor", "a descriptor that makes no sense"},
	{"card.tx_too_long", "no room in the card's buffer"},
	{"card.tx_unfinished", "in the card at the end"},
	{"dev.no_header", "no Ethernet header could be made"},
	{"dev.no_memory", "no memory"},
	{"dev.not_ready", "the device was closed or had no carrier"},
	{"dev.not_segmentable", "too long, and of a kind that cannot be cut"},
	{"dev.queue_full", "no room in the device's queue"},
	{"driver.rx_dropped", "the driver did not pass it on"},
	{"driver.rx_unread", "the driver did not look at it"},
	{"driver.tx_dropped", "the driver did not send it"},
	{"eth.other_host", "another host's address"},
	{"eth.unknown_protocol", "nobody takes this EtherType"},
	{"guest.stored", "in the guest's memory"},
	{"icmp.bad_checksum", "wrong checksum"},
	{"icmp.broadcast_ignored", "a ping to everybody"},
	{"icmp.echo_answered", "pings"},
	{"icmp.echo_ignored", "pings that are not to be answered"},
	{"icmp.error_handled", "errors, passed on to the sender"},
	{"icmp.error_unclaimed", "errors about what nobody sent"},
	{"icmp.ignored", "ICMP that asks for nothing"},
	{"icmp.no_route", "no way back for the answer"},
	{"icmp.not_sent", "the answer could not be sent"},
	{"icmp.redirect_handled", "a gateway told of a better one"},
	{"icmp.timestamp_answered", "questions for the time"},
	{"icmp.truncated", "shorter than an ICMP header"},
	{"icmp.unknown_type", "no such ICMP type"},
	{"igmp.bad_checksum", "wrong checksum"},
	{"igmp.bad_message", "IGMP that makes no sense"},
	{"igmp.handled", "questions and reports about groups"},
	{"igmp.ignored", "IGMP that asks for nothing"},
	{"igmp.truncated", "shorter than an IGMP header"},
	{"ip.bad_checksum", "wrong checksum"},
	{"ip.bad_header", "a header that makes no sense"},
	{"ip.bad_options", "IP options that make no sense"},
	{"ip.blackhole", "a route that swallows"},
	{"ip.fragment_bad", "fragments that do not fit together"},
	{"ip.fragment_duplicate", "fragments that were there already"},
	{"ip.fragment_incomplete", "fragments, some are missing"},
	{"ip.fragment_lost", "one of its fragments could not be sent"},
	{"ip.fragment_no_room", "too many fragments wait"},
	{"ip.fragment_overlap", "fragments that overlap"},
	{"ip.fragment_too_far", "fragments overtaken by many others"},
	{"ip.fragment_too_long", "fragments beyond 64 KiB"},
	{"ip.fragmented", "cut into fragments"},
	{"ip.martian", "an address that nobody may have on a wire"},
	{"ip.no_memory", "no memory"},
	{"ip.no_protocol", "no such IP protocol here"},
	{"ip.no_route", "no way there"},
	{"ip.not_for_us", "another host's IP address"},
	{"ip.prohibited", "a route that forbids"},
	{"ip.reassembled", "fragments, now part of a whole"},
	{"ip.reassembly_timeout", "the other fragments did not come"},
	{"ip.route_cache_full", "no room in the route cache"},
	{"ip.rp_filter", "came by a way that does not lead back"},
	{"ip.source_route", "the sender wants a way of its own"},
	{"ip.stays_here", "multicast for this host only"},
	{"ip.too_big", "longer than the MTU, and not to be cut"},
	{"ip.truncated", "shorter than its header says"},
	{"ip.ttl_exceeded", "passed through too many routers"},
	{"ip.unicast_in_multicast", "one host's packet, sent to many"},
	{"kernel.consumed", "used up by the kernel"},
	{"kernel.dropped", "dropped by the kernel"},
	{"kernel.leaked", "left behind at the end"},
	{"netfilter.drop", "dropped by a rule"},
	{"netfilter.queue", "for a program that does not run"},
	{"phy.rx_isolated", "came while the PHY was in loopback"},
	{"run.died", "on its way when the program died"},
	{"run.interrupted", "on its way when the run was interrupted"},
	{"socket.delivered", "read by a program"},
	{"socket.unread", "in a socket that was closed"},
	{"udp.bad_checksum", "wrong checksum"},
	{"udp.bad_length", "a length that cannot be"},
	{"udp.copy_fault", "the program's buffer could not be written"},
	{"udp.min_ttl", "came from further away than the socket allows"},
	{"udp.no_memory", "no memory"},
	{"udp.no_socket", "to a closed UDP port"},
	{"udp.rcvbuf_full", "the program was too slow"},
	{"vlan.truncated", "shorter than a VLAN tag"},
	{"wire.sent", "sent by the card"},
	{"wire.unfinished", "half on the line at the end"},
};

const char *place_words(const char *place)
{
	size_t low = 0, high = sizeof(places) / sizeof(*places);

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(place, places[mid].place);

		if (!order)
			return places[mid].words;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return "";
}

bool place_is_good(const char *place)
{
	static const char *const good[] = {
		"socket.delivered",
		"wire.sent",
		"guest.stored",
		"arp.handled",
		"icmp.echo_answered",
		"ip.reassembled",
		"icmp.timestamp_answered",
		"icmp.error_handled",
		"card.rx_filtered",
		"card.rx_control",
		"eth.other_host",
		"run.interrupted",
		"run.died",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (!strcmp(place, good[i]))
			return true;
	return false;
}
