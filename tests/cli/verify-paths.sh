# Manifests of single files and of several paths.
. "$LP_TESTS/cli/common.inc"
mkdir in in/sub
printf 'one\n' >in/a.txt
printf 'two\n' >in/sub/b.txt
printf 'three\n' >in/other.txt

leafproof hash in/a.txt -o one.leaf -q >/dev/null
leafproof hash in/a.txt in/sub -o two.leaf -q >/dev/null
title what was not named does not matter
say verify one.leaf in --allow-unsigned
say verify two.leaf in --allow-unsigned
title beside its file
cp one.leaf in/
say verify in/one.leaf --allow-unsigned -q
(cd in && say verify one.leaf --allow-unsigned -q)
title something was added to a folder that was named
printf 'new\n' >in/sub/new
say verify two.leaf in --allow-unsigned | tail -n +2
rm in/sub/new
title the file changed
printf 'onE\n' >in/a.txt
say verify one.leaf in --allow-unsigned | tail -n +2
title it is missing
rm in/a.txt
say verify one.leaf in --allow-unsigned | tail -n +2
title both are missing
mkdir bare
say verify two.leaf bare --allow-unsigned | tail -n +2
