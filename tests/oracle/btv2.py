#!/usr/bin/env python3
"""Does libtorrent come to the same roots and pieces?

    btv2.py BINARY

Sizes around a block, a power of two of blocks and a piece, and some at random:
of files on disk by one thread and by two, of files that are digested as they
are walked, and of members of a tar, which come in pieces of their own.
"""
import json
import os
import random
import subprocess
import sys
import tarfile
import tempfile

try:
    import libtorrent
except ImportError:
    own = "/usr/bin/python3"
    if os.path.exists(own) and os.path.realpath(own) != os.path.realpath(
            sys.executable) and "LP_AGAIN" not in os.environ:
        os.execve(own, [own] + sys.argv, dict(os.environ, LP_AGAIN="1"))
    print("libtorrent is not installed")
    sys.exit(77)

BLOCK = 16384
MIB = 1 << 20
failures = 0


def check(good, what):
    global failures
    if not good:
        failures += 1
        print("FAIL", what)


def sizes():
    yield from (0, 1, 31, 32, 33, 63, 64, 65)
    for blocks in (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65,
                   127, 128, 129, 192, 255, 256, 257):
        for more in (-1, 0, 1):
            yield blocks * BLOCK + more
    for blocks in (2, 4, 16, 64, 128):
        for more in (-1, 1):
            yield (blocks + more) * BLOCK + 1
    chance = random.Random(52)
    for limit in (2 * BLOCK, 20 * BLOCK, 5 * MIB):
        for _ in range(6):
            yield chance.randrange(limit)


def theirs(folder, piece):
    """What libtorrent makes of each file: root, and the layer of its pieces."""
    files = libtorrent.file_storage()
    for name in sorted(os.listdir(folder)):
        files.add_file("tree/" + name,
                       os.path.getsize(os.path.join(folder, name)))
    made = libtorrent.create_torrent(files, piece,
                                     libtorrent.create_torrent.v2_only)
    libtorrent.set_piece_hashes(made, os.path.dirname(folder))
    made = made.generate()
    layers = made.get(b"piece layers", {})
    out = {}
    for name, node in made[b"info"][b"file tree"].items():
        root = node[b""].get(b"pieces root")
        layer = layers.get(root, root)
        out[name.decode()] = (
            root.hex() if root else None,
            [layer[i:i + 32].hex() for i in range(0, len(layer), 32)]
            if root else [])
    return out


def ours(lp, *args):
    said = subprocess.run([lp, "hash", "--json", *args],
                          stdout=subprocess.PIPE, check=False)
    check(said.returncode == 0, "exit %d of %s" % (said.returncode, args))
    items = [json.loads(line) for line in said.stdout.splitlines()]
    return {i["path"]: (i["size"], i["digests"].get("btv2"))
            for i in items
            if i["type"] == "item" and i["kind"] not in ("tar", "dir")}


def main():
    lp = os.path.realpath(sys.argv[1])
    chance = random.Random(6)
    with tempfile.TemporaryDirectory(prefix="leafproof-btv2.") as place:
        folder = os.path.join(place, "tree")
        os.mkdir(folder)
        for size in sorted(set(sizes())):
            with open(os.path.join(folder, str(size)), "wb") as file:
                file.write(chance.randbytes(size))
        tar = os.path.join(place, "all.tar")
        with tarfile.open(tar, "w") as to:
            to.add(folder, arcname="in")
        want = theirs(folder, MIB)
        roots = {name: (int(name), root) for name, (root, _) in want.items()}
        check(roots == ours(lp, "--tree", "-j", "1", folder), "one thread")
        check(roots == ours(lp, "--tree", "-j", "3", folder), "three threads")
        levels = ("--levels", "raw", "--digest", "btv2")
        check(roots == ours(lp, *levels, folder), "on the way")
        check({"all.tar > in/" + n: v for n, v in roots.items()} ==
              ours(lp, *levels, tar), "members")
        layers = os.path.join(place, "pieces")
        for name in (n for n in want if int(n) >= MIB - 1):
            subprocess.run([lp, "hash", "--tree", "-q", "-j", "2",
                            os.path.join(folder, name), "--pieces", layers],
                           stdout=subprocess.DEVNULL, check=True)
            with open(layers, encoding="ascii") as file:
                lines = file.read().splitlines()
            check([l for l in lines if not l.startswith("#")] == want[name][1],
                  "pieces of %s" % name)
            check("# root=" + want[name][0] in lines, "root of %s" % name)
        print("%d sizes, %d failures" % (len(want), failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
