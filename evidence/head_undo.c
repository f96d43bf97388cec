#include "evidence/head_undo.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "evidence/evidence.h"
#include "formats/tag_list.h"

#define FIELD_MAX ((size_t)4096)
#define TAG_MAX ((size_t)80)

/* A new text that belongs to the guesses; NULL: there is no more room. */
static struct lp_buf *
new_text(struct lp_head_guesses *g)
{
    struct lp_buf *b;

    if (g->texts == sizeof g->text / sizeof g->text[0]) {
        return NULL;
    }
    b = &g->text[g->texts++];
    b->max = FIELD_MAX;
    return b;
}

/* The ways in which one thing may have been edited. */
#define WAYS_MAX 4

struct way {
    struct lp_head_swaps swaps;
    const char *words;
};

struct edit {
    struct way way[WAYS_MAX];
    size_t n;
};

static void
add_swap(struct lp_head_swaps *s, size_t field, struct lp_slice raw)
{
    if (s->n < LP_HEAD_SWAPS_MAX) {
        s->of[s->n++] = (struct lp_head_swap){field, raw};
    }
}

static void
add_way(struct edit *e, size_t field, const struct lp_buf *text,
        const char *words)
{
    if (e->n < WAYS_MAX && text != NULL && text->failed == LP_OK) {
        e->way[e->n] = (struct way){.words = words};
        add_swap(&e->way[e->n].swaps, field, lp_buf_slice(text));
        e->n++;
    }
}

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The length of the tag of a list that `s` begins with, with the blanks
 * behind it; 0 if it begins with none. */
static size_t
tag_at(struct lp_slice s)
{
    size_t n = 1;

    if (s.len < 3 || (s.data[0] != '[' && s.data[0] != '*')) {
        return 0;
    }
    while (n < s.len && n < TAG_MAX &&
           s.data[n] != (s.data[0] == '[' ? ']' : '*')) {
        n++;
    }
    if (n == s.len || n == TAG_MAX || n == 1) {
        return 0;
    }
    for (n++; n < s.len && is_blank(s.data[n]);) {
        n++;
    }
    return n;
}

/* Leave out the first `most` tags that stand before the first word that is
 * neither a tag nor an answer's "Re:". */
static bool
untag(struct lp_buf *to, const struct lp_header_field *f, size_t most)
{
    struct lp_slice rest = f->value;
    size_t left = most;
    bool any = false;

    lp_buf_put(to, lp_slice_head(f->raw, f->raw.len - f->value.len));
    while (rest.len > 0) {
        size_t n = tag_at(rest);

        if (n > 0 && left > 0) {
            left--;
            any = true;
        } else {
            n = 0;
            while (n < rest.len && is_blank(rest.data[n])) {
                n++;
            }
            if (n == 0) {
                while (n < rest.len && n < 5 && rest.data[n] > ' ' &&
                       rest.data[n] != ':') {
                    n++;
                }
                if (n == rest.len || rest.data[n] != ':') {
                    break;
                }
                n++;
            }
            lp_buf_put(to, lp_slice_head(rest, n));
        }
        rest = lp_slice_from(rest, n);
    }
    lp_buf_put(to, rest);
    return any && left == 0;
}

static size_t
index_of(const struct lp_headers *h, const struct lp_header_field *f)
{
    return (size_t)(f - h->of);
}

static void
edit_subject(struct lp_head_guesses *g, struct lp_headers *h, struct edit *e)
{
    const struct lp_header_field *f = lp_headers_find(h, "subject");

    for (size_t tags = 1; f != NULL && tags <= 2; tags++) {
        struct lp_buf *b = new_text(g);

        if (b == NULL || !untag(b, f, tags)) {
            break;
        }
        add_way(e, index_of(h, f), b, "a tag in Subject taken off");
    }
}

/* `name` has what `was` said before it was replaced. */
static void
edit_from_copy(struct lp_head_guesses *g, struct lp_headers *h, struct edit *e,
               const char *name, const char *was, const char *words)
{
    const struct lp_header_field *f = lp_headers_find(h, name);
    const struct lp_header_field *copy = lp_headers_find(h, was);
    struct lp_buf *b;

    if (f == NULL || copy == NULL ||
        lp_slice_equal(lp_tag_trim(f->value), lp_tag_trim(copy->value))) {
        return;
    }
    b = new_text(g);
    if (b != NULL) {
        lp_buf_put(b, lp_slice_head(f->raw, f->raw.len - f->value.len));
        lp_buf_put(b, copy->value);
    }
    add_way(e, index_of(h, f), b, words);
}

/* "Name via List <list@example.org>" with the author in Reply-To. */
static void
edit_via(struct lp_head_guesses *g, struct lp_headers *h, struct edit *e)
{
    const struct lp_header_field *f = lp_headers_find(h, "from");
    const struct lp_header_field *reply = lp_headers_find(h, "reply-to");
    struct lp_slice name;
    struct lp_slice address;
    const char *via = NULL;

    if (f == NULL || reply == NULL) {
        return;
    }
    name = lp_tag_trim(f->value);
    address = lp_tag_trim(reply->value);
    if (name.len > 4 && address.len > 0) {
        via = memmem(name.data, name.len, " via ", 5);
    }
    if (via == NULL || memchr(address.data, '<', address.len) != NULL) {
        return;
    }
    name.len = (size_t)((const uint8_t *)via - name.data);
    for (unsigned quoted = 0; quoted < 2; quoted++) {
        struct lp_buf *b = new_text(g);
        struct lp_slice bare = name;

        if (b == NULL) {
            return;
        }
        if (bare.len > 0 && (bare.data[0] == '"' || bare.data[0] == '\'')) {
            bare = lp_slice_from(bare, 1);
        }
        lp_buf_str(b, quoted != 0 ? "From: \"" : "From: ");
        lp_buf_put(b, bare);
        lp_buf_str(b, quoted != 0 ? "\" <" : " <");
        lp_buf_put(b, address);
        lp_buf_byte(b, '>');
        add_way(e, index_of(h, f), b, "From put together from Reply-To");
    }
}

/* What a list adds to the header; a signature may say that it was not there. */
static void
edit_added(struct lp_headers *h, struct edit *e)
{
    static const char *const names[] = {
        "sender",           "errors-to",      "precedence",
        "mailing-list",     "list-id",        "list-post",
        "list-unsubscribe", "list-help",      "list-owner",
        "list-archive",     "list-subscribe", "list-unsubscribe-post",
        "reply-to",
    };
    size_t n = sizeof names / sizeof names[0];

    if (lp_headers_find(h, "list-id") == NULL &&
        lp_headers_find(h, "list-unsubscribe") == NULL) {
        return;
    }
    for (size_t less = 2; less-- > 0;) {
        struct lp_head_swaps *s = &e->way[e->n].swaps;

        e->way[e->n] = (struct way){
            .words = less != 0 ? "fields of a mailing list left out"
                               : "Reply-To and fields of a mailing list left "
                                 "out"};
        for (size_t i = 0; i < n - less; i++) {
            const struct lp_header_field *f = lp_headers_find(h, names[i]);

            if (f != NULL) {
                add_swap(s, index_of(h, f), (struct lp_slice){0});
            }
        }
        e->n += s->n > 0 ? 1 : 0;
    }
}

/* Add the guess that takes of each edit the way that `pick` says; 0: none. */
static void
combine(struct lp_head_guesses *g, const struct edit *edits, size_t n,
        const size_t *pick)
{
    struct lp_head_guess *guess;
    bool any = false;

    if (g->n == LP_HEAD_GUESSES_MAX - 1) {
        return; /* the last place is for z= */
    }
    guess = &g->of[g->n];
    *guess = (struct lp_head_guess){0};
    for (size_t i = 0; i < n; i++) {
        if (pick[i] > 0) {
            const struct lp_head_swaps *s = &edits[i].way[pick[i] - 1].swaps;

            for (size_t k = 0; k < s->n; k++) {
                add_swap(&guess->swaps, s->of[k].field, s->of[k].raw);
            }
            lp_evidence_say(guess->words, sizeof guess->words - 1,
                            edits[i].way[pick[i] - 1].words);
            any = true;
        }
    }
    g->n += any ? 1 : 0;
}

void
lp_head_guess_edits(struct lp_head_guesses *g, struct lp_headers *h)
{
    struct edit edits[4] = {0};
    size_t pick[4] = {0};

    edit_subject(g, h, &edits[0]);
    edit_from_copy(g, h, &edits[1], "message-id",
                   "x-google-original-message-id",
                   "Message-ID from X-Google-Original-Message-ID");
    edit_from_copy(g, h, &edits[2], "from", "x-original-from",
                   "From from X-Original-From");
    edit_via(g, h, &edits[2]);
    if (edits[2].n == 0 && lp_headers_find(h, "list-id") != NULL) {
        edit_from_copy(g, h, &edits[2], "from", "reply-to",
                       "From from Reply-To");
    }
    edit_added(h, &edits[3]);
    /* Every combination, the first edit turning fastest. */
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < 4 && !more; i++) {
            more = pick[i] < edits[i].n;
            pick[i] = more ? pick[i] + 1 : 0;
        }
        if (more) {
            combine(g, edits, 4, pick);
        }
    }
}

/* Undo dkim-quoted-printable (RFC 6376, 2.11). */
static void
unquote(struct lp_buf *to, struct lp_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        int high = s.len - i > 2 ? lp_text_digit(s.data[i + 1]) : -1;
        int low = s.len - i > 2 ? lp_text_digit(s.data[i + 2]) : -1;

        if (s.data[i] == '=' && high >= 0 && low >= 0) {
            lp_buf_byte(to, (uint8_t)(high << 4 | low));
            i += 2;
        } else if (!is_blank(s.data[i])) {
            lp_buf_byte(to, s.data[i]);
        }
    }
}

void
lp_head_guess_copied(struct lp_head_guesses *g, struct lp_headers *h,
                     const struct lp_mail_sig *sig)
{
    struct lp_head_guess *guess = &g->of[g->n];
    struct lp_slice rest = sig->copied;
    struct lp_slice item;

    if (rest.len == 0 || g->n == LP_HEAD_GUESSES_MAX) {
        return;
    }
    *guess = (struct lp_head_guess){0};
    lp_headers_rewind(h);
    while (lp_tag_item(&rest, '|', &item)) {
        struct lp_slice value = item;
        struct lp_slice name;
        struct lp_buf *b;
        size_t i;

        (void)lp_tag_item(&value, ':', &name);
        i = lp_headers_take(h, name);
        b = i == SIZE_MAX || value.data == NULL ? NULL : new_text(g);
        if (b == NULL) {
            continue;
        }
        lp_buf_put(b, name);
        lp_buf_byte(b, ':');
        unquote(b, value);
        if (b->failed == LP_OK &&
            !lp_slice_equal(lp_buf_slice(b), h->of[i].raw)) {
            add_swap(&guess->swaps, i, lp_buf_slice(b));
        }
    }
    (void)snprintf(guess->words, sizeof guess->words, "%s",
                   "fields read as z= has copied them");
    g->n += guess->swaps.n > 0 ? 1 : 0;
}

void
lp_head_guesses_release(struct lp_head_guesses *g)
{
    for (size_t i = 0; i < g->texts; i++) {
        lp_buf_release(&g->text[i]);
    }
    g->n = 0;
    g->texts = 0;
}
