#include "formats/sums_columns.h"

#include <string.h>

/* No name of a column that says something is longer. */
#define WORD_MAX 24
#define WORDS (sizeof words / sizeof words[0])

/* Of those that name the document, these lead to the file that was handed over:
 * paths as Windows has them. */
#define NATIVE_FIRST 2
#define NATIVE_LAST 6

/* Names of columns: without blanks, `-`, `_`, `.` and `#`, in lower case. Of
 * several that hold one thing, the one of the lowest rank says most. */
static const struct {
    const char *word;
    uint8_t holds;
    uint8_t rank;
} words[] = {
    {"locator", LP_SUMS_NAME, 1},
    {"nativepath", LP_SUMS_NAME, 2},
    {"nativefilepath", LP_SUMS_NAME, 3},
    {"nativefile", LP_SUMS_NAME, 4},
    {"nativelink", LP_SUMS_NAME, 5},
    {"native", LP_SUMS_NAME, 6},
    {"path", LP_SUMS_NAME, 7},
    {"filename", LP_SUMS_NAME, 8},
    {"file", LP_SUMS_NAME, 9},
    {"name", LP_SUMS_NAME, 10},
    {"filepath", LP_SUMS_NAME, 11},
    {"size", LP_SUMS_SIZE, 1},
    {"filesize", LP_SUMS_SIZE, 1},
    {"length", LP_SUMS_SIZE, 1},
    {"bytes", LP_SUMS_SIZE, 1},
    {"md5", LP_ALG_MD5, 1},
    {"sha1", LP_ALG_SHA1, 1},
    {"sha256", LP_ALG_SHA256, 1},
    {"sha384", LP_ALG_SHA384, 1},
    {"sha512", LP_ALG_SHA512, 1},
    {"blake2b", LP_ALG_BLAKE2B, 1},
    {"b2", LP_ALG_BLAKE2B, 1},
    {"btv2", LP_ALG_BTV2, 1},
    {"crc32", LP_ALG_CRC32, 1},
    {"v1", LP_ALG_MD5, 1}, /* iLook's V1Hash, and so on */
    {"v3", LP_ALG_MD5, 1},
    {"v4", LP_ALG_MD5, 1},
    {"hash", LP_SUMS_ANY, 1},
    {"hashvalue", LP_SUMS_ANY, 2},
    {"filehash", LP_SUMS_ANY, 3},
    {"dedupehash", LP_SUMS_ANY, 4},
    {"directory", LP_SUMS_FOLDER, 1},
    {"begbates", LP_SUMS_BATES, 1},
    {"batesbeg", LP_SUMS_BATES, 2},
    {"batesbegin", LP_SUMS_BATES, 3},
    {"beginbates", LP_SUMS_BATES, 4},
    {"batesstart", LP_SUMS_BATES, 5},
    {"prodbeg", LP_SUMS_BATES, 6},
    {"prodbegbates", LP_SUMS_BATES, 7},
    {"productionbegbates", LP_SUMS_BATES, 8},
    {"begdoc", LP_SUMS_BATES, 9},
    {"begdocno", LP_SUMS_BATES, 10},
    {"begindoc", LP_SUMS_BATES, 11},
    {"begno", LP_SUMS_BATES, 12},
    {"bates", LP_SUMS_BATES, 13},
    {"batesnumber", LP_SUMS_BATES, 14},
    {"controlnumber", LP_SUMS_BATES, 15},
    {"docid", LP_SUMS_BATES, 16},
    {"endbates", LP_SUMS_LAST, 1},
    {"batesend", LP_SUMS_LAST, 2},
    {"prodend", LP_SUMS_LAST, 3},
    {"prodendbates", LP_SUMS_LAST, 4},
    {"productionendbates", LP_SUMS_LAST, 5},
    {"enddoc", LP_SUMS_LAST, 6},
    {"enddocno", LP_SUMS_LAST, 7},
    {"endno", LP_SUMS_LAST, 8},
};

static size_t
find_plain(struct lp_slice word)
{
    size_t k = 0;

    while (k < WORDS && !lp_slice_is(word, words[k].word)) {
        k++;
    }
    return k;
}

/* The word of an algorithm, without what may stand around it; WORDS if it is
 * none. */
static size_t
find_alg(struct lp_slice word)
{
    const struct lp_slice hash = lp_slice_str("hash");
    size_t k;

    if (lp_slice_begins(word, hash)) {
        word = lp_slice_from(word, hash.len);
    } else if (lp_slice_ends(word, hash)) {
        word.len -= hash.len;
    } else if (lp_slice_ends(word, lp_slice_str("sum"))) {
        word.len -= 3;
    }
    k = find_plain(word);
    return k < WORDS && words[k].holds < LP_ALG_COUNT ? k : WORDS;
}

/* Which of `words` a column's name is; WORDS if none. */
static size_t
find_word(struct lp_slice name, bool *keeper)
{
    uint8_t letters[WORD_MAX];
    struct lp_slice word = {letters, 0};
    size_t k;

    for (size_t i = 0; i < name.len; i++) {
        uint8_t b = name.data[i];

        if (b == ' ' || b == '-' || b == '_' || b == '.' || b == '#') {
            continue;
        }
        if (word.len == WORD_MAX) {
            return WORDS;
        }
        letters[word.len++] = b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }
    *keeper = *keeper || lp_slice_is(word, "hashsetid");
    k = find_plain(word);
    /* "v1" without "hash" behind it is a version of something. */
    if (k < WORDS && words[k].holds < LP_ALG_COUNT && words[k].word[0] == 'v') {
        k = WORDS;
    }
    return k < WORDS ? k : find_alg(word);
}

const char *
lp_sums_columns_add(struct lp_sums *l, struct lp_sums_columns *c,
                    struct lp_slice name)
{
    size_t k = find_word(name, &c->keeper);
    unsigned holds = k == WORDS ? (unsigned)LP_SUMS_SKIP : words[k].holds;

    if (l->columns == LP_SUMS_COLUMNS) {
        return "too many columns";
    }
    l->column[l->columns++] = LP_SUMS_SKIP;
    if (holds == LP_SUMS_SKIP ||
        (c->rank[holds] != 0 && words[k].rank > c->rank[holds])) {
        return NULL;
    }
    c->digest = c->digest || holds < LP_ALG_COUNT;
    if (c->rank[holds] == words[k].rank) {
        return "two columns of one kind";
    }
    if (c->rank[holds] != 0) {
        l->column[c->at[holds]] = LP_SUMS_SKIP;
    } else {
        c->known++;
    }
    c->rank[holds] = words[k].rank;
    c->at[holds] = l->columns - 1;
    l->column[c->at[holds]] = (uint8_t)holds;
    return NULL;
}

static void
pass_over(struct lp_sums *l, struct lp_sums_columns *c, unsigned holds)
{
    if (c->rank[holds] != 0) {
        l->column[c->at[holds]] = LP_SUMS_SKIP;
        c->rank[holds] = 0;
        c->known--;
    }
}

void
lp_sums_columns_end(struct lp_sums *l, struct lp_sums_columns *c, bool any)
{
    uint8_t name = c->rank[LP_SUMS_NAME];
    bool native = name >= NATIVE_FIRST && name <= NATIVE_LAST;

    if (c->digest || !(any || c->keeper)) {
        pass_over(l, c, LP_SUMS_ANY);
    }
    c->digest = c->digest || c->rank[LP_SUMS_ANY] != 0;
    if (!c->keeper) {
        pass_over(l, c, LP_SUMS_FOLDER);
    }
    /* What a document was called before it was handed over is not what it is
     * called now. */
    if (l->kind == LP_SUMS_DAT && !native && c->rank[LP_SUMS_BATES] != 0) {
        pass_over(l, c, LP_SUMS_NAME);
    }
    l->windows = native;
}
