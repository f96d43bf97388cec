#!/bin/sh
# Run one case of the command line and compare what it did with what it must.
#
#   run.sh BINARY CASE.sh          compare
#   UPDATE=1 run.sh BINARY CASE.sh  write down what it does now
#
# A case is a shell script. It runs in an empty folder of its own, with
# `leafproof` in PATH, the fixtures in $FIXTURES and this project's tests in
# $LP_TESTS. Beside CASE.sh stand CASE.out (its exact stdout), CASE.exit (its
# exit code, 0 if there is no such file) and, where it matters, CASE.err (its
# exact stderr).
set -eu

if [ $# -ne 2 ] || [ ! -x "$1" ] || [ ! -r "$2" ]; then
    echo "usage: run.sh BINARY CASE.sh" >&2
    exit 2
fi
binary=$(realpath -- "$1")
case=$(realpath -- "$2")
expect=${case%.sh}
LP_TESTS=$(dirname -- "$(dirname -- "$(realpath -- "$0")")")
FIXTURES=$(dirname -- "$LP_TESTS")/fixtures

place=$(mktemp -d "${TMPDIR:-/tmp}/leafproof-cli.XXXXXX")
clean_up() {
    chmod -R u+rwX "$place" 2>/dev/null || :
    rm -rf "$place"
}
trap clean_up EXIT
trap 'exit 130' HUP INT TERM
mkdir "$place/bin" "$place/home" "$place/tmp" "$place/here"
ln -s "$binary" "$place/bin/leafproof"

# Nothing of the caller's own settings may show in what a case prints.
unset LEAFPROOF_CONFIG LEAFPROOF_KEY LEAFPROOF_TRUST LEAFPROOF_INDEX \
    LEAFPROOF_INDEX_KEY \
    LEAFPROOF_JOBS LEAFPROOF_SHA256 NO_COLOR LC_CTYPE LC_MESSAGES LC_TIME LANG LANGUAGE \
    2>/dev/null || :
HOME=$place/home
XDG_CONFIG_HOME=$HOME/.config
XDG_DATA_HOME=$HOME/.local/share
XDG_CACHE_HOME=$HOME/.cache
XDG_STATE_HOME=$HOME/.local/state
XDG_RUNTIME_DIR=$HOME/.run
TMPDIR=$place/tmp
PATH=$place/bin:$PATH
LC_ALL=C.UTF-8
TZ=UTC
TERM=dumb
SOURCE_DATE_EPOCH=1790000000
export HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME \
    XDG_RUNTIME_DIR TMPDIR PATH LC_ALL TZ TERM SOURCE_DATE_EPOCH FIXTURES \
    LP_TESTS
umask 022

code=0
(cd "$place/here" && exec sh "$case") \
    >"$place/out" 2>"$place/err" </dev/null || code=$?

if [ "${UPDATE:-0}" = 1 ]; then
    cp "$place/out" "$expect.out"
    if [ "$code" -ne 0 ]; then
        echo "$code" >"$expect.exit"
    else
        rm -f "$expect.exit"
    fi
    if [ -f "$expect.err" ]; then
        cp "$place/err" "$expect.err"
    fi
    exit 0
fi

wrong=0
want=0
if [ -f "$expect.exit" ]; then
    want=$(cat "$expect.exit")
fi
if [ "$code" != "$want" ]; then
    echo "exit code: expected $want, got $code"
    wrong=1
fi
if [ ! -f "$expect.out" ]; then
    echo "there is no $expect.out; UPDATE=1 writes it"
    wrong=1
elif ! diff -u --label expected --label stdout \
    "$expect.out" "$place/out"; then
    wrong=1
fi
if [ -f "$expect.err" ] && ! diff -u --label expected --label stderr \
    "$expect.err" "$place/err"; then
    wrong=1
fi
if [ "$wrong" -ne 0 ] && [ ! -f "$expect.err" ] && [ -s "$place/err" ]; then
    echo "stderr:"
    cat "$place/err"
fi
exit "$wrong"
