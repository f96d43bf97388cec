#!/usr/bin/env python3
"""Messages signed by OpenDKIM and by Mail::DKIM (DKIM, DomainKeys and ARC): each
is a match, with CRLF and with LF, and none is with one letter changed in what
is signed, or in the signature."""

import json
import os
import re
import subprocess
import sys
import tempfile

BINARY = os.path.abspath(sys.argv[1])
OPENDKIM = "/usr/sbin/opendkim"
MESSAGE = b"\r\n".join((
    b"From: Desk <desk@example.org>", b"To: archive@example.net",
    b"Subject: The  minutes", b" of May", b"Date: Mon, 2 Mar 2020 01:01:01 +0000",
    b"Message-ID: <1@example.org>", b"X-Other: not signed", b"",
    b"Here they are.", b"", b"One  line with blanks. ", b".", b"", b"", b""))
CANONS = [a + "/" + b for a in ("simple", "relaxed")
          for b in ("simple", "relaxed")]
# These fields are not signed.
FREE = re.compile(rb"^(X-Other|Authentication-Results):.*?\r\n", re.M)
ASKED = re.compile(rb"q=dns")

PERL = r"""
use strict;
use Mail::DKIM::Signer;
use Mail::DKIM::DkSignature;
use Mail::DKIM::Signature;
use Mail::DKIM::ARC::Signer;
use Mail::DKIM::PrivateKey;
my ($what, $canon, $key) = @ARGV;
binmode STDIN;
binmode STDOUT;
my $text = do { local $/; <STDIN> };
$text = "Authentication-Results: example.org; dkim=none\r\n" . $text
    if $what eq "arc";
my %with = (Domain => "example.org", Selector => "sel", KeyFile => $key);
my $signer;
if ($what eq "arc") {
    $signer = Mail::DKIM::ARC::Signer->new(
        %with, Algorithm => "rsa-sha256", Chain => "none",
        Headers => "From:To:Subject:Date:Message-ID",
        SrvId => "example.org");
} elsif ($what eq "domainkeys") {
    $signer = Mail::DKIM::Signer->new(Policy => sub {
        my $s = shift;
        $s->add_signature(Mail::DKIM::DkSignature->new(
            Algorithm => "rsa-sha1", Method => $canon, %with,
            Headers => $s->headers));
        return 1;
    }, %with);
} else {
    $signer = Mail::DKIM::Signer->new(
        %with, Algorithm => "rsa-sha256", Method => $canon,
        Headers => "From:To:Subject:Date:Message-ID");
}
$signer->PRINT($text);
$signer->CLOSE;
if ($what eq "arc") {
    die $signer->result_detail if $signer->result ne "sealed";
    print join("\r\n", $signer->as_strings), "\r\n";
} else {
    print map { $_->as_string, "\r\n" } $signer->signatures;
}
print $text;
"""


def opendkim(canon, key, place):
    conf = os.path.join(place, "conf")
    with open(conf, "w", encoding="ascii") as f:
        f.write("RequireSafeKeys no\nCanonicalization %s\n" % canon +
                "SignHeaders From,To,Subject,Date,Message-ID\n")
    path = os.path.join(place, "plain.eml")
    with open(path, "wb") as f:
        f.write(MESSAGE)
    said = subprocess.run(
        (OPENDKIM, "-t", path, "-v", "-v", "-v", "-b", "s", "-d",
         "example.org", "-s", "sel", "-k", key, "-x", conf),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    begin = said.index(b"hname='DKIM-Signature' hvalue='") + 31
    value = said[begin:said.index(b"'\n", begin)]
    return (b"DKIM-Signature: " + value.replace(b"\n", b"\r\n") + b"\r\n" +
            MESSAGE)


def perl(what):
    def sign(canon, key, _):
        return subprocess.run(("perl", "-e", PERL, what, canon, key),
                              input=MESSAGE, stdout=subprocess.PIPE,
                              check=True).stdout
    return sign


def letters(message):
    """Where one letter may be changed: what is signed, and the signature; but
    not before the padding of base64, where some bits of it say nothing, and
    not how keys are asked for, which a field of DomainKeys does not sign."""
    free = {i for what in (FREE, ASKED) for m in what.finditer(message)
            for i in range(*m.span())}
    for i, b in enumerate(message):
        padded = message[i + 1:i + 2] == b"=" and \
            message[i + 2:i + 3] in (b"=", b";", b"\r")
        if (b | 0x20) in range(0x61, 0x7b) and i not in free and not padded:
            yield i


def changed(message, at):
    out = bytearray(message)
    out[at] += -1 if out[at] in b"zZ" else 1
    return bytes(out)


def judged(folder, keys):
    done = subprocess.run((BINARY, "authenticate", "--json", "--keys", keys,
                           folder), stdout=subprocess.PIPE, check=False)
    out = {}
    for line in done.stdout.splitlines():
        r = json.loads(line)
        if r.get("type") == "item":
            out[r["path"]] = {(e["method"], e["result"])
                              for e in r.get("evidence", ())}
    return out


def main():
    bad = cases = 0
    step = int(os.environ.get("THIN", "1")) * 2 - 1
    with tempfile.TemporaryDirectory() as place:
        key = os.path.join(place, "key.pem")
        subprocess.run(("openssl", "genrsa", "-traditional", "-out", key,
                        "1024"), check=True, stderr=subprocess.DEVNULL)
        public = subprocess.run(
            ("openssl", "rsa", "-in", key, "-pubout"), check=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        keys = os.path.join(place, "keys")
        with open(keys, "wb") as f:
            f.write(b"sel._domainkey.example.org v=DKIM1; k=rsa; p=" +
                    b"".join(public.splitlines()[1:-1]) + b"\n")
        made = [("opendkim", opendkim, "dkim", CANONS),
                ("perl", perl("dkim"), "dkim", CANONS),
                ("perl", perl("domainkeys"), "domainkeys",
                 ("simple", "nofws")),
                ("perl", perl("arc"), "arc", ("relaxed/relaxed",))]
        for who, sign, method, canons in made:
            for canon in canons:
                folder = os.path.join(place, "%s-%s-%s" % (
                    who, method, canon.replace("/", "-")))
                os.mkdir(folder)
                message = sign(canon, key, place)
                each = {"good.eml": message,
                        "lf.eml": message.replace(b"\r\n", b"\n")}
                for at in list(letters(message))[::step]:
                    each["%d.eml" % at] = changed(message, at)
                for name, data in each.items():
                    with open(os.path.join(folder, name), "wb") as f:
                        f.write(data)
                got = judged(folder, keys)
                cases += len(each)
                for name in each:
                    good = not name[0].isdigit()
                    found = got.get(name, set())
                    right = (method, "match") in found
                    if method == "arc" and right and not good:
                        # One of its two signatures stands, the other not.
                        right = len(found) == 1
                    if right != good:
                        bad += 1
                        print("FAIL", os.path.basename(folder), name, found)
    print("%d messages, %d wrong" % (cases, bad))
    return bad > 0 or cases < 500


if __name__ == "__main__":
    if not os.path.exists(OPENDKIM):
        sys.exit(77)
    sys.exit(main())
