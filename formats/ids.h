#ifndef LP_FORMATS_IDS_H
#define LP_FORMATS_IDS_H

#include <stddef.h>

/* Identities of a document beside those of its bytes: digests of what a mail or
 * a text is whatever its bytes are. docs/FORMAT-identity.md. */
enum lp_id {
    LP_ID_MESSAGE, /* msg-v1 */
    LP_ID_BODY,    /* body-v1: a message without its header */
    LP_ID_LOOSE,   /* loose-v1: probably this message */
    LP_ID_MIH,     /* mih-v1: MD5 of the Message-ID */
    LP_ID_TEXT,    /* text-v1, T0 */
    LP_ID_LETTERS, /* text-v1, T1 */
    LP_ID_COUNT
};

#define LP_ID_LEN_MAX ((size_t)32)

/* "message", "message-body", ... */
const char *lp_id_word(enum lp_id id);

/* How many bytes it has. */
size_t lp_id_len(enum lp_id id);

#endif
