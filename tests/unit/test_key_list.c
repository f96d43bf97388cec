#include "formats/key_list.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct {
    const char *label;
    const char *text;
    enum lp_code rc;
    const char *want; /* "name|first|last|source|text\n" for each record */
} cases[] = {
    {"nothing", "", LP_OK, ""},
    {"comments", "# a\n\n; b\r\n", LP_OK, ""},
    {"plain", "a.b v=DKIM1; p=x\n", LP_OK, "a.b|0|0||v=DKIM1; p=x\n"},
    {"plain, a tab, CRLF", "a.b\tp=x\r\n", LP_OK, "a.b|0|0||p=x\n"},
    {"a row", "a.b\t1970-01-02\t86401\tsrc\tp=x\n", LP_OK,
     "a.b|86400|86401|src|p=x\n"},
    {"a row without dates", "a.b\t\t-\tsrc\tp=x", LP_OK, "a.b|0|0|src|p=x\n"},
    {"a zone file", "a.b. 60 IN TXT \"p=x\"\n", LP_OK, "a.b.|0|0||\"p=x\"\n"},
    {"a name alone", "a.b\n", LP_E_FORMAT, ""},
    {"over several lines",
     "a._domainkey.b. IN TXT ( \"v=DKIM1; \" ; a comment )\n"
     "  \"p=x\"\n\t\"y\" ) ; another\nc.d p=z\n",
     LP_OK, "a._domainkey.b.|0|0||v=DKIM1; p=xy\nc.d|0|0||p=z\n"},
    {"... by opendkim-genkey",
     "mail._domainkey\tIN\tTXT\t( \"v=DKIM1; h=sha256; k=rsa; \"\r\n\t  "
     "\"p=x\" )  ; ----- DKIM key mail for example.com\r\n",
     LP_OK, "mail._domainkey.example.com|0|0||v=DKIM1; h=sha256; k=rsa; p=x\n"},
    {"... without quotes", "a.b TXT (p=\n x)", LP_OK, "a.b|0|0||p=x\n"},
    {"... of a name without a domain", "m._DomainKey TXT ( \"p=x\" )\n",
     LP_E_FORMAT, ""},
    {"... that does not close", "a.b TXT ( \"p=x\"\nc.d p=z\n", LP_E_FORMAT,
     ""},
    {"... whose quote does not close", "a.b TXT ( \"p=x\n\" )\n", LP_E_FORMAT,
     ""},
    {"... of nothing", "a.b TXT ( )\n", LP_E_FORMAT, ""},
    {"a parenthesis in a text", "a.b p=x; n=(y\nc.d p=z\n", LP_OK,
     "a.b|0|0||p=x; n=(y\nc.d|0|0||p=z\n"},
    {"good, then a name alone", "a.b p=\nc.d\n", LP_E_FORMAT, "a.b|0|0||p=\n"},
    {"a row whose first time is none", "a.b\tlast year\t-\tsrc\tp=x\n",
     LP_E_FORMAT, ""},
    {"a row whose last time is none", "a.b\t-\t2020-13-01\tsrc\tp=x\n",
     LP_E_FORMAT, ""},
    {"a record with tabs in it", "a.b\tv=DKIM1;\tk=rsa;\tt=s;\tp=x\n", LP_OK,
     "a.b|0|0||v=DKIM1;\tk=rsa;\tt=s;\tp=x\n"},
    {"a zone file with tabs", "a.b.\t3600\tIN\tTXT\t\"p=x\"\n", LP_OK,
     "a.b.|0|0||\"p=x\"\n"},
    {"behind the year 9999", "a.b\t99999999999999999\t-\tsrc\tp=x\n",
     LP_E_FORMAT, ""},
    {"a byte order mark",
     "\xef\xbb\xbf"
     "a p=x",
     LP_OK, "a|0|0||p=x\n"},
    {"UTF-16",
     "\xff\xfe"
     "a p=x",
     LP_E_FORMAT, ""},
    {"UTF-16, the other way round",
     "\xfe\xff"
     "a p=x",
     LP_E_FORMAT, ""},
    {"an object", "{\"domain\":\"b\",\"selector\":\"a\",\"value\":\"p=x\"}",
     LP_OK, "a._domainkey.b|0|0||p=x\n"},
    {"a pair, last",
     "[{\"value\":\"p=x\",\"firstSeenAt\":\"1970-01-02T00:00:00.000Z\","
     "\"lastSeenAt\":null,\"source\":\"s\",\"provenanceVerified\":true,"
     "\"domainSelectorPair\":{\"selector\":\"a\",\"domain\":\"b\"}}]",
     LP_OK, "a._domainkey.b|86400|0|s, provenance verified|p=x\n"},
    {"records in a pair",
     "{\"domain\":\"b\",\"records\":[{\"selector\":\"a\",\"value\":\"1\"},"
     "{\"selector\":\"c\",\"value\":\"2\"}]}",
     LP_OK, "a._domainkey.b|0|0||1\nc._domainkey.b|0|0||2\n"},
    {"the pair behind the records",
     "{\"records\":[{\"value\":\"1\"}],\"domain\":\"b\",\"selector\":\"a\"}",
     LP_OK, "a._domainkey.b|0|0||1\n"},
    {"names as keys", "{\"a._domainkey.b\":\"1\",\"c._DomainKey.d\":[\"2\"]}",
     LP_OK, "a._domainkey.b|0|0||1\nc._DomainKey.d|0|0||2\n"},
    {"pieces", "{\"a._domainkey.b\":{\"TXT\":[[\"1\",\"2\"],[\"3\"]]}}", LP_OK,
     "a._domainkey.b|0|0||12\na._domainkey.b|0|0||3\n"},
    {"escapes", "{\"fqdn\":\"a._domainkey.b\",\"txt\":\"\\u0070=\\/\\\"\"}",
     LP_OK, "a._domainkey.b|0|0||p=/\"\n"},
    {"lines of JSON",
     "{\"name\":\"a._domainkey.b\",\"value\":\"1\"}\n"
     "{\"name\":\"c._domainkey.d\",\"value\":\"2\"}\n",
     LP_OK, "a._domainkey.b|0|0||1\nc._domainkey.d|0|0||2\n"},
    {"a value without a name", "[{\"value\":\"1\"}]", LP_OK, ""},
    {"cut", "[{\"value\":\"1\"", LP_E_FORMAT, ""},
    {"cut in a string", "[\"", LP_E_FORMAT, ""},
    {"not closed as opened", "[}", LP_E_FORMAT, ""},
    {"something behind", "[] ]", LP_E_FORMAT, ""},
    {"too deep",
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
     LP_E_FORMAT, ""},
};

static enum lp_code
told(void *who, const struct lp_key_entry *e, struct lp_err *err)
{
    struct lp_buf *to = who;

    lp_buf_put(to, e->name);
    lp_buf_printf(to, "|%lld|%lld|", (long long)e->first, (long long)e->last);
    lp_buf_put(to, e->source);
    lp_buf_byte(to, '|');
    lp_buf_put(to, e->text);
    lp_buf_byte(to, '\n');
    return lp_buf_check(to, err);
}

static enum lp_code
bad(void *who, const struct lp_key_bad *b, struct lp_err *err)
{
    struct lp_buf *to = who;

    lp_buf_printf(to, "!%llu:%llu\n", (unsigned long long)b->line,
                  (unsigned long long)b->at);
    return lp_buf_check(to, err);
}

/* Whoever wants to be told of what is none gets all the rest. */
static const struct {
    const char *label;
    const char *text;
    const char *want;
} lenient[] = {
    {"nothing bad", "a.b p=x\n", "a.b|0|0||p=x\n"},
    {"a bad line between two", "a.b p=1\nc.d\n  e.f p=3\n",
     "a.b|0|0||p=1\n!2:8\ne.f|0|0||p=3\n"},
    {"bad lines alone", "a\n\n# x\nb\n", "!1:0\n!4:7\n"},
    {"behind a byte order mark",
     "\xef\xbb\xbf"
     "a\nb p=\n",
     "!1:3\nb|0|0||p=\n"},
    {"a record that does not close", "a.b TXT (\n\"p=x\"\nc.d p=z\n",
     "!1:0\n!2:10\nc.d|0|0||p=z\n"},
    {"behind one over several lines", "a.b TXT (\np=x\n)\n\nc.d\n",
     "a.b|0|0||p=x\n!5:17\n"},
    {"CRLF", "a.b\r\nc.d p=x\r\n", "!1:0\nc.d|0|0||p=x\n"},
    {"JSON that breaks off",
     "[{\"name\":\"a._domainkey.b\",\"value\":\"1\"},\n{\"va",
     "a._domainkey.b|0|0||1\n!2:44\n"},
    {"JSON that breaks its grammar",
     "[{\"name\":\"a._domainkey.b\",\"value\":\"1\"}\n\n?]",
     "a._domainkey.b|0|0||1\n!3:40\n"},
};

/* A line that was written is read again. */
static void
round_trip(void)
{
    const struct lp_key_entry e = {.name = lp_slice_str("a._domainkey.b"),
                                   .text = lp_slice_str("v=DKIM1; p=x"),
                                   .source = lp_slice_str("an archive"),
                                   .first = 86400};
    struct lp_buf line = {0};
    struct lp_buf out = {0};
    struct lp_err err = {0};

    lp_key_entry_put(&line, &e);
    CHECK(lp_slice_is(lp_buf_slice(&line),
                      "a._domainkey.b\t1970-01-02T00:00:00Z\t-\tan archive\t"
                      "v=DKIM1; p=x\n"),
          "a line");
    CHECK(lp_key_list_read(lp_buf_slice(&line), told, NULL, &out, &err) ==
              LP_OK,
          "read again");
    CHECK(lp_slice_is(lp_buf_slice(&out),
                      "a._domainkey.b|86400|0|an archive|v=DKIM1; p=x\n"),
          "the same");
    lp_buf_release(&line);
    lp_buf_release(&out);
}

int
main(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_buf out = {0};
        struct lp_err err = {0};

        CHECK(lp_key_list_read(lp_slice_str(cases[i].text), told, NULL, &out,
                               &err) == cases[i].rc,
              cases[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&out), cases[i].want), cases[i].label);
        lp_buf_release(&out);
    }
    for (size_t i = 0; i < COUNT(lenient); i++) {
        struct lp_buf out = {0};
        struct lp_err err = {0};

        CHECK(lp_key_list_read(lp_slice_str(lenient[i].text), told, bad, &out,
                               &err) == LP_OK,
              lenient[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&out), lenient[i].want),
              lenient[i].label);
        lp_buf_release(&out);
    }
    round_trip();
    return lp_test_failures != 0;
}
