#!/bin/bash
# Each fuzz target for FUZZ_SECONDS (600), FUZZ_JOBS at a time (all processors), then line coverage per source file of what
# seeds and grown corpus reach. What is found stays in build/fuzz-findings; grown inputs in build/fuzz-corpus.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${FUZZ_SECONDS:-600}
jobs=${FUZZ_JOBS:-$(nproc)}
findings=build/fuzz-findings
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

# Name and program of the targets of one build folder, as Meson knows them.
targets() {
	meson introspect --targets "$1" | /usr/bin/python3 -c '
import json, sys
for target in json.load(sys.stdin):
    if target["name"].startswith("fuzz_") and target["type"] == "executable":
        print(target["name"], target["filename"][0])' | sort
}

hunt() {
	local name=$1 program=$2 grown=build/fuzz-corpus/$1 dictionary=()
	mkdir -p "$grown" "$findings/$name"
	[ ! -f "fuzz/$name.dict" ] || dictionary=("-dict=fuzz/$name.dict")
	"$program" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=512 -print_final_stats=1 \
		-artifact_prefix="$findings/$name/" "${dictionary[@]}" "$grown" "fuzz/corpus/$name" \
		>"build/$name.log" 2>&1
}

# One line per target; fails when the target did.
say() {
	local name=$1 code=$2 runs
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "build/$name.log")
	if [ "$code" = 0 ] && [ "${runs:-0}" -gt 0 ]; then
		printf '%-16s %12s executions in %s s, no finding\n' "$name" "$runs" "$seconds"
	else
		printf '%-16s FINDING (exit %s), see %s\n' "$name" "$code" "$findings/$name"
		tail -40 "build/$name.log"
		return 1
	fi
}

hunt_and_say() {
	local code=0
	hunt "$1" "$2" || code=$?
	say "$1" "$code"
}

# Replays everything known with the instrumented build and prints the table of src/ files.
coverage() {
	local name program objects=()
	rm -f build/coverage/*.profraw
	while read -r name program; do
		LLVM_PROFILE_FILE=$PWD/build/coverage/$name.profraw "$program" -runs=0 \
			"build/fuzz-corpus/$name" "fuzz/corpus/$name" >"build/$name.coverage.log" 2>&1
		objects+=(-object "$program")
	done < <(targets build/coverage)
	llvm-profdata merge -o build/coverage/all.profdata build/coverage/*.profraw
	llvm-cov report -instr-profile=build/coverage/all.profdata "${objects[@]:1}" src |
		awk 'NR > 2 && NF >= 10 { printf "%-40s %6s lines %8s covered\n", $1, $8, $10 }'
}

mapfile -t list < <(targets build/fuzz)
[ ${#list[@]} -gt 0 ] || { echo "fuzz: no target is built" >&2; exit 3; }
mkdir -p "$findings"
failed=0
for entry in "${list[@]}"; do
	while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do
		wait -n || failed=1
	done
	# shellcheck disable=SC2086 # name and program are two words
	hunt_and_say $entry &
done
while [ "$(jobs -p | wc -l)" -gt 0 ]; do
	wait -n || failed=1
done
coverage
exit $failed
