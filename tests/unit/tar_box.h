#ifndef LP_TEST_TAR_BOX_H
#define LP_TEST_TAR_BOX_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/read_tar.h"
#include "tests/unit/test.h"

/* Builds tar archives, right ones and wrong ones, and writes down what the
 * reader sees in them. */

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define GNU "ustar  "
#define V7 "-------" /* stands for no magic */
#define EIGHT "01234567"
#define HUNDRED                                                                \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
    "aaa"                                                                      \
    "aaaaaaaaaaaaaaaaaaaaaaaaa"

enum odd { PLAIN, SUM_WRONG, SUM_SIGNED, UID_BAD, TIME_BAD, MORE_MAP };

/* One header and its data. What is not given is as a writer would have it. */
struct member {
    char type;
    const char *name;
    const char *body;
    const char *link;
    const char *prefix;
    const char *magic; /* ustar */
    char size[13];     /* the field, byte by byte; or the length of `body` */
    enum odd odd;
    size_t body_len; /* or strlen(body) */
    struct {
        const char *at;
        const char *len;
    } map[4]; /* old GNU sparse */
    const char *real;
};

#define M(t, n, b, ...)                                    \
    {                                                      \
        .type = (t), .name = (n), .body = (b), __VA_ARGS__ \
    }

/* What comes after the members. */
enum tail { TWO_ZEROS, ONE_ZERO, NO_ZEROS, RECORD, THEN_X, ONE_THEN_X };

struct row {
    const char *label;
    struct member members[6];
    enum tail tail;
    size_t cut; /* bytes that are missing at the end */
    const char *says;
};

static inline void
field(uint8_t *block, size_t at, const char *text, size_t max)
{
    size_t n = text == NULL ? 0 : strlen(text);

    if (n > 0) {
        memcpy(block + at, text, n < max ? n : max);
    }
}

static inline void
sum(uint8_t *block, enum odd odd)
{
    char text[9];
    int total = odd == SUM_WRONG ? 1 : 0;

    memset(block + 148, ' ', 8);
    for (size_t i = 0; i < 512; i++) {
        total += odd == SUM_SIGNED ? (int8_t)block[i] : block[i];
    }
    (void)snprintf(text, sizeof text, "%06o", (unsigned)total);
    memcpy(block + 148, text, 7);
}

static inline void
put_member(struct lp_buf *to, const struct member *m)
{
    static const uint8_t zeros[512];
    uint8_t block[512] = {0};
    size_t len = m->body_len != 0  ? m->body_len
                 : m->body == NULL ? 0
                                   : strlen(m->body);
    char size[16];
    const char *magic = m->magic == NULL ? "ustar" : m->magic;

    (void)snprintf(size, sizeof size, "%011zo", len);
    field(block, 0, m->name, 100);
    field(block, 100, "0000644", 8);
    field(block, 108, m->odd == UID_BAD ? "00x0000" : "0000000", 8);
    field(block, 116, "0000000", 8);
    memcpy(block + 124,
           memcmp(m->size, (char[13]){0}, 13) != 0 ? m->size : size, 12);
    field(block, 136, m->odd == TIME_BAD ? "no" : "00000000007", 12);
    block[156] = (uint8_t)m->type;
    field(block, 157, m->link, 100);
    if (strcmp(magic, V7) != 0) {
        field(block, 257, magic, 8);
        field(block, 263, strcmp(magic, GNU) == 0 ? " " : "00", 2);
    }
    field(block, 345, m->prefix, 155);
    for (size_t i = 0; i < COUNT(m->map); i++) {
        field(block, 386 + 24 * i, m->map[i].at, 12);
        field(block, 398 + 24 * i, m->map[i].len, 12);
    }
    field(block, 483, m->real, 12);
    block[482] = m->odd == MORE_MAP;
    sum(block, m->odd);
    lp_buf_put(to, (struct lp_slice){block, 512});
    if (m->odd == MORE_MAP) {
        memset(block, 0, sizeof block);
        block[504] = 1;
        lp_buf_put(to, (struct lp_slice){block, 512});
        lp_buf_put(to, (struct lp_slice){zeros, 512});
    }
    lp_buf_put(to, (struct lp_slice){(const uint8_t *)m->body, len});
    lp_buf_put(to, (struct lp_slice){zeros, (512 - len % 512) % 512});
}

static inline void
build(struct lp_buf *to, const struct row *row)
{
    static const uint8_t zeros[10240];
    static const size_t ends[] = {1024, 512, 0, 10240, 1024, 512};

    for (size_t i = 0; i < 6 && row->members[i].name != NULL; i++) {
        put_member(to, &row->members[i]);
    }
    lp_buf_put(to, (struct lp_slice){zeros, ends[row->tail]});
    if (row->tail == THEN_X || row->tail == ONE_THEN_X) {
        lp_buf_str(to, "x");
    }
    to->len -= row->cut;
}

/* The archive in pieces; each lives only until the next is pulled. */
struct cutter {
    struct lp_slice rest;
    size_t piece;
    struct lp_block *held;
};

static inline enum lp_code
cutter_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct cutter *c = s->self;
    struct lp_slice next = lp_slice_head(c->rest, c->piece);

    lp_block_unref(c->held);
    c->held = NULL;
    if (next.len == 0) {
        return LP_OK;
    }
    c->held = lp_block_new(next.len);
    if (c->held == NULL) {
        return lp_no_memory(err);
    }
    memcpy(c->held->data, next.data, next.len);
    c->rest = lp_slice_from(c->rest, next.len);
    *out = (struct lp_piece){{c->held->data, next.len}, c->held};
    return LP_OK;
}

static const struct lp_source_ops cutter_ops = {cutter_pull, NULL};

static inline void
tell_findings(struct lp_buf *to, const struct lp_findings *f)
{
    for (unsigned i = 0; i < f->n; i++) {
        lp_buf_printf(to, "%s%s", i == 0 ? " [" : " ",
                      lp_rule_info(f->of[i].rule)->word);
    }
    lp_buf_str(to, f->n > 0 ? "]" : "");
}

static inline void
tell_body(struct lp_buf *to, struct lp_source *body)
{
    struct lp_piece p = {0};
    struct lp_err err = {0};
    enum lp_code rc;

    lp_buf_str(to, " {");
    while ((rc = lp_source_pull(body, &p, &err)) == LP_OK && p.bytes.len > 0) {
        CHECK(p.owner != NULL, "a body is not copied");
        lp_buf_put(to, p.bytes);
    }
    for (size_t i = 0; i < to->len; i++) {
        to->data[i] = to->data[i] == 0 ? '0' : to->data[i]; /* a hole */
    }
    if (rc != LP_OK) {
        lp_buf_printf(to, "! %s", lp_rule_info(err.rule)->word);
    }
    lp_buf_str(to, "}");
}

static inline void
tell_entry(struct lp_buf *to, const struct lp_entry *e, struct lp_source *body)
{
    lp_buf_printf(to, "%s ", lp_kind_word(e->kind));
    lp_text_escape(to, e->name);
    if (e->kind == LP_KIND_SYMLINK || e->kind == LP_KIND_HARDLINK) {
        lp_buf_str(to, " -> ");
        lp_text_escape(to, e->target);
    }
    for (unsigned bit = 0; bit < LP_FLAG_COUNT; bit++) {
        if ((e->flags >> bit & 1) != 0) {
            lp_buf_printf(
                to, "%s(%s)",
                e->target.len == 0 && e->kind == LP_KIND_SYMLINK ? "" : " ",
                lp_flag_word(bit));
        }
    }
    tell_findings(to, &e->found);
    if (!e->has_time) {
        lp_buf_str(to, " @none");
    } else if (e->time != 7) {
        lp_buf_printf(to, " @%lld", (long long)e->time);
    }
    if (e->closed != LP_RULE_NONE) {
        lp_buf_printf(to, " closed %s", lp_rule_info(e->closed)->word);
    }
    if (body != NULL && body->ops != NULL) {
        tell_body(to, body);
    }
    lp_buf_byte(to, '\n');
}

/* Read `all` as tar, and tell what was found. */
static inline void
tell(struct lp_buf *to, struct lp_slice all, size_t piece, bool bodies,
     const struct lp_limits *limits)
{
    struct cutter c = {.rest = all, .piece = piece};
    struct lp_source s = {&cutter_ops, &c};
    struct lp_input in = {.stream = &s, .limits = limits};
    struct lp_reader r = {.ops = &lp_read_tar};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc = lp_read_tar.open(&r, &in, &err);

    while (rc == LP_OK && !end) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        rc = lp_read_tar.next(&r, &e, &body, &end, &err);
        if (rc == LP_OK && !end) {
            CHECK((body.ops != NULL) ==
                      (e.kind == LP_KIND_OTHER && e.closed == LP_RULE_NONE),
                  "a body unless there is a reason");
            tell_entry(to, &e, bodies ? &body : NULL);
        }
        lp_source_release(&body);
    }
    if (rc == LP_OK) {
        lp_buf_str(to, "end");
        tell_findings(to, &r.found);
        lp_buf_byte(to, '\n');
    } else {
        lp_buf_printf(to, "fails %s\n", lp_rule_info(err.rule)->word);
    }
    lp_read_tar.release(&r);
    lp_block_unref(c.held);
}

static inline void
check_row(const struct row *row)
{
    static const size_t pieces[] = {1, 7, 512, SIZE_MAX};
    struct lp_buf tar = {0};

    build(&tar, row);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        struct lp_buf said = {0};

        tell(&said, lp_buf_slice(&tar), pieces[i], true, &lp_limits_default);
        CHECK(lp_slice_is(lp_buf_slice(&said), row->says), row->label);
        if (!lp_slice_is(lp_buf_slice(&said), row->says)) {
            fprintf(stderr, "%.*s", (int)said.len, (char *)said.data);
        }
        lp_buf_release(&said);
    }
    lp_buf_release(&tar);
}

static inline void
check_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        check_row(&rows[i]);
    }
}

#endif
