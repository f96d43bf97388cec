#!/usr/bin/env python3
"""Mail and lists that no normal writer makes: bounded memory, the right end,
and nothing called new that was not seen.

    badmail.py BINARY
"""

import base64
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

HEAD = b"From: a@example.org\nSubject: x\n"
SECONDS = 300
# What each process may take; sanitizers need far more, and time too.
MEMORY = 256 << 20
BINARY = Path(sys.argv[1]).resolve()
SANITIZED = b"__asan_init" in BINARY.read_bytes()
MANY = 50_000 if SANITIZED else 1_000_000
MIB = (1 << 16) if SANITIZED else (1 << 20)

failures = 0


def fail(*what):
    global failures
    failures += 1
    print("FAIL", *what, flush=True)


class Leafproof:
    def __init__(self, home):
        keep = ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS",
                "LSAN_OPTIONS")
        self.env = {k: os.environ[k] for k in keep if k in os.environ}
        self.env.update(HOME=str(home), TMPDIR=str(home), LC_ALL="C")

    @staticmethod
    def bound():
        if not SANITIZED:
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))

    def run(self, *argv):
        done = subprocess.run([str(BINARY), *map(str, argv)], env=self.env,
                              timeout=SECONDS, stdin=subprocess.DEVNULL,
                              capture_output=True, check=False,
                              preexec_fn=self.bound)
        if done.returncode not in (0, 1, 2, 3):
            fail("exit", done.returncode, argv, done.stderr[-1000:])
        return done

    def items(self, *argv):
        done = self.run(*argv, "--json")
        lines = [json.loads(x) for x in done.stdout.splitlines()]
        return (done.returncode, [x for x in lines if x["type"] == "item"],
                lines[-1])


def multipart(boundary, body, head=HEAD):
    return (head + b'Content-Type: multipart/mixed; boundary="' + boundary +
            b'"\n\n' + body)


def nested(levels):
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i)
        for i in range(levels))
    return HEAD + head + b"\ndeep\n" + b"".join(
        b"--b%d--\n" % i for i in reversed(range(levels)))


def part(data, encoding=b"base64", name=b"a.bin"):
    return (b"--b\nContent-Type: application/octet-stream; name=" + name +
            b"\nContent-Transfer-Encoding: " + encoding + b"\n\n" + data)


# What it is, its bytes, how hash ends, and rules that must be said.
def mails():
    plain = b"some words\n"
    yield "many delimiters", multipart(b"b", b"--b\n" * MANY), 0, []
    yield ("many parts", multipart(b"b", b"--b\n\nx\n" * MANY), 3,
           ["N0303"])
    yield ("many boundaries of others", multipart(
        b"b", b"--b\n\n" + b"".join(b"--c%d\n" % i for i in range(MANY)) +
        b"--b--\n"), 0, [])
    yield "10,000 parts", multipart(b"b", b"--b\n\nx\n" * 10000 +
                                    b"--b--\n"), 0, []
    yield "10,001 parts", multipart(b"b", b"--b\n\nx\n" * 10001 +
                                    b"--b--\n"), 3, ["N0303"]
    yield "64 levels", nested(64), 0, []
    yield "65 levels", nested(65), 3, ["N0308"]
    yield "10,000 levels", nested(10000), 3, ["N0308"]
    yield ("10,000 messages within messages",
           HEAD + b"Content-Type: message/rfc822\n\n" * 10000 + plain, 3,
           ["N0301"])
    yield ("a header of 50 MB", HEAD + b"X-Long: " + b"y" * (50 * MIB) +
           b"\n\n" + plain, 3, ["N0304"])
    yield ("a header of 50 MB in lines", HEAD + b"X-L: 1234567890\n" *
           (50 * MIB >> 4) + b"\n" + plain, 3, ["N0304"])
    yield "10,001 fields", HEAD + b"A: b\n" * 10001 + b"\n", 3, ["N0304"]
    yield ("the header of a part of 50 MB", multipart(
        b"b", b"--b\nX: " + b"y" * (50 * MIB) + b"\n\nx\n--b\n\nlast\n--b--"),
        3, ["N0304"])
    yield ("garbage in base64", multipart(
        b"b", part(b"!\x00\xff*" * MIB) + b"\n--b--\n"), 0, [])
    yield ("50 MB of base64 without a line end", multipart(
        b"b", part(base64.b64encode(bytes(50 * MIB))) + b"\n--b--\n"), 0, [])
    yield ("quoted-printable of blanks", multipart(
        b"b", part(b" " * (8 * MIB), b"quoted-printable") + b"\n--b--\n"), 0,
        [])
    yield ("soft line breaks alone", multipart(
        b"b", part(b"=\n" * MANY, b"quoted-printable") + b"--b--\n"), 0, [])
    yield ("hyphens alone", multipart(b"b", b"--b\n\n" + b"-" * (16 * MIB)),
           0, [])
    yield ("lines of hyphens", multipart(b"b", b"--b\n\n" + b"--\n" * MANY), 0,
           [])
    yield ("a name of 20 MB", multipart(
        b"b", part(b"eA==", name=b"n" * (20 * MIB)) + b"\n--b--\n"), 3,
        ["N0304"])
    yield ("a million pieces of a name", multipart(
        b"b", b"--b\nContent-Type: a/b" + b"".join(
            b"; name*%d=x" % i for i in range(20000)) +
        b"\n\nx\n--b--\n"), None, [])
    yield ("encoded words without end", HEAD + b"Content-Type: a/b; name=\"" +
           b"=?utf-8?q?x?= " * 4000 + b"\"\n\nx\n", None, [])


def boxes():
    line = b"From a@example.org Tue Nov 24 10:00:00 2026\n"
    yield ("NULs", line + HEAD + b"\n" + bytes(1 << 20) + b"\n\n" + line +
           HEAD + b"\n\0\n", 2)
    yield "lengths that lie", line + HEAD + b"Content-Length: 99999\n\nx\n\n" \
        + line + HEAD + b"Content-Length: 0\n\nsome\n\n", 2
    yield "no blank line between", line + HEAD + b"\nx\n" + line + HEAD, 1
    yield "many empty messages", (line + b"\n") * (MANY // 10), MANY // 10
    yield "newlines alone", line + b"\n" * (32 * MIB), 1
    yield "words that begin like one", line + HEAD + b"\n" + \
        b"\nFrom here to there\n" * MANY, 1
    yield "almost one", line + HEAD + b"\n" + \
        b"\nFrom a@b Tue Nov 24 10:00 20\n" * MANY, 1
    yield "no end of a From_ line", line + HEAD + b"\n\nFrom " + \
        b"x" * (32 * MIB), 1


def check_mails(lp, place):
    n = 0
    for what, data, code, rules in mails():
        n += 1
        path = place / "m.eml"
        path.write_bytes(data)
        got, items, summary = lp.items("hash", path)
        said = {r["code"] for x in items for r in x.get("rules", [])}
        if code is not None and got != code:
            fail(what, "ends with", got, "and not", code, summary)
        if not set(rules) <= said:
            fail(what, "says", said, "and not", rules)
        own = [x for x in items if x["path"] == "m.eml"]
        if own[0]["digests"].get("sha256") != hashlib.sha256(data).hexdigest():
            fail(what, "has not its own digest")
        path.unlink()
    return n


def check_boxes(lp, place):
    n = 0
    for what, data, messages in boxes():
        n += 1
        path = place / "box"
        path.write_bytes(data)
        got, items, summary = lp.items("hash", path)
        if got != 0 or summary["counts"]["messages"] != messages:
            fail(what, "exit", got, summary["counts"])
        again = lp.run("hash", path, "-j", "4", "--json").stdout
        if again.split(b"\n")[1:] != lp.run(
                "hash", path, "-j", "1", "--json").stdout.split(b"\n")[1:]:
            fail(what, "depends on threads")
        path.unlink()
    return n


def lists(digest):
    good = digest + b"  a.txt\n"
    md5 = hashlib.md5(b"one\n").hexdigest().encode()
    yield "one line", good, {"EXACT": 1}
    yield "the same line twice", good * 2, {"EXACT": 1}
    yield "a million times", good * (MANY // 10), {"EXACT": 1}
    yield "another name", good + digest + b"  b.txt\n", {"EXACT": 2}
    yield "two digests of one name", good + b"00" * 32 + b"  a.txt\n", \
        {"EXACT": 1, "NEW": 1}
    yield "mixed digests", good + md5 + b"  a.txt\n", {"EXACT": 1}
    yield "mixed digests of two names", good + md5 + b"  b.txt\n", \
        {"EXACT": 1, "UNKNOWN": 1}
    yield "a cut digest", digest[:-1] + b"  a.txt\n" + good, None
    # The line is unknown, whatever the others are.
    for what, line in (("a broken line", b"nonsense"),
                       ("a NUL", digest + b"  a\0b"),
                       ("a line of 20 MB", digest + b"  " + b"n" * (20 * MIB))):
        yield what, good + line + b"\n", {"EXACT": 1, "UNKNOWN": 1}


def check_lists(lp, place):
    n = 0
    (place / "pub").mkdir()
    (place / "pub" / "a.txt").write_bytes(b"one\n")
    lp.run("index", "add", place / "pub", "-o", place / "p.set",
           "--publication", "P", "--date", "2020")
    digest = hashlib.sha256(b"one\n").hexdigest().encode()
    for what, data, want in lists(digest):
        n += 1
        path = place / "list.txt"
        path.write_bytes(data)
        done = lp.run("check", path, "--against", place / "p.set", "--json")
        last = json.loads(done.stdout.splitlines()[-1])
        if want is None:
            # Refused as a list; or no list at all, and so a document.
            if done.returncode != 2 and \
                    last["shares"]["documents"]["EXACT"] != 0:
                fail(what, "was believed:", last)
        elif {k: v for k, v in last["shares"]["documents"].items()
              if v and k != "total"} != want:
            fail(what, last.get("shares"))
        path.unlink()
    return n


def main():
    with tempfile.TemporaryDirectory(prefix="leafproof-badmail.") as place:
        place = Path(place)
        lp = Leafproof(place)
        n = check_mails(lp, place), check_boxes(lp, place), \
            check_lists(lp, place)
    print(f"{n[0]} messages, {n[1]} mailboxes, {n[2]} lists; "
          f"{failures} failures")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
