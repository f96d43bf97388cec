#include "bundle/wire.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define S(text)                                   \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }

static const uint8_t bins[512] = {1, [511] = 2};

static const struct lp_record records[] = {
    {.name = S("a")},
    {.name = S("")},
    {.role = LP_ROLE_MEMBER,
     .kind = LP_KIND_LUKS,
     .depth = LP_WIRE_DEPTH_MAX,
     .name = S("n\0\n\xff"),
     .decoded_name = S("n\0\n\xc3\xbf"),
     .name_by = LP_NAME_LATIN1,
     .ordinal = 4294967295u,
     .target = S("../t"),
     .size = LP_RECORD_NUMBER_MAX,
     .unread = LP_RECORD_NUMBER_MAX,
     .container = true,
     .lost = true,
     .has_time = true,
     .time = INT64_MIN,
     .flags =
         (((uint32_t)1 << LP_FLAG_COUNT) - 1) & ~(uint32_t)LP_FLAG_OWN_TEXT,
     .closed = LP_RULE_COUNT - 1,
     .closed_at = LP_RECORD_NUMBER_MAX,
     .found = {2, {{1, 0}, {LP_RULE_COUNT - 1, LP_RECORD_NUMBER_MAX}}},
     .has_digest = true,
     .digest = {.alg = LP_ALG_SHA256, .len = 32, .bytes = {1, 2, 3}},
     .has_decoded = true,
     .decoded = {4, 5},
     .algs = LP_ALG_OTHERS,
     .other = {[LP_ALG_MD5] = {6}, [LP_ALG_BLAKE2B] = {[63] = 7}},
     .note = "reason"},
    {.role = LP_ROLE_PART,
     .depth = 2,
     .flags = LP_FLAG_OWN_TEXT,
     .has_span = true,
     .span_at = LP_RECORD_NUMBER_MAX,
     .span = 1},
    {.role = LP_ROLE_PART,
     .kind = LP_KIND_YENC,
     .container = true,
     .depth = 2,
     .flags = LP_FLAG_OWN_TEXT,
     .has_span = true},
    {.role = LP_ROLE_MESSAGE,
     .kind = LP_KIND_MESSAGE,
     .has_span = true,
     .has_digest = true,
     .digest = {.alg = LP_ALG_SHA256, .len = 32, .bytes = {1}},
     .ids = (1U << LP_ID_COUNT) - 1,
     .id = {[LP_ID_MESSAGE] = {1, [31] = 2},
            [LP_ID_MIH] = {[15] = 3},
            [LP_ID_LETTERS] = {[31] = 4}},
     .words = {.there = true,
               .chars = LP_RECORD_NUMBER_MAX,
               .letters = LP_RECORD_NUMBER_MAX,
               .bins = {bins, sizeof bins},
               .fragments = S("key 1234"
                              "place"
                              "pag"
                              "KEY 1234"
                              "PLACE"
                              "PAG"),
               .measure = LP_RECORD_NUMBER_MAX,
               .cut = true},
     .mail = {.type = S("text/plain"),
              .has_content = true,
              .content = {5},
              .has_head = true,
              .nameless = true,
              .head = {6},
              .has_loose = true,
              .loose = {[31] = 7}},
     .facts = S("facts\0"),
     .claims = S("\0claims"),
     .seals = S("seals")},
    {.role = LP_ROLE_PART,
     .has_span = true,
     .ids = 1U << LP_ID_TEXT,
     .id = {[LP_ID_TEXT] = {8}},
     .words = {.there = true, .chars = 1},
     .mail = {.has_head = true, .head = {9}}},
    {.sizeless = true,
     .has_digest = true,
     .digest = {.alg = LP_ALG_SHA256, .len = 32, .bytes = {9}}},
    {.role = LP_ROLE_MEMBER,
     .depth = 1,
     .found =
         {8, {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {6, 6}, {7, 7}, {8, 8}}}},
};

static bool
same_words(const struct lp_words *a, const struct lp_words *b)
{
    return a->there == b->there && a->chars == b->chars &&
           a->letters == b->letters && lp_slice_equal(a->bins, b->bins) &&
           lp_slice_equal(a->fragments, b->fragments) &&
           a->measure == b->measure && a->cut == b->cut;
}

static bool
same_mail(const struct lp_in_mail *a, const struct lp_in_mail *b)
{
    return lp_slice_equal(a->type, b->type) &&
           a->has_content == b->has_content &&
           memcmp(a->content, b->content, sizeof a->content) == 0 &&
           a->has_head == b->has_head && a->nameless == b->nameless &&
           memcmp(a->head, b->head, sizeof a->head) == 0 &&
           a->has_loose == b->has_loose &&
           memcmp(a->loose, b->loose, sizeof a->loose) == 0;
}

static bool
same(const struct lp_record *a, const struct lp_record *b)
{
    bool good =
        a->role == b->role && a->kind == b->kind && a->depth == b->depth &&
        lp_slice_equal(a->name, b->name) && a->ordinal == b->ordinal &&
        lp_slice_equal(a->decoded_name, b->decoded_name) &&
        a->name_by == b->name_by && lp_slice_equal(a->target, b->target) &&
        a->size == b->size && a->unread == b->unread &&
        a->container == b->container && a->lost == b->lost &&
        a->has_time == b->has_time && a->time == b->time &&
        a->flags == b->flags && a->closed == b->closed &&
        a->closed_at == b->closed_at && a->found.n == b->found.n &&
        a->has_digest == b->has_digest && a->digest.alg == b->digest.alg &&
        a->digest.len == b->digest.len &&
        memcmp(a->digest.bytes, b->digest.bytes, 32) == 0 &&
        a->has_decoded == b->has_decoded &&
        memcmp(a->decoded, b->decoded, sizeof a->decoded) == 0 &&
        a->algs == b->algs &&
        memcmp(a->other, b->other, sizeof a->other) == 0 &&
        a->has_span == b->has_span && a->span_at == b->span_at &&
        a->span == b->span && a->sizeless == b->sizeless &&
        strcmp(a->note, b->note) == 0 && a->ids == b->ids &&
        memcmp(a->id, b->id, sizeof a->id) == 0 &&
        same_words(&a->words, &b->words) && same_mail(&a->mail, &b->mail) &&
        lp_slice_equal(a->facts, b->facts) &&
        lp_slice_equal(a->claims, b->claims) &&
        lp_slice_equal(a->seals, b->seals);

    for (unsigned i = 0; good && i < a->found.n; i++) {
        good = a->found.of[i].rule == b->found.of[i].rule &&
               a->found.of[i].at == b->found.of[i].at;
    }
    return good;
}

/* Number `i` of one frame of each sort; false after the last. */
static bool
frame(struct lp_buf *to, size_t i)
{
    const struct lp_status status = {1, 2, 3, UINT64_MAX, true};
    struct lp_err why = {.code = LP_E_IO, .text = "it broke"};

    lp_buf_clear(to);
    if (i < 2 * COUNT(records)) {
        lp_wire_record(to, i % 2 == 0 ? LP_FRAME_OPEN : LP_FRAME_ITEM,
                       &records[i / 2]);
    } else if (i == 2 * COUNT(records)) {
        lp_wire_status(to, &status);
    } else if (i == 2 * COUNT(records) + 1) {
        lp_wire_failed(to, &why);
    } else if (i == 2 * COUNT(records) + 2) {
        lp_wire_end(to);
    }
    return to->len > 0;
}

static void
test_round_trip(void)
{
    struct lp_buf text = {0};
    struct lp_event ev = {0};
    size_t used = 0;
    size_t i = 0;

    for (; i < 2 * COUNT(records); i++) {
        (void)frame(&text, i);
        CHECK(lp_wire_take(&ev, lp_buf_slice(&text), &used, NULL) == LP_OK &&
                  used == text.len,
              "record");
        CHECK(ev.type == (i % 2 == 0 ? LP_FRAME_OPEN : LP_FRAME_ITEM), "type");
        CHECK(same(&ev.record, &records[i / 2]), "record");
    }
    (void)frame(&text, i++);
    CHECK(lp_wire_take(&ev, lp_buf_slice(&text), &used, NULL) == LP_OK &&
              ev.type == LP_FRAME_STATUS && ev.status.files == 1 &&
              ev.status.bytes == 2 && ev.status.total_files == 3 &&
              ev.status.total_bytes == UINT64_MAX && ev.status.counted,
          "status");
    (void)frame(&text, i++);
    CHECK(lp_wire_take(&ev, lp_buf_slice(&text), &used, NULL) == LP_OK &&
              ev.type == LP_FRAME_FAILED && ev.code == LP_E_IO &&
              lp_slice_is(ev.text, "it broke"),
          "failed");
    (void)frame(&text, i++);
    CHECK(lp_wire_take(&ev, lp_buf_slice(&text), &used, NULL) == LP_OK &&
              ev.type == LP_FRAME_END && used == 5,
          "end");
    CHECK(!frame(&text, i), "that is all");
    lp_buf_release(&text);
}

/* Whether an event is one that the rest of the program may meet. */
static bool
lawful(const struct lp_event *ev, struct lp_slice within)
{
    const struct lp_record *r = &ev->record;
    bool good = true;

    switch (ev->type) {
    case LP_FRAME_OPEN:
    case LP_FRAME_ITEM:
        for (unsigned i = 0; i < r->found.n && i < LP_FINDINGS_MAX; i++) {
            good = good && r->found.of[i].rule > 0 &&
                   r->found.of[i].rule < LP_RULE_COUNT;
        }
        return good && r->role < LP_ROLE_COUNT && r->kind < LP_KIND_COUNT &&
               r->depth <= LP_WIRE_DEPTH_MAX &&
               r->flags >> LP_FLAG_COUNT == 0 && r->closed < LP_RULE_COUNT &&
               r->size <= LP_RECORD_NUMBER_MAX &&
               r->unread <= LP_RECORD_NUMBER_MAX &&
               r->found.n <= LP_FINDINGS_MAX && r->name.len <= within.len &&
               r->target.len <= within.len &&
               memchr(r->note, 0, sizeof r->note) != NULL &&
               r->ids >> LP_ID_COUNT == 0 &&
               r->words.letters <= r->words.chars &&
               r->words.chars <= LP_RECORD_NUMBER_MAX &&
               r->words.measure <= LP_RECORD_NUMBER_MAX &&
               (r->words.bins.len == 0 || r->words.bins.len == 512) &&
               r->words.fragments.len % LP_FRAGMENT_SIZE == 0 &&
               r->words.fragments.len <= LP_FRAGMENTS_MAX * LP_FRAGMENT_SIZE &&
               r->mail.type.len <= LP_WIRE_TYPE_MAX &&
               (!r->has_digest || r->digest.len == 32);
    case LP_FRAME_FAILED:
        return ev->code > LP_OK && ev->code <= LP_E_TRUST &&
               ev->text.len <= within.len;
    case LP_FRAME_STATUS:
    case LP_FRAME_END:
        return true;
    }
    return false;
}

/* On the heap, so that a step past the end shows. */
static enum lp_code
take(struct lp_slice bytes, size_t *used, const char *label)
{
    uint8_t *copy = malloc(bytes.len + (bytes.len == 0 ? 1 : 0));
    struct lp_slice text = {copy, bytes.len};
    struct lp_event ev = {0};
    enum lp_code rc;

    if (copy == NULL) {
        abort();
    }
    if (bytes.len > 0) {
        memcpy(copy, bytes.data, bytes.len);
    }
    rc = lp_wire_take(&ev, text, used, NULL);
    CHECK(rc == LP_OK || rc == LP_E_FORMAT, label);
    CHECK(rc == LP_OK || *used == 0, label);
    CHECK(*used <= bytes.len, label);
    CHECK(*used == 0 || lawful(&ev, text), label);
    free(copy);
    return rc;
}

static void
test_cuts(void)
{
    struct lp_buf text = {0};
    size_t used;

    for (size_t i = 0; frame(&text, i); i++) {
        for (size_t n = 0; n < text.len; n++) {
            struct lp_slice head = lp_slice_head(lp_buf_slice(&text), n);

            CHECK(take(head, &used, "cut") == LP_OK && used == 0,
                  "more is to come");
            if (n < 5) {
                continue;
            }
            /* The same with a length that says that this is all. */
            lp_put_le32(text.data, (uint32_t)(n - 4));
            CHECK(take(head, &used, "cut") == LP_E_FORMAT,
                  "a body that ends too soon");
            lp_put_le32(text.data, (uint32_t)(text.len - 4));
        }
        lp_buf_byte(&text, 7);
        CHECK(take(lp_buf_slice(&text), &used, "more") == LP_OK &&
                  used == text.len - 1,
              "what follows is not touched");
        lp_put_le32(text.data, (uint32_t)(text.len - 4));
        CHECK(take(lp_buf_slice(&text), &used, "more") == LP_E_FORMAT,
              "a body with a byte too many");
    }
    lp_buf_release(&text);
}

static void
test_flips(void)
{
    struct lp_buf text = {0};
    size_t used;
    size_t refused = 0;

    for (size_t i = 0; frame(&text, i); i++) {
        for (size_t at = 0; at < text.len; at++) {
            uint8_t was = text.data[at];

            for (unsigned v = 0; v < 256; v++) {
                text.data[at] = (uint8_t)v;
                refused += take(lp_buf_slice(&text), &used, "flip") != LP_OK;
            }
            text.data[at] = was;
        }
    }
    CHECK(refused > 10000, "many are refused");
    lp_buf_release(&text);
}

/* One field of a record past what is lawful, and just within. */
static const struct {
    const char *label;
    size_t at; /* in the frame of records[0] */
    uint32_t value;
    size_t bytes;
    bool good;
} fields[] = {
    {"as it is", 4, LP_FRAME_OPEN, 1, true},
    {"type 0", 4, 0, 1, false},
    {"a body of another type", 4, LP_FRAME_STATUS, 1, false},
    {"a record is no end", 4, LP_FRAME_END, 1, false},
    {"type 6", 4, 6, 1, false},
    {"another role", 5, LP_ROLE_MEMBER, 1, true},
    {"a role that asks for a span", 5, LP_ROLE_COUNT - 1, 1, false},
    {"no role", 5, LP_ROLE_COUNT, 1, false},
    {"the last kind", 6, LP_KIND_COUNT - 1, 1, true},
    {"no kind", 6, LP_KIND_COUNT, 1, false},
    {"container, lost, time", 7, 7, 1, true},
    {"a digest that is not there", 7, 8, 1, false},
    {"a decoded form that is not there", 7, 16, 1, false},
    {"a tree of nothing", 7, 128, 1, true},
    {"a tree that is a container, too", 7, 129, 1, false},
    {"deep", 8, LP_WIRE_DEPTH_MAX, 2, true},
    {"too deep", 8, LP_WIRE_DEPTH_MAX + 1, 2, false},
    {"all flags but one", 14,
     (((uint32_t)1 << LP_FLAG_COUNT) - 1) & ~(uint32_t)LP_FLAG_OWN_TEXT, 4,
     true},
    {"own text that is no part", 14, LP_FLAG_OWN_TEXT, 4, false},
    {"an unknown flag", 14, (uint32_t)1 << LP_FLAG_COUNT, 4, false},
    {"a large size", 22, 0x1fffff, 4, true},
    {"a size past 2^53", 22, 0x200000, 4, false},
    {"a large rest", 30, 0x1fffff, 4, true},
    {"a rest past 2^53", 30, 0x200000, 4, false},
    {"any time", 38, 0xffffffff, 4, true},
    {"the last rule", 42, LP_RULE_COUNT - 1, 2, true},
    {"no rule", 42, LP_RULE_COUNT, 2, false},
    {"a far place", 48, 0x1fffff, 4, true},
    {"a place past 2^53", 48, 0x200000, 4, false},
    {"a finding that is not there", 52, 1, 1, false},
    {"too many findings", 52, LP_FINDINGS_MAX + 1, 1, false},
    {"a digest that is not there", 53, 1U << LP_ALG_MD5, 1, false},
    {"a tree that is not there", 53, 1U << LP_ALG_BTV2, 1, false},
    {"SHA-256 among the others", 53, 1U << LP_ALG_SHA256, 1, false},
    {"a longer name", 54, 2, 4, false},
    {"a huge name", 54, 0xffffffff, 4, false},
    {"a name that takes the next length", 54, 5, 4, false},
    {"decoded by what is not there", 59, 1, 1, false},
    {"decoded by what is unknown", 59, LP_NAME_BY_COUNT, 1, false},
    {"a longer target", 64, 1, 4, false},
    {"a longer note", 68, 1, 4, false},
    {"a huge note", 68, 0xffffffff, 4, false},
    {"words, cut; nameless", 72, 1 | 2 | 16, 1, true},
    {"content that is not there", 72, 4, 1, false},
    {"a header that is not there", 72, 8, 1, false},
    {"a loose header that is not there", 72, 32, 1, false},
    {"more than is known", 72, 64, 1, false},
    {"an identity that is not there", 73, 1, 1, false},
    {"an unknown identity", 73, 1U << LP_ID_COUNT, 1, false},
    {"many characters", 78, 0x1fffff, 4, true},
    {"characters past 2^53", 78, 0x200000, 4, false},
    {"more letters than characters", 82, 1, 1, false},
    {"bins that are not there", 90, 512, 4, false},
    {"a longer sketch than there is", 90, 4, 4, false},
    {"fragments that are not there", 94, LP_FRAGMENT_SIZE, 4, false},
    {"half a fragment", 94, LP_FRAGMENT_SIZE / 2, 4, false},
    {"much that was cut", 102, 0x1fffff, 4, true},
    {"a measure past 2^53", 102, 0x200000, 4, false},
    {"a longer type", 106, 4, 4, false},
    {"facts that are not there", 110, 1, 4, false},
    {"huge facts", 110, 0xffffffff, 4, false},
    {"claims that are not there", 114, 1, 4, false},
    {"huge claims", 114, 0xffffffff, 4, false},
    {"seals that are not there", 118, 1, 4, false},
    {"huge seals", 118, 0xffffffff, 4, false},
};

static void
test_fields(void)
{
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct lp_buf text = {0};
        uint8_t value[4];
        size_t used;

        (void)frame(&text, 0);
        CHECK(text.len == 122, "the layout is as these rows think");
        lp_put_le32(value, fields[i].value);
        memcpy(text.data + fields[i].at, value, fields[i].bytes);
        CHECK(take(lp_buf_slice(&text), &used, fields[i].label) ==
                  (fields[i].good ? LP_OK : LP_E_FORMAT),
              fields[i].label);
        lp_buf_release(&text);
    }
}

/* Lengths that lie, and strings at their limits. */
static void
test_lengths(void)
{
    uint8_t head[8] = {0};
    struct lp_buf text = {0};
    struct lp_buf name = {0};
    size_t used;

    CHECK(take((struct lp_slice){head, 4}, &used, "0") == LP_E_FORMAT,
          "an empty frame");
    lp_put_le32(head, (uint32_t)LP_WIRE_FRAME_MAX);
    CHECK(take((struct lp_slice){head, 5}, &used, "max") == LP_OK,
          "the longest frame");
    lp_put_le32(head, (uint32_t)LP_WIRE_FRAME_MAX + 1);
    CHECK(take((struct lp_slice){head, 5}, &used, "max") == LP_E_FORMAT,
          "longer than any frame");
    lp_put_le32(head, UINT32_MAX);
    CHECK(take((struct lp_slice){head, 5}, &used, "max") == LP_E_FORMAT,
          "much longer");
    for (size_t i = 0; i <= LP_WIRE_STRING_MAX; i++) {
        lp_buf_byte(&name, 'n');
    }
    for (size_t more = 0; more < 2; more++) {
        struct lp_record r = {.name = lp_buf_slice(&name),
                              .target = lp_buf_slice(&name),
                              .found = records[COUNT(records) - 1].found};

        r.target.len--;
        r.name.len -= 1 - more;
        lp_buf_clear(&text);
        lp_wire_record(&text, LP_FRAME_ITEM, &r);
        CHECK(take(lp_buf_slice(&text), &used, "long") ==
                  (more == 0 ? LP_OK : LP_E_FORMAT),
              "the longest names, and one longer");
    }
    lp_buf_release(&text);
    lp_buf_release(&name);
}

/* Texts of a failure: any error, but an error. */
static void
test_failed(void)
{
    for (unsigned code = 0; code < 256; code++) {
        struct lp_err why = {.code = (enum lp_code)code};
        struct lp_buf text = {0};
        size_t used;

        memset(why.text, 'x', sizeof why.text - 1);
        lp_wire_failed(&text, &why);
        CHECK(take(lp_buf_slice(&text), &used, "failed") ==
                  (code > LP_OK && code <= LP_E_TRUST ? LP_OK : LP_E_FORMAT),
              "failed");
        lp_buf_release(&text);
    }
}

int
main(void)
{
    test_round_trip();
    test_cuts();
    test_flips();
    test_fields();
    test_lengths();
    test_failed();
    return lp_test_failures != 0;
}
