#!/bin/sh
# A function fits on a screen or two, a file in one head. The opening brace of
# a function stands in the first column, and nothing else does.
. "$(dirname "$0")/common.sh"

c_files '*.c' | xargs awk '
FNR == 1 { open = 0 }
/^[a-z_]+\(/ { name = $1; sub(/\(.*/, "", name) }
/^\{/ { open = FNR }
/^\}/ && open {
    if (FNR - open - 1 > 80) {
        print FILENAME ":" open ": " name " has " FNR - open - 1 " lines"
        bad = 1
    }
    open = 0
}
FNR == 501 {
    print FILENAME ": more than 500 lines"
    bad = 1
}
END { exit bad }
'
