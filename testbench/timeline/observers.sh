#!/bin/bash
# SPDX-License-Identifier: MIT
# Code that only looks on takes no simulated time: it is not counted, and it
# calls nothing that is (stack/include/kernel_lanes.h).
#
#   observers.sh OBSERVER.o... -- COUNTED.o...
set -euo pipefail
export LC_ALL=C

observers=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	observers+=("$1")
	shift
done
shift
if [ ${#observers[@]} -eq 0 ] || [ $# -eq 0 ]; then
	echo "usage: observers.sh OBSERVER.o... -- COUNTED.o..." >&2
	exit 2
fi

names() {
	nm "$@" | awk 'NF > 1 { print $NF }' | sort -u
}

# Calls and jumps; an address that is only compared is none.
called=$(readelf -rW "${observers[@]}" |
	awk '$3 ~ /PLT|CALL|JUMP/ { print $5 }' | sort -u)
[ -n "$called" ] || {
	echo "observers.sh: no call at all in ${observers[*]}?" >&2
	exit 2
}
status=0
while read -r name; do
	echo "observers.sh: $name is counted, and called by one of: ${observers[*]}" >&2
	status=1
done < <(comm -12 <(echo "$called") <(names --defined-only -g "$@"))
if grep -qE '^(cpu_|__sanitizer_cov_trace_pc)' < <(names -u "${observers[@]}"); then
	echo "observers.sh: counted itself: one of: ${observers[*]}" >&2
	status=1
fi
exit $status
