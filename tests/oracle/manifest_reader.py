#!/usr/bin/env python3
"""Are docs/FORMAT-manifest.md and docs/FORMAT-locator.md exact enough?

    manifest_reader.py BINARY
    manifest_reader.py --read FILE.leaf...

A strict reader of manifests, written from those two pages and nothing else. It
reads what BINARY writes about every fixture and about names that few tools
like, compares the counts, the order and the Merkle root with its own, writes
every line again, and looks at the files on disk for itself. Then it damages a
manifest in many ways: both must refuse each.
"""

import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
FIXTURES = os.path.join(ROOT, "fixtures")

FIRST = b"# leafproof manifest 1"
BARE = (b"dir symlink hardlink fifo socket device label").split()
FULL = (b"other zip tar gzip xz zstd bzip2 7z rar cab lz4 compress cpio ar "
        b"iso pst pdf ooxml odf ole pgp age openssl luks mbox message "
        b"cms lzma chat chat-message lha emlx mmdf git-bundle ewf tnef epub rtf "
        b"uuencode yenc warc lzip rows row disk-image mail-store archive "
        b"encrypted").split()
ENCODED = (b"uuencode", b"yenc")
WHATEVER = (b"message", b"pdf", b"ooxml", b"odf", b"epub", b"ole", b"rtf",
            b"rows") + ENCODED
ROLES = (b"member", b"message", b"part", b"row")
ALGORITHMS = ((b"md5", 32), (b"sha1", 40), (b"sha512", 128),
              (b"blake2b", 128), (b"btv2", 64))
IDENTITIES = ((b"message", 64), (b"message-body", 64), (b"message-loose", 64),
              (b"mih", 32), (b"text", 64), (b"letters", 64))
SPECIAL = (b"dir symlink fifo socket device").split()
FLAGS = (b"duplicate-name encrypted name-not-utf8 name-unsafe sparse "
         b"empty-link not-opened own-text bad-encoding unknown-encoding "
         b"bad-header repeated-header bad-boundary open-multipart no-text-layer "
         b"text-unread orphaned store-password scant").split()
# The codes that docs/FORMAT-records.md lists for items.
CODES = set(re.findall(rb"(?m)^\| ([NF]0[0-468][0-9]{2}) \|", open(
    os.path.join(ROOT, "docs", "FORMAT-records.md"), "rb").read()))
TABLE = [
    (0x00, 0x1f), (0x7f, 0x9f), (0xad, 0xad), (0x600, 0x605), (0x61c, 0x61c),
    (0x6dd, 0x6dd), (0x70f, 0x70f), (0x890, 0x891), (0x8e2, 0x8e2),
    (0x180e, 0x180e), (0x200b, 0x200f), (0x2028, 0x202e), (0x2060, 0x206f),
    (0xfdd0, 0xfdef), (0xfeff, 0xfeff), (0xfff9, 0xfffb), (0x110bd, 0x110bd),
    (0x110cd, 0x110cd), (0x13430, 0x1343f), (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a), (0xe0000, 0xe0fff),
]


class Refused(Exception):
    pass


def insist(good, why):
    if not good:
        raise Refused(why)


# ------------------------------------------------------------------ locators

def sequence(name, i):
    """The well-formed UTF-8 sequence at i, or nothing."""
    for n in (1, 2, 3, 4):
        try:
            return name[i:i + n], ord(name[i:i + n].decode("utf-8"))
        except (UnicodeDecodeError, TypeError):
            continue
    return b"", 0


def unsafe(point):
    return point & 0xfffe == 0xfffe or any(
        first <= point <= last for first, last in TABLE)


def escape(name):
    out = b""
    i = 0
    while i < len(name):
        seq, point = sequence(name, i)
        plain = seq and seq not in (b"%", b">") and not unsafe(point)
        seq = seq or name[i:i + 1]
        out += seq if plain else b"".join(b"%%%02X" % b for b in seq)
        i += len(seq)
    return out


def unescape(text):
    name = b""
    i = 0
    while i < len(text):
        if text[i:i + 1] == b"%":
            digits = text[i + 1:i + 3]
            insist(re.fullmatch(rb"[0-9A-F]{2}", digits), "bad escape")
            name += bytes([int(digits, 16)])
            i += 3
        else:
            name += text[i:i + 1]
            i += 1
    insist(escape(name) == text, "not the one spelling of a name")
    return name


def levels(locator):
    out = []
    for level in locator.split(b" > "):
        name, mark, ordinal = level.partition(b"%#")
        n = number(ordinal) if mark else 1
        insist(not mark or 2 <= n < 1 << 32, "bad ordinal")
        out.append((unescape(name), n))
    return out


# ------------------------------------------------------------------- grammar

def number(text):
    insist(re.fullmatch(rb"0|[1-9][0-9]{0,18}", text)
           and int(text) < 1 << 63, "bad number")
    return int(text)


def sha256_of(text):
    insist(re.fullmatch(rb"[0-9a-f]{64}", text), "bad digest")
    return text


def is_one_of(words, text):
    insist(text in words, f"unknown word {text!r}")
    return text


def flag_list(text):
    found = [FLAGS.index(is_one_of(FLAGS, f)) for f in text.split(b",")]
    insist(found == sorted(set(found)), "flags not in order")
    return text.split(b",")


def marks(text):
    codes = []
    for mark in text.split(b","):
        code, at, offset = mark.partition(b"@")
        insist(at and code in CODES, "bad mark")
        number(offset)
        codes.append(code)
    insist(len(codes) <= 8 and len(set(codes)) == len(codes), "bad marks")
    return codes


def one_mark(text):
    insist(len(marks(text)) == 1, "more than one mark")


def or_none(text, parse):
    return None if text == b"-" else parse(text)


def lawful(path):
    insist(b"\0" not in path and not set(path.split(b"/")) &
           {b"", b".", b".."}, "unlawful path")
    return path


def checksum_line(digest, path):
    escaped = path.replace(b"\\", b"\\\\").replace(b"\n", b"\\n") \
        .replace(b"\r", b"\\r")
    return (b"\\" if escaped != path else b"") + digest + b"  " + escaped


class Reader:
    def __init__(self, text):
        insist(text.endswith(b"\n"), "no LF at the end")
        self.lines = text.split(b"\n")[:-1]
        self.at = 0
        self.entries = []   # (path, sort key, kind, size, digest or None)
        self.leaves = []
        self.files = self.bytes = self.documents = self.unopened = 0
        self.messages = self.attachments = 0
        self.others = None
        self.content = set()
        self.trailer = {}
        self.ids = set()  # that something has

    def peek(self):
        insist(self.at < len(self.lines), "cut short")
        return self.lines[self.at]

    def next(self):
        self.at += 1
        return self.lines[self.at - 1]

    def has(self, key):
        return self.peek().startswith(b"# " + key + b"=")

    def value(self, key):
        insist(self.has(key), f"no {key.decode()}")
        return self.next().split(b"=", 1)[1]

    # One entry or member at a time.

    def target(self, kind):
        if kind in (b"symlink", b"hardlink"):
            unescape(self.value(b"target"))

    def checksum(self):
        line = self.next()
        escaped = line.startswith(b"\\")
        rest = line[1:] if escaped else line
        digest = sha256_of(rest[:64])
        insist(rest[64:66] == b"  ", "not two spaces")
        path = rest[66:]
        if escaped:
            path = re.sub(rb"\\(.)", lambda m: {
                b"n": b"\n", b"r": b"\r"}.get(m[1], m[1]), path)
        insist(checksum_line(digest, path) == line, "not the one spelling")
        return digest, lawful(path)

    def file(self):
        digest, path = self.checksum()
        size = number(self.value(b"size"))
        kind = is_one_of(FULL, self.value(b"kind"))
        opened = self.has(b"opened")
        if opened:
            is_one_of((b"yes", b"partly"), self.value(b"opened"))
        if self.has(b"flags"):
            insist(not set(flag_list(self.value(b"flags"))) &
                   {b"name-not-utf8", b"name-unsafe", b"own-text"},
                   "flags of a file")
        if self.has(b"closed"):
            one_mark(self.value(b"closed"))
            self.unopened += 1
        if self.has(b"found"):
            marks(self.value(b"found"))
        self.digests(digest)
        self.files += 1
        self.bytes += size
        self.count(kind, opened, digest)
        if opened:
            self.members()
        return path, path, kind, size, digest

    def digests(self, digest):
        """The lines of what has a SHA-256."""
        if digest is None:
            return
        if self.has(b"decoded"):
            insist(sha256_of(self.value(b"decoded")) != digest,
                   "decoded as it is")
        others = []
        for name, size in ALGORITHMS:
            if self.has(name):
                insist(re.fullmatch(rb"[0-9a-f]{%d}" % size,
                                    self.value(name)), "a digest")
                others.append(name)
        for name, size in IDENTITIES:
            if self.has(b"id-" + name):
                insist(re.fullmatch(rb"[0-9a-f]{%d}" % size,
                                    self.value(b"id-" + name)), "an identity")
                self.ids.add(name)
        insist(self.others in (None, others), "only some have that digest")
        self.others = others

    def count(self, kind, opened, digest, role=b"member", flags=()):
        message = kind == b"message"
        own = b"own-text" in flags
        self.messages += 1 if message else 0
        self.attachments += role == b"part" and not own and not message
        if kind in FULL and kind != b"row" and not own and \
                (kind in WHATEVER or not opened):
            self.documents += 1
            if digest is not None:
                self.content.add(bytes.fromhex(digest.decode()))

    def special(self):
        for kind in SPECIAL:
            if self.has(kind):
                path = lawful(unescape(self.value(kind)))
                self.target(kind)
                return path, path + (b"/" if kind == b"dir" else b""), \
                    kind, None, None
        path = lawful(unescape(self.value(b"unreadable")))
        kind = is_one_of(BARE + FULL, self.value(b"kind"))
        one_mark(self.value(b"closed"))
        self.unopened += 1
        self.count(kind, False, None)
        return path, path + (b"/" if kind == b"dir" else b""), kind, None, \
            None

    def members(self):
        """All members of one file: [locator, names seen] per open level."""
        open_ = [(None, {})]
        while True:
            role = [r for r in ROLES if self.has(r)]
            if not role:
                break
            fields = self.value(role[0]).split(b" ", 8)
            insist(len(fields) == 9, "a member lacks a field")
            how, digest, size, kind, time, flags, closed, found, place = fields
            is_one_of((b"leaf", b"opened", b"partly"), how)
            digest = or_none(digest, sha256_of)
            number(size)
            is_one_of(BARE + FULL, kind)
            or_none(time, lambda t: (insist(t != b"-0", "minus nothing"),
                                     number(t[t[:1] == b"-":])))
            flags = or_none(flags, flag_list) or []
            or_none(closed, one_mark)
            or_none(found, marks)
            self.unopened += 0 if closed == b"-" else 1
            insist(how == b"leaf" or kind in FULL, "an open thing of no bytes")
            insist(b"own-text" not in flags or
                   (role[0] == b"part" and
                    (how == b"leaf" or kind in ENCODED)), "own text of whom")
            self.count(kind, how != b"leaf", digest, role[0], flags)
            self.place(open_, place, flags)
            if how != b"leaf":
                open_.append((place, {}))
            self.target(kind)
            if role[0] != b"member":
                at, size = self.value(b"span").split(b" ")
                number(at), number(size)
            self.digests(digest)

    @staticmethod
    def place(open_, place, flags):
        names = levels(place)
        insist(len(names) <= len(open_), "not in an open container")
        del open_[len(names):]
        holder, seen = open_[-1]
        last = place if holder is None else place[len(holder) + 3:]
        insist(holder is None or place.startswith(holder + b" > "),
               "not in the open container")
        insist(levels(last) == names[-1:], "not in the open container")
        name, ordinal = names[-1]
        seen[name] = seen.get(name, 0) + 1
        insist(ordinal == seen[name], "ordinals do not count")
        insist(ordinal == 1 or b"duplicate-name" in flags, "flag lacks")

    # The whole.

    def entry(self):
        begin = self.at
        plain = self.peek().startswith(b"#")
        entry = self.special() if plain else self.file()
        insist(not self.entries or self.entries[-1][1] < entry[1],
               "out of order, or twice")
        insist(not self.entries or self.entries[-1][0] != entry[0], "twice")
        self.entries.append(entry)
        leaf = b"".join(x + b"\n" for x in self.lines[begin:self.at])
        self.leaves.append(hashlib.sha256(b"\0" + leaf).digest())

    def read(self):
        insist(self.next() == FIRST, "not a manifest of version 1")
        while self.peek() != b"# end":
            self.entry()
        self.next()
        t = self.trailer
        t["scope"] = is_one_of((b"tree", b"paths"), self.value(b"scope"))
        for key in (b"files", b"messages", b"attachments", b"documents",
                    b"bytes", b"unopened"):
            t[key.decode()] = number(self.value(key))
        for key in (b"readers", b"levels", b"rules"):
            t[key.decode()] = self.value(key)
            insist(re.fullmatch(rb"[a-z0-9.-]+(,[a-z0-9.-]+)*",
                                t[key.decode()]), "words")
        levels_ = t["levels"].split(b",")
        insist(len(t["rules"].split(b",")) == len(levels_), "rules")
        insist(self.ids <= set(levels_), "identities that are not named")
        said = self.value(b"digests")
        names = [b"sha256"] + [n for n, _ in ALGORITHMS if n in
                               said.split(b",")]
        insist(said == b",".join(names), "digests")
        insist(self.others in (None, names[1:]), "digests that nothing has")
        t["depth"] = self.value(b"depth")
        insist(t["depth"] == b"all" or number(t["depth"]) < (1 << 32) - 1,
               "depth")
        t["content"] = sha256_of(self.value(b"content"))
        t["root"] = sha256_of(self.value(b"root"))
        insist(self.at == len(self.lines), "something after the trailer")
        ours = {"files": self.files, "messages": self.messages,
                "attachments": self.attachments,
                "documents": self.documents, "bytes": self.bytes,
                "unopened": self.unopened,
                "content": root([hashlib.sha256(b"\0" + d).digest()
                                 for d in sorted(self.content)]).hex().encode(),
                "root": root(self.leaves).hex().encode()}
        for key, is_ in ours.items():
            insist(t[key] == is_, f"{key}: {t[key]} must be {is_}")
        return self


def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(leaves[:k]) + root(leaves[k:])).digest()


# --------------------------------------------------------------- the program

failures = []


def fail(*what):
    failures.append(" ".join(str(w) for w in what))
    print("FAIL", failures[-1])


def run(binary, *argv):
    return subprocess.run([binary, *argv], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=120)


def read(path):
    with open(path, "rb") as f:
        return f.read()


def compare_with_disk(name, reader, folder):
    """Every file and only those: by what Python sees."""
    there = {}
    for at, folders, files in os.walk(os.fsencode(folder)):
        below = os.path.relpath(at, os.fsencode(folder))
        for f in files + [d for d in folders
                          if os.path.islink(os.path.join(at, d))]:
            full = os.path.join(at, f)
            path = f if below == b"." else os.path.join(below, f)
            there[path] = None if not os.path.isfile(full) or \
                os.path.islink(full) else \
                hashlib.sha256(read(full)).hexdigest().encode()
        if not folders and not files and below != b".":
            there[below] = None
    said = {path: digest for path, _, _, _, digest in reader.entries}
    if said != there:
        fail(name, "is not what lies there:",
             sorted(set(said.items()) ^ set(there.items()))[:4])


def check(binary, name, place, *paths):
    leaf = os.path.join(place, "m.leaf")
    done = run(binary, "hash", *paths, "-o", leaf, "-q")
    if done.returncode not in (0, 1, 3):
        fail(name, "exit", done.returncode, done.stderr[:200])
        return None
    text = read(leaf)
    try:
        reader = Reader(text).read()
    except Refused as why:
        fail(name, why)
        return None
    if len(paths) == 1 and os.path.isdir(paths[0]):
        compare_with_disk(name, reader, paths[0])
    return text


def strange(place):
    """A tree of names that few tools like."""
    top = os.path.join(os.fsencode(place), b"strange")
    names = [b"a", b"a.txt", b"a-b", b"a b", b" a", b"a ", b"#a", b"\\a",
             b"a\\b", b"a\nb", b"a\rb", b"100 %", b"a > b", b"a%#2",
             b"caf\xff", b"caf\xc3\xa9", b"\xe2\x80\xae", b"\xc0\xaf", b"-a",
             b"\xe2\x80", b"\xf3\xa0\x80\x81", b"\xed\xa0\x80", b"\x7f",
             b"\xef\xb7\x90", b"\xf0\x9f\xbf\xbe", b"# end"]
    os.makedirs(os.path.join(top, b"d", b"empty"))
    os.makedirs(os.path.join(top, b"d.txt"))
    os.makedirs(os.path.join(top, b"d", b"empty\n%"))
    os.mkfifo(os.path.join(top, b"pipe"))
    os.symlink(b"a > b\n", os.path.join(top, b"link"))
    for i, name in enumerate(names):
        for folder in (b"", b"d", b"d.txt"):
            with open(os.path.join(top, folder, name), "wb") as f:
                f.write(b"%d\n" % i)
    with tarfile.open(os.path.join(top, b"names.tar"), "w",
                      format=tarfile.GNU_FORMAT) as tar:
        for i, name in enumerate(names + names):
            info = tarfile.TarInfo(os.fsdecode(name))
            info.size, info.mtime = 2, i - 3
            tar.addfile(info, io.BytesIO(b"%02d" % i))
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as z:
            z.writestr("in/side", b"x")
        info = tarfile.TarInfo("z > %.zip")
        info.size = len(inner.getvalue())
        tar.addfile(info, io.BytesIO(inner.getvalue()))
        info = tarfile.TarInfo("after")
        info.type, info.linkname = tarfile.SYMTYPE, "a > b"
        tar.addfile(info)
    return os.fsdecode(top)


# ------------------------------------------------------------ what is refused

def mended(entries, old):
    """The trailer of `old` with the counts and the root that `entries` (texts)
    would have."""
    trailer = old[old.index(b"# end\n"):]
    body = b"".join(entries)
    files = re.findall(rb"(?m)^\\?[0-9a-fA-F]{64} .*\n# size=(\d+)", body)
    hashes = [hashlib.sha256(b"\0" + e).digest() for e in entries]
    for key, is_ in ((b"files", b"%d" % len(files)),
                     (b"bytes", b"%d" % sum(map(int, files))),
                     (b"root", root(hashes).hex().encode())):
        trailer = re.sub(rb"# %s=.*" % key, b"# %s=%s" % (key, is_), trailer)
    return FIRST + b"\n" + body + trailer


def entries_of(text):
    body = text[len(FIRST) + 1:text.index(b"# end\n")]
    return re.findall(
        rb"(?:(?:\\?[0-9a-f]{64} |# (?:dir|symlink)=).*\n)"
        rb"(?:# (?:size|kind|opened|flags|closed|found|member|message|part|"
        rb"span|decoded|target|id-[a-z-]+)=.*\n)*",
        body)


def wrong(text):
    """(what, text) of manifests that nobody may accept."""
    e = entries_of(text)
    assert b"".join(e) == text[len(FIRST) + 1:text.index(b"# end\n")]

    def swap(i, old, new):
        assert old in e[i], (i, old)
        return mended(e[:i] + [e[i].replace(old, new, 1)] + e[i + 1:], text)

    yield "a CR", text.replace(b"\n", b"\r\n", 1)
    yield "no last LF", text[:-1]
    yield "an empty line", text.replace(b"\n", b"\n\n", 1)
    yield "cut", text[:text.index(b"# root=")]
    yield "cut in an entry", text[:200]
    yield "a line after it", text + b"# root=\n"
    yield "another version", text.replace(b"manifest 1", b"manifest 2", 1)
    yield "a leading zero", swap(0, b"size=6", b"size=06")
    yield "a plus", swap(0, b"size=6", b"size=+6")
    yield "2^63", swap(0, b"size=6", b"size=9223372036854775808")
    yield "upper case", mended([e[0][:64].upper() + e[0][64:]] + e[1:], text)
    yield "a star", swap(0, b"  a", b" *a")
    yield "an escape too many", mended([b"\\" + e[0]] + e[1:], text)
    yield "a strange escape", swap(3, b"n\\nl", b"n\\xl")
    yield "an escape left out", mended(e[:3] + [e[3][1:]] + e[4:], text)
    yield "an unknown kind", swap(0, b"kind=other", b"kind=text")
    yield "keys exchanged", swap(
        0, b"# size=6\n# kind=other\n", b"# kind=other\n# size=6\n")
    yield "an unknown key", swap(0, b"# kind", b"# mode=644\n# kind")
    yield "an escape of a letter", swap(2, b"=link", b"=l%69nk")
    yield "a link without target", swap(2, b"# target=a b.txt\n", b"")
    yield "a target without link", swap(
        1, b"# dir=empty\n", b"# dir=empty\n# target=x\n")
    yield "a member of nothing", mended(
        [e[0] + e[4].split(b"\n", 4)[4]] + e[1:], text)
    yield "a member without container", swap(4, b" note\n", b" x > note\n")
    yield "a needless escape", swap(4, b" note\n", b" note%23\n")
    yield "ordinal 1", swap(4, b" note\n", b" note%#1\n")
    yield "a field left out", swap(4, b" - - - - ", b" - - - ")
    yield "minus nothing", swap(4, b" other - ", b" other -0 ")
    yield "exchanged", mended([e[1], e[0]] + e[2:], text)
    yield "twice", mended([e[0]] + e, text)
    yield "upwards", swap(0, b"  a b", b"  ../a b")
    yield "absolute", swap(0, b"  a b", b"  /a b")
    yield "an empty component", swap(0, b"  a b", b"  a//b")
    yield "no flags", swap(0, b"# kind=other\n", b"# kind=other\n# flags=\n")
    yield "flags not in order", swap(
        4, b"other - - - - ", b"other - sparse,encrypted - - ")
    yield "an unknown code", swap(
        0, b"# kind=other\n", b"# kind=other\n# closed=N0999@0\n")
    yield "another count", text.replace(b"# files=3", b"# files=4")
    yield "messages", text.replace(b"# messages=0", b"# messages=1")
    yield "another root", re.sub(rb"# root=..", b"# root=00", text)
    yield "another content root", re.sub(rb"# content=..", b"# content=00",
                                         text)
    yield "decoded as it is", swap(0, b"# kind=other\n", b"# kind=other\n"
                                   b"# decoded=" + text.split(b"\n")[1][:64] +
                                   b"\n")
    one = b"# id-text=" + b"5" * 64 + b"\n"
    yield "an identity twice", swap(0, b"# kind=other\n",
                                    b"# kind=other\n" + one + one)
    yield "an identity of a folder", swap(1, b"# dir=empty\n",
                                          b"# dir=empty\n" + one)
    yield "identities not in order", swap(
        0, b"# kind=other\n",
        b"# kind=other\n" + one + one.replace(b"text", b"message"))
    yield "a long MIH", swap(0, b"# kind=other\n", b"# kind=other\n" +
                             one.replace(b"text", b"mih"))
    yield "an unknown identity", swap(0, b"# kind=other\n",
                                      b"# kind=other\n" +
                                      one.replace(b"text", b"sense"))
    yield "a rule less", re.sub(rb"# rules=[^,]*,", b"# rules=", text)
    yield "a level less", re.sub(rb"# levels=[^,]*,", b"# levels=", text)
    yield "an empty level", text.replace(b"# levels=raw,", b"# levels=,raw,")
    yield "no rules", re.sub(rb"# rules=.*\n", b"", text)
    yield "a span of a member", swap(4, b" note\n", b" note\n# span=0 1\n")


def example():
    """The second test vector of the page: its text and its files."""
    page = read(os.path.join(ROOT, "docs", "FORMAT-manifest.md")).decode()
    blocks = re.findall(r"(?m)(?:^    # leafproof manifest 1\n(?:    .*\n)+)",
                        page)
    return [b"".join(line[4:].encode() + b"\n"
                     for line in block.splitlines()) for block in blocks]


def build_example(place):
    top = os.path.join(place, "example")
    os.makedirs(os.path.join(top, "empty"))
    os.symlink("a b.txt", os.path.join(top, "link"))
    gz = bytes.fromhex("1f8b08000000000000ff010600f9ff68656c6c6f0a20303a36"
                       "06000000")
    for name, data in (("a b.txt", b"hello\n"), ("n\nl.txt", b""),
                       ("note.gz", gz)):
        with open(os.path.join(top, name), "wb") as f:
            f.write(data)
    return top


def build_message(place):
    """The file of the third vector stands in the page before it."""
    page = read(os.path.join(ROOT, "docs", "FORMAT-manifest.md")).decode()
    block = re.search(r"(?m)(?:^    .*\n|^\n)*", page[page.index(
        "    From: desk@example.org"):])[0]
    top = os.path.join(place, "mail")
    os.makedirs(top)
    with open(os.path.join(top, "m.eml"), "wb") as f:
        f.write("".join(line[4:] + "\n" for line in
                        block.rstrip("\n").splitlines()).encode())
    return top


def check_refusals(binary, place, text):
    leaf = os.path.join(place, "wrong.leaf")
    n = 0
    for what, bad in wrong(text):
        n += 1
        try:
            Reader(bad).read()
            fail("we accept:", what)
        except Refused:
            pass
        with open(leaf, "wb") as f:
            f.write(bad)
        done = run(binary, "verify", leaf, place, "--allow-unsigned", "--json")
        if done.returncode != 1 or b'"malformed"' not in done.stdout:
            fail("leafproof accepts:", what, "exit", done.returncode)
    return n


def main():
    if sys.argv[1:2] == ["--read"]:
        for path in sys.argv[2:]:
            try:
                r = Reader(read(path)).read()
                print(path, len(r.entries), "entries,", "root",
                      r.trailer["root"].decode())
            except Refused as why:
                fail(path, why)
        return 1 if failures else 0
    binary = os.path.abspath(sys.argv[1])
    n = 0
    with tempfile.TemporaryDirectory() as place:
        paths = [[os.path.join(FIXTURES, kind, name)]
                 for kind in ("publications", "submissions", "hostile")
                 for name in sorted(os.listdir(os.path.join(FIXTURES, kind)))]
        paths += [[os.path.join(FIXTURES, "hostile")],
                  [p[0] for p in paths[:4]],
                  [os.path.join(FIXTURES, "README.md")],
                  [strange(place)]]
        for one in paths:
            check(binary, os.path.relpath(one[0], FIXTURES), place, *one)
            n += 1
        vectors = example()
        if len(vectors) != 3:
            fail("the page has", len(vectors), "test vectors, not 3")
        os.mkdir(os.path.join(place, "empty"))
        for vector, folder in zip(vectors, (os.path.join(place, "empty"),
                                            build_example(place),
                                            build_message(place))):
            if check(binary, folder, place, folder) != vector:
                fail("the page's example is not what leafproof writes of",
                     os.path.basename(folder))
        refused = check_refusals(binary, place, vectors[1])
    print(f"{n} manifests read, {refused} refused; {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
