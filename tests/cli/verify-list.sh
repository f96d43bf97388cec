# Flat lists of digests, as other tools make them, verified like manifests.
. "$LP_TESTS/cli/common.inc"
mkdir -p tree/sub
printf 'one\n' >tree/a.txt
printf 'two\n' >tree/sub/b.txt
printf 'three\n' >tree/c.txt
printf 'four\n' >tree/free.txt
(cd tree && sha256sum a.txt ./sub/b.txt c.txt >../SHA256SUMS)
check() {
    say verify "$@" --allow-unsigned | tail -n +2
}

title good
say verify SHA256SUMS tree --allow-unsigned
say verify SHA256SUMS tree --allow-unsigned -v
say verify SHA256SUMS tree
title in its own folder
cp SHA256SUMS tree/
check tree/SHA256SUMS
rm tree/SHA256SUMS
title by weak digests, and by both
(cd tree && md5sum a.txt sub/b.txt >../MD5SUMS &&
    sha1sum --tag a.txt >../tag && md5sum --tag a.txt >>../tag)
check MD5SUMS tree
check tag tree
say verify MD5SUMS tree --allow-unsigned --json | tail -n 2
cat MD5SUMS SHA256SUMS >both
check both tree
title by strong ones
(cd tree && sha512sum a.txt >../sha512 && b2sum --tag c.txt >../b2)
check sha512 tree
check b2 tree
title 128 digits may be of two kinds
(cd tree && b2sum a.txt c.txt >../b2sums)
check b2sums tree
say verify b2sums tree --allow-unsigned --json | grep '"algorithm"\|a.txt'
cat b2sums sha512 >of-two
say verify of-two tree --allow-unsigned
sed 's/^./0/' b2sums >b2wrong
check b2wrong tree
title published as such a list
say check tree/a.txt tree/c.txt tree/free.txt --against b2sums
say check tree/a.txt --against sha512
say check b2sums --against b2 | grep -v '^Searched'
title hashdeep and CSV
{
    printf '%%%%%%%% HASHDEEP-1.0\n%%%%%%%% size,md5,sha256,filename\n'
    printf '4,%s,%s,a.txt\n' "$(md5sum <tree/a.txt | cut -c-32)" \
        "$(sha256sum <tree/a.txt | cut -c-64)"
} >deep
check deep tree
sed 's/^4,/5,/' deep >deep5
check deep5 tree
{
    printf 'name,size,sha256\n'
    printf 'a.txt,4,%s\n' "$(sha256sum <tree/a.txt | cut -c-64)"
} >list.csv
check list.csv tree
title what can happen
cp -RP tree copy
printf 'onE\n' >copy/a.txt
rm copy/c.txt copy/sub/b.txt
ln -s a.txt copy/c.txt
check SHA256SUMS copy
check SHA256SUMS copy --partial
say verify MD5SUMS copy --allow-unsigned --json | tail -n 3
title names that lead out of the folder
{
    printf '%s  ../SHA256SUMS\n' "$(sha256sum <SHA256SUMS | cut -c-64)"
    printf '%s  %s\n' "$(sha256sum </etc/passwd | cut -c-64)" /etc/passwd
    printf '%s  sub/../a.txt\n' "$(sha256sum <tree/a.txt | cut -c-64)"
} >out
check out tree
title two lines that contradict each other, and two that do not
{ cat SHA256SUMS; head -n 1 SHA256SUMS; } >twice
check twice tree
{ cat SHA256SUMS; head -n 1 SHA256SUMS | sed 's/^./0/'; } >against
say verify against tree --allow-unsigned
title a line that is no such line
{ cat SHA256SUMS; echo 'and so on'; } >broken
say verify broken tree --allow-unsigned
title one folder
ends verify SHA256SUMS tree copy --allow-unsigned
