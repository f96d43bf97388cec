#include "bundle/letters.h"

/* So many bytes are looked at in one go. */
#define ENOUGH ((size_t)2048)

enum lp_code
lp_letters_begin(struct lp_letters *l, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (l->fold == NULL) {
        LP_TRY(lp_fold_new(&l->fold, err));
    }
    lp_fold_reset(l->fold);
    lp_buf_clear(&l->t0);
    lp_buf_clear(&l->t1);
    l->grams = (struct lp_grams){0};
    l->winnow = (struct lp_winnow){0};

done:
    return rc;
}

static void
pass(struct lp_letters *l, lp_winnow_told *told, void *who)
{
    struct lp_slice letters = lp_buf_slice(&l->t1);

    while (letters.len > 0) {
        (void)lp_grams_take(&l->grams, &letters);
        lp_winnow_feed(&l->winnow, &l->grams, told, who);
    }
    l->t1.len = 0; /* a failure stays, so that it can be told */
}

void
lp_letters_feed(struct lp_letters *l, struct lp_slice utf8,
                lp_winnow_told *told, void *who)
{
    lp_fold_feed(l->fold, utf8, &l->t0, &l->t1);
    l->t0.len = 0;
    if (l->t1.len >= ENOUGH) {
        pass(l, told, who);
    }
}

uint64_t
lp_letters_end(struct lp_letters *l, lp_winnow_told *told, void *who)
{
    lp_fold_end(l->fold, &l->t0, &l->t1);
    pass(l, told, who);
    lp_winnow_end(&l->winnow, told, who);
    return lp_fold_chars(l->fold);
}

enum lp_code
lp_letters_check(const struct lp_letters *l, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_buf_check(&l->t0, err));
    LP_TRY(lp_buf_check(&l->t1, err));

done:
    return rc;
}

void
lp_letters_release(struct lp_letters *l)
{
    lp_fold_free(l->fold);
    lp_buf_release(&l->t0);
    lp_buf_release(&l->t1);
    *l = (struct lp_letters){0};
}
