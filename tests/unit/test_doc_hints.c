#include "evidence/doc_hints.h"

#include <string.h>

#include "tests/unit/pdf_box.h"
#include "tests/unit/test.h"

#define DAY ((int64_t)86400)
#define NOON ((int64_t)1393848000) /* 2014-03-03T12:00:00Z */

static void
check_spellings(void)
{
    static const struct {
        const char *label;
        const char *text;
        bool pdf;
        int64_t at; /* 0: it is none */
    } cases[] = {
        {"UTC", "2014-03-03T12:00:00Z", false, NOON},
        {"east of it", "2014-03-03T13:30:00+01:30", false, NOON},
        {"west of it", "2014-03-03T04:00:00-08:00", false, NOON},
        {"no zone is UTC", "2014-03-03T12:00:00", false, NOON},
        {"no seconds", "2014-03-03T12:00Z", false, NOON},
        {"a fraction", "2014-03-03T12:00:00.123456789", false, NOON},
        {"a fraction and a zone", "2014-03-03T12:00:00.5Z", false, NOON},
        {"white space around", " \n2014-03-03T12:00:00Z\n", false, NOON},
        {"a day alone", "2014-03-03", false, 0},
        {"a blank for the T", "2014-03-03 12:00:00Z", false, 0},
        {"nothing", "", false, 0},
        {"a month too many", "2014-13-03T12:00:00Z", false, 0},
        {"PDF, UTC", "D:20140303120000Z", true, NOON},
        {"PDF, a zone", "D:20140303133000+01'30'", true, NOON},
        {"PDF, a zone without its last mark", "D:20140303133000+01'30", true,
         NOON},
        {"PDF, a zone of hours", "D:20140303130000+01", true, NOON},
        {"PDF, no zone is UTC", "D:20140303120000", true, NOON},
        {"PDF, no time of day", "D:20140303", true, 0},
        {"PDF, without its mark", "20140303120000Z", true, 0},
        {"PDF, letters", "D:2014o303120000Z", true, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_slice text = lp_slice_str(cases[i].text);
        int64_t at = 0;
        bool good =
            cases[i].pdf ? lp_pdf_date(text, &at) : lp_iso_date(text, &at);

        CHECK(good == (cases[i].at != 0), cases[i].label);
        CHECK(!good || at == cases[i].at, cases[i].label);
    }
}

static void
check_hints(void)
{
    static const struct {
        const char *label;
        struct lp_doc_dates d;
        int64_t stored;
        int64_t now;
        unsigned kinds; /* bits 1 << enum lp_hint_kind */
    } cases[] = {
        {"nothing is said", {0}, NOON, NOON, 0},
        {"all of it fits",
         {NOON, NOON + DAY, NOON, NOON + DAY},
         NOON + DAY,
         NOON + DAY,
         0},
        {"changed two days before it was made",
         {NOON, NOON - 2 * DAY, 0, 0},
         0,
         NOON,
         0},
        {"changed longer before it was made",
         {NOON, NOON - 2 * DAY - 1, 0, 0},
         0,
         NOON,
         1U << LP_HINT_METADATA_BACKWARDS},
        {"the same in its XMP",
         {0, 0, NOON, NOON - 3 * DAY},
         0,
         NOON,
         1U << LP_HINT_METADATA_BACKWARDS},
        {"made, and no word of changes", {NOON, 0, 0, 0}, 0, NOON, 0},
        {"made at two times",
         {NOON, 0, NOON - 3 * DAY, 0},
         0,
         NOON,
         1U << LP_HINT_METADATA_APART},
        {"changed at two times",
         {0, NOON, 0, NOON + 3 * DAY},
         0,
         NOON + 3 * DAY,
         1U << LP_HINT_METADATA_APART},
        {"made two days from now", {NOON + 2 * DAY, 0, 0, 0}, 0, NOON, 0},
        {"made later than that",
         {NOON + 2 * DAY + 1, 0, 0, 0},
         0,
         NOON,
         1U << LP_HINT_METADATA_AHEAD},
        {"stored before it was changed",
         {NOON, NOON + 9 * DAY, 0, 0},
         NOON,
         NOON + 9 * DAY,
         1U << LP_HINT_METADATA_LATER},
        {"stored after it was changed",
         {NOON, NOON + 9 * DAY, 0, 0},
         NOON + 10 * DAY,
         NOON + 11 * DAY,
         0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_hints h = {0};
        unsigned kinds = 0;

        lp_doc_hints(&h, &cases[i].d, cases[i].stored, cases[i].now);
        for (size_t k = 0; k < h.n; k++) {
            kinds |= 1U << h.of[k].kind;
            CHECK(strstr(h.of[k].text, "2014-") != NULL, cases[i].label);
        }
        CHECK(kinds == cases[i].kinds, cases[i].label);
    }
}

/* A PDF whose tables are missing: its objects are found all the same. */
#define PDF                                                                \
    "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>\n"    \
    "endobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n3 0 obj\n"   \
    "<</CreationDate(D:20140303120000Z)/ModDate 5 0 R>>\nendobj\n5 0 obj"  \
    "\n(D:20140303130000+01'00')\nendobj\n4 0 obj\n<</Length 150>>\n"      \
    "stream\n<x:xmpmeta><rdf xmp:CreateDate=\"2014-03-03T12:00:00Z\">"     \
    "<xmp:ModifyDate>2014-03-04T12:00:00Z</xmp:ModifyDate></rdf>"          \
    "</x:xmpmeta>                                           \nendstream\n" \
    "endobj\ntrailer\n<</Root 1 0 R/Info 3 0 R/Size 6>>\n%%EOF\n"

static void
check_pdf(void)
{
    struct pdf_bytes b = pdf_bytes(lp_slice_str(PDF));
    struct lp_doc_dates d;
    struct lp_err err = {0};

    CHECK(lp_doc_dates(&d, &b.base, LP_KIND_PDF, &lp_limits_default, &err) ==
              LP_OK,
          "a PDF");
    CHECK(d.created == NOON && d.modified == NOON, "its dictionary");
    CHECK(d.again_created == NOON && d.again_modified == NOON + DAY, "its XMP");
    b = pdf_bytes(lp_slice_str("no PDF at all"));
    CHECK(lp_doc_dates(&d, &b.base, LP_KIND_PDF, &lp_limits_default, &err) ==
                  LP_OK &&
              d.created == 0,
          "no PDF says nothing");
}

int
main(void)
{
    check_spellings();
    check_hints();
    check_pdf();
    return lp_test_failures != 0;
}
