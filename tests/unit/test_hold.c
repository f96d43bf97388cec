#include "bundle/hold.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"

/*
 * A random tree: told in a sink's order (containers after their members), and
 * written down in a family's order (containers before them). `h` turns the one
 * into the other; what it tells must be the same.
 */
struct tell {
    struct lp_sink to;
    struct lp_trail trail; /* for places, as a listener has it */
    struct lp_buf want;
    uint32_t seed;
    unsigned deepest;
    size_t padding; /* bytes in targets */
    size_t records;
};

static const uint8_t zeros[3000];

static uint32_t
next(struct tell *t)
{
    t->seed = t->seed * 1664525u + 1013904223u;
    return t->seed >> 8;
}

static void
write_down(struct lp_buf *to, char sign, const struct lp_record *r,
           const struct lp_where *at)
{
    lp_buf_printf(to, "%c %u %zu %llu %u %u %u %lld ", sign, r->depth,
                  r->target.len, (unsigned long long)r->size, r->closed,
                  r->container, r->found.n, (long long)r->time);
    lp_buf_put(to, lp_slice_head(at->path, 200));
    lp_buf_byte(to, '|');
    lp_buf_put(to, lp_slice_head(at->parent, 200));
    lp_buf_printf(to, "|%zu|%.10s|%u\n", at->path.len, r->note,
                  r->digest.bytes[0]);
}

static enum lp_code
on_enter(void *self, const struct lp_record *r, const struct lp_where *at,
         struct lp_err *err)
{
    (void)err;
    write_down(self, '<', r, at);
    return LP_OK;
}

static enum lp_code
on_item(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    (void)err;
    write_down(self, '=', r, at);
    return LP_OK;
}

static enum lp_code
on_leave(void *self, const struct lp_record *r, const struct lp_where *at,
         struct lp_err *err)
{
    (void)err;
    write_down(self, '>', r, at);
    return LP_OK;
}

static const struct lp_family_ops ops = {
    .enter = on_enter, .item = on_item, .leave = on_leave};

/* What is established of number `n`; for a container it is known only when its
 * members have been told. */
static struct lp_record
record_of(struct tell *t, struct lp_slice name, unsigned depth, bool container)
{
    uint32_t n = next(t);

    return (struct lp_record){
        .role = depth == 0 ? LP_ROLE_FILE : LP_ROLE_MEMBER,
        .kind = container ? LP_KIND_ZIP : LP_KIND_OTHER,
        .depth = depth,
        .name = name,
        .ordinal = n % 5 == 0 ? 2 : 0,
        .target = {zeros, t->padding},
        .size = n,
        .container = container,
        .time = (int64_t)n * 3,
        .closed = n % 7 == 0 ? LP_RULE_CRC : 0,
        .found = {n % 3 == 0 ? 1 : 0, {{LP_RULE_LENGTH, n}}},
        .has_digest = true,
        .digest = {.alg = LP_ALG_SHA256, .len = 32, .bytes = {(uint8_t)n}},
        .note = "noted",
    };
}

static struct lp_slice
name_of(struct tell *t, struct lp_buf *to)
{
    lp_buf_printf(to, "n%x", next(t) & 0xff);
    return lp_buf_slice(to);
}

static void
check(enum lp_code rc)
{
    CHECK(rc == LP_OK, "told");
}

/* One node and all below it. */
static void
tell(struct tell *t, unsigned depth, unsigned children)
{
    struct lp_buf text = {0};
    struct lp_slice name = name_of(t, &text);
    bool container = children > 0 || next(t) % 6 == 0;
    struct lp_record r = record_of(t, name, depth, container);
    struct lp_record early = {.role = r.role,
                              .kind = r.kind,
                              .depth = depth,
                              .name = name,
                              .ordinal = r.ordinal,
                              .container = true};
    struct lp_where at = {0};

    t->records++;
    if (!container) {
        check(lp_trail_at(&t->trail, &r, &at, NULL));
        write_down(&t->want, '=', &r, &at);
        check(t->to.ops->item(t->to.self, &r, &at, NULL));
        lp_buf_release(&text);
        return;
    }
    check(lp_trail_at(&t->trail, &r, &at, NULL));
    write_down(&t->want, '<', &r, &at);
    check(lp_trail_enter(&t->trail, &early, NULL));
    at.path = lp_buf_slice(&t->trail.path);
    check(t->to.ops->open(t->to.self, &early, &at, NULL));
    for (unsigned i = 0; i < children; i++) {
        unsigned more = next(t) % 4;

        tell(t, depth + 1, depth + 1 < t->deepest && more < 3 ? more : 0);
    }
    lp_trail_leave(&t->trail, &at);
    write_down(&t->want, '>', &r, &at);
    check(t->to.ops->item(t->to.self, &r, &at, NULL));
    lp_buf_release(&text);
}

static void
check_tree(const char *label, uint32_t seed, unsigned deepest, unsigned tops,
           unsigned width, size_t padding)
{
    struct lp_buf heard = {0};
    const struct lp_family family = {&ops, &heard};
    struct lp_hold *h = NULL;
    struct tell t = {.seed = seed, .deepest = deepest, .padding = padding};

    CHECK(lp_hold_new(&h, &family, NULL) == LP_OK, label);
    t.to = lp_hold_sink(h);
    for (unsigned i = 0; i < tops; i++) {
        size_t before = heard.len;

        tell(&t, 0, i % 5 == 0 ? 0 : width);
        CHECK(heard.len > before, "a file is told when it is there");
    }
    CHECK(lp_slice_equal(lp_buf_slice(&heard), lp_buf_slice(&t.want)), label);
    CHECK(t.records >= tops, label);
    lp_hold_free(h);
    lp_trail_release(&t.trail);
    lp_buf_release(&heard);
    lp_buf_release(&t.want);
}

/* A chain of containers, one in the other. */
static void
test_deep(void)
{
    enum { DEEP = 60 };
    struct lp_buf heard = {0};
    const struct lp_family family = {&ops, &heard};
    struct lp_hold *h = NULL;
    struct lp_sink to;
    struct lp_where at = {0};
    const char *p;

    CHECK(lp_hold_new(&h, &family, NULL) == LP_OK, "new");
    to = lp_hold_sink(h);
    for (unsigned i = 0; i < 2 * DEEP; i++) {
        bool down = i < DEEP;
        struct lp_record r = {
            .depth = down ? i : 2 * DEEP - 1 - i,
            .role = i == 0 || i == 2 * DEEP - 1 ? LP_ROLE_FILE : LP_ROLE_MEMBER,
            .name = lp_slice_str("c"),
            .container = true,
            .size = down ? 0 : 1000 + 2 * DEEP - 1 - i,
        };

        check(down ? to.ops->open(to.self, &r, &at, NULL)
                   : to.ops->item(to.self, &r, &at, NULL));
        CHECK(heard.len == 0 || i == 2 * DEEP - 1, "held until the end");
    }
    lp_buf_byte(&heard, 0);
    p = (const char *)heard.data;
    for (unsigned i = 0; i < 2 * DEEP && p != NULL; i++) {
        unsigned depth = i < DEEP ? i : 2 * DEEP - 1 - i;
        char want[40];

        (void)snprintf(want, sizeof want, "%c %u 0 %u ", i < DEEP ? '<' : '>',
                       depth, 1000 + depth);
        CHECK(strncmp(p, want, strlen(want)) == 0, "down and up again");
        p = strchr(p, '\n');
        p = p == NULL ? NULL : p + 1;
    }
    lp_hold_free(h);
    lp_buf_release(&heard);
}

/* Who is told may end it all, at any record. */
struct stopper {
    unsigned left;
};

static enum lp_code
stop(void *self, const struct lp_record *r, const struct lp_where *at,
     struct lp_err *err)
{
    struct stopper *s = self;

    (void)r;
    (void)at;
    return s->left-- == 0 ? lp_fail(err, LP_E_LIMIT, "enough") : LP_OK;
}

static void
test_stopped(void)
{
    static const struct lp_family_ops stop_ops = {
        .enter = stop, .item = stop, .leave = stop};

    for (unsigned left = 0; left < 6; left++) {
        struct stopper s = {left};
        const struct lp_family family = {&stop_ops, &s};
        struct lp_record r = {.name = lp_slice_str("a"), .container = true};
        struct lp_record m = {
            .role = LP_ROLE_MEMBER, .depth = 1, .name = lp_slice_str("b")};
        struct lp_where at = {0};
        struct lp_hold *h = NULL;
        struct lp_sink to;

        CHECK(lp_hold_new(&h, &family, NULL) == LP_OK, "new");
        to = lp_hold_sink(h);
        check(to.ops->open(to.self, &r, &at, NULL));
        for (unsigned i = 0; i < 3; i++) {
            check(to.ops->item(to.self, &m, &at, NULL));
        }
        CHECK(to.ops->item(to.self, &r, &at, NULL) ==
                  (left < 5 ? LP_E_LIMIT : LP_OK),
              "the code comes through");
        lp_hold_free(h);
    }
}

int
main(void)
{
    struct lp_hold *h = NULL;
    const struct lp_family family = {&ops, NULL};

    for (uint32_t seed = 1; seed <= 20; seed++) {
        check_tree("a random tree", seed, seed % 9, 40, seed % 12, 0);
    }
    check_tree("more than is kept in memory", 7, 3, 3, 4000, 3000);
    test_deep();
    test_stopped();
    CHECK(lp_hold_new(&h, &family, NULL) == LP_OK, "new");
    lp_hold_free(h);
    lp_hold_free(NULL);
    return lp_test_failures != 0;
}
