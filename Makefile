# Terreau: everything starts here. `make` alone lists the targets.
# Python ≥ 3.11 is all that must be there; `uv` is used when present, pip otherwise.

PORT ?= 8000
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
AUDIT ?= $(BIN)/pip-audit
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
CHECKS := format lint types imports templates docstrings migrations dead-code dependencies spelling reference

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help env env-dev env-spark demo test test-e2e test-slow test-spark test-postgres check $(CHECKS:%=check-%) fix lock vendor docs \
	pictures messages bench audit clean

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- set-up, each step done once

env: $(VENV)/.terreau $(VENV)/.requirements ## Make .venv with the `terreau` command in it.
	@echo "$(BIN)/terreau is ready."
env-dev: $(VENV)/.terreau $(VENV)/.requirements-dev
env-spark: $(VENV)/.terreau $(VENV)/.requirements-spark

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Terreau needs Python 3.11 or newer, and none was found. Install it \
	(on Debian or Ubuntu: apt install python3 python3-venv) or say where it is: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); uv venv --quiet --python $(PYTHON) $(VENV); } || { rm -rf $(VENV); \
	echo "$(PYTHON) cannot make a virtual environment. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@touch $@

# uv when it is there and can reach what pip reaches; pip otherwise.
install = { command -v uv >/dev/null 2>&1 && uv pip install --quiet --python $(BIN)/python $(1); } \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check $(1)

$(VENV)/.requirements $(VENV)/.requirements-dev $(VENV)/.requirements-spark: $(VENV)/.%: %.txt $(VENV)/.python
	@echo "Installing $< (once)…"
	@$(call install,--require-hashes -r $<)
	@touch $@

$(VENV)/.terreau: pyproject.toml $(VENV)/.python
	@$(call install,--no-deps -e .)
	@touch $@

# ---------------------------------------------------------------- use

demo: env ## Prepare the bundled data and serve the platform on http://localhost:8000 (PORT=…).
	@PORT=$(PORT) $(BIN)/terreau serve --demo

# ---------------------------------------------------------------- tests

test: env-dev ## Run the tests (ARGS="-k name" chooses).
	@$(BIN)/pytest -n 2 $(ARGS)

test-slow: env-dev ## Run the tests that take more than a few seconds.
	@$(BIN)/pytest -n 2 -m slow --timeout 300 $(ARGS)

test-e2e: env-dev ## Run the tests that drive a real browser.
	@test -x /usr/bin/chromium || { echo "The browser tests drive /usr/bin/chromium, which is not there. \
	On Debian: apt install chromium"; exit 1; }
	@$(BIN)/pytest -n 2 -m e2e --timeout 180 $(ARGS)

test-spark: env-spark ## Run the tests that start Spark on this machine (needs Java 17 or 21).
	@java -version >/dev/null 2>&1 || { echo "Spark needs Java 17 or 21, and none was found. \
	On Debian: apt install openjdk-17-jre-headless"; exit 1; }
	@$(BIN)/pytest -m spark --timeout 300 tests/datasets/scan $(ARGS)

test-postgres: env-dev ## Run the tests that open a database on a PostgreSQL started for it (what no engine answers otherwise apart).
	@$(BIN)/python scripts/postgres.py $(BIN)/pytest -n 2 -m "postgres or not (e2e or slow or spark or one_engine)" --timeout 180 $(ARGS)

# ---------------------------------------------------------------- quality (`make -k check` shows all that is wrong)

check: $(CHECKS:%=check-%) ## Format, lint, types, imports, templates, docstrings, migrations, spelling…

check-format: env-dev
	$(BIN)/ruff format --check --quiet
check-lint: env-dev
	$(BIN)/ruff check --quiet
check-types: env-dev
	$(BIN)/mypy
check-imports: env-dev
	$(BIN)/lint-imports --no-logo
check-templates: env-dev
	$(BIN)/djlint src/terreau --check --lint --quiet
check-docstrings: env-dev
	$(BIN)/interrogate --quiet src scripts
check-migrations: env-dev
	$(BIN)/python -m django makemigrations --check --dry-run --settings terreau.web.settings.test
check-dead-code: env-dev
	$(BIN)/python scripts/dead_code.py
check-dependencies: env-dev
	$(BIN)/deptry src
check-spelling: env-dev
	$(BIN)/codespell
check-reference: env-dev
	$(BIN)/terreau reference check

fix: env-dev ## Repair what tools can repair: format, imports, templates.
	$(BIN)/ruff check --fix --quiet
	$(BIN)/ruff format --quiet
	$(BIN)/djlint src/terreau --reformat --quiet

# ---------------------------------------------------------------- files made from others

lock: ## Choose versions anew: the three requirements files, with digests (needs uv).
	$(call locked,requirements.txt,)
	$(call locked,requirements-dev.txt,--extra ibis --extra semantic --extra dev)
	$(call locked,requirements-spark.txt,--extra ibis --extra semantic --extra dev --extra spark --constraint requirements-dev.txt)

locked = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" --extra data --extra postgres --extra reports --extra secrecy --extra web $(2) $(LOCK) \
	pyproject.toml --output-file $(1)

vendor: env ## Bring Bootstrap, htmx, ECharts and the typefaces in from npm (needs npm).
	$(BIN)/python scripts/vendor.py

docs: env-dev ## Write the reference pages from the code.
	$(BIN)/python scripts/docs.py

pictures: env-dev ## Take the README's pictures from the example country (needs chromium).
	@$(BIN)/python scripts/pictures.py

messages: env-dev ## Collect the texts to translate and compile the translations.
	$(BIN)/python scripts/messages.py

bench: env-dev ## Measure, with the peers in the same run.
	@for file in bench/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

# --strict: what could not be audited fails as a fault does. It asks a service for the faults that are known.
audit: env-dev ## Look for known vulnerabilities; fails when anything could not be audited.
	$(AUDIT) --strict --require-hashes --disable-pip -r requirements.txt
	$(AUDIT) --strict --require-hashes --disable-pip -r requirements-dev.txt
	$(AUDIT) --strict --require-hashes --disable-pip -r requirements-spark.txt

clean: ## Remove what tools left; var/ (your data) and .venv stay.
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -path ./$(VENV) -prune -o -name __pycache__ -prune -exec rm -rf {} +
