#!/bin/sh
# Makes .venv and installs a locked set into it, only when that set changed.
#   scripts/environment.sh trial    what the trial needs
#   scripts/environment.sh test     that, and what the checks need
set -eu

cd "$(dirname "$0")/.."
set_name=${1:-trial}
lock=requirements/$set_name.txt
stamp=.venv/.installed

step() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

recent_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if recent_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

make_venv() {
    python=$(find_python)
    [ -n "$python" ] || fail "Trio needs Python 3.11 or newer, and none was found: install it, or name it with make PYTHON=/path/to/python3 ..."
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
        fail "$python cannot make virtual environments: install its venv module (Debian: apt install python3-venv)."
    step "Making .venv with $("$python" -V 2>&1)"
    "$python" -m venv --clear .venv
}

# A set is known by its content, so a fresh checkout of the same lock installs nothing.
fingerprint() { cksum <"requirements/$1.txt"; }

installed() {
    [ -f "$stamp" ] || return 1
    current=$(cat "$stamp")
    [ "$current" = "test $(fingerprint test)" ] && return 0  # holds the trial's set as well
    [ "$set_name" = trial ] && [ "$current" = "trial $(fingerprint trial)" ]
}

if ! recent_enough .venv/bin/python || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    make_venv
fi
if ! installed; then
    step "Installing $(grep -c '==' "$lock") locked packages ($lock, checked by hash)"
    rm -f "$stamp"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --only-binary :all: \
        --require-hashes --requirement "$lock" ||
        fail "The packages could not be installed: pip needs a package index (see PIP_INDEX_URL), then run this again."
    echo "$set_name $(fingerprint "$set_name")" >"$stamp"
fi
