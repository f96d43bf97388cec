#include "formats/bid.h"
#include "formats/read_emlx.h"
#include "formats/read_mbox.h"
#include "formats/read_mmdf.h"

#include "tests/unit/mail_box.h"

#define F "From a@b Thu Jan  1 00:00:00 1970"
#define M "\1\1\1\1\n"
#define H "From: a\n\n"
#define LIST "<?xml version=\"1.0\"?>\n<plist version=\"1.0\"></plist>\n"

static const struct {
    const char *label;
    const char *bytes;
    const char *want;
} mmdf[] = {
    {"one message", M H "x\n" M, "1M:" H "x\n|"},
    {"a blank line before the mark", M H "x\n\n" M, "1M:" H "x\n|"},
    {"two blank lines", M H "x\n\n\n" M, "1M:" H "x\n\n|"},
    {"two messages", M "x\n" M M "y\n" M, "1M:x\n|2M:y\n|"},
    {"a From line behind the mark", M F "\nx\n" M, "1M:x\n|"},
    {"From without a date", M "From a\nx\n" M, "1M:From a\nx\n|"},
    {"a From line further down", M "x\n\n" F "\n" M, "1M:x\n\n" F "\n|"},
    {"three in a row", M "x\n\1\1\1\n" M, "1M:x\n\1\1\1\n|"},
    {"five in a row", M "x\n\1\1\1\1\1\n" M, "1M:x\n\1\1\1\1\1\n|"},
    {"not at the line's start", M "x\1\1\1\1\ny\n" M, "1M:x\1\1\1\1\ny\n|"},
    {"CRLF", "\1\1\1\1\r\nx\r\n\r\n\1\1\1\1\r\n", "1M:x\r\n|"},
    {"no line's end at the end", M "x\n\1\1\1\1", "1M:x\n|"},
    {"an empty message", M M M "y\n" M, "1M:|2M:y\n|"},
    {"blank lines between", M "x\n" M "\n\n" M "y\n" M, "1M:x\n|2M:y\n|"},
    {"something between", M "x\n" M "y\n" M, "1M:x\n|2M:y\n| F0611@12"},
    {"not closed", M "x\n", "1M:x\n!F0101"},
};

static const struct {
    const char *label;
    const char *bytes;
    const char *want;
} emlx[] = {
    {"with its list", "11\n" H "x\n" LIST, "1M:" H "x\n|"},
    {"blanks behind the number", "11        \n" H "x\n" LIST, "1M:" H "x\n|"},
    {"CRLF behind the number", "11\r\n" H "x\n" LIST, "1M:" H "x\n|"},
    {"without a list", "11\n" H "x\n", "1M:" H "x\n|"},
    {"a number that is too small", "9\n" H "x\n" LIST, "1M:" H "| F0610@11"},
    {"a number that is too large", "99\n" H "x\n", "1M:" H "x\n!F0101"},
    {"something behind the list", "11\n" H "x\n" LIST "y",
     "1M:" H "x\n| F0610@14"},
    {"no list", "11\n" H "x\nbplist00", "1M:" H "x\n| F0610@14"},
};

/* Two From lines, of which the second is in the text if the first message has
 * the length that it states. */
#define TWO(n) F "\nContent-Length: " n "\n\none\n\n" F "\ntwo\n\n" F "\nend\n"
#define ONE "1M:Content-Length: "
#define REST "\n\none\n|2M:two\n|3M:end\n|"

static const struct {
    const char *label;
    const char *bytes;
    const char *want;
} lengths[] = {
    {"to the first From line", TWO("4"), ONE "4" REST},
    {"with the blank line", TWO("5"), ONE "5" REST},
    {"to the second From line", TWO("43"), ONE "43" REST " F0612@59"},
    {"... with the blank line", TWO("44"), ONE "44" REST " F0612@59"},
    {"... one byte less", TWO("42"), ONE "42" REST},
    {"... one byte more", TWO("45"), ONE "45" REST},
    {"to the end", TWO("82"), ONE "82" REST " F0612@59"},
    {"to a byte before the end", TWO("81"), ONE "81" REST},
    {"past the end", TWO("83"), ONE "83" REST},
    {"no number", TWO("43x"), ONE "43x" REST},
    {"a From line without a blank line, proven",
     F "\nContent-Length: 4\n\none\n" F "\ntwo\n",
     "1M:Content-Length: 4\n\none\n" F "\ntwo\n| F0612@57"},
    {"... and not proven", F "\nContent-Length: 3\n\none\n" F "\ntwo\n",
     "1M:Content-Length: 3\n\none\n" F "\ntwo\n|"},
    {"in the text it is no header",
     F "\nA: b\n\nContent-Length: 5\n\n" F "\ntwo\n\n" F "\nend\n",
     "1M:A: b\n\nContent-Length: 5\n|2M:two\n|3M:end\n|"},
};

static void
check_bids(void)
{
    static const struct {
        const char *label;
        const char *bytes;
        const char *want;
    } rows[] = {
        {"MMDF", M H, "mmdf"},
        {"MMDF with CRLF", "\1\1\1\1\r\nx", "mmdf"},
        {"three are none", "\1\1\1\n" H, ""},
        {"emlx", "11\n" H "x\n", "emlx"},
        {"no number", "\n" H "x\n", ""},
        {"a number and no message", "11\nsome text\n", ""},
        {"a number and more", "11 a\n" H, ""},
        {"sixteen digits", "1234567890123456\n" H, ""},
        {"mbox", F "\n" H, "mbox"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct lp_reader_ops *ops = lp_bid(lp_slice_str(rows[i].bytes));

        CHECK(strcmp(ops == NULL ? "" : lp_kind_word(ops->kind),
                     rows[i].want) == 0,
              rows[i].label);
    }
}

int
main(void)
{
    for (size_t i = 0; i < sizeof mmdf / sizeof mmdf[0]; i++) {
        check_read(&lp_read_mmdf, lp_slice_str(mmdf[i].bytes),
                   &lp_limits_default, mmdf[i].want, mmdf[i].label);
    }
    for (size_t i = 0; i < sizeof emlx / sizeof emlx[0]; i++) {
        check_read(&lp_read_emlx, lp_slice_str(emlx[i].bytes),
                   &lp_limits_default, emlx[i].want, emlx[i].label);
    }
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        check_read(&lp_read_mbox, lp_slice_str(lengths[i].bytes),
                   &lp_limits_default, lengths[i].want, lengths[i].label);
    }
    check_bids();
    return lp_test_failures != 0;
}
