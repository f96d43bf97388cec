#!/usr/bin/env python3
"""Pairs of documents of which it is known how they are related.

  accuracy_cases.py [LEAFPROOF] [SCALE]     look at the pairs themselves

cases(seed, scale) makes them, one after the other, the same ones for the same
seed. Each is a dict:

  row        what kind of pair it is: a key of ROWS
  published  [(file name, bytes)], names that no other case has
  submitted  the same
  expect     {locator: set of allowed verdicts}; the first level of a locator
             is the name of a submitted file
  share      per cent of the one submitted text that is public, or None
  finding    whether the program must have something to say (same-id)

At scale 1 there are more than 20,000. Run by itself, this module checks what the
pairs are: that unrelated texts are unrelated, that noise is as much as it is
said to be, and that the same seed gives the same.
"""
import hashlib
import io
import random
import sys
import time
import unicodedata
import zipfile

from invented.mail import Message, person, render, transported
from invented.text import (LANGUAGES, USUAL, name_of, number_of, paragraphs,
                           text_of, wrap)

SAME = {"EXACT", "DECODED"}
HTML = ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")


def letters(text):
    """T1, but for what Python's own Unicode version says of it."""
    folded = unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


# ---------------------------------------------------------------- the makers
#
# make(rng, name) -> (published, submitted, expect, share); `name` begins all
# file names.


def language_of(rng):
    return LANGUAGES[rng.choice(USUAL)]


def some(rng, language=None, low=800, high=4000):
    language = language or language_of(rng)
    return language, paragraphs(rng, language, rng.randint(low, high))


def message_of(rng, language=None, low=800, high=4000):
    language, parts = some(rng, language, low, high)
    return Message(rng, language, text_of(parts)), parts


def pair(name, old, new, allowed, kind="txt", share=None):
    file = "%s-s.%s" % (name, kind)
    return ([("%s-p.%s" % (name, kind), old)], [(file, new)], {file: allowed},
            share)


def way(rng):
    """An encoding and a charset that any text fits into."""
    return {"encoding": rng.choice(("quoted-printable", "base64")),
            "charset": "utf-8"}


def mails(rng, name, old, new, allowed, how=None):
    how = how or way(rng)
    return pair(name, render(old, **how), render(new, **how), allowed, "eml")


def line_ends_text(rng, name):
    data = text_of(some(rng)[1]).encode()
    new = rng.choice((data.replace(b"\n", b"\r\n"), data.replace(b"\n", b"\r"),
                      data + b"\n\n"))
    return pair(name, *rng.sample((data, new), 2), SAME)


def line_ends_mail(rng, name):
    how = way(rng)
    m = message_of(rng)[0]
    data = render(m, **how), render(m, eol=b"\r\n", **how)
    return pair(name, *rng.sample(data, 2), SAME, "eml")


def transfer_encoding(rng, name):
    m = message_of(rng)[0]
    ways = rng.sample(("quoted-printable", "base64", "8bit"), 2)
    return pair(name, *(render(m, encoding=e) for e in ways), {"MESSAGE"}, "eml")


CHARSETS = {
    "english": ("iso-8859-1", "us-ascii"), "german": ("iso-8859-1",
                                                      "windows-1252"),
    "french": ("iso-8859-1", "windows-1252"), "spanish": ("iso-8859-1",),
    "polish": ("iso-8859-2", "windows-1250"), "greek": ("iso-8859-7",),
    "russian": ("koi8-r", "windows-1251", "iso-8859-5"),
    "japanese": ("shift_jis", "euc-jp", "iso-2022-jp"),
}
# Those that a text without a label is told to be in by its bytes alone.
LOOSE = {"german": ("windows-1252",), "french": ("windows-1252",),
         "spanish": ("windows-1252",), "russian": ("koi8-r", "windows-1251"),
         "japanese": ("iso-2022-jp",), "polish": (), "greek": (), "english": ()}


def charset_mail(rng, name):
    while True:
        m = message_of(rng)[0]
        other = rng.choice(CHARSETS[m.language])
        try:
            new = render(m, rng.choice(("quoted-printable", "base64")), other)
        except UnicodeEncodeError:      # a rare letter: another text
            continue
        return pair(name, *rng.sample((render(m, **way(rng)), new), 2),
                    {"MESSAGE"}, "eml")


def charset_text(rng, name):
    while True:
        language, parts = some(rng)
        text = text_of(parts)
        other = rng.choice(LOOSE[language.name] + ("utf-16", "utf-8-sig"))
        try:
            new = text.encode(other)
        except UnicodeEncodeError:
            continue
        if new == text.encode():
            continue
        return pair(name, *rng.sample((text.encode(), new), 2), {"TEXT"})


def transport(rng, name):
    m = message_of(rng)[0]
    return mails(rng, name, transported(rng, m), transported(rng, m),
                 {"MESSAGE"})


def display_names(rng, name):
    how = way(rng)
    m = message_of(rng)[0]
    n = transported(rng, m)
    n.sender = name_of(rng, LANGUAGES["english"]), n.sender[1]
    rng.shuffle(n.to)
    rng.shuffle(n.cc)
    return pair(name, render(m, names="quoted", **how),
                render(n, names=rng.choice(("plain", "none", "comment")), **how),
                {"MESSAGE"}, "eml")


def bcc_added(rng, name):
    m = message_of(rng)[0]
    n = m.copy()
    n.bcc = [person(rng, LANGUAGES["english"])]
    return mails(rng, name, *rng.sample((m, n), 2), {"MESSAGE"})


def mbox_quoting(rng, name):
    ms = []
    for _ in range(rng.randint(1, 3)):
        m, parts = message_of(rng)
        lines = m.text.split("\n")
        for _ in range(2):
            at = rng.randint(1, len(lines) - 2)  # the last one has no end
            lines[at] = "From " + lines[at]
        m.text = "\n".join(lines)
        ms.append(render(m, encoding="8bit"))
    box = b"".join(
        b"From a@b.example Thu Jan  1 00:00:%02d 2015\n" % i +
        data.replace(b"\nFrom ", b"\n>From ") + b"\n"
        for i, data in enumerate(ms))
    if rng.random() < .5:
        box = box.replace(b"\n", b"\r\n")
    file = name + "-s.mbox"
    return ([("%s-p%d.eml" % (name, i), d) for i, d in enumerate(ms)],
            [(file, box)],
            {"%s > message %d" % (file, i + 1): SAME for i in range(len(ms))},
            None)


def zipped(rng, members, folder=""):
    out = io.BytesIO()
    how = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(out, "w", how) as z:
        for file, data in members:
            info = zipfile.ZipInfo(folder + file, (
                rng.randint(1990, 2020), rng.randint(1, 12), rng.randint(1, 28),
                0, 0, 0))
            info.compress_type = how
            z.writestr(info, data)
    return out.getvalue()


def repacked(rng, name):
    members = [("note.txt", text_of(some(rng)[1]).encode()),
               ("scan.bin", b"scan" + rng.randbytes(rng.randint(500, 9000))),
               ("page.html", html_of(some(rng)[1]).encode())]
    file = name + "-s.zip"
    old = zipped(rng, members)
    rng.shuffle(members)
    # Another order, and another place.
    new = zipped(rng, members, "again/")
    return ([(name + "-p.zip", old)], [(file, new)],
            {"%s > again/%s" % (file, m): {"EXACT"} for m, _ in members}, None)


def attachment(rng):
    language, parts = some(rng)
    return rng.choice((
        ("minutes.txt", "text/plain", text_of(parts).encode(), "base64"),
        ("minutes.docx", "application/octet-stream", docx_of(rng, parts),
         "base64"),
        ("scan.bin", "application/octet-stream",
         b"scan" + rng.randbytes(rng.randint(500, 9000)), "base64")))


def attachment_saved(rng, name):
    m = message_of(rng)[0]
    m.attached = [attachment(rng)]
    mail = render(m, **way(rng))
    file, _, data, _ = m.attached[0]
    if rng.random() < .5:
        loose = "%s-s-%s" % (name, file)
        return [(name + "-p.eml", mail)], [(loose, data)], \
            {loose: {"EXACT"}}, None
    return ([("%s-p-%s" % (name, file), data)], [(name + "-s.eml", mail)],
            {"%s-s.eml > part 2 %s" % (name, file): {"EXACT"}}, None)


def forwarded(rng, name):
    how = way(rng)
    m = message_of(rng)[0]
    kind = rng.choice((0, 1, 2))
    inner = (render(m, **how), render(m, eol=b"\r\n", **how),
             render(transported(rng, m), **way(rng)))[kind]
    outer = message_of(rng, LANGUAGES["english"], 100, 300)[0]
    outer.subject = "Fwd: " + m.subject
    outer.attached = [(None, "message/rfc822", inner, "8bit")]
    file = name + "-s.eml"
    return ([(name + "-p.eml", render(m, **how))],
            [(file, render(outer, eol=b"\r\n" if kind == 1 else b"\n"))],
            {file + " > part 2": ({"EXACT"}, SAME, {"MESSAGE"})[kind],
             file: {"NEW", "PARTIAL", "NEAR"}}, None)


def list_footer(rng, name):
    m = message_of(rng)[0]
    n = transported(rng, m)
    n.subject = "[desk] " + n.subject
    n.text += "_______________________________________________\n" \
              "desk mailing list\nhttps://lists.example/desk/%d\n" % \
              rng.randint(1, 99)
    return mails(rng, name, m, n, {"TEXT", "NEAR"})


def rewrapped_text(rng, name):
    parts = some(rng)[1]
    widths = rng.sample((40, 60, 66, 72, 78, 100, 9999), 2)
    return pair(name, *(text_of(parts, w).encode() for w in widths), {"TEXT"})


def rewrapped_mail(rng, name):
    m, parts = message_of(rng)
    n = m.copy()
    n.text = text_of(parts, rng.choice((40, 60, 66, 78, 100, 9999)))
    return mails(rng, name, m, n, {"TEXT"})


def html_of(parts):
    out = []
    for p in parts:
        for plain, entity in HTML:
            p = p.replace(plain, entity)
        p = wrap(p, 90).replace("é", "&eacute;").replace("ü", "&#252;")
        words = p.split(" ")
        words[0] = "<b>%s</b>" % words[0]
        out.append('<p class="a">' + " ".join(words) + "</p>")
    return ("<html><head><style>p { margin: 2em }</style></head>\n<body>" +
            "\n".join(out) + "</body></html>\n")


def html_text(rng, name):
    parts = some(rng)[1]
    old = name + "-p.txt", text_of(parts).encode()
    page = '<!DOCTYPE html>\n<meta charset="utf-8">\n' + html_of(parts)
    new = name + "-s.html", page.encode()
    return [old], [new], {new[0]: {"TEXT"}}, None


def html_mail(rng, name):
    m, parts = message_of(rng)
    n = m.copy()
    n.html = html_of(parts)
    return mails(rng, name, *rng.sample((m, n), 2), {"TEXT"})


DOCX = (
    ("[Content_Types].xml",
     '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.'
     'openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
     'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
     '<Default Extension="xml" ContentType="application/xml"/><Override PartName='
     '"/word/document.xml" ContentType="application/vnd.openxmlformats-'
     'officedocument.wordprocessingml.document.main+xml"/></Types>'),
    ("_rels/.rels",
     '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.'
     'openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
     '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
     'officeDocument" Target="word/document.xml"/></Relationships>'))


def docx_of(rng, parts):
    body = []
    for p in parts:
        for plain, entity in HTML:
            p = p.replace(plain, entity)
        at = rng.randint(0, len(p))
        while "&" in p[max(0, at - 5):at]:      # not within an entity
            at -= 1
        body.append('<w:p><w:r><w:t xml:space="preserve">%s</w:t></w:r><w:r>'
                    '<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">%s</w:t>'
                    '</w:r></w:p>' % (p[:at], p[at:]))
    document = ('<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w='
                '"http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                '<w:body>%s</w:body></w:document>' % "".join(body))
    return zipped(rng, [(n, d.encode()) for n, d in DOCX] +
                  [("word/document.xml", document.encode())])


def docx_text(rng, name):
    parts = some(rng)[1]
    both = [("docx", docx_of(rng, parts)), ("txt", text_of(parts).encode())]
    rng.shuffle(both)
    file = "%s-s.%s" % (name, both[1][0])
    return ([("%s-p.%s" % (name, both[0][0]), both[0][1])],
            [(file, both[1][1])], {file: {"TEXT"}}, None)


def noisy(rng, text, per_cent):
    """`per_cent` of the characters wrong: substituted, put in, left out."""
    kinds = "".join(sorted(set(letters(text)))) or "e"
    out = list(text)
    places = rng.sample(range(len(out)), round(len(out) * per_cent / 100))
    for i, at in enumerate(places):
        if i % 3 == 0:
            out[at] = rng.choice(kinds)
        elif i % 3 == 1:
            out[at] += rng.choice(kinds)
        else:
            out[at] = ""
    return "".join(out)


def noise(per_cent):
    allowed = {"NEAR"} if per_cent < 5 else {"NEAR", "PARTIAL", "NEW"}

    def make(rng, name):
        if rng.random() < .5:
            m = message_of(rng, low=1300)[0]
            n = m.copy()
            n.text = noisy(rng, m.text, per_cent)
            return mails(rng, name, m, n, allowed)
        text = text_of(some(rng, low=1300)[1])
        return pair(name, text.encode(), noisy(rng, text, per_cent).encode(),
                    allowed)
    return make


def cut_of(rng, text, chars):
    at = rng.randint(0, len(text) - chars)
    return text[at:at + chars]


def excerpt_within(per_cent):
    """The submission is new, but for a part that was published."""
    def make(rng, name):
        language, parts = some(rng, low=5000, high=9000)
        old = " ".join(parts)
        total = rng.randint(3000, 4500)
        taken = cut_of(rng, old, total * per_cent // 100)
        new = " ".join(paragraphs(rng, language, total))[:total - len(taken)]
        at = rng.randint(0, len(new))
        text = new[:at] + "\n\n" + taken + "\n\n" + new[at:]
        share = 100 * len(letters(taken)) / len(letters(text))
        return pair(name, wrap(old, 72).encode(), text.encode(),
                    {"PARTIAL", "NEAR"}, share=share)
    return make


def excerpt_only(per_cent):
    """The submission is a part of what was published."""
    def make(rng, name):
        old = " ".join(some(rng, low=3000, high=6000)[1])
        taken = cut_of(rng, old, len(old) * per_cent // 100)
        return pair(name, wrap(old, 72).encode(), wrap(taken, 66).encode(),
                    {"PARTIAL", "NEAR"}, share=100.0)
    return make


def unrelated_text(rng, name):
    language = language_of(rng)
    return pair(name, *(text_of(some(rng, language)[1]).encode()
                        for _ in range(2)), {"NEW"})


def unrelated_mail(rng, name):
    language = language_of(rng)
    return mails(rng, name, message_of(rng, language)[0],
                 message_of(rng, language)[0], {"NEW"})


def form_letter(rng, name):
    """Two letters of one form: names, dates and sums are different."""
    language, parts = some(rng, low=400, high=1500)
    gap = "" if language.wide else " "

    def fill():
        said = ["%s%s%s%s%s" % (p, gap, number_of(rng), gap,
                                name_of(rng, language)) for p in parts]
        return text_of([name_of(rng, language), number_of(rng)] + said +
                       [number_of(rng)])
    allowed = {"NEAR", "PARTIAL", "NEW"}
    if rng.random() < .5:
        m = Message(rng, language, fill())
        n = transported(rng, m)
        n.text = fill()
        n.to = [person(rng, language)]
        return mails(rng, name, m, n, allowed)
    return pair(name, fill().encode(), fill().encode(), allowed)


def forged_id(rng, name):
    language = language_of(rng)
    m, n = (message_of(rng, language)[0] for _ in range(2))
    n.id = m.id
    if rng.random() < .5:       # all that is easily copied is
        n.sender, n.to, n.cc, n.date, n.zone, n.subject = (
            m.sender, m.to, m.cc, m.date, m.zone, m.subject)
    return mails(rng, name, m, n, {"NEW"})


def numbers_only(rng, name):
    rows = [[rng.randint(0, 10 ** rng.randint(1, 9)) for _ in range(5)]
            for _ in range(rng.randint(20, 80))]
    forms = [", ", "\t", " ; "]
    rng.shuffle(forms)
    return pair(name, *("\n".join(form.join(map(str, row)) for row in rows).encode()
                        for form in forms[:2]), {"NEW"})


ROWS = {
    # row: (maker, how many at scale 1)
    "line ends, text": (line_ends_text, 400),
    "line ends, mail": (line_ends_mail, 400),
    "transfer encoding": (transfer_encoding, 700),
    "charset, mail": (charset_mail, 700),
    "charset, text": (charset_text, 700),
    "transport headers": (transport, 900),
    "display names and order": (display_names, 700),
    "Bcc added": (bcc_added, 300),
    "mailbox quoting": (mbox_quoting, 400),
    "zipped again": (repacked, 300),
    "attachment saved": (attachment_saved, 400),
    "forwarded as attachment": (forwarded, 500),
    "list footer": (list_footer, 500),
    "wrapped again, text": (rewrapped_text, 500),
    "wrapped again, mail": (rewrapped_mail, 500),
    "HTML, text": (html_text, 500),
    "HTML, mail": (html_mail, 500),
    "docx and text": (docx_text, 500),
    "noise 1 %": (noise(1), 1000),
    "noise 2 %": (noise(2), 1000),
    "noise 3 %": (noise(3), 1000),
    "noise 5 %": (noise(5), 1000),
    **{"excerpt within, %d %%" % p: (excerpt_within(p), 200)
       for p in range(10, 100, 10)},
    **{"excerpt only, %d %%" % p: (excerpt_only(p), 200)
       for p in range(10, 100, 10)},
    "unrelated, text": (unrelated_text, 1500),
    "unrelated, mail": (unrelated_mail, 1500),
    "form letters": (form_letter, 1500),
    "forged Message-ID": (forged_id, 500),
    "numbers only": (numbers_only, 300),
}


def cases(seed=1, scale=1.0):
    number = 0
    for row, (make, count) in ROWS.items():
        for i in range(max(1, round(count * scale))):
            rng = random.Random("%s/%s/%d" % (seed, row, i))
            published, submitted, expect, share = make(rng, "c%06d" % number)
            number += 1
            yield {"row": row, "published": published, "submitted": submitted,
                   "expect": expect, "share": share,
                   "finding": row == "forged Message-ID"}


# ---------------------------------------------------------------- themselves


def grams(data, n=9):
    text = letters(data.decode("utf-8", "replace"))
    return {text[i:i + n] for i in range(len(text) - n + 1)}


def alike(case):
    a, b = (grams(case[side][0][1]) for side in ("published", "submitted"))
    return len(a & b) / max(1, len(a | b))


# Between which bounds the mean resemblance of a row's loose texts lies.
BOUNDS = {"unrelated, text": (0, .05), "noise 1 %": (.80, .92),
          "noise 2 %": (.65, .82), "noise 3 %": (.52, .72),
          "noise 5 %": (.32, .55), "form letters": (.3, .95),
          "wrapped again, text": (1, 1)}


def main():
    scale = float(sys.argv[2]) if len(sys.argv) > 2 else .02
    start = time.monotonic()
    digests, size, count, seen, bad = [], 0, 0, {}, 0
    for case in cases(1, scale):
        count += 1
        size += sum(len(d) for side in ("published", "submitted")
                    for _, d in case[side])
        digests.append(hashlib.sha256(repr(case["submitted"]).encode()).digest())
        if case["row"] in BOUNDS and case["submitted"][0][0].endswith("txt"):
            seen.setdefault(case["row"], []).append(case)
    print("%d pairs, %d bytes, %.1f s" % (count, size, time.monotonic() - start))
    again = [hashlib.sha256(repr(c["submitted"]).encode()).digest()
             for c in cases(1, min(scale, .01))]
    if scale <= .01 and again != digests or len(set(digests)) != count:
        print("not the same again, or one pair twice")
        bad = 1
    for row, (low, high) in BOUNDS.items():
        of = [alike(c) for c in seen.get(row, [])[:60]]
        mean = sum(of) / max(1, len(of))
        print("%-24s %3d  mean %.3f  min %.3f  max %.3f" % (
            row, len(of), mean, min(of, default=0), max(of, default=0)))
        if of and not low <= mean <= high:
            print("  must be from %.2f to %.2f" % (low, high))
            bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
