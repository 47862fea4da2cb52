#!/bin/sh
# Resolves pyproject.toml's direct dependencies into requirements/*.txt, with hashes, for every supported Python.
# Versions already locked stay, unless UPGRADE=--upgrade is given.
set -eu

cd "$(dirname "$0")/.."
tool=var/lock-tool
[ -x $tool/bin/uv ] || { .venv/bin/python -m venv $tool && $tool/bin/python -m pip install -qq uv; }

resolve() {
    $tool/bin/uv pip compile pyproject.toml --quiet ${UPGRADE:-} --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-emit-index-url --custom-compile-command "make lock" "$@"
}

resolve --output-file requirements/base.txt
resolve --extra trial --constraints requirements/base.txt --output-file requirements/trial.txt
resolve --extra trial --extra test --constraints requirements/trial.txt --output-file requirements/test.txt
