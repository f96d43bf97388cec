#ifndef LP_FORMATS_PDF_FILE_H
#define LP_FORMATS_PDF_FILE_H

#include "formats/pdf_table.h"

/*
 * A PDF document (ISO 32000-1, 7.5) as a set of objects, at any of its
 * revisions. It reads from its view when something is asked for, and holds
 * its tables, at most 32 MiB, and some unpacked object streams, at most
 * 16 MiB. For one thread at a time.
 */
struct lp_pdf;

/**
 * Open the document in `v`, on which a reference is taken.
 *
 * LP_E_FORMAT: no header in the first 1024 bytes, or no object at all, or it
 * is encrypted (err->rule is LP_RULE_ENC_PDF). LP_E_LIMIT: more objects or
 * revisions than the tables may hold, or the work is used up. `*out` is
 * untouched on failure. A broken or missing cross-reference table is rebuilt.
 */
LP_MUST_USE enum lp_code lp_pdf_open(struct lp_pdf **out, struct lp_view *v,
                                     const struct lp_limits *limits,
                                     struct lp_err *err);
void lp_pdf_free(struct lp_pdf *pdf); /* NULL is nothing */

/* What may still be done for the document: the larger of 64 MiB and
 * limits->ratio times its size, at most 2 GiB, of bytes read and unpacked. */
struct lp_pdf_work *lp_pdf_work(struct lp_pdf *pdf);

/* The bytes that it reads from; borrowed. */
struct lp_view *lp_pdf_bytes(const struct lp_pdf *pdf);

bool lp_pdf_rebuilt(const struct lp_pdf *pdf);

/* Whether an object was not where the tables say that are used now, so far. */
bool lp_pdf_damaged(const struct lp_pdf *pdf);

/* Throw the tables away and look for the objects in the file: for a document
 * that turned out damaged. Nothing if that was done before. */
LP_MUST_USE enum lp_code lp_pdf_look_again(struct lp_pdf *pdf,
                                           struct lp_err *err);

/* At least 1; only 1 if the document was rebuilt. */
size_t lp_pdf_revisions(const struct lp_pdf *pdf);

/* `i` < lp_pdf_revisions; lives as long as `pdf` and is not changed but by
 * lp_pdf_look_again. */
const struct lp_pdf_revision *lp_pdf_revision(const struct lp_pdf *pdf,
                                              size_t i);

/* Every entry of every revision, ordered by object number, the newest first;
 * lp_pdf_table_revision says which revision defines it. */
const struct lp_pdf_table *lp_pdf_table(const struct lp_pdf *pdf);

/**
 * Read object `num gen` as revision `revision` sees it.
 *
 * `*out` must be empty, and is the caller's to release. Where there is no
 * such object, the value is NONE: lawful, it stands for null (7.3.10).
 * LP_E_LIMIT: the work is used up.
 */
LP_MUST_USE enum lp_code lp_pdf_object(struct lp_pdf *pdf, size_t revision,
                                       uint32_t num, uint32_t gen,
                                       struct lp_pdf_object *out,
                                       struct lp_err *err);

/* References to references, at most. */
#define LP_PDF_INDIRECT_MAX 64

/**
 * What `v` stands for: itself if it is no reference, else the value of the
 * object at the end of it, read into `*hold`, from which `*out` then borrows.
 * `hold` must be empty or hold an object, which is then released, so `v` must
 * not borrow from it unless it is a reference. A circle gives NONE.
 */
LP_MUST_USE enum lp_code lp_pdf_follow(struct lp_pdf *pdf, size_t revision,
                                       const struct lp_pdf_value *v,
                                       struct lp_pdf_object *hold,
                                       struct lp_pdf_value *out,
                                       struct lp_err *err);

/* As lp_pdf_stream_open, with the references in its dictionary followed.
 * `*out` outlives neither `pdf` nor its work. */
LP_MUST_USE enum lp_code lp_pdf_stream(struct lp_pdf *pdf, size_t revision,
                                       const struct lp_pdf_object *o,
                                       struct lp_source *out,
                                       enum lp_pdf_stream_state *state,
                                       struct lp_err *err);

#endif
