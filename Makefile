# make demo   the product on its demo company, http://127.0.0.1:$(PORT)
# make test   all tests          make check  lint, types, floors, written pages, lock files
# make test SEED=7   all tests in a random order, the same for the same seed
# make coverage   all tests, and which lines none of them runs
# make bench  timings, printed   make soak   full counts and long faults; results go to docs/soak/
# make bench ARGS=query_bombs   one of them (tests/benchmarks, tests/soak)
# make docs   write anew what the code says in docs/, cards/AGENTS.md and graphql/schema.graphql
# make lock   renew requirements.lock and requirements-run.lock, and those of the tests' servers
# make install   .venv with what runs; test, check, bench and soak bring their tools themselves
# PYTHON=python3.13 names another interpreter, PORT=9000 another port
SHELL := /bin/bash
.DELETE_ON_ERROR:
export PYTHON ?= python3
PORT ?= 8484
BIN := .venv/bin
LOCK_FLAGS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet
COMPILE := $(BIN)/uv pip compile $(LOCK_FLAGS) pyproject.toml
# What tests and tools leave for a moment lies in this folder, too.
OURS := mkdir -p build/tmp && TMPDIR=$(CURDIR)/build/tmp

.PHONY: demo test coverage check docs bench soak lock setup install clean
.DEFAULT_GOAL := help
.PHONY: help
help:
	@grep '^# make' Makefile | cut -c3-

install:
	@.ci/setup run

setup:
	@.ci/setup dev

.PHONY: free-port
# Looked at before the set-up, which takes minutes on a new machine.
free-port:
	@$(PYTHON) .ci/free_port $(PORT) \
	  || { echo "Port $(PORT) is taken by another program. Fix: stop it, or make demo PORT=$$(($(PORT) + 1))"; exit 1; }

demo: free-port install
	@exec $(BIN)/aggregator demo --port $(PORT)

ORDER := $(if $(SEED),--random-order-bucket=global --random-order-seed=$(SEED) --no-loadscope-reorder)

TESTS = -m pytest -n 2 --dist loadscope $(ORDER) $(ARGS)

test: setup
	@$(OURS) $(BIN)/python $(TESTS)

coverage: setup
	@$(OURS) $(BIN)/python $(TESTS) --cov --cov-report=term:skip-covered

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.support.pages --check
	$(BIN)/aggregator check
	@rm -rf build/python-cards
	$(BIN)/aggregator types --check --into build/python-cards
	$(BIN)/mypy build/python-cards
	$(BIN)/aggregator fmt --check
	@mkdir -p build && cp requirements-run.lock build/run.lock && cp requirements.lock build/dev.lock
	@$(COMPILE) --output-file build/run.lock && $(COMPILE) --group dev -c build/run.lock --output-file build/dev.lock
	@cmp requirements-run.lock build/run.lock && cmp requirements.lock build/dev.lock \
	  || { echo "A lock file is stale. Fix: make lock"; exit 1; }

docs: setup
	@$(BIN)/python -m tests.support.pages
	@$(BIN)/python -m tests.support.grades

bench: setup
	@$(OURS) $(BIN)/python -m tests.benchmarks $(ARGS)

soak: setup
	@$(OURS) $(BIN)/python -m tests.soak $(ARGS)

# What runs is chosen first; the tools take the same versions.
lock:
	@test -x $(BIN)/uv || .ci/setup dev
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --output-file requirements-run.lock
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --group dev -c requirements-run.lock --output-file requirements.lock
	@for folder in $(dir $(wildcard tests/support/servers/locked/*/requirements.in)); do \
	  $(BIN)/uv pip compile $(LOCK_FLAGS) $(if $(UPGRADE),--upgrade) $${folder}requirements.in --output-file $${folder}requirements.lock || exit 1; done

clean:
	rm -rf .venv build
