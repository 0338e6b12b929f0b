#!/bin/sh
# The browser tests look at the report in Debian's chromium.  Installs it where we may (root on
# Debian or Ubuntu); else says in one sentence what to install, and ends with exit code 2.
set -eu

main() {
    command -v chromium >/dev/null 2>&1 && exit 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing chromium for the browser tests ..." >&2
        install_chromium && exit 0
        stop "apt-get could not install chromium (its own words stand above)"
    fi
    stop "This machine lacks chromium, which the browser tests need"
}

install_chromium() {
    log=$(mktemp)
    if DEBIAN_FRONTEND=noninteractive apt-get update -qq >"$log" 2>&1 </dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            chromium >>"$log" 2>&1 </dev/null; then
        rm -f "$log"
        return 0
    fi
    cat "$log" >&2
    rm -f "$log"
    return 1
}

stop() {
    echo "$1: install it with 'apt-get install chromium' as root, or leave those tests out with 'make test BROWSER_TESTS=no'." >&2
    exit 2
}

main
