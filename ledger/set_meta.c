#include "ledger/set_meta.h"

#include <string.h>

#include "base/text.h"
#include "ledger/secret.h"
#include "ledger/set_record.h"

static const struct {
    const char *word;
    bool keyed;
} statuses[LP_SET_STATUS_COUNT] = {
    [LP_SET_PUBLISHED] = {"published", false},
    [LP_SET_RECEIVED] = {"received", true},
    [LP_SET_REFUSED] = {"refused", true},
    [LP_SET_WITHHELD] = {"withheld", true},
    [LP_SET_SOFTWARE] = {"software", false},
};

const char *
lp_set_status_word(enum lp_set_status status)
{
    return statuses[status].word;
}

enum lp_set_status
lp_set_status_by_word(struct lp_slice word)
{
    for (unsigned i = 0; i < LP_SET_STATUS_COUNT; i++) {
        if (lp_slice_is(word, statuses[i].word)) {
            return (enum lp_set_status)i;
        }
    }
    return LP_SET_STATUS_COUNT;
}

bool
lp_set_status_keyed(enum lp_set_status status)
{
    return statuses[status].keyed;
}

static bool
is_word_byte(uint8_t b)
{
    return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '_' ||
           b == '.' || b == '+' || b == '-';
}

/* Words, parted by single commas, strictly increasing. */
static bool
readers_ok(struct lp_slice s)
{
    struct lp_slice last = {0};

    while (s.len > 0) {
        size_t n = 0;
        struct lp_slice word;

        while (n < s.len && is_word_byte(s.data[n])) {
            n++;
        }
        word = lp_slice_head(s, n);
        if (n == 0 || lp_slice_order(last, word) >= 0) {
            return false;
        }
        if (n < s.len && (s.data[n] != ',' || n + 1 == s.len)) {
            return false;
        }
        last = word;
        s = lp_slice_from(s, n + 1);
    }
    return true;
}

static bool
source_ok(struct lp_slice s)
{
    uint8_t digest[LP_KEY_SIZE];

    return s.len == 0 || lp_text_unhex(s, digest, sizeof digest);
}

/* A set is keyed if its status asks for it, and only then. */
static bool
keyed_ok(const struct lp_set_meta *m)
{
    uint8_t id[LP_SECRET_ID_SIZE];

    return lp_set_status_keyed(m->status)
               ? lp_text_unhex(m->keyed, id, sizeof id)
               : m->keyed.len == 0;
}

/* What is alike in some of its words or parts would tell of its content. */
static bool
levels_ok(const struct lp_set_meta *m)
{
    unsigned never = m->keyed.len > 0 ? LP_LEVEL_OPEN : 0;

    return m->levels != 0 && (m->levels & (~LP_LEVEL_ALL | never)) == 0;
}

/* The first field that breaks the rules, or NULL. */
static const char *
wrong_field(const struct lp_set_meta *m)
{
    const uint64_t top = INT64_MAX;
    const struct {
        const char *name;
        bool ok;
    } rules[] = {
        {"publication",
         m->publication.len > 0 && lp_set_record_text_ok(m->publication)},
        {"date", m->date.len == 0 || lp_text_is_date(m->date)},
        {"url", lp_set_record_text_ok(m->url)},
        {"source",
         source_ok(m->source) && (m->source.len == 0 || m->keyed.len == 0)},
        {"readers", readers_ok(m->readers)},
        {"status", m->status < LP_SET_STATUS_COUNT},
        {"keyed", m->status < LP_SET_STATUS_COUNT && keyed_ok(m)},
        {"levels", levels_ok(m)},
        {"rules", lp_level_rules_ok(m->rules, m->levels)},
        {"documents", m->documents <= top},
        {"unique", m->unique <= m->documents},
        {"bytes", m->bytes <= top},
        {"containers", m->containers <= top},
        {"unopened", m->unopened <= m->containers},
        {"partial", m->partial || !m->list},
    };

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (!rules[i].ok) {
            return rules[i].name;
        }
    }
    return NULL;
}

static void
put_text(struct lp_buf *to, const char *name, struct lp_slice value)
{
    lp_buf_str(to, name);
    lp_buf_byte(to, '=');
    lp_buf_put(to, value);
    lp_buf_byte(to, '\n');
}

static void
put_number(struct lp_buf *to, const char *name, uint64_t value)
{
    lp_buf_printf(to, "%s=%llu\n", name, (unsigned long long)value);
}

static void
put_levels(struct lp_buf *to, unsigned levels)
{
    const char *before = "levels=";

    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        if ((levels & LP_LEVEL_BIT(i)) != 0) {
            lp_buf_str(to, before);
            lp_buf_str(to, lp_level_word((enum lp_level)i));
            before = ",";
        }
    }
    lp_buf_byte(to, '\n');
}

static void
put_all(struct lp_buf *to, const struct lp_set_meta *m)
{
    put_text(to, "publication", m->publication);
    put_text(to, "date", m->date);
    put_text(to, "url", m->url);
    lp_buf_printf(to, "made=%lld\n", (long long)m->made);
    put_text(to, "from", lp_slice_str(m->list ? "list" : "walk"));
    put_text(to, "source", m->source);
    put_text(to, "readers", m->readers);
    put_text(to, "status", lp_slice_str(lp_set_status_word(m->status)));
    put_text(to, "keyed", m->keyed);
    put_levels(to, m->levels);
    put_text(to, "rules", m->rules);
    put_number(to, "documents", m->documents);
    put_number(to, "unique", m->unique);
    put_number(to, "bytes", m->bytes);
    put_number(to, "containers", m->containers);
    put_number(to, "unopened", m->unopened);
    put_text(to, "partial", lp_slice_str(m->partial ? "yes" : "no"));
}

enum lp_code
lp_set_meta_write(struct lp_buf *to, const struct lp_set_meta *m,
                  struct lp_err *err)
{
    const char *wrong = wrong_field(m);
    struct lp_buf text = {.max = LP_SET_META_MAX};
    enum lp_code rc;

    if (wrong != NULL) {
        rc = lp_fail(err, LP_E_USAGE, "set: the field \"%s\" is not lawful",
                     wrong);
        goto done;
    }
    put_all(&text, m);
    if (text.failed == LP_E_LIMIT) {
        rc = lp_fail(err, LP_E_USAGE,
                     "set: publication, URL, readers and rules are too long");
        goto done;
    }
    LP_TRY(lp_buf_check(&text, err));
    lp_buf_put(to, lp_buf_slice(&text));
    rc = lp_buf_check(to, err);

done:
    lp_buf_release(&text);
    return rc;
}

/* The value of the next line, which must be that of `name`. */
static struct lp_slice
take(struct lp_cursor *c, const char *name)
{
    struct lp_slice line = lp_cursor_until(c, '\n');
    size_t n = strlen(name);

    if (!lp_slice_begins(line, lp_slice_str(name)) || line.len == n ||
        line.data[n] != '=') {
        c->failed = true;
        return (struct lp_slice){0};
    }
    return lp_slice_from(line, n + 1);
}

static uint64_t
take_number(struct lp_cursor *c, const char *name)
{
    uint64_t value = 0;

    if (!lp_text_u64(take(c, name), &value)) {
        c->failed = true;
    }
    return value;
}

/* One of two words: whether it is the first. */
static bool
take_either(struct lp_cursor *c, const char *name, const char *first,
            const char *second)
{
    struct lp_slice word = take(c, name);
    bool is_first = lp_slice_is(word, first);

    if (!is_first && !lp_slice_is(word, second)) {
        c->failed = true;
    }
    return is_first;
}

/* Words parted by single commas, in the order of the levels' numbers. */
static unsigned
take_levels(struct lp_cursor *c)
{
    struct lp_slice s = take(c, "levels");
    unsigned levels = 0;
    unsigned last = LP_LEVEL_NONE;

    for (bool more = true; more && !c->failed;) {
        const uint8_t *comma = s.len == 0 ? NULL : memchr(s.data, ',', s.len);
        size_t n = comma == NULL ? s.len : (size_t)(comma - s.data);
        unsigned level = lp_level_by_word(lp_slice_head(s, n));

        c->failed = level <= last;
        levels |= LP_LEVEL_BIT(level);
        last = level;
        more = comma != NULL;
        s = lp_slice_from(s, n + 1);
    }
    return levels;
}

static void
take_all(struct lp_cursor *c, struct lp_set_meta *m)
{
    m->publication = take(c, "publication");
    m->date = take(c, "date");
    m->url = take(c, "url");
    if (!lp_text_i64(take(c, "made"), &m->made)) {
        c->failed = true;
    }
    m->list = take_either(c, "from", "list", "walk");
    m->source = take(c, "source");
    m->readers = take(c, "readers");
    m->status = lp_set_status_by_word(take(c, "status"));
    m->keyed = take(c, "keyed");
    m->levels = take_levels(c);
    m->rules = take(c, "rules");
    m->documents = take_number(c, "documents");
    m->unique = take_number(c, "unique");
    m->bytes = take_number(c, "bytes");
    m->containers = take_number(c, "containers");
    m->unopened = take_number(c, "unopened");
    m->partial = take_either(c, "partial", "yes", "no");
}

enum lp_code
lp_set_meta_read(struct lp_set_meta *out, struct lp_slice text,
                 struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(text);
    struct lp_set_meta m = {0};
    const char *wrong;

    take_all(&c, &m);
    if (c.failed || c.rest.len != 0) {
        return lp_fail(err, LP_E_FORMAT,
                       "set: what it says about itself breaks the format");
    }
    wrong = wrong_field(&m);
    if (wrong != NULL) {
        return lp_fail(err, LP_E_FORMAT, "set: the field \"%s\" is not lawful",
                       wrong);
    }
    *out = m;
    return LP_OK;
}
