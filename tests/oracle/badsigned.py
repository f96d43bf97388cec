#!/usr/bin/env python3
"""Signed documents that are made to take for ever, to hide the one signature
that counts, or to lie about lengths: authenticate must end soon, in bounded
memory, with a verdict, and say where it stopped.

    badsigned.py BINARY [WORD]      only those with WORD in their name
"""

import base64
import json
import os
import resource
import subprocess
import sys
import tempfile

import authenticate as judged
from authenticate import BASE, KEY, SHORT, rsa, s, signed

FIXTURES = os.environ.get("FIXTURES", os.path.join(os.path.dirname(
    os.path.abspath(__file__)), "..", "..", "fixtures"))
MEMORY = 512 << 20  # of each process; sanitizers take far more
SECONDS = 60
RECORDS = []
BODY = s.split(BASE)[1]
HEAD = BASE[:-len(BODY)]
# It names the key of the good one, and is nobody's.
BOGUS = (b"DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=example.com; "
         b"s=sel; h=from; bh=QUJD; b=QUJDRA==\r\n")


def record(selector, p):
    RECORDS.append("%s._domainkey.example.com\tv=DKIM1; k=rsa; p=%s" % (
        selector, p))


def der(tag, body, length=None):
    n = len(body) if length is None else length
    size = n.to_bytes((n.bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (bytes([n]) if n < 128 else
                           bytes([128 + len(size)]) + size) + body


def integer(n):
    return der(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def bare(n, e=65537, length=None, more=b""):
    return base64.b64encode(der(48, integer(n) + integer(e), length) +
                            more).decode()


def mails():
    """What it is, its bytes, its verdict, results that must be there, and how
    many signatures are passed over."""
    good = signed()
    yield "99 bogus signatures", BOGUS * 99 + good, "AUTHENTIC", {"match"}, 0
    yield "255 bogus signatures", BOGUS * 255 + good, "AUTHENTIC", {"match"}, 0
    yield ("256 bogus signatures", BOGUS * 256 + good, "UNVERIFIABLE",
           {"body-mismatch"}, 1)
    yield ("a match, and 300 bogus ones", good.replace(
        b"From:", BOGUS * 300 + b"From:", 1), "AUTHENTIC", {"match"}, 45)
    yield ("5,000 bogus signatures", BOGUS * 5000 + good, "UNVERIFIABLE",
           {"body-mismatch"}, 4745)
    yield ("10,001 fields", b"X: y\r\n" * 10001 + good, "UNVERIFIABLE",
           {"unsupported"}, 0)
    yield ("a header of 2 MB", b"X: " + b"y" * (2 << 20) + b"\r\n" + good,
           "UNVERIFIABLE", {"unsupported"}, 0)
    yield ("a header of 2 MB in folds", b"X: y" + b"\r\n y" * (1 << 19) +
           b"\r\n" + good, "UNVERIFIABLE", {"unsupported"}, 0)
    yield ("h= of 100,000 names", signed(h="from" + ":to" * 100000),
           "AUTHENTIC", {"match"}, 0)
    yield ("h= of 100,000 names, and fields", b"To: x\r\n" * 9000 + signed(
        h="from" + ":to" * 100000), None, {"header-mismatch"}, 0)
    yield ("b= of 900 KB", signed(b="A" * 900000), "UNVERIFIABLE",
           {"malformed"}, 0)
    yield ("z= of 900 KB", signed(z="From:" + "=20" * 300000), "AUTHENTIC",
           {"match"}, 0)
    yield ("64 tags", signed(**{"t%d" % i: "x" for i in range(56)}),
           "AUTHENTIC", {"match"}, 0)
    yield ("65 tags", signed(**{"t%d" % i: "x" for i in range(57)}),
           "UNVERIFIABLE", {"malformed"}, 0)
    yield ("250 signatures that differ in l=", b"".join(
        BOGUS.replace(b"h=from", b"l=%d; h=from" % i) for i in range(250)) +
        HEAD + b"\r\n" + b"a line of it\r\n" * 1000000, "MISMATCH",
        {"body-mismatch"}, 0)
    old = s.sign_old(BASE, KEY)
    line = old[:old.index(b"\r\n") + 2]
    yield ("200 DomainKeys over 30 MB", line * 200 + HEAD + b"\r\n" +
           b"a line of it\r\n" * 2000000, "MISMATCH",
           {"header-mismatch", "unsupported"}, 0)
    yield ("DomainKeys over 9,000 Senders", b"Sender: x@example.com\r\n" *
           4000 + line * 200 + b"Sender: x@example.com\r\n" * 4000 + BASE,
           "MISMATCH", {"header-mismatch"}, 0)
    chain = BASE
    for i in range(1, 51):
        chain = s.seal(chain, SHORT[1024], i, selector="s1024")
    yield "50 sets", chain, "PARTLY SIGNED", {"match"}, 0
    yield ("50 sets, each twice", chain[:-len(BASE)] + chain, "UNVERIFIABLE",
           {"malformed"}, 0)
    yield ("9,000 seals", b"ARC-Seal: i=1; cv=none; b=QUJD\r\n" * 9000 + BASE,
           "UNVERIFIABLE", {"malformed"}, 8744)
    yield from keys()


def keys():
    n = KEY.key["modulus"]
    for bits, want in ((16384, "header-mismatch"), (16392, "key-unusable"),
                       (60000, "key-unusable")):
        # Odd, and of that many bits: nobody has its primes.
        record("b%d" % bits, bare((1 << (bits - 1)) + 3))
        yield ("a key of %d bits" % bits, signed(
            s="b%d" % bits, b="A" * (2048 * 4 // 3 - 2)), None, {want}, 0)
    lies = {
        "a length too long by a byte": bare(n, length=400),
        "a length too short": bare(n, length=20),
        "a length of 4 GiB": bare(n, length=(1 << 32) - 1),
        "a length of 2^63": bare(n, length=1 << 63),
        "bytes behind": bare(n, more=b"\0"),
        "an exponent of 2,000 bits": bare(n, e=(1 << 2000) + 1),
        "a modulus of nothing": base64.b64encode(der(48, der(2, b"") + integer(
            3))).decode(),
        "no end of nesting": base64.b64encode(b"\x30\x80" * 900).decode(),
        "600 KB": "A" * 600000,
    }
    for i, (what, p) in enumerate(lies.items()):
        record("l%d" % i, p)
        yield ("a key with " + what, signed(s="l%d" % i), "UNVERIFIABLE",
               {"key-unusable"}, 0)
    record("bare", bare(n))
    yield "a key that does not lie", signed(s="bare"), "AUTHENTIC", \
        {"match"}, 0


def revisions(pdf, n, change=b""):
    """As many revisions behind it."""
    out = bytearray(pdf)
    at = out.rindex(b"startxref") + 9
    prev = int(bytes(out[at:]).split()[0])
    trailer = pdf[pdf.rindex(b"/Root"):]
    root = b" ".join(trailer.split()[1:4]) if trailer[5:6] == b" " else \
        trailer[5:].split(b"/")[0].strip()
    for i in range(n):
        table = b"xref\n0 0\n"
        if change:
            table = b"xref\n%d 1\n%010d 00000 n \n" % (900 + i, len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (900 + i, change)
        here = len(out)
        out += table + b"trailer\n<</Size 9999/Root %s/Prev %d>>\nstartxref\n" \
            b"%d\n%%%%EOF\n" % (root.rstrip(b">"), prev, here)
        prev = here
    return bytes(out)


def pdfs():
    with open(os.path.join(FIXTURES, "sealed", "plain.pdf"), "rb") as f:
        plain = f.read()
    yield "a PDF as it is", plain, "AUTHENTIC", {"match"}, 0
    yield "1,000 revisions", revisions(plain, 1000), None, {"match"}, 0
    yield ("1,000 revisions with an object each", revisions(
        plain, 1000, b"<</A 1>>"), None, {"match"}, 0)
    yield "20,000 revisions", revisions(plain, 20000), None, \
        {"match", "unsupported"}, 0
    at = plain.index(b"/ByteRange")
    end = plain.index(b"]", at)
    start = plain.index(b"[", at) + 1
    numbers = plain[start:end].split()
    for what, change in (
            ("2^64 in its range", [b"0", b"18446744073709551616"]),
            ("2^63 in its range", [b"0", b"9223372036854775807"]),
            ("a sum past 2^63", [b"9223372036854775800", b"999"])):
        new = b" ".join(numbers[:4 - len(change)] + change)
        yield ("a PDF with " + what, plain[:start] + new.ljust(end - start) +
               plain[end:], "UNVERIFIABLE", {"malformed"}, 0)
    gap = int(numbers[1]) + 1
    for what, bytes_ in (("4 GiB", b"3084ffffffff"),
                         ("2^64", b"3088ffffffffffffffff"),
                         ("no end", b"3080" * 500),
                         ("nothing", b"3000")):
        yield ("a PDF whose CMS says " + what, plain[:gap] + bytes_ +
               plain[gap + len(bytes_):], "UNVERIFIABLE", {"malformed"}, 0)


def bound():
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def judge(binary, folder, name, data, sanitized):
    """Its record, and how it ended."""
    path = os.path.join(folder, "a." + ("pdf" if data[:4] == b"%PDF" else
                                        "eml"))
    with open(path, "wb") as f:
        f.write(data)
    out = subprocess.run(
        [binary, "authenticate", "--keys", folder + "/keys", "--trust-store",
         os.path.join(FIXTURES, "sealed", "root.pem"), "--json", path],
        capture_output=True, check=False, timeout=SECONDS * (
            10 if sanitized else 1), preexec_fn=None if sanitized else bound)
    records = [json.loads(x) for x in out.stdout.splitlines()]
    if out.stderr or out.returncode not in (0, 1, 3):
        print(name, "ends with", out.returncode, out.stderr[-500:])
        return None, None
    items = [r for r in records if r["type"] == "item" and "evidence" in r]
    return (items[0] if items else None), records[-1]


def main():
    with open(sys.argv[1], "rb") as f:
        sanitized = b"__asan_init" in f.read()
    word = "".join(w for w in sys.argv[2:3] if w != "again")
    judged.keys()
    cases = [c for c in [*mails(), *pdfs()] if word in c[0]]
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/keys", "w", encoding="utf-8") as f:
            f.write("\n".join(judged.RECORDS + RECORDS) + "\n")
        for name, data, verdict, results, passed in cases:
            item, summary = judge(sys.argv[1], folder, name, data, sanitized)
            if item is None:
                print("FAIL", name, summary)
                bad += 1
                continue
            got = {e["result"] for e in item["evidence"]}
            ok = (verdict in (None, item["verdict"]) and
                  (got & results) and item.get("passed_over", 0) == passed and
                  len(item["evidence"]) <= 256 and
                  (passed == 0 or "signatures-passed-over" in {
                      r["word"] for r in summary["incomplete"]}))
            bad += not ok
            print("    " if ok else "FAIL", name, item["verdict"], sorted(got),
                  item.get("passed_over"), "" if ok else [
                      e.get("note") for e in item["evidence"]][:3], flush=True)
    print("%d documents, %d wrong" % (len(cases), bad))
    return 1 if bad or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
