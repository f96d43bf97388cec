#ifndef LP_FORMATS_PPT_RECORD_H
#define LP_FORMATS_PPT_RECORD_H

#include "base/buf.h"
#include "formats/cfb_stream.h"

/* Types of records that are read ([MS-PPT] 2.13.24, [MS-ODRAW]). */
enum {
    LP_PPT_DOCUMENT = 0x03e8,
    LP_PPT_SLIDE = 0x03ee,
    LP_PPT_SLIDE_PERSIST = 0x03f3,
    LP_PPT_OUTLINE_REF = 0x0f9e,
    LP_PPT_TEXT_HEADER = 0x0f9f,
    LP_PPT_TEXT_WIDE = 0x0fa0,
    LP_PPT_TEXT_NARROW = 0x0fa8,
    LP_PPT_LIST = 0x0ff0,
    LP_PPT_EDIT = 0x0ff5,
    LP_PPT_USER = 0x0ff6,
    LP_PPT_EMBEDDED = 0x1011,
    LP_PPT_PERSIST = 0x1772,
};

/* A record ([MS-PPT] 2.3.1). */
struct lp_ppt_record {
    unsigned type;
    unsigned instance;
    bool holds;           /* other records */
    struct lp_slice data; /* as far as it is there */
};

/* Take the next record off `from`. False if there is none, or if it is cut
 * short: then `*cut`. */
bool lp_ppt_next(struct lp_slice *from, struct lp_ppt_record *out, bool *cut);

/* The record that begins at `at`. */
bool lp_ppt_at(struct lp_slice all, uint64_t at, struct lp_ppt_record *out);

/* Where the objects of a document lie in its stream: by their numbers, 32 bits
 * each, their offsets and 1; 0 for what is nowhere. */
struct lp_ppt_objects {
    struct lp_buf places;
    uint32_t document; /* the number of the document itself */
};

/* Where the latest edit of a document begins, by its stream `Current User`.
 * LP_E_FORMAT with LP_RULE_CFB, or with LP_RULE_ENC_OFFICE: it is encrypted. */
LP_MUST_USE enum lp_code lp_ppt_latest(const struct lp_cfb *c, uint32_t *edit,
                                       struct lp_err *err);

/* Follow the edits of a document back from the latest, which begins at `edit`
 * (2.1.2). LP_E_FORMAT with LP_RULE_CFB. */
LP_MUST_USE enum lp_code lp_ppt_objects(struct lp_ppt_objects *out,
                                        struct lp_slice all, uint32_t edit,
                                        struct lp_err *err);
void lp_ppt_objects_release(struct lp_ppt_objects *o);

/* The object with this number, if it is of this type. */
bool lp_ppt_object(const struct lp_ppt_objects *o, struct lp_slice all,
                   uint32_t number, unsigned type, struct lp_ppt_record *out);

#endif
