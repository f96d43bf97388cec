#!/usr/bin/env python3
"""Damage good and hostile inputs in many small ways; nothing may crash.

    mutate.py BINARY [MUTANTS] [SEED]

Containers: `hash --json` must end with 0, 1 or 3, in time, and say the same
with one thread and with four. Manifests and signatures: `verify` must never
end with 0 when a signed byte was changed. Sets: `check` must not find more in
a damaged set than in the whole one.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BATCH = 100
SECONDS = 300
ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "fixtures"


def mutate(rng, data):
    """One to four changes of the kinds that break parsers."""
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if not data:
            return bytes(data)
        # Headers are at the ends; most changes should meet one.
        near = rng.choice((64, 1024, len(data)))
        at = rng.randrange(min(near, len(data)))
        if rng.random() < 0.5:
            at = len(data) - 1 - at
        how = rng.randrange(8)
        if how == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif how == 1:
            data[at] = rng.choice((0x00, 0x01, 0x7F, 0x80, 0xFF, 0x20, 0x30))
        elif how == 2:
            data[at] = (data[at] + rng.choice((1, 255))) % 256
        elif how == 3:
            width = rng.choice((2, 4, 8))
            value = rng.choice((0, 1, 2**(8 * width) - 1, 2**(8 * width - 1)))
            data[at:at + width] = value.to_bytes(width, "little")
        elif how == 4:
            del data[at:]
        elif how == 5:
            del data[at:at + rng.randrange(1, 600)]
        elif how == 6:
            piece = data[at:at + rng.randrange(1, 600)]
            where = rng.randrange(len(data) + 1)
            data[where:where] = piece
        else:
            data[at:at] = rng.randbytes(rng.randrange(1, 32))
    return bytes(data)


class Runner:
    def __init__(self, binary):
        self.binary = str(Path(binary).resolve())
        self.failures = 0

    def run(self, *args):
        try:
            done = subprocess.run(
                [self.binary, *map(str, args)], stdin=subprocess.DEVNULL,
                capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return None, b"", b"took too long"
        return done.returncode, done.stdout, done.stderr

    def fail(self, what, path, err=b""):
        self.failures += 1
        print(f"FAIL {what}: {path}")
        sys.stdout.write(err.decode("utf-8", "replace")[-3000:])
        if path is not None and self.failures <= 20:
            keep = Path(os.environ.get("LP_KEEP", "mutants"))
            keep.mkdir(exist_ok=True)
            shutil.copy(path, keep)


def records(out):
    """What is said of the input, without what differs from run to run."""
    kept = []
    for line in out.splitlines():
        if json.loads(line)["type"] not in ("start", "status"):
            kept.append(line)
    return kept


def sources():
    found = []
    for path in sorted(FIXTURES.rglob("*")):
        inside = path.relative_to(FIXTURES).parts[0]
        if inside in ("publications", "submissions", "hostile") and \
                path.is_file() and not path.is_symlink() and \
                path.stat().st_size <= 300_000 and \
                path.name not in ("expect.json", "ORIGIN"):
            data = path.read_bytes()
            if data[:2] in (b"PK", b"\x1f\x8b") or data[257:262] == b"ustar" \
                    or inside == "hostile":
                found.append((path.name, data))
    return found


def hash_batch(r, folder, files):
    codes = []
    for jobs in (1, 4):
        code, out, err = r.run("hash", folder, "--json", "-j", jobs)
        if code not in (0, 1, 3):
            return code, err
        codes.append((code, records(out)))
    if codes[0] != codes[1]:
        return "differs between 1 and 4 threads", b""
    seen = {json.loads(line).get("path") for line in codes[0][1]}
    if len(seen) < len(files):
        return "items are missing", b""
    return None, b""


def containers(r, rng, folder, count):
    pool = sources()
    if len(pool) < 20:
        r.fail("too few fixtures", None)
        return
    for start in range(0, count, BATCH):
        place = folder / "batch"
        place.mkdir()
        files = []
        for i in range(BATCH):
            name, data = rng.choice(pool)
            path = place / f"{start + i:06d}-{name}"
            path.write_bytes(mutate(rng, data))
            files.append(path)
        what, err = hash_batch(r, place, files)
        if what is not None:
            alone = 0
            for path in files:
                single = folder / "single"
                single.mkdir()
                shutil.copy(path, single)
                why, text = hash_batch(r, single, [path])
                if why is not None:
                    alone += 1
                    r.fail(f"hash ended with {why}", path, text)
                shutil.rmtree(single)
            if alone == 0:
                r.fail(f"hash of a folder ended with {what}", files[0], err)
        shutil.rmtree(place)


def signed(r, rng, folder, count):
    data = folder / "data"
    shutil.copytree(FIXTURES / "submissions" / "first", data)
    leaf = folder / "first.leaf"
    key = folder / "desk.key"
    r.run("keygen", "--no-passphrase", "-o", key)
    r.run("hash", data, "-o", leaf)
    r.run("sign", leaf, "--key", key)
    signature = folder / "first.leaf.minisig"
    public = folder / "desk.key.pub"
    verify = ("verify", leaf, data, "--pubkey", public)
    good = r.run(*verify)
    if good[0] not in (0, 3):
        r.fail(f"verify of the whole ended with {good[0]}", None, good[2])
        return
    whole = {leaf: leaf.read_bytes(), signature: signature.read_bytes(),
             public: public.read_bytes()}
    for _ in range(count):
        path = rng.choice(sorted(whole))
        changed = mutate(rng, whole[path])
        path.write_bytes(changed)
        code, out, err = r.run(*verify)
        if code not in (0, 1, 2, 3):
            r.fail(f"verify ended with {code}", path, err)
        elif path == leaf and changed != whole[path] and \
                (code == 0 or b"VERIFIED" in out.splitlines()[-1:]):
            r.fail("verify believed a changed manifest", path, err)
        path.write_bytes(whole[path])


def matches(out):
    return {(i["path"], i["verdict"]) for i in map(json.loads, records(out))
            if i["type"] == "item" and i.get("verdict") == "EXACT"}


def sets(r, rng, folder, count):
    published = folder / "harbor.set"
    r.run("index", "add", FIXTURES / "publications" / "harbor", "-o",
          published, "--publication", "Harbor files", "--date", "2025-03-02")
    check = ("check", FIXTURES / "submissions" / "first", "--json",
             "--against", published)
    code, out, err = r.run(*check)
    if code != 1:
        r.fail(f"check against the whole set ended with {code}", None, err)
        return
    known = matches(out)
    whole = published.read_bytes()
    for _ in range(count):
        changed = mutate(rng, whole)
        published.write_bytes(changed)
        code, out, err = r.run(*check)
        if code not in (0, 1, 2, 3):
            r.fail(f"check ended with {code}", published, err)
        elif not matches(out) <= known:
            r.fail("check found more in a damaged set", published, err)
        published.write_bytes(whole)


def main():
    binary = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    r = Runner(binary)
    rng = random.Random(seed)
    for part, share in ((containers, 1), (signed, 20), (sets, 40)):
        with tempfile.TemporaryDirectory(prefix="leafproof-mutate.") as place:
            part(r, rng, Path(place), max(count // share, 1))
    print(f"{count} mutants of seed {seed}, {r.failures} failures")
    return r.failures != 0


if __name__ == "__main__":
    sys.exit(main())
