#!/usr/bin/env python3
"""Does leafproof read the names of ZIP members, and what is odd about them, as
Python, Info-ZIP and 7z do?

    names.py BINARY

Every byte of CP437 in a name, as Python reads it; Unicode paths (0x7075), valid,
stale and of a name in UTF-8, as `unzip` and `7z` show them; and archives with
bytes in front and behind, a wrong CRC-32, two names and one name twice: what
Python and `unzip` object to must be a flag, and nothing else one.
"""

import io
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import warnings
import zipfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE]
sys.dont_write_bytecode = True

from fixtures import Leafproof, fail, failures, items  # noqa: E402

FLAGS = {"trailing-data", "prepended-data", "crc-wrong", "name-mismatch",
         "duplicate-name"}


class Member(zipfile.ZipInfo):
    """One whose name is written as these bytes."""

    def _encodeFilenameFlags(self):
        return self.raw, self.flag_bits | self.more


def build(members):
    """The archive of (name, flags, extra field)."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as z:
        warnings.simplefilter("ignore")
        for raw, more, extra in members:
            m = Member("x", (2020, 1, 2, 3, 4, 6))
            m.raw, m.more, m.extra, m.create_system = raw, more, extra, 0
            z.writestr(m, b"the bytes of " + raw)
    return out.getvalue()


def unicode_path(raw, name):
    data = b"\1" + struct.pack("<I", zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(data)) + data


def hashed(leafproof, place, data, name="a.zip"):
    path = os.path.join(place, name)
    with open(path, "wb") as f:
        f.write(data)
    _, records = leafproof.run("hash", path, "--json")
    return path, list(items(records))


def shown(item):
    """The member's name, as its container means it."""
    return item.get("name_decoded", item["path"].split(" > ")[-1])


def check_code_page(leafproof, place):
    raws = [b"%d-" % k + bytes([k]) + b".txt" for k in range(128, 256)]
    data = build([(raw, 0, b"") for raw in raws])
    _, found = hashed(leafproof, place, data)
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        must = [i.filename for i in z.infolist()]
    is_ = [shown(i) for i in found if i["depth"] == 1]
    # What cannot be seen is escaped.
    must = [name.replace("\u00ad", "%C2%AD") for name in must]
    if is_ != must:
        fail("CP437", [p for p in zip(is_, must) if p[0] != p[1]])
    if any(i.get("name_by") != "cp437" for i in found if i["depth"] == 1):
        fail("CP437: by another rule")
    return len(must)


PATHS = [
    (b"caf\x82", 0, unicode_path(b"caf\x82", "ф.txt"), "unicode-path"),
    (b"caf\x83", 0, unicode_path(b"caf\x82", "ф.txt"), "cp437"),
    ("zażółć.txt".encode(), 0x800, b"", None),
    (b"plain.txt", 0, unicode_path(b"plain.txt", "plain.txt"), None),
]


def lines(*argv):
    return subprocess.run(
        argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=dict(os.environ, LC_ALL="C.UTF-8")).stdout.decode(
            "utf-8", "replace").splitlines()


def check_paths(leafproof, place):
    path, found = hashed(leafproof, place, build([p[:3] for p in PATHS]))
    found = [i for i in found if i["depth"] == 1]
    if [i.get("name_by") for i in found] != [p[3] for p in PATHS]:
        fail("Unicode paths are read by", [i.get("name_by") for i in found])
    unzip = lines("unzip", "-Z1", path) if shutil.which("unzip") else None
    seven = lines("7z", "l", "-ba", "-slt", path) if shutil.which("7z") \
        else None
    seven = seven and [w[7:] for w in seven if w.startswith("Path = ")]
    for peer, of in ((unzip, ("unicode-path",)),
                     (seven, ("unicode-path", None))):
        for i, name in enumerate(peer or ()):
            # Of other names each makes what it likes.
            if PATHS[i][3] in of and name != shown(found[i]):
                fail("Unicode path", name, "is", shown(found[i]))
    return len(PATHS)


def odd():
    """Label, archive, the flags that some record of it must have."""
    good = build([(b"a.txt", 0, b""), (b"b.txt", 0, b"")])
    crc = good.find(b"PK\1\2") + 16
    wrong = bytearray(good)
    wrong[14] ^= 1
    wrong[crc] ^= 1
    local = good.replace(b"b.txt", b"c.txt", 1)
    return [
        ("good", good, set()),
        ("bytes behind", good + b"tail", {"trailing-data"}),
        ("bytes in front", b"MZ a stub" + good, {"prepended-data"}),
        ("a wrong CRC", bytes(wrong), {"crc-wrong"}),
        ("two names", local, {"name-mismatch"}),
        ("one name twice", build([(b"a.txt", 0, b"")] * 2),
         {"duplicate-name"}),
    ]


def python_objects(data):
    """Whether Python finds the fault; it is silent about bytes around, and
    says `good` only of a member that it compares."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            return z.testzip() is not None or \
                len(set(z.namelist())) < len(z.namelist())
    except zipfile.BadZipFile:
        return True


def check_odd(leafproof, place):
    for label, data, must in odd():
        path, found = hashed(leafproof, place, data)
        is_ = {f for i in found for f in i["flags"]} & FLAGS
        if is_ != must:
            fail(label, "has", sorted(is_), "must have", sorted(must))
        known = {"crc-wrong", "name-mismatch", "duplicate-name"}
        if python_objects(data) != bool(must & known):
            fail(label, "Python sees it otherwise")
        if shutil.which("unzip") and must & (known | {"prepended-data"}):
            done = subprocess.run(["unzip", "-tqq", path],
                                  stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
            if done.returncode == 0 and label != "one name twice":
                fail(label, "unzip has nothing to say")
        if any(i["depth"] == 1 and i["time"] != "2020-01-02T03:04:06Z"
               for i in found):
            fail(label, "another time than was claimed")
    return len(odd())


def main():
    with tempfile.TemporaryDirectory() as home:
        leafproof = Leafproof(sys.argv[1], home)
        n = sum(check(leafproof, home)
                for check in (check_code_page, check_paths, check_odd))
    print(f"{n} names and archives; {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main())
