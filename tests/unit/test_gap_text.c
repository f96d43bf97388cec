#include "bundle/gap_text.h"

#include "base/buf.h"
#include "tests/unit/test.h"

/* "!" for one that was removed, with its name; else the names of files. */
static const struct {
    const char *label;
    const char *line;
    const char *want;
} rows[] = {
    {"nothing", "", ""},
    {"a sentence", "I send you the report.", ""},
    {"removed", "[attachment removed]", "!|"},
    {"removed, in other letters", "  [Attachment Removed] \r", "!|"},
    {"quoted", "> [attachment removed]", ""},
    {"with more", "see [attachment removed]", ""},
    {"a list's", "A non-text attachment was scrubbed...", "!|"},
    {"removed by name", "[The attachment a b.pdf has been manually removed]",
     "!a b.pdf|"},
    {"deleted by somebody", "[attachment \"a b.doc\" deleted by Ann/Desk]",
     "!a b.doc|"},
    {"deleted by somebody, cut", "[attachment \"a b.doc\" deleted by Ann", ""},
    {"deleted, without a name", "[attachment \"\" deleted by Ann]", ""},
    {"removed without a name", "[The attachment  has been manually removed]",
     ""},
    {"a marked name", "<<report.pdf>>", "report.pdf|"},
    {"two marked names", "see << a b.doc >> and <<c.xls>>.", "a b.doc|c.xls|"},
    {"a mark without an end", "<<report.pdf", ""},
    {"a shift", "x = 1<<3.5>>2;", ""},
    {"an empty mark", "<<>>", ""},
    {"no ending", "<<report>>", ""},
    {"an ending that is too long", "<<report.abcdef>>", ""},
    {"marks in marks", "<<a.b <<c.pdf>>", ""},
    {"three marks", "<<<c.pdf>>>", ""},
    {"a label", "Attachment: x.pdf", "x.pdf|"},
    {"a label for two", "ATTACHMENTS: x y.pdf, z.doc;", "x y.pdf|z.doc|"},
    {"a label for nothing", "Attachments: none", ""},
    {"a label within", "The attachment: x.pdf", ""},
    {"a label in a quote", "> Attachment: x.pdf", ""},
    {"a price", "Attached: 3.50", ""},
    {"a name of an ending only", "Attached: .pdf", ""},
    {"an ending of digits and letters", "Attached: x.mp3", "x.mp3|"},
};

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_gap_line l;
        struct lp_slice name;
        struct lp_buf got = {0};

        if (lp_gap_line_read(&l, lp_slice_str(rows[i].line))) {
            if (l.removed) {
                lp_buf_byte(&got, '!');
                lp_buf_put(&got, l.named);
                lp_buf_byte(&got, '|');
            }
            while (lp_gap_line_name(&l, &name)) {
                lp_buf_put(&got, name);
                lp_buf_byte(&got, '|');
            }
        }
        CHECK(lp_slice_is(lp_buf_slice(&got), rows[i].want), rows[i].label);
        if (!lp_slice_is(lp_buf_slice(&got), rows[i].want)) {
            fprintf(stderr, "  %.*s\n", (int)got.len, (const char *)got.data);
        }
        lp_buf_release(&got);
    }
    return lp_test_failures != 0;
}
