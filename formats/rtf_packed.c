#include "formats/rtf_packed.h"

#include "formats/crc32.h"
#include "formats/rule.h"

#define WINDOW 4096U
#define LZFU 0x75465a4cU /* "LZFu" */
#define MELA 0x414c454dU /* "MELA": stored */

/* What is in the window beforehand (2.1.2.1). */
static const char preset[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman "
    "\\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New "
    "RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

_Static_assert(sizeof preset - 1 == 207, "as long as the standard says");

static enum lp_code
broken(struct lp_err *err, const char *why)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_RTF_PACKED, 0,
                      "compressed RTF: %s", why);
}

struct window {
    uint8_t of[WINDOW];
    unsigned at;
};

static void
give(struct window *w, struct lp_buf *to, uint8_t byte)
{
    w->of[w->at] = byte;
    w->at = (w->at + 1) % WINDOW;
    lp_buf_byte(to, byte);
}

/* One token: a byte, or a part of the window; `*over` behind the last. */
static void
token(struct window *w, struct lp_cursor *c, bool refers, struct lp_buf *to,
      bool *over)
{
    unsigned first = lp_cursor_u8(c);
    unsigned from;
    unsigned n;

    if (!refers) {
        if (!c->failed) {
            give(w, to, (uint8_t)first);
        }
        return;
    }
    n = first << 8 | lp_cursor_u8(c);
    from = n >> 4;
    *over = from == w->at;
    for (n = (n & 15) + 2; n > 0 && !*over && !c->failed; n--) {
        give(w, to, w->of[from]);
        from = (from + 1) % WINDOW;
    }
}

enum lp_code
lp_rtf_unpack(struct lp_buf *to, struct lp_slice packed, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(packed);
    struct window w = {.at = sizeof preset - 1};
    uint32_t all = lp_cursor_le32(&c);
    uint32_t raw = lp_cursor_le32(&c);
    uint32_t type = lp_cursor_le32(&c);
    uint32_t crc = lp_cursor_le32(&c);
    size_t before = to->len;
    bool over = false;

    if (c.failed || all < 12 || all - 12 > c.rest.len) {
        return broken(err, "it is cut short");
    }
    c.rest.len = all - 12;
    if (type == MELA) {
        lp_buf_put(to, lp_slice_head(c.rest, raw));
        return raw > c.rest.len ? broken(err, "it is cut short")
                                : lp_buf_check(to, err);
    }
    /* The CRC-32 of zlib without its complements (2.1.3.2). */
    if (type != LZFU || ~lp_crc32(~0U, c.rest) != crc) {
        return broken(err, "it does not have its checksum");
    }
    memcpy(w.of, preset, sizeof preset - 1);
    while (!over && !c.failed) {
        unsigned control = lp_cursor_u8(&c);

        for (unsigned i = 0; i < 8 && !over && !c.failed; i++) {
            token(&w, &c, (control >> i & 1) != 0, to, &over);
        }
    }
    if (c.failed || to->len - before != raw) {
        return broken(err, "it does not have its length");
    }
    return lp_buf_check(to, err);
}
