# What a person types. The build itself is Meson's (meson.build); packages are in packages/*.txt.
#
#   make run      install the run list, build, play the first session
#   make test     install the test list, build with gcc and clang (sanitizers), run everything
#   make bench    speed and memory of the assessment
#   make fuzz     each fuzz target for FUZZ_SECONDS (600), with coverage
#   make pages    the report in a browser: axe-core, html-validate, pictures (fetches Node packages)
#   make fresh    run, test and package in bare Debian trees (FRESH="root user nosudo deb")
#   make install  into DESTDIR/PREFIX (PREFIX=/usr/local)
#   make deb      a Debian package, in build/
#   make build    only build, without looking at packages
#   make clean    remove build/

SHELL := /bin/bash
PYTHON ?= /usr/bin/python3
PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 600
FRESH ?= root user nosudo deb

RELEASE := -Dbuildtype=debugoptimized -Dwerror=true --prefix=/usr
SANITIZE := -Db_sanitize=address,undefined -Db_lundef=false
# What a sanitizer says names lines; more would only be compiled.
LINES := -g1
# The whole program is instrumented for libFuzzer; only the targets themselves link its main.
COVERED := -fsanitize=fuzzer-no-link
PROFILED := -fprofile-instr-generate -fcoverage-mapping

# Plans a build folder once, then compiles it. Says nothing unless it fails: the sessions and the tests are what a reader
# wants to see.
BUILD = quietly() { "$$@" >build/make.log 2>&1 || { cat build/make.log; return 1; }; }; \
	build() { mkdir -p build; test -f $$1/build.ninja || quietly meson setup "$$@" || return; \
	echo "building $$1"; quietly ninja -C $$1; }; build
# `make run` before the test list was there planned a build without unit tests: look again.
REPLAN = replan() { ! test -f $$1/build.ninja || [ "$$(meson introspect --tests $$1)" != "[]" ] || \
	meson setup --reconfigure $$1 >build/make.log 2>&1 || { cat build/make.log; return 1; }; }; replan

.PHONY: build run test bench fuzz pages fresh install deb clean asan fuzzers coverage
.NOTPARALLEL:

build:
	@$(BUILD) build/release $(RELEASE)
	@rm -rf build/root && DESTDIR=$(CURDIR)/build/root meson install -C build/release --no-rebuild --quiet

asan:
	@export CC=clang; $(BUILD) build/asan $(RELEASE) $(SANITIZE) -Dc_args="$(LINES)"
	@rm -rf build/asan-root && DESTDIR=$(CURDIR)/build/asan-root meson install -C build/asan --no-rebuild --quiet

fuzzers:
	@export CC=clang; $(BUILD) build/fuzz $(RELEASE) $(SANITIZE) -Dfuzz=true -Dtests=false -Dc_args="$(LINES) $(COVERED)"

coverage:
	@export CC=clang; $(BUILD) build/coverage $(RELEASE) -Db_lundef=false -Dfuzz=true -Dtests=false \
		-Dc_args="$(PROFILED)" -Dc_link_args="$(PROFILED)"

run:
	@tools/packages.sh packages/run.txt
	@$(MAKE) --no-print-directory build
	@tools/play.sh build/root/usr/bin/sekisho

test:
	@tools/packages.sh packages/run.txt packages/test.txt
	@$(REPLAN) build/release && replan build/asan
	@$(MAKE) --no-print-directory build asan fuzzers
	@env -u BUILD_DIR $(PYTHON) tests/run.py

bench:
	@tools/packages.sh packages/run.txt packages/test.txt
	@$(MAKE) --no-print-directory build
	@bench/run.sh

fuzz:
	@tools/packages.sh packages/run.txt packages/test.txt
	@$(MAKE) --no-print-directory fuzzers coverage
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz.sh

pages:
	@tools/packages.sh packages/run.txt packages/pages.txt
	@$(MAKE) --no-print-directory build
	@tools/pages.sh

fresh:
	@tools/packages.sh packages/fresh.txt
	@FRESH="$(FRESH)" tools/fresh.sh

# Its own folder: the prefix is fixed when Meson plans the build.
install:
	@$(BUILD) build/install -Dbuildtype=debugoptimized --prefix="$(PREFIX)"
	@meson configure build/install --prefix="$(PREFIX)"
	@ninja --quiet -C build/install
	@DESTDIR="$(DESTDIR)" meson install -C build/install --no-rebuild

deb:
	@tools/packages.sh packages/run.txt
	@packaging/deb.sh

clean:
	@rm -rf build
