# Comptoir. `make` lists what can be done; `make demo` and `make test` are the two commands to know.

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# nodynamic: pictures are encoded by the library inside the program, never by one that happens to be on the machine.
TAGS    := nodynamic
LDFLAGS := -s -w -X main.version=$(VERSION)
TEST    := go test -tags $(TAGS)
TOOLS   := bin/templ bin/sqlc bin/staticcheck
SQLC    := $(shell git ls-files '*/sqlc.yaml' 2>/dev/null)

.PHONY: help demo demo-reset build test test-long security fuzz-api supply-chain licences sbom bench gen golden verify lint generated fmt clean tools needs

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## start everything with two example agencies on http://localhost:8080 (needs Go, git and make only)
	@exec bin/comptoir demo

demo-reset: build ## forget the demonstration's data and start anew
	@scripts/forget "$${COMPTOIR_DATA:-./var}"
	@exec bin/comptoir demo

build: ## build bin/comptoir, one static program
	@CGO_ENABLED=0 go build -trimpath -tags $(TAGS) -ldflags '$(LDFLAGS)' -o bin/comptoir ./cmd/comptoir

test: ## everything that must hold before a change is taken: what CI runs
	@scripts/test

test-long: needs ## the same tests many times over in random order, then load and faults: what happens once in a hundred runs
	@$(TEST) -race -shuffle=on -count=20 -timeout 60m ./internal/kernel/... ./internal/event/... ./internal/stays/... ./internal/payments/... ./internal/identity/... ./internal/tenancy/...
	@$(TEST) -race -shuffle=on -count=3 -timeout 60m ./...
	@go test -tags $(TAGS),long -count=1 -timeout 60m -v ./test/...
	@go test -tags $(TAGS),long -count=1 -timeout 20m -v -run "TestTheOfficialValidatorsAgree|TestTheLevelOfPAdES" ./internal/invoicing/invoicingio ./internal/contracts/builtinsign

security: needs ## attack a running program in every known way and write docs/security/results.md; TARGET=http://127.0.0.1:8080 attacks a demonstration instead
	@go run ./test/security/prove -target "$(TARGET)"

fuzz-api: needs ## every operation of the API as five people by Schemathesis (needs Python 3.11); writes docs/security/schemathesis.md
	@scripts/fuzz-api

supply-chain: bin/gosec bin/govulncheck ## gosec, known vulnerabilities, checksums of all modules, licences
	@scripts/supply-chain

licences: ## write docs/security/licences.csv anew, from what is linked into the program
	@go run ./test/supply/write

sbom: build ## write bin/comptoir.cdx.json (CycloneDX) and all texts of licences beside the program
	@go run ./test/supply/write -bill bin/comptoir -version "$(VERSION)"

bench: needs ## measure the whole program and print a table (five minutes; leave the machine alone meanwhile)
	@$(TEST) -count=1 -run '^$$' -bench . -benchtime 1x -timeout 20m -p 1 ./test/bench ./internal/ledger/ledgerio | sed -unE 's/^(Benchmark[^[:space:]]+[[:space:]]+)?\|/|/p; /FAIL|_test\.go:|^panic|^ok/p'

verify: lint generated ## the fast part of `make test`: format, lint, generated code, architecture laws
	@$(TEST) ./internal/arch/...

lint: bin/staticcheck ## format, go vet, staticcheck
	@scripts/format
	@go vet -tags $(TAGS) ./... comptoir/sdk/go/...
	@bin/staticcheck -tags $(TAGS) ./... comptoir/sdk/go/...

generated: bin/templ bin/sqlc ## compare the generated code with its sources
	@scripts/generated

gen: bin/templ bin/sqlc ## generate code from templates, SQL and assets, and the clients of the API from api/openapi.yaml
	@bin/templ generate -log-level error
	@for f in $(SQLC); do bin/sqlc generate -f "$$f"; done
	@go generate ./internal/web/...
	@go run ./sdk/generate/write

golden: ## write api/openapi.yaml, the clients of the API, db/schema.sql and the lists of stored names anew, to be read in the diff
	@$(TEST) ./internal/arch -count=1 -run 'Golden' -update
	@go vet -tags $(TAGS) comptoir/sdk/go/... ./test/sdk

fmt: bin/templ ## format Go and templates
	@gofmt -w $$(git ls-files -- '*.go')
	@bin/templ fmt -log-level error internal

clean: ## remove what was built (never data)
	@rm -rf bin

needs: # what the tests need of the machine, installed or named
	@scripts/needs

tools: $(TOOLS)

# Without cgo sqlc parses with the same parser compiled to WebAssembly: a minute to build instead of three.
bin/templ: tools/go.mod tools/go.sum
	@echo "build templ"; cd tools && CGO_ENABLED=0 go build -o ../bin/templ github.com/a-h/templ/cmd/templ && touch ../bin/templ
bin/sqlc: tools/go.mod tools/go.sum
	@echo "build sqlc (a minute, once)"; cd tools && CGO_ENABLED=0 go build -o ../bin/sqlc github.com/sqlc-dev/sqlc/cmd/sqlc && touch ../bin/sqlc
bin/gosec bin/govulncheck: tools/audit/go.mod tools/audit/go.sum
	@echo "build $(@F) (some minutes, once)"; cd tools/audit && CGO_ENABLED=0 go build -o ../../$@ $$(go list -f '{{.ImportPath}}' tool | grep '/$(@F)$$') && touch ../../$@
bin/staticcheck: tools/go.mod tools/go.sum
	@echo "build staticcheck"; cd tools && CGO_ENABLED=0 go build -o ../bin/staticcheck honnef.co/go/tools/cmd/staticcheck && touch ../bin/staticcheck
