# Lists of digests of many kinds, in place of a manifest, of documents and of a
# set.
. "$LP_TESTS/cli/common.inc"
blur() {
    sed -E 's/root:[0-9a-f]{64}/root:ROOT/'
}
mkdir -p tree/sub
printf 'one\n' >tree/a.txt
printf 'two\n' >tree/sub/b.txt
printf 'three\n' >tree/c.txt
hash() { # TOOL FILE
    "$1" <"tree/$2" | cut -d ' ' -f 1
}
check() {
    say verify "$@" --allow-unsigned | tail -n +2
}

title SHA-384
(cd tree && sha384sum a.txt sub/b.txt >../384 && sha384sum --tag c.txt >>../384)
check 384 tree
check 384 tree --format sha384sum
check 384 tree --format sha256sum
say check tree/a.txt --against 384
say check 384 --against 384 2>&1 | tail -n 3
title NUL-ended, and there and back
(cd tree && sha256sum -z a.txt sub/b.txt c.txt) >zero
check zero tree
leafproof convert zero --to gnu -z | cmp - zero && echo same
leafproof convert zero --to sha256sum | (cd tree && sha256sum -c --status) &&
    echo good
leafproof convert 384 --format sha384sum | (cd tree && sha384sum -c --status) &&
    echo good
say convert zero --to csv -z
say convert zero --to md5sum
say convert zero --to cdx
title SFV
printf '; by hand\r\na.txt F817A89F\r\nsub/b.txt 00000000\r\n' >x.sfv
check x.sfv tree
printf 'a.txt F817A89F\n' >y.sfv
check y.sfv tree
say verify y.sfv tree --allow-unsigned --json | tail -n 1
say check y.sfv --against zero | grep -v '^Searched'
say index add y.sfv -o y.set --publication Y
leafproof convert y.sfv --to csv
leafproof convert y.sfv --to csv >y.csv
leafproof convert y.csv --to sfv
say convert zero --to sfv
title a line that is broken
{ cat zero | tr '\0' '\n' && echo 'and so on' &&
    echo "$(hash sha256sum c.txt)  tree/c.txt"; } >broken
check broken tree
say verify broken tree --allow-unsigned --json | grep F0550
say convert broken --to csv
say index add broken -o broken.set --publication Broken | blur
say check broken --against zero | grep -v '^Searched'
say check tree --against broken
say diff broken zero
title of two kinds
printf '%s  deadbeef\n' "$(hash md5sum a.txt)" >two.sfv
say verify two.sfv tree --allow-unsigned
check two.sfv tree --format gnu
say check two.sfv --against zero
say check two.sfv --against zero --format md5sum | head -n 1
say index add two.sfv -o two.set --publication Two --format sfv
say convert two.sfv --to csv
say convert two.sfv --to csv --from gnu
say verify two.sfv --format xml
title git-annex
{
    echo "a.txt -> .git/annex/objects/X/Y/SHA256E-s4--$(hash sha256sum a.txt).txt"
    echo "MD5-s6--$(hash md5sum c.txt) c.txt"
} >annex
check annex tree
say check tree --against annex | grep -v '^Searched' | head -n 3
say check "SHA256E-s4--$(hash sha256sum a.txt).txt" --against zero | head -n 1
title the Internet Archive
{
    echo '<?xml version="1.0" encoding="UTF-8"?>'
    echo '<files><file name="a.txt" source="original"><size>4</size>'
    echo "<md5>$(hash md5sum a.txt)</md5><sha1>$(hash sha1sum a.txt)</sha1>"
    echo '<crc32>f817a89f</crc32></file>'
    echo '<file name="item_files.xml" source="metadata"><md5>00</md5></file>'
    echo '</files>'
} >item_files.xml
check item_files.xml tree
title a load file, with names of Windows
{
    printf '\376BEGBATES\376\024\376ENDBATES\376\024\376MD5HASH\376\024'
    printf '\376NATIVEPATH\376\r\n'
    printf '\376A0001\376\024\376A0001\376\024\376%s\376\024\376%s\376\r\n' \
        "$(hash md5sum sub/b.txt)" 'sub\b.txt'
} >load.dat
check load.dat tree
say convert load.dat --to csv
title the index of a web archive
{
    echo ' CDX N b a k'
    echo "org,example)/ 20240102030405 http://example.org/ $(
        python3 -c 'import base64, hashlib
print(base64.b32encode(hashlib.sha1(b"one\n").digest()).decode())')"
} >x.cdx
say verify x.cdx tree --allow-unsigned
say check tree --against x.cdx | grep -v '^Searched' | head -n 3
title known software
{
    echo '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"'
    echo "\"$(hash sha1sum a.txt)\",\"$(hash md5sum a.txt)\",\"F817A89F\",\"a.txt\",4,1,\"362\",\"\""
} >NSRLFile.txt
say index add NSRLFile.txt -o nsrl.set --publication NSRL --status software | blur
say check tree --against nsrl.set | grep -v '^Searched' | head -n 3
