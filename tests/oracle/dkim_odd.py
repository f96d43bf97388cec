#!/usr/bin/env python3
"""Signatures of DKIM and DomainKeys with one thing that is odd, lawful or not,
against what RFC 6376, 8616 and 4870 make of it, beside those of authenticate.py;
with CRLF and with LF line ends. What is odd is signed as it stands there."""

import re
import sys
import tempfile

import authenticate as judged
from authenticate import BASE, KEY, RECORDS, SHORT, after, case, record, rsa, s, signed

HEAD = BASE.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
IDN = "b\u00fccher.example"
XN = "xn--bcher-kva.example"
FORMS = [a + "/" + b for a in ("simple", "relaxed")
         for b in ("simple", "relaxed")]


def spelt(old, new, canon="simple/simple", message=BASE, **tags):
    """Signed with a field that is spelt otherwise."""
    tags = s.dkim_tags(**{"c": canon, **tags})
    return s.sign(message, KEY, tags, canon=canon,
                  spell=lambda line: after(line, old, new))


def bodies():
    for c in FORMS:
        relaxed = c.endswith("relaxed")
        for label, body in (
                ("blank lines at the end", b"a \r\n \r\n\t\r\n"),
                ("blank lines alone", b" \r\n\t \r\n"),
                ("one blank", b" "),
                ("one line end", b"\r\n"),
                ("empty lines on top", b"\r\n\r\n a\r\n"),
                ("tabs and blanks", b"a\t\tb \t c\t\r\n\td"),
                ("a form feed and a vertical tab", b"a\f\v b\r\n\f\r\n"),
                ("a dot alone", b".\r\n..\r\n"),
                ("no-break spaces", b"a\xc2\xa0\xa0 \r\n\xa0\r\n"),
                ("a line of 100,000", b"x" * 100000 + b"\r\n")):
            case("%s, %s" % (c, label), signed(HEAD + body, canon=c), "match")
        good = signed(HEAD + b"a b\r\n", canon=c)
        for label, more, want in (
                ("an empty line behind", b"\r\n", True),
                ("blanks behind", b" \t\r\n", relaxed),
                ("a dot behind", b".\r\n", False)):
            case("%s, %s" % (c, label), good + more,
                 "match" if want else "body-mismatch")
        case(c + ", a blank before a line", after(good, b"a b", b" a b"),
             "body-mismatch")
        case(c + ", a blank within a word", after(good, b"a b", b"a  b"),
             "match" if relaxed else "body-mismatch")
        nothing = signed(HEAD, canon=c)
        case(c + ", a word in an empty body", nothing + b"x",
             "body-mismatch")
        case(c + ", l=0 of an empty body", signed(HEAD, canon=c, l="0",
                                                  length=0), "match")


def heads():
    def with_field(field):
        return field + b"\r\n" + BASE
    for c in FORMS:
        for label, field in (
                ("empty", b"X-A:"), ("a blank", b"X-A: "),
                ("blanks at the end", b"X-A: a \t "),
                ("blanks before the colon", b"X-A \t: a"),
                ("a tab before its value", b"X-A:\ta"),
                ("nothing before its value", b"X-A:a"),
                ("a line of blanks", b"X-A: a\r\n \r\n b"),
                ("a line of blanks at the end", b"X-A: a\r\n\t "),
                ("an empty first line", b"X-A:\r\n a"),
                ("a colon in its value", b"X-A: b:c"),
                ("8 bit", b"X-A: \xc3\xa4 \xe4"),
                ("a name in capitals", b"X-a: b")):
            case("%s, a field with %s" % (c, label), signed(
                with_field(field), canon=c, h="from:x-a"), "match")
        twice = b"X-A: 1\r\nX-A: 2\r\nX-A: 3\r\n" + BASE
        for n, gone, want in ((1, b"X-A: 1", "match"),
                              (1, b"X-A: 3", "header-mismatch"),
                              (2, b"X-A: 1", "match"),
                              (2, b"X-A: 2", "header-mismatch"),
                              (4, b"X-A: 1", "header-mismatch")):
            case("%s, %d of three fields, %s goes" % (c, n, gone.decode()),
                 after(signed(twice, canon=c, h="from" + ":x-a" * n),
                       gone + b"\r\n", b""), want)
        case(c + ", more names than fields", signed(
            twice, canon=c, h="from" + ":x-a" * 5), "match")
        case(c + ", fields changed places", after(signed(
            twice, canon=c, h="from:x-a:x-a"), b"X-A: 1\r\nX-A: 2\r\nX-A: 3",
            b"X-A: 1\r\nX-A: 3\r\nX-A: 2"), "header-mismatch")
    first = signed(h="from")
    case("the other signature is signed", signed(
        first, h="from:dkim-signature", s="bare"), "match match")
    case("the other signature was changed", after(signed(
        first, h="from:dkim-signature", s="bare"), b"s=sel; h=from; ",
        b"s=sel; h=from;  "), "header-mismatch header-mismatch")
    case("h= with empty names", signed(h="from::to:"), "match")
    case("h= of blanks", signed(h=" "), "malformed")
    case("h= without From, but From-like", signed(h="x-from:to"), "malformed")


def shown(head, body=b"Hello\r\n", fields="from:subject", front=b"", old=b"",
          new=b""):
    """Signed over `fields`; then `old` is `new`, and `front` on top."""
    message = signed(HEAD[:-2] + head + b"\r\n" + body, h=fields)
    return front + after(message, old, new)


def shapes():
    """What says how the body is shown: unsigned it is a doubt, and more than
    that where it can take the body apart otherwise."""
    text = b"Content-Type: text/plain\r\n"
    parts = b"Content-Type: multipart/mixed; boundary=A\r\n"
    body = (b"For old readers\r\n--A\r\n\r\none\r\n--B\r\n\r\ntwo\r\n--B--\r\n"
            b"--A--\r\n\r\n")
    swap = {"old": b"boundary=A", "new": b"boundary=B"}
    loose = ["form-unsigned"]

    def told(label, message, whole, doubts=(), clear=(), both=True):
        case("shown: " + label, message, "match", both, doubts=doubts,
             clear=clear, verdict="AUTHENTIC" if whole else "PARTLY SIGNED")
    for name in (b"Content-Type: text/plain", b"Content-Disposition: inline",
                 b"Content-Transfer-Encoding: base64"):
        key = name.split(b":")[0].decode().lower()
        told(key + ", unsigned", shown(name + b"\r\n"), True,
             ["field-unsigned"], ["field-twice"] + loose)
        told(key + ", signed", shown(
            name + b"\r\n", fields="from:to:cc:subject:date:" + key), True,
            clear=["field-unsigned"])
        told(key + ", twice", shown(name + b"\r\n", fields="from:" + key,
                                    front=name + b"\r\n"), False,
             ["field-twice", "field-unsigned"])
    told("multipart, unsigned", shown(parts, body), True, ["field-unsigned"],
         loose)
    told("multipart, quoted", shown(parts.replace(b"=A", b'=\r\n "A"'), body),
         True, clear=loose)
    told("multipart, its boundary exchanged", shown(parts, body, **swap),
         False, loose)
    told("multipart, signed with no such boundary", shown(
        parts, body.replace(b"--A", b"--C"), "from:content-type"), True,
        clear=loose)
    told("multipart, of a text that begins so", shown(
        text, b"--A\r\n\r\ntwo\r\n", old=text, new=parts), False, loose)
    told("multipart, of a text with no such line", shown(
        text, old=text, new=parts), False, loose)
    told("multipart, two boundaries", shown(
        parts, body, old=b"boundary=A", new=b"boundary=A; boundary=B"),
        False, loose)
    told("multipart, none", shown(parts, body, old=b"; boundary=A"), False,
         loose)
    told("multipart, an empty one", shown(
        parts, body, old=b"=A", new=b'=""'), False, loose)
    told("multipart, the beginning of one", shown(
        parts.replace(b"=A", b"=AA"), body.replace(b"--A", b"--AA"),
        old=b"=AA", new=b"=A"), False, loose)
    # Behind a line end of another kind.
    for end in (b"\n", b"\r"):
        for name in (b"From: eve@example.org", b"Subject: other",
                     b"Content-Type: text/html"):
            told("%r %r" % (end, name), shown(
                text, front=b"X-A: 1" + end + name + b"\r\n"), False,
                ["field-twice", "field-unsigned"], both=False)
        told("%r, oversigned" % end, shown(
            b"", fields="from:from:subject:subject",
            front=b"X-A: 1" + end + b"Subject: other\r\n"), False,
            ["field-twice"], both=False)
        told("%r, none that is shown" % end, shown(
            b"", front=b"X-A: 1" + end + b"X-B: other\r\n"), True,
            clear=["field-twice"], both=False)


def dated(selector, first, last, key):
    RECORDS.append("%s._domainkey.example.com\t%s\t%s\tx\t%s" % (
        selector, first, last, rsa(key)))


def signers():
    """Who vouches for what: several authors, a key of another time, a signer
    beside the author whose signature does not hold."""
    def by(*authors):
        return BASE.replace(b"alice@example.com", b">, <".join(authors))
    for label, authors, verdict in (
            ("two of one domain", (b"a@example.com", b"b@example.com"),
             "AUTHENTIC"),
            ("the second of below", (b"a@example.com", b"b@x.example.com"),
             "AUTHENTIC"),
            ("the second of another", (b"a@example.com", b"b@example.org"),
             "PARTLY SIGNED"),
            ("the first of another", (b"a@example.org", b"b@example.com"),
             "PARTLY SIGNED"),
            ("the second of none", (b"a@example.com", b"b"), "PARTLY SIGNED"),
            ("the last of another", (b"a@example.com",) * 40 + (
                b"b@example.org",), "PARTLY SIGNED"),
            ("many of another", tuple(b"a@%d.example.com" % i
                                      for i in range(300)), "PARTLY SIGNED")):
        case("authors: " + label, signed(by(*authors)), "match",
             verdict=verdict)
    other = s.Rsa(1024)
    dated("old", "2010-01-01", "2011-01-01", other)
    dated("new", "2020-01-01", "2021-01-01", other)
    dated("then", "2017-01-01", "2018-01-01", other)
    dated("near", "2017-08-10", "2018-01-01", other)
    dated("both", "2010-01-01", "2011-01-01", other)
    dated("both", "2017-01-01", "2018-01-01", other)
    dated("oldright", "2010-01-01", "2011-01-01", KEY)
    for selector, want, verdict in (
            ("old", "no-key", "UNVERIFIABLE"), ("new", "no-key", "UNVERIFIABLE"),
            ("then", "header-mismatch", "MISMATCH"),
            ("near", "header-mismatch", "MISMATCH"),
            ("both", "header-mismatch", "MISMATCH"),
            ("oldright", "match", "AUTHENTIC")):
        case("the key's time: " + selector, signed(s=selector), want,
             verdict=verdict)
    case("the key's time: no time of signing", signed(BASE.replace(
        b"Date:", b"X-Date:"), s="old", t=False), "header-mismatch")
    case("the key's time: another body", after(signed(s="old"), b"Hello",
                                               b"Hullo"), "no-key")
    record("sel", rsa(), "example.org")
    broken = after(signed(), b"Hello", b"Hullo")
    case("beside a mismatch: a foreign match", signed(broken, d="example.org"),
         "match body-mismatch", verdict="MISMATCH")
    case("beside a mismatch: one of the author's", signed(broken, s="bare"),
         "match body-mismatch", verdict="AUTHENTIC")
    case("beside a mismatch: one of the author's, with a reserve",
         signed(broken, l="0", length=0, s="bare"), "match body-mismatch",
         verdict="PARTLY SIGNED")
    case("beside no key: a foreign match", signed(
        signed(s="none"), d="example.org"), "match no-key",
        verdict="PARTLY SIGNED")
    case("beside a mismatch: a chain", s.seal(broken, KEY, 1),
         "body-mismatch match", verdict="PARTLY SIGNED")
    one = s.seal(BASE, KEY, 1)
    case("a set before a change", s.seal(after(one, b"Hello", b"Hullo"), KEY,
                                         2), "match match",
         doubts=["changed-later"], verdict="PARTLY SIGNED")
    case("a set before none", s.seal(one, KEY, 2), "match match",
         clear=["changed-later"], verdict="PARTLY SIGNED")


def spellings():
    for c in ("simple/simple", "relaxed/relaxed"):
        for label, old, new in (
                ("b= folded", b"b=", b"b=\r\n\t"),
                ("b= with blanks around =", b"b=" + s.HOLE,
                 b"b \t= " + s.HOLE + b" \t"),
                ("b= before others", b"v=1;", b"b=" + s.HOLE + b"; v=1;"),
                ("b= first, v= last", b"v=1;", b"b=" + s.HOLE + b" ;"),
                ("a semicolon behind", b"b=" + s.HOLE,
                 b"b=" + s.HOLE + b";"),
                ("a semicolon and a fold behind", b"b=" + s.HOLE,
                 b"b=" + s.HOLE + b";\r\n\t "),
                ("v= with a fold", b"v=1", b"v\r\n =\r\n 1\t"),
                ("v= behind others", b"v=1; a=rsa-sha256",
                 b"a=rsa-sha256; v=1"),
                ("no blanks at all", b"; ", b";"),
                ("the name in capitals", b"DKIM-Signature: ",
                 b"DKIM-SIGNATURE:"),
                ("a blank before the colon", b"DKIM-Signature:",
                 b"DKIM-Signature :"),
                ("h= folded", b"from:to:", b"from\r\n\t:\r\n to:\r\n "),
                ("bh= folded", b"bh=", b"bh= \r\n\t"),
                ("tags that only look like b=", b"v=1;",
                 b"v=1; bb=1; z=b=20: b; b_=3;")):
            def spell(line, old=old, new=new):
                if s.HOLE in new and b"; b=" + s.HOLE in line and \
                        not old.startswith(b"b="):
                    line = after(line, b"; b=" + s.HOLE, b"")
                return after(line, old, new)
            case("%s, %s" % (c, label), s.sign(
                BASE, KEY, s.dkim_tags(c=c), canon=c, spell=spell), "match")
        good = signed(canon=c)
        value = re.search(rb"; b=([^\r]*)", good).group(1)
        case(c + ", b= in pieces", good.replace(
            value, value[:70] + b"\r\n\t" + value[70:140] + b" " +
            value[140:]), "match")
        case(c + ", b= with a letter in it", good.replace(
            value, value[:70] + b"A" + value[70:]), "header-mismatch")
    for label, tags, want in (
            ("v=0", {"v": "0"}, "malformed"), ("v=01", {"v": "01"}, "malformed"),
            ("v=0.5, of the last draft", {"v": "0.5"}, "match"),
            ("v=0.1", {"v": "0.1"}, "malformed"),
            ("v= empty", {"v": ""}, "malformed"),
            ("a=RSA-sha256", {"a": "RSA-sha256"}, "unsupported"),
            ("a= with blanks", {"a": " rsa-sha256\t"}, "match"),
            ("a=rsa", {"a": "rsa"}, "unsupported"),
            ("c=Relaxed", {"c": "Simple/Simple"}, "unsupported"),
            ("d= in capitals", {"d": "EXAMPLE.com"}, "match"),
            ("d= with a dot at the end", {"d": "example.com."}, "malformed"),
            ("d= with a blank", {"d": "exam ple.com"}, "malformed"),
            ("s= empty", {"s": ""}, "malformed"),
            ("s= of two labels", {"s": "a.b.c"}, "match"),
            ("s= with an empty label", {"s": "a..c"}, "malformed"),
            ("t=0", {"t": "0"}, "match"),
            ("t= with a fraction", {"t": "1.5"}, "malformed"),
            ("t= empty", {"t": ""}, "malformed"),
            ("t= of twelve digits", {"t": "999999999999"}, "match"),
            ("x= at t=", {"t": "1500000000", "x": "1500000000"}, "malformed"),
            ("x= a second behind", {"t": "1500000000", "x": "1500000001"},
             "match"),
            ("x= alone", {"x": "1500000000"}, "match"),
            ("x=0 with t=", {"t": "1", "x": "0"}, "malformed"),
            ("l= empty", {"l": ""}, "malformed"),
            ("l= of 30 digits", {"l": "1" + "0" * 30}, "malformed"),
            ("z= that is none", {"z": "|||=ZZ"}, "match"),
            ("q= of two ways", {"q": "http:dns/txt"}, "match"),
            ("q= empty", {"q": ""}, "match"),
            ("bh= empty", {"bh": ""}, "malformed"),
            ("bh= too short", {"bh": "QUJD"}, "body-mismatch"),
            ("V=1 beside", {"V": "2"}, "match")):
        case(label, signed(**tags), want)
    case("tag names in capitals", spelt(b" s=sel", b" S=sel"), "malformed")
    case("no tags at all", b"DKIM-Signature:\r\n" + BASE, "malformed")
    case("a tag without =", spelt(b"v=1;", b"v=1; x;"), "malformed")
    case("two semicolons at the end", signed().replace(
        b"\r\nFrom", b";;\r\nFrom", 1), "malformed")


def names():
    for label, i, want in (
            ("i= without local part", "@example.com", "match"),
            ("i= in capitals", "Alice@EXAMPLE.com", "match"),
            ("i= far below", "a@b.c.example.com", "match"),
            ("i= folded", "alice@\r\n\texample.com", "match"),
            ("i= folded within a label", "alice@exam\r\n ple.com", "match"),
            ("i= quoted-printable", "alice=40home@example.com", "match"),
            ("i= with two @", "a@b@example.com", "match"),
            ("i= in UTF-8", "alic\u00e9@example.com", "match"),
            ("i= above", "a@com", "malformed"),
            ("i= beside", "a@example.org", "malformed"),
            ("i= that ends so", "a@badexample.com", "malformed"),
            ("i= with a dot behind", "a@example.com.", "malformed"),
            ("i= with an empty label", "a@.example.com", "malformed"),
            ("i= of nothing", "a@", "malformed"),
            ("i= empty", "", "malformed")):
        case(label, signed(i=i), want)
    for d in (IDN, XN):
        for i in (IDN, XN, "mail." + IDN, "mail." + XN.upper()):
            case("d=%s, i=@%s" % (ascii(d), ascii(i)), signed(
                d=d, i="a@" + i), "match")
    case("d= and i= of other letters", signed(
        d=XN, i="a@b\u00fbcher.example"), "malformed")
    case("t=s, i= as A-labels", signed(d=IDN, i="a@" + XN, s="idnstrict"),
         "match")
    case("t=s, i= below, as A-labels", signed(d=IDN, i="a@m." + XN,
                                              s="idnstrict"), "key-unusable")
    case("From in U-labels", signed(BASE.replace(
        b"example.com>\r\nTo", IDN.encode() + b">\r\nTo"), d=XN), "match",
        verdict="AUTHENTIC")
    case("s= in UTF-8", signed(s="s\u00fc"), "match")


def keys():
    record("idnstrict", rsa(before="t=s; "), XN)
    record("xn--s-eha", rsa())
    key = rsa(before="")[2:]
    for label, text, want in (
            ("k= absent", "v=DKIM1; p=" + key, "match"),
            ("p= alone", "p=" + key, "match"),
            ("v= last", "k=rsa; p=%s; v=DKIM1" % key, "match"),
            ("v=DKIM2 last", "k=rsa; p=%s; v=DKIM2" % key, "key-unusable"),
            ("v=DKIM10", "v=DKIM10; p=" + key, "key-unusable"),
            ("blanks in p=", "p=" + " ".join(
                key[i:i + 50] for i in range(0, len(key), 50)), "match"),
            ("a letter in p=", "p=A" + key, "key-unusable"),
            ("p= without padding", "p=" + key.rstrip("="), "match"),
            ("notes", "n=call=3B us; p=" + key, "match"),
            ("g= of another", "g=bob; p=" + key, "match"),
            ("t= with blanks", "t= y : s ; p=" + key, "match"),
            ("t=S", "t=S; p=" + key, "match"),
            ("h= with blanks", "h=sha1 : sha256; p=" + key, "match"),
            ("h=SHA256", "h=SHA256; p=" + key, "match"),
            ("h= empty", "h=; p=" + key, "key-unusable"),
            ("s= with blanks", "s=x : email; p=" + key, "match"),
            ("s=*:x", "s=*:x; p=" + key, "match"),
            ("s= empty", "s=; p=" + key, "key-unusable"),
            ("three strings", '"v=DKIM1; p=%s" "%s"  "%s"' % (
                key[:10], key[10:200], key[200:]), "match"),
            ("in brackets", '( "v=DKIM1; "  "p=%s" )' % key, "match"),
            ("two semicolons", "v=DKIM1; p=%s;;" % key, "key-unusable"),
            ("no tags", "v=DKIM1 p " + key, "key-unusable"),
            ("k=rsa, in blanks", "k = rsa ; p=" + key, "match"),
            ("a policy", "v=spf1 -all", "key-unusable")):
        selector = "k%d" % len(judged.RECORDS)
        record(selector, text)
        case("record with " + label, signed(s=selector), want)
        if want == "match":
            case("record with %s, changed" % label, after(
                signed(s=selector), b": a ", b": b "), "header-mismatch")
    record("since", "2020-01-01\t2024-01-01\tdns\tv=DKIM1; p=")
    record("since", "2015-01-01\t2019-01-01\tdns\t" + rsa())
    case("revoked since", signed(s="since"), "match", verdict="AUTHENTIC")
    record("many", "v=spf1 -all")
    record("many", rsa(SHORT[1024]))
    record("many", "v=DKIM1; p=")
    record("many", rsa())
    case("many records", signed(s="many"), "match")
    case("many records, none of the key", signed(
        s="many", key=SHORT[768]), "header-mismatch")


OLD = b"Sender: List <list@lists.example.com>\r\n" + BASE


def domainkeys():
    def old(label, message, want, **how):
        case("domainkeys, " + label, message, want, method="domainkeys", **how)
    for how in ("simple", "nofws"):
        def sign(message=BASE, h=None, how=how, **tags):
            return s.sign_old(message, KEY, how, h, tags)
        for label, body in (
                ("empty body", b""), ("line ends alone", b"\r\n\r\n\r\n"),
                ("blanks alone", b" \r\n\t\r\n"),
                ("empty lines on top", b"\r\n\r\na\r\n"),
                ("no line end", b"a\r\nb"), ("blanks at the end", b"a\r\n \r\n")):
            good = sign(HEAD + body)
            old("%s, %s" % (how, label), good, "match")
            old("%s, %s, and more" % (how, label), good + b"x\r\n",
                "header-mismatch")
        old(how + ", empty lines behind", sign() + b"\r\n\r\n", "match")
        twice = b"X-A: 1\r\nX-A: 2\r\n" + BASE
        for h in ("From:X-A", "X-A:From", "From:X-A:X-A",
                  "X-A:From:X-A", "from : x-a :\r\n\tdate", "From:X-None"):
            old("%s, h=%s" % (how, h), sign(twice, h), "match")
        old(how + ", one of two fields goes", after(
            sign(twice, "From:X-A"), b"X-A: 1\r\n", b""), "header-mismatch")
        old(how + ", d= above", sign(BASE.replace(
            b"alice@example.com", b"a@news.example.com")), "match")
        old(how + ", d= is another", sign(BASE.replace(
            b"alice@example.com", b"a@example.org")), "malformed")
        old(how + ", d= that ends so", sign(BASE.replace(
            b"alice@example.com", b"a@badexample.com")), "malformed")
        old(how + ", d= below", sign(d="mail.example.com"), "malformed")
        old(how + ", d= of the Sender", sign(OLD.replace(
            b"alice@example.com", b"a@example.org")), "match",
            verdict="PARTLY SIGNED")
        old(how + ", d= of From, not of the Sender", sign(OLD.replace(
            b"lists.example.com", b"lists.example.org")), "malformed")
        old(how + ", a Sender that came later",
            b"Sender: list@example.org\r\n" + sign(), "match")
        old(how + ", the Sender is not signed", sign(
            OLD.replace(b"lists.example.com", b"example.org"),
            "From:Subject"), "match")
        old(how + ", neither is signed", sign(h="To:Subject"), "malformed")
        old(how + ", no From at all", sign(BASE.replace(
            b"From: Alice <alice@example.com>\r\n", b"")), "malformed")
        fields, body = s.split(sign(h="From:To:Subject"))
        old(how + ", the signature below its fields", b"".join(
            fields[1:] + fields[:1]) + b"\r\n" + body, "match")
        old(how + ", below its fields, changed", after(b"".join(
            fields[1:] + fields[:1]) + b"\r\n" + body, b": a ", b": b "),
            "header-mismatch")
        for selector, want in (("test", "match"), ("gone", "key-unusable"),
                               ("dkim2", "key-unusable"), ("upper", "match"),
                               ("emptyg", "match"), ("stars", "match"),
                               ("granted", "match"),
                               ("ungranted", "key-unusable"),
                               ("other", "key-unusable")):
            old("%s, record %s" % (how, selector), sign(s=selector), want)
        old(how + ", g= of the Sender", sign(OLD, s="glist"), "match")
        old(how + ", g= of From beside a Sender", sign(OLD, s="granted"),
            "key-unusable")
    record("emptyg", rsa(before="g=; "))
    record("stars", rsa(before="g=*; "))
    record("glist", rsa(before="g=list; "))
    old("v=1 is no tag that counts", s.sign_old(BASE, KEY, tags={"v": "2"}),
        "match")
    old("q=http", s.sign_old(BASE, KEY, tags={"q": "http"}), "match")
    old("a=rsa-sha256", s.sign_old(BASE, KEY, tags={"a": "rsa-sha256"}),
        "unsupported")
    old("s= absent", s.sign_old(BASE, KEY, tags={"s": False}), "malformed")
    old("a tag twice", s.sign_old(BASE, KEY).replace(b"s=sel", b"s=sel; s=sel"),
        "malformed")
    case("domainkeys and dkim", signed(s.sign_old(BASE, KEY)), "match match")


def main():
    judged.keys()
    for make in (bodies, heads, shapes, signers, spellings, names, keys, domainkeys):
        make()
    with tempfile.TemporaryDirectory() as folder:
        wrong = judged.check(judged.run(sys.argv[1], folder))
    print("%d cases, %d wrong" % (len(judged.CASES), wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
