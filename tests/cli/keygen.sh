# A key pair: two files, the secret one for its owner only, never replaced.
. "$LP_TESTS/cli/common.inc"
blur() {
    sed -E 's/\b[0-9A-F]{16}\b/KEYID/; s|^RW[A-Za-z0-9+/]{54}$|PUBLIC LINE|'
}

title files and modes, whatever the umask
umask 000
say keygen --no-passphrase -o desk.key | blur
stat -c '%a %n' desk.key desk.key.pub
blur <desk.key.pub
[ "$(leafproof keygen --no-passphrase -o x.key | grep ^RW)" = \
    "$(tail -n 1 x.key.pub)" ] && echo "the line is that of the file"
cmp -s desk.key.pub x.key.pub || echo "two keys differ"
umask 022

title nothing is replaced
cp desk.key before
cp desk.key.pub before.pub
ends keygen --no-passphrase -o desk.key
rm desk.key.pub
ends keygen --no-passphrase -o desk.key
cp before.pub desk.key.pub
rm desk.key
ends keygen --no-passphrase -o desk.key
ls desk.key 2>/dev/null
ends keygen --no-passphrase -o new.key -p desk.key.pub
ls new.key 2>/dev/null
cmp before.pub desk.key.pub

title a link that leads nowhere is not written through
ln -s nowhere linked.key
ends keygen --no-passphrase -o linked.key
ls nowhere 2>/dev/null

title a place that is not there
ends keygen --no-passphrase -o no/where.key
ends keygen --no-passphrase -o some.key -p no/where.pub
ls some.key 2>/dev/null

title the default place
say keygen --no-passphrase | sed "s|$HOME|HOME|" | blur
stat -c '%a' "$XDG_DATA_HOME/leafproof/keys" \
    "$XDG_DATA_HOME/leafproof/keys/leafproof.key"

title a passphrase, from a descriptor
echo secret >pass
say keygen -o vault.key --passphrase-fd 3 3<pass | blur
stat -c '%a %n' vault.key
make_bundle tree
leafproof hash tree -o tree.leaf -q >/dev/null
ends sign tree.leaf --key vault.key --passphrase-fd 3 3<pass

title an empty passphrase, none, and no descriptor
echo >empty
ends keygen -o e.key --passphrase-fd 3 3<empty
ends keygen -o e.key --passphrase-fd 3 3</dev/null
ends keygen -o e.key --passphrase-fd 9 9<&-
ls e.key 2>/dev/null

title operands
ends keygen desk.key
