#!/usr/bin/env python3
"""Are the fixtures what their maker makes, and does leafproof say of them what
the maker knows?

    fixtures.py [BINARY]        without BINARY: only whether they are as made
"""

import gzip
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
FIXTURES = os.path.join(ROOT, "fixtures")
MADE = ("publications", "submissions", "hostile", "expected", "pdf",
        "sealed", "weak", "xmlsealed")
PUBLICATIONS = {"harbor": "Harbor files", "ministry": "Ministry files",
                "council": "Council files"}
# Harbor holds two closed things, so a set of it is not the whole of it.
INDEX_EXIT = {"harbor": 3, "ministry": 0, "council": 0}
# The maker knows which bytes are equal, and no more.
BYTES = "raw,decoded"
SAME = ("MESSAGE", "TEXT", "PROBABLE")
LIKE = ("NEAR", "PARTIAL")
ASIDE = ("dir", "symlink", "hardlink", "fifo", "socket", "device", "label")

failures = []


def fail(*what):
    failures.append(" ".join(str(w) for w in what))
    print("FAIL", failures[-1])


def read(*path):
    with open(os.path.join(*path), "rb") as f:
        return f.read()


def load(*path):
    return json.loads(read(*path))


# ------------------------------------------------------- are they as made?

def listing(root):
    """Every file and link under the folders that the maker fills."""
    out = {}
    for made in MADE:
        for folder, folders, files in os.walk(os.path.join(root, made)):
            for name in files + [f for f in folders if os.path.islink(
                    os.path.join(folder, f))]:
                path = os.path.join(folder, name)
                out[os.path.relpath(path, root)] = \
                    os.fsencode(os.readlink(path)) \
                    if os.path.islink(path) else read(path)
    return out


def unpacked(data):
    """The same for two files that differ in how they were deflated only."""
    try:
        if data[:3] == b"\x1f\x8b\x08":
            return [unpacked(gzip.decompress(data))]
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as z:
                return [(i.orig_filename, i.flag_bits & 1 or unpacked(
                    z.read(i))) for i in z.infolist()]
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile,
            NotImplementedError, RuntimeError):
        return None
    return data


def as_made():
    old_zlib = read(FIXTURES, "expected", "zlib").decode().strip()
    same = old_zlib == zlib.ZLIB_RUNTIME_VERSION
    with tempfile.TemporaryDirectory() as again:
        run = subprocess.run(
            [sys.executable, "-B", os.path.join(FIXTURES, "make", "make.py"),
             again], stdout=subprocess.PIPE, check=True, text=True)
        new, old = listing(again), listing(FIXTURES)
    if not same:
        print(f"zlib {zlib.ZLIB_RUNTIME_VERSION} here, {old_zlib} there: "
              "deflated bytes are not compared")
    for path in sorted(set(new) ^ set(old)):
        fail("made but not here:" if path in new else "here but not made:",
             path)
    for path in sorted(set(new) & set(old)):
        if new[path] == old[path]:
            continue
        if not same and (path.startswith("expected/")
                         or path.endswith(".pdf")
                         or unpacked(new[path]) == unpacked(old[path])):
            continue
        fail("differs from what the maker makes:", path)
    readme = read(FIXTURES, "README.md").decode()
    if same:
        for row in run.stdout.splitlines():
            if row not in readme:
                fail("README.md lacks the row:", row)


# --------------------------------------------------- what does leafproof say?

class Leafproof:
    def __init__(self, binary, home):
        self.binary = os.path.abspath(binary)
        keep = ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS")
        self.env = {k: os.environ[k] for k in keep if k in os.environ}
        self.env.update(HOME=home, TMPDIR=home, LC_ALL="C")

    def run(self, *argv):
        """Exit code, and the records if --json asks for them."""
        done = subprocess.run([self.binary, *argv], env=self.env,
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120)
        records = []
        for line in done.stdout.splitlines() if "--json" in argv else []:
            try:
                records.append(json.loads(line))
            except ValueError:
                fail(argv, "no JSON:", line[:200])
        if done.returncode not in (0, 1, 3):
            fail(argv, "exit", done.returncode,
                 done.stderr.decode("utf-8", "replace")[:400])
        return done.returncode, records


def items(records):
    return [r for r in records if r.get("type") == "item"]


def by_bytes(records):
    """The maker knows only which bytes are equal: a table of which only rows are
    public is new to him. What is to be taken back of the shares, too."""
    moved = {"documents": 0, "bytes": 0, "unique_documents": 0,
             "unique_bytes": 0}
    seen = set()
    for item in items(records):
        if item.get("match", {}).get("via") == "rows":
            item["verdict"] = "NEW"
            first = item["digests"]["sha256"] not in seen
            seen.add(item["digests"]["sha256"])
            for unit in moved:
                if first or not unit.startswith("unique"):
                    moved[unit] += item["size"] if unit.endswith("bytes") \
                        else 1
    return moved


def summary(what, records, code):
    last = [r for r in records if r.get("type") == "summary"]
    if len(last) != 1 or records[-1] is not last[0]:
        fail(what, "needs one summary, as last record; has", len(last))
        return {}
    if last[0].get("exit") != code:
        fail(what, "exit is", code, "but the summary says",
             last[0].get("exit"))
    return last[0]


def rows(path):
    out = {}
    for line in read(path).decode().split("\n")[:-1]:
        word, digest, size, role, locator = line.split("\t")
        out[locator] = (word, digest, size, role)
    return out


def check_document(name, item, expected):
    word, digest, size, role = expected
    said = (item.get("verdict"), item.get("digests", {}).get("sha256", "-"),
            str(item.get("size")))
    for what, is_, must in (("verdict", said[0], word),
                            ("sha256", said[1], digest),
                            ("size", said[2], size),
                            ("role", item.get("role"), role)):
        if is_ != must:
            fail(name, item["path"], what, is_, "must be", must)
    if "own-text" in item["flags"]:
        fail(name, item["path"], "is no text of a message")


def check_outside(name, item, expected):
    """What stands outside the shares: an opened container, or a text."""
    word, digest, size, role = expected
    said = item.get("verdict")
    if (said if said in ("EXACT", "DECODED") else "-") != word:
        fail(name, item["path"], "verdict", said, "must be", word)
    if item.get("role") != role:
        fail(name, item["path"], "role", item.get("role"), "must be", role)
    if digest != "-" and (item.get("digests", {}).get("sha256"),
                          str(item.get("size"))) != (digest, size):
        fail(name, item["path"], "is", item.get("digests"), item.get("size"))


def check_more(name, bytes_, all_):
    """The levels beside those of bytes: they say more of what is new, and take
    nothing back. Only what is equal tells of what is in doubt."""
    said = {i["path"]: i.get("verdict") for i in items(all_)}
    rules_ = {i["path"]: {r["word"] for r in i.get("rules", ())}
              for i in items(all_)}
    for item in items(bytes_):
        path, word = item["path"], item.get("verdict")
        more = said.get(path)
        if word == "NEW":
            good = more in (word,) + SAME + LIKE or more == "UNKNOWN" and \
                rules_[path] & {"no-text-layer", "text-unread"}
        elif word == "UNKNOWN":
            good = more in (word,) + SAME
        elif word is None:
            good = more in (None, "MESSAGE")
        else:
            good = more == word
        if not good:
            fail(name, path, word, "by its bytes, but", more)


def is_row(item, documents):
    return item.get("role") == item.get("kind") == "row" and \
        item.get("parent") in documents


def check_rows(name, all_, documents, said):
    """Rows stand beside the documents, and in no share. Those of a public table
    are public; the maker makes no table that shares rows with another but its
    own twins."""
    rows_ = [i for i in all_ if i.get("kind") == "row"]
    known = [i for i in rows_ if i.get("verdict") in ("EXACT", "DECODED")]
    if (said.get("total", 0), said.get("public", 0)) != (
            len(rows_), len(known)):
        fail(name, "counts rows as", said, "of", len(rows_))
    for item in rows_:
        if documents.get(item["parent"], ("",))[0] in ("EXACT", "DECODED") \
                and item not in known:
            fail(name, item["path"], "is in a public table, but",
                 item.get("verdict"))


def check_run(leafproof, run, sets):
    name = run["name"]
    at = os.path.join(FIXTURES, "expected", name)
    against = [a for p in run["against"] for a in ("--against", sets[p])]
    check = ("check", os.path.join(FIXTURES, run["path"]), *against, "--json")
    code, records = leafproof.run(*check, "--levels", BYTES)
    moved = by_bytes(records)
    check_more(name, records, leafproof.run(*check)[1])
    if code != run["exit"]:
        fail(name, "exit", code, "must be", run["exit"])
    documents, containers = rows(at + ".tsv"), rows(at + ".containers.tsv")
    texts = rows(at + ".texts.tsv") if os.path.exists(at + ".texts.tsv") \
        else {}
    seen = set()
    for item in items(records):
        path = item["path"]
        if path in seen:
            fail(name, path, "appears twice")
        seen.add(path)
        if path in documents:
            check_document(name, item, documents[path])
        elif path in containers:
            check_outside(name, item, containers[path])
            if item.get("kind") not in (
                    "zip", "tar", "gzip", "mbox", "bzip2", "xz", "zstd"):
                fail(name, path, "kind", item.get("kind"))
        elif path in texts:
            check_outside(name, item, texts[path])
            if "own-text" not in item["flags"]:
                fail(name, path, "must be a text of its message")
        elif item.get("kind") not in ASIDE and not is_row(item, documents):
            fail(name, path, "is not there:", item)
    for path in sorted({*documents, *containers, *texts} - seen):
        fail(name, path, "is missing")
    last = summary(name, records, code)
    check_rows(name, items(records), documents, last.get("rows", {}))
    shares = last.get("shares", {})
    for unit, must in load(at + ".shares.json").items():
        said = shares.get(unit, {})
        for word in sorted(set(must) | set(said)):
            more = {"NEW": moved[unit], "PARTIAL": -moved[unit]}.get(word, 0)
            if said.get(word, 0) + more != must.get(word, 0):
                fail(name, "shares", unit, word, said.get(word), "must be",
                     must.get(word, 0) - more)


def check_runs(leafproof, place):
    sets = {}
    for name, title in PUBLICATIONS.items():
        sets[name] = os.path.join(place, name + ".set")
        code, _ = leafproof.run(
            "index", "add", os.path.join(FIXTURES, "publications", name),
            "-o", sets[name], "--publication", title, "--date", "2025-03-02")
        if code != INDEX_EXIT[name]:
            fail("index add", name, "exit", code, "must be",
                 INDEX_EXIT[name])
    runs = load(FIXTURES, "expected", "runs.json")
    for run in runs:
        check_run(leafproof, run, sets)
    return len(runs)


# ------------------------------------------------------------ hostile inputs

def rules():
    """Rule name -> (id, word), from the project's own tables."""
    folder = os.path.join(ROOT, "formats")
    text = "".join(read(folder, name).decode() for name in os.listdir(folder)
                   if re.fullmatch(r"rule(_\w+)?\.c", name))
    found = re.findall(
        r'(?:\[LP_RULE_|AT\()(\w+)[\])]\s*=\s*\{\s*"([NF]\d+)",\s*"([^"]+)"',
        text)
    return {name.lower(): (id_, word) for name, id_, word in found}


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("path", "parent", "target", "flags"):
                yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def below(file, member):
    return f"{file} > {member}" if member else file


def check_hostile(leafproof, name, known, against):
    folder = os.path.join(FIXTURES, "hostile", name)
    expect = load(folder, "expect.json")
    file = [f for f in os.listdir(folder) if f.startswith("input.")][0]
    code, records = leafproof.run("hash", os.path.join(folder, file),
                                  "--json")
    if code != expect["exit"]:
        fail(name, "exit", code, "must be", expect["exit"])
    summary(name, records, code)
    check_said(name, expect, records, known)
    listed = {i["path"]: i for i in items(records)}
    for member in [""] + expect["members"]:
        if below(file, member) not in listed:
            fail(name, "does not list", below(file, member))
    for member, digest in expect.get("sha256", {}).items():
        said = listed.get(below(file, member), {}).get("digests", {})
        if said.get("sha256") != digest:
            fail(name, member, "is", said, "must be", digest)
    for member, flags in expect.get("flags", {}).items():
        said = listed.get(below(file, member), {}).get("flags", [])
        if not set(flags) <= set(said):
            fail(name, member, "has the flags", said, "must have", flags)
    check_doubt(leafproof, name, expect, os.path.join(folder, file), against)


def check_said(name, expect, records, known):
    findings = [r for r in records if r.get("type") == "finding"]
    said = {s for r in items(records) + findings for s in strings(r)}
    if expect["finding"] is None:
        for r in findings:
            fail(name, "is lawful, but:", r.get("code"), r.get("path"))
        for id_ in sorted(said & {id_ for id_, _ in known.values()}):
            fail(name, "is lawful, but:", id_)
        return
    may = [expect["finding"]] + expect.get("or", [])
    if not any(said & set(known[rule]) for rule in may):
        fail(name, "must say", " or ".join(
            f"{known[r][0]} {known[r][1]}" for r in may), "but says",
            sorted({r.get("code") for r in findings}) or "nothing")


def check_doubt(leafproof, name, expect, path, against):
    """None of these documents is published: what may they be called?"""
    check = ("check", path, "--against", against, "--json")
    _, records = leafproof.run(*check, "--levels", BYTES)
    check_more(name, records, leafproof.run(*check)[1])
    closed = name.startswith("closed-")
    for item in items(records):
        word, at = item.get("verdict"), item["path"]
        kind = item.get("kind")
        if kind in ASIDE or item.get("container") and kind != "message":
            continue
        if expect["finding"] is None and word not in ("NEW", "TRIVIAL"):
            fail(name, at, "is lawful, but", word)
        if (at + " > ").startswith(expect.get("doubtful", "\n") + " > ") \
                and word not in ("UNKNOWN", "TRIVIAL"):
            fail(name, at, "is in doubt, but", word)
        if closed and word != "UNKNOWN":
            fail(name, at, "is closed, but", word)


def check_threads(leafproof, path, *more):
    """The same bytes whatever the number of threads; `start` has the time."""
    outs = []
    for n in ("1", "2", "7"):
        _, records = leafproof.run(*more, path, "--json", "-j", n)
        outs.append([r for r in records
                     if r.get("type") not in ("start", "status")])
    for n, out in zip(("2", "7"), outs[1:]):
        if out != outs[0]:
            odd = next((pair for pair in zip(outs[0], out)
                        if pair[0] != pair[1]), "another length")
            fail("-j 1 and -j", n, "differ:", path, *odd)


def main():
    as_made()
    done = "fixtures are as made"
    if len(sys.argv) > 1:
        known = rules()
        cases = sorted(os.listdir(os.path.join(FIXTURES, "hostile")))
        with tempfile.TemporaryDirectory() as place:
            leafproof = Leafproof(sys.argv[1], place)
            runs = check_runs(leafproof, place)
            against = os.path.join(place, "harbor.set")
            for name in cases:
                check_hostile(leafproof, name, known, against)
            for made in ("publications", "submissions", "hostile"):
                check_threads(leafproof, os.path.join(FIXTURES, made), "hash")
        done += f"; {runs} runs of check, {len(cases)} hostile inputs"
    print(f"{done}; {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
