# SPDX-License-Identifier: EUPL-1.2
#
# Everything a person does with this checkout. `make` alone lists it.
# Works with GNU make 3.81 and later, on Linux and macOS; needs Python 3.11, 3.12 or 3.13 and nothing else.

VENV ?= .venv
PORT ?= 8000
UV ?= uv
ARGS ?=

BIN := $(VENV)/bin
ENVIRONMENT = VENV='$(VENV)' PYTHON='$(PYTHON)' sh tools/environment.sh

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
# One recipe at a time: two of them would install into the same environment.
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules

.PHONY: help run test check attack bench docs screenshots messages lock clean environment environment-dev

help: ## list what you can ask for
	@echo 'Speelveld: how mixed are the schools of a city?'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo 'Settings: PORT=8000, PYTHON=python3.12, ARGS="..." (for test, attack and bench), and every SPEELVELD_ variable, such as'
	@echo '  SPEELVELD_MUNICIPALITY=Utrecht make run'

run: environment ## build an edition from the bundled files and serve it on http://127.0.0.1:8000 (PORT=...)
	@$(BIN)/speelveld build
	@exec $(BIN)/speelveld serve --port $(PORT)

test: environment-dev ## run every test (ARGS="-k word" for some of them)
	@$(BIN)/python -m pytest $(ARGS)

check: environment-dev ## lint, formatting, types, layers and module sizes
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/module_sizes.py src tests tools benchmarks

attack: environment-dev ## protect 500 random linked systems and attack them; takes a while (ARGS="--systems 20")
	@$(BIN)/python -m tools.attack $(ARGS)

bench: environment-dev ## run the benchmarks and print how we compare
	@$(BIN)/python -m benchmarks $(ARGS)

docs: environment-dev ## build the documentation into site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

screenshots: environment-dev ## picture every page, both languages, phone and desktop, into screenshots/
	@$(BIN)/python tools/screenshots.py $(ARGS)

messages: environment-dev ## collect the sentences to translate and compile the catalogues (needs gettext)
	@$(BIN)/python tools/messages.py

lock: ## write the lock files again with uv (ARGS=--upgrade for newer versions)
	@UV='$(UV)' sh tools/lock.sh $(ARGS)

clean: ## remove the environment, the editions and every cache
	rm -rf '$(VENV)' build dist site screenshots var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@$(ENVIRONMENT) runtime

environment-dev:
	@$(ENVIRONMENT) dev
