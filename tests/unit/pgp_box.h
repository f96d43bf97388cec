#ifndef LP_PGP_BOX_H
#define LP_PGP_BOX_H

#include <stdlib.h>
#include <string.h>

#include "evidence/cms_judge.h"
#include "evidence/pgp_mail.h"
#include "evidence/pgp_text.h"
#include "formats/helper.h"
#include "formats/pgp_key.h"
#include "formats/pgp_packet.h"
#include "tests/unit/pdf_box.h"

/* A keyring as the helper would tell it, if it believed everything: each frame
 * a piece. */
struct pgp_frames {
    struct lp_buf bytes;
    size_t at;
};

static inline enum lp_code
pgp_frames_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct pgp_frames *f = s->self;
    size_t n = LP_HELPER_HEAD;

    (void)err;
    *out = (struct lp_piece){0};
    if (f->at + n <= f->bytes.len) {
        n += lp_get_le32(f->bytes.data + f->at + 1);
        out->bytes = lp_buf_part(&f->bytes, f->at, n);
        f->at += n;
    }
    return LP_OK;
}

static const struct lp_source_ops pgp_frames_ops = {pgp_frames_pull, NULL};

static inline void
pgp_frame(struct lp_buf *to, enum lp_helper_frame type, struct lp_slice body)
{
    lp_buf_byte(to, (uint8_t)type);
    lp_buf_le32(to, (uint32_t)body.len);
    lp_buf_put(to, body);
}

/* A frame KEY of the body of a packet; its fingerprint is SHA-1 of it. */
static inline void
pgp_key_frame(struct lp_buf *to, struct lp_slice packet, unsigned bits,
              int64_t revoked, int64_t expires, struct lp_slice user)
{
    struct lp_buf hashed = {0};
    struct lp_buf body = {0};
    struct lp_mds d = {0};
    struct lp_slice fpr = {d.bytes[LP_MD_SHA1], 20};

    lp_buf_byte(&hashed, 0x99);
    lp_buf_byte(&hashed, (uint8_t)(packet.len >> 8));
    lp_buf_byte(&hashed, (uint8_t)packet.len);
    lp_buf_put(&hashed, packet);
    if (lp_mds_of(&d, LP_MD_BIT(LP_MD_SHA1), lp_buf_slice(&hashed), NULL) !=
        LP_OK) {
        abort();
    }
    lp_buf_byte(&body, (uint8_t)bits);
    lp_buf_le64(&body, (uint64_t)revoked);
    lp_buf_le64(&body, (uint64_t)expires);
    lp_buf_put(&body, lp_slice_from(fpr, 12));
    for (unsigned i = 0; i < 2; i++) {
        lp_buf_byte(&body, 20);
        lp_buf_put(&body, fpr);
    }
    lp_buf_le32(&body, (uint32_t)packet.len);
    lp_buf_put(&body, packet);
    lp_buf_le16(&body, 1);
    lp_buf_le16(&body, (uint16_t)user.len);
    lp_buf_put(&body, user);
    pgp_frame(to, LP_HELPER_KEY, lp_buf_slice(&body));
    lp_buf_release(&hashed);
    lp_buf_release(&body);
}

/* Every key and subkey of a keyring, each with the user id before it. */
static inline enum lp_code
pgp_keyring(struct lp_pgp_keys *k, struct lp_slice packets, unsigned bits,
            int64_t revoked, int64_t expires)
{
    struct pgp_frames f = {0};
    struct lp_source source = {&pgp_frames_ops, &f};
    struct lp_cursor c = lp_cursor_over(packets);
    struct lp_slice keys[8];
    struct lp_pgp_packet p;
    struct lp_err err = {0};
    size_t n = 0;
    enum lp_code rc;

    while (c.rest.len > 0 && lp_pgp_packet_head(&c, &p)) {
        struct lp_slice body = lp_cursor_take(&c, (size_t)p.len);

        if (p.tag == 6 || p.tag == 14) {
            keys[n++ % 8] = body;
        }
        if (p.tag == 13 || p.tag == 14) {
            for (size_t i = p.tag == 13 ? 0 : n - 1; i < n; i++) {
                pgp_key_frame(&f.bytes, keys[i % 8], bits, revoked, expires,
                              p.tag == 13 ? body : lp_slice_str("sub"));
            }
            n = 0;
        }
    }
    pgp_frame(&f.bytes, LP_HELPER_END, (struct lp_slice){0});
    rc = lp_pgp_keys_add(k, &source, &err);
    lp_buf_release(&f.bytes);
    return rc;
}

/* The claims of a document, by its kind, judged. */
enum pgp_kind { PGP_MAIL, PGP_TEXT, PGP_BESIDE };

static inline enum lp_code
pgp_say(struct lp_slice bytes, enum pgp_kind kind, struct lp_slice beside,
        struct lp_pgp_keys *keys, struct lp_evidences *out, struct lp_err *err)
{
    const struct lp_cms_trust trust = {.pgp = keys, .now = 1780000000};
    const struct lp_cms_claim like = {.method = LP_METHOD_OPENPGP,
                                      .form = LP_CMS_PGP_FILE};
    struct pdf_bytes b = pdf_bytes(bytes);
    struct lp_cms_claims made = {0};
    struct lp_cms_claims got = {0};
    struct lp_pgp_text *t = NULL;
    struct lp_buf blob = {0};
    bool any = false;
    enum lp_code rc = LP_OK;

    if (kind == PGP_MAIL) {
        LP_TRY(lp_pgp_mail_claims(&b.base, &lp_limits_default, &made, err));
    } else if (kind == PGP_TEXT) {
        LP_TRY(lp_pgp_text_new(&t, &made, &like, err));
        lp_pgp_text_feed(t, bytes);
        rc = lp_pgp_text_end(t, err);
        rc = rc == LP_E_LIMIT ? LP_OK : rc;
        LP_TRY(rc);
    } else {
        LP_TRY(lp_pgp_file_claims(beside, &b.base, &made, &any, err));
    }
    LP_TRY(lp_cms_claims_put(&blob, &made, err));
    LP_TRY(lp_cms_claims_take(&got, lp_buf_slice(&blob), err));
    for (size_t i = 0; i < got.n; i++) {
        LP_TRY(lp_cms_judge(&got.of[i], &trust, out, err));
    }

done:
    lp_pgp_text_free(t);
    lp_cms_claims_release(&made);
    lp_cms_claims_release(&got);
    lp_buf_release(&blob);
    return rc;
}

#endif
