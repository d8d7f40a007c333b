# The words a newcomer needs: demo, test, lint, bench. Everything lives in .venv; nothing outside this folder changes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# What is run is kept compiled, whatever the environment says: a start takes half as long.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo install test lint bench lock format clean

demo: $(VENV)/installed
	@$(BIN)/python -m bot.demo

# What a team runs; deploy/README.md goes on from there.
install: $(VENV)/installed

test: $(VENV)/developing
	$(BIN)/python -m pytest -q -n 4

lint: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/benching
	$(BIN)/python -m benchmarks

format: $(VENV)/developing
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The versions everybody gets. Needs uv; the result names no package index.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --group bench -c requirements.lock pyproject.toml -o requirements-bench.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Footnote needs Python 3.11 or newer; name one with: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv $(VENV)

# Not compiled ahead: that takes pip a minute for files of which most are never imported.
$(VENV)/installed: $(VENV)/bin/python requirements.lock pyproject.toml
	@echo "Installing into $(VENV) (about a minute the first time) ..."
	@$(BIN)/python -m pip install -qq --no-compile --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --no-deps -e .
	@touch $@

$(VENV)/developing: $(VENV)/installed requirements-dev.lock
	@$(BIN)/python -m pip install -qq --no-compile --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/benching: $(VENV)/installed requirements-bench.lock
	@$(BIN)/python -m pip install -qq --no-compile --require-hashes -r requirements-bench.lock
	@touch $@

clean:
	rm -rf $(VENV) build dist
