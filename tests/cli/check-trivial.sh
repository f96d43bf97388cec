# What is trivial: never what hides a match, nor more than was asked for.
. "$LP_TESTS/cli/common.inc"
mkdir pub
for n in 1 2 3; do printf 'part %d of the setup\n' $n >s$n.txt; done
touch -d '2020-01-01 UTC' s1.txt s2.txt s3.txt
zip -q -X pub/setup.zip s1.txt s2.txt s3.txt
printf 'the memo\n' >memo.pdf
printf 'other\n' >pub/other.txt
leafproof index add pub -o pub.set --publication P --date 2020 >/dev/null
attach() { # name, file
    printf -- '--b\nContent-Type: application/octet-stream; name=%s\n' "$1"
    printf 'Content-Transfer-Encoding: base64\n\n'
    base64 <"$2"
}
mail() { # number, attachments
    printf 'From desk@example.org Tue Nov 24 10:00:00 2026\n'
    printf 'From: desk@example.org\nSubject: mail %s\n' "$1"
    printf 'Content-Type: multipart/mixed; boundary=b\n\n'
    cat
    printf -- '--b--\n\n'
}
title a published archive in many mails is public, not trivial
for n in 1 2 3; do attach setup.zip pub/setup.zip | mail $n; done >many
ends check many --against pub.set --recurring 2
sed -n '/documents  /,$p' "$TMPDIR/out"
title twelve copies in one mail are not many mails
{
    for n in 1 2 3 4; do
        attach memo.pdf memo.pdf
        printf -- '--b\nContent-Type: message/rfc822\n\n'
        printf 'From: a@example.org\n\nwithin %d\n' $n
    done
} | mail 1 >one
ends check one --against pub.set --recurring 2
grep -c TRIVIAL "$TMPDIR/out"
title nor are copies of one mail, but three mails are
attach memo.pdf memo.pdf | mail 1 >copy
cat copy copy copy >copies
ends check copies --against pub.set --recurring 2
tail -n 1 "$TMPDIR/out"
for n in 1 2 3; do attach memo.pdf memo.pdf | mail $n; done >three
ends check three --against pub.set --recurring 2
sed -n '/trivial/p' "$TMPDIR/out"
title the digest of nothing is that of an empty file
say check "sha256:$(printf '' | sha256sum | cut -c-64)" --against pub.set -q
title known software, and what is in it
sha256sum pub/setup.zip >software.txt
say check pub --against pub.set --software software.txt
title what cannot be software
md5sum pub/setup.zip >weak.txt
say check pub --against pub.set --software weak.txt
say check pub --against pub.set --software pub.set
title a weak digest does not make it known
md5sum pub/* >pub.md5
ends check pub --against pub.md5 --fail-on new
tail -n 1 "$TMPDIR/out"
title a mailbox that was cut
leafproof hash many -q >/dev/null
head -c 500 many | gzip -n | head -c 300 >cut.gz
say index add cut.gz -o cut.set --publication Cut --date 2020
grep -a '^bytes=\|^documents=' cut.set
title a list that is cut
printf '%s  a.txt\nnonsense\n' "$(printf x | sha256sum | cut -c1-64)" >bad.txt
say check bad.txt --against pub.set
