# Heard: every command that a newcomer, a contributor and CI need.
#   make demo    build everything and look at a simulated company
#   make test    everything, from pure tests to a real browser
#   make check   what CI checks before the tests
#   make fuzz    foreign bytes against every parser, a minute each
#   make bench   measurements, each beside its peer
#   make bench-load   long load, overload, crowd; BENCH=--quick for a look

SHELL := /bin/bash
.DEFAULT_GOAL := help
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c

# Outside the clone, so that a fresh clone reuses what was compiled.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/heard/target
export TOOLS ?= $(HOME)/.cache/heard/tools
HEARD := $(CARGO_TARGET_DIR)/release/heard
HEARD_DEBUG := $(CARGO_TARGET_DIR)/debug/heard
DEMO_DATA ?= demo-data
PREFIX ?= $(HOME)/.local
DEMO_LISTEN ?= 127.0.0.1:8087

.PHONY: help demo build install web test check fuzz bench bench-large bench-load fmt clean-demo browser tools

help: ## Show the commands.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: build ## Build, fill a data folder with a simulated company, and serve it.
	@exec $(HEARD) demo --data $(DEMO_DATA) --listen $(DEMO_LISTEN)

build: web/dist/index.html ## Build the console and the release binary.
	@./scripts/need cargo
	cargo build --release --locked -p heard

install: build ## Copy the binary to PREFIX/bin, by default ~/.local/bin.
	@install -D -m 755 $(HEARD) $(PREFIX)/bin/heard && echo "installed: $(PREFIX)/bin/heard"

web/dist/index.html: web/node_modules/.installed $(shell find web/src web/index.html web/vite.config.ts locales -type f 2>/dev/null)
	npm --prefix web run --silent build
	find web/dist -type f \( -name '*.js' -o -name '*.css' -o -name '*.html' -o -name '*.svg' \) -exec gzip -k9f {} +

web/node_modules/.installed: web/package-lock.json
	@./scripts/need node npm
	npm --prefix web ci --no-audit --no-fund
	touch $@

web: web/dist/index.html ## Build the console.

test: web/dist/index.html ## Run every test; what could not run is listed and counted.
	@./scripts/test

check: web/node_modules/.installed ## Format, lints, audit, documents, licences, unused parts, generated client.
	@./scripts/check

fuzz: web/dist/index.html ## Try every parser of foreign bytes for FUZZ_SECONDS (60) each.
	@./scripts/fuzz $(FUZZ)

bench: build ## Measure, each number beside its peer.
	@./scripts/bench $(BENCH)

bench-large: build ## Measure millions of answers beside DuckDB; takes 20 minutes and 16 GB of disk.
	@./scripts/bench-large $(BENCH)

bench-load: build ## A server under load for long, overloaded, and with many workspaces and open pages.
	@./scripts/bench --only sustained --only overload --only crowd --only fair $(BENCH)

fmt: ## Format everything.
	cargo fmt --all

clean-demo: ## Remove the demo's data.
	rm -rf $(DEMO_DATA)
