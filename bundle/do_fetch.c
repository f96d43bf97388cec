#include "bundle/do_fetch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bundle/do_auth.h"
#include "formats/domain_name.h"

/* More names than anybody asks for at once. */
#define NAMES_MAX 100000

/* An answer: places in `bytes`, which end with NUL if they are names. */
struct answer {
    const char *name;
    enum lp_answer answer;
    size_t text;
    size_t text_len;
};

struct fetching {
    const struct lp_fetch_options *o;
    struct lp_fetch_report *report;
    struct lp_buf names; /* each ends in NUL */
    size_t names_n;
    const char **sorted;
    struct lp_buf bytes;
    struct answer *of;
    size_t n;
    size_t cap;
};

/* False: it is no name of a key. */
static bool
add_name(struct fetching *f, struct lp_slice name)
{
    size_t begin = f->names.len;

    if (!lp_domain_name(&f->names, name)) {
        return false;
    }
    lp_buf_byte(&f->names, '\0');
    if (f->names.failed == LP_OK &&
        strstr((const char *)f->names.data + begin, "._domainkey.") == NULL) {
        f->names.len = begin;
        return false;
    }
    f->names_n++;
    return true;
}

/* The keys that the signatures of a mail name. */
static enum lp_code
on_mail(void *who, const struct lp_auth_item *item, struct lp_err *err)
{
    struct fetching *f = who;

    for (size_t i = 0; i < item->n && f->names_n <= NAMES_MAX; i++) {
        const struct lp_evidence *e = &item->evidence[i];

        if (e->method == LP_METHOD_DKIM || e->method == LP_METHOD_DOMAINKEYS ||
            e->method == LP_METHOD_ARC) {
            (void)add_name(f, lp_slice_str(e->key));
        }
    }
    return lp_buf_check(&f->names, err);
}

static enum lp_code
gather(struct fetching *f, struct lp_err *err)
{
    const char **mails =
        calloc(f->o->mails_n + f->o->names_n + 1, sizeof *mails);
    struct lp_auth_options auth = {.paths = mails,
                                   .how = f->o->how,
                                   .now = f->o->now,
                                   .told = on_mail,
                                   .who = f};
    const struct lp_listener quiet = {0};
    struct lp_auth_report walked = {0};
    enum lp_code rc = LP_OK;

    if (mails == NULL) {
        return lp_no_memory(err);
    }
    for (; auth.n < f->o->mails_n; auth.n++) {
        mails[auth.n] = f->o->mails[auth.n];
    }
    /* Where mails are asked for, what is no name is one more of them. */
    for (size_t i = 0; i < f->o->names_n; i++) {
        const char *name = f->o->names[i];

        if (!add_name(f, lp_slice_str(name))) {
            if (f->o->mails_n == 0) {
                rc = lp_fail(err, LP_E_USAGE, "%s is no name of a key", name);
                lp_hint(err, "name it whole: SELECTOR._domainkey.DOMAIN");
                goto done;
            }
            mails[auth.n++] = name;
        }
    }
    if (auth.n > 0) {
        LP_TRY(lp_do_auth(&auth, &quiet, &walked, err));
        f->report->tally = walked.tally;
    }
    LP_TRY(lp_buf_check(&f->names, err));
    if (f->names_n > NAMES_MAX) {
        rc =
            lp_fail(err, LP_E_LIMIT, "more than %d keys to ask for", NAMES_MAX);
    }

done:
    free(mails);
    return rc;
}

static int
order(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Each name once. */
static enum lp_code
sort_names(struct fetching *f, struct lp_err *err)
{
    const char *at = (const char *)f->names.data;
    size_t n = 0;

    f->sorted = calloc(f->names_n + 1, sizeof *f->sorted);
    if (f->sorted == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < f->names_n; i++) {
        f->sorted[i] = at;
        at += strlen(at) + 1;
    }
    if (f->names_n > 0) {
        qsort(f->sorted, f->names_n, sizeof *f->sorted, order);
    }
    for (size_t i = 0; i < f->names_n; i++) {
        if (n == 0 || strcmp(f->sorted[n - 1], f->sorted[i]) != 0) {
            f->sorted[n++] = f->sorted[i];
        }
    }
    f->names_n = n;
    return LP_OK;
}

static enum lp_code
on_answer(void *who, const char *name, enum lp_answer answer,
          const struct lp_slice *text, struct lp_err *err)
{
    struct fetching *f = who;
    struct answer *grown = lp_mem_grow(f->of, f->n, &f->cap, sizeof *f->of);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    f->of = grown;
    f->of[f->n] = (struct answer){name, answer, f->bytes.len, SIZE_MAX};
    if (text != NULL) {
        f->of[f->n].text_len = text->len;
        lp_buf_put(&f->bytes, *text);
    }
    f->n++;
    return lp_buf_check(&f->bytes, err);
}

/* Answers come as they like, and are told in one order. */
static int
order_answers(const void *left, const void *right, void *bytes)
{
    const struct answer *l = left;
    const struct answer *r = right;
    int o = strcmp(l->name, r->name);

    if (o == 0) {
        o = (l->text_len > r->text_len) - (l->text_len < r->text_len);
    }
    return o != 0 || l->text_len == SIZE_MAX
               ? o
               : lp_slice_order(lp_buf_part(bytes, l->text, l->text_len),
                                lp_buf_part(bytes, r->text, r->text_len));
}

static const char *
source_of(const struct fetching *f, enum lp_answer answer, struct lp_buf *room)
{
    if (answer == LP_ANSWER_SECURE) {
        return "dns+dnssec";
    }
    if (f->o->ask.resolver == NULL) {
        return "dns";
    }
    lp_buf_clear(room);
    lp_buf_str(room, "dns by ");
    lp_buf_str(room, f->o->ask.resolver);
    lp_buf_byte(room, '\0');
    return room->failed == LP_OK ? (const char *)room->data : "dns";
}

static enum lp_code
tell(struct fetching *f, const struct answer *a, struct lp_key_entry *more,
     size_t *n, struct lp_err *err)
{
    struct lp_fetched told = {a->name, a->answer, NULL};
    struct lp_slice text;

    if (a->text_len == SIZE_MAX && a->answer > LP_ANSWER_INSECURE) {
        f->report->failed++;
        return f->o->told(f->o->who, &told, err);
    }
    if (a->text_len == SIZE_MAX) {
        f->report->absent++;
        text = lp_slice_str("-");
    } else {
        text = lp_buf_part(&f->bytes, a->text, a->text_len);
        told.text = &text;
        f->report->records[a->answer]++;
    }
    more[*n].name = lp_slice_str(a->name);
    more[*n].text = text;
    more[*n].first = f->o->now;
    more[*n].last = f->o->now;
    (*n)++;
    return f->o->told(f->o->who, &told, err);
}

static enum lp_code
keep(struct fetching *f, struct lp_err *err)
{
    struct lp_key_entry *more = calloc(f->n + 1, sizeof *more);
    struct lp_keys_options add = {.archive = f->o->archive,
                                  .more = more,
                                  .bad = f->o->bad,
                                  .who = f->o->who};
    struct lp_buf room = {0};
    enum lp_code rc = LP_OK;

    if (more == NULL) {
        return lp_no_memory(err);
    }
    if (f->n > 0) {
        qsort_r(f->of, f->n, sizeof *f->of, order_answers, &f->bytes);
    }
    for (size_t i = 0; i < f->n; i++) {
        more[add.more_n].source =
            lp_slice_str(source_of(f, f->of[i].answer, &room));
        LP_TRY(tell(f, &f->of[i], more, &add.more_n, err));
    }
    if (add.more_n > 0) {
        rc = lp_do_keys_add(&add, &f->report->keys, err);
    }

done:
    lp_buf_release(&room);
    free(more);
    return rc;
}

enum lp_code
lp_do_fetch(const struct lp_fetch_options *o, struct lp_fetch_report *report,
            struct lp_err *err)
{
    struct fetching f = {.o = o, .report = report};
    enum lp_code rc;

    *report = (struct lp_fetch_report){.keys.compared = true};
    LP_TRY(gather(&f, err));
    LP_TRY(sort_names(&f, err));
    report->asked = f.names_n;
    if (f.names_n > 0) {
        LP_TRY(lp_ask(f.sorted, f.names_n, &o->ask, on_answer, &f, err));
        rc = keep(&f, err);
    }

done:
    lp_buf_release(&f.names);
    lp_buf_release(&f.bytes);
    free(f.sorted);
    free(f.of);
    return rc;
}
