# Every target sets up what it needs. python3 is only the start: the work is done in .venv.
PYTHON ?= python3
LAUNCH := $(PYTHON) -m prm.launch
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PYTEST_ARGS ?= -n 2
# The tests on what pyproject.toml lists under [tool.coverage.run].
COVERING := tests/architecture/test_tables.py tests/attacks/test_fresh_sign_in.py tests/attacks/test_sessions.py \
	tests/incentives/services tests/platform/accounts tests/platform/api tests/platform/outbox tests/platform/tenancy \
	tests/platform/test_relay.py tests/platform/ui/test_not_found.py tests/platform/ui/test_views.py \
	tests/programs/public/test_apply.py
# And those that hold the declarations against the database, for `make mutants`.
NOTICING := $(COVERING) tests/incentives/test_handlers.py tests/reliability/test_mutations.py
LOCK := $(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11
OPENAPI := $(MANAGE) spectacular --settings prm.settings.test --validate --fail-on-warn

.DEFAULT_GOAL := help
.PHONY: help venv frontend demo demo-reset demo-check stop test test-all coverage mutants check format bench isolation match screenshots \
	db-roles migrations openapi docs lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: ## .venv with the locked packages
	@$(LAUNCH) venv

frontend: ## front-end packages and static/dist
	@$(LAUNCH) frontend

demo: ## everything up with a demo world; Ctrl-C stops it (PORT=8000)
	@$(LAUNCH) demo

demo-reset: ## the demo from the beginning
	@$(LAUNCH) demo-reset

demo-check: ## start the demo, sign in as every persona, open the pages, stop
	@$(LAUNCH) demo-check

stop: ## end a demo of another terminal and left-over servers
	@$(LAUNCH) stop

test: ## the tests of a change, browser tests included (PYTEST_ARGS='-n 2')
	@$(LAUNCH) test $(PYTEST_ARGS)

test-all: ## the tests of a release: every fault, the whole grid; takes hours
	@PRM_RELEASE=1 $(LAUNCH) test $(PYTEST_ARGS) -m "release or not release"

coverage: venv frontend ## every branch of tenancy, authorisation, ledger and outbox is run by their tests
	$(BIN)/coverage run -m pytest -q $(COVERING)
	$(BIN)/coverage report

mutants: venv frontend ## how many small faults planted there its tests notice (MUTANTS=400)
	$(BIN)/python -m pytest -q -p tests.reliability.mutants --mutants $(or $(MUTANTS),400) $(NOTICING)

check: venv ## ruff, mypy, import-linter, djlint, deptry, migrations, OpenAPI drift
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet .
	$(BIN)/deptry .
	$(MANAGE) check --settings prm.settings.test
	$(MANAGE) makemigrations --check --dry-run --settings prm.settings.test
	$(OPENAPI) --file var/openapi.yaml
	diff -u docs/openapi.yaml var/openapi.yaml
	$(MANAGE) write_docs --check --settings prm.settings.test

format: venv ## write what `make check` asks of the format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrations: venv ## write missing migrations
	$(MANAGE) makemigrations --settings prm.settings.test

lock: venv ## the hashed locks anew from requirements/*.in
	$(LOCK) requirements/base.in -o requirements/base.txt
	$(LOCK) -c requirements/base.txt requirements/dev.in -o requirements/dev.txt
	$(LOCK) requirements/uv.in -o requirements/uv.txt
	$(LOCK) requirements/node.in -o requirements/node.txt

openapi: venv ## write docs/openapi.yaml, which `make check` compares
	$(OPENAPI) --file docs/openapi.yaml

docs: openapi ## write what is generated under docs/: openapi.yaml, lifecycles, events, permissions
	$(MANAGE) write_docs --settings prm.settings.test

bench: venv ## figures into var/bench/latest.json (ONLY=name)
	$(MANAGE) bench --settings prm.settings.bench $(if $(ONLY),--only $(ONLY))

isolation: venv ## the generated isolation matrix alone
	@$(LAUNCH) test -q -n 2 tests/isolation

match: venv ## score a labelled pair file (PAIRS=file.csv)
	@$(BIN)/python -m prm.matching.evaluate $(PAIRS)

screenshots: venv ## the main pages as PNG under var/screenshots/
	$(MANAGE) screenshots --settings prm.settings.demo

db-roles: ## the SQL an administrator runs once on a server of his own
	@$(LAUNCH) db-roles
