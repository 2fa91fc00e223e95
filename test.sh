#!/usr/bin/env bash
# Every check and every test. The last line is 'N passed, N failed'; a check that stops the run counts as one failure.
# Arguments choose test projects by a part of their names: ./test.sh Domain Sandbox
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"

fail() {
    echo "test.sh: $*"
    echo '0 passed, 1 failed'
    exit 1
}

check() {
    local title=$1 output
    shift
    echo "$title ..."
    if ! output=$("$@" 2>&1); then
        echo "$output"
        fail "Failed: $*"
    fi
}

chosen() {
    local project=$1 part
    shift
    (($# == 0)) && return
    for part in "$@"; do
        if [[ $project == *"$part"* ]]; then return; fi
    done
    return 1
}

# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh
require_dotnet "$root"
require_postgresql
require_chromium
require_mail_clients
require_pgbouncer

# While the machine builds, since a registry may be slow.
node_log=$(mktemp -t gmailplatform-npm-XXXXXX)
trap 'rm -f "$node_log"' EXIT
(require_node_client "$root/tests/EndToEnd.Tests/NodeClient") >"$node_log" 2>&1 &
node_client=$!

# One compiler for all projects, whatever the environment says: it halves the time. The rules of style are the compiler's too
# (EnforceCodeStyleInBuild), so that only whitespace is left to check.
check 'Building' dotnet build GmailPlatform.sln -c Release -warnaserror -v quiet -nologo -p:UseSharedCompilation=true
dotnet build-server shutdown --vbcscompiler >/dev/null
check 'Checking whitespace' dotnet format whitespace GmailPlatform.sln --verify-no-changes --no-restore

if ! wait "$node_client"; then
    cat "$node_log"
    exit 1
fi
rm -f "$node_log"
trap - EXIT

programs=()
for file in tests/*.Tests/*.csproj; do
    project=$(basename "$file" .csproj)
    if chosen "$project" "$@"; then programs+=("$root/${file%/*}/bin/Release/net10.0/GmailPlatform.$project"); fi
done
((${#programs[@]} > 0)) || fail "No test project is called like: $*"

# In place of this shell, so that a signal to it reaches the tests and their PostgreSQL.
exec dotnet src/DevHost/bin/Release/net10.0/GmailPlatform.DevHost.dll postgres -- scripts/run-tests.sh "${programs[@]}"
