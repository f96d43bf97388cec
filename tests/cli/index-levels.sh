# A set that knows documents by some of its levels only, and what is asked of it.
. "$LP_TESTS/cli/common.inc"
mkdir public in
printf 'The quay is let to the port, on the terms of the council, from May until the end of the year.\n' \
    >public/quay.txt
tr ' ' '\n' <public/quay.txt >in/wrapped.txt
sed 's/$/\r/' public/quay.txt >in/crlf.txt
cp public/quay.txt in/exact.txt
printf 'Nothing of this was ever let to anybody; it lies where the river has always left it.\n' >in/new.txt
for levels in raw raw,decoded text message,near all; do
    title "$levels"
    leafproof index add public -o public.set --publication P --date 2020 \
        --levels $levels >/dev/null
    say check in --against public.set | grep -v '^Searched'
    rm public.set
done
title what they are
for levels in raw,decoded text all; do
    leafproof index add public -o $levels.set --publication P --date 2020 \
        --levels $levels >/dev/null
    leafproof index list $levels.set --json | grep -o '"levels":[^]]*]'
done
title two sets: what either knows
say check in --against raw,decoded.set --against text.set | grep '^  [A-Z]'
title a manifest that has less than the set
leafproof hash in -o in.leaf --levels raw -q >/dev/null
say check in.leaf --against all.set
title no such level
say index add public -o odd.set --publication P --levels sense
