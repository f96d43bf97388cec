# What can be given to hash, and what is made of it.
. "$LP_TESTS/cli/common.inc"
make_bundle tree

title one file
say hash tree/a.txt -o one.leaf -q
cat one.leaf
title an empty file
say hash tree/nil -q
title an empty folder
mkdir bare
say hash bare
say hash bare -o bare.leaf
cat bare.leaf
title several paths, by their last names
mkdir more
printf 'three\n' >more/c.txt
say hash more/c.txt tree/sub tree/a.txt -o several.leaf
cat several.leaf
title the order they are given in does not matter
leafproof hash tree/a.txt more/c.txt tree/sub/ -o turned.leaf -q >/dev/null
cmp several.leaf turned.leaf
title two of one name
mkdir other
printf 'else\n' >other/a.txt
say hash tree/a.txt other/a.txt -o twice.leaf
ls twice.leaf 2>/dev/null
title the same folder, spelt in other ways
leafproof hash tree -o t1.leaf -q >/dev/null
leafproof hash tree/ -o t2.leaf -q >/dev/null
leafproof hash ./tree/../tree/. -o t3.leaf -q >/dev/null
(cd tree && leafproof hash . -o ../t4.leaf -q >/dev/null)
cmp t1.leaf t2.leaf
cmp t1.leaf t3.leaf
cmp t1.leaf t4.leaf
title a name that looks like an option
printf 'dash\n' >-o
say hash -q -- -o
say hash ./-o -o dash.leaf -q
sed -n 2p dash.leaf
