#!/bin/sh
# Prints the path of a usable uv, the tool that sets up Vallum's environment.
# Takes the uv of this machine where there is one that is new enough; else brings one into .uv/
# with pip.  `pip install --target` touches nothing outside that folder, so it also works where
# pip refuses to change the system.  Exit code 2 and one sentence if the machine lacks something.
set -eu

# Older versions read the lock file differently.
minimum=0.9

cd "$(dirname "$0")/.."
own="$PWD/.uv/bin/uv"

main() {
    uv=$(command -v uv || true)
    if ! new_enough "$uv"; then
        uv=$own
        new_enough "$uv" || bring_uv
    fi
    UV_PYTHON_DOWNLOADS=never "$uv" --quiet python find '>=3.11' >/dev/null 2>&1 ||
        lacks "Python 3.11 or newer: install it with 'apt-get install python3'"
    echo "$uv"
}

new_enough() {
    [ -n "$1" ] && [ -x "$1" ] || return 1
    version=$("$1" --version 2>/dev/null | cut -d ' ' -f 2)
    [ -n "$version" ] || return 1
    [ "$(printf '%s\n' "$minimum" "$version" | sort -V | head -n 1)" = "$minimum" ]
}

bring_uv() {
    python=$(python_with_pip)
    if [ -z "$python" ]; then
        lacks "pip (and uv): install it with 'apt-get install python3-pip'"
    fi
    echo "Bringing uv, which sets up everything else, into .uv/ ..." >&2
    rm -rf .uv
    # A user-wide setting for `pip install --user` would clash with --target.
    PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore "$python" -m pip install -qq \
        --target .uv "uv>=$minimum" >&2 ||
        stop "pip could not bring uv (its own words stand above): check this machine's internet access, then run make again."
    new_enough "$own" ||
        stop "pip brought a uv that does not run on this machine: install uv $minimum or newer yourself, then run make again."
}

python_with_pip() {
    for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$python" -m pip --version >/dev/null 2>&1; then
            echo "$python"
            return
        fi
    done
}

lacks() {
    stop "This machine lacks $1, then run make again."
}

stop() {
    echo "$1" >&2
    exit 2
}

main
