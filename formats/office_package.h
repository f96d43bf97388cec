#ifndef LP_FORMATS_OFFICE_PACKAGE_H
#define LP_FORMATS_OFFICE_PACKAGE_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/view.h"
#include "formats/office_xml.h"

/* Parts that could be read, and how long a name of one may be. */
#define LP_OFFICE_PARTS_MAX 32768
#define LP_OFFICE_NAME_MAX 1024

/* A member of the ZIP that may hold XML. */
struct lp_office_part {
    struct lp_slice name;
    struct lp_source body;
    uint64_t at;         /* after its header, in the ZIP */
    enum lp_rule closed; /* why it cannot be read */
    bool again;          /* there is another of this name */
    bool taken;
};

/* A document that is a ZIP: its members that may hold XML, by name. Zeroed, it
 * is empty. */
struct lp_office_package {
    struct lp_office_part *parts; /* sorted */
    size_t n;
    size_t cap;
    struct lp_buf names;
    bool folded; /* names are ASCII lower case */
    struct lp_office_out out;
};

/**
 * Look into the ZIP `view`, from which parts are read until `p` is released.
 * `folded`: the names differ by more than ASCII case (OOXML; ECMA-376 part 2,
 * 6.2.2.3); else by any byte (ODF).
 *
 * LP_E_FORMAT or LP_E_LIMIT: it cannot be read as a ZIP, or in two ways, by
 * the rule of what it breaks; LP_RULE_LIMIT_TEXT: there are too many parts.
 */
LP_MUST_USE enum lp_code
lp_office_package_open(struct lp_office_package *p, struct lp_view *view,
                       bool folded, const struct lp_limits *limits,
                       struct lp_text_sink sink, struct lp_err *err);

/**
 * Read the part `name` by `g`, as lp_office_xml_read does. `*there` is false if
 * there is none, and then nothing was read. A part is read once: of one that
 * was read before, nothing is told.
 *
 * LP_E_FORMAT: the ZIP describes it in two ways (by the rule of that), or it
 * cannot be unpacked.
 */
LP_MUST_USE enum lp_code
lp_office_package_read(struct lp_office_package *p, struct lp_slice name,
                       const struct lp_office_grammar *g, void *who,
                       bool *there, struct lp_err *err);

/* The same, of a part without which the document is broken: LP_E_FORMAT. */
LP_MUST_USE enum lp_code
lp_office_package_need(struct lp_office_package *p, struct lp_slice name,
                       const struct lp_office_grammar *g, void *who,
                       struct lp_err *err);

void lp_office_package_release(struct lp_office_package *p);

#endif
