"""The mails of a mailbox verified by dkimpy, with the key of a file. Prints how
many there were, and how many were signed as they are.

    /usr/bin/python3 peer_dkim.py MAILBOX KEYS
"""
import sys

import dkim

with open(sys.argv[2], "rb") as file:
    name, record = file.read().rstrip(b"\n").split(b"\t")
with open(sys.argv[1], "rb") as file:
    mails = (b"\n" + file.read()).split(b"\nFrom ")[1:]


def dns(asked, timeout=5):
    return record if asked.rstrip(b".") == name else None


print(len(mails), sum(dkim.verify(mail.split(b"\n", 1)[1].replace(
    b"\n", b"\r\n"), dnsfunc=dns) for mail in mails))
