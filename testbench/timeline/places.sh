#!/bin/bash
# SPDX-License-Identifier: MIT
# Every place where a frame can end has words for people, in the order that the
# search needs (sim/record/places.c).
#
#   places.sh: from the top of the repository
set -euo pipefail
export LC_ALL=C

# Names of that shape that are counters, keys or files.
none='kernel\.(current|device|h|idle|leaks|napi.*|process|socket|stopping|timers?|up|warnings)
arp\.(allocs|conflicts|destroys|res_failed|solicits|table_fulls|unres_discards)
card\.(bad_descriptors|bus_master|cable|intx|itr|link|out_of_reset|posted|rx_enabled|tx_enabled)
run\.(h|name|no_skip|path|scenario|seed|set|build.*)
socket\.(open|lane.*)|wire\.(latency_ns|link_.*|pcapng)|ip\.(h|c)|udp\.(h|c)'
none=$(echo "$none" | tr '\n' '|' | sed 's/|$//')

used=$(grep -rhoE '"(arp|card|dev|driver|eth|icmp|ip|kernel|run|socket|udp|wire)\.[a-z_0-9]+"' \
	stack/core stack/net stack/ipv4 stack/socket sim/machine sim/wire \
	driver testbench/ringside --include='*.c' --include='*.h' |
	tr -d '"' | sort -u | grep -vxE "$none")
known=$(sed -n 's/^\t{"\([a-z]*\.[a-z_0-9]*\)",.*/\1/p' sim/record/places.c)

status=0
[ "$(wc -l <<<"$known")" -gt 50 ] || {
	echo "places.sh: sim/record/places.c cannot be read" >&2
	exit 2
}
if ! sort -uc <<<"$known"; then
	echo "places.sh: the places are not in order" >&2
	status=1
fi
while read -r place; do
	echo "places.sh: $place has no words in sim/record/places.c" >&2
	status=1
done < <(comm -23 <(echo "$used") <(echo "$known"))
[ $status -ne 0 ] || echo "ok: every place where a frame ends has words"
exit $status
