#include "bundle/sums_out.h"

#include "base/text.h"

/* So much is collected before it is written. */
#define PIECE ((size_t)1 << 20)

enum lp_alg
lp_sums_best(unsigned algs)
{
    static const enum lp_alg order[] = {
        LP_ALG_SHA256, LP_ALG_SHA512, LP_ALG_BLAKE2B, LP_ALG_SHA384,
        LP_ALG_BTV2,   LP_ALG_SHA1,   LP_ALG_MD5,     LP_ALG_CRC32};

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if ((algs >> order[i] & 1) != 0) {
            return order[i];
        }
    }
    return LP_ALG_NONE;
}

/* Another column behind what was just written. */
static void
add_column(struct lp_sums_out *o, struct lp_slice words)
{
    if (o->text.failed == LP_OK && o->text.len > 0) {
        o->text.len--; /* the line end */
        lp_buf_byte(&o->text, ',');
        lp_buf_put(&o->text, words);
        lp_buf_byte(&o->text, '\n');
    }
}

static enum lp_code
flush(struct lp_sums_out *o, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_buf_check(&o->text, err));
    if (o->file) {
        LP_TRY(lp_outfile_put(&o->to, lp_buf_slice(&o->text), err));
        lp_buf_clear(&o->text);
    }

done:
    return rc;
}

enum lp_code
lp_sums_out_open(struct lp_sums_out *o, const char *path, struct lp_err *err)
{
    enum lp_code rc;

    o->to.fd = -1;
    LP_TRY(lp_sums_begin(&o->text, o->kind, o->algs, err));
    if (o->decoded) {
        add_column(o, lp_slice_str("decoded"));
    }
    if (path != NULL) {
        LP_TRY(lp_outfile_open(&o->to, path, 0644, false, err));
        o->file = true;
    }

done:
    return rc;
}

static enum lp_code
lacks(const struct lp_sums_item *item, unsigned algs, struct lp_err *err)
{
    struct lp_slice shown = lp_slice_head(item->name, 256);

    return lp_fail(err, LP_E_USAGE, "%.*s: there is no digest of it by %s",
                   (int)shown.len,
                   shown.len == 0 ? "" : (const char *)shown.data,
                   lp_alg_word(lp_sums_best(algs)));
}

enum lp_code
lp_sums_out_put(struct lp_sums_out *o, const struct lp_sums_item *item,
                const uint8_t *decoded, struct lp_err *err)
{
    unsigned algs = o->kind == LP_SUMS_BSD ? o->algs & item->has : o->algs;
    unsigned must =
        item->has_size ? lp_alg_those_of(o->algs, item->size) : o->algs;
    struct lp_buf hex = {0};
    enum lp_code rc;

    if ((o->strict && (must & ~item->has) != 0) || algs == 0) {
        return lacks(item, o->algs & ~item->has, err);
    }
    LP_TRY(o->nul ? lp_sums_put_nul(&o->text, o->kind, item, algs, err)
                  : lp_sums_put(&o->text, o->kind, item, algs, err));
    if (o->decoded) {
        if (decoded != NULL) {
            lp_text_hex(&hex, (struct lp_slice){decoded, 32});
        }
        LP_TRY(lp_buf_check(&hex, err));
        add_column(o, lp_buf_slice(&hex));
    }
    if (o->text.len >= PIECE) {
        LP_TRY(flush(o, err));
    }

done:
    lp_buf_release(&hex);
    return rc;
}

enum lp_code
lp_sums_out_finish(struct lp_sums_out *o, struct lp_err *err)
{
    enum lp_code rc = flush(o, err);

    return rc == LP_OK && o->file ? lp_outfile_commit(&o->to, err) : rc;
}

void
lp_sums_out_release(struct lp_sums_out *o)
{
    lp_buf_release(&o->text);
    if (o->file) {
        lp_outfile_release(&o->to);
    }
    *o = (struct lp_sums_out){0};
}
