#include "bundle/bag_lists.h"

#include <string.h>

#include "base/text.h"
#include "formats/bag_line.h"
#include "formats/bag_name.h"
#include "formats/bag_text.h"

/* One line of a manifest. */
struct listed {
    struct lp_bag *b;
    const struct lp_bag_manifest *m;
    size_t number; /* of the manifest */
    struct lp_bag_entry entry;
    struct lp_buf path; /* as it is meant */
    struct lp_bag_event e;
};

static enum lp_code
tell(struct listed *l, enum lp_rule rule, const char *note, struct lp_err *err)
{
    l->e.rule = rule;
    l->e.note = note;
    return lp_bag_tell(l->b, &l->e, err);
}

static bool
named(const struct lp_bag *b, struct lp_slice path)
{
    return lp_bag_files_find(&b->files, path) != NULL ||
           lp_bag_files_find(&b->holes, path) != NULL;
}

/* What is wrong with a % that stands for itself; 1.0 forbids it. */
#define BARE_PERCENT "a % in the name is not written as %25"

/* Older versions did not say that % itself is encoded, and few tools did. */
static enum lp_code
decode_old(struct listed *l, struct lp_slice path, struct lp_err *err)
{
    for (unsigned all = 0; all < 2 && !named(l->b, path); all++) {
        lp_buf_clear(&l->path);
        (void)lp_bag_decode(&l->path, path, all == 1);
        if (lp_buf_check(&l->path, err) != LP_OK) {
            return l->path.failed;
        }
        if (named(l->b, lp_buf_slice(&l->path))) {
            return LP_OK;
        }
    }
    lp_buf_clear(&l->path);
    lp_buf_put(&l->path, path);
    return lp_buf_check(&l->path, err);
}

/* The path of the line as it is meant, into `l->path`; what is odd about it is
 * told. `*bad`: it leads nowhere, which was told. */
static enum lp_code
path_of(struct listed *l, bool *bad, struct lp_err *err)
{
    struct lp_buf meant = {0};
    struct lp_buf plain = {0};
    bool strict = l->b->decl.strict;
    bool starred = l->entry.path.data[0] == '*' &&
                   lp_bag_files_find(&l->b->files, l->entry.path) == NULL;
    enum lp_bag_place place;
    bool dotted;
    bool clean = true;
    enum lp_code rc;

    if (l->entry.escaped) {
        lp_bag_unescape(&meant, lp_slice_from(l->entry.path, starred ? 1 : 0));
    } else {
        lp_buf_put(&meant, lp_slice_from(l->entry.path, starred ? 1 : 0));
    }
    LP_TRY(lp_buf_check(&meant, err));
    place = lp_bag_place(&plain, lp_buf_slice(&meant), &dotted);
    LP_TRY(lp_buf_check(&plain, err));
    *bad = place == LP_BAG_OUTSIDE || place == LP_BAG_FOLDER ||
           (place == LP_BAG_PAYLOAD) == l->m->tags;
    if (*bad) {
        rc = tell(l, LP_RULE_BAG_PATH,
                  place == LP_BAG_OUTSIDE  ? "it leads out of the bag"
                  : place == LP_BAG_FOLDER ? "it is a folder"
                  : l->m->tags ? "a tag manifest must not list payload files"
                               : "it is not below data/",
                  err);
        goto done;
    }
    lp_buf_clear(&l->path);
    if (strict && !l->entry.escaped) {
        clean = lp_bag_decode(&l->path, lp_buf_slice(&plain), true);
        LP_TRY(lp_buf_check(&l->path, err));
    } else {
        LP_TRY(decode_old(l, lp_buf_slice(&plain), err));
    }
    if (!clean) {
        LP_TRY(tell(l, LP_RULE_BAG_LINE, BARE_PERCENT, err));
    }
    if (starred || l->entry.escaped) {
        LP_TRY(tell(l, LP_RULE_BAG_LEGACY, "the line is as md5sum writes it",
                    err));
    } else if (dotted) {
        LP_TRY(tell(l, LP_RULE_BAG_LEGACY,
                    "the path has parts that say nothing", err));
    }

done:
    lp_buf_release(&meant);
    lp_buf_release(&plain);
    return rc;
}

/* The digest of the line. `*good`: it is one, and can be compared. */
static enum lp_code
digest_of(struct listed *l, uint8_t *to, bool *good, struct lp_err *err)
{
    size_t n = lp_alg_len(l->m->alg);
    const uint8_t *hex = l->entry.digest.data;

    *good = false;
    if (l->m->alg == LP_ALG_NONE) {
        return LP_OK;
    }
    if (l->entry.digest.len != 2 * n) {
        return tell(l, LP_RULE_BAG_LINE,
                    "the digest does not have the length of its algorithm",
                    err);
    }
    for (size_t i = 0; i < n; i++) {
        to[i] = (uint8_t)(lp_text_digit(hex[2 * i]) * 16 +
                          lp_text_digit(hex[2 * i + 1]));
    }
    *good = true;
    return LP_OK;
}

/* Not there under its own name: say what is there instead. */
static enum lp_code
tell_missing(struct listed *l, struct lp_err *err)
{
    struct lp_bag *b = l->b;
    struct lp_bag_file *twin = NULL;
    const char *note = NULL;
    enum lp_code rc = LP_OK;

    LP_TRY(lp_bag_files_alike(&b->files, lp_buf_slice(&l->path), true, &twin,
                              err));
    if (twin != NULL) {
        note = "there is another whose name differs in case:";
        l->e.other = lp_bag_files_name(&b->files, twin);
    } else if (memchr(l->path.data, '\\', l->path.len) != NULL) {
        note = "folders must be separated by /";
    }
    rc = tell(l, LP_RULE_BAG_MISSING, note, err);
    l->e.other.len = 0;

done:
    return rc;
}

/* Whether the line lists `file` for the first time; else that was told. */
static enum lp_code
mark(struct listed *l, struct lp_bag_file *file, bool *first,
     struct lp_err *err)
{
    uint64_t bit = (uint64_t)1 << l->number;

    *first = (file->listed & bit) == 0;
    file->listed |= bit;
    return *first ? LP_OK : tell(l, LP_RULE_BAG_TWICE, NULL, err);
}

static enum lp_code
compare(struct listed *l, struct lp_bag_file *file, struct lp_err *err)
{
    uint8_t expected[LP_ALG_LEN_MAX];
    const uint8_t *found;
    bool good = false;
    bool first = false;
    enum lp_code rc;

    LP_TRY(mark(l, file, &first, err));
    LP_TRY(digest_of(l, expected, &good, err));
    if (file->closed != LP_RULE_NONE) {
        rc = first ? tell(l, (enum lp_rule)file->closed, NULL, err) : LP_OK;
        goto done;
    }
    if (!file->read) {
        rc = tell(l, LP_RULE_BAG_NO_FILE, lp_kind_word(file->kind), err);
        goto done;
    }
    if (!good) {
        goto done;
    }
    found = lp_bag_files_digest(&l->b->files, file, l->m->alg);
    if (memcmp(found, expected, lp_alg_len(l->m->alg)) != 0) {
        file->changed = true;
        l->e.alg = l->m->alg;
        l->e.expected = expected;
        l->e.found = found;
        rc = tell(l, LP_RULE_BAG_CHANGED, NULL, err);
        l->e.expected = NULL; /* it is ours */
    }

done:
    return rc;
}

static enum lp_code
look_up(struct listed *l, struct lp_err *err)
{
    struct lp_bag *b = l->b;
    struct lp_slice path = lp_buf_slice(&l->path);
    struct lp_bag_file *file = lp_bag_files_find(&b->files, path);
    struct lp_bag_file *hole = lp_bag_files_find(&b->holes, path);
    bool first;
    enum lp_code rc = LP_OK;

    l->e.path = path;
    if (file == NULL) {
        LP_TRY(lp_bag_files_alike(&b->files, path, false, &file, err));
        if (file != NULL) {
            LP_TRY(tell(l, LP_RULE_BAG_FORM, NULL, err));
        }
    }
    if (file != NULL) {
        LP_TRY(compare(l, file, err));
    } else if (hole != NULL) {
        LP_TRY(mark(l, hole, &first, err));
    } else {
        LP_TRY(tell_missing(l, err));
    }

done:
    return rc;
}

static enum lp_code
take_line(struct listed *l, struct lp_slice line, struct lp_err *err)
{
    const char *wrong = lp_bag_entry(&l->entry, line);
    bool old = !l->b->decl.strict && line.len == 0;
    bool bad = false;
    enum lp_code rc;

    l->e.path = wrong == NULL ? l->entry.path : (struct lp_slice){0};
    l->e.alg = LP_ALG_NONE;
    if (wrong != NULL) {
        return tell(l, old ? LP_RULE_BAG_LEGACY : LP_RULE_BAG_LINE, wrong, err);
    }
    LP_TRY(path_of(l, &bad, err));
    if (!bad) {
        LP_TRY(look_up(l, err));
    }

done:
    return rc;
}

static enum lp_code
take_manifest(struct lp_bag *b, size_t number, struct lp_err *err)
{
    struct lp_bag_manifest *m = &b->manifest[number];
    struct listed l = {.b = b, .m = m, .number = number, .e = {.in = m->name}};
    struct lp_bag_lines lines = {0};
    struct lp_buf text = {0};
    struct lp_slice line;
    enum lp_code rc;

    LP_TRY(lp_bag_read_text(b, m->name, &text, &m->good, err));
    lines.rest = lp_buf_slice(&text);
    while (m->good && lp_bag_line(&lines, &line)) {
        l.e.line = lines.line;
        LP_TRY(take_line(&l, line, err));
    }

done:
    lp_buf_release(&l.path);
    lp_buf_release(&text);
    return rc;
}

enum lp_code
lp_bag_lists(struct lp_bag *b, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; rc == LP_OK && !b->illegible && i < b->n; i++) {
        rc = take_manifest(b, i, err);
    }
    return rc;
}
