#include "bundle/do_range.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "bundle/leaf.h"
#include "bundle/tree.h"
#include "formats/pieces.h"

struct range {
    const struct lp_range_options *o;
    struct lp_range_report *r;
    struct lp_pieces pieces;
    struct lp_tree cut; /* how the document is cut; no bytes of it */
    struct lp_buf name; /* the locator of the first entry that it is */
    struct lp_view *view;
};

static enum lp_code
on_entry(void *self, const struct lp_record *r, const struct lp_where *at,
         struct lp_err *err)
{
    struct range *g = self;

    /* The root alone would do for another length too. */
    if ((r->algs >> LP_ALG_BTV2 & 1) == 0 || r->size != g->pieces.size ||
        memcmp(r->other[LP_ALG_BTV2], g->pieces.root, LP_BTV2_LEN) != 0) {
        return LP_OK;
    }
    if (g->r->names++ == 0) {
        lp_buf_put(&g->name, at->path);
    }
    return lp_buf_check(&g->name, err);
}

static const struct lp_family_ops entry_ops = {.enter = on_entry,
                                               .item = on_entry};

/* What is wrong with what was to be believed is an answer. */
static enum lp_code
malformed(struct range *g, const char *what)
{
    (void)snprintf(g->r->base.malformed, sizeof g->r->base.malformed, "%s",
                   what);
    g->r->base.verdict = LP_NOT_VERIFIED;
    return LP_OK;
}

/* The pieces, whether they lead to their root, and whether the manifest has a
 * document of that root and length. `*go` says that all is well. */
static enum lp_code
believe(struct range *g, struct lp_slice manifest, bool *go, struct lp_err *err)
{
    const struct lp_family family = {&entry_ops, g};
    struct lp_verifying v = {.r = &g->r->base};
    struct lp_buf text = {0};
    uint8_t root[LP_BTV2_LEN];
    enum lp_code rc;

    LP_TRY(lp_file_read(&text, g->o->pieces, LP_PIECES_TEXT_MAX, NULL, err));
    rc = lp_pieces_get(&g->pieces, lp_buf_slice(&text), err);
    if (rc == LP_E_FORMAT) {
        rc = malformed(g, err->text);
        goto done;
    }
    LP_TRY(rc);
    lp_tree_cut(&g->cut, g->pieces.size);
    lp_btv2_join(lp_buf_slice(&g->pieces.layer), g->cut.height, root);
    if (memcmp(root, g->pieces.root, sizeof root) != 0) {
        rc = malformed(g, "the pieces do not lead to their root");
        goto done;
    }
    rc = lp_leaf_tell(manifest, &family, &g->r->base.trailer, err);
    if (lp_verify_malformed(&v, rc, err)) {
        rc = LP_OK;
        goto done;
    }
    LP_TRY(rc);
    if (g->r->names == 0) {
        rc = malformed(g, "no document of the manifest has these pieces");
        goto done;
    }
    *go = true;

done:
    /* Its words must not outlive the text. */
    g->r->base.trailer.readers = (struct lp_slice){0};
    g->r->base.trailer.levels = (struct lp_slice){0};
    g->r->base.trailer.rules = (struct lp_slice){0};
    lp_buf_release(&text);
    return rc;
}

/* Tell of the bytes from `at` to `end`. */
static enum lp_code
tell(struct range *g, enum lp_verify_what what, uint64_t at, uint64_t end,
     struct lp_err *err)
{
    struct lp_verify_event e = {
        .what = what, .path = lp_buf_slice(&g->name), .size = end - at};
    char note[96];

    (void)snprintf(note, sizeof note, "bytes %" PRIu64 "-%" PRIu64 "%s", at,
                   end - 1,
                   what == LP_VERIFY_UNREADABLE ? " are not there" : "");
    e.note = lp_slice_str(note);
    e.rule = what == LP_VERIFY_UNREADABLE ? LP_RULE_UNREADABLE : LP_RULE_NONE;
    return g->o->told(g->o->who, &e, err);
}

static enum lp_code
look_at(struct range *g, size_t i, enum lp_verify_what *what,
        struct lp_err *err)
{
    struct lp_slice want =
        lp_buf_part(&g->pieces.layer, i * LP_BTV2_LEN, LP_BTV2_LEN);
    uint8_t got[LP_BTV2_LEN] = {0};
    bool whole;
    enum lp_code rc = lp_tree_piece(&g->cut, g->view, i, got, &whole, err);

    *what = !whole                                    ? LP_VERIFY_UNREADABLE
            : memcmp(got, want.data, sizeof got) == 0 ? LP_VERIFY_MATCHED
                                                      : LP_VERIFY_CHANGED;
    g->r->pieces[*what]++;
    g->r->base.bytes += whole ? lp_tree_len(&g->cut, i) : 0;
    return rc;
}

/* Pieces `first` to before `end`; neighbours of one answer are told as one. */
static enum lp_code
compare(struct range *g, size_t first, size_t end, struct lp_err *err)
{
    enum lp_verify_what before = LP_VERIFY_COUNT;
    uint64_t begin = g->r->at;
    enum lp_code rc = LP_OK;

    for (size_t i = first; i < end; i++) {
        enum lp_verify_what what;

        LP_TRY(look_at(g, i, &what, err));
        if (i > first && what != before) {
            LP_TRY(tell(g, before, begin, lp_tree_at(&g->cut, i), err));
            begin = lp_tree_at(&g->cut, i);
        }
        before = what;
    }
    rc = tell(g, before, begin, g->r->end, err);

done:
    return rc;
}

static enum lp_code
open_view(struct range *g, struct lp_err *err)
{
    struct stat st;
    int fd = open(g->o->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    enum lp_code rc = LP_OK;

    if (fd < 0 || fstat(fd, &st) != 0) {
        rc = lp_fail(err, LP_E_IO, "cannot open %s", g->o->file);
    } else if (!S_ISREG(st.st_mode)) {
        rc = lp_fail(err, LP_E_USAGE, "%s is no regular file", g->o->file);
    } else {
        rc = lp_view_file(&g->view, fd, (uint64_t)st.st_size, false, err);
    }
    if (rc != LP_OK && fd >= 0) {
        (void)close(fd);
    }
    return rc;
}

/* Which pieces the range touches. */
static enum lp_code
place(struct range *g, size_t *first, size_t *end, struct lp_err *err)
{
    uint64_t size = g->pieces.size;
    uint64_t at = g->o->at;
    uint64_t len = g->o->len == UINT64_MAX && at < size ? size - at : g->o->len;

    if (at >= size || len == 0 || len > size - at) {
        return lp_fail(err, LP_E_USAGE,
                       "the range is not within the %" PRIu64
                       " bytes of the document",
                       size);
    }
    *first = (size_t)(at / ((uint64_t)LP_BTV2_BLOCK << g->cut.height));
    *end =
        (size_t)((at + len - 1) / ((uint64_t)LP_BTV2_BLOCK << g->cut.height)) +
        1;
    g->r->at = lp_tree_at(&g->cut, *first);
    g->r->end = lp_tree_at(&g->cut, *end - 1) + lp_tree_len(&g->cut, *end - 1);
    return LP_OK;
}

static void
judge(struct range *g)
{
    struct lp_range_report *r = g->r;
    enum lp_verify_what worst =
        r->pieces[LP_VERIFY_CHANGED] > 0      ? LP_VERIFY_CHANGED
        : r->pieces[LP_VERIFY_UNREADABLE] > 0 ? LP_VERIFY_UNREADABLE
                                              : LP_VERIFY_MATCHED;
    struct lp_verifying v = {.r = &r->base};

    r->base.count[worst] = 1;
    r->base.compared = true;
    r->base.verdict = lp_verify_judge(&v);
}

/* What lies behind the last byte does not belong to the document. */
static enum lp_code
look_behind(struct range *g, struct lp_err *err)
{
    uint64_t size = g->pieces.size;

    if (g->o->at != 0 || g->o->len != UINT64_MAX || g->view->size <= size) {
        return LP_OK;
    }
    g->r->pieces[LP_VERIFY_CHANGED]++;
    return tell(g, LP_VERIFY_CHANGED, size, g->view->size, err);
}

enum lp_code
lp_do_range(const struct lp_range_options *o, struct lp_range_report *r,
            struct lp_err *err)
{
    struct range g = {.o = o, .r = r};
    struct lp_signature *s = &r->base.signature;
    struct lp_buf text = {0};
    size_t first = 0;
    size_t end = 0;
    bool go = false;
    enum lp_code rc;

    *r = (struct lp_range_report){0};
    LP_TRY(lp_file_read(&text, o->manifest, LP_BUF_MAX, NULL, err));
    LP_TRY(
        lp_signature_judge(s, o->manifest, lp_buf_slice(&text), o->trust, err));
    o->judged(o->who, s);
    if (!lp_verify_may_read(s->verdict, o->allow_unsigned)) {
        r->base.verdict = lp_verify_stopped(s->verdict);
        goto done;
    }
    LP_TRY(believe(&g, lp_buf_slice(&text), &go, err));
    if (go) {
        LP_TRY(place(&g, &first, &end, err));
        LP_TRY(open_view(&g, err));
        LP_TRY(compare(&g, first, end, err));
        LP_TRY(look_behind(&g, err));
        judge(&g);
    }

done:
    lp_view_unref(g.view);
    lp_buf_release(&g.name);
    lp_pieces_release(&g.pieces);
    lp_buf_release(&text);
    return rc;
}
