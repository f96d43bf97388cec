#include "bundle/gap_silence.h"

#include <math.h>
#include <stdlib.h>

#include "tests/unit/test.h"

#define HOUR ((int64_t)3600)
#define DAY (24 * HOUR)
#define START (19 * 365 * DAY) /* a Monday, for us */
#define MOST 200000

/* A mailbox that we make up. */
static int64_t dates[MOST];
static int64_t scratch[MOST];
static size_t n;
static uint64_t state;

static double
random_of(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 11) / (double)((uint64_t)1 << 53);
}

static int
order(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;

    return *x < *y ? -1 : *x > *y;
}

/* `rate` messages on each day of work, from nine to six, for `days`. */
static void
office(uint64_t seed, unsigned rate, unsigned days)
{
    n = 0;
    state = seed;
    for (unsigned d = 0; d < days; d++) {
        for (unsigned i = 0; d % 7 < 5 && i < rate; i++) {
            dates[n++] = START + d * DAY + 9 * HOUR +
                         (int64_t)(random_of() * 9 * (double)HOUR);
        }
    }
    qsort(dates, n, sizeof *dates, order);
}

/* One after the other, whatever the hour, with a mean of `mean` days between;
 * or with so many long pauses that they have hardly one. */
static void
chance(uint64_t seed, double mean, size_t many, bool heavy)
{
    double at = 0;

    state = seed;
    for (n = 0; n < many; n++) {
        double u = 1 - random_of();

        at += mean * (heavy ? pow(u, -1 / 2.5) - 1 : -log(u));
        dates[n] = START + (int64_t)(at * (double)DAY);
    }
}

/* Take out the days from `from` up to `to`. */
static void
take_out(unsigned from, unsigned to)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        if (dates[i] < START + from * DAY || dates[i] >= START + to * DAY) {
            dates[kept++] = dates[i];
        }
    }
    n = kept;
}

static unsigned
silences(void)
{
    struct lp_rhythm r = lp_rhythm_of(dates, n, scratch);
    unsigned found = 0;

    for (size_t i = 0; i + 1 < n; i++) {
        found += lp_rhythm_breaks(&r, dates, i) ? 1 : 0;
    }
    return found;
}

static void
check_offices(void)
{
    static const unsigned rates[] = {1, 3, 20, 200};

    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        unsigned rate = rates[i];

        office(i, rate, 365);
        CHECK(silences() == 0, "nights and weekends");
        take_out(196, 210);
        CHECK(silences() == 0, "two weeks of holidays");
        take_out(350, 358);
        CHECK(silences() == 0, "and a week at the end of the year");
        office(i, rate, 365);
        take_out(196, 217);
        CHECK(silences() == 0, "three weeks of holidays");
        office(i, rate, 365);
        take_out(31, 59);
        CHECK(silences() == 1, "a month is missing");
        take_out(200, 230);
        CHECK(silences() == 2, "two months are missing");
        office(i, rate, 365);
        take_out(31, 52);
        CHECK(silences() == 0, "less than a month is missing");
    }
}

static void
check_always(void)
{
    chance(1, 0.01, 10000, false);
    CHECK(silences() == 0, "a mailbox that never sleeps");
    take_out(50, 54);
    CHECK(silences() == 1, "four days are missing");
    chance(1, 0.01, 10000, false);
    take_out(50, 52);
    CHECK(silences() == 0, "two days are missing");
}

static void
check_rare(void)
{
    unsigned found = 0;

    for (uint64_t seed = 0; seed < 500; seed++) {
        chance(seed, 0.1 + (double)(seed % 100), 30 + 3 * seed, false);
        found += silences();
    }
    CHECK(found == 0, "now and then");
    found = 0;
    for (uint64_t seed = 0; seed < 500; seed++) {
        chance(seed, 0.5 + (double)(seed % 7), 30 + 3 * seed, true);
        found += silences() > 0 ? 1 : 0;
    }
    CHECK(found <= 100, "in fits and starts, one in five at most");
}

static void
check_few(void)
{
    chance(3, 0.1, 29, false);
    for (size_t i = 15; i < n; i++) {
        dates[i] += 100 * DAY;
    }
    CHECK(silences() == 0, "29 messages");
    chance(3, 0.1, 30, false);
    for (size_t i = 15; i < n; i++) {
        dates[i] += 100 * DAY;
    }
    CHECK(silences() == 1, "30, and most of the time is silent");
    office(5, 1, 365);
    dates[0] = 0;
    CHECK(silences() == 0, "one date that is wrong");
    for (size_t i = 0; i < 9; i++) {
        dates[i] = (int64_t)i;
    }
    CHECK(silences() == 0, "nine of them");
    n = 0;
    CHECK(silences() == 0, "nothing");
    for (n = 0; n < 40; n++) {
        dates[n] = START;
    }
    CHECK(silences() == 0, "all at one time");
}

int
main(void)
{
    check_offices();
    check_always();
    check_rare();
    check_few();
    return lp_test_failures != 0;
}
