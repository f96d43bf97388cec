#include "evidence/cms_judge.h"

#include "tests/unit/signed_kinds.h"

/* One byte of what is signed is another: nothing may match any more. */
static void
alter(const struct signed_world *w, const char *folder, const char *name,
      const char *from, const char *to, size_t step)
{
    struct lp_buf bytes = {0};
    struct lp_slice all;
    const uint8_t *a;
    const uint8_t *b;
    size_t end;
    unsigned n = 0;

    CHECK(signed_read(&bytes, folder, name) == LP_OK, name);
    all = lp_buf_slice(&bytes);
    a = from == NULL ? all.data : memmem(all.data, all.len, from, strlen(from));
    all = lp_slice_from(all, a == NULL ? all.len : (size_t)(a - all.data));
    b = memmem(all.data, all.len, to, strlen(to));
    end = b == NULL ? 0 : bytes.len - all.len + (size_t)(b - all.data);
    for (size_t i = bytes.len - all.len; i < end; i += step) {
        struct lp_buf out = {0};
        struct lp_err err = {0};
        uint8_t mask = (uint8_t)(1U << (n++ % 8));

        bytes.data[i] ^= mask;
        CHECK(signed_say(w, name, lp_buf_slice(&bytes), false, &out, &err) ==
                  LP_OK,
              name);
        if (memmem(out.data, out.len, " match ", 7) != NULL) {
            CHECK(false, name);
            fprintf(stderr, "byte %zu: %.*s", i, (int)out.len,
                    (const char *)out.data);
        }
        bytes.data[i] ^= mask;
        lp_buf_release(&out);
    }
    CHECK(n > 10, name);
    lp_buf_release(&bytes);
}

static void
check_altered(const struct signed_world *w, const char *folder)
{
    static const struct {
        const char *name;
        const char *from; /* NULL: the begin */
        const char *to;
        size_t step;
    } cases[] = {
        {"plain.pdf", NULL, "/Contents<3082", 7},
        {"plain.pdf", "11 0 obj", "%EOF", 7},
        {"no-attributes-pss.pdf", NULL, "/Contents<3082", 31},
        {"pkcs7-sha1.pdf", NULL, "/Contents<3082", 31},
        {"timestamp-alone.pdf", NULL, "/Contents<3082", 31},
        {"ecdsa.pdf", "%PDF", "/Contents<3082", 31},
        {"mail.eml", "Content-Type: text", "\r\n--=-seal\r\nContent-Type: app",
         1},
        {"mail-lf.eml", "Content-Type: text", "\n--=-seal\nContent-Type: app",
         1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        alter(w, folder, cases[i].name, cases[i].from, cases[i].to,
              cases[i].step);
    }
}

/* A token must not speak for a document in which a byte is another. */
static void
check_note(struct signed_world *w, const char *folder)
{
    static const char *const names[] = {"note.txt.tsr", "note.txt.ots"};
    struct lp_buf bytes = {0};

    for (size_t k = 0; k < 2; k++) {
        lp_buf_clear(&bytes);
        CHECK(signed_read(&bytes, folder, names[k]) == LP_OK, names[k]);
        for (size_t i = 0; i < w->note.len; i++) {
            struct lp_buf out = {0};
            struct lp_err err = {0};

            w->note.data[i] ^= 1;
            CHECK(signed_say(w, names[k], lp_buf_slice(&bytes), false, &out,
                             &err) == LP_OK,
                  names[k]);
            CHECK(memmem(out.data, out.len, "body-mismatch", 13) != NULL,
                  names[k]);
            w->note.data[i] ^= 1;
            lp_buf_release(&out);
        }
    }
    lp_buf_release(&bytes);
}

/* Claims are read as they were written, and as nothing else. */
static void
check_blob(void)
{
    struct lp_cms_claims c = {0};
    struct lp_cms_claims got = {0};
    struct lp_cms_claim *one;
    struct lp_buf blob = {0};
    struct lp_buf again = {0};
    struct lp_err err = {0};

    for (unsigned i = 0; i < 2; i++) {
        CHECK(lp_cms_claims_add(&c, &one, &err) == LP_OK, "one more");
        one->method = LP_METHOD_SMIME;
        one->doubts = LP_DOUBT_TAIL;
        one->covered = 5;
        one->total = 9;
        one->n_spellings = 2;
        one->spelling[1].mask = LP_MD_BIT(LP_MD_SHA1);
        lp_buf_str(&one->der, "0123");
        lp_cms_claim_say(one, "a note");
    }
    CHECK(lp_cms_claims_put(&blob, &c, &err) == LP_OK, "written");
    CHECK(lp_cms_claims_take(&got, lp_buf_slice(&blob), &err) == LP_OK, "read");
    CHECK(got.n == 2 && got.of[1].doubts == LP_DOUBT_TAIL, "the same");
    CHECK(lp_cms_claims_put(&again, &got, &err) == LP_OK, "written again");
    CHECK(lp_slice_equal(lp_buf_slice(&blob), lp_buf_slice(&again)),
          "the same bytes");
    lp_cms_claims_release(&got);
    for (size_t n = 0; n < blob.len; n++) {
        CHECK(lp_cms_claims_take(&got, lp_slice_head(lp_buf_slice(&blob), n),
                                 &err) == LP_E_FORMAT,
              "cut");
    }
    lp_buf_byte(&blob, 0);
    CHECK(lp_cms_claims_take(&got, lp_buf_slice(&blob), &err) == LP_E_FORMAT,
          "a byte too many");
    blob.len--;
    blob.data[0] = 2;
    CHECK(lp_cms_claims_take(&got, lp_buf_slice(&blob), &err) == LP_E_FORMAT,
          "another version");
    blob.data[0] = 1;
    blob.data[3] = LP_METHOD_COUNT;
    CHECK(lp_cms_claims_take(&got, lp_buf_slice(&blob), &err) == LP_E_FORMAT,
          "an unknown method");
    blob.data[3] = LP_METHOD_PDF;
    blob.data[6] = LP_CMS_SPELLINGS + 1;
    CHECK(lp_cms_claims_take(&got, lp_buf_slice(&blob), &err) == LP_E_FORMAT,
          "too many spellings");
    blob.data[6] = 2;
    blob.data[10] = 1;
    CHECK(lp_cms_claims_take(&got, lp_buf_slice(&blob), &err) == LP_E_FORMAT,
          "unknown doubts");
    blob.data[10] = 0;
    blob.data[11] = 10;
    CHECK(lp_cms_claims_take(&got, lp_buf_slice(&blob), &err) == LP_E_FORMAT,
          "more is covered than there is");
    lp_cms_claims_release(&c);
    lp_buf_release(&blob);
    lp_buf_release(&again);
}

/* Lists of what was revoked, and what they make of a signature. */
static void
check_revoked(const char *folder)
{
    static const struct {
        const char *label;
        const char *list;
        const char *document;
        const char *says;
    } cases[] = {
        {"revoked before it signed", "desk-revoked.pem", "plain.pdf",
         "a certificate was revoked"},
        {"another is revoked", "old-desk-revoked.pem", "plain.pdf",
         "AUTHENTIC"},
        {"revoked after a proven time", "old-desk-revoked.pem",
         "stamped-in-time.pdf", "AUTHENTIC"},
        {"another's signature", "desk-revoked.pem", "ecdsa.pdf", "AUTHENTIC"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct signed_world w = {0};
        struct lp_buf list = {0};
        struct lp_buf bytes = {0};
        struct lp_buf out = {0};
        struct lp_err err = {0};

        CHECK(signed_world(&w, folder) == LP_OK, cases[i].label);
        CHECK(signed_read(&list, folder, cases[i].list) == LP_OK,
              cases[i].label);
        CHECK(lp_roots_add(w.roots, lp_buf_slice(&list), &err) == LP_OK,
              cases[i].label);
        CHECK(signed_read(&bytes, folder, cases[i].document) == LP_OK,
              cases[i].label);
        CHECK(signed_say(&w, cases[i].document, lp_buf_slice(&bytes), true,
                         &out, &err) == LP_OK,
              cases[i].label);
        CHECK(memmem(out.data, out.len, cases[i].says, strlen(cases[i].says)) !=
                  NULL,
              cases[i].label);
        lp_buf_clear(&list);
        lp_buf_str(&list, "nothing in PEM");
        CHECK(lp_roots_add(w.roots, lp_buf_slice(&list), &err) == LP_E_FORMAT,
              "no certificate");
        lp_buf_release(&list);
        lp_buf_release(&bytes);
        lp_buf_release(&out);
        signed_world_release(&w);
    }
}

int
main(void)
{
    const char *fixtures = getenv("FIXTURES");
    struct signed_world w = {0};
    char folder[512];

    (void)snprintf(folder, sizeof folder, "%s/sealed",
                   fixtures == NULL ? "fixtures" : fixtures);
    CHECK(signed_world(&w, folder) == LP_OK, "what they are judged by");
    check_altered(&w, folder);
    check_note(&w, folder);
    check_blob();
    check_revoked(folder);
    signed_world_release(&w);
    return lp_test_failures != 0;
}
