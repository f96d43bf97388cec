# An archive of archives of archives, which unpacks to 100 GB: whatever the
# number of threads, what is done for nothing has an end.
. "$LP_TESTS/cli/common.inc"
head -c 100000 /dev/zero >zeros
zip -qX 0.zip zeros
for level in 1 2 3 4 5 6; do
    for copy in a b c d e f g h i j; do
        cp $((level - 1)).zip $copy.zip
    done
    zip -qX $level.zip ?.zip -x '[0-9].zip'
done
title threads tell the same
for jobs in 1 4; do
    leafproof hash 6.zip --levels raw --max-expand 10M -j $jobs --json >$jobs
    echo "[exit $?]"
    sed -i '1d' $jobs
done
cmp 1 4 && echo the same
title and where it ended
leafproof hash 6.zip --levels raw --max-expand 10M -q >list
echo "[exit $?]"
grep -c . list
