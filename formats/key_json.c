#include "formats/key_json.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "formats/tag_list.h"

/* Objects in objects. */
#define DEPTH_MAX 32

enum word {
    WORD_NAME,
    WORD_DOMAIN,
    WORD_SELECTOR,
    WORD_TEXT,
    WORD_FIRST,
    WORD_LAST,
    WORD_SOURCE,
    WORD_PROVEN,
    WORDS
};

/* What is known of a record: strings as they stand in the text, with their
 * escapes and without quotes; numbers and words as they are. */
struct known {
    struct lp_slice of[WORDS];
};

struct json {
    struct lp_slice all;
    size_t at;
    size_t counted; /* lines are counted up to here ... */
    uint64_t line;  /* ... which is in this one */
    unsigned depth;
    bool failed;
    lp_key_told *told;
    void *who;
    struct lp_err *err;
    enum lp_code rc;
    struct lp_buf name;
    struct lp_buf text;
    struct lp_buf source;
};

/* Letters of a key, without case and "_". */
static bool
key_is(struct lp_slice key, const char *word)
{
    for (size_t i = 0; i < key.len; i++) {
        char c[2] = {(char)key.data[i], '\0'};

        if (c[0] == '_' || c[0] == '-') {
            continue;
        }
        if (*word == '\0' || strncasecmp(c, word, 1) != 0) {
            return false;
        }
        word++;
    }
    return *word == '\0';
}

static enum word
word_of(struct lp_slice key)
{
    static const struct {
        const char *key;
        enum word word;
    } words[] = {
        {"fqdn", WORD_NAME},
        {"name", WORD_NAME},
        {"host", WORD_NAME},
        {"hostname", WORD_NAME},
        {"domain", WORD_DOMAIN},
        {"selector", WORD_SELECTOR},
        {"value", WORD_TEXT},
        {"txt", WORD_TEXT},
        {"record", WORD_TEXT},
        {"data", WORD_TEXT},
        {"dkimrecord", WORD_TEXT},
        {"firstseenat", WORD_FIRST},
        {"firstseen", WORD_FIRST},
        {"first", WORD_FIRST},
        {"lastseenat", WORD_LAST},
        {"lastseen", WORD_LAST},
        {"last", WORD_LAST},
        {"source", WORD_SOURCE},
        {"provenanceverified", WORD_PROVEN},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (key_is(key, words[i].key)) {
            return words[i].word;
        }
    }
    return WORDS;
}

static uint8_t
peek(struct json *j)
{
    while (j->at < j->all.len &&
           strchr(" \t\r\n", (char)j->all.data[j->at]) != NULL &&
           j->all.data[j->at] != '\0') {
        j->at++;
    }
    return j->at < j->all.len ? j->all.data[j->at] : 0;
}

static bool
take(struct json *j, uint8_t c)
{
    if (peek(j) != c) {
        return false;
    }
    j->at++;
    return true;
}

static struct lp_slice
take_string(struct json *j)
{
    size_t begin;

    if (!take(j, '"')) {
        j->failed = true;
        return (struct lp_slice){0};
    }
    begin = j->at;
    while (j->at < j->all.len && j->all.data[j->at] != '"') {
        j->at += j->all.data[j->at] == '\\' ? 2 : 1;
    }
    if (j->at >= j->all.len) {
        j->failed = true;
        return (struct lp_slice){0};
    }
    j->at++;
    return (struct lp_slice){j->all.data + begin, j->at - 1 - begin};
}

/* A number, or true, false, null. */
static struct lp_slice
take_bare(struct json *j)
{
    size_t begin = j->at;

    while (j->at < j->all.len &&
           strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE",
                  (char)j->all.data[j->at]) != NULL &&
           j->all.data[j->at] != '\0') {
        j->at++;
    }
    j->failed = j->failed || j->at == begin;
    return (struct lp_slice){j->all.data + begin, j->at - begin};
}

/* Pass over a value, at any depth: brackets are counted. */
static void
skip(struct json *j)
{
    size_t open = 0;

    do {
        uint8_t c = peek(j);

        if (c == '"') {
            (void)take_string(j);
        } else if (c == '{' || c == '[') {
            j->at++;
            open++;
        } else if ((c == '}' || c == ']') && open > 0) {
            j->at++;
            open--;
        } else if ((c == ',' || c == ':') && open > 0) {
            j->at++;
        } else {
            (void)take_bare(j);
        }
    } while (open > 0 && !j->failed);
}

/* Append a string without its escapes. Those of \u that are no ASCII letter
 * become "?": there are none in what we read. */
static void
unescape(struct lp_buf *to, struct lp_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];

        if (c != '\\' || i + 1 == s.len) {
            lp_buf_byte(to, c);
            continue;
        }
        c = s.data[++i];
        if (c == 'u' && s.len - i > 4) {
            unsigned code = 0;

            for (size_t k = 1; k <= 4; k++) {
                int v = lp_text_digit(s.data[i + k]);

                code = code << 4 | (v < 0 ? 0xffffU : (unsigned)v);
            }
            i += 4;
            lp_buf_byte(to, code < 128 ? (uint8_t)code : '?');
        } else {
            lp_buf_byte(to, c == 'n' ? '\n' : c == 't' ? '\t' : c);
        }
    }
}

static bool
is_key_name(struct lp_slice s)
{
    static const char mark[] = "._domainkey.";

    for (size_t i = 1; i + sizeof mark - 1 < s.len; i++) {
        if (strncasecmp((const char *)s.data + i, mark, sizeof mark - 1) == 0) {
            return true;
        }
    }
    return false;
}

/* Null, or what is no date, is not known. */
static int64_t
time_of(struct lp_slice text)
{
    int64_t at = 0;

    return text.len > 0 && lp_key_time(text, &at) ? at : 0;
}

/* The line of the place at hand, which never goes back. */
static uint64_t
line_of(struct json *j)
{
    for (; j->counted < j->at && j->counted < j->all.len; j->counted++) {
        j->line += j->all.data[j->counted] == '\n' ? 1 : 0;
    }
    return j->line;
}

/* Tell a record, of which `j->text` has the text. */
static void
tell(struct json *j, const struct known *k)
{
    struct lp_key_entry e = {0};
    struct lp_slice name = k->of[WORD_NAME];

    lp_buf_clear(&j->name);
    lp_buf_clear(&j->source);
    if (is_key_name(name)) {
        unescape(&j->name, name);
    } else if (k->of[WORD_DOMAIN].len > 0 && k->of[WORD_SELECTOR].len > 0) {
        unescape(&j->name, k->of[WORD_SELECTOR]);
        lp_buf_str(&j->name, "._domainkey.");
        unescape(&j->name, k->of[WORD_DOMAIN]);
    } else {
        return;
    }
    unescape(&j->source, k->of[WORD_SOURCE]);
    if (lp_slice_is(k->of[WORD_PROVEN], "true")) {
        lp_buf_str(&j->source, j->source.len > 0 ? ", provenance verified"
                                                 : "provenance verified");
    }
    e.name = lp_buf_slice(&j->name);
    e.text = lp_buf_slice(&j->text);
    e.source = lp_buf_slice(&j->source);
    e.first = time_of(k->of[WORD_FIRST]);
    e.last = time_of(k->of[WORD_LAST]);
    e.line = line_of(j);
    e.at = j->at;
    if (j->name.failed != LP_OK || j->text.failed != LP_OK) {
        j->rc = lp_no_memory(j->err);
    }
    if (j->rc == LP_OK) {
        j->rc = j->told(j->who, &e, j->err);
    }
    j->failed = j->failed || j->rc != LP_OK;
}

static void value(struct json *j, const struct known *k, bool is_text);

/* What the members of the object at hand, and of a pair of names in it, say of
 * the records in it. The place stays, unless they break off. */
static void
gather(struct json *j, struct known *k)
{
    size_t begin = j->at;

    (void)take(j, '{');
    while (!j->failed && peek(j) == '"') {
        struct lp_slice key = take_string(j);
        enum word w = word_of(key);
        uint8_t c;

        j->failed = j->failed || !take(j, ':');
        c = peek(j);
        if (c == '{' && key_is(key, "domainselectorpair") &&
            j->depth < DEPTH_MAX) {
            j->depth++;
            gather(j, k);
            j->depth--;
            skip(j);
        } else if (w < WORDS && c == '"') {
            k->of[w] = take_string(j);
        } else if (w < WORDS && c != '{' && c != '[') {
            k->of[w] = take_bare(j);
        } else {
            skip(j);
        }
        if (!take(j, ',')) {
            break;
        }
    }
    j->at = j->failed ? j->at : begin;
}

static void
object(struct json *j, const struct known *outer)
{
    struct known k = *outer;

    k.of[WORD_TEXT] = (struct lp_slice){0};
    gather(j, &k);
    if (k.of[WORD_TEXT].len > 0) {
        lp_buf_clear(&j->text);
        unescape(&j->text, k.of[WORD_TEXT]);
        tell(j, &k);
    }
    (void)take(j, '{');
    while (!j->failed && peek(j) == '"') {
        struct known inner = k;
        struct lp_slice key = take_string(j);
        bool named = is_key_name(key);

        inner.of[WORD_NAME] = named ? key : k.of[WORD_NAME];
        j->failed = j->failed || !take(j, ':');
        if (peek(j) == '"' && !named) {
            (void)take_string(j);
        } else {
            value(j, &inner, named || word_of(key) == WORD_TEXT);
        }
        if (!take(j, ',')) {
            break;
        }
    }
    j->failed = j->failed || !take(j, '}');
}

/* The strings in an array are records; those in an array in that are pieces of
 * one, as DNS has them. */
static void
array(struct json *j, const struct known *k, bool is_text)
{

    (void)take(j, '[');
    while (!j->failed && peek(j) != ']') {
        if (is_text && peek(j) == '[') {
            lp_buf_clear(&j->text);
            (void)take(j, '[');
            while (peek(j) == '"') {
                unescape(&j->text, take_string(j));
                (void)take(j, ',');
            }
            j->failed = j->failed || !take(j, ']');
            tell(j, k);
        } else {
            value(j, k, is_text);
        }
        if (!take(j, ',')) {
            break;
        }
    }
    j->failed = j->failed || !take(j, ']');
}

static void
value(struct json *j, const struct known *k, bool is_text)
{
    uint8_t c = peek(j);

    if (++j->depth > DEPTH_MAX) {
        j->failed = true;
    } else if (c == '{') {
        object(j, k);
    } else if (c == '[') {
        array(j, k, is_text);
    } else if (c == '"') {
        struct lp_slice s = take_string(j);

        if (is_text) {
            lp_buf_clear(&j->text);
            unescape(&j->text, s);
            tell(j, k);
        }
    } else {
        (void)take_bare(j);
    }
    j->depth--;
}

enum lp_code
lp_key_json_read(struct lp_slice text, size_t at, lp_key_told *told,
                 lp_key_bad_told *bad, void *who, struct lp_err *err)
{
    struct json j = {
        .all = text, .at = at, .line = 1, .told = told, .who = who, .err = err};
    struct known nothing = {0};
    enum lp_code rc;

    /* One value, or one after the other, as lines of JSON have them. */
    while (!j.failed && peek(&j) != 0) {
        value(&j, &nothing, false);
    }
    rc = j.rc;
    if (rc == LP_OK && (j.failed || j.at < text.len)) {
        struct lp_key_bad what = {
            .why = "the JSON breaks off or breaks its grammar here"};

        j.at = j.at < text.len ? j.at : text.len;
        what.line = line_of(&j);
        what.at = j.at;
        rc = lp_key_is_none(&what, bad, who, err);
    }
    lp_buf_release(&j.name);
    lp_buf_release(&j.text);
    lp_buf_release(&j.source);
    return rc;
}
