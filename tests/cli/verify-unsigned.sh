# What an unsigned manifest gets wrong is said with its line.
. "$LP_TESTS/cli/common.inc"
make_bundle tree
leafproof hash tree -o good.leaf -q >/dev/null
wrong() {
    ends verify bad.leaf tree --allow-unsigned
    tail -n 1 "$TMPDIR/out"
    grep -o 'line [0-9]*' "$TMPDIR/err"
}
title a digest in capitals
sed '2s/^2c/2C/' good.leaf >bad.leaf
wrong
title a binary mark
sed '2s/  / */' good.leaf >bad.leaf
wrong
title an unknown key
sed '4i # zzz=1' good.leaf >bad.leaf
wrong
title a number with a zero in front
sed '3s/4/04/' good.leaf >bad.leaf
wrong
title a comment
sed '5i # a comment' good.leaf >bad.leaf
wrong
title an empty line
sed '5i\\' good.leaf >bad.leaf
wrong
title something after the end
{ cat good.leaf; echo; } >bad.leaf
wrong
