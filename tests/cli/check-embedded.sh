# What lies in documents and crawls is found, and documents stay documents.
. "$LP_TESTS/cli/common.inc"
python3 - <<'PY'
import base64
import binascii
import gzip
import hashlib
import os
import zipfile
import zlib

photo = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
table = b"berth,ship\n" * 30


def save(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def package(path, members):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with zipfile.ZipFile(path, "w") as z:
        for name, data in members:
            z.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)


def uu(data, name):
    lines = [binascii.b2a_uu(data[i:i + 45], backtick=True)
             for i in range(0, len(data), 45)]
    return b"begin 644 " + name + b"\n" + b"".join(lines) + b"`\nend\n"


def pdf(objects):
    out, at = b"%PDF-1.4\n", []
    for i, body in enumerate(objects):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i + 1, body)
    table_at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1)
    out += b"".join(b"%010d 00000 n \n" % a for a in at)
    return out + (b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
                  % (len(at) + 1, table_at))


def stream(head, data):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


def record(kind, uri, block, more=b""):
    return (b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: http://h/%s\r\n"
            b"WARC-Date: 2020-01-01T00:00:00Z\r\nContent-Type: "
            b"application/http; msgtype=response\r\n%sContent-Length: %d\r\n"
            b"\r\n%s\r\n\r\n" % (kind, uri, more, len(block), block))


save("public/photo.jpg", photo)
save("public/table.csv", table)
types = ("[Content_Types].xml", "<Types/>")
package("sub/letter.docx", [types, ("word/document.xml", "<w/>"),
                            ("word/media/image1.jpeg", photo),
                            ("word/embeddings/table.csv", table)])
package("sub/plain.docx", [types, ("word/document.xml", "<w/>")])
package("sub/tail.docx", [types, ("word/media/image1.jpeg", photo)])
with open("sub/tail.docx", "ab") as f:
    f.write(b"more")
package("sub/locked.odt", [
    ("mimetype", "application/vnd.oasis.opendocument.text"),
    ("Pictures/a.jpg", photo),
    ("META-INF/manifest.xml", "<manifest:encryption-data/>")])
save("sub/report.pdf", pdf([
    b"<</Type/Catalog>>",
    stream(b"/Subtype/Image/Filter/DCTDecode", photo),
    b"<</Type/Filespec/F(table.csv)/EF<</F 4 0 R>>>>",
    stream(b"/Filter/FlateDecode", zlib.compress(table))]))
save("sub/note.rtf", b"{\\rtf1 Words{\\pict\\jpegblip " +
     binascii.hexlify(photo) + b"}}")
save("sub/mail.eml", b"From: a@example.org\nDate: Fri, 13 Feb 2009 23:31:30 "
     b"+0000\nSubject: berths\n\nDear all,\n" + uu(table, b"table.csv"))
packed = gzip.compress(table, mtime=0)
chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
digest = base64.b32encode(hashlib.sha1(photo).digest())
crawl = [
    record(b"response", b"p.jpg", b"HTTP/1.1 200 OK\r\n\r\n" + photo,
           b"WARC-Payload-Digest: sha1:" + digest + b"\r\n"),
    record(b"response", b"t.csv", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: "
           b"chunked\r\nContent-Encoding: gzip\r\n\r\n" + chunks),
    record(b"revisit", b"again.jpg", b"", b"WARC-Refers-To-Target-URI: "
           b"http://h/p.jpg\r\n"),
    record(b"response", b"other.jpg", b"HTTP/1.1 200 OK\r\n\r\nhello",
           b"WARC-Payload-Digest: sha1:" + digest + b"\r\n")]
save("sub/crawl.warc.gz", b"".join(gzip.compress(r, mtime=0) for r in crawl))
PY
leafproof index add public -o p.set --publication "Harbor files" \
    --date 2020-05-01 -q >/dev/null
title a submission with documents in documents
say check sub --against p.set --show all
title the same by one thread
leafproof check sub --against p.set --show all --json -j 1 >one || :
leafproof check sub --against p.set --show all --json -j 4 >four || :
cmp one four && echo same
title only what lies on disk
say check sub --against p.set --depth 0 --show unknown
title a manifest tells the same
leafproof hash sub -o sub.leaf -q || :
leafproof check sub.leaf --against p.set --json >leaf || :
leafproof check sub --against p.set --json >folder || :
for f in leaf folder; do
    sed -n 's/.*"shares":\(.*\)/\1/p' $f | cut -c 1-200
done
