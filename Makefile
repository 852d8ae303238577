# make demo: set up everything and run the whole story on the simulators
# make test: set up everything and run all tests
# make check: what CI runs

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.installed
WORKERS ?= 2

.PHONY: demo test check lint types fix gen imports clean bench docs lock

demo: $(READY)
	@$(BIN)/wamigrate demo --report report.html

test: $(READY)
	@$(BIN)/python -m pytest -n $(WORKERS)

check: lint types imports gen-check test

lint: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(READY)
	@$(BIN)/mypy

imports: $(READY)
	@$(BIN)/lint-imports --no-cache

fix: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

gen docs: $(READY)
	@$(BIN)/python -m wamigrate.docs

# The simulators' page in a real Chromium: the one of the system, or CHROMIUM=/path/to/it.
.PHONY: browser
browser: $(READY)
	@$(BIN)/python -m pytest -n 0 tests/browser

.PHONY: gen-check
gen-check: $(READY)
	@$(BIN)/python -m wamigrate.docs --check

bench: $(READY)
	@for file in benchmarks/bench_*.py; do $(BIN)/python $$file || exit 1; done

# The proof of no loss in full, on PostgreSQL, within 20 minutes; SOAK="--store sqlite --seed 42" for another one.
.PHONY: soak
soak: $(READY)
	@$(BIN)/python -m tests.soak $(SOAK)

# One lock for every system, with hashes and without any registry's address.
lock:
	@uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q -o requirements.lock

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache report.html

# uv when it is there (4 s), else venv and pip (20 s). Bytecode is compiled once, here, and not at each first import.
$(READY): requirements.lock pyproject.toml
	@echo "setting up $(VENV) (first run only)" >&2
	@if command -v uv >/dev/null 2>&1; then \
	  { test -x $(BIN)/python || uv venv -q --python $(PYTHON) $(VENV); } && \
	  uv pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock && \
	  uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	  { test -x $(BIN)/python || $(PYTHON) -m venv $(VENV); } && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $(READY)
