#include "formats/read_office.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/text.h"
#include "formats/office_own.h"
#include "formats/read_zip.h"

#define ODF_LIST "META-INF/manifest.xml"
#define ODF_LOCK "encryption-data"
#define EPUB_LIST "META-INF/encryption.xml"

struct office {
    struct lp_reader zip;
    struct lp_buf locked; /* EPUB: the list of what is encrypted ... */
    bool dark;            /* ... which is there, and is not to be read */
    unsigned asked;
    struct lp_buf listed; /* EPUB: its package documents, one after another */
};

/* Members that are looked for in the list of an EPUB, at most. */
#define ASKED_MAX 10000

/* Look for the word that an encrypted ODF has in its list (OpenDocument
 * 1.2 part 3, 4.4).. */
static enum lp_code
find_lock(struct lp_source *body, bool *locked, struct lp_err *err)
{
    struct lp_slice lock = lp_slice_str(ODF_LOCK);
    uint8_t seen[3 * sizeof ODF_LOCK];
    size_t n = 0;
    struct lp_piece p;
    enum lp_code rc;

    for (;;) {
        LP_TRY(lp_source_pull(body, &p, err));
        if (p.bytes.len == 0 || *locked) {
            break;
        }
        /* What may hang over the edge of two pieces. */
        for (size_t i = 0; i < p.bytes.len && i < lock.len; i++) {
            seen[n++] = p.bytes.data[i];
        }
        *locked =
            memmem(seen, n, lock.data, lock.len) != NULL ||
            memmem(p.bytes.data, p.bytes.len, lock.data, lock.len) != NULL;
        if (p.bytes.len >= lock.len) {
            n = lock.len - 1;
            memcpy(seen, p.bytes.data + p.bytes.len - n, n);
        } else if (n >= lock.len) {
            memmove(seen, seen + n - (lock.len - 1), lock.len - 1);
            n = lock.len - 1;
        }
    }

done:
    return rc;
}

static bool
about_input(enum lp_code rc)
{
    return rc == LP_E_FORMAT || rc == LP_E_LIMIT;
}

/* In a reference, any byte may stand as %xx. */
static void
undo_escapes(struct lp_buf *b)
{
    size_t n = 0;

    for (size_t i = 0; i < b->len; i++) {
        int high = i + 2 < b->len ? lp_text_digit(b->data[i + 1]) : -1;
        int low = i + 2 < b->len ? lp_text_digit(b->data[i + 2]) : -1;
        bool escaped = b->data[i] == '%' && high >= 0 && low >= 0;

        b->data[n++] = (uint8_t)(escaped ? high << 4 | low : b->data[i]);
        i += escaped ? 2 : 0;
    }
    b->len = n;
}

static enum lp_code
take_list(struct lp_buf *list, bool *dark, struct lp_source *body,
          const struct lp_limits *l, struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc;

    do {
        LP_TRY(lp_source_pull(body, &p, err));
        *dark = *dark || p.bytes.len > l->header - list->len;
        if (!*dark) {
            lp_buf_put(list, p.bytes);
        }
    } while (p.bytes.len > 0);
    LP_TRY(lp_buf_check(list, err));
    undo_escapes(list);

done:
    return rc;
}

/* What one member says of the others. A package document that is not to be
 * read, or too long, lists nothing: then more is told, not less. */
static enum lp_code
hear(struct office *o, const struct lp_input *in, enum lp_kind kind,
     struct lp_slice name, struct lp_source *body, bool *locked,
     struct lp_err *err)
{
    enum lp_code rc;
    bool lost = false;

    if (kind == LP_KIND_ODF) {
        return body->ops == NULL || !lp_slice_is(name, ODF_LIST)
                   ? LP_OK
                   : find_lock(body, locked, err);
    }
    if (lp_slice_is(name, EPUB_LIST)) {
        rc = body->ops == NULL
                 ? LP_E_FORMAT
                 : take_list(&o->locked, &o->dark, body, in->limits, err);
        o->dark = o->dark || about_input(rc);
        return rc;
    }
    if (body->ops == NULL || !lp_slice_ends(name, lp_slice_str(".opf"))) {
        return LP_OK;
    }
    rc = take_list(&o->listed, &lost, body, in->limits, err);
    return about_input(rc) ? LP_OK : rc;
}

/* Read the lists that say what is encrypted and what is shown, if there are
 * any. Their faults are not told here: the ZIP is read again. */
static enum lp_code
find_lists(struct office *o, const struct lp_input *in, enum lp_kind kind,
           bool *locked, struct lp_err *err)
{
    struct lp_reader zip = {.ops = &lp_read_zip};
    struct lp_source body = {0};
    bool end = false;
    enum lp_code rc = zip.ops->open(&zip, in, err);

    while (rc == LP_OK && !end) {
        struct lp_entry e = {0};

        rc = zip.ops->next(&zip, &e, &body, &end, err);
        if (rc == LP_OK && !end) {
            rc = hear(o, in, kind, e.name, &body, locked, err);
        }
        lp_source_release(&body);
    }
    zip.ops->release(&zip);
    return about_input(rc) ? LP_OK : rc;
}

static enum lp_code
office_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct office *o = calloc(1, sizeof *o);
    bool locked = false;
    enum lp_code rc;

    if (o == NULL) {
        return lp_no_memory(err);
    }
    r->state = o;
    o->zip.ops = &lp_read_zip;
    if (r->ops->kind != LP_KIND_OOXML) {
        LP_TRY(find_lists(o, in, r->ops->kind, &locked, err));
    }
    if (locked) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_ENC_OFFICE, 0,
                          "document: it is encrypted");
    }
    rc = o->zip.ops->open(&o->zip, in, err);

done:
    r->found = o->zip.found;
    return rc;
}

/* Whether the list of an EPUB has this member, or may have it in another
 * spelling. */
static bool
is_locked(struct office *o, struct lp_slice name)
{
    struct lp_slice list = lp_buf_slice(&o->locked);

    if (!o->dark && list.len == 0) {
        return false;
    }
    o->dark = o->dark || ++o->asked > ASKED_MAX;
    return o->dark || name.len == 0 ||
           memchr(name.data, '&', name.len) != NULL ||
           memmem(list.data, list.len, name.data, name.len) != NULL;
}

/* A body of which the beginning was looked at. */
struct looked {
    struct lp_source rest;
    struct lp_buf seen;
    bool told;
};

static enum lp_code
looked_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct looked *l = s->self;

    if (l->told || l->seen.len == 0) {
        return lp_source_pull(&l->rest, out, err);
    }
    l->told = true;
    *out = (struct lp_piece){.bytes = lp_buf_slice(&l->seen)};
    return LP_OK;
}

static void
looked_release(struct lp_source *s)
{
    struct looked *l = s->self;

    lp_source_release(&l->rest);
    lp_buf_release(&l->seen);
    free(l);
}

static const struct lp_source_ops looked_ops = {looked_pull, looked_release};

/* Whether the bytes of a part are what its name says. What cannot be seen is
 * not taken for it; `body` is whole again then. */
static enum lp_code
look(struct lp_source *body, struct lp_entry *e, unsigned as, bool *own,
     struct lp_err *err)
{
    struct looked *l = calloc(1, sizeof *l);
    struct lp_err why = {0};
    struct lp_piece p = {0};
    enum lp_code rc;

    if (l == NULL) {
        return lp_no_memory(err);
    }
    l->rest = *body;
    *body = (struct lp_source){&looked_ops, l};
    do {
        rc = lp_source_pull(&l->rest, &p, &why);
        lp_buf_put(&l->seen, p.bytes);
    } while (rc == LP_OK && p.bytes.len > 0 &&
             l->seen.len < LP_OFFICE_OWN_HEAD);
    if (about_input(rc)) {
        e->closed = (enum lp_rule)why.rule;
        lp_source_release(body);
        return LP_OK;
    }
    if (rc != LP_OK) {
        if (err != NULL) {
            *err = why;
        }
        return rc;
    }
    *own = l->seen.len == 0 ||
           lp_office_own_bytes(as, lp_buf_slice(&l->seen),
                               e->has_size ? e->size : UINT64_MAX);
    return lp_buf_check(&l->seen, err);
}

/* Whether a package document of the EPUB has the last part of this name. */
static bool
is_listed(struct office *o, struct lp_slice name)
{
    struct lp_slice list = lp_buf_slice(&o->listed);
    const uint8_t *slash =
        name.len > 0 ? memrchr(name.data, '/', name.len) : NULL;

    if (slash != NULL) {
        name = lp_slice_from(name, (size_t)(slash - name.data) + 1);
    }
    return name.len > 0 && list.len > 0 && ++o->asked <= ASKED_MAX &&
           memmem(list.data, list.len, name.data, name.len) != NULL;
}

/* Whether the member is a document that lies in this one. */
static enum lp_code
lies_within(struct office *o, enum lp_kind kind, struct lp_entry *e,
            struct lp_source *body, bool *within, struct lp_err *err)
{
    unsigned as = lp_office_own_name(kind, e->name);
    bool own = false;
    enum lp_code rc = LP_OK;

    *within = false;
    if (e->kind == LP_KIND_DIR || (e->kind == LP_KIND_OTHER && e->has_size &&
                                   e->size == 0 && e->closed == LP_RULE_NONE)) {
        return LP_OK;
    }
    if (as != 0 && e->kind == LP_KIND_OTHER && e->closed == LP_RULE_NONE &&
        body->ops != NULL &&
        ((as & LP_OFFICE_LISTED) == 0 || is_listed(o, e->name))) {
        rc = look(body, e, as, &own, err);
    }
    *within = !own;
    return rc;
}

static enum lp_code
office_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
            bool *end, struct lp_err *err)
{
    struct office *o = r->state;
    bool within = false;
    enum lp_code rc;

    do {
        *entry = (struct lp_entry){0};
        LP_TRY(o->zip.ops->next(&o->zip, entry, body, end, err));
        lp_findings_doubt(&o->zip.found, &entry->found);
        if (*end) {
            break;
        }
        LP_TRY(lies_within(o, r->ops->kind, entry, body, &within, err));
        if (!within) {
            lp_source_release(body);
        }
    } while (!within);
    if (within && entry->closed == LP_RULE_NONE && is_locked(o, entry->name)) {
        entry->closed = LP_RULE_ENC_OFFICE;
        entry->flags |= LP_FLAG_ENCRYPTED;
        lp_source_release(body);
    }

done:
    r->found = o->zip.found;
    return rc;
}

static void
office_release(struct lp_reader *r)
{
    struct office *o = r->state;

    if (o != NULL) {
        o->zip.ops->release(&o->zip);
        lp_buf_release(&o->locked);
        lp_buf_release(&o->listed);
        free(o);
    }
    r->state = NULL;
}

#define READER(called, of)                                        \
    {                                                             \
        .name = (called), .kind = (of), .access = LP_ACCESS_SEEK, \
        .within = true, .open = office_open, .next = office_next, \
        .release = office_release,                                \
    }

const struct lp_reader_ops lp_read_ooxml = READER("ooxml-1", LP_KIND_OOXML);
const struct lp_reader_ops lp_read_odf = READER("odf-1", LP_KIND_ODF);
const struct lp_reader_ops lp_read_epub = READER("epub-1", LP_KIND_EPUB);
