# The documents are all there, but in other containers.
. "$LP_TESTS/cli/common.inc"
get_keys
mkdir -p tree/sub
printf 'one\n' >tree/a.txt
printf 'two\n' >tree/sub/b.txt
: >tree/nil
ln -s a.txt tree/link
mkdir in
printf 'three\n' >in/c.txt
printf 'four\n' >in/d.txt
touch -d @1000000000 in/*
(cd in && python3 -m zipfile -c ../tree/in.zip c.txt d.txt)
leafproof hash tree -o tree.leaf -q >/dev/null
leafproof sign tree.leaf --key desk.key -q >/dev/null
check() {
    say verify tree.leaf "$@" --pubkey desk.key.pub | tail -n +2
}

title an archive of the bundle
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf all.tar tree
check all.tar
say verify tree.leaf all.tar --pubkey desk.key.pub --json | tail -n 2 |
    sed 's/"signature":{[^}]*}/"signature":{}/'
title of which nobody trusted signed the manifest
say verify tree.leaf all.tar --allow-unsigned
title the manifest and its signature are packed with it
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf signed.tar tree tree.leaf tree.leaf.minisig
check signed.tar
title the same in two archives
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf one.tar tree/a.txt tree/in.zip
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -czf two.tar.gz tree/sub tree/nil
check one.tar two.tar.gz
title one of them alone
check one.tar
check one.tar --partial
title with something else in it
printf 'new\n' >new
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf more.tar tree new
check more.tar
title the extracted folder of a signed archive
leafproof hash all.tar -o all.leaf -q >/dev/null
leafproof sign all.leaf --key desk.key -q >/dev/null
mkdir out
tar -xf all.tar -C out
say verify all.leaf out --pubkey desk.key.pub
rm out/tree/sub/b.txt
say verify all.leaf out --pubkey desk.key.pub
say verify all.leaf out --pubkey desk.key.pub --partial
title a folder that has nothing of it
mkdir bare
say verify all.leaf bare --pubkey desk.key.pub
say verify all.leaf bare --pubkey desk.key.pub --partial
title what has no digest cannot be compared by content
mkdir locked
cp "$FIXTURES/publications/harbor/closed/vault.zip" locked/
leafproof hash locked -o locked.leaf -q >/dev/null
python3 - <<'P'
import zipfile
z = zipfile.ZipFile("locked/vault.zip")
for i in z.infolist():
    print(i.filename, "encrypted" if i.flag_bits & 1 else "plain")
P
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf locked.tar locked
say verify locked.leaf locked.tar --allow-unsigned
mkdir unlocked
printf 'what was in it\n' >unlocked/x
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf unlocked.tar unlocked/x
say verify locked.leaf unlocked.tar --allow-unsigned
title an archive packed again under its own name
cp -RP tree again
rm again/in.zip
(cd in && python3 -m zipfile -c ../again/in.zip d.txt c.txt)
check again
check again -v
check again --json | tail -n 2 | sed 's/"signature":{[^}]*}/"signature":{}/'
title and something else is not as it was
cp -RP again other
printf 'onE\n' >other/a.txt
check other
cp -RP again other2
printf 'new\n' >other2/new
check other2
cp -RP again other3
rm other3/sub/b.txt
check other3
check other3 --partial
title packed again with a document more, and one less
cp -RP again more
touch -d @1000000000 new
(cd more && cp -p ../new . && python3 -m zipfile -c in.zip new ../in/c.txt ../in/d.txt && rm new)
check more
cp -RP again less
(cd in && python3 -m zipfile -c ../less/in.zip d.txt)
check less
title everything lies one level down
mkdir deeper
cp -RP tree deeper/tree
check deeper
printf 'new\n' >deeper/new
check deeper
rm deeper/new deeper/tree/a.txt
check deeper
title moved beside what matches
cp -RP tree beside
mkdir beside/to
mv beside/a.txt beside/to/
check beside
title with copies of the manifest and its signature
cp -RP tree carried
cp tree.leaf tree.leaf.minisig carried/
check carried
check carried --deep
title which are not quite that
echo >>carried/tree.leaf.minisig
check carried
rm carried/tree.leaf*
cp tree.leaf carried/else.leaf
check carried
title or lie where files of the bundle lie
rm carried/else.leaf
cp tree.leaf tree.leaf.minisig carried/sub/
check carried
title members are not derived where documents are compared
check all.tar --deep
check again --deep -q
