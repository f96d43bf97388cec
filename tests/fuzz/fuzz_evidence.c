/* What a message claims, and key records: the first byte says which. */

#include <stdlib.h>

#include "crypto/rand.h"
#include "evidence/key_shared.h"
#include "evidence/key_store.h"
#include "evidence/mail_judge.h"
#include "evidence/witness.h"
#include "formats/bad_key_list.h"
#include "formats/key_list.h"

static struct lp_engine *engine;
static struct lp_key_archive *keys;

static enum lp_code
told(void *who, const struct lp_evidence *e, struct lp_err *err)
{
    (void)who;
    (void)e;
    (void)err;
    return LP_OK;
}

/* Whatever the bytes are, claims are made of them, and these can be read. */
static void
message(struct lp_slice bytes)
{
    struct lp_judging j = {.keys = keys, .now = 1600000000};
    struct lp_witness *w = NULL;
    struct lp_buf claims = {0};
    struct lp_err err = {0};
    uint64_t passed;

    if (lp_witness_new(&w, engine, &lp_limits_default, &err) != LP_OK) {
        abort();
    }
    lp_witness_feed(w, lp_slice_head(bytes, bytes.len / 2));
    lp_witness_feed(w, lp_slice_from(bytes, bytes.len / 2));
    if (lp_witness_end(w, &claims, &err) != LP_OK ||
        lp_mail_judge(&j, lp_buf_slice(&claims), &passed, NULL, told, NULL,
                      &err) != LP_OK) {
        abort();
    }
    lp_witness_free(w);
    lp_buf_release(&claims);
    lp_buf_release(&j.room);
}

static enum lp_code
on_entry(void *who, const struct lp_key_entry *e, struct lp_err *err)
{
    return lp_key_archive_add(who, e, err);
}

static enum lp_code
on_bad(void *who, const struct lp_key_bad *bad, struct lp_err *err)
{
    (void)who;
    (void)bad;
    (void)err;
    return LP_OK;
}

static enum lp_code
on_stored(void *who, const struct lp_key_entry *e, struct lp_err *err)
{
    const char *why;

    return lp_key_store_add(who, e, false, &why, err);
}

static void
put_all(struct lp_buf *to, struct lp_key_store *s)
{
    lp_key_store_merge(s);
    for (size_t i = 0; i < s->n; i++) {
        struct lp_key_entry e = lp_key_store_get(s, i);

        lp_key_entry_put(to, &e);
    }
}

/* An archive that was made of any bytes is read again as it was written. */
static void
store(struct lp_slice bytes)
{
    struct lp_key_store first = {0};
    struct lp_key_store again = {0};
    struct lp_buf made = {0};
    struct lp_buf twice = {0};
    struct lp_err err = {0};

    if (lp_key_list_read(bytes, on_stored, on_bad, &first, &err) != LP_OK) {
        abort();
    }
    put_all(&made, &first);
    if (lp_key_list_read(lp_buf_slice(&made), on_stored, NULL, &again, &err) !=
        LP_OK) {
        abort();
    }
    put_all(&twice, &again);
    if (!lp_slice_equal(lp_buf_slice(&made), lp_buf_slice(&twice))) {
        abort();
    }
    lp_key_store_release(&first);
    lp_key_store_release(&again);
    lp_buf_release(&made);
    lp_buf_release(&twice);
}

static enum lp_code
on_bad_key(void *who, const struct lp_bad_key *k, struct lp_err *err)
{
    (void)who;
    (void)k;
    (void)err;
    return LP_OK;
}

/* An archive, and the keys in it. */
static void
archive(struct lp_slice bytes)
{
    static const char name[] = "a._domainkey.b";
    struct lp_key_archive *a = NULL;
    struct lp_archived_key k;
    struct lp_err err = {0};
    struct lp_key_entry e = {.name = lp_slice_str(name), .text = bytes};
    bool done;
    size_t n;

    if (lp_key_archive_new(&a, &err) != LP_OK ||
        lp_key_archive_add(a, &e, &err) != LP_OK) {
        abort();
    }
    (void)lp_key_list_read(bytes, on_entry, NULL, a, &err);
    (void)lp_bad_key_list_read(bytes, on_bad_key, NULL, &err);
    (void)lp_key_shared_find(a, 1 << 20, &done, &err);
    store(bytes);
    n = lp_key_archive_find(a, lp_slice_str(name));
    for (size_t i = 0; i < n; i++) {
        (void)lp_key_archive_get(a, i, &k, &err);
    }
    lp_key_archive_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_slice bytes = {data, size};
    struct lp_judging j = {0};
    struct lp_err err = {0};
    uint64_t passed;

    if (engine == NULL && (lp_crypto_start(&err) != LP_OK ||
                           lp_engine_new(&engine, &err) != LP_OK ||
                           lp_key_archive_new(&keys, &err) != LP_OK)) {
        abort();
    }
    if (size == 0) {
        return 0;
    }
    bytes = lp_slice_from(bytes, 1);
    if (data[0] % 3 == 0) {
        archive(bytes);
    } else if (data[0] % 3 == 1) {
        j.keys = keys;
        (void)lp_mail_judge(&j, bytes, &passed, NULL, told, NULL, &err);
        lp_buf_release(&j.room);
    } else {
        message(bytes);
    }
    return 0;
}
