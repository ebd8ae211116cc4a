# `make help` lists what there is. Each target sets up what it needs by itself, once, and again when the pins
# change. PYTHON=/path/to/python3 chooses the interpreter of the set-up.

.PHONY: help video check test test-all golden lint bench bench-cluster constraints clean
.NOTPARALLEL:
unexport PYTHONHOME PYTHONPATH

python = .venv/bin/python
# A process for each core, each test in the process of its group: see tests/conftest.py.
pytest = $(python) -m pytest -n logical --maxprocesses 8 --dist loadscope --no-loadscope-reorder
pins = pyproject.toml constraints.txt

# Only what is typed after `make` counts: a TOKEN that stands in somebody's environment is seldom a word to teach.
option = $(if $(and $(findstring command,$(origin $(1))),$($(1))),--$(2) '$($(1))')
# The voice hibari comes with an extra.
ready = .venv/$(if $(findstring --voice 'hibari,$(call option,VOICE,voice)),.neural,.video)
parameter = $(if $(and $(findstring command,$(origin $(1))),$($(1))),-p '$(2)=$($(1))')
options = $(strip $(call option,QUALITY,quality) $(call parameter,TOKEN,token) $(call option,VOICE,voice) $(ARGS))

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' Makefile

video: $(ready)  ## render the module; QUALITY=draft TOKEN=queen VOICE=... ARGS='--jobs 1'
	$(python) render.py $(options)

check: $(ready)  ## rehearse the module without drawing it, and report what there is to mend
	$(python) render.py check $(options)

test: .venv/.test  ## pass the tests, all but those that take long; ARGS='-k captions', ARGS=-n0 one by one
	$(pytest) -m "not slow" $(ARGS)

test-all: .venv/.test  ## pass all tests, each property with ten times as many examples
	$(pytest) --hypothesis-profile=thorough $(ARGS)

golden: .venv/.test  ## take the slides as they are drawn now for right: renew tests/golden
	$(python) -m pytest tests/test_golden.py --renew-golden

lint: .venv/.test  ## style, format, types and which way imports go
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	.venv/bin/lint-imports --no-cache --no-logo

bench: .venv/.test  ## measure the speed beside plain Manim, in half an hour; ARGS=--quick for a minute
	$(python) -m benchmarks.speed $(ARGS)

bench-cluster: .venv/.test  ## measure tasks on a Dask worker, and estimate a course on 50 machines
	$(python) -m benchmarks.cluster measure
	$(python) -m benchmarks.cluster simulate $(ARGS)

# pyobjc, which the voice takes on macOS, itself pins each of its 170 frameworks.
constraints: .venv/.test  ## pin the newest versions of all packages that the project takes
	$(python) -m venv .venv/uv
	.venv/uv/bin/pip install --quiet --disable-pip-version-check uv
	.venv/uv/bin/uv pip compile pyproject.toml --all-extras --upgrade --universal --fork-strategy fewest \
	    --no-annotate --custom-compile-command "make constraints" --quiet --output-file .venv/pins
	grep -v '^pyobjc-framework' .venv/pins > constraints.txt

clean:  ## remove what was made; the set-up stays (to remove it: rm -r .venv)
	rm -rf output .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name .venv -prune -o -name __pycache__ -exec rm -rf {} +

.venv/.video: $(pins)
	@sh .ci/setup
	@touch $@

.venv/.neural: $(pins)
	@sh .ci/setup '[neural]'
	@touch .venv/.video $@

.venv/.test: $(pins)
	@sh .ci/setup '[test]'
	@touch .venv/.video .venv/.neural $@
