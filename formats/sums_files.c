#include "formats/sums_files.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* The parser sees pieces of this size. */
#define PIECE ((size_t)64 * 1024)

/* Elements inside elements. */
#define DEPTH_MAX 16

/* Nothing in an element that counts is longer. */
#define WORD_MAX 160

/* Such a list is known by so much of it. */
#define HEAD_MAX ((size_t)64 * 1024)

/* An open start tag keeps the parser busy for as long as it grows. */
#define TOKEN_MAX ((uint64_t)4 << 20)

struct files {
    XML_Parser parser;
    size_t fed;      /* bytes of the text */
    unsigned depth;  /* elements that are open */
    unsigned column; /* what the text now is; LP_SUMS_SKIP: nothing */
    bool root;       /* `files` was seen */
    bool in_file;
    bool there;       /* a file was read */
    bool itself;      /* it is the list */
    bool said;        /* it has been told that ... */
    bool over;        /* ... the XML is broken: nothing comes any more */
    const char *why;  /* what is wrong with the file */
    const char *stop; /* what is wrong with all of it */
    struct lp_sums_item item;
    struct lp_buf name;
    struct lp_buf word;
    uint64_t line; /* of the file */
    size_t at;
};

static void
stop(struct files *f, const char *why)
{
    f->stop = f->stop == NULL ? why : f->stop;
    (void)XML_StopParser(f->parser, XML_FALSE);
}

static struct lp_slice
attribute(const XML_Char **attrs, const char *name)
{
    for (size_t i = 0; attrs[i] != NULL; i += 2) {
        if (strcmp(attrs[i], name) == 0) {
            return lp_slice_str(attrs[i + 1]);
        }
    }
    return (struct lp_slice){0};
}

static void
begin_file(struct files *f, const XML_Char **attrs)
{
    struct lp_slice name = attribute(attrs, "name");

    f->item = (struct lp_sums_item){0};
    f->why = name.len == 0 ? "a file without a name" : NULL;
    f->line = XML_GetCurrentLineNumber(f->parser);
    f->at = (size_t)XML_GetCurrentByteIndex(f->parser);
    lp_buf_clear(&f->name);
    lp_buf_put(&f->name, name);
    f->in_file = true;
    f->itself = name.data != NULL &&
                lp_slice_ends(name, lp_slice_str("_files.xml")) &&
                memchr(name.data, '/', name.len) == NULL &&
                !lp_slice_is(attribute(attrs, "source"), "original");
}

static unsigned
column_of(const XML_Char *name)
{
    return strcmp(name, "size") == 0 ? (unsigned)LP_SUMS_SIZE
           : strcmp(name, "md5") == 0 || strcmp(name, "sha1") == 0 ||
                   strcmp(name, "crc32") == 0
               ? (unsigned)lp_alg_by_word(lp_slice_str(name))
               : (unsigned)LP_SUMS_SKIP;
}

static void XMLCALL
on_start(void *who, const XML_Char *name, const XML_Char **attrs)
{
    struct files *f = who;

    f->column = LP_SUMS_SKIP;
    if (f->depth == DEPTH_MAX) {
        stop(f, "too many elements inside each other");
    } else if (f->depth == 0) {
        f->root = strcmp(name, "files") == 0;
        if (!f->root) {
            stop(f, "its first element is not `files`");
        }
    } else if (f->depth == 1 && strcmp(name, "file") == 0) {
        begin_file(f, attrs);
    } else if (f->depth == 2 && f->in_file) {
        f->column = column_of(name);
        lp_buf_clear(&f->word);
    }
    f->depth++;
}

static void XMLCALL
on_text(void *who, const XML_Char *text, int len)
{
    struct files *f = who;

    if (f->column != LP_SUMS_SKIP && len > 0) {
        lp_buf_put(
            &f->word,
            lp_slice_head((struct lp_slice){(const uint8_t *)text, (size_t)len},
                          WORD_MAX + 1));
        if (f->word.len > WORD_MAX) {
            f->word.len = WORD_MAX + 1;
        }
    }
}

static void
end_column(struct files *f)
{
    struct lp_slice word = lp_buf_slice(&f->word);

    if (f->column == LP_SUMS_SIZE) {
        if (f->item.has_size || !lp_text_u64(word, &f->item.size)) {
            f->why = "a size that is not one plain decimal number";
        }
        f->item.has_size = true;
    } else if ((f->item.has >> f->column & 1) != 0 ||
               !lp_sums_set(&f->item, (enum lp_alg)f->column, word)) {
        f->why = "not one digest of its kind";
    }
}

static void XMLCALL
on_end(void *who, const XML_Char *name)
{
    struct files *f = who;

    (void)name;
    f->depth--;
    if (f->depth == 2 && f->column != LP_SUMS_SKIP) {
        end_column(f);
    } else if (f->depth == 1 && f->in_file) {
        if (f->why == NULL && f->item.has == 0) {
            f->why = "no digest";
        }
        f->in_file = false;
        f->there = !f->itself;
        if (f->there) {
            (void)XML_StopParser(f->parser, XML_TRUE);
        }
    }
    f->column = LP_SUMS_SKIP;
}

static void XMLCALL
on_doctype(void *who, const XML_Char *name, const XML_Char *system,
           const XML_Char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    stop(who, "a document type declaration");
}

enum lp_code
lp_sums_files_open(struct lp_sums *l, struct lp_err *err)
{
    struct files *f = calloc(1, sizeof *f);

    l->line = 1;
    if (f == NULL) {
        return lp_no_memory(err);
    }
    l->self = f;
    f->parser = XML_ParserCreate("UTF-8");
    if (f->parser == NULL) {
        return lp_no_memory(err);
    }
    XML_SetUserData(f->parser, f);
    XML_SetElementHandler(f->parser, on_start, on_end);
    XML_SetCharacterDataHandler(f->parser, on_text);
    XML_SetStartDoctypeDeclHandler(f->parser, on_doctype);
    return LP_OK;
}

/* Whether a token stays open for too long. */
static bool
too_long(const struct files *f)
{
    XML_Index done = XML_GetCurrentByteIndex(f->parser);

    return done >= 0 && f->fed > (uint64_t)done + TOKEN_MAX;
}

/* Parse until a file is there, or nothing comes any more. */
static void
feed(struct lp_sums *l, struct files *f)
{
    enum XML_Status status = XML_STATUS_OK;
    XML_ParsingStatus is;

    while (!f->there && !f->over) {
        struct lp_slice rest = lp_slice_from(l->text, f->fed);
        struct lp_slice piece = lp_slice_head(rest, PIECE);

        XML_GetParsingStatus(f->parser, &is);
        if (is.parsing == XML_FINISHED) {
            f->over = true;
        } else if (is.parsing == XML_SUSPENDED) {
            status = XML_ResumeParser(f->parser);
        } else {
            f->fed += piece.len;
            status = XML_Parse(f->parser, (const char *)piece.data,
                               (int)piece.len, piece.len == rest.len);
        }
        if (status == XML_STATUS_ERROR || too_long(f)) {
            f->over = true;
            f->stop = f->stop == NULL ? "no well-formed XML" : f->stop;
        }
    }
}

enum lp_code
lp_sums_files_next(struct lp_sums *l, struct lp_sums_item *item, bool *end,
                   struct lp_err *err)
{
    struct files *f = l->self;
    const char *why;
    enum lp_code rc = LP_OK;

    feed(l, f);
    *end = !f->there && (f->said || f->stop == NULL);
    if (*end) {
        return rc;
    }
    rc = lp_buf_check(&f->name, err);
    if (rc != LP_OK || lp_buf_check(&f->word, err) != LP_OK) {
        return LP_E_MEMORY;
    }
    why = f->there ? f->why : f->stop;
    if (!f->there) {
        f->line = XML_GetCurrentLineNumber(f->parser);
        f->at = (size_t)XML_GetCurrentByteIndex(f->parser);
    }
    l->line = f->line;
    l->at = f->at < l->text.len ? f->at : l->text.len;
    if (why != NULL) {
        return lp_sums_refuse(l, err, why);
    }
    *item = f->item;
    item->line = f->line;
    item->name = lp_buf_slice(&f->name);
    f->there = false;
    return LP_OK;
}

void
lp_sums_files_skip(struct lp_sums *l)
{
    struct files *f = l->self;

    f->said = f->said || !f->there;
    f->there = false;
}

void
lp_sums_files_release(struct lp_sums *l)
{
    struct files *f = l->self;

    if (f != NULL) {
        if (f->parser != NULL) {
            XML_ParserFree(f->parser);
        }
        lp_buf_release(&f->name);
        lp_buf_release(&f->word);
        free(f);
        l->self = NULL;
    }
}

/* Step over a comment, a declaration or blanks at `*s`. */
static bool
step_over(struct lp_slice *s)
{
    static const char *const marks[][2] = {{"<?", "?>"}, {"<!--", "-->"}};

    if (s->len > 0 && (s->data[0] == ' ' || s->data[0] == '\n' ||
                       s->data[0] == '\r' || s->data[0] == '\t')) {
        *s = lp_slice_from(*s, 1);
        return true;
    }
    for (size_t i = 0; i < 2; i++) {
        struct lp_slice end = lp_slice_str(marks[i][1]);

        if (lp_slice_begins(*s, lp_slice_str(marks[i][0]))) {
            while (s->len > 0 && !lp_slice_begins(*s, end)) {
                *s = lp_slice_from(*s, 1);
            }
            *s = lp_slice_from(*s, end.len);
            return true;
        }
    }
    return false;
}

static bool
holds_digests(struct lp_slice head)
{
    return head.len > 0 && (memmem(head.data, head.len, "<md5>", 5) != NULL ||
                            memmem(head.data, head.len, "<sha1>", 6) != NULL);
}

bool
lp_sums_files_recognise(struct lp_slice text)
{
    struct lp_slice rest = lp_slice_head(text, HEAD_MAX);

    if (lp_slice_begins(rest, lp_slice_str("\xef\xbb\xbf"))) {
        rest = lp_slice_from(rest, 3);
    }
    while (step_over(&rest)) {
    }
    if (!lp_slice_begins(rest, lp_slice_str("<files>"))) {
        return false;
    }
    rest = lp_slice_from(rest, strlen("<files>"));
    while (step_over(&rest)) {
    }
    return (lp_slice_begins(rest, lp_slice_str("<file name=")) ||
            lp_slice_begins(rest, lp_slice_str("<file source="))) &&
           holds_digests(rest);
}
