#include "evidence/token_claims.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/ots.h"
#include "evidence/pgp_mail.h"

#define CHUNK ((size_t)65536)

enum lp_stamp_kind
lp_stamp_kind(struct lp_slice head)
{
    /* The object identifiers of signed data and of TSTInfo, in DER. */
    static const uint8_t signed_data[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                          0xf7, 0x0d, 0x01, 0x07, 0x02};
    static const uint8_t tst[] = {0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                                  0x0d, 0x01, 0x09, 0x10, 0x01, 0x04};

    if (lp_ots_is(head)) {
        return LP_STAMP_PROOF;
    }
    head = lp_slice_head(head, 4096);
    if (head.len > 0 && head.data[0] == 0x30 &&
        memmem(head.data, head.len, signed_data, sizeof signed_data) != NULL &&
        memmem(head.data, head.len, tst, sizeof tst) != NULL) {
        return LP_STAMP_TOKEN;
    }
    return LP_STAMP_NONE;
}

static void
broken(struct lp_cms_claim *c, enum lp_cms_state state, const char *why)
{
    c->state = state;
    lp_cms_claim_say(c, why);
}

static enum lp_code
digest(struct lp_cms_claim *c, struct lp_view *v, unsigned mask,
       struct lp_err *err)
{
    struct lp_mdrun *run = NULL;
    uint8_t *bytes = malloc(CHUNK);
    uint64_t at = 0;
    size_t got = 0;
    enum lp_code rc;

    if (bytes == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_mdrun_new(&run, mask, err));
    do {
        LP_TRY(lp_view_read(v, at, bytes, CHUNK, &got, err));
        LP_TRY(lp_mdrun_feed(run, (struct lp_slice){bytes, got}, err));
        at += got;
    } while (got > 0);
    LP_TRY(lp_mdrun_end(run, &c->spelling[0], err));
    c->n_spellings = 1;

done:
    lp_mdrun_free(run);
    free(bytes);
    return rc;
}

/* What a token is over; `*mask` stays 0 if it cannot be read. */
static enum lp_code
read_token(struct lp_cms_claim *c, struct lp_slice bytes, unsigned *mask,
           struct lp_err *err)
{
    struct lp_slice token = lp_tst_token(bytes);
    struct lp_cms *cms = NULL;
    struct lp_slice content;
    struct lp_tst tst;
    struct lp_err why = {0};
    size_t used = 0;
    enum lp_code rc;

    c->method = LP_METHOD_TIMESTAMP;
    c->form = LP_CMS_TOKEN;
    if (token.len == 0) {
        broken(c, LP_CMS_BROKEN, "a response without a timestamp");
        return LP_OK;
    }
    rc = lp_cms_open(&cms, token, &used, &why);
    if (rc == LP_E_FORMAT) {
        broken(c, LP_CMS_BROKEN, "the timestamp is no CMS");
        return LP_OK;
    }
    LP_TRY(rc);
    if (!lp_cms_content(cms, &content) || !lp_tst_read(content, &tst)) {
        broken(c, LP_CMS_BROKEN, "what is signed is no timestamp");
        goto done;
    }
    *mask = LP_MD_BIT(tst.md) & LP_MD_ALL;
    lp_buf_put(&c->der, lp_slice_head(token, used));
    rc = lp_buf_check(&c->der, err);

done:
    lp_cms_free(cms);
    return rc;
}

static enum lp_code
read_proof(struct lp_cms_claim *c, struct lp_slice bytes, unsigned *mask,
           struct lp_err *err)
{
    enum lp_md md = LP_MD_NONE;

    c->method = LP_METHOD_OPENTIMESTAMPS;
    c->form = LP_CMS_PROOF;
    if (!lp_ots_digest(bytes, &md)) {
        broken(c, LP_CMS_BROKEN, "the proof breaks its own grammar");
        return LP_OK;
    }
    *mask = LP_MD_BIT(md) & LP_MD_ALL;
    lp_buf_put(&c->der, bytes);
    return lp_buf_check(&c->der, err);
}

enum lp_code
lp_stamp_claims(struct lp_view *stamp, struct lp_view *document,
                struct lp_cms_claims *out, struct lp_err *err)
{
    struct lp_buf bytes = {0};
    struct lp_cms_claim *c;
    enum lp_stamp_kind kind;
    size_t got = 0;
    unsigned mask = 0;
    enum lp_code rc = LP_OK;

    if (stamp->size == 0 || stamp->size > LP_CMS_MAX ||
        lp_buf_room(&bytes, (size_t)stamp->size) == NULL) {
        return lp_buf_check(&bytes, err);
    }
    LP_TRY(lp_view_read(stamp, 0, bytes.data, (size_t)stamp->size, &got, err));
    bytes.len = got;
    kind = lp_stamp_kind(lp_buf_slice(&bytes));
    if (kind == LP_STAMP_NONE) {
        bool any = false;

        rc = lp_pgp_file_claims(lp_buf_slice(&bytes), document, out, &any, err);
        goto done;
    }
    LP_TRY(lp_cms_claims_add(out, &c, err));
    if (kind == LP_STAMP_TOKEN) {
        LP_TRY(read_token(c, lp_buf_slice(&bytes), &mask, err));
    } else {
        LP_TRY(read_proof(c, lp_buf_slice(&bytes), &mask, err));
    }
    if (document == NULL && c->state == LP_CMS_READ) {
        broken(c, LP_CMS_STRANGE, "what it is a timestamp of is not here");
    }
    if (document != NULL) {
        c->covered = document->size;
        c->total = document->size;
    }
    if (document != NULL && c->state == LP_CMS_READ) {
        LP_TRY(digest(c, document, mask, err));
    }

done:
    lp_buf_release(&bytes);
    return rc;
}
