#include "bundle/signature.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/rand.h"
#include "crypto/sign.h"
#include "formats/sigfile.h"

#define SIG_FILE_MAX ((size_t)64 * 1024)

static enum lp_sig_verdict
from_crypto(enum lp_sign_verdict v)
{
    switch (v) {
    case LP_SIGN_GOOD:
        return LP_SIG_GOOD;
    case LP_SIGN_BAD_COMMENT:
        return LP_SIG_BAD_COMMENT;
    case LP_SIGN_LEGACY_REFUSED:
        return LP_SIG_LEGACY;
    case LP_SIGN_UNKNOWN_KEY:
        return LP_SIG_UNKNOWN_KEY;
    case LP_SIGN_UNDECIDED:
    case LP_SIGN_BAD:
        break;
    }
    return LP_SIG_BAD;
}

static enum lp_code
judge(struct lp_signature *s, const struct lp_sigfile *file,
      const uint8_t *hash, const struct lp_trust *trust, struct lp_err *err)
{
    struct lp_sign_subject subject = {.hash = hash};
    struct lp_sign_sig sig = {.legacy = file->legacy, .comment = file->trusted};
    size_t which = 0;

    lp_key_id(s->id, file->keynum);
    memcpy(sig.keynum, file->keynum, sizeof sig.keynum);
    memcpy(sig.sig, file->sig, sizeof sig.sig);
    memcpy(sig.global, file->global, sizeof sig.global);
    s->verdict =
        from_crypto(lp_sign_verify(&subject, &sig, trust->key, trust->n,
                                   (struct lp_sign_policy){0}, &which));
    if (s->verdict == LP_SIG_GOOD) {
        lp_buf_put(&s->comment, file->trusted);
        lp_buf_put(&s->signer, lp_buf_slice(&trust->name[which]));
    }
    if (lp_buf_check(&s->comment, err) != LP_OK) {
        return s->comment.failed;
    }
    return lp_buf_check(&s->signer, err);
}

/* Of `bytes`, if their hash is not known yet. */
static enum lp_code
judge_file(struct lp_signature *s, const char *path, const uint8_t *hash,
           struct lp_slice bytes, const struct lp_trust *trust,
           struct lp_err *err)
{
    uint8_t own[LP_SIGN_HASH_LEN];
    struct lp_sigfile file = {0};
    struct lp_buf text = {0};
    enum lp_code rc;

    *s = (struct lp_signature){0};
    if (asprintf(&s->path, "%s.minisig", path) < 0) {
        s->path = NULL;
        return lp_no_memory(err);
    }
    LP_TRY(lp_crypto_start(err));
    if (access(s->path, F_OK) != 0 && errno == ENOENT) {
        goto done;
    }
    rc = lp_file_read(&text, s->path, SIG_FILE_MAX, NULL, err);
    if (rc == LP_OK) {
        rc = lp_sigfile_parse(&file, lp_buf_slice(&text), err);
    }
    if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
        s->verdict = LP_SIG_MALFORMED;
        (void)snprintf(s->reason, sizeof s->reason, "%s", err->text);
        rc = LP_OK;
    } else if (rc == LP_OK) {
        if (hash == NULL) {
            lp_sign_hash_of(own, bytes);
            hash = own;
        }
        rc = judge(s, &file, hash, trust, err);
    }

done:
    lp_buf_release(&text);
    return rc;
}

enum lp_code
lp_signature_judge(struct lp_signature *s, const char *path,
                   struct lp_slice bytes, const struct lp_trust *trust,
                   struct lp_err *err)
{
    return judge_file(s, path, NULL, bytes, trust, err);
}

enum lp_code
lp_signature_judge_hash(struct lp_signature *s, const char *path,
                        const uint8_t hash[LP_SIGN_HASH_LEN],
                        const struct lp_trust *trust, struct lp_err *err)
{
    return judge_file(s, path, hash, (struct lp_slice){0}, trust, err);
}

void
lp_signature_release(struct lp_signature *s)
{
    free(s->path);
    lp_buf_release(&s->signer);
    lp_buf_release(&s->comment);
    *s = (struct lp_signature){0};
}
