# Sign a manifest; refuse what should not be signed, and keys that leaked.
. "$LP_TESTS/cli/common.inc"
get_keys
make_bundle tree
leafproof hash tree -o tree.leaf -q >/dev/null

say sign tree.leaf --key desk.key
cat tree.leaf.minisig
title with a passphrase
echo 'correct horse' >pass
say sign tree.leaf --key locked.key --passphrase-fd 3 3<pass
title an older signature is replaced
grep trusted tree.leaf.minisig
say verify tree.leaf tree --pubkey locked.key.pub -q
title the key may be named in the environment
LEAFPROOF_KEY=desk.key
export LEAFPROOF_KEY
say sign tree.leaf -q
unset LEAFPROOF_KEY
cp tree.leaf.minisig good

title a wrong passphrase
echo 'wrong horse' >wrong
ends sign tree.leaf --key locked.key --passphrase-fd 3 3<wrong
grep -o 'wrong passphrase' "$TMPDIR/err"
title no key, a folder, a public key, something else
ends sign tree.leaf
ends sign tree.leaf --key gone.key
ends sign tree.leaf --key tree
grep -o 'folder' "$TMPDIR/err"
ends sign tree.leaf --key desk.key.pub
grep -o 'public key' "$TMPDIR/err"
ends sign tree.leaf --key tree/a.txt
ends sign tree.leaf --key tree/nil
title a key that others can read
chmod 640 desk.key
ends sign tree.leaf --key desk.key
sed 's/^/! /' "$TMPDIR/err"
chmod 604 desk.key
ends sign tree.leaf --key desk.key
chmod 400 desk.key
ends sign tree.leaf --key desk.key
chmod 600 desk.key

title not a manifest
ends sign tree/a.txt --key desk.key
ends sign tree --key desk.key
ends sign gone.leaf --key desk.key
ends sign tree/nil --key desk.key
sed 's/^# files=3/# files=4/' tree.leaf >lie.leaf
ends sign lie.leaf --key desk.key
sed 's/$/\r/' tree.leaf >crlf.leaf
ends sign crlf.leaf --key desk.key
ls ./*.minisig tree/*.minisig 2>/dev/null
title none of this touched the signature
cmp good tree.leaf.minisig
title operands
ends sign --key desk.key
ends sign tree.leaf tree.leaf --key desk.key
