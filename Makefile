# Needs Python 3.11 or newer and make; everything else is brought by `make setup`.
.DEFAULT_GOAL := help
.PHONY: help setup dev run test lint trace bench soak spark lock clean

PYTHON ?= $(firstword $(shell for name in python3 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name"; done; true) python3)
VENV := .venv/bin
# Checks and tests start nothing with the secrets or the database of a deployment.
CHECKED := env -u DATABASE_URL -u DATABASE_OWNER_URL -u DATABASE_SYSTEM_URL DATA=.cache/check-data \
	FINGERPOST_SECRET_KEY=only-for-checking-settings-and-never-for-signing-anything-at-all \
	FINGERPOST_PUBLIC_ADDRESS=https://check.example FINGERPOST_ALLOWED_HOSTS=check.example \
	DJANGO_SETTINGS_MODULE=fingerpost.site.settings
JOBS ?= 2
PYTEST := env -u DATABASE_URL -u DATABASE_OWNER_URL -u DATABASE_SYSTEM_URL $(VENV)/python -m pytest

help:
	@echo "make setup   make .venv and the front-end files"
	@echo "make run     serve it (PORT=8000, DATA=data), with a make-believe nation"
	@echo "make test    run every check and every test"
	@echo "make lint    style, types, import rules, migrations, deployment check"
	@echo "make trace   show which numbered requirements the tests show"
	@echo "make bench   print each performance figure beside its baseline (SCALE, JSON)"
	@echo "make soak    the long tests, by hand"
	@echo "make spark   install Spark into .venv (needs Java 17 or newer)"
	@echo "make lock    write the lock files anew"
	@echo "make clean   remove .venv and what was built; DATA stays"

setup:
	@$(PYTHON) scripts/bootstrap.py

dev:
	@$(PYTHON) scripts/bootstrap.py --dev

# A database of your own becomes a demonstration here too, but only while it is empty.
run: export FINGERPOST_DEMO ?= yes
run: setup
	@exec $(VENV)/fingerpost serve

lint: dev
	$(VENV)/ruff check src tests scripts $(wildcard bench)
	$(VENV)/ruff format --check src tests scripts $(wildcard bench)
	$(CHECKED) $(VENV)/mypy
	$(VENV)/lint-imports --cache-dir .cache/import-linter
	$(CHECKED) $(VENV)/python -m fingerpost.site.style_check
	$(CHECKED) $(VENV)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run
	$(CHECKED) $(VENV)/python -m django check --deploy --fail-level WARNING

test: lint
	@$(PYTHON) scripts/ensure_chromium.py
	@$(PYTHON) scripts/ensure_spark.py
	$(PYTEST) -n $(JOBS) --dist loadgroup -m "not soak"

trace: dev
	$(PYTEST) -n $(JOBS) --dist loadgroup -q -m "not soak" --requirements-to=.cache/trace.json
	@$(VENV)/fingerpost trace .cache/trace.json

bench: setup
	@$(VENV)/python -m bench

soak: dev
	$(PYTEST) -m soak

spark: setup
	@$(PYTHON) scripts/ensure_spark.py --wanted

# Written against the public index alone, and naming no address at all.
LOCK := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null $(VENV)/uv pip compile --no-config \
	--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --no-header --quiet
lock: dev
	$(LOCK) --output-file requirements.lock requirements.in
	$(LOCK) --output-file requirements-dev.lock requirements-dev.in
	$(LOCK) --output-file requirements-spark.lock requirements-spark.in

# The database of the tests may lie outside (docs/operators.md); a deployment's never goes.
clean:
	@outside=$$(cat .cache/test-data/postgres.location 2>/dev/null); \
	case "$$outside" in /var/tmp/fingerpost-*) rm -rf "$$outside";; esac
	rm -rf .venv .cache node_modules frontend/dist
