#include "formats/read_ole.h"

#include <stdlib.h>
#include <string.h>

#include "formats/cfb_stream.h"
#include "formats/ole_native.h"
#include "formats/ppt_embedded.h"

#define LENGTH 4 /* before native data */

struct ole {
    const struct lp_limits *limits;
    struct lp_cfb *file;
    uint32_t storage;      /* that is looked at, ... */
    uint32_t child;        /* ... and what of it comes next ... */
    bool entered;          /* ... unless its first child does */
    unsigned said;         /* what its streams say of it so far: bits SAYS */
    struct lp_view *shown; /* the stream of a presentation; may be NULL */
    struct lp_ppt_embeddeds in_shown;
    size_t i;
    size_t given;
    struct lp_buf name;
    struct lp_buf head;
};

/* What a stream says of the storage that it is in. */
enum says {
    NOTHING,
    NATIVE, /* [MS-OLEDS] 2.3.6: the data of an object */
    WHOLE,  /* its bytes are a file */
    PAGES,  /* ... in the root, if it is a PDF */
    APART,  /* this is a document, in several streams */
    OBJECT, /* this is an object */
    STATE,  /* ... of which only the state of a control or form is kept */
};

#define SAYS(what) (1U << (what))
#define GIVEN (SAYS(NATIVE) | SAYS(WHOLE) | SAYS(PAGES))

static const struct {
    const char *name;
    enum says says;
} streams[] = {
    {"\1Ole10Native", NATIVE},
    {"Package", WHOLE},        /* of Office 2007 and later */
    {"package_stream", WHOLE}, /* of OpenOffice */
    {"EmbeddedOdf", WHOLE},
    {"Equation Native", WHOLE},
    {"CONTENTS", PAGES},
    {"WordDocument", APART},
    {"Workbook", APART},
    {"Book", APART},
    {"PowerPoint Document", APART},
    {"VisioDocument", APART},
    {"__properties_version1.0", APART}, /* a message of Outlook */
    {"\1Ole", OBJECT},
    {"\1CompObj", OBJECT},
    {"\3OCXNAME", STATE},
    {"\3VBFrame", STATE},
};

/* Files that Windows' Packager took in, by its classes: 0003000C-0000-0000-
 * C000-000000000046, and F20DA720-C02F-11CE-927B-0800095AE340 since Vista. */
static bool
is_packager(const uint8_t *clsid)
{
    static const uint8_t classes[][16] = {
        {0x0c, 0, 3, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46},
        {0x20, 0xa7, 0x0d, 0xf2, 0x2f, 0xc0, 0xce, 0x11, 0x92, 0x7b, 0x08, 0,
         0x09, 0x5a, 0xe3, 0x40}};

    return memcmp(clsid, classes[0], 16) == 0 ||
           memcmp(clsid, classes[1], 16) == 0;
}

static enum says
listen(const struct ole *o, uint32_t item)
{
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        if (o->file->items[item].type == LP_CFB_STREAM &&
            lp_cfb_is(o->file, item, streams[i].name)) {
            return streams[i].says;
        }
    }
    return NOTHING;
}

static void
name(struct ole *o, struct lp_entry *entry, uint64_t packed)
{
    lp_buf_clear(&o->name);
    lp_buf_printf(&o->name, "object %zu", ++o->given);
    entry->name = lp_buf_slice(&o->name);
    entry->packed = packed;
}

static enum lp_code
peek(struct ole *o, uint32_t item, size_t n, struct lp_err *err)
{
    lp_buf_clear(&o->head);
    return lp_cfb_peek(&o->head, o->file, item, n, err);
}

/* Go to the data: as many bytes as their length says. */
static enum lp_code
open_native(struct ole *o, uint32_t item, struct lp_native *n, bool *linked,
            struct lp_err *err)
{
    uint64_t all = o->file->items[item].size;
    uint32_t size;
    enum lp_code rc;

    LP_TRY(lp_native_le32(n, &size, err));
    if (size > all - LENGTH) {
        return lp_native_broken(n, "an object ends before its data does", err);
    }
    lp_native_size(n, size);
    if (is_packager(o->file->items[o->storage].clsid) ||
        lp_native_is_package(lp_slice_from(lp_buf_slice(&o->head), LENGTH),
                             size)) {
        LP_TRY(lp_native_package(n, &o->name, linked, err));
    }

done:
    return rc;
}

static enum lp_code
give_native(struct ole *o, uint32_t item, struct lp_entry *entry,
            struct lp_source *body, bool *linked, struct lp_err *err)
{
    struct lp_source bytes = {0};
    struct lp_native *n = NULL;
    struct lp_err why = {0};
    enum lp_code rc;

    LP_TRY(peek(o, item, LENGTH + LP_PACKAGE_SHOWS, &why));
    LP_TRY(lp_cfb_source(&bytes, o->file, item, &why));
    LP_TRY(lp_native_new(&n, &bytes, LP_RULE_OLE_OBJECT, 0, &why));
    LP_TRY(open_native(o, item, n, linked, &why));
    if (!*linked) {
        *body = lp_native_source(n);
        n = NULL;
    }

done:
    lp_native_free(n);
    if (rc == LP_E_FORMAT) {
        entry->closed = why.rule;
        return LP_OK;
    }
    if (rc != LP_OK) {
        *err = why;
    }
    return rc;
}

/* Whether a stream is to be given that only counts as a file if it begins as a
 * PDF. What cannot be read is, and fails then. */
static enum lp_code
is_file(struct ole *o, uint32_t item, bool *is, struct lp_err *err)
{
    struct lp_err why = {0};
    enum lp_code rc = LP_OK;

    *is = o->storage != LP_CFB_ROOT;
    if (!*is) {
        rc = peek(o, item, 5, &why);
        *is = rc == LP_E_FORMAT || lp_slice_is(lp_buf_slice(&o->head), "%PDF-");
    }
    if (rc != LP_OK && rc != LP_E_FORMAT) {
        *err = why;
        return rc;
    }
    return LP_OK;
}

static enum lp_code
give(struct ole *o, uint32_t item, enum says says, struct lp_entry *entry,
     struct lp_source *body, bool *given, struct lp_err *err)
{
    bool linked = false;
    bool is = true;
    enum lp_code rc = LP_OK;

    if (says == PAGES) {
        LP_TRY(is_file(o, item, &is, err));
    }
    *given = is;
    if (!is) {
        return LP_OK;
    }
    name(o, entry, o->file->items[item].size);
    if (says == NATIVE) {
        LP_TRY(give_native(o, item, entry, body, &linked, err));
        *given = !linked;
        entry->name = lp_buf_slice(&o->name);
    } else {
        LP_TRY(lp_cfb_source(body, o->file, item, err));
    }
    rc = lp_buf_check(&o->name, err);

done:
    return rc;
}

/* A storage has no more streams: what it is itself. */
static bool
give_storage(struct ole *o, struct lp_entry *entry)
{
    bool object =
        (o->said & SAYS(OBJECT)) != 0 && (o->said & (GIVEN | SAYS(STATE))) == 0;
    bool closed =
        o->storage != LP_CFB_ROOT && ((o->said & SAYS(APART)) != 0 || object);

    if (closed) {
        name(o, entry, 0);
        entry->kind = LP_KIND_OLE;
        entry->closed = LP_RULE_UNSUPPORTED_METHOD;
        entry->why = "storage";
    }
    return closed;
}

/* Not those that a message of Outlook has for its parts. */
static bool
is_storage(const struct lp_cfb *c, uint32_t item)
{
    return c->items[item].type == LP_CFB_TOP ||
           (c->items[item].type == LP_CFB_STORAGE && c->items[item].linked &&
            !lp_cfb_begins(c, item, "__"));
}

static void
leave(struct ole *o)
{
    o->storage++;
    o->entered = false;
}

/* The next thing in the storages. */
static enum lp_code
step(struct ole *o, struct lp_entry *entry, struct lp_source *body, bool *given,
     struct lp_err *err)
{
    enum says says;
    uint32_t item = o->child;

    if (!is_storage(o->file, o->storage)) {
        leave(o);
        return LP_OK;
    }
    if (!o->entered) {
        o->entered = true;
        o->child = o->file->items[o->storage].first;
        o->said = 0;
        return LP_OK;
    }
    if (item == LP_CFB_NONE) {
        *given = give_storage(o, entry);
        leave(o);
        return lp_buf_check(&o->name, err);
    }
    o->child = o->file->items[item].next;
    says = listen(o, item);
    o->said |= SAYS(says);
    return (SAYS(says) & GIVEN) != 0 &&
                   (says != PAGES || (o->said & SAYS(STATE)) == 0)
               ? give(o, item, says, entry, body, given, err)
               : LP_OK;
}

/* Find what lies in the stream of a presentation. */
static enum lp_code
open_shown(struct ole *o, struct lp_reader *r, struct lp_err *err)
{
    uint32_t item = lp_cfb_find(o->file, LP_CFB_ROOT, "PowerPoint Document");
    enum lp_code rc = LP_OK;

    if (item == LP_CFB_NONE || o->file->items[item].type != LP_CFB_STREAM) {
        return LP_OK;
    }
    LP_TRY(lp_ppt_embedded_find(&o->in_shown, o->file, item, o->limits, err));
    LP_TRY(lp_cfb_view(&o->shown, o->file, item, err));
    if (o->in_shown.cut != UINT64_MAX) {
        lp_findings_add(&r->found, LP_RULE_OLE_OBJECT, o->in_shown.cut);
    }

done:
    return rc;
}

static enum lp_code
give_shown(struct ole *o, struct lp_entry *entry, struct lp_source *body,
           struct lp_err *err)
{
    const struct lp_ppt_embedded *e = &o->in_shown.of[o->i++];
    enum lp_code rc = LP_OK;

    name(o, entry, e->size);
    if (e->odd) {
        entry->closed = LP_RULE_OLE_OBJECT;
    } else {
        rc = lp_ppt_embedded_body(body, o->shown, e, o->limits, err);
    }
    return rc == LP_OK ? lp_buf_check(&o->name, err) : rc;
}

static enum lp_code
ole_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
         bool *end, struct lp_err *err)
{
    struct ole *o = r->state;
    bool given = false;
    enum lp_code rc = LP_OK;

    while (rc == LP_OK && !given && o->storage < o->file->n_items) {
        *entry = (struct lp_entry){0};
        rc = step(o, entry, body, &given, err);
    }
    if (rc == LP_OK && !given && o->i < o->in_shown.n) {
        rc = give_shown(o, entry, body, err);
        given = true;
    }
    *end = rc == LP_OK && !given;
    if (rc == LP_OK && o->given > o->limits->entries) {
        lp_source_release(body);
        *body = (struct lp_source){0};
        rc = lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, 0,
                        "more objects in a document than the limit");
    }
    return rc;
}

static enum lp_code
ole_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct ole *o = calloc(1, sizeof *o);
    enum lp_code rc;

    if (o == NULL) {
        return lp_no_memory(err);
    }
    r->state = o;
    o->limits = in->limits;
    LP_TRY(lp_cfb_open(&o->file, in->view, in->limits, err));
    rc = open_shown(o, r, err);

done:
    return rc;
}

static void
ole_release(struct lp_reader *r)
{
    struct ole *o = r->state;

    if (o != NULL) {
        lp_ppt_embedded_release(&o->in_shown);
        lp_view_unref(o->shown);
        lp_cfb_free(o->file);
        lp_buf_release(&o->name);
        lp_buf_release(&o->head);
        free(o);
    }
    r->state = NULL;
}

const struct lp_reader_ops lp_read_ole = {
    .name = "ole-1",
    .kind = LP_KIND_OLE,
    .access = LP_ACCESS_SEEK,
    .within = true,
    .open = ole_open,
    .next = ole_next,
    .release = ole_release,
};
