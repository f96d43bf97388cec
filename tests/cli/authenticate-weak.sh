# Signatures by keys with which others can sign too.
. "$LP_TESTS/cli/common.inc"
cp "$FIXTURES"/weak/*.eml "$FIXTURES"/weak/*.tsr .
keys="--keys $FIXTURES/weak/keys"
bad="--bad-keys $FIXTURES/weak/bad-keys"
root="--trust-store $FIXTURES/sealed/root.pem"
title by what is known of each key
say authenticate $keys $bad $root ./*.eml
title what is said of it
say authenticate $keys $bad $root -v roca.eml twin-a.eml one.eml small.eml
say authenticate $keys $bad $root -v listed.eml listed-bare.eml
title a time that is proven counts, and one that is claimed does not
say authenticate $keys $bad $root -v listed-early.eml
say authenticate $keys $bad -q listed-early.eml
mv listed-early.eml.tsr listed.eml.tsr
say authenticate $keys $bad $root -q listed-early.eml
say authenticate $keys $bad $root -q listed.eml
title certificates have keys too
cp "$FIXTURES/sealed/mail-roca.eml" "$FIXTURES/sealed/roca.pdf" \
    "$FIXTURES/sealed/mail.eml" .
say authenticate $root mail-roca.eml roca.pdf
title not known to be bad
say authenticate $keys listed.eml listed-bare.eml
title records
say authenticate $keys $bad --json listed.eml twin-a.eml |
    grep -v '"type":"start"'
title a list that is none
printf 'abc\n' >bad.list
say authenticate $keys --bad-keys bad.list good.eml
say authenticate $keys --bad-keys none good.eml
title seen by several
sed 's/\t2026-01-01\t2026-06-01\tfixture\t/\t2025-01-01\t2026-02-01\tanother\t/' \
    "$FIXTURES/weak/keys" >earlier.tsv
say authenticate -v --keys earlier.tsv $keys good.eml
title explain
say explain F0930 F0931 F0932 F0933 F0934
