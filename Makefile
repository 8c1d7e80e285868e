# Everything a person or CI runs here. `make` alone lists it.
# Paths are relative throughout, so that a folder with spaces in its name works.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

ARGS ?=
BIN := .venv/bin
RUN_SET := .venv/.run
DEV_SET := .venv/.dev
NODE_SET := node_modules/.set
PY_FILES := src tests tools $(wildcard benchmarks)

# An environment that was copied along with its folder, or lost its Python, is made anew.
MOVED := $(shell [ -x .venv/bin/python ] && [ "$$(cat .venv/.where 2>/dev/null)" = "$$(pwd)" ] || echo moved)

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

# ---- use -----------------------------------------------------------------------------------

.PHONY: demo
demo: $(RUN_SET) ## a simulated rack and a node that watches it; options in ARGS="..."
	@exec $(BIN)/stagewatt demo $(ARGS)

.PHONY: setup
setup: $(RUN_SET) ## make .venv with what a node needs (PYTHON=... picks the Python)

.PHONY: setup-dev
setup-dev: $(DEV_SET) ## make .venv with the tools for checks and tests as well

$(RUN_SET): requirements/run.lock requirements/build.lock pyproject.toml tools/setup.sh $(MOVED)
	@tools/setup.sh run

$(DEV_SET): requirements/dev.lock requirements/build.lock pyproject.toml tools/setup.sh $(MOVED)
	@tools/setup.sh dev

.PHONY: moved
moved: ;

$(NODE_SET): package.json package-lock.json
	@tools/needs.sh node npm
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@; fi

# ---- gates ---------------------------------------------------------------------------------

.PHONY: check
check: lint types layers hosts ui ## every check that runs no Python test: lint, types, layers, hosts, UI

.PHONY: lint
lint: $(DEV_SET) ## ruff: rules and format
	@$(BIN)/ruff check $(PY_FILES)
	@$(BIN)/ruff format --check --quiet $(PY_FILES) || { echo 'Run: make fix' >&2; exit 1; }

.PHONY: types
types: $(DEV_SET) ## mypy --strict
	@$(BIN)/mypy $(PY_FILES)

.PHONY: layers
layers: $(DEV_SET) ## who may import whom
	@$(BIN)/lint-imports --no-logo

.PHONY: hosts
hosts: $(DEV_SET) ## no registry's host and no machine's path in any file
	@$(BIN)/python tools/hosts.py

.PHONY: ui
ui: $(DEV_SET) $(NODE_SET) ## the browser's side: budgets, types by tsc, unit tests by node
	@tools/ui.sh

.PHONY: test
test: $(DEV_SET) $(NODE_SET) ## the whole suite under coverage, then the coverage gate
	@tools/test.sh $(ARGS)

.PHONY: test-long
test-long: $(DEV_SET) ## tests that take minutes: endurance, large installations
	@$(BIN)/pytest -m long --timeout 3600 $(ARGS) || [ $$? = 5 ] # 5: there is none

.PHONY: test-peers
test-peers: $(DEV_SET) ## tests against foreign programs, one after the other
	@$(BIN)/pytest -m peers $(ARGS) || [ $$? = 5 ]

# ---- work ----------------------------------------------------------------------------------

.PHONY: fix
fix: $(DEV_SET) ## let ruff repair and format what it can
	@$(BIN)/ruff check --fix-only --quiet $(PY_FILES)
	@$(BIN)/ruff format $(PY_FILES)

.PHONY: lock
lock: $(DEV_SET) ## renew requirements/*.lock and package-lock.json (UPGRADE=1 takes newer versions)
	@tools/lock.sh $(if $(UPGRADE),--upgrade)

.PHONY: bench
bench: $(DEV_SET) ## the numbers: every script in benchmarks/
	@for each in $$(grep -l __main__ benchmarks/*.py); do echo "== $$each"; $(BIN)/python "$$each" $(ARGS); done

.PHONY: pictures
pictures: $(DEV_SET) ## take the screenshots that the documents show
	@tools/needs.sh chromium
	@$(BIN)/python -m tools.pictures $(ARGS)

.PHONY: clean
clean: ## remove what tools left behind, the environments too
	@rm -rf .venv node_modules build dist htmlcov .coverage .coverage.* .*_cache .hypothesis
