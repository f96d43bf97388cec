#include "evidence/xml_told.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "evidence/cms_claim.h"
#include "formats/rule.h"

#define REFS_MAX 65536
#define LOOSE_MAX 4096
/* The helper stops by itself before that. */
#define OCTETS_MAX ((uint64_t)2 << 30)

struct hearing {
    struct lp_xml_told *told;
    struct lp_feed feed;
    size_t members;
    struct lp_xml_one *one; /* the signature that is open, or NULL */
    struct lp_buf body;
    uint8_t type;
    uint64_t octets; /* of DATA so far */
};

static enum lp_code
babble(struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_HELPER_FAILED, 0,
                      "the helper says what makes no sense");
}

void
lp_xml_told_release(struct lp_xml_told *t)
{
    for (size_t i = 0; i < t->n; i++) {
        lp_buf_release(&t->of[i].value);
        lp_buf_release(&t->of[i].certs);
        lp_buf_release(&t->of[i].stamp);
    }
    free(t->of);
    free(t->refs);
    free(t->loose);
    *t = (struct lp_xml_told){0};
}

/* The next frame, whole. */
static enum lp_code
take_frame(struct hearing *h, struct lp_err *err)
{
    uint8_t head[LP_HELPER_HEAD];
    uint8_t *to;
    size_t got = 0;
    size_t len;
    enum lp_code rc;

    LP_TRY(lp_feed_copy(&h->feed, head, sizeof head, &got, err));
    len = got < sizeof head ? SIZE_MAX : lp_get_le32(head + 1);
    if (len > LP_HELPER_BODY_MAX) {
        return babble(err);
    }
    h->type = head[0];
    lp_buf_clear(&h->body);
    to = lp_buf_room(&h->body, len + 1);
    if (to == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_feed_copy(&h->feed, to, len, &got, err));
    h->body.len = got;
    rc = got < len ? babble(err) : LP_OK;

done:
    return rc;
}

/* The digests of what follows as DATA, up to DONE; `*whole` is false if that
 * could not be told to its end. */
static enum lp_code
take_octets(struct hearing *h, unsigned mask, struct lp_mds *out, bool *whole,
            struct lp_err *err)
{
    struct lp_mdrun *run = NULL;
    enum lp_code rc;

    LP_TRY(lp_mdrun_new(&run, mask, err));
    LP_TRY(take_frame(h, err));
    while (h->type == LP_HELPER_DATA && h->body.len > 0) {
        h->octets += h->body.len;
        if (h->octets > OCTETS_MAX) {
            rc = babble(err);
            goto done;
        }
        LP_TRY(lp_mdrun_feed(run, lp_buf_slice(&h->body), err));
        LP_TRY(take_frame(h, err));
    }
    *whole = h->type == LP_HELPER_DONE && h->body.len == 0;
    if (!*whole && h->type != LP_HELPER_BROKEN) {
        rc = babble(err);
        goto done;
    }
    LP_TRY(lp_mdrun_end(run, out, err));

done:
    lp_mdrun_free(run);
    return rc;
}

static bool
is_member(const struct hearing *h, uint32_t member)
{
    return member < h->members;
}

static enum lp_code
take_signature(struct hearing *h, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(lp_buf_slice(&h->body));
    uint32_t member = lp_cursor_le32(&c);
    struct lp_xml_told *t = h->told;
    struct lp_xml_one *grown;

    if (h->one != NULL || c.failed || c.rest.len > 0 || !is_member(h, member)) {
        return babble(err);
    }
    if (t->n == LP_CMS_CLAIMS_MAX) {
        t->cut = true;
        return LP_OK;
    }
    grown = lp_mem_grow(t->of, t->n, &t->cap, sizeof *t->of);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    t->of = grown;
    h->one = &t->of[t->n++];
    *h->one = (struct lp_xml_one){
        .member = member, .refs = t->refs_n, .loose = t->loose_n};
    return LP_OK;
}

static enum lp_code
take_stop(struct hearing *h, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(lp_buf_slice(&h->body));
    unsigned stop = lp_cursor_u8(&c);

    if (stop == 0 || stop >= LP_XD_STOPS) {
        return babble(err);
    }
    h->one->stop = stop;
    lp_cms_claim_text(h->one->why, sizeof h->one->why, c.rest);
    h->one = NULL;
    return LP_OK;
}

static enum lp_code
take_method(struct hearing *h, struct lp_err *err)
{
    struct lp_slice name = lp_buf_slice(&h->body);
    struct lp_xml_one *one = h->one;
    bool whole = true;
    enum lp_code rc = LP_OK;

    lp_cms_claim_text(one->method, sizeof one->method, name);
    (void)lp_xml_method(name, &one->alg, &one->md);
    LP_TRY(take_frame(h, err));
    if (h->type != LP_XD_SIGNED || h->body.len > 0 || one->mds.mask != 0) {
        return babble(err);
    }
    LP_TRY(
        take_octets(h, LP_MD_BIT(one->md) & LP_MD_ALL, &one->mds, &whole, err));
    one->mds.mask = whole ? one->mds.mask : 0;

done:
    return rc;
}

static struct lp_slice
take_part(struct lp_cursor *c)
{
    return lp_cursor_take(c, lp_cursor_le16(c));
}

static enum lp_code
add_ref(struct hearing *h, struct lp_xml_ref **out, struct lp_err *err)
{
    struct lp_xml_told *t = h->told;
    struct lp_xml_ref *grown;

    if (t->refs_n == REFS_MAX) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, 0,
                          "more references than the limit");
    }
    grown = lp_mem_grow(t->refs, t->refs_n, &t->refs_cap, sizeof *t->refs);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    t->refs = grown;
    *out = &t->refs[t->refs_n++];
    **out = (struct lp_xml_ref){0};
    h->one->refs_n++;
    return LP_OK;
}

static enum lp_code
take_ref(struct hearing *h, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(lp_buf_slice(&h->body));
    unsigned how = lp_cursor_u8(&c);
    uint32_t member = lp_cursor_le32(&c);
    struct lp_slice name = take_part(&c);
    struct lp_slice digest = take_part(&c);
    struct lp_xml_ref *r = NULL;
    struct lp_mds got = {0};
    bool whole = false;
    enum lp_code rc;

    if (c.failed || how == 0 || how >= LP_XD_HOWS ||
        (member == LP_XD_NONE ? how != LP_XD_TOLD && how != LP_XD_MISSING
                              : !is_member(h, member))) {
        return babble(err);
    }
    LP_TRY(add_ref(h, &r, err));
    r->how = (enum lp_xd_how)how;
    r->member = member;
    r->md = lp_xml_digest(name);
    lp_cms_claim_text(r->name, sizeof r->name, c.rest);
    /* One of another length is none of that kind, and will not be the same. */
    r->len = digest.len == lp_md_len(r->md) ? digest.len : 0;
    if (r->len > 0) {
        memcpy(r->digest, digest.data, r->len);
    }
    if (how == LP_XD_TOLD) {
        LP_TRY(take_octets(h, LP_MD_BIT(r->md) & LP_MD_ALL, &got, &whole, err));
        r->broken = !whole;
        r->same = whole && r->md != LP_MD_NONE && r->len > 0 &&
                  lp_mds_is(&got, r->md, (struct lp_slice){r->digest, r->len});
    }

done:
    return rc;
}

static enum lp_code
take_loose(struct hearing *h, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(lp_buf_slice(&h->body));
    uint32_t member = lp_cursor_le32(&c);
    struct lp_xml_told *t = h->told;
    struct lp_xml_loose *grown;

    if (c.failed || !is_member(h, member)) {
        return babble(err);
    }
    if (t->loose_n == LOOSE_MAX) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, 0,
                          "more relationships than the limit");
    }
    grown = lp_mem_grow(t->loose, t->loose_n, &t->loose_cap, sizeof *t->loose);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    t->loose = grown;
    t->loose[t->loose_n].member = member;
    lp_cms_claim_text(t->loose[t->loose_n].text,
                      sizeof t->loose[t->loose_n].text, c.rest);
    t->loose_n++;
    h->one->loose_n++;
    return LP_OK;
}

/* The first that is signed; else the first. */
static void
take_time(struct hearing *h)
{
    struct lp_cursor c = lp_cursor_over(lp_buf_slice(&h->body));
    bool is_signed = lp_cursor_u8(&c) == 1;
    struct lp_xml_one *one = h->one;

    if (one->time[0] == '\0' || (is_signed && !one->time_signed)) {
        lp_cms_claim_text(one->time, sizeof one->time, c.rest);
        one->time_signed = is_signed;
    }
}

/* The first: more would be of certificates above it. */
static void
take_certref(struct hearing *h)
{
    struct lp_cursor c = lp_cursor_over(lp_buf_slice(&h->body));
    struct lp_slice name = take_part(&c);
    struct lp_xml_one *one = h->one;

    if (one->has_ess) {
        return;
    }
    one->has_ess = true;
    one->ess_md = c.failed ? LP_MD_NONE : lp_xml_digest(name);
    one->ess_len = c.rest.len == lp_md_len(one->ess_md) ? c.rest.len : 0;
    if (one->ess_len > 0) {
        memcpy(one->ess, c.rest.data, one->ess_len);
    }
}

static enum lp_code
take_stamp(struct hearing *h, struct lp_err *err)
{
    struct lp_xml_one *one = h->one;
    bool first = one->stamp.len == 0;
    struct lp_mds got = {0};
    bool whole = false;
    enum lp_code rc;

    if (first) {
        lp_buf_put(&one->stamp, lp_buf_slice(&h->body));
        LP_TRY(lp_buf_check(&one->stamp, err));
    }
    LP_TRY(take_octets(h, LP_MD_ALL, &got, &whole, err));
    if (first && whole) {
        one->stamped = got;
    }

done:
    return rc;
}

static enum lp_code
take_bytes(struct lp_buf *to, struct lp_slice bytes, struct lp_err *err)
{
    to->max = LP_CMS_MAX;
    lp_buf_put(to, bytes);
    return lp_buf_check(to, err);
}

/* What is said of the signature that is open. */
static enum lp_code
take_of_one(struct hearing *h, struct lp_err *err)
{
    struct lp_slice body = lp_buf_slice(&h->body);

    switch (h->type) {
    case LP_XD_STOP:
        return take_stop(h, err);
    case LP_XD_METHOD:
        return take_method(h, err);
    case LP_XD_VALUE:
        return take_bytes(&h->one->value, body, err);
    case LP_XD_CERT:
        return take_bytes(&h->one->certs, body, err);
    case LP_XD_REF:
        return take_ref(h, err);
    case LP_XD_LOOSE:
        return take_loose(h, err);
    case LP_XD_STAMP:
        return take_stamp(h, err);
    case LP_XD_TIME:
        take_time(h);
        return LP_OK;
    case LP_XD_CERTREF:
        take_certref(h);
        return LP_OK;
    case LP_XD_CLOSE:
        h->one = NULL;
        return body.len == 0 ? LP_OK : babble(err);
    default:
        return babble(err);
    }
}

enum lp_code
lp_xml_told_read(struct lp_xml_told *out, struct lp_source *frames,
                 size_t members, struct lp_err *err)
{
    struct hearing h = {.told = out, .feed.from = frames, .members = members};
    enum lp_code rc;

    for (;;) {
        LP_TRY(take_frame(&h, err));
        if (h.type == LP_HELPER_FAILED) {
            out->cut = true;
            break;
        }
        if (h.type == LP_HELPER_END) {
            rc = h.one == NULL && h.body.len == 0 ? LP_OK : babble(err);
            goto done;
        }
        if (h.type == LP_XD_SIGNATURE) {
            LP_TRY(take_signature(&h, err));
            if (out->cut) {
                break;
            }
        } else if (h.one == NULL) {
            rc = babble(err);
            goto done;
        } else {
            LP_TRY(take_of_one(&h, err));
        }
    }

done:
    /* One that was not told whole means nothing. */
    if (h.one != NULL) {
        h.one->stop = LP_XD_LIMIT;
    }
    lp_buf_release(&h.body);
    return rc;
}
