#include "bundle/judge.h"

#include "tests/unit/judge_box.h"

/* Sets of one document each, in files that are gone when they are open. */
static void
add_set(struct lp_index *ix, enum lp_set_status status, const char *date,
        struct lp_set_add *add)
{
    static const uint8_t secret[LP_SECRET_SIZE] = {7};
    const struct lp_set_meta meta = {.publication = lp_slice_str(date),
                                     .date = lp_slice_str(date),
                                     .status = status};
    struct lp_set_build *b = NULL;

    add->counts = true;
    CHECK(lp_set_build_new(&b, path, false,
                           lp_set_status_keyed(status) ? secret : NULL,
                           NULL) == LP_OK &&
              lp_set_build_add(b, add, NULL) == LP_OK &&
              lp_set_build_finish(b, &meta, NULL, NULL) == LP_OK,
          "set");
    lp_set_build_free(b);
    CHECK(lp_index_add(ix, path, NULL) == LP_OK, "add");
}

static struct lp_set_add
one(const char *locator, enum lp_level level, const char *content)
{
    struct lp_set_add add = {
        .record = {.size = strlen(content), .locator = lp_slice_str(locator)}};
    struct lp_digest d = {0};

    CHECK(lp_digest_of(&d, lp_level_alg(level), lp_slice_str(content), NULL) ==
              LP_OK,
          "digest");
    lp_set_add_key(&add, level, (struct lp_slice){d.bytes, d.len});
    return add;
}

/* What is looked at as it is, decoded, and by its MD5. */
static struct lp_record
seen(const char *raw, const char *decoded, const char *md5)
{
    struct lp_record r = {.has_digest = true,
                          .has_decoded = true,
                          .digest = digest_of(raw),
                          .size = strlen(raw),
                          .algs = 1U << LP_ALG_MD5};
    const struct lp_digest d = digest_of(decoded);
    struct lp_digest weak = {0};

    memcpy(r.decoded, d.bytes, sizeof r.decoded);
    CHECK(lp_digest_of(&weak, LP_ALG_MD5, lp_slice_str(md5), NULL) == LP_OK,
          "digest");
    memcpy(r.other[LP_ALG_MD5], weak.bytes, weak.len);
    return r;
}

static void
check_one(struct lp_judge *j, struct lp_buf *said, const struct lp_record *r,
          const char *want, const char *label)
{
    struct lp_family f = lp_judge_family(j);
    const struct lp_where at = {0};

    lp_buf_clear(said);
    CHECK(f.ops->item(f.self, r, &at, NULL) == LP_OK, label);
    if (!lp_slice_is(lp_buf_slice(said), want)) {
        fprintf(stderr, "%.*s\n", (int)said->len, (const char *)said->data);
    }
    CHECK(lp_slice_is(lp_buf_slice(said), want), label);
}

static void
test_levels(void)
{
    static const uint8_t secret[LP_SECRET_SIZE] = {7};
    struct lp_set_add form = one("form", LP_LEVEL_RAW, "line\r\r\n");
    struct lp_set_add listed = one("listed", LP_LEVEL_MD5, "old");
    struct lp_set_add tool = one("tool", LP_LEVEL_RAW, "program");
    struct lp_set_add refused = one("refused", LP_LEVEL_RAW, "refused");
    struct lp_set_add heard = one("heard", LP_LEVEL_MD5, "heard");
    struct lp_index *ix = NULL;
    struct lp_buf said = {0};
    struct lp_judge j = {.told = judged, .who = &said};
    struct lp_record r;

    memcpy(form.keys[LP_LEVEL_DECODED],
           one("", LP_LEVEL_DECODED, "line\n").keys[LP_LEVEL_DECODED],
           LP_KEY_SIZE);
    form.levels |= LP_LEVEL_BIT(LP_LEVEL_DECODED);
    CHECK(lp_index_new(&ix, secret, NULL) == LP_OK, "index");
    add_set(ix, LP_SET_PUBLISHED, "2001", &form);
    add_set(ix, LP_SET_PUBLISHED, "2002", &listed);
    add_set(ix, LP_SET_SOFTWARE, "2003", &tool);
    add_set(ix, LP_SET_REFUSED, "2004", &refused);
    add_set(ix, LP_SET_RECEIVED, "2005", &heard);
    CHECK(lp_index_ready(ix, NULL) == LP_OK, "index");
    j.index = ix;
    j.counted.shares.in = calloc(4, sizeof *j.counted.shares.in);

    r = seen("line\r\n", "line\n", "line\r\n");
    check_one(&j, &said, &r, "DECODED form,", "another copy of a text");
    r = seen("line\n", "line\n", "line\n");
    check_one(&j, &said, &r, "DECODED form,", "the text as it is decoded");
    r = seen("old", "old", "old");
    check_one(&j, &said, &r, "EXACT-WEAK listed,", "by its MD5 and length");
    r = seen("twin!", "twin!", "old");
    check_one(&j, &said, &r, "NEW,", "the same MD5, another length");
    r = seen("program", "program", "program");
    check_one(&j, &said, &r, "TRIVIAL tool software,", "known software");
    r = seen("refused", "refused", "refused");
    check_one(&j, &said, &r, "NEW refused,", "received before is not public");
    r = seen("heard", "heard", "heard");
    check_one(&j, &said, &r, "NEW received,", "received before, by its MD5");
    CHECK(j.counted.shares.prior.documents == 2, "both");
    r = seen("unheard", "unheard", "unheard");
    check_one(&j, &said, &r, "NEW,", "not found at any level");
    r.algs = 0;
    check_one(&j, &said, &r, "UNKNOWN not-comparable,",
              "a set that knows MD5 alone could not be asked");
    r = seen("old", "old", "old");
    r.algs = 0;
    check_one(&j, &said, &r, "UNKNOWN not-comparable,",
              "nor for what it does hold");
    CHECK(j.counted.shares.by[LP_VERDICT_DECODED].documents == 2 &&
              j.counted.shares.by[LP_VERDICT_WEAK].documents == 1 &&
              j.counted.shares.by[LP_VERDICT_EXACT].documents == 0 &&
              j.counted.shares.trivial[LP_TRIVIAL_SOFTWARE] == 1 &&
              j.counted.shares.in[0].documents == 2 &&
              j.counted.shares.in[1].documents == 1,
          "each in its own row");
    lp_judge_release(&j);
    lp_index_free(ix);
    lp_buf_release(&said);
}

/* A message is a document and holds others: each byte counts once. */
static void
test_message(void)
{
    static const char raw[] = "a message of 28 bytes, raw..";
    struct lp_record message = seen(raw, raw, raw);
    struct lp_record text = seen("text", "text", "text");
    struct lp_record file = seen("public", "public", "public");
    const struct lp_where in = {.in = LP_KIND_MESSAGE};
    const struct lp_where disk = {0};
    struct lp_set_add add = one("public", LP_LEVEL_RAW, "public");
    struct lp_index *ix = NULL;
    struct lp_buf said = {0};
    struct lp_judge j = {.told = judged, .who = &said};
    struct lp_family f = lp_judge_family(&j);

    CHECK(lp_index_new(&ix, NULL, NULL) == LP_OK, "index");
    add_set(ix, LP_SET_PUBLISHED, "2001", &add);
    CHECK(lp_index_ready(ix, NULL) == LP_OK, "index");
    j.index = ix;

    message.kind = LP_KIND_MESSAGE;
    message.container = true;
    text.role = LP_ROLE_PART;
    text.flags = LP_FLAG_OWN_TEXT;
    text.has_span = true;
    text.span = 5;
    file.role = LP_ROLE_PART;
    file.has_span = true;
    file.span = 10;
    CHECK(f.ops->enter(f.self, &message, &disk, NULL) == LP_OK &&
              f.ops->item(f.self, &text, &in, NULL) == LP_OK &&
              f.ops->item(f.self, &file, &in, NULL) == LP_OK &&
              f.ops->leave(f.self, &message, &disk, NULL) == LP_OK,
          "told");
    CHECK(lp_slice_is(lp_buf_slice(&said), "NEW,EXACT public,NEW,"),
          "its own text has a verdict too");
    CHECK(j.counted.shares.all.documents == 2 &&
              j.counted.shares.by[LP_VERDICT_NEW].documents == 1 &&
              j.counted.shares.by[LP_VERDICT_NEW].bytes == 18 &&
              j.counted.shares.by[LP_VERDICT_EXACT].bytes == 6,
          "but is no document, and what is attached is not the message's");
    lp_judge_release(&j);
    lp_index_free(ix);
    lp_buf_release(&said);
}

int
main(void)
{
    const char *tmp = getenv("TMPDIR");

    (void)snprintf(path, sizeof path, "%s/lp_test_judge_levels.%d.set",
                   tmp == NULL ? "/tmp" : tmp, (int)getpid());
    test_levels();
    test_message();
    (void)unlink(path);
    return lp_test_failures != 0;
}
