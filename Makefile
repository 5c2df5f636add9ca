# `make forecast` sets everything up and runs the main job; `make test` is what CI runs.
# Another interpreter: make test PYTHON=python3.12

# An interpreter asked for by name replaces an environment made with another one.
ifdef PYTHON
ifneq ($(shell { $(PYTHON) -V; } 2>/dev/null),$(shell { .venv/bin/python -V; } 2>/dev/null))
.PHONY: .venv/.installed
CLEAR := --clear
endif
endif

# The newest interpreter that runs and is new enough; a name on PATH is no promise that it does.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; exit; }; \
	done; echo python-3.11-or-newer-not-found)

BIN := .venv/bin

.PHONY: forecast test test-slow lint bench posterior clean .venv

forecast: .venv/.installed
	$(BIN)/shengsi forecast

test: lint
	$(BIN)/pytest -n auto

test-slow: .venv/.installed
	$(BIN)/pytest -m slow

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.installed
	$(BIN)/python -m benchmarks

# The posterior that comes with the package and what docs/calibration.md says of it; needed when a change moves the simulated history.
posterior: .venv/.installed
	$(BIN)/python -m tools.ship_posterior
	$(BIN)/python -m tools.calibration_page

.venv: .venv/.installed

.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(CLEAR) .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

# Leaves the environment and the results.
clean:
	rm -rf build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
