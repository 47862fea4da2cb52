#!/bin/sh
# Sees to a Chromium for the browser tests: Debian's own where we may install it, else Playwright's.
set -eu

cd "$(dirname "$0")/.."
python=.venv/bin/python

step() { printf '==> %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

on_debian() { grep -q '^ID=debian' /etc/os-release 2>/dev/null; }

if command -v chromium >/dev/null 2>&1; then
    step "Chromium is there: $(command -v chromium)"
elif on_debian && [ "$(id -u)" = 0 ]; then
    step "Installing Chromium with apt"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
        >/dev/null || fail "apt could not install chromium: the lines above say why."
else
    step "Seeing to Playwright's own Chromium"
    $python -m playwright install chromium ||
        fail "Playwright could not install its Chromium: install one as 'chromium' on the PATH, then run this again."
fi
