#!/bin/bash
# SPDX-License-Identifier: MIT
# What card and driver say to each other in the regression scenarios, held
# against the lists beside this file (`ringside diff --golden` writes them).
# Times and addresses are not in them; what is, changes only on purpose.
# usage: check.sh RINGSIDE OUT_DIR [LISTS_DIR]   compare
#        check.sh --update RINGSIDE OUT_DIR      show what differs, then take it
set -euo pipefail
update=
if [ "$1" = --update ]; then
	update=yes
	shift
fi
ringside=$1
out=$2
here=$(dirname "$0")
lists=${3:-$here}

# NAME, then what follows `ringside run`. A window leaves out what another list
# has already.
runs=(
	"probe idle --set duration_ms=20 --wave-to 19ms"
	"stop idle --set duration_ms=20 --wave-from 19ms"
	"ping first-light --wave-from 1199ms --wave-to 1200ms"
	"first-light first-light --wave-from 17499900us --wave-to 17500400us"
	"echo $here/echo.yaml --wave-from 19ms --wave-to 29ms"
	"moderation $here/moderation.yaml --wave-from 19ms --wave-to 29ms"
	"wrap $here/wrap.yaml --wave-from 45350us --wave-to 46150us"
	"drop $here/drop.yaml --wave-from 19ms --wave-to 29ms"
)

mkdir -p "$out"
passed=0
failed=0
for run in "${runs[@]}"; do
	read -r -a words <<<"$run"
	name=${words[0]}
	dir=$out/$name
	list=$lists/$name.txt
	command=("$ringside" run "${words[@]:1}" --transactions --quiet --out "$dir")
	rm -rf "$dir"
	if ! "${command[@]}"; then
		echo "FAILED: $name does not run: ${command[*]}"
		failed=$((failed + 1))
		continue
	fi
	if [ -n "$update" ]; then
		"$ringside" diff --golden "$dir" >"$dir/golden.txt"
		if [ ! -e "$list" ]; then
			echo "new: $list"
		elif cmp -s "$list" "$dir/golden.txt"; then
			echo "unchanged: $list"
			continue
		else
			"$ringside" diff "$list" "$dir" ||
				echo "changed: $list"
		fi
		cp "$dir/golden.txt" "$list"
		continue
	fi
	if "$ringside" diff "$list" "$dir" >"$dir/diff.txt"; then
		echo "ok: $name says what its golden list says"
		passed=$((passed + 1))
	else
		echo "FAILED: $name differs from $list"
		cat "$dir/diff.txt"
		echo "To see it again: ${command[*]}"
		echo "                 $ringside diff $list $dir"
		echo "If that is what it should be now: make golden"
		failed=$((failed + 1))
	fi
done
[ -z "$update" ] || exit "$failed"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
