#!/usr/bin/env python3
"""Identity levels: dec-v1 and the content root, written again from the page.

  identity.py LEAFPROOF

Reads the test vectors out of docs/FORMAT-identity.md and computes them with an
implementation that shares nothing with leafproof. If the program tells
ids.decoded, it must tell the same of the same bytes, and of many more that are
made here. mail.py takes `decoded` from here.
"""
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                    "docs", "FORMAT-identity.md")

# ----------------------------------------------------------------- the levels


def lines(data, cr, lf):
    """LF for CRLF and CR; of several LFs at the end, one."""
    data = data.replace(cr + lf, lf).replace(cr, lf)
    while data.endswith(lf + lf):
        data = data[:-len(lf)]
    return data


def is_text(text):
    return not re.search("[\0-\x08\x0b\x0e-\x1f\x7f]", text)


def decoded_message(data):
    return lines(re.sub(rb"(?:(?<=[\r\n])|\A)>+From ", b"From ", data),
                 b"\r", b"\n")


def decoded_text(data):
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            name = "utf-16-le" if data[0] == 0xff else "utf-16-be"
            text = data[2:].decode(name)
            if is_text(text):
                return data[:2] + lines(text, "\r", "\n").encode(name)
        elif is_text(data.decode("utf-8")):
            return lines(data, b"\r", b"\n")
    except UnicodeDecodeError:
        pass
    return data


DECODED = {"message": decoded_message, "text": decoded_text}


def content_root(digests):
    level = [hashlib.sha256(b"\0" + d).digest() for d in sorted(set(digests))]
    if not level:
        return hashlib.sha256().digest()
    while len(level) > 1:
        # Pairs from the left, an odd one goes up as it is: the same tree as
        # that of RFC 6962, which splits at powers of two.
        level = [hashlib.sha256(b"\1" + b"".join(level[i:i + 2])).digest()
                 if i + 1 < len(level) else level[i]
                 for i in range(0, len(level), 2)]
    return level[0]


# ------------------------------------------------------------------- the page

failures = []


def insist(good, *what):
    if not good:
        failures.append(" ".join(str(w) for w in what))
        print("FAIL", failures[-1])


def vectors():
    """The blocks of key=value lines of the page."""
    with open(PAGE, encoding="utf-8") as f:
        page = f.read()
    for block in re.findall(r"(?m)(?:^    [a-z0-9-]+=.*\n)+", page):
        yield [line.strip().split("=", 1) for line in block.splitlines()]


def check_page():
    forms, roots = [], 0
    for block in vectors():
        of = dict(block)
        if "of" in of:
            insist([k for k, _ in block] == ["of", "in", "out", "sha256"],
                   "keys of", block)
            data, out = bytes.fromhex(of["in"]), bytes.fromhex(of["out"])
            got = DECODED[of["of"]](data)
            insist(got == out, "decoded form of", of["in"], "is", got.hex())
            insist(DECODED[of["of"]](got) == got, "twice", of["in"])
            insist(hashlib.sha256(out).hexdigest() == of["sha256"],
                   "sha256 of", of["out"])
            forms.append((of["of"], data, of["sha256"]))
        elif "root" in of:
            digests = [bytes.fromhex(v) for k, v in block if k == "document"]
            insist(content_root(digests).hex() == of["root"],
                   "content root of", len(digests), "is",
                   content_root(digests).hex())
            roots += 1
    insist(len(forms) >= 20 and roots >= 3, "vectors are lacking")
    return forms, roots


# ---------------------------------------------------------------- the program


class Random:
    """The same numbers everywhere."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) \
            % (1 << 64)
        return (self.state >> 33) % n

    def of(self, some):
        return some[self.below(len(some))]


WORDS = [b"\r", b"\n", b"\r\n", b">", b"From ", b"a", b" ", b"\n>From ",
         b"\xc3\xa9", b"\t", b"\f", b"some words", b"\n\n\n", b"\xc3", b"\0",
         b"\x7f", b"\xff\xfe", b"\x1b", b"\xed\xa0\x80", b"x" * 70]
UNITS = ["\r", "\n", "\r\n", "a", "\u0a0a", "\u0d0d", "\u0d0a", "\U0001f600",
         "\t", "\n\n", "\0", "\x7f", "\ufeff"]


def made(count):
    """(of, bytes), some of them longer than what is read at a time."""
    r = Random(1)
    for i in range(count):
        few = len(WORDS) if i % 3 == 0 else 13
        n = 70000 if i % 50 == 0 else r.below(60)
        data = b"".join(WORDS[r.below(few)] for _ in range(n))
        if i % 4 == 1:
            few = len(UNITS) if i % 3 == 0 else 10
            data = "".join(UNITS[r.below(few)] for _ in range(n)).encode(
                "utf-16-le" if i % 8 == 1 else "utf-16-be")
            data = (b"\xff\xfe" if i % 8 == 1 else b"\xfe\xff") + data + \
                b"\0" * (i % 32 == 1)
        yield "text", data
        if i % 4 != 1:
            yield "message", HEADER + data


HEADER = b"From: a@example.org\nTo: b@example.org\nSubject: c\n" \
    b"Date: Mon, 2 Jan 2006 15:04:05 +0000\nMessage-ID: <d@example.org>\n\n"


def told(binary, folder):
    done = subprocess.run([binary, "hash", folder, "--json"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=300)
    insist(done.returncode in (0, 1, 3), "exit", done.returncode,
           done.stderr[:200])
    for line in done.stdout.splitlines():
        record = json.loads(line)
        if record["type"] == "item":
            yield record


def check_program(binary, forms):
    n = 0
    with tempfile.TemporaryDirectory() as folder:
        cases = forms + [(of, data, None) for of, data in made(600)]
        for i, (of, data, _) in enumerate(cases):
            with open(os.path.join(folder, f"{i:05}"), "wb") as f:
                f.write(data)
        for item in told(binary, folder):
            if item["role"] != "file" or "decoded" not in item["ids"]:
                continue
            of, data, _ = cases[int(item["path"])]
            kind = item["kind"]
            insist(of == "text" or kind == "message" or
                   not data.startswith(HEADER), item["path"], "is no message")
            want = DECODED["message" if kind == "message" else "text"](data)
            insist(item["ids"]["decoded"] == hashlib.sha256(want).hexdigest(),
                   "ids.decoded of", item["path"], of, data[:60])
            n += 1
    return n


def main():
    forms, roots = check_page()
    n = check_program(os.path.abspath(sys.argv[1]), forms) \
        if len(sys.argv) > 1 else 0
    print(f"{len(forms)} vectors, {roots} roots, {n} files;",
          len(failures), "failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
