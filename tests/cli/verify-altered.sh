# A manifest that was altered after it was signed, in every kind of place.
. "$LP_TESTS/cli/common.inc"
get_keys
make_bundle tree
cp "$FIXTURES/publications/harbor/closed/vault.zip" tree/
cp "$FIXTURES/hostile/zip-duplicate-name/"input* tree/ 2>/dev/null
leafproof hash tree -o good.leaf -q >/dev/null
leafproof sign good.leaf --key desk.key -q >/dev/null
cp good.leaf.minisig t.leaf.minisig

# The trailer's own claims can be checked by nobody; only the signature holds.
claim() { # sed script
    sed "$1" good.leaf >t.leaf
    code=0
    leafproof verify t.leaf tree --pubkey desk.key.pub >out 2>/dev/null ||
        code=$?
    grep -q '^VERIFIED' out && echo "VERIFIED after $1"
    echo "$code $1"
}
alter() { # sed script
    sed "$1" good.leaf >t.leaf
    if cmp -s good.leaf t.leaf; then
        echo "nothing was altered by $1"
    fi
    code=0
    leafproof verify t.leaf tree --pubkey desk.key.pub >out 2>/dev/null ||
        code=$?
    cp t.leaf u.leaf
    unsigned=0
    leafproof verify u.leaf tree --allow-unsigned >>out 2>/dev/null ||
        unsigned=$?
    grep -q '^VERIFIED' out && echo "VERIFIED after $1"
    echo "$code $unsigned $1"
}
alter '1s/1/2/'
alter '1s/$/ /'
alter '2s/^./0/'
alter '2s/  / */'
alter '2s/a.txt/b.txt/'
alter '2s/a.txt/A.txt/'
alter '3s/4/5/'
alter '4s/other/zip/'
alter '/^# symlink/s/link$/lynk/'
alter '/^# target/s/a/b/'
alter '/^# dir/d'
alter '/^# dir/s/void/full/'
alter '/^# opened/s/yes/partly/'
alter '/^# opened/d'
alter '/^# member/s/=leaf/=opened/'
alter '/^# member=leaf -/s/N0104/N0101/'
alter '/^# member=leaf [^-]/s/leaf ./leaf 0/'
alter '/^# member/d'
alter '/^# end/i # more=1'
alter '/^# end/d'
alter '/^# scope/s/tree/paths/'
alter '/^# files/s/=/=1/'
alter '/^# documents/s/=/=1/'
alter '/^# bytes/s/=/=1/'
alter '/^# unopened/s/=.*/=0/'
claim '/^# readers/s/zip-1/zip-2/'
claim '/^# levels/s/raw/raw,text/'
claim '/^# depth/s/all/1/'
alter '/^# root/s/=./=0/'
alter '/^# root/d'
alter '$a # more'
alter '2i\\'
alter 's/$/\r/'
alter '2{h;d};4{p;x}'
