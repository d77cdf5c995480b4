#!/bin/bash
# SPDX-License-Identifier: MIT
# tap_demo.sh RINGSIDE FOLDER: this machine and the simulated host on one wire, in a
# network namespace of its own, so that nothing is left behind. Pings, large ones
# in fragments, an echo by UDP, a wrong address, and a port scan.
set -euo pipefail

ringside=$(readlink -f "$1")
mkdir -p "$2"
folder=$(readlink -f "$2")
if [ -z "${RINGSIDE_NAMESPACE:-}" ]; then
	# Root makes a namespace as it is; others need one for users around it.
	user=()
	[ "$(id -u)" = 0 ] || user=(--map-root-user)
	RINGSIDE_NAMESPACE=yes exec unshare --net "${user[@]}" "$0" "$ringside" "$folder"
fi

fail() {
	echo "tap-demo: FAILED: $*"
	echo "  what the host said: $folder/console.txt"
	exit 1
}

ip link set lo up
ip tuntap add ringside mode tap || { echo "tap-demo: no tap device to be had here"; exit 69; }
ip address add 10.9.0.1/24 dev ringside
ip link set ringside up
"$ringside" run tap --wire tap:ringside --set duration_ms=120000 --out "$folder/out" \
	>"$folder/console.txt" 2>&1 &
host=$!
trap 'kill "$host" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
	! ping -c 1 -W 1 10.9.0.2 >/dev/null 2>&1 || break
done

answered() { # answered PING-ARGUMENT...: how many replies
	{ ping -W 2 "$@" 10.9.0.2 || true; } | sed -n 's/.* \([0-9]*\) received.*/\1/p'
}
[ "$(answered -c 20 -i 0.05)" = 20 ] || fail "not all of 20 pings were answered"
echo "20 pings of 20 answered"
[ "$(answered -c 5 -i 0.05 -s 4000)" = 5 ] || fail "not all pings of 4000 bytes were answered"
echo "5 pings of 4000 bytes, in three fragments each, answered"
exec 3<>/dev/udp/10.9.0.2/7
echo "from this machine" >&3
# By a whole datagram: what is not read of one is lost.
line=$(timeout 5 dd bs=2048 count=1 <&3 2>/dev/null) || fail "the UDP echo does not answer"
[ "$line" = "from this machine" ] || fail "the UDP echo says '$line'"
echo "UDP echo answered"
! ping -c 2 -i 0.2 -W 1 10.9.0.77 >/dev/null 2>&1 || fail "a wrong address was answered"
echo "a wrong address is not answered"
nmap -n -Pn -sU -p 1-40 --max-retries 1 --host-timeout 20s 10.9.0.2 >"$folder/nmap.txt" 2>&1 ||
	fail "nmap: $(tail -n 1 "$folder/nmap.txt")"
nmap -n -Pn -sS -O -p 1-200 --max-retries 1 --host-timeout 20s 10.9.0.2 >>"$folder/nmap.txt" 2>&1 || true
grep -q "7/udp.*open" "$folder/nmap.txt" || fail "nmap does not find the echo"
[ "$(answered -c 5 -i 0.05)" = 5 ] || fail "after nmap's scan the host does not answer any more"
echo "nmap finds the echo, and the host answers after its scan"
kill -TERM "$host"
code=0
wait "$host" || code=$?
trap - EXIT
[ "$code" = 130 ] || fail "the host ended with $code"
echo "tap-demo: passed; $folder/out/wire.pcapng, $folder/out/metrics.json, $folder/nmap.txt"
