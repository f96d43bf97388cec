# What the lints share. Each is run as `sh LINT.sh ROOT [BUILD]`; exit 77 says
# that a tool is missing.
set -eu
LC_ALL=C
export LC_ALL
root=$1

# The C files of the project, rooms first.
c_files() {
    for folder in base crypto formats evidence ledger bundle cmd helper tests; do
        if [ -d "$root/$folder" ]; then
            find "$root/$folder" -type f -name "$1" | sort
        fi
    done
}

# The name under which a tool of clang is installed here.
clang_tool() {
    for name in "$1" "$1-14"; do
        if command -v "$name" >/dev/null 2>&1; then
            echo "$name"
            return 0
        fi
    done
    echo "$1 is not installed" >&2
    exit 77
}
