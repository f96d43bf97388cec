#!/usr/bin/env python3
"""msg-v1, body-v1, loose-v1 and mih-v1, written again from the pages.

  message.py LEAFPROOF   compare them with those of `leafproof hash --json`
  message.py --vectors   write what follows from the mails on the page

The identities of the mails on docs/FORMAT-identity.md are computed with an
implementation that shares nothing with leafproof, and must be those that stand
there. Then many mails are made here, of headers and parts that meet badly, and
leafproof must say the same of each message in them.
"""
import base64
import calendar
import hashlib
import io
import json
import os
import quopri
import random
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile

import text
from identity import decoded_text

PAGE = os.path.join(text.DOCS, "FORMAT-identity.md")
IDS = ("message", "message_body", "message_loose", "mih", "text", "letters")


def sha(data):
    return hashlib.sha256(data).digest()


def u32(n):
    return struct.pack("<I", n)


# ------------------------------------------------------------------ addresses

BLANKS = bytes(range(0x21)) + b"\x7f"
SIGNS = b"<>,;:@"


def comment_end(value, i):
    """Behind the comment that begins at i; None if it does not end."""
    depth = 0
    while i < len(value):
        c = value[i:i + 1]
        if c == b"\\":
            i += 1
        elif c == b"(":
            depth += 1
        elif c == b")":
            depth -= 1
            if depth == 0:
                return i + 1
        i += 1
    return None


def quoted_end(value, i):
    """The text of the quoted string at i, and what is behind it."""
    out = b""
    i += 1
    while i < len(value):
        c = value[i:i + 1]
        if c == b"\\" and i + 1 < len(value):
            out += value[i + 1:i + 2]
            i += 2
            continue
        if c == b'"':
            return out, i + 1
        out += c
        i += 1
    return None


class Addresses:
    def __init__(self, value):
        self.found = []
        self.angle = self.had = False
        self.forget()
        self.read(value)

    def forget(self):
        self.local = self.domain = b""
        self.at = self.gap = self.quoted = self.over = self.route = False

    def give(self):
        there = (self.local or self.domain) if self.angle else \
            not self.had and self.local and self.domain
        if there:
            local = self.local
            if local == b"" or any(c in BLANKS or c in b'()<>[]:;@\\,"'
                                   for c in local):
                local = b'"' + re.sub(rb'(["\\])', rb"\\\1", local) + b'"'
            self.found.append(
                local + (b"@" + self.domain.lower() if self.at else b""))

    def word(self, token, quoted):
        held = self.domain if self.at else self.local
        apart = held != b"" and (not held.endswith(b".") or self.quoted) and \
            (quoted or not token.startswith(b".")) and \
            (self.gap or self.quoted or quoted)
        self.gap = False
        if self.over or self.route or (quoted and self.at):
            return
        if apart and not self.angle:
            if self.at:
                self.over = True
                return
            held = b""
        elif apart:
            held += b" "
        held += token
        self.quoted = quoted
        self.some = True
        if self.at:
            self.domain = held
        else:
            self.local = held

    def sign(self, c):
        if c == b"@":
            self.gap = self.quoted = False
            if self.over or self.route:
                return
            if self.angle and not self.at and not self.some:
                self.route = True
                return
            if self.at:
                self.local += b"@" + self.domain
                self.domain = b""
            self.at = True
        elif c == b":":
            if self.angle and not self.route:
                self.word(b":", False)
            elif not self.angle and self.at:
                self.gap = True
            else:
                self.forget()
                self.some = False
        elif c == b"<":
            self.forget()
            self.angle = self.had = True
            self.some = False
        elif c == b">":
            if self.angle:
                self.give()
                self.forget()
                self.angle = False
            self.gap = True
        elif c == b"," and self.route:
            self.gap = True
        else:
            self.give()
            self.forget()
            self.angle = self.had = False

    def read(self, value):
        self.some = False
        open_comment = open_quote = True
        i = 0
        while i < len(value):
            c = value[i:i + 1]
            i += 1
            if c in (b"(", b'"'):
                end = None
                if c == b"(" and open_comment:
                    end = comment_end(value, i - 1)
                    open_comment = end is not None
                elif c == b'"' and open_quote:
                    found = quoted_end(value, i - 1)
                    open_quote = found is not None
                    if found:
                        self.word(found[0], True)
                        i = found[1]
                        continue
                self.gap = True
                i = end or i
            elif c in (b")",) or c[0] in BLANKS:
                self.gap = True
            elif c[0] in SIGNS:
                self.sign(c)
            else:
                literal = c == b"[" and self.at and self.domain == b""
                end = i
                while end < len(value):
                    d = value[end:end + 1]
                    if d == b":" and literal:
                        pass
                    elif d in b'()"' or d[0] in SIGNS or d[0] in BLANKS:
                        break
                    literal = literal and d != b"]"
                    end += 1
                self.word(value[i - 1:end], False)
                i = end
        self.give()


def addresses(value):
    return Addresses(value).found


def listed(found):
    return b"".join(u32(len(a)) + a for a in sorted(set(found)))


# ----------------------------------------------------------------------- date

MONTHS = ("january february march april may june july august september "
          "october november december").split()
ZONES = {"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
         "pst": -8, "pdt": -7}
ISO = re.compile(rb"(\d{4})-(\d\d)-(\d\d)(?!\d)")
CLOCK = re.compile(rb"(\d\d?):(\d\d)(?!\d)(?::(\d\d)(?!\d)(?:\.\d+)?)?")
DOTTED = re.compile(rb"(\d\d?)\.(\d\d)\.(\d\d)(?!\d)(?:\.\d+)?")


class NoDate(Exception):
    pass


def read_date(value):
    day = month = year = clock = offset = zone = None
    am = pm = False
    open_comment = True
    i = 0
    while i < len(value):
        rest = value[i:]
        iso = ISO.match(rest)
        time = CLOCK.match(rest) or DOTTED.match(rest)
        number = re.match(rb"\d+", rest)
        letters = re.match(rb"[A-Za-z]+", rest)
        sign = re.match(rb"[+-](\d+)", rest)
        if iso and 1 <= int(iso[2]) <= 12:
            if (day, month, year) != (None, None, None):
                raise NoDate
            year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
            i += iso.end()
        elif time:
            if clock:
                raise NoDate
            clock = [int(time[1]), int(time[2]), int(time[3] or 0)]
            i += time.end()
        elif number:
            n = len(number[0])
            if n <= 2 and day is None:
                day = int(number[0])
            elif n <= 4 and year is None:
                year = int(number[0])
                if n <= 2:
                    year += 2000 if year < 50 else 1900
                elif n == 3:
                    year += 1900
            else:
                raise NoDate
            i += n
        elif letters:
            word = letters[0].decode().lower()
            named = [m for m, name in enumerate(MONTHS)
                     if len(word) >= 3 and name.startswith(word)]
            if month is None and named:
                month = named[0] + 1
            elif clock:
                am = am or word == "am"
                pm = pm or word == "pm"
                zone = ZONES.get(word, zone)
            i += letters.end()
        elif sign and clock:
            if offset is not None:
                raise NoDate
            n = len(sign[1])
            minutes = b"0"
            i += sign.end()
            if n <= 2:
                more = re.match(rb":(\d\d)(?!\d)", value[i:])
                hours = sign[1]
                if more:
                    minutes = more[1]
                    i += more.end()
            elif n == 4:
                hours, minutes = sign[1][:2], sign[1][2:]
            else:
                raise NoDate
            if int(minutes) > 59:
                raise NoDate
            offset = (int(hours) * 3600 + int(minutes) * 60) * \
                (-1 if sign[0][:1] == b"-" else 1)
        elif rest[:1] == b"(" and open_comment:
            end = comment_end(value, i)
            open_comment = end is not None
            i = end or i + 1
        else:
            i += 1
    if None in (day, month, year) or clock is None or (am and pm):
        raise NoDate
    hour, minute, second = clock
    if am or pm:
        if not 1 <= hour <= 12:
            raise NoDate
        hour = hour % 12 + (12 if pm else 0)
    if hour > 23 or minute > 59 or second > 60 or not 1900 <= year <= 9999 or \
            not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise NoDate
    if offset is None:
        offset = (zone or 0) * 3600
    return calendar.timegm((year, month, day, hour, minute, second)) - offset


def date(value):
    try:
        return read_date(value)
    except NoDate:
        return None


# -------------------------------------------------------------------- subject

WORD = re.compile(r"=\?([^?]*)\?([BbQq])\?([^?]*)\?=")
CHARSETS = {"utf-8": "utf-8", "us-ascii": "ascii", "iso-8859-1": "latin-1",
            "windows-1252": "cp1252", "koi8-r": "koi8-r",
            "windows-1251": "cp1251", "iso-8859-2": "iso8859-2"}


def unworded(kind, body):
    if kind in "Bb":
        body = re.sub("[^A-Za-z0-9+/]", "", body)
        return base64.b64decode(body + "=" * (-len(body) % 4))
    body = body.replace("_", " ").encode()
    return re.sub(rb"=([0-9A-Fa-f]{2})",
                  lambda m: bytes([int(m[1], 16)]), body)


def subject_text(value):
    try:
        value = value.decode("utf-8")
    except UnicodeDecodeError:
        gap = any(b in value for b in b"\x81\x8d\x8f\x90\x9d")
        value = value.decode("latin-1" if gap else "cp1252")
    out = []
    run = None

    def put(run):
        try:
            out.append(run[1].decode(CHARSETS[run[0]]))
        except (KeyError, UnicodeDecodeError):
            out.append(run[2])

    at = 0
    for m in WORD.finditer(value):
        between = value[at:m.start()]
        name = m[1].split("*")[0].lower()
        near = run is not None and between.strip(" \t") == ""
        if near and run[0] == name:
            run = (name, run[1] + unworded(m[2], m[3]),
                   run[2] + between + m[0])
        else:
            if run:
                put(run)
            if not near:
                out.append(between)
            run = (name, unworded(m[2], m[3]), m[0])
        at = m.end()
    if run:
        put(run)
    return "".join(out) + value[at:]


def subject(value):
    shown = unicodedata.normalize("NFC", subject_text(value))
    shown = "".join(" " if ord(c) in text.BLANK else c for c in shown)
    return " ".join(w for w in shown.split(" ") if w).encode()


def folded_char(c):
    one = c.casefold()
    if one == c:
        one = unicodedata.normalize("NFKD", c)
    return c if one == c else "".join(map(folded_char, one))


def letters(value):
    shown = "".join(map(folded_char, subject_text(value)))
    shown = unicodedata.normalize("NFC", unicodedata.normalize("NFD", shown))
    return "".join(
        c for c in shown if unicodedata.category(c)
        in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No")).encode()


# --------------------------------------------------------------------- header


def identifier(value):
    begun = None
    for i, c in enumerate(value):
        if c == ord("<"):
            begun = i
        elif c == ord(">") and begun is not None:
            if any(b not in BLANKS for b in value[begun + 1:i]):
                return value[begun:i + 1]
            begun = None
    return value.strip(BLANKS)


def field(tag, data):
    return bytes([tag]) + u32(len(data)) + data


class Header:
    def __init__(self, fields):
        first = {}
        for name, value in fields:
            value = value.replace(b"\r", b"").replace(b"\n", b"")
            first.setdefault(name.lower(), value)
        get = lambda name: first.get(name, b"")
        self.refused = any(len(first.get(n, b"")) > 65536 for n in (
            "from", "sender", "to", "cc", "date", "subject", "message-id",
            "in-reply-to", "references"))
        once = [name.lower() for name, _ in fields if name.lower() in (
            "from", "sender", "to", "cc", "date", "subject", "message-id")]
        self.refused = self.refused or len(set(once)) < len(once)
        authors = addresses(get("from")) or addresses(get("sender"))
        when = date(get("date"))
        self.nameless = not authors and when is None
        self.head = field(1, listed(authors)) + \
            field(2, listed(addresses(get("to")))) + \
            field(3, listed(addresses(get("cc")))) + \
            field(4, b"" if when is None else struct.pack("<q", when)) + \
            field(5, subject(get("subject")))
        self.loose = None
        if authors and when is not None:
            self.loose = field(1, listed(a.lower() for a in authors)) + \
                field(6, struct.pack("<q", when // 60)) + \
                field(7, letters(get("subject")))
        named = identifier(get("message-id"))
        self.mih = hashlib.md5(named).hexdigest() if named else None


# ---------------------------------------------------------------- composition


def text_form(shown):
    lines = re.split("\r\n|\r|\n", shown)
    lines = [re.sub("^>+(?=From )", "", line).rstrip(" \t") for line in lines]
    return "\n".join(lines).rstrip("\n").encode()


def decoded_message(data):
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = re.sub(rb"(?m)^>+(?=From )", b"", data)
    return data.rstrip(b"\n") + (b"\n" if data.endswith(b"\n") else b"")


HTML_BREAKS = re.compile("</?(p|div|br)>")


def shown_html(source):
    source = HTML_BREAKS.sub("\n", source)
    source = re.sub("<[^>]*>", "", source)
    return source.replace("&lt;", "<").replace("&amp;", "&")


MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
BINARY = {*range(0x20)} - {*range(9, 14), 0x1b}


def is_text(data):
    """Whether bytes look like a text."""
    head = data[:65536]
    even, odd = head[:len(head) & ~1:2], head[1::2]
    wide = len(head) >= 8 and (
        (not any(even) and all(odd)) or (not any(odd) and all(even)))
    return head.startswith(MARKS) or wide or BINARY.isdisjoint(head)


class Leaf:
    """A part that is no message. `form` is how it is written: plain, html, or
    other, which has no text."""

    def __init__(self, data, kind="", charset="", form="plain", own=True,
                 flowed="no"):
        self.data, self.kind, self.charset = data, kind, charset
        self.form, self.own, self.flowed = form, own, flowed
        self.known = True
        self.size = len(data)
        self.content = sha(decoded_text(data))
        if not own and not is_text(data):
            self.form = form = "other"
        if form != "other":
            source = text.decode(data, charset)
            if (kind == "" or kind.startswith("text/")) and \
                    "\ufffd" not in source:
                self.content = sha(text_form(source))
            if form == "html":
                source = shown_html(source)
            elif flowed != "no":
                source = text.flowed(source, flowed == "delsp")
            t0, t1 = text.fold(source)
            self.t0, self.t1 = sha(t0.encode()), sha(t1.encode())
            self.chars = len(t1)
            self.letters = sum(unicodedata.category(c)[0] == "L" for c in t1)


class Message:
    def __init__(self, header, leaves, data, kind=""):
        self.kind, self.own, self.known = kind, False, True
        self.size = len(data)
        self.leaves = leaves
        self.ids = self.make(header)
        self.content = bytes.fromhex(self.ids["message"]) \
            if "message" in self.ids else sha(decoded_message(data))

    def voice(self):
        own = [leaf for leaf in self.leaves if leaf.own]
        html = [leaf for leaf in own if leaf.kind == "text/html"]
        plain = [leaf for leaf in own if leaf.kind != "text/html"]
        if plain and [h.t1 for h in html] == [p.t1 for p in plain]:
            return plain
        return plain + html

    def make(self, header):
        ids = {}
        voice = self.voice()
        count = u32(len(self.leaves))
        content = b"".join(
            u32(len(leaf.kind or "text/plain")) +
            (leaf.kind or "text/plain").encode() + leaf.content
            for leaf in self.leaves)
        chars = sum(leaf.chars for leaf in voice)
        count_letters = sum(leaf.letters for leaf in voice)
        eligible = voice and chars >= 64 and count_letters >= chars // 10
        known = all(leaf.known for leaf in self.leaves)
        body = any(leaf.size for leaf in self.leaves)
        if eligible:
            for key, of in (("text", [leaf.t0 for leaf in voice]),
                            ("letters", [leaf.t1 for leaf in voice])):
                one = of[0] if len(of) == 1 else \
                    sha(b"leafproof texts-v1\n" + b"".join(of))
                ids[key] = one.hex()
        if header.refused:
            return ids
        if known and (not header.nameless or body):
            ids["message"] = sha(b"leafproof msg-v1\n" + sha(header.head) +
                                 count + content).hex()
        if known and eligible:
            ids["message_body"] = sha(b"leafproof body-v1\n" + count +
                                      content).hex()
        if header.loose is not None and chars >= 16:
            ids["message_loose"] = sha(
                b"leafproof loose-v1\n" + sha(header.loose) +
                b"".join(leaf.t1 for leaf in voice)).hex()
        if header.mih:
            ids["mih"] = header.mih
        return ids


def told(message):
    """The messages in it and itself, in the order in which they are told."""
    for leaf in message.leaves:
        if isinstance(leaf, Message):
            yield from told(leaf)
    yield message


# ----------------------------------------------------------------- made mails

ADDRESS = ("ann@example.org", "Ann Lee", "<Bob@Example.NET>", "<", ">", ",",
           ";", ":", "@", "Friends:", '"Lee, Ann"', '"a\\"b"', '""', "(note)",
           "(a(b)\\)c)", "(", ")", '"', ".", "ann . lee", "@r,@s:", " ", "  ",
           "cy@[10.0.0.1]", "cy@[IPv6:2001::1]", "undisclosed-recipients:;",
           "\u00e9@example.org", "root", "a@b@C", "\\", "[", "]", "\t")
DATES = ("14", "Nov", "2023", "23:13:20", "+0100", "(CET)", "Tue,", "EST",
         "2023-11-14", "T", "Z", "22.13.20", "pm", "am", "-05:30", "98", "101",
         "Sept", "november", "May", "9:05", "12:00:01.5", "(", "31", "29 Feb",
         "1900", "-", "+", "PDT", "24:00", "10:61", "00", ",", "1999-13-01")
GOOD_DATES = ("Tue, 14 Nov 2023 23:13:20 +0100 (CET)",
              "Tue Nov 14 17:13:20 EST 2023", "14-Nov-23 22:13:20",
              "2023-11-14T22:13:20Z", "1 Jan 1960 00:00:30 -0000",
              "31 Dec 2016 23:59:60 +0000", "Wed, 3 May 2017 1:05:00 pm PDT")
SUBJECTS = ("Budget", "Re:", " ", "  ", "=?utf-8?Q?B=C3=BCdget?=",
            "=?ISO-8859-1?Q?B=FCdget_2?=", "=?utf-8?B?w6k=?=",
            "=?koi8-r?B?8NLJ18XU?=", "=?windows-1252*de?q?=80_x?=",
            "=?x-none?Q?abc?=", "=?utf-8?Q?=FF?=", "\u00dfa\u0301", "\ufb01n",
            "\u2163", "[x]", "\u3000", "e\u0301", "\u0130\u03a3", "=?", "?=",
            "\u00bd", "=?us-ascii?Q?plain?=", "12")
IDENTIFIERS = ("<one@example.org>", "<a", "b>", "<>", "< >", "no angle", " ",
               "<two@x>", "")
WORDS = ("the quick brown fox reads budget papers of council and harbor "
         "minutes today").split() + ["From here", ">From there", ">>From x",
                                     "\u00fcber", "\u041f\u0440\u0438", "10",
                                     "a ", "b\t", "> quoted", "-- "]
TYPES = ("text/plain", "TEXT/Plain", "text/html", "text/csv", "text/x-odd", "")


def joined(rng, of, most):
    return "".join(rng.choice(of) + rng.choice(("", " ", " "))
                   for _ in range(rng.randrange(most)))


def raw(rng, value):
    """A value as bytes; now and then not in UTF-8."""
    if rng.random() < .2:
        return value.encode("cp1252", "ignore")
    return value.encode()


def made_header(rng):
    fields = [("X-Mailer", b"made")]
    for name, of, most in (("From", ADDRESS, 6), ("To", ADDRESS, 9),
                           ("Cc", ADDRESS, 5), ("Sender", ADDRESS, 5)):
        if rng.random() < .7:
            fields.append((name, raw(rng, joined(rng, of, most))))
    if rng.random() < .6:
        fields.append(("From", b"Ann Lee <Ann.Lee@Example.ORG>"))
    fields.append(("Date", rng.choice(GOOD_DATES).encode()
                   if rng.random() < .6 else joined(rng, DATES, 8).encode()))
    fields.append(("Subject", raw(rng, joined(rng, SUBJECTS, 6))))
    if rng.random() < .7:
        fields.append(("Message-ID", joined(rng, IDENTIFIERS, 4).encode()))
    rng.shuffle(fields)
    # It is taken for a mail by its first bytes.
    fields.insert(0, ("MIME-Version", b"1.0"))
    return fields


def made_lines(rng, most):
    return "\n".join(" ".join(rng.choice(WORDS)
                              for _ in range(rng.randrange(9)))
                     for _ in range(rng.randrange(most)))


def written(fields, eol, rng):
    out = b""
    for name, value in fields:
        if rng.random() < .3:
            value = value.replace(b" ", eol + b" ", 1)
            value = re.sub(rb"^(\r?\n) +(?=$|[\r\n])", b" ", value)
        out += name.encode() + b": " + value + eol
    return out


def coded(data, rng, eol):
    """What stands in the mail for a part's bytes, and its encoding."""
    plain = eol == b"\n" or b"\n" not in data.replace(b"\r\n", b"")
    how = rng.choice(("7bit", "base64", "quoted-printable"))
    if how == "base64":
        return base64.encodebytes(data).replace(b"\n", eol), how
    if how == "quoted-printable":
        lines = [quopri.encodestring(line, quotetabs=True)
                 .replace(b"=\n", b"=" + eol)
                 for line in data.split(eol)]
        return eol.join(lines), how
    return data if plain else data.replace(b"\n", eol), how


def made_leaf(rng, eol):
    """A part: its header fields, its bytes as they stand, and what it is."""
    if rng.random() < .15:
        data = rng.choice((rng.randbytes(40) + b"\0\x01\x02", a_zip(rng)))
        kind = rng.choice(("application/octet-stream", "image/x-odd",
                           "text/plain"))
        fields = [("Content-Type", kind.encode()),
                  ("Content-Disposition", b"attachment; filename=a.bin"),
                  ("Content-Transfer-Encoding", b"base64")]
        return fields, base64.encodebytes(data).replace(b"\n", eol), \
            Leaf(data, kind, form="other", own=False)
    kind = rng.choice(TYPES)
    html = kind.lower() == "text/html"
    shown = made_lines(rng, rng.choice((3, 8, 20)))
    if html:
        shown = "<html><body><p>" + shown.replace("&", "&amp;").replace(
            ">", "&gt;").replace("<", "&lt;").replace("\n", "</p><p>\n") + \
            "</p></body></html>"
        shown = shown.replace("&gt;", "")
    codec, charset = rng.choice((("utf-8", "utf-8"), ("utf-8", ""),
                                 ("cp1252", "iso-8859-1"),
                                 ("koi8-r", "koi8-r"), ("utf-8", "us-ascii"),
                                 ("cp1252", "utf-8"), ("utf-16-le", "utf-16"),
                                 ("cp1253", "windows-1252")))
    data = shown.encode(codec, "ignore")
    if codec != "utf-16-le":
        data = data.replace(b"\n", eol)
    stands, how = coded(data, rng, eol)
    if how == "7bit" and codec == "utf-16-le":
        stands, how = base64.encodebytes(data).replace(b"\n", eol), "base64"
    flowed = rng.choice(("no", "no", "yes", "delsp"))
    flowed = flowed if kind.lower() == "text/plain" else "no"
    named = rng.random() < .3
    fields = []
    if kind:
        value = kind + ("; charset=" + charset if charset else "")
        value += {"no": "", "yes": "; format=flowed",
                  "delsp": "; format=Flowed; delsp=yes"}[flowed]
        fields.append(("Content-Type", value.encode()))
    if how != "7bit" or rng.random() < .5:
        fields.append(("Content-Transfer-Encoding", how.encode()))
    if named:
        fields.append(("Content-Disposition", b"attachment; filename=n.txt"))
    own = not named and kind.lower() in ("", "text/plain", "text/html")
    if how == "7bit":
        data = stands
    return fields, stands, Leaf(data, kind.lower(),
                                charset if kind else "",
                                "html" if html else "plain", own, flowed)


def a_zip(rng):
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w") as z:
        z.writestr(zipfile.ZipInfo("a.txt"), rng.randbytes(30).hex())
    return to.getvalue()


def made_part(rng, eol, depth):
    if depth < 2 and rng.random() < .2:
        data, message = made_mail(rng, rng.choice((eol, b"\n")), depth + 1)
        fields = [("Content-Type", b"Message/RFC822")]
        message.kind = "message/rfc822"
        if eol == b"\r\n" and b"\r\n" not in data:
            fields.append(("Content-Transfer-Encoding", b"base64"))
            return fields, base64.encodebytes(data).replace(b"\n", eol), \
                [message]
        return fields, data, [message]
    if depth < 3 and rng.random() < .25:
        return made_multi(rng, eol, depth + 1)
    fields, stands, leaf = made_leaf(rng, eol)
    return fields, stands, [leaf]


def made_multi(rng, eol, depth):
    mark = b"b%d" % rng.randrange(10 ** 12)
    kind = rng.choice((b"mixed", b"alternative", b"related"))
    fields = [("Content-Type", b"multipart/" + kind + b'; boundary="' + mark +
               b'"')]
    out = rng.choice((b"", b"preamble" + eol))
    leaves = []
    for _ in range(rng.randrange(1, 4)):
        head, stands, more = made_part(rng, eol, depth)
        leaves += more
        out += b"--" + mark + eol + written(head, eol, rng) + eol + stands + \
            eol
    return fields, out + b"--" + mark + b"--" + eol, leaves


def made_mail(rng, eol, depth=0):
    fields = made_header(rng)
    if rng.random() < .4:
        head, stands, leaf = made_leaf(rng, eol)
        leaves = [leaf]
    else:
        head, stands, leaves = made_multi(rng, eol, depth)
    fields += head
    data = written(fields, eol, rng) + eol + stands
    return data, Message(Header(fields), leaves, data)


# ----------------------------------------------------------------------- page


def page_mails():
    """The mails of the page, each with what stands there of it."""
    mail, ids = None, {}
    with open(PAGE, encoding="utf-8") as page:
        for line in page:
            if line == "    mail begins\n":
                mail, ids, open_ = [], {}, True
            elif line == "    mail ends\n":
                open_ = False
            elif mail is not None and open_:
                mail.append(line[4:] or "\n")
            elif mail is not None:
                found = re.fullmatch(r"    ([a-z_]+)=(.+)\n", line)
                if found:
                    ids[found[1]] = found[2]
                elif ids:
                    yield "".join(mail).encode(), ids
                    mail, ids = None, {}
    if ids:
        yield "".join(mail).encode(), ids


def parsed(data):
    """A mail of the page: of one part, or of a multipart of such."""
    head, body = (b"\n" + data).split(b"\n\n", 1)
    fields = [tuple(f.split(b":", 1)) for f in
              re.split(rb"\n(?![ \t])", head)[1:]]
    fields = [(n.decode(), v) for n, v in fields]
    get = {n.lower(): v.replace(b"\n", b"").decode().strip()
           for n, v in fields}
    kind, *params = [p.strip() for p in get.get("content-type", "").split(";")]
    params = dict(p.split("=", 1) for p in params)
    if kind.startswith("multipart/"):
        mark = b"--" + params["boundary"].strip('"').encode()
        parts = (b"\n" + body).split(b"\n" + mark)[1:-1]
        leaves = [leaf for p in parts for leaf in parsed(p[1:])[1]]
        return fields, leaves
    if kind == "message/rfc822":
        inner, leaves = parsed(body)
        return fields, [Message(Header(inner), leaves, body, kind)]
    coding = get.get("content-transfer-encoding", "")
    if coding == "base64":
        body = base64.b64decode(body)
    elif coding == "quoted-printable":
        body = quopri.decodestring(body)
    named = "attachment" in get.get("content-disposition", "")
    own = not named and kind in ("", "text/plain", "text/html")
    form = "html" if kind == "text/html" else \
        "plain" if kind.startswith("text/") or not kind else "other"
    leaf = Leaf(body, kind, params.get("charset", ""), form, own)
    leaf.known = not coding.startswith("x-")
    return fields, [leaf]


def page_message(data):
    fields, leaves = parsed(data)
    return Message(Header(fields), leaves, data)


# ----------------------------------------------------------------------- main


def ask(tool, folder):
    out = subprocess.run([tool, "hash", "--json", folder],
                         stdout=subprocess.PIPE, text=True)
    if out.returncode not in (0, 1, 3):
        sys.exit("leafproof hash ended with %d" % out.returncode)
    found = {}
    for line in out.stdout.splitlines():
        item = json.loads(line)
        if item["type"] == "item" and item["kind"] == "message":
            found.setdefault(item["path"].split(" > ")[0], []).append(item)
    return found


def compare(name, data, messages, items):
    if len(items) != len(messages):
        sys.exit("%s: %d messages, and not %d:\n%s" %
                 (name, len(items), len(messages), data.decode("latin-1")))
    for item, message in zip(items, messages):
        got = {k: item["ids"].get(k) for k in IDS}
        want = {k: message.ids.get(k) for k in IDS}
        if got != want:
            sys.exit("%s: leafproof says %s, and not %s:\n%s" % (
                item["path"], *({k: d[k] for k in IDS if got[k] != want[k]}
                                for d in (got, want)),
                data.decode("latin-1")))


def check(tool, mails):
    with tempfile.TemporaryDirectory() as folder:
        for name, data, _ in mails:
            with open(os.path.join(folder, name), "wb") as to:
                to.write(data)
        found = ask(tool, folder)
        for name, data, message in mails:
            compare(name, data, list(told(message)), found.get(name, []))


def main():
    page = list(page_mails())
    if sys.argv[1] == "--vectors":
        for data, _ in page:
            ids = page_message(data).ids
            for key in IDS:
                print("    %s=%s" % (key, ids.get(key, "none")))
            print()
        return
    if len(page) < 8:
        sys.exit("only %d mails on the page" % len(page))
    for data, ids in page:
        got = page_message(data).ids
        for key in IDS:
            if ids.get(key) != got.get(key, "none"):
                sys.exit("the page says %s=%s, and not %s, of\n%s" %
                         (key, ids.get(key), got.get(key), data.decode()))
    mails = [("page-%d.eml" % i, data, page_message(data))
             for i, (data, _) in enumerate(page)]
    rng = random.Random(1)
    for i in range(int(os.environ.get("MAILS", "1500"))):
        data, message = made_mail(rng, rng.choice((b"\n", b"\r\n")))
        mails.append(("made-%04d.eml" % i, data, message))
    check(sys.argv[1], mails)


if __name__ == "__main__":
    main()
