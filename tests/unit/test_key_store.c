#include "evidence/key_store.h"

#include <string.h>

#include "formats/key_list.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define N "s._domainkey.b\t"

/* What stood in the archive, what is added, and what must come of it. */
static const struct {
    const char *label;
    const char *stood;
    const char *more;
    const char *want;
    unsigned added;
    unsigned widened;
    unsigned joined;
} cases[] = {
    {"nothing", "", "", "", 0, 0, 0},
    {"a new one", "", N "p=x\n", N "-\t-\t\tp=x\n", 1, 0, 0},
    {"the same once more", N "p=x\n", N "p=x\n", N "-\t-\t\tp=x\n", 0, 0, 0},
    {"the same in another spelling", N "-\t-\t\tp=x\n",
     "S._DomainKey.B. 60 IN TXT \"p=\" \"x\"\n", N "-\t-\t\tp=x\n", 0, 0, 0},
    {"quotes taken off", N "-\t-\t\tp=x\n", N "\"p=x\"\n", N "-\t-\t\tp=x\n", 0,
     0, 0},
    {"seen longer before", N "1970-01-03\t1970-01-04\ta\tp=x\n",
     N "1970-01-02\t-\ta\tp=x\n",
     N "1970-01-02T00:00:00Z\t1970-01-04T00:00:00Z\ta\tp=x\n", 0, 1, 0},
    {"seen longer afterwards", N "1970-01-02\t-\ta\tp=x\n",
     N "-\t1970-01-04\ta\tp=x\n",
     N "1970-01-02T00:00:00Z\t1970-01-04T00:00:00Z\ta\tp=x\n", 0, 1, 0},
    {"seen in between", N "1970-01-02\t1970-01-05\ta\tp=x\n",
     N "1970-01-03\t1970-01-04\ta\tp=x\n",
     N "1970-01-02T00:00:00Z\t1970-01-05T00:00:00Z\ta\tp=x\n", 0, 0, 0},
    {"none was there", "", N "1970-01-02\t1970-01-02\tdns\t-\n",
     N "1970-01-02T00:00:00Z\t1970-01-02T00:00:00Z\tdns\t-\n", 1, 0, 0},
    {"none, still", N "1970-01-02\t1970-01-02\tdns\t-\n",
     N "1970-01-03\t1970-01-03\tdns\t-\n",
     N "1970-01-02T00:00:00Z\t1970-01-03T00:00:00Z\tdns\t-\n", 0, 1, 0},
    {"none, and before it one", N "1970-01-02\t1970-01-02\tdns\tp=x\n",
     N "1970-01-03\t1970-01-03\tdns\t-\n",
     N "1970-01-02T00:00:00Z\t1970-01-02T00:00:00Z\tdns\tp=x\n" N
       "1970-01-03T00:00:00Z\t1970-01-03T00:00:00Z\tdns\t-\n",
     1, 0, 0},
    {"two halves that are turned", N "1970-01-05\t-\ta\tp=x\n",
     N "-\t1970-01-02\ta\tp=x\n",
     N "1970-01-02T00:00:00Z\t1970-01-05T00:00:00Z\ta\tp=x\n", 0, 1, 0},
    {"another source stays apart", N "1970-01-02\t-\ta\tp=x\n",
     N "1970-01-02\t-\tb\tp=x\n",
     N "1970-01-02T00:00:00Z\t-\ta\tp=x\n" N
       "1970-01-02T00:00:00Z\t-\tb\tp=x\n",
     1, 0, 0},
    {"another record stays apart", N "p=x\n", N "p=y\n",
     N "-\t-\t\tp=x\n" N "-\t-\t\tp=y\n", 1, 0, 0},
    {"one that says no more", N "1970-01-02\t-\ta\tp=x\n", N "p=x\n",
     N "1970-01-02T00:00:00Z\t-\ta\tp=x\n", 0, 0, 0},
    {"one that says more", N "p=x\n", N "1970-01-02\t-\ta\tp=x\n",
     N "1970-01-02T00:00:00Z\t-\ta\tp=x\n", 1, 0, 1},
    {"one that says no more, of another key", N "1970-01-02\t-\ta\tp=x\n",
     N "p=y\n", N "-\t-\t\tp=y\n" N "1970-01-02T00:00:00Z\t-\ta\tp=x\n", 1, 0,
     0},
    {"twice in the archive", N "p=x\n" N "p=x\n", "", N "-\t-\t\tp=x\n", 0, 0,
     1},
    {"in the order of names",
     "b._domainkey.x p=1\n"
     "a._domainkey.x p=2\n",
     "", "a._domainkey.x\t-\t-\t\tp=2\nb._domainkey.x\t-\t-\t\tp=1\n", 0, 0, 0},
    {"dressed more than once", "", N "( \"(p=x)\\\\\" ) \x01\n",
     N "-\t-\t\tp=x\n", 1, 0, 0},
    {"JSON", "",
     "{\"domain\":\"b\",\"selector\":\"s\",\"source\":\"a\\tb\","
     "\"value\":\"p=x\\n\\ty \"}",
     N "-\t-\ta b\tp=x  y\n", 1, 0, 0},
};

/* What no archive can hold. */
static const char *const none[] = {
    N "-\t-\tdns\t-\n",
    "hello p=x\n",
    "_domainkey.b p=x\n",
    "s._domainkey. p=x\n",
    "s..\x01_domainkey.b p=x\n",
    N "px\n",
    N "1970-01-05\t1970-01-02\ta\tp=x\n",
    "{\"name\":\"#s._domainkey.b\",\"value\":\"p=x\"}",
    "{\"name\":\"[s._domainkey.b\",\"value\":\"p=x\"}",
};

struct adding {
    struct lp_key_store *store;
    bool stood;
    unsigned refused;
};

static enum lp_code
told(void *who, const struct lp_key_entry *e, struct lp_err *err)
{
    struct adding *a = who;
    const char *why = NULL;
    enum lp_code rc = lp_key_store_add(a->store, e, a->stood, &why, err);

    a->refused += why != NULL ? 1 : 0;
    return rc;
}

static void
add(struct adding *a, const char *text, const char *label)
{
    struct lp_err err = {0};

    CHECK(lp_key_list_read(lp_slice_str(text), told, NULL, a, &err) == LP_OK,
          label);
}

static void
put_all(struct lp_buf *to, const struct lp_key_store *s)
{
    lp_buf_clear(to);
    for (size_t i = 0; i < s->n; i++) {
        struct lp_key_entry e = lp_key_store_get(s, i);

        lp_key_entry_put(to, &e);
    }
}

int
main(void)
{
    struct lp_buf out = {0};
    struct lp_buf again = {0};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_key_store s = {0};
        struct lp_key_store second = {0};
        struct adding a = {&s, true, 0};

        add(&a, cases[i].stood, cases[i].label);
        a.stood = false;
        add(&a, cases[i].more, cases[i].label);
        lp_key_store_merge(&s);
        put_all(&out, &s);
        CHECK(lp_slice_is(lp_buf_slice(&out), cases[i].want), cases[i].label);
        CHECK(s.added == cases[i].added && s.widened == cases[i].widened &&
                  s.joined == cases[i].joined && a.refused == 0,
              cases[i].label);
        /* What was written comes out the same. */
        lp_buf_byte(&out, '\0');
        a = (struct adding){&second, true, 0};
        add(&a, (const char *)out.data, cases[i].label);
        lp_key_store_merge(&second);
        put_all(&again, &second);
        CHECK(lp_slice_is(lp_buf_slice(&again), cases[i].want) &&
                  second.joined == 0,
              cases[i].label);
        lp_key_store_release(&s);
        lp_key_store_release(&second);
    }
    for (size_t i = 0; i < COUNT(none); i++) {
        struct lp_key_store s = {0};
        struct adding a = {&s, false, 0};

        add(&a, none[i], none[i]);
        CHECK(a.refused == 1 && s.n == 0 && s.bytes.len == 0, none[i]);
        lp_key_store_release(&s);
    }
    lp_buf_release(&out);
    lp_buf_release(&again);
    return lp_test_failures != 0;
}
