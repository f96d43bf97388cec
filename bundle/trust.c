#include "bundle/trust.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "formats/keyfile.h"

#define KEY_FILE_MAX ((size_t)64 * 1024)

/* A base64 line of 42 bytes, as minisign -P takes it. */
#define KEY_TEXT_LEN 56

static enum lp_code
add(struct lp_trust *t, const struct lp_keyfile_public *k, const char *from,
    struct lp_err *err)
{
    struct lp_key_public key;
    struct lp_key_public *keys;
    struct lp_buf *names;
    enum lp_code rc = lp_key_import(&key, k->keynum, k->key, err);

    if (rc != LP_OK) {
        return lp_fail_in(err, from);
    }
    keys = realloc(t->key, (t->n + 1) * sizeof *keys);
    if (keys != NULL) {
        t->key = keys;
    }
    names = realloc(t->name, (t->n + 1) * sizeof *names);
    if (names != NULL) {
        t->name = names;
    }
    if (keys == NULL || names == NULL) {
        return lp_no_memory(err);
    }
    t->key[t->n] = key;
    t->name[t->n] = (struct lp_buf){0};
    lp_buf_put(&t->name[t->n], k->comment);
    t->n++;
    return lp_buf_check(&t->name[t->n - 1], err);
}

enum lp_code
lp_trust_key(struct lp_trust *t, const char *spec, struct lp_err *err)
{
    struct lp_keyfile_public key;
    struct lp_buf text = {0};
    bool literal = strlen(spec) == KEY_TEXT_LEN && access(spec, F_OK) != 0;
    enum lp_code rc;

    if (literal) {
        lp_buf_str(&text, spec);
        LP_TRY(lp_buf_check(&text, err));
    } else {
        LP_TRY(lp_file_read(&text, spec, KEY_FILE_MAX, NULL, err));
    }
    rc = lp_keyfile_public_parse(&key, lp_buf_slice(&text), err);
    if (rc != LP_OK) {
        rc = lp_fail_in(err, spec);
        goto done;
    }
    if (lp_slice_begins(key.comment, lp_slice_str("minisign public key")) ||
        key.comment.len == 0) {
        /* Nobody gave it a name but by that of its file. */
        key.comment =
            lp_slice_str(literal ? "given as text" : lp_path_last(spec));
    }
    LP_TRY(add(t, &key, spec, err));

done:
    lp_buf_release(&text);
    return rc;
}

enum lp_code
lp_trust_file(struct lp_trust *t, const char *path, struct lp_err *err)
{
    struct lp_keyfile_trust list = {0};
    struct lp_buf text = {0};
    enum lp_code rc;

    LP_TRY(lp_file_read(&text, path, (size_t)1 << 20, NULL, err));
    rc = lp_keyfile_trust_parse(&list, lp_buf_slice(&text), err);
    if (rc != LP_OK) {
        rc = lp_fail_in(err, path);
        goto done;
    }
    for (size_t i = 0; i < list.n; i++) {
        LP_TRY(add(t, &list.keys[i], path, err));
    }

done:
    lp_keyfile_trust_release(&list);
    lp_buf_release(&text);
    return rc;
}

void
lp_trust_release(struct lp_trust *t)
{
    for (size_t i = 0; i < t->n; i++) {
        lp_buf_release(&t->name[i]);
    }
    free(t->name);
    free(t->key);
    *t = (struct lp_trust){0};
}
