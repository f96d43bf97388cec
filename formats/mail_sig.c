#include "formats/mail_sig.h"

#include <string.h>

#include "formats/domain_name.h"
#include "formats/mail_addr.h"
#include "formats/tag_list.h"

enum lp_sig_kind
lp_sig_kind(struct lp_slice name)
{
    static const char *const names[LP_SIG_KINDS] = {
        [LP_SIG_DKIM] = "dkim-signature",
        [LP_SIG_DOMAINKEY] = "domainkey-signature",
        [LP_SIG_MESSAGE] = "arc-message-signature",
        [LP_SIG_SEAL] = "arc-seal",
    };
    unsigned i = 0;

    while (i < LP_SIG_KINDS && !lp_tag_is(name, names[i])) {
        i++;
    }
    return (enum lp_sig_kind)i;
}

/* More than two names take while they are made ready. */
#define NAME_ROOM ((size_t)16384)

enum lp_domain_place
lp_domain_place(struct lp_slice host, struct lp_slice domain,
                struct lp_buf *room)
{
    struct lp_slice name;
    struct lp_slice of;
    size_t bare;
    size_t n;

    lp_buf_clear(room);
    /* What is read from must stay where it is. */
    if (lp_buf_room(room, host.len + NAME_ROOM) == NULL) {
        return LP_DOMAIN_APART;
    }
    for (size_t i = 0; i < host.len; i++) {
        if (memchr(" \t\r\n", host.data[i], 4) == NULL) {
            lp_buf_byte(room, host.data[i]);
        }
    }
    bare = room->len;
    if (bare == 0 || room->data[bare - 1] == '.' ||
        !lp_domain_name(room, lp_buf_part(room, 0, bare))) {
        return LP_DOMAIN_APART;
    }
    n = room->len;
    if (!lp_domain_name(room, domain)) {
        return LP_DOMAIN_APART;
    }
    name = lp_buf_part(room, bare, n - bare);
    of = lp_buf_part(room, n, room->len - n);
    if (!lp_slice_ends(name, of)) {
        return LP_DOMAIN_APART;
    }
    return name.len == of.len                        ? LP_DOMAIN_SAME
           : name.data[name.len - of.len - 1] == '.' ? LP_DOMAIN_BELOW
                                                     : LP_DOMAIN_APART;
}

static void
refuse(struct lp_mail_sig *s, enum lp_sig_state state, const char *why)
{
    if (s->state == LP_SIG_LAWFUL) {
        s->state = state;
        s->why = why;
    }
}

static void
malformed(struct lp_mail_sig *s, const char *why)
{
    refuse(s, LP_SIG_MALFORMED, why);
}

/* Labels of a name in DNS: none empty, nothing that cannot be in one. */
static bool
is_domain(struct lp_slice d)
{
    size_t label = 0;

    for (size_t i = 0; i < d.len; i++) {
        uint8_t c = d.data[i];

        if (c == '.') {
            if (label == 0) {
                return false;
            }
            label = 0;
        } else if (c <= ' ' || c == 127 ||
                   strchr("()<>[]:;@\\,\"", c) != NULL) {
            return false;
        } else {
            label++;
        }
    }
    return label > 0 && d.len <= 253;
}

static void
read_algorithm(struct lp_mail_sig *s, const struct lp_tags *t)
{
    const struct lp_slice *a = lp_tags_find(t, "a");
    bool arc = s->kind == LP_SIG_MESSAGE || s->kind == LP_SIG_SEAL;

    if (a == NULL) {
        s->algorithm = lp_slice_str("rsa-sha1");
        if (s->kind != LP_SIG_DOMAINKEY) {
            malformed(s, "a= is missing");
            s->algorithm = (struct lp_slice){0};
        }
        s->hash = LP_ALG_SHA1;
        return;
    }
    s->algorithm = *a;
    if (lp_slice_is(*a, "rsa-sha256") && s->kind != LP_SIG_DOMAINKEY) {
        s->hash = LP_ALG_SHA256;
    } else if (lp_slice_is(*a, "rsa-sha1") && !arc) {
        s->hash = LP_ALG_SHA1;
    } else if (lp_slice_is(*a, "ed25519-sha256") &&
               s->kind != LP_SIG_DOMAINKEY) {
        s->hash = LP_ALG_SHA256;
        s->ed25519 = true;
    } else {
        refuse(s, LP_SIG_UNSUPPORTED, "a= names no algorithm that is known");
    }
}

static bool
canon_of(struct lp_slice word, enum lp_canon *out)
{
    if (lp_slice_is(word, "simple")) {
        *out = LP_CANON_SIMPLE;
    } else if (lp_slice_is(word, "relaxed")) {
        *out = LP_CANON_RELAXED;
    } else {
        return false;
    }
    return true;
}

static void
read_canon(struct lp_mail_sig *s, const struct lp_tags *t)
{
    const struct lp_slice *c = lp_tags_find(t, "c");
    struct lp_slice rest = c == NULL ? (struct lp_slice){0} : *c;
    struct lp_slice head = {0};
    struct lp_slice body = {0};
    bool known = true;

    s->canon_absent = c == NULL;
    if (s->kind == LP_SIG_DOMAINKEY) {
        known = c == NULL || lp_tag_is(*c, "simple") || lp_tag_is(*c, "nofws");
        s->head = c != NULL && lp_tag_is(*c, "nofws") ? LP_CANON_NOFWS
                                                      : LP_CANON_PLAIN;
        s->body = s->head;
    } else if (s->kind == LP_SIG_SEAL) {
        s->head = LP_CANON_RELAXED;
    } else if (c != NULL) {
        (void)lp_tag_item(&rest, '/', &head);
        known = canon_of(head, &s->head) &&
                (!lp_tag_item(&rest, '/', &body) || canon_of(body, &s->body)) &&
                rest.data == NULL;
    }
    if (!known) {
        refuse(s, LP_SIG_UNSUPPORTED, "c= names no form that is known");
    }
}

static int64_t
read_time(struct lp_mail_sig *s, const struct lp_tags *t, const char *name)
{
    const struct lp_slice *v = lp_tags_find(t, name);
    uint64_t n = 0;

    if (v != NULL && !lp_tag_number(*v, &n)) {
        malformed(s, *name == 't' ? "t= is no number" : "x= is no number");
    }
    return (int64_t)n;
}

static void
read_length(struct lp_mail_sig *s, const struct lp_tags *t)
{
    const struct lp_slice *l = lp_tags_find(t, "l");

    s->has_length = l != NULL;
    if (l != NULL && !lp_tag_number(*l, &s->length)) {
        malformed(s, "l= is no number");
    }
}

static void
read_identity(struct lp_mail_sig *s, const struct lp_tags *t,
              struct lp_buf *room)
{
    const struct lp_slice *i = lp_tags_find(t, "i");
    enum lp_domain_place place = LP_DOMAIN_APART;
    size_t at;

    if (i == NULL) {
        return;
    }
    s->identity = *i;
    at = i->len;
    while (at > 0 && i->data[at - 1] != '@') {
        at--;
    }
    if (at > 0) {
        place = lp_domain_place(lp_slice_from(*i, at), s->domain, room);
    }
    if (place == LP_DOMAIN_APART) {
        malformed(s, "i= is not of the domain in d=");
    }
    s->below = place == LP_DOMAIN_BELOW;
}

static void
read_hash(struct lp_mail_sig *s, const struct lp_tags *t)
{
    const struct lp_slice *bh = lp_tags_find(t, "bh");

    if (bh == NULL) {
        malformed(s, "bh= is missing");
    } else if (!lp_tag_base64(*bh, s->body_hash, sizeof s->body_hash,
                              &s->body_hash_len)) {
        malformed(s, "bh= is no base64");
    }
}

static void
read_fields(struct lp_mail_sig *s, const struct lp_tags *t)
{
    const struct lp_slice *h = lp_tags_find(t, "h");
    struct lp_slice rest;
    struct lp_slice name;
    bool from = false;
    bool seal = false;

    if (s->kind == LP_SIG_SEAL) {
        if (h != NULL) {
            malformed(s, "an ARC-Seal has no h=");
        }
        return;
    }
    if (h == NULL || h->len == 0) {
        if (h != NULL || s->kind != LP_SIG_DOMAINKEY) {
            malformed(s, "h= is missing");
        }
        return;
    }
    s->fields = *h;
    rest = *h;
    while (lp_tag_item(&rest, ':', &name)) {
        from = from || lp_tag_is(name, "from");
        seal = seal || lp_tag_is(name, "arc-seal");
    }
    if (s->kind == LP_SIG_DKIM && !from) {
        malformed(s, "From is not among the signed fields");
    }
    if (s->kind == LP_SIG_MESSAGE && seal) {
        malformed(s, "h= has ARC-Seal, which may not be signed");
    }
}

static void
read_names(struct lp_mail_sig *s, const struct lp_tags *t)
{
    const struct lp_slice *d = lp_tags_find(t, "d");
    const struct lp_slice *sel = lp_tags_find(t, "s");

    if (d == NULL || !is_domain(*d)) {
        malformed(s, "d= is no domain");
    } else {
        s->domain = *d;
    }
    if (sel == NULL || !is_domain(*sel)) {
        malformed(s, "s= is no selector");
    } else {
        s->selector = *sel;
    }
}

static void
read_version(struct lp_mail_sig *s, const struct lp_tags *t)
{
    const struct lp_slice *v = lp_tags_find(t, "v");

    if (v == NULL) {
        s->odd |= LP_SIG_NO_VERSION;
    } else if (lp_slice_is(*v, "0.5")) {
        s->odd |= LP_SIG_DRAFT; /* which signs as the standard does */
    } else if (!lp_slice_is(*v, "1")) {
        malformed(s, "v= is not 1");
    }
}

static void
read_query(struct lp_mail_sig *s, const struct lp_tags *t)
{
    const struct lp_slice *q = lp_tags_find(t, "q");
    struct lp_slice rest = q == NULL ? (struct lp_slice){0} : *q;
    struct lp_slice way;
    bool known = q == NULL;

    while (lp_tag_item(&rest, ':', &way)) {
        known = known || lp_tag_is(way, "dns/txt") || lp_tag_is(way, "dns");
    }
    s->odd |= known ? 0 : LP_SIG_OTHER_QUERY;
}

static void
read_instance(struct lp_mail_sig *s, const struct lp_tags *t)
{
    const struct lp_slice *i = lp_tags_find(t, "i");
    const struct lp_slice *cv = lp_tags_find(t, "cv");
    uint64_t n = 0;

    if (i == NULL || !lp_tag_number(*i, &n) || n == 0 || n > LP_ARC_MOST) {
        malformed(s, "i= is no instance from 1 to 50");
    }
    s->instance = n <= LP_ARC_MOST ? (unsigned)n : 0;
    s->cv = LP_CV_ABSENT;
    if (s->kind == LP_SIG_SEAL) {
        s->cv = cv == NULL                 ? LP_CV_ABSENT
                : lp_slice_is(*cv, "none") ? LP_CV_NONE
                : lp_slice_is(*cv, "pass") ? LP_CV_PASS
                : lp_slice_is(*cv, "fail") ? LP_CV_FAIL
                                           : LP_CV_ABSENT;
        if (s->cv == LP_CV_ABSENT) {
            malformed(s, "cv= is not none, pass or fail");
        }
    }
}

/* RFC 6376, 3.5: x= is greater than t=. */
static void
read_times(struct lp_mail_sig *s, const struct lp_tags *t)
{
    if (s->kind != LP_SIG_DOMAINKEY) {
        s->signed_at = read_time(s, t, "t");
    }
    if (s->kind == LP_SIG_DKIM || s->kind == LP_SIG_MESSAGE) {
        s->expires_at = read_time(s, t, "x");
        if (lp_tags_find(t, "x") != NULL && lp_tags_find(t, "t") != NULL &&
            s->expires_at <= s->signed_at) {
            malformed(s, "x= is not after t=");
        }
    }
}

static void
read_bytes(struct lp_mail_sig *s, const struct lp_tags *t)
{
    const struct lp_slice *b = lp_tags_find(t, "b");

    if (b == NULL) {
        malformed(s, "b= is missing");
    } else if (!lp_tag_base64(*b, s->bytes, sizeof s->bytes, &s->len)) {
        malformed(s, "b= is no base64");
    }
}

void
lp_mail_sig_read(struct lp_mail_sig *s, enum lp_sig_kind kind,
                 struct lp_slice value, struct lp_buf *room)
{
    struct lp_tags t;
    bool dkim = kind == LP_SIG_DKIM;

    *s = (struct lp_mail_sig){.kind = kind, .cv = LP_CV_ABSENT};
    lp_tags_read(&t, value);
    if (t.wrong != NULL) {
        malformed(s, t.wrong);
    }
    if (dkim) {
        read_version(s, &t);
    }
    read_names(s, &t);
    read_algorithm(s, &t);
    read_canon(s, &t);
    read_fields(s, &t);
    if (dkim || kind == LP_SIG_MESSAGE) {
        read_length(s, &t);
        read_hash(s, &t);
    }
    read_times(s, &t);
    if (dkim) {
        const struct lp_slice *z = lp_tags_find(&t, "z");

        read_identity(s, &t, room);
        s->copied = z == NULL ? (struct lp_slice){0} : *z;
    } else if (kind != LP_SIG_DOMAINKEY) {
        read_instance(s, &t);
    }
    read_query(s, &t);
    read_bytes(s, &t);
}

/* The number of "i=1", with blanks and comments around it; 0: it is none. */
static unsigned
instance_of(struct lp_slice item)
{
    struct lp_slice name;
    uint64_t n = 0;
    size_t digits = 0;

    if (!lp_tag_item(&item, '=', &name) || item.data == NULL ||
        !lp_slice_is(name, "i")) {
        return 0;
    }
    item = lp_tag_trim(item);
    while (digits < item.len && item.data[digits] >= '0' &&
           item.data[digits] <= '9') {
        digits++;
    }
    name = lp_tag_trim(lp_slice_from(item, digits));
    if (!lp_tag_number(lp_slice_head(item, digits), &n) || n > LP_ARC_MOST ||
        (name.len > 0 && lp_mail_comment(name) != name.len)) {
        return 0;
    }
    return (unsigned)n;
}

unsigned
lp_arc_results_instance(struct lp_slice value)
{
    struct lp_slice item;
    unsigned found = 0;

    while (found == 0 && lp_tag_item(&value, ';', &item)) {
        size_t skip = 1;

        while (skip > 0 && item.len > 0 && item.data[0] == '(') {
            skip = lp_mail_comment(item);
            item = lp_tag_trim(lp_slice_from(item, skip));
        }
        found = instance_of(item);
    }
    return found;
}

unsigned
lp_arc_instance(struct lp_slice value)
{
    struct lp_slice item;

    while (lp_tag_item(&value, ';', &item)) {
        struct lp_slice name;
        uint64_t n;

        if (lp_tag_item(&item, '=', &name) && item.data != NULL &&
            lp_slice_is(name, "i") && lp_tag_number(lp_tag_trim(item), &n)) {
            return n <= LP_ARC_MOST ? (unsigned)n : 0;
        }
    }
    return 0;
}
