#include "formats/keyfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/b64.h"

#define COMMENT "untrusted comment: "

/* What the base64 lines stand for. */
struct public_bytes {
    uint8_t alg[2];
    uint8_t keynum[8];
    uint8_t key[32];
};

struct secret_bytes {
    uint8_t alg[2];
    uint8_t kdf[2];
    uint8_t sum[2];
    uint8_t salt[32];
    uint8_t opslimit[8];
    uint8_t memlimit[8];
    uint8_t box[104];
};

_Static_assert(sizeof(struct public_bytes) == 42, "no padding");
_Static_assert(sizeof(struct secret_bytes) == 158, "no padding");

static const char *const names[] = {
    [LP_KEYFILE_OTHER] = "something that is no key",
    [LP_KEYFILE_EMPTY] = "an empty file",
    [LP_KEYFILE_PUBLIC] = "a public key",
    [LP_KEYFILE_SECRET] = "a secret key",
    [LP_KEYFILE_SIGNATURE] = "a signature",
    [LP_KEYFILE_SIGNIFY_SECRET] = "a signify secret key",
    [LP_KEYFILE_OPENSSH_PRIVATE] = "an OpenSSH private key",
    [LP_KEYFILE_OPENSSH_PUBLIC] = "an OpenSSH key",
    [LP_KEYFILE_OPENPGP] = "an OpenPGP key",
    [LP_KEYFILE_PEM] = "a PEM file",
    [LP_KEYFILE_AGE] = "an age key",
    [LP_KEYFILE_BINARY] = "binary data",
};

const char *
lp_keyfile_kind_name(enum lp_keyfile_kind kind)
{
    return names[kind];
}

/* The next line without its end; the last one may lack it. */
static bool
next_line(struct lp_cursor *c, struct lp_slice *line)
{
    if (c->rest.len == 0) {
        return false;
    }
    if (memchr(c->rest.data, '\n', c->rest.len) != NULL) {
        *line = lp_cursor_until(c, '\n');
    } else {
        *line = lp_cursor_take(c, c->rest.len);
    }
    return true;
}

static bool
is_blank(uint8_t b)
{
    return b == ' ' || b == '\t';
}

/* The word that `line` begins with. */
static struct lp_slice
first_word(struct lp_slice line)
{
    size_t n = 0;

    while (n < line.len && !is_blank(line.data[n]) && line.data[n] != '\r') {
        n++;
    }
    return lp_slice_head(line, n);
}

static enum lp_keyfile_kind
guess_base64(struct lp_slice word)
{
    uint8_t bytes[sizeof(struct secret_bytes)];
    enum lp_keyfile_kind kind = LP_KEYFILE_OTHER;

    if (lp_b64_exact(word, bytes, 42) && memcmp(bytes, "Ed", 2) == 0) {
        kind = LP_KEYFILE_PUBLIC;
    } else if (lp_b64_exact(word, bytes, 74)) {
        kind = LP_KEYFILE_SIGNATURE;
    } else if (lp_b64_exact(word, bytes, 104) && memcmp(bytes, "Ed", 2) == 0) {
        kind = LP_KEYFILE_SIGNIFY_SECRET;
    } else if (lp_b64_exact(word, bytes, sizeof bytes)) {
        kind = LP_KEYFILE_SECRET;
    }
    explicit_bzero(bytes, sizeof bytes);
    return kind;
}

enum lp_keyfile_kind
lp_keyfile_guess(struct lp_slice text)
{
    static const struct {
        const char *begins;
        enum lp_keyfile_kind kind;
    } marks[] = {
        {"-----BEGIN OPENSSH PRIVATE", LP_KEYFILE_OPENSSH_PRIVATE},
        {"-----BEGIN PGP", LP_KEYFILE_OPENPGP},
        {"-----BEGIN", LP_KEYFILE_PEM},
        {"ssh-", LP_KEYFILE_OPENSSH_PUBLIC},
        {"ecdsa-sha2-", LP_KEYFILE_OPENSSH_PUBLIC},
        {"sk-ssh-", LP_KEYFILE_OPENSSH_PUBLIC},
        {"sk-ecdsa-", LP_KEYFILE_OPENSSH_PUBLIC},
        {"AGE-SECRET-KEY-", LP_KEYFILE_AGE},
        {"age1", LP_KEYFILE_AGE},
    };
    struct lp_cursor c = lp_cursor_over(text);
    struct lp_slice line = {0};

    if (text.len == 0) {
        return LP_KEYFILE_EMPTY;
    }
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (lp_slice_begins(text, lp_slice_str(marks[i].begins))) {
            return marks[i].kind;
        }
    }
    if (memchr(text.data, '\0', text.len) != NULL) {
        return LP_KEYFILE_BINARY;
    }
    (void)next_line(&c, &line);
    if (lp_slice_begins(line, lp_slice_str("untrusted comment:"))) {
        (void)next_line(&c, &line);
    }
    return guess_base64(first_word(line));
}

/* Say what `text` is, or, if it is what it should be but for a flaw, `flaw`.
 * `line` is 0 unless the text is a line of a list. */
static enum lp_code
refuse(struct lp_err *err, unsigned line, struct lp_slice text,
       enum lp_keyfile_kind expected, const char *flaw)
{
    enum lp_keyfile_kind found = lp_keyfile_guess(text);
    char where[24] = "";

    if (line > 0) {
        (void)snprintf(where, sizeof where, "line %u: ", line);
    }
    if (found != expected) {
        return lp_fail(err, LP_E_FORMAT, "%s%s where %s is expected", where,
                       names[found], names[expected]);
    }
    return lp_fail(err, LP_E_FORMAT, "%s%s, but malformed: %s", where,
                   names[expected], flaw);
}

static bool
comment_lawful(struct lp_slice comment)
{
    for (size_t i = 0; i < comment.len; i++) {
        uint8_t b = comment.data[i];

        if (b == '\0' || b == '\r' || b == '\n') {
            return false;
        }
    }
    return comment.len <= LP_KEYFILE_COMMENT_MAX;
}

/* Whether `line` is a comment line, and then its comment. */
static bool
take_comment(struct lp_slice line, struct lp_slice *comment)
{
    if (!lp_slice_begins(line, lp_slice_str(COMMENT))) {
        return false;
    }
    *comment = lp_slice_from(line, strlen(COMMENT));
    return true;
}

/* Find the comment (none, if the base64 stands alone) and the base64. Gives
 * NULL or what is wrong. */
static const char *
split(struct lp_slice text, struct lp_slice *comment, struct lp_slice *base64)
{
    struct lp_cursor c = lp_cursor_over(text);

    if (text.len > 0 && memchr(text.data, '\r', text.len) != NULL) {
        return "a carriage return; lines end in a line feed alone";
    }
    *comment = (struct lp_slice){0};
    *base64 = (struct lp_slice){0};
    (void)next_line(&c, base64);
    if (take_comment(*base64, comment) && !next_line(&c, base64)) {
        return "the key itself is missing";
    }
    if (!comment_lawful(*comment)) {
        return "the comment is too long or has a NUL";
    }
    return c.rest.len > 0 ? "there is more after the key" : NULL;
}

static bool
decode_public(struct lp_keyfile_public *out, struct lp_slice base64)
{
    struct public_bytes b;

    if (!lp_b64_exact(base64, (uint8_t *)&b, sizeof b) ||
        memcmp(b.alg, "Ed", 2) != 0) {
        return false;
    }
    memcpy(out->keynum, b.keynum, sizeof out->keynum);
    memcpy(out->key, b.key, sizeof out->key);
    return true;
}

enum lp_code
lp_keyfile_public_parse(struct lp_keyfile_public *out, struct lp_slice text,
                        struct lp_err *err)
{
    struct lp_keyfile_public key = {0};
    struct lp_slice base64;
    const char *flaw;

    if (text.len > LP_KEYFILE_MAX) {
        return lp_fail(err, LP_E_LIMIT, "larger than any key file (%zu bytes)",
                       LP_KEYFILE_MAX);
    }
    flaw = split(text, &key.comment, &base64);
    if (flaw == NULL && !decode_public(&key, base64)) {
        flaw = "not canonical base64";
    }
    if (flaw != NULL) {
        return refuse(err, 0, text, LP_KEYFILE_PUBLIC, flaw);
    }
    *out = key;
    return LP_OK;
}

/* Both lines at once, so that a secret is not left behind where a growing
 * buffer was. */
static enum lp_code
write_lines(struct lp_buf *to, struct lp_slice comment, struct lp_slice bytes,
            struct lp_err *err)
{
    if (!comment_lawful(comment)) {
        return lp_fail(err, LP_E_USAGE,
                       "a key's comment is too long or more than a line");
    }
    (void)lp_buf_room(to, strlen(COMMENT) + comment.len + bytes.len * 2 + 8);
    lp_buf_str(to, COMMENT);
    lp_buf_put(to, comment);
    lp_buf_byte(to, '\n');
    lp_b64_encode(to, bytes);
    lp_buf_byte(to, '\n');
    return lp_buf_check(to, err);
}

enum lp_code
lp_keyfile_public_write(struct lp_buf *to, const struct lp_keyfile_public *key,
                        struct lp_err *err)
{
    struct public_bytes b = {.alg = {'E', 'd'}};

    memcpy(b.keynum, key->keynum, sizeof b.keynum);
    memcpy(b.key, key->key, sizeof b.key);
    return write_lines(to, key->comment,
                       (struct lp_slice){(const uint8_t *)&b, sizeof b}, err);
}

static const char *
decode_secret(struct lp_keyfile_secret *out, struct lp_slice base64)
{
    struct secret_bytes b;
    struct lp_cursor c;
    const char *flaw = NULL;

    if (!lp_b64_exact(base64, (uint8_t *)&b, sizeof b)) {
        return "not canonical base64";
    }
    c = lp_cursor_over((struct lp_slice){b.opslimit, 16});
    out->encrypted = memcmp(b.kdf, "Sc", 2) == 0;
    out->opslimit = lp_cursor_le64(&c);
    out->memlimit = lp_cursor_le64(&c);
    memcpy(out->salt, b.salt, sizeof out->salt);
    memcpy(out->box, b.box, sizeof out->box);
    if (memcmp(b.alg, "Ed", 2) != 0 || memcmp(b.sum, "B2", 2) != 0) {
        flaw = "an unknown kind of key";
    } else if (!out->encrypted && memcmp(b.kdf, "\0\0", 2) != 0) {
        flaw = "an unknown kind of encryption";
    }
    explicit_bzero(&b, sizeof b);
    return flaw;
}

enum lp_code
lp_keyfile_secret_parse(struct lp_keyfile_secret *out, struct lp_slice text,
                        struct lp_err *err)
{
    struct lp_keyfile_secret key = {0};
    struct lp_slice base64;
    const char *flaw;

    if (text.len > LP_KEYFILE_MAX) {
        return lp_fail(err, LP_E_LIMIT, "larger than any key file (%zu bytes)",
                       LP_KEYFILE_MAX);
    }
    flaw = split(text, &key.comment, &base64);
    if (flaw == NULL) {
        flaw = decode_secret(&key, base64);
    }
    if (flaw == NULL) {
        *out = key;
    }
    lp_keyfile_secret_release(&key);
    return flaw == NULL ? LP_OK : refuse(err, 0, text, LP_KEYFILE_SECRET, flaw);
}

enum lp_code
lp_keyfile_secret_write(struct lp_buf *to, const struct lp_keyfile_secret *key,
                        struct lp_err *err)
{
    struct secret_bytes b = {.alg = {'E', 'd'}, .sum = {'B', '2'}};
    enum lp_code rc;

    if (key->encrypted) {
        memcpy(b.kdf, "Sc", 2);
        memcpy(b.salt, key->salt, sizeof b.salt);
        lp_put_le64(b.opslimit, key->opslimit);
        lp_put_le64(b.memlimit, key->memlimit);
    }
    memcpy(b.box, key->box, sizeof b.box);
    rc = write_lines(to, key->comment,
                     (struct lp_slice){(const uint8_t *)&b, sizeof b}, err);
    explicit_bzero(&b, sizeof b);
    return rc;
}

void
lp_keyfile_secret_release(struct lp_keyfile_secret *key)
{
    explicit_bzero(key, sizeof *key);
}

/* Add `key`, found in `line`, unless it is there already. `lines` remembers
 * where each key of `trust` was. */
static enum lp_code
add_trusted(struct lp_keyfile_trust *trust, unsigned *lines,
            const struct lp_keyfile_public *key, unsigned line,
            struct lp_err *err)
{
    for (size_t i = 0; i < trust->n; i++) {
        const struct lp_keyfile_public *old = &trust->keys[i];

        if (memcmp(old->key, key->key, sizeof old->key) != 0) {
            continue;
        }
        /* One key that counts as two would defeat whoever asks for two. */
        if (memcmp(old->keynum, key->keynum, sizeof old->keynum) != 0) {
            return lp_fail(err, LP_E_FORMAT,
                           "line %u: the key of line %u under another key id",
                           line, lines[i]);
        }
        return LP_OK;
    }
    lines[trust->n] = line;
    trust->keys[trust->n++] = *key;
    return LP_OK;
}

/* Split `line` into base64 and name. */
static void
split_named(struct lp_slice line, struct lp_slice *base64,
            struct lp_slice *name)
{
    *base64 = first_word(line);
    *name = lp_slice_from(line, base64->len);
    while (name->len > 0 && is_blank(name->data[0])) {
        *name = lp_slice_from(*name, 1);
    }
    while (name->len > 0 && is_blank(name->data[name->len - 1])) {
        name->len--;
    }
}

/* Parse one key of a list: `first` is its line, `at` the number of it; a
 * second line comes from `c`. */
static enum lp_code
parse_trusted(struct lp_keyfile_public *out, struct lp_cursor *c,
              struct lp_slice first, unsigned *at, struct lp_err *err)
{
    struct lp_slice line = first;
    struct lp_slice base64 = {0};
    struct lp_slice name = {0};
    bool two_lines = take_comment(first, &out->comment);

    if (!comment_lawful(line)) {
        return lp_fail(err, LP_E_FORMAT,
                       "line %u: too long, or a carriage return or NUL in it",
                       *at);
    }
    if (two_lines) {
        if (!next_line(c, &line)) {
            return lp_fail(err, LP_E_FORMAT,
                           "line %u: a comment without its key", *at);
        }
        ++*at;
    }
    split_named(line, &base64, &name);
    if (two_lines) {
        base64 = line;
    } else {
        out->comment = name;
    }
    if (!decode_public(out, base64)) {
        return refuse(err, *at, line, LP_KEYFILE_PUBLIC,
                      two_lines ? "more than base64 on its line"
                                : "not canonical base64");
    }
    return LP_OK;
}

static bool
is_remark(struct lp_slice line)
{
    size_t i = 0;

    while (i < line.len && is_blank(line.data[i])) {
        i++;
    }
    return i == line.len || line.data[0] == '#';
}

enum lp_code
lp_keyfile_trust_parse(struct lp_keyfile_trust *out, struct lp_slice text,
                       struct lp_err *err)
{
    /* No key takes less than its base64 and a line end. */
    size_t room = text.len / 57 + 1;
    struct lp_keyfile_trust trust = {0};
    unsigned *lines = NULL;
    struct lp_cursor c = lp_cursor_over(text);
    struct lp_slice line;
    enum lp_code rc = LP_OK;

    *out = trust;
    if (text.len > LP_KEYFILE_MAX) {
        return lp_fail(err, LP_E_LIMIT, "larger than any key file (%zu bytes)",
                       LP_KEYFILE_MAX);
    }
    trust.keys = calloc(room, sizeof *trust.keys);
    lines = calloc(room, sizeof *lines);
    if (trust.keys == NULL || lines == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    for (unsigned at = 1; next_line(&c, &line); at++) {
        struct lp_keyfile_public key = {0};

        if (is_remark(line)) {
            continue;
        }
        LP_TRY(parse_trusted(&key, &c, line, &at, err));
        LP_TRY(add_trusted(&trust, lines, &key, at, err));
    }
    if (trust.n == 0) {
        rc = lp_fail(err, LP_E_FORMAT,
                     "%s where a list of public keys is "
                     "expected",
                     text.len == 0 ? "an empty file" : "a list without a key");
        goto done;
    }
    *out = trust;
    trust = (struct lp_keyfile_trust){0};

done:
    free(lines);
    lp_keyfile_trust_release(&trust);
    return rc;
}

void
lp_keyfile_trust_release(struct lp_keyfile_trust *trust)
{
    free(trust->keys);
    *trust = (struct lp_keyfile_trust){0};
}
