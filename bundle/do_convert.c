#include "bundle/do_convert.h"

#include <string.h>

#include "base/path.h"
#include "bundle/bag_make.h"
#include "bundle/leaf.h"
#include "bundle/rds.h"
#include "bundle/sums_join.h"
#include "bundle/sums_out.h"
#include "formats/sums_hashdeep.h"

#define LONG_ALGS (1U << LP_ALG_SHA512 | 1U << LP_ALG_BLAKE2B)
#define FIRST_WORDS "# leafproof manifest "

/* Reads all of the input twice: to see what it has, and to write it. */
struct convert {
    const struct lp_convert_options *o;
    bool writing;
    uint64_t documents;
    uint64_t lacking;
    uint64_t broken;
    unsigned any; /* digests that some document has ... */
    unsigned all; /* ... and that every one has */
    struct lp_sums_out out;
    struct lp_bag_make bag;
};

static enum lp_code
tell(struct convert *c, const struct lp_sums_item *item, struct lp_err *err)
{
    if (c->writing && c->o->bag) {
        return lp_bag_make_put(&c->bag, item, err);
    }
    if (c->writing) {
        return lp_sums_out_put(&c->out, item, NULL, err);
    }
    c->documents++;
    c->any |= item->has;
    c->all &= item->has;
    return LP_OK;
}

/* What 128 digits without a tag are by, if the user said it. */
static enum lp_alg
long_alg(unsigned algs)
{
    switch (algs & LONG_ALGS) {
    case 1U << LP_ALG_SHA512:
        return LP_ALG_SHA512;
    case 1U << LP_ALG_BLAKE2B:
        return LP_ALG_BLAKE2B;
    default:
        return LP_ALG_NONE;
    }
}

/* A digest that the list to make could hold, if it were known by what it is. */
static enum lp_code
on_line(void *who, const struct lp_sums_item *item, struct lp_err *err)
{
    struct convert *c = who;
    bool asked = c->o->algs == 0 || (c->o->algs & LONG_ALGS) != 0;

    if (item->why != NULL) {
        c->broken += c->writing ? 0 : 1;
        return c->writing || c->o->told == NULL
                   ? LP_OK
                   : c->o->told(c->o->who, item, err);
    }
    if (!item->either || !asked || c->o->to == LP_SUMS_HASHDEEP) {
        return tell(c, item, err);
    }
    (void)lp_fail(err, LP_E_USAGE,
                  "line %llu: 128 digits may be by SHA-512 or by BLAKE2b",
                  (unsigned long long)item->line);
    lp_hint(err, "--digest sha512, or --digest blake2b");
    return LP_E_USAGE;
}

static enum lp_code
on_record(void *self, const struct lp_record *r, const struct lp_where *at,
          struct lp_err *err)
{
    struct convert *c = self;
    struct lp_sums_item item = {
        .name = r->depth == 0 ? r->name : at->path,
        .has_size = true,
        .size = r->size,
        .has = 1U << LP_ALG_SHA256 | r->algs,
    };

    if (r->depth > 0 && !c->o->members) {
        return LP_OK;
    }
    if (!r->has_digest) {
        bool counts = r->closed != LP_RULE_NONE || lp_record_has_bytes(r);

        c->lacking += !c->writing && counts ? 1 : 0;
        return LP_OK;
    }
    memcpy(item.digest, r->other, sizeof item.digest);
    memcpy(item.digest[LP_ALG_SHA256], r->digest.bytes, 32);
    return tell(c, &item, err);
}

static const struct lp_family_ops record_ops = {.enter = on_record,
                                                .item = on_record};

static enum lp_code
read_all(struct convert *c, bool manifest, struct lp_slice text,
         struct lp_err *err)
{
    const struct lp_family family = {.ops = &record_ops, .self = c};
    struct lp_sums_form form = c->o->from;
    struct lp_manifest_trailer trailer;

    form.file = lp_slice_str(lp_path_last(c->o->in));
    if (form.long_alg == LP_ALG_NONE) {
        form.long_alg = long_alg(c->o->algs);
    }
    return manifest ? lp_leaf_tell(text, &family, &trailer, err)
                    : lp_sums_join(text, &form, on_line, c, err);
}

/* The digests of the list, if the user did not say. A list of one kind takes
 * the best that all have; if there is none, the document that lacks it is
 * named. */
static unsigned
choose(const struct convert *c)
{
    unsigned any = c->documents == 0 ? 1U << LP_ALG_SHA256 : c->any;
    unsigned all;

    if (c->o->to != LP_SUMS_CSV) {
        any &= ~(1U << LP_ALG_BTV2);
    }
    all = c->all & any;
    if (c->o->to == LP_SUMS_SFV) {
        return 1U << LP_ALG_CRC32;
    }
    if (c->o->to != LP_SUMS_CSV) {
        any &= ~(1U << LP_ALG_CRC32);
        all &= ~(1U << LP_ALG_CRC32);
    }
    if (c->o->to == LP_SUMS_HASHDEEP) {
        any &= LP_SUMS_HASHDEEP_ALGS;
        all &= LP_SUMS_HASHDEEP_ALGS;
        return all != 0 ? all : any;
    }
    if (c->o->to != LP_SUMS_GNU) {
        return any;
    }
    return 1U << lp_sums_best(all != 0 ? all : any);
}

static enum lp_code
begin_bag(struct convert *c, struct lp_err *err)
{
    unsigned all = c->all & LP_BAG_ALGS;

    c->bag.algs = c->o->algs != 0    ? c->o->algs
                  : c->documents > 0 ? 1U << lp_sums_best(all)
                                     : 1U << LP_ALG_SHA256;
    if ((c->bag.algs & ~LP_BAG_ALGS) != 0 || c->bag.algs == 0) {
        (void)lp_fail(err, LP_E_USAGE,
                      "%s has no digest of every file that a bag can list",
                      c->o->in);
        lp_hint(err, "--digest of md5, sha1, sha256, sha512");
        return LP_E_USAGE;
    }
    return LP_OK;
}

static enum lp_code
begin(struct convert *c, struct lp_err *err)
{
    c->writing = true;
    if (c->o->bag) {
        return begin_bag(c, err);
    }
    c->out.kind = c->o->to;
    c->out.algs = c->o->algs != 0 ? c->o->algs : choose(c);
    c->out.strict = c->o->algs != 0;
    c->out.nul = c->o->nul;
    if (c->out.algs == 0) {
        return lp_fail(err, LP_E_USAGE,
                       "%s has no digest that such a list can hold", c->o->in);
    }
    return lp_sums_out_open(&c->out, c->o->out, err);
}

enum lp_code
lp_do_convert(const struct lp_convert_options *o,
              struct lp_convert_report *report, struct lp_err *err)
{
    struct convert c = {.o = o, .all = ~0U};
    struct lp_buf text = {0};
    struct lp_slice all;
    enum lp_code rc;

    *report = (struct lp_convert_report){0};
    LP_TRY(lp_rds_read(&text, o->in, &o->from, err));
    all = lp_buf_slice(&text);
    report->manifest = o->from.kind == LP_SUMS_NONE &&
                       lp_slice_begins(all, lp_slice_str(FIRST_WORDS));
    rc = read_all(&c, report->manifest, all, err);
    if (rc != LP_OK) {
        rc = lp_fail_in(err, o->in);
        goto done;
    }
    LP_TRY(begin(&c, err));
    LP_TRY(read_all(&c, report->manifest, all, err));
    LP_TRY(o->bag ? lp_bag_make_write(&c.bag, o->out, err)
                  : lp_sums_out_finish(&c.out, err));
    report->documents = c.documents;
    report->lacking = c.lacking;
    report->broken = c.broken;
    report->text = c.out.text;
    c.out.text = (struct lp_buf){0};

done:
    lp_bag_make_release(&c.bag);
    lp_sums_out_release(&c.out);
    lp_buf_release(&text);
    return rc;
}

void
lp_convert_report_release(struct lp_convert_report *r)
{
    lp_buf_release(&r->text);
}
