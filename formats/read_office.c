#include "formats/read_office.h"

#include <stdlib.h>
#include <strings.h>

#include "base/buf.h"
#include "base/text.h"
#include "formats/read_zip.h"

#define ODF_LIST "META-INF/manifest.xml"
#define ODF_LOCK "encryption-data"
#define EPUB_LIST "META-INF/encryption.xml"

struct office {
    struct lp_reader zip;
    struct lp_buf locked; /* EPUB: the list of what is encrypted ... */
    bool dark;            /* ... which is there, and is not to be read */
    unsigned asked;
};

/* Members that are looked for in the list of an EPUB, at most. */
#define ASKED_MAX 10000

/* A part that makes the document itself: by a word that its name has, without
 * regard to ASCII case, at its start, at its end or anywhere. */
struct own {
    const char *word;
    enum { WHOLE, START, END, ANYWHERE } where;
};

static const struct own ooxml_own[] = {
    {".xml", END},
    {".rels", END},
    {".vml", END},
    {".odttf", END},
    {".fntdata", END},
    {"docProps/thumbnail.", START},
    {"/printerSettings/", ANYWHERE},
    {NULL, WHOLE},
};

static const struct own odf_own[] = {
    {".xml", END},
    {"mimetype", WHOLE},
    {"manifest.rdf", END},
    {"layout-cache", END},
    {"META-INF/", START},
    {"Thumbnails/", START},
    {"Configurations2/", ANYWHERE},
    {"ObjectReplacements/", ANYWHERE},
    {"Fonts/", START},
    {NULL, WHOLE},
};

static const struct own epub_own[] = {
    {".xml", END},  {".opf", END},   {".ncx", END},       {".xhtml", END},
    {".html", END}, {".htm", END},   {".css", END},       {".js", END},
    {".smil", END}, {".pls", END},   {".ttf", END},       {".otf", END},
    {".woff", END}, {".woff2", END}, {"mimetype", WHOLE}, {"META-INF/", START},
    {NULL, WHOLE},
};

static bool
same(const uint8_t *a, struct lp_slice word)
{
    return strncasecmp((const char *)a, (const char *)word.data, word.len) == 0;
}

static bool
has_word(struct lp_slice name, const struct own *o)
{
    struct lp_slice word = lp_slice_str(o->word);
    size_t more;

    if (name.len < word.len) {
        return false;
    }
    more = name.len - word.len;
    switch (o->where) {
    case WHOLE:
        return more == 0 && same(name.data, word);
    case START:
        return same(name.data, word);
    case END:
        return same(name.data + more, word);
    default:
        for (size_t i = 0; i <= more; i++) {
            if (same(name.data + i, word)) {
                return true;
            }
        }
        return false;
    }
}

/* Whether the member is a document that lies in this one. */
static bool
lies_within(enum lp_kind kind, const struct lp_entry *e)
{
    const struct own *own = kind == LP_KIND_OOXML ? ooxml_own
                            : kind == LP_KIND_ODF ? odf_own
                                                  : epub_own;

    if (e->kind != LP_KIND_OTHER ||
        (e->has_size && e->size == 0 && e->closed == LP_RULE_NONE)) {
        return false;
    }
    for (; own->word != NULL; own++) {
        if (has_word(e->name, own)) {
            return false;
        }
    }
    return true;
}

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
take_list(struct office *o, struct lp_source *body, const struct lp_limits *l,
          struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc;

    do {
        LP_TRY(lp_source_pull(body, &p, err));
        o->dark = o->dark || p.bytes.len > l->header - o->locked.len;
        if (!o->dark) {
            lp_buf_put(&o->locked, p.bytes);
        }
    } while (p.bytes.len > 0);
    LP_TRY(lp_buf_check(&o->locked, err));
    undo_escapes(&o->locked);

done:
    return rc;
}

static bool
about_input(enum lp_code rc)
{
    return rc == LP_E_FORMAT || rc == LP_E_LIMIT;
}

/* Read the list that says what is encrypted, if there is one. Its faults are
 * not told here: the ZIP is read again. */
static enum lp_code
find_locks(struct office *o, const struct lp_input *in, enum lp_kind kind,
           bool *locked, struct lp_err *err)
{
    const char *list = kind == LP_KIND_ODF ? ODF_LIST : EPUB_LIST;
    struct lp_reader zip = {.ops = &lp_read_zip};
    struct lp_source body = {0};
    bool end = false;
    enum lp_code rc = zip.ops->open(&zip, in, err);

    while (rc == LP_OK && !end) {
        struct lp_entry e = {0};
        bool here;

        rc = zip.ops->next(&zip, &e, &body, &end, err);
        here = rc == LP_OK && !end && lp_slice_is(e.name, list);
        if (here && kind == LP_KIND_ODF && body.ops != NULL) {
            rc = find_lock(&body, locked, err);
        } else if (here) {
            rc = body.ops == NULL ? LP_E_FORMAT
                                  : take_list(o, &body, in->limits, err);
            o->dark = o->dark || about_input(rc);
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
        LP_TRY(find_locks(o, in, r->ops->kind, &locked, err));
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
        within = !*end && lies_within(r->ops->kind, entry);
        if (!*end && !within) {
            lp_source_release(body);
        }
    } while (!*end && !within);
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
