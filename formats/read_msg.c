#include "formats/read_msg.h"

#include <stdlib.h>

#include "base/mem.h"
#include "formats/msg_fields.h"
#include "formats/msg_flat.h"
#include "formats/rtf_packed.h"

/* A body is put together in memory. */
#define BODY_MAX ((uint64_t)64 << 20)
#define NAME_MAX_BYTES 4096
#define PREFIX_MAX 512

/* How an attachment is attached ([MS-OXCMSG] 2.2.2.9). */
enum { BY_VALUE = 1, AS_MESSAGE = 5 };

enum step { STEP_PLAIN, STEP_HTML, STEP_RTF, STEP_ATTACHED };

/* A message, or one in it. */
struct within {
    uint32_t storage;
    unsigned depth;
    size_t prefix; /* in `prefixes`, up to a NUL */
};

struct msg {
    struct lp_cfb *cfb;
    const struct lp_limits *limits;
    struct lp_msg_fields fields;
    struct within *of; /* the outermost first */
    size_t n;
    size_t cap;
    struct lp_buf prefixes;
    size_t i;                  /* the one that is being told ... */
    struct lp_msg_props props; /* ... its properties ... */
    enum step step;
    uint32_t at;    /* ... the next of its items ... */
    uint64_t parts; /* ... and how many parts it had so far */
    uint64_t entries;
    bool loaded;
    struct lp_buf name;
    struct lp_buf type;
};

static const uint8_t msg_clsid[16] = {0x0b, 0x0d, 2, 0, 0, 0, 0, 0,
                                      0xc0, 0,    0, 0, 0, 0, 0, 0x46};

/* The root is that of a message, or an entry beside it has the name that only
 * messages have. Both lie in the first sector of the directory, unless that
 * is further away than the head goes. */
static unsigned
msg_bid(struct lp_slice head)
{
    static const char name[] =
        "_\0_\0n\0a\0m\0e\0i\0d\0_\0v\0e\0r\0s\0i\0o\0n\0";
    static const char sub[] = "_\0_\0s\0u\0b\0s\0t\0g\0001\0.\0000\0_\0";
    static const char props[] = "_\0_\0p\0r\0o\0p\0e\0r\0t\0i\0e\0s\0_\0v\0";
    unsigned shift;
    uint64_t at;

    if (head.len < 512 ||
        !lp_slice_begins(head,
                         lp_slice_str("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))) {
        return 0;
    }
    shift = lp_get_le16(head.data + 30);
    at = ((uint64_t)lp_get_le32(head.data + 48) + 1) << (shift == 12 ? 12 : 9);
    if (at + 512 > head.len) {
        return 0;
    }
    if (memcmp(head.data + at + 80, msg_clsid, sizeof msg_clsid) == 0) {
        return 128;
    }
    for (unsigned i = 1; i < 4; i++) {
        struct lp_slice entry =
            lp_slice_from(head, (size_t)at + (size_t)i * 128);

        if (lp_slice_begins(entry, (struct lp_slice){(const uint8_t *)name,
                                                     sizeof name - 1}) ||
            lp_slice_begins(entry, (struct lp_slice){(const uint8_t *)sub,
                                                     sizeof sub - 1}) ||
            lp_slice_begins(entry, (struct lp_slice){(const uint8_t *)props,
                                                     sizeof props - 1})) {
            return 128;
        }
    }
    return 0;
}

static unsigned
mapi_bid(struct lp_slice head)
{
    return lp_slice_begins(head,
                           (struct lp_slice){(const uint8_t *)LP_FLAT_MAGIC,
                                             LP_FLAT_MAGIC_LEN})
               ? 64
               : 0;
}

static enum lp_code
push(struct msg *m, uint32_t storage, unsigned depth, struct lp_err *err)
{
    struct within *grown = lp_mem_grow(m->of, m->n, &m->cap, sizeof *m->of);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    m->of = grown;
    m->of[m->n++] = (struct within){storage, depth, m->prefixes.len};
    if (depth > 0) {
        lp_buf_put(&m->prefixes,
                   lp_slice_from(lp_buf_slice(&m->name), strlen("part ")));
        lp_buf_byte(&m->prefixes, '.');
    }
    lp_buf_byte(&m->prefixes, 0);
    return lp_buf_check(&m->prefixes, err);
}

static enum lp_code
msg_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct msg *m = calloc(1, sizeof *m);
    bool lacking = false;
    enum lp_code rc;

    if (m == NULL) {
        return lp_no_memory(err);
    }
    r->state = m;
    m->limits = in->limits;
    if (r->ops == &lp_read_mapi) {
        LP_TRY(lp_msg_flat_open(&m->cfb, &lacking, in->view, in->limits, err));
    } else {
        LP_TRY(lp_cfb_open(&m->cfb, in->view, in->limits, err));
    }
    if (lacking) {
        lp_findings_add(&r->found, LP_RULE_MSG_LACKING, 0);
    }
    m->props = (struct lp_msg_props){.cfb = m->cfb, .storage = LP_CFB_ROOT};
    LP_TRY(push(m, LP_CFB_ROOT, 0, err));
    LP_TRY(lp_msg_props_load(&m->props, err));
    if (in->identify) {
        LP_TRY(lp_msg_fields_take(&m->fields, &m->props, in->limits, err));
        r->flags |= m->fields.repeated ? LP_FLAG_REPEATED_HEADER : 0;
    }
    if (lacking) {
        m->fields.own.of[LP_MAIL_SUBJECT].too_long = true;
    }
    for (uint32_t k = 0; in->identify && k < m->cfb->n_items; k++) {
        /* Whoever would read the messages in it as messages comes to another
         * identity: it has none. */
        if (m->cfb->items[k].linked &&
            lp_cfb_begins(m->cfb, k, "__substg1.0_3701000D")) {
            m->fields.own.of[LP_MAIL_SUBJECT].too_long = true;
        }
    }

done:
    return rc;
}

static enum lp_code
put_name(struct msg *m, struct lp_err *err)
{
    if (++m->entries > m->limits->parts) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, 0,
                          "Outlook message: more parts than the limit");
    }
    m->parts++;
    lp_buf_clear(&m->name);
    lp_buf_str(&m->name, "part ");
    lp_buf_str(&m->name, (const char *)m->prefixes.data + m->of[m->i].prefix);
    lp_buf_printf(&m->name, "%llu", (unsigned long long)m->parts);
    return lp_buf_check(&m->name, err);
}

static enum lp_code
give_plain(struct msg *m, struct lp_entry *e, struct lp_source *body,
           bool *given, struct lp_err *err)
{
    struct lp_buf text = {0};
    enum lp_code rc;

    LP_TRY(lp_msg_text(&text, given, &m->props, LP_MSG_BODY,
                       lp_msg_charset(&m->props, false), BODY_MAX, err));
    if (*given) {
        LP_TRY(put_name(m, err));
        e->type = lp_slice_str("text/plain");
        e->charset = lp_slice_str("utf-8");
        LP_TRY(lp_source_copy(body, lp_buf_slice(&text), err));
    }

done:
    lp_buf_release(&text);
    return rc;
}

static enum lp_code
give_html(struct msg *m, struct lp_entry *e, struct lp_source *body,
          bool *given, struct lp_err *err)
{
    uint32_t at = lp_msg_stream(&m->props, LP_MSG_HTML, LP_MSG_BINARY);
    struct lp_buf text = {0};
    enum lp_code rc = LP_OK;

    *given = at != LP_CFB_NONE;
    if (*given) {
        e->charset = lp_msg_charset(&m->props, true);
        LP_TRY(lp_cfb_source(body, m->cfb, at, err));
    } else {
        LP_TRY(lp_msg_text(&text, given, &m->props, LP_MSG_HTML,
                           lp_msg_charset(&m->props, false), BODY_MAX, err));
        e->charset = lp_slice_str("utf-8");
        if (*given) {
            LP_TRY(lp_source_copy(body, lp_buf_slice(&text), err));
        }
    }
    if (*given) {
        e->type = lp_slice_str("text/html");
        m->step = STEP_ATTACHED; /* the RTF is made from it, or it from that */
        LP_TRY(put_name(m, err));
    }

done:
    lp_buf_release(&text);
    return rc;
}

static enum lp_code
give_rtf(struct msg *m, struct lp_entry *e, struct lp_source *body, bool *given,
         struct lp_err *err)
{
    uint32_t at = lp_msg_stream(&m->props, LP_MSG_RTF, LP_MSG_BINARY);
    struct lp_err why = {0};
    struct lp_buf packed = {0};
    struct lp_buf text = {0};
    enum lp_code rc = LP_OK;

    *given = at != LP_CFB_NONE;
    if (!*given) {
        return LP_OK;
    }
    LP_TRY(put_name(m, err));
    e->type = lp_slice_str("text/rtf");
    rc = lp_cfb_load(&packed, m->cfb, at, BODY_MAX, &why);
    if (rc == LP_OK) {
        rc = lp_rtf_unpack(&text, lp_buf_slice(&packed), &why);
    }
    if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
        lp_findings_add(&e->found, (enum lp_rule)why.rule, 0);
        e->closed = (enum lp_rule)why.rule;
        rc = LP_OK;
    } else if (rc == LP_OK) {
        rc = lp_source_copy(body, lp_buf_slice(&text), err);
    } else {
        *err = why;
    }

done:
    lp_buf_release(&packed);
    lp_buf_release(&text);
    return rc;
}

/* Its file's name behind its number, and the type that is declared. */
static enum lp_code
describe(struct msg *m, struct lp_entry *e, const struct lp_msg_props *p,
         struct lp_err *err)
{
    struct lp_slice charset = lp_msg_charset(&m->props, false);
    size_t n = m->name.len;
    bool there;
    enum lp_code rc;

    lp_buf_byte(&m->name, ' ');
    LP_TRY(lp_msg_text(&m->name, &there, p, LP_MSG_NAME_LONG, charset,
                       NAME_MAX_BYTES, err));
    if (!there) {
        LP_TRY(lp_msg_text(&m->name, &there, p, LP_MSG_NAME_SHORT, charset,
                           NAME_MAX_BYTES, err));
    }
    m->name.len = there ? m->name.len : n;
    lp_buf_clear(&m->type);
    LP_TRY(lp_msg_text(&m->type, &there, p, LP_MSG_MIME, charset, 255, err));
    for (size_t i = 0; i < m->type.len; i++) {
        uint8_t c = m->type.data[i];

        m->type.data[i] = c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
        there = there && c > ' ' && c < 0x7f && c != ';';
    }
    e->type = there && m->type.len > 0
                  ? lp_buf_slice(&m->type)
                  : lp_slice_str("application/octet-stream");

done:
    return rc;
}

/* An attachment; one that is a message is told later, part by part. */
static enum lp_code
give_attached(struct msg *m, uint32_t storage, struct lp_entry *e,
              struct lp_source *body, bool *given, struct lp_err *err)
{
    struct lp_msg_props p = {.cfb = m->cfb, .storage = storage};
    unsigned depth = m->of[m->i].depth;
    uint64_t method = BY_VALUE;
    uint32_t object;
    uint32_t data;
    enum lp_code rc;

    LP_TRY(put_name(m, err));
    LP_TRY(lp_msg_props_load(&p, err));
    (void)lp_msg_number(&p, LP_MSG_METHOD, LP_MSG_LONG, &method);
    data = lp_msg_stream(&p, LP_MSG_DATA, LP_MSG_BINARY);
    object = lp_msg_stream(&p, LP_MSG_DATA, LP_MSG_OBJECT);
    if (method == AS_MESSAGE && object != LP_CFB_NONE &&
        depth < m->limits->nesting &&
        m->prefixes.len < (size_t)PREFIX_MAX * 256 &&
        m->name.len < PREFIX_MAX) {
        *given = false;
        LP_TRY(push(m, object, depth + 1, err));
        goto done;
    }
    *given = true;
    LP_TRY(describe(m, e, &p, err));
    if (data != LP_CFB_NONE) {
        e->has_size = true;
        e->size = m->cfb->items[data].size;
        LP_TRY(lp_cfb_source(body, m->cfb, data, err));
    } else {
        e->closed = method == AS_MESSAGE ? LP_RULE_LIMIT_NESTING
                                         : LP_RULE_UNSUPPORTED_METHOD;
    }

done:
    lp_msg_props_release(&p);
    return rc;
}

/* Go on to the next attachment. */
static enum lp_code
step_attached(struct msg *m, struct lp_entry *e, struct lp_source *body,
              bool *given, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    while (m->at != LP_CFB_NONE && !*given) {
        uint32_t k = m->at;

        m->at = m->cfb->items[k].next;
        if (m->cfb->items[k].type == LP_CFB_STORAGE &&
            lp_cfb_begins(m->cfb, k, "__attach_version1.0_#")) {
            LP_TRY(give_attached(m, k, e, body, given, err));
        }
    }
    if (!*given) {
        m->loaded = false;
        m->i++;
    }

done:
    return rc;
}

static enum lp_code
step(struct msg *m, struct lp_entry *e, struct lp_source *body, bool *given,
     struct lp_err *err)
{
    enum step at = m->step;
    enum lp_code rc = LP_OK;

    if (!m->loaded) {
        m->props.storage = m->of[m->i].storage;
        LP_TRY(lp_msg_props_load(&m->props, err));
        m->loaded = true;
        m->step = STEP_PLAIN;
        m->at = m->cfb->items[m->props.storage].first;
        m->parts = 0;
        return LP_OK;
    }
    if (at == STEP_ATTACHED) {
        return step_attached(m, e, body, given, err);
    }
    m->step = (enum step)(at + 1);
    e->flags = LP_FLAG_OWN_TEXT;
    if (at == STEP_PLAIN) {
        LP_TRY(give_plain(m, e, body, given, err));
    } else if (at == STEP_HTML) {
        LP_TRY(give_html(m, e, body, given, err));
    } else {
        LP_TRY(give_rtf(m, e, body, given, err));
    }
    e->flags = *given ? e->flags : 0;

done:
    return rc;
}

static enum lp_code
msg_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
         bool *end, struct lp_err *err)
{
    struct msg *m = r->state;
    bool given = false;
    enum lp_code rc = LP_OK;

    while (!given && m->i < m->n) {
        LP_TRY(step(m, entry, body, &given, err));
    }
    *end = !given;
    if (given) {
        entry->role = LP_ROLE_PART;
        /* It lies in pieces, among those of other parts: no span is its. */
        entry->has_span = true;
        entry->name = lp_buf_slice(&m->name);
    }

done:
    return rc;
}

static void
msg_release(struct lp_reader *r)
{
    struct msg *m = r->state;

    if (m != NULL) {
        lp_msg_props_release(&m->props);
        lp_msg_fields_release(&m->fields);
        lp_buf_release(&m->prefixes);
        lp_buf_release(&m->name);
        lp_buf_release(&m->type);
        lp_cfb_free(m->cfb);
        free(m->of);
        free(m);
    }
    r->state = NULL;
}

static void
msg_fields(const struct lp_reader *r, struct lp_mail_fields *out)
{
    const struct msg *m = r->state;

    lp_msg_fields_get(&m->fields, out);
}

#define READER(suffix)                              \
    const struct lp_reader_ops lp_read_##suffix = { \
        .name = #suffix "-1",                       \
        .kind = LP_KIND_MESSAGE,                    \
        .access = LP_ACCESS_SEEK,                   \
        .bid = suffix##_bid,                        \
        .open = msg_open,                           \
        .next = msg_next,                           \
        .fields = msg_fields,                       \
        .release = msg_release,                     \
    };

READER(mapi)
READER(msg)
