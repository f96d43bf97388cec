#!/usr/bin/env python3
"""Lists of digests as Python makes them, and what leafproof makes of them.

  lists.py BINARY

A tree is made, and a list of it in every kind that is read: by hashlib, csv,
zlib, base64 and xml.sax.saxutils, which share nothing with leafproof. Each must
verify; with one byte changed in a file, none may. What leafproof writes is read
again by csv and by coreutils.
"""

import base64
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zlib
from xml.sax.saxutils import quoteattr

LP = os.path.realpath(sys.argv[1])
NAMES = ["plain", "two words", "com,ma", 'quo"te', "sub/deep", "semi;colon",
         "\u00fcn\u00efcode", "a & b <c>", "trail.tar.gz", "-dash", "a) = b"]
failures = 0


def need(good, *what):
    global failures
    if not good:
        failures += 1
        print("FAIL", *what)


def run(*args):
    done = subprocess.run([LP, *args], capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def content(i):
    return f"content {i}\n".encode() * (i + 1)


def crc(data):
    return f"{zlib.crc32(data):08x}"


def table(files, digests, names=("path", "size"), **how):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", **how)
    writer.writerow([*names, *digests])
    for name, data in files.items():
        row = [name, len(data)][:len(names)]
        writer.writerow(row + [crc(data) if d == "crc32" else
                               hashlib.new(d, data).hexdigest()
                               for d in digests])
    return out.getvalue()


def annex(files):
    for name, data in files.items():
        end = os.path.splitext(name)[1]
        digest = hashlib.sha256(data).hexdigest()
        key = f"SHA256E-s{len(data)}--{digest}{end}"
        yield f"{name} -> ../.git/annex/objects/Xk/9z/{key}/{key}\n"


def files_xml(files):
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<files>\n'
    for name, data in files.items():
        yield (f"  <file name={quoteattr(name)} source=\"original\">\n"
               f"    <size>{len(data)}</size>\n"
               f"    <md5>{hashlib.md5(data).hexdigest()}</md5>\n"
               f"    <sha1>{hashlib.sha1(data).hexdigest()}</sha1>\n"
               f"    <crc32>{crc(data)}</crc32>\n  </file>\n")
    yield ('  <file name="it_files.xml" source="metadata"><md5>0</md5></file>\n'
           "</files>\n")


def load(files, first="\u00fe"):
    def row(*fields):
        return "\x14".join(f"{first}{f}{first}" for f in fields) + "\r\n"
    yield row("BEGBATES", "ENDBATES", "SHA1HASH", "NATIVEPATH")
    for i, (name, data) in enumerate(files.items()):
        yield row(f"A{i:04}", f"A{i:04}", hashlib.sha1(data).hexdigest(),
                  ".\\" + name.replace("/", "\\"))


def sfv(files):
    return "; made\n" + "".join(f"{n} {crc(d).upper()}\n"
                                for n, d in files.items())


def lists(files):
    """name of the list, its bytes, the exit of verify, words of --format"""
    yield "csv", table(files, ["sha256"]).encode(), 0, ()
    yield "semi", table(files, ["sha1", "md5"], delimiter=";").encode(), 0, ()
    yield "all", table(files, ["crc32", "md5", "sha1", "sha256", "sha384",
                               "sha512", "blake2b"]).encode(), 0, ()
    yield "utf16", table(files, ["sha384"]).encode("utf-16"), 0, ()
    yield "keys", "".join(annex(files)).encode(), 0, ()
    yield "it_files.xml", "".join(files_xml(files)).encode(), 0, ()
    yield "load.dat", "".join(load(files)).encode(), 0, ()
    yield "load16.dat", "".join(load(files)).encode("utf-16"), 0, ()
    yield "load1252.dat", "".join(load(files)).encode("cp1252"), 0, ()
    yield "x.sfv", sfv(files).encode(), 3, ()
    yield "plain", sfv(files)[7:].encode(), 3, ("--format", "sfv")
    for tool in ["sha1sum", "sha384sum", "sha512sum", "b2sum", "md5sum"]:
        for form in [], ["--tag"], ["-z"]:
            made = subprocess.run([tool, *form, "--", *files], cwd="tree",
                                  capture_output=True, check=True).stdout
            words = [] if form == ["--tag"] else ["--format", tool]
            yield tool + "".join(form), made, 0, words


def verify(name, words):
    return run("verify", name, "tree", "--allow-unsigned", "--json", *words)


def known(name, files):
    """What check finds in a set of the list: EXACT or EXACT-WEAK, all of it."""
    code, out, err = run("check", "tree", "--against", name, "--json")
    found = [json.loads(line) for line in out.splitlines()]
    verdicts = [r["verdict"] for r in found if r["type"] == "item"
                and r["kind"] not in ("dir",)]
    need(code == 1 and len(verdicts) == len(files), name, "check", code, err)
    need(set(verdicts) <= {"EXACT", "EXACT-WEAK", "TRIVIAL"}, name, verdicts)


def written(files):
    code, out, err = run("convert", "all", "--to", "csv")
    need(code == 0, "convert", err)
    rows = list(csv.DictReader(io.StringIO(out.decode())))
    need([r["path"] for r in rows] == list(files), "names of CSV")
    for row, data in zip(rows, files.values()):
        for word in "md5", "sha1", "sha256", "sha384", "sha512", "blake2b":
            need(row[word] == hashlib.new(word, data).hexdigest(), word)
        need(row["crc32"] == crc(data), "crc32")
    code, out, err = run("convert", "all", "--to", "sfv")
    need(out.decode().splitlines()[1:] ==
         [f"{n} {crc(d)}" for n, d in files.items()], "SFV", err)
    for tool in "sha384sum", "b2sum":
        for form in [], ["-z"]:
            code, out, err = run("convert", "all", "--to", tool, *form)
            made = subprocess.run([tool, *form, "--", *files], cwd="tree",
                                  capture_output=True, check=True).stdout
            need(out == made, "not what", tool, *form, "prints")


def cdx(files):
    lines = [" CDX N b a m s k r M S V g"]
    jlines = ["!OpenWayback-CDXJ 1.0"]
    for i, data in enumerate(files.values()):
        digest = base64.b32encode(hashlib.sha1(data).digest()).decode()
        url = f"http://example.org/{i}"
        lines.append(f"org,example)/{i} 2024010203040{i % 10} {url} text/plain "
                     f"200 {digest} - - 99 {i} x.warc.gz")
        value = {"url": url, "digest": "sha1:" + digest, "length": "99"}
        jlines.append(f"org,example)/{i} 20240102030405 {json.dumps(value)}")
    return lines, jlines


def main():
    files = {name: content(i) for i, name in enumerate(NAMES)}
    for name, data in files.items():
        path = os.path.join("tree", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as to:
            to.write(data)
    made = list(lists(files))
    for name, data, want, words in made:
        with open(name, "wb") as to:
            to.write(data)
        code, out, err = verify(name, words)
        counts = json.loads(out.splitlines()[-1])["counts"]
        need(code == want and counts["matched"] == len(files), name, code,
             counts, err)
    written(files)
    for name, text in zip(("x.cdx", "x.cdxj"), cdx(files)):
        with open(name, "w", encoding="utf-8") as to:
            to.write("\n".join(text) + "\n")
        known(name, files)
    for name in "csv", "keys", "it_files.xml", "load1252.dat":
        known(name, files)
    with open("tree/plain", "ab") as to:
        to.write(b"x")
    for name, _, _, words in made:
        code, out, err = verify(name, words)
        counts = json.loads(out.splitlines()[-1])["counts"]
        need(code == 1 and counts["changed"] == 1, name, "sees no change",
             code, counts, err)


with tempfile.TemporaryDirectory(prefix="leafproof-lists.") as place:
    os.chdir(place)
    main()
print(failures, "failures")
sys.exit(failures != 0)
