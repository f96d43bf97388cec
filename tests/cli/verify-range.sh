# A part of a file, verified by its pieces.
. "$LP_TESTS/cli/common.inc"
get_keys
mkdir whole
i=0
while [ $i -lt 5 ]; do
    printf '%01048576d' $i
    i=$((i + 1))
done >whole/big
printf 'tail\n' >>whole/big
printf 'small\n' >whole/small
leafproof hash whole -o whole.leaf --digest btv2 -q >/dev/null
leafproof sign whole.leaf --key desk.key -q >/dev/null
range() {
    say verify whole.leaf "$@" --pieces big.pieces --pubkey desk.key.pub
}

title the pieces
say hash --tree whole/big --pieces big.pieces
cat big.pieces
say hash --tree whole/small --pieces small.pieces -q -j 1
cat small.pieces
cp big.pieces kept
leafproof hash --tree whole/big --pieces big.pieces -q -j 5 >/dev/null
cmp big.pieces kept

title all of it
range whole/big
say verify whole.leaf whole/small --pieces small.pieces --pubkey desk.key.pub
title a part that was received
head -c 3000000 whole/big >part
range part
range part --range 0+2097152
range part --range 2000000+97152
range part --range 2097151+2
range part --json
range part --range 0+1 --json
title a hole in it
cp whole/big holes
printf 'X' | dd of=holes bs=1 seek=1048576 conv=notrunc 2>/dev/null
range holes
range holes --range 0+1048576 -q
range holes --range 1048577+1 -q
range holes --range 5242880+5 -q
title longer
{ cat whole/big; echo more; } >longer
range longer
range longer --range 0+5242885 -q

title a wrong layer
wrong() { # sed expression
    sed "$1" kept >big.pieces
    range whole/big -q
}
wrong '5s/^./f/;5s/^f\(.*\)$/e\1/'
wrong '4s/=./=f/;4s/=f/=0/'
wrong '5{h;d};6{G}'
wrong 's/size=5242885/size=5242884/'
wrong '$d'
wrong 's/piece=1048576/piece=2097152/'
title the layer of another file
cp small.pieces big.pieces
range whole/big
say hash --tree longer --pieces big.pieces -q
range longer
cp kept big.pieces
title not signed by anyone trusted
say verify whole.leaf whole/big --pieces big.pieces
say verify whole.leaf whole/big --pieces big.pieces --allow-unsigned
title changed after it was signed
cp whole.leaf other.leaf
cp whole.leaf.minisig other.leaf.minisig
echo '# more' >>other.leaf
say verify other.leaf whole/big --pieces big.pieces --pubkey desk.key.pub
title no such digest in the manifest
leafproof hash whole -o plain.leaf -q >/dev/null
say verify plain.leaf whole/big --pieces big.pieces --allow-unsigned

title what makes no sense
range whole/big --range 5242885+1
range whole/big --range 5242884+2
range whole/big --range 5+0
range whole/big --range 5
range whole/big --range 0x5+1
range whole
range missing
say verify whole.leaf whole/big --range 0+1 --pubkey desk.key.pub
say verify whole.leaf --pieces big.pieces --pubkey desk.key.pub
say hash --tree whole --pieces x.pieces
say hash whole/big --pieces x.pieces
: >nil
say hash --tree nil --pieces x.pieces
ls x.pieces 2>&1
