#include "evidence/head_digest.h"

#include "evidence/mail_claim.h"
#include "formats/tag_list.h"

static struct lp_slice
reading(const struct lp_head_how *how, size_t field)
{
    const struct lp_head_swaps *s = how->swaps;

    for (size_t i = 0; s != NULL && i < s->n; i++) {
        if (s->of[i].field == field) {
            return s->of[i].raw;
        }
    }
    return how->headers->of[field].raw;
}

static void
put_field(struct lp_buf *to, const struct lp_head_how *how, size_t field)
{
    struct lp_slice raw = reading(how, field);

    if (raw.data != NULL) {
        lp_canon_field(to, raw, how->canon, how->headers->eol, false);
    }
}

/* The next field of that name from below, leaving out the signature itself. */
static size_t
take(const struct lp_head_how *how, struct lp_slice name, size_t own)
{
    size_t i = lp_headers_take(how->headers, name);

    return i == own ? lp_headers_take(how->headers, name) : i;
}

/* RFC 6376, 5.4.2: each name in h= is the lowest such field not taken yet. A
 * field that is read as not there is passed over. */
static bool
put_listed(struct lp_buf *to, const struct lp_head_how *how,
           const struct lp_mail_sig *sig, size_t own)
{
    struct lp_buf bare = {0};
    struct lp_slice rest = sig->fields;
    struct lp_slice name;
    bool blanks;

    lp_headers_rewind(how->headers);
    while (lp_tag_item(&rest, ':', &name)) {
        size_t i = take(how, name, own);

        while (i != SIZE_MAX && reading(how, i).data == NULL) {
            i = take(how, name, own);
        }
        if (i != SIZE_MAX) {
            put_field(to, how, i);
        }
    }
    blanks = lp_canon_unsign(&bare, how->headers->of[own].raw, how->keep);
    if (bare.failed != LP_OK) {
        to->failed = bare.failed;
    }
    lp_canon_field(to, lp_buf_slice(&bare), how->canon, how->headers->eol,
                   true);
    lp_buf_release(&bare);
    return blanks;
}

static bool
is_listed(const struct lp_mail_sig *sig, struct lp_slice name)
{
    struct lp_slice rest = sig->fields;
    struct lp_slice item;

    if (rest.len == 0) {
        return true;
    }
    while (lp_tag_item(&rest, ':', &item)) {
        if (lp_tag_same(item, name)) {
            return true;
        }
    }
    return false;
}

bool
lp_head_old_signs(const struct lp_headers *h, const struct lp_mail_sig *sig,
                  size_t own, size_t field, bool above)
{
    struct lp_slice name = h->of[field].name;

    if (field == own || !is_listed(sig, name)) {
        return false;
    }
    return field > own ||
           (above && sig->fields.len > 0 && lp_headers_lowest(h, name) < own);
}

/* RFC 4870, 3.4.2: of the fields below the signature, all that h= names (or
 * all), in the order of the message. */
static void
put_below(struct lp_buf *to, const struct lp_head_how *how,
          const struct lp_mail_sig *sig, size_t own)
{
    for (size_t i = how->above ? 0 : own + 1; i < how->headers->n; i++) {
        if (lp_head_old_signs(how->headers, sig, own, i, how->above)) {
            put_field(to, how, i);
        }
    }
}

/* How often the list has the name in its first `n` items. */
static size_t
count_listed(const struct lp_mail_sig *sig, struct lp_slice name, size_t n)
{
    struct lp_slice rest = sig->fields;
    struct lp_slice item;
    size_t count = 0;

    while (n-- > 0 && lp_tag_item(&rest, ':', &item)) {
        count += lp_tag_same(item, name) ? 1 : 0;
    }
    return count;
}

/* As some signers do: in the order of h=. Where it names a field k times, the
 * last k - 1 of these stand at their places, and all others at the first. */
static void
put_in_list(struct lp_buf *to, const struct lp_head_how *how,
            const struct lp_mail_sig *sig, size_t own)
{
    const struct lp_headers *h = how->headers;
    struct lp_slice rest = sig->fields;
    struct lp_slice name;

    for (size_t at = 0; lp_tag_item(&rest, ':', &name); at++) {
        size_t all = count_listed(sig, name, SIZE_MAX);
        size_t before = count_listed(sig, name, at);
        size_t there = 0;
        size_t seen = 0;

        for (size_t i = own + 1; i < h->n; i++) {
            there += lp_tag_same(h->of[i].name, name) ? 1 : 0;
        }
        for (size_t i = own + 1; i < h->n; i++) {
            size_t behind;

            if (!lp_tag_same(h->of[i].name, name)) {
                continue;
            }
            behind = there - ++seen; /* fields of the name below this one */
            if (before == 0 ? behind + 1 >= all : behind + 1 + before == all) {
                put_field(to, how, i);
            }
        }
    }
}

bool
lp_head_text(struct lp_buf *to, const struct lp_head_how *how,
             const struct lp_mail_sig *sig, size_t own)
{
    if (sig->kind != LP_SIG_DOMAINKEY) {
        return put_listed(to, how, sig, own);
    }
    if (how->in_list && sig->fields.len > 0) {
        put_in_list(to, how, sig, own);
    } else {
        put_below(to, how, sig, own);
    }
    return sig->fields.len > 0;
}

unsigned
lp_head_unsigned(struct lp_headers *h, const struct lp_mail_sig *sig,
                 size_t own)
{
    unsigned covered[LP_SHOWN_COUNT] = {0};
    unsigned there[LP_SHOWN_COUNT] = {0};
    struct lp_slice rest = sig->fields;
    struct lp_slice name;
    unsigned mask = 0;

    for (size_t i = 0; i < h->n; i++) {
        enum lp_shown s = lp_shown_find(h->of[i].name);

        if (s < LP_SHOWN_COUNT) {
            there[s]++;
            if (sig->kind == LP_SIG_DOMAINKEY &&
                lp_head_old_signs(h, sig, own, i, false)) {
                covered[s]++;
            }
        }
    }
    while (sig->kind != LP_SIG_DOMAINKEY && lp_tag_item(&rest, ':', &name)) {
        enum lp_shown s = lp_shown_find(name);

        if (s < LP_SHOWN_COUNT) {
            covered[s]++;
        }
    }
    for (unsigned s = 0; s < LP_SHOWN_COUNT; s++) {
        mask |= there[s] > covered[s] ? 1U << s : 0;
    }
    return mask;
}

void
lp_head_shown(struct lp_headers *h, unsigned *there, unsigned *twice)
{
    for (unsigned s = 0; s < LP_SHOWN_COUNT; s++) {
        const struct lp_header_field *f =
            lp_headers_find(h, lp_shown_word((enum lp_shown)s));

        *there |= f != NULL ? 1U << s : 0;
        *twice |= f != NULL && f->above != SIZE_MAX ? 1U << s : 0;
    }
}
