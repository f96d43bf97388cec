# What is already public, in text and in numbers.
. "$LP_TESTS/cli/common.inc"
cp -R "$FIXTURES"/publications/* "$FIXTURES"/submissions/* .
leafproof index add harbor -o harbor.set --publication "Harbor files" \
    --date 2025-03-02 --url https://example.org/harbor >/dev/null
leafproof index add ministry -o ministry.set --publication "Ministry files" \
    --date 2025-06 >/dev/null

title one set
say check first --against harbor.set
title two sets
say check second --against harbor.set --against ministry.set
title a folder of sets, in any order
mkdir sets
cp harbor.set ministry.set sets
leafproof check second --against sets >1
leafproof check second --against ministry.set --against harbor.set >2
leafproof check second --against harbor.set --against ministry.set >3
cmp 1 3
cmp 2 3
LEAFPROOF_INDEX=sets leafproof check second >4
cmp 3 4
title only the verdict
say check second --against sets -q
title nothing in common
mkdir new
printf 'new\n' >new/a.txt
printf 'newer\n' >new/b.txt
say check new --against ministry.set
title nothing in common with a set that is not whole
say check new --against harbor.set
title a publication against itself
say check harbor --against harbor.set | tail -n 9
title a manifest in place of its folder, byte by byte
# A manifest holds identities, not what likeness needs.
known=raw,decoded,message,text
for one in first second harbor ministry new; do
    leafproof hash $one -o $one.leaf -q >/dev/null
    for against in harbor.set ministry.set sets; do
        leafproof check $one --against $against --levels $known --json >1
        a=$?
        leafproof check $one.leaf --against $against --levels $known \
            --json >2
        b=$?
        # Nor names in another charset than their bytes.
        sed 's/"name_decoded":"[^"]*","name_by":"[^"]*",//' 1 | cmp - 2
        [ $a = $b ] && echo "$one against $against: exit $a"
    done
done
