#!/usr/bin/env python3
"""Signatures of the CMS family, by openssl and pdfsig and by ours.

  sealed.py LEAFPROOF

What openssl signs in many ways must match, and with a letter changed must not.
Of the fixtures, openssl must say of the bytes that /ByteRange names what we
say, and pdfsig, where it knows the kind of signature, as well.
"""
import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
SEALED = os.path.join(ROOT, "fixtures", "sealed")
# pdfsig refuses MD5, cannot check PSS without attributes or a bare RSA
# signature, and looks neither at ESS nor at the signed type; timestamps it
# leaves alone. What follows a range is not its business.
NOT_PDFSIG = {"md5", "no-attributes-pss", "x509-rsa-sha1", "ess-of-other",
              "other-type", "swa-gap", "swa-hex", "usf-no-contents",
              "usf-no-range", "usf-null-range", "usf-negative-range",
              "signature-replaced", "direct-value", "later-same-signature",
              "later-same-in-prepared", "later-same-second"}

failures = []


def fail(*what):
    failures.append(" ".join(str(w) for w in what))
    print("FAIL", failures[-1])


def run(*command, **options):
    return subprocess.run(command, capture_output=True, check=False, **options)


def tell(program, world, path):
    done = run(program, world, path)
    if done.returncode:
        fail(path, done.stderr.decode())
    lines = done.stdout.decode().splitlines()
    return lines[0].split(": ", 1)[1], [
        line.split() for line in lines[1:] if not line.startswith("    ")]


# ---- mail that openssl signs -----------------------------------------------

WAYS = [[], ["-binary"], ["-noattr"], ["-cades"], ["-nodetach"],
        ["-nodetach", "-noattr"], ["-nosmimecap"], ["-crlfeol"], ["-stream"],
        ["-keyopt", "rsa_padding_mode:pss"]]
TEXT = b"Content-Type: text/plain\n\nThe lease of berth 7\nends in May.  \n"


def letters(mail):
    """The mail with one letter of what is signed changed."""
    if b"multipart/signed" in mail:
        return mail.replace(b"berth 7", b"berth 9")
    head, body = re.split(rb"\r?\n\r?\n", mail, maxsplit=1)
    der = base64.b64decode(body)
    return head + b"\n\n" + base64.encodebytes(der.replace(b"berth 7",
                                                           b"berth 9"))


# What is shown above what openssl signed, and what it makes of the verdict.
FROM = b"From: Ada <ada@harbor.example>"
ABOVE = [
    (b"", "AUTHENTIC", []),
    (b"Message-ID: <1@harbor.example>\n", "AUTHENTIC", []),
    (b"Subject: Berth 7\n", "PARTLY SIGNED", ["field-unsigned"]),
    (b"To: desk@paper.example\n", "PARTLY SIGNED", ["field-unsigned"]),
    (b"Reply-To: eve@canal.example\n", "PARTLY SIGNED", ["field-unsigned"]),
    (b"Sender: eve@canal.example\n", "PARTLY SIGNED", ["field-unsigned"]),
]
AUTHORS = [
    (b"From: ADA@harbor.example", "AUTHENTIC", "same"),
    (b"From: eve@harbor.example", "PARTLY SIGNED", "relaxed"),
    (b"From: eve@canal.example", "PARTLY SIGNED", "other"),
    (FROM + b",\n eve@harbor.example", "PARTLY SIGNED", "relaxed"),
    (b"From: eve@canal.example, ada@harbor.example", "PARTLY SIGNED",
     "other"),
]


def check_header(program, folder, mail, out):
    """Other headers above what was signed."""
    for above, want, doubts in ABOVE:
        with open(out, "wb") as f:
            f.write(above + mail)
        verdict, entries = tell(program, folder, out)
        if verdict != want or entries[0][4:] != doubts:
            fail(above, verdict, entries)
    for author, want, alignment in AUTHORS:
        with open(out, "wb") as f:
            f.write(mail.replace(FROM, author))
        verdict, entries = tell(program, folder, out)
        if verdict != want or entries[0][3] != alignment:
            fail(author, verdict, entries)


def check_mail(program, folder):
    key, cert, text, out = (os.path.join(folder, n) for n in (
        "key.pem", "cert.pem", "text", "mail.eml"))
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
        key, "-out", cert, "-subj", "/CN=Ada/emailAddress=ada@harbor.example",
        "-days", "1000")
    with open(text, "wb") as f:
        f.write(TEXT)
    shutil.copy(cert, os.path.join(folder, "root.pem"))
    for name in ("blocks.txt", "note.txt"):
        shutil.copy(os.path.join(SEALED, name), folder)
    made = 0
    for md in ("sha1", "sha256", "sha384", "sha512"):
        for way in WAYS:
            done = run("openssl", "cms", "-sign", "-in", text, "-signer", cert,
                       "-inkey", key, "-md", md, *way, "-from",
                       "Ada <ada@harbor.example>", "-out", out)
            if done.returncode:
                continue
            made += 1
            verdict, entries = tell(program, folder, out)
            if verdict != "AUTHENTIC" or entries[0][:2] != ["smime", "match"]:
                fail(md, way, verdict, entries)
            with open(out, "rb") as f:
                mail = f.read()
            if md == "sha256" and way in ([], ["-nodetach"]):
                check_header(program, folder, mail, out)
            with open(out, "wb") as f:
                f.write(letters(mail))
            verdict, entries = tell(program, folder, out)
            if verdict != "MISMATCH":
                fail("changed", md, way, verdict, entries)
    if made < 30:
        fail("openssl signed only", made)


# ---- fixtures --------------------------------------------------------------

RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def openssl_says(folder, data):
    """How many signatures of a document openssl finds good."""
    good = 0
    for m in RANGE.finditer(data):
        first, second, rest = (int(g) for g in m.groups())
        try:
            value = bytes.fromhex(data[first:second].strip(b"<>").decode())
        except ValueError:
            continue
        paths = [os.path.join(folder, n) for n in ("cms", "content")]
        for path, what in zip(paths, (
                value, data[:first] + data[second:second + rest])):
            with open(path, "wb") as f:
                f.write(what)
        good += run("openssl", "cms", "-verify", "-inform", "DER", "-in",
                    paths[0], "-binary", "-content", paths[1], "-noverify",
                    "-out", "/dev/null").returncode == 0
    return good


def pdfsig_says(path):
    said = run("pdfsig", path).stdout.decode(errors="replace")
    return said.count("Signature is Valid.")


def check_fixtures(program, folder):
    for name in sorted(os.listdir(SEALED)):
        if not name.endswith(".pdf"):
            continue
        path = os.path.join(SEALED, name)
        verdict, entries = tell(program, SEALED, path)
        ours = sum(e[:2] == ["pdf", "match"] for e in entries)
        with open(path, "rb") as f:
            data = f.read()
        # openssl verifies what the adbe.pkcs7.sha1 holds, not the document;
        # it looks neither at ESS nor at a gap.
        stem = name[:-4]
        if b"adbe.pkcs7.detached" in data or b"ETSI.CAdES" in data:
            theirs = openssl_says(folder, data)
            stamps = sum(e[0] == "timestamp" for e in entries)
            if stem not in ("ess-of-other", "other-type", "content-inside",
                            "direct-value") and not stamps \
                    and theirs != ours:
                fail(name, "openssl finds", theirs, "good, we", ours)
        if shutil.which("pdfsig") and stem not in NOT_PDFSIG:
            theirs = pdfsig_says(path)
            if theirs != ours:
                fail(name, "pdfsig finds", theirs, "good, we", ours)


def main():
    program = os.path.join(os.path.dirname(sys.argv[1]), "tests",
                           "signed_tell")
    if not shutil.which("openssl"):
        return 77
    with tempfile.TemporaryDirectory() as folder:
        check_mail(program, folder)
        check_fixtures(program, folder)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
