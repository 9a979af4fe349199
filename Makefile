# Two commands are enough: `make demo` and `make test`. Both need only Python (3.11 or newer) and make.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
DATA ?=
ROUNDS ?= 5
SECTIONS ?=
MICRO ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint types imports unit data-test golden soak bench-candidates bench bench-full bench-micro bench-scoring bench-text bench-updating bench-engine bench-rematch example clean

help: ## Show the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 20

demo: $(VENV)/.installed ## Match the example scheme; results go to demo-output/
	@$(BIN)/mentormatch demo --out demo-output

test: lint types imports unit ## Lint, types, import contracts, tests

lint: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.developing
	$(BIN)/mypy

imports: $(VENV)/.developing
	$(BIN)/lint-imports

unit: $(VENV)/.developing
	$(BIN)/coverage erase
	$(BIN)/python -m pytest --numprocesses 2 --cov --cov-report=
	$(BIN)/coverage report

data-test: $(VENV)/.developing ## Tests on public instances: make data-test DATA=folder
	$(BIN)/python -m pytest tests -m data --data=$(DATA)

golden: $(VENV)/.developing ## Write the golden results again, after a change that is meant to change answers: make golden DATA=folder
	$(BIN)/python tests/golden $(DATA)

soak: $(VENV)/.developing ## The tests with examples drawn anew, again and again: make soak ROUNDS=20
	for round in $$(seq $(ROUNDS)); do \
		MENTORMATCH_EXAMPLES=soak $(BIN)/python -m pytest --numprocesses 2 --quiet || exit 1; done

bench: $(VENV)/.developing ## Methods side by side, quality and speed (about 5 minutes): make bench DATA=folder
	PYTHONPATH=benchmarks $(BIN)/python -m suite bench $(if $(DATA),--data $(DATA))

bench-full: $(VENV)/.developing ## The same up to a million people (about an hour): make bench-full DATA=folder
	PYTHONPATH=benchmarks $(BIN)/python -m suite bench-full $(if $(DATA),--data $(DATA))

bench-micro: $(VENV)/.developing ## Speed of single steps, by pytest-benchmark
	$(BIN)/python -m pytest benchmarks/micro --benchmark-only $(MICRO)

bench-candidates: $(VENV)/.developing ## Speed of the candidate search
	$(BIN)/python benchmarks/candidates.py

bench-scoring: $(VENV)/.developing ## Speed of the criteria
	$(BIN)/python benchmarks/scoring.py

bench-text: $(VENV)/.developing ## How well texts about one thing are told from others, before and after
	$(BIN)/python benchmarks/text.py

bench-updating: $(VENV)/.developing ## Speed of candidates and scores after a change
	$(BIN)/python benchmarks/updating.py

bench-engine: $(VENV)/.developing ## Speed of the engine beside its peers (about two hours): make bench-engine SECTIONS="growth peers"
	$(BIN)/python benchmarks/engine.py $(SECTIONS)

bench-rematch: $(VENV)/.developing ## Speed of changes beside solving anew (about an hour): make bench-rematch SECTIONS="numeric people"
	$(BIN)/python benchmarks/rematch.py $(SECTIONS)

example: $(VENV)/.developing ## Make the packaged example scheme anew
	$(BIN)/python benchmarks/make_example.py

clean: ## Remove what the other targets made
	rm -rf $(VENV) demo-output .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "mentormatch needs Python 3.11 or newer: install it, or name it with make PYTHON=..."; exit 1; }
	@echo "Making a virtual environment and installing (about a minute, once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	@echo "Installing what the tests need (about a minute, once) ..."
	@$(PIP) --editable '.[dev]'
	@touch $@
