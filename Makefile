# Every task of the project; `make` or `make help` lists them.
VENV   ?= .venv
PYTHON ?= python3
BIN     = $(VENV)/bin
WORKERS ?= 4

.DEFAULT_GOAL := help
.PHONY: help install demo run sandbox golden test soak check format bench model accuracy lock baseline sbom clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  \033[36mmake %-9s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The stamp is newer than the lock files exactly when the environment matches them.
$(VENV)/.installed: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Tierline needs Python 3.11 or newer; set PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

install: $(VENV)/.installed ## Create .venv with exactly the pinned packages

demo: install ## A partner-support day against the embedded sandbox, watched in the terminal (Ctrl-C ends it)
	@$(BIN)/tierline demo $(ARGS)

run: install ## The service with the settings of the environment and .env
	@$(BIN)/tierline serve

sandbox: install ## A Zendesk of its own on port 8900
	@$(BIN)/tierline sandbox --port 8900

golden: install ## The script of the example day, written anew: review what changed in docs/example-day.txt
	@$(BIN)/tierline rehearse --example > docs/example-day.txt.new && mv docs/example-day.txt.new docs/example-day.txt

# Half of a test's time is waiting, so two processes for each core of the machine that CI has. Those that fill a core or
# promise a time are in one group of pytest-xdist, `load`, and run one after another; a group is also what shares a
# fixture that is dear. What a run compiles is kept for the next, also where the environment says otherwise.
test: install ## Every test, in random order
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

soak: install ## Every proof in its long form, about an hour; ARGS=--short, or the names of some
	$(BIN)/python -m tests.faults.soak $(ARGS)

check: install ## Formatter, linter, strict types, lock files, new secrets, known vulnerabilities
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tools.audit locks secrets dependencies

format: install ## Rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## The promises that are speeds, as ratios in one run
	$(BIN)/python -m benchmarks $(ARGS)

model: install ## Train the learned readers of tickets and of comments: writes their weights in app/rules
	$(BIN)/python -m learning.train
	$(BIN)/python -m learning.comments --train

accuracy: install ## How well tickets and comments are read, each file left out in turn; ARGS=--mistakes lists every mistake
	$(BIN)/python -m learning.accuracy $(ARGS)
	$(BIN)/python -m learning.comments $(ARGS)

lock: install ## Pin the newest allowed versions into the lock files
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header -o requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

baseline: install ## Accept what the secret scan finds, after looking at it
	$(BIN)/python -m tools.audit baseline

sbom: install ## The packages of the service as a CycloneDX file, build/tierline.cdx.json
	$(BIN)/python -m tools.sbom

clean: ## Remove the environment and what tools left behind
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
