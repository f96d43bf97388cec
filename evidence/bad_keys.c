#include "evidence/bad_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "crypto/digest.h"
#include "formats/bad_key_list.h"

#define FILE_MAX ((size_t)1 << 30)

/* SHA-256 of the SubjectPublicKeyInfo (RFC 8410, 4, for Ed25519) of a key, as
 * it is written by all; what is no such key is digested as it is. */
static enum lp_code
digest_key(struct lp_digest *out, struct lp_buf *room, struct lp_slice key,
           struct lp_err *err)
{
    static const uint8_t ed25519[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                      0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
    struct lp_rsa_numbers rsa;
    enum lp_code rc;

    lp_buf_clear(room);
    if (lp_rsa_numbers_read(&rsa, key)) {
        lp_rsa_numbers_info(room, &rsa);
    } else {
        if (key.len == 32) {
            lp_buf_put(room, (struct lp_slice){ed25519, sizeof ed25519});
        }
        lp_buf_put(room, key);
    }
    LP_TRY(lp_buf_check(room, err));
    rc = lp_digest_of(out, LP_ALG_SHA256, lp_buf_slice(room), err);

done:
    return rc;
}

static enum lp_code
on_key(void *who, const struct lp_bad_key *k, struct lp_err *err)
{
    struct lp_bad_keys *b = who;
    struct lp_bad_key_entry *grown =
        lp_mem_grow(b->of, b->n, &b->cap, sizeof *b->of);
    struct lp_bad_key_entry e = {.from = k->from, .why = b->words.len};
    struct lp_digest digest;
    enum lp_code rc = LP_OK;

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    b->of = grown;
    if (k->hashed) {
        memcpy(e.digest, k->digest, sizeof e.digest);
    } else {
        LP_TRY(digest_key(&digest, &b->room,
                          (struct lp_slice){k->key, k->key_len}, err));
        memcpy(e.digest, digest.bytes, sizeof e.digest);
    }
    lp_buf_put(&b->words, k->why);
    LP_TRY(lp_buf_check(&b->words, err));
    e.why_len = k->why.len;
    b->of[b->n++] = e;
    b->sorted = false;

done:
    return rc;
}

enum lp_code
lp_bad_keys_load(struct lp_bad_keys *b, const char *path, struct lp_err *err)
{
    struct lp_buf text = {0};
    enum lp_code rc;

    LP_TRY(lp_file_read(&text, path, FILE_MAX, NULL, err));
    rc = lp_bad_key_list_read(lp_buf_slice(&text), on_key, b, err);
    if (rc == LP_E_FORMAT) {
        rc = lp_fail_in(err, path);
    }

done:
    lp_buf_release(&text);
    return rc;
}

static int
order(const void *left, const void *right)
{
    const struct lp_bad_key_entry *l = left;
    const struct lp_bad_key_entry *r = right;
    int o = memcmp(l->digest, r->digest, sizeof l->digest);

    if (o == 0) {
        o = (l->from > r->from) - (l->from < r->from);
    }
    return o != 0 ? o : (l->why > r->why) - (l->why < r->why);
}

const struct lp_bad_key_entry *
lp_bad_keys_known(struct lp_bad_keys *b, const uint8_t digest[32])
{
    size_t low = 0;
    size_t high = b->n;

    if (!b->sorted && b->n > 0) {
        qsort(b->of, b->n, sizeof *b->of, order);
        b->sorted = true;
    }
    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (memcmp(b->of[mid].digest, digest, 32) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < b->n && memcmp(b->of[low].digest, digest, 32) == 0
               ? &b->of[low]
               : NULL;
}

enum lp_code
lp_bad_keys_find(struct lp_bad_keys *b, const struct lp_mail_key *key,
                 const struct lp_bad_key_entry **found, struct lp_err *err)
{
    struct lp_slice bytes = {key->bytes, key->len};
    struct lp_digest digest;
    enum lp_code rc = LP_OK;

    *found = NULL;
    if (b->n == 0 || key->state != LP_MAIL_KEY_LAWFUL) {
        return LP_OK;
    }
    LP_TRY(digest_key(&digest, &b->room, bytes, err));
    *found = lp_bad_keys_known(b, digest.bytes);
    if (*found == NULL) {
        /* Who made the list may have digested what p= has, as it is. */
        LP_TRY(lp_digest_of(&digest, LP_ALG_SHA256, bytes, err));
        *found = lp_bad_keys_known(b, digest.bytes);
    }

done:
    return rc;
}

void
lp_bad_keys_release(struct lp_bad_keys *b)
{
    free(b->of);
    lp_buf_release(&b->words);
    lp_buf_release(&b->room);
    *b = (struct lp_bad_keys){0};
}
