# Two commands do everything on a fresh machine: `make run` and `make test`.
# Needs Rust, Node and make; `make test` also installs Debian's PostgreSQL, Chromium and valgrind if they are missing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help run serve test nightly test-rust test-dashboard test-browser lint format openapi dashboard release needs torture bench bench-http bench-history fuzz count clean

NODE_STAMP := dashboard/node_modules/.stamp
DIST := dashboard/dist/index.html
DASHBOARD_SOURCES := $(shell find dashboard/src dashboard/public dashboard/index.html dashboard/package-lock.json \
	dashboard/vite.config.ts -type f 2>/dev/null)
BINARY := target/release/pointsman
LISTEN ?= 127.0.0.1:7311
BINARY_BENCHES := http/create http/complete http/lone start/decision start/listening start/idle import/lines import/again
HISTORY_BENCHES := $(foreach routes,8 100,history/$(routes)_routes/memory history/$(routes)_routes/parquet) history/edit history/load \
	$(foreach kind,narrow wide,$(foreach routes,20 200 1000,proofs/$(routes)_routes/$(kind)) proofs/compare_200_routes/$(kind))
# Begins of filters that mean nothing in `bench/` itself.
OTHER_BENCHES := http% start% import% history% proofs%

help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

run: release ## Build everything and open a working example
	@exec $(BINARY) demo --listen $(LISTEN)

serve: release ## Build everything and start an empty product in ./pointsman-data
	@exec $(BINARY) serve --listen $(LISTEN)

release: $(DIST) ## Build the dashboard and the release binary
	cargo build --release --locked -p pointsman

dashboard: $(DIST) ## Build the dashboard

$(NODE_STAMP): dashboard/package-lock.json
	cd dashboard && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(DIST): $(NODE_STAMP) $(DASHBOARD_SOURCES)
	cd dashboard && npm run build
	@touch $@

needs: ## Install what the tests need (Debian's PostgreSQL, Chromium, valgrind, z3, Java; DuckDB and Spark)
	scripts/install-test-needs.sh

test: needs lint test-rust count test-dashboard test-browser ## Run every test

lint: $(NODE_STAMP) ## Formatting and lints, Rust and dashboard
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cd dashboard && npm run lint && npm run typecheck && npm run types:check

test-rust: ## Rust tests, and the proof that each mutant of the compiler is caught
	cargo test --workspace --locked
	cargo test --locked -p pointsman-engine --features mutants mutants -- --nocapture

nightly: needs ## Proofs against brute force and Z3 on ten times as many random workflows as `make test`
	POINTSMAN_PROOF_WORKFLOWS=2000 cargo test --locked -p pointsman-engine --test it proofs

test-dashboard: $(NODE_STAMP) ## Dashboard unit and component tests
	cd dashboard && npm test

test-browser: release needs ## The real binary in a real browser
	cd dashboard && npm run test:browser

format: $(NODE_STAMP) ## Format everything
	cargo fmt --all
	cd dashboard && npm run format

openapi: ## Refresh api/openapi.json and the dashboard's types from it
	cargo run --locked -q -p pointsman -- openapi > api/openapi.json.new
	mv api/openapi.json.new api/openapi.json
	$(MAKE) $(NODE_STAMP)
	cd dashboard && npm run types

count: ## Instructions of one decision against the committed baseline
	@scripts/count-instructions.sh

# Nothing but the table, or the lines of JSON, goes to standard output.
bench: ## Pointsman beside its peers (JSON=1 for lines of JSON, FILTER=decide for a part, FEATURES=zen for one more)
	@$(if $(filter $(OTHER_BENCHES),$(FILTER)),:,cargo build --release --locked --quiet --manifest-path bench/Cargo.toml \
		--target-dir target/bench $(if $(FEATURES),--features $(FEATURES)) 1>&2)
	@$(if $(filter $(OTHER_BENCHES),$(FILTER)),:,target/bench/release/pointsman-bench $(if $(JSON),--json) \
		$(if $(FILTER),--filter $(FILTER)))
	@$(if $(or $(if $(FILTER),,all),$(findstring $(FILTER),$(BINARY_BENCHES))),$(MAKE) bench-http,:)
	@$(if $(or $(if $(FILTER),,all),$(findstring $(FILTER),$(HISTORY_BENCHES))),$(MAKE) bench-history,:)

bench-history: ## A backtest of ten million inquiries beside DuckDB, Polars and DataFusion; proofs beside Z3 (JSON=1 MILLIONS=10)
	@{ cargo build --release --locked --quiet --manifest-path bench/history/Cargo.toml --target-dir target/bench-history; \
		cmp -s bench/history/requirements.txt target/python-bench/requirements.txt || { rm -rf target/python-bench && \
		python3 -m pip install --quiet --target target/python-bench --requirement bench/history/requirements.txt && \
		cp bench/history/requirements.txt target/python-bench/; }; } 1>&2
	@target/bench-history/release/bench-history $(if $(JSON),--json) $(if $(FILTER),--filter $(FILTER)) \
		$(if $(MILLIONS),--millions $(MILLIONS))

bench-http: ## The release binary: decisions over HTTP beside a constant answer and the disk, its start, an import (JSON=1)
	@{ $(MAKE) release needs; cargo build --release --locked --quiet --manifest-path bench/http/Cargo.toml \
		--target-dir target/bench-http; } 1>&2
	@target/bench-http/release/bench-http --binary $(BINARY) $(if $(JSON),--json) $(if $(FILTER),--filter $(FILTER))

torture: release needs ## Kill, starve and race the release binary for long (ONLY=kill-sqlite ROUNDS=20 SEED=1)
	cargo run --release --locked --manifest-path torture/Cargo.toml --target-dir target/torture -- \
		--binary $(BINARY) $(if $(ONLY),--only $(ONLY)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--seed $(SEED))

fuzz: ## Feed what reads foreign bytes with made-up input (SECONDS=480 TARGET=csv; SECONDS=keep keeps what was found)
	@scripts/fuzz.sh $(or $(SECONDS),480) $(TARGET)

clean: ## Remove what was built, keep data
	cargo clean
	rm -rf dashboard/dist dashboard/node_modules
