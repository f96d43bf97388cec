#include "formats/pgp_armor.h"

#include <string.h>

#include "formats/b64.h"

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next line without its end and the blanks before that; what has no end is
 * the last. */
static struct lp_slice
take_line(struct lp_cursor *c)
{
    const uint8_t *lf = memchr(c->rest.data, '\n', c->rest.len);
    size_t n = lf == NULL ? c->rest.len : (size_t)(lf - c->rest.data);
    struct lp_slice line = lp_slice_head(c->rest, n);

    c->rest = lp_slice_from(c->rest, lf == NULL ? n : n + 1);
    while (line.len > 0 && is_blank(line.data[line.len - 1])) {
        line.len--;
    }
    return line;
}

static bool
take_word(struct lp_cursor *c, const char *word)
{
    return lp_slice_is(lp_cursor_take(c, strlen(word)), word);
}

bool
lp_pgp_armor_is(struct lp_slice line, const char *what, const char *name)
{
    struct lp_cursor c = lp_cursor_over(line);

    return take_word(&c, "-----") && take_word(&c, what) &&
           take_word(&c, " ") && take_word(&c, name) &&
           take_word(&c, "-----") && c.rest.len == 0;
}

/* What stands in a block up to its last line: headers, a blank line, base64,
 * perhaps a checksum. */
static bool
read_block(struct lp_buf *to, struct lp_cursor *c, const char *name)
{
    struct lp_buf text = {0};
    bool begun = false;
    bool summed = false;
    bool good = true;

    while (good && c->rest.len > 0) {
        struct lp_slice line = take_line(c);

        if (lp_pgp_armor_is(line, "END PGP", name)) {
            good = text.failed == LP_OK &&
                   lp_b64_decode(to, lp_buf_slice(&text)) && text.len > 0;
            lp_buf_release(&text);
            return good;
        }
        if (line.len == 0) {
            begun = true;
        } else if (!begun && memchr(line.data, ':', line.len) != NULL) {
            continue; /* a header: base64 has no colon */
        } else if (line.data[0] == '=' && line.len == 5) {
            begun = true;
            summed = true;
        } else {
            begun = true;
            good = !summed;
            lp_buf_put(&text, line);
        }
    }
    lp_buf_release(&text);
    return false;
}

enum lp_pgp_armor
lp_pgp_armor_read(struct lp_buf *to, struct lp_slice text, const char *name,
                  bool *around)
{
    struct lp_cursor c = lp_cursor_over(text);
    enum lp_pgp_armor all = LP_PGP_ARMOR_NONE;

    *around = false;
    while (c.rest.len > 0) {
        struct lp_slice line = take_line(&c);

        if (!lp_pgp_armor_is(line, "BEGIN PGP", name)) {
            *around = *around || line.len > 0;
        } else if (read_block(to, &c, name)) {
            all = all == LP_PGP_ARMOR_NONE ? LP_PGP_ARMOR_GOOD : all;
        } else {
            all = LP_PGP_ARMOR_BROKEN;
        }
    }
    return all;
}
