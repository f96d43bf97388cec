#!/usr/bin/env python3
"""near-v1 and part-v1, written again from the page.

  near.py [LEAFPROOF]   compute every vector of docs/FORMAT-identity-near.md
  near.py --vectors     print the vectors, computed here, as the page has them

It shares nothing with leafproof, and does not run it: the unit test near_page
reads the same vectors.
"""
import hashlib
import os
import struct
import sys

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                    "docs", "FORMAT-identity-near.md")
M = (1 << 64) - 1
BASE = 0x9e3779b97f4a7c15
EMPTY = 0xffffffff

# ----------------------------------------------------------------- the levels


def mix(h):
    h = (h ^ h >> 33) * 0xff51afd7ed558ccd & M
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53 & M
    return h ^ h >> 33


def gram_keys(text, n):
    keys = []
    for i in range(len(text) - n + 1):
        h = 0
        for c in text[i:i + n]:
            h = (h * BASE + ord(c)) & M
        keys.append(mix(h))
    return keys


def sketch(text):
    bins = [EMPTY] * 128
    for key in gram_keys(text, 9):
        bins[key >> 57] = min(bins[key >> 57], key & 0xffffffff)
    return bins


def dense(bins):
    out = []
    for i, value in enumerate(bins):
        t = 0
        while value == EMPTY:
            value = bins[mix((i + 1) << 32 | t) >> 57]
            t += 1
        out.append(value)
    return out


def band(values, number):
    key = mix(number + 1)
    for value in values[4 * number:4 * number + 4]:
        key = mix(key ^ value)
    return key


def prints(text):
    keys = gram_keys(text, 30)
    out = []
    for j in range(max(len(keys) - 63, min(len(keys), 1))):
        window = keys[j:j + 64]
        least = min(window)
        if not out or out[-1][0] != least:
            at = max(i for i, key in enumerate(window) if key == least)
            out.append((least, j + at))
    return out


GEAR = [int.from_bytes(hashlib.sha256(bytes([b])).digest()[:8], "little")
        for b in range(256)]


def chunks(data):
    out, at = [], 0
    while at < len(data):
        h, end = 0, min(at + 2048, len(data))
        while end < len(data) and end - at < 32768:
            h = (h * 2 + GEAR[data[end]]) & M
            end += 1
            if h < (1 << 49 if end - at <= 8192 else 1 << 53):
                break
        digest = hashlib.sha256(data[at:end]).digest()
        out.append((int.from_bytes(digest[:8], "little"), at, end - at))
        at = end
    return out


# ----------------------------------------------------------------- the vectors


def numbers(n, seed):
    x = seed
    for _ in range(n):
        x = (x * 6364136223846793005 + 1442695040888963407) & M
        yield x


def letters(n, seed):
    return "".join(chr(97 + (x >> 33) % 26) for x in numbers(n, seed))


def cyrillic(n, seed):
    return "".join(chr(0x430 + (x >> 33) % 32) for x in numbers(n, seed))


def octets(n, seed):
    return bytes(x >> 56 for x in numbers(n, seed))


MAKE = {
    "text": lambda v: v,
    "letters": lambda v: letters(*map(int, v.split(","))),
    "cyrillic": lambda v: cyrillic(*map(int, v.split(","))),
    "repeat": lambda v: v.split(",")[0] * int(v.split(",")[1]),
    "bytes": lambda v: octets(*map(int, v.split(","))),
    "zeros": lambda v: bytes(int(v)),
}


def sha256(rows, form):
    return hashlib.sha256(
        b"".join(struct.pack(form, *row) for row in rows)).hexdigest()


def say_text(text):
    bins = sketch(text)
    some = [b for b in bins if b != EMPTY]
    yield "filled=%d" % len(some)
    yield "bins=" + sha256([(b,) for b in bins], "<I")
    if some:
        values = dense(bins)
        yield "dense=" + sha256([(v,) for v in values], "<I")
        for number in (0, 31):
            yield "band=%d,%016x" % (number, band(values, number))
    found = prints(text)
    yield "prints=%d,%s" % (len(found), sha256(found, "<QI"))
    for key, at in found[:3]:
        yield "print=%d,%016x" % (at, key)


def say_bytes(data):
    found = chunks(data)
    yield "chunks=%d,%s" % (len(found), sha256(found, "<QQI"))
    for key, at, n in found[:5]:
        yield "chunk=%d,%d,%016x" % (at, n, key)


def say(source):
    kind, value = source.split("=", 1)
    made = MAKE[kind](value)
    return list((say_text if isinstance(made, str) else say_bytes)(made))


TITLED = [
    ("Nothing", "text="),
    ("One character too few for a gram", "text=abcdefgh"),
    ("One gram", "text=abcdefghi"),
    ("64 characters", "letters=64,1"),
    ("One character too few for a fingerprint", "letters=29,2"),
    ("One gram of 30", "letters=30,2"),
    ("63 grams of 30: no whole window", "letters=92,3"),
    ("64 grams of 30: one window", "letters=93,3"),
    ("Three scripts and a character beyond the BMP",
     "text=ёжик9åse漢字かな\U00020000xyzstraße12ψυχή"),
    ("A longer text", "letters=5000,4"),
    ("Another script", "cyrillic=3000,5"),
    ("One character again and again", "repeat=a,1000"),
    ("A period of 8 characters", "repeat=abcdefgh,100"),
    ("The least is gone, and three equal ones come after it",
     "text=xmpybvytcbxguhyyrmxzojrshxfdfelyoathqhie" +
     "bcdfghjklmnpqrstvwxz" * 7),
    ("No bytes", "bytes=0,1"),
    ("One byte", "bytes=1,1"),
    ("As many as the smallest chunk", "bytes=2048,6"),
    ("Some chunks", "bytes=100000,7"),
    ("Many chunks", "bytes=1000000,8"),
    ("Zeros: chunks of the largest size", "zeros=70000"),
]


def print_vectors():
    for title, source in TITLED:
        print("%s:\n\n    %s" % (title, source))
        for line in say(source):
            print("    " + line)
        print()


def check_page():
    source, told, bad, checked = None, [], 0, 0

    def end():
        nonlocal bad, checked
        if source is not None:
            checked += 1
            if say(source) != told:
                print("the page and the oracle differ: " + source)
                bad = 1

    with open(PAGE, encoding="utf-8") as page:
        vectors = page.read().split("## Test vectors", 1)[1]
    for line in vectors.splitlines():
        if line.startswith("    ") and line[4:].split("=")[0] in MAKE:
            end()
            source, told = line[4:], []
        elif line.startswith("    "):
            told.append(line[4:])
    end()
    print("%d vectors" % checked)
    return bad or checked != len(TITLED)


def main():
    if sys.argv[1:] == ["--vectors"]:
        print_vectors()
        return 0
    return int(check_page())


if __name__ == "__main__":
    sys.exit(main())
