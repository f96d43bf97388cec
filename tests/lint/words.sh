#!/bin/sh
# Functions that are too easily wrong, and words that belong in the tracker.
. "$(dirname "$0")/common.sh"

# Comments and strings speak freely of functions; of unfinished work nobody
# does. `speech` is 1 for the files that may print and end the process.
check='
BEGIN {
    banned = "(strcpy|strcat|sprintf|vsprintf|gets|strtok|strtok_r|system" \
        "|popen|tmpnam|tempnam|mktemp|alloca|atoi|atol|atoll|strncpy" \
        "|strncat|sscanf|vsscanf)"
    spoken = "(printf|fprintf|vprintf|vfprintf|puts|putchar|perror|exit)"
    word = "(^|[^A-Za-z0-9_])"
}
FNR == 1 { comment = 0 }
$0 ~ word "(TODO|FIXME|XXX|HACK)([^A-Za-z0-9_]|$)" {
    print FILENAME ":" FNR ": unfinished: " $0
    bad = 1
}
{
    code = ""
    rest = $0
    while (rest != "") {
        if (comment) {
            at = index(rest, "*/")
            if (at == 0) {
                break
            }
            rest = substr(rest, at + 2)
            comment = 0
        } else if (match(rest, /^"([^"\\]|\\.)*"/) ||
                   match(rest, /^\047([^\047\\]|\\.)*\047/)) {
            code = code "\"\""
            rest = substr(rest, RLENGTH + 1)
        } else if (substr(rest, 1, 2) == "//") {
            break
        } else if (substr(rest, 1, 2) == "/*") {
            comment = 1
            rest = substr(rest, 3)
        } else {
            code = code substr(rest, 1, 1)
            rest = substr(rest, 2)
        }
    }
}
code ~ word banned "[ \t]*\\(" {
    print FILENAME ":" FNR ": banned function: " $0
    bad = 1
}
!speech && code ~ word spoken "[ \t]*\\(" {
    print FILENAME ":" FNR ": only cmd and helpers speak and exit: " $0
    bad = 1
}
END { exit bad }
'
status=0
c_files '*.[ch]' | grep -Ev "^$root/(cmd|helper|tests)/" |
    xargs awk -v speech=0 "$check" || status=1
c_files '*.[ch]' | grep -E "^$root/(cmd|helper|tests)/" |
    xargs awk -v speech=1 "$check" || status=1
exit "$status"
