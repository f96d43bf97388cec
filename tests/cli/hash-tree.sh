# The tree digest, alone and beside SHA-256.
. "$LP_TESTS/cli/common.inc"
make_bundle tree
printf 'three\n' >'tree/per%cent'
dd if=/dev/zero of=tree/large bs=16384 count=320 2>/dev/null
printf x >>tree/large

title alone
say hash --tree tree
say hash --tree tree/a.txt tree/large -q
title in the same order by any number of threads
leafproof hash --tree tree -j 1 >one 2>/dev/null
leafproof hash --tree tree -j 7 >seven 2>/dev/null
cmp one seven && echo same
title a file of one block has its SHA-256
[ "$(sed -n 's/^4  \(.*\)  a.txt$/\1/p' one)" = \
    "$(sha256sum <tree/a.txt | cut -d ' ' -f 1)" ] && echo yes
title records
say hash --tree --json tree | grep -v '"type":"start"'
title what cannot be read
say hash --tree tree/a.txt missing
if [ "$(id -u)" -eq 0 ]; then
    echo "[exit 3]"
else
    chmod 0 tree/sub/b.txt
    ends hash --tree tree
    chmod 644 tree/sub/b.txt
fi
title no manifest, no other digest
say hash --tree tree -o tree.leaf
say hash --tree tree --digest md5
say hash --tree tree --levels raw
ls tree.leaf 2>&1

title beside SHA-256
say hash tree --digest md5,btv2 --levels raw -o tree.leaf
grep -e '^# btv2' -e '^# digests' -e '  nil$' -A 3 tree.leaf
ends verify tree.leaf tree --allow-unsigned
ends verify tree.leaf tree --allow-unsigned --deep
title only empty files
mkdir none && : >none/nil
leafproof hash none --digest btv2 -o none.leaf -q
ends verify none.leaf none --allow-unsigned --deep
title an empty file has none, any other has one
malformed() { # sed expression
    sed "$1" tree.leaf >bad.leaf
    say verify bad.leaf tree --allow-unsigned | sed -n '$!d;p'
    sed -n 's/^! //p' "$TMPDIR/err"
    head -n 1 "$TMPDIR/err"
}
malformed '/  nil$/,/^[^#]/{s/^\(# md5=d41d.*\)/\1\n# btv2=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/}'
malformed '0,/^# btv2=/{/^# btv2=/d}'
malformed '/^# btv2=/d'
malformed 's/^# digests=.*/# digests=sha256,md5/'

title of lists only CSV tells the length
say convert tree.leaf --to csv
say convert tree.leaf --to bsd --digest btv2
say convert tree.leaf --to gnu --digest btv2
say convert tree.leaf --to hashdeep --digest btv2
leafproof convert tree.leaf --to bsd | grep -c BTV2
leafproof convert tree.leaf --to csv --digest btv2,sha256 |
    cut -d , -f 1,2,4 | grep -v ',$' >list.csv
say verify list.csv tree --allow-unsigned -v
printf 'one!' >tree/a.txt
say verify list.csv tree --allow-unsigned
title the right root with another length
printf 'one\n' >tree/a.txt
sed '/^a.txt/s/,4,/,5,/' list.csv >longer.csv
say verify longer.csv tree --allow-unsigned
title a root without a length says nothing
cut -d , -f 1,3 list.csv >bare.csv
say verify bare.csv tree --allow-unsigned
say check tree --against list.csv --levels raw
title it is no word for a document
say check "btv2:$(sed -n 's/^4  \(.*\)  a.txt$/\1/p' one)" --against list.csv
title sets hold none
say index add tree -o tree.set --publication P --date 2026 --digest btv2 \
    --levels raw
leafproof index list tree.set --json | grep -o '"levels":\[[^]]*\]'
