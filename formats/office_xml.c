#include "formats/office_xml.h"

#include <expat.h>
#include <string.h>

/* Between namespace, name and prefix, as the parser gives them. No name has
 * it. */
#define SEPARATOR '\n'

/* The parser sees pieces of one size, however the source cuts them, so that
 * its work on an open token is bounded by PIECE and TOKEN_MAX. */
#define PIECE ((size_t)256 * 1024)
#define TOKEN_MAX ((uint64_t)4 << 20)
#define UNPACKED_MAX ((uint64_t)1 << 30)
#define PUSHED_MAX ((uint64_t)256 << 20)

/* The parser keeps each different name for good. Those that hash to places of
 * their own are counted; the vocabularies here have some hundred. */
#define NAME_BITS 65536
#define NAMES_MAX 8192

struct level {
    uint8_t tag;
    bool told;
    bool alternate; /* mc:AlternateContent ... */
    bool chosen;    /* ... of which one was taken */
};

struct lp_office_xml {
    const struct lp_office_grammar *grammar;
    void *who;
    struct lp_office_out *out;
    XML_Parser parser;
    const XML_Char **attrs; /* in `start` */
    unsigned depth;
    unsigned skip; /* the depth of the element that is not told of, or 0 */
    struct level levels[LP_OFFICE_XML_DEPTH + 1];
    unsigned names;
    uint8_t seen[NAME_BITS / 8];
    struct lp_err why;
};

#define URI(text, space)              \
    {                                 \
        text, sizeof(text) - 1, space \
    }
#define ECMA "http://schemas.openxmlformats.org/"
#define ISO "http://purl.oclc.org/ooxml/"
#define OASIS "urn:oasis:names:tc:opendocument:xmlns:"

static const struct {
    const char *uri;
    size_t len;
    enum lp_office_space space;
} spaces[] = {
    URI(ECMA "wordprocessingml/2006/main", LP_OFFICE_W),
    URI(ISO "wordprocessingml/main", LP_OFFICE_W),
    URI(ECMA "officeDocument/2006/math", LP_OFFICE_M),
    URI(ISO "officeDocument/math", LP_OFFICE_M),
    URI(ECMA "drawingml/2006/main", LP_OFFICE_A),
    URI(ISO "drawingml/main", LP_OFFICE_A),
    URI(ECMA "presentationml/2006/main", LP_OFFICE_P),
    URI(ISO "presentationml/main", LP_OFFICE_P),
    URI(ECMA "spreadsheetml/2006/main", LP_OFFICE_S),
    URI(ISO "spreadsheetml/main", LP_OFFICE_S),
    URI(ECMA "officeDocument/2006/relationships", LP_OFFICE_R),
    URI(ISO "officeDocument/relationships", LP_OFFICE_R),
    URI(ECMA "package/2006/relationships", LP_OFFICE_REL),
    URI(ECMA "markup-compatibility/2006", LP_OFFICE_MC),
    URI(OASIS "office:1.0", LP_OFFICE_ODF),
    URI(OASIS "text:1.0", LP_OFFICE_TEXT),
    URI(OASIS "table:1.0", LP_OFFICE_TABLE),
    URI(OASIS "drawing:1.0", LP_OFFICE_DRAW),
    URI(OASIS "style:1.0", LP_OFFICE_STYLE),
    URI(OASIS "presentation:1.0", LP_OFFICE_SHOW),
};

static void
stop(struct lp_office_xml *x, enum lp_code code, enum lp_rule rule,
     const char *why)
{
    if (x->why.code == LP_OK) {
        XML_Index at = XML_GetCurrentByteIndex(x->parser);

        (void)lp_fail_at(&x->why, code, rule, at < 0 ? 0 : (uint64_t)at,
                         "document: %s", why);
        (void)XML_StopParser(x->parser, XML_FALSE);
    }
}

void
lp_office_xml_refuse(struct lp_office_xml *x, const char *why)
{
    stop(x, LP_E_FORMAT, LP_RULE_XML, why);
}

void
lp_office_xml_limit(struct lp_office_xml *x, const char *why)
{
    stop(x, LP_E_LIMIT, LP_RULE_LIMIT_TEXT, why);
}

void
lp_office_xml_no_memory(struct lp_office_xml *x)
{
    stop(x, LP_E_MEMORY, LP_RULE_NONE, "out of memory");
}

/* `name` is namespace, name, prefix; the first and the last may be missing. */
static void
resolve(const char *name, enum lp_office_space *space, struct lp_slice *local)
{
    const char *cut = strchr(name, SEPARATOR);
    const char *rest = cut == NULL ? name : cut + 1;
    size_t n = cut == NULL ? 0 : (size_t)(cut - name);
    const char *prefix = strchr(rest, SEPARATOR);

    *local = lp_slice_str(rest);
    if (prefix != NULL) {
        *local = lp_slice_head(*local, (size_t)(prefix - rest));
    }
    *space = cut == NULL ? LP_OFFICE_NONE : LP_OFFICE_OTHER;
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
        if (spaces[i].len == n && memcmp(spaces[i].uri, name, n) == 0) {
            *space = spaces[i].space;
        }
    }
}

static unsigned
tag_of(const struct lp_office_xml *x, enum lp_office_space space,
       struct lp_slice local)
{
    for (const struct lp_office_word *w = x->grammar->words; w->local != NULL;
         w++) {
        if (w->space == space &&
            (lp_slice_is(local, w->local) || strcmp(w->local, "*") == 0)) {
            return w->tag;
        }
    }
    return 0;
}

/* Count the names that the parser did not have before. What counts is name and
 * prefix, as they are written. */
static void
meet(struct lp_office_xml *x, const char *name)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    uint8_t bit;

    for (; *name != '\0'; name++) {
        h = (h ^ (uint8_t)*name) * 16777619u;
    }
    h = (h ^ h >> 16) % NAME_BITS;
    bit = (uint8_t)(1u << (h & 7));
    if ((x->seen[h >> 3] & bit) == 0) {
        x->seen[h >> 3] |= bit;
        if (++x->names > NAMES_MAX) {
            lp_office_xml_limit(x, "too many different names");
        }
    }
}

static void
meet_all(struct lp_office_xml *x, const char *name, const XML_Char **attrs)
{
    const char *cut = strchr(name, SEPARATOR);

    meet(x, cut == NULL ? name : cut + 1);
    for (size_t i = 0; attrs[i] != NULL; i += 2) {
        cut = strchr(attrs[i], SEPARATOR);
        meet(x, cut == NULL ? attrs[i] : cut + 1);
    }
}

static void
on_namespace(void *who, const XML_Char *prefix, const XML_Char *uri)
{
    (void)uri;
    if (prefix != NULL) {
        meet(who, prefix);
    }
}

/* ECMA-376 part 3, 7.5: a reader takes one. Which it understands is its own
 * affair; each says the same, and the first is what the writer prefers. */
static bool
is_passed_over(struct lp_office_xml *x, enum lp_office_space space,
               struct lp_slice local)
{
    struct level *in = &x->levels[x->depth - 1];
    bool another;

    if (space != LP_OFFICE_MC || !in->alternate ||
        (!lp_slice_is(local, "Choice") && !lp_slice_is(local, "Fallback"))) {
        return false;
    }
    another = in->chosen;
    in->chosen = true;
    return another;
}

static void
on_start(void *who, const XML_Char *name, const XML_Char **attrs)
{
    struct lp_office_xml *x = who;
    enum lp_office_space space;
    struct lp_slice local;
    struct level *l;

    if (x->why.code != LP_OK) {
        return;
    }
    if (x->depth == LP_OFFICE_XML_DEPTH) {
        lp_office_xml_limit(x, "elements lie too deep in each other");
        return;
    }
    meet_all(x, name, attrs);
    x->depth++;
    if (x->skip != 0) {
        return;
    }
    resolve(name, &space, &local);
    l = &x->levels[x->depth];
    *l = (struct level){.tag = (uint8_t)tag_of(x, space, local)};
    l->alternate =
        space == LP_OFFICE_MC && lp_slice_is(local, "AlternateContent");
    if (is_passed_over(x, space, local)) {
        x->skip = x->depth;
    } else if (l->tag != 0 && x->why.code == LP_OK) {
        x->attrs = attrs;
        x->grammar->start(x, l->tag);
        x->attrs = NULL;
    }
}

static void
on_end(void *who, const XML_Char *name)
{
    struct lp_office_xml *x = who;
    unsigned tag;

    (void)name;
    if (x->why.code != LP_OK) {
        return;
    }
    tag = x->levels[x->depth].tag;
    if (x->skip == 0 && tag != 0) {
        x->grammar->end(x, tag);
    }
    if (x->skip == x->depth) {
        x->skip = 0;
    }
    x->depth--;
}

static void
on_text(void *who, const XML_Char *text, int n)
{
    struct lp_office_xml *x = who;

    if (x->why.code == LP_OK && x->skip == 0 && x->grammar->text != NULL) {
        x->grammar->text(x,
                         (struct lp_slice){(const uint8_t *)text, (size_t)n});
    }
}

static void
on_doctype(void *who, const XML_Char *name, const XML_Char *system,
           const XML_Char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    lp_office_xml_refuse(who, "the XML has a document type declaration");
}

void *
lp_office_xml_who(const struct lp_office_xml *x)
{
    return x->who;
}

unsigned
lp_office_xml_tag(const struct lp_office_xml *x, unsigned up)
{
    return up < x->depth ? x->levels[x->depth - up].tag : 0;
}

bool
lp_office_xml_is_root(const struct lp_office_xml *x)
{
    return x->depth == 1;
}

bool
lp_office_xml_attr(const struct lp_office_xml *x, enum lp_office_space space,
                   const char *local, struct lp_slice *value)
{
    for (size_t i = 0; x->attrs[i] != NULL; i += 2) {
        enum lp_office_space s;
        struct lp_slice l;

        resolve(x->attrs[i], &s, &l);
        if (s == space && lp_slice_is(l, local)) {
            *value = lp_slice_str(x->attrs[i + 1]);
            return true;
        }
    }
    return false;
}

void
lp_office_xml_skip(struct lp_office_xml *x, unsigned up)
{
    x->skip = up < x->depth ? x->depth - up : 1;
}

void
lp_office_xml_push(struct lp_office_xml *x, struct lp_slice utf8)
{
    if (utf8.len > PUSHED_MAX - x->out->pushed) {
        lp_office_xml_limit(x, "more text than the limit");
        return;
    }
    x->out->pushed += utf8.len;
    if (utf8.len > 0) {
        x->out->sink.text(x->out->sink.who, utf8);
    }
}

void
lp_office_xml_mark(struct lp_office_xml *x, const char *ascii)
{
    lp_office_xml_push(x, lp_slice_str(ascii));
}

void
lp_office_xml_page(struct lp_office_xml *x)
{
    if (x->out->sink.page != NULL) {
        x->out->sink.page(x->out->sink.who);
    }
}

/* The next PIECE bytes; `*got` is less only at the end. */
static enum lp_code
parse_piece(struct lp_office_xml *x, struct lp_feed *from, size_t *got,
            struct lp_err *err)
{
    uint8_t *to = XML_GetBuffer(x->parser, (int)PIECE);
    XML_Index at;
    enum lp_code rc;

    if (to == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_feed_copy(from, to, PIECE, got, err));
    x->out->unpacked += *got;
    if (x->out->unpacked > UNPACKED_MAX) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_TEXT, from->at,
                          "document: it unpacks to more than the limit");
    }
    if (XML_ParseBuffer(x->parser, (int)*got, *got < PIECE) == XML_STATUS_OK) {
        /* What is not yet parsed is one token, and held in memory. */
        at = XML_GetCurrentByteIndex(x->parser);
        if (*got == PIECE &&
            from->at - (uint64_t)(at < 0 ? 0 : at) > TOKEN_MAX) {
            lp_office_xml_limit(x, "one tag or comment is too large");
        }
    } else if (XML_GetErrorCode(x->parser) == XML_ERROR_NO_MEMORY) {
        lp_office_xml_no_memory(x);
    } else {
        lp_office_xml_refuse(x, XML_ErrorString(XML_GetErrorCode(x->parser)));
    }
    if (x->why.code != LP_OK && err != NULL) {
        *err = x->why;
    }
    rc = x->why.code;

done:
    return rc;
}

enum lp_code
lp_office_xml_read(const struct lp_office_grammar *g, void *who,
                   struct lp_source *from, struct lp_office_out *out,
                   struct lp_err *err)
{
    struct lp_office_xml x = {.grammar = g, .who = who, .out = out};
    struct lp_feed feed = {.from = from};
    size_t got = PIECE;
    enum lp_code rc = LP_OK;

    x.parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (x.parser == NULL) {
        return lp_no_memory(err);
    }
    XML_SetUserData(x.parser, &x);
    XML_SetReturnNSTriplet(x.parser, 1);
    XML_SetElementHandler(x.parser, on_start, on_end);
    XML_SetCharacterDataHandler(x.parser, on_text);
    XML_SetStartNamespaceDeclHandler(x.parser, on_namespace);
    XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
    while (got == PIECE) {
        LP_TRY(parse_piece(&x, &feed, &got, err));
    }

done:
    XML_ParserFree(x.parser);
    return rc;
}
