#!/usr/bin/env python3
"""Does leafproof open what 7z, Info-ZIP and bsdtar encrypt, and nothing else?

    passwords.py BINARY

Each program packs the same documents by ZipCrypto or AES under one password. With
it leafproof must tell their digests, as plain content that was encrypted; with
none, a wrong one, or one byte of the data changed, that it does not know them,
and no digest. Python's own zipfile decrypts the same ZipCrypto. What verify says
of a manifest must not depend on who knows the password, but on the bytes. With
ALL in the environment more programs and ways are tried.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE]
sys.dont_write_bytecode = True

from fixtures import Leafproof, fail, failures, items  # noqa: E402

PASSWORD = "correct horse"
DOCUMENTS = {
    "note.txt": b"a short note\n",
    "rows.csv": b"date,vessel,fee\n" * 5000,
    "noise.bin": b"".join(hashlib.sha256(b"%d" % i).digest()
                          for i in range(3000)),
}


def seven(*more):
    return ("7z", ["7z", "a", "-bso0", "-tzip", f"-p{PASSWORD}", *more,
                   "TO", "."])


def bsdtar(how):
    return ("bsdtar", ["bsdtar", "--format", "zip", "--options",
                       f"zip:encryption={how}", "--passphrase", PASSWORD,
                       "-cf", "TO", "."])


MAKERS = {
    "7z, ZipCrypto": seven("-mem=ZipCrypto"),
    "7z, AES-128": seven("-mem=AES128"),
    "7z, AES-192, stored": seven("-mem=AES192", "-mx0"),
    "7z, AES-256": seven("-mem=AES256"),
    "7z, AES-256, bzip2": seven("-mem=AES256", "-mm=BZip2"),
    "bsdtar, ZipCrypto": bsdtar("zipcrypt"),
    "bsdtar, AES-128": bsdtar("aes128"),
    "bsdtar, AES-256": bsdtar("aes256"),
    "zip": ("zip", ["zip", "-qr", "-P", PASSWORD, "TO", "."]),
    "zip, streamed": ("zip", ["zip", "-qr", "-fd", "-P", PASSWORD, "TO",
                              "."]),
}
EVERY_DAY = ("7z, ZipCrypto", "7z, AES-256", "bsdtar, AES-128",
             "zip, streamed")


def give(password):
    """A descriptor to read it from."""
    r, w = os.pipe()
    os.write(w, password.encode() + b"\n")
    os.close(w)
    return r


class Opener(Leafproof):
    def run(self, *argv, password=None):
        if password is None:
            return super().run(*argv)
        fd = give(password)
        os.set_inheritable(fd, True)
        run, subprocess.run = subprocess.run, self.inheriting
        try:
            return super().run(*argv, "--password-fd", str(fd))
        finally:
            subprocess.run = run
            os.close(fd)

    @staticmethod
    def inheriting(*argv, **how):
        with subprocess.Popen(*argv, close_fds=False, **{
                k: v for k, v in how.items() if k != "timeout"}) as p:
            out, log = p.communicate(timeout=how.get("timeout"))
        return subprocess.CompletedProcess(argv, p.returncode, out, log)


def told(records):
    """Name -> (SHA-256 or None, size, encrypted, codes)."""
    return {os.path.basename(i["path"].split(" > ")[-1]): (
        i["digests"].get("sha256"), i["size"], "encrypted" in i["flags"],
        [r["code"] for r in i.get("rules", [])])
        for i in items(records)
        if i["depth"] == 1 and i["kind"] != "dir"}


def must(opened):
    return {name: (hashlib.sha256(body).hexdigest() if opened else None,
                   len(body), True, [] if opened else ["N0104"])
            for name, body in DOCUMENTS.items()}


def check_python(label, archive):
    with zipfile.ZipFile(archive) as z:
        for i in z.infolist():
            if i.is_dir() or i.compress_type == 99:
                continue
            name = os.path.basename(i.filename)
            if z.read(i, PASSWORD.encode()) != DOCUMENTS[name]:
                fail(label, name, "Python reads something else")


def damage(archive, to):
    """Change one byte in the middle of the largest member's data."""
    with open(archive, "rb") as f:
        data = bytearray(f.read())
    with zipfile.ZipFile(archive) as z:
        i = max(z.infolist(), key=lambda i: i.compress_size)
    data[i.header_offset + 200 + i.compress_size // 2] ^= 1
    with open(to, "wb") as f:
        f.write(data)
    return os.path.basename(i.filename)


def check_archive(leafproof, label, archive):
    for password, exit_, opened in ((PASSWORD, 0, True), (None, 3, False),
                                    ("correct  horse", 3, False)):
        code, records = leafproof.run("hash", archive, "--json",
                                      password=password)
        if code != exit_:
            fail(label, "exit", code, "must be", exit_)
        if told(records) != must(opened):
            fail(label, password, "tells", told(records))
    broken = archive + ".broken"
    name = damage(archive, broken)
    code, records = leafproof.run("hash", broken, "--json",
                                  password=PASSWORD)
    want = {**must(True), name: must(False)[name]}
    if code != 3 or told(records) != want:
        fail(label, "a byte of", name, "was changed:", told(records))
    os.remove(broken)


def check_threads(leafproof, archive):
    runs = [leafproof.run("hash", archive, "--json", "-j", j,
                          password=PASSWORD)[1][1:] for j in "14"]
    if runs[0] != runs[1]:
        fail("with 1 thread and with 4 other records")


def check_verify(leafproof, archive, home):
    """Manifests made with and without the password, and verified with the
    right one, none and a wrong one."""
    exits = {}
    for made in (PASSWORD, None):
        leaf = os.path.join(home, "made.leaf")
        leafproof.run("hash", archive, "-o", leaf, password=made)
        for given in (PASSWORD, None, "wrong"):
            code, _ = leafproof.run("verify", leaf, os.path.dirname(archive),
                                    "--allow-unsigned", "--deep", "--json",
                                    password=given)
            exits[made is not None, given] = code
        os.remove(leaf)
    want = {(True, PASSWORD): 0, (True, None): 3, (True, "wrong"): 3,
            (False, PASSWORD): 0, (False, None): 0, (False, "wrong"): 0}
    if exits != want:
        fail("verify --deep exits with", exits)


def check_check(leafproof, archive, tree, home):
    """The documents are public: so are those in the archive."""
    published = os.path.join(home, "published.set")
    leafproof.run("index", "add", tree, "-o", published, "--publication", "P",
                  "--date", "2020", "--json")
    for password, word in ((PASSWORD, "EXACT"), (None, "UNKNOWN")):
        _, records = leafproof.run("check", archive, "--against", published,
                                   "--json", password=password)
        words = {i.get("verdict") for i in items(records)
                 if i["depth"] == 1 and i["kind"] != "dir"}
        if words != {word}:
            fail("check says", words, "must say", word)


def main():
    n = 0
    with tempfile.TemporaryDirectory() as home:
        tree = os.path.join(home, "tree")
        place = os.path.join(home, "place")
        os.mkdir(tree)
        os.mkdir(place)
        for name, body in DOCUMENTS.items():
            with open(os.path.join(tree, name), "wb") as f:
                f.write(body)
        leafproof = Opener(sys.argv[1], home)
        archive = os.path.join(place, "closed.zip")
        for label, (needs, argv) in MAKERS.items():
            if label not in EVERY_DAY and "ALL" not in os.environ:
                continue
            if not shutil.which(needs):
                print(f"skipped, no {needs}: {label}")
                continue
            subprocess.run([archive if a == "TO" else a for a in argv],
                           cwd=tree, check=True, stdout=subprocess.DEVNULL)
            check_python(label, archive)
            check_archive(leafproof, label, archive)
            if label == "7z, AES-256":
                check_verify(leafproof, archive, home)
            if label == "7z, ZipCrypto":
                check_threads(leafproof, archive)
                check_check(leafproof, archive, tree, home)
            os.remove(archive)
            n += 1
    print(f"{n} archives; {len(failures)} failures")
    return 1 if failures else 0 if n > 0 else 77


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main())
