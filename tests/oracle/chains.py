#!/usr/bin/env python3
"""Chains of ARC, each with one thing that is odd, lawful or not, against what
RFC 8617, and RFC 6376 where it leaves a thing to that, make of it. What is odd
is signed as it stands there: nothing but the oddity can be at fault."""

import re
import sys
import tempfile

import authenticate as judged
from authenticate import BASE, ED, KEY, SHORT, after, case, record, rsa, s

OTHER = s.Rsa(2048)
EMPTY = BASE.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
BAD = "malformed"


def good(label, message):
    case("arc, " + label, message, "match", method="arc")


def bad(label, message, want=BAD):
    case("arc, " + label, message, want, method="arc")


def one(message=BASE, key=KEY, **how):
    return s.seal(message, key, 1, **how)


def seal(**tags):
    return one(seal_tags=tags)


def message(**tags):
    return one(ams=tags)


def text(field, old, new, end=b"", front=False):
    """A set whose ARC-Message-Signature or ARC-Seal is spelt otherwise before
    it is signed."""
    def spell(line):
        line = after(line, old, new)
        if front:
            line = after(line, b"; b=" + s.HOLE, b"")
            line = after(line, b": ", b": b=" + s.HOLE + b"; ")
        return line + end
    return one(spell={field: spell})


AMS = "ARC-Message-Signature"
AS = "ARC-Seal"


def sets():
    first = one()
    second = s.seal(first, KEY, 2)
    third = s.seal(second, KEY, 3)
    for name in (AMS, AS, "ARC-Authentication-Results"):
        line = next(f for f in s.split(first)[0]
                    if f.startswith(name.encode()))
        bad("the same %s twice" % name, line + first)
        bad("two %s" % name, line.replace(b"i=1", b"i=1 ") + first)
        bad("%s alone" % name, line + BASE)
        without = third.replace(next(
            f for f in s.split(third)[0] if f.startswith(name.encode()) and
            b"i=2" in f), b"")
        bad("%s of the middle is gone" % name, without,
            " ".join([BAD] * 3))
    gap = b"".join(f for f in s.split(third)[0] if b"i=2" not in f)
    bad("the middle set is gone", gap + b"\r\n" + s.split(third)[1],
        "%s %s" % (BAD, BAD))
    bad("the first set is gone", b"".join(
        f for f in s.split(second)[0] if b"i=1;" not in f) + b"\r\n" +
        s.split(second)[1])
    fields, body = s.split(second)
    case("arc, in another order", b"".join(
        fields[i] for i in (3, 1, 5, 2, 0, 4)) + b"".join(fields[6:]) +
        b"\r\n" + body, "match match", method="arc")
    case("arc, below the header", b"".join(fields[6:] + fields[:6]) +
         b"\r\n" + body, "match match", method="arc")
    case("arc, the last two of three changed places", b"".join(
        s.split(third)[0][i] for i in (3, 4, 5, 0, 1, 2)) + b"".join(
            s.split(third)[0][6:]) + b"\r\n" + body, "match match match")
    good("folded otherwise", first.replace(b"; ", b";\r\n\t  "))
    good("names in capitals", first.replace(b"ARC-Seal:", b"arc-SEAL :"))
    case("arc, no set", BASE, "", method="arc")
    chain = BASE
    for i in range(1, 52):
        chain = s.seal(chain, KEY, i)
    # The field of instance 51 is of no set.
    case("arc, 51 sets", chain, " ".join([BAD] * 51), method="arc")


def instances():
    for i in ("", "0", "-1", "+1", "x", "1x", "1.0", "51", "99", "2",
              "18446744073709551617"):
        # The two signatures are not of one set, and so told apart.
        bad("AMS of instance '%s'" % i, message(i=i), BAD + " " + BAD)
        bad("seal of instance '%s'" % i, seal(i=i), BAD + " " + BAD)
        bad("results of instance '%s'" % i, one(aar="i=%s; mx; none" % i))
    bad("AMS without instance", message(i=False), BAD + " " + BAD)
    bad("seal without instance", seal(i=False), BAD + " " + BAD)
    bad("results without instance", one(aar="mx; none"))
    bad("results of nothing", one(aar=" "))
    good("blanks around instances", one(
        aar=" i =\r\n 1 ; mx; none", ams={"i": " 1 "},
        seal_tags={"i": "\t1"}))
    bad("I= of the AMS", text(AMS, b" i=1", b" I=1"), BAD + " " + BAD)
    bad("I= of the seal", text(AS, b" i=1", b" I=1"), BAD + " " + BAD)


def validation():
    for cv in ("", "NONE", "None", "pass", "fail", "neutral", "none pass"):
        bad("cv='%s' at 1" % cv, one(cv=cv or "''"))
    for cv in ("none", "fail", "PASS", "odd"):
        bad("cv=%s at 2" % cv, s.seal(one(), KEY, 2, cv=cv), "%s %s" % (
            BAD, BAD))
        bad("cv=%s at 2 of 3" % cv, s.seal(s.seal(one(), KEY, 2, cv=cv), KEY,
                                           3), " ".join([BAD] * 3))
    good("blanks around cv=", seal(cv=" none "))
    bad("CV=", text(AS, b"cv=", b"CV="))
    bad("cv= twice", text(AS, b"cv=none", b"cv=none; cv=none"))
    bad("cv=none and cv=pass", text(AS, b"cv=none", b"cv=none; cv=pass"))
    good("cv= of the AMS is no tag that counts", message(cv="fail"))


def tags():
    for name, make in ((AMS, message), (AS, seal)):
        for tag in ("a", "b", "d", "s") + (("bh", "h") if make is message
                                           else ()):
            bad("%s without %s=" % (name, tag), make(**{
                tag: "" if tag == "b" else False}))
            if tag != "b":
                bad("%s with %s= empty" % (name, tag), make(**{tag: ""}),
                    "unsupported" if tag == "a" else BAD)
            if tag not in ("b", "bh"):
                bad("%s with %s= twice" % (name, tag), text(
                    name, b" %s=" % tag.encode(), b" %s=x; %s=" % (
                        tag.encode(), tag.encode())))
                bad("%s with %s= in capitals" % (name, tag), text(
                    name, b" %s=" % tag.encode(),
                    b" %s=" % tag.upper().encode()))
        good(name + " with an unknown tag", make(zz="some thing"))
        bad(name + " with an unknown tag twice", text(
            name, b" d=", b" zz=1; zz=1; d="))
        bad(name + " with an empty tag", text(name, b" d=", b"; d="))
        bad(name + " with a tag without value", text(name, b" d=", b" x; d="))
        bad(name + " with a tag that has no name", text(
            name, b" d=", b" =1; d="))
        bad(name + " with a tag whose name is none", text(
            name, b" d=", b" 1x=1; d="))
        good(name + " with blanks around", text(
            name, b" d=example.com", b" d \t=\r\n example.com\t"))
        good(name + " with t= absent", make(t=False))
        for t in ("", "now", "-1", "1e9", "1500000000.5"):
            bad("%s with t=%s" % (name, t), make(t=t))
        good(name + " of 2100", make(t="4102444800"))
        bad(name + " of rsa-sha1", make(a="rsa-sha1"), "unsupported")
        bad(name + " of RSA-SHA256", make(a="RSA-SHA256"), "unsupported")
        bad(name + " of rsa-sha512", make(a="rsa-sha512"), "unsupported")
        bad(name + " with junk in b=", make(b="!!!!"))
        bad(name + " with a signature of nothing", make(b="QUJD"),
            "header-mismatch")
        good(name + " ending with a semicolon", text(name, b"; b=", b"; b=",
                                                     end=b";"))
        good(name + " ending with a semicolon and blanks", text(
            name, b"; b=", b"; b=", end=b" ;\t "))
        bad(name + " ending with two semicolons", text(name, b"; b=", b"; b=",
                                                       end=b";;"))
        good(name + " with v=2, which is no tag here", make(v="2"))
        good(name + " with b= in front", text(name, b" a=", b" a=",
                                              front=True))
    good("seal with c=", seal(c="nofws"))
    good("seal with bh=", seal(bh="QUJD"))
    bad("seal with h= empty", seal(h=""))
    for x in ("1", "1400000000", "1500000000"):
        bad("AMS with x=%s, not behind t=" % x, message(x=x))
    good("AMS with x= that is past", message(x="1500086400"))
    good("AMS with q=", message(q="dns/txt"))
    bad("AMS with junk in bh=", message(bh="*"))
    bad("AMS with the hash of something else", message(bh="QUJD"),
        "body-mismatch")


def forms():
    for c in ("simple/simple", "simple/relaxed", "relaxed/simple",
              "relaxed/relaxed"):
        for label, what in (("", BASE), (", empty body", EMPTY),
                            (", empty lines alone", EMPTY + b"\r\n\r\n"),
                            (", no line end", EMPTY + b"x")):
            good(c + label, one(what, h_canon=c))
        bad(c + ", changed", after(one(h_canon=c), b"Hello", b"Hullo"),
            "body-mismatch")
        bad(c + ", added to nothing", one(EMPTY, h_canon=c) + b"x\r\n",
            "body-mismatch")
    good("c=relaxed alone", one(h_canon="relaxed"))
    good("c=simple alone", one(h_canon="simple"))
    for c in ("", "relaxed/", "nofws", "relaxed/nofws", "a/b/c"):
        bad("c='%s'" % c, message(c=c), "unsupported")
    n = len(s.canon_body(s.split(BASE)[1], "relaxed"))
    good("l=", one(ams={"l": str(n)}) + b"")
    bad("l= beyond the body", message(l=str(n + 1)))
    bad("l=-1", message(l="-1"))


def fields():
    good("h= in capitals", one(h="FROM:To:SUBJECT"))
    good("h= with blanks", one(h="from :\r\n\tto : subject"))
    good("h= with what is not there", one(h="from:cc:x-none:to"))
    good("h= in another order", one(h="date:subject:from"))
    twice = b"To: Eve <eve@example.org>\r\n" + BASE
    good("h= twice, both there", one(twice, h="from:to:to"))
    good("h= twice, one there", one(h="from:to:to"))
    bad("h= twice, and then one more", b"To: x@example.org\r\n" + one(
        h="from:to:to"), "header-mismatch")
    good("h= once, and then one more on top",
         b"To: x@example.org\r\n" + one(h="from:to"))
    for name in ("arc-seal", "ARC-Seal", " arc-seal\t"):
        bad("h= with '%s'" % name, one(h="from:" + name + ":to"))
    inner = one()
    case("arc, h= with the results before", s.seal(
        inner, KEY, 2, h="from:arc-authentication-results"), "match match")
    case("arc, h= with the signatures before", s.seal(
        inner, KEY, 2, h="from:arc-message-signature:dkim-signature"),
        "match match")
    good("a field under none of the names, changed", one(
        b"X-Mailer: a\r\n" + BASE).replace(b"X-Mailer: a", b"X-Mailer: b"))


def keys():
    for name, text_of, want in (
            ("k=rsa", rsa(before="v=DKIM1; k=rsa; "), "match"),
            ("no v=", rsa(before="k=rsa; "), "match"),
            ("p= alone", rsa(before=""), "match"),
            ("v= last", rsa(before="k=rsa; ") + "; v=DKIM1", "match"),
            ("v=DKIM2", rsa(before="v=DKIM2; "), "key-unusable"),
            ("v=dkim1", rsa(before="v=dkim1; "), "key-unusable"),
            ("v= empty", rsa(before="v=; "), "key-unusable"),
            ("k=dsa", rsa(before="k=dsa; "), "key-unusable"),
            ("k= empty", rsa(before="k=; "), "key-unusable"),
            ("k=ed25519", rsa(before="k=ed25519; "), "key-unusable"),
            ("p= empty", "v=DKIM1; p=", "key-unusable"),
            ("no p=", "v=DKIM1; k=rsa", "key-unusable"),
            ("p= is junk", "v=DKIM1; p=*", "key-unusable"),
            ("p= is cut", rsa()[:-40], "key-unusable"),
            ("p= twice", rsa() + "; p=", "key-unusable"),
            ("p= with blanks", re.sub("(.{60})", r"\1 \t ", rsa()), "match"),
            ("ends with ;", rsa() + ";", "match"),
            ("ends with ; and blanks", rsa() + " ; ", "match"),
            ("blanks around =", rsa().replace("=", " = ", 3), "match"),
            ("an empty tag", rsa(before="v=DKIM1;; "), "key-unusable"),
            ("an unknown tag", rsa(before="v=DKIM1; zz=a b; "), "match"),
            ("notes", rsa(before="v=DKIM1; n=do=20not=20panic; "), "match"),
            ("h=sha256", rsa(before="h=sha256; "), "match"),
            ("h=sha1", rsa(before="h=sha1; "), "key-unusable"),
            ("h=sha1:sha256", rsa(before="h=sha1 : sha256; "), "match"),
            ("h= unknown", rsa(before="h=md5; "), "key-unusable"),
            ("s=*", rsa(before="s=*; "), "match"),
            ("s=email", rsa(before="s=email; "), "match"),
            ("s=other", rsa(before="s=other; "), "key-unusable"),
            ("s=other:email", rsa(before="s=other:email; "), "match"),
            ("t=y", rsa(before="t=y; "), "match"),
            ("t=s", rsa(before="t=s; "), "match"),
            ("t= unknown", rsa(before="t=zz; "), "match"),
            ("g=", rsa(before="g=; "), "match"),
            ("another key", rsa(OTHER), "header-mismatch")):
        selector = "r%d" % len(judged.RECORDS)
        record(selector, text_of)
        case("arc, record " + name, one(selector=selector), want,
             method="arc")
        case("arc, record %s, of an old AMS" % name, s.seal(one(
            ams={"s": selector}), KEY, 2), "match match")
        case("arc, record %s, of an old seal" % name, s.seal(one(
            seal_tags={"s": selector}), KEY, 2), " ".join([want] * 2))
    record("both", rsa(OTHER))
    record("both", rsa())
    good("two records", one(selector="both"))
    record("brief", rsa(SHORT[512]), "arc.example")
    for bits, want in ((512, "key-unusable"), (768, "key-unusable"),
                       (1024, "match")):
        case("arc, %d bits" % bits, one(key=SHORT[bits],
                                        selector="s%d" % bits), want)
    record("long", rsa(s.Rsa(4096)))
    record("two", rsa(), "second.example")
    case("arc, another domain seals the second", s.seal(
        one(), KEY, 2, domain="second.example", selector="two"),
        "match match")
    good("a seal by another domain than the message", one(
        seal_tags={"d": "second.example", "s": "two"}))
    good("ed25519 and RSA in one set", one(
        key=KEY, **{"a": "rsa-sha256"}))
    case("arc, ed25519 over RSA", s.seal(one(), ED, 2, a="ed25519-sha256",
                                         selector="ed"), "match match")


def changes():
    first = one()
    second = s.seal(first, KEY, 2)
    for label, old, new in (
            ("AAR 1", b"i=1; mx.example.com; spf=pass",
             b"i=1; mx.example.com; spf=fail"),
            ("AMS 1", b"ARC-Message-Signature: i=1; a=rsa-sha256",
             b"ARC-Message-Signature: i=1; zz=1; a=rsa-sha256"),
            ("seal 1", b"ARC-Seal: i=1; a=rsa-sha256",
             b"ARC-Seal: i=1; zz=1; a=rsa-sha256"),
            ("AAR 2", b"i=2; mx.example.com; spf=pass",
             b"i=2; mx.example.com; spf=fail"),
            ("AMS 2", b"ARC-Message-Signature: i=2; a=rsa-sha256",
             b"ARC-Message-Signature: i=2; zz=1; a=rsa-sha256"),
            ("seal 2", b"ARC-Seal: i=2; a=rsa-sha256",
             b"ARC-Seal: i=2; zz=1; a=rsa-sha256")):
        case("arc, %s changed" % label, after(second, old, new),
             "header-mismatch header-mismatch", method="arc")
    case("arc, blanks of the results", second.replace(
        b"mx.example.com; spf", b"mx.example.com;\r\n\tspf"), "match match")
    changed = s.seal(after(first, b"Hello", b"Hullo"), KEY, 2)
    case("arc, changed between, and told", changed, "match match",
         verdict="PARTLY SIGNED")
    case("arc, a list's tag between", s.seal(after(
        first, b"Subject: a", b"Subject: [x] a"), KEY, 2), "match match")
    case("arc, changed behind both", after(second, b"Hello", b"Hullo"),
         "body-mismatch body-mismatch", verdict="MISMATCH")
    fail = s.seal(after(first, b"spf=pass", b"spf=fail"), KEY, 2, cv="fail")
    case("arc, said to fail", fail, BAD + " " + BAD)
    case("arc, said to fail, and one more", s.seal(fail, KEY, 3, cv="fail"),
         " ".join([BAD] * 3))


def main():
    judged.keys()
    for make in (sets, instances, validation, tags, forms, fields, keys,
                 changes):
        make()
    with tempfile.TemporaryDirectory() as folder:
        wrong = judged.check(judged.run(sys.argv[1], folder))
    print("%d cases, %d wrong" % (len(judged.CASES), wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
