#!/usr/bin/env bash
# Runs test programs, two at a time, and then those that measure time, one at a time: run-tests.sh PROGRAM... A program that
# crashes, hangs, is missing or has no tests counts as one failure. The last line is 'N passed, N failed'.
set -uo pipefail

at_once=2
limit=15m
measures_time='*.Nodes.Tests'
takes_long='*.@(Browser|Chaos|Processes|EndToEnd).Tests'
passed=0
failed=0
logs=$(mktemp -d -t gmailplatform-run-XXXXXX)
declare -A running=()

# Programs that live for seconds gain nothing from profiles of themselves, nor from a heap for each processor.
export DOTNET_TieredPGO=0 DOTNET_gcServer=0

# What a test that is stopped half-way leaves in its temporary folder goes with the run. Other accounts may pass
# through: PostgreSQL's does.
chmod 711 "$logs"
mkdir "$logs/tmp"
export TMPDIR=$logs/tmp

trap 'clean_up' EXIT
trap 'stop' INT TERM

clean_up() {
    # A server whose test was stopped writes until it has stopped too.
    for _ in {1..50}; do
        if rm -rf "$logs" 2>/dev/null; then return; fi
        sleep 0.1
    done
    echo "$logs could not be removed." >&2
}

stop() {
    kill -TERM "${!running[@]}" 2>/dev/null
    wait
    exit 143
}

start() {
    timeout --kill-after=10s "$limit" "$1" -noColor >"$logs/${1##*/}" 2>&1 &
    running[$!]=${1##*/}
}

finish_one() {
    local pid code=0
    wait -n -p pid "${!running[@]}" || code=$?
    count "${running[$pid]}" "$code"
    unset "running[$pid]"
}

# Reads the runner's summary: "Total: 24, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 0.3s".
count() {
    local name=$1 code=$2 ok=0 bad=0
    local summary='Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+)'
    if [[ $(grep -E "$summary" "$logs/$name" | tail -n 1) =~ $summary ]]; then
        ok=$((BASH_REMATCH[1] - BASH_REMATCH[3] - BASH_REMATCH[4] - BASH_REMATCH[5]))
        bad=$((BASH_REMATCH[2] + BASH_REMATCH[3]))
    fi
    if ((bad == 0 && (code != 0 || ok == 0))); then bad=1; fi
    if ((bad > 0)); then cat "$logs/$name"; fi
    echo "$name: $ok passed, $bad failed$( ((code == 0)) || echo " (exit code $code)")"
    passed=$((passed + ok))
    failed=$((failed + bad))
}

# The long ones first, so that none of them runs alone at the end.
first=() others=() last=()
for program in "$@"; do
    # shellcheck disable=SC2053  # Patterns.
    if [[ $program == $measures_time ]]; then
        last+=("$program")
    elif [[ $program == $takes_long ]]; then
        first+=("$program")
    else
        others+=("$program")
    fi
done
for program in "${first[@]}" "${others[@]}"; do
    if ((${#running[@]} >= at_once)); then finish_one; fi
    start "$program"
done
while ((${#running[@]} > 0)); do finish_one; done

for program in "${last[@]}"; do
    start "$program"
    finish_one
done

echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
