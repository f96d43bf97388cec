#include "bundle/compose.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/digest.h"
#include "crypto/sketch.h"

/* What is digested begins with the rule's own line, so that no identity can be
 * taken for one of another rule. */
#define MESSAGE_RULE "leafproof msg-v1\n"
#define BODY_RULE "leafproof body-v1\n"
#define LOOSE_RULE "leafproof loose-v1\n"
#define TEXTS_RULE "leafproof texts-v1\n"

/* A text with less letters and digits than this is no document's mark ... */
#define CHARS_MIN 64
/* ... nor is one of which less than one in so many is a letter. */
#define LETTERS_RATIO 10

/* A mail is probably another with the same letters only if there are so many.
 */
#define LOOSE_MIN 16

#define TEXTS (1U << LP_ID_TEXT | 1U << LP_ID_LETTERS)

/* The own text of a message in one form, plain or HTML. */
struct own {
    unsigned n;     /* parts */
    unsigned known; /* those whose text was read */
    uint64_t chars;
    uint64_t letters;
    struct lp_buf texts;     /* a digest for each part */
    struct lp_buf alphabets; /* likewise, of the letters */
    struct lp_buf bins;      /* of all of them */
    struct lp_fragments fragments;
};

/* A container whose members are being told; only messages keep anything. */
struct lp_composed {
    bool message;
    bool unknown; /* a leaf has no content that is known */
    bool body;    /* there is a leaf that is not empty */
    uint32_t leaves;
    struct lp_buf content; /* of the leaves: type and digest of each */
    struct own plain;
    struct own html;
    struct lp_buf scratch;
};

static void
own_clear(struct own *o)
{
    o->n = 0;
    o->known = 0;
    o->chars = 0;
    o->letters = 0;
    o->fragments.cut = false;
    lp_buf_clear(&o->texts);
    lp_buf_clear(&o->alphabets);
    lp_buf_clear(&o->bins);
    lp_buf_clear(&o->fragments.of);
}

static void
own_release(struct own *o)
{
    lp_buf_release(&o->texts);
    lp_buf_release(&o->alphabets);
    lp_buf_release(&o->bins);
    lp_buf_release(&o->fragments.of);
}

enum lp_code
lp_compose_open(struct lp_compose *c, const struct lp_record *r,
                struct lp_err *err)
{
    struct lp_composed **at = &c->at[r->depth + 1];

    if (*at == NULL) {
        *at = calloc(1, sizeof **at);
        if (*at == NULL) {
            return lp_no_memory(err);
        }
    }
    (*at)->message = r->kind == LP_KIND_MESSAGE;
    (*at)->unknown = false;
    (*at)->body = false;
    (*at)->leaves = 0;
    lp_buf_clear(&(*at)->content);
    own_clear(&(*at)->plain);
    own_clear(&(*at)->html);
    return LP_OK;
}

/* The sketch of two texts is the least of both, bin by bin. */
static void
merge_bins(struct lp_buf *into, struct lp_slice bins)
{
    uint32_t all[LP_SKETCH_BINS];
    uint32_t more[LP_SKETCH_BINS];

    if (into->len == 0) {
        lp_buf_put(into, bins);
        return;
    }
    if (lp_sketch_read(all, lp_buf_slice(into)) && lp_sketch_read(more, bins)) {
        lp_sketch_merge(all, more);
        lp_sketch_write(into->data, all);
    }
}

static void
add_own(struct own *o, struct lp_record *r)
{
    o->n++;
    if (!r->words.there) {
        return;
    }
    o->known++;
    if ((r->ids & TEXTS) == TEXTS) {
        lp_buf_put(&o->texts, (struct lp_slice){r->id[LP_ID_TEXT], 32});
        lp_buf_put(&o->alphabets, (struct lp_slice){r->id[LP_ID_LETTERS], 32});
    }
    if (r->words.bins.len > 0) {
        merge_bins(&o->bins, r->words.bins);
    }
    lp_fragments_join(&o->fragments, r->words.fragments, o->chars);
    o->fragments.cut = o->fragments.cut || r->words.cut;
    o->chars += r->words.chars;
    o->letters += r->words.letters;
}

/* What stands for a leaf in the identity of its message. */
static bool
content_of(struct lp_record *r, struct lp_slice *digest)
{
    bool message = r->kind == LP_KIND_MESSAGE;

    if ((r->flags & LP_FLAG_UNKNOWN_ENCODING) != 0) {
        return false; /* these are not its bytes */
    }
    if (message && (!r->container || !r->has_decoded)) {
        return false; /* it would be another if more had been looked at */
    }
    if ((r->ids >> LP_ID_MESSAGE & 1) != 0) {
        digest->data = r->id[LP_ID_MESSAGE];
    } else if (r->mail.has_content) {
        digest->data = r->mail.content;
    } else if (r->has_digest) {
        /* A text that is declared as something else, such as a signature in
         * ASCII, travels with other line ends too. */
        digest->data = r->has_decoded && (message || !r->container ||
                                          lp_kind_is_document(r->kind))
                           ? r->decoded
                           : r->digest.bytes;
    } else {
        return false;
    }
    digest->len = 32;
    return true;
}

static void
add_leaf(struct lp_composed *m, struct lp_record *r)
{
    struct lp_slice digest = {0};
    struct lp_slice type = r->mail.type;
    bool html = lp_slice_is(type, "text/html");

    m->unknown = m->unknown || !content_of(r, &digest);
    m->body = m->body || r->size > 0;
    m->leaves++;
    if (type.len == 0) {
        type = lp_slice_str("text/plain"); /* RFC 2045, 5.2 */
    }
    lp_buf_le32(&m->content, (uint32_t)type.len);
    lp_buf_put(&m->content, type);
    lp_buf_put(&m->content, digest);
    if ((r->flags & LP_FLAG_OWN_TEXT) != 0) {
        add_own(html ? &m->html : &m->plain, r);
    }
}

static enum lp_code
put_id(struct lp_record *r, enum lp_id id, const struct lp_buf *text,
       struct lp_err *err)
{
    struct lp_digest digest;
    enum lp_code rc;

    LP_TRY(lp_buf_check(text, err));
    LP_TRY(lp_digest_of(&digest, LP_ALG_SHA256, lp_buf_slice(text), err));
    memcpy(r->id[id], digest.bytes, 32);
    r->ids |= 1U << id;

done:
    return rc;
}

/* One text is itself; several are what their digests say in a row. */
static enum lp_code
put_texts(struct lp_composed *m, struct lp_record *r, enum lp_id id,
          const struct lp_buf *digests, struct lp_err *err)
{
    enum lp_code rc = lp_buf_check(digests, err);

    if (rc != LP_OK || digests->len == 0) {
        return rc;
    }
    if (digests->len == 32) {
        memcpy(r->id[id], digests->data, 32);
        r->ids |= 1U << id;
        return LP_OK;
    }
    lp_buf_clear(&m->scratch);
    lp_buf_str(&m->scratch, TEXTS_RULE);
    lp_buf_put(&m->scratch, lp_buf_slice(digests));
    return put_id(r, id, &m->scratch, err);
}

/* Let `to` say what `more` does, too. */
static void
join(struct own *to, const struct own *more)
{
    to->n += more->n;
    to->known += more->known;
    lp_buf_put(&to->texts, lp_buf_slice(&more->texts));
    lp_buf_put(&to->alphabets, lp_buf_slice(&more->alphabets));
    if (more->bins.len > 0) {
        merge_bins(&to->bins, lp_buf_slice(&more->bins));
    }
    lp_fragments_join(&to->fragments, lp_buf_slice(&more->fragments.of),
                      to->chars);
    to->fragments.cut = to->fragments.cut || more->fragments.cut;
    to->chars += more->chars;
    to->letters += more->letters;
}

/* What speaks for the message. HTML in the same letters as the plain text says
 * nothing else; any other does, and must not be hidden behind it. */
static struct own *
voice(struct lp_composed *m)
{
    const struct own *html = &m->html;

    if (m->plain.n == 0) {
        return &m->html;
    }
    if (html->n > 0 && (html->alphabets.len == 0 ||
                        !lp_slice_equal(lp_buf_slice(&html->alphabets),
                                        lp_buf_slice(&m->plain.alphabets)))) {
        join(&m->plain, html);
    }
    return &m->plain;
}

static enum lp_code
speak(struct lp_composed *m, struct lp_record *r, const struct own *o,
      struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (o->n == 0 || o->known < o->n) {
        return LP_OK;
    }
    LP_TRY(put_texts(m, r, LP_ID_TEXT, &o->texts, err));
    LP_TRY(put_texts(m, r, LP_ID_LETTERS, &o->alphabets, err));
    LP_TRY(lp_buf_check(&o->bins, err));
    LP_TRY(lp_buf_check(&o->fragments.of, err));
    r->words = (struct lp_words){
        .there = true,
        .chars = o->chars,
        .letters = o->letters,
        .bins = lp_buf_slice(&o->bins),
        .fragments = lp_buf_slice(&o->fragments.of),
        .measure = o->chars,
        .cut = o->fragments.cut,
    };

done:
    return rc;
}

static enum lp_code
put_message(struct lp_composed *m, struct lp_record *r, struct lp_err *err)
{
    struct lp_buf *to = &m->scratch;
    enum lp_code rc = LP_OK;

    if (r->mail.has_head && (!r->mail.nameless || m->body)) {
        lp_buf_clear(to);
        lp_buf_str(to, MESSAGE_RULE);
        lp_buf_put(to, (struct lp_slice){r->mail.head, sizeof r->mail.head});
        lp_buf_le32(to, m->leaves);
        lp_buf_put(to, lp_buf_slice(&m->content));
        LP_TRY(put_id(r, LP_ID_MESSAGE, to, err));
    }
    if (r->mail.has_head && (r->ids & TEXTS) == TEXTS) {
        lp_buf_clear(to);
        lp_buf_str(to, BODY_RULE);
        lp_buf_le32(to, m->leaves);
        lp_buf_put(to, lp_buf_slice(&m->content));
        LP_TRY(put_id(r, LP_ID_BODY, to, err));
    }

done:
    return rc;
}

/* The letters of the text, if it has some. */
static enum lp_code
put_loose(struct lp_composed *m, struct lp_record *r, const struct own *o,
          struct lp_err *err)
{
    struct lp_buf *to = &m->scratch;

    if (!r->mail.has_loose || o->known < o->n || o->chars < LOOSE_MIN ||
        o->alphabets.len != 32 * (size_t)o->n) {
        return LP_OK;
    }
    lp_buf_clear(to);
    lp_buf_str(to, LOOSE_RULE);
    lp_buf_put(to, (struct lp_slice){r->mail.loose, sizeof r->mail.loose});
    lp_buf_put(to, lp_buf_slice(&o->alphabets));
    return put_id(r, LP_ID_LOOSE, to, err);
}

/* Leave only those texts that say enough to be known by. */
static void
weigh(struct lp_record *r)
{
    struct lp_words *w = &r->words;
    bool own = (r->flags & LP_FLAG_OWN_TEXT) != 0;

    if (own || (w->there && (w->chars < CHARS_MIN ||
                             w->letters < w->chars / LETTERS_RATIO))) {
        r->ids &= ~TEXTS;
        *w = (struct lp_words){.there = w->there};
    }
}

static enum lp_code
close_message(struct lp_composed *m, struct lp_record *r, struct lp_err *err)
{
    bool whole = r->container && !r->lost && r->closed == LP_RULE_NONE;
    enum lp_code rc = lp_buf_check(&m->content, err);
    const struct own *o;

    if (rc != LP_OK || !whole) {
        return rc;
    }
    o = voice(m);
    LP_TRY(speak(m, r, o, err));
    LP_TRY(put_loose(m, r, o, err));
    weigh(r);
    if (!m->unknown) {
        rc = put_message(m, r, err);
    }

done:
    return rc;
}

enum lp_code
lp_compose_item(struct lp_compose *c, struct lp_record *r, struct lp_err *err)
{
    struct lp_composed *in = c->at[r->depth];
    struct lp_composed *own = c->at[r->depth + 1];
    enum lp_code rc = LP_OK;

    if (r->container && own != NULL && own->message) {
        LP_TRY(close_message(own, r, err));
    }
    if (r->depth > 0 && in != NULL && in->message) {
        add_leaf(in, r);
    }
    weigh(r);
    r->mail = (struct lp_in_mail){0};

done:
    return rc;
}

void
lp_compose_release(struct lp_compose *c)
{
    for (size_t i = 0; i < sizeof c->at / sizeof c->at[0]; i++) {
        struct lp_composed *m = c->at[i];

        if (m != NULL) {
            lp_buf_release(&m->content);
            lp_buf_release(&m->scratch);
            own_release(&m->plain);
            own_release(&m->html);
        }
        free(m);
        c->at[i] = NULL;
    }
}
