# By which way SHA-256 is digested does not show, if the processor has it.
. "$LP_TESTS/cli/common.inc"
mkdir tree
i=0
while [ $i -lt 70 ]; do
    head -c $((i * i * 13)) /dev/zero | tr '\0' 'a' >tree/$i.bin
    i=$((i + 1))
done
head -c 3000000 /dev/zero >tree/long.bin
sha256sum tree/* | sed 's,  tree/,  ,' | sort >want
for way in '' portable openssl shani avx2 avx512; do
    for jobs in 1 2 8; do
        LEAFPROOF_SHA256=$way leafproof hash tree -j $jobs -q \
            --levels raw --depth 0 >out 2>err
        if [ $? = 2 ] && grep -q 'this processor has no way' err; then
            continue # it has not
        fi
        grep -E '^[0-9a-f]{64}' out | sed 's/^\([0-9a-f]*\) *.* \([^ ]*\)$/\1  \2/' |
            sort | cmp - want || echo "$way with $jobs threads"
    done
done
title no such way
LEAFPROOF_SHA256=sse2 say hash tree
