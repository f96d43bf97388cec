#include "evidence/mail_judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sets of ARC, as they come. */
struct chain {
    struct {
        bool seal;
        bool message;
        enum lp_sig_cv cv;
        struct lp_evidence *of; /* the seal's, or the message's without one */
        enum lp_result seal_result;
        enum lp_result message_result;
    } set[LP_ARC_MOST + 1];
};

struct judging {
    struct lp_judging *j;
    struct lp_mail_said said;
    struct chain *chain;
    lp_evidence_told *told;
    void *who;
    struct lp_evidence e;
    struct lp_claim claim;
};

/* What both signatures of a set give as a reason is said once. */
static void
say_too(struct lp_evidence *to, const char *note)
{
    char one[LP_EVIDENCE_NOTE_MAX + 1];

    while (note[0] != '\0') {
        const char *end = strstr(note, "; ");
        size_t n = end == NULL ? strlen(note) : (size_t)(end - note);

        memcpy(one, note, n);
        one[n] = '\0';
        if (strstr(to->note, one) == NULL) {
            lp_evidence_say(to->note, LP_EVIDENCE_NOTE_MAX, one);
        }
        note += end == NULL ? n : n + 2;
    }
}

/* Take a judged signature of a set. The entry of the set is that of its seal,
 * with what its message signature says of the message. */
static enum lp_code
take_arc(struct judging *x, struct lp_err *err)
{
    unsigned i = x->claim.instance;
    struct lp_evidence *to = x->chain->set[i].of;
    bool seal = x->claim.kind == LP_SIG_SEAL;

    if (to == NULL) {
        to = malloc(sizeof *to);
        if (to == NULL) {
            return lp_no_memory(err);
        }
        *to = x->e;
        x->chain->set[i].of = to;
    } else if (seal) {
        struct lp_evidence message = *to;

        *to = x->e;
        memcpy(to->fields, message.fields, sizeof to->fields);
        memcpy(to->edits, message.edits, sizeof to->edits);
        say_too(to, message.note);
        to->covered = message.covered;
        to->total = message.total;
        to->doubts |= message.doubts;
    } else {
        memcpy(to->fields, x->e.fields, sizeof to->fields);
        memcpy(to->edits, x->e.edits, sizeof to->edits);
        say_too(to, x->e.note);
        to->covered = x->e.covered;
        to->total = x->e.total;
        to->doubts |= x->e.doubts;
    }
    if (seal) {
        x->chain->set[i].seal = true;
        x->chain->set[i].cv = x->claim.cv;
        x->chain->set[i].seal_result = x->e.result;
    } else {
        x->chain->set[i].message = true;
        x->chain->set[i].message_result = x->e.result;
    }
    return LP_OK;
}

static enum lp_code
take(struct judging *x, struct lp_err *err)
{
    bool arc = x->claim.kind == LP_SIG_MESSAGE || x->claim.kind == LP_SIG_SEAL;
    enum lp_code rc;

    LP_TRY(lp_sig_judge(&x->e, x->j, &x->claim, &x->said, err));
    rc = arc ? take_arc(x, err) : x->told(x->who, &x->e, err);

done:
    return rc;
}

/* RFC 8617, 5.2: why the chain fails, in the order of the standard; NULL: it
 * passes. */
static const char *
chain_fault(const struct judging *x, enum lp_result *result)
{
    const struct chain *c = x->chain;
    unsigned n = x->said.sets;

    *result = LP_RESULT_MALFORMED;
    if (x->said.chain_why.len > 0 || n == 0) {
        return "its sets are not as they must be";
    }
    for (unsigned i = 1; i <= n; i++) {
        if (!c->set[i].seal || !c->set[i].message) {
            return "not all of its sets were looked at";
        }
    }
    if (c->set[n].cv == LP_CV_FAIL) {
        return "its newest seal says that it fails (cv=fail)";
    }
    for (unsigned i = 1; i <= n; i++) {
        if (c->set[i].cv != (i == 1 ? LP_CV_NONE : LP_CV_PASS)) {
            return "a seal has a cv= that does not belong there";
        }
    }
    for (unsigned i = 1; i <= n; i++) {
        *result = c->set[i].message_result;
        if (*result == LP_RESULT_MALFORMED ||
            *result == LP_RESULT_UNSUPPORTED) {
            return "a message signature is not as it must be";
        }
    }
    *result = c->set[n].message_result;
    if (*result != LP_RESULT_MATCH) {
        return *result == LP_RESULT_NO_KEY
                   ? "there is no key of its newest message signature"
                   : "its newest message signature does not verify";
    }
    for (unsigned i = n; i > 0; i--) {
        *result = c->set[i].seal_result;
        if (*result != LP_RESULT_MATCH) {
            return *result == LP_RESULT_NO_KEY ? "there is no key of a seal"
                                               : "a seal does not verify";
        }
    }
    return NULL;
}

/* Fill in what the chain makes of one set. */
static void
settle_set(struct judging *x, unsigned i, const char *fault,
           enum lp_result result)
{
    struct lp_evidence *e = x->chain->set[i].of;
    char why[240];

    e->instance = i;
    e->seal = x->chain->set[i].seal ? x->chain->set[i].seal_result
                                    : LP_RESULT_MALFORMED;
    e->message = x->chain->set[i].message ? x->chain->set[i].message_result
                                          : LP_RESULT_MALFORMED;
    if (x->said.chain_why.len > 0 && e->seal == LP_RESULT_HEADER_MISMATCH) {
        /* What it would seal cannot be told: nothing was digested. */
        e->seal = LP_RESULT_MALFORMED;
    }
    e->undone = false;
    e->result = LP_RESULT_MATCH;
    if (fault != NULL) {
        e->result = result;
        if (result != LP_RESULT_MALFORMED && e->seal != LP_RESULT_MATCH) {
            e->result = e->seal;
        }
        e->strength = LP_STRENGTH_UNKNOWN;
        (void)snprintf(
            why, sizeof why, "the chain %s: %s",
            result == LP_RESULT_NO_KEY ? "cannot be judged" : "fails", fault);
        lp_evidence_say(e->note, LP_EVIDENCE_NOTE_MAX, why);
        if (x->said.chain_why.len > 0) {
            (void)snprintf(why, sizeof why, "%.*s", (int)x->said.chain_why.len,
                           (const char *)x->said.chain_why.data);
            lp_evidence_say(e->note, LP_EVIDENCE_NOTE_MAX, why);
        }
    } else if (e->message != LP_RESULT_MATCH) {
        /* Its seal shows who passed something on, and not this message. */
        e->doubts |= LP_DOUBT_CHANGED_LATER;
        e->strength = LP_STRENGTH_UNKNOWN;
        e->alignment = LP_ALIGNMENT_NONE;
        e->covered = 0;
        lp_evidence_say(e->note, LP_EVIDENCE_NOTE_MAX,
                        "the message was changed behind this set");
    }
}

static enum lp_code
tell_chain(struct judging *x, struct lp_err *err)
{
    enum lp_result result;
    const char *fault = chain_fault(x, &result);
    bool any = false;
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; i <= LP_ARC_MOST; i++) {
        if (x->chain->set[i].of != NULL) {
            settle_set(x, i, fault, result);
            LP_TRY(x->told(x->who, x->chain->set[i].of, err));
            any = true;
        }
    }
    if (!any) {
        /* Results of somebody, and no signature. */
        x->chain->set[0].of = calloc(1, sizeof x->e);
        if (x->chain->set[0].of == NULL) {
            return lp_no_memory(err);
        }
        x->chain->set[0].of->method = LP_METHOD_ARC;
        settle_set(x, 0, fault, result);
        rc = x->told(x->who, x->chain->set[0].of, err);
    }

done:
    return rc;
}

/* A header past the limits: there may be signatures, and nobody looked. */
static enum lp_code
tell_too_large(struct judging *x, struct lp_err *err)
{
    memset(&x->e, 0, sizeof x->e);
    x->e.method = LP_METHOD_DKIM;
    x->e.result = LP_RESULT_UNSUPPORTED;
    lp_evidence_say(x->e.note, LP_EVIDENCE_NOTE_MAX,
                    "the header is larger than the limits: no signature was "
                    "looked at");
    return x->told(x->who, &x->e, err);
}

enum lp_code
lp_mail_judge(struct lp_judging *j, struct lp_slice claims,
              uint64_t *passed_over, struct lp_hints *hints,
              lp_evidence_told *told, void *who, struct lp_err *err)
{
    struct judging *x = malloc(sizeof *x);
    struct chain chain = {0};
    struct lp_claims reading;
    bool end = false;
    enum lp_code rc = LP_OK;

    if (x == NULL) {
        return lp_no_memory(err);
    }
    x->j = j;
    x->told = told;
    x->who = who;
    x->chain = &chain;
    if (!lp_claims_read(&reading, &x->said, hints, claims)) {
        rc = lp_fail(err, LP_E_FORMAT, "the walker sent claims that are none");
        goto done;
    }
    *passed_over = x->said.passed_over;
    while (!end) {
        if (!lp_claims_next(&reading, &x->claim, &end)) {
            rc = lp_fail(err, LP_E_FORMAT,
                         "the walker sent claims that are none");
            goto done;
        }
        if (!end) {
            LP_TRY(take(x, err));
        }
    }
    if (x->said.chain) {
        LP_TRY(tell_chain(x, err));
    }
    if (x->said.too_large) {
        rc = tell_too_large(x, err);
    }

done:
    for (unsigned i = 0; i <= LP_ARC_MOST; i++) {
        free(chain.set[i].of);
    }
    free(x);
    return rc;
}
