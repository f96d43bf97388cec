#include "formats/bid.h"
#include "formats/encoded_head.h"
#include "formats/read_encoded.h"
#include "formats/read_office.h"
#include "formats/read_pdf.h"
#include "formats/read_rtf.h"
#include "tests/unit/pdf_box.h"
#include "tests/unit/zip_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* As `transcribe`, by any reader that seeks. */
static void
read_by(const struct lp_reader_ops *ops, struct lp_buf *to,
        struct lp_slice bytes)
{
    struct memory m = {{&memory_ops, bytes.len, 1}, bytes};
    struct lp_limits limits = lp_limits_default;
    struct lp_input in = {.view = &m.base, .limits = &limits};
    struct lp_reader r = {.ops = ops};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc;

    limits.entries = 4;
    LP_TRY(r.ops->open(&r, &in, &err));
    while (!end) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        LP_TRY(r.ops->next(&r, &e, &body, &end, &err));
        if (!end) {
            tell_entry(to, &e, &body);
        }
        lp_source_release(&body);
    }

done:
    if (rc != LP_OK) {
        tell(to, "!!", err.rule);
    } else {
        lp_buf_str(to, " .");
        tell_findings(to, &r.found);
    }
    r.ops->release(&r);
    CHECK(m.base.refs == 1, "no reference on the view is left");
}

static void
check(const struct lp_reader_ops *ops, struct lp_slice bytes, const char *seen,
      const char *label)
{
    struct lp_buf got = {0};

    read_by(ops, &got, bytes);
    CHECK(lp_slice_is(lp_buf_slice(&got), seen), label);
    if (!lp_slice_is(lp_buf_slice(&got), seen)) {
        fprintf(stderr, "    %.*s\n", (int)got.len, (const char *)got.data);
    }
    lp_buf_release(&got);
}

#define PNG "\x89PNG\r\n\x1a\n"
#define JPEG "\xff\xd8\xff\xe0"
#define TEN "0123456789"
#define DEVMODE TEN TEN TEN TEN TEN TEN "0123\1\4"
#define VEILED(a, b) TEN TEN TEN TEN "0123" a TEN "01" b
#define TYPES                                         \
    {                                                 \
        .name = "[Content_Types].xml", .text = "<x/>" \
    }
#define ODT                                                                   \
    {                                                                         \
        .name = "mimetype", .text = "application/vnd.oasis.opendocument.text" \
    }
#define EPUB                                               \
    {                                                      \
        .name = "mimetype", .text = "application/epub+zip" \
    }

static const struct {
    const char *label;
    const struct lp_reader_ops *ops;
    struct box box;
    const char *seen;
} office[] = {
    {"a picture in OOXML",
     &lp_read_ooxml,
     {.parts = {TYPES,
                {.name = "word/media/a.png", .text = "pic"},
                {.name = "word/document.xml", .text = "<w/>"}}},
     "word/media/a.png=pic ."},
    {"nothing but the document",
     &lp_read_ooxml,
     {.parts = {TYPES,
                {.name = "docProps/Thumbnail.jpeg", .text = JPEG},
                {.name = "xl/printerSettings/printerSettings1.bin",
                 .text = DEVMODE}}},
     " ."},
    {"what only has the names of that",
     &lp_read_ooxml,
     {.parts = {TYPES,
                {.name = "docProps/thumbnail.jpeg", .text = "PK\3\4"},
                {.name = "xl/printerSettings/printerSettings1.bin",
                 .text = "a text"}}},
     "docProps/thumbnail.jpeg=PK\3\4 "
     "xl/printerSettings/printerSettings1.bin=a text ."},
    {"what begins as XML, and what nearly does",
     &lp_read_ooxml,
     {.parts = {TYPES,
                {.name = "a.xml", .text = "\xef\xbb\xbf\r\n <x/>"},
                {.name = "c.xml", .text = ".<x/>"}}},
     "c.xml=.<x/> ."},
    {"a part that cannot be read",
     &lp_read_ooxml,
     {.parts = {TYPES, {.name = "a.xml", .text = "<x/>", .method = 9}}},
     "a.xml#unsupported-method ."},
    {"a veiled font, and none",
     &lp_read_ooxml,
     {.parts = {TYPES,
                {.name = "a.odttf", .text = VEILED("OS/2", "cmap")},
                {.name = "b.odttf", .text = VEILED("more", "cmap")}}},
     "b.odttf=" VEILED("more", "cmap") " ."},
    {"what is called nearly so",
     &lp_read_ooxml,
     {.parts = {TYPES,
                {.name = "a/docProps/thumbnail.jpeg", .text = "pic"},
                {.name = "word/document.xml1", .text = "<w/>"}}},
     "a/docProps/thumbnail.jpeg=pic word/document.xml1=<w/> ."},
    {"an empty member, and one that is packed strangely",
     &lp_read_ooxml,
     {.parts = {TYPES,
                {.name = "word/media/a.png", .text = ""},
                {.name = "word/media/b.png", .text = "b", .method = 9}}},
     "word/media/b.png#unsupported-method ."},
    {"bytes behind a document",
     &lp_read_ooxml,
     {.parts = {TYPES, {.name = "a.bin", .text = "x"}}, .after = L("more")},
     "a.bin=x . !zip-appended"},
    {"a markup that is told in two ways",
     &lp_read_ooxml,
     {.parts = {TYPES,
                {.name = "word/document.xml",
                 .text = "<w/>",
                 .local_name = "word/document.xm_"}}},
     " . !zip-name-differs"},
    {"a picture in ODF",
     &lp_read_odf,
     {.parts = {ODT,
                {.name = "Pictures/1.jpg", .text = "pic"},
                {.name = "Object 1/content.xml", .text = "<o/>"}}},
     "Pictures/1.jpg=pic ."},
    {"what ODF makes for itself",
     &lp_read_odf,
     {.parts = {ODT,
                {.name = "Thumbnails/thumbnail.png", .text = PNG},
                {.name = "ObjectReplacements/Object 1", .text = "VCLMTF"}}},
     " ."},
    {"what lies where ODF puts such",
     &lp_read_odf,
     {.parts = {ODT,
                {.name = "META-INF/a", .text = "PK"},
                {.name = "layout-cache", .text = "\1"}}},
     "META-INF/a=PK layout-cache=\1 ."},
    {"fonts, and settings that are none",
     &lp_read_odf,
     {.parts = {ODT,
                {.name = "Fonts/a", .text = "OTTO"},
                {.name = "Configurations2/a", .text = "a"}}},
     "Configurations2/a=a ."},
    {"an encrypted ODF",
     &lp_read_odf,
     {.parts = {ODT,
                {.name = "Pictures/1.jpg", .text = "pic"},
                {.name = "META-INF/manifest.xml",
                 .text = "<m:encryption-data/>"}}},
     "!!office-encrypted"},
    {"a list without that",
     &lp_read_odf,
     {.parts = {ODT,
                {.name = "Pictures/1.jpg", .text = "pic"},
                {.name = "META-INF/manifest.xml",
                 .text = "<m:encryption-dat/>"}}},
     "Pictures/1.jpg=pic ."},
    {"a picture in EPUB",
     &lp_read_epub,
     {.parts = {EPUB, {.name = "OEBPS/a b.jpg", .text = "pic"}}},
     "OEBPS/a b.jpg=pic ."},
    {"a page that an EPUB lists",
     &lp_read_epub,
     {.parts = {EPUB,
                {.name = "OEBPS/o ne.xhtml", .text = "<h/>"},
                {.name = "a.opf", .text = "<a href=\"o%20ne.xhtml\"/>"}}},
     " ."},
    {"a page that it does not list",
     &lp_read_epub,
     {.parts = {EPUB,
                {.name = "OEBPS/two.xhtml", .text = "<h/>"},
                {.name = "a.opf", .text = "<a href=\"one.xhtml\"/>"}}},
     "OEBPS/two.xhtml=<h/> ."},
    {"a program, and none",
     &lp_read_epub,
     {.parts = {EPUB,
                {.name = "a.js", .text = "PK\3\4"},
                {.name = "b.js", .text = "a()\n"}}},
     "a.js=PK\3\4 ."},
    {"an encrypted picture in EPUB",
     &lp_read_epub,
     {.parts = {EPUB,
                {.name = "OEBPS/a b.jpg", .text = "pic"},
                {.name = "META-INF/encryption.xml",
                 .text = "<URI=\"OEBPS/a%20b.jpg\""}}},
     "OEBPS/a b.jpg#office-encrypted ."},
    {"encrypted is something else",
     &lp_read_epub,
     {.parts = {EPUB,
                {.name = "OEBPS/a b.jpg", .text = "pic"},
                {.name = "META-INF/encryption.xml",
                 .text = "<URI=\"OEBPS/c.ttf\""}}},
     "OEBPS/a b.jpg=pic ."},
    {"a list that cannot be read",
     &lp_read_epub,
     {.parts = {EPUB,
                {.name = "OEBPS/a.jpg", .text = "pic"},
                {.name = "META-INF/encryption.xml", .text = "x", .crc = 1}}},
     "OEBPS/a.jpg#office-encrypted "
     "META-INF/encryption.xml#crc-mismatch ."},
};

/* Objects 2, 3 and so on of a PDF, whose catalog is object 1: `data` makes a
 * stream. */
struct object {
    const char *is;
    const char *data;
};

#define FILE_OF(n) \
    "<</Type/Filespec/F(a.txt)/UF(b.txt)/EF<</F " #n " 0 R/UF " #n " 0 R>>>>"

static const struct {
    const char *label;
    struct object objects[5];
    const char *seen;
} pdfs[] = {
    {"an embedded file",
     {{FILE_OF(3), NULL}, {"/Type/EmbeddedFile", "hello"}},
     "b.txt=hello ."},
    {"a specification inside another object",
     {{"<</Type/Annot/Subtype/FileAttachment/FS" FILE_OF(3) ">>", NULL},
      {"", "hello"}},
     "b.txt=hello ."},
    {"one that only names a file", {{"<</Type/Filespec/F(a)>>", NULL}}, " ."},
    {"an embedded file that is not there",
     {{FILE_OF(9), NULL}},
     "b.txt#embedded-missing ."},
    {"an embedded file without a name",
     {{"<</EF<</F 3 0 R>>>>", NULL}, {"", "hello"}},
     "object 3=hello ."},
    {"a key that is spelled in another way, and a name in UTF-16",
     {{"<</#45F<</F 3 0 R>>/UF<FEFF00E4D83DDE00>>>", NULL}, {"", "hello"}},
     "\xc3\xa4\xf0\x9f\x98\x80=hello ."},
    {"one file of two names is one",
     {{FILE_OF(4), NULL}, {FILE_OF(4), NULL}, {"", "hello"}},
     "b.txt=hello ."},
    {"two files, as they stand in the file",
     {{FILE_OF(5), NULL}, {FILE_OF(4), NULL}, {"", "one"}, {"", "two"}},
     "b.txt=one b.txt=two ."},
    {"a packed file",
     {{FILE_OF(3), NULL}, {"/Filter/ASCIIHexDecode", "68 69>"}},
     "b.txt=hi ."},
    {"a packed file that is broken",
     {{FILE_OF(3), NULL}, {"/Filter/FlateDecode", "nonsense"}},
     "b.txt=?deflate-broken ."},
    {"a file with a filter that is not known",
     {{FILE_OF(3), NULL}, {"/Filter/Mystery", "hello"}},
     "b.txt#unsupported-method ."},
    {"parameters that stand elsewhere",
     {{FILE_OF(3), NULL},
      {"/Filter/ASCIIHexDecode/DecodeParms[<</Predictor 4 0 R>>]", "68>"}},
     "b.txt#unsupported-method ."},
    {"a picture",
     {{"/Subtype/Image/Filter/DCTDecode", "JPEG"}},
     "image 2.jpg=JPEG ."},
    {"a picture behind another filter",
     {{"/Subtype/Image/Filter[/ASCIIHexDecode/DCTDecode]", "4a 50>"}},
     "image 2.jpg=JP ."},
    {"JPEG 2000",
     {{"/Subtype/Image/Filter[/JPXDecode]", "JPX"}},
     "image 2.jp2=JPX ."},
    {"a picture that is no file",
     {{"/Subtype/Image/Filter/FlateDecode", "x"},
      {"/Subtype/Form/Filter/DCTDecode", "x"}},
     " ."},
    {"more than the limit",
     {{"/Subtype/Image/Filter/DCTDecode", "1"},
      {"/Subtype/Image/Filter/DCTDecode", "2"},
      {"/Subtype/Image/Filter/DCTDecode", "3"},
      {"/Subtype/Image/Filter/DCTDecode", "4"},
      {"/Subtype/Image/Filter/DCTDecode", "5"}},
     "!!limit-entries"},
};

static void
test_pdf(void)
{
    for (size_t i = 0; i < COUNT(pdfs); i++) {
        struct pdf_made m = {0};

        lp_buf_str(&m.out, "%PDF-1.7\n");
        pdf_object(&m, 1, "<</Type/Catalog>>");
        for (unsigned k = 0; k < 5 && pdfs[i].objects[k].is != NULL; k++) {
            const struct object *o = &pdfs[i].objects[k];

            if (o->data == NULL) {
                pdf_object(&m, k + 2, o->is);
            } else {
                pdf_stream(&m, k + 2, o->is, o->data);
            }
        }
        (void)pdf_end(&m, "/Root 1 0 R");
        check(&lp_read_pdf, lp_buf_slice(&m.out), pdfs[i].seen, pdfs[i].label);
        lp_buf_release(&m.out);
    }
    check(&lp_read_pdf, lp_slice_str("%PDF-1.7 in a text"), " .", "no PDF");
    check(&lp_read_pdf,
          lp_slice_str("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n"
                       "trailer<</Root 1 0 R/Encrypt 2 0 R>>\n"),
          "!!pdf-encrypted", "an encrypted PDF");
}

/* Version, embedded, class, no topic, no item. */
#define OLE(class_len, class) \
    "01050000 02000000 " class_len "000000 " class " 00000000 00000000 "
#define PACKAGE OLE("08", "5061636b61676500")

static const struct {
    const char *label;
    const char *rtf;
    const char *seen;
} rtfs[] = {
    {"a picture", "{\\rtf1{\\pict\\pngblip\\picw1 6a6B\r\n6c}}",
     "image 1.png=jkl ."},
    {"a picture in bytes", "{\\rtf1{\\pict\\jpegblip\\bin3 {\\}}}",
     "image 1.jpg={\\} ."},
    {"what else is in its group",
     "{\\rtf1{\\pict{\\*\\picprop{\\sp ab}}\\wmetafile8 6a {\\x}6b}}",
     "image 1.wmf=jk ."},
    {"one for those who cannot show the other",
     "{\\rtf1{\\*\\shppict{\\pict\\pngblip 6a}}{\\nonshppict{\\pict"
     "\\wmetafile8 6b}}{\\pict 6c}}",
     "image 1.png=j image 2.bin=l ."},
    {"line ends behind it", "{\\rtf1 a}\r\n\x1a \t\n", " ."},
    {"a text behind it", "{\\rtf1 a}\n\nb", " . !rtf-trailing-bytes"},
    {"a group behind it", "{\\rtf1{\\pict\\pngblip 6a}}{\\pict 6b}",
     "image 1.png=j image 2.bin=k . !rtf-trailing-bytes"},
    {"a bracket behind it", "{\\rtf1 a}}", " . !rtf-trailing-bytes"},
    {"half a byte", "{\\rtf1{\\pict\\pngblip 6a6}}",
     "image 1.png=j?rtf-object-broken ."},
    {"no digit", "{\\rtf1{\\pict\\pngblip 6a6g}}",
     "image 1.png=?rtf-object-broken ."},
    {"a group that does not close", "{\\rtf1{\\pict\\pngblip 6a",
     "image 1.png#rtf-object-broken ."},
    {"an object",
     "{\\rtf1{\\object{\\*\\objdata " OLE("03", "416200") "02000000 6869 00}"
                                                          "{\\result{\\pict "
                                                          "6b}}}}",
     "object 1=hi ."},
    {"an object that ends early",
     "{\\rtf1{\\*\\objdata " OLE("03", "416200") "03000000 6869}}",
     "object 1=hi?rtf-object-broken ."},
    {"an object of a strange form", "{\\rtf1{\\*\\objdata 01050000 05000000}}",
     "object 1#rtf-object-broken ."},
    {"a header that ends early", "{\\rtf1{\\*\\objdata 01050000 0200}}",
     "object 1#rtf-object-broken ."},
    {"a linked object", "{\\rtf1{\\*\\objdata 01050000 01000000}}", " ."},
    {"a package",
     "{\\rtf1{\\*\\objdata " PACKAGE "1c000000 0200 612e7400 632f612e7400 0000 "
     "0300 02000000 7800 02000000 6869}}",
     "a.t=hi ."},
    {"a package larger than its object",
     "{\\rtf1{\\*\\objdata " PACKAGE "1c000000 0200 612e7400 632f612e7400 0000 "
     "0300 02000000 7800 03000000 6869}}",
     "a.t#rtf-object-broken ."},
};

#define UU "begin 644 a.txt\n#:&D*\n`\nend\n"
#define YENC "=ybegin line=128 size=3 name=a b.bin\n"

static const struct {
    const char *label;
    const char *text;
    const char *seen;
    enum lp_kind kind;
} encoded[] = {
    {"uuencode", "Hi,\n" UU "Bye\n", "a.txt=hi\n .", LP_KIND_UUENCODE},
    {"with CRLF, and a character to check by",
     "begin 644 a.txt\r\n#:&D*X\r\n \r\nend\r\n", "a.txt=hi\n .",
     LP_KIND_UUENCODE},
    {"without the line of no bytes", "begin 644 a\n#:&D*\nend\n", "a=hi\n .",
     LP_KIND_UUENCODE},
    {"two files", UU "and\n" UU, "a.txt=hi\n a.txt=hi\n .", LP_KIND_UUENCODE},
    {"no end", "begin 644 a\n#:&D*\n`\n", "a#uuencode-broken .",
     LP_KIND_UUENCODE},
    {"a line that is too short", "begin 644 a\n#:&D*\n#:&D\nend\n" UU,
     "a#uuencode-broken a.txt=hi\n .", LP_KIND_UUENCODE},
    {"words", "begin 644 times\nand again\n", " .", LP_KIND_OTHER},
    {"no mode", "begin the work\n#:&D*\n`\nend\n", " .", LP_KIND_OTHER},
    {"in the middle of a line", " " UU, " .", LP_KIND_OTHER},
    {"base64", "begin-base64 644 a\naGkK\n====\n", "a=hi\n .",
     LP_KIND_UUENCODE},
    {"base64 that is none", "begin-base64 644 a\naGk\n====\n",
     "a=?uuencode-broken .", LP_KIND_UUENCODE},
    {"yEnc", YENC "\x92\x93=J\n=yend size=3 crc32=adb0711c\n",
     "a b.bin=hi\xe0 .", LP_KIND_YENC},
    {"another sum", YENC "\x92\x93\x34\n=yend size=3 crc32=7a65c5b8\n",
     "a b.bin=hi\n?crc-mismatch .", LP_KIND_YENC},
    {"no sum", YENC "\x92\x93\x34\n=yend size=3\n", "a b.bin=hi\n .",
     LP_KIND_YENC},
    {"another length", YENC "\x92\x93\n=yend size=3\n",
     "a b.bin=hi?length-mismatch .", LP_KIND_YENC},
    {"an end of another file", YENC "\x92\x93\n=yend size=2\n",
     "a b.bin#yenc-broken .", LP_KIND_YENC},
    {"no end", YENC "\x92\x93\n", "a b.bin#yenc-broken .", LP_KIND_YENC},
    {"one part of two",
     "=ybegin part=1 total=2 line=128 size=3 name=a\n=ypart begin=1 end=2\n"
     "\x92\x93\n=yend size=2 part=1 pcrc32=00000000\n",
     "a#multi-volume .", LP_KIND_YENC},
    {"one part of one",
     "=ybegin part=1 total=1 line=128 size=2 name=a\n=ypart begin=1 end=2\n"
     "\x92\x93\n=yend size=2\n",
     "a=hi .", LP_KIND_YENC},
};

static void
test_texts(void)
{
    for (size_t i = 0; i < COUNT(rtfs); i++) {
        check(&lp_read_rtf, lp_slice_str(rtfs[i].rtf), rtfs[i].seen,
              rtfs[i].label);
    }
    for (size_t i = 0; i < COUNT(encoded); i++) {
        struct lp_slice text = lp_slice_str(encoded[i].text);

        CHECK(lp_encoded_kind(text) == encoded[i].kind, encoded[i].label);
        check(&lp_read_uuencode, text, encoded[i].seen, encoded[i].label);
    }
}

int
main(void)
{
    for (size_t i = 0; i < COUNT(office); i++) {
        struct lp_buf zip = build(&office[i].box);

        check(office[i].ops, lp_buf_slice(&zip), office[i].seen,
              office[i].label);
        lp_buf_release(&zip);
    }
    check(&lp_read_ooxml, lp_slice_str("PK\3\4"), "!!zip-no-end", "no ZIP");
    test_pdf();
    test_texts();
    CHECK(lp_bid_within(LP_KIND_PDF) == &lp_read_pdf &&
              lp_bid_within(LP_KIND_YENC) == &lp_read_yenc,
          "by their kinds");
    CHECK(lp_bid_within(LP_KIND_ZIP) == NULL, "a ZIP is no document");
    return lp_test_failures != 0;
}
