#include "ledger/set_meta.h"

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

int
main(void)
{
    test_meta_rules();
    return lp_test_failures != 0;
}
