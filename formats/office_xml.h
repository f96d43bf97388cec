#ifndef LP_FORMATS_OFFICE_XML_H
#define LP_FORMATS_OFFICE_XML_H

#include "base/source.h"
#include "formats/rule.h"
#include "formats/text_sink.h"

/* Elements inside elements. */
#define LP_OFFICE_XML_DEPTH 512

/*
 * The XML of office documents, as what is in it: elements that a grammar has a
 * word for, and text. Names are known by namespace, never by prefix; OOXML's
 * transitional and strict namespaces are one.
 *
 * What is refused: a document type declaration, and so every entity of one's
 * own; a coding other than UTF-8, UTF-16, ISO-8859-1 and US-ASCII; what passes
 * the limits here. Nothing is ever fetched.
 */
enum lp_office_space {
    LP_OFFICE_NONE, /* a name without a namespace */
    LP_OFFICE_OTHER,
    LP_OFFICE_W,   /* WordprocessingML */
    LP_OFFICE_M,   /* Office MathML */
    LP_OFFICE_A,   /* DrawingML */
    LP_OFFICE_P,   /* PresentationML */
    LP_OFFICE_S,   /* SpreadsheetML */
    LP_OFFICE_R,   /* the attributes that name a relationship */
    LP_OFFICE_REL, /* the list of relationships */
    LP_OFFICE_MC,  /* markup compatibility, ECMA-376 part 3 */
    LP_OFFICE_ODF, /* ODF's office: */
    LP_OFFICE_TEXT,
    LP_OFFICE_TABLE,
    LP_OFFICE_DRAW,
    LP_OFFICE_STYLE,
    LP_OFFICE_SHOW, /* ODF's presentation: */
};

/* An element of the grammar. `tag` is its user's, and not 0; `local` may be
 * "*": any other element of the namespace. The list ends with a NULL. */
struct lp_office_word {
    enum lp_office_space space;
    uint8_t tag;
    const char *local;
};

struct lp_office_xml;

/* Who is told. `text` may be NULL. */
struct lp_office_grammar {
    const struct lp_office_word *words;
    void (*start)(struct lp_office_xml *x, unsigned tag);
    void (*end)(struct lp_office_xml *x, unsigned tag);
    void (*text)(struct lp_office_xml *x, struct lp_slice utf8);
};

/* Where text goes, and how much of everything there was in one document. */
struct lp_office_out {
    struct lp_text_sink sink;
    uint64_t pushed;
    uint64_t unpacked;
};

/**
 * Read all of `from`, and tell `g` with `who` what is in it.
 *
 * Of mc:AlternateContent only the first mc:Choice or mc:Fallback is told.
 * LP_E_FORMAT: it is not XML as above, LP_RULE_XML. LP_E_LIMIT: it is too deep
 * or too large, LP_RULE_LIMIT_TEXT. Else what `from` or a call in `g` fails
 * with.
 */
LP_MUST_USE enum lp_code lp_office_xml_read(const struct lp_office_grammar *g,
                                            void *who, struct lp_source *from,
                                            struct lp_office_out *out,
                                            struct lp_err *err);

/*
 * What can be asked and done in a call of a grammar. The calls of `start` and
 * `end` are made for elements with a word, those of `text` for all text.
 */
void *lp_office_xml_who(const struct lp_office_xml *x);

/* The tag of the current element, `up` = 0, or of one that it lies in; 0 if it
 * has none, or is none. */
unsigned lp_office_xml_tag(const struct lp_office_xml *x, unsigned up);

/* Whether the current element is the outermost. */
bool lp_office_xml_is_root(const struct lp_office_xml *x);

/* In `start`: an attribute of the element. False if it is not there. Borrowed
 * for the call. */
bool lp_office_xml_attr(const struct lp_office_xml *x,
                        enum lp_office_space space, const char *local,
                        struct lp_slice *value);

/* In `start`: tell nothing more of the element, or of the one that it lies in
 * `up` steps above, not even its end. */
void lp_office_xml_skip(struct lp_office_xml *x, unsigned up);

/* Pass text on, as a part of the document's. */
void lp_office_xml_push(struct lp_office_xml *x, struct lp_slice utf8);
void lp_office_xml_mark(struct lp_office_xml *x, const char *ascii);
void lp_office_xml_page(struct lp_office_xml *x);

/* Read no further: `why` is wrong with it. */
void lp_office_xml_refuse(struct lp_office_xml *x, const char *why);
/* The same, as a limit; and for a buffer that could not hold more. */
void lp_office_xml_limit(struct lp_office_xml *x, const char *why);
void lp_office_xml_no_memory(struct lp_office_xml *x);

#endif
