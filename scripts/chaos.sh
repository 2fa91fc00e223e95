#!/usr/bin/env bash
# Breaks a running cluster for some minutes and checks every guarantee afterwards: scripts/chaos.sh MINUTES [SEED]. Ends with 0 when all of them
# held. Logs, figures and the exported history stay below .data/chaos. See docs/chaos.md.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    echo "chaos.sh: $*" >&2
    exit 1
}

build() {
    local output
    if ! output=$(cd "$root" && dotnet build tests/Chaos.Tests -c Release -v quiet -clp:ErrorsOnly -nologo 2>&1); then
        echo "$output" >&2
        fail 'The build failed.'
    fi
}

minutes=${1:-}
seed=${2:-$((RANDOM * 30000 + RANDOM))}
[[ $minutes =~ ^[0-9]+([.][0-9]+)?$ ]] || fail 'Say for how many minutes: scripts/chaos.sh MINUTES [SEED]'
[[ $seed =~ ^[0-9]{1,9}$ ]] || fail 'A seed is a number of at most nine digits.'

# shellcheck source=scripts/prerequisites.sh
source "$root/scripts/prerequisites.sh"
require_dotnet "$root"
require_postgresql
echo 'Building ...' >&2
build

folder=$root/.data/chaos/$(date -u +%Y%m%d-%H%M%S)-$seed
mkdir -p "$folder"
# Processes that live for seconds gain nothing from profiles of themselves, nor from a heap for each processor.
export DOTNET_TieredPGO=0 DOTNET_gcServer=0
export GMAILPLATFORM_CHAOS_MINUTES=$minutes GMAILPLATFORM_CHAOS_SEED=$seed GMAILPLATFORM_CHAOS_FOLDER=$folder

echo "Chaos for $minutes minutes, seed $seed, into $folder ..."
code=0
"$root/tests/Chaos.Tests/bin/Release/net10.0/GmailPlatform.Chaos.Tests" -noColor >"$folder/tests.txt" 2>&1 || code=$?
if ((code != 0)); then cat "$folder/tests.txt"; fi
echo
cat "$folder/figures.txt" || true
if ((code == 0)); then
    echo "All guarantees held, seed $seed."
else
    echo "Guarantees were broken, seed $seed: $folder/violations.txt"
fi
exit "$code"
