#ifndef LP_EVIDENCE_PDF_SIG_H
#define LP_EVIDENCE_PDF_SIG_H

#include "evidence/pdf_change.h"

/* A signature dictionary (ISO 32000-1, 12.8.1) as it stands in the bytes of a
 * file. Zeroed, it is none. */
struct lp_pdf_sig {
    struct lp_pdf_object object;
    const char *broken; /* why it signs nothing; NULL: it does */
    const char *odd;    /* harmless, but not as it should be */
    uint64_t first;     /* it covers this many bytes from the begin ... */
    uint64_t second;    /* ... and from here ... */
    uint64_t end;       /* ... to here */
    struct lp_pdf_value value; /* /Contents, with its delimiters */
    bool stamp;                /* /Type /DocTimeStamp */
    bool rights;               /* usage rights: it signs no content */
    bool reached;              /* a field of the newest revision shows it */
    uint32_t by;               /* that field, the first of them */
    bool twice;                /* more than one does */
    bool direct;               /* it stands in the field itself */
    unsigned permits;          /* P, if it certifies; else 0 */
    enum lp_pdf_lock lock;
    struct lp_buf locked;
    char field[256];
};

/* Whether the dictionary is that of a signature, by its keys. */
bool lp_pdf_sig_is(const struct lp_pdf_value *dict);

/**
 * Read the signature in `o`, which is taken over, of the file `v`. `pdf` may be
 * NULL: then no reference is followed.
 */
LP_MUST_USE enum lp_code lp_pdf_sig_read(struct lp_pdf_sig *s,
                                         struct lp_pdf_object *o,
                                         struct lp_view *v, struct lp_pdf *pdf,
                                         struct lp_err *err);
void lp_pdf_sig_release(struct lp_pdf_sig *s);

/* Whether nothing but zeros is in the place of the signature: it was prepared
 * and never made. */
bool lp_pdf_sig_empty(const struct lp_pdf_sig *s);

#endif
