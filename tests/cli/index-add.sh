# Make published sets of folders, archives and manifests.
. "$LP_TESTS/cli/common.inc"
cp -R "$FIXTURES/publications/harbor" "$FIXTURES/publications/ministry" .
# The root changes whenever a reader learns something.
blur() {
    sed -E 's/[0-9a-f]{64}/ROOT/'
}
add() { # what, out
    say index add "$1" -o "$2" --publication "Harbor files" --date 2025-03-02 |
        blur
}

title a folder, two things in which stay closed
add harbor harbor.set
title a folder that is wholly open
say index add ministry -o ministry.set --publication Ministry --date 2025-06 \
    --url https://example.org/ministry >text
blur <text
title one archive
add harbor/archives/deep.zip deep.set | grep -v Indexed
title a manifest holds as much as its folder
leafproof hash harbor -o harbor.leaf -q >/dev/null
add harbor.leaf leaf.set | head -n 1
leafproof check harbor --against harbor.set --json >1
leafproof check harbor --against leaf.set --json >2
cmp 1 2
title a set is not replaced
cp harbor.set before
add ministry harbor.set
cmp before harbor.set
title records
say index add ministry -o again.set --publication Ministry --date 2025-06 \
    --url https://example.org/ministry --json >records
blur <records
[ "$(sed -n 's/.*root[":]*\([0-9a-f]*\).*/\1/p' text records | uniq | wc -l)" \
    = 1 ] && echo "the same root"
title the same set again, byte by byte
cmp ministry.set again.set
title the set in the folder that it is made of is no part of it
say index add ministry -o ministry/own.set --publication Ministry \
    --date 2025-06 --url https://example.org/ministry | head -n 1
cmp ministry.set ministry/own.set
ls -A ministry | grep -c '\.set'

title what must be said
mkdir none
ends index add ministry -o none/a.set --date 2025-06
ends index add ministry -o none/a.set --publication '' --date 2025-06
ends index add ministry -o none/a.set --publication Ministry
ends index add ministry --publication Ministry --date 2025
ends index add -o none/a.set --publication Ministry --date 2025
ends index ministry -o none/a.set --publication Ministry --date 2025
ends index
title dates
for date in 2025-13 2025-00 2025-02-30 2025-2-3 25 tomorrow 2025-03-02T10:00 \
    '' ' 2025' 2023-02-29; do
    ends index add ministry -o none/a.set --publication M --date "$date"
done
ends index add ministry -o "$TMPDIR/leap.set" --publication M --date 2024-02-29
title what cannot be read or written
ends index add gone -o none/a.set --publication M --date 2025
ends index add ministry -o no/a.set --publication M --date 2025
sed 's/^# files=./# files=9/' harbor.leaf >lie.leaf
ends index add lie.leaf -o none/a.set --publication M --date 2025
title none of these left anything
ls -A none
