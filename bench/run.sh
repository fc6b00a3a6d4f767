#!/bin/bash
# Speed and memory of one assessment, from files to JSON; of one bundle, from bytes to verdicts, of a fleet's store, and of a long history; of papers; of counts over many sites
# (`make bench` builds first, then calls this).
#
#   bench/run.sh [PREFIX [FOLDER]]     PREFIX: the installed program (build/root/usr)
#                                      FOLDER: where the bench itself is built, and where the store lies: on a disk, not in
#                                      memory (build/bench)
#
# The aims are printed beside the figures. A figure over its aim is a line to read, not a failure: machines differ, and the
# exit code only says whether the program worked. Close everything else: what another program takes is in the figures.
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=$(realpath "${1:-build/root/usr}")
folder=${2:-build/bench}
program=$prefix/bin/sekisho
catalogue=$prefix/share/sekisho/catalogue
example=$prefix/share/sekisho/examples/sakura-sick
at=2026-11-23
[ -x "$program" ] || { echo "bench: no program at $program; run 'make build' first" >&2; exit 4; }

mkdir -p "$folder"
log=$folder.log
{
	[ -f "$folder/build.ninja" ] || meson setup "$folder" -Dbench=true -Dbuildtype=debugoptimized
	ninja -C "$folder" bench/bench_assess bench/bench_diff bench/bench_empty bench/bench_evidence bench/bench_history bench/bench_network bench/bench_packet bench/bench_plan bench/bench_papers bench/bench_counts
} >"$log" 2>&1 || { cat "$log" >&2; exit 4; }

mapfile -t files < <(find "$catalogue" -name '*.yaml' | sort)
files+=("$example/site.yaml")

# What people say alone, and the same with evidence.
mkdir -p "$folder/said" "$folder/site"
cp "$example/site.yaml" "$folder/said/"
for site in "$folder/said" "$example"; do
	echo "\$ sekisho assess --json --catalogue $catalogue --site $site --at $at"
	LC_ALL=C "$folder/bench/bench_assess" "$folder/bench/bench_empty" "$program" "$catalogue" "$site" "$at" "${files[@]}"
done

echo "\$ bench_evidence $catalogue tests/check/cases $folder/site"
LC_ALL=C "$folder/bench/bench_evidence" "$catalogue" tests/check/cases "$folder/site"

echo "\$ bench_history $folder/site"
LC_ALL=C "$folder/bench/bench_history" "$folder/site"

locale=$prefix/share/locale
echo "\$ bench/many.py $program $example $at 600 $folder/many"
/usr/bin/python3 bench/many.py "$program" "$example" "$at" 600 "$folder/many"
echo "\$ bench_papers $catalogue $folder/many $at $locale $folder"
LC_ALL=C "$folder/bench/bench_papers" "$catalogue" "$folder/many" "$at" "$locale" "$folder"

echo "\$ bench_counts $catalogue"
LC_ALL=C "$folder/bench/bench_counts" "$catalogue"

networks=(examples/networks/*)
echo "\$ bench_network $catalogue ${networks[*]}"
LC_ALL=C "$folder/bench/bench_network" "$catalogue" "${networks[@]}"

echo "\$ bench_diff"
LC_ALL=C "$folder/bench/bench_diff"

echo "\$ bench_plan $folder/site"
LC_ALL=C "$folder/bench/bench_plan" "$folder/site"

echo "\$ bench_packet"
LC_ALL=C "$folder/bench/bench_packet"

echo "\$ bench/certificate.py"
LC_ALL=C /usr/bin/python3 bench/certificate.py "$prefix"
