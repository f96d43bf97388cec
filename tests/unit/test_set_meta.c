#include "ledger/set_meta.h"

#include <string.h>

#include "tests/unit/test.h"

static void
test_meta_rules(void)
{
    const struct {
        const char *label;
        const char *publication, *date, *source, *readers;
        uint64_t containers, unopened;
        enum lp_code rc;
    } cases[] = {
        {"all in order", "P", "2019", "", "", 2, 2, LP_OK},
        {"no publication", "", "2019", "", "", 0, 0, LP_E_USAGE},
        {"line feed in it", "P\nx", "2019", "", "", 0, 0, LP_E_USAGE},
        {"bidi in it", "P\xe2\x80\xae", "2019", "", "", 0, 0, LP_E_USAGE},
        {"not UTF-8", "P\xff", "2019", "", "", 0, 0, LP_E_USAGE},
        {"accents are fine", "\xc3\xa9t\xc3\xa9", "2019-12", "", "", 0, 0,
         LP_OK},
        {"no date is known", "P", "", "", "", 0, 0, LP_OK},
        {"half a date", "P", "2019-", "", "", 0, 0, LP_E_USAGE},
        {"February 30th", "P", "2019-02-30", "", "", 0, 0, LP_E_USAGE},
        {"source too short", "P", "2019", "ab", "", 0, 0, LP_E_USAGE},
        {"words in order", "P", "2019", "", "gzip,tar,zip", 0, 0, LP_OK},
        {"words out of order", "P", "2019", "", "zip,tar", 0, 0, LP_E_USAGE},
        {"a word twice", "P", "2019", "", "tar,tar", 0, 0, LP_E_USAGE},
        {"a comma at the end", "P", "2019", "", "tar,", 0, 0, LP_E_USAGE},
        {"a comma at the front", "P", "2019", "", ",tar", 0, 0, LP_E_USAGE},
        {"capitals", "P", "2019", "", "Tar", 0, 0, LP_E_USAGE},
        {"more unopened than there are", "P", "2019", "", "", 1, 2, LP_E_USAGE},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_set_meta m = {
            .publication = lp_slice_str(cases[i].publication),
            .date = lp_slice_str(cases[i].date),
            .source = lp_slice_str(cases[i].source),
            .readers = lp_slice_str(cases[i].readers),
            .levels = LP_LEVEL_BIT(LP_LEVEL_RAW),
            .rules = lp_slice_str("raw"),
            .containers = cases[i].containers,
            .unopened = cases[i].unopened,
        };
        struct lp_set_meta again = {0};
        struct lp_buf text = {0};

        CHECK(lp_set_meta_write(&text, &m, NULL) == cases[i].rc,
              cases[i].label);
        CHECK((text.len > 0) == (cases[i].rc == LP_OK), cases[i].label);
        for (size_t n = 0; n < text.len; n++) {
            CHECK(lp_set_meta_read(&again, (struct lp_slice){text.data, n},
                                   NULL) == LP_E_FORMAT,
                  "cut short");
        }
        if (text.len > 0) {
            CHECK(lp_set_meta_read(&again, lp_buf_slice(&text), NULL) == LP_OK,
                  cases[i].label);
        }
        lp_buf_release(&text);
    }
}

/* META texts, and lines of them that are exchanged. */
static const char whole[] =
    "publication=P\ndate=\nurl=\nmade=-5\nfrom=walk\nsource=\nreaders=\n"
    "status=published\nkeyed=\nlevels=raw\nrules=raw\ndocuments=3\nunique=2\n"
    "bytes=9\ncontainers=1\nunopened=1\npartial=no\n";
static const char keyed[] =
    "publication=P\ndate=\nurl=\nmade=-5\nfrom=walk\nsource=\nreaders=\n"
    "status=refused\nkeyed=0123456789abcdef\nlevels=raw\nrules=raw\ndocuments="
    "3\n"
    "unique=2\nbytes=9\ncontainers=1\nunopened=1\npartial=no\n";
static const char list[] =
    "publication=P\ndate=\nurl=\nmade=-5\nfrom=list\nsource=\nreaders=\n"
    "status=published\nkeyed=\nlevels=md5\nrules=md5\ndocuments=3\nunique=2\n"
    "bytes=9\ncontainers=1\nunopened=1\npartial=yes\n";
static const struct {
    const char *text;
    const char *line;
    const char *other;
    enum lp_code rc;
} lines[] = {
    {whole, "", "", LP_OK},
    {keyed, "", "", LP_OK},
    {list, "", "", LP_OK},
    {whole, "walk", "list", LP_E_FORMAT},
    {whole, "walk", "Walk", LP_E_FORMAT},
    {whole, "walk", "", LP_E_FORMAT},
    {list, "list", "walk", LP_OK},
    {list, "partial=yes", "partial=no", LP_E_FORMAT},
    {list, "partial=yes", "partial=maybe", LP_E_FORMAT},
    {whole, "published", "software", LP_OK},
    {whole, "published", "received", LP_E_FORMAT},
    {whole, "published", "withheld", LP_E_FORMAT},
    {whole, "published", "public", LP_E_FORMAT},
    {whole, "published", "", LP_E_FORMAT},
    {keyed, "refused", "received", LP_OK},
    {keyed, "refused", "withheld", LP_OK},
    {keyed, "refused", "published", LP_E_FORMAT},
    {keyed, "refused", "software", LP_E_FORMAT},
    {keyed, "0123456789abcdef", "", LP_E_FORMAT},
    {keyed, "0123456789abcdef", "0123456789abcde", LP_E_FORMAT},
    {keyed, "0123456789abcdef", "0123456789ABCDEF", LP_E_FORMAT},
    {keyed, "0123456789abcdef", "0123456789abcdef00", LP_E_FORMAT},
    {whole, "levels=raw\nrules=raw",
     "levels=raw,decoded,sha512,blake2b,sha1,md5\nrules=a,b,c,d,e,f", LP_OK},
    {whole, "levels=raw", "levels=decoded", LP_OK},
    {whole, "levels=raw\nrules=raw",
     "levels=message,message-body,message-loose,mih,text,letters,near,partial\n"
     "rules=msg-v1,body-v1,loose-v1,mih-v1,text-v1-u15.0,l_2,n+1,part-v1",
     LP_OK},
    {keyed, "levels=raw\nrules=raw", "levels=text,letters\nrules=t,l", LP_OK},
    {keyed, "levels=raw\nrules=raw", "levels=text,near\nrules=t,n",
     LP_E_FORMAT},
    {keyed, "levels=raw\nrules=raw", "levels=text,partial\nrules=t,p",
     LP_E_FORMAT},
    {whole, "levels=raw\nrules=raw", "levels=partial,near\nrules=p,n",
     LP_E_FORMAT},
    {whole, "rules=raw", "rules=raw-v9", LP_OK},
    {whole, "rules=raw", "rules=", LP_E_FORMAT},
    {whole, "rules=raw", "rules=Raw", LP_E_FORMAT},
    {whole, "rules=raw", "rules=raw,", LP_E_FORMAT},
    {whole, "rules=raw", "rules=,raw", LP_E_FORMAT},
    {whole, "rules=raw", "rules=raw,dec-v1", LP_E_FORMAT},
    {whole, "rules=raw", "rules=a b", LP_E_FORMAT},
    {whole, "rules=raw\n", "", LP_E_FORMAT},
    {whole, "levels=raw\nrules=raw", "levels=raw,md5\nrules=raw", LP_E_FORMAT},
    {whole, "levels=raw\nrules=raw", "levels=raw,md5\nrules=raw,,",
     LP_E_FORMAT},
    {whole, "levels=raw", "levels=", LP_E_FORMAT},
    {whole, "levels=raw", "levels=none", LP_E_FORMAT},
    {whole, "levels=raw", "levels=none,raw", LP_E_FORMAT},
    {whole, "levels=raw", "levels=raw,", LP_E_FORMAT},
    {whole, "levels=raw", "levels=,raw", LP_E_FORMAT},
    {whole, "levels=raw", "levels=raw,,md5", LP_E_FORMAT},
    {whole, "levels=raw", "levels=raw,raw", LP_E_FORMAT},
    {whole, "levels=raw", "levels=md5,raw", LP_E_FORMAT},
    {whole, "levels=raw", "levels=md5,sha1", LP_E_FORMAT},
    {whole, "levels=raw", "levels=raw,sha256", LP_E_FORMAT},
    {whole, "levels=raw", "levels=raw, md5", LP_E_FORMAT},
    {whole, "levels=raw", "level=raw", LP_E_FORMAT},
    {whole, "date=", "date=2019-12-31", LP_OK},
    {whole, "date=", "date=2019-12-32", LP_E_FORMAT},
    {whole, "unique=2", "unique=4", LP_E_FORMAT},
    {whole, "keyed=\n", "", LP_E_FORMAT},
    {whole, "status=published\nkeyed=\n", "keyed=\nstatus=published\n",
     LP_E_FORMAT},
};

static void
test_lines(void)
{
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const char *at = strstr(lines[i].text, lines[i].line);
        struct lp_set_meta m = {.made = 77};
        struct lp_buf text = {0};
        struct lp_buf again = {0};

        CHECK(at != NULL, lines[i].line);
        if (at == NULL) {
            continue;
        }
        lp_buf_put(&text, (struct lp_slice){(const uint8_t *)lines[i].text,
                                            (size_t)(at - lines[i].text)});
        lp_buf_str(&text, lines[i].other);
        lp_buf_str(&text, at + strlen(lines[i].line));
        CHECK(lp_set_meta_read(&m, lp_buf_slice(&text), NULL) == lines[i].rc,
              lines[i].other);
        CHECK(m.made == (lines[i].rc == LP_OK ? -5 : 77), "untouched");
        if (lines[i].rc == LP_OK) {
            CHECK(lp_set_meta_write(&again, &m, NULL) == LP_OK &&
                      lp_slice_equal(lp_buf_slice(&text), lp_buf_slice(&again)),
                  "written as it was read");
        }
        lp_buf_release(&text);
        lp_buf_release(&again);
    }
}

static void
test_statuses(void)
{
    for (unsigned i = 0; i < LP_SET_STATUS_COUNT; i++) {
        const char *word = lp_set_status_word((enum lp_set_status)i);

        CHECK(lp_set_status_by_word(lp_slice_str(word)) == i, word);
    }
    CHECK(lp_set_status_by_word(lp_slice_str("")) == LP_SET_STATUS_COUNT,
          "no word");
}

int
main(void)
{
    test_meta_rules();
    test_lines();
    test_statuses();
    return lp_test_failures != 0;
}
