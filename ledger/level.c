#include "ledger/level.h"

#include <string.h>

static const struct {
    const char *word;
    const char *rule; /* if it is always the same */
    enum lp_alg alg;
} levels[LP_LEVEL_COUNT] = {
    [LP_LEVEL_NONE] = {"none", NULL, LP_ALG_NONE},
    [LP_LEVEL_RAW] = {"raw", "raw", LP_ALG_SHA256},
    [LP_LEVEL_DECODED] = {"decoded", "dec-v1", LP_ALG_SHA256},
    [LP_LEVEL_SHA512] = {"sha512", "sha512", LP_ALG_SHA512},
    [LP_LEVEL_BLAKE2B] = {"blake2b", "blake2b", LP_ALG_BLAKE2B},
    [LP_LEVEL_SHA1] = {"sha1", "sha1", LP_ALG_SHA1},
    [LP_LEVEL_MD5] = {"md5", "md5", LP_ALG_MD5},
    [LP_LEVEL_MESSAGE] = {"message", NULL, LP_ALG_NONE},
    [LP_LEVEL_BODY] = {"message-body", NULL, LP_ALG_NONE},
    [LP_LEVEL_LOOSE] = {"message-loose", NULL, LP_ALG_NONE},
    [LP_LEVEL_MIH] = {"mih", NULL, LP_ALG_NONE},
    [LP_LEVEL_TEXT] = {"text", NULL, LP_ALG_NONE},
    [LP_LEVEL_LETTERS] = {"letters", NULL, LP_ALG_NONE},
    [LP_LEVEL_NEAR] = {"near", NULL, LP_ALG_NONE},
    [LP_LEVEL_PART] = {"partial", NULL, LP_ALG_NONE},
    [LP_LEVEL_BTV2] = {"btv2", "btv2", LP_ALG_BTV2},
};

void
lp_set_key_make(struct lp_set_key *out, struct lp_slice digest, uint64_t size)
{
    struct lp_slice part = lp_slice_head(digest, LP_KEY_SIZE);

    *out = (struct lp_set_key){.size = size};
    if (part.len > 0) {
        memcpy(out->digest, part.data, part.len);
    }
}

const char *
lp_level_word(enum lp_level level)
{
    return levels[level].word;
}

enum lp_level
lp_level_by_word(struct lp_slice word)
{
    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        if (lp_slice_is(word, levels[i].word)) {
            return (enum lp_level)i;
        }
    }
    return LP_LEVEL_NONE;
}

enum lp_alg
lp_level_alg(enum lp_level level)
{
    return levels[level].alg;
}

enum lp_level
lp_level_of_alg(enum lp_alg alg)
{
    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        if (levels[i].alg == alg && alg != LP_ALG_NONE &&
            i != LP_LEVEL_DECODED) {
            return (enum lp_level)i;
        }
    }
    return LP_LEVEL_NONE;
}

bool
lp_level_weak(enum lp_level level)
{
    enum lp_alg alg = levels[level].alg;

    return alg != LP_ALG_NONE && lp_alg_weak(alg);
}

bool
lp_level_sized(enum lp_level level)
{
    return levels[level].alg != LP_ALG_NONE && level != LP_LEVEL_DECODED;
}

const char *
lp_level_rule(const struct lp_level_rules *rules, enum lp_level level)
{
    const char *own = rules == NULL ? NULL : rules->of[level];

    return own != NULL ? own : levels[level].rule;
}

bool
lp_level_rules_put(struct lp_buf *to, const struct lp_level_rules *rules,
                   unsigned of)
{
    const char *before = "";

    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        if ((of & LP_LEVEL_BIT(i)) != 0 &&
            lp_level_rule(rules, (enum lp_level)i) == NULL) {
            return false;
        }
    }
    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        if ((of & LP_LEVEL_BIT(i)) != 0) {
            lp_buf_str(to, before);
            lp_buf_str(to, lp_level_rule(rules, (enum lp_level)i));
            before = ",";
        }
    }
    return true;
}

/* The word before the next comma, and `text` what comes after that. */
static struct lp_slice
take_word(struct lp_slice *text)
{
    const uint8_t *comma =
        text->len == 0 ? NULL : memchr(text->data, ',', text->len);
    size_t n = comma == NULL ? text->len : (size_t)(comma - text->data);
    struct lp_slice word = lp_slice_head(*text, n);

    *text = lp_slice_from(*text, comma == NULL ? n : n + 1);
    return word;
}

struct lp_slice
lp_level_rules_get(struct lp_slice text, unsigned of, enum lp_level level)
{
    if ((of & LP_LEVEL_BIT(level)) == 0) {
        return (struct lp_slice){0};
    }
    for (unsigned i = LP_LEVEL_NONE + 1; i < level; i++) {
        if ((of & LP_LEVEL_BIT(i)) != 0) {
            (void)take_word(&text);
        }
    }
    return take_word(&text);
}

static bool
is_rule(struct lp_slice word)
{
    static const char may[] = "abcdefghijklmnopqrstuvwxyz0123456789_.+-";

    for (size_t i = 0; i < word.len; i++) {
        if (memchr(may, word.data[i], sizeof may - 1) == NULL) {
            return false;
        }
    }
    return word.len > 0 && word.len <= LP_LEVEL_RULE_MAX;
}

bool
lp_level_rules_ok(struct lp_slice text, unsigned of)
{
    size_t commas = 0;
    size_t words = 0;

    for (size_t i = 0; i < text.len; i++) {
        commas += text.data[i] == ',';
    }
    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        if ((of & LP_LEVEL_BIT(i)) != 0) {
            words++;
            if (!is_rule(take_word(&text))) {
                return false;
            }
        }
    }
    return words > 0 && commas == words - 1;
}
