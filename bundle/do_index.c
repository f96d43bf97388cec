#include "bundle/do_index.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "bundle/set_maker.h"
#include "ledger/secret.h"

/* Whether there is nothing but lists and digests, of which nobody need know
 * when they were published. */
static enum lp_code
only_lists(const struct lp_submission *s, bool *only, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    *only = true;
    for (size_t i = 0; rc == LP_OK && *only && i < s->n; i++) {
        struct lp_buf text = {0};
        enum lp_stand_in is;

        rc = lp_stand_in_read(s->paths[i], &s->list, &text, &is, err);
        *only = is == LP_STAND_IN_LIST || is == LP_STAND_IN_DIGEST;
        lp_buf_release(&text);
    }
    return rc;
}

static enum lp_code
check_date(const struct lp_index_options *o, struct lp_err *err)
{
    bool dateless = o->status == LP_SET_SOFTWARE;
    enum lp_code rc = LP_OK;

    if (o->date == NULL && !dateless) {
        rc = only_lists(&o->what, &dateless, err);
    }
    if (rc == LP_OK && o->date == NULL && !dateless) {
        rc = lp_fail(err, LP_E_USAGE, "the publication has no date");
        lp_hint(err, "give --date YYYY-MM-DD, the day of publication");
    } else if (rc == LP_OK && o->date != NULL &&
               !lp_text_is_date(lp_slice_str(o->date))) {
        rc = lp_fail(err, LP_E_USAGE, "%s is not a date", o->date);
        lp_hint(err, "give --date YYYY-MM-DD, the day of publication");
    }
    return rc;
}

static enum lp_code
check_words(const struct lp_index_options *o, struct lp_err *err)
{
    if (o->publication == NULL || o->publication[0] == '\0') {
        (void)lp_fail(err, LP_E_USAGE, "the publication has no name");
        lp_hint(err, "give --publication NAME");
        return LP_E_USAGE;
    }
    if (lp_set_status_keyed(o->status) && o->secret == NULL) {
        (void)lp_fail(err, LP_E_USAGE,
                      "a set of what is not published must be keyed: digests "
                      "of such documents betray who has them");
        lp_hint(err, "give --index-key FILE; it is made if it is not there");
        return LP_E_USAGE;
    }
    return check_date(o, err);
}

/* The secret of what is not published, made if there is none yet. */
static enum lp_code
ready_secret(const struct lp_index_options *o, uint8_t secret[LP_SECRET_SIZE],
             bool *made, struct lp_err *err)
{
    *made = access(o->secret, F_OK) != 0;
    return *made ? lp_secret_make(secret, o->secret, err)
                 : lp_secret_load(secret, o->secret, err);
}

enum lp_code
lp_do_index_add(const struct lp_index_options *o,
                const struct lp_listener *listener,
                struct lp_index_report *report, struct lp_err *err)
{
    struct lp_set_maker maker = {0};
    struct lp_set_meta meta = {.status = o->status};
    struct lp_submission_report told;
    struct lp_buf source = {0};
    bool keyed = lp_set_status_keyed(o->status);
    uint8_t secret[LP_SECRET_SIZE];
    struct lp_family family;
    enum lp_code rc;

    *report = (struct lp_index_report){0};
    LP_TRY(check_words(o, err));
    if (keyed) {
        LP_TRY(ready_secret(o, secret, &report->made_secret, err));
    }
    LP_TRY(lp_set_maker_init(&maker, o->what.out, keyed ? secret : NULL, err));
    /* The walker is forked from here: it must not find it. */
    explicit_bzero(secret, sizeof secret);
    family = lp_set_maker_family(&maker);
    LP_TRY(lp_submission_tell(&o->what, &family, listener, &told, err));
    if (told.manifests + told.lists == 1 && o->what.n == 1 && !keyed) {
        lp_text_hex(&source,
                    (struct lp_slice){told.source, sizeof told.source});
    }
    meta.publication = lp_slice_str(o->publication);
    meta.date = lp_slice_str(o->date == NULL ? "" : o->date);
    meta.url = lp_slice_str(o->url == NULL ? "" : o->url);
    meta.made = o->now;
    meta.source = lp_buf_slice(&source);
    meta.list = told.lists == o->what.n;
    meta.partial = told.lists > 0;
    meta.levels = told.levels;
    LP_TRY(lp_set_maker_finish(&maker, &meta, report->root, err));
    report->tally = maker.tally;
    report->documents = maker.documents;
    report->list = told.lists > 0;

done:
    explicit_bzero(secret, sizeof secret);
    lp_set_maker_release(&maker);
    lp_buf_release(&source);
    return rc;
}
