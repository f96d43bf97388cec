#include "formats/pdf_file.h"

#include "tests/unit/pdf_box.h"

#define CATALOG "<</Type/Catalog/Pages 2 0 R>>"
#define ROOT "/Root 1 0 R"

/* NULL if the document cannot be opened. */
static struct lp_pdf *
open_pdf(struct pdf_bytes *b, struct lp_slice all)
{
    struct lp_pdf *pdf = NULL;
    struct lp_err err = {0};

    *b = pdf_bytes(all);
    return lp_pdf_open(&pdf, &b->base, &lp_limits_default, &err) == LP_OK
               ? pdf
               : NULL;
}

/* Whether object `num gen` is there and reads `want`; NULL: it is not. */
static void
check_object(struct lp_pdf *pdf, size_t revision, uint32_t num, uint32_t gen,
             const char *want, const char *label)
{
    struct lp_pdf_object o = {0};
    struct lp_err err = {0};

    CHECK(lp_pdf_object(pdf, revision, num, gen, &o, &err) == LP_OK, label);
    CHECK(want == NULL ? o.value.kind == LP_PDF_NONE
                       : lp_slice_is(o.value.raw, want),
          label);
    lp_pdf_object_release(&o);
}

static struct pdf_made
begin(void)
{
    struct pdf_made m = {0};

    lp_buf_str(&m.out, "%PDF-1.7\n");
    pdf_object(&m, 1, CATALOG);
    return m;
}

/* Three saves: the second changes 3 and adds 5, the third takes 4 away. */
static void
check_revisions(void)
{
    struct pdf_made m = begin();
    struct pdf_bytes b;
    uint64_t ends[3];
    uint64_t tables[3];
    struct lp_pdf *pdf;

    pdf_object(&m, 3, "(one)");
    pdf_object(&m, 4, "(four)");
    tables[0] = pdf_end(&m, ROOT);
    ends[0] = m.out.len;
    pdf_object(&m, 3, "(two)");
    pdf_object(&m, 5, "(five)");
    tables[1] = pdf_end(&m, ROOT "/Second true");
    ends[1] = m.out.len;
    tables[2] = m.out.len;
    lp_buf_printf(&m.out,
                  "xref\n4 1\n0000000000 00001 f\r\ntrailer <<" ROOT
                  "/Prev %llu>> startxref %llu %%%%EOF\r\n",
                  (unsigned long long)m.prev, (unsigned long long)tables[2]);
    ends[2] = m.out.len;
    lp_buf_str(&m.out, "\n% what was appended\n");

    pdf = open_pdf(&b, lp_buf_slice(&m.out));
    CHECK(pdf != NULL && lp_pdf_revisions(pdf) == 3, "three revisions");
    for (size_t i = 0; pdf != NULL && i < 3; i++) {
        const struct lp_pdf_revision *r = lp_pdf_revision(pdf, i);

        CHECK(r->end == ends[i], "each ends behind its %%EOF and line");
        CHECK(r->at == tables[i] && !r->stream, "and has its table");
    }
    if (pdf != NULL) {
        struct lp_pdf_value v =
            lp_pdf_get(&lp_pdf_revision(pdf, 1)->trailer.value, "Second");

        CHECK(v.kind == LP_PDF_BOOL, "and its own trailer");
        CHECK(!lp_pdf_rebuilt(pdf), "nothing was broken");
        check_object(pdf, 0, 3, 0, "(one)", "as it was first");
        check_object(pdf, 1, 3, 0, "(two)", "as it was changed");
        check_object(pdf, 2, 3, 0, "(two)", "as it was left");
        check_object(pdf, 0, 5, 0, NULL, "not added yet");
        check_object(pdf, 1, 5, 0, "(five)", "added");
        check_object(pdf, 1, 4, 0, "(four)", "still there");
        check_object(pdf, 2, 4, 0, NULL, "taken away");
        check_object(pdf, 2, 3, 1, NULL, "another generation");
        check_object(pdf, 3, 3, 0, NULL, "no such revision");
        CHECK(lp_pdf_table(pdf)->n == 6, "six entries");
        CHECK(lp_pdf_table_revision(
                  lp_pdf_table(pdf),
                  lp_pdf_table_find(lp_pdf_table(pdf), 2, 5)) == 1,
              "an entry says who made it");
        CHECK(!lp_pdf_damaged(pdf), "nothing was missed");
    }
    lp_pdf_free(pdf);

    /* Cut at its first end it is a document of one revision. */
    pdf = open_pdf(&b, lp_slice_head(lp_buf_slice(&m.out), ends[0]));
    CHECK(pdf != NULL && lp_pdf_revisions(pdf) == 1 && !lp_pdf_rebuilt(pdf),
          "the first revision stands alone");
    lp_pdf_free(pdf);
    lp_buf_release(&m.out);
}

#define PACKED "7 0 8 7 (seven)(eight)"

/* Object 6 is an object stream of 7 and 8; the table beside it is `extra`. */
static void
add_packed(struct pdf_made *m)
{
    pdf_stream(m, 6, "/Type/ObjStm/N 2/First 8", PACKED);
}

/* A cross-reference stream in hexadecimal digits that says where 6 is, and
 * that 7, 8 and 9 lie in it. */
static uint64_t
add_xref_stream(struct pdf_made *m, unsigned num, uint64_t six,
                const char *more)
{
    char rows[256];
    char dict[256];
    uint64_t at = m->out.len;

    (void)snprintf(rows, sizeof rows, "01%04x00 02000600 02000601 02000602>",
                   (unsigned)six);
    (void)snprintf(dict, sizeof dict,
                   "/Type/XRef/Size 20/W[1 2 1]/Index[6 4]%s"
                   "/Filter/ASCIIHexDecode",
                   more);
    pdf_stream(m, num, dict, rows);
    m->at[num] = 0;
    return at;
}

/* Object 6 is a stream, and a stream of references beside the table says what
 * lies in it. The table says that they are free, as it should (7.5.8.4). */
static struct pdf_made
hybrid(const char *dict, const char *data)
{
    struct pdf_made m = begin();
    uint64_t six;
    uint64_t at;

    pdf_stream(&m, 6, dict, data);
    six = m.at[6];
    at = add_xref_stream(&m, 10, six, "");
    lp_buf_printf(&m.out,
                  "xref 1 1 %u 0 n 6 4 0 0 f 0 0 f 0 0 f 0 0 f trailer "
                  "<<" ROOT "/XRefStm %u>> startxref %zu %%%%EOF\n",
                  (unsigned)m.at[1], (unsigned)at, m.out.len);
    return m;
}

/* A table, and a stream beside it (7.5.8.4). */
static void
check_hybrid(void)
{
    struct pdf_made m = hybrid("/Type/ObjStm/N 2/First 8", PACKED);
    struct pdf_bytes b;
    struct lp_pdf *pdf = open_pdf(&b, lp_buf_slice(&m.out));
    CHECK(pdf != NULL && lp_pdf_revisions(pdf) == 1 && !lp_pdf_rebuilt(pdf),
          "table and stream are one revision");
    if (pdf != NULL) {
        CHECK(lp_pdf_revision(pdf, 0)->end == m.out.len, "with one end");
        check_object(pdf, 0, 1, 0, CATALOG, "in the table");
        check_object(pdf, 0, 7, 0, "(seven)", "free in the table alone");
        check_object(pdf, 0, 8, 0, "(eight)", "in the stream");
        CHECK(!lp_pdf_damaged(pdf), "nothing was missed");
        check_object(pdf, 0, 9, 0, NULL, "not in the object stream");
        CHECK(lp_pdf_damaged(pdf), "which is said");
    }
    lp_pdf_free(pdf);
    lp_buf_release(&m.out);

    m = begin();
    pdf_end(&m, ROOT "/XRefStm 9");
    pdf = open_pdf(&b, lp_buf_slice(&m.out));
    CHECK(pdf != NULL && lp_pdf_rebuilt(pdf), "no stream stands there");
    lp_pdf_free(pdf);
    lp_buf_release(&m.out);
}

/* A stream alone, and an update whose stream names it as /Prev. */
static void
check_streams(void)
{
    struct pdf_made m = begin();
    struct pdf_bytes b;
    struct lp_pdf *pdf;
    char more[64];
    uint64_t first;
    uint64_t end;
    uint64_t second;
    uint64_t six;

    pdf_end(&m, ROOT);
    add_packed(&m);
    six = m.at[6];
    first = m.prev;
    (void)snprintf(more, sizeof more, ROOT "/Prev %u", (unsigned)first);
    second = add_xref_stream(&m, 10, six, more);
    lp_buf_printf(&m.out, "startxref\n%u\n%%%%EOF", (unsigned)second);
    end = m.out.len;
    pdf = open_pdf(&b, lp_buf_slice(&m.out));
    CHECK(pdf != NULL && lp_pdf_revisions(pdf) == 2, "two revisions");
    if (pdf != NULL) {
        CHECK(lp_pdf_revision(pdf, 1)->stream &&
                  lp_pdf_revision(pdf, 1)->end == end &&
                  lp_pdf_revision(pdf, 1)->at == second,
              "a stream with its end, without an end of line");
        check_object(pdf, 1, 7, 0, "(seven)", "packed");
        check_object(pdf, 0, 7, 0, NULL, "not there before");
    }
    lp_pdf_free(pdf);
    lp_buf_release(&m.out);
}

#define BLANKS "                                                  "

/* Where an object stream lies in itself, or is none. */
static void
check_bad_packs(void)
{
    static const struct {
        const char *label;
        const char *dict;
        const char *data;
        const char *seven;
        uint64_t again; /* what it costs to ask once more, at least */
    } rows[] = {
        {"an object stream", "/Type/ObjStm/N 2/First 8", PACKED, "(seven)", 1},
        {"a stream of another type", "/Type/ObjStn/N 2/First 8", PACKED, NULL,
         1},
        {"fewer objects than are asked for", "/Type/ObjStm/N 0/First 8", PACKED,
         NULL, 0},
        {"more objects than it has", "/Type/ObjStm/N 2000000000/First 8",
         PACKED, "(seven)", 1},
        {"objects behind its end", "/Type/ObjStm/N 2/First 2000000000", PACKED,
         NULL, 1},
        {"a picture", "/Type/ObjStm/N 2/First 8/Filter/DCTDecode", PACKED, NULL,
         1},
        {"a filter that lies in itself",
         "/Type/ObjStm/N 2/First 8/Filter 7 0 R", PACKED, "(seven)", 1},
        {"an object without an end", "/Type/ObjStm/N 1/First 4",
         "7 0 [[[" BLANKS BLANKS, NULL, 100},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pdf_made m = hybrid(rows[i].dict, rows[i].data);
        struct pdf_bytes b;
        struct lp_pdf *pdf;
        uint64_t left;

        pdf = open_pdf(&b, lp_buf_slice(&m.out));
        CHECK(pdf != NULL, rows[i].label);
        if (pdf != NULL) {
            check_object(pdf, 0, 7, 0, rows[i].seven, rows[i].label);
            left = lp_pdf_work(pdf)->left;
            check_object(pdf, 0, 7, 0, rows[i].seven, rows[i].label);
            CHECK(left - lp_pdf_work(pdf)->left >= rows[i].again,
                  rows[i].label);
            CHECK(rows[i].seven != NULL || lp_pdf_damaged(pdf), rows[i].label);
        }
        lp_pdf_free(pdf);
        lp_buf_release(&m.out);
    }
}

/* /Prev that comes back, names itself, or nothing. */
static void
check_prev(void)
{
    static const struct {
        const char *label;
        int prev; /* what to take from the place of the table before */
        bool rebuilt;
        size_t revisions;
    } rows[] = {
        {"the table before", 0, false, 2},
        {"a blank before it", 1, false, 2},
        {"inside of it", -1, true, 1},
        {"far behind the end", -1000000, true, 1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pdf_made m = begin();
        struct pdf_bytes b;
        struct lp_pdf *pdf;

        pdf_end(&m, ROOT);
        m.prev = (uint64_t)((int64_t)m.prev - rows[i].prev);
        pdf_object(&m, 3, "(new)");
        pdf_end(&m, ROOT);
        pdf = open_pdf(&b, lp_buf_slice(&m.out));
        CHECK(pdf != NULL, rows[i].label);
        if (pdf != NULL) {
            CHECK(lp_pdf_rebuilt(pdf) == rows[i].rebuilt, rows[i].label);
            CHECK(lp_pdf_revisions(pdf) == rows[i].revisions, rows[i].label);
            check_object(pdf, rows[i].revisions - 1, 3, 0, "(new)",
                         rows[i].label);
        }
        lp_pdf_free(pdf);
        lp_buf_release(&m.out);
    }
}

/* Two tables, each the one before the other. */
static void
check_prev_loop(void)
{
    struct pdf_made m = begin();
    struct pdf_bytes b;
    struct lp_pdf *pdf;
    char trailer[64];
    uint64_t at = 0;

    /* The second table stands as far behind the first in both passes. */
    for (unsigned pass = 0; pass < 2; pass++) {
        lp_buf_release(&m.out);
        m = begin();
        (void)snprintf(trailer, sizeof trailer, ROOT "/Prev %08u",
                       (unsigned)at);
        pdf_end(&m, trailer);
        at = pdf_end(&m, ROOT);
    }
    pdf = open_pdf(&b, lp_buf_slice(&m.out));
    CHECK(pdf != NULL && lp_pdf_rebuilt(pdf) && lp_pdf_revisions(pdf) == 1,
          "a circle of tables is no chain");
    lp_pdf_free(pdf);
    lp_buf_release(&m.out);
}

/* Tables that are not there: the objects are looked for. */
static void
check_rebuilt(void)
{
    static const char text[] =
        "%PDF-1.4\n1 0 obj " CATALOG " endobj 3 0 obj (old) endobj\n"
        "3 0 obj (new) endobj 4 0 object 5 obj (no) endobj x6 0 obj (six) "
        "endobj\n7 0obj(seven)endobj 8 99999 obj (no) endobj";
    struct pdf_bytes b;
    struct lp_pdf *pdf = open_pdf(&b, lp_slice_str(text));

    CHECK(pdf != NULL && lp_pdf_rebuilt(pdf) && lp_pdf_revisions(pdf) == 1,
          "objects without a table");
    if (pdf != NULL) {
        struct lp_pdf_value v =
            lp_pdf_get(&lp_pdf_revision(pdf, 0)->trailer.value, "Root");

        CHECK(v.kind == LP_PDF_REF && v.num == 1, "the catalog is the root");
        check_object(pdf, 0, 3, 0, "(new)", "of two the one further back");
        check_object(pdf, 0, 6, 0, "(six)", "glued to what was before");
        check_object(pdf, 0, 7, 0, NULL, "without the blank before obj");
        check_object(pdf, 0, 8, 0, NULL, "with a generation too large");
        CHECK(lp_pdf_revision(pdf, 0)->end == sizeof text - 1,
              "the revision is all of the file");
    }
    lp_pdf_free(pdf);
}

static const struct {
    const char *label;
    const char *text;
    enum lp_code rc;
    enum lp_rule rule;
} opened[] = {
    {"an object and a header", "%PDF-1.4 1 0 obj 1 endobj", LP_OK, 0},
    {"no object", "%PDF-1.4 1 0 ob 1 endobj", LP_E_FORMAT, 0},
    {"no header", "%PDG-1.4 1 0 obj 1 endobj", LP_E_FORMAT, 0},
    {"nothing", "", LP_E_FORMAT, 0},
    {"an encrypted document",
     "%PDF-1.4 1 0 obj 1 endobj trailer <</Root 1 0 R/Encrypt 2 0 R>>",
     LP_E_FORMAT, LP_RULE_ENC_PDF},
    {"null encrypts nothing",
     "%PDF-1.4 1 0 obj 1 endobj trailer <</Root 1 0 R/Encrypt null>>", LP_OK,
     0},
};

static void
check_opened(void)
{
    for (size_t i = 0; i < sizeof opened / sizeof opened[0]; i++) {
        struct pdf_bytes b = pdf_bytes(lp_slice_str(opened[i].text));
        struct lp_pdf *pdf = NULL;
        struct lp_err err = {0};

        CHECK(lp_pdf_open(&pdf, &b.base, &lp_limits_default, &err) ==
                  opened[i].rc,
              opened[i].label);
        CHECK(err.rule == opened[i].rule, opened[i].label);
        CHECK((pdf != NULL) == (opened[i].rc == LP_OK), opened[i].label);
        lp_pdf_free(pdf);
    }
}

/* References that stand for references: as many as may be, one more, and a
 * circle. */
static void
check_follow(void)
{
    static const struct {
        const char *label;
        unsigned from;
        enum lp_pdf_kind kind;
    } rows[] = {
        {"no reference at all", 0, LP_PDF_INT},
        {"64 references", 64, LP_PDF_INT},
        {"one more", 65, LP_PDF_NONE},
        {"a circle of two", 71, LP_PDF_NONE},
        {"what is not there", 99, LP_PDF_NONE},
    };
    struct lp_buf text = {0};
    struct pdf_bytes b;
    struct lp_pdf *pdf;

    /* Object n stands for n - 1; object 1 is 17; 71 and 72 go round. */
    lp_buf_str(&text, "%PDF-1.4\n1 0 obj 17 endobj\n");
    for (unsigned i = 2; i <= 70; i++) {
        lp_buf_printf(&text, "%u 0 obj %u 0 R endobj\n", i, i - 1);
    }
    lp_buf_str(&text, "71 0 obj 72 0 R endobj 72 0 obj 71 0 R endobj");
    pdf = open_pdf(&b, lp_buf_slice(&text));
    CHECK(pdf != NULL, "a document of references");
    for (size_t i = 0; pdf != NULL && i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_pdf_value v = {.kind = LP_PDF_REF, .num = rows[i].from};
        struct lp_pdf_object hold = {0};
        struct lp_err err = {0};

        if (rows[i].from == 0) {
            v = (struct lp_pdf_value){.kind = LP_PDF_INT};
        }
        CHECK(lp_pdf_follow(pdf, 0, &v, &hold, &v, &err) == LP_OK &&
                  v.kind == rows[i].kind,
              rows[i].label);
        lp_pdf_object_release(&hold);
    }
    lp_pdf_free(pdf);
    lp_buf_release(&text);
}

/* One end of a stream that is not where its length says. */
static void
check_stream_size(void)
{
    static const struct {
        const char *label;
        const char *text;
        uint64_t length;
        uint64_t want;
    } rows[] = {
        {"the length that is said",
         "1 0 obj <<>> stream\nendstream x endstream", 12, 12},
        {"less than is there", "1 0 obj <<>> stream\nabcd\nendstream", 2, 4},
        {"more than is there", "1 0 obj <<>> stream\nabcd\r\nendstream", 2000,
         4},
        {"no length", "1 0 obj <<>> stream\r\nabcd\rendstream", UINT64_MAX, 4},
        {"no end at all", "1 0 obj <<>> stream\nabcd\n", UINT64_MAX, 5},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pdf_bytes b = pdf_bytes(lp_slice_str(rows[i].text));
        struct lp_pdf_work w = {.left = 1 << 20};
        struct lp_pdf_object o = {0};
        struct lp_err err = {0};
        uint64_t size = 0;

        CHECK(lp_pdf_object_at(&b.base, 0, &w, &o, &err) == LP_OK &&
                  o.stream_at > 0,
              rows[i].label);
        CHECK(lp_pdf_stream_size(&b.base, &o, rows[i].length, &w, &size,
                                 &err) == LP_OK &&
                  size == rows[i].want,
              rows[i].label);
        lp_pdf_object_release(&o);
    }
}

int
main(void)
{
    check_revisions();
    check_hybrid();
    check_streams();
    check_bad_packs();
    check_prev();
    check_prev_loop();
    check_rebuilt();
    check_opened();
    check_follow();
    check_stream_size();
    return lp_test_failures == 0 ? 0 : 1;
}
