# Remove sets, and nothing else.
. "$LP_TESTS/cli/common.inc"
get_keys
make_bundle b
mkdir sets
for n in 1 2 3; do
    leafproof index add b -o sets/$n.set --publication "P$n" --date 2025 -q \
        >/dev/null
done
leafproof sign sets/1.set --key desk.key -q >/dev/null
title it must be asked for
say index remove sets/1.set
say index remove
ls sets
title nothing but sets, and then none of them
echo text >sets/text.set
ln -s 2.set sets/link.set
mkdir sets/folder.set
for other in sets/text.set sets/link.set sets/folder.set sets sets/gone.set \
    sets/1.set.minisig; do
    say index remove sets/2.set "$other" --yes
done
ls sets
title gone, with the signature
say index remove sets/1.set sets/2.set --yes
say index remove -y -q sets/3.set
ls sets
title a damaged set is a set by its first line
leafproof index add b -o d.set --publication D --date 2025 -q >/dev/null
truncate -s 70000 d.set
say index remove d.set --yes
