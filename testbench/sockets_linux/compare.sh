#!/bin/bash
# SPDX-License-Identifier: MIT
# compare.sh RUN DIR: the programs of testbench/apps/posix/ on the simulated
# kernel (RUN PROGRAM) and, as DIR/PROGRAM, on the kernel of the machine you sit
# at, over loopback. Their lines must be the same.
set -u
run=$1
dir=$2
bad=0

"$run" errno_table >"$dir/errno_table.ours" || bad=1
timeout 60 "$dir/errno_table" >"$dir/errno_table.linux" || bad=1
if diff -u "$dir/errno_table.linux" "$dir/errno_table.ours"; then
	echo "ok: $(wc -l <"$dir/errno_table.ours") answers as Linux $(uname -r) gives them"
else
	echo "FAIL: the answers differ (-: this machine's Linux, +: ours)"
	bad=1
fi

timeout 60 "$dir/echo_server" 40010 20 >/dev/null &
server=$!
sleep 0.3
timeout 60 "$dir/echo_client" 127.0.0.1 40010 20 >"$dir/echo.linux" || bad=1
kill $server 2>/dev/null
wait $server 2>/dev/null
"$run" echo >"$dir/echo.ours" || bad=1
if cmp "$dir/echo.linux" "$dir/echo.ours"; then
	echo "ok: echo client and server, unchanged, on both: $(cat "$dir/echo.ours")"
else
	echo "FAIL: the echo programs differ"
	bad=1
fi
exit $bad
