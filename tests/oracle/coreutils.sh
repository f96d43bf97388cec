#!/bin/sh
# Does sha256sum verify a manifest, whatever the files are called, and compute
# what leafproof computes?
#
#   coreutils.sh BINARY
set -u
lp=$(realpath -- "$1")
place=$(mktemp -d "${TMPDIR:-/tmp}/leafproof-coreutils.XXXXXX")
trap 'rm -rf "$place"' EXIT
trap 'exit 130' HUP INT TERM
cd "$place" || exit 2
failures=0
fail() {
    echo "FAIL $*"
    failures=$((failures + 1))
}

mkdir tree
n=0
make() { # name, as printf writes it
    n=$((n + 1))
    # Something after the name, lest the shell take its newline.
    name=$(printf "$1/")
    name=${name%/}
    case $name in
    */*) mkdir -p -- "tree/${name%/*}" ;;
    esac
    printf '%s, file %d\n' "content" "$n" >"tree/$name" || fail "make $1"
}
make 'plain'
make 'new\nline'
make 'ends in newline\n'
make '\nbegins'
make 'carriage\rreturn'
make 'ends in cr\r'
make 'back\\\\slash'
make 'back\\\\nslash'
make '\\\\'
make '\\\\\n\r'
make 'esc\033[31m'
make 'bell\007'
make 'tab\there'
make 'del\177'
make 'c1\302\233'
make 'bad\377utf8'
make 'cut\303'
make 'surrogate\355\240\200'
make 'bidi\342\200\256fdp.exe'
make 'mark\357\273\277'
n=$((n + 1)); echo "dash $n" >tree/-dash
n=$((n + 1)); echo "dash $n" >tree/--check
# A file called - at the top would be stdin to sha256sum; further down it is not.
mkdir tree/-d
n=$((n + 1)); echo "dash $n" >tree/-d/-
n=$((n + 1)); echo "dash $n" >tree/-d/-f
make '#hash'
make '# size=4'
make '# end'
make ' leading blank'
make '  two blanks'
make 'trailing blank '
make 'a > b'
make '>'
make '%%'
make '100%%'
make '%%0A'
make '*star'
make ' *star'
make 'SHA256 (x) = y'
make '"quotes" and '"'apostrophes'"
make 'folder\nwith/new\nline'
make 'folder \\\\ with/back\\\\slash'
make ' /blank'
make '...'
make '.hidden'
make 'sub/a/b/c'
make 'sub.txt'
make 'sub-'
make 'sub0'
make "$(head -c 250 /dev/zero | tr '\0' x)"
n=$((n + 1)); : >tree/empty

"$lp" hash tree -o tree.leaf -q >/dev/null 2>err || { fail hash; cat err; }
files=$(find tree -type f -printf x | wc -c)
check() {
    (cd tree && sha256sum -c --strict "$@" ../tree.leaf) >said 2>err
}
if ! check; then
    fail "sha256sum does not verify the manifest"
    grep -a -v ': OK$' said
    cat err
fi
said=$(grep -a -c ': OK$' said)
[ "$said" -eq "$files" ] || fail "$said files verified, there are $files"
"$lp" verify tree.leaf tree --allow-unsigned -q >/dev/null 2>err ||
    { fail verify; cat err; }

# The lines are those of sha256sum, and in the order of the raw paths.
(cd tree && find . -type f -printf '%P\0' | LC_ALL=C sort -z |
    xargs -0 sha256sum --) >theirs
grep -a -v '^#' tree.leaf >ours
cmp theirs ours || fail "the lines differ from those of sha256sum"
# On stdout names are locators, but digests are digests.
"$lp" hash tree 2>/dev/null | cut -c 1-64 >ours
sed 's/^\\//' theirs | cut -c 1-64 >digests
cmp digests ours || fail "the digests differ from those of sha256sum"

# One change, in each kind of file; neither may miss it.
spoil() { # path
    cp -p -- "$1" kept
    printf 'X' | dd of="$1" bs=1 seek=3 conv=notrunc 2>/dev/null
    check --status && fail "sha256sum misses a change of $1"
    "$lp" verify tree.leaf tree --allow-unsigned -q >/dev/null 2>err
    [ $? -eq 1 ] || fail "verify misses a change of $1"
    cp -- kept "$1"
}
for path in tree/plain tree/new* tree/back* tree/esc* tree/bad* tree/-dash \
    'tree/# end' 'tree/ leading blank' 'tree/a > b' tree/sub/a/b/c; do
    spoil "$path"
done
rm tree/plain
check --status && fail "sha256sum misses a missing file"
"$lp" verify tree.leaf tree --allow-unsigned -q >/dev/null 2>err
[ $? -eq 1 ] || fail "verify misses a missing file"

# Sizes around the blocks of the hash and of reading.
mkdir sizes
for size in 1 55 56 63 64 65 127 128 4095 4096 65535 65536 65537 1048575 \
    1048576 1048577 3000001; do
    head -c $size /dev/zero | tr '\0' z >sizes/$size
done
for size in 1 64 4096 1048576; do
    head -c $size /dev/zero >sizes/zero-$size
done
"$lp" hash sizes -o sizes.leaf -q >/dev/null || fail "hash sizes"
(cd sizes && sha256sum -c --strict --quiet ../sizes.leaf) ||
    fail "sizes differ"

echo "$files names, $failures failures"
[ "$failures" -eq 0 ]
