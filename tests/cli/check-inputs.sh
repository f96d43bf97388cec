# What check cannot search, or cannot read.
. "$LP_TESTS/cli/common.inc"
mkdir pub new
printf 'one\n' >pub/a.txt
printf 'two\n' >pub/b.txt
printf 'new\n' >new/c.txt
leafproof index add pub -o pub.set --publication Pub --date 2025 >/dev/null
leafproof hash pub -o pub.leaf -q >/dev/null

title no set
ends check pub
ends check --against pub.set
mkdir nosets
printf 'x\n' >nosets/readme
ends check pub --against nosets
cat "$TMPDIR/out"
ends check pub --against gone
ends check pub --against pub/a.txt
ends check pub --against pub.leaf
title one good set does not make up for a bad one
ends check pub --against pub.set --against gone
ends check pub --against pub.set --against nosets
title a damaged set
for at in 0 1 17 40 100; do
    cp pub.set bad.set
    printf '\377' | dd of=bad.set bs=1 seek=$at conv=notrunc 2>/dev/null
    ends check pub --against bad.set
    cat "$TMPDIR/out"
done
size=$(stat -c %s pub.set)
for n in 0 1 20 4096 $((size / 2)) $((size - 1)); do
    head -c "$n" pub.set >bad.set
    ends check pub --against bad.set
    cat "$TMPDIR/out"
done
{ cat pub.set; printf x; } >bad.set
ends check pub --against bad.set
title a damaged set among good ones
mkdir sets
cp pub.set bad.set sets
ends check pub --against sets
title one input is not there; the others are still processed
say check gone pub/a.txt new --against pub.set
say check new/c.txt gone --against pub.set -q
title nothing is there
ends check gone --against pub.set
title a manifest that is not what it should be
sed 's/^# files=2/# files=3/' pub.leaf >lie.leaf
ends check lie.leaf --against pub.set
sed '2s/a.txt/..\/a.txt/' pub.leaf >lie.leaf
ends check lie.leaf --against pub.set
title digits of either case
ends check "sha256:$(printf 'A%.0s' $(seq 64))" --against pub.set
title a list of digests hides decoded copies, so that nothing in it is surely new
(cd new && sha256sum c.txt) >list
say check list --against pub.set
say check "sha256:$(cut -c1-64 list)" --against pub.set --json | tail -n 2
say check new --against pub.set -q
