#!/usr/bin/env python3
"""Is what `keys fetch` keeps what DNS says, and does DNSSEC decide what is
secure?

    keys.py BINARY

A server on 127.0.0.1 answers for four invented domains: one that dnspython
signs, one that is not signed, one whose signature is another's, and one that
does not answer rightly. Nothing else is asked. What was fetched must judge a
message that dkimpy signed.
"""

import base64
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading

try:
    import dkim
    import dns.dnssec
    import dns.flags
    import dns.message
    import dns.name
    import dns.rdatatype
    import dns.rrset
    import nacl.signing
    from cryptography.hazmat.primitives.asymmetric import ec
except ImportError as why:
    # Debian's own python3 has them; another may come first in PATH.
    if sys.executable == "/usr/bin/python3" or "again" in sys.argv:
        print(why)
        sys.exit(77)
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv, "again"])

BINARY = os.path.abspath(sys.argv[1])
if not hasattr(dns.dnssec, "sign") or not os.access(
        os.path.join(os.path.dirname(BINARY), "leafproof-dns"), os.X_OK):
    print("dnspython cannot sign, or leafproof-dns was not built")
    sys.exit(77)

failures = []


def fail(*what):
    failures.append(" ".join(str(w) for w in what)[:600])
    print("FAIL", failures[-1])


# ------------------------------------------------------------------ the server

SECRET = nacl.signing.SigningKey(b"leafproof-tests-worthless-secret")
PUBLIC = base64.b64encode(bytes(SECRET.verify_key)).decode()
RECORD = "v=DKIM1; k=ed25519; p=" + PUBLIC
LONG = "v=DKIM1; n=" + "x" * 300 + "; p="


def text(name, *records):
    """Records of one name; what is long is cut into strings of 255."""
    rows = [" ".join(f'"{r[i:i + 255]}"' for i in range(0, len(r), 255))
            for r in records]
    return dns.rrset.from_text(name, 300, "IN", "TXT", *rows)


class Zone:
    def __init__(self, apex, signed):
        self.apex = dns.name.from_text(apex)
        self.sets = {}
        self.signatures = {}
        self.key = ec.generate_private_key(ec.SECP256R1()) if signed else None
        if signed:
            self.dnskey = dns.dnssec.make_dnskey(
                self.key.public_key(), dns.dnssec.ECDSAP256SHA256, flags=257)
            self.add(dns.rrset.from_rdata(apex, 300, self.dnskey))
        self.add(dns.rrset.from_text(apex, 300, "IN", "SOA",
                                     f"ns.{apex} a.{apex} 1 2 3 4 5"))

    def add(self, rrset, of=None):
        """With a signature, which is that of `of` if that is given."""
        at = (rrset.name, rrset.rdtype)
        self.sets[at] = rrset
        if self.key is not None:
            rrsig = dns.dnssec.sign(of or rrset, self.key, self.apex,
                                    self.dnskey, lifetime=3600)
            self.signatures[at] = dns.rrset.from_rdata(rrset.name, 300, rrsig)

    def anchor(self):
        return (self.apex.to_text() + " DNSKEY " + self.dnskey.to_text())


def answer(zones, wire):
    query = dns.message.from_wire(wire)
    question = query.question[0]
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA
    for zone in zones:
        if not question.name.is_subdomain(zone.apex):
            continue
        if zone.apex == dns.name.from_text("deaf.example."):
            reply.set_rcode(2)
            return reply.to_wire()
        at = (question.name, question.rdtype)
        if at in zone.sets:
            reply.answer.append(zone.sets[at])
            if at in zone.signatures:
                reply.answer.append(zone.signatures[at])
        else:
            # A name that only leads to others is there, too.
            there = any(n.is_subdomain(question.name) for n, _ in zone.sets)
            reply.set_rcode(0 if there else 3)
            soa = (zone.apex, dns.rdatatype.SOA)
            reply.authority.append(zone.sets[soa])
            if soa in zone.signatures:
                reply.authority.append(zone.signatures[soa])
    return reply.to_wire()


def serve(server, zones):
    while True:
        wire, peer = server.recvfrom(65535)
        try:
            server.sendto(answer(zones, wire), peer)
        except Exception as why: # pylint: disable=broad-except
            fail("server", why)


# -------------------------------------------------------------------- the runs

def leafproof(*args, exit=0):
    run = subprocess.run([BINARY, *args], capture_output=True, check=False,
                         env=dict(os.environ, SOURCE_DATE_EPOCH="1790000000"))
    if run.returncode != exit:
        fail(args, "ended with", run.returncode, run.stdout, run.stderr)
    return run.stdout.decode()


def main():
    signed = Zone("signed.example.", True)
    plain = Zone("plain.example.", False)
    forged = Zone("forged.example.", True)
    deaf = Zone("deaf.example.", False)
    name = "s._domainkey."
    signed.add(text(name + "signed.example.", RECORD))
    signed.add(text("two._domainkey.signed.example.", LONG, RECORD))
    plain.add(text(name + "plain.example.", RECORD))
    forged.add(text(name + "forged.example.", RECORD),
               of=text(name + "forged.example.", LONG))
    zones = [signed, plain, forged, deaf]

    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    port = server.getsockname()[1]
    threading.Thread(target=serve, args=(server, zones), daemon=True).start()

    with open("unbound.conf", "w", encoding="ascii") as f:
        f.write("server:\n  do-not-query-localhost: no\n  use-syslog: no\n"
                '  module-config: "validator iterator"\n'
                "  do-ip6: no\n  do-tcp: no\n")
        for zone in (signed, forged):
            f.write(f'  trust-anchor: "{zone.anchor()}"\n')
        for zone in zones:
            f.write(f'stub-zone:\n  name: "{zone.apex.to_text()}"\n'
                    f"  stub-addr: 127.0.0.1@{port}\n  stub-prime: no\n")

    # Everything at once, one of them by the mail that names it.
    message = (b"From: a@plain.example\r\nTo: b@signed.example\r\n"
               b"Subject: Berth 7\r\nDate: Mon, 21 Sep 2026 10:00:00 +0000\r\n"
               b"\r\nThe lease ends in May.\r\n")
    sig = dkim.sign(message, b"s", b"plain.example",
                    base64.b64encode(SECRET.encode()),
                    signature_algorithm=b"ed25519-sha256")
    with open("mail.eml", "wb") as f:
        f.write(sig + message)
    asked = [name + d for d in ("signed.example", "forged.example",
                                "deaf.example")]
    asked += ["two._domainkey.Signed.Example.", "no._domainkey.plain.example"]
    ways = ("--online", "--dns-config", "unbound.conf")
    lines = [json.loads(line) for line in leafproof(
        "keys", "fetch", "archive.tsv", *ways, *asked, "--from", "mail.eml",
        "--json", exit=3).splitlines()]
    said = sorted((r["name"], r["answer"], r["record"]) for r in lines
                  if r["type"] == "item")
    want = sorted([
        (name + "signed.example", "secure", RECORD),
        ("two._domainkey.signed.example", "secure", LONG),
        ("two._domainkey.signed.example", "secure", RECORD),
        (name + "plain.example", "insecure", RECORD),
        ("no._domainkey.plain.example", "insecure", None),
        (name + "forged.example", "bogus", None),
        (name + "deaf.example", "failed", None)], key=str)
    if sorted(said, key=str) != want:
        fail("answers", said, want)
    at = "2026-09-21T14:13:20Z"
    rows = sorted(line.split("\t") for line in
                  open("archive.tsv", encoding="utf-8").read().splitlines()
                  if not line.startswith("#"))
    want = sorted([n, at, at, "dns+dnssec" if a == "secure" else "dns", t or "-"]
                  for n, a, t in said if t or a in ("secure", "insecure"))
    if rows != want:
        fail("archive", rows, want)

    # It judges what dkimpy signed; without --online nothing is asked.
    items = [json.loads(line) for line in leafproof(
        "authenticate", "--keys", "archive.tsv", "--json",
        "mail.eml").splitlines()]
    entry = [i for i in items if i["type"] == "item"][0]["evidence"][0]
    if (entry["result"], entry["key_from"], entry["key_source"]) != (
            "match", "archive", "dns"):
        fail("evidence", entry)

    # A later answer widens the time; another one is another record.
    before = open("archive.tsv", encoding="utf-8").read()
    out = leafproof("keys", "fetch", "archive.tsv", *ways,
                    name + "signed.example")
    if open("archive.tsv", encoding="utf-8").read() != before:
        fail("the same answer at the same time", out)
    signed.add(text(name + "signed.example.", "v=DKIM1; p="))
    leafproof("keys", "fetch", "archive.tsv", *ways, name + "signed.example")
    rows = [line for line in open("archive.tsv", encoding="utf-8")
            if line.startswith(name + "signed.example")]
    if len(rows) != 2:
        fail("a revoked key", rows)

    # Without a way to ask, nothing is written.
    leafproof("keys", "fetch", "new.tsv", "--online", "--dns-config",
              "none.conf", name + "signed.example", exit=2)
    if os.path.exists("new.tsv"):
        fail("an archive of nothing")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        main()
        os.chdir("/")
    print("keys:", "FAILED" if failures else "good")
    sys.exit(1 if failures else 0)
