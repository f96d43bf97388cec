#!/bin/sh
# clang-tidy over everything that was compiled, as .clang-tidy says.
. "$(dirname "$0")/common.sh"
build=$2
tool=$(clang_tool clang-tidy) || exit 77

tidy() {
    xargs -r -P "$(nproc)" -n 1 "$tool" -p "$build" --quiet "$@" 2>&1
}

cd "$root"
# What is tested every day are the rooms; with `tests` as the third argument,
# the tests themselves.
what=${3:-rooms}
of=-v
[ "$what" != tests ] || of=-e
sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' "$build/compile_commands.json" |
    sort -u | grep "$of" '/tests/' >"$build/tidy-$what-files.txt"
{
    grep '/base/err\.c$' "$build/tidy-$what-files.txt" | tidy || :
    grep -v '/base/err\.c$' "$build/tidy-$what-files.txt" |
        tidy --extra-arg=-include --extra-arg=tests/lint/analyzer.h \
            --extra-arg=-I"$root" || :
} | sed '/^[0-9]* warnings\{0,1\}.* generated\.$/d' >"$build/tidy-$what.txt"
cat "$build/tidy-$what.txt"
! grep -Eq '(error|warning):' "$build/tidy-$what.txt"
