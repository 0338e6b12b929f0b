# Vallum.  `make run` does the main job, `make test` tests it; each sets up what it needs.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The same behaviour on every machine: one locale, no variables that bend Python, byte code kept.
export LC_ALL := C.UTF-8
export PYTHONUTF8 := 1
export UV_PYTHON_DOWNLOADS := never
export NO_MKDOCS_2_WARNING := 1
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV

SCENARIO ?= us_absent
BROWSER_TESTS ?= yes
# Test files are shared out among as many workers as there are cores (groups: tests/conftest.py).
WORKERS ?= auto
ARGS ?=

# Each recipe is one shell: bring the environment up to date with the lock file, then `exec`, so
# that nothing is printed after the last line of the command itself.
SET_UP_TO_RUN = uv="$$(sh scripts/set-up.sh --no-default-groups)"
SET_UP_TO_TEST = uv="$$(sh scripts/set-up.sh)"
SET_UP_TO_WRITE = uv="$$(sh scripts/set-up.sh --group docs)"
RUN = "$$uv" run --quiet --no-sync
# Each test worker has one core: threads of its own would wait for those of the others.
ONE_THREAD = OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1

SHARED = --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder

ifeq ($(BROWSER_TESTS),no)
FAST_TESTS := -m 'not long and not browser'
LONG_TESTS := -m 'not browser'
CHROMIUM := :
else
FAST_TESTS :=
LONG_TESTS := -m ''
CHROMIUM := sh scripts/ensure-chromium.sh
endif

.PHONY: help run test test-long check docs bench clean

help: ## list what can be done (this list)
	@sed -n 's/^\([a-z-]*\): ## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; \
	do printf '  make %-10s %s\n' "$$name" "$$what"; done

run: ## answer the question: what is missing if the United States is absent? (SCENARIO=name)
	@$(SET_UP_TO_RUN) && exec $(RUN) vallum run "$(SCENARIO)" $(ARGS)

test: ## run the tests (ARGS='-k words' picks some, BROWSER_TESTS=no leaves out some)
	@$(SET_UP_TO_TEST) && $(CHROMIUM) && $(ONE_THREAD) \
	exec $(RUN) pytest $(SHARED) $(FAST_TESTS) $(ARGS)

test-long: ## run every test with 500 examples each and note the outcome in docs/validation/
	@$(SET_UP_TO_TEST) && $(CHROMIUM) && $(ONE_THREAD) VALLUM_EXAMPLES=500 \
	exec $(RUN) pytest $(SHARED) $(LONG_TESTS) --summary-file docs/validation/test-long.txt $(ARGS)

check: ## check style, types and the floors of the house
	@$(SET_UP_TO_TEST) && $(RUN) ruff check && $(RUN) ruff format --check && $(RUN) mypy \
	&& exec $(RUN) lint-imports

docs: ## build the documentation into site/
	@$(SET_UP_TO_WRITE) && exec $(RUN) mkdocs build --strict

bench: ## measure speed against what is promised
	@$(SET_UP_TO_TEST) && exec $(RUN) pytest benchmarks --benchmark-enable $(ARGS)

clean: ## remove what the other targets made, but not your runs
	@rm -rf .venv .uv site dist .benchmarks .pytest_cache .mypy_cache .ruff_cache .hypothesis \
	.import_linter_cache
	@find src tests benchmarks -type d -name __pycache__ -prune -exec rm -rf {} +
