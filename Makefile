# make demo   set everything up and read the shipped reports
# make test   set everything up and run every check that pip can provide (make test-full: with a browser and Spark too)
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test test-full browser spark lint types imports unit scores wheel docs figures fuzz lock clean

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "fangkong needs Python 3.11 or newer; set PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	mkdir -p .venv/typecheck && ln -sfn "$(CURDIR)" .venv/typecheck/fangkong
	touch $(STAMP)

demo: $(STAMP)
	@mkdir -p out
	$(BIN)/fangkong extract fixtures/reports/dev --output out/records.jsonl --no-resume
	@$(BIN)/fangkong show fixtures/reports/dev/dev-01-qingyang.txt
	@echo "All records, one JSON object a line: out/records.jsonl"

test: lint types imports unit scores wheel
	@echo "all checks passed"

# Tests that need a browser, or Apache Spark (0.5 GB) and Java, skip with a plain word in `make test` where these are
# missing; this installs them first, from Debian and PyPI.
test-full: browser spark
	$(MAKE) test

browser:
	command -v chromium > /dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium > /dev/null; }

spark: $(STAMP)
	command -v java > /dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless > /dev/null; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[spark]'

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

unit: $(STAMP)
	$(BIN)/pytest -q -n 2

scores: $(STAMP)
	$(BIN)/fangkong score fixtures/reports/dev --baseline fixtures/baseline.json
	$(BIN)/fangkong score fixtures/reports/heldout --baseline fixtures/baseline.json

# The wheel alone, in an empty environment, away from the sources.
wheel: $(STAMP)
	rm -rf build dist .venv-wheel
	$(BIN)/python -m build --quiet --wheel
	$(PYTHON) -m venv .venv-wheel
	.venv-wheel/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt dist/*.whl
	here="$$(pwd)" && cd / && "$$here/.venv-wheel/bin/fangkong" extract --quiet --no-resume "$$here/fixtures/reports/dev" --output "$$here/build/wheel.jsonl"
	.venv-wheel/bin/fangkong tables build/wheel.jsonl --output build/tables --format csv
	$(BIN)/python tests/check_wheel.py dist/*.whl build/wheel.jsonl fixtures/reports/dev

# The documentation as a site, English and Chinese: out/site/index.html. Fails on a link that leads nowhere.
docs: $(STAMP)
	$(BIN)/python -m docs.site.build

# Writes what the commands print today into the pages that quote it.
figures: $(STAMP)
	$(BIN)/python -m tests.word_index
	$(BIN)/python -m tests.shown_record README.md README.zh.md
	$(BIN)/python -m tests.shown_figures

# Random inputs, guided by coverage, for so many seconds a door; docs/architecture.md says what must hold for each.
FUZZ_SECONDS ?= 300
fuzz: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fuzz]'
	for door in text files; do $(BIN)/python -m tests.fuzz.run $$door -max_total_time=$(FUZZ_SECONDS) -max_len=3000 || exit 1; done
	@! ls build/fuzz/*/findings/* 2> /dev/null || { echo 'these inputs broke a promise'; exit 1; }

lock: $(STAMP)
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

clean:
	rm -rf .venv .venv-wheel build dist out *.egg-info
