#include "cmd/junit.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

struct lp_junit_case *
lp_junit_add(struct lp_junit *j)
{
    struct lp_junit_case *grown =
        lp_mem_grow(j->of, j->n, &j->cap, sizeof *grown);

    if (grown == NULL) {
        return NULL;
    }
    j->of = grown;
    j->of[j->n] = (struct lp_junit_case){0};
    return &j->of[j->n++];
}

/* A Char of XML 1.0. */
static bool
lawful(uint32_t c)
{
    return c == '\t' || c == '\n' || (c >= 0x20 && c <= 0xd7ff) ||
           (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

/* In an attribute, line ends and tabs would become spaces. */
static void
put(FILE *to, struct lp_slice s, bool attribute)
{
    for (size_t i = 0; i < s.len;) {
        size_t begin = i;
        uint32_t c = lp_text_next(s, &i);

        if (!lawful(c)) {
            fputc('?', to);
        } else if (c == '&') {
            fputs("&amp;", to);
        } else if (c == '<') {
            fputs("&lt;", to);
        } else if (c == '>') {
            fputs("&gt;", to);
        } else if (c == '"') {
            fputs("&quot;", to);
        } else if (attribute && (c == '\t' || c == '\n')) {
            fprintf(to, "&#%u;", (unsigned)c);
        } else {
            (void)fwrite(s.data + begin, 1, i - begin, to);
        }
    }
}

static void
put_case(const struct lp_junit_case *c, FILE *to)
{
    const char *element = c->result == LP_JUNIT_FAILED ? "failure" : "error";

    fputs("    <testcase classname=\"leafproof.verify\" name=\"", to);
    put(to, lp_buf_slice(&c->name), true);
    if (c->result == LP_JUNIT_PASSED) {
        fputs("\"/>\n", to);
        return;
    }
    fprintf(to, "\">\n      <%s type=\"%s\" message=\"", element, c->type);
    put(to, lp_buf_slice(&c->message), true);
    fputs("\">", to);
    put(to, lp_buf_slice(&c->details), false);
    fprintf(to, "</%s>\n    </testcase>\n", element);
}

void
lp_junit_print(const struct lp_junit *j, FILE *to)
{
    size_t failed = 0;
    size_t errors = 0;

    for (size_t i = 0; i < j->n; i++) {
        failed += j->of[i].result == LP_JUNIT_FAILED ? 1 : 0;
        errors += j->of[i].result == LP_JUNIT_ERROR ? 1 : 0;
    }
    fprintf(to,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuites>\n"
            "  <testsuite name=\"leafproof verify\" tests=\"%zu\" "
            "failures=\"%zu\" errors=\"%zu\">\n",
            j->n, failed, errors);
    for (size_t i = 0; i < j->n; i++) {
        put_case(&j->of[i], to);
    }
    fputs("  </testsuite>\n</testsuites>\n", to);
}

void
lp_junit_release(struct lp_junit *j)
{
    for (size_t i = 0; i < j->n; i++) {
        lp_buf_release(&j->of[i].name);
        lp_buf_release(&j->of[i].message);
        lp_buf_release(&j->of[i].details);
    }
    free(j->of);
    *j = (struct lp_junit){0};
}
