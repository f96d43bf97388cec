#!/usr/bin/env python3
"""Mail, taken apart by Python's own packages and by leafproof.

  mail.py LEAFPROOF [SEED]

Makes some thousand messages of every shape, as files and in mailboxes, with LF,
with CRLF and with both, and compares for each message what its parts are: their
numbers, names, bytes, whether they are its own text, their decoded identity.

What must be is computed here, by the rules of docs/FORMAT-identity.md, with
Python's `email` for headers and a cutter of bodies of our own. Then `email` is
asked about the whole message, and must agree about every part, except where it
is knowingly different:

  attached         it reads an attached message (message/rfc822) from the body
                   as it stands, whatever its transfer encoding, and does not
                   keep its bytes; and every other message/* as a message too,
                   message/delivery-status as several
  base64           of base64 with bytes that do not belong there it gives, in
                   some cases, nothing or the text itself
  blanks           blanks at the ends of lines of quoted-printable stay
  adjacent         delimiter lines that follow each other are one to it, even
                   if the last closes
  no-part          in a multipart without a single part it takes what stands
                   there for the body; here that is of the message only
  no-boundary      an empty boundary is one to it; without any, the line end
                   before the delimiter of an outer multipart is of the part
  unclosed         where a multipart does not close it takes the last newline of
                   the last part for that of a delimiter
  coding           a blank after the name of an encoding makes it unknown
  both-names       of filename and filename* it takes the first, not the better

Its `mailbox` begins a message at each line with `From `, whatever follows; it is
asked only about mailboxes where every such line is quoted.
"""
import base64
import binascii
import email
import email.header
import hashlib
import json
import mailbox
import os
import re
import subprocess
import sys
import tempfile
import time

from identity import Random, decoded_message, decoded_text
from manifest_reader import escape

EOL = rb"(?:\r\n|\r|\n)"
BATCH = 1300
MESSAGES = 5200 // int(os.environ.get("THIN", "1"))
BOX = 25

failures = []


def fail(*what):
    failures.append(" ".join(str(w) for w in what))
    if len(failures) <= 40:
        print("FAIL", failures[-1][:600])


def sha(data):
    return hashlib.sha256(data).hexdigest()


# ------------------------------------------------------------- by the page


def lines(data):
    return re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", data)


def cut_header(data):
    """The header, with its lines joined, and where the body begins."""
    at, head = 0, []
    for line in lines(data):
        text = line.rstrip(b"\r\n")
        if not text:
            at += len(line)
            break
        if text[:1] in b" \t" and head:
            head[-1] += text
        elif re.match(rb"[\x21-\x39\x3b-\x7e]+:", text):
            head.append(text)
        else:
            break
        at += len(line)
    return head, at


def parse_header(head, default):
    # As Latin-1, so that no byte is lost in what `email` does with it.
    m = email.message_from_string(
        "".join(h.decode("latin-1") + "\n" for h in head) + "\n")
    m.set_default_type(default)
    return m


def words(text):
    out, charsets = b"", False
    for word, charset in email.header.decode_header(text):
        if isinstance(word, str):
            out += word.encode("latin-1")
        elif charset is None:
            out += word
        else:
            out += recode(word, charset)
    return out


def recode(data, charset):
    try:
        return data.decode(charset).encode("utf-8")
    except (LookupError, UnicodeError):
        return data


def name_of(m, seen=None):
    for header, key in (("content-disposition", "filename"),
                        ("content-type", "name")):
        got = [v for k, v in m.get_params([], header) if k.lower() == key]
        if len(got) > 1 and seen is not None:
            seen.add("both-names")
        for value in sorted(got, key=lambda v: not isinstance(v, tuple)):
            if isinstance(value, tuple):
                raw = value[2].encode("latin-1")
                return recode(raw, value[0]) if value[0] else raw
            return words(value)
    return b""


def decode_base64(data, seen):
    clean = re.sub(rb"[ \t\r\n]", b"", data)
    if len(clean) % 4 or not re.fullmatch(rb"[A-Za-z0-9+/]*={0,2}", clean):
        seen.add("base64")
    bits = n = pads = 0
    if "base64" not in seen:
        return binascii.a2b_base64(clean)
    out = bytearray()
    for c in clean:
        v = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
            b"0123456789+/".find(c)
        if c == 0x3d:
            pads += 1
            if n >= 2 and n + pads >= 4:
                break
        elif v >= 0:
            pads = 0
            bits = bits << 6 | v
            n = (n + 1) % 4
            if n != 1:
                out.append(bits >> (0, 0, 4, 2)[n] & 255)
    return bytes(out)


def decode_quoted(data, seen):
    out = b""
    for line in lines(data):
        text = line.rstrip(b"\r\n")
        end = line[len(text):]
        bare = text.rstrip(b" \t")
        if bare != text:
            seen.add("blanks")
        if bare.endswith(b"="):
            bare, end = bare[:-1], b""
        out += re.sub(rb"=([0-9A-Fa-f]{2})",
                      lambda m: bytes([int(m.group(1), 16)]), bare) + end
    return out


def decode(m, data, seen):
    coding = m.get("content-transfer-encoding", "").lower()
    if coding != coding.strip():
        seen.add("coding")
        coding = coding.strip()
    if coding == "base64":
        return decode_base64(data, seen)
    if coding == "quoted-printable":
        return decode_quoted(data, seen)
    return data


def cut_body(body, boundary, seen, gap):
    """The parts between the delimiters, as (at, end, length of the line end
    after it); after `body` there is one of length `gap`."""
    delimiter = re.compile(rb"--" + re.escape(boundary) +
                           rb"(--)?[ \t]*" + EOL + rb"?")
    parts, start, at, close, adjacent = [], None, 0, False, False
    for line in lines(body):
        hit = None if close else delimiter.fullmatch(line)
        if hit:
            close = hit.group(1) is not None
            if adjacent and close:
                seen.add("adjacent")
            if start is not None and (close or not adjacent):
                end = len(re.search(EOL + rb"?\Z", body[start:at])[0])
                parts.append((start, at - end, end))
            start = at + len(line)
        adjacent = bool(hit)
        at += len(line)
    if not close:
        seen.add("open")
    if start is not None and not close:
        seen.add("unclosed")
        parts.append((start, len(body), gap))
    return parts


class Item:
    def __init__(self, path, role, data, form, own=False, seen=(), span=None,
                 flags=None):
        self.path, self.role, self.own = path, role, own
        self.sha, self.size = sha(data), len(data)
        self.decoded = sha(form)
        self.is_text = role != "part" or decoded_text(data + b"\r") != \
            data + b"\r"
        self.data, self.seen, self.span, self.flags = data, seen, span, flags

    def key(self):
        return (self.path, self.role, self.size, self.sha, self.decoded,
                self.own)


LISTED = (b"from:", b"to:", b"received:", b"subject:", b"return-path:")


def looks_like_message(data):
    return data.lower().startswith(LISTED) and bool(cut_header(data)[0])


def message(data, path, seen, out):
    """Append to `out` what lies in the message `data`. Returns its flags, as
    far as they are about boundaries."""
    mine = set()
    entity(data, b"", "text/plain", path, mine, out, 0)
    flags = {"bad-boundary"} if mine & {"no-part", "no-boundary", "bare"} else set()
    flags |= {"open-multipart"} if "open" in mine else set()
    seen |= mine - {"open", "bare"}
    return flags


def entity(data, number, default, path, seen, out, base, gap=0):
    head, at = cut_header(data)
    m = parse_header(head, default)
    kind = m.get_content_type()
    body = data[at:]
    boundary = m.get_boundary()
    if kind.startswith("multipart/") and boundary:
        parts = cut_body(body, boundary.encode("latin-1"), seen, gap)
        if not parts:
            seen.add("no-part")
        inner = "message/rfc822" if kind == "multipart/digest" else \
            "text/plain"
        for i, (a, b, gap) in enumerate(parts):
            entity(body[a:b], (number + b"." if number else b"") +
                   b"%d" % (i + 1), inner, path, seen, out, base + at + a, gap)
        return
    if kind.startswith("multipart/"):
        seen.add("no-boundary" if boundary == "" else "bare")
    # A part lies with its header, and that has its line end, or its empty line,
    # even if a delimiter follows; a message's own body is the message's.
    last = (lines(data) or [b"x"])[-1]
    empty = at == len(data) and last.strip()
    span = (base, len(data) + (gap if empty else 0)) if number else \
        (at, len(body))
    number = number or b"1"
    name = name_of(m, seen)
    truth = m.get("x-name")
    if truth is not None and bytes.fromhex(truth) != name:
        fail("we read a name wrongly:", truth, name, head)
    mine = {"no-boundary"} if kind.startswith("multipart/") else set()
    content = decode(m, body, mine)
    place = path + b" > part " + number + (b" " + escape(name) if name else b"")
    if kind in ("message/rfc822", "message/global"):
        seen.add("attached")
        flags = message(content, place, set(), out)
        out.append(Item(place, "message", content, decoded_message(content),
                        seen=mine, span=span, flags=flags))
        return
    if kind.startswith("message/"):
        seen.add("attached")
    own = kind in ("text/plain", "text/html") and not name and \
        m.get_content_disposition() != "attachment"
    opens = not own and looks_like_message(content)
    if opens:
        message(content, place, set(), out)
    out.append(Item(place, "part", content,
                    decoded_message(content) if opens else
                    decoded_text(content), own, mine, span))


SEPARATOR = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) "
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d\d? "
    rb"\d\d:\d\d(?::\d\d)? (?:[A-Z+][A-Z0-9]+ )?\d{4}\s*")


def slices(box):
    """Where the messages of a mailbox are, as (at, end)."""
    out, at, start, before = [], 0, None, b"\n"
    for line in lines(box):
        if not before.strip(b"\r\n") and SEPARATOR.fullmatch(line):
            if start is not None:
                out.append((start, max(start, at - len(before))))
            start = at + len(line)
        before = line
        at += len(line)
    blank = len(before) if not before.strip(b"\r\n") else 0
    out.append((start, max(start, at - blank)))
    return out


# --------------------------------------------------------------- by `email`


def by_email(m, number=()):
    """(number, bytes) of each leaf."""
    if m.is_multipart():
        for i, part in enumerate(m.get_payload()):
            yield from by_email(part, number + (i + 1,))
    else:
        yield number or (1,), m.get_payload(decode=True)


SOFT = {"both-names", "unclosed"}  # the parts are the same


def agrees(data, items, seen, counts):
    """Python's `email` sees the same leaves; or it is known why not."""
    for why in seen:
        counts[why] = counts.get(why, 0) + 1
    if seen - SOFT:
        return
    counts["agrees"] = counts.get("agrees", 0) + 1
    theirs = list(by_email(email.message_from_bytes(data)))
    ours = [i for i in items if i.path.count(b" > ") == 1]
    if len(theirs) != len(ours):
        fail("email sees", len(theirs), "parts, not", len(ours), ours[0].path)
        return
    for (number, payload), item in zip(theirs, ours):
        said = item.path.split(b" > part ")[1].split(b" ")[0]
        if said != b".".join(b"%d" % n for n in number):
            fail("email numbers otherwise:", item.path, number)
        for why in item.seen:
            counts[why] = counts.get(why, 0) + 1
        want = item.data
        if "unclosed" in seen and payload != want and item is ours[-1]:
            want = re.sub(EOL + rb"\Z", b"", want)
        if not item.seen and payload != want:
            fail("email decodes otherwise:", item.path, payload[-80:],
                 item.data[-80:])


# ------------------------------------------------------- messages of all shapes

SOME = ["The minutes of the meeting", "as agreed", "see attached", "Zürich",
        "a€b", "Привет", "日本", "x" * 30, "and so on", "0.5 %", "Re: budget",
        "-- ", "soft=", "a > b", "\t", "=3D", "end."]
LINES = [b"", b"", b"", b"From the start", b">From there", b">>From ", b"From me",
         b"From here on in 2004", b"--", b"----", b"--b", b"-- ", b"> quoted",
         b".", b"(Content-Type: text/plain)", b"trailing  ", b"tab\t", b"begin 644"]
NAMES = ["plan.pdf", "a b.txt", "Übersicht.doc", "отчёт.xls", "日本.txt",
         "100 % > 99 %.txt", "a\u202eb.exe", "semi;colon.txt", "eq=ual.txt",
         "it's.txt", "quo\"te.txt", "back\\slash.txt", "x" * 120 + ".txt",
         "#2.txt", "tab\there.txt", " lead.txt", "€.txt", "a'b'c.txt"]
CHARSETS = ["utf-8", "iso-8859-1", "windows-1252", "koi8-r", "iso-2022-jp",
            "iso-8859-15", "gb2312", "UTF-8"]


class Maker:
    """Messages, with LF. What it means by a name is in the field X-Name."""

    def __init__(self, seed):
        self.r = Random(seed)
        self.n = 0
        self.id = 0
        self.used = set()

    def chance(self, n):
        return self.r.below(n) == 0

    def bytes(self, n):
        out = bytearray(b"\x93\x01")
        while len(out) < n:
            out += self.r.below(1 << 24).to_bytes(3, "big")
        return bytes(out)

    def line(self):
        if self.chance(3):
            return self.r.of(LINES)
        return " ".join(self.r.of(SOME) for _ in range(self.r.below(9))) \
            .encode()

    def text(self):
        out = b"\n".join(self.line() for _ in range(self.r.below(12)))
        if self.chance(25):
            out += b"\n" + b"long " * (300 + self.r.below(2000))
        if self.chance(40):
            out += b"\0nul"
        if self.chance(40):
            out += b"bare\rCR"
        if self.chance(25):
            out = out.decode().encode("latin-1", "replace")
        return out + b"\n" * self.r.of((0, 1, 1, 1, 1, 2, 3))

    # Names.

    def words(self, name, charset, coding):
        out, step = [], 1 + self.r.below(12)
        for i in range(0, len(name), step):
            raw = name[i:i + step].encode(charset)
            if coding in "bB":
                text = base64.b64encode(raw).decode()
            else:
                text = "".join(chr(b) if chr(b).isalnum() and b < 128 else
                               "_" if b == 32 else f"={b:02X}" for b in raw)
            out.append(f"=?{charset}?{coding}?{text}?=")
        return self.r.of(["\n ", " ", "\n\t"]).join(out) \
            if self.chance(2) else " ".join(out)

    @staticmethod
    def percent(raw):
        return "".join(chr(b) if b < 128 and chr(b).isalnum() or b in b"._-"
                       else f"%{b:02X}" for b in raw)

    def name(self):
        """(disposition parameters, type parameters, the name as bytes)"""
        name = self.r.of(NAMES)
        charset = self.r.of(CHARSETS)
        try:
            name.encode(charset)
        except UnicodeError:
            charset = "utf-8"
        quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        raw = name.encode()
        plain = raw.isascii()
        how = self.r.below(9)
        if how == 0 and plain:
            one = f"%s={quoted}"
        elif how == 1 and plain and re.fullmatch(r"[\w.#]+", name):
            one = f"%s={name}"
        elif how == 2:
            one = f"%s*={charset}'{self.r.of(['', 'en'])}'" + \
                self.percent(name.encode(charset))
        elif how == 3:
            text = self.percent(name.encode(charset))
            cuts = re.findall("(?:%..|[^%]){1,17}", text)
            one = ";\n ".join(
                f"%s*{i}*=" + (f"{charset}''" if i == 0 else "") + c
                for i, c in enumerate(cuts))
        elif how == 4 and plain and '"' not in name and "\\" not in name and \
                "%" not in name and "'" not in name:
            cuts = re.findall("(?s).{1,40}", name)
            one = ";\n ".join(f'%s*{i}="{c}"' for i, c in enumerate(cuts))
        elif how == 5:
            # As it stands, in whatever the sender had.
            raw = name.encode(self.r.of(["utf-8", "utf-8", "latin-1"]),
                              "ignore")
            quoted = '"' + raw.decode("latin-1").replace("\\", "\\\\") \
                .replace('"', '\\"') + '"'
            one = f"%s={quoted}"
        else:
            coding = self.r.of("bBqQ")
            if charset == "iso-2022-jp":
                coding = "B"
            one = f'%s="{self.words(name, charset, coding)}"'
        where = self.r.below(8)
        if where == 0 and "*" not in one[:4]:
            return "", "; " + one.replace("%s", "name"), raw
        if where == 1:
            return "; " + one.replace("%s", "filename"), \
                '; name="other.txt"', raw
        if where == 2 and how == 2:
            return '; filename="poorer.txt"; ' + \
                one.replace("%s", "filename"), "", raw
        sep = self.r.of(["; ", ";\n ", ";", " ;\n\t"])
        return sep + one.replace("%s", "filename"), "", raw

    # Leaves.

    def encode(self, data, coding):
        if coding == "base64":
            out = base64.b64encode(data)
            width = self.r.of((76, 76, 76, 60, 72, 1 << 30))
            out = b"\n".join(out[i:i + width]
                             for i in range(0, len(out), width))
            out += b"\n" * self.r.of((0, 1, 1, 2))
            how = self.r.below(14)
            if how == 0:
                out = out.replace(b"=", b"")
            elif how == 1:
                at = self.r.below(len(out) + 1)
                out = out[:at] + self.r.of((b"!", b"-_", b"=", b"\0", b" ",
                                            b"\xff", b"==")) + out[at:]
            elif how == 2:
                out += b"\nThis list is public.\n"
            return out
        if coding == "quoted-printable":
            out = binascii.b2a_qp(data, quotetabs=self.chance(2),
                                  istext=self.chance(2))
            how = self.r.below(10)
            if how == 0:
                out = out.replace(b"=\n", b"= \n")
            elif how == 1:
                out += b"=zz=\n=4"
            elif how == 2:
                out = re.sub(rb"=[0-9A-F]{2}", lambda m: m[0].lower(), out)
            return out
        return data

    def leaf(self, kind=None, own=False):
        text = self.chance(2) or own
        data = self.text() if text else self.bytes(self.r.below(400))
        if self.chance(20):
            data = b""
        coding = self.r.of(("base64", "quoted-printable", "8bit", "7bit", None)
                           if text else ("base64",))
        if self.chance(3) and text and coding == "base64":
            data = data.replace(b"\n", b"\r\n")
        kind = kind or (self.r.of(("text/plain", "text/html", "text/csv",
                                   "TEXT/PLAIN", "application/json")) if text
                        else self.r.of(("application/octet-stream",
                                        "image/png", "application/pdf")))
        disposition, param, raw = "", "", None
        where = self.r.of(["attachment", "inline", "ATTACHMENT", None])
        if own:
            where = None
        elif self.chance(4) and where:
            pass
        elif where:
            disposition, param, raw = self.name()
        else:
            _, param, raw = self.name()
            raw = b"other.txt" if "other" in param else raw if param else None
        head = self.type(kind, param if not own else
                         self.r.of(["", "; charset=utf-8"]))
        if where:
            head += f"Content-Disposition: {where}{disposition}\n"
        if coding:
            head += "Content-Transfer-Encoding: " + self.r.of(
                [coding] * 9 + [coding.upper()] * 3 + [coding + " "]) + "\n"
        if raw is not None:
            head += f"X-Name: {raw.hex()}\n"
        return head, self.encode(data, coding)

    def type(self, kind, param=""):
        how = self.r.below(14)
        if kind == "text/plain" and not param and how < 4:
            return ["", "Content-Type: text\n", "Content-Type:\n",
                    "Content-Type: a/b/c\n"][how]
        field = self.r.of(["Content-Type: ", "Content-type:",
                           "CONTENT-TYPE: ", "Content-Type:\n "])
        return field + kind + param + "\n"

    def shapeless(self):
        """Something to stand where a part may."""
        return self.r.of((b"", b"\n", b"\n\n", b"no header here\n",
                          b"X: y\nno blank line\nat all", b"X: y",
                          b"\nFrom \n", b"Content-Type: text/plain\n"))

    # Multiparts.

    def boundary(self):
        self.n += 1
        style = self.r.below(6)
        return [f"b{self.n}", f"----=_Part_{self.n}.{self.n}",
                f"=_{self.n}'()+_,-./=?", f"a b {self.n}", f"{self.n:x}" * 3,
                "-" * 27 + str(self.n)][style]

    def multipart(self, depth, kind=None, parts=None, extra="", outer=None):
        kind = kind or self.r.of(("mixed", "alternative", "related", "mixed",
                                  "parallel", "strange", "digest"))
        b = self.boundary()
        if outer and self.chance(3):
            # One begins with the other, and none has two levels.
            like = outer + "x" if self.chance(2) or len(outer) < 3 else \
                outer[:-1]
            b = b if like in self.used else like
        self.used.add(b)
        if parts is None:
            parts = [self.part(depth - 1, kind, b)
                     for _ in range(self.r.of((1, 2, 2, 3, 4)))]
        how = self.r.below(40)
        shown = f'"{b}"' if self.chance(2) or not b.isalnum() else b
        head = f"multipart/{kind}" + self.r.of(["; ", ";\n ", ";\n\t", " ; "])
        head = self.type(head + f"boundary={shown}" + extra)
        blanks = b" \t" if how == 0 else b""
        out = self.r.of((b"", b"", b"This is MIME.\n", b"\n", b"a\n\nb\n"))
        line = b"\n--" + b.encode() + blanks + b"\n"
        if how == 1:
            out += b"".join(parts)
        elif how == 2:
            head = self.type(f"multipart/{kind}")
            out += line[1:] + line.join(parts)
        elif how == 3:
            head = self.type(f'multipart/{kind}; boundary=""')
            out += line[1:] + line.join(parts)
        elif how == 4:
            out += b"before\n--" + b.encode() + b"--\nafter\n"
        else:
            out += line[1:] + line.join(parts)
            if how not in (5, 6, 7):
                out += b"\n--" + b.encode() + b"--" + blanks
                out += self.r.of((b"\n", b"\n", b"", b"\nepilogue\n",
                                  b"\n\n\n", line + b"\nno part\n"))
        return head, out

    def part(self, depth, kind="mixed", outer=None):
        how = self.r.below(16)
        if kind == "digest":
            if self.chance(4):
                return b"Content-Type: message/rfc822\n\n" + self.whole(0)
            return b"\n" + self.whole(0)
        if how == 0:
            return self.shapeless()
        if how < 4 and depth > 0:
            head, body = self.multipart(depth, outer=outer)
        elif how == 4 and depth > 0:
            head, body = self.attached(depth)
        elif how < 7:
            head, body = self.leaf(self.r.of(("text/plain", "text/html")),
                                   own=True)
        else:
            head, body = self.leaf()
        return head.encode("latin-1") + b"\n" + body

    def attached(self, depth):
        disposition, param, raw = self.name()
        inner = self.whole(depth - 1)
        kind = self.r.of(["message/rfc822", "MESSAGE/RFC822",
                          "message/global"])
        head = f"Content-Type: {kind}{param}\n"
        if disposition:
            head += f"Content-Disposition: attachment{disposition}\n"
        if disposition or param:
            head += f"X-Name: {raw.hex()}\n"
        if self.chance(3):
            head += "Content-Transfer-Encoding: base64\n"
            inner = base64.encodebytes(inner.replace(
                b"\n", self.r.of((b"\n", b"\r\n"))))
        return head, inner

    def report(self):
        status = b"Content-Type: message/delivery-status\n\n" \
            b"Reporting-MTA: dns; mx.example.org\n\n" \
            b"Final-Recipient: rfc822; a@example.org\nAction: failed\n"
        returned = b"Content-Type: message/rfc822\n\n" + self.whole(0) \
            if self.chance(2) else b"Content-Type: text/rfc822-headers\n\n" \
            b"From: a@example.org\nTo: b@example.org\nSubject: lost\n"
        return self.multipart(
            1, "report", [b"\nIt did not arrive.\n", status, returned],
            "; report-type=delivery-status")

    def signed(self):
        return self.multipart(
            1, "signed", [self.part(0), b"Content-Type: application/pgp-"
                          b"signature; name=signature.asc\nX-Name: " +
                          b"signature.asc".hex().encode() + b"\n\n"
                          b"-----BEGIN PGP SIGNATURE-----\n\nabc=\n"
                          b"-----END PGP SIGNATURE-----\n"],
            "; micalg=pgp-sha256;\n protocol=\"application/pgp-signature\"")

    # Messages.

    def whole(self, depth, shape=None):
        shape = self.r.below(12) if shape is None else shape
        if depth <= 0 and shape > 2:
            shape = self.r.below(3)
        if shape < 2:
            head, body = self.leaf(self.r.of(("text/plain", "text/html")),
                                   own=True)
        elif shape == 2:
            head, body = self.leaf()
        elif shape == 3:
            head, body = self.attached(depth)
        elif shape == 4:
            head, body = self.report()
        elif shape == 5:
            head, body = self.signed()
        else:
            head, body = self.multipart(depth)
        return self.header().encode() + head.encode("latin-1") + \
            (b"not a field\n" if self.chance(60) else b"\n") + body

    def header(self):
        self.id += 1
        fields = ["From: Ann <ann@example.org>", "To: bob@example.org",
                  "Date: Mon, 2 Jan 2006 15:04:05 +0000",
                  f"Message-ID: <{self.id}@example.org>",
                  "Subject: " + self.r.of(
                      ["budget", "=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße",
                       "a\n b\n\tc", "", "From x: y"])]
        if not self.chance(4):
            fields.append("MIME-Version: 1.0")
        for _ in range(self.r.below(3)):
            fields.append("Received: from a (b [192.0.2.1])\n\tby c;\n "
                          "Mon, 2 Jan 2006 15:04:05 +0000")
        if self.chance(10):
            fields.append("X-Long: " + "y" * 3000)
        return "\n".join(fields) + "\n"


# ---------------------------------------------------------------- the program


def told(binary, folder):
    """{file: its items, in order}, of what lies on disk."""
    done = subprocess.run([binary, "hash", folder, "--json"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=600)
    if done.returncode not in (0, 1, 3):
        fail("exit", done.returncode, done.stderr[-300:])
    out, pending = {}, []
    for line in done.stdout.splitlines():
        record = json.loads(line)
        if record["type"] == "item":
            pending.append(record)
            if record["parent"] is None:
                out[record["path"]] = pending
                pending = []
    return out


def key(item):
    return (item["path"].encode(), item["role"], item["size"],
            item["digests"].get("sha256"), item["ids"].get("decoded"),
            "own-text" in item["flags"])


def compare(name, ours, theirs):
    want, got = [i.key() for i in ours], [key(i) for i in theirs]
    for w, g in zip(want, got):
        if w != g:
            fail(name, "\n  must be", w, "\n  is     ", g)
            return
    if len(want) != len(got):
        fail(name, "must have", len(want), "items, has", len(got), "\n ",
             [w[0] for w in want], "\n ", [g[0] for g in got])
    for item, record in zip(ours, theirs):
        span = record.get("span")
        if item.span and span and (span["at"], span["size"]) != item.span:
            fail(name, item.path, "lies at", item.span, "not", span)
            return
        flags = {"bad-boundary", "open-multipart"} & set(record["flags"])
        if item.flags is not None and item.flags != flags:
            fail(name, item.path, "must have", item.flags, "has", flags)
            return


def mixed(data, r):
    pieces = data.split(b"\n")
    ends = [b"\r\n" if r.below(2) else b"\n" for _ in pieces[1:]] + [b""]
    return b"".join(p + e for p, e in zip(pieces, ends))


def quoted(data, how):
    pattern = rb"(?m)^(From )" if how == "mboxo" else rb"(?m)^(>*From )"
    return re.sub(pattern, rb">\1", data)


def write(folder, name, data):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def expect_file(path, data):
    seen, out = set(), []
    flags = message(data, path, seen, out)
    out.append(Item(path, "file", data, decoded_message(data), flags=flags))
    return out, seen


def expect_box(path, box):
    out = []
    for i, (a, b) in enumerate(slices(box)):
        place = path + b" > message %d" % (i + 1)
        flags = message(box[a:b], place, set(), out)
        out.append(Item(place, "message", box[a:b], decoded_message(box[a:b]),
                        span=(a, b - a), flags=flags))
    out.append(Item(path, "file", box, decoded_text(box)))
    return out


def variants(r, data):
    return {"lf": data, "crlf": data.replace(b"\n", b"\r\n"),
            "mixed": mixed(data, r)}


def moved(path, items, others):
    """Whether a part below that is none of the message's own texts has other
    bytes: msg-v1 takes those as they are."""
    return any(a["path"].startswith(path + " > ") and
               "own-text" not in a["flags"] and a["kind"] != "message" and
               a["digests"].get("sha256") != b["digests"].get("sha256")
               for a, b in zip(items, others))


def same_in_all(name, said, expected):
    """LF, CRLF or both: the same parts, and the same identities of what is a
    message or a text."""
    first = said["lf"]
    for how in ("crlf", "mixed"):
        if len(first) != len(said[how]):
            fail(name, how, "has other parts")
            return
        for a, b, item in zip(first, said[how], expected["lf"]):
            if (a["path"].split(" > ")[1:], a["flags"]) != \
                    (b["path"].split(" > ")[1:], b["flags"]):
                fail(name, how, "has other parts:", a["path"], b["path"])
            ids, others = dict(a["ids"]), dict(b["ids"])
            if moved(a["path"], first, said[how]):
                for id_ in ("message", "message_body"):
                    ids.pop(id_, None)
                    others.pop(id_, None)
            if item.is_text and ids != others:
                fail(name, how, "has another identity:", a["path"],
                     *(k for k in {**ids, **others}
                       if ids.get(k) != others.get(k)))


class Run:
    def __init__(self, binary, seed):
        self.binary, self.seed = binary, seed
        self.r = Random(seed + 1)
        self.counts = {}
        self.messages = self.files = self.boxes = self.items = 0

    def boxes_of(self, folder, number, made, expected, lone):
        """Mailboxes of the messages `made`, quoted in one way or the other, or
        not at all where that is lawful."""
        how = ("mboxo", "mboxrd", "none")[number % 3]
        end = ("lf", "crlf", "mixed")[number // 3 % 3]
        box = b""
        for data in made:
            # Without a newline at its end it would be another message.
            data += b"" if data.endswith(b"\n") else b"\n"
            box += b"From %s %s\n" % self.r.of((
                (b"ann@example.org", b"Sat Jan  3 01:05:34 2004"),
                (b"-", b"Sun Jan 14 01:05:34 UTC 2004"),
                (b"MAILER-DAEMON", b"Thu Feb 29 10:00 2024")))
            box += (data if how == "none" else quoted(data, how)) + b"\n"
        if self.r.below(3) == 0:
            box = box[:-1]
        box = variants(self.r, box)[end]
        name = f"{number:05}-{how}-{end}.mbox"
        write(folder, name, box)
        expected[name] = expect_box(name.encode(), box)
        messages = [i for i in expected[name] if i.role == "message" and
                    i.path.count(b" > ") == 1]
        if len(messages) != len(made):
            fail(name, "we find", len(messages), "messages of", len(made))
        for data, item in zip(made, messages):
            if data.endswith(b"\n") and \
                    item.decoded != sha(decoded_message(data)):
                fail(item.path, "is not what the message on disk is")
        if how != "none" and end == "lf":
            theirs = mailbox.mbox(os.path.join(folder, name), create=False)
            raw = [theirs.get_bytes(k) for k in theirs.keys()]
            theirs.close()
            if [sha(x) for x in raw] != [i.sha for i in messages]:
                fail(name, "mailbox finds", len(raw), "messages, or others")
            lone.append(name)

    def batch(self, first, count):
        maker = Maker(self.seed * 1000 + first)
        expected, lone, names, made = {}, [], [], []
        with tempfile.TemporaryDirectory() as folder:
            for i in range(first, first + count):
                depth = 6 if i % 12 == 11 else self.r.below(4)
                data = maker.whole(depth, i % 12)
                if self.r.below(30) == 0:
                    data = data.rstrip(b"\n")
                made.append(data)
                for how, text in variants(self.r, data).items():
                    name = f"{i:05}-{how}.eml"
                    write(folder, name, text)
                    expected[name], seen = expect_file(name.encode(), text)
                    if how != "mixed":
                        agrees(text, expected[name][:-1], seen, self.counts)
                names.append(f"{i:05}")
            for k in range(0, count, BOX):
                self.boxes_of(folder, first + k // BOX, made[k:k + BOX],
                              expected, lone)
            said = told(self.binary, folder)
        for name in expected:
            if name not in said:
                fail(name, "is not told")
                continue
            compare(name, expected[name], said[name])
            self.items += len(said[name])
        for name in names:
            three = {how: said.get(f"{name}-{how}.eml", [])
                     for how in ("lf", "crlf", "mixed")}
            same_in_all(name, three, {
                how: expected[f"{name}-{how}.eml"] for how in three})
        self.messages += count
        self.boxes += len(expected) - 3 * count
        self.files += len(expected)


def reads_mail(binary):
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "a.eml", Maker(1).whole(0, 0))
        return any(i["kind"] == "message" and i["container"]
                   for items in told(binary, folder).values() for i in items)


def main():
    begin = time.monotonic()
    binary = os.path.abspath(sys.argv[1])
    if not reads_mail(binary):
        print("this program does not read mail")
        return 77
    run = Run(binary, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for first in range(0, MESSAGES, BATCH):
        run.batch(first, BATCH)
    known = " ".join(f"{k}:{v}" for k, v in sorted(run.counts.items()))
    print(f"{run.messages} messages in {run.files} files ({run.boxes}",
          f"mailboxes), {run.items} items; email {known};",
          f"{time.monotonic() - begin:.0f} s; {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
