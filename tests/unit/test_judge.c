#include "bundle/judge.h"

#include "tests/unit/judge_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MOST 8

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
    {"a new document with a published one in it",
     {{.sign = '<', .is = "a letter with it", .kind = LP_KIND_OOXML},
      {.sign = '=', .is = "public"},
      {.sign = '>', .is = "a letter with it", .kind = LP_KIND_OOXML}},
     "EXACT public,NEW,",
     2,
     {{0, 1, 1}, {0, 6, 10}, 2, 16}},
    {"what lies in a document is larger than that",
     {{.sign = '<', .is = "pdf", .kind = LP_KIND_PDF},
      {.sign = '=', .is = "public"},
      {.sign = '>', .is = "pdf", .kind = LP_KIND_PDF}},
     "EXACT public,NEW,",
     2,
     {{0, 1, 1}, {0, 6, 0}, 2, 6}},
    {"a document in a published one",
     {{.sign = '<', .is = "public", .kind = LP_KIND_RTF},
      {.sign = '=', .is = "new"},
      {.sign = '>', .is = "public", .kind = LP_KIND_RTF}},
     "EXACT public via,EXACT public,",
     2,
     {{0, 2}, {0, 6}, 2, 6}},
    {"a document that can be read in two ways",
     {{.sign = '<', .is = "odt", .kind = LP_KIND_ODF, .found = AMBIGUOUS},
      {.sign = '=', .is = "x"},
      {.sign = '>', .is = "odt", .kind = LP_KIND_ODF, .found = AMBIGUOUS}},
     "UNKNOWN in-doubtful-container,UNKNOWN zip-two-ends,",
     2,
     {{0, 0, 0, 0, 2}, {0, 0, 0, 0, 3}, 2, 3}},
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
        enum lp_kind in[MOST] = {LP_KIND_OTHER};
        size_t depth = 0;

        for (size_t k = 0; k < MOST && cases[i].step[k].sign != 0; k++) {
            const struct step *s = &cases[i].step[k];
            struct lp_where at = {.in = in[depth]};
            struct lp_record r = record_of(s);
            lp_told *tell = s->sign == '<'   ? f.ops->enter
                            : s->sign == '>' ? f.ops->leave
                                             : f.ops->item;

            depth -= s->sign == '>' ? 1 : 0;
            at.in = in[depth];
            CHECK(tell(f.self, &r, &at, NULL) == LP_OK, cases[i].label);
            if (s->sign == '<') {
                in[++depth] = s->kind;
            }
        }
        if (!lp_slice_is(lp_buf_slice(&said), cases[i].said)) {
            fprintf(stderr, "%.*s\n", (int)said.len, (const char *)said.data);
        }
        CHECK(lp_slice_is(lp_buf_slice(&said), cases[i].said), cases[i].label);
        CHECK(j.counted.shares.all.documents == cases[i].documents &&
                  j.counted.shares.all.documents ==
                      cases[i].shares.all_documents &&
                  j.counted.shares.all.bytes == cases[i].shares.all_bytes,
              cases[i].label);
        for (size_t k = 0; k < COUNT(column); k++) {
            const struct lp_share *got = &j.counted.shares.by[column[k]];

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
    }
    lp_index_free(ix);
    (void)unlink(path);
    return lp_test_failures != 0;
}
