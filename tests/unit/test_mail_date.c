#include "formats/mail_date.h"

#include "base/buf.h"
#include "tests/unit/test.h"

#define NONE INT64_MIN

/* 1700000000 is 2023-11-14T22:13:20Z, a Tuesday. */
static const struct {
    const char *label;
    const char *value;
    int64_t want;
} rows[] = {
    {"as it should be", " Tue, 14 Nov 2023 22:13:20 +0000", 1700000000},
    {"without the day of the week", "14 Nov 2023 22:13:20 +0000", 1700000000},
    {"another day of the week", "Mon, 14 Nov 2023 22:13:20 +0000", 1700000000},
    {"without a comma", "Tue 14 Nov 2023 22:13:20 +0000", 1700000000},
    {"east", "Wed, 15 Nov 2023 03:43:20 +0530", 1700000000},
    {"west", "Tue, 14 Nov 2023 14:13:20 -0800", 1700000000},
    {"no zone known", "Tue, 14 Nov 2023 22:13:20 -0000", 1700000000},
    {"a comment", "Tue, 14 Nov 2023 23:13:20 +0100 (CET)", 1700000000},
    {"comments everywhere",
     "(a)Tue(b,(1)), 14(12) Nov 2023 (13:00) 22:13:20 +0000", 1700000000},
    {"a comment without its end", "14 Nov 2023 22:13:20 +0000 (CET",
     1700000000},
    {"without seconds", "14 Nov 2023 22:13 GMT", 1699999980},
    {"a leap second", "31 Dec 2016 23:59:60 +0000", 1483228800},
    {"two seconds too many", "31 Dec 2016 23:59:61 +0000", NONE},
    {"an hour with one digit", "14 Nov 2023 6:13:20 GMT", 1699942400},
    {"a minute with one digit", "14 Nov 2023 6:3:20 GMT", NONE},
    {"with dots", "14 Nov 2023 22.13.20 +0000", 1700000000},
    {"with dots without seconds", "14 Nov 2023 22.13 +0000", NONE},
    {"a fraction", "14 Nov 2023 22:13:20.999 +0000", 1700000000},
    {"lower case", "tue, 14 nov 2023 22:13:20 gmt", 1700000000},
    {"a long month", "14 November 2023 22:13:20 GMT", 1700000000},
    {"a month cut at four", "14 Sept 2023 22:13:20 GMT", 1694729600},
    {"no month", "14 Novel 2023 22:13:20 GMT", NONE},
    {"a month of another language", "14 Okt 2023 22:13:20 GMT", NONE},
    {"two digits of the year", "14 Nov 23 22:13:20 GMT", 1700000000},
    {"two digits of this century", "1 Jan 49 00:00:00 GMT", 2493072000},
    {"two digits of the last one", "1 Jan 50 00:00:00 GMT", -631152000},
    {"three digits", "14 Nov 123 22:13:20 GMT", 1700000000},
    {"the first year", "1 Jan 1900 00:00:00 GMT", -2208988800},
    {"a year too early", "31 Dec 1899 23:59:59 GMT", NONE},
    {"the last second", "31 Dec 9999 23:59:59 GMT", 253402300799},
    {"five digits", "1 Jan 10000 00:00:00 GMT", NONE},
    {"a leap day", "29 Feb 2024 00:00:00 GMT", 1709164800},
    {"no leap day", "29 Feb 2023 00:00:00 GMT", NONE},
    {"a leap day of a century", "29 Feb 2000 00:00:00 GMT", 951782400},
    {"no leap day of a century", "29 Feb 1900 00:00:00 GMT", NONE},
    {"the last day of a month", "30 Nov 2023 00:00:00 GMT", 1701302400},
    {"a day too many", "31 Nov 2023 00:00:00 GMT", NONE},
    {"the day nought", "0 Nov 2023 00:00:00 GMT", NONE},
    {"midnight at the end", "14 Nov 2023 24:00:00 GMT", NONE},
    {"sixty minutes", "14 Nov 2023 22:60:00 GMT", NONE},
    {"Eastern time", "14 Nov 2023 17:13:20 EST", 1700000000},
    {"Pacific summer time", "14 Nov 2023 15:13:20 PDT", 1700000000},
    {"a zone nobody knows", "14 Nov 2023 22:13:20 XYZT", 1700000000},
    {"a military zone", "14 Nov 2023 22:13:20 A", 1700000000},
    {"Zulu", "14 Nov 2023 22:13:20Z", 1700000000},
    {"UT", "14 Nov 2023 22:13:20 UT", 1700000000},
    {"no zone", "14 Nov 2023 22:13:20", 1700000000},
    {"a name and a number", "14 Nov 2023 23:13:20 GMT+0100", 1700000000},
    {"a number and a name", "14 Nov 2023 23:13:20 +0100 EST", 1700000000},
    {"a zone with a colon", "14 Nov 2023 23:13:20 +01:00", 1700000000},
    {"a zone of hours", "14 Nov 2023 23:13:20 +1", 1700000000},
    {"a zone that touches", "14 Nov 2023 23:13:20+0100", 1700000000},
    {"a zone of three digits", "14 Nov 2023 23:13:20 +100", NONE},
    {"a zone of five digits", "14 Nov 2023 23:13:20 +01000", NONE},
    {"a zone with sixty minutes", "14 Nov 2023 23:13:20 +0160", NONE},
    {"two zones", "14 Nov 2023 23:13:20 +0100 +0200", NONE},
    {"ctime", "Tue Nov 14 22:13:20 2023", 1700000000},
    {"ctime with a zone", "Tue Nov 14 17:13:20 EST 2023", 1700000000},
    {"ctime with a number behind", "Tue Nov 14 23:13:20 2023 +0100",
     1700000000},
    {"ctime with two blanks", "Sat Nov  4 22:13:20 2023", 1699136000},
    {"dashes", "14-Nov-2023 22:13:20 GMT", 1700000000},
    {"dashes and two digits", "Tuesday, 14-Nov-23 22:13:20 GMT", 1700000000},
    {"slashes with a name", "14/Nov/2023 22:13:20 GMT", 1700000000},
    {"only numbers", "11/14/2023 22:13:20 GMT", NONE},
    {"the year in front", "2023 Nov 14 22:13:20 GMT", 1700000000},
    {"in the afternoon", "14 Nov 2023 10:13:20 PM +0000", 1700000000},
    {"in the morning", "14 Nov 2023 10:13:20 AM +0000", 1699956800},
    {"noon", "14 Nov 2023 12:00:00 PM GMT", 1699963200},
    {"midnight", "14 Nov 2023 12:00:00 AM GMT", 1699920000},
    {"no hour of the afternoon", "14 Nov 2023 13:00:00 PM GMT", NONE},
    {"hour nought of the afternoon", "14 Nov 2023 00:00:00 PM GMT", NONE},
    {"ISO 8601", "2023-11-14T22:13:20Z", 1700000000},
    {"ISO 8601 with a blank", "2023-11-14 23:13:20 +0100", 1700000000},
    {"ISO 8601 with a zone", "2023-11-14T23:13:20+01:00", 1700000000},
    {"ISO 8601 without a time", "2023-11-14", NONE},
    {"month thirteen", "2023-13-14T22:13:20Z", NONE},
    {"an ISO day too many", "2023-11-31T22:13:20Z", NONE},
    {"no time", "14 Nov 2023", NONE},
    {"no day", "Nov 2023 22:13:20", NONE},
    {"no year", "14 Nov 22:13:20", NONE},
    {"a number too many", "14 Nov 2023 22:13:20 GMT 7", NONE},
    {"two times", "14 Nov 2023 22:13:20 22:13:20", NONE},
    {"nothing", "", NONE},
    {"no date", "yesterday", NONE},
    {"a huge number", "99999999999999999999 Nov 2023 22:13:20", NONE},
    {"a huge zone", "14 Nov 2023 22:13:20 +99999999999999999999", NONE},
    {"UTF-8 around",
     "\xe2\x80\x9c"
     "14 Nov 2023 22:13:20 GMT\xe2\x80\x9d",
     1700000000},
    {"before 1970", "31 Dec 1969 23:59:59 GMT", -1},
};

/* Day after day, against the calendar that follows from its neighbours. */
static void
check_days(void)
{
    static const char *const names[] = {"Jan", "Feb", "Mar", "Apr",
                                        "May", "Jun", "Jul", "Aug",
                                        "Sep", "Oct", "Nov", "Dec"};
    static const int lengths[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
    int64_t want = -2208988800;
    struct lp_buf b = {0};

    for (int year = 1900; year < 2500; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

        for (int month = 0; month < 12; month++) {
            int days = lengths[month] + (month == 1 && leap ? 1 : 0);

            for (int day = 1; day <= days + 1; day++) {
                int64_t got = NONE;

                lp_buf_clear(&b);
                lp_buf_printf(&b, "%d %s %d 00:00 +0000", day, names[month],
                              year);
                (void)!lp_mail_date(&got, lp_buf_slice(&b));
                CHECK(got == (day > days ? NONE : want), "a day");
                want += day > days ? 0 : 86400;
            }
        }
    }
    lp_buf_release(&b);
}

static void
check_time(void)
{
    static const char *const pieces[] = {"(", "((a)", "\\(", "1", "+", "x"};

    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct lp_buf value = {0};
        int64_t got;

        while (value.len < 1 << 20) {
            lp_buf_str(&value, pieces[i]);
        }
        CHECK(!lp_mail_date(&got, lp_buf_slice(&value)), pieces[i]);
        lp_buf_release(&value);
    }
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t got = NONE;
        bool good = lp_mail_date(&got, lp_slice_str(rows[i].value));

        CHECK(good == (rows[i].want != NONE) && got == rows[i].want,
              rows[i].label);
        if (got != rows[i].want) {
            fprintf(stderr, "  %lld\n", (long long)got);
        }
    }
    check_days();
    check_time();
    return lp_test_failures != 0;
}
