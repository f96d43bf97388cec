#include "cmd/expect.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#define FILE_MAX ((size_t)64 << 20)

static bool
among(struct lp_slice word, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (lp_slice_is(word, *words)) {
            return true;
        }
    }
    return false;
}

/* N0401, F0502: a letter and four digits. */
static bool
is_code(struct lp_slice s)
{
    if (s.len != 5 || (s.data[0] != 'N' && s.data[0] != 'F')) {
        return false;
    }
    for (size_t i = 1; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9') {
            return false;
        }
    }
    return true;
}

static bool
lawful(const struct lp_expectation *x)
{
    static const char *const whole[] = {"VERIFIED", "NOT VERIFIED",
                                        "INCOMPLETE", "REPACKED", NULL};
    static const char *const part[] = {"CHANGED", "MISSING",    "MOVED",
                                       "ADDED",   "UNREADABLE", NULL};

    if (x->where.len == 0) {
        return false;
    }
    return lp_slice_is(x->code, "-")
               ? among(x->verdict, whole)
               : is_code(x->code) && among(x->verdict, part);
}

static enum lp_code
read_line(struct lp_expect *e, struct lp_slice line, uint64_t number,
          struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(line);
    struct lp_expectation x = {.line = number};
    struct lp_expectation *grown;

    if (line.len == 0 || line.data[0] == '#') {
        return LP_OK;
    }
    x.where = lp_cursor_until(&c, '\t');
    x.code = lp_cursor_until(&c, '\t');
    x.verdict = c.rest;
    if (c.failed || !lp_text_utf8(line) || !lawful(&x)) {
        (void)lp_fail(err, LP_E_FORMAT,
                      "line %llu of the known results: not BUNDLE, tab, -, "
                      "tab, VERDICT; nor BUNDLE:PATH, tab, CODE, tab, VERDICT",
                      (unsigned long long)number);
        lp_hint(err, "the man page says how it is written, at --expect");
        return LP_E_FORMAT;
    }
    grown = lp_mem_grow(e->of, e->n, &e->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    e->of = grown;
    e->of[e->n++] = x;
    return LP_OK;
}

static int
order(const struct lp_expectation *x, const struct lp_expectation *y)
{
    int o = lp_slice_order(x->where, y->where);

    o = o != 0 ? o : lp_slice_order(x->code, y->code);
    return o != 0 ? o : lp_slice_order(x->verdict, y->verdict);
}

static int
by_all(const void *a, const void *b)
{
    return order(a, b);
}

enum lp_code
lp_expect_read(struct lp_expect *e, const char *path, struct lp_err *err)
{
    uint64_t number = 0;
    struct lp_slice rest;
    enum lp_code rc;

    *e = (struct lp_expect){0};
    LP_TRY(lp_file_read(&e->text, path, FILE_MAX, NULL, err));
    rest = lp_buf_slice(&e->text);
    while (rest.len > 0) {
        const uint8_t *lf = memchr(rest.data, '\n', rest.len);
        size_t len = lf == NULL ? rest.len : (size_t)(lf - rest.data);

        LP_TRY(read_line(e, lp_slice_head(rest, len), ++number, err));
        rest = lp_slice_from(rest, lf == NULL ? len : len + 1);
    }
    if (e->n > 0) {
        qsort(e->of, e->n, sizeof e->of[0], by_all);
    }

done:
    if (rc != LP_OK) {
        lp_expect_release(e);
        (void)lp_fail_in(err, path);
    }
    return rc;
}

bool
lp_expect_take(struct lp_expect *e, struct lp_slice bundle,
               struct lp_slice path, const char *code, const char *verdict)
{
    struct lp_buf where = {0};
    struct lp_expectation want = {.code = lp_slice_str(code),
                                  .verdict = lp_slice_str(verdict)};
    size_t low = 0;
    size_t n = e->n;
    bool taken = false;

    lp_buf_put(&where, bundle);
    if (strcmp(code, "-") != 0) {
        lp_buf_byte(&where, ':');
        lp_buf_put(&where, path);
    }
    want.where = lp_buf_slice(&where);
    while (n > 0) {
        size_t half = n / 2;

        if (order(&e->of[low + half], &want) < 0) {
            low += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    for (; low < e->n && order(&e->of[low], &want) == 0; low++) {
        e->of[low].seen = true;
        taken = true;
    }
    lp_buf_release(&where);
    return taken;
}

void
lp_expect_release(struct lp_expect *e)
{
    free(e->of);
    lp_buf_release(&e->text);
    *e = (struct lp_expect){0};
}
