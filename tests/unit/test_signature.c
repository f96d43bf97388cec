#include "bundle/signature.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/rand.h"
#include "crypto/sign.h"
#include "formats/sigfile.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define BYTES "what was signed"
#define COMMENT "timestamp:1\tfile:a"

/* What is wrong with the signature file. */
enum flaw {
    NONE,
    ANOTHER_KEY,
    NO_HASH_OF_THIS,
    OTHER_COMMENT,
    OTHER_ID,
    OLD_KIND,
    FIFTH_LINE,
    EMPTY,
    TOO_LONG,
    ABSENT,
};

static struct lp_key *
key_of(uint8_t n)
{
    const uint8_t seed[32] = {n};
    const uint8_t keynum[8] = {n};
    struct lp_key *key = NULL;

    CHECK(lp_key_from_seed(&key, seed, keynum, NULL) == LP_OK, "key");
    return key;
}

static void
write_signature(enum flaw flaw)
{
    struct lp_key *key = key_of(flaw == ANOTHER_KEY ? 2 : 1);
    const char *comment = COMMENT;
    uint8_t hash[LP_SIGN_HASH_LEN];
    struct lp_sign_sig sig = {0};
    struct lp_sigfile file = {.untrusted = lp_slice_str("x"),
                              .legacy = flaw == OLD_KIND};
    struct lp_buf text = {0};
    int fd;

    (void)unlink("a.minisig");
    lp_sign_hash_of(hash, lp_slice_str(flaw == NO_HASH_OF_THIS ? "x" : BYTES));
    CHECK(lp_sign_make(&sig, key, hash, lp_slice_str(comment), NULL) == LP_OK,
          "sign");
    file.trusted = lp_slice_str(flaw == OTHER_COMMENT ? "other" : comment);
    memcpy(file.keynum, sig.keynum, 8);
    memcpy(file.sig, sig.sig, 64);
    memcpy(file.global, sig.global, 64);
    file.keynum[7] ^= flaw == OTHER_ID ? 1 : 0;
    CHECK(lp_sigfile_write(&text, &file, NULL) == LP_OK, "write");
    if (flaw == FIFTH_LINE) {
        lp_buf_str(&text, "more\n");
    }
    while (flaw == TOO_LONG && text.len < 70000) {
        lp_buf_str(&text, "much more\n");
    }
    if (flaw == EMPTY) {
        lp_buf_clear(&text);
    }
    if (flaw != ABSENT) {
        fd = open("a.minisig", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
        CHECK(fd >= 0 && lp_fd_write(fd, lp_buf_slice(&text), NULL) == LP_OK,
              "write");
        (void)close(fd);
    }
    lp_buf_release(&text);
    lp_key_free(key);
}

static const struct {
    const char *label;
    enum flaw flaw;
    bool trusted; /* key 1 is */
    const char *bytes;
    enum lp_sig_verdict verdict;
    bool id; /* the key it names is known by then */
} cases[] = {
    {"good", NONE, true, BYTES, LP_SIG_GOOD, true},
    {"a byte was changed", NONE, true, "What was signed", LP_SIG_BAD, true},
    {"a byte is missing", NONE, true, "what was signe", LP_SIG_BAD, true},
    {"no bytes", NONE, true, "", LP_SIG_BAD, true},
    {"a signature of other bytes", NO_HASH_OF_THIS, true, BYTES, LP_SIG_BAD,
     true},
    {"nobody is trusted", NONE, false, BYTES, LP_SIG_UNKNOWN_KEY, true},
    {"of a key that is not trusted", ANOTHER_KEY, true, BYTES,
     LP_SIG_UNKNOWN_KEY, true},
    {"another key id", OTHER_ID, true, BYTES, LP_SIG_UNKNOWN_KEY, true},
    {"the comment was changed", OTHER_COMMENT, true, BYTES, LP_SIG_BAD_COMMENT,
     true},
    {"of the old kind", OLD_KIND, true, BYTES, LP_SIG_LEGACY, true},
    {"a line too many", FIFTH_LINE, true, BYTES, LP_SIG_MALFORMED, false},
    {"an empty file", EMPTY, true, BYTES, LP_SIG_MALFORMED, false},
    {"a file too long", TOO_LONG, true, BYTES, LP_SIG_MALFORMED, false},
    {"no file", ABSENT, true, BYTES, LP_SIG_NONE, false},
};

static void
test_cases(void)
{
    struct lp_key *key = key_of(1);
    struct lp_key_public public = *lp_key_public(key);
    struct lp_buf name = {0};

    lp_buf_str(&name, "Anna");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct lp_trust trust = {&public, &name, cases[i].trusted};
        struct lp_signature s = {0};
        bool good = cases[i].verdict == LP_SIG_GOOD;

        write_signature(cases[i].flaw);
        CHECK(lp_signature_judge(&s, "a", lp_slice_str(cases[i].bytes), &trust,
                                 &(struct lp_err){0}) == LP_OK,
              cases[i].label);
        CHECK(s.verdict == cases[i].verdict, cases[i].label);
        CHECK(strcmp(s.path, "a.minisig") == 0, cases[i].label);
        CHECK((s.id[0] != '\0') == cases[i].id, cases[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&s.signer), good ? "Anna" : ""),
              "the signer is named if it is one");
        CHECK(lp_slice_is(lp_buf_slice(&s.comment), good ? COMMENT : ""),
              "the comment is shown if it was signed");
        CHECK((s.reason[0] != '\0') == (s.verdict == LP_SIG_MALFORMED),
              cases[i].label);
        lp_signature_release(&s);
        lp_signature_release(&s);
    }
    lp_buf_release(&name);
    lp_key_free(key);
}

/* What cannot be read is no answer. */
static void
test_unreadable(void)
{
    const struct lp_trust nobody = {0};
    struct lp_signature s = {0};
    struct lp_err err = {0};

    (void)unlink("a.minisig");
    CHECK(mkdir("a.minisig", 0700) == 0, "folder");
    CHECK(lp_signature_judge(&s, "a", lp_slice_str(BYTES), &nobody, &err) !=
                  LP_OK ||
              s.verdict == LP_SIG_MALFORMED,
          "a folder is no signature");
    lp_signature_release(&s);
    (void)rmdir("a.minisig");
    CHECK(symlink("a.minisig", "a.minisig") == 0, "link");
    CHECK(lp_signature_judge(&s, "a", lp_slice_str(BYTES), &nobody, &err) ==
              LP_E_IO,
          "nor is a link in a circle, which is not the same as none");
    lp_signature_release(&s);
    (void)unlink("a.minisig");
}

int
main(void)
{
    const char *tmp = getenv("TMPDIR");
    char folder[4096];

    (void)snprintf(folder, sizeof folder, "%s/lp_test_signature.XXXXXX",
                   tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(folder) == NULL || chdir(folder) != 0 ||
        lp_crypto_start(NULL) != LP_OK) {
        perror(folder);
        return 1;
    }
    test_cases();
    test_unreadable();
    (void)unlink("a.minisig");
    (void)rmdir(folder);
    return lp_test_failures != 0;
}
