# What was published loose is found in mail, in a mailbox, in a tar.gz, in a zip
# of a misleading name; and what was published in mail is found loose.
. "$LP_TESTS/cli/common.inc"
mkdir pub
printf '%%PDF-1.4 the plan\n' >pub/plan.pdf
printf 'From: a@example.org\nSubject: old\n\nHello,\nFrom here on it is quoted.\n' \
    >pub/old.eml
leafproof index add pub -o pub.set --publication Plans --date 2016 >/dev/null

plan=$(base64 <pub/plan.pdf)
message() { # number
    printf 'From desk@example.org Tue Nov 24 10:0%d:00 2026\n' "$1"
    printf 'From: desk@example.org\nSubject: mail %d\n' "$1"
    printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee.\n--b\n'
    printf 'Content-Type: application/pdf; name=plan.pdf\n'
    printf 'Content-Transfer-Encoding: base64\n\n%s\n--b--\n\n' "$plan"
}
{
    message 1
    message 2
    printf 'From desk@example.org Tue Nov 24 10:03:00 2026\n'
    sed 's/^From here/>From here/' pub/old.eml
    echo
} >mail
tar -cf - mail | gzip -n >holiday.jpg
zip -q -X cache.zip holiday.jpg
title in mail in a mailbox in a tar.gz in a zip
say check cache.zip --against pub.set --recurring 0
title what the bytes are
leafproof hash cache.zip --json | sed -n \
    's/.*"path":"\([^"]*\)".*"role":"\([a-z]*\)","kind":"\([a-z]*\)".*/\2 \3 \1/p'
title line ends do not hide a message, nor a text
sed 's/$/\r/' pub/old.eml >crlf.eml
printf 'one\ntwo\n' >lf.txt
printf 'one\r\ntwo\r\n\r\n' >crlf.txt
leafproof index add lf.txt -o text.set --publication Text --date 2017 >/dev/null
say check crlf.eml crlf.txt --against pub.set --against text.set
title published in mail, received loose
leafproof index add cache.zip -o mail.set --publication Mail --date 2018 \
    >/dev/null
say check pub/plan.pdf pub/old.eml --against mail.set -v
title the bytes of an attachment are not those of its message
leafproof check mail --against mail.set --recurring 0 --json |
    sed -n 's/.*"shares":\(.*\),"prior".*/\1/p'
wc -c <mail
title a message is no better known than its text
printf -- 'From: a@example.org\nSubject: s\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA7\n' >pgp.eml
printf -- '-----END PGP MESSAGE-----\n' >>pgp.eml
ends check pgp.eml --against pub.set
head -n 7 "$TMPDIR/out"
sealed() { # what it says itself
    printf -- 'From: a@example.org\nSubject: s\n'
    printf 'Content-Type: multipart/mixed; boundary=b\n\n%s' "$1"
    printf -- '--b\nContent-Type: application/pkcs7-mime; name=smime.p7m\n'
    printf 'Content-Transfer-Encoding: base64\n\n'
    base64 <"$FIXTURES/hostile/closed-cms/input.p7m"
    printf -- '--b--\n'
}
sealed '' >smime.eml
ends check smime.eml --against pub.set
head -n 2 "$TMPDIR/out"
sealed '--b

See the annex.
' >annex.eml
ends check annex.eml --against pub.set
head -n 2 "$TMPDIR/out"
title an encoding that is not known hides what was attached
sed 's/: base64/: x-uuencode/' mail | head -n 14 >uu
echo '--b--' >>uu
ends check uu --against pub.set
head -n 2 "$TMPDIR/out"
title what recurs in many messages is trivial
{
    for n in 1 2 3 4; do message $n; done
} >many
say check many --against text.set --recurring 3
say check many --against text.set --recurring 4 -q
