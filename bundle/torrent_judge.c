#include "bundle/torrent_judge.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

#define OUTSIDE "outside the folder"
#define OTHER_SIZE "has another size than the torrent says"

struct lp_bag_file *
lp_torrent_met(const struct lp_torrenting *v,
               const struct lp_torrent_file *file)
{
    return (file->flags & LP_TORRENT_UNSAFE) != 0
               ? NULL
               : lp_bag_files_find(&v->files,
                                   lp_torrent_path(&v->t.files, file));
}

/* What file `i` is: at its path, or elsewhere. */
static const struct lp_bag_file *
found(const struct lp_torrenting *v, size_t i)
{
    size_t at = v->seen[i].elsewhere;

    return at > 0 ? &v->files.of[at - 1] : lp_torrent_met(v, &v->t.files.of[i]);
}

static void
put_note(struct lp_torrent_outcome *c, const char *note)
{
    (void)snprintf(c->note, sizeof c->note, "%s", note);
}

/* Compare with the root; sizes are the same. */
static void
by_root(const struct lp_torrenting *v, const struct lp_torrent_file *file,
        const struct lp_bag_file *is, struct lp_torrent_outcome *c)
{
    const uint8_t *found;

    c->e.what = LP_VERIFY_MATCHED;
    if (file->root == NULL) {
        return; /* empty */
    }
    found = lp_bag_files_digest(&v->files, is, LP_ALG_BTV2);
    c->e.alg = LP_ALG_BTV2;
    c->e.has_expected = true;
    c->e.has_found = true;
    memcpy(c->e.expected, file->root, 32);
    memcpy(c->e.found, found, 32);
    c->e.what = memcmp(found, file->root, 32) == 0 ? LP_VERIFY_MATCHED
                                                   : LP_VERIFY_CHANGED;
}

/* What the pieces say; sizes are the same. */
static void
by_pieces(const struct lp_torrenting *v, size_t i, struct lp_torrent_outcome *c)
{
    const struct lp_torrent_seen *s = &v->seen[i];
    uint64_t all = s->good + s->bad + s->open;

    if (s->changed) {
        c->e.what = LP_VERIFY_UNREADABLE;
        c->e.rule = s->rule;
    } else if (s->own > 0) {
        c->e.what = LP_VERIFY_CHANGED;
        (void)snprintf(c->note, sizeof c->note,
                       "%" PRIu64 " of %" PRIu64
                       " pieces are not those of the torrent",
                       s->bad, all);
    } else if (s->bad + s->open > 0) {
        c->e.what = LP_VERIFY_UNREADABLE;
        c->e.rule = LP_RULE_TORRENT_UNDECIDED;
        (void)snprintf(c->note, sizeof c->note,
                       "%" PRIu64 " of %" PRIu64
                       " pieces are shared, and wrong or not to be compared",
                       s->bad + s->open, all);
    } else {
        c->e.what = LP_VERIFY_MATCHED;
    }
}

/* A link: what it leads to is not looked at. */
static void
as_link(const struct lp_bag_file *is, struct lp_torrent_outcome *c)
{
    c->e.what = LP_VERIFY_MATCHED;
    if (is->kind != LP_KIND_SYMLINK) {
        c->e.what = LP_VERIFY_UNREADABLE;
        c->e.rule = LP_RULE_TORRENT_LINK;
        put_note(c, "a link in the torrent");
    }
}

void
lp_torrent_judge(const struct lp_torrenting *v, size_t i,
                 struct lp_torrent_outcome *c)
{
    const struct lp_torrent_file *file = &v->t.files.of[i];
    const struct lp_bag_file *is = found(v, i);

    *c = (struct lp_torrent_outcome){
        .e = {.what = LP_VERIFY_MISSING,
              .size = is != NULL ? is->size : file->size}};
    if (is == NULL) {
        put_note(c, (file->flags & LP_TORRENT_UNSAFE) != 0 ? OUTSIDE : "");
    } else if ((file->flags & LP_TORRENT_LINK) != 0) {
        as_link(is, c);
    } else if (is->closed != LP_RULE_NONE) {
        c->e.what = LP_VERIFY_UNREADABLE;
        c->e.rule = (enum lp_rule)is->closed;
    } else if (!is->read) {
        c->e.what = LP_VERIFY_CHANGED;
        c->e.kind_note = true;
        put_note(c, lp_kind_word(is->kind));
    } else if (is->size != file->size) {
        c->e.what = LP_VERIFY_CHANGED;
        put_note(c, OTHER_SIZE);
    } else if (v->t.v2) {
        by_root(v, file, is, c);
    } else {
        by_pieces(v, i, c);
    }
    if (v->seen[i].elsewhere > 0) {
        c->e.what =
            c->e.what == LP_VERIFY_MATCHED ? LP_VERIFY_MOVED : c->e.what;
        c->e.to = v->seen[i].path;
    }
}

static enum lp_code
on_wrong(void *who, uint64_t piece, size_t first, size_t last,
         struct lp_err *err)
{
    struct lp_torrenting *v = who;
    const struct lp_torrent_files *f = &v->t.files;
    const struct lp_torrent_flaw flaw = {
        .rule = LP_RULE_TORRENT_PIECE,
        .path = lp_torrent_path(f, &f->of[first]),
        .other = lp_torrent_path(f, &f->of[last]),
        .placed = true,
        .at = piece};

    /* Of a hybrid, each file is known; that is said of each. */
    return v->t.v2 ? LP_OK : lp_torrent_tell(v, &flaw, err);
}

enum lp_code
lp_torrent_compare(struct lp_torrenting *v, struct lp_err *err)
{
    int dir =
        open((const char *)v->base.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum lp_code rc = LP_OK;

    if (dir < 0) {
        return lp_fail(err, LP_E_IO, "cannot open %s",
                       (const char *)v->base.data);
    }
    for (size_t i = 0; i < v->t.files.n; i++) {
        const struct lp_torrent_file *file = &v->t.files.of[i];
        const struct lp_bag_file *is = found(v, i);
        struct lp_torrent_outcome c;

        v->seen[i].usable =
            is != NULL && is->read && (file->flags & LP_TORRENT_LINK) == 0;
        v->seen[i].size = is != NULL ? is->size : 0;
        if (v->t.v2) {
            lp_torrent_judge(v, i, &c);
            v->seen[i].usable =
                v->seen[i].usable &&
                (c.e.what == LP_VERIFY_MATCHED || c.e.what == LP_VERIFY_MOVED);
        }
    }
    rc = lp_torrent_pieces(&v->t, dir, v->seen, on_wrong, v, err);
    (void)close(dir);
    for (size_t i = 0; rc == LP_OK && v->t.v2 && i < v->t.files.n; i++) {
        const struct lp_torrent_flaw flaw = {
            .rule = LP_RULE_TORRENT_HALVES,
            .path = lp_torrent_path(&v->t.files, &v->t.files.of[i])};

        if (v->seen[i].bad > 0) {
            rc = lp_torrent_tell(v, &flaw, err);
        }
    }
    return rc;
}

bool
lp_torrent_hinted(const struct lp_torrenting *v,
                  const struct lp_torrent_file *file,
                  const struct lp_bag_file *is)
{
    uint8_t md5[16];
    bool good = true;

    if (file->sha1 != NULL) {
        good = memcmp(lp_bag_files_digest(&v->files, is, LP_ALG_SHA1),
                      file->sha1, 20) == 0;
    }
    if (file->md5 != NULL &&
        lp_text_unhex((struct lp_slice){file->md5, 32}, md5, sizeof md5)) {
        good = good && memcmp(lp_bag_files_digest(&v->files, is, LP_ALG_MD5),
                              md5, sizeof md5) == 0;
    }
    return good;
}
