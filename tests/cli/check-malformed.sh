# A finding is a finding: the last line must not say that nothing is.
. "$LP_TESTS/cli/common.inc"
mkdir pub new
printf 'one\n' >pub/a.txt
leafproof index add pub -o pub.set --publication Pub --date 2025 >/dev/null
head -c 700 "$FIXTURES/publications/harbor/archives/deep.zip" >new/cut.zip
ends check new --against pub.set
if tail -n 1 "$TMPDIR/out" | grep -q '^NO OVERLAP'; then
    echo "exit 1, an unknown document, and yet: NO OVERLAP"
fi
ends check new --against pub.set --json
if tail -n 1 "$TMPDIR/out" | grep -q '"verdict":"NO OVERLAP"'; then
    echo "exit 1, an unknown document, and yet: NO OVERLAP"
fi
title what was left closed on purpose is named as a reason
cp "$FIXTURES/publications/harbor/archives/deep.zip" .
ends check deep.zip --against pub.set --depth 0 --json
tail -n 1 "$TMPDIR/out" | grep -q '"incomplete":\[\]' &&
    echo "exit 3 without a reason"
:
