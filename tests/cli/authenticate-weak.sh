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
title not known to be bad
say authenticate $keys listed.eml listed-bare.eml
title records
say authenticate $keys $bad --json listed.eml twin-a.eml |
    grep -v '"type":"start"'
title a list that is none
printf 'abc\n' >bad.list
say authenticate $keys --bad-keys bad.list good.eml
say authenticate $keys --bad-keys none good.eml
