#include "ledger/set_runs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static char beside[4096];

static int
by_key(const void *one, const void *other)
{
    const struct lp_set_pair *a = one;
    const struct lp_set_pair *b = other;

    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    return (a->of > b->of) - (a->of < b->of);
}

/* Numbers are put in their order, so that those of one key stay in it. */
static void
test_sorts(const char *label, size_t n, size_t most, uint64_t mask)
{
    struct lp_set_runs r = {.beside = beside, .most = most};
    struct lp_set_pair *want = calloc(n + 1, sizeof *want);
    uint64_t seed = 88172645463325252U;

    for (size_t i = 0; i < n; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        want[i] = (struct lp_set_pair){seed & mask, (uint32_t)i};
        CHECK(lp_set_runs_put(&r, seed & mask, (uint32_t)i, NULL) == LP_OK,
              label);
    }
    CHECK((r.spill != NULL) == (n > most), label);
    qsort(want, n, sizeof *want, by_key);
    for (int round = 0; round < 3; round++) {
        struct lp_set_pair got;
        size_t wrong = 0;
        size_t at = 0;
        bool more;

        CHECK(lp_set_runs_rewind(&r, NULL) == LP_OK, label);
        CHECK(lp_set_runs_take(&r, &got, &more, NULL) == LP_OK, label);
        while (more && at < n && (round != 1 || at < n / 2)) {
            wrong += got.key != want[at].key || got.of != want[at].of;
            at++;
            CHECK(lp_set_runs_take(&r, &got, &more, NULL) == LP_OK, label);
        }
        CHECK(wrong == 0, label);
        CHECK(round == 1 || (at == n && !more), label);
    }
    lp_set_runs_release(&r);
    CHECK(r.pending == NULL && r.spill == NULL, "empty again");
    lp_set_runs_release(&r);
    free(want);
}

int
main(void)
{
    const struct {
        const char *label;
        size_t n;
        size_t most;
        uint64_t mask;
    } cases[] = {
        {"nothing", 0, 4, UINT64_MAX},
        {"one", 1, 4, UINT64_MAX},
        {"as many as are held", 4, 4, UINT64_MAX},
        {"one more", 5, 4, UINT64_MAX},
        {"runs of one", 50, 1, UINT64_MAX},
        {"many of one key", 1000, 64, 7},
        {"all of one key", 1000, 64, 0},
        {"only high bytes", 1000, 64, 0xff00000000000000},
        {"more than is read at a time", 20000, 9000, UINT64_MAX},
        {"in memory", 20000, 30000, UINT64_MAX},
    };
    const char *tmp = getenv("TMPDIR");
    struct lp_set_runs nowhere = {.beside = "/nonexistent/a", .most = 1};
    struct lp_err err = {0};

    (void)snprintf(beside, sizeof beside, "%s/lp_test_runs",
                   tmp == NULL ? "/tmp" : tmp);
    for (size_t i = 0; i < COUNT(cases); i++) {
        test_sorts(cases[i].label, cases[i].n, cases[i].most, cases[i].mask);
    }
    CHECK(lp_set_runs_put(&nowhere, 1, 1, &err) == LP_OK, "held");
    CHECK(lp_set_runs_put(&nowhere, 1, 1, &err) == LP_E_IO, "no place for it");
    lp_set_runs_release(&nowhere);
    return lp_test_failures != 0;
}
