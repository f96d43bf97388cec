"""A mailbox of mails of 10 KB that are signed by dkimpy, and the file of their
key. A thousand differ, and are there again and again: to sign takes longer than
to verify.

    /usr/bin/python3 make_signed.py MAILBOX KEYS MAILS
"""
import random
import subprocess
import sys

import dkim

DIFFERENT = 1000
FIELDS = [b"from", b"to", b"subject", b"date", b"message-id"]


def mail(chance, words, i):
    lines = []
    size = 0
    while size < 9600:
        line = " ".join(chance.choices(words, k=11))
        lines.append(line)
        size += len(line) + 2
    return ("From: Ann <ann@mail.example>\r\nTo: desk@mail.example\r\n"
            "Subject: no. %d\r\nDate: Mon, 1 Mar 2021 10:00:00 +0000\r\n"
            "Message-ID: <%d@mail.example>\r\n\r\n%s\r\n" % (
                i, i, "\r\n".join(lines))).encode()


def main():
    box, keys, mails = sys.argv[1], sys.argv[2], int(sys.argv[3])
    chance = random.Random(5)
    words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9)))
             for _ in range(3000)]
    private = subprocess.run(["openssl", "genrsa", "-traditional", "2048"],
                             stdout=subprocess.PIPE, check=True,
                             stderr=subprocess.DEVNULL).stdout
    public = subprocess.run(
        ["openssl", "rsa", "-pubout"], input=private, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, check=True).stdout.decode()
    with open(keys, "w", encoding="ascii") as file:
        file.write("s._domainkey.mail.example\tv=DKIM1; p=%s\n" % "".join(
            public.splitlines()[1:-1]))
    signed = []
    for i in range(min(DIFFERENT, mails)):
        text = mail(chance, words, i)
        text = dkim.sign(text, b"s", b"mail.example", private,
                         canonicalize=(b"relaxed", b"relaxed"),
                         include_headers=FIELDS) + text
        signed.append(b"From ann@mail.example Mon Mar  1 10:00:00 2021\n" +
                      text.replace(b"\r\n", b"\n").replace(
                          b"\nFrom ", b"\n>From ") + b"\n")
    with open(box, "wb") as file:
        for i in range(mails):
            file.write(signed[i % len(signed)])


main()
