# Two commands are enough: `make demo` and `make test`. Both need only Python (3.11 or newer) and make.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
DATA ?=
ROUNDS ?= 5
SECTIONS ?=
LARGER ?=
MICRO ?=
SIZES ?=
SUITE := PYTHONPATH=benchmarks $(BIN)/python -m suite

.DEFAULT_GOAL := help
.PHONY: help demo test lint types imports unit docs pages notebooks coverage data-test golden soak soak-record soak-batch bench bench-full bench-engine bench-rematch bench-speed bench-people bench-scoring bench-analysis bench-micro bench-text bench-tags bench-limits bench-batch bench-reports bench-scale example clean

help: ## Show the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 20

demo: $(VENV)/.installed ## Match the example scheme; results go to demo-output/
	@$(BIN)/mentormatch demo --out demo-output

test: lint types imports unit ## Lint, types, import contracts, tests; each of them alone: make lint, types, imports, unit

lint: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.developing
	$(BIN)/mypy

imports: $(VENV)/.developing
	$(BIN)/lint-imports

unit: $(VENV)/.developing
	$(BIN)/python -m pytest --numprocesses 2
	$(BIN)/python -m pytest --numprocesses 2 --nbmake notebooks

coverage: $(VENV)/.developing ## The same tests with the lines that none of them runs; twice as long, so not part of make test
	$(BIN)/coverage erase
	$(BIN)/python -m pytest --numprocesses 2 --cov --cov-report=
	$(BIN)/coverage report

docs: $(VENV)/.developing ## The pages as a site, in docs/_build/html; a warning is an error
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet --jobs 2 --conf-dir docs . docs/_build/html

pages: $(VENV)/.developing ## Write what the commands print today into the pages that readers follow
	PYTHONPATH=tests $(BIN)/python tests/helpers/walkthrough.py

notebooks: $(VENV)/.developing ## Write what the notebooks, which are written as .py, show today into the .ipynb beside them
	PYTHONPATH=tests $(BIN)/python tests/helpers/notebooks.py

data-test: $(VENV)/.developing ## Tests on public instances: make data-test DATA=folder
	@test -n "$(DATA)" || { echo "Name the folder of public instances: make data-test DATA=folder"; exit 1; }
	$(BIN)/python -m pytest tests -m data --data="$(DATA)"

golden: $(VENV)/.developing ## Write the golden results again, after a change that is meant to change answers: make golden DATA=folder
	$(BIN)/python tests/golden $(DATA)

soak: $(VENV)/.developing ## The tests with examples drawn anew, again and again: make soak ROUNDS=20
	for round in $$(seq $(ROUNDS)); do \
		MENTORMATCH_EXAMPLES=soak $(BIN)/python -m pytest --numprocesses 2 --quiet || exit 1; done

soak-record: $(VENV)/.developing ## The record: 1,000 kills, 100 with a server, 100 cut connections, a million meetings (about an hour)
	MENTORMATCH_KILLS=1000 $(BIN)/python -m pytest --quiet tests/record/test_kills.py -k sqlite
	MENTORMATCH_KILLS=100 MENTORMATCH_POSTGRES=required $(BIN)/python -m pytest --quiet \
		tests/record/test_kills.py tests/record/test_cuts.py -k "not sqlite"
	$(BIN)/python benchmarks/record.py

soak-batch: $(VENV)/.developing ## A batch killed 100 times: its process; and a third as often one of its processes, and a Dask worker (about an hour)
	MENTORMATCH_KILLS=100 $(BIN)/python -m pytest --quiet tests/batch/test_kills.py tests/batch/test_dask.py

bench: $(VENV)/.developing ## Methods side by side, quality and speed (about 5 minutes): make bench DATA=folder
	$(SUITE) bench $(if $(DATA),--data $(DATA))

bench-full: $(VENV)/.developing ## The same up to a million people (about an hour): make bench-full DATA=folder
	$(SUITE) bench-full $(if $(DATA),--data $(DATA))

bench-engine: $(VENV)/.developing ## The engine beside its peers (about 10 minutes): make bench-engine SECTIONS="growth rules"
	$(SUITE) engine $(SECTIONS) $(LARGER)

bench-rematch: $(VENV)/.developing ## What changes cost (about 10 minutes): make bench-rematch LARGER="--sizes 100000 --limit 60"
	$(SUITE) rematch $(SECTIONS) $(LARGER)

bench-speed: $(VENV)/.developing ## Speed beside what is aimed at and beside the fastest peers (about 20 minutes): make bench-speed SECTIONS=proof
	$(SUITE) speed $(SECTIONS) $(LARGER)

bench-people: $(VENV)/.developing ## From people to pairs: candidates, scoring, updating, a match (about 3 minutes)
	$(SUITE) people $(SECTIONS) $(LARGER)

bench-scoring: $(VENV)/.developing ## What scores are worth: labelled pairs, unknown answers, gaming, speed (about 10 minutes): make bench-scoring DATA=folder
	$(SUITE) scoring $(SECTIONS) $(if $(DATA),--data $(DATA)) $(LARGER)

bench-analysis: $(VENV)/.developing ## Explaining, foreseeing, comparing, being fair (about 8 minutes): make bench-analysis DATA=folder SECTIONS="costs nobody"
	$(SUITE) analysis $(SECTIONS) $(if $(DATA),--data $(DATA)) $(LARGER)

bench-micro: $(VENV)/.developing ## Speed of single steps, by pytest-benchmark
	$(BIN)/python -m pytest benchmarks/micro --benchmark-only $(MICRO)

bench-text: $(VENV)/.developing ## How well texts about one thing are distinguished from others, before and after
	$(BIN)/python benchmarks/text.py

bench-tags: $(VENV)/.developing ## Which weight of shared tags finds the pairs that belong together (about a minute)
	$(BIN)/python benchmarks/tag_weights.py

bench-limits: $(VENV)/.developing ## How far hard problems run over their time limits (about 10 minutes): LARGER="--size 20000 --limit 5"
	PYTHONPATH=tests $(BIN)/python benchmarks/limits.py $(LARGER)

bench-batch: $(VENV)/.developing ## 200 schemes of 500 people matched and rematched in a batch, backends compared (about 10 minutes)
	PYTHONPATH=benchmarks $(BIN)/python benchmarks/batch.py $(LARGER)

bench-reports: $(VENV)/.developing ## Pages of 2,000 pairs in Chromium, 10,000 e-mails, workshops for 500 (about 15 minutes)
	PYTHONPATH=benchmarks:tests $(BIN)/python benchmarks/review_page.py
	PYTHONPATH=benchmarks:tests $(BIN)/python benchmarks/matching_report.py
	$(BIN)/python benchmarks/emails.py
	$(BIN)/python benchmarks/planning.py --limit 120

bench-scale: $(VENV)/.developing ## One national scheme, from parquet files to a proved matching (about 20 minutes): make bench-scale SIZES="10000 1000000"
	$(BIN)/python benchmarks/scale.py $(if $(SIZES),--sizes $(SIZES)) $(LARGER)

example: $(VENV)/.developing ## Make the packaged example scheme again
	PYTHONPATH=benchmarks $(BIN)/python -m example.make

clean: ## Remove what the other targets made
	rm -rf $(VENV) demo-output docs/_build docs/generated benchmarks/.peers .coverage .coverage.* .hypothesis \
		.import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks notebooks docs -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "mentormatch needs Python 3.11 or newer: install it, or name it with make PYTHON=..."; exit 1; }
	@echo "Making a virtual environment and installing (about a minute, once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --editable '.[record,report]'
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	@echo "Installing what the tests need (about a minute, once) ..."
	@$(PIP) --editable '.[dev]'
	@touch $@
