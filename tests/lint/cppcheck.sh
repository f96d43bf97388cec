#!/bin/sh
# cppcheck over the rooms and the tests.
. "$(dirname "$0")/common.sh"
build=$2
command -v cppcheck >/dev/null 2>&1 || {
    echo "cppcheck is not installed" >&2
    exit 77
}

cd "$root"
mkdir -p "$build/cppcheck"
c_files '*.c' >"$build/cppcheck/files.txt"
cppcheck --std=c11 --platform=unix64 --quiet --error-exitcode=1 \
    --enable=warning,performance,portability --inconclusive \
    --suppressions-list=tests/lint/cppcheck.txt \
    --cppcheck-build-dir="$build/cppcheck" -j "$(nproc)" \
    -D_GNU_SOURCE -I . --file-list="$build/cppcheck/files.txt"
