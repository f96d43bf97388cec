#include "formats/bad_key_list.h"

#include <inttypes.h>

#include "base/text.h"
#include "formats/key_entry.h"
#include "formats/tag_list.h"

static struct lp_slice
cut_word(struct lp_slice *rest)
{
    struct lp_slice word = *rest;
    size_t n = 0;

    while (n < rest->len && rest->data[n] != ' ' && rest->data[n] != '\t') {
        n++;
    }
    word.len = n;
    *rest = lp_tag_trim(lp_slice_from(*rest, n));
    return word;
}

static bool
begins(struct lp_slice word, const char *with)
{
    struct lp_slice head = lp_slice_head(word, lp_slice_str(with).len);

    return lp_tag_is(head, with);
}

static bool
read_hex(struct lp_slice word, uint8_t to[32])
{
    for (size_t i = 0; i < word.len; i += 2) {
        int high = lp_text_digit(word.data[i]);
        int low = i + 1 < word.len ? lp_text_digit(word.data[i + 1]) : -1;

        if (word.len != 64 || high < 0 || low < 0) {
            return false;
        }
        to[i / 2] = (uint8_t)(high << 4 | low);
    }
    return word.len == 64;
}

/* The key, or its digest: no key has a base64 of 64 hexadecimal digits. */
static bool
read_key(struct lp_bad_key *k, struct lp_slice word,
         uint8_t room[LP_MAIL_KEY_MAX])
{
    if (begins(word, "sha256:")) {
        k->hashed = true;
        return read_hex(lp_slice_from(word, 7), k->digest);
    }
    if (begins(word, "p=")) {
        word = lp_slice_from(word, 2);
        word.len -= word.len > 0 && word.data[word.len - 1] == ';' ? 1 : 0;
    } else if (read_hex(word, k->digest)) {
        k->hashed = true;
        return true;
    }
    k->key = room;
    return lp_tag_base64(word, room, LP_MAIL_KEY_MAX, &k->key_len) &&
           k->key_len >= 32;
}

/* Whether this was meant to be a time. */
static bool
is_like_time(struct lp_slice word)
{
    for (size_t i = 0; i < word.len; i++) {
        uint8_t c = word.data[i];

        if ((c < '0' || c > '9') && c != '-' && c != ':' && c != '.' &&
            c != 'T' && c != 'Z' && c != '+') {
            return false;
        }
    }
    return word.len > 0;
}

static const char *
read_line(struct lp_bad_key *k, struct lp_slice line,
          uint8_t room[LP_MAIL_KEY_MAX])
{
    struct lp_slice behind;
    struct lp_slice word;

    *k = (struct lp_bad_key){0};
    if (!read_key(k, cut_word(&line), room)) {
        return "it begins with neither a SHA-256 nor a key as p= has it";
    }
    behind = line;
    word = cut_word(&behind);
    if (lp_slice_is(word, "-") || lp_key_time(word, &k->from)) {
        line = behind;
    } else if (is_like_time(word)) {
        return "the second word is no time";
    }
    k->why = line;
    return NULL;
}

enum lp_code
lp_bad_key_list_read(struct lp_slice text, lp_bad_key_told *told, void *who,
                     struct lp_err *err)
{
    const uint8_t *begin = text.data;
    uint8_t room[LP_MAIL_KEY_MAX];
    struct lp_bad_key k;
    struct lp_slice line;
    uint64_t n = 0;
    enum lp_code rc = LP_OK;

    if (lp_slice_begins(text, lp_slice_str("\xef\xbb\xbf"))) {
        text = lp_slice_from(text, 3);
    }
    while (rc == LP_OK && lp_tag_item(&text, '\n', &line)) {
        const char *why;

        n++;
        if (line.len == 0 || line.data[0] == '#' || line.data[0] == ';') {
            continue;
        }
        why = read_line(&k, line, room);
        if (why != NULL) {
            uint64_t at = (uint64_t)(line.data - begin);

            return lp_fail_at(err, LP_E_FORMAT, 0, at,
                              "line %" PRIu64 " (byte %" PRIu64 "): %s", n, at,
                              why);
        }
        rc = told(who, &k, err);
    }
    return rc;
}
