#include "bundle/do_torrent.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "base/text.h"
#include "bundle/torrent_judge.h"
#include "bundle/torrent_moved.h"
#include "crypto/digest.h"

static enum lp_code
identify(struct lp_torrenting *v, struct lp_err *err)
{
    struct lp_torrent_report *r = v->r;
    struct lp_digest d;
    enum lp_code rc;

    r->v1 = v->t.v1;
    r->v2 = v->t.v2;
    r->pieces = v->t.pieces;
    lp_text_escape(&r->name, v->t.name);
    LP_TRY(lp_buf_check(&r->name, err));
    LP_TRY(lp_digest_of(&d, LP_ALG_SHA1, v->t.info, err));
    memcpy(r->infohash_v1, d.bytes, sizeof r->infohash_v1);
    LP_TRY(lp_digest_of(&d, LP_ALG_SHA256, v->t.info, err));
    memcpy(r->infohash_v2, d.bytes, sizeof r->infohash_v2);

done:
    return rc;
}

/* A torrent that cannot be relied upon is an answer. What only its version or
 * a limit keeps from being read is unknown. */
static bool
refused(struct lp_torrenting *v, enum lp_code rc, const struct lp_err *err)
{
    struct lp_torrent_report *r = v->r;

    if (rc != LP_E_FORMAT && rc != LP_E_LIMIT) {
        return false;
    }
    r->refused = err->rule != LP_RULE_NONE ? (enum lp_rule)err->rule
                                           : LP_RULE_TORRENT_BROKEN;
    (void)snprintf(r->base.malformed, sizeof r->base.malformed, "%s",
                   err->text);
    r->base.verdict =
        rc == LP_E_LIMIT || lp_rule_info(r->refused)->class == LP_CLASS_CLOSED
            ? LP_VERIFY_INCOMPLETE
            : LP_NOT_VERIFIED;
    return true;
}

/* The digests that the files must have. */
static unsigned
algs_of(const struct lp_torrent *t)
{
    unsigned algs = t->v2 ? 1U << LP_ALG_BTV2 : 0;

    for (size_t i = 0; i < t->files.n; i++) {
        algs |= t->files.of[i].sha1 != NULL ? 1U << LP_ALG_SHA1 : 0;
        algs |= t->files.of[i].md5 != NULL ? 1U << LP_ALG_MD5 : 0;
    }
    return algs;
}

/* Walk what the torrent is about. A torrent of one file is about that alone; a
 * link in its place is not followed. */
static enum lp_code
walk(struct lp_torrenting *v, struct lp_err *err)
{
    const char *base = (const char *)v->base.data;
    struct lp_buf only = {0};
    struct lp_buf path = {0};
    struct lp_bag_file *file;
    struct stat st;
    enum lp_code rc = LP_OK;

    v->files.algs = algs_of(&v->t);
    if (v->t.single && v->t.named) {
        lp_buf_put(&only, v->t.name);
        lp_buf_byte(&only, '\0');
        lp_buf_printf(&path, "%s/", base);
        lp_buf_put(&path, lp_buf_slice(&only));
        LP_TRY(lp_buf_check(&only, err));
        LP_TRY(lp_buf_check(&path, err));
        if (lstat((const char *)path.data, &st) == 0 && S_ISLNK(st.st_mode)) {
            file = lp_bag_files_add(&v->files, v->t.name, err);
            rc = file == NULL ? LP_E_MEMORY : LP_OK;
            if (file != NULL) {
                file->kind = LP_KIND_SYMLINK;
            }
            goto done;
        }
    }
    if (v->whole || only.len > 0) {
        rc = lp_bag_files_walk(&v->files, base, lp_buf_slice(&only),
                               v->o->torrent, &v->o->how, v->listener, err);
    }

done:
    lp_buf_release(&only);
    lp_buf_release(&path);
    return rc;
}

static enum lp_code
tell(struct lp_torrenting *v, struct lp_slice path,
     struct lp_torrent_outcome *c, struct lp_err *err)
{
    lp_buf_clear(&v->shown[0]);
    lp_text_escape(&v->shown[0], path);
    if (lp_buf_check(&v->shown[0], err) != LP_OK) {
        return v->shown[0].failed;
    }
    lp_buf_clear(&v->shown[1]);
    lp_text_escape(&v->shown[1], c->e.to);
    if (lp_buf_check(&v->shown[1], err) != LP_OK) {
        return v->shown[1].failed;
    }
    c->e.to = lp_buf_slice(&v->shown[1]);
    c->e.path = lp_buf_slice(&v->shown[0]);
    c->e.note = lp_slice_str(c->note);
    return v->o->told(v->o->who, &c->e, err);
}

static void
count(struct lp_torrenting *v, const struct lp_torrent_outcome *c)
{
    struct lp_verify_report *r = &v->r->base;

    r->count[c->e.what]++;
    r->weak +=
        (c->e.what == LP_VERIFY_MATCHED || c->e.what == LP_VERIFY_MOVED) &&
                !v->t.v2
            ? 1
            : 0;
    v->r->undecided += c->e.rule == LP_RULE_TORRENT_UNDECIDED ? 1 : 0;
}

/* Tell of the files to which `what` happened. */
static enum lp_code
tell_all(struct lp_torrenting *v, enum lp_verify_what what, struct lp_err *err)
{
    struct lp_torrent_files *f = &v->t.files;
    struct lp_torrent_outcome c;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < f->n; i++) {
        struct lp_bag_file *is = lp_torrent_met(v, &f->of[i]);
        struct lp_slice path = lp_torrent_path(f, &f->of[i]);
        const struct lp_torrent_flaw flaw = {.rule = LP_RULE_TORRENT_HINT,
                                             .path = path};

        if (is != NULL) {
            is->listed = 1;
        }
        if ((f->of[i].flags & LP_TORRENT_PAD) != 0) {
            continue;
        }
        lp_torrent_judge(v, i, &c);
        if (c.e.what != what) {
            continue;
        }
        count(v, &c);
        if (what == LP_VERIFY_MISSING && v->o->partial) {
            continue;
        }
        LP_TRY(tell(v, path, &c, err));
        if (what == LP_VERIFY_MATCHED && is != NULL && is->read &&
            !lp_torrent_hinted(v, &f->of[i], is)) {
            LP_TRY(lp_torrent_tell(v, &flaw, err));
        }
    }

done:
    return rc;
}

/* What no file of the torrent is. Folders that are empty are not in a torrent:
 * nothing is said of them. */
static enum lp_code
tell_added(struct lp_torrenting *v, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; v->whole && i < v->files.n; i++) {
        const struct lp_bag_file *is = &v->files.of[i];
        struct lp_torrent_outcome c = {
            .e = {.what = LP_VERIFY_ADDED, .size = is->size}};

        if (is->listed != 0 || is->kind == LP_KIND_DIR) {
            continue;
        }
        count(v, &c);
        LP_TRY(tell(v, lp_bag_files_name(&v->files, is), &c, err));
    }

done:
    return rc;
}

static enum lp_code
compare(struct lp_torrenting *v, struct lp_err *err)
{
    struct lp_verify_report *r = &v->r->base;
    const struct lp_verify_options judged = {.partial = v->o->partial};
    struct lp_verifying verifying = {.o = &judged, .r = r};
    enum lp_code rc;

    v->seen = calloc(v->t.files.n + 1, sizeof *v->seen);
    if (v->seen == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(walk(v, err));
    for (size_t i = 0; i < v->files.n; i++) {
        r->bytes += v->files.of[i].read ? v->files.of[i].size : 0;
    }
    LP_TRY(lp_torrent_moved(v, err));
    if (v->t.v1) {
        LP_TRY(lp_torrent_compare(v, err));
    }
    for (unsigned w = 0; w < LP_VERIFY_ADDED; w++) {
        LP_TRY(tell_all(v, (enum lp_verify_what)w, err));
    }
    LP_TRY(tell_added(v, err));
    r->compared = true;
    lp_verify_forgive(&verifying);
    r->verdict =
        v->r->flaws > 0 ? LP_NOT_VERIFIED : lp_verify_judge(&verifying);

done:
    return rc;
}

/* The torrent is believed to be whose it is: read it, and what it is of. */
static enum lp_code
verify(struct lp_torrenting *v, struct lp_slice text, const char *folder,
       struct lp_err *err)
{
    enum lp_code rc = lp_torrent_get(&v->t, text, err);

    if (refused(v, rc, err)) {
        return LP_OK;
    }
    LP_TRY(rc);
    LP_TRY(identify(v, err));
    LP_TRY(lp_torrent_flaws(v, err));
    LP_TRY(lp_torrent_place(v, folder, err));
    rc = compare(v, err);

done:
    return rc;
}

enum lp_code
lp_do_torrent(const struct lp_torrent_options *o,
              const struct lp_listener *listener, struct lp_torrent_report *r,
              struct lp_err *err)
{
    struct lp_torrenting v = {.o = o, .listener = listener, .r = r};
    struct lp_verify_report *base = &r->base;
    struct lp_buf text = {0};
    char *folder = NULL;
    enum lp_code rc;

    *r = (struct lp_torrent_report){.base = {.list = true}};
    LP_TRY(lp_file_read(&text, o->torrent, LP_TORRENT_MAX, NULL, err));
    LP_TRY(lp_signature_judge(&base->signature, o->torrent, lp_buf_slice(&text),
                              o->trust, err));
    o->judged(o->who, &base->signature);
    if (!lp_verify_may_read(base->signature.verdict, o->allow_unsigned)) {
        base->verdict = lp_verify_stopped(base->signature.verdict);
        goto done;
    }
    folder = o->folder == NULL ? lp_path_folder(o->torrent) : strdup(o->folder);
    rc = folder == NULL ? lp_no_memory(err)
                        : verify(&v, lp_buf_slice(&text), folder, err);

done:
    free(folder);
    free(v.seen);
    lp_bag_files_release(&v.files);
    lp_buf_release(&v.base);
    lp_buf_release(&v.shown[0]);
    lp_buf_release(&v.shown[1]);
    lp_torrent_release(&v.t);
    lp_buf_release(&text);
    return rc;
}

void
lp_torrent_report_release(struct lp_torrent_report *r)
{
    lp_signature_release(&r->base.signature);
    lp_buf_release(&r->name);
}
