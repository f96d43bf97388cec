#!/usr/bin/env python3
"""text-v1, written again from the page.

  text.py LEAFPROOF

Reads the test vectors out of the page and computes them with an implementation
that shares nothing with leafproof: the normal forms are Python's. Then, if the
unit test that can fold lines is beside the program, it must say the same of
every code point that both know, and of many texts that are made here. With
`--hex` instead of a program, it writes vectors for rows on stdin.
"""
import codecs
import hashlib
import os
import random
import re
import subprocess
import sys
import unicodedata

DOCS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                    "docs")
PAGES = [os.path.join(DOCS, name)
         for name in ("FORMAT-identity-text.md", "FORMAT-identity.md")]

# -------------------------------------------------------------------- charset


def names(*rows):
    table = {}
    for kind, codec, labels in rows:
        for label in labels.split():
            table[label] = (kind, codec)
    return table


LABELS = names(
    ("bytes", "cp1252", "iso88591 latin1 windows1252 cp1252"),
    ("bytes", "cp1251", "windows1251 cp1251"),
    ("bytes", "iso8859-2", "iso88592 latin2"),
    ("bytes", "iso8859-15", "iso885915 latin9"),
    ("bytes", "koi8-r", "koi8r"),
    ("multi", "cp932", "shiftjis sjis xsjis cp932 windows31j"),
    ("multi", "cp949", "euckr ksc5601 ksc56011987 cp949"),
    ("multi", "gb18030", "gb2312 gbk cp936 gb18030"),
    ("seven", "iso2022_jp_2", "iso2022jp iso2022jp1 iso2022jp2"),
    ("wide", "utf-16", "utf16 ucs2 iso10646ucs2"),
    ("wide", "utf-16-le", "utf16le"),
    ("wide", "utf-16-be", "utf16be"),
    ("wide", "utf-32", "utf32"),
    ("wide", "utf-32-le", "utf32le"),
    ("wide", "utf-32-be", "utf32be"),
)

MARKS = ((b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"),
         (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"),
         (b"\xfe\xff", "utf-16-be"))

GOOD = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]"
    rb"|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}")


def charset_of(data, declared):
    """The codec, and the bytes without their mark."""
    for mark, codec in MARKS:
        if data.startswith(mark):
            return codec, data[len(mark):]
    head = data[:65536]
    good = len(GOOD.findall(head))
    errors = []
    codecs.register_error("count", lambda e: (errors.append(e), ("", e.end))[1])
    head.decode("utf-8", "count")
    bad = len(errors)
    if bad and len(head) == 65536 and errors[-1].end == 65536 and \
            errors[-1].reason == "unexpected end of data":
        bad -= 1
    even, odd = head[0::2].count(0), head[1::2].count(0)
    high = sum(b >= 0x80 for b in head)
    kind, codec = LABELS.get(
        re.sub("[^a-z0-9]", "", declared.lower()), (None, None))
    believed = {
        "bytes": not (bad == 0 and good >= 2),
        "multi": not (bad == 0 and good >= 16),
        "seven": high == 0,
        "wide": not (bad == 0 and even + odd == 0),
    }
    if kind and believed[kind]:
        if codec == "utf-16":
            codec += "-le" if odd > even else "-be"
        elif codec == "utf-32":
            codec += "-le" if head[:1] not in (b"", b"\0") else "-be"
        return codec, data
    for nuls, others, codec in ((odd, even, "utf-16-le"),
                                (even, odd, "utf-16-be")):
        if nuls > 0 and nuls >= 8 * others and \
                (4 * nuls >= len(head) or 16 * nuls >= len(head) and nuls >= 8):
            return codec, data
    if high == 0 and re.search(rb"\x1b(\$B|\$@|\(J)", head):
        return "iso2022_jp_2", data
    if bad == 0 or good >= 8 * bad:
        return "utf-8", data
    worded = sum(len(r) for r in re.findall(rb"[\xc0-\xff]{3,}", head))
    if 4 * worded >= 3 * high:
        lower = sum(0xc0 <= b < 0xe0 for b in head)
        upper = sum(b >= 0xe0 for b in head)
        return ("koi8-r" if lower > upper else "cp1251"), data
    return "cp1252", data


def units(data, size, order):
    whole = len(data) - len(data) % size
    found = [int.from_bytes(data[i:i + size], order)
             for i in range(0, whole, size)]
    return found, whole < len(data)


def decode_wide(codec, data):
    size = 2 if "16" in codec else 4
    found, over = units(data, size,
                        "little" if codec.endswith("le") else "big")
    text = []
    i = 0
    while i < len(found):
        u = found[i]
        i += 1
        if size == 2 and 0xd800 <= u < 0xdc00 and i < len(found) and \
                0xdc00 <= found[i] < 0xe000:
            u = 0x10000 + ((u & 0x3ff) << 10 | (found[i] & 0x3ff))
            i += 1
        text.append(0xfffd if u > 0x10ffff or 0xd800 <= u < 0xe000 else u)
    return "".join(map(chr, text)) + ("\ufffd" if over else "")


def decode(data, declared):
    codec, data = charset_of(data, declared)
    if codec.startswith("utf-16") or codec.startswith("utf-32"):
        return decode_wide(codec, data)
    return data.decode(codec, "replace")


# --------------------------------------------------------------------- flowed


def flowed(text, delsp):
    out = ""
    soft = None
    lines = re.split("\r\n|\r|\n", text)
    for i, line in enumerate(lines):
        if i == len(lines) - 1 and line == "":
            break
        depth = len(line) - len(line.lstrip(">"))
        line = line[depth:]
        line = line[1:] if line.startswith(" ") else line
        if soft != depth or line == "-- ":
            out += "\n" if i > 0 else ""
            out += ">" * depth + (" " if depth else "")
        soft = None
        if line.endswith(" ") and line != "-- ":
            soft = depth
            line = line[:-1] if delsp else line
        out += line
    return out


# -------------------------------------------------------------------- folding

NONE = ((0x0, 0x8), (0xe, 0x1f), (0x7f, 0x84), (0x86, 0x9f), (0xad, 0xad),
        (0x34f, 0x34f), (0x61c, 0x61c), (0x115f, 0x1160), (0x17b4, 0x17b5),
        (0x180b, 0x180f), (0x200b, 0x200f), (0x202a, 0x202e), (0x2060, 0x206f),
        (0x3164, 0x3164), (0xfe00, 0xfe0f), (0xfeff, 0xfeff), (0xffa0, 0xffa0),
        (0xfff0, 0xfff8), (0x1bca0, 0x1bca3), (0x1d173, 0x1d17a),
        (0xe0000, 0xe0fff))
IS_NONE = {c for first, last in NONE for c in range(first, last + 1)}
BLANK = {*range(0x9, 0xe), 0x20, 0x85, 0xa0, 0x1680, *range(0x2000, 0x200b),
         0x2028, 0x2029, 0x202f, 0x205f, 0x3000}
SECOND = {0x9be, 0x9d7, 0xb3e, 0xb56, 0xb57, 0xbbe, 0xbd7, 0xcc2, 0xcd5, 0xcd6,
          0xd3e, 0xd57, 0xdcf, 0xddf, 0x102e, *range(0x1161, 0x1176),
          *range(0x11a8, 0x11c3), 0x1b35, 0x11127, 0x1133e, 0x11357, 0x114b0,
          0x114ba, 0x114bd, 0x115af, 0x11930}


def leans(c):
    first = unicodedata.normalize("NFKD", c)[0]
    return unicodedata.combining(first) != 0 or ord(first) in SECOND


def segments(text):
    segment = ""
    for c in text:
        if segment and (not leans(c) or len(segment) == 256):
            yield segment
            segment = ""
        segment += c
    if segment:
        yield segment


def folded(segment):
    now = unicodedata.normalize("NFKD", segment)
    while True:
        then = unicodedata.normalize("NFKD", now.casefold())
        if then == now:
            return unicodedata.normalize("NFC", now)
        now = then


def syllables(text):
    out = []
    for c in text:
        if out and (0x1100 <= ord(out[-1]) < 0x1113 or
                    0xac00 <= ord(out[-1]) < 0xd7a4):
            both = unicodedata.normalize("NFC", out[-1] + c)
            if len(both) == 1:
                out[-1] = both
                continue
        out.append(c)
    return "".join(out)


def fold(text):
    text = "".join(" " if ord(c) in BLANK else c
                   for c in text if ord(c) not in IS_NONE)
    t0 = ""
    t1 = ""
    kept = False
    for segment in segments(text):
        t0 += unicodedata.normalize("NFC", segment)
        for c in folded(segment):
            of = unicodedata.category(c)[0]
            kept = kept if of == "M" else of in "LN"
            t1 += c if kept else ""
    return " ".join(w for w in t0.split(" ") if w), syllables(t1)


def forms(data, charset, how):
    text = decode(data, charset)
    if how != "no":
        text = flowed(text, how == "delsp")
    return tuple(t.encode() for t in fold(text))


# ----------------------------------------------------------------------- rows


def vectors():
    """What the page has: declared, flowed, bytes, and what must come out."""
    row = {}
    for page in PAGES:
        if not os.path.exists(page):
            continue
        with open(page, encoding="utf-8") as lines:
            for line in lines:
                found = re.fullmatch(r"    (\w+)=(.*)\n", line)
                if found:
                    row[found[1]] = found[2]
                    if found[1] == "id1":
                        yield row
                        row = {}


def check_page():
    n = 0
    for row in vectors():
        t0, t1 = forms(bytes.fromhex(row["bytes"]), row["charset"],
                       row["flowed"])
        got = (t0.hex(), hashlib.sha256(t0).hexdigest(),
               t1.hex(), hashlib.sha256(t1).hexdigest())
        want = (row["t0"], row["id0"], row["t1"], row["id1"])
        if got != want:
            sys.exit("the page says of %s: %s, and not %s" %
                     (row["bytes"], want, got))
        n += 1
    if n < 20:
        sys.exit("only %d vectors on the page" % n)


def code_points():
    return [chr(c) for c in range(0xf0000) if not 0xd800 <= c < 0xe000 and
            unicodedata.category(chr(c)) != "Cn"]


def texts(rng):
    """Rows of text: each code point, and mixtures of what meets badly."""
    points = code_points()
    marks = [c for c in points if unicodedata.combining(c)]
    odd = [chr(c) for c in sorted(SECOND)] + list(
        "\xad\u200b \t.,aA\xdf\u0345\u1fb3\u0390\ufb01\u3131\u314f\uffc2\uac00"
        "\uac01\u0344\u0f73\uff9e\u212b\u1100\u1112\u20e3\u0930\u093f")
    yield from points
    for _ in range(20000):
        yield "".join(
            rng.choice(rng.choice((points, marks, odd, odd, "abcZ9 .\n\t\1")))
            for _ in range(rng.choice((2, 3, 5, 9, 20))))
    for _ in range(60):
        yield rng.choice("aA. ") + "".join(
            rng.choice(rng.choice((marks, odd[:60])))
            for _ in range(rng.choice((254, 255, 256, 257, 600)))) + "z"


SAMPLES = ("Ein Text \u00fcber B\u00e4ume und \u20ac", "plain words",
           "\u041f\u0440\u0438\u0432\u0435\u0442 \u0432\u0441\u0435\u043c",
           "\u65e5\u672c\u8a9e\u306e\u6587\u7ae0", "\U0001f600 fine", "caf\u00e9",
           "\u0395\u03bb\u03bb\u03ac\u03b4\u03b1 1999")
CODECS = ("utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-32-le",
          "cp1252", "cp1251", "koi8-r")
DECLARED = ("", "utf-8", "US-ASCII", "iso-8859-1", "windows-1252", "koi8-r",
            "windows-1251", "UTF-16", "utf-16le", "utf-32", "x-unknown")


def encoded(rng):
    """Rows of bytes, in all charsets and none."""
    for _ in range(6000):
        data = b" ".join(
            rng.choice(SAMPLES).encode(rng.choice(CODECS), "ignore")
            for _ in range(1)) * rng.choice((1, 1, 2, 5))
        if rng.random() < .5:
            at = rng.randrange(len(data) + 1)
            data = data[:at] + rng.randbytes(rng.randrange(4)) + data[at:]
        if rng.random() < .2:
            data = rng.randbytes(rng.randrange(30))
        yield rng.choice(DECLARED), "no", data
    for _ in range(6000):
        text = "".join(rng.choice((">", "> ", " ", "-- ", "-", "word ", "x",
                                   "\n", "\r\n", "\r", " \n", "\u00e9"))
                       for _ in range(rng.randrange(14)))
        yield "", rng.choice(("yes", "delsp")), text.encode()


def check_tool(tool):
    rng = random.Random(1)
    rows = [("", "no", text.encode()) for text in texts(rng)]
    rows += list(encoded(rng))
    lines = "".join("%s\t%s\t%s\n" % (c, f, d.hex()) for c, f, d in rows)
    told = subprocess.run([tool, "-"], input=lines, text=True, check=True,
                          stdout=subprocess.PIPE).stdout.splitlines()
    if len(told) != len(rows):
        sys.exit("%d answers to %d rows" % (len(told), len(rows)))
    for (charset, how, data), line in zip(rows, told):
        t0, t1 = forms(data, charset, how)
        if line != t0.hex() + "\t" + t1.hex():
            sys.exit("%s, flowed %s, declared %r: %s, and not %s %s" %
                     (data.hex(), how, charset, line, t0.hex(), t1.hex()))
        if len(data) < 500 and (fold(t0.decode()) != (t0.decode(), t1.decode())
                                or fold(t1.decode())[1] != t1.decode()):
            sys.exit("%s: the form has another form" % data.hex())


def write_vectors():
    for line in sys.stdin:
        charset, how, data, title = line.rstrip("\n").split("\t")
        t0, t1 = forms(bytes.fromhex(data), charset, how)
        print("%s:\n" % title)
        for key, value in (("charset", charset), ("flowed", how),
                           ("bytes", data), ("t0", t0.hex()),
                           ("id0", hashlib.sha256(t0).hexdigest()),
                           ("t1", t1.hex()),
                           ("id1", hashlib.sha256(t1).hexdigest())):
            print("    %s=%s" % (key, value))
        print()


def main():
    if sys.argv[1] == "--hex":
        write_vectors()
        return
    check_page()
    tool = os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])), "tests",
                        "test_text_page")
    if os.path.exists(tool):
        check_tool(tool)


if __name__ == "__main__":
    main()
