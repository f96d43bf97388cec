# Every member is derived again.
. "$LP_TESTS/cli/common.inc"
get_keys
mkdir -p tree in
printf 'one\n' >in/x
printf 'two\n' >in/y
touch -d @1000000000 in/x in/y
(cd in && python3 -m zipfile -c ../tree/in.zip x y)
(cd tree && tar --owner=0 --group=0 --numeric-owner --mtime=@0 -czf in.tar.gz in.zip)
printf 'three\n' >tree/a.txt
leafproof hash tree -o tree.leaf -q >/dev/null
leafproof sign tree.leaf --key desk.key -q >/dev/null

title good
say verify tree.leaf tree --pubkey desk.key.pub --deep
say verify tree.leaf tree --pubkey desk.key.pub --deep --json | tail -n 2 |
    sed 's/"signature":{[^}]*}/"signature":{}/'
title not as deep, and with more digests
leafproof hash tree -o one.leaf --depth 1 --digest md5 -q >/dev/null
say verify one.leaf tree --allow-unsigned --deep
title a file is changed: that is said alone
cp -RP tree copy
printf 'other\n' >copy/a.txt
say verify tree.leaf copy --pubkey desk.key.pub --deep
title a part is derived
rm copy/a.txt
say verify tree.leaf copy --pubkey desk.key.pub --deep --partial
title a manifest that was not made of these bytes
# Rewrite a member, then the roots: by a program that knows the format.
python3 - <<'P'
import hashlib

def merkle(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + merkle(leaves[:k]) +
                          merkle(leaves[k:])).digest()

text = open("tree.leaf", "rb").read()
old = hashlib.sha256(b"two\n").hexdigest().encode()
new = hashlib.sha256(b"six\n").hexdigest().encode()
head, end = text.split(b"# end\n")
head = head.replace(old, new)
lines = head.splitlines(keepends=True)[1:]
entries = []
for line in lines:
    if not line.startswith(b"# "):
        entries.append(b"")
    entries[-1] += line
leaf = lambda e: hashlib.sha256(b"\0" + e).digest()
docs = sorted({hashlib.sha256(d).digest()
               for d in (b"one\n", b"six\n", b"three\n")})
out = []
for line in end.splitlines(keepends=True):
    if line.startswith(b"# content="):
        line = b"# content=" + merkle([leaf(d) for d in docs]).hex().encode() + b"\n"
    if line.startswith(b"# root="):
        line = b"# root=" + merkle([leaf(e) for e in entries]).hex().encode() + b"\n"
    out.append(line)
open("false.leaf", "wb").write(head + b"# end\n" + b"".join(out))
P
say verify false.leaf tree --allow-unsigned
say verify false.leaf tree --allow-unsigned --deep
say verify false.leaf tree --allow-unsigned --deep --json | tail -n 3
