# What verify cannot do anything with.
. "$LP_TESTS/cli/common.inc"
get_keys
make_bundle tree
leafproof hash tree -o tree.leaf -q >/dev/null
leafproof sign tree.leaf --key desk.key -q >/dev/null

ends verify gone.leaf tree --pubkey desk.key.pub
ends verify tree tree --pubkey desk.key.pub
ends verify tree.leaf gone --pubkey desk.key.pub
ends verify tree.leaf tree/a.txt --pubkey desk.key.pub
ends verify --pubkey desk.key.pub
ends verify tree.leaf tree more --pubkey desk.key.pub
title something else than a manifest is never verified
for what in tree/a.txt tree/nil desk.key.pub; do
    ends verify $what tree --allow-unsigned
    tail -n 1 "$TMPDIR/out"
done
title records
say verify tree.leaf tree --pubkey desk.key.pub --json
printf 'onE\n' >tree/a.txt
mv tree/nil tree/nothing
printf 'new\n' >tree/c.txt
rm tree/link
say verify tree.leaf tree --pubkey desk.key.pub --json
