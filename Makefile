# CertCopy: everything a developer or an office's IT staff runs.  `make help` explains.
PYTHON ?= python3
VENV   := .venv
BENCH  := .venv-bench
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := --require-hashes --only-binary :all:
TARGET  ?= whole_copy
FUZZ_SECONDS ?= 600
DEMO   := $(if $(ONCE),--once)

.DEFAULT_GOAL := help
.PHONY: help demo serve test lint format types layers web model wheels conformance bench bench-ocr fuzz lock locale clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements/run.txt pyproject.toml
	@echo "Installing CertCopy into $(VENV) (locked, with hashes) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install $(LOCKED) -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Installing the test tools into $(VENV) ..."
	@$(PIP) install $(LOCKED) -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.run ## set up a TEST office, issue one certified copy, verify it, serve the page (ONCE=1: stop after the verdict)
	@$(BIN)/certcopy demo $(DEMO)

serve: $(VENV)/.run ## serve the office in this home (see `certcopy serve --help`)
	@$(BIN)/certcopy serve

test: $(VENV)/.dev ## every test that needs only Python
	@$(BIN)/python -m pytest -n auto

lint: $(VENV)/.dev ## style and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

format: $(VENV)/.dev ## rewrite the code in the one format
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

types: $(VENV)/.dev ## strict types over package, tests and fixtures
	@$(BIN)/mypy

layers: $(VENV)/.dev ## who may import whom
	@$(BIN)/lint-imports

web: ## build what the pages take from npm anew into certcopy/api/static/vendor, and test the pages' modules (needs Node 20)
	@cd web && npm ci --silent --no-audit --no-fund && npm run --silent build && npm test --silent

model: $(VENV)/.dev ## make the network for lines anew from Tesseract's trained data
	@$(BIN)/python -m model

wheels: $(VENV)/.dev ## every locked dependency has a wheel: Windows, macOS arm64, manylinux; Python 3.11-3.14
	@$(BIN)/python tests/conformance/wheels.py

conformance: $(VENV)/.dev ## outside judges: veraPDF, EU DSS (Java), pdfsig over issued copies; Go and Node over the public log
	@bash tests/conformance/run

bench: $(VENV)/.dev ## seconds, memory, size and character error of the main job
	@$(BIN)/python -c "from bench.issue import main; main()"

$(BENCH)/.ready: requirements/bench.txt
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install $(LOCKED) -r requirements/bench.txt
	@touch $@

bench-ocr: $(BENCH)/.ready ## pages a minute, errors and sizes against OCRmyPDF and Tesseract, as Markdown (SAMPLE=5: every fifth page)
	@$(BENCH)/bin/python -m bench.ocr

fuzz: $(VENV)-fuzz/.fuzz ## mutated copies against the verification, on Linux (TARGET=whole_copy|envelope|revisions, FUZZ_SECONDS=600)
	@mkdir -p .fuzz/$(TARGET)
	@cd .fuzz && PYTHONPATH=$(CURDIR) $(CURDIR)/$(VENV)-fuzz/bin/python -m tests.fuzz.run $(TARGET) $(TARGET) \
		-max_len=600 -len_control=0 -timeout=60 -rss_limit_mb=1024 -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1

$(VENV)-fuzz/.fuzz: requirements/run.txt requirements/fuzz.txt
	@test -x $(VENV)-fuzz/bin/python || $(PYTHON) -m venv $(VENV)-fuzz
	@$(VENV)-fuzz/bin/python -m pip --disable-pip-version-check --quiet install $(LOCKED) -r requirements/run.txt -r requirements/fuzz.txt
	@touch $@

lock: ## resolve requirements/*.txt anew (needs the network)
	@test -x $(BIN)/uv || $(MAKE) $(VENV)/.dev
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group build -o requirements/run.txt
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group dev -o requirements/dev.txt
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group bench -o requirements/bench.txt
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --group fuzz -o requirements/fuzz.txt

locale: $(VENV)/.dev ## collect the sentences, then compile the Vietnamese catalogue
	@$(BIN)/pybabel -q extract --no-location --sort-output --omit-header -F babel.cfg -o certcopy/locale/certcopy.pot certcopy
	@$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header -i certcopy/locale/certcopy.pot -d certcopy/locale -D certcopy -l vi
	@$(BIN)/pybabel -q compile --use-fuzzy -d certcopy/locale -D certcopy

clean: ## remove what the builds made (never an office's home)
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache tests/conformance/java/target tests/conformance/log/node/node_modules
