#!/bin/bash
# `make pages`: the report of each example as a browser sees it, in both languages. Pictures and pages lie in build/pages afterwards, to be looked at.
# The rule `long-title` is off: a title holds the name of the site, which is as long as it is.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out="$root/build/pages"
sekisho="$root/build/root/usr/bin/sekisho"
mkdir -p "$out"
cp "$root"/tools/pages/* "$out/"
cd "$out"
npm ci --silent --no-audit --no-fund
files=()
for example in sakura-sick hana-healthy minami-fresh network-sick; do
	for lang in ja en; do
		code=0
		"$sekisho" papers report --site "$root/build/root/usr/share/sekisho/examples/$example" --at 2026-11-23 --lang "$lang" --output "$out/made" >/dev/null || code=$?
		[ "$code" -le 1 ]
		mv "$out/made/report.html" "$out/$example.$lang.html"
		files+=("$out/$example.$lang.html")
	done
done
node pages.cjs "$out" "${files[@]}"
npx --no-install html-validate --config htmlvalidate.json "${files[@]}"
echo "html-validate: clean, ${#files[@]} pages; pictures are in build/pages"
