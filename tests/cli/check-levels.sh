# What is public in other bytes, by its message, by its text, or in part.
. "$LP_TESTS/cli/common.inc"
python3 - <<'P'
import os, random, zipfile

def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())

def prose(seed, n):
    r = random.Random(seed)
    words = ["".join(r.choice("bdfglmnprstv") + r.choice("aeiou")
                     for _ in range(r.randint(1, 3))) for _ in range(400)]
    return [" ".join(r.choice(words) for _ in range(10)) + "."
            for _ in range(n)]

def mail(head, body, end="\n"):
    text = "\n".join(head) + "\nMIME-Version: 1.0\n" \
        "Content-Type: text/plain; charset=utf-8\n\n" + body
    return text.replace("\n", end)

note = "\n".join(prose(1, 12)) + "\n"
lease = prose(2, 60)
report = prose(3, 60)
head = ["From: Ann Lee <ann@example.org>", "To: bob@example.org",
        "Date: Mon, 2 Jan 2006 15:04:05 +0000", "Subject: The quay",
        "Message-ID: <1@example.org>"]

write("public/quay.eml", mail(head, note))
write("public/lease.txt", "\n".join(lease) + "\n")
write("public/report.txt", "\n".join(report) + "\n")
memo = prose(4, 12)
write("public/memo.txt", "\n".join(memo) + "\n")

# The same message on another way: Received, a display name, CRLF.
write("in/message.eml", mail(["Received: from a by b"] +
                             [head[0].replace("Ann Lee", "A. Lee")] +
                             head[1:], note, "\r\n"))
# Its text alone, wrapped otherwise.
write("in/text.txt", note.replace("\n", " ").replace(". ", ".\n\n"))
# It went to others, and the server wrote To anew; then a text that is too short
# to be known by.
write("in/others.eml", mail([head[0], "To: all@example.org"] + head[2:],
                            note))
brief = head[:4] + ["Message-ID: <2@example.org>"]
brief[2] = "Date: Tue, 3 Jan 2006 15:04:05 +0000"
write("public/brief.eml", mail(brief, "Agreed, and signed today.\n"))
write("in/probable.eml", mail([brief[0], "To: all@example.org"] + brief[2:],
                              "agreed and signed today\n"))
write("in/short.eml", mail([brief[0], "To: all@example.org"] + brief[2:],
                           "Refused.\n"))
# A public mail, whose attachment was left out when it was published.
def carry(data):
    return "\n".join(brief[:2] + ["Date: Wed, 4 Jan 2006 15:04:05 +0000",
        "Subject: Plan", "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=b", "", "--b", "", note,
        "--b", "Content-Type: application/octet-stream; name=plan.bin",
        "Content-Disposition: attachment; filename=plan.bin", "", data,
        "--b--", ""])
write("public/plan.eml", carry("published"))
write("news/plan.eml", carry("withheld"))
# An edited contract, and a few paragraphs of a report in another.
write("in/near.txt", "\n".join(lease[:30] + ["Another line, put in here."] +
                               lease[30:]) + "\n")
write("in/partial.txt", "\n".join(prose(5, 20) + report[10:40]) + "\n")
write("in/new.txt", "\n".join(prose(6, 60)) + "\n")
# The same Message-ID, and something else.
write("other/forged.eml", mail(head, "\n".join(prose(7, 12)) + "\n"))
# A memo in four other formats.
html = "<html><body>" + "".join(f"<p>{m}</p>" for m in memo) + \
    "</body></html>\n"
write("twins/memo.html", html)
write("twins/memo.rtf", "{\\rtf1\\ansi " + "\\par ".join(memo) + "}")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/"
docx = {
    "[Content_Types].xml":
        f'<Types xmlns="{R}package/2006/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels":
        f'<Relationships xmlns="{R}package/2006/relationships"><Relationship '
        f'Id="r1" Type="{R}officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
    "word/document.xml":
        f'<w:document xmlns:w="{W}"><w:body>' + "".join(
            f"<w:p><w:r><w:t>{m}</w:t></w:r></w:p>" for m in memo) +
        "</w:body></w:document>",
}
O = "urn:oasis:names:tc:opendocument:xmlns:"
odt = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "META-INF/manifest.xml":
        f'<manifest:manifest xmlns:manifest="{O}manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type='
        '"application/vnd.oasis.opendocument.text"/><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        '</manifest:manifest>',
    "content.xml":
        f'<office:document-content xmlns:office="{O}office:1.0" '
        f'xmlns:text="{O}text:1.0"><office:body><office:text>' + "".join(
            f"<text:p>{m}</text:p>" for m in memo) +
        "</office:text></office:body></office:document-content>",
}
for name, parts in (("docx", docx), ("odt", odt)):
    with zipfile.ZipFile(f"twins/memo.{name}", "w") as z:
        for part, text in parts.items():
            z.writestr(zipfile.ZipInfo(part, (2020, 1, 1, 0, 0, 0)), text)
# A scan: a page without a word on it.
write("scan/page.pdf", b"".join([
    b"%PDF-1.4\n",
    b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
    b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
    b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]"
    b"/Contents 4 0 R>>\nendobj\n",
    b"4 0 obj\n<</Length 11>>\nstream\n0 0 9 9 re f\nendstream\nendobj\n",
    b"trailer\n<</Root 1 0 R>>\n%%EOF\n"]))
P
leafproof index add public -o public.set --publication Public --date 2020 \
    >/dev/null

title each of them
say check in --against public.set
title and what else agrees
say check in --against public.set -v | grep '^  [A-Z]'
title only some
for which in known alike new unknown; do
    echo "$which:"
    say check in --against public.set --show $which | grep '^  [A-Z]'
done
title records
say check in --against public.set --json | grep '"type":"item"' |
    sed 's/"near":{"bins":"[0-9a-f]*"},//'
say check in --against public.set --json | grep '"type":"summary"'
title levels that are not asked for
say check in --against public.set --levels raw,decoded | grep '^  [A-Z]'
say check in --against public.set --levels message | grep '^  [A-Z]'
say check in --against public.set --levels text,near | grep '^  [A-Z]'
say check in --against public.set --levels mih
title how near
say check in/near.txt --against public.set --near 1 -q
say check in/near.txt --against public.set --near 0.5 -q
say check in/near.txt --against public.set --near 1.5 -q
title nothing but likeness
say check in/near.txt in/partial.txt --against public.set -q
say check in/near.txt in/partial.txt --against public.set -q --fail-on new
title public by its text alone
say check in/text.txt --against public.set -q
say check in/text.txt --against public.set -q --fail-on new
title a Message-ID that is public, and another content
say check other --against public.set
say check other --against public.set --json | grep '"type":"finding"'
title a public text, and an attachment that is not
say check news --against public.set
say check news --against public.set --json | grep -o '"attached":{[^}]*}'
title one text in many formats
say check twins --against public.set | grep '^  [A-Z]'
title a page without text is not new
say check scan --against public.set
