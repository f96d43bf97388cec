#include "bundle/torrenting.h"

#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "crypto/btv2.h"

/* To find the folder, so many files are looked for. */
#define SOUGHT_MAX 4096

enum lp_code
lp_torrent_tell(struct lp_torrenting *v, const struct lp_torrent_flaw *flaw,
                struct lp_err *err)
{
    struct lp_torrent_flaw shown = *flaw;

    if (lp_rule_info(flaw->rule)->class == LP_CLASS_ADVICE) {
        v->r->advice++;
    } else {
        v->r->flaws++;
    }
    lp_buf_clear(&v->shown[0]);
    lp_buf_clear(&v->shown[1]);
    lp_text_escape(&v->shown[0], flaw->path);
    lp_text_escape(&v->shown[1], flaw->other);
    for (size_t i = 0; i < 2; i++) {
        if (lp_buf_check(&v->shown[i], err) != LP_OK) {
            return v->shown[i].failed;
        }
    }
    shown.path = lp_buf_slice(&v->shown[0]);
    shown.other = lp_buf_slice(&v->shown[1]);
    return v->o->flawed(v->o->who, &shown, err);
}

/* Whether the layer of a file is there and leads to its root. */
static bool
layer_right(const struct lp_torrent *t, const struct lp_torrent_file *file)
{
    uint8_t root[LP_BTV2_LEN];

    if (file->layer.len == 0) {
        return (file->flags & LP_TORRENT_LAYERLESS) == 0;
    }
    lp_btv2_join(file->layer, lp_torrent_height(t), root);
    return memcmp(root, file->root, sizeof root) == 0;
}

static enum lp_code
judge_file(struct lp_torrenting *v, const struct lp_torrent_file *file,
           struct lp_err *err)
{
    struct lp_torrent_flaw flaw = {.path = lp_torrent_path(&v->t.files, file)};
    enum lp_code rc = LP_OK;

    if ((file->flags & LP_TORRENT_PAD) != 0) {
        return LP_OK;
    }
    if ((file->flags & LP_TORRENT_UNSAFE) != 0) {
        flaw.rule = LP_RULE_TORRENT_PATH;
        LP_TRY(lp_torrent_tell(v, &flaw, err));
    }
    if (file->root != NULL && !layer_right(&v->t, file)) {
        flaw.rule = LP_RULE_TORRENT_LAYERS;
        LP_TRY(lp_torrent_tell(v, &flaw, err));
    }
    if ((file->flags & LP_TORRENT_TWIN) != 0) {
        flaw.rule = LP_RULE_TORRENT_TWINS;
        LP_TRY(lp_torrent_tell(v, &flaw, err));
    }

done:
    return rc;
}

enum lp_code
lp_torrent_flaws(struct lp_torrenting *v, struct lp_err *err)
{
    struct lp_torrent_flaw flaw = {.rule = LP_RULE_TORRENT_UNSORTED,
                                   .placed = true,
                                   .at = v->t.unsorted_at};
    enum lp_code rc = LP_OK;

    if (v->t.unsorted) {
        LP_TRY(lp_torrent_tell(v, &flaw, err));
    }
    if (!v->t.named && !v->t.single) {
        flaw = (struct lp_torrent_flaw){.rule = LP_RULE_TORRENT_PATH,
                                        .path = v->t.name};
        LP_TRY(lp_torrent_tell(v, &flaw, err));
    }
    for (size_t i = 0; i < v->t.files.n; i++) {
        LP_TRY(judge_file(v, &v->t.files.of[i], err));
    }

done:
    return rc;
}

/* How many of the files are below this folder. */
static enum lp_code
count_there(struct lp_torrenting *v, const char *folder, struct lp_slice name,
            size_t *n, struct lp_err *err)
{
    const struct lp_torrent_files *f = &v->t.files;
    struct lp_buf path = {0};
    struct stat st;
    enum lp_code rc = LP_OK;

    *n = 0;
    for (size_t i = 0; i < f->n && i < SOUGHT_MAX; i++) {
        if ((f->of[i].flags & (LP_TORRENT_PAD | LP_TORRENT_UNSAFE)) != 0) {
            continue;
        }
        lp_buf_clear(&path);
        lp_buf_printf(&path, "%s/", folder);
        lp_buf_put(&path, name);
        lp_buf_byte(&path, '/');
        lp_buf_put(&path, lp_torrent_path(f, &f->of[i]));
        lp_buf_byte(&path, '\0');
        LP_TRY(lp_buf_check(&path, err));
        *n += lstat((const char *)path.data, &st) == 0 ? 1 : 0;
    }

done:
    lp_buf_release(&path);
    return rc;
}

enum lp_code
lp_torrent_place(struct lp_torrenting *v, const char *folder,
                 struct lp_err *err)
{
    struct stat st;
    size_t with = 0;
    size_t without = 0;
    enum lp_code rc = LP_OK;

    lp_buf_str(&v->base, folder);
    if (v->t.single) {
        lp_buf_byte(&v->base, '\0');
        goto done;
    }
    v->whole = true;
    if (v->t.named) {
        lp_buf_byte(&v->base, '/');
        lp_buf_put(&v->base, v->t.name);
    }
    lp_buf_byte(&v->base, '\0');
    LP_TRY(lp_buf_check(&v->base, err));
    if (v->t.named && lstat((const char *)v->base.data, &st) == 0 &&
        S_ISDIR(st.st_mode)) {
        LP_TRY(count_there(v, folder, v->t.name, &with, err));
        LP_TRY(count_there(v, folder, (struct lp_slice){0}, &without, err));
        if (with >= without) {
            goto done;
        }
    }
    lp_buf_clear(&v->base);
    lp_buf_printf(&v->base, "%s%c", folder, '\0');

done:
    return rc != LP_OK ? rc : lp_buf_check(&v->base, err);
}
