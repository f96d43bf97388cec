#include "formats/sig_package.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "formats/read_zip.h"
#include "formats/xmldsig.h"
#include "formats/zip_body.h"

#define NAMES_MAX ((size_t)8 << 20)
/* So much is unpacked for the helper, each member as often as it asks. */
#define UNPACKED_MAX ((uint64_t)1 << 30)

/* ---------------------------------------------------------------- the members
 */

/* Two programs could take the package for two. */
static const char *
two_ways(const struct lp_findings *f, bool of_member)
{
    for (unsigned i = 0; i < f->n; i++) {
        unsigned rule = f->of[i].rule;

        if (rule == LP_RULE_ZIP_DUPLICATE) {
            return "two members have one name";
        }
        if (rule == LP_RULE_ZIP_TWO_ENDS || rule == LP_RULE_ZIP_COUNT ||
            rule == LP_RULE_ZIP_OVERLAP ||
            (of_member && lp_rule_info(rule)->class == LP_CLASS_AMBIGUOUS)) {
            return "the ZIP can be read in two ways";
        }
    }
    return NULL;
}

static bool
has_stray(const struct lp_findings *f)
{
    for (unsigned i = 0; i < f->n; i++) {
        if (f->of[i].rule == LP_RULE_ZIP_PREPENDED ||
            f->of[i].rule == LP_RULE_ZIP_GAP ||
            f->of[i].rule == LP_RULE_ZIP_APPENDED) {
            return true;
        }
    }
    return false;
}

static enum lp_code
keep(struct lp_sig_package *p, const struct lp_entry *e, struct lp_source *body,
     struct lp_err *err)
{
    struct lp_sig_member *grown;
    bool folder =
        e->kind == LP_KIND_DIR || lp_slice_ends(e->name, lp_slice_str("/"));

    if (p->n == LP_SIG_MEMBERS_MAX || p->names.len + e->name.len > NAMES_MAX) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, e->front,
                          "package: more members than the limit");
    }
    grown = lp_mem_grow(p->of, p->n, &p->cap, sizeof *p->of);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    p->of = grown;
    p->of[p->n++] = (struct lp_sig_member){
        .name.len = e->name.len,
        .body = *body,
        .size = e->size,
        .closed = e->closed,
        .folder = folder && e->size == 0,
    };
    *body = (struct lp_source){0};
    lp_buf_put(&p->names, e->name);
    p->two = p->two != NULL ? p->two : two_ways(&e->found, true);
    return lp_buf_check(&p->names, err);
}

static enum lp_code
collect(struct lp_sig_package *p, struct lp_reader *r, struct lp_err *err)
{
    struct lp_source body = {0};
    bool end = false;
    enum lp_code rc = LP_OK;

    while (!end) {
        struct lp_entry e = {0};

        rc = r->ops->next(r, &e, &body, &end, err);
        if (rc == LP_OK && !end) {
            rc = keep(p, &e, &body, err);
        }
        lp_source_release(&body);
        if (rc == LP_E_FORMAT) {
            p->broken = true;
            end = true;
            rc = LP_OK;
        }
        LP_TRY(rc);
    }
    p->two = p->two != NULL ? p->two : two_ways(&r->found, false);
    p->stray = has_stray(&r->found);

done:
    return rc;
}

static int
by_folded(const void *a, const void *b)
{
    struct lp_slice s = (*(struct lp_sig_member *const *)a)->name;
    struct lp_slice t = (*(struct lp_sig_member *const *)b)->name;
    size_t n = s.len < t.len ? s.len : t.len;
    int by =
        n == 0 ? 0 : strncasecmp((const char *)s.data, (const char *)t.data, n);

    return by != 0 ? by : s.len < t.len ? -1 : s.len > t.len ? 1 : 0;
}

/* Names that are one name to some program (ECMA-376 part 2, 6.2.2.3). */
static enum lp_code
find_twins(struct lp_sig_package *p, struct lp_err *err)
{
    struct lp_sig_member **all = calloc(p->n + 1, sizeof(void *));

    if (all == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < p->n; i++) {
        all[i] = &p->of[i];
    }
    if (p->n > 0) {
        qsort(all, p->n, sizeof(void *), by_folded);
    }
    for (size_t i = 1; i < p->n; i++) {
        if (by_folded(&all[i - 1], &all[i]) == 0) {
            size_t n = all[i]->name.len < sizeof p->twin - 1
                           ? all[i]->name.len
                           : sizeof p->twin - 1;

            p->two = lp_slice_equal(all[i - 1]->name, all[i]->name)
                         ? "two members have one name"
                         : "two names differ by case alone";
            memcpy(p->twin, all[i]->name.data, n);
            p->twin[n] = '\0';
        }
    }
    free(all);
    return LP_OK;
}

enum lp_code
lp_sig_package_open(struct lp_sig_package *p, struct lp_view *view,
                    const struct lp_limits *limits, struct lp_err *err)
{
    const struct lp_input in = {.view = view, .limits = limits};
    struct lp_reader r = {.ops = &lp_read_zip};
    size_t at = 0;
    enum lp_code rc;

    p->left = UNPACKED_MAX;
    p->at = SIZE_MAX;
    LP_TRY(r.ops->open(&r, &in, err));
    LP_TRY(collect(p, &r, err));
    for (size_t i = 0; i < p->n; i++) {
        p->of[i].name = lp_buf_part(&p->names, at, p->of[i].name.len);
        at += p->of[i].name.len;
    }
    LP_TRY(find_twins(p, err));

done:
    r.ops->release(&r);
    return rc;
}

enum lp_code
lp_sig_package_source(struct lp_sig_package *p, size_t i, struct lp_source *out,
                      struct lp_err *err)
{
    const struct lp_sig_member *m = &p->of[i];

    if (m->closed != LP_RULE_NONE || m->body.ops == NULL) {
        return lp_fail_at(err, LP_E_FORMAT, m->closed, 0,
                          "package: a member cannot be read");
    }
    return lp_zip_body_again(out, &m->body, err);
}

/* ------------------------------------------------------- what the helper reads
 */

struct shown {
    struct lp_view base;
    struct lp_sig_package *package;
};

/* The bytes of a member, all of them or none: those that cannot be read to
 * their end, or do not have their checksum, are none. LP_E_LIMIT: they are too
 * many. */
static enum lp_code
load(struct lp_sig_package *p, size_t i, struct lp_err *err)
{
    struct lp_source body = {0};
    struct lp_piece piece;
    enum lp_code rc;

    lp_buf_clear(&p->content);
    p->content.max = LP_XD_MEMBER_MAX;
    p->at = i;
    if (p->of[i].size > LP_XD_MEMBER_MAX || p->of[i].size > p->left) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_TEXT, 0,
                          "package: more than is unpacked of one document");
    }
    p->left -= p->of[i].size;
    LP_TRY(lp_sig_package_source(p, i, &body, err));
    do {
        LP_TRY(lp_source_pull(&body, &piece, err));
        lp_buf_put(&p->content, piece.bytes);
    } while (piece.bytes.len > 0);
    rc = lp_buf_check(&p->content, err);

done:
    lp_source_release(&body);
    if (rc == LP_E_FORMAT) {
        lp_buf_clear(&p->content);
        rc = LP_OK;
    }
    return rc;
}

static enum lp_code
shown_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n, size_t *got,
           struct lp_err *err)
{
    struct lp_sig_package *p = ((struct shown *)v)->package;
    uint64_t place = at / LP_XD_STRIDE;
    struct lp_slice from = lp_buf_slice(&p->table);
    enum lp_code rc = LP_OK;

    *got = 0;
    if (place > p->n) {
        return LP_OK;
    }
    if (place > 0) {
        if (p->at != place - 1) {
            rc = load(p, (size_t)place - 1, err);
        }
        from = lp_buf_slice(&p->content);
    }
    if (rc == LP_OK && at % LP_XD_STRIDE < from.len) {
        from =
            lp_slice_head(lp_slice_from(from, (size_t)(at % LP_XD_STRIDE)), n);
        memcpy(to, from.data, from.len);
        *got = from.len;
    }
    return rc;
}

static void
shown_free(struct lp_view *v)
{
    free(v);
}

static const struct lp_view_ops shown_ops = {shown_read, shown_free};

static void
put_table(struct lp_sig_package *p)
{
    lp_buf_clear(&p->table);
    lp_buf_le32(&p->table, 0); /* its length, once it is known */
    lp_buf_le32(&p->table, (uint32_t)p->n);
    lp_buf_le32(&p->table, (uint32_t)p->signatures);
    for (size_t i = 0; i < p->n; i++) {
        if (p->of[i].signature) {
            lp_buf_le32(&p->table, (uint32_t)i);
        }
    }
    for (size_t i = 0; i < p->n; i++) {
        lp_buf_le64(&p->table, p->of[i].size);
        lp_buf_le32(&p->table, (uint32_t)p->of[i].name.len);
        lp_buf_put(&p->table, p->of[i].name);
    }
    if (p->table.failed == LP_OK) {
        lp_put_le32(p->table.data, (uint32_t)p->table.len - 4);
    }
}

enum lp_code
lp_sig_package_view(struct lp_sig_package *p, struct lp_view **out,
                    struct lp_err *err)
{
    struct shown *s = calloc(1, sizeof *s);

    if (s == NULL) {
        return lp_no_memory(err);
    }
    s->base.ops = &shown_ops;
    s->base.size = LP_XD_PLACE(p->n);
    s->base.refs = 1;
    s->package = p;
    put_table(p);
    *out = &s->base;
    return lp_buf_check(&p->table, err);
}

void
lp_sig_package_release(struct lp_sig_package *p)
{
    for (size_t i = 0; i < p->n; i++) {
        lp_source_release(&p->of[i].body);
    }
    free(p->of);
    lp_buf_release(&p->names);
    lp_buf_release(&p->table);
    lp_buf_release(&p->content);
    *p = (struct lp_sig_package){0};
}
