#!/usr/bin/env bash
# Runs everything on this machine: PostgreSQL, a Google sandbox and the platform. Ctrl+C stops it; the data stays.
#
#   GMAILPLATFORM_PORT           the platform's port (5080)
#   GMAILPLATFORM_SANDBOX_PORT   the sandbox's port (5081)
#   GMAILPLATFORM_DATA           the data folder (.data beside this file)
#   ConnectionStrings__Postgres  a database to use: no local PostgreSQL is started
#   Google__ClientSecretsFile    Google's client_secret.json: the platform talks to Google, no sandbox is started
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
    echo "run.sh: $*" >&2
    exit 1
}

require_free_port() {
    local variable=$1 port=$2 address
    if ! [[ $port =~ ^[0-9]{1,5}$ ]] || ((10#$port < 1 || 10#$port > 65535)); then
        fail "$variable is '$port': it should be a port number from 1 to 65535."
    fi
    for address in 127.0.0.1 ::1; do
        if (exec 3<>"/dev/tcp/$address/$port") 2>/dev/null; then
            fail "Port $port is in use: stop the program that listens there, or choose another port with $variable."
        fi
    done
}

require_data_folder() {
    if ! mkdir -p "$1" 2>/dev/null || ! [[ -w $1 && -x $1 ]]; then
        fail "The data folder $1 cannot be used (a file, or not writable): choose another with GMAILPLATFORM_DATA."
    fi
}

build() {
    local output
    if ! output=$(cd "$root" && dotnet build src/DevHost/DevHost.csproj -c Release -v quiet -clp:ErrorsOnly -nologo 2>&1); then
        echo "$output" >&2
        fail 'The build failed.'
    fi
}

# shellcheck source=scripts/prerequisites.sh
source "$root/scripts/prerequisites.sh"
export GMAILPLATFORM_DATA=${GMAILPLATFORM_DATA:-$root/.data}

require_dotnet "$root"
require_free_port GMAILPLATFORM_PORT "${GMAILPLATFORM_PORT:-5080}"
if [[ -z ${Google__ClientSecretsFile:-} ]]; then require_free_port GMAILPLATFORM_SANDBOX_PORT "${GMAILPLATFORM_SANDBOX_PORT:-5081}"; fi
require_data_folder "$GMAILPLATFORM_DATA"
if [[ -z ${ConnectionStrings__Postgres:-} ]]; then require_postgresql; fi
echo 'Building ...'
build
echo 'Starting ...'
exec dotnet "$root/src/DevHost/bin/Release/net10.0/GmailPlatform.DevHost.dll"
