#!/bin/sh
# Every file looks as clang-format leaves it.
. "$(dirname "$0")/common.sh"
tool=$(clang_tool clang-format) || exit 77

c_files '*.[ch]' | xargs "$tool" --dry-run -Werror
