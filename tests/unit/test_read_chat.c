#include "formats/read_chat.h"

#include "formats/bid.h"
#include "formats/chat_json.h"
#include "formats/chat_line.h"
#include "tests/unit/mail_box.h"

#define M1 "{\"id\":1,\"type\":\"message\",\"x\":\"]}\\\"\"}"
#define M2 "{\"id\":2,\"type\":\"message\",\"y\":[{}]}"
#define S1 "{\"type\":\"message\",\"ts\":\"1.000001\"}"
#define HEAD "{\"version\":\"1\",\"backupTimeMs\":\"2\"}"
#define ITEM "{\"chatItem\":{\"authorId\":\"1\"}}"
#define W1 "1/2/21, 10:00 - A: b"
#define W2 "[2021-02-01, 10:00:59 PM] A: b"

/* What is bid for, and what is read. */
static const struct {
    const char *label;
    const char *bytes;
    const char *want;
    bool bid;
} json[] = {
    {"a chat", "{\"name\":\"n\",\"messages\":[" M1 ", " M2 "]}",
     "1M:" M1 "|2M:" M2 "|", true},
    {"all chats",
     "{\"chats\":{\"list\":[{\"messages\":[" M1 "]},{\"messages\":[" M2 "]}]}}",
     "1M:" M1 "|2M:" M2 "|", true},
    {"blanks before", " \n\r\t{\"messages\":[" M1 "]} \n", "1M:" M1 "|", true},
    {"other objects among them", "{\"messages\":[{\"a\":1}," M1 "]}",
     "1M:{\"a\":1}|2M:" M1 "|", false},
    {"another key", "{\"message\":[" M1 "]}", "!N0220", false},
    {"messages are no array", "{\"messages\":" M1 "}", "!N0220", false},
    {"in an array in it", "{\"messages\":[[" M1 "]]}", "!N0220", false},
    {"no messages", "{\"messages\":[]}", "!N0220", false},
    {"cut", "{\"messages\":[" M1 "]", "1M:" M1 "|!F0101", true},
    {"cut in a message", "{\"messages\":[" M1 ",{\"id\"", "1M:" M1 "|!F0101",
     true},
    {"no comma", "{\"messages\":[" M1 M2 "]}", "1M:" M1 "|!F0640", true},
    {"a comma too much", "{\"messages\":[" M1 ",]}", "1M:" M1 "|!F0640", true},
    {"closed as it was not opened", "{\"messages\":[" M1 "}",
     "1M:" M1 "|!F0640", true},
    {"something behind", "{\"messages\":[" M1 "]}x", "1M:" M1 "|!F0640", true},
    {"a key that is no text", "{1:[" M1 "]}", "!F0640", false},
    {"an account", "{\"about\":\"Telegram\",\"contacts\":{}}", "!N0220", true},
    {"of another network", "{\"about\":\"Telegraph\",\"contacts\":{}}",
     "!N0220", false},
    {"a day", "[" S1 "," S1 "]", "1M:" S1 "|2M:" S1 "|", true},
    {"a list of objects", "[{\"type\":\"message\",\"ts\":\"1\"}]",
     "1M:{\"type\":\"message\",\"ts\":\"1\"}|", false},
    {"an empty list", "[]", "!N0220", false},
    {"lines", HEAD "\n{\"account\":{}}\n" ITEM "\n" ITEM "\n",
     "1M:" ITEM "|2M:" ITEM "|", true},
    {"lines of something else", HEAD "\n{\"count\":{}}\n", "!N0220", false},
    {"one line", HEAD "\n", "!N0220", false},
    {"nothing", "", "!F0101", false},
};

static const struct {
    const char *label;
    const char *bytes;
    const char *want;
    bool bid;
} text[] = {
    {"two messages", W1 "\n" W1 "\n", "1M:" W1 "|2M:" W1 "|", true},
    {"no end at the end", W1 "\r\n" W1, "1M:" W1 "|2M:" W1 "|", true},
    {"more lines", W1 "\nmore\n\n" W1, "1M:" W1 "\nmore\n|2M:" W1 "|", true},
    {"in brackets", W2 "\r\n" W2 "\r\n", "1M:" W2 "|2M:" W2 "|", true},
    {"only one", W1 "\n", "1M:" W1 "|", false},
    {"one of each form", W1 "\n" W2 "\n", "1M:" W1 "|2M:" W2 "|", false},
    {"nobody speaks", "1/2/21, 10:00 - a\n1/2/21, 10:00 - a\n",
     "1M:1/2/21, 10:00 - a|2M:1/2/21, 10:00 - a|", false},
    {"a reference", W1 "\n1/2/21, 10:00 - A: x.jpg (file attached)\nc\n",
     "1M:" W1 "|2 x.jpgM:1/2/21, 10:00 - A: x.jpg (file attached)\nc|", true},
    {"another reference", W2 "\n[2021-02-01, 10:00:59 PM] A: <attached: y>\n",
     "1M:" W2 "|2 yM:[2021-02-01, 10:00:59 PM] A: <attached: y>|", true},
    {"a time that is none", "1/2/21, 25:00 - A: b\n" W1 "\n" W1 "\n",
     "1M:1/2/21, 25:00 - A: b|2M:" W1 "|3M:" W1 "|", false},
};

static void
check_rows(void)
{
    for (size_t i = 0; i < sizeof json / sizeof json[0]; i++) {
        struct lp_slice in = lp_slice_str(json[i].bytes);

        check_read(&lp_read_chat, in, &lp_limits_default, json[i].want,
                   json[i].label);
        CHECK((lp_read_chat.bid(in) > 0) == json[i].bid, json[i].label);
    }
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        struct lp_slice in = lp_slice_str(text[i].bytes);

        check_read(&lp_read_chat_text, in, &lp_limits_default, text[i].want,
                   text[i].label);
        CHECK((lp_read_chat_text.bid(in) > 0) == text[i].bid, text[i].label);
    }
}

static void
check_limits(void)
{
    struct lp_limits limits = {.entries = 1, .header = 1 << 20};

    check_read(&lp_read_chat, lp_slice_str("[" S1 "," S1 "]"), &limits,
               "1M:" S1 "|!N0303", "more than the limit");
    check_read(&lp_read_chat_text, lp_slice_str(W1 "\n" W1 "\n"), &limits,
               "1M:" W1 "|!N0303", "more lines than the limit");
    limits = (struct lp_limits){.entries = 9, .header = strlen(S1)};
    check_read(&lp_read_chat, lp_slice_str("[" S1 "]"), &limits, "1M:" S1 "|",
               "as long as the limit");
    limits.header--;
    check_read(&lp_read_chat, lp_slice_str("[" S1 "]"), &limits, "!N0304",
               "longer than the limit");
}

/* What is wrong with an object, and whether it has an identity. */
static void
check_objects(void)
{
#define OK "\"ts\":\"1.000001\",\"user\":\"U\""
    static const struct {
        const char *label;
        const char *object;
        enum lp_rule wrong;
        bool form;
    } rows[] = {
        {"whole", "{\"type\":\"message\"," OK ",\"text\":\"a\"}", LP_RULE_NONE,
         true},
        {"no text", "{\"type\":\"message\"," OK "}", LP_RULE_NONE, false},
        {"blanks", "{\"type\":\"message\"," OK ",\"text\":\" \\n\"}",
         LP_RULE_NONE, false},
        {"a key twice", "{\"type\":\"message\"," OK ",\"user\":\"V\"}",
         LP_RULE_JSON_TWICE, false},
        {"no JSON", "{\"type\":\"message\"," OK ",}", LP_RULE_JSON, false},
        {"no UTF-8", "{\"type\":\"message\",\"text\":\"\xff\"," OK "}",
         LP_RULE_JSON, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_chat_people people = {0};
        struct lp_chat_item item;
        struct lp_chat chat = {0};
        struct lp_err err = {0};

        CHECK(lp_chat_json(&item, LP_CHAT_SLACK, lp_slice_str(rows[i].object),
                           (struct lp_slice){0}, &people, &chat, &err) == LP_OK,
              rows[i].label);
        CHECK(item.message && item.wrong == rows[i].wrong, rows[i].label);
        CHECK((chat.form.len > 0) == rows[i].form, rows[i].label);
        lp_chat_people_release(&people);
        lp_chat_release(&chat);
    }
}

static void
check_order(void)
{
    static const struct {
        const char *label;
        const char *lines[3];
        enum lp_chat_order want;
    } rows[] = {
        {"open",
         {"1/2/21, 1:00 - a", "12/12/21, 1:00 - a"},
         LP_CHAT_ORDER_OPEN},
        {"day", {"1/2/21, 1:00 - a", "13/12/21, 1:00 - a"}, LP_CHAT_ORDER_DAY},
        {"month", {"12/13/21, 1:00 - a"}, LP_CHAT_ORDER_MONTH},
        {"year", {"2021-12-13, 1:00 - a"}, LP_CHAT_ORDER_YEAR},
        {"mixed",
         {"13/1/21, 1:00 - a", "1/13/21, 1:00 - a"},
         LP_CHAT_ORDER_MIXED},
        {"neither", {"13/13/21, 1:00 - a"}, LP_CHAT_ORDER_MIXED},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum lp_chat_order got = LP_CHAT_ORDER_OPEN;

        for (size_t k = 0; rows[i].lines[k] != NULL; k++) {
            struct lp_chat_line line;

            CHECK(lp_chat_line(&line, lp_slice_str(rows[i].lines[k])),
                  rows[i].label);
            got = lp_chat_line_order(got, &line);
        }
        CHECK(got == rows[i].want, rows[i].label);
    }
}

int
main(void)
{
    check_rows();
    check_limits();
    check_objects();
    check_order();
    return lp_test_failures != 0;
}
