#include "bundle/bag_whole.h"

#include "formats/bag_name.h"

/* The manifests of one sort that could be read, as bits. */
static uint64_t
manifests(const struct lp_bag *b, bool tags)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < b->n; i++) {
        if (b->manifest[i].tags == tags && b->manifest[i].good) {
            bits |= (uint64_t)1 << i;
        }
    }
    return bits;
}

/* `e` for each manifest that lacks something, by the bits of `lacks`. */
static enum lp_code
tell_each(struct lp_bag *b, struct lp_bag_event *e, uint64_t lacks,
          struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; rc == LP_OK && i < b->n; i++) {
        if ((lacks >> i & 1) != 0) {
            e->in = b->manifest[i].name;
            rc = lp_bag_tell(b, e, err);
        }
    }
    return rc;
}

/* A payload file must be in every payload manifest since 1.0, and was to be in
 * one before. */
static enum lp_code
judge_listed(struct lp_bag *b, const struct lp_bag_file *file, uint64_t all,
             struct lp_err *err)
{
    struct lp_bag_event e = {.rule = LP_RULE_BAG_UNLISTED,
                             .path = lp_bag_files_name(&b->files, file)};
    uint64_t lacks = all & ~file->listed;

    if (lacks == 0) {
        return LP_OK;
    }
    if (lacks == all) {
        e.note = "no payload manifest lists it";
        return lp_bag_tell(b, &e, err);
    }
    if (!b->decl.strict) {
        return LP_OK;
    }
    e.note = "not every payload manifest lists it";
    return tell_each(b, &e, lacks, err);
}

/* What is no file; if a manifest lists it, that was told. */
static enum lp_code
judge_other(struct lp_bag *b, const struct lp_bag_file *file,
            struct lp_err *err)
{
    struct lp_bag_event e = {.rule = LP_RULE_BAG_NO_FILE,
                             .path = lp_bag_files_name(&b->files, file),
                             .note = lp_kind_word(file->kind)};

    if (file->listed != 0) {
        return LP_OK;
    }
    if (file->closed != LP_RULE_NONE) {
        e.rule = (enum lp_rule)file->closed;
        e.note = NULL;
    } else if (file->kind == LP_KIND_DIR) {
        e.rule = LP_RULE_BAG_EMPTY;
        e.note = NULL;
    }
    return lp_bag_tell(b, &e, err);
}

static enum lp_code
judge_payload(struct lp_bag *b, const struct lp_bag_file *file, uint64_t all,
              struct lp_err *err)
{
    const struct lp_bag_event e = {
        .rule = LP_RULE_BAG_UNWISE,
        .path = lp_bag_files_name(&b->files, file),
        .note = lp_bag_name_unwise(lp_bag_files_name(&b->files, file))};
    enum lp_code rc = LP_OK;

    if (e.note != NULL) {
        LP_TRY(lp_bag_tell(b, &e, err));
    }
    if (file->kind != LP_KIND_OTHER) {
        rc = judge_other(b, file, err);
        goto done;
    }
    b->r->files++;
    b->r->bytes += file->size;
    b->r->matched += file->read && !file->changed && file->listed != 0 ? 1 : 0;
    if (all != 0) {
        rc = judge_listed(b, file, all, err);
    }

done:
    return rc;
}

/* Whether a tag file is a tag manifest, or the signature of one. */
static bool
is_own(struct lp_slice name)
{
    return lp_slice_begins(name, lp_slice_str("tagmanifest-")) &&
           (lp_slice_ends(name, lp_slice_str(".txt")) ||
            lp_slice_ends(name, lp_slice_str(".txt.minisig")));
}

static enum lp_code
judge_files(struct lp_bag *b, struct lp_err *err)
{
    const uint64_t payload = manifests(b, false);
    const uint64_t tags = manifests(b, true);
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < b->files.n; i++) {
        const struct lp_bag_file *file = &b->files.of[i];

        if (lp_bag_is_payload(b, file)) {
            LP_TRY(judge_payload(b, file, payload, err));
        } else if ((file->listed & tags) == 0 && file->kind == LP_KIND_OTHER &&
                   !is_own(lp_bag_files_name(&b->files, file))) {
            b->r->uncovered++;
        }
    }

done:
    return rc;
}

/* What fetch.txt lists is a part of the payload like any other; what is not
 * there makes the bag incomplete. */
static enum lp_code
judge_holes(struct lp_bag *b, struct lp_err *err)
{
    const uint64_t all = manifests(b, false);
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < b->holes.n; i++) {
        const struct lp_bag_file *hole = &b->holes.of[i];
        struct lp_slice name = lp_bag_files_name(&b->holes, hole);
        const struct lp_bag_file *file = lp_bag_files_find(&b->files, name);
        uint64_t listed = file == NULL ? hole->listed : file->listed;
        uint64_t lacks = all & ~listed;
        struct lp_bag_event e = {.rule = LP_RULE_BAG_FETCH, .path = name};
        bool again = i > 0 && lp_slice_equal(
                                  lp_bag_files_name(&b->holes, hole - 1), name);

        if (again) {
            continue;
        }
        if (lacks == all && all != 0) {
            e.note = "fetch.txt lists it, and no payload manifest does";
            LP_TRY(lp_bag_tell(b, &e, err));
        } else if (lacks != 0 && b->decl.strict) {
            e.note = "fetch.txt lists it, and not every payload manifest does";
            LP_TRY(tell_each(b, &e, lacks, err));
        }
        if (file == NULL) {
            e = (struct lp_bag_event){.rule = LP_RULE_BAG_HOLE, .path = name};
            b->r->holes++;
            LP_TRY(lp_bag_tell(b, &e, err));
        }
    }

done:
    return rc;
}

/* Two names that some file system takes for one. */
static enum lp_code
judge_twins(struct lp_bag *b, struct lp_err *err)
{
    struct lp_bag_files *f = &b->files;
    enum lp_code rc;

    LP_TRY(lp_bag_files_keys(f, err));
    for (size_t i = 1; i < f->n; i++) {
        const struct lp_bag_file *a = &f->of[f->by_key[i - 1]];
        const struct lp_bag_file *z = &f->of[f->by_key[i]];
        const struct lp_bag_event e = {.rule = LP_RULE_BAG_TWINS,
                                       .path = lp_bag_files_name(f, a),
                                       .note = "and",
                                       .other = lp_bag_files_name(f, z)};

        if (lp_slice_equal(lp_bag_files_key(f, a), lp_bag_files_key(f, z))) {
            LP_TRY(lp_bag_tell(b, &e, err));
        }
    }

done:
    return rc;
}

/* Each tag manifest lists every payload manifest: 1.0 has it as a must. */
static enum lp_code
judge_tags(struct lp_bag *b, struct lp_err *err)
{
    const uint64_t tags = manifests(b, true);
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < b->n; i++) {
        struct lp_slice name = lp_slice_str(b->manifest[i].name);
        const struct lp_bag_file *file = lp_bag_files_find(&b->files, name);
        struct lp_bag_event e = {.rule = b->decl.strict ? LP_RULE_BAG_TAGS
                                                        : LP_RULE_BAG_LEGACY,
                                 .path = name,
                                 .note = "the tag manifest does not list it"};

        if (!b->manifest[i].tags && file != NULL) {
            LP_TRY(tell_each(b, &e, tags & ~file->listed, err));
        }
    }

done:
    return rc;
}

enum lp_code
lp_bag_whole(struct lp_bag *b, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(judge_files(b, err));
    LP_TRY(judge_holes(b, err));
    LP_TRY(judge_twins(b, err));
    LP_TRY(judge_tags(b, err));

done:
    return rc;
}
