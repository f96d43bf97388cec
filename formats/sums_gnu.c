#include "formats/sums_gnu.h"

#include <string.h>

#include "formats/sumline.h"

/* The first line of a list is looked for in this much of comments. */
#define COMMENTS_MAX ((size_t)64 * 1024)

/* No tag is longer. */
#define TAG_MAX ((size_t)32)

/* That of a tree says nothing without a length, which there is no place for. */
static const char *const tags[LP_ALG_COUNT] = {
    [LP_ALG_NONE] = "",         [LP_ALG_SHA256] = "SHA256",
    [LP_ALG_MD5] = "MD5",       [LP_ALG_SHA1] = "SHA1",
    [LP_ALG_SHA512] = "SHA512", [LP_ALG_BLAKE2B] = "BLAKE2b",
    [LP_ALG_BTV2] = "",         [LP_ALG_SHA384] = "SHA384",
    [LP_ALG_CRC32] = "",
};

/* A line taken apart. */
struct parts {
    enum lp_alg alg;
    bool tagged;
    bool either;  /* by SHA-512 or by BLAKE2b */
    bool foreign; /* of good form, but its algorithm is not read here */
    bool escaped;
    struct lp_slice hex;
    struct lp_slice name;
};

/* How many hex digits `s` begins with; no more than one above the longest
 * digest are counted. */
static size_t
digits(struct lp_slice s)
{
    size_t most = (size_t)2 * LP_ALG_LEN_MAX + 1;
    size_t n = 0;

    while (n < s.len && n < most && lp_sums_digit[s.data[n]] != 0) {
        n++;
    }
    return n;
}

static enum lp_alg
alg_by_digits(size_t n, enum lp_alg long_alg)
{
    switch (n) {
    case 32:
        return LP_ALG_MD5;
    case 40:
        return LP_ALG_SHA1;
    case 64:
        return LP_ALG_SHA256;
    case 96:
        return LP_ALG_SHA384;
    case 128:
        return long_alg == LP_ALG_NONE ? LP_ALG_SHA512 : long_alg;
    default:
        return LP_ALG_NONE;
    }
}

static enum lp_alg
alg_by_tag(struct lp_slice tag)
{
    for (unsigned i = LP_ALG_NONE + 1; i < LP_ALG_COUNT; i++) {
        if (tag.len > 0 && lp_slice_is(tag, tags[i])) {
            return (enum lp_alg)i;
        }
    }
    return lp_slice_is(tag, "BLAKE2b-512") ? LP_ALG_BLAKE2B : LP_ALG_NONE;
}

/* Length of the tag that `line` begins with, if ` (` comes after it; else 0. */
static size_t
tag_length(struct lp_slice line)
{
    size_t most = line.len < TAG_MAX + 1 ? line.len : TAG_MAX + 1;
    const uint8_t *blank = most == 0 ? NULL : memchr(line.data, ' ', most);
    size_t n = blank == NULL ? 0 : (size_t)(blank - line.data);

    if (n == 0 || line.len - n < 2 || line.data[n + 1] != '(') {
        return 0;
    }
    for (size_t i = 0; i < n; i++) {
        uint8_t b = line.data[i];
        uint8_t low = b | 0x20;

        if ((b < '0' || b > '9') && (low < 'a' || low > 'z') && b != '-' &&
            b != '/') {
            return 0;
        }
    }
    return n;
}

/* `line` begins with `n` bytes of a tag. NULL if it is good, else why not. */
static const char *
take_tagged(struct lp_slice line, size_t n, struct parts *p)
{
    static const uint8_t mark[] = {')', ' ', '=', ' '};
    struct lp_slice rest = lp_slice_from(line, n + 2);
    size_t i = rest.len;

    p->tagged = true;
    /* The name may hold the mark too: the last one counts. A digest has none.
     */
    while (i > 0 && rest.len - i <= (size_t)2 * LP_ALG_LEN_MAX &&
           lp_sums_digit[rest.data[i - 1]] != 0) {
        i--;
    }
    if (i < sizeof mark ||
        memcmp(rest.data + i - sizeof mark, mark, sizeof mark) != 0) {
        return "no digest after `) = `";
    }
    p->name = lp_slice_head(rest, i - sizeof mark);
    p->hex = lp_slice_from(rest, i);
    p->alg = alg_by_tag(lp_slice_head(line, n));
    if (p->alg == LP_ALG_NONE) {
        p->foreign = p->hex.len >= 32;
        return "a digest of a kind that is not read here: SHA256, SHA512, "
               "SHA384, SHA1, MD5 and BLAKE2b are";
    }
    if (p->hex.len != 2 * lp_alg_len(p->alg)) {
        return "a digest of another length than its kind has";
    }
    return NULL;
}

static const char *
take_plain(struct lp_slice line, enum lp_alg long_alg, struct parts *p)
{
    size_t n = digits(line);

    if (n == 0) {
        return "neither `digest  name` nor `ALGORITHM (name) = digest`";
    }
    p->hex = lp_slice_head(line, n);
    p->alg = alg_by_digits(n, long_alg);
    if (p->alg == LP_ALG_NONE) {
        return "a digest of a length that is not known: 32 (MD5), 40 (SHA1), "
               "64 (SHA256), 96 (SHA384) and 128 digits are";
    }
    if (line.len - n < 2 || line.data[n] != ' ' ||
        (line.data[n + 1] != ' ' && line.data[n + 1] != '*')) {
        return "after the digest must come two blanks, or a blank and `*`";
    }
    p->name = lp_slice_from(line, n + 2);
    p->either = p->alg == LP_ALG_SHA512 && long_alg == LP_ALG_NONE;
    return NULL;
}

/* What a terminal or an editor would not show: only between NULs can no other
 * line be made to look like it. */
static bool
has_control(struct lp_slice name)
{
    unsigned found = 0;

    for (size_t i = 0; i < name.len; i++) {
        uint8_t b = name.data[i];

        found |= (unsigned)((b < 0x20) & (b != '\t')) | (unsigned)(b == 0x7f);
    }
    return found != 0;
}

/* Whether a line of `record` but the first begins as one with a digest does:
 * then its end is missing, or the list's lines do not end in NUL. */
static bool
is_many(struct lp_slice record)
{
    while (record.len > 0) {
        const uint8_t *lf = memchr(record.data, '\n', record.len);
        struct lp_slice line;
        struct parts p = {0};

        if (lf == NULL) {
            break;
        }
        record = lp_slice_from(record, (size_t)(lf - record.data) + 1);
        line = record;
        if (line.len > 0 && line.data[0] == '\\') {
            line = lp_slice_from(line, 1);
        }
        if (take_plain(line, LP_ALG_NONE, &p) == NULL ||
            alg_by_tag(lp_slice_head(line, tag_length(line))) != LP_ALG_NONE) {
            return true;
        }
    }
    return false;
}

/* Take a line without its end apart. NULL if it is good, else why not. */
static const char *
take_apart(struct lp_slice line, bool nul, enum lp_alg long_alg,
           struct parts *p)
{
    const char *why;
    size_t tag;

    *p = (struct parts){0};
    p->escaped = !nul && line.len > 0 && line.data[0] == '\\';
    line = lp_slice_from(line, p->escaped ? 1 : 0);
    tag = tag_length(line);
    why = tag > 0 ? take_tagged(line, tag, p) : take_plain(line, long_alg, p);
    if (why != NULL) {
        return why;
    }
    if (p->name.len == 0) {
        return "a digest without a name";
    }
    if (!nul && has_control(p->name)) {
        return "a control character in a name";
    }
    return nul && is_many(line) ? "more than one digest" : NULL;
}

/* Whether the lines of `text` end in NUL: what stands before the first NUL is
 * one line only then. */
static bool
ends_in_nul(struct lp_slice text)
{
    struct lp_slice head = lp_slice_head(text, LP_SUMS_MAX + 1);
    const uint8_t *nul =
        head.len == 0 ? NULL : memchr(head.data, '\0', head.len);
    struct parts p;

    if (nul == NULL) {
        return false;
    }
    head.len = (size_t)(nul - head.data);
    return take_apart(head, true, LP_ALG_NONE, &p) == NULL || p.foreign;
}

void
lp_sums_gnu_open(struct lp_sums *l)
{
    l->line = 1;
    l->nul = ends_in_nul(l->text);
}

/* Look at the line at l->at; `body` is what of it counts. */
static enum lp_code
peek(struct lp_sums *l, struct lp_slice *line, struct lp_slice *body, bool *end,
     struct lp_err *err)
{
    enum lp_code rc = lp_sums_peek(l, line, end, err);

    *body = *line;
    if (!l->nul && body->len > 0 && body->data[body->len - 1] == '\r') {
        body->len--;
    }
    return rc;
}

/* Step over empty lines and comments to one that says something. */
static enum lp_code
find(struct lp_sums *l, struct lp_slice *line, struct lp_slice *body,
     size_t most, bool *end, struct lp_err *err)
{
    enum lp_code rc = peek(l, line, body, end, err);

    while (rc == LP_OK && !*end && l->at < most &&
           (body->len == 0 || body->data[0] == '#')) {
        lp_sums_step(l, *line);
        rc = peek(l, line, body, end, err);
    }
    return rc;
}

enum lp_sums_kind
lp_sums_gnu_recognise(struct lp_slice text)
{
    struct lp_sums l = {.text = text};
    struct lp_slice line;
    struct lp_slice body;
    struct parts p;
    bool end;

    lp_sums_gnu_open(&l);
    if (find(&l, &line, &body, COMMENTS_MAX, &end, NULL) != LP_OK || end ||
        (take_apart(body, l.nul, LP_ALG_NONE, &p) != NULL && !p.foreign)) {
        return LP_SUMS_NONE;
    }
    return p.tagged ? LP_SUMS_BSD : LP_SUMS_GNU;
}

enum lp_code
lp_sums_gnu_next(struct lp_sums *l, struct lp_sums_item *item, bool *end,
                 struct lp_err *err)
{
    struct lp_slice line;
    struct lp_slice body;
    struct parts p;
    const char *why;
    enum lp_code rc = find(l, &line, &body, SIZE_MAX, end, err);

    if (rc != LP_OK || *end) {
        return rc;
    }
    why = take_apart(body, l->nul, l->form.long_alg, &p);
    if (why == NULL && !p.tagged && l->form.only != LP_ALG_NONE &&
        p.alg != l->form.only) {
        why = "a digest of another kind than was said";
    }
    if (why != NULL) {
        return lp_sums_refuse(l, err, why);
    }
    item->line = l->line;
    item->either = p.either;
    item->name = p.name;
    if (p.escaped) {
        lp_buf_clear(&l->name);
        if (!lp_sumline_unescape(&l->name, p.name)) {
            rc = lp_buf_check(&l->name, err);
            return rc != LP_OK
                       ? rc
                       : lp_sums_refuse(l, err,
                                        "an escape that is none of `\\\\`, "
                                        "`\\n` and `\\r`");
        }
        item->name = lp_buf_slice(&l->name);
    }
    if (!lp_sums_set(item, p.alg, p.hex)) {
        return lp_sums_refuse(l, err, "not a digest");
    }
    lp_sums_step(l, line);
    return LP_OK;
}

void
lp_sums_gnu_put(struct lp_buf *to, const struct lp_sums_item *item,
                unsigned algs)
{
    for (size_t i = 0; i < LP_ALG_COUNT - 1; i++) {
        if ((algs >> lp_sums_algs[i] & 1) != 0) {
            lp_sumline_put(to, lp_sums_digest(item, lp_sums_algs[i]),
                           item->name);
        }
    }
}

void
lp_sums_gnu_put_tagged(struct lp_buf *to, const struct lp_sums_item *item,
                       unsigned algs)
{
    for (size_t i = 0; i < LP_ALG_COUNT - 1; i++) {
        if ((algs >> lp_sums_algs[i] & 1) != 0) {
            lp_sumline_put_tagged(to, tags[lp_sums_algs[i]],
                                  lp_sums_digest(item, lp_sums_algs[i]),
                                  item->name);
        }
    }
}

void
lp_sums_gnu_put_nul(struct lp_buf *to, const struct lp_sums_item *item,
                    unsigned algs, bool tagged)
{
    for (size_t i = 0; i < LP_ALG_COUNT - 1; i++) {
        enum lp_alg alg = lp_sums_algs[i];

        if ((algs >> alg & 1) != 0) {
            lp_sumline_put_nul(to, tagged ? tags[alg] : NULL,
                               lp_sums_digest(item, alg), item->name);
        }
    }
}
