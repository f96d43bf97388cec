#include "formats/text_sheet.h"

#include "tests/unit/office_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

#define NAMES                                  \
    " xmlns='" ECMA "spreadsheetml/2006/main'" \
    " xmlns:r='" ECMA "officeDocument/2006/relationships'"
#define PART(path, xml)               \
    {                                 \
        .name = (path), .text = (xml) \
    }
#define BOOK                                                                   \
    MAIN("xl/workbook.xml"),                                                   \
        PART("xl/_rels/workbook.xml.rels",                                     \
             RELS(REL("r1", "worksheet", "worksheets/sheet1.xml")              \
                      REL("r2", "worksheet", "worksheets/sheet2.xml")          \
                          REL("r3", "sharedStrings", "sharedStrings.xml") REL( \
                              "r4", "chartsheet", "chartsheets/sheet1.xml"))), \
        PART("xl/workbook.xml",                                                \
             "<workbook" NAMES "><sheets><sheet name='B' r:id='r2'/>"          \
             "<sheet name='C' r:id='r4'/><sheet name='A' r:id='r1'/>"          \
             "</sheets></workbook>")
#define SHEET(name, rows)       \
    PART("xl/worksheets/" name, \
         "<worksheet" NAMES "><sheetData>" rows "</sheetData></worksheet>")
#define STRINGS(items) \
    PART("xl/sharedStrings.xml", "<sst" NAMES ">" items "</sst>")
#define SI(text) "<si><t>" text "</t></si>"
#define EMPTY SHEET("sheet2.xml", "")
#define S(number) "<c t='s'><v>" number "</v></c>"
#define TWO STRINGS(SI("zero") SI("one"))

static const struct office_row rows[] = {
    {"sheets come in the order of the workbook",
     "#two\t\n#one\t\n",
     {BOOK, STRINGS(""),
      SHEET("sheet1.xml", "<row><c t='str'><v>one</v></c></row>"),
      SHEET("sheet2.xml", "<row><c t='str'><v>two</v></c></row>")}},
    {"cells end in tabs, rows in lines",
     "##1\t2\t\n3\t\n",
     {BOOK, EMPTY, STRINGS(""),
      SHEET("sheet1.xml", "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row>"
                          "<c s='4'/></row><row><c><v>3</v></c></row>")}},
    {"values are as stored",
     "##0.10000000000000001\t1\t#REF!\t2020-01-02\t45000\t\n",
     {BOOK, EMPTY, STRINGS(""),
      SHEET("sheet1.xml",
            "<row><c><v>0.10000000000000001</v></c><c t='b'><v>1</v></c>"
            "<c t='e'><v>#REF!</v></c><c t='d'><v>2020-01-02</v></c>"
            "<c t='n'><v>45000</v></c></row>")}},
    {"a formula is not, what it gave is",
     "##3\t\n",
     {BOOK, EMPTY, STRINGS(""),
      SHEET("sheet1.xml", "<row><c><f>1+2</f><v>3</v></c></row>")}},
    {"an inline string",
     "##ab\t\n",
     {BOOK, EMPTY, STRINGS(""),
      SHEET("sheet1.xml", "<row><c t='inlineStr'><is><r><t>a</t></r><r><t>b</t>"
                          "</r><rPh><t>no</t></rPh></is></c></row>")}},
    {"an inline string outside of a cell is none",
     "##",
     {BOOK, EMPTY, STRINGS(""),
      SHEET("sheet1.xml", "<row><is><t>a</t><r><t>b</t></r></is></row>")}},
    {"shared strings",
     "##one\tzero\tone\t\n",
     {BOOK, EMPTY, TWO,
      SHEET("sheet1.xml", "<row>" S("1") S("0") S(" 1\n") "</row>")}},
    {"a shared string of runs, without its phonetics",
     "##ab\t\n",
     {BOOK, EMPTY,
      STRINGS("<si><r><rPr/><t>a</t></r><r><t>b</t></r>"
              "<rPh sb='0' eb='1'><t>no</t></rPh></si>"),
      SHEET("sheet1.xml", "<row>" S("0") "</row>")}},
    {"a shared string of nothing is no text",
     "##b\t\n",
     {BOOK, EMPTY, STRINGS("<si/>" SI("b")),
      SHEET("sheet1.xml", "<row>" S("0") "</row><row>" S("1") "</row>")}},
    {"a string past the last",
     "##!!bad-xml",
     {BOOK, EMPTY, TWO, SHEET("sheet1.xml", "<row>" S("2") "</row>")}},
    {"a string of no number",
     "##!!bad-xml",
     {BOOK, EMPTY, TWO, SHEET("sheet1.xml", "<row>" S("") "</row>")}},
    {"a string of a number and more",
     "##!!bad-xml",
     {BOOK, EMPTY, TWO, SHEET("sheet1.xml", "<row>" S("1 1") "</row>")}},
    {"a string below the first",
     "##!!bad-xml",
     {BOOK, EMPTY, TWO, SHEET("sheet1.xml", "<row>" S("-1") "</row>")}},
    {"a number of a string that is too large for one",
     "##!!bad-xml",
     {BOOK, EMPTY, TWO,
      SHEET("sheet1.xml", "<row>" S("18446744073709551616") "</row>")}},
    {"a value outside of a cell is none",
     "##",
     {BOOK, EMPTY, TWO, SHEET("sheet1.xml", "<row><v>1</v></row>")}},
    {"a string without the strings",
     "##!!bad-xml",
     {MAIN("b.xml"),
      PART("_rels/b.xml.rels", RELS(REL("r1", "worksheet", "s1.xml")
                                        REL("r2", "worksheet", "s2.xml"))),
      PART("b.xml", "<workbook" NAMES "><sheets><sheet r:id='r1'/>"
                    "<sheet r:id='r2'/></sheets></workbook>"),
      PART("s1.xml", "<worksheet" NAMES "/>"),
      PART("s2.xml", "<worksheet" NAMES "><row>" S("0") "</row></worksheet>")}},
    {"a sheet that is not there",
     "#!!bad-xml",
     {BOOK, STRINGS(""), SHEET("sheet1.xml", "")}},
    {"strings that are not there",
     "!!bad-xml",
     {BOOK, EMPTY, SHEET("sheet1.xml", "")}},
};

int
main(void)
{
    office_rows(LP_KIND_OOXML, rows, COUNT(rows));
    return lp_test_failures != 0;
}
