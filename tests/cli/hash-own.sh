# The manifest may lie in the folder that it describes.
. "$LP_TESTS/cli/common.inc"
get_keys
make_bundle tree
leafproof hash tree -o outside.leaf -q >/dev/null

title it is no part of itself
say hash tree -o tree/bundle.leaf -q
cmp outside.leaf tree/bundle.leaf
title nor is its signature, and its folder is the default one
say sign tree/bundle.leaf --key desk.key -q
say hash tree -o tree/bundle.leaf -q
cmp outside.leaf tree/bundle.leaf
say verify tree/bundle.leaf --pubkey desk.key.pub -q
(cd tree && say verify bundle.leaf --pubkey ../desk.key.pub -q)
title a timestamp beside it is not, either
: >tree/bundle.leaf.tsr
say verify tree/bundle.leaf --pubkey desk.key.pub -q
title anything else that looks like it is
cp tree/bundle.leaf tree/bundle.leaf.bak
mkdir tree/deep
cp tree/bundle.leaf tree/deep/bundle.leaf
say verify tree/bundle.leaf --pubkey desk.key.pub | tail -n +2
