#include "evidence/key_archive.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/rand.h"
#include "crypto/rsa_shared.h"
#include "crypto/rsa_weak.h"
#include "evidence/key_shared.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define ROCA LP_FAULT_BIT(LP_FAULT_ROCA)
#define SHARED LP_FAULT_BIT(LP_FAULT_SHARED)
#define EXPONENT LP_FAULT_BIT(LP_FAULT_EXPONENT)
#define PUBLIC LP_FAULT_BIT(LP_FAULT_PUBLIC)
#define FACTOR LP_FAULT_BIT(LP_FAULT_FACTOR)

/* The records of fixtures/weak/keys: what is the matter with each. */
static const struct {
    const char *name;
    unsigned bits;
    unsigned faults;
    unsigned flags;
    const char *with;
} keys[] = {
    {"good", 2048, 0, 0, ""},
    {"near-roca", 2048, 0, 0, ""},
    {"roca", 2048, ROCA, 0, ""},
    {"roca-512", 512, ROCA, LP_KEY_FORGEABLE, ""},
    {"twin-a", 2048, SHARED, 0, "twin-b._domainkey.harbor.example"},
    {"twin-b", 2048, SHARED, 0, "twin-a._domainkey.harbor.example"},
    {"small", 2048, 0, LP_KEY_SMALL_EXPONENT, ""},
    {"one", 2048, EXPONENT, LP_KEY_UNUSABLE, ""},
    {"even", 2048, EXPONENT, LP_KEY_UNUSABLE, ""},
    {"three", 2048, FACTOR, 0, ""},
    {"listed", 2048, PUBLIC, 0, ""},
    {"listed-bare", 1024, PUBLIC, LP_KEY_WEAK, ""},
};

static const char *
fixture(struct lp_buf *path, const char *name)
{
    const char *fixtures = getenv("FIXTURES");

    lp_buf_clear(path);
    lp_buf_printf(path, "%s/weak/%s%c",
                  fixtures == NULL ? "fixtures" : fixtures, name, '\0');
    return (const char *)path->data;
}

/* The place of a record among all. */
static size_t
place_of(struct lp_key_archive *a, const char *name)
{
    size_t n = lp_key_archive_count(a);
    size_t i = 0;

    while (i < n) {
        struct lp_slice all = lp_key_archive_entry(a, i).name;

        if (lp_slice_begins(all, lp_slice_str(name)) &&
            all.data[strlen(name)] == '.') {
            break;
        }
        i++;
    }
    return i;
}

/* Our reading of the numbers and OpenSSL's agree, also on what is cut or has
 * another byte in its frame. */
static void
agree(const struct lp_mail_key *key, const char *label)
{
    struct lp_mail_key other = *key;
    struct lp_rsa_numbers numbers;
    struct lp_err err = {0};

    for (size_t n = 0; n <= key->len; n++) {
        struct lp_slice der = {key->bytes, n};
        struct lp_rsa *rsa = NULL;
        bool theirs = lp_rsa_import(&rsa, der, &err) == LP_OK;
        bool ours = lp_rsa_numbers_read(&numbers, der) &&
                    lp_rsa_numbers_usable(&numbers);

        CHECK(ours == theirs, label);
        CHECK(!ours || lp_rsa_bits(rsa) == lp_rsa_number_bits(numbers.modulus),
              label);
        lp_rsa_free(rsa);
    }
    for (size_t i = 0; i < 40 && i < key->len; i++) {
        struct lp_slice der = {other.bytes, other.len};
        struct lp_rsa *rsa = NULL;

        other.bytes[i] ^= 1;
        /* What we take, they take: else it would have bits and no key. */
        if (lp_rsa_numbers_read(&numbers, der) &&
            lp_rsa_numbers_usable(&numbers)) {
            CHECK(lp_rsa_import(&rsa, der, &err) == LP_OK, label);
        }
        lp_rsa_free(rsa);
        other.bytes[i] ^= 1;
    }
}

/* The SubjectPublicKeyInfo that we write is the one that was read. */
static void
same_info(const struct lp_mail_key *key, const char *label)
{
    struct lp_rsa_numbers numbers;
    struct lp_rsa_numbers again;
    struct lp_buf info = {0};

    CHECK(
        lp_rsa_numbers_read(&numbers, (struct lp_slice){key->bytes, key->len}),
        label);
    lp_rsa_numbers_info(&info, &numbers);
    CHECK(lp_rsa_numbers_read(&again, lp_buf_slice(&info)) &&
              lp_slice_equal(again.modulus, numbers.modulus) &&
              lp_slice_equal(again.exponent, numbers.exponent),
          label);
    CHECK(strcmp(label, "listed-bare") == 0 ||
              lp_slice_equal(lp_buf_slice(&info),
                             (struct lp_slice){key->bytes, key->len}),
          label);
    lp_buf_release(&info);
}

static void
faults(struct lp_key_archive *a)
{
    struct lp_key_sight s;
    struct lp_err err = {0};

    CHECK(lp_key_archive_count(a) == COUNT(keys), "so many");
    for (size_t i = 0; i < COUNT(keys); i++) {
        size_t at = place_of(a, keys[i].name);

        CHECK(at < COUNT(keys), keys[i].name);
        CHECK(lp_key_archive_look(a, at, &s, &err) == LP_OK, keys[i].name);
        CHECK(s.look.bits == keys[i].bits, keys[i].name);
        CHECK(s.look.flags == keys[i].flags, keys[i].name);
        CHECK((s.faults.bits & ~FACTOR) == (keys[i].faults & ~FACTOR),
              keys[i].name);
        CHECK((s.faults.bits & keys[i].faults) == keys[i].faults, keys[i].name);
        CHECK(lp_slice_is(s.faults.with, keys[i].with), keys[i].name);
        if (keys[i].bits < 2048 || strcmp(keys[i].name, "one") == 0) {
            agree(&s.key, keys[i].name);
        }
        same_info(&s.key, keys[i].name);
    }
    CHECK(lp_key_archive_look(a, place_of(a, "listed"), &s, &err) == LP_OK &&
              s.faults.public_from == 1773532800 &&
              lp_slice_is(s.faults.why, "posted by its owner"),
          "since when and why");
}

/* What a fault makes of a match. */
static void
strength(void)
{
    static const struct {
        const char *label;
        unsigned bits;
        unsigned faults;
        enum lp_strength before;
        enum lp_strength after;
    } cases[] = {
        {"none", 2048, 0, LP_STRENGTH_STRONG, LP_STRENGTH_STRONG},
        {"none, weak", 1024, 0, LP_STRENGTH_WEAK, LP_STRENGTH_WEAK},
        {"ROCA", 2048, ROCA, LP_STRENGTH_STRONG, LP_STRENGTH_FORGEABLE},
        {"ROCA, out of reach", 3072, ROCA, LP_STRENGTH_STRONG,
         LP_STRENGTH_WEAK},
        {"ROCA, out of reach, and more", 3072, ROCA | SHARED,
         LP_STRENGTH_STRONG, LP_STRENGTH_FORGEABLE},
        {"a prime in common", 4096, SHARED, LP_STRENGTH_STRONG,
         LP_STRENGTH_FORGEABLE},
        {"known", 4096, PUBLIC, LP_STRENGTH_STRONG, LP_STRENGTH_PUBLISHED},
        {"known, and short", 512, PUBLIC, LP_STRENGTH_FORGEABLE,
         LP_STRENGTH_PUBLISHED},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK(lp_key_faults_strength(cases[i].bits, cases[i].faults,
                                     cases[i].before) == cases[i].after,
              cases[i].label);
    }
}

/* A proven time counts, a claimed one does not, nor one that is later. */
static void
settle(void)
{
    static const struct {
        const char *label;
        enum lp_method method;
        enum lp_result result;
        bool proven;
        int64_t at;
        int64_t from;
        enum lp_strength after;
    } cases[] = {
        {"proven before", LP_METHOD_TIMESTAMP, LP_RESULT_MATCH, true, 99, 100,
         LP_STRENGTH_STRONG},
        {"by blocks", LP_METHOD_OPENTIMESTAMPS, LP_RESULT_MATCH, true, 99, 100,
         LP_STRENGTH_STRONG},
        {"proven on that day", LP_METHOD_TIMESTAMP, LP_RESULT_MATCH, true, 100,
         100, LP_STRENGTH_PUBLISHED},
        {"claimed before", LP_METHOD_TIMESTAMP, LP_RESULT_MATCH, false, 99, 100,
         LP_STRENGTH_PUBLISHED},
        {"of other bytes", LP_METHOD_TIMESTAMP, LP_RESULT_BODY_MISMATCH, true,
         99, 100, LP_STRENGTH_PUBLISHED},
        {"by the signature itself", LP_METHOD_DKIM, LP_RESULT_MATCH, true, 99,
         100, LP_STRENGTH_PUBLISHED},
        {"bad since nobody knows when", LP_METHOD_TIMESTAMP, LP_RESULT_MATCH,
         true, 99, 0, LP_STRENGTH_PUBLISHED},
    };
    struct lp_evidence *e = calloc(2, sizeof *e);

    if (e == NULL) {
        CHECK(false, "memory");
        return;
    }
    for (size_t i = 0; i < COUNT(cases); i++) {
        memset(e, 0, 2 * sizeof *e);
        e[0].key_faults = PUBLIC;
        e[0].key_bad_from = cases[i].from;
        e[0].strength = LP_STRENGTH_PUBLISHED;
        e[0].strength_before = LP_STRENGTH_STRONG;
        e[1].method = cases[i].method;
        e[1].result = cases[i].result;
        e[1].signed_at = cases[i].at;
        e[1].signed_at_proven = cases[i].proven;
        lp_key_faults_settle(e, 2);
        CHECK(e[0].strength == cases[i].after, cases[i].label);
        CHECK(lp_key_faults_tell(&e[0]) ==
                  (cases[i].after == LP_STRENGTH_PUBLISHED),
              cases[i].label);
    }
    free(e);
}

/* Numbers small enough to be followed: two of three share a prime. */
static void
shared(void)
{
    static const uint8_t p[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc5};
    const struct lp_slice even[] = {{p, 7}, {(const uint8_t *)"\x04", 1}};
    struct lp_rsa_shared out[2];
    struct lp_err err = {0};
    struct lp_slice many[3];

    CHECK(lp_rsa_shared_find(out, even, 2, LP_RSA_SHARED_QUICK, &err) ==
                  LP_OK &&
              !out[0].shares && !out[1].shares,
          "nothing in common, and an even number");
    CHECK(lp_rsa_shared_find(out, even, 0, 0, &err) == LP_OK, "none at all");
    many[0] = many[1] = many[2] = (struct lp_slice){p, sizeof p};
    CHECK(lp_rsa_shared_find(out, many, 3, 8, &err) == LP_E_LIMIT,
          "more than is done");
}

int
main(void)
{
    struct lp_key_archive *a = NULL;
    struct lp_bad_keys bad = {0};
    struct lp_buf path = {0};
    struct lp_err err = {0};
    bool done = false;

    CHECK(lp_crypto_start(&err) == LP_OK, "start");
    CHECK(lp_key_archive_new(&a, &err) == LP_OK, "new");
    CHECK(lp_key_archive_load(a, fixture(&path, "keys"), &err) == LP_OK,
          "keys");
    CHECK(lp_bad_keys_load(&bad, fixture(&path, "bad-keys"), &err) == LP_OK,
          "bad keys");
    lp_key_archive_heed(a, &bad);
    CHECK(lp_key_shared_find(a, 1000, &done, &err) == LP_OK && !done,
          "too much to compare");
    CHECK(lp_key_shared_find(a, LP_RSA_SHARED_QUICK, &done, &err) == LP_OK &&
              done,
          "compare");
    faults(a);
    strength();
    settle();
    shared();
    lp_key_archive_free(a);
    lp_bad_keys_release(&bad);
    lp_buf_release(&path);
    return lp_test_failures != 0;
}
