#include "formats/tar_member.h"

/* The largest size that eleven octal digits can state. */
#define OCTAL_MAX (((uint64_t)1 << 33) - 1)

static enum lp_code
set_name(const struct lp_tar_said *s, struct lp_entry *e, struct lp_buf *name,
         struct lp_err *err)
{
    const struct lp_buf *given[] = {
        &s->ext->sparse_path.bytes, &s->ext->path.bytes,
        &s->global->sparse_path.bytes, &s->global->path.bytes};
    const struct lp_buf *link = s->ext->link.bytes.len > 0
                                    ? &s->ext->link.bytes
                                    : &s->global->link.bytes;

    e->target = link->len > 0 ? lp_buf_slice(link) : s->head->link;
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        if (given[i]->len > 0) {
            e->name = lp_buf_slice(given[i]);
            return LP_OK;
        }
    }
    e->name = s->head->name;
    if (s->head->prefix.len > 0) {
        lp_buf_clear(name);
        lp_buf_put(name, s->head->prefix);
        lp_buf_byte(name, '/');
        lp_buf_put(name, s->head->name);
        e->name = lp_buf_slice(name);
    }
    return lp_buf_check(name, err);
}

/* The bytes that the member takes, for those types that have any. Writers put
 * the size in both headers, or, where the first cannot hold it, anything
 * there (GNU tar: 0). */
static void
set_size(const struct lp_tar_said *s, struct lp_entry *e)
{
    const struct lp_tar_int *given =
        s->ext->size.from != 0 ? &s->ext->size : &s->global->size;

    e->packed = s->head->size;
    if (given->from != 0) {
        e->packed = (uint64_t)given->value;
    }
    if (s->ext->size.twice ||
        (e->packed != s->head->size &&
         (e->packed <= OCTAL_MAX || s->head->size_wide))) {
        lp_findings_add(&e->found, LP_RULE_TAR_SIZE_TWICE, s->at);
    }
}

static void
set_time(const struct lp_tar_said *s, struct lp_entry *e)
{
    const struct lp_tar_int *given =
        s->ext->time.from != 0 ? &s->ext->time : &s->global->time;

    e->has_time = given->from != 0 || !s->head->time_bad;
    e->time = given->from != 0 ? given->value : s->head->time;
}

/* In v7 a folder is a file whose name ends so. GNU tar and libarchive keep this
 * up for all types of file, by the full name; Python for type NUL alone, by the
 * name in the header, even if it is cut there. Neither looks at the size. */
static void
set_regular(const struct lp_tar_said *s, struct lp_entry *e)
{
    struct lp_slice slash = lp_slice_str("/");
    bool folder = lp_slice_ends(e->name, slash);
    bool old = s->head->type == 0 && lp_slice_ends(s->head->name, slash);

    if (folder && e->packed == 0) {
        e->kind = LP_KIND_DIR;
        return;
    }
    if ((folder || old) && e->packed > 0) {
        lp_findings_add(&e->found, LP_RULE_TAR_SIZE_TWICE, s->at);
    }
    if (s->ext->sparse || s->global->sparse) {
        e->closed = LP_RULE_SPARSE;
    } else if (s->global->part || s->ext->part) {
        e->closed = LP_RULE_MULTI_VOLUME;
    }
}

/* Types 1 to 6 have no data by POSIX. Old tars state the size of a file with
 * each hard link to it, and no reader minds; but in a pax archive libarchive
 * takes that for data, and for the other types GNU tar does. */
static void
set_without_data(const struct lp_tar_said *s, struct lp_entry *e)
{
    static const enum lp_kind kinds[] = {LP_KIND_HARDLINK, LP_KIND_SYMLINK,
                                         LP_KIND_DEVICE,   LP_KIND_DEVICE,
                                         LP_KIND_DIR,      LP_KIND_FIFO};
    uint8_t type = s->head->type;

    e->kind = kinds[type - '1'];
    if (e->packed > 0 && (type != '1' || s->pax)) {
        lp_findings_add(&e->found, LP_RULE_TAR_SIZE_TWICE, s->at);
    }
    e->packed = 0;
    if ((type == '1' || type == '2') && e->target.len == 0) {
        e->flags |= LP_FLAG_EMPTY_LINK;
    }
}

static void
set_kind(const struct lp_tar_said *s, struct lp_entry *e)
{
    switch (s->head->type) {
    case 0:
    case '0':
    case '7':
        set_regular(s, e);
        break;
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
        set_without_data(s, e);
        break;
    case 'S':
        e->closed = LP_RULE_SPARSE;
        if (s->head->magic != LP_TAR_GNU) {
            /* star has its map elsewhere, and so perhaps more blocks. */
            lp_findings_add(&e->found, LP_RULE_TAR_SIZE_TWICE, s->at);
        }
        break;
    case 'M':
        e->closed = LP_RULE_MULTI_VOLUME;
        break;
    case 'D': /* a folder, with the names of what was in it */
        e->kind = LP_KIND_DIR;
        e->closed = e->packed > 0 ? LP_RULE_UNSUPPORTED_METHOD : LP_RULE_NONE;
        break;
    case 'V': /* names the tape, holds nothing */
        if (e->packed == 0) {
            e->kind = LP_KIND_LABEL;
            break;
        }
        /* What else is in it, Python unpacks, and others pass over. */
        lp_findings_add(&e->found, LP_RULE_TAR_SIZE_TWICE, s->at);
        set_regular(s, e);
        break;
    default: /* POSIX: to be taken as a regular file */
        set_regular(s, e);
        break;
    }
}

static void
set_claims(const struct lp_tar_said *s, struct lp_entry *e)
{
    const struct lp_tar_ext *x = s->ext;

    e->has_size = e->kind == LP_KIND_OTHER;
    e->size = e->packed;
    if (e->closed == LP_RULE_SPARSE) {
        e->flags |= LP_FLAG_SPARSE;
        e->size =
            s->head->type == 'S' ? s->head->real : (uint64_t)x->real.value;
        e->has_size = s->head->type == 'S' || x->real.from != 0;
    }
    if (s->head->number_bad || x->number_bad || s->global->number_bad) {
        lp_findings_add(&e->found, LP_RULE_TAR_NUMBER, s->at);
    }
    if (x->text_bad || s->global->text_bad) {
        lp_findings_add(&e->found, LP_RULE_TAR_PAX, s->at);
    }
    if (x->path.twice || x->link.twice || x->sparse_path.twice ||
        s->head->prefix_odd) {
        lp_findings_add(&e->found, LP_RULE_TAR_PATH_TWICE, s->at);
    }
}

enum lp_code
lp_tar_member(struct lp_entry *e, const struct lp_tar_said *s,
              struct lp_buf *name, struct lp_err *err)
{
    enum lp_code rc = set_name(s, e, name, err);

    if (rc == LP_OK) {
        set_size(s, e);
        set_time(s, e);
        set_kind(s, e);
        set_claims(s, e);
    }
    return rc;
}
