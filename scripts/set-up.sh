#!/bin/sh
# Brings .venv/ up to date with uv.lock, saying so only where there is something to do, and
# prints the path of uv.  The arguments go to `uv sync` (which dependency groups to take).
set -eu
cd "$(dirname "$0")/.."

# Trust what this machine trusts, as pip does: many offices have a certificate of their own.  (The
# second name is for uv before 0.10.)  A machine without certificates gets by with uv's own.
if [ -s /etc/ssl/certs/ca-certificates.crt ]; then
    export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
fi

uv=$(sh scripts/ensure-uv.sh)
if ! "$uv" sync --quiet --check --locked --inexact "$@" >/dev/null 2>&1; then
    echo "Setting up Vallum's environment in .venv/ ..." >&2
    "$uv" sync --locked --inexact "$@" >&2
fi
echo "$uv"
