#!/usr/bin/env python3
"""What is said to a terminal: questions, and nothing that could command it.

    terminal.py BINARY
"""

import os
import pty
import subprocess
import sys
import tempfile

failures = 0


def check(good, *what):
    global failures
    if not good:
        failures += 1
        print("FAIL", *what)


def run(place, argv, typed=b""):
    """Run with a terminal for all three streams: exit code, and what it
    showed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(argv, cwd=place, stdin=theirs, stdout=theirs,
                          stderr=theirs) as child:
        os.close(theirs)
        if typed:
            os.write(ours, typed)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        code = child.wait(timeout=60)
    os.close(ours)
    return code, shown


def quiet(place, *argv):
    return subprocess.run(argv, cwd=place, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False, timeout=60)


def removal(lp, place):
    there = lambda: os.path.exists(os.path.join(place, "a.set"))
    for typed in (b"n\n", b"\n", b"yea\n", b"\x04"):
        code, shown = run(place, [lp, "index", "remove", "a.set"], typed)
        check(code == 2 and there(), "removed after", typed, shown)
        check(b"Remove 1 set?" in shown and b"nothing was removed" in shown,
              shown)
    code, shown = run(place, [lp, "index", "remove", "a.set"], b"y\n")
    check(code == 0 and not there() and b"Removed a.set" in shown, shown)


def lists(lp, place, tree):
    code, shown = run(place, [lp, "convert", "tree.leaf", "--to", "gnu"])
    check(code == 0 and b"plain" in shown, "a harmless list", shown)
    for name in (b"esc\x1b[31m", b"bidi\xe2\x80\xae", b"bad\xff", b"c1\xc2\x9b"):
        path = os.path.join(os.fsencode(tree), name)
        with open(path, "wb") as f:
            f.write(b"x")
        quiet(place, lp, "hash", "tree", "-o", "tree.leaf")
        code, shown = run(place, [lp, "convert", "tree.leaf", "--to", "gnu"])
        check(code == 2 and name not in shown and b"-o FILE" in shown, shown)
        done = quiet(place, lp, "convert", "tree.leaf", "--to", "gnu")
        check(done.returncode == 0 and name in done.stdout, "not in a pipe",
              name)
        os.remove(path)


def main():
    lp = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as place:
        tree = os.path.join(place, "tree")
        os.mkdir(tree)
        with open(os.path.join(tree, "plain"), "wb") as f:
            f.write(b"plain\n")
        quiet(place, lp, "hash", "tree", "-o", "tree.leaf")
        quiet(place, lp, "index", "add", "tree", "-o", "a.set",
              "--publication", "A", "--date", "2025")
        removal(lp, place)
        lists(lp, place, tree)
    print(failures, "failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
