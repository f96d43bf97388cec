#!/usr/bin/env python3
"""XML signatures of office documents, by their maker, by xmlsec1 and by ours.

  xmldsig.py LEAFPROOF

Of every fixture leafproof must say what its maker says. What it calls a match
xmlsec1 must call good, and the other way round, where xmlsec1 knows the kind.
And of a signed document no byte may become another, one at a time, without the
match being lost. THIN=n: only each n-th of those.
"""
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.dom.minidom
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
SEALED = os.path.join(ROOT, "fixtures", "xmlsealed")
THIN = int(os.environ.get("THIN", "1"))
STEP = 29 * THIN

# xmlsec1 names relationships by Id alone, and does not escape what is in them;
# it looks neither at content types nor
# at the certificate that is signed, nor for a second list; and MD5, keys below
# 1024 bits and what is not a web address it refuses.
NOT_XMLSEC = {
    "by-type.docx", "pss.docx", "deep.odt", "member-encrypted.docx", "ampersand.docx", "beside-signatures.odt", "signed-certificate-other.docx", "type-changed.docx",
    "type-twice.docx", "md5-parts.docx", "short-key.docx", "wrapped-list.docx",
    "list-moved.docx", "case-of-name.docx", "case-twin.docx",
    "duplicate-name.docx", "two-headers.docx", "relationship-twice.docx",
    "relationships-alone.docx", "relationships-more.docx", "two-infos.docx",
    "doctype.docx", "laughs.docx", "external-entity.docx", "wrapped-id.docx",
    "list-empty.docx", "xslt.docx", "xpath.docx", "xpath2.docx",
    "enveloped.docx", "base64.docx", "outside-http.docx", "outside-file.docx",
    "whole-file.docx", "xpointer.docx", "wrapped.odt", "outside.odt",
    "above.odt", "content-doctype.odt", "same-ids.odt", "chain-first.docx",
    "other-certificate.docx", "relationships-spelled.docx"}

failures = []


def fail(*what):
    failures.append(" ".join(str(w) for w in what))
    print("FAIL", failures[-1])


def authenticate(program, *paths):
    """What is said of each document, by the last name of its path."""
    done = subprocess.run(
        [program, "authenticate", "--json", "--trust-store",
         os.path.join(SEALED, "root.pem"), *paths],
        capture_output=True, check=False)
    said = {}
    for line in done.stdout.decode().splitlines():
        record = json.loads(line)
        if record["type"] == "item" and "verdict" in record \
                and " > " not in record["path"]:
            said[os.path.basename(record["path"])] = record
    if not said:
        fail("no answer", done.returncode, done.stderr.decode())
    return said


def tell(record):
    """As the maker tells it."""
    lines = [record["verdict"]]
    for e in record["evidence"]:
        lines.append(" ".join([e["method"], e["result"], e["strength"],
                               *e["doubts"], *e.get("codes", ())]))
    return "".join(line + "\n" for line in lines)


def check_fixtures(said):
    names = [n for n in sorted(os.listdir(SEALED)) if n.endswith(".txt")]
    for name in names:
        with open(os.path.join(SEALED, name), encoding="utf-8") as f:
            expected = f.read()
        record = said.get(name[:-4])
        if record is None:
            fail(name, "nothing is said of it")
        elif tell(record) != expected:
            fail(name, "expected", expected, "said", tell(record), [
                e.get("note") for e in record["evidence"]])
    return names


# ---- what xmlsec1 says -----------------------------------------------------

ID = [f"--id-attr:Id {name}" for name in (
    "Object", "SignatureProperty", "Signature", "SignedProperties")]


def xmlsec(folder, path, xpath, *more):
    """Whether it finds the signature good, lists of parts included."""
    done = subprocess.run(
        ["xmlsec1", "--verify", "--enabled-key-data", "x509,key-name",
         "--insecure", *(w for i in ID for w in i.split(" ", 1)),
         "--node-xpath", xpath, *more, path],
        cwd=folder, capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode(errors="replace")
    lists = re.search(r"Manifests References \(ok/all\): (\d+)/(\d+)", said)
    return done.returncode == 0 and re.search(r"^OK", said, re.M) is not None \
        and (lists is None or lists.group(1) == lists.group(2)), said


def check_xmlsec(name, record, folder):
    with zipfile.ZipFile(os.path.join(SEALED, name)) as z:
        shutil.rmtree(folder, ignore_errors=True)
        z.extractall(folder)
        files = z.namelist()
    ours = [e["result"] == "match" for e in record["evidence"]]
    theirs = []
    if name.endswith(".docx"):
        for path in sorted(f for f in files if re.search(
                r"(_xmlsignatures|seals)/sig\d+\.xml$", f)):
            with open(os.path.join(folder, path), encoding="utf-8") as f:
                uris = re.findall(r'URI="(/[^"]*)"', f.read())
            maps = []
            for uri in uris:
                part = uri[1:].split("?")[0]
                maps += [f"--url-map:{uri.replace('&amp;', '&')}", part]
            good, said = xmlsec(folder, path, "/*", *maps)
            theirs.append((good, said))
    else:
        for path in ("META-INF/documentsignatures.xml",
                     "META-INF/macrosignatures.xml"):
            if path not in files:
                continue
            n = len(xml.dom.minidom.parse(os.path.join(folder, path))
                    .getElementsByTagName("Signature"))
            for i in range(n):
                good, said = xmlsec(folder, path, f"/*/*[{i + 1}]")
                theirs.append((good, said))
    if ours != [t[0] for t in theirs]:
        fail(name, "ours", ours, "xmlsec1", theirs)


# ---- one byte at a time ----------------------------------------------------

def span(data, first, last):
    start = data.index(first)
    return range(start, data.index(last, start) + len(last))


def places(members, signature):
    """(member, place) of bytes none of which may become another."""
    data = members[signature]
    # Bits of the last digits of a signature's base64 stand for nothing.
    value = span(data, b"<SignatureValue>", b"</SignatureValue>")
    out = [(signature, i) for part in (
        span(data, b"<SignedInfo>", b"</SignedInfo>"),
        value[:-len("</SignatureValue>") - 4],
        span(data, b"<Object", b"</Object>")) for i in part]
    for name in ("word/document.xml", "word/media/image1.png",
                 "Pictures/a picture.png", "mimetype"):
        out += [(name, i) for i in range(len(members.get(name, b"")))]
    for name, first, last in (
            ("word/_rels/document.xml.rels", b'Type="', b'"/></R'),
            ("content.xml", b"<text:p>", b"</text:p>")):
        if name in members:
            out += [(name, i) for i in span(members[name], first, last)]
    return out


def check_altered(program, name, signature, folder):
    with zipfile.ZipFile(os.path.join(SEALED, name)) as z:
        members = {n: z.read(n) for n in z.namelist()}
    made = []
    for k, (member, i) in enumerate(places(members, signature)[::STEP]):
        data = bytearray(members[member])
        data[i] ^= 1 << (k % 8)
        path = os.path.join(folder, f"{k}-{name}")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as z:
            for n, d in members.items():
                z.writestr(n, bytes(data) if n == member else d)
        with open(path, "wb") as f:
            f.write(buffer.getvalue())
        made.append((os.path.basename(path), member, i))
    said = authenticate(program, folder)
    for path, member, i in made:
        record = said.get(path)
        if record is None or any(e["result"] == "match"
                                 for e in record["evidence"]):
            fail(name, "byte", i, "of", member, "is another, and", record)
    if len(made) < 20:
        fail(name, "only", len(made), "bytes")


def main():
    program = os.path.abspath(sys.argv[1])
    if not os.path.exists(os.path.join(os.path.dirname(program),
                                       "leafproof-xmldsig")):
        return 77
    said = authenticate(program, SEALED)
    names = check_fixtures(said)
    with tempfile.TemporaryDirectory() as folder:
        for name in names if shutil.which("xmlsec1") else ():
            if name[:-4] not in NOT_XMLSEC and name[:-4] in said:
                check_xmlsec(name[:-4], said[name[:-4]],
                             os.path.join(folder, "x"))
        for name, signature in (
                ("plain.docx", "_xmlsignatures/sig1.xml"),
                ("plain.odt", "META-INF/documentsignatures.xml")):
            altered = os.path.join(folder, name + ".altered")
            os.mkdir(altered)
            check_altered(program, name, signature, altered)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
