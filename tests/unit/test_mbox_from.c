#include "formats/mbox_from.h"

#include <string.h>

#include "base/buf.h"
#include "tests/unit/test.h"

static const struct {
    const char *line;
    bool is;
} rows[] = {
    {"From a@b Thu Jan  1 00:00:00 1970", true},
    {"From a@b Thu Jan  1 00:00:00 70", false},
    {"From a@b Thu Jan  1 00:00 1970", true},
    {"From a@b Thu Jan  1 0000 1970", false},
    {"From a@b  Thu Jan 01 00:00:00 1970", true},
    {"From a@b Thu Jan 001 00:00:00 1970", false},
    {"From - Thu Jan 1 00:00:00 1970", true},
    {"From Thu Jan 1 00:00:00 1970", false},
    {"From a b Thu Jan 1 00:00:00 1970", false},
    {"From a@b Thu Jan 1 00:00:00 1970 ", true},
    {"From a@b\tThu Jan 1 00:00:00 1970", true},
    {"From\ta@b Thu Jan 1 00:00:00 1970", false},
    {"from a@b Thu Jan 1 00:00:00 1970", false},
    {">From a@b Thu Jan 1 00:00:00 1970", false},
    {"From a@b Thu Jan 1 00:00:00 CET 1970", true},
    {"From a@b Thu Jan 1 00:00:00 GMT +0100 1970", true},
    {"From a@b Thu Jan 1 00:00:00 1970 +0100", true},
    {"From a@b Thu Jan 1 00:00:00 +0000 1970", true},
    {"From a@b Thu Jan 1 00:00:00 ?? 1970", false},
    {"From a@b Thu Jan 1 00:00:00 1970 remote from elsewhere", false},
    {"From a@b Thu Jan 1 00:00:00", false},
    {"From a@b Thu Jam 1 00:00:00 1970", false},
    {"From a@b Tho Jan 1 00:00:00 1970", false},
    {"From a@b THU JAN 1 00:00:00 1970", true},
    {"From a@b Thu, 1 Jan 1970 00:00:00 +0100", true},
    {"From a@b 1 Jan 1970 00:00 GMT", true},
    {"From a@b 1 Jan 1970 00:00:00 +0100 (CET)", true},
    {"From a@b 1 Jan 1970 00:00", false},
    {"From a@b 1 Jan 70 00:00 GMT", false},
    {"From a@b Thu 1 Jan 1970 00:00:00 +0100", false},
    {"From now on, things", false},
    {"From a@b", false},
    {"From ", false},
    {"", false},
};

int
main(void)
{
    struct lp_buf b = {0};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK(lp_mbox_from(lp_slice_str(rows[i].line)) == rows[i].is,
              rows[i].line);
    }
    lp_buf_str(&b, "From ");
    while (b.len < 1024 - 25) {
        lp_buf_byte(&b, 'a');
    }
    lp_buf_str(&b, " Thu Jan  1 00:00:00 1970");
    CHECK(b.len == 1024 && lp_mbox_from(lp_buf_slice(&b)), "as long as may be");
    lp_buf_byte(&b, ' ');
    CHECK(!lp_mbox_from(lp_buf_slice(&b)), "one byte longer");
    lp_buf_release(&b);
    return lp_test_failures != 0;
}
