#!/bin/bash
# SPDX-License-Identifier: MIT
# get-qemu.sh [--have] [DIR]: a QEMU for the second opinion, without touching the
# system. Prints the command that starts it, for `exec $(...)`.
#
# The system's own is taken if it is new enough. Debian 12's is not (no qtest
# accelerator in its build), so a private apt root under DIR (build/qemu) fetches
# Debian's packages from the mirror that this system's apt uses, checks their
# signatures as apt does, and unpacks them there.
#
# --have: what is there already, or nothing; fetches nothing.
# Exit code 69 (service unavailable): there is none, and what would have to be
# done is said.
set -euo pipefail

newest_needed=10.1
have_only=
if [ "${1:-}" = --have ]; then
	have_only=yes
	shift
fi
dir=${1:-build/qemu}
# Relative names must not depend on where the command is run.
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
root=$dir/root
libs=$root/usr/lib/x86_64-linux-gnu

# What starts the unpacked one, with the loader and libraries that came with it.
private() {
	echo "env QEMU_MODULE_DIR=$libs/qemu $libs/ld-linux-x86-64.so.2" \
		"--library-path $libs $root/usr/bin/qemu-system-x86_64" \
		"-L $root/usr/share/qemu -L $root/usr/share/seabios"
}

works() { # works COMMAND...: does it start, and know what is needed?
	local version newest
	version=$("$@" --version 2>/dev/null | sed -nE 's/.*version ([0-9]+\.[0-9]+).*/\1/p;q') || return 1
	[ -n "$version" ] || return 1
	newest=$(printf '%s\n%s\n' "$newest_needed" "$version" | sort -V | tail -n 1)
	[ "$newest" = "$version" ] || return 1
	# The list of accelerators leaves out what is a module; so, does it start?
	echo quit | timeout 20 "$@" -accel qtest -machine none -nodefaults \
		-display none -monitor stdio >/dev/null 2>&1
}

missing() {
	cat >&2 <<-TEXT
		QEMU $newest_needed or newer with the accelerator qtest is missing: $1
		Either install one (Debian: qemu-system-x86 of trixie-backports), or let
		this machine reach its Debian mirror and run
		    testbench/conformance/get-qemu.sh
		which needs no root and puts it under $dir.
	TEXT
	exit 69
}

if works qemu-system-x86_64; then
	echo qemu-system-x86_64
	exit 0
fi
if [ -e "$dir/complete" ]; then
	private
	exit 0
fi
[ -z "$have_only" ] || exit 69

[ "$(uname -m)" = x86_64 ] || missing "the private one is for x86_64 only"
"$(dirname "$0")/../../.ci/debian" "$dir" trixie,trixie-backports qemu-system-x86 seabios ipxe-qemu ||
	missing "its packages could not be fetched (why, is said above)"
# shellcheck disable=SC2046 # words are what is wanted
works $(private) || missing "what was fetched does not start"
private
