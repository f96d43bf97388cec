#include "bundle/sums_join.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bundle/numbers.h"
#include "bundle/sums_known.h"
#include "crypto/digest.h"

/* What the lines of one name say together. */
struct joined {
    struct lp_sums_kept kept; /* its digests are in join.digests */
    uint64_t line;            /* the first of them */
    bool torn;                /* they contradict each other */
};

struct join {
    struct lp_numbers names; /* by SHA-256; the number is that in `of` */
    struct joined *of;
    size_t cap;
    struct lp_buf digests;
    lp_sums_told *told;
    void *who;
};

enum lp_code
lp_sums_each(struct lp_slice text, const struct lp_sums_form *form,
             lp_sums_told *told, void *who, struct lp_err *err)
{
    struct lp_sums list = {0};
    bool end = false;
    enum lp_code rc;

    LP_TRY(lp_sums_open(&list, text, form, err));
    while (!end) {
        struct lp_sums_item item = {0};
        struct lp_err why = {0};

        rc = lp_sums_next(&list, &item, &end, &why);
        if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
            item = (struct lp_sums_item){
                .line = list.line, .at = why.at, .why = why.text};
            end = false;
            LP_TRY(told(who, &item, err));
            lp_sums_skip(&list);
            continue;
        }
        if (rc != LP_OK && err != NULL) {
            *err = why;
        }
        LP_TRY(rc);
        if (!end) {
            LP_TRY(told(who, &item, err));
        }
    }

done:
    lp_sums_release(&list);
    return rc;
}

struct kinds {
    unsigned any; /* digests that some line has ... */
    unsigned all; /* ... and that every one has */
};

static enum lp_code
count_kinds(void *who, const struct lp_sums_item *item, struct lp_err *err)
{
    struct kinds *k = who;

    (void)err;
    if (item->why == NULL) {
        k->any |= item->has;
        k->all &= item->has;
    }
    return LP_OK;
}

static enum lp_code
learn(void *who, const struct lp_sums_item *item, struct lp_err *err)
{
    struct join *j = who;
    size_t before = j->names.n;
    struct lp_digest name;
    struct joined *grown;
    struct lp_sums_kept kept;
    size_t number;
    enum lp_code rc = LP_OK;

    if (item->name.len == 0) {
        goto done;
    }
    LP_TRY(lp_digest_of(&name, LP_ALG_SHA256, item->name, err));
    LP_TRY(lp_numbers_add(&j->names, name.bytes, &number, err));
    lp_sums_keep(&kept, &j->digests, item);
    LP_TRY(lp_buf_check(&j->digests, err));
    if (number < before) {
        j->of[number].torn |=
            !lp_sums_kept_join(&j->of[number].kept, &j->digests, &kept);
        rc = lp_buf_check(&j->digests, err);
        goto done;
    }
    grown = lp_mem_grow(j->of, number, &j->cap, sizeof *grown);
    if (grown == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    j->of = grown;
    j->of[number] = (struct joined){.kept = kept, .line = item->line};

done:
    return rc;
}

static enum lp_code
tell(void *who, const struct lp_sums_item *item, struct lp_err *err)
{
    const struct join *j = who;
    const struct joined *of = NULL;
    struct lp_sums_item whole = *item;
    struct lp_sums_known k;
    struct lp_digest name;
    size_t number;
    enum lp_code rc = LP_OK;

    if (item->name.len > 0) {
        LP_TRY(lp_digest_of(&name, LP_ALG_SHA256, item->name, err));
        of = lp_numbers_find(&j->names, name.bytes, &number) ? &j->of[number]
                                                             : NULL;
    }
    if (of == NULL || of->torn || item->why != NULL) {
        rc = j->told(j->who, item, err);
    } else if (of->line == item->line) {
        k = lp_sums_kept_known(&of->kept, &j->digests);
        whole.has = k.has;
        whole.either = k.either;
        whole.has_size = of->kept.has_size;
        whole.size = of->kept.size;
        memcpy(whole.digest, k.digest, sizeof whole.digest);
        rc = j->told(j->who, &whole, err);
    }

done:
    return rc;
}

enum lp_code
lp_sums_join(struct lp_slice text, const struct lp_sums_form *form,
             lp_sums_told *told, void *who, struct lp_err *err)
{
    struct join j = {.told = told, .who = who};
    struct kinds kinds = {.all = ~0U};
    enum lp_code rc;

    LP_TRY(lp_sums_each(text, form, count_kinds, &kinds, err));
    if (told == NULL) {
        goto done;
    }
    if ((kinds.any & ~kinds.all) == 0) {
        rc = lp_sums_each(text, form, told, who, err);
        goto done;
    }
    LP_TRY(lp_sums_each(text, form, learn, &j, err));
    rc = lp_sums_each(text, form, tell, &j, err);

done:
    lp_numbers_release(&j.names);
    free(j.of);
    lp_buf_release(&j.digests);
    return rc;
}
