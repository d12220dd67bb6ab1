# Two commands do everything on a fresh machine with Python 3.11+, make and git:
#   make verify   set up, verify references.csv (answers from cache/), write build/report.*
#   make test     set up, run the tests

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: verify test check tools lint types contract refresh live-check record-standins bench bench-live bench-accuracy bench-documents fuzz-documents bench-scale clean serve train-parser learn learn-trust bench-trust drift drift-accept journals

verify: $(VENV)/.installed
	@$(BIN)/citecheck verify references.csv --cache cache --allow-undecided \
	  --report terminal=- --report html=build/report.html --report csv=build/report.csv \
	  --report json=build/report.json --export bibtex=build/references.bib

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -q -m 'not slow and not browser and not spark'

# Open the page for lists, and the API, on this machine.
serve: $(VENV)/.installed-web
	$(BIN)/citecheck serve --cache cache --open

# All that CI runs. What needs a browser or Java says aloud where it is skipped; `make tools` brings them from Debian.
check: $(VENV)/.installed-check lint types contract
	$(BIN)/python -m pytest -q -rs

tools:
	@.ci/tools

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.installed-dev
	$(BIN)/mypy

contract: $(VENV)/.installed-dev
	$(BIN)/lint-imports

# Ask the registries again for everything and overwrite cache/ (needs a network and, please, CITECHECK_MAILTO).
refresh: $(VENV)/.installed
	$(BIN)/citecheck verify references.csv --cache cache --refresh

# Ask the registries about twenty questions that only they can settle, and print what surprises us (network needed).
live-check: $(VENV)/.installed
	$(BIN)/citecheck doctor --live-check

# Fill cache/ anew from the loopback stand-ins in standins/.
record-standins: $(VENV)/.installed-dev
	$(BIN)/python -m standins.record

# Measure the catalogue on real data (docs/evaluation.md says which); CORPUS is its folder.
bench: $(VENV)/.installed
	$(BIN)/python -m bench.catalogue --corpus $(CORPUS) --page docs/evaluation.md

# How a catalogue behaves as it grows (WORKS: how many made-up works are added), what a build costs beside bare parsing,
# and what a cluster adds; an hour, and Java for the last.
WORKS ?= 3000000
bench-scale: $(VENV)/.installed-check
	$(BIN)/python -m bench.scale --corpus $(CORPUS) $(addprefix --works ,$(WORKS)) --page docs/evaluation.md

# Find lists in real and made documents, and citations in texts (five minutes); FORMATS is a folder of documents with their truth.
bench-documents: $(VENV)/.installed-dev
	$(BIN)/python -m bench.documents --formats $(FORMATS) --corpus $(CORPUS) --page docs/evaluation.md

# Damage real documents at random and read them: what is not read is refused with an error that says why.
SECONDS ?= 60
fuzz-documents: $(VENV)/.installed-dev
	$(BIN)/python -m bench.documents.fuzz --formats $(FORMATS) --seconds $(SECONDS)

# Count requests and seconds of the live path against the stand-ins (about two minutes; docs/evaluation.md).
bench-live: $(VENV)/.installed-dev
	$(BIN)/python -m bench.live --corpus $(CORPUS) --page docs/evaluation.md

# Judge 500 real references and print every verdict that a change has changed (skipped where CORPUS is absent);
# drift-accept writes what is said now as what is expected.
drift: $(VENV)/.installed
	$(BIN)/python -m bench.drift $(if $(CORPUS),--corpus $(CORPUS))

drift-accept: $(VENV)/.installed
	$(BIN)/python -m bench.drift $(if $(CORPUS),--corpus $(CORPUS)) --accept

# Learn src/citecheck/match/weights.tsv anew from references whose work is known; CATALOGUE is one made of CORPUS's records.
learn: $(VENV)/.installed
	$(BIN)/python -m training.weights --corpus $(CORPUS) --catalogue $(CATALOGUE)

# Make src/citecheck/match/journals.tsv anew, the names of journals that no rule leads to each other, from the lists in CORPUS.
journals: $(VENV)/.installed
	$(BIN)/python -m training.journals --corpus $(CORPUS)

# Measure on real data how often the right work is found, and how often a wrong one (half an hour, two processes); what went wrong
# is in build/accuracy.jsonl.
bench-accuracy: $(VENV)/.installed
	@mkdir -p build
	$(BIN)/python -m bench.accuracy --corpus $(CORPUS) --baseline --errors build/accuracy.jsonl --page docs/evaluation.md

# Learn how likely complaints are true from LABELS, findings on real references that were read against the work; and measure it.
learn-trust: $(VENV)/.installed
	$(BIN)/python -m training.trust --labels $(LABELS) --corpus $(CORPUS) --catalogue $(CATALOGUE)

bench-trust: $(VENV)/.installed
	$(BIN)/python -m bench.trust --labels $(LABELS) --corpus $(CORPUS) --catalogue $(CATALOGUE) --page docs/evaluation.md

# Train the model that tells the parts of a reference apart anew, from the public data in CORPUS (two minutes).
train-parser: $(VENV)/.installed
	$(BIN)/python -m training.parser --corpus $(CORPUS)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "citecheck needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-web: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install -c constraints.txt -e '.[web]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-check: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install -c constraints.txt -e '.[dev,browser,spark]'
	@touch $@ $(VENV)/.installed-dev $(VENV)/.installed

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
