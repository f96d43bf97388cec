#include "bundle/tally.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* One record, and what it adds. */
static const struct {
    const char *label;
    struct lp_record record;
    struct lp_tally adds; /* without `rule` */
    unsigned rule[2];
} cases[] = {
    {"a file on disk",
     {.size = 7, .has_digest = true},
     {.files = 1, .bytes = 7, .items = 1, .documents = 1},
     {0}},
    {"a member",
     {.depth = 1, .size = 7, .has_digest = true},
     {.items = 1, .inside = 1, .documents = 1},
     {0}},
    {"a container on disk",
     {.size = 7, .has_digest = true, .container = true, .kind = LP_KIND_ZIP},
     {.files = 1, .bytes = 7, .items = 1, .containers = 1},
     {0}},
    {"a container inside",
     {.depth = 2, .size = 7, .has_digest = true, .container = true},
     {.items = 1, .inside = 1, .containers = 1},
     {0}},
    {"a table is a document",
     {.size = 7, .has_digest = true, .container = true, .kind = LP_KIND_ROWS},
     {.files = 1, .bytes = 7, .items = 1, .documents = 1, .tables = 1},
     {0}},
    {"a row of it is none",
     {.depth = 1, .size = 7, .has_digest = true, .kind = LP_KIND_ROW},
     {.rows = 1},
     {0}},
    {"an empty folder", {.kind = LP_KIND_DIR}, {.items = 1}, {0}},
    {"unreadable",
     {.size = 9, .closed = LP_RULE_UNREADABLE},
     {.items = 1, .documents = 1, .unread = 1, .closed = 1},
     {LP_RULE_UNREADABLE}},
    {"a folder that is unreadable",
     {.kind = LP_KIND_DIR, .closed = LP_RULE_UNREADABLE},
     {.items = 1, .unread = 1, .closed = 1},
     {LP_RULE_UNREADABLE}},
    {"a member that is unreadable",
     {.depth = 1, .closed = LP_RULE_ENC_ZIP},
     {.items = 1, .inside = 1, .documents = 1, .closed = 1},
     {LP_RULE_ENC_ZIP}},
    {"ciphertext on disk",
     {.size = 7, .has_digest = true, .closed = LP_RULE_ENC_PGP},
     {.files = 1, .bytes = 7, .items = 1, .documents = 1, .closed = 1},
     {LP_RULE_ENC_PGP}},
    {"malformed",
     {.has_digest = true, .closed = LP_RULE_TRUNCATED},
     {.files = 1, .items = 1, .documents = 1, .findings = 1},
     {LP_RULE_TRUNCATED}},
    {"found",
     {.has_digest = true, .found = {1, {{LP_RULE_CRC, 0}}}},
     {.files = 1, .items = 1, .documents = 1, .findings = 1},
     {LP_RULE_CRC}},
    {"closed and found alike",
     {.has_digest = true,
      .closed = LP_RULE_CRC,
      .found = {1, {{LP_RULE_CRC, 0}}}},
     {.files = 1, .items = 1, .documents = 1, .findings = 1},
     {LP_RULE_CRC}},
    {"closed and another found",
     {.has_digest = true,
      .closed = LP_RULE_ENC_ZIP,
      .found = {1, {{LP_RULE_CRC, 0}}}},
     {.files = 1, .items = 1, .documents = 1, .closed = 1, .findings = 1},
     {LP_RULE_ENC_ZIP, LP_RULE_CRC}},
};

static void
add(struct lp_tally *to, size_t i)
{
    const struct lp_tally *a = &cases[i].adds;

    to->files += a->files;
    to->bytes += a->bytes;
    to->items += a->items;
    to->inside += a->inside;
    to->containers += a->containers;
    to->documents += a->documents;
    to->rows += a->rows;
    to->tables += a->tables;
    to->unread += a->unread;
    to->closed += a->closed;
    to->findings += a->findings;
    for (size_t k = 0; k < 2; k++) {
        to->rule[cases[i].rule[k]] += cases[i].rule[k] == LP_RULE_NONE ? 0 : 1;
    }
}

int
main(void)
{
    struct lp_tally all = {0};
    struct lp_tally want_all = {0};
    struct lp_sink sink = lp_tally_sink(&all);
    const struct lp_where at = {0};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_tally one = {0};
        struct lp_tally want = {0};

        lp_tally_add(&one, &cases[i].record);
        add(&want, i);
        CHECK(memcmp(&one, &want, sizeof one) == 0, cases[i].label);
        add(&want_all, i);
        CHECK(sink.ops->item(sink.self, &cases[i].record, &at, NULL) == LP_OK,
              cases[i].label);
    }
    CHECK(memcmp(&all, &want_all, sizeof all) == 0, "all of them");
    return lp_test_failures != 0;
}
