# One command for each of the things people come for; `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
# The environment's own commands come first, so that DVC finds `mktlab` and Jupyter finds its kernel.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export JUPYTER_PREFER_ENV_PATH := 1
export DVC_NO_ANALYTICS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
ENV := .venv/.package

.PHONY: help report test lab check env lock hooks bench clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: $(ENV) ## run what has changed and make the reports; prints the path of the first page
	@mktlab tidy && mktlab watch && dvc repro
	@echo "$(CURDIR)/reports/index.html"

test: $(ENV) ## run the tests
	@pytest -n auto

lab: $(ENV) ## open JupyterLab on the notebooks
	@jupyter lab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks

check: $(ENV) ## check style in code and notebooks, then params, notebooks and the source
	@ruff check . && ruff format --check . && mktlab check

env: $(ENV) ## make the environment in .venv from requirements.lock

.venv/.packages: requirements.lock
	@python=$$(tools/find-python) && rm -rf .venv && "$$python" -m venv .venv
	@echo "installing packages into .venv; this takes a minute or two"
	@.venv/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@

$(ENV): .venv/.packages pyproject.toml tools/jupyterlab-overrides.json
	@install -D -m 644 tools/jupyterlab-overrides.json .venv/share/jupyter/lab/settings/overrides.json
	@.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

lock: ## write requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.12 --extra dev \
		--no-emit-index-url --no-emit-find-links --no-annotate \
		--custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

hooks: ## strip notebook outputs and check style before each git commit
	git config core.hooksPath .githooks

bench: $(ENV) ## run all benchmarks (half an hour) and write docs/benchmarks.md anew
	@python benchmarks/page.py

clean: ## delete what the pipeline and the tools made; your data, kept plans and .venv stay
	rm -rf data/[0-9][0-9]_* data/parts/*/ data/.staging-* data/.spill reports/*.html reports/plots reports/.executed
	rm -rf notebooks/.clean dvc_plots
	rm -rf .pytest_cache .ruff_cache .hypothesis .dvc/cache .dvc/tmp
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
