#include "bundle/do_sets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/rand.h"
#include "ledger/set_paths.h"
#include "ledger/set_verify.h"

#define PIECE ((size_t)256 * 1024)

enum lp_code
lp_do_sets_list(const char *const *paths, size_t n, lp_set_listed *told,
                void *who, struct lp_err *err)
{
    struct lp_set_paths all = {0};
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < n; i++) {
        LP_TRY(lp_set_paths_add(&all, paths[i], err));
    }
    for (size_t i = 0; i < all.n; i++) {
        struct lp_set *set = NULL;
        struct lp_err why = {0};

        rc = lp_set_open(&set, all.of[i], &why);
        if (rc == LP_E_MEMORY || rc == LP_E_ENGINE) {
            *err = why;
            goto done;
        }
        rc = told(who, all.of[i], set, &why, err);
        lp_set_free(set);
        if (rc != LP_OK) {
            goto done;
        }
    }

done:
    lp_set_paths_release(&all);
    return rc;
}

static enum lp_code
read_piece(int fd, uint8_t *to, ssize_t *got)
{
    do {
        *got = read(fd, to, PIECE);
    } while (*got < 0 && errno == EINTR);
    return *got < 0 ? LP_E_IO : LP_OK;
}

/* What signatures are made of, and the bytes that the file ends in: they are
 * the root of the set that was checked, or this is another file by now. */
static enum lp_code
hash_file(const char *path, uint8_t hash[LP_SIGN_HASH_LEN],
          struct lp_set_verified *v, uint8_t last[LP_KEY_SIZE],
          struct lp_err *err)
{
    struct lp_sign_hash *h = NULL;
    uint8_t *piece = malloc(LP_KEY_SIZE + PIECE);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    ssize_t got = 1;
    enum lp_code rc;

    if (fd < 0 || piece == NULL) {
        rc = fd < 0 ? lp_fail(err, LP_E_IO, "cannot open %s", path)
                    : lp_no_memory(err);
        goto done;
    }
    memset(piece, 0, LP_KEY_SIZE);
    LP_TRY(lp_sign_hash_new(&h, err));
    while (got > 0) {
        if (read_piece(fd, piece + LP_KEY_SIZE, &got) != LP_OK) {
            rc = lp_fail(err, LP_E_IO, "cannot read %s", path);
            goto done;
        }
        lp_sign_hash_feed(h,
                          (struct lp_slice){piece + LP_KEY_SIZE, (size_t)got});
        memmove(piece, piece + got, LP_KEY_SIZE);
        v->size += (uint64_t)got;
    }
    memcpy(last, piece, LP_KEY_SIZE);
    lp_sign_hash_finish(h, hash);

done:
    lp_sign_hash_free(h);
    free(piece);
    if (fd >= 0) {
        (void)close(fd);
    }
    return rc;
}

static enum lp_code
judge(const char *path, const struct lp_trust *trust, struct lp_set_verified *v,
      struct lp_err *err)
{
    uint8_t hash[LP_SIGN_HASH_LEN];
    uint8_t last[LP_KEY_SIZE];
    enum lp_code rc;

    LP_TRY(lp_crypto_start(err));
    v->size = 0;
    LP_TRY(hash_file(path, hash, v, last, err));
    LP_TRY(lp_signature_judge_hash(&v->signature, path, hash, trust, err));
    v->judged = true;
    if (v->state == LP_SET_WHOLE && memcmp(last, v->root, LP_KEY_SIZE) != 0) {
        rc =
            lp_fail(err, LP_E_IO, "%s was replaced while it was checked", path);
        lp_hint(err, "try again");
    }

done:
    return rc;
}

static bool
state_of(enum lp_code rc, enum lp_set_state *state)
{
    switch (rc) {
    case LP_OK:
        *state = LP_SET_WHOLE;
        return true;
    case LP_E_TRUST:
        *state = LP_SET_DAMAGED;
        return true;
    case LP_E_FORMAT:
    case LP_E_USAGE:
        *state = LP_SET_BROKEN;
        return true;
    case LP_E_IO:
        *state = LP_SET_UNREADABLE;
        return true;
    default:
        return false;
    }
}

enum lp_code
lp_do_set_verify(const char *path, const struct lp_trust *trust,
                 struct lp_set_verified *out, struct lp_err *err)
{
    struct lp_set *set = NULL;
    enum lp_code rc;

    *out = (struct lp_set_verified){0};
    rc = lp_set_open(&set, path, &out->why);
    if (rc == LP_OK) {
        out->size = lp_set_file(set)->layout.size;
        memcpy(out->root, lp_set_root(set), LP_KEY_SIZE);
        rc = lp_set_verify(set, &out->why);
    }
    if (!state_of(rc, &out->state)) {
        *err = out->why;
        goto done;
    }
    rc = LP_OK;
    if (trust != NULL && out->state != LP_SET_UNREADABLE) {
        LP_TRY(judge(path, trust, out, err));
    }

done:
    lp_set_free(set);
    return rc;
}

void
lp_set_verified_release(struct lp_set_verified *v)
{
    lp_signature_release(&v->signature);
}

enum lp_code
lp_do_set_removable(const char *path, struct lp_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    char line[LP_SET_MAGIC_LEN];
    struct stat st;
    bool is_set;

    if (fd < 0 && errno != ELOOP) {
        return lp_fail(err, LP_E_IO, "cannot open %s", path);
    }
    is_set = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
             pread(fd, line, sizeof line, 0) == (ssize_t)sizeof line &&
             memcmp(line, LP_SET_MAGIC, sizeof line) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    if (is_set) {
        return LP_OK;
    }
    (void)lp_fail(err, LP_E_USAGE, "%s is not a published set", path);
    lp_hint(err, "only set files are removed, one by one: no folder, no link "
                 "and nothing else");
    return LP_E_USAGE;
}

enum lp_code
lp_do_set_remove(const char *path, bool *signature, struct lp_err *err)
{
    char *beside = NULL;
    enum lp_code rc;

    *signature = false;
    LP_TRY(lp_do_set_removable(path, err));
    if (asprintf(&beside, "%s.minisig", path) < 0) {
        beside = NULL;
        rc = lp_no_memory(err);
        goto done;
    }
    if (unlink(path) != 0) {
        rc = lp_fail(err, LP_E_IO, "cannot remove %s", path);
        goto done;
    }
    *signature = unlink(beside) == 0;
    if (!*signature && errno != ENOENT) {
        rc = lp_fail(err, LP_E_IO,
                     "%s is gone, but its signature cannot be "
                     "removed",
                     path);
    }

done:
    free(beside);
    return rc;
}
