# make demo   the product on its demo company, http://127.0.0.1:$(PORT)
# make test   all tests          make check  lint, types, floors, exported schema, lock file
# make bench  timings, printed   make soak   full counts and long faults; results go to docs/soak/
# make bench ARGS=query_bombs   one of them (tests/benchmarks, tests/soak)
# make lock   renew requirements.lock from pyproject.toml
SHELL := /bin/bash
.DELETE_ON_ERROR:
PYTHON ?= python3
PORT ?= 8484
BIN := .venv/bin
LOCK_FLAGS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --group dev --quiet

.PHONY: demo test check bench soak lock setup clean
.DEFAULT_GOAL := help
.PHONY: help
help:
	@grep '^# make' Makefile | cut -c3-

setup: .venv/ready

# uv comes from the same lock as everything else, by hash; it then installs the rest in seconds.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "This needs Python 3.11 or newer: '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Fix: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "This Python has no venv module. Fix on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.lock
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

.PHONY: free-port
# Looked at before the set-up, which takes minutes on a new machine.
free-port:
	@$(PYTHON) -c 'import socket; socket.create_server(("127.0.0.1", $(PORT))).close()' 2>/dev/null \
	  || ! $(PYTHON) -c 'import socket; socket.create_connection(("127.0.0.1", $(PORT)), 2).close()' 2>/dev/null \
	  || { echo "Port $(PORT) is taken by another program. Fix: stop it, or make demo PORT=$$(($(PORT) + 1))"; exit 1; }

demo: free-port setup
	@exec $(BIN)/aggregator demo --port $(PORT)

test: setup
	@$(BIN)/python -m pytest -n 2 --dist loadscope --cov --cov-report=term:skip-covered $(ARGS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/aggregator schema check
	@$(BIN)/aggregator conformance --schema | cmp - docs/plain-response.schema.json \
	  || { echo "docs/plain-response.schema.json is stale. Fix: $(BIN)/aggregator conformance --schema > docs/plain-response.schema.json"; exit 1; }
	$(BIN)/aggregator check
	@rm -rf build/python-cards
	$(BIN)/aggregator types --check --into build/python-cards
	$(BIN)/mypy build/python-cards
	$(BIN)/aggregator fmt --check
	@cp requirements.lock build/lock-check 2>/dev/null || { mkdir -p build && cp requirements.lock build/lock-check; }
	@$(BIN)/uv pip compile $(LOCK_FLAGS) pyproject.toml --output-file build/lock-check
	@cmp requirements.lock build/lock-check || { echo "requirements.lock is stale. Fix: make lock"; exit 1; }

bench: setup
	@$(BIN)/python -m tests.benchmarks $(ARGS)

soak: setup
	@$(BIN)/python -m tests.soak $(ARGS)

lock:
	@$(BIN)/uv pip compile $(LOCK_FLAGS) $(if $(UPGRADE),--upgrade) pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv build
