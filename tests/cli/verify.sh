# A good bundle, and everything that can happen to one.
. "$LP_TESTS/cli/common.inc"
get_keys
make_bundle tree
printf 'four\n' >tree/d.txt
printf 'five\n' >tree/sub/e.txt
leafproof hash tree -o tree.leaf -q >/dev/null
leafproof sign tree.leaf --key desk.key -q >/dev/null
check() {
    say verify tree.leaf "$1" --pubkey desk.key.pub | tail -n +2
}
fresh() {
    rm -rf copy
    cp -RP tree copy
}

title good
say verify tree.leaf tree --pubkey desk.key.pub
say verify tree.leaf tree --pubkey desk.key.pub -v
say verify tree.leaf tree --pubkey desk.key.pub -q
title a copy elsewhere
fresh
check copy
title a file was changed, but not its length
fresh
printf 'onE\n' >copy/a.txt
check copy
title one became longer, one shorter, one empty
fresh
printf 'more\n' >>copy/a.txt
printf 'f' >copy/d.txt
: >copy/sub/e.txt
check copy
title an empty file is not empty any more
fresh
echo >copy/nil
check copy
title files are missing
fresh
rm copy/nil copy/sub/e.txt copy/link
check copy
title files were added
fresh
: >copy/0
printf 'new\n' >copy/sub/new
ln -s nil copy/zlink
printf 'hidden\n' >copy/.hidden
check copy
title a file was moved, and one renamed
fresh
mv copy/a.txt copy/sub/z.txt
mv copy/d.txt copy/dd.txt
check copy
title two changed places
fresh
mv copy/a.txt copy/x
mv copy/d.txt copy/a.txt
mv copy/x copy/d.txt
check copy
title a file is now a folder
fresh
rm copy/a.txt
mkdir copy/a.txt
printf 'in\n' >copy/a.txt/in
check copy
title all at once
fresh
printf 'onE\n' >copy/a.txt
rm copy/nil
mv copy/d.txt copy/sub/d.txt
printf 'new\n' >copy/new
check copy
title an empty folder of the same name as the whole
mkdir bare
check bare
title times and modes do not matter
fresh
touch -d 1999-01-01 copy/a.txt
chmod 700 copy/a.txt copy/sub
check copy
