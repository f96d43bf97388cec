#include "formats/mail_param.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "formats/mail_charset.h"
#include "formats/mail_word.h"

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static struct lp_slice
trim(struct lp_slice s)
{
    while (s.len > 0 && is_blank(s.data[0])) {
        s = lp_slice_from(s, 1);
    }
    while (s.len > 0 && is_blank(s.data[s.len - 1])) {
        s.len--;
    }
    return s;
}

static bool
same_word(struct lp_slice s, const char *word)
{
    return s.len == strlen(word) &&
           strncasecmp((const char *)s.data, word, s.len) == 0;
}

/* Cut off the text up to the next semicolon that is not inside quotes. */
static struct lp_slice
take_item(struct lp_slice *rest)
{
    struct lp_slice item = *rest;
    bool quoted = false;
    size_t i = 0;

    for (; i < rest->len && (quoted || rest->data[i] != ';'); i++) {
        if (rest->data[i] == '"') {
            quoted = !quoted;
        } else if (quoted && rest->data[i] == '\\' && i + 1 < rest->len &&
                   (rest->data[i + 1] == '"' || rest->data[i + 1] == '\\')) {
            i++;
        }
    }
    item.len = i;
    *rest = lp_slice_from(*rest, i + 1);
    return trim(item);
}

static int
take_number(struct lp_slice digits)
{
    int n = 0;

    if (digits.len == 0 || digits.len > 3) {
        return -1;
    }
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9') {
            return -1;
        }
        n = n * 10 + (digits.data[i] - '0');
    }
    return n;
}

static void
add_param(struct lp_mail_value *v, struct lp_slice item)
{
    const uint8_t *sign = memchr(item.data, '=', item.len);
    struct lp_slice name;
    const uint8_t *star;
    int number = -1;
    bool extended;

    if (sign == NULL || v->n == LP_MAIL_PARAMS_MAX) {
        return;
    }
    name = trim(lp_slice_head(item, (size_t)(sign - item.data)));
    extended = name.len > 1 && name.data[name.len - 1] == '*';
    name.len -= extended ? 1 : 0;
    star = name.len > 0 ? memchr(name.data, '*', name.len) : NULL;
    if (star != NULL) {
        size_t n = (size_t)(star - name.data);

        number = take_number(lp_slice_from(name, n + 1));
        name.len = number >= 0 ? n : name.len;
    }
    v->of[v->n].name = name;
    v->of[v->n].number = number;
    v->of[v->n].extended = extended;
    v->of[v->n].text =
        trim(lp_slice_from(item, (size_t)(sign - item.data) + 1));
    v->n++;
}

void
lp_mail_value_read(struct lp_mail_value *v, struct lp_slice text)
{
    struct lp_slice word = take_item(&text);
    size_t i = 0;

    v->n = 0;
    while (i < word.len && !is_blank(word.data[i]) && word.data[i] != '(') {
        i++;
    }
    v->word = lp_slice_head(word, i);
    while (text.len > 0) {
        struct lp_slice item = take_item(&text);

        if (item.len > 0) {
            add_param(v, item);
        }
    }
}

bool
lp_mail_value_is(const struct lp_mail_value *v, const char *what)
{
    size_t n = strlen(what);

    if (what[n - 1] == '/') {
        return v->word.len > n &&
               strncasecmp((const char *)v->word.data, what, n) == 0;
    }
    return same_word(v->word, what);
}

bool
lp_mail_value_is_type(const struct lp_mail_value *v)
{
    const uint8_t *slash =
        v->word.len > 0 ? memchr(v->word.data, '/', v->word.len) : NULL;
    size_t n;

    if (slash == NULL || v->word.len > LP_MAIL_TYPE_MAX) {
        return false;
    }
    n = (size_t)(slash - v->word.data);
    return n > 0 && n + 1 < v->word.len &&
           memchr(slash + 1, '/', v->word.len - n - 1) == NULL;
}

/* Append `text` without its quotes. Only a quote and the backslash itself are
 * escaped: names of files are full of other backslashes. */
static void
put_unquoted(struct lp_buf *to, struct lp_slice text)
{
    if (text.len == 0 || text.data[0] != '"') {
        lp_buf_put(to, text);
        return;
    }
    for (size_t i = 1; i < text.len && text.data[i] != '"'; i++) {
        if (text.data[i] == '\\' && i + 1 < text.len &&
            (text.data[i + 1] == '"' || text.data[i + 1] == '\\')) {
            i++;
        }
        lp_buf_byte(to, text.data[i]);
    }
}

static void
put_unescaped(struct lp_buf *to, struct lp_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];

        if (c == '%' && s.len - i > 2 && lp_text_digit(s.data[i + 1]) >= 0 &&
            lp_text_digit(s.data[i + 2]) >= 0) {
            c = (uint8_t)(lp_text_digit(s.data[i + 1]) << 4 |
                          lp_text_digit(s.data[i + 2]));
            i += 2;
        }
        lp_buf_byte(to, c);
    }
}

/* The parameter of this name and number, or v->n. */
static unsigned
find(const struct lp_mail_value *v, const char *name, int number, bool extended)
{
    unsigned i = 0;

    while (i < v->n && !(v->of[i].number == number &&
                         (number >= 0 || v->of[i].extended == extended) &&
                         same_word(v->of[i].name, name))) {
        i++;
    }
    return i;
}

/* Take `charset'language'` off the front of an extended value. */
static struct lp_slice
take_charset(struct lp_slice *s)
{
    struct lp_cursor c = lp_cursor_over(*s);
    struct lp_slice charset = lp_cursor_until(&c, '\'');

    (void)lp_cursor_until(&c, '\'');
    if (c.failed) {
        return (struct lp_slice){0};
    }
    *s = c.rest;
    return charset;
}

/* One value of RFC 2231, or one piece of it. The first may say in `charset`,
 * a slice of its own text, what the bytes of all of them are. */
static void
put_piece(struct lp_buf *to, struct lp_slice text, bool extended,
          struct lp_slice *charset)
{
    if (!extended) {
        put_unquoted(to, text);
        return;
    }
    /* Quotes do not belong here, and are seen all the same. */
    if (text.len > 0 && text.data[0] == '"') {
        text = lp_slice_from(text, 1);
        text.len -= text.len > 0 && text.data[text.len - 1] == '"' ? 1 : 0;
    }
    if (charset != NULL) {
        *charset = take_charset(&text);
    }
    put_unescaped(to, text);
}

/* The values of RFC 2231: one, or all from number 0 without a gap. `scratch`
 * takes the bytes before they become UTF-8. */
static bool
put_extended(struct lp_buf *to, const struct lp_mail_value *v, const char *name,
             struct lp_buf *scratch)
{
    struct lp_slice charset = {0};
    unsigned i = find(v, name, -1, true);

    lp_buf_clear(scratch);
    if (i < v->n) {
        put_piece(scratch, v->of[i].text, true, &charset);
    } else {
        i = find(v, name, 0, false);
        if (i == v->n) {
            return false;
        }
        for (int number = 0; i < v->n; i = find(v, name, ++number, false)) {
            put_piece(scratch, v->of[i].text, v->of[i].extended,
                      number == 0 ? &charset : NULL);
        }
    }
    to->failed = to->failed != LP_OK ? to->failed : scratch->failed;
    if (charset.len == 0 ||
        !lp_mail_charset(to, charset, lp_buf_slice(scratch))) {
        lp_buf_put(to, lp_buf_slice(scratch));
    }
    return true;
}

static bool
put_words(struct lp_buf *to, const struct lp_mail_value *v, const char *name,
          struct lp_buf *scratch)
{
    unsigned i = find(v, name, -1, false);

    if (i == v->n) {
        return false;
    }
    lp_buf_clear(scratch);
    put_unquoted(scratch, v->of[i].text);
    to->failed = to->failed != LP_OK ? to->failed : scratch->failed;
    lp_mail_word(to, lp_buf_slice(scratch));
    return true;
}

bool
lp_mail_value_plain(struct lp_buf *to, const struct lp_mail_value *v,
                    const char *name, bool *twice)
{
    struct lp_buf scratch = {0};
    size_t before = to->len;
    unsigned first = find(v, name, -1, false);
    bool there = first < v->n;

    *twice = false;
    if (!there) {
        there = put_extended(to, v, name, &scratch);
    } else {
        put_unquoted(to, v->of[first].text);
    }
    for (unsigned i = first + 1; there && i < v->n; i++) {
        if (v->of[i].number < 0 && !v->of[i].extended &&
            same_word(v->of[i].name, name)) {
            lp_buf_clear(&scratch);
            put_unquoted(&scratch, v->of[i].text);
            *twice = *twice ||
                     !lp_slice_equal(lp_buf_slice(&scratch),
                                     lp_slice_from(lp_buf_slice(to), before));
        }
    }
    to->failed = to->failed != LP_OK ? to->failed : scratch.failed;
    lp_buf_release(&scratch);
    return there;
}

bool
lp_mail_value_file(struct lp_buf *to, const struct lp_mail_value *disposition,
                   const struct lp_mail_value *type)
{
    struct lp_buf scratch = {0};
    size_t before = to->len;
    size_t n;

    if (!put_extended(to, disposition, "filename", &scratch) &&
        !put_words(to, disposition, "filename", &scratch) &&
        !put_extended(to, type, "name", &scratch)) {
        (void)put_words(to, type, "name", &scratch);
    }
    lp_buf_release(&scratch);
    n = to->len - before;
    if (n > LP_MAIL_NAME_MAX) {
        n = LP_MAIL_NAME_MAX;
        /* Not in the middle of a letter. */
        for (unsigned k = 0; k < 3 && (to->data[before + n] & 0xc0) == 0x80;
             k++) {
            n--;
        }
        to->len = before + n;
    }
    return n > 0;
}
