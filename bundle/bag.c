#include "bundle/bag.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "formats/bag_text.h"

enum lp_code
lp_bag_tell(struct lp_bag *b, const struct lp_bag_event *e, struct lp_err *err)
{
    struct lp_bag_event shown = *e;

    switch (lp_rule_info(e->rule)->class) {
    case LP_CLASS_ADVICE:
        b->r->advice++;
        break;
    case LP_CLASS_CLOSED:
        b->r->closed++;
        break;
    case LP_CLASS_MALFORMED:
    case LP_CLASS_AMBIGUOUS:
    default:
        b->r->findings++;
        break;
    }
    lp_buf_clear(&b->shown[0]);
    lp_buf_clear(&b->shown[1]);
    lp_text_escape(&b->shown[0], e->path);
    lp_text_escape(&b->shown[1], e->other);
    for (size_t i = 0; i < 2; i++) {
        if (lp_buf_check(&b->shown[i], err) != LP_OK) {
            return b->shown[i].failed;
        }
    }
    shown.path = lp_buf_slice(&b->shown[0]);
    shown.other = lp_buf_slice(&b->shown[1]);
    return b->o->told(b->o->who, &shown, err);
}

static enum lp_code
read_file(struct lp_bag *b, const char *name, const char *path,
          struct lp_buf *raw, bool *there, struct lp_err *err)
{
    struct lp_bag_event e = {.path = lp_slice_str(name)};
    struct lp_err why = {0};
    struct stat st = {0};
    enum lp_code rc;

    if (lstat(path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        return LP_OK;
    }
    if (st.st_mode != 0 && !S_ISREG(st.st_mode)) {
        e.rule = LP_RULE_BAG_NO_FILE;
        e.note = "a tag file must be a file";
        return lp_bag_tell(b, &e, err);
    }
    rc = lp_file_read(raw, path, LP_BUF_MAX, NULL, &why);
    *there = rc == LP_OK;
    if (rc == LP_OK || rc == LP_E_MEMORY) {
        return rc == LP_OK ? LP_OK : lp_no_memory(err);
    }
    e.rule = LP_RULE_UNREADABLE;
    e.note = why.text;
    return lp_bag_tell(b, &e, err);
}

enum lp_code
lp_bag_read(struct lp_bag *b, const char *name, struct lp_buf *raw, bool *there,
            struct lp_err *err)
{
    struct lp_buf path = {0};
    enum lp_code rc;

    *there = false;
    lp_buf_printf(&path, "%s/%s%c", b->o->folder, name, '\0');
    rc = lp_buf_check(&path, err);
    if (rc == LP_OK) {
        rc = read_file(b, name, (const char *)path.data, raw, there, err);
    }
    lp_buf_release(&path);
    return rc;
}

/* A byte order mark was allowed until 1.0 forbade it. */
static enum lp_code
judge_text(struct lp_bag *b, const char *name, enum lp_bag_text what,
           struct lp_err *err)
{
    struct lp_bag_event e = {.rule = LP_RULE_BAG_TEXT,
                             .path = lp_slice_str(name)};

    if (what == LP_BAG_TEXT_GOOD || what == LP_BAG_TEXT_UNKNOWN) {
        return LP_OK;
    }
    e.note = "it is not in the encoding that bagit.txt declares";
    if (what == LP_BAG_TEXT_MARKED) {
        e.rule = b->decl.strict ? LP_RULE_BAG_TEXT : LP_RULE_BAG_LEGACY;
        e.note = "it begins with a byte order mark";
    }
    return lp_bag_tell(b, &e, err);
}

enum lp_code
lp_bag_read_text(struct lp_bag *b, const char *name, struct lp_buf *text,
                 bool *there, struct lp_err *err)
{
    struct lp_buf raw = {0};
    enum lp_bag_text what = LP_BAG_TEXT_GOOD;
    enum lp_code rc;

    LP_TRY(lp_bag_read(b, name, &raw, there, err));
    if (!*there) {
        goto done;
    }
    LP_TRY(lp_bag_text(text, lp_buf_slice(&raw), b->decl.encoding, &what, err));
    LP_TRY(judge_text(b, name, what, err));
    *there = what == LP_BAG_TEXT_GOOD || what == LP_BAG_TEXT_MARKED;

done:
    lp_buf_release(&raw);
    return rc;
}

bool
lp_bag_is_payload(const struct lp_bag *b, const struct lp_bag_file *file)
{
    return lp_slice_begins(lp_bag_files_name(&b->files, file),
                           lp_slice_str("data/"));
}

void
lp_bag_release(struct lp_bag *b)
{
    for (size_t i = 0; i < b->n; i++) {
        free(b->manifest[i].name);
    }
    lp_buf_release(&b->decl_text);
    lp_buf_release(&b->shown[0]);
    lp_buf_release(&b->shown[1]);
    lp_bag_files_release(&b->files);
    lp_bag_files_release(&b->holes);
    *b = (struct lp_bag){0};
}
