# Two commands matter: `make run` tries the product, `make test` checks it. `make help` lists the rest.
.DEFAULT_GOAL := help
PY := .venv/bin/python

.PHONY: help run reset install services services-stop

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run:  ## try the product on this machine (PORT=8000)
	@sh scripts/environment.sh trial
	@exec $(PY) -m scheduling_portal.trial.console run

reset:  ## forget the trial's data
	@sh scripts/environment.sh trial
	@exec $(PY) -m scheduling_portal.trial.console reset

install:  ## make .venv with everything that work on the code needs
	@sh scripts/environment.sh test

services:  ## PostgreSQL and Redis in the background, for manage.py and an editor
	@sh scripts/environment.sh trial
	@$(PY) -m scheduling_portal.embedded start

services-stop:  ## end them
	@$(PY) -m scheduling_portal.embedded stop
