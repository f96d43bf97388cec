# Who signed decides before any file is read.
. "$LP_TESTS/cli/common.inc"
get_keys
make_bundle tree
leafproof hash tree -o tree.leaf -q >/dev/null

title unsigned
say verify tree.leaf tree --pubkey desk.key.pub
say verify tree.leaf tree --pubkey desk.key.pub --json | tail -n 2
title unsigned, and that is accepted
say verify tree.leaf tree --allow-unsigned
title an unknown key
leafproof sign tree.leaf --key desk.key -q >/dev/null
say verify tree.leaf tree --pubkey other.key.pub
say verify tree.leaf tree
say verify tree.leaf tree --allow-unsigned
title two keys, the second is the right one
say verify tree.leaf tree --pubkey other.key.pub --pubkey desk.key.pub -q
say verify tree.leaf tree --pubkey desk.key.pub --pubkey other.key.pub -q
title the same key twice
say verify tree.leaf tree --pubkey desk.key.pub --pubkey desk.key.pub -q
title a file of keys, by option and by environment
cat other.key.pub desk.key.pub >trusted
say verify tree.leaf tree --trust trusted -q
say verify tree.leaf tree --trust other.key.pub -q
LEAFPROOF_TRUST=trusted
export LEAFPROOF_TRUST
say verify tree.leaf tree -q
unset LEAFPROOF_TRUST
title a key as text
say verify tree.leaf tree --pubkey "$(tail -n 1 desk.key.pub)" -q
say verify tree.leaf tree --pubkey "$(tail -n 1 other.key.pub)" -q
title no key: a folder, a secret key, something else, nothing
ends verify tree.leaf tree --pubkey tree
ends verify tree.leaf tree --pubkey desk.key
ends verify tree.leaf tree --pubkey tree/a.txt
ends verify tree.leaf tree --pubkey tree/nil
ends verify tree.leaf tree --pubkey gone
ends verify tree.leaf tree --pubkey desk.key.pub --pubkey gone
ends verify tree.leaf tree --trust gone
ends verify tree.leaf tree --trust tree

bad() {
    say verify tree.leaf tree --pubkey desk.key.pub
    ends verify tree.leaf tree --pubkey desk.key.pub --allow-unsigned
    grep -c -w VERIFIED "$TMPDIR/out"
    tail -n 1 "$TMPDIR/out"
}
cp tree.leaf.minisig good
title a signature of something else
leafproof hash tree/a.txt -o else.leaf -q >/dev/null
leafproof sign else.leaf --key desk.key -q >/dev/null
cp else.leaf.minisig tree.leaf.minisig
bad
title the trusted comment was changed
sed 's/file:tree.leaf/file:tree-leaf/' good >tree.leaf.minisig
bad
title no signature at all in the file
echo junk >tree.leaf.minisig
bad
: >tree.leaf.minisig
bad
head -n 3 good >tree.leaf.minisig
bad
sed 's/$/\r/' good >tree.leaf.minisig
bad
{ cat good; echo more; } >tree.leaf.minisig
bad
title the untrusted comment is not signed
sed '1s/.*/untrusted comment: anything/' good >tree.leaf.minisig
say verify tree.leaf tree --pubkey desk.key.pub -q
