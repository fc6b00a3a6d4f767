#!/bin/bash
# Every shell script parses, stops at errors, and can be started.
set -euo pipefail
cd "$(dirname "$0")/../.."

# The findings of one folder, one a line.
check() {
	local script
	while read -r script; do
		bash -n "$script" 2>/dev/null || echo "$script: does not parse"
		grep -qE '^set -e?uo pipefail$' "$script" || echo "$script: does not set -euo pipefail"
		[ -x "$script" ] || echo "$script: is not executable"
	done < <(find "$1" \( -name .git -o -name build -o -name node_modules \) -prune -o -type f \
		\( -name '*.sh' -o -path '*/.ci/run' \) -print | sort)
}

number=0
failed=0
point() {
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number - $2"
	else
		failed=1
		echo "not ok $number - $2"
	fi
}

# A script with the given text and mode must give a finding that holds the given words.
refuses() {
	local folder found code=0
	folder=$(mktemp -d)
	printf '%b' "$1" >"$folder/x.sh"
	chmod "$2" "$folder/x.sh"
	found=$(check "$folder")
	rm -rf "$folder"
	grep -q "$3" <<<"$found" || code=1
	point $code "refuses a script that $3"
}

findings=$(check .)
[ -z "$findings" ] || sed 's/^/# /' <<<"$findings"
point "$([ -z "$findings" ] && echo 0 || echo 1)" "shell: every script parses"
refuses 'set -euo pipefail\nif true; then\n' 755 "does not parse"
refuses 'true\n' 755 "does not set"
refuses 'set -euo pipefail\n' 644 "is not executable"
echo "1..$number"
exit $failed
