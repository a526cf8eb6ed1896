# `make` lists the targets. Each sets up what it needs, once, in .venv; a second run reuses it.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
READY := $(VENV)/ready
PEERS := .venv-bench
REAL := .venv-real
# musil, one of the peers, needs Python 3.12.
PEERS_PYTHON ?= $(shell for p in python3.13 python3.12; do $$p -c "" 2>/dev/null && echo $$p && exit; done; echo $(PYTHON))

.DEFAULT_GOAL := help
SECONDS ?= 120
# Those that look at a part of their random cases in `make test`.
RANDOM_TESTS = $(shell grep -rl "tests.effort import" --include=*.py tests)

.PHONY: help verify test package real protocols fuzz fuzz-input mutate mutate-engine lint diagrams report picture docs bench lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

# The changes are checked at the same time as the verdicts, and printed after them.
verify: $(READY) ## decide every property, check that the page is covered, and check the changes in changes/
	@$(RUN)/chartproof check --each changes/*.toml >$(VENV)/changes.txt 2>&1 & changes=$$!; \
		$(RUN)/chartproof verify; verdicts=$$?; \
		wait $$changes; checked=$$?; echo; cat $(VENV)/changes.txt; \
		exit $$((verdicts > checked ? verdicts : checked))

test: $(READY) ## run the tests, on all processors
	@$(RUN)/python -m pytest -n logical --dist worksteal --durations=15 --durations-min=5

package: $(READY) ## build sdist and wheel, and try them in a fresh environment of the oldest Python that is found
	@$(RUN)/python -m tests.installed

real: $(READY) $(REAL)/ready ## the script that observe prints, by the AWS CLI against moto's server on loopback
	@$(RUN)/python -m tests.adapters.real $(REAL)/bin

$(REAL)/ready: adapters/aws/requirements-real.txt
	@$(PYTHON) -m venv $(REAL)
	@$(REAL)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

protocols: $(READY) ## one table of other people's protocols: states, proofs, facts, seconds, and their unsafe twins
	@$(RUN)/python examples/protocols/table.py

fuzz: $(READY) ## hold engine, page and what is observed against the interpreter in tests/ and Python; MINUTES=5, SEED=…, WALKS=1000, OBSERVED=60
	@$(RUN)/python -m tests.interpreter.fuzz --minutes $(or $(MINUTES),5) $(if $(SEED),--seed $(SEED))
	@$(RUN)/python -m tests.explorer.fuzz --walks $(or $(WALKS),1000)
	@CHARTPROOF_THOROUGH=1 $(RUN)/python -m pytest -n logical $(RANDOM_TESTS)
	@$(RUN)/python -m tests.observe.sound --seconds $(or $(OBSERVED),60) $(if $(SEED),--seed $(SEED))

mutate: $(READY) ## which small changes of the rules no property notices
	@$(RUN)/chartproof mutate

mutate-engine: $(READY) ## apply each mutant of tests/mutants/engine.toml: the tests must notice all
	@$(RUN)/python -m tests.mutants.engine

fuzz-input: $(READY) ## hostile input, for SECONDS (120): prints the seed and the smallest case that goes wrong
	@$(RUN)/python -m tests.hostile.fuzz --seconds $(SECONDS)

lint: $(READY) ## ruff, mypy strict, the layers, and whether the diagrams are up to date
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports --no-logo 2>/dev/null || $(RUN)/lint-imports
	@$(RUN)/chartproof diagram --check

diagrams: $(READY) ## write diagrams/ anew
	@$(RUN)/chartproof diagram

report: $(READY) ## write report.html: everything in one page, with an explorer
	@$(RUN)/chartproof report

picture: report ## take docs/images/explorer.png of report.html, by Chromium
	@$(RUN)/python docs/images/take.py

docs: $(READY) ## build docs/ into build/docs, warnings as errors, and follow every page as a reader would
	@NO_MKDOCS_2_WARNING=1 $(RUN)/mkdocs build --quiet --strict
	@$(RUN)/python -m pytest tests/docs

bench: $(READY) $(PEERS)/ready ## time this tool beside others; writes benchmarks/results.* and curves.svg
	@$(RUN)/python benchmarks/run.py $(PEERS)/bin/python
	@$(PEERS)/bin/python benchmarks/draw.py
	@$(RUN)/chartproof report && $(RUN)/python benchmarks/page.py

$(PEERS)/ready: benchmarks/requirements.txt
	@$(PEERS_PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@

lock: $(READY) ## resolve the dependencies anew, for every Python and system, with hashes
	@$(RUN)/python -m pip install --quiet uv
	@$(RUN)/uv pip compile --quiet --universal --extra dev --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --python-version 3.11 --upgrade --output-file requirements.lock pyproject.toml

clean: ## remove what was set up
	rm -rf $(VENV) $(PEERS) $(REAL) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; say make PYTHON=python3.11" >&2; exit 2; }
	@echo "setting up $(VENV), once" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
