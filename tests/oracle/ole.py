#!/usr/bin/env python3
"""Does leafproof read in old office documents and in TNEF what was written
there?

    ole.py BINARY

Documents of Word, Excel and PowerPoint 97 to 2003 are made from the published
specifications. Each must have the identities of the same text in a plain file;
and catdoc, xls2csv and catppt, if they are installed, must read
the same letters in it. What TNEF holds is compared with what `tnef` takes out of it. Then all of
them are damaged, and each must end in an answer.
"""
import hashlib
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "fixtures", "make"))
sys.dont_write_bytecode = True

import compounder  # noqa: E402
import officer as made  # noqa: E402
import tneffer  # noqa: E402

TOOL = sys.argv[1]
BAD = []
LONG = ("The harbour board of Kestrel Bay met on the first of March and "
        "agreed to dredge the inner basin before the ferries return. ")
TEXT = LONG + "Costs: \u20ac 1,200 \u2014 \u201cnot more\u201d, said J\xf6rg. "
FAR = "\u0413\u0430\u0432\u0430\u043d\u044c \u6e2f \U0001f6a2 " + LONG


def check(holds, *what):
    if not holds:
        BAD.append(" ".join(str(w) for w in what))


def letters(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold()
                   if c.isalnum())


def number(v):
    for digits in (15, 16, 17):
        text = "%.*G" % (digits, v)
        if float(text) == v:
            break
    return text


def words():
    deleted, hidden = b"\0\x08\1", b"\x3c\x08\1"
    symbol = b"\x09\x6a\x01\0\x28\xf0"
    field = "\x13 HYPERLINK \"x\" \x14shown\x15"
    nested = "\x13 IF \x13 PAGE \x14" + "9\x15 \x14kept\x15"
    main = (TEXT + "one\rtwo\x07three\x07\x07\rfour\x0bfive\x0csix\x1ea\x1fb "
            + field + " " + nested + " \x01\x02\x05\x08end\r" + FAR + "\r")
    plain = (TEXT + "one\ntwo\tthree\t\t\nfour\nfive\nsix\u2011ab shown kept "
             "end\n" + FAR + "\n")
    heads = ["even\r", "odd\r", "foot even\r", "foot odd\r", "first\r",
             "foot first\r"]
    rows = []
    for step in (1 << 20, 1000, 37, 1):
        rows.append(("pieces of %d" % step, made.Word(main, step=step), plain))
    rows.append(("all wide", made.Word(main, wide=lambda i: True), plain))
    rows.append(("all narrow", made.Word(TEXT + "\r",
                                         wide=lambda i: False), TEXT))
    rows.append(("for others", made.Word((TEXT + "\r") * 30,
                                         wide=lambda i: False), TEXT * 30))
    rows.append(("stories", made.Word(
        TEXT + "\r", footnotes="\x02 note\r", headers=heads,
        remarks="a remark\r", endnotes="\x02 late\r", boxes="a box\r",
        step=50), TEXT + "\n note\n late\n even\n odd\n first\n foot even\n "
        "foot odd\n foot first\n a box\n"))
    rows.append(("marked", made.Word(
        TEXT + "gone, kept, unseen, (sign)\r",
        marks=[("gone, ", deleted), ("unseen, ", hidden), ("(", symbol)],
        step=31), TEXT + "kept, sign)"))
    rows.append(("marked as not", made.Word(
        TEXT + "gone, kept\r", marks=[("gone, ", b"\0\x08\0\x3c\x08\0")]),
        TEXT + "gone, kept"))
    many = "".join("w%d " % i for i in range(200))
    rows.append(("many runs", made.Word(
        many + "\r", marks=[("w%d " % i, deleted) for i in range(0, 200, 2)],
        step=100), "".join("w%d " % i for i in range(1, 200, 2))))
    return [("doc", n, made.word(w), t) for n, w, t in rows] + [
        ("doc", "version 4", made.word(rows[0][1], version=4), plain)]


def books():
    strings = ["Zero", (TEXT, 3), FAR, ("phonetic " + LONG, 0, b"abcdefg"),
               ("both " + FAR, 2, bytes(30)), "", "last"]
    said = [s[0] if isinstance(s, tuple) else s for s in strings]
    d = made.cell
    values = [0.1, 1.1, 1e300, -2.5, 1 / 3, 123456789.0, 1e-5]
    cells = b"".join(d(0xfd, 0, i, struct.pack("<I", i))
                     for i in range(len(said)))
    cells += b"".join(d(0x203, 1, i, struct.pack("<d", v))
                      for i, v in enumerate(values))
    cells += d(0x27e, 2, 0, struct.pack("<I", 5 << 2 | 2))
    cells += d(0x27e, 2, 1, struct.pack("<I", (-7 << 2 | 3) & 0xffffffff))
    cells += d(0x27e, 2, 2, struct.pack("<d", 0.75)[4:])
    cells += made.record(0xbd, struct.pack("<HHHIHIH", 3, 0, 1, 9 << 2 | 2, 1,
                                           10 << 2 | 2, 1))
    cells += d(0x204, 4, 0, made.short("label \u6e2f"))
    cells += d(0x205, 4, 1, b"\1\0") + d(0x205, 4, 2, b"\x07\1")
    head = struct.pack("<HIH", 0, 0, 0)
    cells += d(6, 5, 0, struct.pack("<d", 42.5) + head)
    cells += d(6, 5, 1, b"\0\0\0\0\0\0\xff\xff" + head) + \
        made.record(0x207, made.short("result"))
    cells += d(6, 5, 2, b"\1\0\1\0\0\0\xff\xff" + head)
    cells += d(6, 5, 3, b"\2\0\x2a\0\0\0\xff\xff" + head)
    cells += d(6, 5, 4, b"\3\0\0\0\0\0\xff\xff" + head)
    cells += made.bof(0x20) + d(0x203, 9, 9, struct.pack("<d", 777)) + \
        made.record(10)
    cells += made.record(0x201, struct.pack("<HHH", 6, 0, 0))
    cells += d(0xfd, 6, 0, struct.pack("<I", 0))
    rows = ["\t".join(said), "\t".join(number(v) for v in values),
            "5\t-0.07\t0.75", "9\t10", "label \u6e2f\t1\t#DIV/0!",
            "42.5\tresult\t1\t#N/A", "Zero"]
    more = d(0xd6, 0, 0, made.short("rich " + LONG) + b"\1\0\0\0\0\0")
    text = "\n".join(rows) + "\n" + "rich " + LONG
    sheets = [("A", cells), ("B", more)]
    plain = [TEXT, "b " + FAR, ("c " + LONG, 3), "d"]
    only = b"".join(d(0xfd, i, 0, struct.pack("<I", i))
                    for i in range(len(plain)))
    lines = "\n".join(s[0] if isinstance(s, tuple) else s for s in plain)
    return [("xls", "room %d" % room, made.book(sheets, strings, room=room),
             text) for room in (8224, 64, 33, 20)] + [
        ("xls", "strings, room %d" % room,
         made.book([("A", only)], plain, room=room), lines)
        for room in (8224, 100)]


def shows():
    deck = [([TEXT, "second\vline\rpara"],
             [made.shape(made.ppt(0xf9e, b"\1\0\0\0")),
              made.shape(made.ppt(0xf9f, bytes(4)), made.said("in a box")),
              made.shape(made.ppt(0xf9e, bytes(4)))]),
            ([], [made.shape(made.said(FAR)), made.shape()])]
    text = "second\nline\npara\nin a box\n" + TEXT + "\n" + FAR + "\n"
    outline = [([TEXT, "second"],
                [made.shape(made.ppt(0xf9e, bytes([i, 0, 0, 0])))
                 for i in range(2)]),
               ([FAR], [made.shape(made.ppt(0xf9e, bytes(4)))])]
    return [("ppt", "%d edits" % n, made.slides(deck, edits=n), text)
            for n in (1, 2, 5)] + [
        ("ppt", "outline", made.slides(outline, master=False),
         TEXT + "\nsecond\n" + FAR)]


def run(path):
    r = subprocess.run([TOOL, "hash", "--format", "ndjson", path],
                       capture_output=True, check=False)
    check(r.returncode in (0, 1, 3), path, r.returncode, r.stderr[-500:])
    items = [json.loads(line) for line in r.stdout.splitlines()]
    return [i for i in items if i["type"] == "item"]


def write(folder, name, data):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def texts(folder, rows):
    for i, (suffix, name, data, text) in enumerate(rows):
        write(folder, "%02d.%s" % (i, suffix), data)
        write(folder, "%02d.txt" % i, text.encode())
    ids = {}
    for item in run(folder):
        ids[item["path"].rsplit("/", 1)[-1]] = item
    for i, (suffix, name, data, text) in enumerate(rows):
        one, other = ids["%02d.%s" % (i, suffix)], ids["%02d.txt" % i]
        for level in ("text", "letters"):
            want = other["ids"].get(level)
            check(want is not None and
                  one.get("ids", {}).get(level) == want, suffix, name, level,
                  one)


def peers(folder, rows):
    tools = {"doc": [["catdoc", "-dutf-8", "-w"]],
             "xls": [["xls2csv", "-dutf-8", "-q0", "-c "]],
             "ppt": [["catppt", "-dutf-8"]]}
    asked = 0
    for i, (suffix, name, data, text) in enumerate(rows):
        for tool in tools[suffix]:
            if shutil.which(tool[0]) is None or not fit(tool[0], name):
                continue
            r = subprocess.run(tool + [os.path.join(folder, "%02d.%s" %
                                                    (i, suffix))],
                               capture_output=True, check=False)
            got = letters(r.stdout.decode("utf-8", "replace"))
            # What programs on bytes alone do not have.
            want = letters(text.replace("\U0001f6a2", ""))
            asked += 1
            check(got == want, tool[0], name, "\n  ", got, "\n  ", want)
    return asked


def fit(tool, name):
    """What each can read: catdoc knows no pieces of two kinds, xls2csv and
    catppt little but strings."""
    return {
        "catdoc": name in ("all narrow", "for others"),
        "xls2csv": name.startswith("strings"),
        "catppt": name == "outline",
    }[tool]


def unpack(folder):
    inner = tneffer.tnef([tneffer.attachment(b"IN.TXT", b"inner bytes\n",
                                             "inner name.txt")], b"inner")
    object_of = tneffer.prop(0x3701, 0xd, tneffer.MESSAGE_IID + inner)
    files = {"long name \u6e2f.pdf": b"%PDF-" + bytes(range(256)) * 300,
             "short.bin": b"\1\2\3", "empty.bin": b""}
    of = [tneffer.attachment(b"LONGNA~1.PDF", files["long name \u6e2f.pdf"],
                             "long name \u6e2f.pdf"),
          tneffer.attachment(b"short.bin", files["short.bin"]),
          tneffer.attachment(b"empty.bin", b"", "empty.bin"),
          tneffer.attachment(b"Message", None, "a message", [object_of])]
    more = [tneffer.prop(0x8001, 0x1f, [tneffer.wide("x"), tneffer.wide("yz")]),
            tneffer.prop(0x17, 3, 1), tneffer.prop(0x39, 0x40, 5),
            tneffer.prop(0x9002, 2, 7),
            tneffer.prop(0x1009, 0x102, compounder.rtf_pack(
                b"{\\rtf1 Hello again, again.}")),
            tneffer.prop(0x1013, 0x102, b"<p>Hello</p>")]
    data = tneffer.tnef(of, b"Hello J\xf6rg", more)
    write(folder, "winmail.dat", data)
    items = {i["path"].split("winmail.dat", 1)[1]: i
             for i in run(os.path.join(folder, "winmail.dat"))}
    want = dict(files)
    want.update({"body.txt": "Hello J\xf6rg".encode(),
                 "body.html": b"<p>Hello</p>",
                 "body.rtf": b"{\\rtf1 Hello again, again.}",
                 "a message": inner})
    for name, bytes_of in want.items():
        one = items.get(" > " + name)
        check(one is not None and "digests" in one and one["digests"]["sha256"] ==
              hashlib.sha256(bytes_of).hexdigest(), "tnef", name, one)
    for name in ("inner name.txt", "body.txt"):
        check(" > a message > " + name in items, "tnef inside", name, items)
    check(items[""]["kind"] == "tnef" and items[" > a message"]["kind"] ==
          "tnef", "kind")
    if shutil.which("tnef"):
        out = os.path.join(folder, "out")
        os.mkdir(out)
        subprocess.run(["tnef", "--directory", out, "--unix-paths",
                        os.path.join(folder, "winmail.dat")],
                       capture_output=True, check=False)
        got = set()
        for name in os.listdir(out):
            with open(os.path.join(out, name), "rb") as f:
                got.add(f.read())
        for name, bytes_of in files.items():
            check(bytes_of in got or not bytes_of, "tnef's own", name)
    return data


def closed(folder):
    rows = {
        "word.doc": made.word(made.Word(TEXT + "\r", flags=0x100)),
        "book.xls": made.book([("A", b"")], early=made.record(
            0x2f, bytes(54))),
        "show.ppt": made.compound(made.slides_streams([([], [])],
                                                      token=0xf3d1c4df)),
    }
    for name, data in rows.items():
        write(folder, name, data)
    for item in run(folder):
        check("N0107" in json.dumps(item), "encrypted", item)


def damaged(folder, files):
    chance = random.Random("ole")
    for k, data in enumerate(files):
        for n in range(12):
            bad = bytearray(data)
            for _ in range(chance.choice((1, 3, 20))):
                bad[chance.randrange(len(bad))] = chance.choice(
                    (0, 1, 0x7f, 0xff, chance.randrange(256)))
            if n % 4 == 3:
                del bad[chance.randrange(len(bad)):]
            write(folder, "%d-%d" % (k, n), bytes(bad))
    run(folder)


def main():
    rows = words() + books() + shows()
    with tempfile.TemporaryDirectory() as d:
        for name in ("texts", "tnef", "closed", "damaged"):
            os.mkdir(os.path.join(d, name))
        texts(os.path.join(d, "texts"), rows)
        asked = peers(os.path.join(d, "texts"), rows)
        winmail = unpack(os.path.join(d, "tnef"))
        closed(os.path.join(d, "closed"))
        damaged(os.path.join(d, "damaged"),
                [r[2] for r in rows if len(r[2]) < 40000] + [winmail])
    for line in BAD:
        print("ole:", line)
    print("ole: %d documents, %d asked of others" % (len(rows), asked))
    return 1 if BAD else 0


sys.exit(main())
