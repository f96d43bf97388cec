#!/usr/bin/env python3
"""OpenPGP by GnuPG and by ours.

  openpgp.py LEAFPROOF

New keys of each kind sign in each way and with each digest: all must match. Then
bytes are changed, one at a time: what we call a match gpg must call good, or
nothing that is signed may have changed.
"""
import base64
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

LEAFPROOF = sys.argv[1]
KINDS = ["rsa2048", "rsa1024", "dsa1024", "dsa2048", "ed25519", "nistp256",
         "nistp384", "nistp521", "brainpoolP256r1", "secp256k1"]
DIGESTS = ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "RIPEMD160", "MD5"]
NOTE = (b"The lease of berth 7\n- with its cranes -\t \n\n"
        b"From May on it ends.  \n-- \nAda\n")
if os.environ.get("THIN", "1") != "1":
    DIGESTS = ["SHA1", "SHA256", "SHA512"]
failures = []


def fail(*what):
    failures.append(" ".join(str(w) for w in what))
    print("FAIL", failures[-1])


class Gpg:
    def __init__(self):
        self.home = tempfile.mkdtemp()

    def run(self, *what, say=b"", check=True):
        done = subprocess.run(
            ["gpg", "--homedir", self.home, "--batch", "--no-tty", "--yes",
             "--pinentry-mode", "loopback", "--passphrase", "",
             "--allow-weak-digest-algos", "--trust-model", "always", *what],
            input=say, capture_output=True, check=False)
        if check and done.returncode:
            sys.exit("gpg %s: %s" % (what, done.stderr.decode()))
        return done

    def close(self):
        subprocess.run(["gpgconf", "--homedir", self.home, "--kill", "all"],
                       check=False, capture_output=True)
        shutil.rmtree(self.home, ignore_errors=True)


def user(kind):
    return "%s <%s@harbor.example>" % (kind, kind.lower())


def ours(folder, keys):
    """What came of each document: the results of its signatures."""
    done = subprocess.run([LEAFPROOF, "authenticate", folder, "--pgp-keys",
                           keys, "--json"], capture_output=True, check=False)
    if done.returncode not in (0, 1, 3):
        fail("leafproof:", done.returncode, done.stderr.decode())
    said = {}
    for line in done.stdout.decode().splitlines():
        record = json.loads(line)
        if record["type"] == "item" and "evidence" in record:
            said[record["path"]] = [
                (e["method"], e["result"], e["algorithm"], e.get("note", ""))
                for e in record["evidence"] if "algorithm" in e]
    return said


def put(folder, name, data):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def mail(gpg, who, md):
    part = (b"Content-Type: text/plain\r\n\r\n" + NOTE.replace(b"\n", b"\r\n"))
    armor = gpg.run("-u", who, "--digest-algo", md, "--armor",
                    "--detach-sign", say=part).stdout
    return (b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; "
            b"protocol=\"application/pgp-signature\"; boundary=b\r\n\r\n--b\r\n"
            + part + b"\r\n--b\r\nContent-Type: application/pgp-signature\r\n"
            b"\r\n" + armor + b"\r\n--b--\r\n")


def check_ways(gpg, keys, folder):
    os.mkdir(folder)
    want = set()
    for kind in KINDS:
        who = "=" + user(kind)
        usual = [md for md in DIGESTS if md in ("SHA256", "SHA384")]
        for md in DIGESTS if kind in ("rsa2048", "ed25519") else usual:
            stem = "%s-%s" % (kind, md)
            options = ["-u", who, "--digest-algo", md]
            clear = gpg.run(*options, "--clear-sign", say=NOTE, check=False)
            if clear.returncode:
                continue
            put(folder, stem + ".txt", clear.stdout)
            put(folder, stem + ".bin", NOTE)
            put(folder, stem + ".bin.sig",
                gpg.run(*options, "--detach-sign", say=NOTE).stdout)
            put(folder, stem + ".lines", NOTE.replace(b"\n", b"\r\n"))
            put(folder, stem + ".lines.asc",
                gpg.run(*options, "--armor", "--textmode", "--detach-sign",
                        say=NOTE).stdout)
            put(folder, stem + ".eml", mail(gpg, who, md))
            want |= {stem + end for end in (".txt", ".bin", ".lines", ".eml")}
    said = ours(folder, keys)
    if len(want) < 40:
        fail("gpg signed only", len(want))
    for name in sorted(want):
        got = said.get(name, [])
        if [g[:2] for g in got] != [("openpgp", "match")]:
            fail(name, got)
        elif got[0][2].split("-", 1)[1] != name.split("-")[1].split(".")[0] \
                .lower():
            fail(name, "is not by", got[0][2])


def good(gpg, *what):
    done = gpg.run("--status-fd", "1", "--verify", *what, check=False)
    return done.returncode == 0 and b"GOODSIG" in done.stdout


def signed_of(packet):
    """What a signature packet (version 4) signs of itself, and its numbers."""
    head = 2 if packet[0] in (0x88, 0xc2) else 3
    body = packet[head:]
    hashed = 6 + int.from_bytes(body[4:6], "big")
    loose = int.from_bytes(body[hashed:hashed + 2], "big")
    return body[:hashed], body[hashed + 2 + loose + 2:]


def meaning(document):
    """The text of a cleartext signature, and what its packet signs."""
    lines = document.replace(b"\r\n", b"\n").split(b"\n")
    begin = next(i for i, l in enumerate(lines) if not l.strip())
    end = lines.index(b"-----BEGIN PGP SIGNATURE-----")
    armor = [l for l in lines[end + 2:] if l and not l.startswith((b"=", b"-"))]
    return ([l.rstrip() for l in lines[begin + 1:end]],
            signed_of(base64.b64decode(b"".join(armor))))


def same_meaning(a, b, of):
    try:
        return of(bytes(a)) == of(bytes(b))
    except (ValueError, IndexError, StopIteration):
        return False


def check_changed(gpg, keys, folder):
    """One byte is another: gpg must say of the document what we say."""
    os.mkdir(folder)
    chance = random.Random(7)
    clear = gpg.run("-u", "=" + user("ed25519"), "--clear-sign",
                    say=NOTE).stdout
    sig = gpg.run("-u", "=" + user("rsa2048"), "--detach-sign",
                  say=NOTE).stdout
    theirs = {}
    alike = {}
    for i in range(30):
        changed = bytearray(clear)
        at = chance.randrange(len(clear))
        changed[at] ^= 1 << chance.randrange(8)
        name = "clear-%02d-%d.txt" % (i, at)
        put(folder, name, changed)
        theirs[name] = good(gpg, os.path.join(folder, name))
        alike[name] = same_meaning(clear, changed, meaning)
    for i in range(30):
        changed = bytearray(sig)
        at = chance.randrange(len(sig))
        changed[at] ^= 1 << chance.randrange(8)
        name = "beside-%02d-%d" % (i, at)
        put(folder, name, NOTE)
        put(folder, name + ".sig", changed)
        theirs[name] = good(gpg, os.path.join(folder, name + ".sig"),
                            os.path.join(folder, name))
        alike[name] = same_meaning(sig, changed, signed_of)
    said = ours(folder, keys)
    for name, is_good in sorted(theirs.items()):
        match = any(r[1] == "match" for r in said.get(name, []))
        if match and not is_good and not alike[name]:
            fail(name, "gpg does not find it good, and we do")
        elif is_good and not match:
            # We keep to the grammar of armor and cleartext more strictly.
            print("note:", name, "is good for gpg;", said.get(name))
    if not any(theirs.values()) or all(theirs.values()):
        print("note: all alike for gpg")


def main():
    helper = os.path.join(os.path.dirname(LEAFPROOF), "leafproof-openpgp")
    if not shutil.which("gpg") or not os.path.exists(helper):
        return 77
    gpg = Gpg()
    with tempfile.TemporaryDirectory() as folder:
        keys = os.path.join(folder, "keys")
        # Of later, librnp does not take the SHA-1 by which such keys vouch for
        # themselves.
        for kind in KINDS:
            gpg.run("--faked-system-time", "20200101T000000!",
                    "--quick-gen-key", user(kind), kind, "sign", "never")
        with open(keys, "wb") as f:
            f.write(gpg.run("--export").stdout)
        check_ways(gpg, keys, os.path.join(folder, "ways"))
        check_changed(gpg, keys, os.path.join(folder, "changed"))
    gpg.close()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
