#!/bin/bash
# The first session of a new user, each command printed as it would be typed.
#
#   tools/play.sh [PROGRAM]      (default: sekisho as found on PATH)
#
# Exit 0 when the program worked: its exit codes 0 (clean) and 1 (finding) both say so. Must take under 30 s.
set -euo pipefail

limit=30
program=$(command -v "${1:-sekisho}") || { echo "play: no such program: ${1:-sekisho}" >&2; exit 4; }
program=$(realpath "$program")
example=$(dirname "$program")/../share/sekisho/examples/sakura-sick
[ -d "$example" ] || { echo "play: the example site is not installed: $example" >&2; exit 4; }
PATH=$(dirname "$program"):$PATH

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R "$example" "$folder/sakura-sick"

# Shows and runs one command; anything but "clean" and "finding" ends the session with that code.
step() {
	local code=0
	echo "\$ $*"
	"$@" || code=$?
	[ $code -le 1 ] || { echo "play: '$*' ended with $code" >&2; exit $code; }
	echo
}

# The same for a command whose output is long: its last lines, as a user would page to them.
step_tail() {
	local code=0
	echo "\$ $* | tail"
	"$@" >"$folder/output" || code=$?
	tail "$folder/output"
	[ $code -le 1 ] || { echo "play: '$*' ended with $code" >&2; exit $code; }
	echo
}

cd "$folder"
step sekisho init sakura --configuration ip-vpn --kind clinic
step cd sakura
step sekisho
step cd ../sakura-sick
step sekisho
step sekisho why ransomware
step_tail sekisho assess

[ $SECONDS -lt $limit ] || { echo "play: took $SECONDS s, the limit is $limit s" >&2; exit 4; }
echo "play: the program worked (${SECONDS} s)"
