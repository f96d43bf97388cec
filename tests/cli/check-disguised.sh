# Archives where one does not look for them are opened, or said to be there.
. "$LP_TESTS/cli/common.inc"
mkdir pub in
printf 'What was published already.\n%.0s' 1 2 3 4 >pub/secret.txt
leafproof index add pub -o pub.set --publication Pub --date 2025 >/dev/null
python3 - <<'END'
import base64
import io
import shutil
import struct
import subprocess
import zipfile

secret = open("pub/secret.txt", "rb").read()
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w") as z:
    z.writestr(zipfile.ZipInfo("secret.txt", (2020, 1, 1, 0, 0, 0)), secret)
packed = packed.getvalue()


def put(name, *parts):
    with open("in/" + name, "wb") as f:
        f.write(b"".join(parts))


def mail(number, fields, body):
    return (b"From: a@example.org\nTo: b@example.org\nSubject: S\n"
            b"Message-ID: <%d@example.org>\nMIME-Version: 1.0\n" % number +
            fields + b"\n" + body)


base64_zip = base64.encodebytes(packed)
put("as-text.eml", mail(1, b"Content-Type: text/plain\n"
                           b"Content-Transfer-Encoding: base64\n", base64_zip))
put("as-message.eml", mail(2, b"Content-Type: message/rfc822\n"
                              b"Content-Transfer-Encoding: base64\n",
                           base64_zip))
put("piece.eml", mail(3, b"Content-Type: message/partial; number=2; total=3; "
                         b"id=\"a@b\"\n", b"Half of something, of many lines.\n"))
line = b"From a@example.org Mon Jan  6 10:00:00 2020\n"
box = line + mail(4, b"", secret) + b"\n" + line + mail(5, b"", secret) + b"\n"
put("marked.mbox", b"\xef\xbb\xbf", box)
put("blank.mbox", b"\n\r\n", box)

subprocess.run(["7z", "a", "-bd", "-mx0", "a.7z", "./pub/secret.txt"],
               check=True, stdout=subprocess.DEVNULL)
seven = open("a.7z", "rb").read()
put("installer.exe", b"MZ", bytes(3000), seven)
put("reader.exe", b"MZ", bytes(3000), seven[:6], bytes(500))
put("more.7z", seven, b"And something that no list shows.\n")
put("padded.7z", seven, bytes(512))
END
ends check in --against pub.set -q
ends check in --against pub.set --json
python3 - <<'END'
import json
import os

for line in open(os.environ["TMPDIR"] + "/out"):
    r = json.loads(line)
    if r["type"] == "item":
        print(r["path"], r["kind"], r["verdict"],
              *[x["code"] for x in r.get("rules", [])],
              *[x for x in r["flags"] if x == "trailing-data"])
END
title the same again, from a manifest
leafproof hash in -o in.leaf -q
ends check in.leaf --against pub.set -q
