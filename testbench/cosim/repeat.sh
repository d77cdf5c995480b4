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
fail() { # fail SENTENCE
	echo "FAILED: $1"
	failed=$((failed + 1))
}

same() { # same SENTENCE DIR_A DIR_B [FILE...]
	local f sentence=$1 a=$2 b=$3
	shift 3
	[ $# -gt 0 ] || set -- metrics.json wire.pcapng eth0.pcapng
	for f in "$@"; do
		if ! cmp "$a/$f" "$b/$f"; then
			fail "$sentence ($f differs)"
			return
		fi
	done
	echo "ok: $sentence"
	passed=$((passed + 1))
}

# The captures as text, without the comments that lead to the waveform.
strip() { # strip FROM TO
	local f
	mkdir -p "$2"
	cp "$1/metrics.json" "$2"
	for f in wire eth0; do
		tshark -r "$1/$f.pcapng" -x >"$2/$f.pcapng" 2>/dev/null
		tshark -r "$1/$f.pcapng" -T fields -E aggregator='|' \
			-e frame.time_epoch -e frame.packet_id \
			-e frame.packet_flags -e frame.comment 2>/dev/null |
			sed 's/|fst=trace.fst@[0-9]*ps//' >>"$2/$f.pcapng"
	done
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
strip "$out/plain" "$out/plain-stripped"
strip "$out/wave" "$out/wave-stripped"
same "recording a waveform changes nothing" "$out/plain-stripped" \
	"$out/wave-stripped"
[ -s "$out/wave/trace.fst" ] || fail "--wave wrote no trace.fst"
grep -q 'fst=trace.fst@' "$out/wave/wire.pcapng" ||
	fail "the capture has no links to the waveform"

# Without skipping every edge is stepped: the first echoes are enough.
run skip --set duration_ms=1250
run no-skip --set duration_ms=1250 --no-skip
same "skipping quiet time changes nothing" "$out/skip" "$out/no-skip"

# The state at the end knows who called whom, recorded or not.
loaded() { # loaded DIR OPTION...
	local dir=$1
	shift
	"$ringside" run line-rate-both --set duration_ms=22 --quiet \
		--out "$out/$dir" "$@"
}
loaded off
loaded on --transactions
same "recording changes nothing under load, nor in the state at the end" \
	"$out/off" "$out/on" metrics.json state.json wire.pcapng eth0.pcapng

# What is recorded does not depend on how the run gets there.
loaded recorded --timeline --transactions
loaded stepped --timeline --transactions --no-skip
same "skipping quiet time changes no recording" "$out/recorded" "$out/stepped" \
	timeline.html timeline.json transactions.txt moments.json

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
