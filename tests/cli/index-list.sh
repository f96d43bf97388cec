# What sets say of themselves.
. "$LP_TESTS/cli/common.inc"
make_bundle b
mkdir sets sets/below empty
leafproof index add b -o sets/one.set --publication "One, first" \
    --date 2025-03-02 -q >/dev/null
leafproof index add b/sub -o sets/two.set --publication Zwei --date 2024 \
    --url https://example.org/2 --status software -q >/dev/null
leafproof index add b/nil -o sets/below/three.set --publication Three \
    --date 2023 -q >/dev/null
cp sets/two.set 'sets/.hidden.set'
echo text >sets/readme.txt
title a folder
say index list sets
title a set, and one twice
say index list sets/two.set sets sets/two.set
title the standing index
LEAFPROOF_INDEX=sets
export LEAFPROOF_INDEX
say index list -q
unset LEAFPROOF_INDEX
title records
say index list sets/two.set --json
title broken ones do not keep the others from being shown
cp sets/one.set 'sets/cut.set'
truncate -s 70000 sets/cut.set
cp sets/one.set sets/bit.set
printf X | dd of=sets/bit.set bs=1 seek=65600 conv=notrunc 2>/dev/null
echo text >"$(printf 'sets/esc\033[31m.set')"
say index list sets
say index list sets/cut.set --json
title nothing to show
say index list
say index list empty
say index list gone
say index list sets --jsn
