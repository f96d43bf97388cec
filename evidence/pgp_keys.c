#include "evidence/pgp_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/helper.h"
#include "formats/pgp_key.h"

void
lp_pgp_keys_release(struct lp_pgp_keys *k)
{
    for (size_t i = 0; i < k->n; i++) {
        lp_pgp_ready_free(k->of[i].ready);
    }
    free(k->of);
    lp_buf_release(&k->bytes);
    *k = (struct lp_pgp_keys){0};
}

static enum lp_code
nonsense(struct lp_err *err)
{
    return lp_fail(err, LP_E_FORMAT,
                   "what leafproof-openpgp says of it makes no sense");
}

/* A fingerprint; that of version 3 has 16 bytes. */
static size_t
take_fpr(struct lp_cursor *c, uint8_t *to)
{
    size_t n = lp_cursor_u8(c);
    struct lp_slice s = lp_cursor_take(c, n);

    if (c->failed || (n != 16 && n != 20 && n != 32)) {
        c->failed = true;
        return 0;
    }
    memcpy(to, s.data, n);
    return n;
}

/* User ids one behind the other, each with LF, and without controls. */
static void
take_users(struct lp_pgp_keys *k, struct lp_cursor *c, struct lp_pgp_known *one)
{
    unsigned n = lp_cursor_le16(c);

    one->users = k->bytes.len;
    for (unsigned i = 0; i < n && !c->failed; i++) {
        struct lp_slice s = lp_cursor_take(c, lp_cursor_le16(c));

        for (size_t at = 0; at < s.len; at++) {
            lp_buf_byte(&k->bytes, s.data[at] < ' ' ? ' ' : s.data[at]);
        }
        lp_buf_byte(&k->bytes, '\n');
    }
    one->users_len = k->bytes.len - one->users;
}

/* A frame KEY, as formats/helper.h has it. */
static enum lp_code
take_key(struct lp_pgp_keys *k, struct lp_slice body, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(body);
    struct lp_pgp_known one = {0};
    struct lp_pgp_known *more;
    struct lp_pgp_key key;
    struct lp_slice packet;
    struct lp_slice id;
    unsigned bits = lp_cursor_u8(&c);

    one.vouched = (bits & LP_HELPER_KEY_VOUCHED) != 0;
    one.may_sign = (bits & LP_HELPER_KEY_SIGNS) != 0;
    one.revoked = (bits & LP_HELPER_KEY_REVOKED) != 0;
    one.hard = (bits & LP_HELPER_KEY_HARD) != 0;
    one.revoked_at = (int64_t)lp_cursor_le64(&c);
    one.expires_at = (int64_t)lp_cursor_le64(&c);
    id = lp_cursor_take(&c, 8);
    one.fpr_len = take_fpr(&c, one.fpr);
    one.owner_len = take_fpr(&c, one.owner);
    packet = lp_cursor_take(&c, lp_cursor_le32(&c));
    if (c.failed || bits > LP_HELPER_KEY_BITS || one.revoked_at < 0 ||
        one.expires_at < 0) {
        return nonsense(err);
    }
    memcpy(one.id, id.data, 8);
    if (lp_pgp_key_read(&key, packet)) {
        one.created = key.created;
        one.algorithm = key.algorithm;
        one.bits = key.bits;
    }
    one.packet = k->bytes.len;
    one.packet_len = packet.len;
    lp_buf_put(&k->bytes, packet);
    take_users(k, &c, &one);
    if (c.failed || c.rest.len > 0) {
        return nonsense(err);
    }
    if (k->n == LP_PGP_KEYS_MAX || k->bytes.len > LP_PGP_KEYS_BYTES) {
        return lp_fail(err, LP_E_LIMIT, "more keys than are looked at");
    }
    more = lp_mem_grow(k->of, k->n, &k->cap, sizeof *more);
    if (more == NULL) {
        return lp_no_memory(err);
    }
    k->of = more;
    more[k->n++] = one;
    k->primary += (bits & LP_HELPER_KEY_SUB) != 0 ? 0 : 1;
    k->sorted = false;
    return lp_buf_check(&k->bytes, err);
}

enum lp_code
lp_pgp_keys_add(struct lp_pgp_keys *k, struct lp_source *frames,
                struct lp_err *err)
{
    size_t before = k->n;
    enum lp_code rc;

    for (;;) {
        struct lp_piece p;
        struct lp_slice body;

        LP_TRY(lp_source_pull(frames, &p, err));
        if (p.bytes.len < LP_HELPER_HEAD) {
            return nonsense(err);
        }
        body = lp_slice_from(p.bytes, LP_HELPER_HEAD);
        if (p.bytes.data[0] == LP_HELPER_END) {
            break;
        }
        if (p.bytes.data[0] == LP_HELPER_FAILED) {
            return lp_fail(err, LP_E_FORMAT, "no OpenPGP keys, or broken ones");
        }
        if (p.bytes.data[0] != LP_HELPER_KEY) {
            return nonsense(err);
        }
        LP_TRY(take_key(k, body, err));
    }
    if (k->n == before) {
        rc = lp_fail(err, LP_E_FORMAT, "there is no OpenPGP key in it");
    }

done:
    return rc;
}

/* By id, then by fingerprint, so that the order of keyrings does not matter. */
static int
order(const void *a, const void *b)
{
    const struct lp_pgp_known *x = a;
    const struct lp_pgp_known *y = b;
    int d = memcmp(x->id, y->id, sizeof x->id);

    return d != 0 ? d : memcmp(x->fpr, y->fpr, sizeof x->fpr);
}

size_t
lp_pgp_keys_find(struct lp_pgp_keys *k, const uint8_t id[8], size_t *first)
{
    size_t low = 0;
    size_t high = k->n;
    size_t n = 0;

    if (!k->sorted && k->n > 0) {
        qsort(k->of, k->n, sizeof *k->of, order);
        k->sorted = true;
    }
    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (memcmp(k->of[mid].id, id, 8) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    while (low + n < k->n && memcmp(k->of[low + n].id, id, 8) == 0) {
        n++;
    }
    *first = low;
    return n;
}

static enum lp_pgp_family
family_of(unsigned algorithm)
{
    switch (algorithm) {
    case LP_PGP_RSA:
    case LP_PGP_RSA_SIGN:
        return LP_PGP_FAMILY_RSA;
    case LP_PGP_DSA:
        return LP_PGP_FAMILY_DSA;
    case LP_PGP_ECDSA:
        return LP_PGP_FAMILY_ECDSA;
    case LP_PGP_EDDSA:
        return LP_PGP_FAMILY_EDDSA;
    case LP_PGP_ED25519:
        return LP_PGP_FAMILY_ED25519;
    default:
        return LP_PGP_FAMILY_NONE;
    }
}

struct lp_pgp_ready *
lp_pgp_keys_ready(struct lp_pgp_keys *k, size_t i)
{
    struct lp_pgp_known *one = &k->of[i];
    struct lp_pgp_key key;
    struct lp_pgp_public public;
    struct lp_err err = {0};

    if (one->ready != NULL || one->unusable) {
        return one->ready;
    }
    one->unusable = true;
    if (lp_pgp_key_read(&key,
                        lp_buf_part(&k->bytes, one->packet, one->packet_len))) {
        public = (struct lp_pgp_public){
            .family = family_of(key.algorithm),
            .curve = key.curve,
            .part = {key.part[0], key.part[1], key.part[2], key.part[3]}};
        one->unusable = lp_pgp_ready_new(&one->ready, &public, &err) != LP_OK;
    }
    return one->ready;
}

struct lp_slice
lp_pgp_keys_users(const struct lp_pgp_keys *k, size_t i)
{
    return lp_buf_part(&k->bytes, k->of[i].users, k->of[i].users_len);
}
