#include "bundle/do_doctor.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/tempfolder.h"
#include "base/text.h"
#include "bundle/do_check.h"
#include "bundle/do_index.h"
#include "bundle/do_sets.h"
#include "bundle/levels.h"
#include "ledger/set_each.h"

/* The invented documents are rows of words out of these syllables. */
static const char *const syllables[] = {"ba",  "ke",  "ni", "lo",  "ru", "sta",
                                        "mel", "dor", "vi", "han", "pe", "tus",
                                        "gra", "fol", "xi", "zem"};

#define SYLLABLES (sizeof syllables / sizeof syllables[0])

/* How a submitted copy was made, and what must be said of it. */
enum copy {
    COPY_SAME,
    COPY_LINES,
    COPY_TRANSPORT,
    COPY_WRAPPED,
    COPY_CHANGED,
    COPY_PART,
    COPY_NONE,
    COPIES
};

static const struct {
    const char *name;
    enum lp_verdict verdict;
    const char *what;
} copies[COPIES] = {
    [COPY_SAME] = {"same.txt", LP_VERDICT_EXACT, "finds a published file"},
    [COPY_LINES] = {"lines.txt", LP_VERDICT_DECODED,
                    "finds it with other line ends"},
    [COPY_TRANSPORT] = {"transport.eml", LP_VERDICT_MESSAGE,
                        "finds a mail that came another way"},
    [COPY_WRAPPED] = {"wrapped.txt", LP_VERDICT_TEXT,
                      "finds a text in other lines"},
    [COPY_CHANGED] = {"changed.txt", LP_VERDICT_NEAR,
                      "finds a text with a few other words"},
    [COPY_PART] = {"part.txt", LP_VERDICT_PARTIAL,
                   "finds a text of which a part is published"},
    [COPY_NONE] = {"none.txt", LP_VERDICT_NEW,
                   "does not find what was never published"},
};

struct doctor {
    const struct lp_doctor_options *o;
    char *folder;
    enum lp_verdict found[COPIES];
};

static uint32_t
next(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 16;
}

/* `n` words of row `seed`, but for every `other`th one (0: none), with `gap`
 * between them. */
static void
put_words(struct lp_buf *to, uint32_t seed, unsigned n, unsigned other,
          const char *gap)
{
    for (unsigned i = 1; i <= n; i++) {
        unsigned parts = 1 + next(&seed) % 4;

        for (unsigned k = 0; k < parts; k++) {
            lp_buf_str(to, syllables[next(&seed) % SYLLABLES]);
        }
        if (other > 0 && i % other == 0) {
            lp_buf_str(to, "quu");
        }
        lp_buf_str(to, i % 10 == 0 ? gap : " ");
    }
}

static void
put_mail(struct lp_buf *to, const char *transport, uint32_t seed)
{
    lp_buf_str(to, transport);
    lp_buf_str(to, "From: Ann <ann@example.org>\nTo: bob@example.org\n"
                   "Date: Tue, 3 Mar 2015 10:00:00 +0100\nSubject: Plans\n\n");
    put_words(to, seed, 100, 0, "\n");
}

static void
put_copy(struct lp_buf *to, enum copy c)
{
    switch (c) {
    case COPY_SAME:
        put_words(to, 1, 300, 0, "\n");
        break;
    case COPY_LINES:
        put_words(to, 1, 300, 0, "\r\n");
        break;
    case COPY_TRANSPORT:
        put_mail(to, "Received: from example.net\nX-Way: 2\n", 2);
        break;
    case COPY_WRAPPED:
        put_words(to, 1, 300, 0, " ");
        break;
    case COPY_CHANGED:
        put_words(to, 1, 300, 25, "\n");
        break;
    case COPY_PART:
        put_words(to, 3, 150, 0, "\n");
        put_words(to, 1, 150, 0, "\n");
        break;
    default:
        put_words(to, 4, 300, 0, "\n");
        break;
    }
}

static enum lp_code
write_file(const struct doctor *d, const char *in, const char *name,
           const struct lp_buf *text, struct lp_err *err)
{
    struct lp_outfile out = {0};
    char path[PATH_MAX];
    enum lp_code rc;

    (void)snprintf(path, sizeof path, "%s/%s/%s", d->folder, in, name);
    LP_TRY(lp_buf_check(text, err));
    LP_TRY(lp_outfile_open(&out, path, 0600, true, err));
    LP_TRY(lp_outfile_put(&out, lp_buf_slice(text), err));
    LP_TRY(lp_outfile_commit(&out, err));

done:
    lp_outfile_release(&out);
    return rc;
}

static enum lp_code
make_folder(const struct doctor *d, const char *name, struct lp_err *err)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%s/%s", d->folder, name);
    return mkdir(path, 0700) == 0
               ? LP_OK
               : lp_fail(err, LP_E_IO, "no place for what is to be tried");
}

/* What is published, and what is submitted. */
static enum lp_code
write_documents(struct doctor *d, struct lp_err *err)
{
    struct lp_buf text = {0};
    enum lp_code rc;

    LP_TRY(make_folder(d, "published", err));
    LP_TRY(make_folder(d, "submitted", err));
    put_copy(&text, COPY_SAME);
    LP_TRY(write_file(d, "published", "plan.txt", &text, err));
    lp_buf_clear(&text);
    put_mail(&text, "Received: from example.com\n", 2);
    LP_TRY(write_file(d, "published", "mail.eml", &text, err));
    for (unsigned c = 0; c < COPIES; c++) {
        lp_buf_clear(&text);
        put_copy(&text, (enum copy)c);
        LP_TRY(write_file(d, "submitted", copies[c].name, &text, err));
    }

done:
    lp_buf_release(&text);
    return rc;
}

/* Remove a folder and the files in it. */
static void
remove_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *e;

    while (dir != NULL && (e = readdir(dir)) != NULL) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            (void)unlinkat(dirfd(dir), e->d_name, 0);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    (void)rmdir(folder);
}

static void
remove_all(struct doctor *d)
{
    static const char *const inner[] = {"published", "submitted"};
    char path[PATH_MAX];

    for (size_t i = 0; d->folder != NULL && i < 2; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", d->folder, inner[i]);
        remove_folder(path);
    }
    if (d->folder != NULL) {
        remove_folder(d->folder);
    }
    free(d->folder);
    d->folder = NULL;
}

static const struct lp_walk_how *
how(struct lp_walk_how *h)
{
    *h = (struct lp_walk_how){.limits = lp_limits_default,
                              .depth = UINT_MAX,
                              .levels = LP_LEVELS_ALL,
                              .threads = 1};
    return h;
}

static enum lp_code
publish(const struct doctor *d, const char *set, struct lp_err *err)
{
    struct lp_listener listener = {0};
    struct lp_index_report report;
    struct lp_walk_how h;
    char path[PATH_MAX];
    const char *paths[] = {path};
    struct lp_index_options o = {
        .what = {.paths = paths, .n = 1, .how = *how(&h), .out = set},
        .publication = "self-test",
        .date = "2015"};

    (void)snprintf(path, sizeof path, "%s/published", d->folder);
    return lp_do_index_add(&o, &listener, &report, err);
}

static enum lp_code
on_judged(void *who, const struct lp_record *r, const struct lp_where *at,
          const struct lp_judgement *j, struct lp_err *err)
{
    struct doctor *d = who;

    (void)r;
    (void)err;
    for (unsigned c = 0; c < COPIES; c++) {
        if (lp_slice_is(at->path, copies[c].name)) {
            d->found[c] = j->verdict;
        }
    }
    return LP_OK;
}

static enum lp_code
submit(struct doctor *d, const char *set, struct lp_err *err)
{
    struct lp_listener listener = {0};
    struct lp_check_report report;
    struct lp_walk_how h;
    char path[PATH_MAX];
    const char *paths[] = {path};
    struct lp_check_options o = {
        .what = {.paths = paths, .n = 1, .how = *how(&h)},
        .against = {.published = &set, .n = 1},
        .near = LP_CHECK_NEAR,
        .told = on_judged,
        .who = d};
    enum lp_code rc;

    (void)snprintf(path, sizeof path, "%s/submitted", d->folder);
    rc = lp_do_check(&o, &listener, &report, err);
    lp_check_report_release(&report);
    return rc;
}

static enum lp_code
tell(const struct doctor *d, const char *set, const char *what, const char *why,
     struct lp_err *err)
{
    struct lp_doctor_try t = {
        .set = set, .what = what, .good = why == NULL, .why = why};

    return d->o->told(d->o->who, &t, err);
}

static enum lp_code
try_program(struct doctor *d, struct lp_err *err)
{
    char set[PATH_MAX];
    char why[128];
    enum lp_code rc;

    LP_TRY(lp_tempfolder(&d->folder, err));
    (void)snprintf(set, sizeof set, "%s/known.set", d->folder);
    LP_TRY(write_documents(d, err));
    LP_TRY(publish(d, set, err));
    LP_TRY(submit(d, set, err));
    for (unsigned c = 0; c < COPIES; c++) {
        (void)snprintf(why, sizeof why, "it says %s, not %s",
                       lp_verdict_word(d->found[c]),
                       lp_verdict_word(copies[c].verdict));
        LP_TRY(tell(d, NULL, copies[c].what,
                    d->found[c] == copies[c].verdict ? NULL : why, err));
    }

done:
    remove_all(d);
    return rc;
}

/* Ask a set for one of its own keys at each level, the one in the midst. */
static enum lp_code
ask(struct lp_set *set, char why[128], struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (unsigned l = LP_LEVEL_NONE + 1; l < LP_LEVEL_COUNT; l++) {
        enum lp_level level = (enum lp_level)l;
        uint64_t n = lp_set_keys(set, level);
        struct lp_set_item item;
        struct lp_set_hit hit;

        if (n == 0) {
            continue;
        }
        LP_TRY(lp_set_key_at(set, level, n / 2, &item, err));
        LP_TRY(lp_set_find(set, level, &item.key, &hit, err));
        if (!hit.found) {
            (void)snprintf(why, 128, "it does not find its own key at %s",
                           lp_level_word(level));
            break;
        }
    }

done:
    return rc;
}

/* Open it as `check` does: by the rules of this program. */
static enum lp_code
open_by_rules(const char *path, struct lp_err *err)
{
    struct lp_levels_mine mine;
    struct lp_index *ix = NULL;
    enum lp_code rc;

    lp_levels_mine(&mine);
    LP_TRY(lp_index_new(&ix, NULL, err));
    lp_index_rules(ix, &mine.rules);
    rc = lp_index_add(ix, path, err);

done:
    lp_index_free(ix);
    return rc;
}

/* What is wrong with a set is an answer. */
static enum lp_code
answer(const struct doctor *d, const char *path, const char *what,
       enum lp_code rc, const struct lp_err *why, struct lp_err *err)
{
    if (rc == LP_E_MEMORY || rc == LP_E_ENGINE) {
        *err = *why;
        return rc;
    }
    return tell(d, path, what, rc == LP_OK ? NULL : why->text, err);
}

static enum lp_code
on_set(void *who, const char *path, struct lp_set *set,
       const struct lp_err *opened, struct lp_err *err)
{
    struct doctor *d = who;
    struct lp_set_verified v = {0};
    struct lp_err why = {0};
    char missed[128] = "";
    enum lp_code rc;

    if (set == NULL) {
        return tell(d, path, "can be opened", opened->text, err);
    }
    LP_TRY(answer(d, path, "is made by the rules of this program",
                  open_by_rules(path, &why), &why, err));
    rc = lp_do_set_verify(path, NULL, &v, err);
    if (rc == LP_OK) {
        rc = tell(d, path, "is whole",
                  v.state == LP_SET_WHOLE ? NULL : v.why.text, err);
    }
    if (rc == LP_OK && !lp_set_locked(set)) {
        enum lp_code asked = ask(set, missed, &why);

        rc = asked == LP_OK && missed[0] != '\0'
                 ? tell(d, path, "finds what it holds", missed, err)
                 : answer(d, path, "finds what it holds", asked, &why, err);
    }

done:
    lp_set_verified_release(&v);
    return rc;
}

enum lp_code
lp_do_doctor(const struct lp_doctor_options *o, struct lp_err *err)
{
    struct doctor d = {.o = o};
    enum lp_code rc;

    LP_TRY(try_program(&d, err));
    if (o->n > 0) {
        rc = lp_do_sets_list(o->sets, o->n, on_set, &d, err);
    }

done:
    return rc;
}
