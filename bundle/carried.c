#include "bundle/carried.h"

#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "crypto/digest.h"

#define SIGNATURE_MAX ((size_t)1 << 20)

static const char *const endings[] = {"", ".minisig", ".tsr"};

/* Read what is named after the manifest at `path`; `*is` if it is there. */
static enum lp_code
read_beside(uint8_t digest[32], const char *path, const char *ending, bool *is,
            struct lp_err *err)
{
    struct lp_buf name = {0};
    struct lp_buf bytes = {0};
    struct lp_digest d;
    enum lp_code rc;

    lp_buf_printf(&name, "%s%s%c", path, ending, '\0');
    LP_TRY(lp_buf_check(&name, err));
    *is = lp_file_read(&bytes, (const char *)name.data, SIGNATURE_MAX, NULL,
                       NULL) == LP_OK;
    if (*is) {
        LP_TRY(lp_digest_of(&d, LP_ALG_SHA256, lp_buf_slice(&bytes), err));
        memcpy(digest, d.bytes, 32);
    }

done:
    lp_buf_release(&name);
    lp_buf_release(&bytes);
    return rc;
}

enum lp_code
lp_carried_read(struct lp_carried *c, const char *path, struct lp_slice text,
                struct lp_err *err)
{
    size_t at[3] = {0};
    struct lp_digest d;
    enum lp_code rc;

    *c = (struct lp_carried){0};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        bool is = true;

        if (i == 0) {
            LP_TRY(lp_digest_of(&d, LP_ALG_SHA256, text, err));
            memcpy(c->digest[0], d.bytes, 32);
        } else {
            LP_TRY(read_beside(c->digest[c->n], path, endings[i], &is, err));
        }
        if (is) {
            at[c->n++] = c->names.len;
            lp_buf_printf(&c->names, "%s%s%c", lp_path_last(path), endings[i],
                          '\0');
            LP_TRY(lp_buf_check(&c->names, err));
        }
    }
    for (size_t i = 0; i < c->n; i++) {
        c->name[i] = (const char *)c->names.data + at[i];
    }

done:
    if (rc != LP_OK) {
        lp_carried_release(c);
    }
    return rc;
}

bool
lp_carried_is(const struct lp_carried *c, struct lp_slice path,
              const uint8_t digest[32])
{
    for (size_t i = 0; i < c->n; i++) {
        if (lp_slice_is(path, c->name[i]) &&
            memcmp(c->digest[i], digest, 32) == 0) {
            return true;
        }
    }
    return false;
}

void
lp_carried_release(struct lp_carried *c)
{
    lp_buf_release(&c->names);
    *c = (struct lp_carried){0};
}
