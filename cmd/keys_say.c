#include <inttypes.h>

#include "cmd/common.h"
#include "cmd/keys.h"
#include "cmd/records.h"
#include "cmd/say.h"

enum lp_code
lp_keys_say_bad(void *who, const char *file, const struct lp_key_bad *bad,
                struct lp_err *err)
{
    struct lp_keys_out *x = who;
    struct lp_json *j = &x->json;

    (void)err;
    if (x->as_json) {
        lp_json_begin(j, "item");
        lp_json_escaped(j, "path", file);
        lp_json_number(j, "line", bad->line);
        lp_json_number(j, "at", bad->at);
        lp_json_text(j, "note", bad->why);
        lp_json_end(j);
        return LP_OK;
    }
    fputs("leafproof: ", x->env->log);
    lp_say_text(x->env->log, file);
    fprintf(x->env->log, ": line %" PRIu64 " (byte %" PRIu64 "): %s\n",
            bad->line, bad->at, bad->why);
    return LP_OK;
}

void
lp_keys_summary(struct lp_keys_out *x, enum lp_exit exit)
{
    lp_json_begin(&x->json, "summary");
    lp_json_text(&x->json, "verdict", lp_records_verdict(exit));
    lp_json_number(&x->json, "exit", (uint64_t)exit);
}

void
lp_keys_summary_end(struct lp_keys_out *x, const struct lp_keys_report *r)
{
    lp_json_array(&x->json, "incomplete");
    lp_records_reason(&x->json, "no-record", r->bad);
    lp_records_reason(&x->json, "primes-not-compared", r->compared ? 0 : 1);
    lp_json_array_end(&x->json);
    lp_json_end(&x->json);
}

void
lp_keys_say_incomplete(struct lp_keys_out *x, const struct lp_keys_report *r)
{
    if (r->bad > 0) {
        fputs("INCOMPLETE: ", x->env->out);
        lp_say_count(x->env->out, r->bad, "line");
        fputs(r->bad == 1 ? " is no record\n" : " are no records\n",
              x->env->out);
    }
    if (!r->compared) {
        fputs("INCOMPLETE: too many keys to look for shared primes\n",
              x->env->out);
    }
}
