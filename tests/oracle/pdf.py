#!/usr/bin/env python3
"""The text of PDF documents, by pdftotext and by ours.

  pdf.py LEAFPROOF [SEED [DOCUMENTS]]

Makes documents with fonts of many kinds, in one or two revisions, with tables
or streams of references; others are written by reportlab if it is installed.
Letters and digits must be those that pdftotext gives and those that were put
in, in that order. If qpdf is installed it writes each anew in several ways,
which must not change a byte of the text.
"""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unicodedata

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "..", "fixtures", "make"))
import pdfs  # noqa: E402

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
# Codes of the three encodings that stand for one letter in each.
ENCODINGS = {
    "WinAnsiEncoding": LATIN + "\xe4\xf6\xfc\xdf\xe9\xe8\xe7\xf1\xd8\u0153"
                               "\u0161\u017e",
    "MacRomanEncoding": LATIN + "\xe4\xf6\xfc\xdf\xe9\xe8\xe7\xf1\xd8\u0153",
    "StandardEncoding": LATIN,
}
CODECS = {"WinAnsiEncoding": "cp1252", "MacRomanEncoding": "mac_roman",
          "StandardEncoding": "ascii"}
NAMED = {"adieresis": "\xe4", "Lslash": "\u0141", "afii10065": "\u0430",
         "alpha": "\u03b1", "uni0416": "\u0416", "fi": "fi", "fl": "fl",
         "f_f_i": "ffi", "seven": "7", "u1D7D9": "1", "Omega": "\u03a9",
         "eth": "\xf0", "scaron": "\u0161", "afii10017": "\u0410",
         "A.sc": "A", "uni00E90065": "\xe9e", "zcaron": "\u017e"}
WIDE = LATIN + "\u0436\u0444\u044f\u03b4\u03c9\u65e5\u672c\u8a9e\u6f22\u5b57" \
    "\u010d\u0159\u0142\u1e9e"
SPOT = b"/MediaBox[0 0 600 800]"

FOREIGN = r"""
import random, sys
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas
folder, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
r = random.Random(seed)
fonts = [("Helvetica", 0), ("Times-Roman", 0), ("Courier", 0)]
try:
    pdfmetrics.registerFont(TTFont("Own", "/usr/share/fonts/truetype/dejavu/"
                                   "DejaVuSans.ttf"))
    fonts += [("Own", 1)] * 3
except Exception:
    pass
for i in range(count):
    c = canvas.Canvas("%s/r%d.pdf" % (folder, i), pageCompression=i % 2)
    said = []
    for page in range(r.randint(1, 3)):
        for line in range(r.randint(0, 30)):
            font, wide = r.choice(fonts)
            letters = "abcdefgXYZ0123456789 \xe4\xe9\xdf"
            if wide:
                letters += "\u0436\u044f\u03b4\u010d\u0142"
            text = "".join(r.choice(letters) for _ in range(r.randint(1, 30)))
            c.setFont(font, r.choice([8, 10, 12]))
            c.drawString(40 + r.randint(0, 30), 780 - 22 * line, text)
            said.append(text)
        c.showPage()
    c.save()
    with open("%s/r%d.txt" % (folder, i), "w", encoding="utf-8") as f:
        f.write("".join(said))
"""


def letters(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text)
                   if c.isalnum())


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.said = []

    def literal(self, data):
        out = b"("
        for b in data:
            if b in b"()\\":
                out += b"\\%c" % b
            elif b < 32 or b > 126 or self.r.random() < 0.03:
                out += b"\\%03o" % b
            else:
                out += bytes([b])
        return out + b")"

    def string(self, data):
        if self.r.random() < 0.3:
            return b"<%s>" % data.hex().encode()
        return self.literal(data)

    def simple(self, pdf, num):
        name = self.r.choice(list(ENCODINGS))
        table = {c: c.encode(CODECS[name]) for c in ENCODINGS[name]}
        pdf.add(num, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
                b"/Encoding/%s>>" % name.encode())
        return table

    def differences(self, pdf, num):
        glyphs = list(NAMED)
        self.r.shuffle(glyphs)
        start = self.r.choice([33, 65, 128, 200])
        base = self.r.choice([b"", b"/BaseEncoding/WinAnsiEncoding"])
        pdf.add(num, b"<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Own"
                b"/FontDescriptor<</Type/FontDescriptor/Flags 32>>"
                b"/Encoding<<%s/Differences[%d%s]>>>>" % (
                    base, start, b"".join(b"/" + g.encode() for g in glyphs)))
        table = {g: bytes([start + i]) for i, g in enumerate(glyphs)}
        return {NAMED[g]: code for g, code in table.items()}

    def composite(self, pdf, num):
        """Codes of two bytes, some in ranges."""
        chars = list(WIDE)
        self.r.shuffle(chars)
        chars.extend(("\U0001d7ce", "ffi"))
        codes = self.r.sample(range(1, 0xfff0), len(chars))
        table = {}
        one, many = [], []
        for c, code in zip(chars, codes):
            table[c] = code.to_bytes(2, "big")
            text = c.encode("utf-16-be").hex()
            if self.r.random() < 0.5:
                one.append("<%04x> <%s>" % (code, text))
            elif self.r.random() < 0.5:
                many.append("<%04x> <%04x> <%s>" % (code, code, text))
            else:
                many.append("<%04x> <%04x> [<%s>]" % (code, code, text))
        low = 0x4000
        if not any(low <= code < low + 26 for code in codes):
            many.append("<%04x> <%04x> <0061>" % (low, low + 25))
            table.update({chr(97 + i): (low + i).to_bytes(2, "big")
                          for i in range(26)})
        cmap = "begincodespacerange <0000> <ffff> endcodespacerange\n"
        for rows, word in ((one, "bfchar"), (many, "bfrange")):
            for i in range(0, len(rows), 100):
                part = rows[i:i + 100]
                cmap += "%d begin%s\n%s\nend%s\n" % (
                    len(part), word, "\n".join(part), word)
        cmap = "/CIDInit/ProcSet findresource begin 12 dict begin begincmap " \
            "/CMapName/Own def\n" + cmap + "endcmap end end"
        pdf.stream(num + 1, cmap.encode(), filters=self.filters())
        pdf.add(num, pdfs.TYPE0 % (b"/ToUnicode %d 0 R" % (num + 1)))
        return table

    def filters(self):
        return self.r.choice([(), ("FlateDecode",), ("LZWDecode",),
                              ("ASCII85Decode", "FlateDecode"),
                              ("ASCIIHexDecode",), ("RunLengthDecode",)])

    def text(self, table):
        chars = [self.r.choice(list(table))
                 for _ in range(self.r.randint(1, 12))]
        self.said.extend(chars)
        return b"".join(table[c] for c in chars)

    def line(self, fonts, y):
        r = self.r
        f = r.choice(list(fonts))
        out = b"/F%d %d Tf " % (f, r.choice([7, 9, 10]))
        kind = r.randint(0, 3)
        if kind == 0:
            return out + b"1 0 0 1 %d %d Tm %s Tj\n" % (
                r.randint(20, 60), y, self.string(self.text(fonts[f])))
        out += b"1 0 0 1 30 %d Tm " % y
        if kind == 1:
            return out + b"[%s]TJ\n" % b" ".join(
                b"%s %d" % (self.string(self.text(fonts[f])),
                            r.choice([-700, -250, -20, 0]))
                for _ in range(r.randint(1, 3)))
        if kind == 2:
            return out + b"0 TL %s '\n" % self.string(self.text(fonts[f]))
        return out + b"0 TL 0.5 0 %s \"\n" % self.string(self.text(fonts[f]))

    def content(self, fonts, lines, top=780):
        out = b"BT "
        for i in range(lines):
            out += self.line(fonts, top - 22 * i)
        return out + b"ET\n"

    def page(self, pdf, num, fonts):
        names = b"".join(b"/F%d %d 0 R" % (f, f) for f in fonts)
        resources = b"/Resources<</Font<<%s>>" % names
        streams = []
        if self.r.random() < 0.3:
            streams.append(b"q /X Do Q")
            pdf.stream(num + 3, self.content(fonts, 3, 300),
                       b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]"
                       b"%s>>" % resources, self.filters())
            resources += b"/XObject<</X %d 0 R>>" % (num + 3)
        streams.append(self.content(fonts, self.r.randint(0, 12)))
        for i, data in enumerate(streams):
            pdf.stream(num + 1 + i, data, filters=self.filters())
        pdf.add(num, b"<</Type/Page/Parent 2 0 R%s/Contents[%s]%s>>>>" % (
            SPOT, b"".join(b"%d 0 R " % (num + 1 + i)
                           for i in range(len(streams))), resources))

    def document(self):
        r = self.r
        pdf = pdfs.Pdf()
        fonts = {}
        for i in range(r.randint(1, 4)):
            make = r.choice([self.simple, self.differences, self.composite])
            fonts[10 + 2 * i] = make(pdf, 10 + 2 * i)
        pages = [30 + 5 * i for i in range(r.randint(1, 3))]
        for num in pages:
            self.page(pdf, num, fonts)
        pdf.add(1, b"<</Type/Catalog/Pages 2 0 R>>")
        pdf.add(2, b"<</Type/Pages/Kids[%s]/Count %d>>" % (
            b"".join(b"%d 0 R " % n for n in pages), len(pages)))
        if r.random() < 0.3:
            pdf.end()
            self.said = []
            self.page(pdf, pages[0], fonts)
            for num in pages[1:]:
                self.page(pdf, num, fonts)
        return pdf.end()


WAYS = (["--object-streams=generate"], ["--linearize"],
        ["--qdf"], ["--object-streams=generate", "--linearize"],
        ["--stream-data=uncompress"], ["--newline-before-endstream"])


def ours(tool, path):
    out = subprocess.run([tool, path], capture_output=True, check=True).stdout
    text, _, said = out.rpartition(b"\0")
    return text, said.decode().strip()


def theirs(path):
    return subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", path, "-"],
                          capture_output=True, check=True).stdout.decode()


class Check:
    def __init__(self, tool):
        self.tool = tool
        self.bad = 0
        self.total = 0

    def fail(self, *what):
        self.bad += 1
        print(*what)

    def compare(self, path, put, seed):
        text, said = ours(self.tool, path)
        mine, other = letters(text.decode()), letters(theirs(path))
        self.total += len(mine)
        if not said.startswith("whole -") and \
                not (mine == "" and said.startswith("no-layer -")):
            self.fail(os.path.basename(path), "of seed", seed, "is", said)
        if mine != put:
            self.fail(os.path.basename(path), "of seed", seed, "has\n ", put,
                      "\nand reads\n ", mine)
        if mine != other:
            self.fail(os.path.basename(path), "of seed", seed, "reads\n ",
                      mine, "\nand to pdftotext\n ", other)
        return text, said

    def rewrite(self, path, text, said):
        again = path + ".again"
        for way in WAYS:
            done = subprocess.run(["qpdf", "--deterministic-id", *way, path,
                                   again], capture_output=True)
            if done.returncode not in (0, 3):
                self.fail("qpdf", way, done.stderr.decode())
            elif ours(self.tool, again) != (text, said):
                self.fail(os.path.basename(path), "changes by qpdf", way,
                          ours(self.tool, again)[1], said)


def foreign(folder, seed, count):
    """Documents of reportlab, which may belong to another Python."""
    for python in (sys.executable, "/usr/bin/python3"):
        done = subprocess.run([python, "-B", "-c", FOREIGN, folder, str(seed),
                               str(count)], capture_output=True)
        if done.returncode == 0:
            return ["r%d" % i for i in range(count)]
    return []


def main():
    tool = os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])),
                        "tests", "pdf_text")
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    if shutil.which("pdftotext") is None or not os.path.exists(tool):
        print("pdftotext or pdf_text is missing", file=sys.stderr)
        return 77
    qpdf = shutil.which("qpdf") is not None
    check = Check(tool)
    with tempfile.TemporaryDirectory() as folder:
        for i in range(count):
            maker = Maker(seed * 1000003 + i)
            path = os.path.join(folder, "%d.pdf" % i)
            with open(path, "wb") as f:
                f.write(maker.document())
            text, said = check.compare(path, letters("".join(maker.said)),
                                       seed)
            if qpdf and i % 3 == 0:
                check.rewrite(path, text, said)
        names = foreign(folder, seed, count // 3)
        for i, name in enumerate(names):
            path = os.path.join(folder, name + ".pdf")
            with open(os.path.join(folder, name + ".txt"),
                      encoding="utf-8") as f:
                put = letters(f.read())
            text, said = check.compare(path, put, seed)
            if qpdf and i % 3 == 0:
                check.rewrite(path, text, said)
    print("%d documents of ours, %d of reportlab, %d letters, %d differ" % (
        count, len(names), check.total, check.bad))
    return 1 if check.bad or check.total < count else 0


if __name__ == "__main__":
    sys.exit(main())
