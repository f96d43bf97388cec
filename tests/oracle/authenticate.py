#!/usr/bin/env python3
"""Messages that are signed here, lawfully and not, must be judged as the
standards have it, with CRLF and with LF line ends: RFC 6376, 8301, 8463,
8616, 8617 and 4870. Each case stands with the nearest that must not pass."""

import json
import os
import subprocess
import sys
import tempfile

try:
    from invented import dkim_sign as s
except ModuleNotFoundError:
    # Debian's packages are for Debian's own Python, whichever comes first.
    if sys.executable == "/usr/bin/python3" or "again" in sys.argv:
        sys.exit(77)
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv, "again"])

BASE = (b"From: Alice <alice@example.com>\r\n"
        b"To: Bob <bob@example.net>\r\n"
        b"Subject: a  plan\r\n\twith a fold\r\n"
        b"Date: Fri, 14 Jul 2017 02:40:00 +0000\r\n"
        b"Message-ID: <1@example.com>\r\n"
        b"\r\n"
        b"Hello  Bob, \r\n\r\n.dot and\ttab\r\n-- \r\nAlice\r\n\r\n\r\n")

KEY = s.Rsa(2048)
SHORT = {bits: s.Rsa(bits) for bits in (512, 768, 1024)}
ED = s.Ed25519()
RECORDS = []
CASES = []


def record(selector, text, domain="example.com"):
    RECORDS.append("%s._domainkey.%s\t%s" % (selector, domain, text))


def rsa(key=KEY, bare=False, before="v=DKIM1; k=rsa; "):
    return before + "p=" + key.public(bare)


def case(label, message, want, both=True, verdict=None, doubts=(), method=None,
         undone=None, clear=()):
    """`want`: the results of all entries; `both`: as LF file too;
    `clear`: doubts that none has."""
    CASES.append((label, message, want.split(), both, verdict, set(doubts),
                  method, undone, set(clear)))


def signed(message=BASE, key=KEY, canon="simple/simple", hash_name="sha256",
           length=None, **tags):
    tags = s.dkim_tags(**{"c": canon, **tags})
    return s.sign(message, key, tags, canon=canon, hash_name=hash_name,
                  length=length)


def after(message, old, new):
    assert old in message, old
    return message.replace(old, new, 1)


def keys():
    record("sel", rsa())
    record("bare", rsa(bare=True))
    for bits, key in SHORT.items():
        record("s%d" % bits, rsa(key))
    record("ed", "v=DKIM1; k=ed25519; p=" + ED.public())
    record("edspki", "v=DKIM1; k=ed25519; p=" + ED.public(wrapped=True))
    record("strict", rsa(before="v=DKIM1; t=s; "))
    record("sha1only", rsa(before="v=DKIM1; h=sha1; "))
    record("sha256only", rsa(before="v=DKIM1; h=sha1:sha256; "))
    record("other", rsa(before="v=DKIM1; s=tlsrpt; "))
    record("mail", rsa(before="v=DKIM1; s=email; "))
    record("gone", "v=DKIM1; p=")
    record("quoted", '"' + rsa()[:60] + '" "' + rsa()[60:] + '"')
    record("escaped", rsa().replace(";", "\\;"))
    record("upper", rsa(before="v=DKIM1; k=RSA; "))
    record("dkim2", rsa(before="v=DKIM2; "))
    record("twice", rsa(before="v=DKIM1; k=rsa; k=rsa; "))
    record("junk", "v=DKIM1; p=!!!!")
    record("nop", "v=DKIM1; k=rsa")
    record("two", rsa(SHORT[1024]))
    record("two", rsa())
    record("unknown", rsa(before="v=DKIM1; k=dsa; "))
    record("a.b.c", rsa())
    record("test", rsa(before="v=DKIM1; t=y:s; "))
    record("granted", rsa(before="g=al*; "))
    record("ungranted", rsa(before="g=carol; "))
    record("sel", rsa(), "xn--bcher-kva.example")
    record("SEL2", rsa(), "Sub.Example.co.uk.")


def dkim_forms():
    for head in ("simple", "relaxed"):
        for body in ("simple", "relaxed"):
            canon = head + "/" + body
            good = signed(canon=canon)
            case(canon, good, "match", verdict="AUTHENTIC")
            case(canon + ", a letter of the body", after(
                good, b"Hello", b"Hullo"), "body-mismatch", verdict="MISMATCH")
            case(canon + ", a letter of the header", after(
                good, b": a ", b": b "), "header-mismatch", verdict="MISMATCH")
            blank = after(good, b"Hello  Bob, \r\n", b"Hello Bob,\t\r\n")
            case(canon + ", blanks of the body", blank,
                 "match" if body == "relaxed" else "body-mismatch")
            fold = after(good, b"a  plan\r\n\twith", b"a plan  with")
            case(canon + ", blanks of the header", fold,
                 "match" if head == "relaxed" else "header-mismatch")
            case(canon + ", empty body", signed(
                BASE.split(b"\r\n\r\n")[0] + b"\r\n\r\n", canon=canon),
                "match")
            case(canon + ", empty lines alone", signed(
                BASE.split(b"\r\n\r\n")[0] + b"\r\n\r\n\r\n\r\n",
                canon=canon), "match")
            case(canon + ", no final line end", signed(
                BASE.rstrip(b"\r\n"), canon=canon), "match")
            case(canon + ", more empty lines", good + b"\r\n\r\n", "match")
            case(canon + ", no empty line behind the header", signed(
                BASE.split(b"\r\n\r\n")[0] + b"\r\n\r\n",
                canon=canon)[:-2], "match")
    case("c= absent", signed(c=False), "match")
    case("c=relaxed alone", s.sign(BASE, KEY, s.dkim_tags(c="relaxed"),
                                   canon="relaxed/simple"), "match")
    case("c=nofws", signed(c="nofws"), "unsupported")
    case("h= with blanks", signed(h="from :\r\n to :\tsubject"), "match")
    case("h= with fields that are not there",
         signed(h="from:reply-to:from:cc:to"), "match")
    case("h= in other case", signed(h="FROM:To:subject"), "match")
    case("blank before the colon", signed(
        BASE.replace(b"Subject:", b"Subject :"), canon="relaxed/relaxed"),
        "match")


def dkim_algorithms():
    case("rsa-sha1", signed(a="rsa-sha1", hash_name="sha1"), "match",
         verdict="AUTHENTIC")
    case("ed25519", signed(key=ED, a="ed25519-sha256", s="ed"), "match",
         verdict="AUTHENTIC")
    case("ed25519, changed", after(signed(
        key=ED, a="ed25519-sha256", s="ed"), b": a ", b": b "),
        "header-mismatch")
    case("ed25519 key as SPKI", signed(
        key=ED, a="ed25519-sha256", s="edspki"), "match")
    case("ed25519 signature, RSA key", signed(
        key=ED, a="ed25519-sha256"), "key-unusable")
    case("RSA signature, ed25519 key", signed(s="ed"), "key-unusable")
    case("rsa-sha512", signed(a="rsa-sha512"), "unsupported")
    case("RSA-SHA256", signed(a="RSA-SHA256"), "unsupported")
    for bits, key in SHORT.items():
        case("RSA %d" % bits, signed(key=key, s="s%d" % bits), "match",
             verdict="AUTHENTIC" if bits == 1024 else "PARTLY SIGNED")
    case("key as RSAPublicKey", signed(s="bare"), "match")


def dkim_keys():
    sub = dict(i="alice@mail.example.com")
    case("i= of a subdomain", signed(**sub), "match")
    case("t=s, i= of a subdomain", signed(s="strict", **sub), "key-unusable")
    case("t=s, i= of the domain", signed(s="strict", i="@example.com"),
         "match")
    case("h=sha1 of the key", signed(s="sha1only"), "key-unusable")
    case("h=sha1:sha256 of the key", signed(s="sha256only"), "match")
    case("s=tlsrpt of the key", signed(s="other"), "key-unusable")
    case("s=email of the key", signed(s="mail"), "match")
    case("p= empty", signed(s="gone"), "key-unusable", verdict="UNVERIFIABLE")
    case("record in quotes", signed(s="quoted"), "match")
    case("record with backslashes", signed(s="escaped"), "match")
    case("k=RSA", signed(s="upper"), "match")
    case("v=DKIM2", signed(s="dkim2"), "key-unusable")
    case("a tag of the key twice", signed(s="twice"), "key-unusable")
    case("p= is junk", signed(s="junk"), "key-unusable")
    case("no p=", signed(s="nop"), "key-unusable")
    case("no record", signed(s="none"), "no-key", verdict="UNVERIFIABLE")
    case("two records", signed(s="two"), "match")
    case("k=dsa", signed(s="unknown"), "key-unusable")
    case("selector with dots", signed(s="a.b.c"), "match")
    case("names in other case", signed(
        s="Sel2", d="sub.example.CO.UK"), "match", verdict="PARTLY SIGNED")
    case("wrong key", signed(key=SHORT[1024]), "header-mismatch")
    case("d= in UTF-8", signed(d="b\u00fccher.example"), "match")
    case("g= in the key", signed(s="ungranted"), "match")


def dkim_fields():
    case("x= past", signed(t="1500000000", x="1500086400"), "match",
         verdict="AUTHENTIC")
    case("x= before t=", signed(t="1500000000", x="1400000000"), "malformed")
    case("x= is no number", signed(x="soon"), "malformed")
    case("t= in 2100", signed(t="4102444800"), "match", doubts=["time"])
    case("t= is no number", signed(t="now"), "malformed")
    body = s.canon_body(s.split(BASE)[1], "simple")
    n = len(body)
    case("l=", signed(l=str(n), length=n), "match", verdict="AUTHENTIC")
    case("l=, text behind", signed(l=str(n), length=n) + b"More\r\n", "match",
         verdict="PARTLY SIGNED", doubts=["tail"])
    case("l=, changed before", after(signed(l=str(n), length=n), b"Hello",
                                     b"Hullo"), "body-mismatch")
    case("l=0", signed(l="0", length=0), "match", doubts=["body-unsigned"])
    case("l= beyond the body", signed(l=str(n + 10)), "malformed")
    case("l=-1", signed(l="-1"), "malformed")
    case("From is not signed", signed(h="to:subject"), "malformed")
    good = signed()
    case("second From on top", b"From: eve@example.org\r\n" + good, "match",
         verdict="PARTLY SIGNED", doubts=["field-twice"])
    case("second Subject on top", b"Subject: other\r\n" + good, "match",
         verdict="PARTLY SIGNED", doubts=["field-twice"])
    case("oversigned, From added", b"From: eve@example.org\r\n" + signed(
        h="from:from:to"), "header-mismatch", verdict="MISMATCH")
    case("i= of another domain", signed(i="a@example.org"), "malformed")
    case("i= of a domain that ends so", signed(i="a@notexample.com"),
         "malformed")
    case("i= without @", signed(i="example.com"), "malformed")
    case("a tag twice", signed().replace(b"s=sel;", b"s=sel; s=sel;"),
         "malformed")
    case("v=2", signed(v="2"), "malformed")
    case("no v=", signed(v=False), "match")
    case("q=http", signed(q="http"), "match")
    case("q=dns/txt", signed(q="dns/txt"), "match")
    case("an unknown tag", signed(zz="x y"), "match")
    case("an empty tag", signed().replace(b"s=sel;", b"s=sel;;"), "malformed")
    for tag in ("a", "d", "s", "h", "bh"):
        case("no " + tag + "=", signed(**{tag: False}), "malformed")
    case("b= empty", signed(b=""), "malformed")
    case("b= is no base64", signed(b="*"), "malformed")
    case("bh= is no base64", signed(bh="*"), "malformed")
    case("other domain", signed(
        BASE.replace(b"alice@example.com", b"a@example.org")), "match",
        verdict="PARTLY SIGNED")
    case("domain below", signed(
        BASE.replace(b"alice@example.com", b"a@news.example.com")), "match",
        verdict="AUTHENTIC")


def dkim_bytes():
    good = signed(canon="relaxed/simple")
    odd = signed(BASE.replace(b"Hello", b"Hel\nlo\rx"))
    case("CR and LF in a line, signed so", odd, "match", both=False)
    case("whole file CR", good.replace(b"\r\n", b"\r"), "match", both=False)
    case("whole file CRCRLF", good.replace(b"\r\n", b"\r\r\n"), "match",
         both=False)
    head, body = good.split(b"\r\n\r\n", 1)
    case("CRLF header, LF body", head + b"\r\n\r\n" + body.replace(
        b"\r\n", b"\n"), "match", both=False)
    case("LF header, CRLF body", head.replace(
        b"\r\n", b"\n") + b"\n\n" + body, "match", both=False)
    case("mailbox line on top",
         b"From alice@example.com Fri Jul 14 02:40:00 2017\r\n" + good, "match")
    case("mailbox line that is none", b"From alice\r\n" + good, "match")
    case("byte order mark", b"\xef\xbb\xbf" + good, "match")
    case("blank lines on top", b"\r\n\r\n" + good, "match")
    case("both on top", b"\xef\xbb\xbf\r\n" + good, "match")
    case("8 bit", signed(BASE.replace(b"plan", b"pl\xc3\xa4n \xff").replace(
        b"Hello", b"\x00\xe4" + b"x" * 3000)), "match")
    bad = signed(s="none")
    case("first bad, then good", b"".join(
        [b"DKIM-Signature: v=1; a=x\r\n"]) + good, "malformed match",
        verdict="AUTHENTIC")
    many = good
    for i in range(99):
        many = bad[:bad.index(b"From:")] + many
    case("99 bad, then good", many, "no-key " * 99 + "match",
         verdict="AUTHENTIC")
    case("two good", signed(signed(), s="bare", h="from:dkim-signature"),
         "match match")


def edits():
    good = signed(canon="relaxed/relaxed", h="from:subject:date:message-id")
    case("a footer", good + b"____\r\nA list\r\n", "body-mismatch",
         verdict="PARTLY SIGNED", undone=["match"])
    case("a banner", after(good, b"Hello", b"CAUTION: external\r\n\r\nHello"),
         "body-mismatch", verdict="PARTLY SIGNED", undone=["match"])
    case("a tag in Subject", after(good, b"Subject: a", b"Subject: [list] a"),
         "header-mismatch", verdict="PARTLY SIGNED", undone=["match"])
    case("another Subject", after(good, b"Subject: a", b"Subject: [list] b"),
         "header-mismatch", verdict="MISMATCH", undone=[])
    case("tag and footer", after(
        good, b"Subject: a", b"Subject: [list] a") + b"A list\r\n",
        "body-mismatch", verdict="PARTLY SIGNED", undone=["match"])
    case("footer, and a letter", after(good, b"Alice\r\n\r\n", b"Alicf\r\n"
                                       b"A list\r\n"), "body-mismatch",
         verdict="MISMATCH", undone=[])
    case("Message-ID replaced", after(
        good, b"Message-ID: <1@example.com>",
        b"X-Google-Original-Message-ID: <1@example.com>\r\n"
        b"Message-ID: <2@example.com>"), "header-mismatch", undone=["match"])
    case("From rewritten", after(
        good, b"From: Alice <alice@example.com>",
        b"From: Alice via List <list@example.org>\r\n"
        b"List-Id: <list.example.org>\r\n"
        b"X-Original-From: Alice <alice@example.com>"), "header-mismatch",
        undone=["match"])
    quoted = signed(BASE.replace(b"Hello", b"From me\r\nHello"))
    case("From in the text", quoted, "match")
    case("From quoted", after(quoted, b"\r\nFrom me", b"\r\n>From me"),
         "body-mismatch", verdict="PARTLY SIGNED", undone=["match"])
    case("dots doubled", after(signed(), b"\r\n.dot", b"\r\n..dot"),
         "body-mismatch", undone=["match"])
    copied = signed(canon="relaxed/simple", h="from:subject", z="From:Alice=20<alice@example.com>|"
                    "Subject:=20a=20=20plan=0D=0A=09with=20a=20fold")
    case("copied fields", copied, "match")
    case("copied fields, Subject changed", after(
        copied, b"Subject: a  plan", b"Subject: b"), "header-mismatch",
        undone=["match"])


def domainkeys():
    for how in ("simple", "nofws"):
        for h in (None, "From:Subject:Date", "Subject:From"):
            good = s.sign_old(BASE, KEY, how, h)
            label = "domainkeys %s %s" % (how, h)
            case(label, good, "match", method="domainkeys",
                 verdict="AUTHENTIC")
            case(label + ", body", after(good, b"Hello", b"Hullo"),
                 "header-mismatch", method="domainkeys")
            case(label + ", header", after(good, b": a ", b": b "),
                 "header-mismatch", method="domainkeys")
            case(label + ", on top", b"Received: x\r\n" + good, "match",
                 method="domainkeys")
            case(label + ", blanks", after(good, b"Hello  Bob, ",
                                           b"Hello Bob,"),
                 "match" if how == "nofws" else "header-mismatch")
    case("domainkeys, empty body", s.sign_old(
        BASE.split(b"\r\n\r\n")[0] + b"\r\n\r\n", KEY), "match")
    case("domainkeys, a and q absent", s.sign_old(
        BASE, KEY, tags={"a": False, "q": False}), "match")
    case("domainkeys, granted", s.sign_old(BASE, KEY, tags={
        "s": "granted"}), "match")
    case("domainkeys, not granted", s.sign_old(BASE, KEY, tags={
        "s": "ungranted"}), "key-unusable")
    case("domainkeys, no key", s.sign_old(BASE, KEY, tags={"s": "none"}),
         "no-key")
    case("domainkeys, no d=", s.sign_old(BASE, KEY, tags={"d": False}),
         "malformed")
    case("domainkeys, c=relaxed", s.sign_old(BASE, KEY, tags={
        "c": "relaxed"}), "unsupported")


def arc():
    one = s.seal(BASE, KEY, 1)
    two = s.seal(one, KEY, 2, domain="example.com")
    three = s.seal(two, KEY, 3)
    case("arc 1", one, "match", method="arc")
    case("arc 2", two, "match match", method="arc")
    case("arc 3", three, "match match match", method="arc")
    changed = after(one, b"Hello", b"Hullo")
    case("arc, body changed", changed, "body-mismatch", method="arc")
    case("arc, changed then sealed", s.seal(changed, KEY, 2), "match match")
    case("arc, header changed", after(one, b": a ", b": b "),
         "header-mismatch")
    case("arc, results changed", after(one, b"spf=pass", b"spf=fail"),
         "header-mismatch")
    case("arc, old results changed", after(three, b"i=1; mx.example.com; spf=p",
                                           b"i=1; mx.example.com; spf=q"),
         "header-mismatch " * 3)
    for i, name in enumerate((b"arc-seal", b"arc-message-signature",
                              b"arc-authentication-results")):
        case("arc, no %s" % name.decode(), s.seal(BASE, KEY, 1, drop=[name]),
             "malformed")
        case("arc, no old %s" % name.decode(),
             s.seal(s.seal(BASE, KEY, 1, drop=[name]), KEY, 2),
             "malformed malformed" if i < 2 else "malformed malformed")
    case("arc, cv=pass at 1", s.seal(BASE, KEY, 1, cv="pass"), "malformed")
    case("arc, cv=none at 2", s.seal(one, KEY, 2, cv="none"),
         "malformed malformed")
    case("arc, cv=fail", s.seal(one, KEY, 2, cv="fail"),
         "malformed malformed")
    case("arc, cv=odd", s.seal(BASE, KEY, 1, cv="odd"), "malformed")
    case("arc, no cv=", s.seal(BASE, KEY, 1, seal_tags={"cv": False}),
         "malformed")
    case("arc, h= in the seal", s.seal(BASE, KEY, 1, seal_tags={
        "h": "from"}), "malformed")
    case("arc, h= has ARC-Seal", s.seal(BASE, KEY, 1, h="from:arc-seal"),
         "malformed")
    case("arc, simple", s.seal(BASE, KEY, 1, h_canon="simple/simple"), "match")
    case("arc, c= absent, simple", s.seal(
        BASE, KEY, 1, h_canon="simple/simple", ams={"c": False}), "match")
    case("arc, c= absent, relaxed", s.seal(BASE, KEY, 1, ams={"c": False}),
         "match")
    case("arc, i=0", s.seal(BASE, KEY, 0, cv="none"), "malformed")
    case("arc, i=51", s.seal(BASE, KEY, 51, cv="none"), "malformed")
    case("arc, begins with 2", s.seal(BASE, KEY, 2), "malformed")
    case("arc, twice the same", s.seal(one, KEY, 1), "malformed")
    case("arc, rsa-sha1", s.seal(BASE, KEY, 1, a="rsa-sha1"), "unsupported")
    case("arc, ed25519", s.seal(BASE, ED, 1, a="ed25519-sha256",
                                selector="ed"), "match")
    case("arc, 512 bits", s.seal(BASE, SHORT[512], 1, selector="s512"),
         "key-unusable")
    case("arc, 1024 bits", s.seal(BASE, SHORT[1024], 1, selector="s1024"),
         "match")
    case("arc, an old message signature is broken", s.seal(
        s.seal(BASE, KEY, 1, ams={"bh": "*"}), KEY, 2), "malformed malformed")
    case("arc, no key", s.seal(BASE, KEY, 1, selector="none"), "no-key")
    case("arc, results with a comment", s.seal(
        BASE, KEY, 1, aar=" (c) i=1 (d); mx; none"), "match")
    case("arc, results with their instance last", s.seal(
        BASE, KEY, 1, aar="mx; none; i=1"), "match")
    case("arc, results without instance", s.seal(
        BASE, KEY, 1, aar="mx; dkim=pass header.i=1"), "malformed")
    case("arc, results with a name", s.seal(
        BASE, KEY, 1, aar="i=1x; mx; none"), "malformed")
    for tag in ("d", "s", "b", "a"):
        case("arc, seal without " + tag, s.seal(
            BASE, KEY, 1, seal_tags={tag: "" if tag == "b" else False}),
            "malformed")
        case("arc, message without " + tag, s.seal(
            BASE, KEY, 1, ams={tag: "" if tag == "b" else False}), "malformed")
    chain = BASE
    for i in range(1, 51):
        chain = s.seal(chain, KEY, i)
    case("arc, 50 sets", chain, "match " * 50)
    case("arc and dkim", s.seal(signed(), KEY, 1), "match match")


def run(binary, folder):
    os.makedirs(folder + "/mail")
    with open(folder + "/keys", "w", encoding="utf-8") as f:
        f.write("# keys\n\n" + "\n".join(RECORDS) + "\n")
    for i, (_, message, _, both, *_) in enumerate(CASES):
        with open("%s/mail/%04d-crlf.eml" % (folder, i), "wb") as f:
            f.write(message)
        if both:
            with open("%s/mail/%04d-lf.eml" % (folder, i), "wb") as f:
                f.write(message.replace(b"\r\n", b"\n"))
    out = subprocess.run(
        [binary, "authenticate", "--keys", folder + "/keys", "--json",
         folder + "/mail"], capture_output=True, check=False)
    items = {}
    for line in out.stdout.splitlines():
        r = json.loads(line)
        if r["type"] == "item" and "evidence" in r:
            items[r["path"].split(" > ")[0]] = r
    if out.stderr or out.returncode != 1:
        print(out.returncode, out.stderr.decode())
    return items


def check(items):
    bad = 0
    for i, (label, _, want, both, verdict, doubts, method,
            undone, clear) in enumerate(CASES):
        for kind in ("crlf", "lf") if both else ("crlf",):
            item = items.get("%04d-%s.eml" % (i, kind))
            if item is None:
                print("%s, %s: not judged" % (label, kind))
                bad += 1
                continue
            es = item["evidence"]
            got = [e["result"] for e in es]
            good = got == want
            good = good and (verdict is None or item["verdict"] == verdict)
            good = good and doubts <= {d for e in es for d in e["doubts"]}
            good = good and not clear & {d for e in es for d in e["doubts"]}
            good = good and (method is None or
                             all(e["method"] == method for e in es))
            good = good and (undone is None or undone == [
                e["result_undone"] for e in es if "result_undone" in e])
            if not good:
                bad += 1
                print("%s, %s: %s, want %s %s; %s" % (
                    label, kind, got[-3:], want[-3:], verdict or "", [
                        (item["verdict"], e.get("note"), e["doubts"],
                         e.get("edits_undone")) for e in es[-2:]]))
    return bad


def main():
    keys()
    for make in (dkim_forms, dkim_algorithms, dkim_keys, dkim_fields,
                 dkim_bytes, edits, domainkeys, arc):
        make()
    with tempfile.TemporaryDirectory() as folder:
        bad = check(run(sys.argv[1], folder))
    print("%d cases, %d wrong" % (len(CASES), bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
