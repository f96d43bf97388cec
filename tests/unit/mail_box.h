#ifndef LP_TEST_MAIL_BOX_H
#define LP_TEST_MAIL_BOX_H

#include "base/buf.h"
#include "formats/reader.h"
#include "tests/unit/mail_drip.h"
#include "tests/unit/test.h"

/* One letter for what an entry is, and one for each of its flags. */
static void
put_entry(struct lp_buf *to, const struct lp_entry *e)
{
    bool own = (e->flags & LP_FLAG_OWN_TEXT) != 0;

    lp_buf_put(to, lp_slice_from(e->name, e->role == LP_ROLE_MESSAGE &&
                                                  e->name.data[0] == 'm'
                                              ? 8
                                              : 5));
    lp_buf_byte(to, e->role == LP_ROLE_MESSAGE ? 'M' : own ? 'T' : 'P');
    if ((e->flags & LP_FLAG_UNKNOWN_ENCODING) != 0) {
        lp_buf_byte(to, 'u');
    }
    if (e->closed != LP_RULE_NONE) {
        lp_buf_printf(to, " %s %llu", lp_rule_info(e->closed)->id,
                      (unsigned long long)e->packed);
    }
    lp_buf_byte(to, ':');
}

/* And one for each flag of the whole. */
static void
put_reader(struct lp_buf *to, const struct lp_reader *r, unsigned rule)
{
    static const struct {
        uint32_t flag;
        uint8_t letter;
    } flags[] = {
        {LP_FLAG_BAD_HEADER, 'h'},
        {LP_FLAG_REPEATED_HEADER, 'r'},
        {LP_FLAG_BAD_BOUNDARY, 'b'},
        {LP_FLAG_OPEN_MULTIPART, 'o'},
    };

    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if ((r->flags & flags[i].flag) != 0) {
            lp_buf_byte(to, flags[i].letter);
        }
    }
    for (unsigned i = 0; i < r->found.n; i++) {
        lp_buf_printf(to, " %s@%llu", lp_rule_info(r->found.of[i].rule)->id,
                      (unsigned long long)r->found.of[i].at);
    }
    if (rule != 0) {
        lp_buf_printf(to, "!%s", lp_rule_info(rule)->id);
    }
}

/* What a reader makes of `bytes`, in one line: "1T:text|2 nameP:...|flags". A
 * span is checked: what it leaves out is never part of the next. */
static void
read_into(struct lp_buf *to, const struct lp_reader_ops *ops,
          struct lp_slice bytes, size_t step, const struct lp_limits *limits,
          bool skip)
{
    struct drip d = {bytes, step, NULL};
    struct lp_source src = {&drip_ops, &d};
    struct lp_input in = {.stream = &src, .limits = limits};
    struct lp_reader r = {.ops = ops};
    struct lp_err err = {0};
    uint64_t before = 0;
    enum lp_code rc;

    LP_TRY(ops->open(&r, &in, &err));
    for (;;) {
        struct lp_entry e = {0};
        struct lp_source body = {0};
        struct lp_piece p = {0};
        bool end = false;

        LP_TRY(ops->next(&r, &e, &body, &end, &err));
        if (end) {
            break;
        }
        put_entry(to, &e);
        do {
            if (!skip) {
                LP_TRY(lp_source_pull(&body, &p, &err));
                lp_buf_put(to, p.bytes);
            }
        } while (p.bytes.len > 0);
        lp_buf_str(to, !skip && e.after->flags == LP_FLAG_BAD_ENCODING ? "e|"
                                                                       : "|");
        CHECK(e.has_span && e.span_at >= before && e.after->end >= e.span_at &&
                  e.after->end <= bytes.len,
              "a span");
        before = e.after->end;
        lp_source_release(&body);
    }

done:
    put_reader(to, &r, rc == LP_OK ? 0 : err.rule);
    ops->release(&r);
    lp_block_unref(d.piece);
}

/* Whether reading `bytes` gives `want`, however they are cut. */
static void
check_read(const struct lp_reader_ops *ops, struct lp_slice bytes,
           const struct lp_limits *limits, const char *want, const char *label)
{
    static const size_t steps[] = {1, 2, 3, 7, 1 << 20};

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct lp_buf got = {0};

        read_into(&got, ops, bytes, steps[i], limits, false);
        CHECK(lp_slice_is(lp_buf_slice(&got), want), label);
        if (!lp_slice_is(lp_buf_slice(&got), want)) {
            fprintf(stderr, "  step %zu: %.*s\n", steps[i], (int)got.len,
                    (const char *)got.data);
        }
        lp_buf_release(&got);
    }
}

#endif
