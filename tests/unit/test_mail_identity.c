#include "formats/mail_identity.h"

#include "base/text.h"
#include "tests/unit/test.h"

#define FIELD(s)                            \
    {                                       \
        (const uint8_t *)(s), sizeof(s) - 1 \
    }

static struct lp_slice
take_field(struct lp_cursor *c, unsigned tag)
{
    unsigned got = lp_cursor_u8(c);

    CHECK(got == tag, "the tags are in order");
    return lp_cursor_take(c, lp_cursor_le32(c));
}

static void
put_addresses(struct lp_buf *to, struct lp_slice list)
{
    struct lp_cursor c = lp_cursor_over(list);

    while (c.rest.len > 0 && !c.failed) {
        lp_buf_put(to, lp_cursor_take(&c, lp_cursor_le32(&c)));
        lp_buf_byte(to, ',');
    }
    CHECK(!c.failed, "a whole list");
    lp_buf_byte(to, '|');
}

static void
put_number(struct lp_buf *to, struct lp_slice bytes)
{
    struct lp_cursor c = lp_cursor_over(bytes);

    if (bytes.len > 0) {
        lp_buf_printf(to, "%lld", (long long)lp_cursor_le64(&c));
    }
    CHECK(!c.failed && c.rest.len == 0, "a number");
    lp_buf_byte(to, '|');
}

/* A head, and a loose one, in words. */
static void
spell(struct lp_buf *to, const struct lp_mail_identity *id)
{
    struct lp_cursor c = lp_cursor_over(lp_buf_slice(&id->head));

    for (unsigned tag = 1; tag <= 3; tag++) {
        put_addresses(to, take_field(&c, tag));
    }
    put_number(to, take_field(&c, 4));
    lp_buf_put(to, take_field(&c, 5));
    CHECK(!c.failed && c.rest.len == 0, "a whole head");
    lp_buf_byte(to, '\n');
    if (id->loose.len == 0) {
        return;
    }
    c = lp_cursor_over(lp_buf_slice(&id->loose));
    put_addresses(to, take_field(&c, 1));
    put_number(to, take_field(&c, 6));
    lp_buf_put(to, take_field(&c, 7));
    CHECK(!c.failed && c.rest.len == 0, "a whole loose head");
}

static const struct {
    const char *label;
    struct lp_mail_fields f;
    const char *want; /* From|To|Cc|Date|Subject, and the loose one */
    const char *id;
} rows[] = {
    {"nothing", {.too_long = false}, "||||\n", ""},
    {"all",
     {.from = FIELD(" Ann <Ann@Example.org>"),
      .sender = FIELD("s@x"),
      .to = FIELD("b@x, A <a@x>"),
      .cc = FIELD("c@x"),
      .date = FIELD(" 14 Nov 2023 22:13:20 GMT"),
      .subject = FIELD(" Re:  Hello"),
      .message_id = FIELD(" <i@x>")},
     "Ann@example.org,|a@x,b@x,|c@x,|1700000000|Re: Hello\n"
     "ann@example.org,|28333333|rehello",
     "<i@x>"},
    {"an address twice",
     {.to = FIELD("b@x, a@X, <b@x>, A@x, a@x")},
     "|A@x,a@x,b@x,|||\n",
     ""},
    {"one that begins another",
     {.cc = FIELD("a@xy, a@x")},
     "||a@x,a@xy,||\n",
     ""},
    {"no From", {.sender = FIELD("s@x")}, "s@x,||||\n", ""},
    {"no address in the From",
     {.from = FIELD("Ann"), .sender = FIELD("s@x")},
     "s@x,||||\n",
     ""},
    {"two authors of one address in other letters",
     {.from = FIELD("b@x, a@x, A@x"), .date = FIELD("1 Jan 70 00:00:59")},
     "A@x,a@x,b@x,|||59|\na@x,b@x,|0|",
     ""},
    {"before 1970",
     {.from = FIELD("a@x"), .date = FIELD("31 Dec 1969 23:59:59 GMT")},
     "a@x,|||-1|\na@x,|-1|",
     ""},
    {"a whole minute before 1970",
     {.from = FIELD("a@x"), .date = FIELD("31 Dec 1969 23:59:00 GMT")},
     "a@x,|||-60|\na@x,|-1|",
     ""},
    {"no date",
     {.from = FIELD("a@x"), .date = FIELD("today")},
     "a@x,||||\n",
     ""},
    {"an id without brackets", {.message_id = FIELD(" i@x ")}, "||||\n", "i@x"},
    {"an empty id", {.message_id = FIELD("  ")}, "||||\n", ""},
};

/* Those of docs/FORMAT-identity-mail.md. */
static const struct {
    struct lp_mail_fields f;
    const char *head;
    const char *loose;
} vectors[] = {
    {{.too_long = false},
     "0100000000"
     "0200000000"
     "0300000000"
     "0400000000"
     "0500000000",
     ""},
    {{.from = FIELD("Ann Lee <Ann.Lee@Example.ORG>"),
      .to = FIELD("bob@example.net, \"Cy, D.\" <cy@example.net>, "
                  "BOB@example.net"),
      .date = FIELD("Tue, 14 Nov 2023 23:13:20 +0100 (CET)"),
      .subject = FIELD("=?ISO-8859-1?Q?B=FCdget?=  2024")},
     "01"
     "17000000"
     "13000000"
     "416e6e2e4c6565406578616d706c652e6f7267"
     "02"
     "38000000"
     "0f000000"
     "424f42406578616d706c652e6e6574"
     "0f000000"
     "626f62406578616d706c652e6e6574"
     "0e000000"
     "6379406578616d706c652e6e6574"
     "0300000000"
     "04"
     "08000000"
     "00f1536500000000"
     "05"
     "0c000000"
     "42c3bc646765742032303234",
     "01"
     "17000000"
     "13000000"
     "616e6e2e6c6565406578616d706c652e6f7267"
     "06"
     "08000000"
     "1555b00100000000"
     "07"
     "0b000000"
     "62c3bc6467657432303234"},
};

static void
check_hex(const struct lp_buf *bytes, const char *want, const char *label)
{
    struct lp_buf hex = {0};

    lp_text_hex(&hex, lp_buf_slice(bytes));
    CHECK(lp_slice_is(lp_buf_slice(&hex), want), label);
    if (!lp_slice_is(lp_buf_slice(&hex), want)) {
        fprintf(stderr, "  %.*s\n", (int)hex.len, (const char *)hex.data);
    }
    lp_buf_release(&hex);
}

static void
check_refused(struct lp_mail_identity *id)
{
    struct lp_mail_fields f = rows[1].f;

    f.too_long = true;
    CHECK(lp_mail_identity_make(id, &f, NULL) == LP_OK && id->refused &&
              id->head.len == 0 && id->loose.len == 0 && id->id.len == 0 &&
              !id->has_from && !id->has_date && !id->has_id,
          "too long a value");
    CHECK(lp_mail_identity_make(id, &rows[0].f, NULL) == LP_OK && !id->refused,
          "nothing stays of it");
}

int
main(void)
{
    struct lp_mail_identity id = {0};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_buf got = {0};

        CHECK(lp_mail_identity_make(&id, &rows[i].f, NULL) == LP_OK,
              rows[i].label);
        spell(&got, &id);
        CHECK(lp_slice_is(lp_buf_slice(&got), rows[i].want), rows[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&id.id), rows[i].id) &&
                  id.has_id == (id.id.len > 0),
              rows[i].label);
        if (!lp_slice_is(lp_buf_slice(&got), rows[i].want)) {
            fprintf(stderr, "  %.*s\n", (int)got.len, (const char *)got.data);
        }
        lp_buf_release(&got);
    }
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        CHECK(lp_mail_identity_make(&id, &vectors[i].f, NULL) == LP_OK, "make");
        check_hex(&id.head, vectors[i].head, "a vector's head");
        check_hex(&id.loose, vectors[i].loose, "a vector's loose head");
    }
    check_refused(&id);
    lp_mail_identity_release(&id);
    lp_mail_identity_release(&id);
    return lp_test_failures != 0;
}
