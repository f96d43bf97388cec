"""Signs messages for tests: DKIM, ARC and DomainKeys, lawful and not.

Canonical forms are made here, from the standards, in other words than the
program has them; RSA and Ed25519 come from python3-dkim and python3-nacl.
"""

import base64
import functools
import hashlib
import re
import subprocess

import dkim.crypto
import nacl.signing


class Rsa:
    def __init__(self, bits):
        self.pem = subprocess.run(
            ["openssl", "genrsa", "-traditional", str(bits)],
            check=True, capture_output=True).stdout
        self.key = dkim.crypto.parse_pem_private_key(self.pem)
        self.bits = bits

    @functools.lru_cache()
    def public(self, bare=False):
        out = ["-RSAPublicKey_out"] if bare else ["-pubout"]
        der = subprocess.run(
            ["openssl", "rsa", "-outform", "DER"] + out,
            input=self.pem, check=True, capture_output=True).stdout
        return base64.b64encode(der).decode()

    def sign(self, text, name):
        h = hashlib.new(name, text)
        return dkim.crypto.RSASSA_PKCS1_v1_5_sign(h, self.key)


class Ed25519:
    def __init__(self, seed=b"\x07" * 32):
        self.key = nacl.signing.SigningKey(seed)

    def raw(self):
        return bytes(self.key.verify_key)

    def public(self, wrapped=False):
        before = bytes.fromhex("302a300506032b6570032100") if wrapped else b""
        return base64.b64encode(before + self.raw()).decode()

    def sign(self, text, name):
        return self.key.sign(hashlib.new(name, text).digest()).signature


def split(message):
    """The fields, each with its last line end, and the body."""
    head, found, body = message.partition(b"\r\n\r\n")
    fields = re.findall(rb"[^\r\n][^\n]*\n(?:[ \t][^\n]*\n)*", head + b"\r\n")
    return fields, body


def name_of(field):
    return field.split(b":")[0].strip().lower()


def canon_field(field, how):
    if how == "simple":
        return field
    name, _, value = field.partition(b":")
    value = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b""))
    return name.strip().lower() + b":" + value.strip(b" ") + b"\r\n"


def canon_body(body, how):
    if how == "relaxed":
        lines = body.split(b"\r\n")
        body = b"\r\n".join(
            re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in lines)
    body = re.sub(rb"(?:\r\n)*\Z", b"", body)
    if body or how == "simple":
        body += b"\r\n"
    return body


def b64(data):
    return base64.b64encode(data).decode()


def pick(fields, names):
    """The fields that h= names, each name from below."""
    left = list(fields)
    for name in names:
        for i in range(len(left) - 1, -1, -1):
            if left[i] is not None and name_of(left[i]) == name:
                yield left[i]
                left[i] = None
                break


HOLE = b"\0"  # where the signature goes


def own_field(field, tags, spell=None):
    """The field, with a hole where b= is to be filled in."""
    text = "; ".join("%s=%s" % (n, HOLE.decode() if n == "b" and v is None
                                else v) for n, v in tags)
    line = ("%s: %s" % (field, text)).encode()
    return spell(line) if spell else line


def sign(message, key, tags, field="DKIM-Signature", canon="simple/simple",
         hash_name="sha256", length=None, spell=None):
    """Prepend a signature with `tags` (bh and b are filled in where None);
    `spell` makes of its field what is signed."""
    fields, body = split(message)
    how = (canon.split("/") + ["simple"])[:2]
    text = canon_body(body, how[1])
    if length is not None:
        text = text[:length]
    digest = b64(hashlib.new(hash_name, text).digest())
    tags = [(n, digest if n == "bh" and v is None else v) for n, v in tags]
    h = dict(tags).get("h", "")
    names = [n.strip().lower().encode() for n in h.split(":")]
    own = own_field(field, tags, spell)
    signed = b"".join(canon_field(f, how[0]) for f in pick(fields, names))
    signed += canon_field(own.replace(HOLE, b"") + b"\r\n", how[0])[:-2]
    value = b64(key.sign(signed, hash_name)).encode()
    return own.replace(HOLE, value) + b"\r\n" + message


def dkim_tags(domain="example.com", selector="sel", h="from:to:subject:date",
              **more):
    tags = {"v": "1", "a": "rsa-sha256", "c": "simple/simple", "d": domain,
            "s": selector, "h": h, "bh": None, "b": None}
    tags.update(more)
    return [(n, v) for n, v in tags.items() if v is not False]


def seal(message, key, instance, domain="example.com", selector="sel",
         cv=None, ams=None, h="from:to:subject:date", aar=None, drop=(),
         a="rsa-sha256", seal_tags=None, h_canon="relaxed/relaxed",
         spell=None):
    """Add the ARC set of an instance; `spell`: see sign, by field."""
    spell = spell or {}
    i = str(instance)
    cv = cv or ("none" if instance == 1 else "pass")
    aar = aar or "i=%s; mx.example.com; spf=pass" % i
    message = ("ARC-Authentication-Results: %s\r\n" % aar).encode() + message
    tags = {"i": i, "a": a, "c": h_canon, "d": domain, "s": selector,
            "t": "1500000000", "h": h, "bh": None, "b": None}
    tags.update(ams or {})
    message = sign(message, key, [(n, v) for n, v in tags.items()
                                  if v is not False],
                   field="ARC-Message-Signature", canon=h_canon,
                   spell=spell.get("ARC-Message-Signature"))
    tags = {"i": i, "a": a, "d": domain, "s": selector, "t": "1500000000",
            "cv": cv, "b": None}
    tags.update(seal_tags or {})
    tags = [(n, v) for n, v in tags.items() if v is not False]
    own = own_field("ARC-Seal", tags, spell.get("ARC-Seal"))
    fields, _ = split(message)
    order = {b"arc-authentication-results": 0, b"arc-message-signature": 1,
             b"arc-seal": 2}
    sets = []
    for f in fields:
        if name_of(f) in order:
            at = re.search(rb"i\s*=\s*(\d+)", f)
            n = int(at.group(1)) if at else instance
            if cv != "fail" or n == instance:
                sets.append((n, order[name_of(f)], f))
    sets.sort(key=lambda s: s[:2])
    text = b"".join(canon_field(f, "relaxed") for _, _, f in sets)
    text += canon_field(own.replace(HOLE, b"") + b"\r\n", "relaxed")[:-2]
    value = b64(key.sign(text, "sha256")).encode()
    message = own.replace(HOLE, value) + b"\r\n" + message
    for name in drop:
        fields, body = split(message)
        cut = [f for f in fields if name_of(f) == name and
               re.search(rb"i=%d\b" % instance, f)]
        message = b"".join(f for f in fields if f not in cut) + b"\r\n" + body
    return message


def old_canon(text, how):
    return re.sub(rb"[ \t]", b"", text) if how == "nofws" else text


def sign_old(message, key, how="simple", h=None, tags=None):
    """Prepend a DomainKey-Signature (RFC 4870)."""
    fields, body = split(message)
    if h is not None:
        listed = [n.strip().lower().encode() for n in h.split(":")]
        fields = [f for f in fields if name_of(f) in listed]
    text = b"".join(
        old_canon(f, how) if how == "simple" else
        re.sub(rb"[ \t\r\n]", b"", f) + b"\r\n" for f in fields)
    lines = [old_canon(x, how) for x in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    if lines:
        text += b"\r\n" + b"\r\n".join(lines) + b"\r\n"
    t = {"a": "rsa-sha1", "q": "dns", "c": how, "s": "sel",
         "d": "example.com"}
    if h is not None:
        t["h"] = h
    t.update(tags or {})
    t["b"] = b64(key.sign(text, "sha1"))
    own = own_field("DomainKey-Signature",
                    [(n, v) for n, v in t.items() if v is not False])
    return own + b"\r\n" + message
