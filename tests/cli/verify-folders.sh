# Empty folders are part of a bundle: filled, emptied, added, gone.
. "$LP_TESTS/cli/common.inc"
mkdir -p tree/full tree/void/inner
printf 'one\n' >tree/full/a.txt
leafproof hash tree -o tree.leaf -q >/dev/null
check() {
    say verify tree.leaf copy --allow-unsigned | tail -n +2
}
fresh() {
    rm -rf copy
    cp -RP tree copy
}

title good
fresh
check
title an empty folder was put into an empty folder
fresh
mkdir copy/void/inner/more
check
title an inner empty folder is gone
fresh
rmdir copy/void/inner
check
title a file was put into an empty folder
fresh
printf 'two\n' >copy/void/inner/b.txt
check
title the file of a folder is gone, the folder is not
fresh
rm copy/full/a.txt
check
title the file of a folder was moved out of it
fresh
mv copy/full/a.txt copy/a.txt
check
