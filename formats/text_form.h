#ifndef LP_FORMATS_TEXT_FORM_H
#define LP_FORMATS_TEXT_FORM_H

#include "formats/kind.h"

/* In which way the text of a document is written. */
enum lp_text_form {
    LP_TEXT_FORM_NONE, /* it has none that we can read */
    LP_TEXT_FORM_PLAIN,
    LP_TEXT_FORM_HTML,
    LP_TEXT_FORM_RTF,
    LP_TEXT_FORM_OFFICE, /* read at its end, as PDF is */
    LP_TEXT_FORM_PDF,
};

/**
 * The form of a leaf of kind `kind` that begins with `head` (LP_HEAD_MAX bytes,
 * or all of it), and that a message declares to be of `type`, in lower case
 * (empty: it lies elsewhere, or nothing is declared). docs/FORMAT-identity.md,
 * "Which documents have a text".
 */
enum lp_text_form lp_text_form(enum lp_kind kind, struct lp_slice head,
                               struct lp_slice type);

#endif
