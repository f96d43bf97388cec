#include "bundle/compose.h"

#include <string.h>

#include "crypto/digest.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define BIT(id) (1U << (id))
#define TEXTS (BIT(LP_ID_TEXT) | BIT(LP_ID_LETTERS))
#define ALL (BIT(LP_ID_MESSAGE) | BIT(LP_ID_BODY) | BIT(LP_ID_LOOSE) | TEXTS)
#define HEADER (BIT(LP_ID_MESSAGE) | BIT(LP_ID_LOOSE))

enum what {
    NONE,     /* ends the parts */
    OWN,      /* a text of the message */
    UNREAD,   /* likewise, whose text could not be read */
    FILE_,    /* attached */
    ENCODED,  /* attached, in an encoding that nobody knows */
    MESSAGE,  /* attached, with an identity */
    STRANGER, /* attached, a message without one */
    ARCHIVE,  /* attached, opened, with two members */
};

struct part {
    enum what what;
    const char *type;
    char c; /* what its digests are made of */
    uint64_t chars;
    uint64_t letters;
};

/* The same byte 32 times. */
static struct lp_slice
bytes(int c)
{
    static uint8_t of[256][32];

    memset(of[(uint8_t)c], c, sizeof of[0]);
    return (struct lp_slice){of[(uint8_t)c], sizeof of[0]};
}

static struct lp_record
record_of(const struct part *p)
{
    struct lp_record r = {
        .role = p->what == MESSAGE || p->what == STRANGER ? LP_ROLE_MESSAGE
                                                          : LP_ROLE_PART,
        .kind = p->what == MESSAGE || p->what == STRANGER ? LP_KIND_MESSAGE
                : p->what == ARCHIVE                      ? LP_KIND_ZIP
                                                          : LP_KIND_OTHER,
        .depth = 1,
        .size = 10,
        .container = p->what >= MESSAGE,
        .flags = p->what == OWN || p->what == UNREAD ? LP_FLAG_OWN_TEXT
                 : p->what == ENCODED                ? LP_FLAG_UNKNOWN_ENCODING
                                                     : 0,
        .has_digest = true,
        .digest = {.alg = LP_ALG_SHA256, .len = 32},
        .has_decoded = true,
        .mail = {.type = lp_slice_str(p->type)},
    };

    /* Of an archive its bytes count, of all else the decoded form. */
    memcpy(r.digest.bytes, bytes(p->what == ARCHIVE ? p->c : '#').data, 32);
    memcpy(r.decoded, bytes(p->what == ARCHIVE ? '#' : p->c).data, 32);
    if (p->what == OWN) {
        r.mail.has_content = true;
        memcpy(r.mail.content, bytes(p->c).data, 32);
        r.words = (struct lp_words){
            .there = true, .chars = p->chars, .letters = p->letters};
        r.ids = p->chars > 0 ? TEXTS : 0;
        memcpy(r.id[LP_ID_TEXT], bytes(p->c).data, 32);
        memcpy(r.id[LP_ID_LETTERS], bytes(p->c).data, 32);
    }
    return r;
}

/* What its members say changes nothing: an archive is its bytes. */
static void
open_archive(struct lp_compose *c, const struct lp_record *r)
{
    for (int k = '1'; k <= '2'; k++) {
        const struct part p = {FILE_, "", (char)k, 0, 0};
        struct lp_record inner = record_of(&p);

        inner.depth = r->depth + 1;
        inner.role = LP_ROLE_MEMBER;
        CHECK(lp_compose_item(c, &inner, NULL) == LP_OK, "member");
    }
}

/* A message with these parts, up to NONE; `change` may spoil it. */
static struct lp_record
compose(const struct part *parts, struct lp_record message)
{
    struct lp_compose c = {0};

    message.kind = LP_KIND_MESSAGE;
    message.container = true;
    memcpy(message.mail.head, bytes('h').data, 32);
    memcpy(message.mail.loose, bytes('l').data, 32);
    CHECK(lp_compose_open(&c, &message, NULL) == LP_OK, "open");
    for (; parts->what != NONE; parts++) {
        struct lp_record r = record_of(parts);

        if (r.container) {
            CHECK(lp_compose_open(&c, &r, NULL) == LP_OK, "open");
        }
        if (parts->what == ARCHIVE) {
            open_archive(&c, &r);
        }
        if (parts->what == MESSAGE) {
            /* As one that was composed before it. */
            r.mail.has_head = false;
            r.ids = BIT(LP_ID_MESSAGE);
            memcpy(r.id[LP_ID_MESSAGE], bytes(parts->c).data, 32);
        }
        CHECK(lp_compose_item(&c, &r, NULL) == LP_OK, "part");
        CHECK((r.flags & LP_FLAG_OWN_TEXT) == 0 || (r.ids & TEXTS) == 0,
              "an own text is the message's, and not itself a document");
    }
    CHECK(lp_compose_item(&c, &message, NULL) == LP_OK, "message");
    message.words = (struct lp_words){.there = message.words.there};
    lp_compose_release(&c);
    return message;
}

static const struct lp_record whole = {
    .mail = {.has_head = true, .has_loose = true},
};

/* `texts` are the letters of the own texts that speak, in order. */
static const struct {
    const char *label;
    struct part parts[4];
    unsigned ids;
    const char *texts;
} rows[] = {
    {"one text", {{OWN, "text/plain", 'a', 64, 64}}, ALL, "a"},
    {"one text of 63 characters",
     {{OWN, "text/plain", 'a', 63, 63}},
     HEADER,
     "a"},
    {"a tenth of it letters", {{OWN, "text/plain", 'a', 100, 10}}, ALL, "a"},
    {"less than a tenth", {{OWN, "text/plain", 'a', 100, 9}}, HEADER, "a"},
    {"HTML alone", {{OWN, "text/html", 'a', 64, 64}}, ALL, "a"},
    {"plain and HTML that say the same",
     {{OWN, "text/plain", 'a', 64, 64}, {OWN, "text/html", 'a', 64, 64}},
     ALL,
     "a"},
    {"plain and HTML that says something else",
     {{OWN, "text/plain", 'a', 64, 64}, {OWN, "text/html", 'b', 64, 64}},
     ALL,
     "ab"},
    {"HTML first, and plain that says something else",
     {{OWN, "text/html", 'b', 32, 32}, {OWN, "text/plain", 'a', 32, 32}},
     ALL,
     "ab"},
    {"HTML that could not be read, and plain",
     {{OWN, "text/plain", 'a', 64, 64}, {UNREAD, "text/html", 'b', 0, 0}},
     BIT(LP_ID_MESSAGE),
     ""},
    {"15 characters",
     {{OWN, "text/plain", 'a', 15, 15}},
     BIT(LP_ID_MESSAGE),
     "a"},
    {"16 characters", {{OWN, "text/plain", 'a', 16, 16}}, HEADER, "a"},
    {"two texts that are long enough together",
     {{OWN, "text/plain", 'a', 32, 32}, {OWN, "", 'b', 32, 32}},
     ALL,
     "ab"},
    {"... and that are not",
     {{OWN, "text/plain", 'a', 32, 32}, {OWN, "", 'b', 31, 31}},
     HEADER,
     "ab"},
    {"a text without letters",
     {{OWN, "text/plain", 'a', 0, 0}},
     BIT(LP_ID_MESSAGE),
     ""},
    {"a text that could not be read",
     {{OWN, "text/plain", 'a', 64, 64}, {UNREAD, "text/plain", 'b', 0, 0}},
     BIT(LP_ID_MESSAGE),
     ""},
    {"a plain text that could not be read, and HTML",
     {{UNREAD, "text/plain", 'a', 0, 0}, {OWN, "text/html", 'b', 64, 64}},
     BIT(LP_ID_MESSAGE),
     ""},
    {"a file",
     {{OWN, "text/plain", 'a', 64, 64}, {FILE_, "x/y", 'b', 0, 0}},
     ALL,
     "a"},
    {"a file in an encoding that is not known",
     {{OWN, "text/plain", 'a', 64, 64}, {ENCODED, "x/y", 'b', 0, 0}},
     TEXTS | BIT(LP_ID_LOOSE),
     "a"},
    {"a message that has an identity",
     {{OWN, "text/plain", 'a', 64, 64}, {MESSAGE, "message/rfc822", 'b', 0, 0}},
     ALL,
     "a"},
    {"a message that has none",
     {{OWN, "text/plain", 'a', 64, 64},
      {STRANGER, "message/rfc822", 'b', 0, 0}},
     ALL,
     "a"},
    {"an archive",
     {{OWN, "text/plain", 'a', 64, 64},
      {ARCHIVE, "application/zip", 'b', 0, 0}},
     ALL,
     "a"},
    {"no parts", {{NONE, "", 0, 0, 0}}, BIT(LP_ID_MESSAGE), ""},
};

/* As docs/FORMAT-identity.md puts it. */
static void
check_id(const struct lp_record *r, enum lp_id id, const char *begins,
         char header, const struct part *parts, const char *label)
{
    struct lp_buf want = {0};
    struct lp_digest d = {0};
    uint32_t n = 0;

    if ((r->ids & BIT(id)) == 0) {
        return;
    }
    while (parts[n].what != NONE) {
        n++;
    }
    lp_buf_str(&want, begins);
    if (header != 0) {
        lp_buf_put(&want, bytes(header));
    }
    lp_buf_le32(&want, n);
    for (; parts->what != NONE; parts++) {
        const char *type = parts->type[0] == '\0' ? "text/plain" : parts->type;

        lp_buf_le32(&want, (uint32_t)strlen(type));
        lp_buf_str(&want, type);
        lp_buf_put(&want, bytes(parts->c));
    }
    CHECK(lp_digest_of(&d, LP_ALG_SHA256, lp_buf_slice(&want), NULL) == LP_OK &&
              memcmp(d.bytes, r->id[id], 32) == 0,
          label);
    lp_buf_release(&want);
}

/* One text is itself; of loose-v1 there is always the rule. */
static void
check_texts(const struct lp_record *r, enum lp_id id, const char *texts,
            const char *label)
{
    bool loose = id == LP_ID_LOOSE;
    struct lp_buf want = {0};
    struct lp_digest d = {0};

    if ((r->ids & BIT(id)) == 0) {
        return;
    }
    lp_buf_str(&want, loose ? "leafproof loose-v1\n" : "leafproof texts-v1\n");
    if (loose) {
        lp_buf_put(&want, bytes('l'));
    }
    for (const char *c = texts; *c != '\0'; c++) {
        lp_buf_put(&want, bytes(*c));
    }
    CHECK(lp_digest_of(&d, LP_ALG_SHA256, lp_buf_slice(&want), NULL) == LP_OK,
          label);
    CHECK(memcmp(r->id[id],
                 !loose && strlen(texts) == 1 ? bytes(*texts).data : d.bytes,
                 32) == 0,
          label);
    lp_buf_release(&want);
}

static void
test_rows(void)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_record r = compose(rows[i].parts, whole);

        CHECK(r.ids == rows[i].ids, rows[i].label);
        check_id(&r, LP_ID_MESSAGE, "leafproof msg-v1\n", 'h', rows[i].parts,
                 rows[i].label);
        check_id(&r, LP_ID_BODY, "leafproof body-v1\n", 0, rows[i].parts,
                 rows[i].label);
        check_texts(&r, LP_ID_TEXT, rows[i].texts, rows[i].label);
        check_texts(&r, LP_ID_LETTERS, rows[i].texts, rows[i].label);
        check_texts(&r, LP_ID_LOOSE, rows[i].texts, rows[i].label);
    }
}

/* The message itself, and not its parts. */
static void
test_messages(void)
{
    static const struct {
        const char *label;
        struct lp_record message;
        unsigned ids;
    } cases[] = {
        {"whole", {.mail = {.has_head = true, .has_loose = true}}, ALL},
        {"without a loose header",
         {.mail = {.has_head = true}},
         ALL & ~BIT(LP_ID_LOOSE)},
        {"a header that was refused", {.mail = {.has_head = false}}, TEXTS},
        {"neither From nor Date, but a body",
         {.mail = {.has_head = true, .nameless = true}},
         ALL & ~BIT(LP_ID_LOOSE)},
        {"its members are not all there",
         {.lost = true, .mail = {.has_head = true, .has_loose = true}},
         0},
        {"closed",
         {.closed = LP_RULE_CRC, .mail = {.has_head = true, .has_loose = true}},
         0},
    };
    static const struct part one[] = {{OWN, "text/plain", 'a', 64, 64},
                                      {NONE, "", 0, 0, 0}};
    static const struct part none[] = {{NONE, "", 0, 0, 0}};

    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK(compose(one, cases[i].message).ids == cases[i].ids,
              cases[i].label);
    }
    CHECK(compose(none, (struct lp_record){.mail = {.has_head = true,
                                                    .nameless = true}})
                  .ids == 0,
          "neither From nor Date nor a body");
}

/* Types, order and number of the parts count. */
static void
test_differences(void)
{
    static const struct part both[][3] = {
        {{OWN, "text/plain", 'a', 64, 64}, {FILE_, "x/y", 'b', 0, 0}},
        {{FILE_, "x/y", 'b', 0, 0}, {OWN, "text/plain", 'a', 64, 64}},
        {{OWN, "text/plain", 'a', 64, 64}, {FILE_, "x/z", 'b', 0, 0}},
        {{OWN, "text/plain", 'a', 64, 64}, {FILE_, "x/y", 'c', 0, 0}},
        {{OWN, "text/plain", 'a', 64, 64}},
    };

    for (size_t i = 0; i < COUNT(both); i++) {
        const struct lp_record r = compose(both[i], whole);

        for (size_t k = 0; k < i; k++) {
            const struct lp_record other = compose(both[k], whole);

            CHECK(memcmp(r.id[LP_ID_MESSAGE], other.id[LP_ID_MESSAGE], 32) !=
                          0 &&
                      memcmp(r.id[LP_ID_BODY], other.id[LP_ID_BODY], 32) != 0,
                  "another message");
            CHECK(memcmp(r.id[LP_ID_TEXT], other.id[LP_ID_TEXT], 32) == 0,
                  "with the same text");
        }
    }
}

/* Documents that are no messages. */
static void
test_documents(void)
{
    static const struct {
        const char *label;
        uint64_t chars, letters;
        unsigned ids;
    } cases[] = {
        {"64 characters, all of them letters", 64, 64, TEXTS},
        {"63 characters", 63, 63, 0},
        {"a tenth letters", 640, 64, TEXTS},
        {"less than a tenth", 640, 63, 0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_compose c = {0};
        struct lp_record r = {
            .ids = TEXTS,
            .words = {.there = true,
                      .chars = cases[i].chars,
                      .letters = cases[i].letters,
                      .bins = lp_slice_str("bins")},
        };

        CHECK(lp_compose_item(&c, &r, NULL) == LP_OK, cases[i].label);
        CHECK(r.ids == cases[i].ids, cases[i].label);
        CHECK((r.words.bins.len > 0) == (r.ids != 0), cases[i].label);
        lp_compose_release(&c);
    }
}

int
main(void)
{
    test_rows();
    test_messages();
    test_differences();
    test_documents();
    return lp_test_failures != 0;
}
