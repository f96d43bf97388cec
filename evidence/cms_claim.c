#include "evidence/cms_claim.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/*
 *     blob   = version count cut *claim created(8) modified(8)
 *              again-created(8) again-modified(8)
 *     claim  = method form state spellings doubts(4) covered(8) total(8)
 *              claimed(8) der cert *spelling authors name note xml
 *     xml    = codes(4) alg md weakest differs ess-md ess-length ess stamp
 *              ; of the form XML alone
 *     text, der, cert, stamp = length(4) bytes
 *     spelling = digests undone
 *     digests  = mask(4) *digest, in the order of enum lp_md
 *
 * Numbers without a length are one byte; all are little-endian.
 */
#define VERSION 1
#define TIME_MAX ((int64_t)1 << 40)

void
lp_cms_claims_release(struct lp_cms_claims *c)
{
    for (size_t i = 0; i < c->n; i++) {
        lp_buf_release(&c->of[i].der);
        lp_buf_release(&c->of[i].cert);
        lp_buf_release(&c->of[i].xml.stamp);
    }
    free(c->of);
    *c = (struct lp_cms_claims){0};
}

enum lp_code
lp_cms_claims_add(struct lp_cms_claims *c, struct lp_cms_claim **out,
                  struct lp_err *err)
{
    struct lp_cms_claim *more;

    if (c->n == LP_CMS_CLAIMS_MAX) {
        return lp_fail_at(err, LP_E_LIMIT, 0, 0,
                          "more signatures than any document has");
    }
    more = lp_mem_grow(c->of, c->n, &c->cap, sizeof *more);
    if (more == NULL) {
        return lp_no_memory(err);
    }
    c->of = more;
    *out = &more[c->n++];
    **out = (struct lp_cms_claim){0};
    return LP_OK;
}

bool
lp_cms_claims_none(const struct lp_cms_claims *c)
{
    const struct lp_doc_dates *d = &c->dates;

    return c->n == 0 && d->created == 0 && d->modified == 0 &&
           d->again_created == 0 && d->again_modified == 0;
}

void
lp_cms_claim_say(struct lp_cms_claim *c, const char *reason)
{
    lp_evidence_say(c->note, LP_EVIDENCE_NOTE_MAX, reason);
}

void
lp_cms_claim_text(char *to, size_t cap, struct lp_slice bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes.len && n + 1 < cap; i++) {
        if (bytes.data[i] >= ' ' && bytes.data[i] != 0x7f) {
            to[n++] = (char)bytes.data[i];
        }
    }
    while (n > 0 && n + 1 == cap && ((unsigned char)to[n - 1] & 0xc0) == 0x80) {
        n--;
    }
    to[n] = '\0';
}

static void
put_bytes(struct lp_buf *to, struct lp_slice bytes)
{
    lp_buf_le32(to, (uint32_t)bytes.len);
    lp_buf_put(to, bytes);
}

static void
put_digests(struct lp_buf *to, const struct lp_mds *d)
{
    lp_buf_le32(to, d->mask);
    for (unsigned i = 1; i < LP_MD_COUNT; i++) {
        if ((d->mask & LP_MD_BIT(i)) != 0) {
            lp_buf_put(to, (struct lp_slice){d->bytes[i], lp_md_len(i)});
        }
    }
}

static void
put_xml(struct lp_buf *to, const struct lp_cms_claim *c)
{
    const struct lp_xml_claim *x = &c->xml;

    lp_buf_le32(to, c->codes);
    lp_buf_byte(to, (uint8_t)x->alg);
    lp_buf_byte(to, (uint8_t)x->md);
    lp_buf_byte(to, (uint8_t)x->weakest);
    lp_buf_byte(to, x->differs);
    lp_buf_byte(to, (uint8_t)x->ess_md);
    lp_buf_byte(to, x->ess_len);
    lp_buf_put(to, (struct lp_slice){x->ess, x->ess_len});
    put_bytes(to, lp_buf_slice(&x->stamp));
}

static void
put_claim(struct lp_buf *to, const struct lp_cms_claim *c)
{
    lp_buf_byte(to, (uint8_t)c->method);
    lp_buf_byte(to, (uint8_t)c->form);
    lp_buf_byte(to, (uint8_t)c->state);
    lp_buf_byte(to, (uint8_t)c->n_spellings);
    lp_buf_le32(to, c->doubts);
    lp_buf_le64(to, c->covered);
    lp_buf_le64(to, c->total);
    lp_buf_le64(to, (uint64_t)c->claimed_at);
    put_bytes(to, lp_buf_slice(&c->der));
    put_bytes(to, lp_buf_slice(&c->cert));
    for (unsigned i = 0; i < c->n_spellings; i++) {
        put_digests(to, &c->spelling[i]);
        put_bytes(to, lp_slice_str(c->undone[i]));
    }
    put_bytes(to, lp_slice_str(c->authors));
    put_bytes(to, lp_slice_str(c->name));
    put_bytes(to, lp_slice_str(c->note));
    if (c->form == LP_CMS_XML) {
        put_xml(to, c);
    }
}

enum lp_code
lp_cms_claims_put(struct lp_buf *to, const struct lp_cms_claims *c,
                  struct lp_err *err)
{
    size_t kept = 0;
    size_t size = 0;

    /* What does not fit is left out from the end, and the last says so. */
    while (kept < c->n) {
        size += c->of[kept].der.len + c->of[kept].cert.len +
                c->of[kept].xml.stamp.len + 8192;
        if (size > LP_CMS_CLAIMS_BYTES) {
            break;
        }
        kept++;
    }
    lp_buf_byte(to, VERSION);
    lp_buf_byte(to, (uint8_t)kept);
    lp_buf_byte(to, kept < c->n);
    for (size_t i = 0; i < kept; i++) {
        put_claim(to, &c->of[i]);
    }
    lp_buf_le64(to, (uint64_t)c->dates.created);
    lp_buf_le64(to, (uint64_t)c->dates.modified);
    lp_buf_le64(to, (uint64_t)c->dates.again_created);
    lp_buf_le64(to, (uint64_t)c->dates.again_modified);
    return lp_buf_check(to, err);
}

static void
take_text(struct lp_cursor *c, char *to, size_t cap)
{
    struct lp_slice s = lp_cursor_take(c, lp_cursor_le32(c));

    if (s.len >= cap || (s.len > 0 && memchr(s.data, '\0', s.len) != NULL)) {
        c->failed = true;
        return;
    }
    if (s.len > 0) {
        memcpy(to, s.data, s.len);
    }
    to[s.len] = '\0';
}

static void
take_bytes(struct lp_cursor *c, struct lp_buf *to, size_t max)
{
    struct lp_slice s = lp_cursor_take(c, lp_cursor_le32(c));

    c->failed = c->failed || s.len > max;
    if (!c->failed) {
        lp_buf_put(to, s);
        c->failed = to->failed != LP_OK;
    }
}

static void
take_digests(struct lp_cursor *c, struct lp_mds *d)
{
    d->mask = lp_cursor_le32(c);
    if ((d->mask & ~LP_MD_ALL) != 0) {
        c->failed = true;
        d->mask = 0;
    }
    for (unsigned i = 1; i < LP_MD_COUNT; i++) {
        if ((d->mask & LP_MD_BIT(i)) != 0) {
            struct lp_slice s = lp_cursor_take(c, lp_md_len(i));

            if (s.len > 0) {
                memcpy(d->bytes[i], s.data, s.len);
            }
        }
    }
}

static uint8_t
take_word(struct lp_cursor *c, unsigned count)
{
    uint8_t v = lp_cursor_u8(c);

    c->failed = c->failed || v >= count;
    return c->failed ? 0 : v;
}

static void
take_xml(struct lp_cursor *c, struct lp_cms_claim *out)
{
    struct lp_xml_claim *x = &out->xml;
    struct lp_slice ess;

    out->codes = lp_cursor_le32(c);
    x->alg = (enum lp_xml_alg)take_word(c, LP_XML_ALGS);
    x->md = (enum lp_md)take_word(c, LP_MD_COUNT);
    x->weakest = (enum lp_md)take_word(c, LP_MD_COUNT);
    x->differs = take_word(c, 2) == 1;
    x->ess_md = (enum lp_md)take_word(c, LP_MD_COUNT);
    x->ess_len = take_word(c, LP_MD_LEN_MAX + 1);
    ess = lp_cursor_take(c, x->ess_len);
    if (ess.len > 0) {
        memcpy(x->ess, ess.data, ess.len);
    }
    take_bytes(c, &x->stamp, LP_CMS_MAX);
    c->failed = c->failed || out->codes >> LP_SEAL_CODES != 0;
}

static void
take_claim(struct lp_cursor *c, struct lp_cms_claim *out)
{
    out->method = (enum lp_method)take_word(c, LP_METHOD_COUNT);
    out->form = (enum lp_cms_form)take_word(c, LP_CMS_FORMS);
    out->state = (enum lp_cms_state)take_word(c, LP_CMS_STATES);
    out->n_spellings = take_word(c, LP_CMS_SPELLINGS + 1);
    out->doubts = lp_cursor_le32(c);
    out->covered = lp_cursor_le64(c);
    out->total = lp_cursor_le64(c);
    out->claimed_at = (int64_t)lp_cursor_le64(c);
    take_bytes(c, &out->der, LP_CMS_MAX);
    take_bytes(c, &out->cert, LP_CMS_MAX);
    for (unsigned i = 0; i < out->n_spellings; i++) {
        take_digests(c, &out->spelling[i]);
        take_text(c, out->undone[i], sizeof out->undone[i]);
    }
    take_text(c, out->authors, sizeof out->authors);
    take_text(c, out->name, sizeof out->name);
    take_text(c, out->note, sizeof out->note);
    if (out->form == LP_CMS_XML) {
        take_xml(c, out);
    }
    c->failed =
        c->failed || out->doubts > LP_CMS_DOUBTS || out->covered > out->total;
}

/* A time that a calendar has: sums of it do not overflow. */
static int64_t
take_time(struct lp_cursor *c)
{
    int64_t at = (int64_t)lp_cursor_le64(c);

    c->failed = c->failed || at > TIME_MAX || at < -TIME_MAX;
    return c->failed ? 0 : at;
}

enum lp_code
lp_cms_claims_take(struct lp_cms_claims *out, struct lp_slice bytes,
                   struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(bytes);
    struct lp_cms_claims got = {0};
    struct lp_cms_claim *one;
    unsigned n;
    bool cut;
    enum lp_code rc = LP_OK;

    c.failed = lp_cursor_u8(&c) != VERSION || bytes.len > LP_CMS_CLAIMS_BYTES;
    n = take_word(&c, LP_CMS_CLAIMS_MAX + 1);
    cut = take_word(&c, 2) == 1;
    for (unsigned i = 0; i < n && !c.failed; i++) {
        LP_TRY(lp_cms_claims_add(&got, &one, err));
        take_claim(&c, one);
        if (cut && i + 1 == n) {
            lp_cms_claim_say(one, "further signatures were left out");
        }
    }
    got.dates.created = take_time(&c);
    got.dates.modified = take_time(&c);
    got.dates.again_created = take_time(&c);
    got.dates.again_modified = take_time(&c);
    if (c.failed || c.rest.len > 0) {
        rc = lp_fail(err, LP_E_FORMAT, "claims: the bytes are none");
        goto done;
    }
    *out = got;
    got = (struct lp_cms_claims){0};

done:
    lp_cms_claims_release(&got);
    return rc;
}
