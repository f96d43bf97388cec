# Containers are opened at every depth, and one can say how deep.
. "$LP_TESTS/cli/common.inc"
cp "$FIXTURES/publications/harbor/archives/deep.zip" .
cp "$FIXTURES/publications/harbor/closed/vault.zip" .

# Of the table in it, the first rows say enough.
say hash deep.zip | grep -v -e Hashed -e '> row [0-9][0-9]'
say hash deep.zip --depth 0 -q
say hash deep.zip --depth 2 -o two.leaf -q
grep -e depth -e unopened two.leaf
title the file is the same, however deep one looks
leafproof hash deep.zip -o all.leaf -q
[ "$(sed -n 2p all.leaf)" = "$(sed -n 2p two.leaf)" ] && echo same
title a password
say hash vault.zip | grep -v Hashed
say hash vault.zip -q
title a damaged one
head -c 700 deep.zip >cut.zip
say hash cut.zip | grep -v Hashed
title data that unpacks too far
python3 -c '
import gzip
open("bomb.gz", "wb").write(gzip.compress(bytes(5000000), mtime=0))'
ends hash bomb.gz
grep -o 'limit-ratio.*' "$TMPDIR/err"
ends hash bomb.gz --max-ratio 2000
