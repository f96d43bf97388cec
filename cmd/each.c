#include "cmd/each.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bundle/find.h"
#include "cmd/expect.h"
#include "cmd/junit.h"
#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/verdicts.h"

/* A run over bundles. */
struct run {
    const struct lp_each *e;
    struct lp_json json;
    bool as_json;
    struct lp_progress_bar bar;
    struct lp_expect expect;
    struct lp_junit junit;
    struct lp_verify_options o;
    struct lp_buf name; /* of the bundle under way, as printed */
    FILE *details;      /* what is said of it */
    uint64_t unlooked;  /* what was found, and was not expected */
    uint64_t cases, good, expected, failed, incomplete, files, bytes;
};

/* How one bundle ended. */
struct outcome {
    enum lp_verify_verdict verdict;
    bool expected;
    bool compared;
    uint64_t unopened; /* when its manifest was made */
    uint64_t bytes, files;
};

static void
on_judged(void *who, const struct lp_signature *s)
{
    (void)who;
    (void)s;
}

static enum lp_code
on_event(void *who, const struct lp_verify_event *ev, struct lp_err *err)
{
    struct run *r = who;
    struct lp_slice name = lp_buf_slice(&r->name);

    (void)err;
    if (r->as_json) {
        lp_verdicts_event_json(&r->json, name, ev);
    }
    if (ev->what == LP_VERIFY_MATCHED) {
        return LP_OK;
    }
    lp_verdicts_event(r->details, ev);
    if (!lp_expect_take(&r->expect, name, ev->path, lp_verdicts_code(ev),
                        lp_verify_word(ev->what))) {
        r->unlooked++;
    }
    return LP_OK;
}

/* A verdict that is not good is known if the file of known results has it, or
 * everything that made it so. */
static bool
known(struct run *r, const struct outcome *o,
      const struct lp_verify_report *rep)
{
    bool whole =
        lp_expect_take(&r->expect, lp_buf_slice(&r->name), (struct lp_slice){0},
                       "-", lp_verdicts_word(o->verdict));
    uint64_t told = rep->count[LP_VERIFY_CHANGED] +
                    rep->count[LP_VERIFY_MISSING] +
                    rep->count[LP_VERIFY_MOVED] + rep->count[LP_VERIFY_ADDED] +
                    rep->count[LP_VERIFY_UNREADABLE];

    return whole || (o->compared && told > 0 && r->unlooked == 0 &&
                     rep->undigested + rep->unopened == 0);
}

static void
put_json(struct run *r, const struct outcome *o,
         const struct lp_verify_report *rep, const struct lp_err *err)
{
    struct lp_json *j = &r->json;

    lp_json_begin(j, "case");
    lp_json_slice(j, "path", lp_buf_slice(&r->name));
    if (err->code == LP_OK) {
        lp_verdicts_report_json(j, rep);
        lp_json_number(j, "unopened", o->unopened);
    } else {
        lp_json_text(j, "verdict", lp_verdicts_word(o->verdict));
        lp_json_number(j, "exit", lp_verdicts_exit(o->verdict));
        lp_json_escaped(j, "message", err->text);
    }
    lp_json_bool(j, "expected", o->expected);
    lp_json_end(j);
}

static enum lp_code
put_junit(struct run *r, const struct outcome *o, const char *last,
          const char *details, struct lp_err *err)
{
    struct lp_junit_case *c = lp_junit_add(&r->junit);
    enum lp_exit exit = lp_verdicts_exit(o->verdict);

    if (c == NULL) {
        return lp_no_memory(err);
    }
    lp_buf_put(&c->name, lp_buf_slice(&r->name));
    c->type = lp_verdicts_word(o->verdict);
    c->result = o->expected || exit == LP_EXIT_GOOD ? LP_JUNIT_PASSED
                : exit == LP_EXIT_FINDING           ? LP_JUNIT_FAILED
                                                    : LP_JUNIT_ERROR;
    lp_buf_put(&c->message,
               lp_slice_head(lp_slice_str(last), strcspn(last, "\n")));
    lp_buf_str(&c->details, details);
    return lp_buf_check(&c->details, err);
}

static void
put_text(struct run *r, const struct outcome *o, const char *details)
{
    FILE *to = r->e->env->out;
    bool good = lp_verdicts_exit(o->verdict) == LP_EXIT_GOOD;

    lp_progress_clear(&r->bar);
    if (r->e->common->quiet && (good || o->expected)) {
        return;
    }
    fprintf(to, "%-12s  %.*s", lp_verdicts_word(o->verdict), (int)r->name.len,
            (const char *)r->name.data);
    if (o->expected && !good) {
        fputs("  as expected", to);
    }
    if (good && o->unopened > 0) {
        fprintf(to, "  (%" PRIu64 " not opened when it was made)", o->unopened);
    }
    fputc('\n', to);
    if (!o->expected || r->e->common->verbose) {
        fputs(details, to);
    }
}

static void
count(struct run *r, const struct outcome *o)
{
    enum lp_exit exit = lp_verdicts_exit(o->verdict);

    r->cases++;
    r->files += o->files;
    r->bytes += o->bytes;
    if (exit == LP_EXIT_GOOD) {
        r->good++;
    } else if (o->expected) {
        r->expected++;
    } else if (exit == LP_EXIT_FINDING) {
        r->failed++;
    } else {
        r->incomplete++;
    }
}

static void
why_stopped(FILE *to, const struct lp_verify_report *rep)
{
    if (rep->malformed[0] != '\0') {
        fputs("  malformed: ", to);
        lp_say_text(to, rep->malformed);
        fputc('\n', to);
    } else if (!rep->compared) {
        fprintf(to, "  %s\n",
                rep->verdict == LP_NOT_VERIFIED ? "the signature is bad"
                                                : "no trusted signature");
    }
}

/* What the report says, and what the last line is. */
static void
conclude(struct run *r, const struct lp_verify_report *rep,
         const struct lp_err *err, FILE *last, struct outcome *o)
{
    if (err->code != LP_OK) {
        *o = (struct outcome){.verdict = LP_VERIFY_INCOMPLETE};
        fputs("INCOMPLETE: ", last);
        lp_say_text(last, err->text);
        fputs("  ", r->details);
        lp_say_text(r->details, err->text);
        fputc('\n', r->details);
    } else {
        *o = (struct outcome){.verdict = rep->verdict,
                              .compared = rep->compared,
                              .unopened = rep->trailer.unopened,
                              .files = rep->count[LP_VERIFY_MATCHED],
                              .bytes = rep->bytes};
        lp_verdicts_close(last, rep);
        why_stopped(r->details, rep);
    }
    o->expected = known(r, o, rep);
}

/* How often one of ours failed: the run ends. Else it is the bundle's case. */
static bool
ours(enum lp_code rc)
{
    return rc == LP_E_MEMORY || rc == LP_E_ENGINE;
}

/* Verify what r->o says, under the name in r->name. */
static enum lp_code
run_case(struct run *r, struct lp_err *err)
{
    struct lp_listener listener = {.progress = lp_progress_tell,
                                   .who = &r->bar};
    struct lp_verify_report rep = {0};
    struct lp_err why = {0};
    struct outcome o;
    char *details = NULL;
    char *last = NULL;
    size_t sizes[2];
    FILE *line = open_memstream(&last, &sizes[0]);
    enum lp_code rc;

    r->details = open_memstream(&details, &sizes[1]);
    r->unlooked = 0;
    if (line == NULL || r->details == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    rc = lp_do_verify(&r->o, &listener, &rep, &why);
    if (ours(rc)) {
        *err = why;
        goto done;
    }
    conclude(r, &rep, &why, line, &o);
    rc = LP_OK;
    if (fflush(line) != 0 || fflush(r->details) != 0) {
        rc = lp_no_memory(err);
        goto done;
    }
    count(r, &o);
    if (r->as_json) {
        put_json(r, &o, &rep, &why);
    } else if (r->e->junit) {
        rc = put_junit(r, &o, last, details, err);
    } else {
        put_text(r, &o, details);
    }

done:
    if (line != NULL) {
        (void)fclose(line);
    }
    if (r->details != NULL) {
        (void)fclose(r->details);
    }
    free(last);
    free(details);
    lp_verify_report_release(&rep);
    return rc;
}

static void
name_case(struct run *r, const char *name)
{
    lp_buf_clear(&r->name);
    lp_text_escape(&r->name, lp_slice_str(name));
}

static enum lp_code
run_all(struct run *r, const struct lp_found *found, const char *folder,
        struct lp_err *err)
{
    struct lp_buf path = {0};
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < found->n; i++) {
        lp_buf_clear(&path);
        lp_buf_printf(&path, "%s/%s%c", folder, found->path[i], '\0');
        name_case(r, found->path[i]);
        LP_TRY(lp_buf_check(&path, err));
        LP_TRY(lp_buf_check(&r->name, err));
        r->o.manifest = (const char *)path.data;
        LP_TRY(run_case(r, err));
    }

done:
    lp_buf_release(&path);
    return rc;
}

static uint64_t
unseen(const struct run *r)
{
    uint64_t n = 0;

    for (size_t i = 0; i < r->expect.n; i++) {
        n += r->expect.of[i].seen ? 0 : 1;
    }
    return n;
}

static enum lp_exit
exit_of(const struct run *r)
{
    return r->failed + unseen(r) > 0 ? LP_EXIT_FINDING
           : r->incomplete > 0       ? LP_EXIT_INCOMPLETE
                                     : LP_EXIT_GOOD;
}

static enum lp_verify_verdict
verdict_of(enum lp_exit exit)
{
    return exit == LP_EXIT_GOOD      ? LP_VERIFIED
           : exit == LP_EXIT_FINDING ? LP_NOT_VERIFIED
                                     : LP_VERIFY_INCOMPLETE;
}

static void
end_json(struct run *r)
{
    struct lp_json *j = &r->json;
    enum lp_exit exit = exit_of(r);

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", lp_verdicts_word(verdict_of(exit)));
    lp_json_number(j, "exit", exit);
    lp_json_object(j, "cases");
    lp_json_number(j, "total", r->cases);
    lp_json_number(j, "good", r->good);
    lp_json_number(j, "expected", r->expected);
    lp_json_number(j, "failed", r->failed);
    lp_json_number(j, "incomplete", r->incomplete);
    lp_json_object_end(j);
    lp_json_array(j, "unseen");
    for (size_t i = 0; i < r->expect.n; i++) {
        const struct lp_expectation *x = &r->expect.of[i];

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
    lp_records_reason(j, "bundles", r->incomplete);
    lp_json_array_end(j);
    lp_json_object(j, "checked");
    lp_json_number(j, "files", r->files);
    lp_json_number(j, "bytes", r->bytes);
    lp_json_object_end(j);
    lp_json_end(j);
}

static enum lp_code
end_junit(struct run *r, struct lp_err *err)
{
    for (size_t i = 0; i < r->expect.n; i++) {
        const struct lp_expectation *x = &r->expect.of[i];
        struct lp_junit_case *c = x->seen ? NULL : lp_junit_add(&r->junit);

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
    lp_junit_print(&r->junit, r->e->env->out);
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

static void
end_text(struct run *r)
{
    FILE *to = r->e->env->out;
    enum lp_exit exit = exit_of(r);
    uint64_t bad = exit == LP_EXIT_FINDING ? r->failed : r->incomplete;

    for (size_t i = 0; i < r->expect.n; i++) {
        const struct lp_expectation *x = &r->expect.of[i];

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
    if (exit != LP_EXIT_GOOD) {
        fprintf(to, "%" PRIu64 " of ", bad);
    }
    lp_say_many(to, r->cases, "bundle");
    if (r->expected > 0) {
        fprintf(to, ", %" PRIu64 " as expected", r->expected);
    }
    if (unseen(r) > 0) {
        fprintf(to, ", %" PRIu64 " expected but not seen", unseen(r));
    }
    fputc('\n', to);
}

static enum lp_code
end(struct run *r, struct lp_err *err)
{
    if (r->as_json) {
        end_json(r);
    } else if (r->e->junit) {
        return end_junit(r, err);
    } else {
        end_text(r);
    }
    return LP_OK;
}

static bool
start(struct run *r, const struct lp_each *e)
{
    *r = (struct run){.e = e, .json = {.to = e->env->out}, .o = e->o};
    r->as_json = lp_common_json(e->common);
    r->o.told = on_event;
    r->o.judged = on_judged;
    r->o.who = r;
    if (!lp_common_how(e->env, e->common, &r->o.how)) {
        return false;
    }
    lp_common_progress(e->env, e->common, r->as_json ? &r->json : NULL,
                       &r->o.how, &r->bar);
    if (r->as_json) {
        lp_records_start(&r->json, e->env);
    }
    return true;
}

static int
finish(struct run *r, enum lp_code rc, struct lp_err *err)
{
    int exit = LP_EXIT_UNABLE;

    lp_progress_clear(&r->bar);
    if (rc == LP_OK) {
        rc = end(r, err);
        exit = (int)exit_of(r);
    }
    if (rc != LP_OK) {
        exit = lp_common_fail(r->e->env, r->as_json ? &r->json : NULL, err);
    }
    lp_expect_release(&r->expect);
    lp_junit_release(&r->junit);
    lp_buf_release(&r->name);
    return exit;
}

int
lp_each_run(const struct lp_each *e, const char *folder)
{
    struct lp_found found = {0};
    struct lp_err err = {0};
    struct run r;
    int exit = LP_EXIT_UNABLE;
    enum lp_code rc = LP_OK;

    if (!start(&r, e)) {
        return LP_EXIT_UNABLE;
    }
    if (e->expect != NULL) {
        LP_TRY(lp_expect_read(&r.expect, e->expect, &err));
    }
    LP_TRY(lp_find_bundles(&found, folder, &err));
    if (found.n == 0) {
        rc = lp_fail(&err, LP_E_USAGE, "no bundle below %s", folder);
        lp_hint(&err, "bundles are files that end in .leaf, and lists of "
                      "digests; leafproof hash makes one");
        goto done;
    }
    rc = run_all(&r, &found, folder, &err);

done:
    exit = finish(&r, rc, &err);
    lp_found_release(&found);
    return exit;
}

int
lp_each_one(const struct lp_each *e)
{
    struct lp_err err = {0};
    struct run r;
    enum lp_code rc;

    if (!start(&r, e)) {
        return LP_EXIT_UNABLE;
    }
    name_case(&r, e->o.manifest);
    rc = lp_buf_check(&r.name, &err);
    if (rc == LP_OK) {
        rc = run_case(&r, &err);
    }
    return finish(&r, rc, &err);
}
