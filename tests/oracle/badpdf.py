#!/usr/bin/env python3
"""PDF documents made to take for ever, or all memory.

  badpdf.py LEAFPROOF [WORD]     only those with WORD in their name

Each is made here and read by pdf_text, which is built beside the tests, with
256 MiB of memory to map at most (not under sanitizers, which map more), and must
be done within seconds. What must be said of each stands beside it.
"""
import os
import resource
import subprocess
import sys
import tempfile
import zlib

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "..", "fixtures", "make"))
import pdfs  # noqa: E402

MIB = 1 << 20
MAPPED = 256 * MIB
SECONDS = 20
MANY = 1000000


def page(content, *more, filters=()):
    return pdfs.plain(content, filters=filters, more=more).end()


def shown(text=b"text"):
    return pdfs.shown(text)


def table_of(rows, trailer):
    """A table with the rows of one subsection from 1, and its end."""
    return (b"xref\n1 %d\n" % len(rows) +
            b"".join(b"%010d 00000 n \n" % at for at in rows) +
            b"trailer\n<</Size %d%s>>\nstartxref\n" % (len(rows) + 1, trailer))


def rows_only(n):
    head = b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
    return head + table_of([9] * n, b"/Root 1 0 R") + b"%d\n%%%%EOF\n" \
        % len(head)


def chain(n):
    """Revisions that each have a table and nothing else."""
    out = bytearray(page(shown()))
    prev = out.rindex(b"xref\n0 1")
    for _ in range(n):
        at = len(out)
        out += b"xref\n0 0\ntrailer <</Root 1 0 R/Prev %d>>\nstartxref\n" \
            b"%d\n%%%%EOF\n" % (prev, at)
        prev = at
    return bytes(out)


def forms(levels, calls):
    """Each form shows the next one `calls` times."""
    names = b"".join(b"/X%d %d 0 R" % (i, 20 + i) for i in range(levels + 1))
    resources = b"<</Font<</F1 5 0 R>>/XObject<<%s>>>>" % names
    more = [(3, b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 6 0 R>>"),
            (6, resources)]
    for i in range(levels):
        body = b"/X%d Do " % (i + 1) * calls
        more.append((20 + i, b"<</Subtype/Form/Resources 6 0 R/Length %d>>"
                     b"stream\n%s\nendstream" % (len(body), body)))
    more.append((20 + levels, b"<</Subtype/Form/Length 2>>stream\n  \n"
                 b"endstream"))
    return page(shown() + b" /X0 Do", *more)


def flat(data, times=1):
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def with_map(cmap, packed=True):
    pdf = pdfs.plain(b"BT /F1 12 Tf 72 700 Td <0041> Tj ET",
                     pdfs.TYPE0 % b"/ToUnicode 6 0 R")
    pdf.stream(6, cmap, filters=("FlateDecode",) if packed else ())
    return pdf.end()


def packed_once(body, first, kids):
    """Objects that all lie in one stream, at one place of it."""
    pdf = pdfs.Pdf()
    nums = range(10, 10 + kids)
    heads = b"".join(b"%d 0 " % n for n in nums)
    pdf.add(1, b"<</Type/Catalog/Pages 2 0 R>>")
    pdf.add(2, b"<</Kids[%s]>>" % b"".join(b"%d 0 R " % n for n in nums))
    pdf.stream(6, heads + body, b"/Type/ObjStm/N %d/First %d" % (
        kids, len(heads) + first), ("FlateDecode",))
    at = len(pdf.out)
    rows = b"".join(b"\1" + pdf.at[n].to_bytes(4, "big") + bytes(3)
                    for n in (1, 2, 6))
    rows += b"".join(b"\2\0\0\0\6" + i.to_bytes(3, "big")
                     for i in range(kids))
    pdf.stream(7, rows, b"/Type/XRef/W[1 4 3]/Root 1 0 R/Size %d"
               b"/Index[1 2 6 1 10 %d]" % (10 + kids, kids), ("FlateDecode",))
    return bytes(pdf.out) + b"startxref\n%d\n%%%%EOF\n" % at


def tree(levels, fan):
    """A tree whose nodes all name all nodes of the next level."""
    pdf = pdfs.plain(shown())
    for level in range(levels):
        below = b"".join(b"%d 0 R " % (100 + fan * (level + 1) + i)
                         for i in range(fan)) if level + 1 < levels \
            else b"3 0 R"
        for i in range(fan):
            pdf.add(100 + fan * level + i, b"<</Kids[%s]>>" % below)
    pdf.add(2, b"<</Kids[%s]>>" % b"".join(b"%d 0 R " % (100 + i)
                                           for i in range(fan)))
    return pdf.end()


def font_pages(fonts, times):
    """One page that sets many fonts again and again."""
    pdf = pdfs.plain(b"".join(b"/F%d 9 Tf " % (i % fonts)
                              for i in range(times)) + shown())
    names = b"".join(b"/F%d %d 0 R" % (i, 20 + i) for i in range(fonts))
    pdf.add(3, b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font"
            b"<<%s>>>>>>" % names)
    for i in range(fonts):
        pdf.add(20 + i, pdfs.HELVETICA)
    return pdf.end()


def rows_of(columns, data):
    data = flat(b"\0" + data)
    return b"<</Filter/FlateDecode/DecodeParms<</Predictor 12/Columns %d>>" \
        b"/Length %d>>stream\n%s\nendstream" % (columns, len(data), data)


# What it is, its bytes, and what may be said of it.
def documents(sanitized):
    yield ("half a million kids", page(shown(), (2, b"<</Kids[%s]>>" % (
        b"3 0 R " * (MANY // 2)))), ["whole"])
    yield ("kids larger than an object may be", page(shown(), (
        2, b"<</Kids[%s]>>" % (b"3 0 R " * MANY))), ["partly limit-header"])
    yield ("kids that nest", page(shown(), (2, b"<</Kids[" * 120 + b"3 0 R" +
                                            b"]>>" * 120)),
           ["partly limit-nesting"])
    yield "a tree that branches", tree(40, 100), ["whole"]
    yield ("a million numbers in an array", page(
        b"BT /F1 9 Tf [(a)%s(b)] TJ ET" % (b" 1" * MANY)), ["whole"])
    yield ("an array of many million numbers", page(
        b"BT /F1 9 Tf [(a)%s(b)] TJ ET" % (b" 1" * (20 * MANY)),
        filters=("FlateDecode",)), ["partly limit-header"])
    yield ("arrays without an end", page(b"[" * (50 * MIB) + shown(),
                                         filters=("FlateDecode",)),
           ["partly limit-header"])
    yield ("a string without an end", page(shown() + b"(" * (50 * MIB),
                                           filters=("FlateDecode",)),
           ["partly limit-header", "whole -"])
    yield ("a picture without an end", page(
        shown() + b" BI ID " + b" EI\x01" * (12 * MIB),
        filters=("FlateDecode",)), ["whole"])
    yield ("operators alone", page(b"q Q " * (12 * MIB) + shown(),
                                   filters=("FlateDecode",)), ["whole"])
    yield ("states that are kept", page(b"q " * (24 * MIB) + shown(),
                                        filters=("FlateDecode",)),
           ["partly limit-nesting"])
    yield ("marks alone", page(b"/a<</ActualText(b)>>BDC " * (2 * MIB) +
                               shown(), filters=("FlateDecode",)), ["whole"])
    yield ("many fonts", font_pages(500, 2 * MANY), ["whole", "partly"])
    yield "brackets alone", b"%PDF-1.4\n" + b"<<" * (50 * MIB), ["opaque"]
    yield ("brackets in an object", b"%PDF-1.4\n1 0 obj " +
           b"<<" * (50 * MIB), ["partly"])
    yield ("brackets in a trailer", b"%PDF-1.4\n1 0 obj 1 endobj " +
           b"trailer " + b"<<" * (50 * MIB), ["partly"])
    yield ("trailers alone", b"%PDF-1.4\n1 0 obj 1 endobj\n" +
           b"trailer<<" * (4 * MANY), ["partly"])
    yield ("trailers with long strings", b"%PDF-1.4\n1 0 obj 1 endobj\n" +
           b"trailer(" * (4 * MANY), ["partly"])
    yield ("objects alone", b"%PDF-1.4\n" + b"1 0 obj " * (8 * MANY),
           ["partly limit-entries"])
    yield ("catalogs alone", b"%PDF-1.4\n" + b"1 0 obj/Catalog " *
           (2 * MANY), ["partly"])
    yield "a table of a million rows", rows_only(MANY), ["partly"]
    yield "a table of three million rows", rows_only(3 * MANY), \
        ["partly limit-entries"]
    yield "16,000 revisions", chain(16000), ["whole"]
    yield "17,000 revisions", chain(17000), ["partly limit-entries"]
    yield "forms that branch", forms(12, 20), ["partly limit-ratio"]
    yield ("a map of brackets", with_map(b"[" * 255 + b" 1" * (3 * MIB)),
           ["partly limit-ratio"])
    yield ("a map of ranges", with_map(
        b"beginbfrange " + b"<0><ffffffff><0041>" * 300000),
        ["partly limit-entries"])
    yield ("a map of an array", with_map(
        b"beginbfrange <0><ffffffff>[" + b"<41>" * MANY + b"]"),
        ["partly limit-entries"])
    yield ("a map of 9 MB", with_map(b" " * (9 * MIB)),
           ["partly limit-header"])
    yield ("objects that nothing closes", packed_once(
        b"[" + b" 1" * (6 * MIB), 0, 50000), ["partly"])
    yield ("objects that are all the same", packed_once(
        b"<</Kids[" + b" 1" * MIB + b"]>>", 0, 50000), ["partly"])
    yield ("a stream of many objects", packed_once(b"", 9, MANY),
           ["partly"])
    yield ("zeros packed twice", page(flat(b" " * (900 * MIB), 2), filters=()
                                      ).replace(b"<</Length", b"<</Filter"
                                                b"[/FlateDecode/FlateDecode]"
                                                b"/Length"),
           ["partly limit-ratio"])
    yield ("many contents", page(shown(), (
        3, b"<</Type/Page/Contents[%s]/Resources<</Font<</F1 5 0 R>>>>>>"
        % (b"4 0 R " * 200000))), ["whole", "partly limit-ratio"])
    # Sanitizers fill each row that is allocated, which takes a while.
    rows = 4000 if sanitized else 100000
    yield ("rows of a mebibyte for some bytes", page(b"", (
        3, b"<</Type/Page/Contents[%s]/Resources<</Font<</F1 5 0 R>>>>>>"
        % (b"4 0 R " * rows)), (4, rows_of(MIB, shown()))),
           ["whole - 1 %d 0" % (4 * rows)])


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (MAPPED, MAPPED))


def main():
    tool = os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])),
                        "tests", "pdf_text")
    word = sys.argv[2] if len(sys.argv) > 2 else ""
    if not os.path.exists(tool):
        return 77
    with open(tool, "rb") as f:
        sanitized = b"__asan_init" in f.read()
    bad = 0
    n = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.pdf")
        for name, data, may in documents(sanitized):
            if word not in name:
                continue
            size = len(data)
            with open(path, "wb") as f:
                f.write(data)
            # What is held here would be counted as the child's.
            del data
            child = subprocess.Popen([tool, path], stdout=subprocess.PIPE,
                                     preexec_fn=None if sanitized else limited)
            said = child.stdout.read().rpartition(b"\0")[2].decode().strip()
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = status
            seconds = used.ru_utime + used.ru_stime
            ok = status == 0 and any(
                said.startswith(m) for m in may) and \
                (sanitized or seconds < SECONDS)
            n += 1
            bad += not ok
            print("%s %-38s %6.1f MB %6.2f s %5d MiB  %s" % (
                "    " if ok else "FAIL", name, size / 1e6, seconds,
                used.ru_maxrss / 1024, said), flush=True)
    print("%d documents, %d wrong" % (n, bad))
    return 1 if bad or n == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
