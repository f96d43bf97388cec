# Manifests and lists as other lists.
. "$LP_TESTS/cli/common.inc"
make_bundle b
printf 'odd\n' >"$(printf 'b/new\nline')"
printf 'odd too\n' >'b/a > b%'
(cd b && tar cf c.tar --mtime=@0 --owner=0 --group=0 a.txt nil)
leafproof hash b -o b.leaf -q >/dev/null
leafproof hash b -o all.leaf --digest md5,sha1 -q >/dev/null
title a manifest
say convert b.leaf --to gnu
say convert b.leaf --to bsd
say convert b.leaf --to csv
say convert b.leaf --to csv --members
say convert all.leaf --to csv
say convert all.leaf --to gnu --digest md5
say convert all.leaf --to bsd --digest md5,sha256 -o x.txt
cat x.txt
title hashdeep has no way to say one of the names
say convert b.leaf --to hashdeep -o none.txt
ls none.txt 2>&1
rm b/new*
leafproof hash b -o b.leaf --digest md5 -q >/dev/null
say convert b.leaf --to hashdeep
title there and back
back() { # list, its kind, kinds in between
    from=$1
    for kind in $3; do
        leafproof convert "$from" --to "$kind" -o "$kind.step" >/dev/null ||
            echo "$kind: exit $?"
        from=$kind.step
    done
    leafproof convert "$from" --to "$2" | cmp - "$1" && echo same
}
leafproof convert all.leaf --to gnu >g.txt
leafproof convert all.leaf --to bsd >t.txt
leafproof convert all.leaf --to csv >c.txt
leafproof convert b.leaf --to hashdeep >h.txt
back g.txt gnu 'bsd csv'
back t.txt bsd ''
back t.txt bsd 'csv csv'
back c.txt csv 'csv'
back h.txt hashdeep 'csv hashdeep'
title what there is not
say convert g.txt --to gnu --digest md5
say convert g.txt --to hashdeep
say convert g.txt --to csv --digest sha256,md5
(cd b && md5sum a.txt && sha256sum sub/b.txt) >mixed.txt
say convert mixed.txt --to gnu
say convert mixed.txt --to csv
say convert mixed.txt --to bsd
(cd b && sha512sum a.txt) >long.txt
say convert long.txt --to hashdeep
say convert long.txt --to bsd
say convert long.txt --to bsd --digest sha512
(cd b && b2sum a.txt) >b2.txt
say convert b2.txt --to csv -o none.txt
ls none.txt 2>&1
say convert b2.txt --to csv --digest sha512,blake2b
say convert b2.txt --to csv --digest md5
say convert b2.txt --to bsd --digest blake2b
leafproof convert b2.txt --to gnu --digest blake2b | cmp - b2.txt && echo same
title an empty manifest
mkdir void
leafproof hash void -o void.leaf -q >/dev/null
say convert void.leaf --to csv
say convert void.leaf --to gnu
title what convert does not do
say convert g.txt --to leaf
say convert b.leaf --to gnu --members
say convert b.leaf
say convert --to gnu
say convert b.leaf g.txt --to gnu
say convert b.leaf --to xml
say convert b.leaf --to gnu --digest sha256,md5
say convert b.leaf --to csv --digest crc
say convert gone.leaf --to gnu
say convert b --to gnu
say convert b/c.tar --to gnu
sed 's/^# files=./# files=9/' b.leaf >lie.leaf
say convert lie.leaf --to gnu -o none.txt
(cat g.txt && echo nonsense) >bad.txt
say convert bad.txt --to csv -o none.txt
ls none.txt 2>&1 || :
