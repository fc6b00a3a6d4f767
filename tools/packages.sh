#!/bin/bash
# Installs what is missing of the given package lists and nothing else.
#
#   tools/packages.sh [--size] LIST...
#
# Nothing missing: no apt call, no network, no root. Otherwise as root, or through sudo; with neither it prints
# the exact lines to type and stops (exit 3). --size only says what would be fetched.
set -euo pipefail
export LC_ALL=C

die() {
	echo "packages: $*" >&2
	exit 3
}

# The names in the lists, without comments.
names() {
	sed -e 's/#.*//' -- "$@" | tr -s ' \t' '\n\n' | sed '/^$/d' | sort -u
}

# Of the names on standard input, those that are not installed.
missing() {
	local name status
	while read -r name; do
		status=$(dpkg-query -W -f '${Status}\n' "$name" 2>/dev/null || true)
		grep -q ' ok installed$' <<<"$status" || echo "$name"
	done
}

# Does apt know all of them? Empty lists know nothing.
known() {
	local name
	for name in "$@"; do
		apt-cache show --no-all-versions "$name" >/dev/null 2>&1 || return 1
	done
}

# apt-get as root: directly, or with sudo (asking for the password only where somebody can type it).
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif [ -t 0 ]; then
		sudo "$@"
	else
		sudo -n "$@"
	fi
}

may_become_root() {
	[ "$(id -u)" = 0 ] && return 0
	command -v sudo >/dev/null || return 1
	sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }
}

# The lines somebody with root rights has to type. `make fresh` types exactly these.
advise() {
	echo "packages: these are missing and only root can install them: $*" >&2
	echo "packages: type this as root, then run the same command again:" >&2
	known "$@" || echo "    apt-get update" >&2
	echo "    apt-get install --yes --no-install-recommends $*" >&2
	exit 3
}

# "Need to get 74.5 MB of archives." as apt computes it, before anything is fetched.
download() {
	apt-get install --assume-no --no-install-recommends "$@" 2>/dev/null |
		sed -n 's/^Need to get \(.*\) of archives.*/\1/p' || true
}

update() {
	echo "packages: refreshing the package lists"
	as_root apt-get update -q >"$log" 2>&1 || { tail -5 "$log" >&2; die "apt-get update failed"; }
}

install() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes -q --no-install-recommends "$@" \
		>"$log" 2>&1
}

size_only=no
[ "${1-}" = --size ] && { size_only=yes; shift; }
[ $# -gt 0 ] || { echo "usage: $0 [--size] LIST..." >&2; exit 2; }
for list in "$@"; do
	[ -r "$list" ] || die "no such list: $list"
done

mapfile -t wanted < <(names "$@")
command -v dpkg-query >/dev/null || die "this is not a Debian system. Install what corresponds to: ${wanted[*]}"
mapfile -t absent < <(printf '%s\n' "${wanted[@]}" | missing)
if [ ${#absent[@]} -eq 0 ]; then
	[ $size_only = no ] || echo "packages: nothing missing, 0 B to fetch"
	exit 0
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if [ $size_only = yes ]; then
	known "${absent[@]}" || die "the package lists are empty or old: apt-get update"
	echo "packages: ${#absent[@]} missing, $(download "${absent[@]}") to fetch"
	exit 0
fi
may_become_root || advise "${absent[@]}"
known "${absent[@]}" || update
known "${absent[@]}" || die "apt does not know all of: ${absent[*]}"
echo "packages: installing ${absent[*]}"
echo "packages: $(download "${absent[@]}") to fetch"
if ! install "${absent[@]}"; then
	# Lists older than the archive name files that are gone: refresh once and try again.
	update
	install "${absent[@]}" || { tail -20 "$log" >&2; die "apt-get install failed"; }
fi
