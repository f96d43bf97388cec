#include "formats/text_ooxml.h"

#include "tests/unit/office_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

#define NAMES                                              \
    " xmlns:w='" ECMA "wordprocessingml/2006/main'"        \
    " xmlns:a='" ECMA "drawingml/2006/main'"               \
    " xmlns:m='" ECMA "officeDocument/2006/math'"          \
    " xmlns:p='" ECMA "presentationml/2006/main'"          \
    " xmlns:r='" ECMA "officeDocument/2006/relationships'" \
    " xmlns:mc='" ECMA "markup-compatibility/2006'"
#define PART(path, xml)               \
    {                                 \
        .name = (path), .text = (xml) \
    }
#define WORD(body) "<w:document" NAMES "><w:body>" body "</w:body></w:document>"
#define DOCUMENT(body) \
    MAIN("word/document.xml"), PART("word/document.xml", WORD(body))
#define R(text) "<w:r><w:t>" text "</w:t></w:r>"
#define P(runs) "<w:p>" runs "</w:p>"
#define STORY(root, text) "<w:" root NAMES ">" P(R(text)) "</w:" root ">"

static const struct office_row texts[] = {
    {"a paragraph is a line",
     "one\ntwo\n",
     {DOCUMENT(P(R("one")) P(R("two")))}},
    {"a body without text has none", "", {DOCUMENT("")}},
    {"runs are joined as they are",
     "to gether\n",
     {DOCUMENT(P(R("to ") R("geth") R("er")))}},
    {"white space between elements is none",
     "a\n",
     {DOCUMENT(" "
               "<w:p>\n <w:r>\n <w:t>a</w:t>\n</w:r> </w:p> ")}},
    {"entities of XML are characters",
     "<&>\xc3\xa9\xe2\x82\xac\n",
     {DOCUMENT(P(R("&lt;&amp;&gt;&#233;&#x20AC;")))}},
    {"CDATA is text", "<a>\n", {DOCUMENT(P(R("<![CDATA[<a>]]>")))}},
    {"a comment is not", "ab\n", {DOCUMENT(P(R("a<!-- no -->b")))}},
    {"tabs and breaks",
     "a\tb\tc\nd\ne\n",
     {DOCUMENT(
         P("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:ptab/><w:t>c</w:t>"
           "<w:br w:type='page'/><w:t>d</w:t><w:cr/><w:t>e</w:t></w:r>"))}},
    {"a tab stop is no tab",
     "a\n",
     {DOCUMENT(
         P("<w:pPr><w:tabs><w:tab w:pos='1'/></w:tabs></w:pPr>" R("a")))}},
    {"a hyphen that does not break",
     "a\xe2\x80\x91"
     "b\n",
     {DOCUMENT(P("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r>"))}},
    {"a soft hyphen is nothing",
     "ab\n",
     {DOCUMENT(P("<w:r><w:t>a</w:t><w:softHyphen/><w:t>b</w:t></w:r>"))}},
    {"cells end in tabs, rows in lines",
     "a\n\tb\n\t\n",
     {DOCUMENT("<w:tbl><w:tr><w:tc>" P(R("a")) "</w:tc><w:tc>" P(
         R("b")) "</w:tc></w:tr></w:tbl>")}},
    {"what was inserted is there",
     "ab\n",
     {DOCUMENT(P(R("a") "<w:ins>" R("b") "</w:ins>"))}},
    {"what was deleted is not",
     "a\n",
     {DOCUMENT(P(R("a") "<w:del><w:r><w:delText>b</w:delText></w:r>"
                        "<w:r><w:t>c</w:t></w:r></w:del>"))}},
    {"deleted text outside of a deletion is not",
     "a\n",
     {DOCUMENT(P(R("a") "<w:r><w:delText>b</w:delText></w:r>"))}},
    {"moved text is where it is now",
     "b\n",
     {DOCUMENT(P("<w:moveFrom>" R("a") "</w:moveFrom>"
                                       "<w:moveTo>" R("b") "</w:moveTo>"))}},
    {"hidden text is not",
     "ac\n",
     {DOCUMENT(P(
         R("a") "<w:r><w:rPr><w:vanish/></w:rPr><w:t>b</w:t></w:r>" R("c")))}},
    {"hidden in so many words",
     "\n",
     {DOCUMENT(
         P("<w:r><w:rPr><w:vanish w:val='1'/></w:rPr><w:t>b</w:t></w:r>"))}},
    {"text that is not hidden is there",
     "abc\n",
     {DOCUMENT(
         P("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>a</w:t></w:r>"
           "<w:r><w:rPr><w:vanish w:val='false'/></w:rPr><w:t>b</w:t></w:r>"
           "<w:r><w:rPr><w:vanish w:val='off'/></w:rPr><w:t>c</w:t></w:r>"))}},
    {"text that was hidden before a change is there",
     "a\n",
     {DOCUMENT(P("<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr>"
                 "</w:rPrChange></w:rPr><w:t>a</w:t></w:r>"))}},
    {"a hidden paragraph mark hides no text",
     "a\n",
     {DOCUMENT(P("<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>" R("a")))}},
    {"a field's instruction is not, its result is",
     "7\n",
     {DOCUMENT(P("<w:r><w:instrText>PAGE</w:instrText></w:r>" R("7")))}},
    {"a phonetic guide is not",
     "b\n",
     {DOCUMENT(P("<w:r><w:ruby><w:rt>" R("a") "</w:rt><w:rubyBase>" R(
         "b") "</w:rubyBase></w:ruby></w:r>"))}},
    {"mathematics", "x\n", {DOCUMENT(P("<m:r><m:t>x</m:t></m:r>"))}},
    {"a text box breaks the line that holds it",
     "a\nbox\nb\n",
     {DOCUMENT(P(R("a") "<w:r>" P(R("box")) "</w:r>" R("b")))}},
    {"of alternatives the first choice",
     "a\nbox\n\n",
     {DOCUMENT(P(
         R("a") "<w:r><mc:AlternateContent>"
                "<mc:Choice Requires='wps'>" P(R(
                    "box")) "</mc:Choice>"
                            "<mc:Choice Requires='w99'>" P(R(
                                "other")) "</mc:Choice>"
                                          "<mc:Fallback>" P(R(
                                              "box")) "</mc:Fallback>"
                                                      "</mc:AlternateContent></"
                                                      "w:r>"))}},
    {"without a choice, the fallback",
     "\nbox\n\n",
     {DOCUMENT(P("<w:r><mc:AlternateContent><mc:Fallback>" P(
         R("box")) "</mc:Fallback></mc:AlternateContent></w:r>"))}},
    {"alternatives in alternatives",
     "ad\n",
     {DOCUMENT(
         P("<mc:AlternateContent><mc:Choice><mc:AlternateContent>"
           "<mc:Choice>" R("a") "</mc:Choice><mc:Fallback>" R(
               "b") "</mc:Fallback></mc:AlternateContent></mc:Choice>"
                    "<mc:Fallback>" R(
                        "c") "</mc:Fallback></mc:AlternateContent>" R("d")))}},
    {"a fallback of nothing is an element like another",
     "ab\n",
     {DOCUMENT(P("<mc:Fallback>" R("a") "</mc:Fallback><mc:Fallback>" R(
         "b") "</mc:Fallback>"))}},
    {"another namespace is another element",
     "\n",
     {DOCUMENT("<w:p><w:r xmlns:w='urn:x'><w:t>a</w:t></w:r></w:p>")}},
    {"the strict namespaces are the same",
     "a\n",
     {{.name = "_rels/.rels",
       .text = RELS("<Relationship Id='a' Type='" ISO
                    "officeDocument/relationships/officeDocument'"
                    " Target='/word/document.xml'/>")},
      PART("word/document.xml",
           "<document xmlns='" ISO "wordprocessingml/main'><p><r><t>a</t></r>"
           "</p></document>")}},
    {"notes, headers and footers follow, in order of number",
     "body\nfoot\nend\nh2\nh10\nf1\n",
     {PART("word/footer1.xml", STORY("ftr", "f1")),
      PART("word/header10.xml", STORY("hdr", "h10")),
      PART("word/header2.xml", STORY("hdr", "h2")),
      PART("word/endnotes.xml", STORY("endnotes", "end")),
      PART("word/footnotes.xml", STORY("footnotes", "foot")),
      PART("word/comments.xml", STORY("comments", "comment")),
      PART("word/_rels/document.xml.rels",
           RELS(REL("r9", "footer", "footer1.xml") REL("r1", "header",
                                                       "header10.xml")
                    REL("r5", "header", "/word/header2.xml") REL(
                        "r3", "endnotes",
                        "./endnotes.xml") REL("r2", "comments", "comments.xml")
                        REL("r4", "footnotes", "../word/x/../footnotes.xml"))),
      DOCUMENT(P(R("body")))}},
    {"a header that nothing names is not",
     "body\n",
     {PART("word/header1.xml", STORY("hdr", "h")), DOCUMENT(P(R("body")))}},
    {"a part that is named twice is read once",
     "body\nh\n",
     {PART("word/header1.xml", STORY("hdr", "h")),
      PART("word/_rels/document.xml.rels",
           RELS(REL("r1", "header", "header1.xml")
                    REL("r2", "header", "Header1.xml"))),
      DOCUMENT(P(R("body")))}},
    {"a link to elsewhere is not followed",
     "body\n",
     {PART(
          "word/_rels/document.xml.rels",
          RELS("<Relationship Id='r1' Type='" ECMA
               "officeDocument/2006/relationships/header' TargetMode='External'"
               " Target='http://example.org/header1.xml'/>")),
      DOCUMENT(P(R("body")))}},
    {"a header that is not there",
     "body\n!!bad-xml",
     {PART("word/_rels/document.xml.rels",
           RELS(REL("r1", "header", "header1.xml"))),
      DOCUMENT(P(R("body")))}},
    {"two relationships of one id",
     "body\n!!bad-xml",
     {PART("word/header1.xml", STORY("hdr", "h")),
      PART("word/_rels/document.xml.rels",
           RELS(REL("r1", "header", "header1.xml")
                    REL("r1", "footer", "header1.xml"))),
      DOCUMENT(P(R("body")))}},
    {"a relationship without a target",
     "body\n!!bad-xml",
     {PART("word/_rels/document.xml.rels",
           RELS("<Relationship Id='r1' Type='x'/>")),
      DOCUMENT(P(R("body")))}},
};

#define SHOW(ids)                                               \
    MAIN("ppt/presentation.xml"),                               \
        PART("ppt/presentation.xml",                            \
             "<p:presentation" NAMES "><p:sldIdLst>" ids        \
             "</p:sldIdLst><p:x><a:p><a:t>no</a:t></a:p></p:x>" \
             "</p:presentation>")
#define ID(id) "<p:sldId id='256' r:id='" id "'/>"
#define SLIDE(name, text)                                                   \
    PART("ppt/slides/" name, "<p:sld" NAMES "><p:cSld><a:p><a:r><a:t>" text \
                             "</a:t></a:r></a:p></p:cSld></p:sld>")
#define SLIDES                                            \
    PART("ppt/_rels/presentation.xml.rels",               \
         RELS(REL("r1", "slide", "slides/slide1.xml")     \
                  REL("r2", "slide", "slides/slide2.xml") \
                      REL("r3", "notesMaster", "slides/slide3.xml")))

static const struct office_row shows[] = {
    {"slides come in the order of the presentation",
     "#two\n#one\n",
     {SLIDE("slide1.xml", "one"), SLIDE("slide2.xml", "two"), SLIDES,
      SHOW(ID("r2") ID("r1"))}},
    {"a slide that is not in it is not",
     "#two\n",
     {SLIDE("slide1.xml", "one"), SLIDE("slide2.xml", "two"), SLIDES,
      SHOW(ID("r2"))}},
    {"a presentation without slides", "", {SLIDES, SHOW("")}},
    {"breaks and cells of a slide",
     "#a\nb\n\t\n",
     {PART("ppt/slides/slide1.xml",
           "<p:sld" NAMES "><a:tbl><a:tr><a:tc><a:p>"
           "<a:r><a:t>a</a:t></a:r><a:br/><a:r><a:t>b</a:t></a:r></a:p></a:tc>"
           "</a:tr></a:tbl></p:sld>"),
      SLIDES, SHOW(ID("r1"))}},
    {"what is listed but no slide is passed over",
     "#one\n",
     {SLIDE("slide1.xml", "one"), SLIDE("slide3.xml", "three"), SLIDES,
      SHOW(ID("r3") ID("r1"))}},
    {"a slide without a relationship", "!!bad-xml", {SLIDES, SHOW(ID("r7"))}},
    {"a slide without an id", "!!bad-xml", {SLIDES, SHOW("<p:sldId id='1'/>")}},
    {"a slide that is not there", "#!!bad-xml", {SLIDES, SHOW(ID("r1"))}},
};

static const struct office_row others[] = {
    {"no relationships", "!!bad-xml", {PART("word/document.xml", WORD(""))}},
    {"no main part", "!!bad-xml", {MAIN("word/document.xml")}},
    {"two main parts",
     "!!bad-xml",
     {{.name = "_rels/.rels",
       .text = RELS(REL("a", "officeDocument", "word/document.xml")
                        REL("b", "officeDocument", "word/document.xml"))},
      PART("word/document.xml", WORD(""))}},
    {"a drawing of another kind",
     "!!unsupported-method",
     {MAIN("visio/document.xml"),
      PART("visio/document.xml", "<VisioDocument xmlns='urn:v'/>")}},
    {"a document within an element that is none",
     "!!unsupported-method",
     {MAIN("d.xml"), PART("d.xml", "<x>" WORD(P(R("a"))) "</x>")}},
    {"a binary workbook",
     "!!unsupported-method",
     {MAIN("xl/workbook.bin"), PART("xl/workbook.bin", "\1\2")}},
    {"names differ by more than case",
     "a\n",
     {MAIN("Word/Document.XML"), PART("word/document.xml", WORD(P(R("a"))))}},
    {"two parts whose names differ by case",
     "!!zip-duplicate-name",
     {DOCUMENT(P(R("a"))), PART("WORD/document.xml", WORD(P(R("b"))))}},
    {"two parts of one name that nobody reads",
     "a\n",
     {DOCUMENT(P(R("a"))), PART("x.xml", "a"), PART("x.xml", "b")}},
};

int
main(void)
{
    office_rows(LP_KIND_OOXML, texts, COUNT(texts));
    office_rows(LP_KIND_OOXML, shows, COUNT(shows));
    office_rows(LP_KIND_OOXML, others, COUNT(others));
    return lp_test_failures != 0;
}
