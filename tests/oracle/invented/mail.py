"""Messages of invented people, for accuracy_cases.py: one message, written out
in the ways in which mail programs and servers would."""
import base64
import binascii
import copy
import datetime

from invented.text import LANGUAGES, name_of, words_of

HOSTS = ("harbour.example", "quarry.example", "mail.lantern.example",
         "ferry.example", "archive.example")


class Message:
    """What a message says; render() writes it out."""

    def __init__(self, rng, language, paragraphs_or_text):
        self.language = language.name
        self.sender = person(rng, language)
        self.to = [person(rng, language) for _ in range(rng.randint(1, 3))]
        self.cc = [person(rng, language) for _ in range(rng.randint(0, 2))]
        self.bcc = []
        self.date = datetime.datetime(
            2003, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(
                seconds=rng.randint(0, 600000000))
        self.zone = rng.choice((0, 60, 120, -300, 330))
        self.subject = subject(rng, language)
        self.id = identity(rng)
        self.text = paragraphs_or_text
        self.html = None            # instead of the text
        self.attached = []          # (name, type, bytes, encoding)
        self.before = []            # header lines above the others
        self.after = []             # and below

    def copy(self):
        return copy.deepcopy(self)


def person(rng, language):
    """(display name, address)"""
    local = rng.choice(LANGUAGES["english"].words[60:]) + \
        str(rng.randint(1, 99999))
    return name_of(rng, language), local + "@" + rng.choice(HOSTS)


def identity(rng):
    return "<%x.%x@%s>" % (rng.getrandbits(48), rng.getrandbits(32),
                           rng.choice(HOSTS))


def subject(rng, language):
    words = words_of(rng, language, rng.randint(2, 7))
    return ("" if language.wide else " ").join(words)


def encoded(text, charset):
    """As encoded words, if it is not ASCII."""
    if text.isascii():
        return text
    return "\n ".join(
        "=?%s?B?%s?=" % (charset, base64.b64encode(
            text[i:i + 14].encode(charset)).decode())
        for i in range(0, len(text), 14))


def address(who, charset, names):
    name, spec = who
    if names == "none":
        return spec
    if names == "comment" and name.isascii():
        return "%s (%s)" % (spec, name)
    if name.isascii():
        name = '"%s"' % name if names == "quoted" else name
        return "%s <%s>" % (name, spec)
    return "%s <%s>" % (encoded(name, charset), spec)


def date_of(m):
    zone = datetime.timezone(datetime.timedelta(minutes=m.zone))
    at = m.date.astimezone(zone)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at.weekday()]
    month = ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())[
        at.month - 1]
    sign, off = "-+"[m.zone >= 0], abs(m.zone)
    return "%s, %d %s %d %s %s%02d%02d" % (
        day, at.day, month, at.year, at.strftime("%H:%M:%S"), sign, off // 60,
        off % 60)


def transferred(data, encoding):
    if encoding == "base64":
        return base64.encodebytes(data)
    if encoding == "quoted-printable":
        return binascii.b2a_qp(data, istext=True)
    return data


def fields(m, charset, names):
    lines = list(m.before)
    lines.append("From: " + address(m.sender, charset, names))
    for field, people in (("To", m.to), ("Cc", m.cc), ("Bcc", m.bcc)):
        if people:
            lines.append(field + ": " + ",\n ".join(
                address(p, charset, names) for p in people))
    lines.append("Date: " + date_of(m))
    lines.append("Subject: " + encoded(m.subject, charset))
    lines.append("Message-ID: " + m.id)
    lines.append("MIME-Version: 1.0")
    return lines + m.after


def render(m, encoding="quoted-printable", charset="utf-8", eol=b"\n",
           names="plain", boundary="=_cut_here_7f3"):
    """The bytes of the message."""
    text = m.text if m.html is None else m.html
    part = "text/plain" if m.html is None else "text/html"
    own = ("Content-Type: %s; charset=%s\nContent-Transfer-Encoding: %s\n" %
           (part, charset, encoding)).encode()
    own += b"\n" + transferred(text.encode(charset), encoding)
    head = "\n".join(fields(m, charset, names)).encode() + b"\n"
    if not m.attached:
        return (head + own).replace(b"\n", eol)
    line = b"--" + boundary.encode()
    out = [head.replace(b"\n", eol),
           b'Content-Type: multipart/mixed; boundary="%s"' % boundary.encode(),
           eol, eol, line, eol, own.replace(b"\n", eol)]
    for name, kind, data, how in m.attached:
        inner = "Content-Type: %s\nContent-Transfer-Encoding: %s\n" % (kind, how)
        if name is not None:
            inner += 'Content-Disposition: attachment; filename="%s"\n' % name
        body = transferred(data, how)
        if how in ("base64", "quoted-printable"):
            body = body.replace(b"\n", eol)
        out += [eol, line, eol, inner.encode().replace(b"\n", eol), eol, body]
    out += [eol, line, b"--", eol]
    return b"".join(out)


def transported(rng, m):
    """The same message after another way: other trace fields, another id."""
    m = m.copy()
    hop = rng.choice(HOSTS)
    m.id = identity(rng)
    m.before = ["Return-Path: <bounce-%d@%s>" % (rng.randint(1, 9999), hop)] + [
        "Received: from %s (%s [192.0.2.%d])\n\tby %s with ESMTPS id %x\n"
        "\tfor <box%d@%s>; %s" % (
            rng.choice(HOSTS), rng.choice(HOSTS), rng.randint(1, 254), hop,
            rng.getrandbits(40), rng.randint(1, 99), hop, date_of(m))
        for _ in range(rng.randint(1, 4))]
    more = [
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s;\n\ts=k%d;"
        " h=from:to:subject; bh=%s;\n\tb=%s" % (
            hop, rng.randint(1, 9),
            base64.b64encode(rng.randbytes(32)).decode(),
            base64.b64encode(rng.randbytes(48)).decode()),
        "X-Spam-Score: %.1f" % (rng.random() * 9),
        "X-Mailer: Heron %d.%d" % (rng.randint(1, 9), rng.randint(0, 9)),
        "List-Id: <%s.%s>" % (rng.choice(("desk", "tips", "all")), hop),
        "List-Unsubscribe: <mailto:leave@%s>" % hop,
        "Authentication-Results: %s; dkim=pass" % hop,
        "User-Agent: Kite/%d" % rng.randint(1, 99),
    ]
    m.after = rng.sample(more, rng.randint(2, len(more)))
    return m
