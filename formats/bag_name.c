#include "formats/bag_name.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/text.h"

static bool
letter(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* What no path in a bag begins with: it would be elsewhere on some system. */
static bool
leaves(struct lp_slice p)
{
    return p.len > 0 &&
           (p.data[0] == '/' || p.data[0] == '~' ||
            (p.len > 1 && p.data[0] == '\\' && p.data[1] == '\\') ||
            (p.len > 1 && letter(p.data[0]) && p.data[1] == ':'));
}

/* The next component, and its '/'. */
static struct lp_slice
component(struct lp_slice *rest)
{
    const uint8_t *slash =
        rest->len == 0 ? NULL : memchr(rest->data, '/', rest->len);
    size_t len = slash == NULL ? rest->len : (size_t)(slash - rest->data);
    struct lp_slice part = lp_slice_head(*rest, len);

    *rest = lp_slice_from(*rest, slash == NULL ? len : len + 1);
    return part;
}

/* By "..\": on systems where that is a separator. */
static bool
climbs(struct lp_slice part)
{
    return lp_slice_is(part, "..") ||
           lp_slice_begins(part, lp_slice_str("..\\")) ||
           lp_slice_ends(part, lp_slice_str("\\.."));
}

enum lp_bag_place
lp_bag_place(struct lp_buf *to, struct lp_slice path, bool *dotted)
{
    static const char *const data = "data/";
    size_t begin = to->len;
    struct lp_slice rest = path;
    bool folder = path.len == 0 || path.data[path.len - 1] == '/';
    struct lp_slice plain;

    *dotted = false;
    if (leaves(path) ||
        (path.len > 0 && memchr(path.data, '\0', path.len) != NULL)) {
        return LP_BAG_OUTSIDE;
    }
    while (rest.len > 0) {
        struct lp_slice part = component(&rest);

        if (climbs(part)) {
            to->len = begin;
            return LP_BAG_OUTSIDE;
        }
        if (part.len == 0 || lp_slice_is(part, ".")) {
            *dotted = true;
            folder = folder || rest.len == 0;
            continue;
        }
        if (to->len > begin) {
            lp_buf_byte(to, '/');
        }
        lp_buf_put(to, part);
    }
    plain = lp_buf_part(to, begin, to->len - begin);
    if (leaves(plain)) {
        to->len = begin;
        return LP_BAG_OUTSIDE;
    }
    if (folder || plain.len == 0 || lp_slice_is(plain, "data")) {
        return LP_BAG_FOLDER;
    }
    return lp_slice_begins(plain, lp_slice_str(data)) ? LP_BAG_PAYLOAD
                                                      : LP_BAG_TAG;
}

bool
lp_bag_decode(struct lp_buf *to, struct lp_slice path, bool all)
{
    bool clean = true;

    for (size_t i = 0; i < path.len; i++) {
        uint8_t c = path.data[i];
        int high = i + 2 < path.len ? lp_text_digit(path.data[i + 1]) : -1;
        int low = i + 2 < path.len ? lp_text_digit(path.data[i + 2]) : -1;
        int value = high < 0 || low < 0 ? -1 : high * 16 + low;

        if (c == '%' &&
            (value == '\n' || value == '\r' || (all && value == '%'))) {
            c = (uint8_t)value;
            i += 2;
        } else if (c == '%') {
            clean = false;
        }
        lp_buf_byte(to, c);
    }
    return clean;
}

enum lp_code
lp_bag_name_key(struct lp_buf *to, struct lp_slice name, bool fold,
                struct lp_err *err)
{
    const unsigned how = (unsigned)UTF8PROC_STABLE |
                         (unsigned)UTF8PROC_COMPOSE |
                         (fold ? (unsigned)UTF8PROC_CASEFOLD : 0);
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n;

    if (name.len == 0 || !lp_text_utf8(name)) {
        lp_buf_put(to, name);
        return lp_buf_check(to, err);
    }
    n = utf8proc_map(name.data, (utf8proc_ssize_t)name.len, &out,
                     (utf8proc_option_t)how);
    if (n < 0) {
        return lp_no_memory(err);
    }
    lp_buf_put(to, (struct lp_slice){out, (size_t)n});
    free(out);
    return lp_buf_check(to, err);
}

/* CON, COM1 and so on, in either case, with or without an extension. */
static bool
reserved(struct lp_slice part)
{
    static const char *const names[] = {"con", "prn", "aux",
                                        "nul", "com", "lpt"};
    size_t len = 0;

    while (len < part.len && part.data[len] != '.') {
        len++;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bool numbered = i >= 4;
        bool same = len == (numbered ? 4u : 3u);

        for (size_t j = 0; same && j < 3; j++) {
            same = (part.data[j] | 0x20) == names[i][j];
        }
        if (same &&
            (!numbered || (part.data[3] >= '1' && part.data[3] <= '9'))) {
            return true;
        }
    }
    return false;
}

static const char *
unwise_part(struct lp_slice part)
{
    for (size_t i = 0; i < part.len; i++) {
        uint8_t c = part.data[i];

        if (c == '\\') {
            return "has a backslash, which separates folders on Windows";
        }
        if (c < 0x20 || c == 0x7f) {
            return "has a control character";
        }
        if (strchr("<>:\"|?*", c) != NULL) {
            return "has a character that Windows does not allow";
        }
    }
    if (part.len > 0 &&
        (part.data[part.len - 1] == '.' || part.data[part.len - 1] == ' ')) {
        return "ends in a dot or a blank, which Windows leaves out";
    }
    return reserved(part) ? "is a name of a device on Windows" : NULL;
}

const char *
lp_bag_name_unwise(struct lp_slice path)
{
    struct lp_slice rest = path;

    if (!lp_text_utf8(path)) {
        return "is not UTF-8";
    }
    while (rest.len > 0) {
        const char *why = unwise_part(component(&rest));

        if (why != NULL) {
            return why;
        }
    }
    return NULL;
}
