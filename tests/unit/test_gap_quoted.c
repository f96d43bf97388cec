#include "bundle/gap_quoted.h"

#include "bundle/quoting.h"
#include "tests/unit/quote_box.h"
#include "tests/unit/test.h"

#define TEXTS 5

/* Texts: of message 1, 2, ... ; one that begins with '<' is HTML, and of the
 * message before. What is told: "message/count;" for each. */
static const struct {
    const char *label;
    const char *text[TEXTS];
    const char *want;
} rows[] = {
    {"nothing", {""}, ""},
    {"nothing is quoted", {A, B}, ""},
    {"what is quoted is there", {A, "Yes.\n" BY QA}, ""},
    {"it comes later", {BY QA, A}, ""},
    {"it is not there", {B, BY QA}, "2/1;"},
    {"quoted by two", {BY QA, "No.\n" BY QA}, "1/2;"},
    {"two are quoted", {BY QA, BY QB}, "1/1;2/1;"},
    {"twice by one", {BY QA "No.\n" BY QA}, "1/1;"},
    {"nobody is said to have written it", {QA}, ""},
    {"nor when", {"Carl wrote:\n" QA}, ""},
    {"nor is it a mail", {"In 1854 Carl wrote:\n" QA}, ""},
    {"an address does for a date", {"Carl <carl@x> wrote:\n" QA}, "1/1;"},
    {"text between", {BY "This:\n" QA}, ""},
    {"an empty line between", {BY "\n" QA}, "1/1;"},
    {"it stands in two lines",
     {"On 3 Mar 2014 at 10:00, Carl\n<carl@x> wrote:\n" QA},
     "1/1;"},
    {"in three", {"On 3 Mar 2014 at 10:00,\nCarl\n<c@x> wrote:\n" QA}, "1/1;"},
    {"in four", {"On 3 Mar 2014,\nlate,\nCarl A.\nB. wrote:\n" QA}, ""},
    {"in two paragraphs", {"3 Mar 2014, Carl\n\nwrote:\n" QA}, ""},
    {"other line breaks",
     {"The committee met on Tuesday and agreed that the figures for the third "
      "quarter are kept back until the audit of the harbour is over, since "
      "nobody could\nexplain the payment.",
      BY QA},
     ""},
    {"another end of lines", {A, "x\r\n\r\n" BY QA}, ""},
    {"a part of it", {A "\n" B "\n" C, BY QB}, ""},
    {"with something left out", {A "\n" B C, BY QA "> [...]\n" QC}, ""},
    {"with so much left out that nothing is proven",
     {BY "> " A1 "> [...]\n> " B1 "> (cut)\n> " C1 "> [...]\n"},
     ""},
    {"nothing left out", {BY "> " A1 "> " B1 "> " C1}, "1/1;"},
    {"too short", {BY "> " A1 "> " A3}, ""},
    {"cut in pieces that are too short",
     {BY "> " A1 "> " A3 "a\n> " A1 "> " A3 "b\n> " B1 "> " B3},
     ""},
    {"cut in pieces that are there", {A B, BY QA "So.\n" QB}, ""},
    {"cut in pieces that are not", {C, BY QA "So.\n" QB}, "2/1;"},
    {"of which the first is there", {A, BY QA "So.\n" QB}, ""},
    {"of which the second is", {B, BY QA ">\n" QB}, "2/1;"},
    {"of which the others are", {B C, BY QA ">\n" QB ">\n" QC}, ""},
    {"with a footer that is everywhere", {C, BY QA ">\n" QC}, "2/1;"},
    {"a footer alone, behind a signature", {BY "> Yes.\n> -- \n" QC}, ""},
    {"and without one", {BY "> Yes.\n" QC}, "1/1;"},
    {"deeper than what is there",
     {A, BY QA "> On 2 Mar 2014 at 9:00, Ann wrote:\n"
               "> > " B1 "> > " B2 "> > " B3},
     "2/1;"},
    {"deeper, and there",
     {A, B,
      BY QA "> On 2 Mar 2014 at 9:00, Ann wrote:\n"
            "> > " B1 "> > " B2 "> > " B3},
     ""},
    {"deeper, of nobody", {A, BY QA "> > " B1 "> > " B2 "> > " B3}, ""},
    {"what is quoted only is not said", {BY QA, BY QA, B}, "1/2;"},
    {"what is said beside a quotation is", {BY QA B, A, BY QB}, ""},
    {"behind fields", {"FYI\n\n" FIELDS "\n" A}, "1/1;"},
    {"behind fields, and there", {A, "FYI\n\n" FIELDS "\n" A}, ""},
    {"fields, quoted",
     {"> From: Carl <c@x>\n> Subject: draft\n> Date: 3 Mar 2014\n>\n" QA},
     "1/1;"},
    {"fields, without a subject",
     {"From: Carl\nSent: Monday\nTo: Ann\n\n" A},
     ""},
    {"fields, without a date", {"From: Carl\nSubject: draft\n\n" A}, ""},
    {"fields with text among them",
     {"From: Carl\nSent: Monday\nSubject: draft\n" A "\n" B},
     "1/1;"},
    {"of them, the text is said", {"From: Carl\nTo: Ann\n" A, BY QA}, ""},
    {"one behind the other",
     {FIELDS "\n" A "\nFrom: Ann\nSent: Sunday\nSubject: x\n\n" B},
     "1/1;1/1;"},
    {"an inner one is there",
     {B, FIELDS "\n" A "\nFrom: Ann\nSent: Sunday\nSubject: x\n\n" B},
     "2/1;"},
    {"the original is HTML", {"", "<" A, BY QA}, ""},
    {"HTML beside plain text that quotes", {BY QA, "<" A}, "1/1;"},
    {"HTML beside plain text that does not", {"", "<" A, B, BY QA}, ""},
    {"HTML that quotes is not looked at", {"", "<" BY QA}, ""},
    {"links are no letters",
     {A, BY "> " A1 "> <http://x.example/abcdefgh/ijklmnop/qrstu> " A2 "> " A3},
     ""},
};

static enum lp_code
tell(void *who, const struct lp_gap_unsaid *u, struct lp_err *err)
{
    (void)err;
    lp_buf_printf(who, "%u/%llu;", (unsigned)u->path,
                  (unsigned long long)u->count);
    return LP_OK;
}

static void
add(struct lp_gap_quoted *q, struct lp_quoting *quoting, const char *text,
    unsigned message, const char *label)
{
    struct lp_buf facts = {0};
    bool markup = text[0] == '<';

    CHECK(lp_quoting_begin(quoting, markup, NULL) == LP_OK, label);
    lp_quoting_text(quoting, lp_slice_str(text + (markup ? 1 : 0)));
    CHECK(lp_quoting_end(quoting, &facts, NULL) == LP_OK, label);
    CHECK(lp_gap_quoted_text(q, 1, message, lp_buf_slice(&facts), NULL) ==
              LP_OK,
          label);
    lp_buf_release(&facts);
}

static void
check_rows(struct lp_quoting *quoting)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *label = rows[i].label;
        struct lp_gap_quoted q = {.passed_over = 0};
        struct lp_buf got = {0};
        unsigned message = 0;

        for (size_t k = 0; k < TEXTS && rows[i].text[k] != NULL; k++) {
            if (rows[i].text[k][0] != '<') {
                CHECK(lp_gap_quoted_end(&q, 1, NULL) == LP_OK, label);
                message++;
            }
            add(&q, quoting, rows[i].text[k], message, label);
        }
        CHECK(lp_gap_quoted_tell(&q, tell, &got, NULL) == LP_OK, label);
        CHECK(lp_slice_is(lp_buf_slice(&got), rows[i].want), label);
        if (!lp_slice_is(lp_buf_slice(&got), rows[i].want)) {
            fprintf(stderr, "  %.*s\n", (int)got.len, (const char *)got.data);
        }
        lp_buf_release(&got);
        lp_gap_quoted_release(&q);
    }
}

/* A count that cannot be. */
static void
check_counts(struct lp_buf *facts)
{
    size_t quote = 9 + (size_t)lp_get_le32(facts->data + 5);
    size_t pieces = quote + 2 + lp_get_le16(facts->data + quote) + 4;
    const struct {
        const char *label;
        size_t at;
        uint8_t byte;
        bool last; /* nothing comes behind it */
    } wrong[] = {
        {"unknown flags", 0, 4, false},
        {"half a key", 5, facts->data[5] ^ 1, false},
        {"a long attribution", quote + 1, 2, false},
        {"no pieces", pieces, 0, true},
        {"too many pieces", pieces, LP_QUOTE_PIECES_MAX + 1, false},
        {"no keys", pieces + 1, 0, true},
        {"too many keys", pieces + 1, LP_QUOTE_KEYS_MAX + 1, false},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct lp_gap_quoted q = {.passed_over = 0};
        uint8_t was = facts->data[wrong[i].at];
        size_t n = wrong[i].last ? wrong[i].at + 1 : facts->len;

        facts->data[wrong[i].at] = wrong[i].byte;
        CHECK(lp_gap_quoted_text(&q, 1, 0, lp_buf_part(facts, 0, n), NULL) ==
                  LP_E_FORMAT,
              wrong[i].label);
        facts->data[wrong[i].at] = was;
        lp_gap_quoted_release(&q);
    }
}

/* Facts come from a process that has read what strangers wrote. */
static void
check_broken(struct lp_quoting *quoting)
{
    struct lp_buf facts = {0};

    CHECK(lp_quoting_begin(quoting, false, NULL) == LP_OK, "begin");
    lp_quoting_text(quoting, lp_slice_str(A "\n" BY QB));
    CHECK(lp_quoting_end(quoting, &facts, NULL) == LP_OK, "end");
    for (size_t n = 0; n <= facts.len; n++) {
        struct lp_gap_quoted q = {.passed_over = 0};
        size_t said = 9 + (size_t)lp_get_le32(facts.data + 5);
        bool whole = n == 0 || n == said || n == facts.len;

        CHECK((lp_gap_quoted_text(&q, 1, 0, lp_buf_part(&facts, 0, n), NULL) ==
               LP_OK) == whole,
              "cut");
        lp_gap_quoted_release(&q);
    }
    check_counts(&facts);
    lp_buf_release(&facts);
}

int
main(void)
{
    struct lp_quoting *quoting = NULL;

    CHECK(lp_quoting_new(&quoting, NULL) == LP_OK, "new");
    check_rows(quoting);
    check_broken(quoting);
    lp_quoting_free(quoting);
    lp_quoting_free(NULL);
    return lp_test_failures != 0;
}
