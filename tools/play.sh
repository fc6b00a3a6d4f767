#!/bin/bash
# The first session of a new user, each command printed as it would be typed.
#
#   tools/play.sh [PROGRAM]      (default: sekisho as found on PATH)
#
# A site of one's own, then the sick example: where it stands, what the evidence that the vendor left there moves, and why a control is where it
# is. Exit 0 when the program worked: its exit codes 0 (clean) and 1 (finding) both say so. Must take under 30 s.
set -euo pipefail

limit=30
day="--at 2026-11-23" # the one the example is made for
program=$(command -v "${1:-sekisho}") || { echo "play: no such program: ${1:-sekisho}" >&2; exit 4; }
program=$(realpath "$program")
example=$(dirname "$program")/../share/sekisho/examples/sakura-sick
[ -d "$example" ] || { echo "play: the example site is not installed: $example" >&2; exit 4; }
PATH=$(dirname "$program"):$PATH

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R "$example" "$folder/sakura-sick"
cp -R "$example/../network-sick" "$folder/network-sick"

# Shows and runs one command; anything but "clean" and "finding" ends the session with that code.
step() {
	local code=0
	echo "\$ $*"
	"$@" || code=$?
	[ $code -le 1 ] || { echo "play: '$*' ended with $code" >&2; exit $code; }
	echo
}

# The same for a command that asks: yes.
step_yes() {
	local code=0
	echo "\$ echo y | $*"
	echo y | "$@" || code=$?
	[ $code -le 1 ] || { echo "play: '$*' ended with $code" >&2; exit $code; }
	echo
}

cd "$folder"
step sekisho init sakura --configuration ip-vpn --kind clinic
step cd sakura
step sekisho
step cd ../sakura-sick
step sekisho $day
step_yes sekisho look brought/05-windows.brought.jsonl $day
step sekisho $day
step sekisho why T12 $day
step sekisho evidence list $day
step cd ../network-sick
step sekisho prove
step sekisho fix flow-outside-in --output change

[ $SECONDS -lt $limit ] || { echo "play: took $SECONDS s, the limit is $limit s" >&2; exit 4; }
echo "play: the program worked (${SECONDS} s)"
echo "Next: export PATH=$(dirname "$program"):\$PATH; sekisho --site $(realpath "$example") $day"
