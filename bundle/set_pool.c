#include "bundle/set_pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/tempfolder.h"
#include "base/text.h"
#include "bundle/set_maker.h"
#include "bundle/submission.h"

/* A folder for one set, which is gone again once the set is open. */
static enum lp_code
make_folder(char **folder, char **path, struct lp_err *err)
{
    enum lp_code rc;

    *path = NULL;
    rc = lp_tempfolder(folder, err);
    if (rc != LP_OK) {
        return rc;
    }
    if (asprintf(path, "%s/list.set", *folder) < 0) {
        *path = NULL;
        return lp_no_memory(err);
    }
    return LP_OK;
}

static void
remove_folder(char *folder, char *path)
{
    if (path != NULL) {
        (void)unlink(path);
    }
    if (folder != NULL) {
        (void)rmdir(folder);
    }
    free(path);
    free(folder);
}

/* Whoever searches a list sees nothing of a line that could not be read: such a
 * list is refused. */
struct strict {
    struct lp_family to;
    const char *path;
};

static enum lp_code
strict_item(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    const struct strict *s = self;

    if (r->closed != LP_RULE_LIST_LINE) {
        return s->to.ops->item(s->to.self, r, at, err);
    }
    (void)lp_fail_at(err, LP_E_FORMAT, LP_RULE_LIST_LINE, r->closed_at,
                     "%s: %s (byte %llu)", s->path, r->note,
                     (unsigned long long)r->closed_at);
    lp_hint(err, "leafproof index add makes a set of the other lines");
    return LP_E_FORMAT;
}

static enum lp_code
strict_enter(void *self, const struct lp_record *r, const struct lp_where *at,
             struct lp_err *err)
{
    const struct strict *s = self;

    return s->to.ops->enter(s->to.self, r, at, err);
}

static const struct lp_family_ops strict_ops = {.enter = strict_enter,
                                                .item = strict_item};

static enum lp_code
write_set(const char *to, const char *path, const struct lp_sums_form *list,
          struct lp_slice text, enum lp_stand_in is, enum lp_set_status status,
          struct lp_err *err)
{
    struct lp_set_meta meta = {.status = status,
                               .list = is == LP_STAND_IN_LIST};
    struct lp_set_maker maker = {0};
    struct lp_buf name = {0};
    struct strict strict = {.path = path};
    const struct lp_family family = {&strict_ops, &strict};
    enum lp_code rc;

    LP_TRY(lp_set_maker_init(&maker, to, NULL, err));
    strict.to = lp_set_maker_family(&maker);
    LP_TRY(lp_stand_in_tell(path, list, text, is, &family, &meta.levels, NULL,
                            err));
    lp_text_escape(&name, lp_slice_str(lp_path_last(path)));
    LP_TRY(lp_buf_check(&name, err));
    meta.publication = lp_buf_slice(&name);
    LP_TRY(lp_set_maker_finish(&maker, &meta, NULL, err));

done:
    lp_set_maker_release(&maker);
    lp_buf_release(&name);
    return rc;
}

static enum lp_code
add_made(struct lp_index *ix, const char *path, const struct lp_sums_form *list,
         struct lp_slice text, enum lp_stand_in is, enum lp_set_status status,
         struct lp_err *err)
{
    struct lp_set *set = NULL;
    char *folder = NULL;
    char *to = NULL;
    enum lp_code rc;

    LP_TRY(make_folder(&folder, &to, err));
    LP_TRY(write_set(to, path, list, text, is, status, err));
    LP_TRY(lp_set_open(&set, to, err));
    rc = lp_index_add_set(ix, set, err);

done:
    remove_folder(folder, to);
    return rc;
}

static enum lp_code
add(struct lp_index *ix, const char *path, const struct lp_sums_form *list,
    enum lp_set_status status, struct lp_err *err)
{
    struct lp_buf text = {0};
    enum lp_stand_in is;
    enum lp_code rc;

    LP_TRY(lp_stand_in_read(path, list, &text, &is, err));
    rc = is == LP_STAND_IN_MANIFEST || is == LP_STAND_IN_LIST
             ? add_made(ix, path, list, lp_buf_slice(&text), is, status, err)
             : lp_index_add(ix, path, err);

done:
    lp_buf_release(&text);
    return rc;
}

/* What is given as software must be that, and by digests that count. */
static enum lp_code
add_software(struct lp_index *ix, const char *path,
             const struct lp_sums_form *list, struct lp_err *err)
{
    const unsigned weak =
        LP_LEVEL_BIT(LP_LEVEL_SHA1) | LP_LEVEL_BIT(LP_LEVEL_MD5);
    const struct lp_set_meta *m;
    struct lp_index *own = NULL;
    enum lp_code rc;

    LP_TRY(lp_index_new(&own, NULL, err));
    LP_TRY(add(own, path, list, LP_SET_SOFTWARE, err));
    LP_TRY(lp_index_ready(own, err));
    m = lp_set_about(lp_index_set(own, 0));
    if (m->status != LP_SET_SOFTWARE) {
        rc = lp_fail(err, LP_E_USAGE, "%s is a set of what was %s", path,
                     lp_set_status_word(m->status));
        lp_hint(err, "give it to --against, or make it with --status software");
    } else if ((m->levels & ~weak) == 0) {
        rc = lp_fail(err, LP_E_USAGE,
                     "%s knows software by MD5 or SHA-1 alone, by which "
                     "anything could be made to look like it",
                     path);
        lp_hint(err, "give a list with SHA-256");
    } else {
        rc = add(ix, path, list, LP_SET_SOFTWARE, err);
    }

done:
    lp_index_free(own);
    return rc;
}

enum lp_code
lp_set_pool_open(struct lp_index **out, const struct lp_set_pool *p,
                 struct lp_err *err)
{
    uint8_t secret[LP_SECRET_SIZE];
    struct lp_levels_mine mine;
    struct lp_index *ix = NULL;
    enum lp_code rc = LP_OK;

    if (p->secret != NULL) {
        LP_TRY(lp_secret_load(secret, p->secret, err));
    }
    LP_TRY(lp_index_new(&ix, p->secret == NULL ? NULL : secret, err));
    lp_levels_mine(&mine);
    lp_index_rules(ix, &mine.rules);
    for (size_t i = 0; i < p->n; i++) {
        LP_TRY(add(ix, p->published[i], &p->list, LP_SET_PUBLISHED, err));
    }
    for (size_t i = 0; i < p->software_n; i++) {
        LP_TRY(add_software(ix, p->software[i], &p->list, err));
    }
    LP_TRY(lp_index_ready(ix, err));
    *out = ix;
    ix = NULL;

done:
    explicit_bzero(secret, sizeof secret);
    lp_index_free(ix);
    return rc;
}
