# Two commands matter: `make run` tries the product, `make test` checks it. `make help` lists the rest.
.DEFAULT_GOAL := help
PY := .venv/bin/python

.PHONY: help run reset test deep bench bench-matching lint lint-types lint-others format lock install services services-stop

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run:  ## try the product on this machine (PORT=8000)
	@sh scripts/environment.sh trial
	@exec $(PY) -m scheduling_portal.trial.console run

reset:  ## forget the trial's data
	@sh scripts/environment.sh trial
	@exec $(PY) -m scheduling_portal.trial.console reset

test:  ## all checks and tests, the browser's too
	@sh scripts/environment.sh test
	@sh scripts/browser.sh
	@$(MAKE) --no-print-directory lint
	@echo '==> Tests'
	@$(PY) -m pytest -n $${TEST_WORKERS:-2} --dist loadgroup --nothing-skipped

deep:  ## the reliability tests as before a release: for hours; figures in var/reliability.json
	@sh scripts/environment.sh test
	@DEEP=1 $(PY) -m pytest tests/reliability -n $${TEST_WORKERS:-2} --dist loadgroup --nothing-skipped

bench:  ## what pages cost, beside an empty view, in a world of some size; writes docs/benchmarks.md
	@sh scripts/environment.sh test
	@$(PY) -m benchmarks

bench-matching:  ## the matcher beside other methods, on the same periods; writes docs/matching.md (SIZE=XL by hand)
	@sh scripts/environment.sh test
	@$(PY) -m benchmarks.matching

lint:  ## style, types, templates, imports, migrations
	@$(MAKE) --no-print-directory -j 2 lint-types lint-others

lint-types:
	@echo '==> Types (mypy)'
	@$(PY) -m mypy

lint-others:
	@echo '==> Style (ruff)'
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@echo '==> Templates (djlint)'
	@$(PY) -m djlint templates --lint --quiet
	@echo '==> Who imports whom (import-linter)'
	@$(PY) -c 'from importlinter.cli import lint_imports_command as run; run()' --cache-dir var/import-linter
	@echo '==> Migrations'
	@DJANGO_SETTINGS_MODULE=scheduling_portal.settings.test $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

format:  ## put Python in shape
	@$(PY) -m ruff check --fix-only --quiet
	@$(PY) -m ruff format

lock:  ## resolve the direct dependencies of pyproject.toml anew
	@sh scripts/lock.sh

install:  ## make .venv with everything that work on the code needs
	@sh scripts/environment.sh test

services:  ## PostgreSQL and Redis in the background, for manage.py and an editor
	@sh scripts/environment.sh trial
	@$(PY) -m scheduling_portal.embedded start

services-stop:  ## end them
	@$(PY) -m scheduling_portal.embedded stop
