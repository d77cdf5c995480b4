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

command -v apt-get >/dev/null || missing "there is no apt-get here"
[ "$(uname -m)" = x86_64 ] || missing "the private one is for x86_64 only"

# The mirror that gives this system its own release.
# shellcheck disable=SC1091 # this system's own
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
mirror=$(apt-get indextargets --format "\$(RELEASE) \$(COMPONENT) \$(REPO_URI)" 'Created-By: Packages' |
	awk -v r="$release" '$1 == r && $2 == "main" { print $3; exit }')
[ -n "$mirror" ] || missing "apt's configuration names no mirror of Debian"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e "$keyring" ] || missing "the package debian-archive-keyring is not installed"

rm -rf "$dir/apt" "$root"
mkdir -p "$dir/apt/state/lists/partial" "$dir/apt/cache/archives/partial" "$root"
touch "$dir/apt/status"
for suite in trixie trixie-backports; do
	echo "deb [arch=amd64 signed-by=$keyring] $mirror $suite main"
done >"$dir/apt/sources.list"
cat >"$dir/apt/conf" <<EOT
Dir::State "$dir/apt/state";
Dir::State::status "$dir/apt/status";
Dir::Cache "$dir/apt/cache";
Dir::Etc::sourcelist "$dir/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Debug::NoLocking "true";
EOT
export APT_CONFIG=$dir/apt/conf
log=$dir/apt/log
echo "Fetching QEMU from Debian's packages into $dir ..." >&2
if ! { apt-get -q -o Acquire::Retries=2 update &&
	apt-get -q -y -t trixie-backports --download-only install \
		qemu-system-x86 seabios ipxe-qemu; } >"$log" 2>&1; then
	tail -n 5 "$log" >&2
	missing "its packages could not be fetched (the lines above are apt's)"
fi
for package in "$dir"/apt/cache/archives/*.deb; do
	dpkg-deb -x "$package" "$root"
done
rm -rf "$dir/apt"
# shellcheck disable=SC2046 # words are what is wanted
works $(private) || missing "what was fetched does not start"
touch "$dir/complete"
private
