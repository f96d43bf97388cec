#ifndef LP_EVIDENCE_BODY_FRAME_H
#define LP_EVIDENCE_BODY_FRAME_H

#include "base/buf.h"

/* So much of the end of a body is looked at. */
#define LP_BODY_FRAME_END ((size_t)256)

/*
 * Whether a Content-Type could be exchanged for one that takes the body apart
 * otherwise: it is a multipart, and its boundary is not that of the first line
 * of the body that begins with "--", or not that of its last line. What is
 * signed of such a body does not say then where its parts are. `type` is
 * unfolded; `first` is the beginning of the body, `last` its end.
 */
bool lp_body_frame_loose(struct lp_slice type, struct lp_slice first,
                         struct lp_slice last, struct lp_buf *room);

#endif
