#!/usr/bin/env python3
"""The text of office documents, by Python's own packages and by ours.

  office.py LEAFPROOF [SEED [DOCUMENTS]]

Makes documents of every kind, of elements that mean something and of some that
do not, in any nesting; with any prefixes, in the transitional or the strict
namespaces, in UTF-8 and in UTF-16; as ZIPs whose members are stored or deflated
and come in any order. What their text must be is computed here by the rules of
docs/FORMAT-identity-office.md, with zipfile and xml.etree, and compared with what
office_text, which is built beside the tests, says.
"""
import os
import random
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from xml.sax.saxutils import escape, quoteattr

ECMA = "http://schemas.openxmlformats.org/"
ISO = "http://purl.oclc.org/ooxml/"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TRANSITIONAL = {
    "w": ECMA + "wordprocessingml/2006/main",
    "m": ECMA + "officeDocument/2006/math",
    "a": ECMA + "drawingml/2006/main",
    "p": ECMA + "presentationml/2006/main",
    "s": ECMA + "spreadsheetml/2006/main",
    "r": ECMA + "officeDocument/2006/relationships",
}
STRICT = {
    "w": ISO + "wordprocessingml/main",
    "m": ISO + "officeDocument/math",
    "a": ISO + "drawingml/main",
    "p": ISO + "presentationml/main",
    "s": ISO + "spreadsheetml/main",
    "r": ISO + "officeDocument/relationships",
}
OTHER = {
    "mc": ECMA + "markup-compatibility/2006",
    "rel": ECMA + "package/2006/relationships",
    "office": OASIS + "office:1.0",
    "text": OASIS + "text:1.0",
    "table": OASIS + "table:1.0",
    "draw": OASIS + "drawing:1.0",
    "style": OASIS + "style:1.0",
    "show": OASIS + "presentation:1.0",
    "svg": OASIS + "svg-compatible:1.0",
    "x": "urn:example:x",
}
SHORT = {}
for table in (TRANSITIONAL, STRICT, OTHER):
    for short, uri in table.items():
        SHORT[uri] = short


def name_of(qualified):
    """{uri}local as short:local."""
    if qualified[0] != "{":
        return qualified
    uri, local = qualified[1:].split("}")
    return SHORT.get(uri, "?") + ":" + local


# ---- What the text must be.

class Reader:
    """The parts of one document, each read at most once."""

    def __init__(self, path, folded):
        self.zip = zipfile.ZipFile(path)
        self.folded = folded
        self.names = {self.fold(n): n for n in self.zip.namelist()}
        self.taken = set()
        self.out = []

    def fold(self, name):
        return name.lower() if self.folded else name

    def part(self, name):
        key = self.fold(name)
        if key not in self.names or key in self.taken:
            return None
        self.taken.add(key)
        return ET.fromstring(self.zip.read(self.names[key]))

    def say(self, text):
        self.out.append(text)


def children(e):
    """Those that count: of alternatives, the first."""
    if name_of(e.tag) != "mc:AlternateContent":
        return list(e)
    kept = []
    chosen = False
    for c in e:
        if name_of(c.tag) in ("mc:Choice", "mc:Fallback"):
            if chosen:
                continue
            chosen = True
        kept.append(c)
    return kept


def attr(e, name):
    for k, v in e.attrib.items():
        if name_of(k) == name:
            return v
    return None


def hidden(run):
    for about in children(run):
        if name_of(about.tag) == "w:rPr":
            for v in children(about):
                if name_of(v.tag) == "w:vanish" and \
                        attr(v, "w:val") not in ("0", "false", "off"):
                    return True
    return False


def story(d, e, paragraphs=0):
    """A part of WordprocessingML or DrawingML."""
    n = name_of(e.tag)
    if n in ("w:pPr", "w:del", "w:moveFrom", "w:rt"):
        return
    if n == "w:r" and hidden(e):
        return
    if n in ("w:t", "a:t", "m:t"):
        d.say(e.text or "")
    elif n in ("w:tab", "w:ptab"):
        d.say("\t")
    elif n in ("w:br", "w:cr", "a:br"):
        d.say("\n")
    elif n == "w:noBreakHyphen":
        d.say("\u2011")
    is_paragraph = n in ("w:p", "a:p")
    if is_paragraph:
        if paragraphs:
            d.say("\n")
        paragraphs += 1
    for c in children(e):
        story(d, c, paragraphs)
        if n in ("w:t", "a:t", "m:t"):
            d.say(c.tail or "")
    if is_paragraph or n in ("w:tr", "a:tr"):
        d.say("\n")
    elif n in ("w:tc", "a:tc"):
        d.say("\t")


def relations(d, source):
    folder, _, base = source.rpartition("/")
    folder += "/" if folder else ""
    root = d.part(folder + "_rels/" + base + ".rels")
    found = {}
    for r in root if root is not None else ():
        target = r.attrib["Target"]
        steps = [] if target.startswith("/") else folder.split("/")
        kept = []
        for step in steps + target.split("/"):
            if step == "..":
                kept = kept[:-1]
            elif step not in ("", "."):
                kept.append(step)
        found[r.attrib["Id"]] = (r.attrib["Type"].rpartition("/")[2],
                                 "/".join(kept))
    return found


def natural(name):
    key = []
    for c in name:
        if c.isdigit() and key and isinstance(key[-1], list):
            key[-1].append(c)
        else:
            key.append([c] if c.isdigit() else c)
    return [(48, int("".join(k))) if isinstance(k, list) else (ord(k), 0)
            for k in key]


def strings_of(root):
    kept = []
    for si in root if root is not None else ():
        text = ""
        for c in si:
            if name_of(c.tag) == "s:t":
                text += c.text or ""
            elif name_of(c.tag) == "s:r":
                text += "".join(t.text or "" for t in c
                                if name_of(t.tag) == "s:t")
        kept.append(text)
    return kept


def sheet(d, root, strings):
    for row in root.iter():
        if name_of(row.tag) != "s:row":
            continue
        any_cell = False
        for c in row:
            text = ""
            for v in c:
                if name_of(v.tag) == "s:v":
                    text += strings[int(v.text)] if c.get("t") == "s" \
                        else v.text or ""
                elif name_of(v.tag) == "s:is":
                    text += strings_of([v])[0]
            if text:
                d.say(text + "\t")
                any_cell = True
        if any_cell:
            d.say("\n")


def ooxml(path):
    d = Reader(path, True)
    main = [t for k, t in relations(d, "").values() if k == "officeDocument"][0]
    root = d.part(main)
    links = relations(d, main)
    kind = name_of(root.tag)
    if kind == "w:document":
        story(d, root)
        for wanted in ("footnotes", "endnotes", "header", "footer"):
            for target in sorted((t for k, t in links.values() if k == wanted),
                                 key=natural):
                part = d.part(target)
                if part is not None:
                    story(d, part)
        return "".join(d.out)
    strings = []
    for k, target in links.values():
        if k == "sharedStrings":
            strings = strings_of(d.part(target))
    for e in root.iter():
        if name_of(e.tag) in ("p:sldId", "s:sheet"):
            k, target = links[attr(e, "r:id")]
            if k not in ("slide", "worksheet"):
                continue
            d.say("\f")
            part = d.part(target)
            if part is None:
                continue
            if k == "slide":
                story(d, part)
            else:
                sheet(d, part, strings)
    return "".join(d.out)


def odf_element(d, e, above, paragraphs):
    n = name_of(e.tag)
    if n in ("text:tracked-changes", "text:note-citation", "text:hidden-text",
             "text:ruby-text", "text:script", "table:tracked-changes",
             "show:notes", "office:annotation") or \
            (n == "text:section" and attr(e, "text:display") == "none"):
        return
    if n in ("draw:page", "table:table") and above in (
            "office:presentation", "office:drawing", "office:spreadsheet"):
        d.say("\f")
    is_paragraph = n in ("text:p", "text:h")
    if is_paragraph:
        if paragraphs:
            d.say("\n")
        paragraphs += 1
    if n == "text:s":
        d.say(" " * min(100, int(attr(e, "text:c") or 1)))
    elif n == "text:tab":
        d.say("\t")
    elif n == "text:line-break":
        d.say("\n")
    holds = paragraphs and n.startswith("text:") and n not in (
        "text:s", "text:tab", "text:line-break", "text:section")
    if holds:
        d.say(e.text or "")
    for c in children(e):
        odf_element(d, c, n, paragraphs)
        if holds:
            d.say(c.tail or "")
    if is_paragraph or n == "table:table-row":
        d.say("\n")
    elif n in ("table:table-cell", "table:covered-table-cell"):
        d.say("\t")


def odf(path):
    d = Reader(path, False)
    is_text = False
    for body in d.part("content.xml"):
        if name_of(body.tag) == "office:body":
            is_text = any(name_of(c.tag) == "office:text" for c in body)
            odf_element(d, body, "", 0)
    styles = d.part("styles.xml") if is_text else None
    for e in styles.iter() if styles is not None else ():
        if name_of(e.tag) in ("style:header", "style:footer") and \
                attr(e, "style:display") != "false":
            odf_element(d, e, "", 0)
    return "".join(d.out)


# ---- Documents.

WORDS = ("leaf", "proof", "ledger", "été", "Straße", "漢字", "\U0001f343", "a<b",
         "x & y", "  two  ", "7", "-", "’", "\n")


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.strict = self.r.random() < 0.3
        self.uris = dict(STRICT if self.strict else TRANSITIONAL, **OTHER)
        self.prefix = {k: k for k in self.uris}
        if self.r.random() < 0.5:
            for i, k in enumerate(self.uris):
                self.prefix[k] = "q%d" % ((i * 7) % 101)

    def words(self):
        return "".join(self.r.choice(WORDS)
                       for _ in range(self.r.randint(0, 3)))

    def e(self, name, inner="", /, **attrs):
        short, local = name.split(":")
        tag = self.prefix[short] + ":" + local
        said = ""
        for k, v in attrs.items():
            k = k.rstrip("_")
            if "__" in k:
                p, l = k.split("__")
                k = self.prefix[p] + ":" + l
            said += " %s=%s" % (k, quoteattr(v))
        if not inner and self.r.random() < 0.5:
            return "<%s%s/>" % (tag, said)
        return "<%s%s>%s</%s>" % (tag, said, inner, tag)

    def t(self, name):
        text = self.words()
        if self.r.random() < 0.1 and "]]>" not in text:
            return self.e(name, "<![CDATA[%s]]>" % text)
        return self.e(name, escape(text) + self.r.choice(
            ["", "", "", "<!-- no -->", "&#x41;", "<?no no?>"]))

    def some(self, makers, depth, most=4):
        return "".join(self.r.choice(makers)(depth)
                       for _ in range(self.r.randint(0, most)))

    def document(self, name, inner):
        """A part, in some coding."""
        declared = "".join(" xmlns:%s=%s" % (self.prefix[k], quoteattr(u))
                           for k, u in self.uris.items())
        text = self.e(name, "\x01" + inner).replace(
            ">\x01", declared + ">\n", 1)
        how = self.r.randint(0, 4)
        if how == 0:
            return ("\ufeff" + text).encode("utf-16-le")
        if how == 1:
            return ("\ufeff<?xml version='1.0' encoding='UTF-16'?>" +
                    text).encode("utf-16-be")
        if how == 2:
            return ("<?xml version='1.0' encoding='iso-8859-1'?>" +
                    text).encode("latin-1", "xmlcharrefreplace")
        return ("<?xml version='1.0' encoding='UTF-8'?>\n" + text).encode()

    # WordprocessingML

    def run(self, depth):
        about = self.r.choice(["", "", self.e("w:rPr", self.e("w:b")),
                               self.e("w:rPr", self.e("w:vanish")),
                               self.e("w:rPr", self.e("w:vanish",
                                                      w__val="false"))])
        inside = [lambda d: self.t("w:t")] * 4 + [
            lambda d: self.e("w:tab"), lambda d: self.e("w:br"),
            lambda d: self.e("w:cr"), lambda d: self.e("w:noBreakHyphen"),
            lambda d: self.t("w:delText"), lambda d: self.t("w:instrText"),
            lambda d: self.t("x:t"), self.ruby, self.alternate]
        return self.e("w:r", about + self.some(inside, depth + 1))

    def ruby(self, depth):
        return self.e("w:ruby", self.e("w:rt", self.run(9)) +
                      self.e("w:rubyBase", self.run(9)))

    def alternate(self, depth):
        if depth > 4:
            return ""
        return self.e("mc:AlternateContent", "".join(
            self.e("mc:" + self.r.choice(["Choice", "Fallback"]),
                   self.some([self.paragraph, self.run], depth + 1, 2))
            for _ in range(self.r.randint(0, 3))))

    def around(self, depth):
        return self.e(self.r.choice(["w:ins", "w:del", "w:moveFrom",
                                     "w:moveTo", "w:hyperlink", "x:any"]),
                      self.some([self.run], depth + 1, 2))

    def paragraph(self, depth):
        about = self.r.choice(["", self.e("w:pPr", self.e("w:tabs", self.e(
            "w:tab")) + self.e("w:rPr", self.e("w:vanish")))])
        inside = [self.run] * 4 + [self.around, lambda d: self.e(
            "m:r", self.t("m:t"))]
        return self.e("w:p", about + self.some(inside, depth + 1))

    def table(self, depth):
        if depth > 4:
            return ""
        return self.e("w:tbl", "".join(
            self.e("w:tr", "".join(
                self.e("w:tc", self.blocks(depth + 1))
                for _ in range(self.r.randint(0, 3))))
            for _ in range(self.r.randint(0, 3))))

    def blocks(self, depth):
        return self.some([self.paragraph] * 4 + [self.table], depth)

    def relations(self, links):
        root = (ISO if self.strict else ECMA) + "officeDocument/" + \
            ("" if self.strict else "2006/") + "relationships/"
        links = list(links)
        self.r.shuffle(links)
        return self.document("rel:Relationships", "".join(
            self.e("rel:Relationship", Id=i, Type=root + k, Target=t)
            for i, k, t in links))

    def docx(self):
        parts = {"word/document.xml": self.document(
            "w:document", self.e("w:body", self.blocks(0)))}
        links = []
        for kind, root in (("footnotes", "w:footnotes"),
                           ("endnotes", "w:endnotes"), ("comments", "w:x"),
                           ("header", "w:hdr"), ("footer", "w:ftr")):
            for i in range(self.r.choice([0, 0, 1, 12])):
                name = "%s%d.xml" % (kind, i)
                parts["word/" + name] = self.document(root, self.blocks(3))
                links.append(("r%d" % len(links), kind, self.r.choice(
                    [name, "/word/" + name, "../word/./" + name,
                     name.upper()])))
        return self.package("word/document.xml", parts, links)

    def package(self, main, parts, links):
        folder, _, base = main.rpartition("/")
        parts[folder + "/_rels/" + base + ".rels"] = self.relations(links)
        parts["_rels/.rels"] = self.relations([("m", "officeDocument", main)])
        return "ooxml", parts

    # PresentationML

    def slide_run(self, depth):
        return self.r.choice([
            lambda: self.e("a:r", self.e("a:rPr") + self.t("a:t")),
            lambda: self.e("a:br"),
            lambda: self.e("a:fld", self.t("a:t"))])()

    def slide_paragraph(self, depth):
        return self.e("a:p", self.some([self.slide_run], depth))

    def slide(self):
        table = self.e("a:tbl", self.e("a:tr", self.e(
            "a:tc", self.slide_paragraph(0)) * 2))
        return self.document("p:sld", self.some(
            [self.slide_paragraph, lambda d: table], 0))

    def pages(self):
        order = list(range(self.r.randint(0, 12)))
        self.r.shuffle(order)
        return order

    def pptx(self):
        order = self.pages()
        parts = {"ppt/slides/slide%d.xml" % i: self.slide() for i in order}
        parts["ppt/presentation.xml"] = self.document(
            "p:presentation", self.e("p:sldIdLst", "".join(
                self.e("p:sldId", id=str(256 + i), r__id="r%d" % i)
                for i in order)) + self.e("a:p", self.e(
                    "a:r", self.t("a:t"))))
        return self.package("ppt/presentation.xml", parts, [
            ("r%d" % i, "slide", "slides/slide%d.xml" % i) for i in order])

    # SpreadsheetML

    def item(self, name):
        phonetic = self.r.choice(["", self.e("s:rPh", self.t("s:t"))])
        return self.e(name, self.r.choice([
            lambda: self.t("s:t"),
            lambda: "".join(self.e("s:r", self.t("s:t"))
                            for _ in range(3))])() + phonetic)

    def cell(self, strings):
        how = self.r.randint(0, 5)
        if how == 0 and strings:
            return self.e("s:c", self.e("s:v", str(self.r.randrange(strings))),
                          t="s")
        if how == 1:
            return self.e("s:c", self.item("s:is"), t="inlineStr")
        if how == 2:
            return self.e("s:c", self.e("s:f", "1+1") + self.t("s:v"), t="str")
        if how == 3:
            return self.e("s:c", s="1")
        return self.e("s:c", self.e("s:v", repr(self.r.random())))

    def xlsx(self):
        order = self.pages()
        strings = self.r.randint(0, 9)
        parts = {"xl/sheets/sheet%d.xml" % i: self.document(
            "s:worksheet", self.e("s:sheetData", "".join(
                self.e("s:row", "".join(
                    self.cell(strings) for _ in range(self.r.randint(0, 4))))
                for _ in range(self.r.randint(0, 4))))) for i in order}
        parts["xl/workbook.xml"] = self.document(
            "s:workbook", self.e("s:sheets", "".join(
                self.e("s:sheet", name="n", r__id="r%d" % i) for i in order)))
        parts["xl/strings.xml"] = self.document(
            "s:sst", "".join(self.item("s:si") for _ in range(strings)))
        links = [("r%d" % i, self.r.choice(["worksheet"] * 5 + ["chartsheet"]),
                  "sheets/sheet%d.xml" % i) for i in order]
        return self.package("xl/workbook.xml", parts, links + [
            ("s", "sharedStrings", "strings.xml")])

    # OpenDocument

    def odf_inline(self, depth):
        inside = [lambda: escape(self.words())] * 4 + [
            lambda: self.e("text:s"),
            lambda: self.e("text:s", text__c=str(self.r.choice([0, 3, 500]))),
            lambda: self.e("text:tab"), lambda: self.e("text:line-break")]
        if depth < 6:
            inside += [
                lambda: self.e(self.r.choice([
                    "text:span", "text:a", "text:hidden-text", "text:script",
                    "text:page-number", "x:any", "svg:title"]),
                    self.odf_inline(depth + 1)),
                lambda: self.e("text:note", self.e(
                    "text:note-citation", "1") + self.e(
                    "text:note-body", self.odf_blocks(depth + 1))),
                lambda: self.e("office:annotation",
                               self.odf_blocks(depth + 1)),
                lambda: self.e("draw:frame", self.e(
                    "draw:text-box", self.odf_blocks(depth + 1))),
                lambda: self.e("text:ruby", self.e("text:ruby-base", "b") +
                               self.e("text:ruby-text", "t"))]
        return "".join(self.r.choice(inside)()
                       for _ in range(self.r.randint(0, 4)))

    def odf_blocks(self, depth):
        out = ""
        for _ in range(self.r.randint(0, 3)):
            how = self.r.randint(0, 7) if depth < 5 else 0
            if how == 1:
                out += self.odf_table(depth + 1)
            elif how == 2:
                out += self.e("text:section", self.odf_blocks(depth + 1),
                              text__display=self.r.choice(
                                  ["none", "true", "condition"]))
            elif how == 3:
                out += self.e("text:tracked-changes",
                              self.odf_blocks(depth + 1))
            else:
                out += self.e(self.r.choice(["text:p", "text:h"]),
                              self.odf_inline(depth + 1))
        return out

    def odf_table(self, depth):
        return self.e("table:table", "".join(
            self.e("table:table-row", "".join(
                self.e(self.r.choice(["table:table-cell",
                                      "table:covered-table-cell"]),
                       self.odf_blocks(depth + 1))
                for _ in range(self.r.randint(0, 3))))
            for _ in range(self.r.randint(0, 3))))

    def odf(self):
        kind = self.r.choice(["text", "spreadsheet", "presentation", "drawing"])
        if kind == "text":
            inner = self.odf_blocks(0)
        elif kind == "spreadsheet":
            inner = self.odf_table(1) + self.odf_table(1)
        else:
            inner = "".join(self.e("draw:page", self.odf_blocks(2) + self.e(
                "show:notes", self.odf_blocks(4))) for _ in range(3))
        margins = "".join(self.e(self.r.choice(["style:header",
                                                "style:footer"]),
                                 self.odf_blocks(4), style__display=d)
                          for d in self.r.choice([[], ["true", "false"]]))
        parts = {"content.xml": self.document(
            "office:document-content",
            self.e("office:automatic-styles", self.e("text:p", "no")) +
            self.e("office:body", self.e("office:" + kind, inner)))}
        if self.r.random() < 0.7:
            parts["styles.xml"] = self.document(
                "office:document-styles", self.e(
                    "office:master-styles", self.e("style:master-page",
                                                   margins)))
        return "odf", parts

    def write(self, path):
        kind, parts = self.r.choice([self.docx, self.docx, self.pptx,
                                     self.xlsx, self.odf, self.odf])()
        parts["media/image.png"] = b"\x89PNG"
        names = list(parts)
        self.r.shuffle(names)
        with zipfile.ZipFile(path, "w") as z:
            for n in names:
                z.writestr(zipfile.ZipInfo(n), parts[n], self.r.choice(
                    [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
        return kind


def main():
    tool = os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])),
                        "tests", "office_text")
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 400
    made = {"ooxml": [], "odf": []}
    bad = 0
    total = 0
    if not os.path.exists(tool):
        return 77
    with tempfile.TemporaryDirectory() as folder:
        for i in range(count):
            path = os.path.join(folder, str(i))
            made[Maker(seed * 1000003 + i).write(path)].append(path)
        for kind, paths in made.items():
            said = subprocess.run([tool, kind] + paths, capture_output=True,
                                  check=True).stdout.split(b"\0")
            # Each but the first begins with what ended the one before.
            for n, path in enumerate(paths):
                want = (ooxml if kind == "ooxml" else odf)(path)
                got = said[n].partition(b"\n")[2] if n > 0 else said[0]
                rule = said[n + 1].partition(b"\n")[0]
                total += len(want)
                if got != want.encode() or rule != b"":
                    print("document %s of seed %d (%s):\n  want %r\n  got  %r"
                          % (os.path.basename(path), seed, kind, want,
                             got.decode(errors="replace")), rule)
                    bad += 1
    print("%d documents, %d characters, %d differ" % (count, total, bad))
    return 1 if bad or total < count else 0


if __name__ == "__main__":
    sys.exit(main())
