# A reader that goes away, and descriptors that are closed from the start.
. "$LP_TESTS/cli/common.inc"
mkdir d
printf 'one\n' >d/a.txt
printf 'two\n' >d/b.txt
leafproof hash d -o d.leaf -q >/dev/null
mkdir many
seq -f 'many/%05g' 1 2000 | xargs touch

title the reader goes away
(
    code=0
    leafproof hash many --json || code=$?
    [ $code != 0 ] && echo "not 0" >&3
) 3>told 2>/dev/null | head -n 1 >/dev/null
cat told
title and the signal is ignored
(
    trap '' PIPE
    code=0
    leafproof hash many --json || code=$?
    echo "[exit $code]" >&3
) 3>told 2>/dev/null | head -n 1 >/dev/null
cat told
title no stdin
leafproof hash d -o in.leaf -q <&-
echo "[exit $?]"
cmp d.leaf in.leaf
title no stderr
leafproof hash d 2>&-
echo "[exit $?]"
leafproof hash d -o err.leaf -q 2>&- >/dev/null
echo "[exit $?]"
cmp d.leaf err.leaf
title neither
leafproof hash d -o both.leaf -q <&- 2>&- >/dev/null
echo "[exit $?]"
cmp d.leaf both.leaf
title none of the three
leafproof hash d -o all.leaf -q <&- >&- 2>&-
echo "[exit $?]"
[ ! -e all.leaf ] || cmp d.leaf all.leaf
:
