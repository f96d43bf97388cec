#!/usr/bin/env python3
"""Are rows of tables found and identified as FORMAT-identity-rows.md says?

    rows.py BINARY

Writes one table in many ways, with python3's csv, json and sqlite3 and as
dumps write it, works out each row's forms from python's values, and compares
these with the manifest that BINARY writes. Then the dump of MySQL is published,
and every row must be found in all the others.
"""

import csv
import hashlib
import io
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile

NAMES = ["id", "Name", "note", "score", "data"]
LONG = ("We have moved the documents to the second container in the harbour, "
        "as was agreed with everybody on Monday night.\n") * 4
TEXTS = ["Ann Lee", "x", "", "a,b;c\td", "\"quoted\" 'twice'", "back\\slash\\",
         "line\nline\r\nline\rline", "\u00e9\u4e2d \U0001f600", "012", "1.10",
         "NULL", "\\N", LONG, " blanks ", "-- no comment", "/* nor this */",
         "$$", "%_", "(1,2);", "\b\f\v\x1a", "a" * 5000]


def rows():
    """Columns: integer, text, text or null, real or null, bytes or null."""
    rng = random.Random(7)
    out = []
    for i in range(150):
        out.append((i * 7919 - 1000, TEXTS[i % len(TEXTS)] + "!",
                    rng.choice(TEXTS + [None]),
                    rng.choice([None, 0.5, -2.25, 1e300, 1 / 3, 12345.678,
                                100.0, 100.95, 1e-7]),
                    rng.choice([None, b"\x00\xff\n", b"\xfe'\\\"" * 5])))
    return out


# ------------------------------------------------------------ what must come

def field(b):
    return len(b).to_bytes(4, "little") + b


def lower(b):
    return bytes(c + 32 if 65 <= c <= 90 else c for c in b)


def is_utf8(b):
    try:
        b.decode()
    except UnicodeDecodeError:
        return False
    return True


def forms(cells):
    """row-v1, and the decoded form, of a dict of (type, bytes) by name."""
    typed = b"leafproof row-v1\n"
    plain = b"leafproof row-plain-v1\n"
    told = 0
    for name in sorted(cells):
        kind, value = cells[name]
        typed += field(name) + kind + field(value)
    for name in sorted(cells, key=lambda n: (lower(n), n)):
        kind, value = cells[name]
        raw = kind == b"b" and not is_utf8(value)
        told += len(value)
        if value and not raw:
            value = value.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if value:
            plain += field(lower(name)) + (b"b" if raw else b"t") + \
                field(value)
    one = hashlib.sha256(typed).hexdigest()
    two = hashlib.sha256(plain).hexdigest() if told else one
    return one, two, told < 16


def cell(value):
    if value is None:
        return b"n", b""
    if isinstance(value, int):
        return b"i", str(value).encode()
    if isinstance(value, float):
        return b"r", repr(value).encode()
    if isinstance(value, str):
        return b"t", value.encode()
    return b"b", value


def typed(table):
    return [forms({n.encode(): cell(v) for n, v in zip(NAMES, r)})
            for r in table]


def as_text(table):
    """As what has no types says it."""
    return [forms({n.encode(): (b"t", cell(v)[1])
                   for n, v in zip(NAMES, r)}) for r in table]


# --------------------------------------------------------------- the writers

def csv_of(table, path, encoding="utf-8", **how):
    text = io.StringIO()
    out = csv.writer(text, **how)
    out.writerow(NAMES)
    out.writerows(table)
    with open(path, "w", encoding=encoding, newline="") as f:
        f.write(text.getvalue())


def mysql_text(s):
    for a, b in (("\\", "\\\\"), ("\0", "\\0"), ("\n", "\\n"), ("\r", "\\r"),
                 ("\x1a", "\\Z"), ("'", "\\'"), ('"', '\\"')):
        s = s.replace(a, b)
    return "'" + s + "'"


def mysql(v, hexed):
    if v is None:
        return b"NULL"
    if isinstance(v, (int, float)):
        return repr(v).encode()
    if isinstance(v, str):
        return mysql_text(v).encode()
    if hexed:
        return b"0x" + v.hex().upper().encode()
    for a, b in ((b"\\", b"\\\\"), (b"\0", b"\\0"), (b"\n", b"\\n"),
                 (b"'", b"\\'"), (b'"', b'\\"')):
        v = v.replace(a, b)
    return b"_binary '" + v + b"'"


def mysql_of(table, path, hexed=True, step=50, listed=False):
    out = [b"-- MySQL dump 10.13  Distrib 8.0\n\n/*!40101 SET NAMES utf8 */;\n",
           b"CREATE TABLE `people` (\n"]
    out += [f"  `{n}` text /*, `x` */ COMMENT 'a, \\'b (',\n".encode()
            for n in NAMES]
    out.append(b"  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\n")
    columns = " (`" + "`, `".join(NAMES) + "`)" if listed else ""
    for i in range(0, len(table), step):
        out.append(f"INSERT INTO `people`{columns} VALUES ".encode())
        out.append(b",\n".join(
            b"(" + b",".join(mysql(v, hexed) for v in r) + b")"
            for r in table[i:i + step]))
        out.append(b";\n")
    out.append(b"-- Dump completed\n")
    with open(path, "wb") as f:
        f.write(b"".join(out))


def copied(v):
    if v is None:
        return "\\N"
    v = v if isinstance(v, str) else repr(v)
    for a, b in (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"),
                 ("\b", "\\b"), ("\f", "\\f"), ("\v", "\\v")):
        v = v.replace(a, b)
    return v


def postgres_of(table, path):
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write("--\n-- PostgreSQL database dump\n--\n\n"
                "SET standard_conforming_strings = on;\n\n"
                "COPY public.people (\"" + "\", \"".join(NAMES) +
                "\") FROM stdin;\n")
        for r in table:
            f.write("\t".join(copied(v) for v in r) + "\n")
        f.write("\\.\n\n\n-- PostgreSQL database dump complete\n")


def inserts_of(table, path):
    def literal(v):
        return "NULL" if v is None else repr(v) if not isinstance(v, str) \
            else "'" + v.replace("'", "''") + "'"
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write("-- PostgreSQL database dump\n\nCREATE TABLE public.people (\n"
                "    " + ",\n    ".join(f'"{n}" text' for n in NAMES) +
                ",\n    CONSTRAINT c CHECK ((id > 0))\n);\n\n")
        for r in table:
            f.write("INSERT INTO public.people VALUES (" +
                    ", ".join(literal(v) for v in r) + ");\n")


def sqlite_of(table, path, encoding="UTF-8", dump=None):
    db = sqlite3.connect(path)
    db.executescript(f"PRAGMA encoding='{encoding}';"
                     "CREATE TABLE people (id INTEGER PRIMARY KEY, Name, note, "
                     "score, data, twice AS (id * 2));"
                     "CREATE INDEX i ON people (Name);"
                     "CREATE VIEW v AS SELECT * FROM people;"
                     "CREATE TABLE empty (a)")
    db.executemany("INSERT INTO people VALUES (?,?,?,?,?)", table)
    db.commit()
    if dump:
        with open(dump, "w", encoding="utf-8", newline="") as f:
            f.write("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n")
            f.write("CREATE TABLE people (id INTEGER PRIMARY KEY, Name, note, "
                    "score, data);\n")
            for (line,) in db.execute(
                    "SELECT 'INSERT INTO people VALUES(' || quote(id) || ',' "
                    "|| quote(Name) || ',' || quote(note) || ',' || "
                    "CASE typeof(score) WHEN 'real' THEN printf('%!.20g', score) "
                    "ELSE quote(score) END || ',' || quote(data) || ');' FROM people "
                    "ORDER BY id"):
                f.write(line + "\n")
            f.write("COMMIT;\n")
    db.close()


def make(folder):
    table = rows()
    texts = [r[:4] + ("",) for r in table]  # CSV has no bytes
    latin = [tuple(v.encode("cp1252", "ignore").decode("cp1252")
                   if isinstance(v, str) else v for v in r) for r in texts]
    # NUL and such are lawful, but no table is taken for one then.
    def tame(t):
        return [tuple(re.sub("[\0-\x08]", "?", v) if isinstance(v, str) else v
                      for v in r) for r in t]
    texts, latin = tame(texts), tame(latin)
    want = {}

    def at(name):
        return os.path.join(folder, name)

    for name, encoding, how in (
            ("plain.csv", "utf-8", {}),
            ("mark.csv", "utf-8-sig", {"lineterminator": "\n", "quoting": csv.QUOTE_ALL}),
            ("tabs.tsv", "utf-8", {"delimiter": "\t", "quoting": csv.QUOTE_ALL}),
            ("semi.csv", "utf-8", {"delimiter": ";"}),
            ("wide.csv", "utf-16", {})):
        csv_of(texts, at(name), encoding, **how)
        want[name] = as_text(texts)
    csv_of(latin, at("latin.csv"), "cp1252")
    want["latin.csv"] = as_text(latin)

    with open(at("lines.jsonl"), "w") as f:
        for r in table:
            f.write(json.dumps(dict(zip(NAMES, r[:4] + ([1, {"a b": "c d"}],))))
                    + "\n")
    want["lines.jsonl"] = [forms(
        {**{n.encode(): cell(v) for n, v in zip(NAMES, r[:4])},
         b"data": (b"j", b'[1,{"a b":"c d"}]')}) for r in table]

    whole = [r[:3] + (None if r[3] is None else r[3],) + r[4:] for r in table]
    mysql_of(whole, at("hex.sql"))
    mysql_of(whole, at("binary.sql"), False, 1, True)
    want["hex.sql"] = want["binary.sql"] = typed(whole)
    postgres_of(texts, at("copy.sql"))
    want["copy.sql"] = [forms({n.encode(): (b"n" if v is None else b"t",
                                            cell(v)[1])
                               for n, v in zip(NAMES, r)}) for r in texts]
    inserts_of(texts, at("inserts.sql"))
    want["inserts.sql"] = typed(texts)
    sqlite_of(whole, at("people.db"), dump=at("dump.sql"))
    sqlite_of(whole, at("wide.db"), "UTF-16le")
    want["people.db"] = want["wide.db"] = typed(whole)
    # Its id is the key: rows stand in that order, as they were made.
    want["dump.sql"] = None
    return want


# ------------------------------------------------------------------ what came

def read(leaf):
    """For each file: digest, decoded form, scant, span of each row."""
    found = {}
    for line in leaf.splitlines():
        if re.match("[0-9a-f]{64}  ", line):
            found[line[66:]] = here = []
        elif re.match("# (row|member)=leaf ", line):
            words = line.split(" ")
            here.append([words[2], words[2], "scant" in words[6], None,
                         words[4]])
        elif line.startswith("# decoded=") and here:
            here[-1][1] = line[10:]
        elif line.startswith("# span="):
            here[-1][3] = [int(x) for x in line[7:].split()]
    return found


def run(*args, ok=(0,)):
    p = subprocess.run([sys.argv[1], *args], stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE)
    if p.returncode not in ok:
        sys.exit(f"{args[0]}: {p.returncode}: {p.stderr.decode()}")
    return p.stdout.decode()


def compare(folder, docs, want):
    leaves = []
    for threads in ("1", "4"):
        leaf = os.path.join(folder, threads + ".leaf")
        run("hash", docs, "-o", leaf, "-j", threads)
        with open(leaf) as f:
            leaves.append(f.read())
    if leaves[0] != leaves[1]:
        sys.exit("one thread and four differ")
    found = read(leaves[0])
    n = 0
    for name, ids in want.items():
        got = [r for r in found[name] if r[4] == "row"]
        if ids is None:
            continue
        if [tuple(r[:3]) for r in got] != ids:
            for i, (a, b) in enumerate(zip(got, ids)):
                if tuple(a[:3]) != b:
                    sys.exit(f"{name}: row {i + 1} is another: {a} {b}")
            sys.exit(f"{name}: {len(got)} rows, not {len(ids)}")
        n += len(got)
        with open(os.path.join(docs, name), "rb") as f:
            data = f.read()
        for r in got if name.endswith((".jsonl", "hex.sql")) else ():
            one = data[r[3][0]:sum(r[3])]
            if name.endswith(".jsonl"):
                json.loads(one)
            elif one[:1] + one[-1:] != b"()":
                sys.exit(f"{name}: another span: {r[3]}")
    return n


def published(folder, docs):
    """Rows of the dump of MySQL, in other files."""
    sets = os.path.join(folder, "p.set")
    sub = os.path.join(folder, "submission")
    os.mkdir(sub)
    table = [(i, f"Person {i} of Upper Tessel", None, 0.5, None)
             for i in range(50)]
    mysql_of(table, os.path.join(folder, "published.sql"))
    run("index", "add", os.path.join(folder, "published.sql"), "-o", sets,
        "--publication", "p", "--date", "2020-01-02")
    csv_of(table[5:25], os.path.join(sub, "a.csv"))
    sqlite_of(table[20:], os.path.join(sub, "b.db"))
    postgres_of(table[:9] + [(99, "Somebody else, who is new", "", 1.5, "")],
                os.path.join(sub, "c.sql"))
    out = run("check", sub, "--against", sets, "--json", ok=(1,))
    seen = {}
    for line in out.splitlines():
        r = json.loads(line)
        if r.get("kind") == "row":
            place = r["path"].split("/")[-1][:1]
            seen.setdefault(place, []).append(r["verdict"])
    want = {"a": ["DECODED"] * 20, "b": ["EXACT"] * 30,
            "c": ["DECODED"] * 9 + ["NEW"]}
    if seen != want:
        sys.exit(f"other verdicts: {seen}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        docs = os.path.join(folder, "docs")
        os.mkdir(docs)
        want = make(docs)
        n = compare(folder, docs, want)
        published(folder, docs)
        print(n, "rows agree")


main()
