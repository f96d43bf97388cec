#!/usr/bin/env python3
"""Nine documents are the same wherever they lie.

    nine.py BINARY

They are packed in every way that is opened, by tools other than ours where
there are some, and in one another. Of each the same nine digests must come, and
each must be found in a set of the nine. Archives that are encrypted, cut, parts
of several, or whose reader is missing must say so.
"""
import binascii
import bz2
import gzip
import hashlib
import io
import json
import lzma
import mailbox
import os
import random
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from email.message import EmailMessage

BINARY = os.path.abspath(sys.argv[1])
failures = 0


def check(good, what):
    global failures
    if not good:
        failures += 1
        print("FAIL", what)


def documents():
    chance = random.Random(9)
    yield "minutes.txt", b"The committee met at nine.\nNothing was decided.\n"
    yield "crlf.txt", b"Two lines,\r\nas some write them.\r\n"
    yield "sub/n\u00e4me.txt", "Gr\u00fc\u00dfe aus dem Hafen\n".encode()
    yield "page.html", b"<html><body><p>A page of a diary.</p></body></html>"
    yield "noise.bin", chance.randbytes(70000)
    yield "zeros.bin", bytes(50000)
    yield "table.csv", b"".join(b"%d,berth %d\n" % (i, i % 7)
                                for i in range(3000))
    yield "one.byte", b"x"
    yield "sub/long.log", b"".join(b"%05d the crane stood still\n" % i
                                   for i in range(9000))


NINE = dict(documents())
WANT = sorted(hashlib.sha256(b).hexdigest() for b in NINE.values())


def run(*args, cwd=None, data=None):
    done = subprocess.run(args, cwd=cwd, input=data, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        print(done.stderr.decode(errors="replace"))
        raise SystemExit("%s failed" % args[0])
    return done.stdout


# ---- how they are packed -----------------------------------------------------

def vint(n):
    out = b""
    while True:
        out += bytes([n & 0x7f | (0x80 if n > 0x7f else 0)])
        n >>= 7
        if n == 0:
            return out


def rar5(files, volume=0):
    """Stored, as the format's own description has it."""
    def block(body):
        head = vint(len(body)) + body
        return struct.pack("<I", binascii.crc32(head)) + head
    out = b"Rar!\x1a\x07\x01\x00" + block(vint(1) + vint(0) + vint(volume))
    for name, data in files.items():
        name = name.encode()
        out += block(vint(2) + vint(2) + vint(len(data)) + vint(4) +
                     vint(len(data)) + vint(0o100644) +
                     struct.pack("<I", binascii.crc32(data)) + vint(0) +
                     vint(1) + vint(len(name)) + name) + data
    return out + block(vint(5) + vint(0) + vint(0))


def rar4(files, flags=0):
    def block(kind, flags, body):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", binascii.crc32(head) & 0xffff) + head
    out = b"Rar!\x1a\x07\x00" + block(0x73, flags, bytes(6))
    for name, data in files.items():
        name = name.encode()
        out += block(0x74, 0x8000, struct.pack(
            "<IIBIIBBHI", len(data), len(data), 3, binascii.crc32(data),
            0x5a21 << 16, 20, 0x30, len(name), 0o100644) + name) + data
    return out + block(0x7b, 0x4000, b"")


def crc16(data):
    """As LHA has it: reflected, 8005."""
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ LHA_TABLE[(crc ^ byte) & 255]
    return crc


def lha_table():
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ (0xa001 if n & 1 else 0)
        yield n


LHA_TABLE = list(lha_table())


def lh5(data):
    """Blocks of literals alone, each in its own eight bits: one code for all
    lengths, no distances."""
    bits = b""
    for at in range(0, len(data), 65535):
        piece = data[at:at + 65535]
        bits += b"%s0000001010100000000%s%s" % (
            format(len(piece), "016b").encode(), b"0" * 8,
            b"".join(b"%08d" % int(bin(byte)[2:]) for byte in piece))
    return pack_bits(bits)


def pack_bits(bits):
    bits += b"0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big") if bits else b""


def lha_second(name, method, size, body, crc):
    """A header of level 2: the rest of it in headers of its own, the last of
    which has a sum over all."""
    folder, name = os.path.split(name)
    parts = [b"\x01" + name] + ([b"\x02" + folder + b"\xff"] if folder else [])
    more = b"".join(struct.pack("<H", len(part) + 2) + part for part in parts)
    total = 24 + len(more) + 5 + 2
    head = struct.pack("<H5sIIIBBHB", total, method, len(body), size,
                       1600000000, 0x20, 2, crc, ord("U")) + more
    whole = head + b"\5\0\0\0\0\0\0"
    return head + b"\5\0\0" + struct.pack("<H", crc16(whole)) + b"\0\0" + body


def lha(files, level, method=b"-lh0-"):
    out = b""
    for name, data in files.items():
        name = name if isinstance(name, bytes) else name.encode()
        # libarchive does not unpack what takes but a few bytes.
        how = b"-lh0-" if len(data) < 9 and method == b"-lh5-" else method
        body = lh5(data) if how == b"-lh5-" else data
        if level == 2:
            out += lha_second(name, how, len(data), body, crc16(data))
            continue
        name = name.replace(b"/", b"\\") if level == 0 else name
        head = how + struct.pack("<IIIBBB", len(body), len(data), 0x5a21 << 16,
                                 0x20, level, len(name)) + name + struct.pack(
            "<H", crc16(data)) + (b"U\0\0" if level == 1 else b"")
        out += bytes([len(head), sum(head) & 255]) + head + body
    return out + b"\0"


def cpio(files):
    out = b""
    for name, data in list(files.items()) + [("TRAILER!!!", b"")]:
        name = name.encode() + b"\0"
        out += b"070701" + b"".join(b"%08X" % n for n in (
            1, 0o100644, 0, 0, 1, 1600000000, len(data), 0, 0, 0, 0,
            len(name), 0)) + name
        out += bytes(-len(out) % 4) + data
        out += bytes(-len(out) % 4)
    return out + bytes(-len(out) % 512)


def ar(files):
    """GNU's, with long names."""
    names = b"".join(n.replace("/", "_").encode() + b"/\n" for n in files)
    out = b"!<arch>\n" + b"%-48s%-10d`\n" % (b"//", len(names)) + names
    out += b"\n" if len(names) % 2 else b""
    at = 0
    for name, data in files.items():
        out += b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (
            b"/%d" % at, 0, 0, 0, b"100644", len(data)) + data
        out += b"\n" if len(data) % 2 else b""
        at += len(name.encode()) + 2
    return out


def zipped(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in files.items():
            z.writestr(name, data)
    return out.getvalue()


def tarred(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def mail_with(name, data):
    m = EmailMessage()
    m["From"] = "clerk@harbor.example"
    m["To"] = "desk@harbor.example"
    m["Date"] = "Mon, 01 Mar 2021 10:00:00 +0000"
    m["Subject"] = "A document: %d bytes" % len(data)
    m.set_content("See below.\n")
    m.add_attachment(data, maintype="application", subtype="octet-stream",
                     filename=os.path.basename(name))
    return m


def by_tool(files, where, command, made):
    """Pack what lies in a folder by a program."""
    folder = os.path.join(where, "files")
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        os.makedirs(os.path.join(folder, os.path.dirname(name)), exist_ok=True)
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
    run(*command, cwd=folder)
    with open(os.path.join(where, made), "rb") as f:
        return f.read()


def packed(where):
    """Name and bytes of each archive of the nine."""
    def tool(made, *command):
        path = os.path.join(where, made)
        if os.path.exists(path):
            os.unlink(path)
        return by_tool(NINE, where, [c.replace("OUT", path) for c in command],
                       made)
    tar = tarred(NINE)
    yield "a.zip", zipped(NINE)
    yield "stored.zip", zipped(NINE, zipfile.ZIP_STORED)
    yield "a.tar", tar
    yield "a.tar.gz", gzip.compress(tar)
    yield "a.tar.bz2", bz2.compress(tar)
    yield "a.tar.xz", lzma.compress(tar)
    yield "a.tar.zst", run("zstd", "-q", "-c", data=tar)
    yield "a.7z", tool("a.7z", "7z", "a", "-bd", "OUT", ".")
    yield "solid.7z", tool("solid.7z", "7z", "a", "-bd", "-ms=on", "-mx=9",
                           "OUT", ".")
    yield "bsd.7z", tool("bsd.7z", "bsdtar", "-cf", "OUT", "--format", "7zip",
                         ".")
    yield "a.iso", tool("a.iso", "bsdtar", "-cf", "OUT", "--format", "iso9660",
                        ".")
    yield "a.cpio", cpio(NINE)
    yield "a.a", ar(NINE)
    yield "four.rar", rar4(NINE)
    yield "five.rar", rar5(NINE)
    for level in range(3):
        yield "stored%d.lzh" % level, lha(NINE, level)
        yield "packed%d.lzh" % level, lha(NINE, level, b"-lh5-")


# ---- what is found -----------------------------------------------------------

def records(command, path, *more):
    done = subprocess.run([BINARY, command, path, "--json"] + list(more),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    out = [json.loads(line) for line in done.stdout.splitlines()]
    return out, done.returncode


def digests(path, *more):
    out, code = records("hash", path, *more)
    found = [r["digests"]["sha256"] for r in out
             if r["type"] == "item" and r["digests"] and
             r["digests"].get("sha256") in WANT]
    return sorted(found), code


def check_one(path, against, name):
    found, code = digests(path)
    check(found == WANT and code == 0,
          "%s: %d of the nine, exit %d" % (name, len(found), code))
    one, _ = digests(path, "-j", "1")
    check(one == found, "%s: other documents by one thread" % name)
    out, code = records("check", path, "--against", against)
    exact = {r["digests"]["sha256"] for r in out if r["type"] == "item" and
             r.get("verdict") == "EXACT" and r["digests"]}
    check(set(WANT) <= exact and code == 1,
          "%s: check finds %d" % (name, len(set(WANT) & exact)))


def check_modes(where, said):
    """What has data is a document, whatever its mode says."""
    pipe = os.path.join(where, "pipe.7z")
    run("7z", "a", "-bd", "-sipiped.txt", pipe, data=NINE["crlf.txt"])
    found, code = digests(pipe)
    check(found == [hashlib.sha256(NINE["crlf.txt"]).hexdigest()] and
          code == 0, "pipe.7z: %s, exit %d" % (found, code))
    for target, want in ((b"a\nletter\n", ({"F0431"}, 1)),
                         (b"plain.txt", (set(), 0))):
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, target.decode()
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            tar.addfile(link)
        got = said("link.tar", out.getvalue())
        check(got == want, "a link to %r: %s" % (target, got))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as z:
            info = zipfile.ZipInfo("link")
            info.create_system, info.external_attr = 3, 0o120777 << 16
            z.writestr(info, target)
        got = said("link.zip", made.getvalue())
        check(got == want, "a link to %r in a ZIP: %s" % (target, got))


def check_closed(where):
    """What can not be opened says why."""
    def said(name, data):
        path = os.path.join(where, name)
        with open(path, "wb") as f:
            f.write(data)
        out, code = records("hash", path)
        codes = {i["code"] for i in out[-1]["incomplete"]}
        codes |= {r["code"] for r in out if r["type"] == "finding"}
        return codes, code
    small = {"a.txt": b"a secret\n"}

    def seven(made, *more):
        path = os.path.join(where, made)
        return by_tool(small, where, ["7z", "a", "-bd", *more, path, "."],
                       made)
    whole = seven("w.7z")
    rows = [
        ("encrypted.7z", seven("e.7z", "-pguess"), ({"N0104"}, 3)),
        ("list.7z", seven("l.7z", "-pguess", "-mhe=on"), ({"N0104"}, 3)),
        ("cut.7z", whole[:-20], ({"F0430"}, 1)),
        ("volume4.rar", rar4(small, flags=1), ({"N0203"}, 3)),
        ("closed4.rar", rar4(small, flags=0x80), ({"N0104"}, 3)),
        ("cut.lzh", lha(small, 1)[:-1], ({"F0430"}, 1)),
        ("behind.lzh", lha(small, 0) + b"behind", ({"F0432"}, 1)),
        ("crc.lzh", lha(small, 2).replace(b"secret", b"socret"),
         ({"F0104"}, 1)),
        ("method.lzh", lha(small, 2, b"-lh1-"), ({"N0202"}, 3)),
        ("later.lzh", lha(small, 2, b"-lhx-"), ({"N0202"}, 3)),
        ("link.lzh", lha(small, 2, b"-lhd-"), ({"F0430"}, 1)),
        ("volume5.rar", rar5(small, volume=1), ({"N0203"}, 3)),
    ]
    for name, data, want in rows:
        got = said(name, data)
        check(got == want, "%s: %s" % (name, got))
    check_modes(where, said)
    bad = bytearray(seven("s.7z", "-mx=0"))
    bad[bad.index(b"secret")] ^= 1
    got = said("crc.7z", bytes(bad))
    check(got == ({"F0104"}, 1), "crc.7z: %s" % (got,))


def check_names(where):
    """Names of LHA are bytes of any charset."""
    for level in (0, 1, 2):
        for name, want in ((b"\x94.txt", "%94.txt"),
                           ("n\u00e4me.txt".encode(), "n\u00e4me.txt")):
            path = os.path.join(where, "names.lzh")
            with open(path, "wb") as f:
                f.write(lha({name: b"a letter\n"}, level))
            out, code = records("hash", path)
            shown = [r["path"].split(" > ")[1] for r in out
                     if r["type"] == "item" and " > " in r["path"]]
            check(len(shown) == 1 and code == 0 and shown[0] == want,
                  "%r at level %d: %s" % (name, level, shown))


def check_missing(where):
    """Alone, the program opens no 7z, and says so."""
    alone = os.path.join(where, "alone")
    shutil.copy(BINARY, alone)
    done = subprocess.run([alone, "hash", os.path.join(where, "one.7z"),
                           "--json"], stdout=subprocess.PIPE, check=False)
    last = json.loads(done.stdout.splitlines()[-1])
    check(done.returncode == 3 and
          last["incomplete"][0]["code"] == "N0206", "without its helper")


def write_all(where):
    """Yield the path of each way, archives nested in others last."""
    made = dict(packed(where))
    for name, data in made.items():
        path = os.path.join(where, "one" + os.path.splitext(name)[1]
                            if name == "a.7z" else name)
        with open(path, "wb") as f:
            f.write(data)
        yield path
    inner = by_tool({"deep/a.zip": made["a.zip"]}, where,
                    ["7z", "a", "-bd", os.path.join(where, "n.7z"), "."],
                    "n.7z")
    nests = {
        "nest.tar.xz": lzma.compress(tarred({"n.7z": inner})),
        "nest.rar": rar5({"a.iso": made["a.iso"]}),
        "nest.zip": zipped({"four.rar": made["four.rar"]}),
        "nest.lzh": lha({"n.7z": inner}, 2, b"-lh5-"),
        "nest.a": ar({"data.tar.xz": made["a.tar.xz"]}),
    }
    for name, data in nests.items():
        path = os.path.join(where, name)
        with open(path, "wb") as f:
            f.write(data)
        yield path
    box = mailbox.mbox(os.path.join(where, "a.mbox"))
    folder = mailbox.Maildir(os.path.join(where, "maildir"))
    for name, data in NINE.items():
        box.add(mail_with(name, data))
        folder.add(mail_with(name, data))
    box.close()
    yield os.path.join(where, "a.mbox")
    yield os.path.join(where, "maildir")


def main():
    with tempfile.TemporaryDirectory() as where:
        folder = os.path.join(where, "nine")
        for name, data in NINE.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(data)
        against = os.path.join(where, "nine.set")
        run(BINARY, "index", "add", folder, "-o", against, "--publication",
            "Nine", "--date", "2021-01-01")
        ways = 0
        for path in write_all(where):
            check_one(path, against, os.path.basename(path))
            if path.endswith(".lzh"):
                run("lha", "tq", path)  # what we made is lawful
            ways += 1
        check_closed(where)
        check_names(where)
        check_missing(where)
        print("%d ways to pack nine documents, %d failures" %
              (ways, failures))
    return 1 if failures else 0


sys.exit(main())
