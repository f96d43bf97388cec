#include "cmd/each.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bundle/find.h"
#include "cmd/cases.h"
#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/verdicts.h"
#include "cmd/verdicts_json.h"

/* A run over bundles. */
struct run {
    const struct lp_each *e;
    struct lp_json json;
    bool as_json;
    struct lp_progress_bar bar;
    struct lp_cases all;
    struct lp_verify_options o;
    struct lp_buf name; /* of the bundle under way, as printed */
    FILE *details;      /* what is said of it */
    uint64_t unlooked;  /* what was found, and was not expected */
    bool untrusted;     /* a bundle has no trusted signature */
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
    if (!lp_expect_take(&r->all.expect, name, ev->path, lp_verdicts_code(ev),
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
        lp_expect_take(&r->all.expect, lp_buf_slice(&r->name),
                       (struct lp_slice){0}, "-", lp_verdicts_word(o->verdict));
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
    struct lp_junit_case *c = lp_junit_add(&r->all.junit);
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

    r->all.total++;
    r->all.files += o->files;
    r->all.bytes += o->bytes;
    if (exit == LP_EXIT_GOOD) {
        r->all.good++;
    } else if (o->expected) {
        r->all.expected++;
    } else if (exit == LP_EXIT_FINDING) {
        r->all.failed++;
    } else {
        r->all.incomplete++;
    }
}

static void
why_stopped(FILE *to, const struct lp_verify_report *rep)
{
    const struct lp_signature *s = &rep->signature;

    if (rep->malformed[0] != '\0') {
        fputs("  malformed: ", to);
        lp_say_text(to, rep->malformed);
        fputc('\n', to);
    } else if (!rep->compared) {
        fputs(rep->verdict == LP_NOT_VERIFIED ? "  the signature is bad"
                                              : "  no trusted signature",
              to);
        if (s->verdict == LP_SIG_UNKNOWN_KEY) {
            fprintf(to, ": made by key %s, which is not trusted here", s->id);
        }
        fputc('\n', to);
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
        r->untrusted |= !rep->compared && rep->malformed[0] == '\0' &&
                        rep->verdict == LP_VERIFY_INCOMPLETE;
        lp_verdicts_close(last, rep);
        why_stopped(r->details, rep);
    }
    o->expected = known(r, o, rep);
}

/* Whether it is not for the bundle that it failed: then the run ends. */
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
    why.code = rc;
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

static enum lp_code
end(struct run *r, struct lp_err *err)
{
    if (r->as_json) {
        lp_cases_json(&r->all, &r->json);
    } else if (r->e->junit) {
        return lp_cases_junit(&r->all, r->e->env->out, err);
    } else {
        lp_cases_text(&r->all, r->e->env->out);
        if (r->untrusted) {
            fputs("  try: --pubkey KEY, --trust FILE or --allow-unsigned\n",
                  r->e->env->log);
        }
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
        exit = (int)lp_cases_exit(&r->all);
    }
    if (rc != LP_OK) {
        exit = lp_common_fail(r->e->env, r->as_json ? &r->json : NULL, err);
    }
    lp_cases_release(&r->all);
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
        LP_TRY(lp_expect_read(&r.all.expect, e->expect, &err));
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
