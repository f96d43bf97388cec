#include "formats/read_ole.h"

#include <stdlib.h>
#include <string.h>

#include "formats/cfb_stream.h"
#include "formats/ole_native.h"
#include "formats/ole_tell.h"
#include "formats/ppt_embedded.h"

struct ole {
    const struct lp_limits *limits;
    struct lp_cfb *file;
    uint32_t storage;             /* whose streams are looked at next */
    struct lp_ppt_embedded shown; /* behind them all */
    size_t given;
    struct lp_buf name;
    struct lp_buf head;
};

/* What a storage can hold, by the stream that has it. */
enum holds {
    NOTHING,
    NATIVE, /* [MS-OLEDS] 2.3.6 */
    WHOLE,  /* the bytes of a file */
    APART,  /* an older document, in streams of its own */
};

/* A file that Windows' Packager took in: its class, 0003000c-0000-0000-c000-
 * 000000000046. */
static const uint8_t package_clsid[16] = {0x0c, 0, 3, 0, 0, 0, 0, 0,
                                          0xc0, 0, 0, 0, 0, 0, 0, 0x46};

static uint32_t
stream(const struct ole *o, const char *name)
{
    uint32_t at = lp_cfb_find(o->file, o->storage, name);

    return at != LP_CFB_NONE && o->file->items[at].type == LP_CFB_STREAM
               ? at
               : LP_CFB_NONE;
}

/* Whether a stream begins as a PDF: others keep what they like by its name. */
static bool
is_pdf(struct ole *o, uint32_t item)
{
    lp_buf_clear(&o->head);
    return lp_cfb_peek(&o->head, o->file, item, 5, NULL) == LP_OK &&
           lp_slice_is(lp_buf_slice(&o->head), "%PDF-");
}

static enum holds
look(struct ole *o, uint32_t *item)
{
    static const char *const documents[] = {"WordDocument", "Workbook", "Book",
                                            "PowerPoint Document"};

    if ((*item = stream(o, "\1Ole10Native")) != LP_CFB_NONE) {
        return NATIVE;
    }
    if ((*item = stream(o, "Package")) != LP_CFB_NONE ||
        ((*item = stream(o, "CONTENTS")) != LP_CFB_NONE && is_pdf(o, *item))) {
        return WHOLE;
    }
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        *item = stream(o, documents[i]);
        if (*item != LP_CFB_NONE && o->storage != LP_CFB_ROOT) {
            return APART;
        }
    }
    return NOTHING;
}

static enum lp_code
open_native(struct ole *o, struct lp_native *n, struct lp_err *err)
{
    const struct lp_cfb_item *storage = &o->file->items[o->storage];
    uint32_t size;
    enum lp_code rc;

    LP_TRY(lp_native_le32(n, &size, err));
    lp_native_size(n, size);
    if (memcmp(storage->clsid, package_clsid, sizeof package_clsid) == 0) {
        LP_TRY(lp_native_package(n, &o->name, err));
    }

done:
    return rc;
}

static enum lp_code
give_native(struct ole *o, uint32_t item, struct lp_entry *entry,
            struct lp_source *body, struct lp_err *err)
{
    struct lp_source bytes = {0};
    struct lp_native *n = NULL;
    struct lp_err why = {0};
    enum lp_code rc;

    LP_TRY(lp_cfb_source(&bytes, o->file, item, err));
    LP_TRY(lp_native_new(&n, &bytes, LP_RULE_OLE_OBJECT, 0, err));
    rc = open_native(o, n, &why);
    if (rc == LP_E_FORMAT) {
        entry->closed = LP_RULE_OLE_OBJECT;
        rc = LP_OK;
    } else if (rc != LP_OK) {
        *err = why;
    } else {
        *body = lp_native_source(n);
        n = NULL;
    }

done:
    lp_native_free(n);
    return rc;
}

static void
name(struct ole *o, struct lp_entry *entry)
{
    lp_buf_clear(&o->name);
    lp_buf_printf(&o->name, "object %zu", ++o->given);
    entry->name = lp_buf_slice(&o->name);
}

static enum lp_code
give(struct ole *o, enum holds what, uint32_t item, struct lp_entry *entry,
     struct lp_source *body, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    name(o, entry);
    if (what == NATIVE) {
        rc = give_native(o, item, entry, body, err);
    } else if (what == WHOLE) {
        rc = lp_cfb_source(body, o->file, item, err);
    } else {
        entry->kind = LP_KIND_OLE;
        entry->closed = LP_RULE_UNSUPPORTED_METHOD;
        entry->why = "storage";
    }
    entry->name = lp_buf_slice(&o->name);
    entry->packed = o->file->items[item].size;
    return rc == LP_OK ? lp_buf_check(&o->name, err) : rc;
}

/* What lies in the stream of a presentation. */
static enum lp_code
give_shown(struct ole *o, struct lp_entry *entry, struct lp_source *body,
           bool *end, struct lp_err *err)
{
    enum lp_code rc;

    if (o->shown.shown == NULL) {
        uint32_t item;

        o->storage = LP_CFB_ROOT;
        item = stream(o, "PowerPoint Document");
        o->storage = o->file->n_items;
        *end = item == LP_CFB_NONE;
        if (*end) {
            return LP_OK;
        }
        LP_TRY(lp_cfb_view(&o->shown.shown, o->file, item, err));
    }
    LP_TRY(lp_ppt_embedded_next(&o->shown, end, err));
    if (!*end) {
        LP_TRY(lp_ppt_embedded_body(body, &o->shown, o->limits, err));
        name(o, entry);
        entry->packed = o->shown.size;
        rc = lp_buf_check(&o->name, err);
    }

done:
    return rc;
}

static bool
is_storage(const struct lp_cfb_item *item)
{
    return item->type == LP_CFB_TOP ||
           (item->type == LP_CFB_STORAGE && item->linked);
}

static enum lp_code
ole_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
         bool *end, struct lp_err *err)
{
    struct ole *o = r->state;

    if (o->given >= o->limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, 0,
                          "more objects in a document than the limit");
    }
    for (; o->storage < o->file->n_items; o->storage++) {
        uint32_t item = LP_CFB_NONE;
        enum holds what =
            is_storage(&o->file->items[o->storage]) ? look(o, &item) : NOTHING;

        if (what != NOTHING) {
            enum lp_code rc = give(o, what, item, entry, body, err);

            o->storage++;
            return rc;
        }
    }
    return give_shown(o, entry, body, end, err);
}

static enum lp_code
ole_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct ole *o = calloc(1, sizeof *o);

    if (o == NULL) {
        return lp_no_memory(err);
    }
    r->state = o;
    o->limits = in->limits;
    return lp_cfb_open(&o->file, in->view, in->limits, err);
}

static void
ole_release(struct lp_reader *r)
{
    struct ole *o = r->state;

    if (o != NULL) {
        lp_view_unref(o->shown.shown);
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
