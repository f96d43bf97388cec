#!/usr/bin/env python3
"""Does libtorrent find the same files right and wrong by a torrent?

    torrents.py BINARY

libtorrent makes torrents of version 1, version 2 and both, of a tree and of one
file. The tree is then changed in ways that a copy can be; libtorrent says which
pieces are right, and so which files can be known to be. Also torrents that are
changed themselves.
"""
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
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
SIZES = {"a.txt": 10, "b/empty": 0, "b/one.bin": 40000, "b/sub/two.bin": 3,
         "c/exact.bin": 2 * BLOCK, "c/large.bin": 300000, "c/small": 5,
         "d": BLOCK, "e": BLOCK + 1, "z \u00fc": 70000}
VERSIONS = {"v1": libtorrent.create_torrent.v1_only,
            "v2": libtorrent.create_torrent.v2_only, "hybrid": 0}
failures = 0


def check(good, what):
    global failures
    if not good:
        failures += 1
        print("FAIL", what)


def make_tree(folder, chance):
    for name, size in SIZES.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(chance.randbytes(size))


def make_torrent(path, version, piece):
    """The torrent of a folder or a file, as libtorrent decodes it."""
    files = libtorrent.file_storage()
    libtorrent.add_files(files, path)
    made = libtorrent.create_torrent(files, piece, VERSIONS[version])
    libtorrent.set_piece_hashes(made, os.path.dirname(path))
    return made.generate()


class Theirs:
    """libtorrent, without a network."""

    def __init__(self):
        self.session = libtorrent.session({
            "listen_interfaces": "", "enable_dht": False, "enable_lsd": False,
            "enable_upnp": False, "enable_natpmp": False,
            "alert_mask": libtorrent.alert.category_t.status_notification})

    def right(self, torrent, folder):
        """The names of the files of which every piece is right."""
        info = libtorrent.torrent_info(libtorrent.bdecode(
            libtorrent.bencode(torrent)))
        handle = self.session.add_torrent({
            "ti": info, "save_path": folder,
            "flags": libtorrent.torrent_flags.upload_mode})
        while True:
            self.session.wait_for_alert(10000)
            if any(isinstance(a, libtorrent.torrent_checked_alert)
                   for a in self.session.pop_alerts()):
                break
        have = handle.status().pieces
        files = info.files()
        out = set()
        for i in range(files.num_files()):
            if files.file_flags(i) & libtorrent.file_flags_t.flag_pad_file:
                continue
            begin, size = files.file_offset(i), files.file_size(i)
            of = range(begin // files.piece_length(),
                       (begin + size - 1) // files.piece_length() + 1)
            name = files.file_path(i).split("/", 1)
            if size > 0 and all(have and have[p] for p in of):
                out.add(name[-1])
        self.session.remove_torrent(handle)
        return out


def ours(lp, torrent, folder, *args):
    """Exit code, verdict by name, codes of findings, summary."""
    path = folder + ".torrent"
    with open(path, "wb") as file:
        file.write(torrent if isinstance(torrent, bytes)
                   else libtorrent.bencode(torrent))
    said = subprocess.run(
        [lp, "verify", path, folder, "--allow-unsigned", "--json", *args],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    files = {i["path"]: i["verdict"] for i in lines if "verdict" in i
             and i["type"] in ("item", "finding")}
    codes = [i["code"] for i in lines if i["type"] == "finding"]
    codes += [r["code"] for i in lines for r in i.get("rules", [])]
    return said.returncode, files, codes, lines[-1]


def flip(path, at):
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 1]))


def cut(path):
    os.truncate(path, os.path.getsize(path) - 1)


def grow(path):
    with open(path, "ab") as file:
        file.write(b"x")


def as_link(path):
    os.rename(path, path + ".real")
    os.symlink(os.path.basename(path) + ".real", path)


# What is done to a file, and what must be said of it by its root.
CHANGES = [
    (None, None, None),
    ("c/large.bin", lambda p: flip(p, 150000), "CHANGED"),
    ("c/large.bin", lambda p: flip(p, 299999), "CHANGED"),
    ("c/small", lambda p: flip(p, 2), "CHANGED"),
    ("d", lambda p: flip(p, 0), "CHANGED"),
    ("a.txt", os.remove, "MISSING"),
    ("c/small", os.remove, "MISSING"),
    ("c/large.bin", os.remove, "MISSING"),
    ("b/empty", os.remove, "MISSING"),
    ("b/one.bin", cut, "CHANGED"),
    ("e", grow, "CHANGED"),
    ("b/empty", grow, "CHANGED"),
    ("c/small", as_link, "CHANGED"),
]


def compare(lp, theirs, place, version, piece, changes):
    source = os.path.join(place, "source", "tree")
    torrent = make_torrent(source, version, piece)
    for i, (name, change, want) in enumerate(changes):
        label = "%s %d change %d" % (version, piece, i)
        folder = os.path.join(place, "to")
        tree = os.path.join(folder, "tree")
        shutil.copytree(source, tree)
        if change is not None:
            change(os.path.join(tree, name))
        code, files, codes, last = ours(lp, torrent, folder)
        good = {f for f, v in files.items() if v == "MATCHED"}
        if change is as_link:  # libtorrent follows it
            shutil.rmtree(folder)
            check(files[name] == "CHANGED" and code == 1, label)
            continue
        know = theirs.right(torrent, folder)
        for file, size in SIZES.items():
            if size == 0 or (file == name and change is grow):
                # It has no pieces, or libtorrent looks no further than they.
                check((file in good) == (file != name), label + " " + file)
            else:
                check((file in good) == (file in know), label + " " + file)
        if version != "v1":
            check(good == set(SIZES) - {name}, label)
            check(name is None or files[name] == want, label)
        elif name is not None and want == "MISSING":
            check(files[name] == want, label)
        check(code == (0 if name is None else 1), label + " exit")
        check(set(files) - set(SIZES) == set(), label + " names")
        hashes = libtorrent.torrent_info(libtorrent.bdecode(
            libtorrent.bencode(torrent))).info_hashes()
        said = last["torrent"]
        check(said.get("infohash_v1") == (str(hashes.v1) if version != "v2"
                                          else None), label + " infohash")
        check(said.get("infohash_v2") == (str(hashes.v2) if version != "v1"
                                          else None), label + " infohash")
        shutil.rmtree(folder)


def more(lp, place, version):
    """What is added, what only is partly there, and other places."""
    source = os.path.join(place, "source", "tree")
    torrent = make_torrent(source, version, BLOCK)
    tree = os.path.join(place, "copy", "tree")
    shutil.copytree(source, tree)
    with open(os.path.join(tree, "more"), "wb") as file:
        file.write(b"more")
    code, files, _, _ = ours(lp, torrent, os.path.join(place, "copy"))
    check(code == 1 and files["more"] == "ADDED", version + " added")
    os.remove(os.path.join(tree, "more"))
    code, files, _, _ = ours(lp, torrent, tree)
    check(code == 0 and set(files.values()) == {"MATCHED"},
          version + " in the folder itself")
    os.remove(os.path.join(tree, "a.txt"))
    code, files, _, _ = ours(lp, torrent, tree, "--partial")
    check(code == (3 if version == "v1" else 0) and "a.txt" not in files,
          version + " partial")
    one = os.path.join(tree, "c", "large.bin")
    single = make_torrent(one, version, BLOCK)
    folder = os.path.join(tree, "c")
    code, files, _, _ = ours(lp, single, folder)
    check(code == 0 and files == {"large.bin": "MATCHED"}, version + " single")
    flip(one, 7)
    code, files, _, _ = ours(lp, single, folder)
    check(code == 1 and files == {"large.bin": "CHANGED"}, version + " single")
    shutil.rmtree(os.path.join(place, "copy"))


def moved(lp, place, version):
    """Files under other names: those that have pieces of their own are known by
    them, and the others where the torrent has their roots."""
    source = os.path.join(place, "source", "tree")
    torrent = make_torrent(source, version, BLOCK)
    names = {"c/large.bin": "x", "z \u00fc": "b/y", "b/one.bin": "w",
             "c/small": "v"}
    folder = os.path.join(place, "copy")
    for last in (None, "b/sub/two.bin", "b/one.bin"):
        tree = os.path.join(folder, "tree")
        shutil.copytree(source, tree)
        for name, to in names.items():
            os.rename(os.path.join(tree, name), os.path.join(tree, to))
        with open(os.path.join(tree, "twin"), "wb") as file:
            file.write(bytes(SIZES["c/large.bin"]))
        if last == "b/one.bin":
            flip(os.path.join(tree, "w"), 20000)
        elif last is not None:
            os.remove(os.path.join(tree, last))
        code, files, _, _ = ours(lp, torrent, folder)
        label = "%s moved, %s" % (version, last)
        check(code == 1 and files["twin"] == "ADDED", label)
        # Of version 1 the pieces around the small file are not whole, so
        # what is beside it is not decided.
        whole = version != "v1"
        want = {"c/large.bin": "MOVED" if whole else "UNREADABLE",
                "z \u00fc": "MOVED",
                "b/one.bin": "MOVED" if whole else "UNREADABLE",
                "c/small": "MOVED" if whole else "MISSING"}
        if last == "b/one.bin":
            want["b/one.bin"] = "MISSING"
            check(files["w"] == "ADDED", label)
        for name, verdict in want.items():
            check(files[name] == verdict, "%s: %s is %s" % (
                label, name, files.get(name)))
        shutil.rmtree(folder)


def twisted(lp, place):
    """Torrents that say two things, or what cannot be."""
    source = os.path.join(place, "source")
    tree = os.path.join(source, "tree")

    def codes(torrent, *args):
        code, _, found, last = ours(lp, torrent, source, *args)
        return code, found + [last.get("refused")]

    hybrid = make_torrent(tree, "hybrid", BLOCK)
    info = hybrid[b"info"]
    pieces = info[b"pieces"]
    info[b"pieces"] = pieces[:-1] + bytes([pieces[-1] ^ 1])
    code, found = codes(hybrid)
    check(code == 1 and found.count("F0544") == 1, "halves of other contents")
    info[b"pieces"] = pieces
    layers = hybrid[b"piece layers"]
    root = next(iter(layers))
    layers[root] = bytes(32) + layers[root][32:]
    code, found = codes(hybrid)
    check(code == 1 and found.count("F0545") == 1, "a layer of another")
    del layers[root]
    code, found = codes(hybrid)
    check(code == 1 and found.count("F0545") == 1, "no layer")
    info[b"files"][0][b"path"] = [b"other"]
    code, found = codes(hybrid)
    check(code == 1 and "F0544" in found, "halves of other names")
    old = make_torrent(tree, "v1", BLOCK)
    for file in old[b"info"][b"files"]:
        name = "/".join(p.decode() for p in file[b"path"])
        with open(os.path.join(tree, name), "rb") as data:
            data = data.read()
        file[b"sha1"] = hashlib.sha1(data).digest()
        file[b"md5sum"] = hashlib.md5(data).hexdigest().encode()
    code, found = codes(old)
    check(code == 0, "hints")
    file[b"md5sum"] = b"0" * 32
    code, found = codes(old)
    check(code == 1 and "F0547" in found, "a hint of another")
    file[b"path"] = [b"..", b"tree", b"d"]
    code, found = codes(old)
    check(code == 1 and "F0542" in found, "a path that leads out")
    new = make_torrent(tree, "v2", BLOCK)
    new[b"info"][b"meta version"] = 3
    code, found = codes(new)
    check(code == 3 and "N0521" in found, "a version to come")
    code, found = codes(b"d4:info" + libtorrent.bencode(old[b"info"]) +
                        b"1:ai1ee")
    check("F0548" in found, "keys out of order")
    code, found = codes(b"d4:infode4:infodee")
    check(code == 1 and "F0541" in found, "a key twice")
    os.remove(source + ".torrent")


def main():
    lp = os.path.realpath(sys.argv[1])
    chance = random.Random(52)
    theirs = Theirs()
    with tempfile.TemporaryDirectory(prefix="leafproof-torrents.") as place:
        make_tree(os.path.join(place, "source", "tree"), chance)
        for version in VERSIONS:
            compare(lp, theirs, place, version, BLOCK, CHANGES)
            compare(lp, theirs, place, version, 4 * BLOCK, CHANGES[:2])
            more(lp, place, version)
            moved(lp, place, version)
        twisted(lp, place)
    print("%d failures" % failures)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
