#!/usr/bin/env python3
"""Is every record as docs/schema/leafproof-1.schema.json says?

    schema.py BINARY

Runs each command that has --json over the fixtures and validates every line.
By python3-jsonschema if that is installed (a record of each shape, and every
THIN-th of the others), and always by the small validator below, which knows the
part of JSON Schema that the schema uses and refuses any other. Also: `start`
comes first; `summary` comes last, exactly once, and its `exit` is the exit code,
unless that is 2; no field is there that the schema does not name; no number is
2^53 or more; no record is spelt with a control or direction character.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
FIXTURES = os.path.join(ROOT, "fixtures")

with open(os.path.join(ROOT, "docs", "schema", "leafproof-1.schema.json"),
          encoding="utf-8") as file:
    SCHEMA = json.load(file)

try:
    import jsonschema
    THEIRS = jsonschema.Draft202012Validator(SCHEMA)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
except (ImportError, AttributeError):
    THEIRS = None

failures = []


def fail(*what):
    failures.append(" ".join(str(w) for w in what)[:600])
    print("FAIL", failures[-1])


# ----------------------------------------------------------- a small validator

TYPES = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, (int, float))
    and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
}


def same(a, b):
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def lookup(ref):
    at = SCHEMA
    for step in ref.lstrip("#/").split("/"):
        at = at[step]
    return at


KEYWORDS = {
    "$schema": lambda s, v: True,
    "$defs": lambda s, v: True,
    "title": lambda s, v: True,
    "description": lambda s, v: True,
    "$ref": lambda s, v: valid(lookup(s), v),
    "allOf": lambda s, v: all(valid(one, v) for one in s),
    "oneOf": lambda s, v: sum(valid(one, v) for one in s) == 1,
    "type": lambda s, v: TYPES[s](v),
    "const": same,
    "enum": lambda s, v: any(same(one, v) for one in s),
    "pattern": lambda s, v: not isinstance(v, str) or bool(re.search(s, v)),
    "minimum": lambda s, v: not TYPES["number"](v) or v >= s,
    "maximum": lambda s, v: not TYPES["number"](v) or v <= s,
    "minItems": lambda s, v: not isinstance(v, list) or len(v) >= s,
    "maxItems": lambda s, v: not isinstance(v, list) or len(v) <= s,
    "items": lambda s, v: not isinstance(v, list) or all(
        valid(s, one) for one in v),
    "required": lambda s, v: not isinstance(v, dict) or set(s) <= set(v),
    "properties": lambda s, v: not isinstance(v, dict) or all(
        valid(s[key], one) for key, one in v.items() if key in s),
}


def valid(schema, value):
    if isinstance(schema, bool):
        return schema
    return all(KEYWORDS[key](rule, value) for key, rule in schema.items())


def named(schema, value, at=""):
    """Fields of `value` that `schema` does not name, at every depth."""
    if "$ref" in schema:
        return named(lookup(schema["$ref"]), value, at)
    if "oneOf" in schema:
        known = set(schema.get("properties", ()))
        chosen = [one for one in schema["oneOf"] if valid(one, value)]
        return [n for one in chosen for n in named(one, value, at)
                if n.lstrip(".") not in known]
    if isinstance(value, dict) and "properties" in schema:
        out = [f"{at}.{key}" for key in value
               if key not in schema["properties"]]
        for key, one in value.items():
            inner = schema["properties"].get(key)
            if isinstance(inner, dict):
                out += named(inner, one, f"{at}.{key}")
        return out
    if isinstance(value, list) and "items" in schema:
        return [n for one in value for n in named(schema["items"], one, at)]
    return []


# ------------------------------------------------------------------ the records

UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def no_twins(pairs):
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ValueError("a key twice")
    return out


def part(what, text):
    """The only numbers that are not whole: 0.000 to 1.000."""
    if not re.fullmatch(r"0\.[0-9]{3}|1\.000", text):
        fail(what, "neither whole nor a part:", text)
    return float(text)


THIN = int(os.environ.get("THIN", "1"))
turns = {}


def shape(value):
    if isinstance(value, dict):
        return tuple(sorted((k, shape(v)) for k, v in value.items()))
    if isinstance(value, list):
        return tuple(sorted({shape(v) for v in value}, key=repr))
    return type(value).__name__


def theirs_turn(record):
    """jsonschema is slow, and most records are alike."""
    kind = shape(record)
    turns[kind] = turns.get(kind, -1) + 1
    return turns[kind] % THIN == 0


def check_line(what, line):
    try:
        text = line.decode("utf-8")
        record = json.loads(text, object_pairs_hook=no_twins,
                            parse_float=lambda f: part(what, f))
    except ValueError as why:
        fail(what, why, line[:200])
        return {}
    if UNPRINTABLE.search(text):
        fail(what, "not printable:", text.encode("unicode_escape"))
    for key in named(SCHEMA, record):
        fail(what, "not in the schema:", key)
    if not valid(SCHEMA, record):
        fail(what, "not valid:", text)
    if THEIRS is not None and theirs_turn(record) and \
            not THEIRS.is_valid(record):
        fail(what, "jsonschema:", text)
    return record


class Program:
    def __init__(self, binary, place):
        self.binary = os.path.abspath(binary)
        self.place = place
        self.lines = 0
        self.seen = set()
        self.env = {k: v for k, v in os.environ.items()
                    if not k.startswith("LEAFPROOF_")}
        self.env["SOURCE_DATE_EPOCH"] = "1790000000"

    def __call__(self, want, *argv):
        """Run; the exit code must be one of `want`. The records, if any."""
        what = " ".join(os.path.basename(a) for a in argv)
        done = subprocess.run([self.binary, *argv], env=self.env,
                              cwd=self.place, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120)
        if done.returncode not in want:
            fail(what, "exit", done.returncode, "must be", want,
                 done.stderr.decode("utf-8", "replace"))
        if "--json" not in argv and "ndjson" not in argv:
            return []
        lines = done.stdout.split(b"\n")
        if lines.pop():
            fail(what, "the last line has no end")
        records = [check_line(what, line) for line in lines]
        self.lines += len(records)
        self.check_order(what, [r.get("type") for r in records],
                         records, done.returncode)
        return records

    def check_order(self, what, types, records, code):
        self.seen |= {(what.split()[0], t) for t in types}
        if not types and code == 2:
            return
        if types[:1] != ["start"] or types.count("start") != 1:
            fail(what, "does not begin with one start")
        if code == 2:
            if "summary" in types or types[-1] != "error":
                fail(what, "exit 2 needs an error and no summary")
        elif types.count("summary") != 1 or types[-1] != "summary":
            fail(what, "needs one summary, last")
        elif records[-1].get("exit") != code:
            fail(what, "summary says", records[-1].get("exit"), "not", code)


def damage(bundle):
    for path, folders, files in os.walk(bundle):
        os.chmod(path, 0o755)
    with open(os.path.join(bundle, "old.doc"), "ab") as f:
        f.write(b"x")
    os.rename(os.path.join(bundle, "empty.txt"),
              os.path.join(bundle, "moved.txt"))
    os.remove(os.path.join(bundle, "cache.zip"))
    memo = os.path.join(bundle, "memos", "berth-7-lease.txt")
    os.remove(memo)
    os.mkfifo(memo)
    added = os.path.join(os.fsencode(bundle), b"caf\xff\xe2\x80\xae\x1b[31m")
    with open(added, "wb") as f:
        f.write(b"new")


def run_all(leafproof, place):
    at = lambda *parts: os.path.join(FIXTURES, *parts)
    first, second = at("submissions", "first"), at("submissions", "second")
    bundle = os.path.join(place, "bundle")
    shutil.copytree(first, bundle, symlinks=True)

    leafproof([1, 3], "hash", first, "--json")
    leafproof([1, 3], "hash", second, "--json", "--progress", "always")
    leafproof([0, 3], "hash", first, "--json", "--depth", "1")
    leafproof([3], "hash", bundle, "-o", "bundle.leaf", "--format", "ndjson")
    for case in sorted(os.listdir(at("hostile"))):
        folder = at("hostile", case)
        file = [f for f in os.listdir(folder) if f.startswith("input.")][0]
        leafproof([0, 1, 3], "hash", os.path.join(folder, file), "--json")

    leafproof([3], "verify", "bundle.leaf", bundle, "--json")
    leafproof([0], "verify", "bundle.leaf", bundle, "--json",
              "--allow-unsigned")
    leafproof([0], "keygen", "--no-passphrase", "-o", "key")
    leafproof([0], "keygen", "--no-passphrase", "-o", "other")
    leafproof([0], "sign", "bundle.leaf", "--key", "key")
    verify = ("verify", "bundle.leaf", bundle, "--json", "--pubkey")
    leafproof([0], *verify, "key.pub")
    leafproof([3], *verify, "other.pub")
    damage(bundle)
    said = {r.get("verdict") for r in leafproof([1], *verify, "key.pub")}
    for word in ("MATCHED", "CHANGED", "MISSING", "MOVED", "ADDED"):
        if word not in said:
            fail("verify does not say", word)
    with open(os.path.join(place, "bundle.leaf"), "ab") as f:
        f.write(b"\n")
    leafproof([1], *verify, "key.pub")
    os.remove(os.path.join(place, "bundle.leaf.minisig"))
    leafproof([1], "verify", "bundle.leaf", bundle, "--json",
              "--allow-unsigned")

    torrents(leafproof, place)
    for name in ("harbor", "ministry"):
        leafproof([0, 3], "index", "add", at("publications", name), "-o",
                  name + ".set", "--publication", name + " files", "--date",
                  "2025-03-02", "--json")
    leafproof([0], "sign", "harbor.set", "--key", "key")
    with open(os.path.join(place, "cut.set"), "wb") as f:
        f.write(b"leafproof set 2\n" + bytes(70000))
    with open(os.path.join(place, "sums.txt"), "w", encoding="ascii") as f:
        f.write("0" * 32 + "  a\n")
    leafproof([3], "index", "add", "sums.txt", "-o", "sums.set",
              "--publication", "sums", "--json")
    with open(os.path.join(place, "broken.csv"), "w", encoding="ascii") as f:
        f.write("path,crc32,sha384\na,01234567," + "0" * 96 + "\nb\n")
    leafproof([1], "verify", "broken.csv", bundle, "--json",
              "--allow-unsigned")
    leafproof([1], "check", "broken.csv", "--against", "harbor.set", "--json")
    leafproof([1], "index", "add", "broken.csv", "sums.txt", "-o",
              "broken.set", "--publication", "broken", "--json")
    leafproof([3], "index", "add", bundle, "-o", "mine.set", "--publication",
              "mine", "--date", "2025", "--status", "received", "--index-key",
              "index.key", "--json")
    leafproof([0], "index", "list", "harbor.set", "sums.set", "mine.set",
              "--json")
    leafproof([3], "index", "list", ".", "--json")
    leafproof([2], "index", "list", "no.set", "--json")
    verify_sets = ("index", "verify", "--json", "harbor.set", "sums.set")
    leafproof([0], *verify_sets)
    leafproof([3], *verify_sets, "--pubkey", "key.pub")
    leafproof([3], *verify_sets, "--pubkey", "other.pub")
    leafproof([1], *verify_sets, "cut.set", "key.pub", "no.set", "--pubkey",
              "key.pub")
    for bundle_ in (first, second, at("hostile"), at("publications")):
        leafproof([1, 3], "check", bundle_, "--against", "harbor.set",
                  "--against", "ministry.set", "--json")

    signed = at("signed")
    for keys in ((), ("--keys", os.path.join(signed, "keys"))):
        leafproof([1, 3], "authenticate", signed, "--json", *keys)
        leafproof([1, 3], "authenticate", at("hostile"), "--json", *keys)
        leafproof([1, 3], "auth", at("submissions"), "--require", "arc",
                  "--json", *keys)
    leafproof([2], "authenticate", signed, "--keys", "no.keys", "--json")
    weak = at("weak")
    leafproof([1], "authenticate", weak, "--json", "--keys",
              os.path.join(weak, "keys"), "--bad-keys",
              os.path.join(weak, "bad-keys"))
    leafproof([1], "keys", "list", "--json", os.path.join(weak, "keys"),
              "--bad-keys", os.path.join(weak, "bad-keys"))
    leafproof([3], "keys", "list", "--json", os.path.join(weak, "bad-keys"))
    leafproof([3], "keys", "add", "--json", "all.tsv",
              os.path.join(weak, "keys"), os.path.join(weak, "bad-keys"))
    leafproof([2], "keys", "add", "--json", "all.tsv", "no.keys")
    pgp = at("openpgp")
    leafproof([1], "authenticate", pgp, "--pgp-keys",
              os.path.join(pgp, "keys.asc"), "--json")

    leafproof([2], "hash", "there is no such file", "--json")
    leafproof([2], "check", first, "--against", "no.set", "--json")
    leafproof([2], "index", "add", first, "-o", "harbor.set", "--publication",
              "x", "--date", "2025", "--json")
    leafproof([2], "verify", "no.leaf", "--json")
    leafproof([2], "hash", "--no-such-option", "--json")


def torrents(leafproof, place):
    """Right, with a piece of two files that is wrong, and broken."""
    release = os.path.join(place, "release")
    os.mkdir(release)
    text = b"".join(b"d6:lengthi5e4:pathl1:%cee" % c for c in b"ab")
    text = (b"d4:infod5:filesl" + text + b"e4:name7:release12:piece lengthi16e"
            b"6:pieces20:" + hashlib.sha1(b"one\n\ntwo\n\n").digest() + b"ee")
    for end, exits in ((b"", [0]), (b"3", [1]), (None, [1])):
        for name, data in (("a", b"one\n\n"), ("b", b"two\n" + (end or b"\n"))):
            with open(os.path.join(release, name), "wb") as f:
                f.write(data.ljust(5, b"\n"))
        with open(os.path.join(place, "release.torrent"), "wb") as f:
            f.write(text if end is not None else text[:-1])
        leafproof(exits, "verify", "release.torrent", "--json",
                  "--allow-unsigned")


def main():
    with tempfile.TemporaryDirectory() as place:
        leafproof = Program(sys.argv[1], place)
        run_all(leafproof, place)
        for want in [("hash", t) for t in ("item", "finding", "status",
                                           "error")] + \
                [("verify", t) for t in ("item", "finding", "error")] + \
                [("check", t) for t in ("item", "finding", "error")] + \
                [("index", t) for t in ("item", "error")] + \
                [("authenticate", t) for t in ("item", "finding", "error")]:
            if want not in leafproof.seen:
                fail("no record was seen of", *want)
        lines = leafproof.lines
    by = "jsonschema and by us" if THEIRS is not None else "us"
    print(f"{lines} records validated by {by}; {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
