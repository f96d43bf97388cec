#!/usr/bin/env python3
"""What is cut, damaged, altered, changing or has no room must be met with the
right end: never a crash, never a better verdict than is due.

    badinput.py BINARY [SEED]
"""

import concurrent.futures
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "fixtures"
KEYS = ROOT / "tests" / "cli" / "keys"
SECONDS = 120
FLIPS = 150
CUTS = 40
DONE = (0, 1, 3)

lock = threading.Lock()
failures = 0


def fail(*what):
    global failures
    with lock:
        failures += 1
        if failures <= 60:
            print("FAIL", *what, flush=True)


class Leafproof:
    def __init__(self, binary, home):
        self.binary = str(Path(binary).resolve())
        keep = ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS",
                "LSAN_OPTIONS")
        self.env = {k: os.environ[k] for k in keep if k in os.environ}
        self.env.update(HOME=str(home), TMPDIR=str(home), LC_ALL="C",
                        SOURCE_DATE_EPOCH="1790000000")

    def run(self, *argv):
        """Exit code, stdout, stderr; a crash or a timeout is a failure."""
        argv = [self.binary, *map(str, argv)]
        try:
            done = subprocess.run(argv, env=self.env, timeout=SECONDS,
                                  stdin=subprocess.DEVNULL,
                                  capture_output=True, check=False)
        except subprocess.TimeoutExpired:
            fail("took too long:", argv)
            return -1, b"", b""
        if done.returncode not in (0, 1, 2, 3):
            fail("exit", done.returncode, argv,
                 done.stderr.decode("utf-8", "replace")[-2000:])
        return done.returncode, done.stdout, done.stderr

    def records(self, *argv):
        code, out, err = self.run(*argv, "--json")
        try:
            return code, [json.loads(x) for x in out.splitlines()], err
        except ValueError:
            fail("no JSON:", argv, out[-200:])
            return code, [], err


def parallel(work, jobs):
    """All jobs, or every THIN-th, on as many threads as there are
    processors."""
    jobs = list(jobs)[::int(os.environ.get("THIN", "1"))]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for future in [pool.submit(work, *job) for job in jobs]:
            future.result()
    return len(jobs)


def batches(things, size):
    return [(n, things[n:n + size]) for n in range(0, len(things), size)]


# ------------------------------------------------- containers, cut and damaged

def is_container(data):
    return data[:2] in (b"PK", b"\x1f\x8b") or data[257:262] == b"ustar"


def containers():
    for path in sorted((FIXTURES / "publications").rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if is_container(data) or path.name == "data.bin":
                yield path, data


def boundaries(data):
    """Where a ZIP, tar or gzip has something that begins or ends."""
    at = set()
    for magic in (b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7",
                  b"PK\7\x08", b"\x1f\x8b\x08"):
        found = data.find(magic)
        while found >= 0:
            at.add(found)
            at.add(found + len(magic))
            if magic == b"PK\3\4":
                at.add(found + 30)
            elif magic == b"PK\1\2":
                at.add(found + 46)
            elif magic == b"PK\5\6":
                at.update((found + 20, found + 22))
            elif magic == b"\x1f\x8b\x08":
                at.update((found - 8, found - 4, found + 10))
            found = data.find(magic, found + 1)
    if data[:2] not in (b"PK", b"\x1f\x8b"):
        at.update(range(0, len(data), 512))
        at.update(range(511, len(data), 512 * 4))
    at.update((len(data) - n for n in (1, 2, 4, 8, 22)))
    wanted = sorted(n for n in at if 0 <= n < len(data))
    if len(wanted) > 160:
        wanted = wanted[::len(wanted) // 160 + 1] + wanted[-20:]
    even = [len(data) * n // CUTS for n in range(CUTS)]
    return sorted(set(wanted + even))


def tops(items):
    """The items below each file, by the first name of their path."""
    below = {}
    for item in items:
        below.setdefault(item["path"].split(" > ")[0], []).append(item)
    return below


def doubted(items, item):
    """Whether something around the item is called ambiguous."""
    by_path = {i["path"]: i for i in items}
    parent = item["parent"]
    while parent is not None:
        above = by_path.get(parent)
        if above is None:
            return True
        if any(f"{r['code']}" in AMBIGUOUS for r in above.get("rules", [])):
            return True
        parent = above["parent"]
    return any(r["code"] in AMBIGUOUS for r in item.get("rules", []))


AMBIGUOUS = set()


def load_rules(lp):
    code, out, _ = lp.run("explain")
    ids = [line.split()[0].decode() for line in out.splitlines()]
    code, out, _ = lp.run("explain", *ids)
    rule = None
    for line in out.decode().splitlines():
        if not line.startswith(" "):
            rule = line.split()[0]
        elif line.startswith("  ambiguous:"):
            AMBIGUOUS.add(rule)
    if not AMBIGUOUS:
        fail("explain names no ambiguous rule", code)


def held(records):
    """The records, without what a manifest does not hold: how a name was
    decoded, and a reader's note."""
    return [{k: v for k, v in r.items()
             if k not in ("name_decoded", "name_by", "note")}
            for r in records]


def damaged(lp, place, against, name, variants):
    """Check a folder of damaged copies of one container."""
    folder = place / name
    folder.mkdir()
    for n, (_, data) in enumerate(variants):
        (folder / f"{n:04d}").write_bytes(data)
    code, records, err = lp.records("check", folder, "--against", against)
    where = [what for what, _ in variants]
    if code not in DONE:
        fail("check ended with", code, name, where, err[-500:])
        return
    if not records or records[-1].get("type") != "summary" or \
            sum(r.get("type") == "summary" for r in records) != 1 or \
            records[-1].get("exit") != code:
        fail("no summary, or another exit:", name)
        return
    below = tops([r for r in records if r["type"] == "item"])
    for n, (what, _) in enumerate(variants):
        items = below.get(f"{n:04d}", [])
        if not any(i["path"] == f"{n:04d}" for i in items):
            fail("no item for the file itself:", name, what)
        for item in items:
            if item.get("verdict") == "NEW" and not item["container"] and \
                    doubted(items, item):
                fail("NEW in an ambiguous container:", name, what,
                     item["path"])
            if item.get("verdict") == "NEW" and \
                    not item["digests"].get("sha256"):
                fail("NEW without bytes:", name, what, item["path"])
    if len(below) != len(variants):
        fail("items are missing:", name, len(below), len(variants))
    # What is said does not depend on how it is run.
    hashed, _, _ = lp.run("hash", folder, "-j", 1, "-q", "-o",
                          place / f"{name}.leaf")
    if hashed not in DONE:
        fail("hash ended with", hashed, name)
    else:
        # A manifest has no sketches: nothing is like it, or nearly.
        levels = ("--levels", "raw,decoded,message,text")
        code, records, _ = lp.records("check", folder, "--against", against,
                                      *levels)
        said, again, _ = lp.records("check", place / f"{name}.leaf",
                                    "--against", against, *levels)
        if said != code or held(again[1:]) != held(records[1:]):
            fail("its manifest is judged in another way:", name)
    shutil.rmtree(folder)


def damage_containers(lp, place, rng):
    empty = place / "nothing"
    empty.mkdir()
    (empty / "a").write_bytes(b"nothing that is in the containers\n")
    against = place / "nothing.set"
    lp.run("index", "add", empty, "-o", against, "--publication", "Nothing",
           "--date", "2025")
    jobs = []
    count = 0
    for number, (path, data) in enumerate(containers()):
        variants = [(f"{path.name} cut at {n}", data[:n])
                    for n in boundaries(data)]
        for _ in range(FLIPS):
            at = rng.randrange(len(data))
            changed = bytearray(data)
            changed[at] ^= 1 << rng.randrange(8)
            variants.append((f"{path.name} bit at {at}", bytes(changed)))
        count += len(variants)
        for first, some in batches(variants, 60):
            jobs.append((lp, place, against, f"c{number}-{first}", some))
    if len(jobs) < 30:
        fail("too few containers:", len(jobs))
    parallel(damaged, jobs)
    print(count, "damaged containers", flush=True)


# ------------------------------------------- manifests, signatures, keys, sets

def small_bundle(lp, place):
    tree = place / "tree"
    (tree / "sub").mkdir(parents=True)
    (tree / "a.txt").write_bytes(b"one\n")
    (tree / "sub" / "b.txt").write_bytes(b"two\n")
    (tree / "void").mkdir()
    os.symlink("a.txt", tree / "link")
    with gzip.GzipFile(tree / "c.gz", "wb", mtime=0) as f:
        f.write(b"three\n")
    key = place / "desk.key"
    shutil.copy(KEYS / "desk.key", key)
    key.chmod(0o600)
    shutil.copy(KEYS / "desk.key.pub", place / "desk.key.pub")
    leaf = place / "tree.leaf"
    for argv in (("hash", tree, "-o", leaf, "-q"),
                 ("sign", leaf, "--key", key, "-q"),
                 ("verify", leaf, tree, "--pubkey", place / "desk.key.pub")):
        code, _, err = lp.run(*argv)
        if code != 0:
            fail("could not begin:", argv[0], code, err)
    return tree, leaf


def last_word(out):
    lines = out.decode("utf-8", "replace").splitlines()
    return lines[-1].split(":")[0] if lines else ""


def verify_altered(lp, tree, leaf, public, place, n, what, at, data, lawful):
    """One changed file of the three; the others are as they were."""
    here = place / f"v{n}"
    here.mkdir()
    files = {"leaf": here / "t.leaf", "sig": here / "t.leaf.minisig",
             "pub": here / "k.pub"}
    shutil.copy(leaf, files["leaf"])
    shutil.copy(f"{leaf}.minisig", files["sig"])
    shutil.copy(public, files["pub"])
    files[what].write_bytes(data)
    code, out, err = lp.run("verify", files["leaf"], tree, "--pubkey",
                            files["pub"])
    if lawful:
        if code not in (0, 1, 2):
            fail("verify, a changed comment of", what, at, code, err)
    elif code == 0 or last_word(out) == "VERIFIED":
        fail("VERIFIED with a changed", what, "at", at)
    elif what == "leaf" and code != 1:
        fail("a changed manifest ends with", code, "at", at, err)
    elif what == "sig" and code not in (1, 3):
        fail("a changed signature ends with", code, "at", at, err)
    shutil.rmtree(here)


def alter_signed(lp, place, rng):
    tree, leaf = small_bundle(lp, place)
    public = place / "desk.key.pub"
    jobs = []
    for what, path in (("leaf", leaf), ("sig", Path(f"{leaf}.minisig")),
                       ("pub", public)):
        data = path.read_bytes()
        comment = data.find(b"\n") if what != "leaf" else 0
        prefix = len(b"untrusted comment: ")
        for at in range(len(data)):
            for byte in {data[at] ^ (1 << rng.randrange(7)),
                         rng.choice(b"\n\r =Az09\0\xff")} - {data[at]}:
                changed = bytearray(data)
                changed[at] = byte
                jobs.append((lp, tree, leaf, public, place, len(jobs), what,
                             at, bytes(changed), prefix <= at < comment))
        for at in range(0, len(data), 7):
            jobs.append((lp, tree, leaf, public, place, len(jobs), what, at,
                         data[:at], False))
            jobs.append((lp, tree, leaf, public, place, len(jobs), what, at,
                         data[:at] + b"A" + data[at:],
                         prefix <= at <= comment))
        jobs.append((lp, tree, leaf, public, place, len(jobs), what,
                     len(data), data + b"\n", False))
    print(parallel(verify_altered, jobs), "altered manifests, signatures, keys",
          flush=True)


def unsigned_one(lp, tree, place, what, data):
    path = place / f"{what.replace(' ', '-')}.leaf"
    path.write_bytes(data)
    code, out, err = lp.run("verify", path, tree, "--allow-unsigned")
    if code != 1 or last_word(out) != "NOT VERIFIED":
        fail("unsigned,", what, "ends with", code, out[-200:])
    elif data and b" line " not in err:
        fail("unsigned,", what, "is told without a line:", err)


def alter_unsigned(lp, place):
    """A manifest that nobody signed is still read strictly."""
    tree = place / "tree"
    good = (place / "tree.leaf").read_bytes()
    lines = good.split(b"\n")
    entry = b"\n".join(lines[1:4]) + b"\n"
    head, rest = lines[0] + b"\n", b"\n".join(lines[4:])
    if not lines[1].endswith(b"  a.txt") or not lines[4][:1] != b"#":
        fail("the manifest does not begin as expected")
    other = b"0" * 64 + b"  0\n# size=1\n# kind=other\n"
    name = lines[1]
    cases = (
        ("duplicate path", head + entry + entry + rest),
        ("upwards", good.replace(b"  a.txt", b"  ../a.txt")),
        ("upwards inside", good.replace(b"  a.txt", b"  x/../a.txt")),
        ("only upwards", good.replace(b"  a.txt", b"  ..")),
        ("here", good.replace(b"  a.txt", b"  ./a.txt")),
        ("absolute", good.replace(b"  a.txt", b"  /a.txt")),
        ("two slashes", good.replace(b"  a.txt", b"  a//a.txt")),
        ("a slash at the end", good.replace(b"  a.txt", b"  a.txt/")),
        ("no name", good.replace(b"  a.txt", b"  ")),
        ("unsorted", head + entry + other + rest),
        ("no final newline", good[:-1]),
        ("needless escape", good.replace(name, b"\\" + name)),
        ("unknown escape", good.replace(name, b"\\" + name + b"\\t")),
        ("carriage return", good.replace(name, name + b"\r")),
        ("nul", good.replace(name, name + b"\0")),
        ("nothing after the first line", head),
        ("two trailers", good + good[good.find(b"# end"):]),
        ("two manifests", good + good),
        ("crlf", good.replace(b"\n", b"\r\n")),
        ("empty", b""),
    )
    for what, data in cases:
        unsigned_one(lp, tree, place, what, data)
    # One byte changed anywhere: never believed, but for what only the signer
    # can know (readers, levels, rules, depth), and what changes nothing.
    claims = [(good.find(key), good.find(b"\n", good.find(key)))
              for key in (b"# readers=", b"# levels=", b"# rules=",
                          b"# depth=")]
    jobs = []
    for at in range(len(good)):
        if any(a <= at < b for a, b in claims):
            continue
        for flip in (1, 0x20):
            changed = bytearray(good)
            changed[at] ^= flip
            jobs.append((lp, tree, place, at, flip, bytes(changed)))
    print(parallel(unsigned_flip, jobs), "altered unsigned manifests",
          flush=True)


def unsigned_flip(lp, tree, place, at, flip, data):
    path = place / f"flip-{at}-{flip}.leaf"
    path.write_bytes(data)
    code, out, err = lp.run("verify", path, tree, "--allow-unsigned")
    if code != 1 or last_word(out) != "NOT VERIFIED":
        fail("an altered unsigned manifest ends with", code, "at", at,
             bytes([data[at]]), out[-200:], err[-200:])
    path.unlink()


def judged(records):
    return [r for r in records if r.get("type") in ("item", "summary",
                                                    "finding")]


def set_flip(lp, leaf, place, good, known, n, what, data):
    path = place / f"s{n}.set"
    path.write_bytes(data)
    code, records, err = lp.records("check", leaf, "--against", path)
    if code == 2:
        if any(r.get("type") == "summary" for r in records):
            fail("an unable check has a summary:", what)
    elif (code, judged(records)) != (good, known):
        fail("a set with", what, "gives another answer:", code, err[-200:])
    path.unlink()


def alter_set(lp, place, rng):
    tree = place / "tree"
    some = place / "some"
    some.mkdir()
    shutil.copy(tree / "a.txt", some)
    (some / "new.txt").write_bytes(b"new\n")
    published = place / "tree.set"
    lp.run("index", "add", tree, "-o", published, "--publication", "Tree",
           "--date", "2025-01-02", "--url", "https://example.org/")
    leaf = place / "some.leaf"
    lp.run("hash", some, "-o", leaf, "-q")
    good, records, err = lp.records("check", leaf, "--against", published)
    if good != 1:
        fail("check against the whole set ends with", good, err)
    known = judged(records)
    data = published.read_bytes()
    # Every byte of the first and last pages and of whatever is not zero;
    # some of the rest.
    wanted = [n for n in range(len(data))
              if n < 1024 or n >= len(data) - 512 or data[n] != 0]
    if len(wanted) > 3000:
        wanted = wanted[:1024] + wanted[-512:] + rng.sample(wanted, 1500)
    wanted += rng.sample(range(len(data)), 300)
    jobs = []
    for at in sorted(set(wanted)):
        changed = bytearray(data)
        changed[at] ^= 1 << rng.randrange(8)
        jobs.append((lp, leaf, place, good, known, len(jobs),
                     f"a bit changed at {at}", bytes(changed)))
    for _ in range(100):
        at = rng.randrange(len(data))
        jobs.append((lp, leaf, place, good, known, len(jobs), f"a cut at {at}",
                     data[:at]))
    print(parallel(set_flip, jobs), f"altered sets of {len(data)} bytes",
          flush=True)


# ------------------------------------------------------ a file that is written

def writer(path, stop, truncate):
    """Write until told to stop; told when the first write is done."""
    code = f"""
import os, sys
f = os.open({str(path)!r}, os.O_RDWR | os.O_APPEND)
n = 0
while True:
    os.write(f, b"x" * {4096 if truncate else 1})
    if {truncate} and n % 16 == 15:
        os.ftruncate(f, {truncate})
    if n == 0:
        sys.stdout.write("writing\\n")
        sys.stdout.flush()
    n += 1
"""
    process = subprocess.Popen([sys.executable, "-c", code],
                               stdout=subprocess.PIPE)
    process.stdout.readline()
    stop.append(process)


def changing(lp, place):
    big = place / "big"
    for what, truncate in (("grows", 0), ("shrinks and grows", 200 << 20)):
        folder = big / what.replace(" ", "-")
        folder.mkdir(parents=True)
        path = folder / "big.bin"
        with open(path, "wb") as f:
            f.truncate(300 << 20)
            f.seek(0)
            f.write(b"a beginning")
        (folder / "still.txt").write_bytes(b"still\n")
        stop = []
        writer(path, stop, truncate)
        try:
            code, records, err = lp.records("hash", folder)
        finally:
            for process in stop:
                process.kill()
                process.wait()
                process.stdout.close()
        items = {r["path"]: r for r in records if r["type"] == "item"}
        rules = [r["code"] for r in items.get("big.bin", {}).get("rules", [])]
        if code == 3:
            if rules != ["N0402"]:
                fail("a file that", what, "ends with 3 for", rules)
        elif code != 0 or rules:
            fail("a file that", what, "ends with", code, rules, err)
        else:
            # It may have been still for as long as it was read: then this is
            # what it was.
            size = items["big.bin"]["size"]
            if size != path.stat().st_size:
                fail("a file that", what, "is taken for one of", size)
        if "still.txt" not in items or \
                not items["still.txt"]["digests"].get("sha256"):
            fail("the file beside it was not read")
        print("a file that", what, "exit", code, flush=True)
        path.unlink()
    # A pipe in the place of a file must not block.
    os.mkfifo(place / "big" / "pipe")
    code, _, err = lp.run("hash", place / "big" / "pipe")
    if code not in (0, 3):
        fail("a pipe ends with", code, err)


# ------------------------------------------------------------- no room to write

def full_disk(lp, place):
    if os.geteuid() != 0:
        print("skipped: only root can mount a small disk", flush=True)
        return
    disk = place / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs",
                           str(disk)], capture_output=True, check=False)
    if done.returncode != 0:
        print("skipped: no disk can be mounted here", flush=True)
        return
    try:
        tree = place / "many"
        tree.mkdir()
        for n in range(3000):
            (tree / f"{n:05d}").write_bytes(b"%d" % n)
        for argv in (("hash", tree, "-o", disk / "m.leaf"),
                     ("hash", tree, "-o", disk / "m.leaf", "-j", 1, "--json"),
                     ("index", "add", tree, "-o", disk / "m.set",
                      "--publication", "Many", "--date", "2025")):
            code, out, err = lp.run(*argv)
            if code != 2:
                fail("no room left, and", argv[0], "ends with", code, err)
            if b'"type":"summary"' in out:
                fail("no room left, and there is a summary")
            if not err:
                fail("no room left, and nothing is said of it")
            left = os.listdir(disk)
            if left:
                fail("no room left, but", argv[0], "leaves", left)
                for name in left:
                    os.unlink(disk / name)
        # An older manifest survives.
        small = place / "tree"
        code, _, err = lp.run("hash", small, "-o", disk / "m.leaf")
        if code != 0:
            fail("the disk takes no small manifest", code, err)
        old = (disk / "m.leaf").read_bytes()
        code, _, _ = lp.run("hash", tree, "-o", disk / "m.leaf")
        if code != 2 or (disk / "m.leaf").read_bytes() != old:
            fail("no room left, and the older manifest is gone")
        (disk / "filler").write_bytes(b"")
        filler = os.open(disk / "filler", os.O_WRONLY)
        try:
            while True:
                os.write(filler, bytes(4096))
        except OSError:
            pass
        os.close(filler)
        code, _, _ = lp.run("sign", disk / "m.leaf", "--key",
                            place / "desk.key")
        if code != 2:
            fail("no room left, and sign ends with", code)
        code, _, _ = lp.run("keygen", "--no-passphrase", "-o", disk / "k")
        if code != 2:
            fail("no room left, and keygen ends with", code)
        left = sorted(os.listdir(disk))
        if left != ["filler", "m.leaf"]:
            fail("no room left, but there is", left)
        print("no room left: tried", flush=True)
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 7)
    with tempfile.TemporaryDirectory(prefix="leafproof-badinput.") as place:
        place = Path(place)
        lp = Leafproof(sys.argv[1], place)
        load_rules(lp)
        alter_signed(lp, place, rng)
        alter_unsigned(lp, place)
        alter_set(lp, place, rng)
        full_disk(lp, place)
        changing(lp, place)
        damage_containers(lp, place, rng)
    print(failures, "failures")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
