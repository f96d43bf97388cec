# Single files out of a bundle, and bundles of which not all is there.
. "$LP_TESTS/cli/common.inc"
get_keys
mkdir -p tree/sub
printf 'one\n' >tree/a.txt
printf 'two\n' >tree/sub/b.txt
printf 'three\n' >tree/c.txt
mkdir in
printf 'four\n' >in/d.txt
touch -d @1000000000 in/*
(cd in && python3 -m zipfile -c ../tree/in.zip d.txt)
leafproof hash tree -o tree.leaf -q >/dev/null
leafproof sign tree.leaf --key desk.key -q >/dev/null
check() {
    say verify tree.leaf "$@" --pubkey desk.key.pub | tail -n +2
}
cp tree/a.txt other-name.txt
printf 'new\n' >new.txt

title one file
check tree/a.txt
check tree/a.txt --partial
check tree/a.txt --partial -v
title one that is called otherwise, and one from inside a container
check other-name.txt in/d.txt --partial -v
say verify tree.leaf other-name.txt --pubkey desk.key.pub --partial --json |
    tail -n +2 | sed 's/"signature":{[^}]*}/"signature":{}/'
title a container
check tree/in.zip --partial -v
title a file that is not of the bundle
check new.txt --partial
check new.txt tree/a.txt --partial -v
title a folder that lacks something
rm -rf copy
cp -RP tree copy
rm copy/c.txt copy/in.zip
check copy
check copy --partial
title ... and in which something is changed, added or moved
printf 'onE\n' >copy/a.txt
check copy --partial
cp tree/a.txt copy/a.txt
cp new.txt copy/
check copy --partial
rm copy/new.txt
mv copy/a.txt copy/z.txt
check copy --partial
title a folder of it, by itself
check tree/sub
check tree/sub --partial
title nothing of it is there
mkdir bare
check bare --partial
say verify tree.leaf bare --pubkey desk.key.pub --partial --json | tail -n 2 |
    sed 's/"signature":{[^}]*}/"signature":{}/'
title not everything can be opened that was named
check tree/a.txt gone --partial
ends verify tree.leaf gone --pubkey desk.key.pub --partial
