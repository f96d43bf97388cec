/* The test vectors of docs/FORMAT-identity-markup.md, as they stand there. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/unit/markup_box.h"

/* The bytes of "    key=hex" at the beginning of `line`. */
static bool
bytes_of(struct lp_slice line, const char *key, struct lp_buf *to)
{
    struct lp_slice hex = lp_slice_from(line, 4 + strlen(key));
    uint8_t *room;

    if (!lp_slice_begins(line, lp_slice_str("    ")) ||
        !lp_slice_begins(lp_slice_from(line, 4), lp_slice_str(key))) {
        return false;
    }
    lp_buf_clear(to);
    room = lp_buf_room(to, hex.len / 2);
    CHECK(room != NULL && lp_text_unhex(hex, room, hex.len / 2), "hex");
    to->len = hex.len / 2;
    return true;
}

static void
check_page(struct lp_slice page)
{
    struct lp_cursor c = lp_cursor_over(page);
    struct lp_buf in = {0};
    struct lp_buf want = {0};
    bool is_rtf = false;
    unsigned html = 0;
    unsigned rtf = 0;

    while (c.rest.len > 0 && !c.failed) {
        struct lp_slice line = lp_cursor_until(&c, '\n');

        if (bytes_of(line, "html=", &in)) {
            is_rtf = false;
        } else if (bytes_of(line, "rtf=", &in)) {
            is_rtf = true;
        } else if (bytes_of(line, "text=", &want)) {
            struct lp_buf got = {0};

            (void)(is_rtf ? box_rtf : box_html)(&got, lp_buf_slice(&in), 5);
            CHECK(lp_slice_equal(lp_buf_slice(&got), lp_buf_slice(&want)),
                  is_rtf ? "text of RTF" : "text of HTML");
            html += is_rtf ? 0 : 1;
            rtf += is_rtf ? 1 : 0;
            lp_buf_release(&got);
        }
    }
    CHECK(html == 13, "HTML on the page");
    CHECK(rtf == 9, "RTF on the page");
    lp_buf_release(&in);
    lp_buf_release(&want);
}

int
main(void)
{
    const char *fixtures = getenv("FIXTURES");
    struct lp_buf path = {0};
    struct lp_buf page = {0};
    enum lp_code rc;

    lp_buf_printf(&path, "%s/../docs/FORMAT-identity-markup.md",
                  fixtures == NULL ? "fixtures" : fixtures);
    lp_buf_byte(&path, 0);
    rc = lp_buf_check(&path, NULL);
    if (rc == LP_OK) {
        rc = lp_file_read(&page, (const char *)path.data, 1 << 20, NULL, NULL);
    }
    CHECK(rc == LP_OK, "the page");
    check_page(lp_buf_slice(&page));
    lp_buf_release(&page);
    lp_buf_release(&path);
    return lp_test_failures != 0;
}
