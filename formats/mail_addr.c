#include "formats/mail_addr.h"

#include <string.h>

static bool
is_blank(uint8_t c)
{
    return c <= 32 || c == 127;
}

static bool
is_special(uint8_t c)
{
    return is_blank(c) || strchr("()<>,;:@\"", c) != NULL;
}

size_t
lp_mail_comment(struct lp_slice s)
{
    size_t depth = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '\\') {
            i++;
        } else if (s.data[i] == '(') {
            depth++;
        } else if (s.data[i] == ')' && --depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

/* The length of the quoted string that `s` begins with; 0 if it does not end.
 */
static size_t
quoted_len(struct lp_slice s)
{
    for (size_t i = 1; i < s.len; i++) {
        if (s.data[i] == '\\') {
            i++;
        } else if (s.data[i] == '"') {
            return i + 1;
        }
    }
    return 0;
}

static void
forget(struct lp_mail_addrs *a)
{
    lp_buf_clear(&a->local);
    lp_buf_clear(&a->domain);
    a->has_at = false;
    a->literal = false;
    a->route = false;
    a->gap = false;
    a->apart = false;
    a->over = false;
}

static void
begin_item(struct lp_mail_addrs *a)
{
    forget(a);
    a->has_angle = false;
    a->angle = false;
}

static bool
needs_quotes(struct lp_slice local)
{
    bool needs = local.len == 0;

    for (size_t i = 0; i < local.len && !needs; i++) {
        needs =
            is_special(local.data[i]) || strchr("[]\\", local.data[i]) != NULL;
    }
    return needs;
}

static void
put_local(struct lp_buf *to, struct lp_slice local)
{
    bool quotes = needs_quotes(local);

    lp_buf_str(to, quotes ? "\"" : "");
    for (size_t i = 0; i < local.len; i++) {
        if (quotes && (local.data[i] == '"' || local.data[i] == '\\')) {
            lp_buf_byte(to, '\\');
        }
        lp_buf_byte(to, local.data[i]);
    }
    lp_buf_str(to, quotes ? "\"" : "");
}

static void
put_lower(struct lp_buf *to, struct lp_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];

        lp_buf_byte(to, c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c);
    }
}

/* Write down what was gathered; false if it is no address. */
static bool
yield(struct lp_mail_addrs *a, struct lp_slice *out)
{
    struct lp_buf *to = &a->addr;
    bool whole = a->local.len > 0 && a->domain.len > 0;
    bool some = a->local.len > 0 || a->domain.len > 0;

    if (!(a->angle ? some : whole && !a->has_angle)) {
        return false;
    }
    lp_buf_clear(to);
    put_local(to, lp_buf_slice(&a->local));
    if (a->has_at) {
        lp_buf_byte(to, '@');
        put_lower(to, lp_buf_slice(&a->domain));
    }
    to->failed = to->failed != LP_OK ? to->failed : a->local.failed;
    to->failed = to->failed != LP_OK ? to->failed : a->domain.failed;
    *out = lp_buf_slice(to);
    return to->failed == LP_OK;
}

/* Put a word to those before it. Without a dot or an at sign between them two
 * words are no address: what came before was a name, or what comes is one.
 * Within angle brackets nothing is a name. */
static void
put_word(struct lp_mail_addrs *a, struct lp_slice word, bool quoted)
{
    struct lp_buf *to = a->has_at ? &a->domain : &a->local;
    bool dot = to->len > 0 && to->data[to->len - 1] == '.' && !a->apart;
    bool dotted = !quoted && word.data[0] == '.';
    bool apart =
        to->len > 0 && !dot && !dotted && (a->gap || a->apart || quoted);

    a->gap = false;
    if (a->over || a->route || (quoted && a->has_at)) {
        return;
    }
    if (apart && !a->angle) {
        if (a->has_at) {
            a->over = true;
            return;
        }
        lp_buf_clear(to);
    } else if (apart) {
        lp_buf_byte(to, ' ');
    }
    a->apart = quoted;
    for (size_t i = 0; i < word.len; i++) {
        if (quoted && word.data[i] == '\\' && i + 1 < word.len) {
            i++;
        }
        lp_buf_byte(to, word.data[i]);
    }
}

static void
put_at(struct lp_mail_addrs *a)
{
    bool quoted = a->apart;

    a->gap = false;
    a->apart = false;
    if (a->over || a->route) {
        return;
    }
    if (a->angle && !a->has_at && a->local.len == 0 && !quoted) {
        a->route = true;
        return;
    }
    if (a->has_at) {
        /* Only the last one parts the domain from the rest. */
        lp_buf_byte(&a->local, '@');
        lp_buf_put(&a->local, lp_buf_slice(&a->domain));
        lp_buf_clear(&a->domain);
    }
    a->has_at = true;
}

static void
put_colon(struct lp_mail_addrs *a)
{
    if (a->angle && !a->route) {
        put_word(a, lp_slice_str(":"), false);
    } else if (!a->angle && a->has_at) {
        a->gap = true;
    } else {
        forget(a); /* the route, or the name of a group */
    }
}

/* Take a quoted string or a comment; false if it does not end, and then its
 * sign is nothing. The search for an end that is not there is made once. */
static bool
take_delimited(struct lp_mail_addrs *a, bool quoted)
{
    bool *never = quoted ? &a->no_quotes : &a->no_comments;
    size_t n = *never   ? 0
               : quoted ? quoted_len(a->rest)
                        : lp_mail_comment(a->rest);

    *never = n == 0;
    if (n == 0) {
        return false;
    }
    if (quoted) {
        put_word(a, lp_slice_head(lp_slice_from(a->rest, 1), n - 2), true);
    } else {
        a->gap = true;
    }
    a->rest = lp_slice_from(a->rest, n);
    return true;
}

/* A run of bytes that mean nothing else. */
static void
take_atom(struct lp_mail_addrs *a)
{
    size_t n = 0;

    a->literal = a->has_at && a->domain.len == 0 && a->rest.data[0] == '[';
    while (n < a->rest.len) {
        uint8_t c = a->rest.data[n];

        if (is_special(c) && !(a->literal && c == ':')) {
            break;
        }
        a->literal = a->literal && c != ']';
        n++;
    }
    a->literal = false;
    put_word(a, lp_slice_head(a->rest, n), false);
    a->rest = lp_slice_from(a->rest, n);
}

/* Whether an address ends with the special `c`. */
static bool
take_special(struct lp_mail_addrs *a, uint8_t c, struct lp_slice *out)
{
    bool found = false;

    switch (c) {
    case '@':
        put_at(a);
        break;
    case ':':
        put_colon(a);
        break;
    case '<':
        forget(a);
        a->angle = true;
        a->has_angle = true;
        break;
    case '>':
        found = a->angle && yield(a, out);
        if (a->angle) {
            forget(a);
        }
        a->angle = false;
        a->gap = true;
        break;
    case ',':
    case ';':
        if (!a->route || c == ';') {
            found = yield(a, out);
            begin_item(a);
        }
        break;
    default:
        a->gap = true;
        break;
    }
    return found;
}

bool
lp_mail_addrs_next(struct lp_mail_addrs *a, struct lp_slice *out)
{
    bool found = false;

    while (!found && a->rest.len > 0) {
        uint8_t c = a->rest.data[0];

        if (!is_special(c)) {
            take_atom(a);
        } else if ((c != '"' && c != '(') || !take_delimited(a, c == '"')) {
            a->rest = lp_slice_from(a->rest, 1);
            found = take_special(a, c, out);
        }
        if (!found && a->rest.len == 0) {
            found = yield(a, out);
            begin_item(a);
        }
    }
    return found;
}

void
lp_mail_addrs_release(struct lp_mail_addrs *a)
{
    lp_buf_release(&a->local);
    lp_buf_release(&a->domain);
    lp_buf_release(&a->addr);
    *a = (struct lp_mail_addrs){0};
}
