#!/bin/bash
# SPDX-License-Identifier: MIT
# Results do not depend on being watched or on skipping quiet time: the same
# scenario and seed, run three ways, gives the same bytes.
# usage: repeat.sh RINGSIDE OUT_DIR
set -euo pipefail
ringside=$1
out=$2
rm -rf "$out"
mkdir -p "$out"

passed=0
failed=0
same() { # same SENTENCE DIR_A DIR_B
	local f
	for f in metrics.json wire.pcap; do
		if ! cmp "$2/$f" "$3/$f"; then
			echo "FAILED: $1 ($f differs)"
			failed=$((failed + 1))
			return
		fi
	done
	echo "ok: $1"
	passed=$((passed + 1))
}

run() { # run DIR OPTION...
	local dir=$1
	shift
	"$ringside" run first-light --seed 7 --quiet --out "$out/$dir" "$@"
}

run plain
run again
run wave --wave
same "the same seed gives the same result" "$out/plain" "$out/again"
same "recording a waveform changes nothing" "$out/plain" "$out/wave"
[ -s "$out/wave/trace.fst" ] || {
	echo "FAILED: --wave wrote no trace.fst"
	failed=$((failed + 1))
}

# Without skipping every edge is stepped: the first echoes are enough.
run skip --set duration_ms=1250
run no-skip --set duration_ms=1250 --no-skip
same "skipping quiet time changes nothing" "$out/skip" "$out/no-skip"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
