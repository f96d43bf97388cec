#include "evidence/key_look.h"

const char *
lp_key_flag_word(unsigned bit)
{
    static const char *const word[] = {
        "revoked",    "broken",  "unusable",       "forgeable",
        "weak",       "testing", "strict",         "sha1-only",
        "no-hash",    "no-mail", "one-sender",     "quoted",
        "upper-case", "wrapped", "small-exponent", "absent",
    };

    return bit < sizeof word / sizeof word[0] ? word[bit] : NULL;
}

static void
look_at_rsa(struct lp_key_look *out, struct lp_slice der)
{
    out->algorithm = "rsa";
    if (!lp_rsa_numbers_read(&out->rsa, der)) {
        out->rsa = (struct lp_rsa_numbers){0};
        out->flags |= LP_KEY_UNUSABLE;
        out->why = "p= is no RSA key";
        return;
    }
    out->bits = lp_rsa_number_bits(out->rsa.modulus);
    if (!lp_rsa_numbers_usable(&out->rsa)) {
        out->flags |= LP_KEY_UNUSABLE;
        out->why = "p= has a size or an exponent that nobody uses";
    } else if (out->bits < 2048) {
        out->flags |= out->bits < 1024 ? LP_KEY_FORGEABLE : LP_KEY_WEAK;
    }
    out->flags |= out->why == NULL && lp_rsa_number_bits(out->rsa.exponent) < 17
                      ? LP_KEY_SMALL_EXPONENT
                      : 0;
}

static unsigned
flags_of(const struct lp_mail_key *key)
{
    const struct {
        bool is;
        unsigned flag;
    } all[] = {
        {(key->odd & LP_MAIL_KEY_TESTING) != 0, LP_KEY_TESTING},
        {key->strict, LP_KEY_STRICT},
        {key->only_sha1, LP_KEY_ONLY_SHA1},
        {key->no_hash, LP_KEY_NO_HASH},
        {key->no_mail, LP_KEY_NO_MAIL},
        {(key->odd & LP_MAIL_KEY_GRANTED) != 0, LP_KEY_SENDER},
        {(key->odd & (LP_MAIL_KEY_QUOTED | LP_MAIL_KEY_ESCAPED)) != 0,
         LP_KEY_QUOTED},
        {(key->odd & LP_MAIL_KEY_CASE) != 0, LP_KEY_CASE},
        {(key->odd & LP_MAIL_KEY_WRAPPED) != 0, LP_KEY_WRAPPED},
    };
    unsigned flags = 0;

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        flags |= all[i].is ? all[i].flag : 0;
    }
    return flags;
}

void
lp_key_look(struct lp_key_look *out, const struct lp_mail_key *key)
{
    *out = (struct lp_key_look){.algorithm = "none", .flags = flags_of(key)};
    if (key->state == LP_MAIL_KEY_ABSENT) {
        out->flags |= LP_KEY_ABSENT;
        out->why = "there was no record of that name";
    } else if (key->state == LP_MAIL_KEY_REVOKED) {
        out->flags |= LP_KEY_REVOKED;
        out->why = "p= is empty: the key is revoked";
    } else if (key->state == LP_MAIL_KEY_BROKEN) {
        out->flags |= LP_KEY_BROKEN;
        out->why = key->why;
    } else if (key->other) {
        out->algorithm = "other";
        out->flags |= LP_KEY_UNUSABLE;
        out->why = "k= is neither rsa nor ed25519";
    } else if (key->ed25519) {
        out->algorithm = "ed25519";
        out->bits = 256;
    } else {
        look_at_rsa(out, (struct lp_slice){key->bytes, key->len});
    }
}
