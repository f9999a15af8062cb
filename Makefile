# The commands of this project. `make run` and `make test` are all that a fresh Debian 12 machine needs: they install what is
# missing, build, and do what their names say.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BUILD := build/release
PYTEST := .venv/bin/python -m pytest tests --override-ini=cache_dir=$(BUILD)/pytest_cache
# How many kills, and how many simulated power cuts, `make campaign` makes.
KILLS ?= 200
POWER_CUTS ?= 200
# How long each of its fuzzers runs.
FUZZ_SECONDS ?= 60

.PHONY: help run build check test campaign bench demo setup-run setup-test static-checks compile tidy

help:
	@echo 'make run       install what is missing, build, serve on 127.0.0.1:8000 with the data in ./data'
	@echo 'make build     build $(BUILD)/quondam'
	@echo 'make check     the quick checks: format, layers, rules, build, unit tests, fast tests of the API'
	@echo 'make test      everything that a change owes'
	@echo 'make campaign  the long ones: $(KILLS) kills, $(POWER_CUTS) power cuts, each fuzzer for $(FUZZ_SECONDS) s (KILLS=n POWER_CUTS=n FUZZ_SECONDS=n)'
	@echo 'make demo      lose half a table, bring it back: the recovery guide with the real AWS command line'
	@echo 'make bench     the benches'

setup-run:
	@bin/setup run

setup-test:
	@bin/setup test

# The server alone, and everything with its unit tests.
build: setup-run
	@bin/build quondam

compile: setup-test
	@bin/build all

run: build
	@exec $(BUILD)/quondam serve --data data --listen 127.0.0.1:8000

# What check and test have in common: all that needs no running program.
static-checks: setup-test
	@bin/check-format
	@bin/check-layers --self-test
	@bin/check-layers
	@bin/check-rules --self-test
	@bin/check-rules
	@bin/build all
	@bin/check-tidy --changed

check: static-checks
	@ctest --test-dir $(BUILD) -L unit --output-on-failure --no-tests=error
	@$(PYTEST) -m 'not slow' -n auto

# The tests come last, so that their summary ends the output.
test: static-checks
	@ctest --test-dir $(BUILD) --output-on-failure --no-tests=error
	@bin/fuzz
	@$(PYTEST) -n auto

tidy: compile
	@bin/check-tidy --all

campaign: compile
	@bin/campaign --kills $(KILLS) --power-cuts $(POWER_CUTS) --fuzz-seconds $(FUZZ_SECONDS)

demo: compile
	@.venv/bin/python bin/demo

bench: compile
	@bench/run
