#!/usr/bin/env bash
# Measures the platform beside bare endpoints and bare transactions, prints the report and writes it to docs/benchmarks.md, which
# takes about a quarter of an hour. Arguments choose less, which is printed only: bench/run.sh [--quick] [vends] [gateway] [exchanges] [refreshes] [histories] [appends]
# [searches], the last over BENCH_GRANTS grants with BENCH_EVENTS events each.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    echo "bench/run.sh: $*" >&2
    exit 1
}

build() {
    local output
    if ! output=$(cd "$root" && dotnet build bench/GmailPlatform.Bench -c Release -v quiet -clp:ErrorsOnly -nologo 2>&1); then
        echo "$output" >&2
        fail 'The build failed.'
    fi
}

# Only the whole of it is worth keeping.
if (($# == 0)); then set -- --report "$root/docs/benchmarks.md"; fi

# shellcheck source=scripts/prerequisites.sh
source "$root/scripts/prerequisites.sh"
require_dotnet "$root"
require_postgresql
require_wrk
echo 'Building ...' >&2
build
exec dotnet "$root/bench/GmailPlatform.Bench/bin/Release/net10.0/GmailPlatform.Bench.dll" "$@"
