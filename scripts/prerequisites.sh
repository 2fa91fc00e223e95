# What run.sh, test.sh and bench/run.sh ask of the machine. Sourced by them; each brings its own 'fail MESSAGE'.
# shellcheck shell=bash

require_dotnet() {
    local root=$1
    command -v dotnet >/dev/null ||
        fail 'The .NET SDK 10.0 is missing: install it (Debian: see https://learn.microsoft.com/dotnet/core/install/linux; package dotnet-sdk-10.0).'
    # global.json says which SDK will do.
    (cd "$root" && dotnet --version) >/dev/null 2>&1 ||
        fail "The .NET SDK 10.0 is missing, there is only $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' '): install the package dotnet-sdk-10.0."
}

require_postgresql() {
    if command -v initdb >/dev/null && command -v postgres >/dev/null; then return; fi
    if compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then return; fi
    can_install || fail 'PostgreSQL is missing: install its server programs (Debian: apt-get install postgresql).'

    # Debian makes and starts a cluster of its own on port 5432 unless it is told not to.
    local no_cluster=/etc/postgresql-common/createcluster.d/gmailplatform.conf
    mkdir -p "${no_cluster%/*}"
    echo 'create_main_cluster = false' >"$no_cluster"
    install_package postgresql
    rm -f "$no_cluster"
}

require_chromium() {
    if [[ -x /usr/bin/chromium ]]; then return; fi
    can_install || fail 'Chromium is missing at /usr/bin/chromium: install it (Debian: apt-get install chromium).'
    install_package chromium
}

# Google's own client library, which a test runs as it comes. Arguments: the folder of its package.json.
require_node_client() {
    if ! command -v npm >/dev/null; then
        can_install || fail 'Node.js with npm is missing: install it (Debian: apt-get install nodejs npm).'
        install_package npm
    fi
    if [[ $1/node_modules/.package-lock.json -nt $1/package-lock.json ]]; then return; fi
    local output
    echo 'Installing the official Google client for Node ...' >&2
    if ! output=$(npm ci --prefix "$1" --no-audit --no-fund 2>&1); then
        echo "$output" >&2
        fail "The packages of $1 could not be installed: npm needs a registry that serves them."
    fi
}

# Other people's Gmail clients, which tests run as Debian ships them.
require_mail_clients() {
    local missing=() package
    for package in python3-googleapi python3-google-auth-httplib2 golang-go golang-google-api-dev ruby-google-api-client lieer; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then return; fi
    can_install || fail "Gmail clients that the tests run are missing: install Debian's packages ${missing[*]}."
    install_package "${missing[@]}"
}

# A connection pooler between the platform and PostgreSQL, which tests start for themselves.
require_pgbouncer() {
    if [[ -x /usr/sbin/pgbouncer ]]; then return; fi
    can_install || fail 'PgBouncer is missing at /usr/sbin/pgbouncer: install it (Debian: apt-get install pgbouncer).'
    install_package pgbouncer
    # Debian starts one of its own on port 6432.
    if [[ -d /run/systemd/system ]]; then systemctl disable --now --quiet pgbouncer; fi
}

require_wrk() {
    if command -v wrk >/dev/null; then return; fi
    can_install || fail 'The load generator wrk is missing: install it (Debian: apt-get install wrk).'
    install_package wrk
}

can_install() {
    [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null
}

install_package() {
    local output
    echo "Installing Debian's package $* ..." >&2
    if ! output=$(apt-get update 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=120 -y --no-install-recommends "$@" 2>&1); then
        echo "$output" >&2
        fail "Debian's package $* could not be installed: install it and start again."
    fi
}
