# A mirror that lacks or adds something inside a container: it is named.
. "$LP_TESTS/cli/common.inc"
get_keys
mail() { # NUMBER TEXT
    printf 'From a@b.example Thu Jan  1 00:00:0%s 2015\n' "$1"
    printf 'From: a@b.example\nSubject: %s\nMessage-ID: <%s@b.example>\n' \
        "$2" "$1"
    printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n'
    printf -- '--x\nContent-Type: text/plain\n\ntext of %s\n' "$2"
    printf -- '--x\nContent-Type: application/octet-stream\n'
    printf 'Content-Disposition: attachment; filename=%s.bin\n\n' "$3"
    printf 'attached %s\n--x--\n\n' "$3"
}
mkdir tree
{ mail 1 one same; mail 2 two same; mail 3 three own; } >tree/mail.mbox
printf 'plain\n' >tree/plain.txt
mkdir in
printf 'x\n' >in/x
printf 'y\n' >in/y
touch -d @1000000000 in/x in/y
(cd in && python3 -m zipfile -c ../tree/in.zip x y)
leafproof hash tree -o tree.leaf -q >/dev/null
leafproof sign tree.leaf --key desk.key -q >/dev/null
check() {
    say verify tree.leaf copy --pubkey desk.key.pub "$@" | tail -n +2
}
fresh() {
    rm -rf copy
    cp -RP tree copy
}

title all is there
fresh
check
title one message is gone, its attachment is elsewhere
fresh
{ mail 1 one same; mail 3 three own; } >copy/mail.mbox
check
title one message is gone, and its attachment
fresh
{ mail 1 one same; mail 2 two same; } >copy/mail.mbox
check
say verify tree.leaf copy --pubkey desk.key.pub --json | tail -n +2 |
    sed 's/"signature":{[^}]*}/"signature":{}/'
title a message was put in
fresh
mail 4 four new >>copy/mail.mbox
check
title a member was changed
fresh
printf 'z\n' >in/y
touch -d @1000000000 in/y
(cd in && python3 -m zipfile -c ../copy/in.zip x y)
check
printf 'y\n' >in/y
title an archive is gone, one of its members is not
fresh
rm copy/in.zip
cp in/x copy/x
check
title and with --partial
check --partial
