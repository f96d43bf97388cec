#include "cmd/cases.h"

#include <inttypes.h>

#include "base/text.h"
#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/verdicts.h"

static uint64_t
unseen(const struct lp_cases *s)
{
    uint64_t n = 0;

    for (size_t i = 0; i < s->expect.n; i++) {
        n += s->expect.of[i].seen ? 0 : 1;
    }
    return n;
}

enum lp_exit
lp_cases_exit(const struct lp_cases *s)
{
    return s->failed + unseen(s) > 0 ? LP_EXIT_FINDING
           : s->incomplete > 0       ? LP_EXIT_INCOMPLETE
                                     : LP_EXIT_GOOD;
}

static enum lp_verify_verdict
verdict_of(enum lp_exit exit)
{
    return exit == LP_EXIT_GOOD      ? LP_VERIFIED
           : exit == LP_EXIT_FINDING ? LP_NOT_VERIFIED
                                     : LP_VERIFY_INCOMPLETE;
}

void
lp_cases_json(const struct lp_cases *s, struct lp_json *j)
{
    enum lp_exit exit = lp_cases_exit(s);

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", lp_verdicts_word(verdict_of(exit)));
    lp_json_number(j, "exit", exit);
    lp_json_object(j, "cases");
    lp_json_number(j, "total", s->total);
    lp_json_number(j, "good", s->good);
    lp_json_number(j, "expected", s->expected);
    lp_json_number(j, "failed", s->failed);
    lp_json_number(j, "incomplete", s->incomplete);
    lp_json_object_end(j);
    lp_json_array(j, "unseen");
    for (size_t i = 0; i < s->expect.n; i++) {
        const struct lp_expectation *x = &s->expect.of[i];

        if (!x->seen) {
            lp_json_object(j, NULL);
            lp_json_slice(j, "path", x->where);
            lp_json_slice(j, "code", x->code);
            lp_json_slice(j, "verdict", x->verdict);
            lp_json_object_end(j);
        }
    }
    lp_json_array_end(j);
    lp_json_array(j, "incomplete");
    lp_records_reason(j, "bundles", s->incomplete);
    lp_json_array_end(j);
    lp_json_object(j, "checked");
    lp_json_number(j, "files", s->files);
    lp_json_number(j, "bytes", s->bytes);
    lp_json_object_end(j);
    lp_json_end(j);
}

enum lp_code
lp_cases_junit(struct lp_cases *s, FILE *to, struct lp_err *err)
{
    for (size_t i = 0; i < s->expect.n; i++) {
        const struct lp_expectation *x = &s->expect.of[i];
        struct lp_junit_case *c = x->seen ? NULL : lp_junit_add(&s->junit);

        if (x->seen) {
            continue;
        }
        if (c == NULL) {
            return lp_no_memory(err);
        }
        c->type = "EXPECTED BUT NOT SEEN";
        c->result = LP_JUNIT_FAILED;
        lp_buf_put(&c->name, x->where);
        lp_buf_put(&c->message, x->code);
        lp_buf_byte(&c->message, ' ');
        lp_buf_put(&c->message, x->verdict);
    }
    lp_junit_print(&s->junit, to);
    return LP_OK;
}

/* Words of the file of known results: they ought to be escaped already. */
static void
say_printed(FILE *to, struct lp_slice words)
{
    struct lp_buf plain = {0};

    if (lp_text_unescape(&plain, words)) {
        (void)fwrite(words.data, 1, words.len, to);
    } else {
        lp_say(to, words);
    }
    lp_buf_release(&plain);
}

void
lp_cases_text(const struct lp_cases *s, FILE *to)
{
    enum lp_exit exit = lp_cases_exit(s);
    uint64_t bad = exit == LP_EXIT_FINDING ? s->failed : s->incomplete;

    for (size_t i = 0; i < s->expect.n; i++) {
        const struct lp_expectation *x = &s->expect.of[i];

        if (!x->seen) {
            fputs("EXPECTED BUT NOT SEEN  ", to);
            say_printed(to, x->where);
            fputs("  ", to);
            say_printed(to, x->code);
            fputs("  ", to);
            say_printed(to, x->verdict);
            fputc('\n', to);
        }
    }
    fprintf(to, "%s: ", lp_verdicts_word(verdict_of(exit)));
    if (bad > 0) {
        fprintf(to, "%" PRIu64 " of ", bad);
    }
    lp_say_many(to, s->total, "bundle");
    if (s->expected > 0) {
        fprintf(to, ", %" PRIu64 " as expected", s->expected);
    }
    if (unseen(s) > 0) {
        fprintf(to, ", %" PRIu64 " expected but not seen", unseen(s));
    }
    fputc('\n', to);
}

void
lp_cases_release(struct lp_cases *s)
{
    lp_expect_release(&s->expect);
    lp_junit_release(&s->junit);
    *s = (struct lp_cases){0};
}
