# A thousand documents of which 449 are public and 3 are encrypted; and the same
# from the manifest, when the documents are gone.
. "$LP_TESTS/cli/common.inc"
mkdir pub cache secret
i=0
while [ $i -lt 997 ]; do
    printf 'document %04d\n' $i >cache/doc$i.txt
    i=$((i + 1))
done
i=0
while [ $i -lt 449 ]; do
    cp cache/doc$i.txt pub/published-$i.txt
    i=$((i + 1))
done
for n in 1 2 3; do
    printf 'nobody knows %d\n' $n >secret/s$n.txt
done
(cd secret && zip -q -X -0 -P password ../cache/locked.zip s1.txt s2.txt s3.txt)
leafproof index add pub -o pub.set --publication Archive --date 2016-06-01 \
    >/dev/null
leafproof hash cache -o cache.leaf -q >/dev/null

title the documents
ends check cache --against pub.set
grep -v '^  [EN]' "$TMPDIR/out"
title what is known, and what is new
ends check cache --against pub.set --show known
grep -c '^  EXACT' "$TMPDIR/out"
ends check cache --against pub.set --show new
grep -c '^  NEW' "$TMPDIR/out"
ends check cache --against pub.set --show unknown
grep '^  ' "$TMPDIR/out" | head -n 3
title the other question
ends check cache --against pub.set --fail-on new -q
cat "$TMPDIR/out"
ends check pub --against pub.set --fail-on new -q
cat "$TMPDIR/out"
title the manifest, when the documents are gone
ends check cache --against pub.set --json
grep -v '"start"\|"checked"' "$TMPDIR/out" >with-documents
grep '"summary"' "$TMPDIR/out" | sed 's/.*"shares"/"shares"/; s/,"searched".*//'
rm -r cache
ends check cache.leaf --against pub.set --json
grep -v '"start"\|"checked"' "$TMPDIR/out" >with-manifest
cmp with-documents with-manifest && echo the same verdicts
grep '"summary"' "$TMPDIR/out" | sed 's/.*"shares"/"shares"/; s/,"searched".*//'
