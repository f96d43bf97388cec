#!/bin/sh
# Is what leafproof writes the same, however, wherever and whenever it runs?
#
#   determinism.sh BINARY
set -u
lp=$(realpath -- "$1")
here=$(dirname -- "$(dirname -- "$(dirname -- "$(realpath -- "$0")")")")
fixtures=${FIXTURES:-$here/fixtures}
place=$(mktemp -d "${TMPDIR:-/tmp}/leafproof-determinism.XXXXXX")
trap 'chmod -R u+rwX "$place"; rm -rf "$place"' EXIT
trap 'exit 130' HUP INT TERM
cd "$place" || exit 2
unset LEAFPROOF_JOBS LEAFPROOF_INDEX LEAFPROOF_SHA256
failures=0
fail() {
    echo "FAIL $*"
    failures=$((failures + 1))
}

# Everything under one folder: publications, submissions and hostile inputs.
mkdir tree
cp -RP "$fixtures/publications" "$fixtures/submissions" "$fixtures/hostile" \
    tree/ || exit 2
chmod -R u+rwX,go+rX tree
mkdir tree/void
# Damage is met by threads that no longer wait for each other.
python3 - "$fixtures/publications" tree/damaged <<'END' || exit 2
import os, random, sys
rng = random.Random(3)
os.mkdir(sys.argv[2])
for folder, folders, files in os.walk(sys.argv[1]):
    folders.sort()
    for name in sorted(files):
        with open(os.path.join(folder, name), "rb") as f:
            data = f.read()
        if data[:2] not in (b"PK", b"\x1f\x8b") and \
                data[257:262] != b"ustar":
            continue
        for n in range(30):
            changed = bytearray(data)
            at = rng.randrange(len(data))
            if n % 5 == 0:
                del changed[at:]
            else:
                changed[at] ^= 1 << rng.randrange(8)
            with open(os.path.join(sys.argv[2], f"{name}.{n}"), "wb") as f:
                f.write(changed)
END
printf 'x' >"tree/$(printf 'a\nb')"
printf 'y' >"tree/$(printf '\303\244\377')"

records() { # tree, option...: without what differs from run to run
    got=0
    "$lp" hash "$@" --json >raw 2>err || got=$?
    grep -a -v -e '"type":"start"' -e '"type":"status"' raw
    echo "exit $got"
}
manifest() { # tree, option...
    rm -f made.leaf
    "$lp" hash "$@" -o made.leaf -q >/dev/null 2>err
    echo "exit $?" >>made.leaf
}
manifest tree -j 1
cp made.leaf first.leaf
records tree -j 1 >first.records
items=$(grep -c '"type":"item"' first.records)
[ "$items" -ge 250 ] || fail "only $items items"
tail -n 1 first.leaf | grep -q 'exit [13]' || fail "hash: $(cat err)"
same() { # what, tree, option...
    what=$1
    shift
    manifest "$@"
    cmp first.leaf made.leaf || fail "the manifest: $what"
    records "$@" >made.records
    cmp first.records made.records || fail "the records: $what"
}

for jobs in 1 2 8; do
    same "-j $jobs" tree -j $jobs
done
for run in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    same "run $run of -j 8" tree -j 8
done
for locale in C C.UTF-8 POSIX en_US.UTF-8 tr_TR.UTF-8 xx_XX.nonsense; do
    LC_ALL=$locale LANG=$locale same "LC_ALL=$locale" tree
done
for zone in UTC Asia/Kathmandu America/St_Johns XXX-14 :/nonsense; do
    TZ=$zone same "TZ=$zone" tree
done
for mask in 000 022 077; do
    (
        umask $mask
        same "umask $mask" tree
        exit $failures
    )
    failures=$?
done

# The same tree, made in other ways.
cp -r tree copied
same "cp -r" copied
mkdir tarred
tar -C tree -cf - . | tar -C tarred -xf -
same "tar" tarred
mkdir -p else/where/with/a/longer/path
mv tarred else/where/with/a/longer/path/
same "another folder" else/where/with/a/longer/path/tarred
mkdir backwards
(cd tree && find . -print0 | LC_ALL=C sort -rz | tar -cf - --no-recursion \
    --null -T -) | tar -C backwards -xf - --delay-directory-restore
same "made backwards" backwards
find backwards -exec touch -h -d '1999-12-31 23:59:59' {} +
chmod -R go-rwx backwards
same "other times and modes" backwards
(
    cd tree || exit 2
    "$lp" hash . -o ../dot.leaf -q >/dev/null 2>&1
    echo "exit $?" >>../dot.leaf
)
cmp first.leaf dot.leaf || fail "the manifest: from inside"
SOURCE_DATE_EPOCH=1 same "another time" tree

# Where a run's total is used up does not depend on the threads either.
for total in 1K 20K 60K 150K; do
    for jobs in 1 2 8 8; do
        "$lp" hash tree -o made.leaf -q --max-expand $total -j $jobs \
            >/dev/null 2>&1
        echo "exit $?" >>made.leaf
        [ -e total.leaf ] || cp made.leaf total.leaf
        cmp total.leaf made.leaf || fail "--max-expand $total -j $jobs"
    done
    grep -q 'closed=N0306' total.leaf || fail "--max-expand $total says nothing"
    rm -f total.leaf
done

# check and index add.
"$lp" index add tree/publications/harbor -o harbor.set --publication Harbor \
    --date 2025 >/dev/null 2>&1
checked() { # what is checked, option...
    "$lp" check "$@" --against harbor.set --json 2>err |
        grep -a -v -e '"type":"start"' -e '"type":"status"'
}
checked tree/submissions -j 1 >first.check
grep -q '"type":"summary"' first.check || fail "check"
for run in 1 2 3 4 5; do
    for jobs in 1 2 8; do
        checked tree/submissions -j $jobs >made.check
        cmp first.check made.check || fail "check -j $jobs"
    done
done
for jobs in 1 2 8; do
    rm -f made.set
    SOURCE_DATE_EPOCH=5 "$lp" index add backwards/publications/harbor \
        -o made.set --publication Harbor --date 2025 -j $jobs >/dev/null 2>&1
    [ -e first.set ] || cp made.set first.set
    cmp first.set made.set || fail "the set: -j $jobs"
done
rm -f made.set
SOURCE_DATE_EPOCH=5 LC_ALL=C TZ=XXX-14 "$lp" index add \
    tree/publications/harbor -o made.set --publication Harbor --date 2025 \
    >/dev/null 2>&1
cmp first.set made.set || fail "the set: another tree, locale and zone"

echo "$items items, $failures failures"
[ "$failures" -eq 0 ]
