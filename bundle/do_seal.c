#include "bundle/do_seal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "base/text.h"
#include "bundle/leaf.h"
#include "bundle/sums_join.h"
#include "crypto/key.h"
#include "crypto/rand.h"
#include "crypto/sign.h"
#include "formats/keyfile.h"
#include "formats/sigfile.h"
#include "ledger/set_layout.h"

#define KEY_FILE_MAX ((size_t)64 * 1024)

static void
wipe(struct lp_buf *b)
{
    if (b->data != NULL) {
        explicit_bzero(b->data, b->cap);
    }
    lp_buf_release(b);
}

static enum lp_code
write_file(const char *path, mode_t mode, bool fresh, struct lp_slice bytes,
           struct lp_err *err)
{
    struct lp_outfile out = {.fd = -1};
    enum lp_code rc;

    LP_TRY(lp_outfile_open(&out, path, mode, fresh, err));
    LP_TRY(lp_outfile_put(&out, bytes, err));
    LP_TRY(lp_outfile_commit(&out, err));

done:
    if (out.pending.data != NULL) {
        explicit_bzero(out.pending.data, out.pending.cap);
    }
    lp_outfile_release(&out);
    return rc;
}

static enum lp_code
seal(const struct lp_keygen_options *o, const struct lp_key *key,
     struct lp_keyfile_secret *out, struct lp_err *err)
{
    struct lp_key_sealed sealed = {0};
    struct lp_buf passphrase = {.max = 4096};
    enum lp_code rc = LP_OK;

    /* Room from the start: growing would leave copies behind. */
    (void)lp_buf_room(&passphrase, 4096);
    if (o->ask == NULL) {
        lp_key_bare(&sealed, key);
    } else {
        LP_TRY(o->ask(o->who, &passphrase, true, err));
        LP_TRY(lp_key_seal(&sealed, key, lp_buf_slice(&passphrase),
                           LP_KEY_OPSLIMIT, LP_KEY_MEMLIMIT, err));
    }
    out->encrypted = sealed.encrypted;
    out->opslimit = sealed.opslimit;
    out->memlimit = sealed.memlimit;
    memcpy(out->salt, sealed.salt, sizeof out->salt);
    memcpy(out->box, sealed.box, sizeof out->box);

done:
    wipe(&passphrase);
    lp_key_sealed_release(&sealed);
    return rc;
}

static enum lp_code
write_public(const struct lp_keygen_options *o, const struct lp_key *key,
             const char *id, struct lp_buf *line, struct lp_err *err)
{
    const struct lp_key_public *public = lp_key_public(key);
    struct lp_keyfile_public file = {0};
    struct lp_buf text = {0};
    struct lp_cursor c;
    char comment[64];
    enum lp_code rc;

    (void)snprintf(comment, sizeof comment, "minisign public key %s", id);
    file.comment = lp_slice_str(comment);
    memcpy(file.keynum, public->keynum, sizeof file.keynum);
    memcpy(file.key, public->bytes, sizeof file.key);
    LP_TRY(lp_keyfile_public_write(&text, &file, err));
    c = lp_cursor_over(lp_buf_slice(&text));
    (void)lp_cursor_until(&c, '\n');
    lp_buf_put(line, lp_cursor_until(&c, '\n'));
    LP_TRY(lp_buf_check(line, err));
    LP_TRY(write_file(o->public, 0644, true, lp_buf_slice(&text), err));

done:
    lp_buf_release(&text);
    return rc;
}

enum lp_code
lp_do_keygen(const struct lp_keygen_options *o, char id[17],
             struct lp_buf *public_line, struct lp_err *err)
{
    struct lp_keyfile_secret file = {0};
    struct lp_buf text = {0};
    struct lp_key *key = NULL;
    enum lp_code rc;

    (void)lp_buf_room(&text, 4096);
    LP_TRY(lp_crypto_start(err));
    if (access(o->public, F_OK) == 0) {
        (void)lp_fail(err, LP_E_USAGE, "%s exists already", o->public);
        lp_hint(err, "choose another name");
        rc = LP_E_USAGE;
        goto done;
    }
    LP_TRY(lp_key_generate(&key, err));
    lp_key_id(id, lp_key_public(key)->keynum);
    LP_TRY(seal(o, key, &file, err));
    file.comment =
        lp_slice_str(o->ask == NULL ? "minisign secret key, not encrypted"
                                    : "minisign encrypted secret key");
    LP_TRY(lp_keyfile_secret_write(&text, &file, err));
    LP_TRY(write_file(o->secret, 0600, true, lp_buf_slice(&text), err));
    rc = write_public(o, key, id, public_line, err);
    if (rc != LP_OK) {
        (void)unlink(o->secret);
    }

done:
    lp_keyfile_secret_release(&file);
    wipe(&text);
    lp_key_free(key);
    return rc;
}

static enum lp_code
load_key(const struct lp_sign_options *o, struct lp_key **out,
         struct lp_err *err)
{
    struct lp_keyfile_secret file = {0};
    struct lp_key_sealed sealed = {0};
    struct lp_buf text = {0};
    struct lp_buf passphrase = {.max = 4096};
    mode_t mode = 0;
    enum lp_code rc;

    (void)lp_buf_room(&text, KEY_FILE_MAX + 65536);
    (void)lp_buf_room(&passphrase, 4096);
    LP_TRY(lp_file_read(&text, o->secret, KEY_FILE_MAX, &mode, err));
    rc = lp_keyfile_secret_parse(&file, lp_buf_slice(&text), err);
    if (rc != LP_OK) {
        rc = lp_fail_in(err, o->secret);
        goto done;
    }
    if (S_ISREG(mode) && (mode & 077) != 0) {
        rc = lp_fail(err, LP_E_TRUST, "%s can be read by others", o->secret);
        lp_hint(err, "chmod 600 %s", o->secret);
        goto done;
    }
    sealed.encrypted = file.encrypted;
    sealed.opslimit = file.opslimit;
    sealed.memlimit = file.memlimit;
    memcpy(sealed.salt, file.salt, sizeof sealed.salt);
    memcpy(sealed.box, file.box, sizeof sealed.box);
    if (file.encrypted) {
        LP_TRY(o->ask(o->who, &passphrase, false, err));
    }
    LP_TRY(lp_key_open(out, &sealed, lp_buf_slice(&passphrase), err));

done:
    lp_keyfile_secret_release(&file);
    lp_key_sealed_release(&sealed);
    wipe(&text);
    wipe(&passphrase);
    return rc;
}

/* A list with a line that cannot be read is not signed. */
static enum lp_code
on_line(void *who, const struct lp_sums_item *item, struct lp_err *err)
{
    (void)who;
    return item->why == NULL ? LP_OK
                             : lp_fail_at(err, LP_E_FORMAT, LP_RULE_LIST_LINE,
                                          item->at, "%s", item->why);
}

/* Only what a verifier would accept is signed. */
static enum lp_code
inspect(const char *path, struct lp_slice bytes, struct lp_sign_what *what,
        struct lp_err *err)
{
    const struct lp_sums_form form = {.file = lp_slice_str(lp_path_last(path))};
    enum lp_code rc;

    *what = (struct lp_sign_what){.path = path, .size = bytes.len};
    if (lp_slice_begins(bytes, lp_slice_str(LP_SET_FIRST_LINE))) {
        return LP_OK;
    }
    if (!lp_slice_ends(lp_slice_str(path), lp_slice_str(".leaf")) &&
        lp_sums_recognise(bytes, form.file) != LP_SUMS_NONE) {
        what->list = true;
        rc = lp_sums_each(bytes, &form, on_line, NULL, err);
        return rc == LP_OK ? rc : lp_fail_in(err, path);
    }
    what->manifest = true;
    rc = lp_leaf_tell(bytes, NULL, &what->trailer, err);
    if (rc == LP_E_FORMAT) {
        rc = lp_fail_in(err, path);
        lp_hint(err, "sign what leafproof hash or leafproof index wrote");
    }
    return rc;
}

static void
put_comment(struct lp_buf *to, const struct lp_sign_options *o,
            const struct lp_sign_what *what)
{
    lp_buf_printf(to, "timestamp:%" PRId64 "\tfile:", o->now);
    lp_text_escape(to, lp_slice_str(lp_path_last(o->path)));
    lp_buf_str(to, "\thashed");
    if (what->manifest) {
        lp_buf_printf(to, "\tfiles:%" PRIu64 "\tbytes:%" PRIu64 "\troot:",
                      what->trailer.files, what->trailer.bytes);
        lp_text_hex(to, (struct lp_slice){what->trailer.root, 32});
    }
}

static enum lp_code
sign_bytes(const struct lp_key *key, struct lp_slice bytes,
           struct lp_slice comment, struct lp_buf *out, struct lp_err *err)
{
    uint8_t hash[LP_SIGN_HASH_LEN];
    struct lp_sign_sig sig;
    struct lp_sigfile file = {0};
    enum lp_code rc;

    lp_sign_hash_of(hash, bytes);
    LP_TRY(lp_sign_make(&sig, key, hash, comment, err));
    file.trusted = comment;
    file.untrusted = lp_slice_str("signature from leafproof");
    memcpy(file.keynum, sig.keynum, sizeof file.keynum);
    memcpy(file.sig, sig.sig, sizeof file.sig);
    memcpy(file.global, sig.global, sizeof file.global);
    LP_TRY(lp_sigfile_write(out, &file, err));

done:
    return rc;
}

enum lp_code
lp_do_sign(const struct lp_sign_options *o, char id[17], struct lp_err *err)
{
    struct lp_buf bytes = {0};
    struct lp_buf comment = {0};
    struct lp_buf text = {0};
    struct lp_key *key = NULL;
    struct lp_sign_what what;
    char *path = NULL;
    enum lp_code rc;

    LP_TRY(lp_crypto_start(err));
    LP_TRY(lp_file_read(&bytes, o->path, LP_BUF_MAX, NULL, err));
    LP_TRY(inspect(o->path, lp_buf_slice(&bytes), &what, err));
    if (o->show != NULL) {
        o->show(o->who, &what);
    }
    LP_TRY(load_key(o, &key, err));
    lp_key_id(id, lp_key_public(key)->keynum);
    put_comment(&comment, o, &what);
    LP_TRY(lp_buf_check(&comment, err));
    LP_TRY(sign_bytes(key, lp_buf_slice(&bytes), lp_buf_slice(&comment), &text,
                      err));
    if (asprintf(&path, "%s.minisig", o->path) < 0) {
        path = NULL;
        rc = lp_no_memory(err);
        goto done;
    }
    LP_TRY(write_file(path, 0644, false, lp_buf_slice(&text), err));

done:
    free(path);
    lp_key_free(key);
    lp_buf_release(&bytes);
    lp_buf_release(&comment);
    lp_buf_release(&text);
    return rc;
}
