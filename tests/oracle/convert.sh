#!/bin/sh
# Do sha256sum, md5sum, b2sum and hashdeep accept the lists that leafproof
# makes, and does leafproof read theirs and give them back byte by byte?
#
#   convert.sh BINARY
set -u
lp=$(realpath -- "$1")
place=$(mktemp -d "${TMPDIR:-/tmp}/leafproof-convert.XXXXXX")
trap 'rm -rf "$place"' EXIT
trap 'exit 130' HUP INT TERM
cd "$place" || exit 2
failures=0
fail() {
    echo "FAIL $*"
    failures=$((failures + 1))
}
for tool in sha256sum md5sum b2sum hashdeep; do
    command -v "$tool" >/dev/null || {
        echo "$tool is not installed"
        exit 77
    }
done

mkdir -p tree/sub
n=0
# A slash behind the name, lest the shell take a newline from its end.
for name in plain 'two words' 'com,ma' 'quo"te' 'sub/deep' '=sum' '-dash' \
    'a) = b' 'ünïcode' 'bad\377utf8' '%41' '#hash' ' lead' 'trail '; do
    n=$((n + 1))
    file=$(printf -- "$(printf '%s' "$name" | sed 's/%/%%/g')/")
    printf 'content %d\n' "$n" >"tree/${file%/}" || fail "make $name"
done
: >tree/nil
# hashdeep has no way to say these.
mkdir odd
cp -R tree/. odd
printf 'x\n' >"odd/$(printf 'new\nline')"
printf 'y\n' >'odd/back\slash'
printf 'z\n' >"odd/$(printf 'car\rriage')"

"$lp" hash odd -o odd.leaf --digest md5,sha1,sha512,blake2b -q >/dev/null ||
    fail hash odd
"$lp" hash tree -o tree.leaf --digest md5,sha1 -q >/dev/null || fail hash tree

make() { # what, leafproof convert's words...
    out=$1
    shift
    "$lp" convert "$@" -o "$out" >/dev/null || fail "convert $*: exit $?"
}
for alg in md5 sha1 sha256 sha512; do
    make gnu.$alg odd.leaf --to gnu --digest $alg
    make bsd.$alg odd.leaf --to bsd --digest $alg
    for list in gnu.$alg bsd.$alg; do
        (cd odd && ${alg}sum --check --strict --quiet "../$list") ||
            fail "${alg}sum does not accept $list"
    done
done
make gnu.b2 odd.leaf --to gnu --digest blake2b
make bsd.b2 odd.leaf --to bsd --digest blake2b
(cd odd && b2sum --check --strict --quiet ../gnu.b2) || fail b2sum gnu
(cd odd && b2sum --check --strict --quiet ../bsd.b2) || fail b2sum bsd

# What these print in the same order is the very same.
order() {
    (cd odd && find . -type f -printf '%P\0' | LC_ALL=C sort -z |
        xargs -0 "$@" --)
}
order sha256sum >theirs
cmp theirs gnu.sha256 || fail "not what sha256sum prints"
order md5sum --tag >theirs
cmp theirs bsd.md5 || fail "not what md5sum --tag prints"
order sha512sum --tag >theirs.tag
order sha512sum >theirs.gnu
make back.gnu theirs.tag --to gnu
cmp theirs.gnu back.gnu || fail "BSD to GNU"
make back.csv theirs.gnu --to csv --digest sha512
make back.tag back.csv --to bsd
cmp theirs.tag back.tag || fail "GNU to CSV to BSD"
order sha256sum --zero >theirs.zero
make back.gnu theirs.zero --to gnu
cmp gnu.sha256 back.gnu || fail "lines that end in NUL"

# hashdeep audits what we made of a manifest, and of its own list.
make ours.hd tree.leaf --to hashdeep --digest md5,sha256
audit() { # list
    (cd tree && hashdeep -r -l -a -v -k "../$1" . 2>&1) >said || fail "audit $1"
    grep -q '^hashdeep: Audit passed' said || {
        cat said
        fail "hashdeep does not accept $1"
    }
}
# Its paths begin with ./ in a list of a folder; ours do not.
sed '/^[%#]/!s|^\([^,]*,[^,]*,[^,]*,\)|\1./|' ours.hd >dotted.hd
audit dotted.hd
(cd tree && hashdeep -r -l .) >theirs.hd
make again.hd theirs.hd --to hashdeep
audit again.hd
grep -av '^[%#]' theirs.hd | LC_ALL=C sort >1
grep -av '^[%#]' again.hd | LC_ALL=C sort >2
cmp 1 2 || fail "hashdeep's own list"
sed 's|,\./|,|' 1 | LC_ALL=C sort >3
grep -av '^[%#]' dotted.hd | sed 's|,\./|,|' | LC_ALL=C sort | cmp - 3 ||
    fail "not what hashdeep prints"
make hd.gnu theirs.hd --to gnu --digest sha256
(cd tree && sha256sum --check --strict --quiet ../hd.gnu) ||
    fail "hashdeep to GNU"
make hd.csv theirs.hd --to csv
make csv.hd hd.csv --to hashdeep
cmp again.hd csv.hd || fail "hashdeep to CSV and back"

# A changed byte is still seen.
printf 'X' >>tree/plain
(cd tree && sha256sum --check --status ../hd.gnu 2>/dev/null) &&
    fail "sha256sum sees no change"
(cd tree && hashdeep -r -l -a -k ../again.hd . >/dev/null 2>&1) &&
    fail "hashdeep sees no change"

echo "$failures failures"
[ "$failures" -eq 0 ]
