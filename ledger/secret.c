#include "ledger/secret.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "crypto/rand.h"

#define FIRST_LINE "leafproof index key 1\n"
#define FILE_LEN (sizeof FIRST_LINE - 1 + 2 * LP_SECRET_SIZE + 1)
#define FILE_MAX ((size_t)64 * 1024)
#define KEY_LABEL "leafproof set key 1"
#define ID_LABEL "leafproof set key id 1"

static void
wipe(struct lp_buf *b)
{
    if (b->data != NULL) {
        explicit_bzero(b->data, b->cap);
    }
    lp_buf_release(b);
}

static bool
parse(uint8_t out[LP_SECRET_SIZE], struct lp_slice text)
{
    struct lp_slice first = lp_slice_str(FIRST_LINE);
    struct lp_slice hex = lp_slice_from(text, first.len);

    return text.len == FILE_LEN && lp_slice_begins(text, first) &&
           text.data[text.len - 1] == '\n' &&
           lp_text_unhex(lp_slice_head(hex, hex.len - 1), out, LP_SECRET_SIZE);
}

enum lp_code
lp_secret_load(uint8_t out[LP_SECRET_SIZE], const char *path,
               struct lp_err *err)
{
    uint8_t secret[LP_SECRET_SIZE];
    struct lp_buf text = {0};
    mode_t mode = 0;
    enum lp_code rc;

    (void)lp_buf_room(&text, 2 * FILE_MAX); /* so that it need not move */
    LP_TRY(lp_file_read(&text, path, FILE_MAX, &mode, err));
    if (!parse(secret, lp_buf_slice(&text))) {
        rc = lp_fail(err, LP_E_FORMAT, "%s is not an index key", path);
        lp_hint(err, "give the file that `index add --index-key` made");
        goto done;
    }
    if (S_ISREG(mode) && (mode & 077) != 0) {
        rc = lp_fail(err, LP_E_TRUST, "%s can be read by others", path);
        lp_hint(err, "chmod 600 %s", path);
        goto done;
    }
    memcpy(out, secret, sizeof secret);

done:
    wipe(&text);
    explicit_bzero(secret, sizeof secret);
    return rc;
}

enum lp_code
lp_secret_make(uint8_t out[LP_SECRET_SIZE], const char *path,
               struct lp_err *err)
{
    struct lp_outfile to = {.fd = -1};
    struct lp_buf text = {0};
    uint8_t secret[LP_SECRET_SIZE];
    enum lp_code rc;

    LP_TRY(lp_crypto_start(err));
    lp_rand_bytes(secret, sizeof secret);
    lp_buf_str(&text, FIRST_LINE);
    lp_text_hex(&text, (struct lp_slice){secret, sizeof secret});
    lp_buf_byte(&text, '\n');
    LP_TRY(lp_buf_check(&text, err));
    LP_TRY(lp_outfile_open(&to, path, 0600, true, err));
    LP_TRY(lp_outfile_put(&to, lp_buf_slice(&text), err));
    LP_TRY(lp_outfile_commit(&to, err));
    memcpy(out, secret, sizeof secret);

done:
    if (to.pending.data != NULL) {
        explicit_bzero(to.pending.data, to.pending.cap);
    }
    lp_outfile_release(&to);
    wipe(&text);
    explicit_bzero(secret, sizeof secret);
    return rc;
}

enum lp_code
lp_secret_id(char id[2 * LP_SECRET_ID_SIZE + 1],
             const uint8_t secret[LP_SECRET_SIZE], struct lp_err *err)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t both[sizeof ID_LABEL - 1 + LP_SECRET_SIZE] = ID_LABEL;
    struct lp_digest d;
    enum lp_code rc;

    memcpy(both + sizeof ID_LABEL - 1, secret, LP_SECRET_SIZE);
    LP_TRY(lp_digest_of(&d, LP_ALG_SHA256, (struct lp_slice){both, sizeof both},
                        err));
    for (size_t i = 0; i < LP_SECRET_ID_SIZE; i++) {
        id[2 * i] = digits[d.bytes[i] >> 4];
        id[2 * i + 1] = digits[d.bytes[i] & 15];
    }
    id[2 * LP_SECRET_ID_SIZE] = '\0';

done:
    explicit_bzero(both, sizeof both);
    return rc;
}

void
lp_secret_mix(uint8_t *out, const uint8_t secret[LP_SECRET_SIZE],
              enum lp_level level, uint64_t size, const uint8_t *digest)
{
    uint8_t head[9] = {(uint8_t)level};
    const struct lp_slice parts[] = {
        lp_slice_str(KEY_LABEL),
        {head, sizeof head},
        {digest, LP_KEY_SIZE},
    };

    lp_put_le64(head + 1, lp_level_sized(level) ? size : LP_SIZE_UNKNOWN);
    lp_hmac_sha256(out, (struct lp_slice){secret, LP_SECRET_SIZE}, parts,
                   sizeof parts / sizeof parts[0]);
}

uint8_t *
lp_secret_keep(const uint8_t secret[LP_SECRET_SIZE])
{
    uint8_t *kept = mmap(NULL, LP_SECRET_SIZE, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (kept == MAP_FAILED) {
        return NULL;
    }
    if (madvise(kept, LP_SECRET_SIZE, MADV_WIPEONFORK) != 0) {
        (void)munmap(kept, LP_SECRET_SIZE);
        return NULL;
    }
    (void)madvise(kept, LP_SECRET_SIZE, MADV_DONTDUMP);
    (void)mlock(kept, LP_SECRET_SIZE);
    memcpy(kept, secret, LP_SECRET_SIZE);
    return kept;
}

void
lp_secret_drop(uint8_t *kept)
{
    if (kept != NULL) {
        explicit_bzero(kept, LP_SECRET_SIZE);
        (void)munmap(kept, LP_SECRET_SIZE);
    }
}
