#include "bundle/do_keys.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"
#include "crypto/rand.h"
#include "crypto/rsa_shared.h"
#include "evidence/key_shared.h"
#include "evidence/key_store.h"
#include "formats/key_list.h"
#include "formats/tag_list.h"

#define FILE_MAX ((size_t)1 << 30)

/* Files that are being read, into one of two places. */
struct reading {
    const struct lp_keys_options *o;
    struct lp_keys_report *report;
    const char *file;
    struct lp_slice text;
    struct lp_key_archive *archive;
    struct lp_key_store store;
    bool stood;         /* `file` is the archive that is added to */
    struct lp_buf kept; /* what of that is no record */
};

static enum lp_code
on_bad(void *who, const struct lp_key_bad *bad, struct lp_err *err)
{
    struct reading *r = who;
    struct lp_slice rest = lp_slice_from(r->text, (size_t)bad->at);
    struct lp_slice line = {0};

    r->report->bad++;
    if (r->stood) {
        (void)lp_tag_item(&rest, '\n', &line);
        lp_buf_str(&r->kept, "# no record: ");
        lp_buf_put(&r->kept, line);
        lp_buf_byte(&r->kept, '\n');
    }
    return r->o->bad(r->o->who, r->file, bad, err);
}

static enum lp_code
on_record(void *who, const struct lp_key_entry *e, struct lp_err *err)
{
    struct reading *r = who;
    struct lp_key_bad bad = {.line = e->line, .at = e->at};
    size_t before = lp_key_archive_count(r->archive);
    enum lp_code rc = lp_key_archive_add(r->archive, e, err);

    if (rc == LP_OK && lp_key_archive_count(r->archive) == before) {
        bad.why = "DNS cannot have this name";
        rc = on_bad(r, &bad, err);
    }
    return rc;
}

static enum lp_code
on_addition(void *who, const struct lp_key_entry *e, struct lp_err *err)
{
    struct reading *r = who;
    struct lp_key_bad bad = {.line = e->line, .at = e->at};
    enum lp_code rc = lp_key_store_add(&r->store, e, r->stood, &bad.why, err);

    return rc == LP_OK && bad.why != NULL ? on_bad(r, &bad, err) : rc;
}

static enum lp_code
read_file(struct reading *r, const char *file, struct lp_buf *text,
          lp_key_told *told, struct lp_err *err)
{
    enum lp_code rc;

    lp_buf_release(text);
    LP_TRY(lp_file_read(text, file, FILE_MAX, NULL, err));
    r->file = file;
    r->text = lp_buf_slice(text);
    rc = lp_key_list_read(r->text, told, on_bad, r, err);

done:
    return rc;
}

/* -------------------------------------------------------------------- list */

static void
count(struct lp_keys_report *report, const struct lp_keys_item *item)
{
    report->records++;
    report->faulty += item->faults->bits != 0 ? 1 : 0;
    for (unsigned bit = 0; bit < 32; bit++) {
        report->flagged[bit] += item->look->flags >> bit & 1;
    }
    for (unsigned f = 0; f < LP_KEY_FAULTS; f++) {
        report->faults[f] += item->faults->bits >> f & 1;
    }
}

static enum lp_code
tell_all(struct reading *r, struct lp_err *err)
{
    size_t n = lp_key_archive_count(r->archive);
    struct lp_slice before = {0};
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < n; i++) {
        struct lp_key_entry e = lp_key_archive_entry(r->archive, i);
        struct lp_key_sight sight;
        const struct lp_keys_item item = {&e, &sight.look, &sight.faults};

        LP_TRY(lp_key_archive_look(r->archive, i, &sight, err));
        count(r->report, &item);
        r->report->names += i > 0 && lp_slice_equal(e.name, before) ? 0 : 1;
        before = e.name;
        LP_TRY(r->o->told(r->o->who, &item, err));
    }

done:
    return rc;
}

enum lp_code
lp_do_keys_list(const struct lp_keys_options *o, struct lp_keys_report *report,
                struct lp_err *err)
{
    struct reading r = {.o = o, .report = report};
    struct lp_bad_keys bad = {0};
    struct lp_buf text = {0};
    enum lp_code rc;

    *report = (struct lp_keys_report){0};
    LP_TRY(lp_crypto_start(err));
    LP_TRY(lp_key_archive_new(&r.archive, err));
    for (size_t i = 0; i < o->bad_keys_n; i++) {
        LP_TRY(lp_bad_keys_load(&bad, o->bad_keys[i], err));
    }
    lp_key_archive_heed(r.archive, &bad);
    for (size_t i = 0; i < o->n; i++) {
        LP_TRY(read_file(&r, o->files[i], &text, on_record, err));
    }
    LP_TRY(lp_key_shared_find(r.archive, LP_RSA_SHARED_LONG, &report->compared,
                              err));
    rc = tell_all(&r, err);

done:
    lp_key_archive_free(r.archive);
    lp_bad_keys_release(&bad);
    lp_buf_release(&text);
    return rc;
}

/* --------------------------------------------------------------------- add */

/* Comments of an archive, as they are. */
static void
keep_comments(struct reading *r, struct lp_slice text)
{
    struct lp_slice line;

    if (lp_slice_begins(text, lp_slice_str("\xef\xbb\xbf"))) {
        text = lp_slice_from(text, 3);
    }
    while (lp_tag_item(&text, '\n', &line)) {
        if (line.len > 0 && (line.data[0] == '#' || line.data[0] == ';')) {
            lp_buf_put(&r->kept, line);
            lp_buf_byte(&r->kept, '\n');
        }
    }
}

/* What the archive has, if it is there. */
static enum lp_code
read_archive(struct reading *r, struct lp_buf *text, mode_t *mode,
             struct lp_err *err)
{
    const char *path = r->o->archive;
    struct stat st;
    enum lp_code rc;

    *mode = 0666;
    if (stat(path, &st) != 0 && errno == ENOENT) {
        lp_buf_str(&r->kept, "# name, first seen, last seen, source, record\n");
        return LP_OK;
    }
    LP_TRY(lp_file_read(text, path, FILE_MAX, mode, err));
    *mode &= 0777;
    r->stood = true;
    r->file = path;
    r->text = lp_buf_slice(text);
    if (lp_key_list_is_json(r->text)) {
        rc = lp_fail(err, LP_E_USAGE, "%s is JSON, which nothing is added to",
                     path);
        lp_hint(err, "name a new archive, and this one among the files");
        goto done;
    }
    keep_comments(r, r->text);
    rc = lp_key_list_read(r->text, on_addition, on_bad, r, err);

done:
    r->stood = false;
    return rc;
}

/* What comes from no file. What is no record of these has no place. */
static enum lp_code
add_more(struct reading *r, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < r->o->more_n && rc == LP_OK; i++) {
        const char *why;

        rc = lp_key_store_add(&r->store, &r->o->more[i], false, &why, err);
        r->report->bad += rc == LP_OK && why != NULL ? 1 : 0;
    }
    return rc;
}

static enum lp_code
write_archive(struct reading *r, mode_t mode, struct lp_err *err)
{
    struct lp_outfile out = {0};
    struct lp_slice before = {0};
    struct lp_buf line = {0};
    enum lp_code rc;

    LP_TRY(lp_outfile_open(&out, r->o->archive, mode, false, err));
    LP_TRY(lp_buf_check(&r->kept, err));
    LP_TRY(lp_outfile_put(&out, lp_buf_slice(&r->kept), err));
    for (size_t i = 0; i < r->store.n; i++) {
        struct lp_key_entry e = lp_key_store_get(&r->store, i);

        r->report->names += i > 0 && lp_slice_equal(e.name, before) ? 0 : 1;
        before = e.name;
        lp_buf_clear(&line);
        lp_key_entry_put(&line, &e);
        LP_TRY(lp_buf_check(&line, err));
        LP_TRY(lp_outfile_put(&out, lp_buf_slice(&line), err));
    }
    rc = lp_outfile_commit(&out, err);

done:
    lp_outfile_release(&out);
    lp_buf_release(&line);
    return rc;
}

enum lp_code
lp_do_keys_add(const struct lp_keys_options *o, struct lp_keys_report *report,
               struct lp_err *err)
{
    struct reading r = {.o = o, .report = report};
    struct lp_buf text = {0};
    mode_t mode;
    enum lp_code rc;

    *report = (struct lp_keys_report){0};
    LP_TRY(read_archive(&r, &text, &mode, err));
    for (size_t i = 0; i < o->n; i++) {
        LP_TRY(read_file(&r, o->files[i], &text, on_addition, err));
    }
    LP_TRY(add_more(&r, err));
    lp_key_store_merge(&r.store);
    report->records = r.store.n;
    report->added = r.store.added;
    report->widened = r.store.widened;
    report->joined = r.store.joined;
    report->compared = true; /* nothing is judged here */
    rc = write_archive(&r, mode, err);

done:
    lp_key_store_release(&r.store);
    lp_buf_release(&r.kept);
    lp_buf_release(&text);
    return rc;
}
