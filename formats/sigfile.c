#include "formats/sigfile.h"

#include <string.h>

#include "base/text.h"
#include "formats/b64.h"
#include "formats/keyfile.h"

#define UNTRUSTED "untrusted comment: "
#define TRUSTED "trusted comment: "

/* What line two stands for. */
struct first {
    uint8_t alg[2];
    uint8_t keynum[8];
    uint8_t sig[64];
};

_Static_assert(sizeof(struct first) == 74, "no padding");

bool
lp_sigfile_comment_lawful(struct lp_slice comment)
{
    if (comment.len > LP_SIGFILE_TRUSTED_MAX) {
        return false;
    }
    for (size_t i = 0; i < comment.len;) {
        uint32_t c = lp_text_next(comment, &i);

        if (c == UINT32_MAX || (c < 0x20 && c != '\t') ||
            (c >= 0x7f && c <= 0x9f)) {
            return false;
        }
    }
    return true;
}

static bool
untrusted_lawful(struct lp_slice comment)
{
    for (size_t i = 0; i < comment.len; i++) {
        uint8_t b = comment.data[i];

        if (b == '\0' || b == '\r' || b == '\n') {
            return false;
        }
    }
    return comment.len <= LP_SIGFILE_UNTRUSTED_MAX;
}

/* The next line, which must begin with `prefix`; the result leaves it out. */
static bool
line(struct lp_cursor *c, const char *prefix, struct lp_slice *out)
{
    struct lp_slice l = lp_cursor_until(c, '\n');

    *out = lp_slice_from(l, strlen(prefix));
    return !c->failed && lp_slice_begins(l, lp_slice_str(prefix));
}

static enum lp_code
bad(struct lp_err *err, unsigned at, const char *what)
{
    return lp_fail(err, LP_E_FORMAT, "signature file, line %u: %s", at, what);
}

static enum lp_code
parse_comments(struct lp_sigfile *s, struct lp_slice lines[4],
               struct lp_err *err)
{
    if (lines[0].len > LP_SIGFILE_UNTRUSTED_MAX ||
        lines[2].len > LP_SIGFILE_TRUSTED_MAX) {
        return lp_fail(err, LP_E_LIMIT,
                       "signature file: a comment is too long");
    }
    if (!untrusted_lawful(lines[0])) {
        return bad(err, 1, "a control character in the comment");
    }
    if (!lp_sigfile_comment_lawful(lines[2])) {
        return bad(err, 3,
                   "the comment has control characters or is not "
                   "UTF-8");
    }
    s->untrusted = lines[0];
    s->trusted = lines[2];
    return LP_OK;
}

/* The four lines without their prefixes. A file that is something else
 * altogether is called by its name. */
static enum lp_code
split(struct lp_slice lines[4], struct lp_slice text, struct lp_err *err)
{
    static const char *const prefix[4] = {UNTRUSTED, "", TRUSTED, ""};
    enum lp_keyfile_kind kind = lp_keyfile_guess(text);
    struct lp_cursor c = lp_cursor_over(text);

    if (kind != LP_KEYFILE_SIGNATURE && kind != LP_KEYFILE_OTHER) {
        return lp_fail(err, LP_E_FORMAT, "%s where a signature is expected",
                       lp_keyfile_kind_name(kind));
    }
    if (memchr(text.data, '\r', text.len) != NULL) {
        return lp_fail(err, LP_E_FORMAT,
                       "signature file: a carriage return; lines end in a "
                       "line feed alone");
    }
    for (unsigned i = 0; i < 4; i++) {
        if (!line(&c, prefix[i], &lines[i])) {
            return bad(err, i + 1,
                       c.failed ? "the file is cut short"
                       : i == 0 ? "does not begin \"" UNTRUSTED "\""
                                : "does not begin \"" TRUSTED "\"");
        }
    }
    if (c.rest.len > 0) {
        return bad(err, 5, "there is more after the signature");
    }
    return LP_OK;
}

enum lp_code
lp_sigfile_parse(struct lp_sigfile *out, struct lp_slice text,
                 struct lp_err *err)
{
    struct lp_sigfile s = {0};
    struct lp_slice lines[4] = {{0}};
    struct first first;
    enum lp_code rc;

    if (text.len > LP_SIGFILE_MAX) {
        return lp_fail(err, LP_E_LIMIT,
                       "larger than any signature file (%zu bytes)",
                       LP_SIGFILE_MAX);
    }
    LP_TRY(split(lines, text, err));
    LP_TRY(parse_comments(&s, lines, err));
    if (!lp_b64_exact(lines[1], (uint8_t *)&first, sizeof first)) {
        return bad(err, 2, "not the canonical base64 of a signature");
    }
    if (!lp_b64_exact(lines[3], s.global, sizeof s.global)) {
        return bad(err, 4, "not the canonical base64 of a signature");
    }
    if (memcmp(first.alg, "ED", 2) != 0 && memcmp(first.alg, "Ed", 2) != 0) {
        return bad(err, 2, "an unknown kind of signature");
    }
    s.legacy = first.alg[1] == 'd';
    memcpy(s.keynum, first.keynum, sizeof s.keynum);
    memcpy(s.sig, first.sig, sizeof s.sig);
    *out = s;

done:
    return rc;
}

enum lp_code
lp_sigfile_write(struct lp_buf *to, const struct lp_sigfile *sig,
                 struct lp_err *err)
{
    struct first first = {.alg = {'E', sig->legacy ? 'd' : 'D'}};

    if (!untrusted_lawful(sig->untrusted) ||
        !lp_sigfile_comment_lawful(sig->trusted)) {
        return lp_fail(err, LP_E_USAGE,
                       "a comment is too long, or has control characters");
    }
    memcpy(first.keynum, sig->keynum, sizeof first.keynum);
    memcpy(first.sig, sig->sig, sizeof first.sig);
    lp_buf_str(to, UNTRUSTED);
    lp_buf_put(to, sig->untrusted);
    lp_buf_byte(to, '\n');
    lp_b64_encode(to, (struct lp_slice){(const uint8_t *)&first, sizeof first});
    lp_buf_str(to, "\n" TRUSTED);
    lp_buf_put(to, sig->trusted);
    lp_buf_byte(to, '\n');
    lp_b64_encode(to, (struct lp_slice){sig->global, sizeof sig->global});
    lp_buf_byte(to, '\n');
    return lp_buf_check(to, err);
}
