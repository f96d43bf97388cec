/*
 * leafproof-openpgp FORMAT SIZE: the keys of a keyring of SIZE bytes, as
 * formats/helper.h says, by librnp: which signatures of its own a key has, what
 * they say, and whether they hold. It is started by leafproof alone, knows no
 * file and no other process, and may only compute, read and write there.
 */
#include <rnp/rnp.h>
#include <rnp/rnp_err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "formats/helper.h"
#include "formats/pgp_packet.h"
#include "helper/channel.h"
#include "helper/jail.h"

#define USERS_MAX 64
#define USER_MAX 1024
#define NEVER ((uint64_t)1 << 40) /* seconds beyond all times of OpenPGP */

/* Where librnp has read up to. */
static uint64_t at;

static bool
on_read(void *who, void *to, size_t len, size_t *got)
{
    size_t n = len < LP_HELPER_BODY_MAX ? len : LP_HELPER_BODY_MAX;

    (void)who;
    *got = lp_channel_read(at, to, n);
    at += *got;
    return true;
}

/* Whether a signature holds, or did while it lasted. */
static bool
holds(rnp_signature_handle_t sig)
{
    rnp_result_t r = rnp_signature_is_valid(sig, 0);

    return r == RNP_SUCCESS || r == RNP_ERROR_SIGNATURE_EXPIRED;
}

static bool
is_by(rnp_signature_handle_t sig, const char *id)
{
    char *by = NULL;
    bool same = rnp_signature_get_keyid(sig, &by) == RNP_SUCCESS &&
                by != NULL && strcasecmp(by, id) == 0;

    rnp_buffer_destroy(by);
    return same;
}

static bool
is_type(rnp_signature_handle_t sig, const char *begins)
{
    char *type = NULL;
    bool same = rnp_signature_get_type(sig, &type) == RNP_SUCCESS &&
                type != NULL && strncmp(type, begins, strlen(begins)) == 0;

    rnp_buffer_destroy(type);
    return same;
}

/* Whether the primary key itself says so of this user id. */
static bool
user_holds(rnp_uid_handle_t uid, const char *primary)
{
    bool revoked = true;
    bool good = false;
    size_t n = 0;

    if (rnp_uid_is_revoked(uid, &revoked) != RNP_SUCCESS || revoked) {
        return false;
    }
    (void)rnp_uid_get_signature_count(uid, &n);
    for (size_t i = 0; i < n && !good; i++) {
        rnp_signature_handle_t sig = NULL;

        if (rnp_uid_get_signature_at(uid, i, &sig) == RNP_SUCCESS) {
            good = is_by(sig, primary) && is_type(sig, "certification") &&
                   holds(sig);
        }
        (void)rnp_signature_handle_destroy(sig);
    }
    return good;
}

/* A signature on the key itself, by its primary key: a binding, or a direct
 * one. */
static bool
is_bound(rnp_key_handle_t key, const char *primary)
{
    bool good = false;
    size_t n = 0;

    (void)rnp_key_get_signature_count(key, &n);
    for (size_t i = 0; i < n && !good; i++) {
        rnp_signature_handle_t sig = NULL;

        if (rnp_key_get_signature_at(key, i, &sig) == RNP_SUCCESS) {
            good = is_by(sig, primary) &&
                   (is_type(sig, "subkey binding") || is_type(sig, "direct")) &&
                   holds(sig);
        }
        (void)rnp_signature_handle_destroy(sig);
    }
    return good;
}

/* The user ids that hold, into `to`; how many. */
static unsigned
put_users(struct lp_buf *to, rnp_key_handle_t key, const char *primary)
{
    size_t n = 0;
    unsigned put = 0;

    (void)rnp_key_get_uid_count(key, &n);
    for (size_t i = 0; i < n && put < USERS_MAX; i++) {
        rnp_uid_handle_t uid = NULL;
        uint32_t type = RNP_USER_ATTR;
        void *data = NULL;
        size_t len = 0;

        if (rnp_key_get_uid_handle_at(key, i, &uid) == RNP_SUCCESS &&
            rnp_uid_get_type(uid, &type) == RNP_SUCCESS &&
            type == RNP_USER_ID && user_holds(uid, primary) &&
            rnp_uid_get_data(uid, &data, &len) == RNP_SUCCESS &&
            len <= USER_MAX) {
            lp_buf_le16(to, (uint16_t)len);
            lp_buf_put(to, (struct lp_slice){data, len});
            put++;
        }
        rnp_buffer_destroy(data);
        (void)rnp_uid_handle_destroy(uid);
    }
    return put;
}

/* What is said of a key and of its primary one together. */
struct facts {
    bool vouched;
    bool revoked;
    bool hard;
    uint64_t revoked_at;
    uint64_t expires_at;
};

static uint64_t
earlier(uint64_t a, uint64_t b)
{
    return a == 0 ? b : b == 0 ? a : a < b ? a : b;
}

static void
add_revocation(struct facts *f, rnp_key_handle_t key)
{
    rnp_signature_handle_t sig = NULL;
    bool revoked = false;
    bool superseded = false;
    bool retired = false;
    uint32_t when = 0;

    if (rnp_key_is_revoked(key, &revoked) != RNP_SUCCESS || !revoked) {
        return;
    }
    (void)rnp_key_is_superseded(key, &superseded);
    (void)rnp_key_is_retired(key, &retired);
    if (rnp_key_get_revocation_signature(key, &sig) == RNP_SUCCESS &&
        sig != NULL) {
        (void)rnp_signature_get_creation(sig, &when);
    }
    (void)rnp_signature_handle_destroy(sig);
    f->revoked = true;
    f->hard = f->hard || !(superseded || retired);
    f->revoked_at = earlier(f->revoked_at, when);
}

static void
add_expiry(struct facts *f, rnp_key_handle_t key)
{
    uint32_t created = 0;
    uint32_t after = 0;

    if (rnp_key_get_creation(key, &created) == RNP_SUCCESS &&
        rnp_key_get_expiration(key, &after) == RNP_SUCCESS && after > 0) {
        f->expires_at = earlier(f->expires_at, (uint64_t)created + after);
    }
}

static void
put_hex(struct lp_buf *to, const char *hex, bool counted)
{
    size_t n = strlen(hex) / 2;

    if (counted) {
        lp_buf_byte(to, (uint8_t)n);
    }
    for (size_t i = 0; i < n; i++) {
        lp_buf_byte(to, (uint8_t)(lp_text_digit((uint8_t)hex[2 * i]) << 4 |
                                  lp_text_digit((uint8_t)hex[2 * i + 1])));
    }
}

/* The body of the packet of a key. */
static void
put_packet(struct lp_buf *to, rnp_key_handle_t key)
{
    uint8_t *data = NULL;
    size_t len = 0;
    struct lp_cursor c;
    struct lp_pgp_packet p;
    struct lp_slice body = {0};

    if (rnp_get_public_key_data(key, &data, &len) == RNP_SUCCESS) {
        c = lp_cursor_over((struct lp_slice){data, len});
        if (lp_pgp_packet_head(&c, &p) && !p.open) {
            body = lp_cursor_take(&c, (size_t)p.len);
        }
    }
    lp_buf_le32(to, (uint32_t)body.len);
    lp_buf_put(to, body);
    rnp_buffer_destroy(data);
}

/* The primary key of `key`, which is to be given back. */
static rnp_key_handle_t
primary_of(rnp_ffi_t ffi, rnp_key_handle_t key)
{
    rnp_key_handle_t primary = NULL;
    char *fpr = NULL;
    bool sub = false;

    if (rnp_key_is_sub(key, &sub) == RNP_SUCCESS && !sub) {
        (void)rnp_key_get_fprint(key, &fpr);
    } else {
        (void)rnp_key_get_primary_fprint(key, &fpr);
    }
    if (fpr != NULL) {
        (void)rnp_locate_key(ffi, "fingerprint", fpr, &primary);
    }
    rnp_buffer_destroy(fpr);
    return primary;
}

/* Put the frame together; `primary` may be the key itself. */
static void
say_key(rnp_key_handle_t key, rnp_key_handle_t primary, const char *id,
        const char *primary_id, const char *fpr, const char *primary_fpr)
{
    struct facts f = {0};
    struct lp_buf body = {0};
    struct lp_buf users = {0};
    unsigned n = put_users(&users, primary, primary_id);
    bool sub = strcmp(fpr, primary_fpr) != 0;
    bool signs = false;
    unsigned bits;

    f.vouched = n > 0 || is_bound(primary, primary_id);
    f.vouched = f.vouched && (!sub || is_bound(key, primary_id));
    (void)rnp_key_allows_usage(key, "sign", &signs);
    add_revocation(&f, primary);
    add_expiry(&f, primary);
    if (sub) {
        add_revocation(&f, key);
        add_expiry(&f, key);
    }
    bits = (sub ? LP_HELPER_KEY_SUB : 0) | (signs ? LP_HELPER_KEY_SIGNS : 0) |
           (f.vouched ? LP_HELPER_KEY_VOUCHED : 0) |
           (f.revoked ? LP_HELPER_KEY_REVOKED : 0) |
           (f.hard ? LP_HELPER_KEY_HARD : 0);
    lp_buf_byte(&body, (uint8_t)bits);
    lp_buf_le64(&body, f.revoked_at);
    lp_buf_le64(&body, f.expires_at < NEVER ? f.expires_at : 0);
    put_hex(&body, id, false);
    put_hex(&body, fpr, true);
    put_hex(&body, primary_fpr, true);
    put_packet(&body, key);
    lp_buf_le16(&body, (uint16_t)n);
    lp_buf_put(&body, lp_buf_slice(&users));
    if (lp_buf_check(&body, NULL) != LP_OK ||
        lp_buf_check(&users, NULL) != LP_OK) {
        _exit(1);
    }
    lp_channel_say(LP_HELPER_KEY, lp_buf_slice(&body));
    lp_buf_release(&users);
    lp_buf_release(&body);
}

static void
look_at(rnp_ffi_t ffi, const char *found)
{
    rnp_key_handle_t key = NULL;
    rnp_key_handle_t primary = NULL;
    char *id = NULL;
    char *primary_id = NULL;
    char *fpr = NULL;
    char *primary_fpr = NULL;

    if (rnp_locate_key(ffi, "fingerprint", found, &key) == RNP_SUCCESS &&
        key != NULL) {
        primary = primary_of(ffi, key);
    }
    if (primary != NULL && rnp_key_get_keyid(key, &id) == RNP_SUCCESS &&
        rnp_key_get_keyid(primary, &primary_id) == RNP_SUCCESS &&
        rnp_key_get_fprint(key, &fpr) == RNP_SUCCESS &&
        rnp_key_get_fprint(primary, &primary_fpr) == RNP_SUCCESS &&
        strlen(id) == 16) {
        say_key(key, primary, id, primary_id, fpr, primary_fpr);
    }
    rnp_buffer_destroy(id);
    rnp_buffer_destroy(primary_id);
    rnp_buffer_destroy(fpr);
    rnp_buffer_destroy(primary_fpr);
    (void)rnp_key_handle_destroy(key);
    (void)rnp_key_handle_destroy(primary);
}

/* In a keyring, keys that librnp does not know are passed over. */
static bool
load(rnp_ffi_t ffi, bool keybox, rnp_input_t input)
{
    rnp_result_t r =
        keybox
            ? rnp_load_keys(ffi, "KBX", input, RNP_LOAD_SAVE_PUBLIC_KEYS)
            : rnp_import_keys(
                  ffi, input,
                  RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_PERMISSIVE, NULL);

    return r == RNP_SUCCESS;
}

static bool
say_all(rnp_ffi_t ffi, bool keybox)
{
    rnp_identifier_iterator_t it = NULL;
    rnp_input_t input = NULL;
    const char *found = NULL;

    if (rnp_input_from_callback(&input, on_read, NULL, NULL) != RNP_SUCCESS ||
        !load(ffi, keybox, input) ||
        rnp_identifier_iterator_create(ffi, &it, "fingerprint") !=
            RNP_SUCCESS) {
        return false;
    }
    while (rnp_identifier_iterator_next(it, &found) == RNP_SUCCESS &&
           found != NULL) {
        look_at(ffi, found);
    }
    return true;
}

int
main(int argc, char **argv)
{
    static const uint8_t malformed = LP_HELPER_MALFORMED;
    rnp_ffi_t ffi = NULL;
    bool keybox = argc == 3 && strcmp(argv[1], "keybox") == 0;

    if (!keybox && (argc != 3 || strcmp(argv[1], "keyring") != 0)) {
        fputs("leafproof-openpgp is started by leafproof\n", stderr);
        return 2;
    }
    if (rnp_ffi_create(&ffi, "GPG", "GPG") != RNP_SUCCESS ||
        rnp_ffi_set_log_fd(ffi, STDERR_FILENO) != RNP_SUCCESS || !lp_jail()) {
        return 1;
    }
    if (say_all(ffi, keybox)) {
        lp_channel_say(LP_HELPER_END, (struct lp_slice){0});
    } else {
        lp_channel_say(LP_HELPER_FAILED, (struct lp_slice){&malformed, 1});
    }
    /* Nothing is given back: all of it goes with the process. */
    _exit(0);
}
