#!/usr/bin/env python3
"""What lies in documents is what other tools take out of them.

    embedded.py BINARY

Documents are made of the same small files, here and by other programs, and
taken apart by others: PDFs by pdfattach, pdfdetach and pdfimages, texts by
uuencode, packages by zipfile, crawls by what is written here. Of each the same
digests must come out, whatever lies around it. What was cut or changed may say
less, and never anything else.
"""
import base64
import binascii
import gzip
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib

BINARY = os.path.abspath(sys.argv[1])
failures = 0
chance = random.Random(4)


def check(good, what):
    global failures
    if not good:
        failures += 1
        print("FAIL", what)


def run(*args, data=None):
    return subprocess.run(args, input=data, check=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def sha(data):
    return hashlib.sha256(data).hexdigest()


def jpeg(n):
    """As much of a JPEG as a PDF needs to have one."""
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0" + chance.randbytes(n) + b"\xff\xd9"


FILES = {"minutes.txt": b"Nothing was decided.\n" * 40,
         "noise.bin": chance.randbytes(5000), "one.byte": b"x",
         "zeros": bytes(9000), "lines.csv": b"a,b\r\n" * 200}
PHOTOS = [jpeg(n) for n in (400, 3000, 70)]


# ---- what we say ------------------------------------------------------------

def inside(folder):
    """The digests of the members of each file in `folder`."""
    done = subprocess.run((BINARY, "hash", "--json", "--levels", "raw", folder),
                          check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    check(done.returncode in (0, 1, 3), "it ends with %d" % done.returncode)
    out = {}
    for line in done.stdout.splitlines():
        r = json.loads(line)
        if r.get("type") != "item":
            continue
        path = r["path"].split(" > ")
        members = out.setdefault(path[0], [])
        # A table is one document, whatever its rows are.
        whole = not r["container"] or r["kind"] == "rows"
        if len(path) > 1 and r["digests"] and whole and \
                r["role"] != "row" and "own-text" not in r.get("flags", []):
            members.append(r["digests"]["sha256"])
    return out


# ---- how they are made ------------------------------------------------------

def stream(head, data):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


def pdf(pictures):
    """One page that shows them all."""
    names = b"".join(b"/I%d %d 0 R" % (i, 5 + i) for i in range(len(pictures)))
    shown = b"".join(b"q 9 0 0 9 0 0 cm /I%d Do Q " % i
                     for i in range(len(pictures)))
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>",
              b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
              b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
              b"/Resources<</XObject<<" + names + b">>>>>>",
              stream(b"/Filter/FlateDecode", zlib.compress(shown))]
    for data in pictures:
        bodies.append(stream(
            b"/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8"
            b"/ColorSpace/DeviceRGB/Filter/DCTDecode", data))
    out, at = b"%PDF-1.5\n", []
    for i, body in enumerate(bodies):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i + 1, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1)
    out += b"".join(b"%010d 00000 n \n" % a for a in at)
    return out + (b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
                  % (len(at) + 1, table))


def record(kind, uri, block, http=True, digest=None):
    head = [b"WARC/1.%d" % chance.randrange(2), b"WARC-Type: " + kind,
            b"WARC-Target-URI: http://example.org/" + uri.encode(),
            b"WARC-Record-ID: <urn:uuid:%d>" % chance.randrange(1 << 60),
            b"WARC-Date: 2021-02-03T04:05:06Z",
            b"Content-Type: " + (b"application/http; msgtype=response" if http
                                 else b"application/octet-stream")]
    if digest is not None:
        head.append(b"WARC-Payload-Digest: sha1:" +
                    base64.b32encode(hashlib.sha1(digest).digest()))
    return (b"\r\n".join(head) + b"\r\nContent-Length: %d\r\n\r\n" % len(block)
            + block + b"\r\n\r\n")


def response(uri, data):
    fields, body = [], data
    if chance.random() < .5:
        fields.append(b"Content-Encoding: gzip")
        body = gzip.compress(data, mtime=0)
    plain = body
    if chance.random() < .5:
        fields.append(b"transfer-encoding:  chunked")
        at, out = 0, b""
        while at < len(plain):
            n = chance.randrange(1, 4000)
            part = plain[at:at + n]
            out += b"%x\r\n%s\r\n" % (len(part), part)
            at += n
        body = out + b"0\r\n\r\n"
    digest = chance.choice((body, plain, None))
    block = b"\r\n".join([b"HTTP/1.1 200 OK"] + fields) + b"\r\n\r\n" + body
    return record(b"response", uri, block, digest=digest)


def crawl():
    records = [record(b"warcinfo", "", b"software: none\r\n", http=False)]
    for name, data in FILES.items():
        records.append(record(b"request", name, b"GET / HTTP/1.1\r\n\r\n"))
        records.append(response(name, data))
        records.append(record(b"resource", name, data, http=False,
                              digest=data))
        records.append(record(b"revisit", name, b"HTTP/1.1 304\r\n\r\n"))
    return records


# ---- the oracles ------------------------------------------------------------

def portfolios(folder, want):
    """PDFs with files that pdfattach puts in, and pdfdetach takes out."""
    make = os.path.join(folder, "..", "parts")
    os.makedirs(make)
    for name, data in FILES.items():
        with open(os.path.join(make, name), "wb") as f:
            f.write(data)
    last = os.path.join(make, "0.pdf")
    with open(last, "wb") as f:
        f.write(pdf(PHOTOS))
    for i, name in enumerate(FILES):
        made = os.path.join(make, "%d.pdf" % (i + 1))
        run("pdfattach", last, os.path.join(make, name), made)
        last = made
    shutil.copy(last, os.path.join(folder, "attached.pdf"))
    out = os.path.join(folder, "..", "detached")
    os.makedirs(out)
    run("pdfdetach", "-saveall", "-o", out, last)
    run("pdfimages", "-j", last, os.path.join(out, "picture"))
    got = []
    for name in os.listdir(out):
        with open(os.path.join(out, name), "rb") as f:
            got.append(sha(f.read()))
    check(len(got) == len(FILES) + len(PHOTOS), "poppler finds them all")
    want["attached.pdf"] = got


def texts(folder, want):
    """Mails with what uuencode wrote."""
    for how in ((), ("-m",)):
        body = b"Dear all,\n\n"
        for name, data in FILES.items():
            body += run("uuencode", *how, name, data=data) + b"\nand:\n"
        name = "mail%d.eml" % len(how)
        with open(os.path.join(folder, name), "wb") as f:
            f.write(b"From: a@example.org\nDate: Fri, 13 Feb 2009 23:31:30 "
                    b"+0000\nSubject: files\n\n" + body)
        want[name] = [sha(data) for data in FILES.values()]


def yenc(data, name):
    out = bytearray()
    for i, b in enumerate(data):
        b = (b + 42) & 255
        if b in (0, 10, 13, 61):
            out += b"="
            b = (b + 64) & 255
        out.append(b)
        if i % 128 == 127:
            out += b"\r\n"
    return (b"=ybegin line=128 size=%d name=%s\r\n%s\r\n=yend size=%d "
            b"crc32=%08x\r\n" % (len(data), name.encode(), bytes(out),
                                 len(data), binascii.crc32(data)))


def others(folder, want):
    with zipfile.ZipFile(os.path.join(folder, "book.docx"), "w",
                         zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("word/document.xml", "<w/>")
        for name, data in FILES.items():
            z.writestr("word/embeddings/" + name, data)
    want["book.docx"] = [sha(data) for data in FILES.values()]
    with open(os.path.join(folder, "posts.txt"), "wb") as f:
        f.write(b"Hi,\r\n" + b"".join(yenc(d, n) for n, d in FILES.items()))
    want["posts.txt"] = [sha(data) for data in FILES.values()]
    with open(os.path.join(folder, "note.rtf"), "wb") as f:
        f.write(b"{\\rtf1 x" + b"".join(
            b"{\\*\\shppict{\\pict\\jpegblip\n" +
            b"\n".join(binascii.hexlify(p)[i:i + 78]
                       for i in range(0, 2 * len(p), 78)) + b"}}"
            for p in PHOTOS) + b"}")
    want["note.rtf"] = [sha(p) for p in PHOTOS]
    records = crawl()
    for name, data in (("crawl.warc", b"".join(records)),
                       ("each.warc.gz", b"".join(
                           gzip.compress(r, mtime=0) for r in records))):
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
        want[name] = [sha(d) for d in FILES.values() for _ in "ab"]


def broken(folder, want, times):
    """Cut and changed: whatever has a digest has one that was there."""
    bad = os.path.join(folder, "..", "bad")
    os.makedirs(bad)
    for i in range(times):
        name = chance.choice([n for n in want if not n.endswith(".eml")])
        with open(os.path.join(folder, name), "rb") as f:
            data = bytearray(f.read())
        data = data[:chance.randrange(len(data))]
        with open(os.path.join(bad, "%d-%s" % (i, name)), "wb") as f:
            f.write(data)
    for name, members in inside(bad).items():
        of = want[name.split("-", 1)[1]]
        check(set(members) <= set(of), "%s says what nobody wrote" % name)


def attached(data, params):
    """A PDF in which nothing but a file lies."""
    return (b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Names<</EmbeddedFiles<<"
            b"/Names[(a)<</F(a.bin)/EF<</F 2 0 R>>>>]>>>>>>\nendobj\n"
            b"2 0 obj\n" + stream(b"/Filter/FlateDecode/Params" + params,
                                  zlib.compress(data)) +
            b"\nendobj\n3 0 obj\n<%s>\nendobj\ntrailer<</Root 1 0 R>>\n" %
            hashlib.md5(data).hexdigest().encode())


def checksums(place):
    """The MD5 that a PDF states of a file in it (ISO 32000-1, table 46)."""
    data = b"what was attached\n" * 99
    good = hashlib.md5(data).hexdigest().encode()
    bad = hashlib.md5(data + b"!").hexdigest().encode()
    folder = os.path.join(place, "sums")
    os.makedirs(folder)
    for name, params in (
            ("good", b"<</CheckSum<%s>>>" % good),
            ("there", b"<</CheckSum 3 0 R>>"), ("none", b"<</Size 9>>"),
            ("short", b"<</CheckSum<%s>>>" % bad[:30]),
            ("bad", b"<</CheckSum<%s>>>" % bad)):
        with open(os.path.join(folder, name + ".pdf"), "wb") as f:
            f.write(attached(data, params))
    for name, members in inside(folder).items():
        check(members == [sha(data)], name)
    done = subprocess.run((BINARY, "hash", "--json", folder), check=False,
                          stdout=subprocess.PIPE)
    said = {json.loads(line)["path"] for line in done.stdout.splitlines()
            if b"F0674" in line and b'"item"' in line}
    check(said == {"bad.pdf > a.bin"}, "the wrong checksum: %s" % said)


def main():
    for tool in ("pdfattach", "pdfdetach", "pdfimages", "uuencode"):
        if shutil.which(tool) is None:
            print(tool, "is not installed")
            return 77
    with tempfile.TemporaryDirectory() as place:
        folder = os.path.join(place, "docs")
        os.makedirs(folder)
        want = {}
        portfolios(folder, want)
        texts(folder, want)
        others(folder, want)
        got = inside(folder)
        for name, members in want.items():
            check(sorted(got[name]) == sorted(members), name)
        broken(folder, want, 40)
        checksums(place)
    print("%d documents" % len(want))
    return 1 if failures else 0


sys.exit(main())
