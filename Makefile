# make match   forms groups for the demo cohort of 38 invented people, into ./out
# make test    checks style and types, then runs every test
# Both install what they need into ./.venv the first time, and nowhere else.
PYTHON ?= python3
OUT ?= out
BIN = .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Every command, and many a test, starts processes: none has to compile the program anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: match test lint pytest clean

match: .venv/.match
	$(BIN)/matcher match --demo --out $(OUT)

# Types are looked at while the tests run: that keeps one core busy, and takes a while.
test: .venv/.test
	@$(MAKE) --no-print-directory -j 2 lint pytest

pytest: .venv/.test
	$(BIN)/pytest -n auto --dist worksteal

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# A half-made .venv (Debian without python3-venv) must not pass for a whole one.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "matcher needs Python 3.11 or newer; name one: make match PYTHON=python3.12")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/.match: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing matcher into .venv; this happens once and takes about a minute."
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@$(BIN)/python -m compileall -q matcher api
	@touch $@

.venv/.test: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing matcher and what its tests need into .venv; this happens once."
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test,bench]'
	@$(BIN)/python -m compileall -q matcher api
	@touch .venv/.match $@

clean:
	rm -rf .venv out build *.egg-info
