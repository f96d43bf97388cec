#include "evidence/pgp_found.h"

#include <stdio.h>
#include <string.h>

#include "formats/pgp_armor.h"

enum lp_md
lp_pgp_md(unsigned hash)
{
    static const uint8_t of[] = {
        [1] = LP_MD_MD5,     [2] = LP_MD_SHA1,      [3] = LP_MD_RIPEMD160,
        [8] = LP_MD_SHA256,  [9] = LP_MD_SHA384,    [10] = LP_MD_SHA512,
        [11] = LP_MD_SHA224, [12] = LP_MD_SHA3_256, [14] = LP_MD_SHA3_512,
    };

    return hash < sizeof of ? (enum lp_md)of[hash] : LP_MD_NONE;
}

void
lp_pgp_found_release(struct lp_pgp_found *f)
{
    lp_buf_release(&f->bytes);
    *f = (struct lp_pgp_found){0};
}

static void
find_packets(struct lp_pgp_found *f)
{
    struct lp_cursor c = lp_cursor_over(lp_buf_slice(&f->bytes));
    struct lp_slice body;

    while (lp_pgp_sigs_next(&c, &body, &f->other)) {
        struct lp_pgp_sig sig;

        if (f->n == LP_PGP_SIGS_MAX) {
            f->more = true;
            break;
        }
        lp_pgp_sig_read(&sig, body);
        f->mask |= LP_MD_BIT(lp_pgp_md(sig.hash)) & LP_MD_ALL;
        f->text = f->text || sig.type == 1;
        f->of[f->n++] = body;
    }
    f->broken = f->broken || c.failed;
}

/* Whether a file begins with a signature packet: by its tag, and a version and
 * a type that there are. Other signatures have files of such names as well. */
static bool
begins_with_packet(struct lp_slice all)
{
    struct lp_cursor c = lp_cursor_over(all);
    struct lp_slice body = {0};
    struct lp_pgp_sig sig;
    bool other = false;

    if (!lp_pgp_sigs_next(&c, &body, &other) || other) {
        return false;
    }
    lp_pgp_sig_read(&sig, body);
    return sig.version >= 3 && sig.version <= 6 && body.len >= 10;
}

static const char signed_message[] = "-----BEGIN PGP SIGNED MESSAGE-----";

enum lp_code
lp_pgp_found_read(struct lp_pgp_found *f, struct lp_slice all, bool *any,
                  struct lp_err *err)
{
    bool around = false;
    enum lp_pgp_armor armor =
        lp_pgp_armor_read(&f->bytes, all, "SIGNATURE", &around);
    enum lp_code rc;

    *any = armor != LP_PGP_ARMOR_NONE;
    f->broken = armor == LP_PGP_ARMOR_BROKEN;
    /* Then it signs what stands before it, and nothing elsewhere. */
    f->other = around && memmem(all.data, all.len, signed_message,
                                sizeof signed_message - 1) != NULL;
    if (!*any && begins_with_packet(all)) {
        *any = true;
        f->other = false;
        lp_buf_put(&f->bytes, all);
    }
    LP_TRY(lp_buf_check(&f->bytes, err));
    if (*any) {
        find_packets(f);
    }

done:
    return rc;
}

void
lp_pgp_spelled_release(struct lp_pgp_spelled *s)
{
    for (size_t i = 0; i < LP_CMS_SPELLINGS; i++) {
        lp_mdrun_free(s->run[i]);
    }
    *s = (struct lp_pgp_spelled){0};
}

/* The digests end with what the signature says of itself. */
static enum lp_code
finish(struct lp_cms_claim *c, const struct lp_pgp_spelled *s,
       struct lp_slice body, struct lp_err *err)
{
    struct lp_pgp_sig sig;
    struct lp_buf trailer = {0};
    struct lp_mdrun *run = NULL;
    enum lp_code rc;

    lp_pgp_sig_read(&sig, body);
    lp_pgp_sig_trailer(&sig, &trailer);
    LP_TRY(lp_buf_check(&trailer, err));
    for (unsigned i = 0; i < s->n; i++) {
        LP_TRY(lp_mdrun_copy(&run, s->run[i],
                             LP_MD_BIT(lp_pgp_md(sig.hash)) & LP_MD_ALL, err));
        LP_TRY(lp_mdrun_feed(run, lp_buf_slice(&trailer), err));
        LP_TRY(lp_mdrun_end(run, &c->spelling[i], err));
        (void)snprintf(c->undone[i], sizeof c->undone[i], "%s",
                       s->undone[i] == NULL ? "" : s->undone[i]);
        lp_mdrun_free(run);
        run = NULL;
    }
    c->n_spellings = s->n;

done:
    lp_mdrun_free(run);
    lp_buf_release(&trailer);
    return rc;
}

enum lp_code
lp_pgp_found_claims(const struct lp_pgp_found *f,
                    const struct lp_pgp_spelled *s,
                    const struct lp_cms_claim *like, struct lp_cms_claims *out,
                    struct lp_err *err)
{
    struct lp_cms_claim *c = NULL;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < f->n; i++) {
        LP_TRY(lp_cms_claims_add(out, &c, err));
        *c = *like;
        if (f->of[i].len > LP_CMS_MAX) {
            c->state = LP_CMS_STRANGE;
            lp_cms_claim_say(c, "the signature is larger than 1 MiB");
            continue;
        }
        lp_buf_put(&c->der, f->of[i]);
        LP_TRY(lp_buf_check(&c->der, err));
        if (c->state == LP_CMS_READ) {
            LP_TRY(finish(c, s, f->of[i], err));
        }
    }
    if (f->n == 0) {
        LP_TRY(lp_cms_claims_add(out, &c, err));
        *c = *like;
        c->state = c->state == LP_CMS_READ ? LP_CMS_BROKEN : c->state;
        lp_cms_claim_say(c, f->broken ? "its armor is broken"
                                      : "no signature is where one should be");
    } else if (f->broken || f->more) {
        lp_cms_claim_say(c, f->more ? "further signatures were left out"
                                    : "what stands behind it is broken");
    }

done:
    return rc;
}
