#include "formats/text_odf.h"

#include "tests/unit/office_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

#define NAMES                                         \
    " xmlns:office='" OASIS "office:1.0'"             \
    " xmlns:text='" OASIS "text:1.0'"                 \
    " xmlns:table='" OASIS "table:1.0'"               \
    " xmlns:draw='" OASIS "drawing:1.0'"              \
    " xmlns:style='" OASIS "style:1.0'"               \
    " xmlns:presentation='" OASIS "presentation:1.0'" \
    " xmlns:svg='" OASIS "svg-compatible:1.0'"
#define PART(path, xml)               \
    {                                 \
        .name = (path), .text = (xml) \
    }
#define CONTENT(kind, body)                                              \
    PART("content.xml",                                                  \
         "<office:document-content" NAMES                                \
         "><office:automatic-styles><text:p>no</text:p>"                 \
         "</office:automatic-styles><office:body><office:" kind ">" body \
         "</office:" kind "></office:body></office:document-content>")
#define STYLES(margins)                                              \
    PART("styles.xml",                                               \
         "<office:document-styles" NAMES "><office:styles>"          \
         "<text:p>no</text:p></office:styles><office:master-styles>" \
         "<style:master-page>" margins "</style:master-page>"        \
         "</office:master-styles></office:document-styles>")
#define P(text) "<text:p>" text "</text:p>"

static const struct office_row rows[] = {
    {"a paragraph is a line, and so is a heading",
     "Head\none two\n",
     {CONTENT("text",
              "\n <text:h>Head</text:h>" P("one<text:span> two</text:span>"))}},
    {"a text without any", "", {CONTENT("text", "")}},
    {"spaces, tabs and breaks",
     "a  b\tc\nd e\n",
     {CONTENT("text", P("a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>"
                        "d<text:s/>e"))}},
    {"spaces without end have one",
     "a                                                  "
     "                                                  b\n",
     {CONTENT("text", P("a<text:s text:c='4000000000'/>b"))}},
    {"a count that is none is one",
     "a b\n",
     {CONTENT("text", P("a<text:s text:c='x'/>b"))}},
    {"a count that is none at its end is one",
     "a b\n",
     {CONTENT("text", P("a<text:s text:c='1000x'/>b"))}},
    {"an empty count is one",
     "a b\n",
     {CONTENT("text", P("a<text:s text:c=''/>b"))}},
    {"a count of nothing",
     "ab\n",
     {CONTENT("text", P("a<text:s text:c='0'/>b"))}},
    {"fields and links",
     "at 7 home\n",
     {CONTENT("text", P("at <text:page-number>7</text:page-number> "
                        "<text:a>home</text:a>"))}},
    {"a note stands where it is, without its number",
     "a\nnote\nb\n",
     {CONTENT("text", P("a<text:note><text:note-citation>1</text:note-citation>"
                        "<text:note-body>" P(
                            "note") "</text:note-body></text:note>b"))}},
    {"what was deleted is not",
     "a\n",
     {CONTENT(
         "text",
         "<text:tracked-changes><text:changed-region>"
         "<text:deletion>" P(
             "b") "</text:deletion>"
                  "</text:changed-region></text:tracked-changes>" P("a"))}},
    {"an annotation is not",
     "ab\n",
     {CONTENT("text",
              P("a<office:annotation>" P("no") "</office:annotation>b"))}},
    {"hidden text is not",
     "ab\n",
     {CONTENT("text", P("a<text:hidden-text>no</text:hidden-text>b"))}},
    {"a hidden section is not",
     "a\n",
     {CONTENT("text", P("a") "<text:section text:display='none'>" P(
                          "no") "</text:section>")}},
    {"a section that may be hidden is",
     "a\nb\n",
     {CONTENT("text", P("a") "<text:section text:display='condition'>" P(
                          "b") "</text:section>")}},
    {"a script is not",
     "ab\n",
     {CONTENT("text", P("a<text:script>no</text:script>b"))}},
    {"a phonetic guide is not",
     "a\n",
     {CONTENT("text", P("<text:ruby><text:ruby-base>a</text:ruby-base>"
                        "<text:ruby-text>b</text:ruby-text></text:ruby>"))}},
    {"a text box breaks the line that holds it",
     "a\nbox\nb\n",
     {CONTENT("text", P("a<draw:frame><draw:text-box>" P(
                          "box") "</draw:text-box><svg:title>no</svg:title>"
                                 "<office:binary-data>bm8=</office:binary-data>"
                                 "</draw:frame>b"))}},
    {"text outside of a paragraph is none",
     "a\n",
     {CONTENT("text", "<text:list>no" P("a") "</text:list>")}},
    {"headers and footers of a text follow",
     "a\nhead\nleft\nfoot\n",
     {STYLES("<style:header>" P("head") "</style:header><style:header-left>" P(
          "left") "</style:header-left><style:footer>" P("foot") "</"
                                                                 "style:"
                                                                 "footer>"),
      CONTENT("text", P("a"))}},
    {"a footer that is switched off is not",
     "a\n",
     {STYLES("<style:footer style:display='false'>" P("no") "</style:footer>"),
      CONTENT("text", P("a"))}},
    {"a spreadsheet has none of them",
     "#a\n\t\n",
     {STYLES("<style:header>" P("no") "</style:header>"),
      CONTENT("spreadsheet",
              "<table:table><table:table-row><table:table-cell>" P(
                  "a") "</table:table-cell></table:table-row></table:table>")}},
    {"each sheet is a page, a table in a cell is none",
     "#a\n\tb\n\t\n#",
     {CONTENT("spreadsheet",
              "<table:table><table:table-row><table:table-cell>" P(
                  "a") "</"
                       "table:table-cell><table:table-cell><table:"
                       "table/>" P("b") "</table:table-cell></"
                                        "table:table-row></"
                                        "table:table>"
                                        "<table:table/>")}},
    {"a cell that is repeated is said once",
     "#a\n\t\n",
     {CONTENT("spreadsheet",
              "<table:table><table:table-row table:number-rows-repeated='9'>"
              "<table:table-cell table:number-columns-repeated='9'>" P(
                  "a") "</table:table-cell></table:table-row></table:table>")}},
    {"each slide is a page, without its notes",
     "#one\n#two\n",
     {CONTENT("presentation", "<draw:page><draw:frame>" P(
                                  "one") "</draw:frame>"
                                         "<presentation:notes>" P(
                                             "no") "</presentation:notes>"
                                                   "</draw:page><draw:page>" P(
                                                       "two") "</draw:page>")}},
    {"other prefixes are the same",
     "a\n",
     {PART("content.xml",
           "<document-content xmlns='" OASIS "office:1.0'><body><text>"
           "<t:p xmlns:t='" OASIS "text:1.0'>a</t:p></text></body>"
           "</document-content>")}},
    {"no content", "!!bad-xml", {STYLES("")}},
    {"names differ by case", "!!bad-xml", {PART("Content.xml", "<a/>")}},
    {"content twice",
     "!!zip-duplicate-name",
     {CONTENT("text", P("a")), CONTENT("text", P("b"))}},
    {"another name for what is not read",
     "a\n",
     {CONTENT("text", P("a")), PART("Content.xml", "<a/>")}},
};

int
main(void)
{
    office_rows(LP_KIND_ODF, rows, COUNT(rows));
    return lp_test_failures != 0;
}
