#include "bundle/sealed.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle/aside.h"
#include "bundle/helping.h"
#include "evidence/pdf_claims.h"
#include "evidence/pgp_found.h"
#include "evidence/pgp_mail.h"
#include "evidence/smime_claims.h"
#include "evidence/token_claims.h"
#include "evidence/xml_claims.h"
#include "formats/reader.h"

/* A stamp is small; what is larger is none. */
#define STAMP_MAX ((off_t)1 << 20)
#define NAME_ROOM 1024

/* The first two are stamps by their names alone. */
#define BY_NAME 2
const char *const lp_sealed_endings[LP_SEALED_STAMPS] = {".tsr", ".ots", ".asc",
                                                         ".sig"};

enum lp_code
lp_sealed_begin(struct lp_sealed *s, struct lp_slice beside, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (beside.len > 0) {
        rc = lp_cms_claims_take(&s->claims, beside, err);
        s->stamp = rc == LP_OK && s->claims.n == 0;
    }
    return rc;
}

/* Whether `word` stands somewhere, in letters of any case: looked for by its
 * byte `at`, which is seldom and has no case. */
static bool
has_word(struct lp_slice s, const char *word, size_t at)
{
    struct lp_cursor c = lp_cursor_over(s);
    size_t n = strlen(word);

    while (!c.failed) {
        (void)lp_cursor_until(&c, (uint8_t)word[at]);
        if (!c.failed && (size_t)(c.rest.data - s.data) > at &&
            c.rest.len + at + 1 >= n &&
            strncasecmp((const char *)c.rest.data - at - 1, word, n) == 0) {
            return true;
        }
    }
    return false;
}

static bool
has(struct lp_slice s, const char *text)
{
    return s.len > 0 && memmem(s.data, s.len, text, strlen(text)) != NULL;
}

/* The same of a text in lines, whose ends may stand in the midst of it. */
static bool
has_over_lines(struct lp_slice s, const char *text)
{
    for (size_t at = 0; at < s.len; at++) {
        size_t n = 0;

        for (size_t i = at; i < s.len && text[n] != '\0'; i++) {
            if (s.data[i] == (uint8_t)text[n]) {
                n++;
            } else if (n == 0 || (s.data[i] != '\r' && s.data[i] != '\n')) {
                break;
            }
        }
        if (text[n] == '\0') {
            return true;
        }
    }
    return false;
}

/* Quoted-printable may write a letter in two ways, and break any line. */
static bool
may_quote_pgp(struct lp_slice s)
{
    static const char *const words[] = {"PGP", "=50", "=47", "P=\n", "P=\r\n"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (has(s, words[i])) {
            return true;
        }
    }
    return false;
}

bool
lp_sealed_is_mail(struct lp_slice head)
{
    /* "BEGIN PGP" in base64, from each of its three places on. */
    static const char *const packed[] = {"QkVHSU4gUEdQ", "JFR0lOIFBHU",
                                         "CRUdJTiBQR1"};

    /* "application/pkcs7-...", "application/x-pkcs7-...", "application/pgp-..."
     * are where the header says so, and octets may be S/MIME by a name that is
     * written in any of the ways of names; of a large message that may be
     * later. */
    if (head.len >= LP_HEAD_MAX || has_word(head, "pkcs7", 4) ||
        has_word(head, "/octet-stream", 0) || has_word(head, "/pgp-", 0) ||
        has(head, "BEGIN PGP")) {
        return true;
    }
    if (may_quote_pgp(head) && has_word(head, "quoted-printable", 6)) {
        return true;
    }
    if (has_word(head, "base64", 4)) {
        for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++) {
            if (has_over_lines(head, packed[i])) {
                return true;
            }
        }
    }
    return false;
}

static enum lp_code
pull(struct lp_source *source, struct lp_piece *out, struct lp_err *err)
{
    struct lp_sealed *s = source->self;
    enum lp_code rc = lp_source_pull(&s->from, out, err);

    if (rc != LP_OK || s->spool == NULL) {
        return rc;
    }
    s->at += out->bytes.len;
    rc = lp_aside_put(s->spool, out->bytes, s->at, err);
    if (rc == LP_E_LIMIT) {
        lp_spool_free(s->spool);
        s->spool = NULL;
        s->too_large = true;
        rc = LP_OK;
    }
    return rc;
}

static const struct lp_source_ops pull_ops = {pull, NULL};

enum lp_code
lp_sealed_watch(struct lp_sealed *s, struct lp_source *bytes,
                struct lp_store *store, uint64_t max, struct lp_err *err)
{
    enum lp_code rc = lp_spool_new(&s->spool, store, err);

    if (rc == LP_OK) {
        lp_spool_limit(s->spool, max);
        s->from = *bytes;
        *bytes = (struct lp_source){&pull_ops, s};
    }
    return rc;
}

/* Nothing is known of a document that could not be kept whole. */
static enum lp_code
give_up(struct lp_sealed *s, enum lp_method method, struct lp_err *err)
{
    struct lp_cms_claim *c;
    enum lp_code rc = lp_cms_claims_add(&s->claims, &c, err);

    if (rc == LP_OK) {
        c->method = method;
        c->state = LP_CMS_STRANGE;
        lp_cms_claim_say(c, "too large to be looked at");
    }
    return rc;
}

enum lp_code
lp_sealed_mail(struct lp_sealed *s, struct lp_view *view,
               const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_view *own = NULL;
    enum lp_code rc;

    if (s->too_large) {
        return give_up(s, LP_METHOD_SMIME, err);
    }
    if (s->spool != NULL) {
        own = lp_spool_view(s->spool);
        s->spool = NULL;
        view = own;
    }
    rc = view == NULL ? LP_OK : lp_smime_claims(view, limits, &s->claims, err);
    if (rc == LP_OK && view != NULL) {
        rc = lp_pgp_mail_claims(view, limits, &s->claims, err);
    }
    lp_view_unref(own);
    return rc;
}

enum lp_code
lp_sealed_text(struct lp_sealed *s, const struct lp_record *r,
               struct lp_err *err)
{
    const struct lp_cms_claim like = {.method = LP_METHOD_OPENPGP,
                                      .form = LP_CMS_PGP_FILE};
    bool text = r->kind == LP_KIND_OTHER && r->closed == LP_RULE_NONE &&
                (r->flags & LP_FLAG_OWN_TEXT) == 0;

    return text ? lp_pgp_text_new(&s->text, &s->claims, &like, err) : LP_OK;
}

void
lp_sealed_text_feed(struct lp_sealed *s, struct lp_slice bytes)
{
    lp_pgp_text_feed(s->text, bytes);
}

enum lp_code
lp_sealed_text_end(struct lp_sealed *s, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (s->text != NULL) {
        rc = lp_pgp_text_end(s->text, err);
        lp_pgp_text_free(s->text);
        s->text = NULL;
    }
    if (rc == LP_E_LIMIT && s->claims.n > 0) {
        lp_cms_claim_say(&s->claims.of[s->claims.n - 1], "more was left out");
        rc = LP_OK;
    }
    return rc;
}

bool
lp_sealed_is_leaf(enum lp_kind kind)
{
    return kind == LP_KIND_PDF || kind == LP_KIND_OOXML || kind == LP_KIND_ODF;
}

enum lp_code
lp_sealed_leaf(struct lp_sealed *s, enum lp_kind kind, struct lp_view *view,
               const struct lp_limits *limits, struct lp_err *err)
{
    enum lp_code rc;

    if (view == NULL) {
        return give_up(s,
                       kind == LP_KIND_OOXML ? LP_METHOD_OOXML
                       : kind == LP_KIND_ODF ? LP_METHOD_ODF
                                             : LP_METHOD_PDF,
                       err);
    }
    LP_TRY(lp_doc_dates(&s->claims.dates, view, kind, limits, err));
    rc = kind == LP_KIND_PDF
             ? lp_pdf_claims(view, limits, &s->claims, err)
             : lp_xml_claims(view, kind, &lp_helping, limits, &s->claims, err);

done:
    return rc;
}

bool
lp_sealed_is_stamp(struct lp_slice name, size_t *of)
{
    for (size_t i = 0; i < LP_SEALED_STAMPS; i++) {
        size_t n = strlen(lp_sealed_endings[i]);

        if (name.len > n &&
            memcmp(name.data + name.len - n, lp_sealed_endings[i], n) == 0) {
            *of = name.len - n;
            return true;
        }
    }
    return false;
}

bool
lp_sealed_by_name(struct lp_slice name)
{
    for (size_t i = 0; i < BY_NAME; i++) {
        if (lp_slice_ends(name, lp_slice_str(lp_sealed_endings[i]))) {
            return true;
        }
    }
    return false;
}

bool
lp_sealed_may_be_signature(struct lp_slice head)
{
    struct lp_cursor c = lp_cursor_over(head);
    unsigned tag = lp_cursor_u8(&c);

    /* A packet of kind 2 in either format, or armor. */
    return (tag & 0xfc) == 0x88 || tag == 0xc2 || has(head, "BEGIN PGP SIG");
}

enum lp_code
lp_sealed_is_signature(struct lp_view *view, bool *yes, struct lp_err *err)
{
    struct lp_pgp_found found = {0};
    struct lp_buf bytes = {0};
    size_t got = 0;
    enum lp_code rc = LP_OK;

    *yes = false;
    if (view->size == 0 || view->size > (uint64_t)STAMP_MAX ||
        lp_buf_room(&bytes, (size_t)view->size) == NULL) {
        return lp_buf_check(&bytes, err);
    }
    LP_TRY(lp_view_read(view, 0, bytes.data, (size_t)view->size, &got, err));
    bytes.len = got;
    LP_TRY(lp_pgp_found_read(&found, lp_buf_slice(&bytes), yes, err));
    *yes = *yes && !found.other;

done:
    lp_pgp_found_release(&found);
    lp_buf_release(&bytes);
    return rc;
}

/* What is named as a timestamp and reads as none is a damaged one: whoever put
 * it there had something to prove. */
static enum lp_code
damaged(struct lp_sealed *s, struct lp_slice name, struct lp_view *document,
        struct lp_err *err)
{
    struct lp_cms_claim *c;
    bool proof = lp_slice_ends(name, lp_slice_str(".ots"));
    enum lp_code rc;

    if (!lp_sealed_by_name(name)) {
        return LP_OK;
    }
    rc = lp_cms_claims_add(&s->claims, &c, err);
    if (rc == LP_OK) {
        c->method = proof ? LP_METHOD_OPENTIMESTAMPS : LP_METHOD_TIMESTAMP;
        c->form = proof ? LP_CMS_PROOF : LP_CMS_TOKEN;
        c->state = LP_CMS_BROKEN;
        c->covered = document == NULL ? 0 : document->size;
        c->total = c->covered;
        lp_cms_claim_say(c, "by its name a timestamp, and it reads as none");
    }
    return rc;
}

enum lp_code
lp_sealed_stamp(struct lp_sealed *s, int fd, struct lp_slice name,
                struct lp_view *document, struct lp_err *err)
{
    struct lp_view *v = NULL;
    size_t before = s->claims.n;
    struct stat st;
    enum lp_code rc = LP_OK;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        (void)close(fd);
        return LP_OK;
    }
    if (st.st_size > STAMP_MAX) {
        (void)close(fd);
    } else {
        LP_TRY(lp_view_file(&v, fd, (uint64_t)st.st_size, false, err));
        LP_TRY(lp_stamp_claims(v, document, &s->claims, err));
    }
    if (s->claims.n == before) {
        rc = damaged(s, name, document, err);
    }

done:
    lp_view_unref(v);
    return rc;
}

/* The stamp of this name, if there is one that can be read. */
static enum lp_code
stamp(struct lp_sealed *s, int dir, const char *name, struct lp_view *document,
      struct lp_err *err)
{
    int fd = openat(dir, name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

    return fd < 0 ? LP_OK
                  : lp_sealed_stamp(s, fd, lp_slice_str(name), document, err);
}

enum lp_code
lp_sealed_stamps(struct lp_sealed *s, int dir, const char *name,
                 struct lp_view *document, struct lp_err *err)
{
    char beside[NAME_ROOM];
    enum lp_code rc = LP_OK;

    if (document == NULL) {
        return stamp(s, dir, name, NULL, err);
    }
    for (size_t i = 0; i < LP_SEALED_STAMPS; i++) {
        int n =
            snprintf(beside, sizeof beside, "%s%s", name, lp_sealed_endings[i]);

        if (n > 0 && (size_t)n < sizeof beside) {
            LP_TRY(stamp(s, dir, beside, document, err));
        }
    }

done:
    return rc;
}

enum lp_code
lp_sealed_end(struct lp_sealed *s, struct lp_record *r, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (s->claims.n > 0 || s->stamp) {
        rc = lp_cms_claims_put(&s->blob, &s->claims, err);
        r->seals = lp_buf_slice(&s->blob);
    }
    return rc;
}

void
lp_sealed_release(struct lp_sealed *s)
{
    lp_cms_claims_release(&s->claims);
    lp_spool_free(s->spool);
    lp_pgp_text_free(s->text);
    lp_buf_release(&s->blob);
    *s = (struct lp_sealed){0};
}
