#include "bundle/judge.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/set_build.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MOST 8

static char path[4200];

static struct lp_digest
digest_of(const char *content)
{
    struct lp_digest d = {0};

    CHECK(lp_digest_of(&d, LP_ALG_SHA256, lp_slice_str(content), NULL) == LP_OK,
          "digest");
    return d;
}

/* The set holds a document "public", a container "public zip" and something
 * that has no bytes. */
static struct lp_index *
make_index(void)
{
    static const char *const known[] = {"public", "public zip", ""};
    const struct lp_set_meta meta = {.publication = lp_slice_str("Harbor"),
                                     .date = lp_slice_str("2019"),
                                     .readers = lp_slice_str("zip")};
    const char *paths[] = {path};
    struct lp_set_build *b = NULL;
    struct lp_index *ix = NULL;

    CHECK(lp_set_build_new(&b, path, false, NULL, NULL) == LP_OK, "set");
    for (size_t i = 0; i < COUNT(known); i++) {
        const struct lp_digest d = digest_of(known[i]);
        struct lp_set_add add = {
            .record = {.size = strlen(known[i]),
                       .locator = lp_slice_str(known[i])},
            .counts = true,
        };

        lp_set_add_key(&add, LP_LEVEL_RAW, (struct lp_slice){d.bytes, d.len});
        CHECK(lp_set_build_add(b, &add, NULL) == LP_OK, "set");
    }
    CHECK(lp_set_build_finish(b, &meta, NULL, NULL) == LP_OK, "set");
    lp_set_build_free(b);
    CHECK(lp_index_open(&ix, paths, 1, NULL, NULL) == LP_OK, "index");
    return ix;
}

/* One step of a submission: '<' enters, '>' leaves (its `is` as when it was
 * entered), '=' is an item. `is` NULL: no digest. */
struct step {
    char sign;
    const char *is;
    enum lp_kind kind;
    enum lp_rule closed;
    enum lp_rule found;
    uint64_t size; /* without a digest */
    uint32_t flags;
    uint64_t unread; /* of what was lost */
};

static struct lp_record
record_of(const struct step *s)
{
    struct lp_record r = {
        .kind = s->kind,
        .size = s->is == NULL ? s->size : strlen(s->is),
        .container = s->sign != '=',
        .closed = (uint16_t)s->closed,
        .flags = s->flags,
        .lost = s->unread > 0,
        .unread = s->unread,
        .has_digest = s->is != NULL,
    };

    if (s->is != NULL) {
        r.digest = digest_of(s->is);
    }
    if (s->found != LP_RULE_NONE) {
        lp_findings_add(&r.found, s->found, 1);
    }
    return r;
}

/* A line for each verdict: its word, what proves it, or why it is unknown. */
static enum lp_code
judged(void *who, const struct lp_record *r, const struct lp_where *at,
       const struct lp_judgement *j, struct lp_err *err)
{
    struct lp_buf *to = who;

    (void)r;
    (void)at;
    (void)err;
    CHECK((lp_verdict_public(j->verdict) ||
           j->trivial == LP_TRIVIAL_SOFTWARE) == (j->match.set != NULL),
          "what is public has a proof, and nothing else has");
    lp_buf_str(to, lp_verdict_word(j->verdict));
    if (j->match.set != NULL) {
        lp_buf_printf(to, " %.*s", (int)j->match.record.locator.len,
                      (const char *)j->match.record.locator.data);
    }
    if (j->via_container) {
        lp_buf_str(to, " via");
    }
    if (j->trivial > LP_TRIVIAL_EMPTY) {
        lp_buf_printf(to, " %s", lp_trivial_word(j->trivial));
    }
    if (j->prior.set != NULL) {
        lp_buf_printf(to, " %s",
                      lp_set_status_word(lp_set_about(j->prior.set)->status));
    }
    if (j->rule != LP_RULE_NONE) {
        lp_buf_printf(to, " %s", lp_rule_info(j->rule)->word);
    }
    lp_buf_str(to, ",");
    return LP_OK;
}

#define ENC LP_RULE_ENC_ZIP
#define AMBIGUOUS LP_RULE_ZIP_TWO_ENDS
#define ZIP LP_KIND_ZIP

static const enum lp_verdict column[5] = {LP_VERDICT_NONE, LP_VERDICT_EXACT,
                                          LP_VERDICT_NEW, LP_VERDICT_TRIVIAL,
                                          LP_VERDICT_UNKNOWN};

static const struct {
    const char *label;
    struct step step[MOST];
    const char *said;
    uint64_t documents;
    struct {
        uint64_t documents[5];
        uint64_t bytes[5];
        uint64_t all_documents;
        uint64_t all_bytes;
    } shares; /* by `column` */
} cases[] = {
    {"published",
     {{.sign = '=', .is = "public"}},
     "EXACT public,",
     1,
     {{0, 1}, {0, 6}, 1, 6}},
    {"not published",
     {{.sign = '=', .is = "secret"}},
     "NEW,",
     1,
     {{0, 0, 1}, {0, 0, 6}, 1, 6}},
    {"no bytes",
     {{.sign = '=', .is = ""}},
     "TRIVIAL,",
     1,
     {{0, 0, 0, 1}, {0}, 1, 0}},
    {"a folder",
     {{.sign = '=', .kind = LP_KIND_DIR}},
     "NONE,",
     0,
     {{0}, {0}, 0, 0}},
    {"a link",
     {{.sign = '=', .kind = LP_KIND_SYMLINK}},
     "NONE,",
     0,
     {{0}, {0}, 0, 0}},
    {"a folder that could not be read",
     {{.sign = '=', .kind = LP_KIND_DIR, .closed = LP_RULE_UNREADABLE}},
     "UNKNOWN unreadable,",
     1,
     {{0, 0, 0, 0, 1}, {0}, 1, 0}},
    {"a file that could not be read",
     {{.sign = '=',
       .kind = LP_KIND_OTHER,
       .closed = LP_RULE_UNREADABLE,
       .size = 9}},
     "UNKNOWN unreadable,",
     1,
     {{0, 0, 0, 0, 1}, {0, 0, 0, 0, 9}, 1, 9}},
    {"a file of no bytes that could not be read is not trivial",
     {{.sign = '=', .kind = LP_KIND_OTHER, .closed = LP_RULE_UNREADABLE}},
     "UNKNOWN unreadable,",
     1,
     {{0, 0, 0, 0, 1}, {0}, 1, 0}},
    {"ciphertext",
     {{.sign = '=',
       .is = "secret",
       .kind = LP_KIND_PGP,
       .closed = LP_RULE_ENC_PGP}},
     "UNKNOWN pgp-encrypted,",
     1,
     {{0, 0, 0, 0, 1}, {0, 0, 0, 0, 6}, 1, 6}},
    {"published ciphertext",
     {{.sign = '=',
       .is = "public",
       .kind = LP_KIND_PGP,
       .closed = LP_RULE_ENC_PGP}},
     "EXACT public,",
     1,
     {{0, 1}, {0, 6}, 1, 6}},
    {"a finding",
     {{.sign = '=', .is = "secret", .found = LP_RULE_CRC}},
     "UNKNOWN crc-mismatch,",
     1,
     {{0, 0, 0, 0, 1}, {0, 0, 0, 0, 6}, 1, 6}},
    {"closed weighs more than found",
     {{.sign = '=', .is = "secret", .closed = ENC, .found = LP_RULE_CRC}},
     "UNKNOWN password-protected,",
     1,
     {{0, 0, 0, 0, 1}, {0, 0, 0, 0, 6}, 1, 6}},
    {"a container left closed by --depth",
     {{.sign = '=', .is = "secret", .kind = ZIP, .flags = LP_FLAG_OPAQUE}},
     "UNKNOWN left-closed,",
     1,
     {{0, 0, 0, 0, 1}, {0, 0, 0, 0, 6}, 1, 6}},
    {"a published one left closed",
     {{.sign = '=', .is = "public zip", .kind = ZIP, .flags = LP_FLAG_OPAQUE}},
     "EXACT public zip,",
     1,
     {{0, 1}, {0, 10}, 1, 10}},
    {"in a new container",
     {{.sign = '<', .is = "zip", .kind = ZIP},
      {.sign = '=', .is = "public"},
      {.sign = '=', .is = "secret"},
      {.sign = '>', .is = "zip", .kind = ZIP}},
     "EXACT public,NEW,NEW,",
     2,
     {{0, 1, 1}, {0, 6, 6}, 2, 12}},
    {"in a published container",
     {{.sign = '<', .is = "public zip", .kind = ZIP},
      {.sign = '=', .is = "public"},
      {.sign = '=', .is = "secret"},
      {.sign = '=', .closed = ENC, .size = 7},
      {.sign = '=', .is = ""},
      {.sign = '>', .is = "public zip", .kind = ZIP}},
     "EXACT public,EXACT public zip via,EXACT public zip via,TRIVIAL,"
     "EXACT public zip,",
     4,
     {{0, 3, 0, 1}, {0, 19}, 4, 19}},
    {"in a container in a published one",
     {{.sign = '<', .is = "public zip", .kind = ZIP},
      {.sign = '<', .is = "zip", .kind = ZIP},
      {.sign = '=', .is = "secret"},
      {.sign = '>', .is = "zip", .kind = ZIP},
      {.sign = '=', .is = "other"},
      {.sign = '>', .is = "public zip", .kind = ZIP}},
     "EXACT public zip via,EXACT public zip via,EXACT public zip via,"
     "EXACT public zip,",
     2,
     {{0, 2}, {0, 11}, 2, 11}},
    {"after a published container",
     {{.sign = '<', .is = "public zip", .kind = ZIP},
      {.sign = '>', .is = "public zip", .kind = ZIP},
      {.sign = '=', .is = "secret"}},
     "EXACT public zip,NEW,",
     1,
     {{0, 0, 1}, {0, 0, 6}, 1, 6}},
    {"in an ambiguous container",
     {{.sign = '<', .is = "zip", .kind = ZIP, .found = AMBIGUOUS},
      {.sign = '=', .is = "public"},
      {.sign = '=', .is = "secret"},
      {.sign = '>', .is = "zip", .kind = ZIP, .found = AMBIGUOUS}},
     "EXACT public,UNKNOWN in-doubtful-container,UNKNOWN zip-two-ends,",
     2,
     {{0, 1, 0, 0, 1}, {0, 6, 0, 0, 6}, 2, 12}},
    {"in a container in an ambiguous one",
     {{.sign = '<', .is = "zip", .kind = ZIP, .found = AMBIGUOUS},
      {.sign = '<', .is = "in", .kind = ZIP},
      {.sign = '=', .is = "secret"},
      {.sign = '>', .is = "in", .kind = ZIP},
      {.sign = '>', .is = "zip", .kind = ZIP, .found = AMBIGUOUS}},
     "UNKNOWN in-doubtful-container,UNKNOWN in-doubtful-container,UNKNOWN "
     "zip-two-ends,",
     1,
     {{0, 0, 0, 0, 1}, {0, 0, 0, 0, 6}, 1, 6}},
    {"beside an ambiguous container",
     {{.sign = '<', .is = "zip", .kind = ZIP},
      {.sign = '<', .is = "in", .kind = ZIP, .found = AMBIGUOUS},
      {.sign = '>', .is = "in", .kind = ZIP, .found = AMBIGUOUS},
      {.sign = '=', .is = "secret"},
      {.sign = '>', .is = "zip", .kind = ZIP}},
     "UNKNOWN zip-two-ends,NEW,NEW,",
     1,
     {{0, 0, 1}, {0, 0, 6}, 1, 6}},
    {"in a published container that is ambiguous",
     {{.sign = '<', .is = "public zip", .kind = ZIP, .found = AMBIGUOUS},
      {.sign = '=', .is = "secret"},
      {.sign = '>', .is = "public zip", .kind = ZIP, .found = AMBIGUOUS}},
     "EXACT public zip via,EXACT public zip,",
     1,
     {{0, 1}, {0, 6}, 1, 6}},
    {"what is merely malformed does not taint",
     {{.sign = '<', .is = "zip", .kind = ZIP, .closed = LP_RULE_TRUNCATED},
      {.sign = '=', .is = "secret"},
      {.sign = '>', .is = "zip", .kind = ZIP, .closed = LP_RULE_TRUNCATED}},
     "NEW,UNKNOWN truncated,",
     1,
     {{0, 0, 1}, {0, 0, 6}, 1, 6}},
    {"a lost container stands for what was not read",
     {{.sign = '<',
       .is = "zip",
       .kind = ZIP,
       .closed = LP_RULE_TRUNCATED,
       .unread = 40},
      {.sign = '=', .is = "secret"},
      {.sign = '>',
       .is = "zip",
       .kind = ZIP,
       .closed = LP_RULE_TRUNCATED,
       .unread = 40}},
     "NEW,UNKNOWN truncated,",
     2,
     {{0, 0, 1, 0, 1}, {0, 0, 6, 0, 40}, 2, 46}},
    {"a lost container that is published stands for nothing",
     {{.sign = '<',
       .is = "public zip",
       .kind = ZIP,
       .closed = LP_RULE_TRUNCATED,
       .unread = 40},
      {.sign = '>',
       .is = "public zip",
       .kind = ZIP,
       .closed = LP_RULE_TRUNCATED,
       .unread = 40}},
     "EXACT public zip,",
     0,
     {{0}, {0}, 0, 0}},
};

static void
test_cases(struct lp_index *ix)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_buf said = {0};
        struct lp_judge j = {.index = ix, .told = judged, .who = &said};
        struct lp_family f = lp_judge_family(&j);
        const struct lp_where at = {0};

        for (size_t k = 0; k < MOST && cases[i].step[k].sign != 0; k++) {
            const struct step *s = &cases[i].step[k];
            struct lp_record r = record_of(s);
            lp_told *tell = s->sign == '<'   ? f.ops->enter
                            : s->sign == '>' ? f.ops->leave
                                             : f.ops->item;

            CHECK(tell(f.self, &r, &at, NULL) == LP_OK, cases[i].label);
        }
        if (!lp_slice_is(lp_buf_slice(&said), cases[i].said)) {
            fprintf(stderr, "%.*s\n", (int)said.len, (const char *)said.data);
        }
        CHECK(lp_slice_is(lp_buf_slice(&said), cases[i].said), cases[i].label);
        CHECK(j.shares.all.documents == cases[i].documents &&
                  j.shares.all.documents == cases[i].shares.all_documents &&
                  j.shares.all.bytes == cases[i].shares.all_bytes,
              cases[i].label);
        for (size_t k = 0; k < COUNT(column); k++) {
            const struct lp_share *got = &j.shares.by[column[k]];

            CHECK(got->documents == cases[i].shares.documents[k] &&
                      got->bytes == cases[i].shares.bytes[k],
                  cases[i].label);
        }
        CHECK(j.n == 0, "every container was left");
        lp_judge_release(&j);
        lp_buf_release(&said);
    }
}

/* Same digest, another size: a set that could be fooled so is not asked. */
static void
test_size(struct lp_index *ix)
{
    struct lp_buf said = {0};
    struct lp_judge j = {.index = ix, .told = judged, .who = &said};
    struct lp_family f = lp_judge_family(&j);
    struct lp_record r = record_of(&(struct step){.sign = '=', .is = "public"});
    const struct lp_where at = {0};

    r.size++;
    r.has_decoded = true;
    CHECK(f.ops->item(f.self, &r, &at, NULL) == LP_OK &&
              lp_slice_is(lp_buf_slice(&said), "NEW,"),
          "the size is part of the key");
    lp_judge_release(&j);
    lp_buf_release(&said);
}

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
    CHECK(lp_index_ready(ix, NULL) == LP_OK, "index");
    j.index = ix;
    j.shares.in = calloc(4, sizeof *j.shares.in);

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
    r = seen("unheard", "unheard", "unheard");
    check_one(&j, &said, &r, "NEW,", "not found at any level");
    r.algs = 0;
    check_one(&j, &said, &r, "UNKNOWN not-comparable,",
              "a set that knows MD5 alone could not be asked");
    r = seen("old", "old", "old");
    r.algs = 0;
    check_one(&j, &said, &r, "UNKNOWN not-comparable,",
              "nor for what it does hold");
    CHECK(j.shares.by[LP_VERDICT_DECODED].documents == 2 &&
              j.shares.by[LP_VERDICT_WEAK].documents == 1 &&
              j.shares.by[LP_VERDICT_EXACT].documents == 0 &&
              j.shares.prior.documents == 1 &&
              j.shares.trivial[LP_TRIVIAL_SOFTWARE] == 1 &&
              j.shares.in[0].documents == 2 && j.shares.in[1].documents == 1,
          "each in its own row");
    lp_judge_release(&j);
    lp_index_free(ix);
    lp_buf_release(&said);
}

/* A message is a document and holds others: each byte counts once. */
static void
test_message(struct lp_index *ix)
{
    static const char raw[] = "a message of 28 bytes, raw..";
    struct lp_record message = seen(raw, raw, raw);
    struct lp_record text = seen("text", "text", "text");
    struct lp_record file = seen("public", "public", "public");
    const struct lp_where in = {.in = LP_KIND_MESSAGE};
    const struct lp_where disk = {0};
    struct lp_buf said = {0};
    struct lp_judge j = {.index = ix, .told = judged, .who = &said};
    struct lp_family f = lp_judge_family(&j);

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
    CHECK(j.shares.all.documents == 2 &&
              j.shares.by[LP_VERDICT_NEW].documents == 1 &&
              j.shares.by[LP_VERDICT_NEW].bytes == 18 &&
              j.shares.by[LP_VERDICT_EXACT].bytes == 6,
          "but is no document, and what is attached is not the message's");
    lp_judge_release(&j);
    lp_buf_release(&said);
}

int
main(void)
{
    const char *tmp = getenv("TMPDIR");
    struct lp_index *ix;

    (void)snprintf(path, sizeof path, "%s/lp_test_judge.%d.set",
                   tmp == NULL ? "/tmp" : tmp, (int)getpid());
    ix = make_index();
    if (ix != NULL) {
        test_cases(ix);
        test_size(ix);
        test_message(ix);
        test_levels();
    }
    lp_index_free(ix);
    (void)unlink(path);
    return lp_test_failures != 0;
}
