#!/usr/bin/env python3
"""Does leafproof see in real archives what the tools that made them see?

    archives.py BINARY

Over a tree with names that few tools like, archives are made with Info-ZIP,
bsdtar, GNU tar, gzip, bzip2, xz, zstd and Python. What Python and bsdtar read from each is
compared with the items of `leafproof hash`: locators, sizes, digests. None of
the archives is hostile, so none may give a finding; but Info-ZIP gives a name
with DEL in it a second, Unicode name that is not the first (it is overlong
UTF-8), and that must be said.
"""

import bz2
import collections
import gzip
import hashlib
import io
import lzma
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, "fixtures", "make")]
sys.dont_write_bytecode = True

from chance import Chance  # noqa: E402
from fixtures import ASIDE, Leafproof, fail, failures, items, rules, \
    summary  # noqa: E402
from tree import content_name, escape, identity  # noqa: E402

LONG = b"a name of some length, with " + b"very " * 25 + b"much in it.txt"
PATHS = [
    b"plain.txt", b"with space.txt", b" leading space", b"trailing space ",
    b"-leading dash", b"--help", b"#hash", b"a#2", b"100%#2.txt",
    b"percent %41.txt", b"a > b.txt", b"quote \" and '.txt", b"dollar $HOME",
    b"star *.txt", b"brackets [ab].txt", b"semi;colon", b"...",
    b"new\nline.txt", b"carriage\rreturn.txt", b"tab\there.txt",
    b"back\\slash.txt", b"esc\x1b[31mred.txt", b"bell\x07", b"delete\x7f",
    "\u202egnp.exe".encode(), "zero\u200bwidth".encode(), "港.txt".encode(),
    b"latin1 \xe9.txt", b"not utf-8 \xff\xfe.bin", b"half \xc3",
    b"folder/inner.txt", b"folder with space/a > b/%.txt",
    b"deep/" * 30 + b"down.txt", LONG, b"folder/" + LONG,
]
# One name to Unicode, two to everybody else.
TWINS = ["écluse.txt".encode(), "e\u0301cluse.txt".encode()]
PACKED = ("zip", "tar", "cpio", "gzip", "bzip2", "xz", "lzma", "zstd")
EMPTY = [b"empty.txt", b"folder/empty"]
BIG = {b"big/noise.bin": 300000, b"big/just 64 KiB": 65536,
       b"big/one more": 65537, b"big/block": 512, b"big/block-1": 511}


def grow(root):
    """The tree, with the bytes of each path."""
    chance = Chance("archives")
    bodies = {path: b"%s\n" % path + chance.bytes(8).hex().encode() * (i + 1)
              for i, path in enumerate(PATHS + TWINS)}
    bodies.update((path, b"") for path in EMPTY)
    bodies.update((path, chance.bytes(size)) for path, size in BIG.items())
    # Data in more places than one header of GNU tar has room for.
    bodies[b"big/holes.bin"] = b"".join(
        bytes(8192) + chance.bytes(512) for _ in range(60)) + bytes(70000)
    bodies[b"big/hole.bin"] = bytes(70001)
    bodies[b"big/rows.csv"] = b"date vessel fee\n" * 9000
    for path, body in bodies.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as f:
            f.write(body)
        os.utime(full, (1558085400, 1558085400))
    os.mkdir(os.path.join(root, b"empty folder"))
    os.symlink(b"plain.txt", os.path.join(root, b"symbolic\nlink"))
    os.link(os.path.join(root, b"plain.txt"),
            os.path.join(root, b"hard link"))
    bodies[b"hard link"] = bodies[b"plain.txt"]
    return bodies


# ------------------------------------------------------------------- makers

def shell(*argv, cwd=None, out=None, locale="C"):
    """Run a tool; some complain about names and go on: that is theirs."""
    with open(out or os.devnull, "wb") as to:
        subprocess.run(argv, cwd=cwd, stdout=to, stderr=subprocess.DEVNULL,
                       stdin=subprocess.DEVNULL,
                       env=dict(os.environ, LC_ALL=locale))


def python_zip(method, streamed=False):
    def make(tree, to, bodies):
        class Pipe(io.RawIOBase):
            def __init__(self, f):
                self.f = f

            def writable(self):
                return True

            def write(self, b):
                return self.f.write(b)

        with open(to, "wb") as f, zipfile.ZipFile(
                Pipe(f) if streamed else f, "w", method) as z:
            for path, body in sorted(bodies.items()):
                try:
                    z.writestr(path.decode(), body)
                except UnicodeDecodeError:
                    pass  # zipfile has no way to write such a name
    return make


def python_tar(form):
    def make(tree, to, bodies):
        with tarfile.open(to, "w", format=form, encoding="utf-8",
                          errors="surrogateescape") as t:
            for name in sorted(os.listdir(tree)):
                try:
                    t.add(os.path.join(tree, name).decode(
                        "utf-8", "surrogateescape"),
                        os.fsdecode(name))
                except ValueError:
                    pass  # too long for this format
    return make


def python_gzip(tree, to, bodies):
    with gzip.open(to, "wb") as f:
        f.write(bodies[b"big/rows.csv"])


def tool(*argv, locale="C"):
    """`TO` and `TREE` in argv stand for the paths."""
    def make(tree, to, bodies):
        words = [to if a == "TO" else tree if a == "TREE" else a
                 for a in argv]
        shell(*words, cwd=tree, locale=locale)
    return make


def seven_zip(method):
    return tool("7z", "a", "-tzip", f"-mm={method}", "-bso0", "TO", ".",
                locale="C.UTF-8")


def shell_line(line, other_order=False):
    def make(tree, to, bodies):
        shell("sh", "-c", line, to, cwd=tree)
        if other_order:
            turn_order(to)
    return make


def turn_order(path):
    """Write the headers of a binary cpio archive in the other byte order."""
    with open(path, "rb") as f:
        data = bytearray(f.read())
    at, name = 0, b""
    while name != b"TRAILER!!!":
        words = struct.unpack_from("<13H", data, at)
        struct.pack_into(">13H", data, at, *words)
        size = words[11] << 16 | words[12]
        name = bytes(data[at + 26:at + 25 + words[10]])
        at += 26 + words[10] + words[10] % 2
        at += size + size % 2
    with open(path, "wb") as f:
        f.write(data)


def piped(*argv):
    def make(tree, to, bodies):
        shell(*argv, cwd=tree, out=to)
    return make


def appended(tree, to, bodies):
    shell("tar", "-cf", to, "plain.txt", "folder", cwd=tree)
    shell("tar", "-rf", to, "plain.txt", "big", cwd=tree)


def several(*argv):
    def make(tree, to, bodies):
        with open(to, "wb") as f:
            for path in (b"big/rows.csv", b"empty.txt", b"big/noise.bin"):
                f.write(subprocess.run(
                    [*argv, os.path.join(tree, path)],
                    stdout=subprocess.PIPE, check=True).stdout)
    return make


MAKERS = [
    ("zip", "zip", "zip", tool("zip", "-qr", "TO", ".")),
    ("zip, UTF-8 locale", "zip", "zip",
     tool("zip", "-qr", "TO", ".", locale="C.UTF-8")),
    ("zip, stored", "zip", "zip", tool("zip", "-qr0", "TO", ".")),
    ("zip, best, no extra fields, links", "zip", "zip",
     tool("zip", "-qrX9y", "TO", ".")),
    ("zip, zip64 forced", "zip", "zip", tool("zip", "-qr", "-fz", "TO", ".")),
    ("zip, streamed", "zip", "zip", piped("zip", "-qr", "-", ".")),
    ("zip, descriptors", "zip", "zip", tool("zip", "-qr", "-fd", "TO", ".")),
    ("Python zip, deflated", "zip", None, python_zip(zipfile.ZIP_DEFLATED)),
    ("Python zip, stored", "zip", None, python_zip(zipfile.ZIP_STORED)),
    ("Python zip, bzip2", "zip", None, python_zip(zipfile.ZIP_BZIP2)),
    ("Python zip, LZMA", "zip", None, python_zip(zipfile.ZIP_LZMA)),
    ("Python zip, LZMA, streamed", "zip", None,
     python_zip(zipfile.ZIP_LZMA, True)),
    ("7z zip, bzip2", "zip", "7z", seven_zip("BZip2")),
    ("7z zip, LZMA", "zip", "7z", seven_zip("LZMA")),
    ("Python zip, streamed", "zip", None,
     python_zip(zipfile.ZIP_DEFLATED, True)),
    ("bsdtar zip", "zip", "bsdtar",
     tool("bsdtar", "--format", "zip", "-cf", "TO", ".")),
    ("bsdtar zip, stored", "zip", "bsdtar",
     tool("bsdtar", "--format", "zip", "--options", "zip:compression=store",
          "-cf", "TO", ".")),
    ("bsdtar zip, streamed", "zip", "bsdtar",
     piped("bsdtar", "--format", "zip", "-cf", "-", ".")),
] + [
    (f"GNU tar, {form}", "tar", "tar",
     tool("tar", f"--format={form}", "-cf", "TO", "."))
    for form in ("v7", "oldgnu", "gnu", "ustar", "posix")
] + [
    (f"bsdtar, {form}", "tar", "bsdtar",
     tool("bsdtar", "--format", form, "-cf", "TO", ".", locale="C.UTF-8"))
    for form in ("v7tar", "ustar", "pax", "paxr", "gnutar")
] + [
    (f"GNU tar, sparse {form}", "tar", "tar",
     tool("tar", "-S", "--hole-detection=raw", f"--format={form}",
          *(["--sparse-version=" + version] if version else []),
          "-cf", "TO", "."))
    for form, version in (("gnu", ""), ("oldgnu", ""), ("posix", "0.0"),
                          ("posix", "0.1"), ("posix", "1.0"))
] + [
    (f"GNU cpio, {form}", "cpio", "cpio", shell_line(
        f'find . -print0 | cpio -0 -o --quiet -H {form} >"$0"'))
    for form in ("newc", "crc", "odc", "bin")
] + [
    (f"bsdtar, {form}", "cpio", "bsdtar",
     tool("bsdtar", "--format", form, "-cf", "TO", "."))
    for form in ("newc", "odc", "bin")
] + [
    ("GNU cpio, the other byte order", "cpio", "cpio", shell_line(
        "find . -type f -print0 | cpio -0 -o --quiet -H bin >\"$0\"", True)),
    ("GNU cpio, gzip", "cpio.gz", "cpio", shell_line(
        'find . -print0 | cpio -0 -o --quiet -H newc | gzip >"$0"')),
] + [
    ("GNU tar, no ./", "tar", "tar",
     tool("sh", "-c", 'tar -cf "$0" -- *', "TO")),
    ("GNU tar, appended", "tar", "tar", appended),
    ("GNU tar, gzip", "tar.gz", "tar", tool("tar", "-czf", "TO", ".")),
    ("bsdtar, gzip", "tgz", "bsdtar",
     tool("bsdtar", "-czf", "TO", ".", locale="C.UTF-8")),
    ("Python tar, ustar", "tar", None, python_tar(tarfile.USTAR_FORMAT)),
    ("Python tar, GNU", "tar", None, python_tar(tarfile.GNU_FORMAT)),
    ("Python tar, pax", "tar", None, python_tar(tarfile.PAX_FORMAT)),
    ("gzip, with name", "gz", "gzip",
     piped("gzip", "-c", "big/noise.bin")),
    ("gzip, without name", "csv.gz", "gzip",
     piped("gzip", "-nc9", "big/rows.csv")),
    ("gzip, of nothing", "gz", "gzip", piped("gzip", "-c", "empty.txt")),
    ("gzip, several", "gz", "gzip", several("gzip", "-c")),
    ("Python gzip", "csv.gz", None, python_gzip),
] + [
    (f"GNU tar, {program}", f"tar.{end}", program,
     tool("tar", f"--use-compress-program={program}", "-cf", "TO", "."))
    for program, end in (("bzip2", "bz2"), ("xz", "xz"), ("zstd", "zst"))
] + [
    ("GNU tar, lzma", "tar.lzma", "xz", tool(
        "tar", "--use-compress-program=xz --format=lzma", "-cf", "TO", ".")),
    ("bzip2", "bz2", "bzip2", piped("bzip2", "-1", "-c", "big/rows.csv")),
    ("bzip2 of nothing", "bz2", "bzip2", piped("bzip2", "-c", "empty.txt")),
    ("xz, blocks and no check", "xz", "xz",
     piped("xz", "-C", "none", "--block-size=65536", "-c", "big/rows.csv")),
    ("xz, SHA-256, x86 and delta", "xz", "xz",
     piped("xz", "-C", "sha256", "--x86", "--delta=dist=4", "--lzma2=preset=9",
           "-c", "big/noise.bin")),
    ("xz of nothing", "xz", "xz", piped("xz", "-c", "empty.txt")),
    ("lzma, a size", "lzma", "xz",
     piped("xz", "--format=lzma", "-c", "big/rows.csv")),
    ("zstd, long", "zst", "zstd",
     piped("zstd", "-q", "--long=28", "-19", "-c", "big/noise.bin")),
    ("zstd, no check, in blocks", "zst", "zstd",
     piped("zstd", "-q", "--no-check", "-B65536", "-T2", "-c",
           "big/rows.csv")),
    ("zstd of nothing", "zst", "zstd", piped("zstd", "-q", "-c", "empty.txt")),
    ("bzip2, several", "bz2", "bzip2", several("bzip2", "-c")),
    ("xz, several", "xz", "xz", several("xz", "-c")),
    ("zstd, several", "zst", "zstd", several("zstd", "-q", "-c")),
]


# ------------------------------------------------------------------ readers

def read_zip(data):
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        for i in z.infolist():
            utf8 = i.flag_bits & 0x800
            name = i.orig_filename.encode("utf-8" if utf8 else "cp437")
            if not i.is_dir() and i.external_attr >> 28 != 0o12:
                yield name, z.read(i)


def read_tar(data):
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:",
                      encoding="utf-8", errors="surrogateescape") as t:
        for m in t:
            if m.isreg():
                yield m.name.encode("utf-8", "surrogateescape"), \
                    t.extractfile(m).read()


def read_gzip(name, data):
    own = content_name(name)
    if data[3] & 8:
        at = 10
        own = data[at:data.index(b"\0", at)]
    return own, gzip.decompress(data)


def read_packed(name, data):
    """What is in a compressed file; None if it is none."""
    if data[:2] == b"\x1f\x8b":
        return read_gzip(name, data)
    if data[:3] == b"BZh":
        return content_name(name), bz2.decompress(data)
    if data[:6] == b"\xfd7zXZ\0" or data[:3] == b"]\0\0":
        return content_name(name), lzma.decompress(data)
    if data[:4] == b"\x28\xb5\x2f\xfd":  # Python has no reader of its own
        return content_name(name), subprocess.run(
            ["zstd", "-q", "-d", "-c", "--long=28"], input=data,
            stdout=subprocess.PIPE, check=True).stdout
    return None


CPIO = (b"070701", b"070702", b"070707", b"\xc7\x71", b"\x71\xc7")


def read_cpio(data):
    """As cpio(5) has it: mode, links, length of the name, size, padding."""
    at = 0
    while True:
        if data[at:at + 6] == b"070707":
            mode, links, size, n = (int(data[at + i:at + j], 8) for i, j in (
                (18, 24), (36, 42), (65, 76), (59, 65)))
            head, align = 76, 1
        elif data[at:at + 5] == b"07070":
            mode, links, size, n = (int(data[at + i:at + i + 8], 16)
                                    for i in (14, 38, 54, 94))
            head, align = 110, 4
        else:
            order = "<" if data[at] == 0xc7 else ">"
            words = struct.unpack_from(order + "13H", data, at)
            mode, links, n = words[3], words[6], words[10]
            size = words[11] << 16 | words[12]
            head, align = 26, 2
        name = data[at + head:at + head + n - 1]
        at += head + n + -(head + n) % align
        if name == b"TRAILER!!!":
            return
        # The other names of a file have no data in newc.
        if mode >> 12 == 0o10 and not (align == 4 and links > 1 and not size):
            yield name, data[at:at + size]
        at += size + -size % align


def truth(name, data):
    """Locator -> (size, SHA-256), as Python reads the archive."""
    above = escape(name)
    inside = read_packed(name, data)
    if inside is not None:
        name, data = inside
        above += " > " + escape(name)
        if data[257:262] != b"ustar" and not data.startswith(CPIO):
            return {above: identity(data)}
    seen, out = collections.Counter(), {}
    read = read_zip if data[:2] == b"PK" else \
        read_cpio if data.startswith(CPIO) else read_tar
    for own, body in read(data):
        seen[own] += 1
        nth = f"%#{seen[own]}" if seen[own] > 1 else ""
        out[f"{above} > {escape(own)}{nth}"] = identity(body)
    return out


def as_bsdtar_reads(archive):
    """How often each content occurs, and bsdtar's complaint. Its mtree output
    lists one entry for names that are the same in Unicode's eyes."""
    done = subprocess.run(
        ["bsdtar", "-cf", "-", "--format", "mtree", "--options",
         "!all,type,size,sha256", b"@" + archive], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=dict(os.environ, LC_ALL="C.UTF-8"))
    found = collections.Counter()
    for line in done.stdout.splitlines():
        words = dict(w.split(b"=", 1) for w in line.split()[1:])
        if b"sha256digest" in words:  # a hard link has none
            found[(int(words[b"size"]),
                   words[b"sha256digest"].decode())] += 1
    return found, done.stderr.decode("utf-8", "replace").strip()


def two_names(name, data):
    """Locators of the members whose Unicode path (0x7075) is another name."""
    if data[:2] != b"PK":
        return set()
    out = set()
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        for i in z.infolist():
            own, extra = i.orig_filename.encode(
                "utf-8" if i.flag_bits & 0x800 else "cp437"), i.extra
            while len(extra) >= 4:
                tag, n = struct.unpack("<HH", extra[:4])
                if tag == 0x7075 and extra[9:4 + n] != own:
                    out.add(f"{escape(name)} > {escape(own)}")
                extra = extra[4 + n:]
    return out


def said(label, code, records, doubtful=()):
    """What leafproof lists; of `doubtful` members it must find two names."""
    must = 1 if doubtful else 0
    if code != must:
        fail(label, "exit", code, "must be", must)
    summary(label, records, code)
    found = {(r.get("code"), r.get("path")) for r in records
             if r.get("type") == "finding"}
    may = {(rules()["zip_unicode"][0], path) for path in doubtful}
    may |= {(code, path.split(" > ")[0]) for code, path in may}
    for code, path in sorted(found ^ may):
        fail(label, "finding" if (code, path) in found else "no finding",
             code, repr(path))
    return {i["path"]: (i["size"], i.get("digests", {}).get("sha256"))
            for i in items(records)
            if i.get("kind") not in ASIDE + PACKED}


def compare(label, is_, must):
    for path in sorted(set(is_) | set(must)):
        if is_.get(path) != must.get(path):
            fail(label, repr(path), "is", is_.get(path), "must be",
                 must.get(path))


# -------------------------------------------------------------------- tests

def check_loose(leafproof, tree, bodies):
    code, records = leafproof.run("hash", tree, "--json")
    compare("loose files", said("loose files", code, records),
            {escape(path): identity(body) for path, body in bodies.items()})


def check_with_bsdtar(label, archive, must, twins):
    other, complaint = as_bsdtar_reads(archive)
    if complaint:
        print(f"note: {label}: bsdtar gives up: {complaint.splitlines()[0]}")
        return
    contents = collections.Counter(must.values())
    if b".cpio" in archive:
        # To bsdtar, the names of a file that come without its data are files.
        del other[identity(b"")], contents[identity(b"")]
    if other - contents or set(contents - other) - twins:
        fail(label, "bsdtar and Python read different contents")


def check_archive(leafproof, label, archive):
    name = os.path.basename(archive)
    with open(archive, "rb") as f:
        data = f.read()
    must = truth(name, data)
    code, records = leafproof.run("hash", archive, "--json")
    compare(label, said(label, code, records, two_names(name, data)), must)
    return must


def main():
    members = archives = 0
    with tempfile.TemporaryDirectory() as home:
        place = os.fsencode(home)
        tree = os.path.join(place, b"tree")
        os.mkdir(tree)
        bodies = grow(tree)
        twins = {identity(bodies[path]) for path in TWINS}
        leafproof = Leafproof(sys.argv[1], home)
        check_loose(leafproof, tree, bodies)
        for label, end, needs, make in MAKERS:
            if needs and not shutil.which(needs):
                print(f"skipped, no {needs}: {label}")
                continue
            archive = os.path.join(place, b"archive." + end.encode())
            if os.path.exists(archive):
                os.remove(archive)
            make(tree, archive, bodies)
            must = check_archive(leafproof, label, archive)
            if shutil.which("bsdtar") and make is not appended \
                    and end.split(".")[0] in ("zip", "tgz", "tar", "cpio"):
                check_with_bsdtar(label, archive, must, twins)
            members += len(must)
            archives += 1
    print(f"{members} members of {archives} archives; {len(failures)} "
          "failures")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main())
