#include "formats/zip_end.h"

#include <stdlib.h>
#include <string.h>

#define END_SIZE 22
#define TAIL_MAX (END_SIZE + 65535)
#define LOCATOR_SIZE 20
#define WIDE_SIZE 56

/* The last bytes of the file, where readers search for the end record. */
struct tail {
    struct lp_slice bytes;
    uint64_t at;
    size_t pick; /* where the end record is in it */
};

/* An end record, APPNOTE 4.3.16, or its zip64 form, 4.3.14. */
struct fields {
    uint32_t disk;
    uint32_t start_disk;
    uint64_t here; /* entries on this disk */
    uint64_t total;
    uint64_t size;
    uint64_t offset;
    size_t comment;
};

static struct fields
take_end(struct lp_slice bytes)
{
    struct lp_cursor c = lp_cursor_over(lp_slice_from(bytes, 4));
    struct fields f = {0};

    f.disk = lp_cursor_le16(&c);
    f.start_disk = lp_cursor_le16(&c);
    f.here = lp_cursor_le16(&c);
    f.total = lp_cursor_le16(&c);
    f.size = lp_cursor_le32(&c);
    f.offset = lp_cursor_le32(&c);
    f.comment = lp_cursor_le16(&c);
    return f;
}

static struct fields
take_wide(struct lp_slice bytes)
{
    struct lp_cursor c = lp_cursor_over(lp_slice_from(bytes, 16));
    struct fields f = {0};

    f.disk = lp_cursor_le32(&c);
    f.start_disk = lp_cursor_le32(&c);
    f.here = lp_cursor_le64(&c);
    f.total = lp_cursor_le64(&c);
    f.size = lp_cursor_le64(&c);
    f.offset = lp_cursor_le64(&c);
    return f;
}

/* The next signature of an end record at or after `from`; the length of
 * `bytes` if there is none. */
static size_t
next_end(struct lp_slice bytes, size_t from)
{
    struct lp_slice rest = lp_slice_from(bytes, from);
    const uint8_t *p =
        rest.len == 0 ? NULL : memmem(rest.data, rest.len, "PK\5\6", 4);

    return p == NULL ? bytes.len : (size_t)(p - bytes.data);
}

/* How well what stands at `i` would serve: 3 if its comment ends with the
 * file, 2 if bytes follow it, 1 if it is cut, 0 if it is no record. */
static unsigned
rank(struct lp_slice bytes, size_t i)
{
    struct lp_slice rest = lp_slice_from(bytes, i);
    size_t need;

    if (rest.len < END_SIZE) {
        return 0;
    }
    need = END_SIZE + take_end(rest).comment;
    return need == rest.len ? 3 : need < rest.len ? 2 : 1;
}

/*
 * Readers search backwards; some take the last signature, some the last whose
 * comment fits, and some search forwards for one that fits exactly. We take
 * the best and last one, and note any that another reader would prefer. An
 * end record of a ZIP that is stored as a member stands before, and fits
 * nobody.
 */
static bool
pick_end(struct tail *t, struct lp_findings *found)
{
    unsigned best = 0;

    for (size_t i = next_end(t->bytes, 0); i < t->bytes.len;
         i = next_end(t->bytes, i + 1)) {
        unsigned r = rank(t->bytes, i);

        if (r > 0 && r >= best) {
            best = r;
            t->pick = i;
        }
    }
    if (best == 0) {
        return false;
    }
    for (size_t i = next_end(t->bytes, 0); i < t->bytes.len;
         i = next_end(t->bytes, i + 1)) {
        if (i > t->pick || (i < t->pick && rank(t->bytes, i) == 3)) {
            lp_findings_add(found, LP_RULE_ZIP_TWO_ENDS, t->at + i);
        }
    }
    return true;
}

/* Zeros behind the end are padding (a ZIP written to a tape or a pipe). */
static void
judge_behind(const struct tail *t, size_t comment, struct lp_findings *found)
{
    size_t end = t->pick + END_SIZE + comment;
    struct lp_slice rest = lp_slice_from(t->bytes, end);

    if (end > t->bytes.len) {
        lp_findings_add(found, LP_RULE_TRUNCATED, t->at + t->bytes.len);
    }
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.data[i] != 0) {
            lp_findings_add(found, LP_RULE_ZIP_APPENDED, t->at + end);
            return;
        }
    }
}

static enum lp_code
bad_directory(uint64_t at, const char *why, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_ZIP_DIRECTORY, at, "zip: %s",
                      why);
}

static enum lp_code
many_volumes(uint64_t at, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_MULTI_VOLUME, at,
                      "zip: this is one part of several");
}

/* Take a value of the zip64 record. Where the end record has one of its own
 * (4.4.1.4: not saturated), both must say the same. */
static bool
merge(uint64_t *narrow, uint64_t wide, uint64_t saturated)
{
    bool same = *narrow == wide || *narrow == saturated;

    *narrow = wide;
    return same;
}

static bool
merge_all(struct fields *f, struct fields wide)
{
    uint64_t disk = f->disk;
    uint64_t start_disk = f->start_disk;
    bool same = merge(&disk, wide.disk, 0xffff);

    same = merge(&start_disk, wide.start_disk, 0xffff) && same;
    same = merge(&f->here, wide.here, 0xffff) && same;
    same = merge(&f->total, wide.total, 0xffff) && same;
    same = merge(&f->size, wide.size, 0xffffffff) && same;
    same = merge(&f->offset, wide.offset, 0xffffffff) && same;
    f->disk = wide.disk;
    f->start_disk = wide.start_disk;
    return same;
}

/* What a zip64 record at `at` says, if there is one that ends at `end`. */
static enum lp_code
read_wide(struct lp_zip_window *w, uint64_t at, uint64_t end, bool *there,
          struct fields *out, struct lp_err *err)
{
    struct lp_slice bytes;
    struct lp_cursor c;
    uint64_t size;
    enum lp_code rc;

    *there = false;
    if (at > end || end - at < WIDE_SIZE) {
        return LP_OK;
    }
    rc = lp_zip_window_show(w, at, WIDE_SIZE, &bytes, err);
    if (rc != LP_OK || bytes.len < WIDE_SIZE ||
        !lp_slice_begins(bytes, lp_slice_str("PK\6\6"))) {
        return rc;
    }
    c = lp_cursor_over(lp_slice_from(bytes, 4));
    size = lp_cursor_le64(&c);
    *there = size == end - at - 12;
    *out = take_wide(bytes);
    return LP_OK;
}

/* Some readers never look where the locator says, but only right before it. */
static enum lp_code
judge_wide(struct lp_zip_window *w, uint64_t taken, uint64_t locator,
           struct lp_findings *found, struct lp_err *err)
{
    struct lp_slice bytes;
    uint64_t at = locator - WIDE_SIZE;
    enum lp_code rc = lp_zip_window_show(w, at, 4, &bytes, err);

    if (rc == LP_OK && at != taken && lp_slice_is(bytes, "PK\6\6")) {
        lp_findings_add(found, LP_RULE_ZIP_TWO_ENDS, at);
    }
    return rc;
}

/*
 * The zip64 record, if the locator (4.3.15) that stands before the end record
 * leads to one: where it says, or right before it when bytes were put before
 * the archive. `*stop` is where the end records begin.
 */
static enum lp_code
widen(struct lp_zip_end *e, struct fields *f, struct lp_zip_window *w,
      uint64_t *stop, uint64_t *stated, struct lp_findings *found,
      struct lp_err *err)
{
    uint64_t at = e->at - LOCATOR_SIZE;
    struct lp_slice bytes = {0};
    struct fields wide;
    struct lp_cursor c;
    uint32_t disk;
    bool there;
    enum lp_code rc;

    *stop = e->at;
    if (e->at < LOCATOR_SIZE) {
        return LP_OK;
    }
    LP_TRY(lp_zip_window_show(w, at, LOCATOR_SIZE, &bytes, err));
    if (!lp_slice_begins(bytes, lp_slice_str("PK\6\7"))) {
        return LP_OK;
    }
    c = lp_cursor_over(lp_slice_from(bytes, 4));
    disk = lp_cursor_le32(&c);
    *stated = lp_cursor_le64(&c);
    if (disk != 0 || lp_cursor_le32(&c) > 1) {
        return many_volumes(at, err);
    }
    *stop = *stated;
    LP_TRY(read_wide(w, *stop, at, &there, &wide, err));
    if (!there && at >= WIDE_SIZE) {
        *stop = at - WIDE_SIZE;
        LP_TRY(read_wide(w, *stop, at, &there, &wide, err));
    }
    if (!there) {
        return bad_directory(at, "the zip64 locator leads nowhere", err);
    }
    LP_TRY(judge_wide(w, *stop, at, found, err));
    e->wide = true;
    if (!merge_all(f, wide)) {
        lp_findings_add(found, LP_RULE_ZIP_TWO_ENDS, *stop);
    }

done:
    return rc;
}

static enum lp_code
is_central(struct lp_zip_window *w, uint64_t at, bool *yes, struct lp_err *err)
{
    struct lp_slice bytes;
    enum lp_code rc = lp_zip_window_show(w, at, 4, &bytes, err);

    *yes = rc == LP_OK && lp_slice_is(bytes, "PK\1\2");
    return rc;
}

/*
 * Where the directory is: it should end where the end records begin. If it
 * does not, bytes were put before the archive (then all offsets are short by
 * as much), or between the directory and its end.
 */
static enum lp_code
settle(struct lp_zip_end *e, struct fields f, struct lp_zip_window *w,
       uint64_t stop, struct lp_findings *found, struct lp_err *err)
{
    bool shifted = f.size == 0;
    bool literal = false;
    enum lp_code rc = LP_OK;

    if (f.size > stop || f.offset > stop - f.size) {
        return bad_directory(e->at, "the directory is not in the file", err);
    }
    e->size = f.size;
    e->count = f.total;
    e->directory = stop - f.size;
    if (e->directory == f.offset) {
        return LP_OK;
    }
    if (!shifted) {
        LP_TRY(is_central(w, e->directory, &shifted, err));
        LP_TRY(is_central(w, f.offset, &literal, err));
    }
    if (shifted) {
        e->shift = e->directory - f.offset;
        lp_findings_add(found, LP_RULE_ZIP_PREPENDED, 0);
    } else if (literal) {
        e->directory = f.offset;
        lp_findings_add(found, LP_RULE_ZIP_GAP, f.offset + f.size);
    } else {
        return bad_directory(f.offset,
                             "the directory is not where it should "
                             "be",
                             err);
    }

done:
    return rc;
}

/* Other end records where no member can be: before a shifted archive, and
 * between the directory and the end. */
static void
judge_others(const struct lp_zip_end *e, const struct tail *t,
             struct lp_findings *found)
{
    for (size_t i = next_end(t->bytes, 0); i < t->pick;
         i = next_end(t->bytes, i + 1)) {
        uint64_t at = t->at + i;

        if (at < e->shift || at >= e->directory + e->size) {
            lp_findings_add(found, LP_RULE_ZIP_TWO_ENDS, at);
        }
    }
}

/* Read the tail into `room` and find the end record in it. */
static enum lp_code
find_end(struct tail *t, uint8_t *room, struct lp_view *v,
         struct lp_findings *found, struct lp_err *err)
{
    uint8_t magic[4] = {0};
    size_t want = v->size < TAIL_MAX ? (size_t)v->size : TAIL_MAX;
    size_t got;
    enum lp_code rc;

    LP_TRY(lp_view_read(v, 0, magic, sizeof magic, &got, err));
    if (memcmp(magic, "PK\7\x08", sizeof magic) == 0) {
        return many_volumes(0, err);
    }
    t->at = v->size - want;
    LP_TRY(lp_view_read(v, t->at, room, want, &got, err));
    t->bytes = (struct lp_slice){room, got};
    if (!pick_end(t, found)) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_ZIP_NO_END, v->size,
                          "zip: there is no end record");
    }

done:
    return rc;
}

enum lp_code
lp_zip_end_find(struct lp_zip_end *out, struct lp_view *v,
                struct lp_findings *found, struct lp_err *err)
{
    struct lp_zip_window w = {.view = v};
    struct lp_zip_end e = {0};
    struct tail t = {0};
    struct fields f;
    uint64_t stop = 0;
    uint64_t stated = 0;
    uint8_t *room = malloc(TAIL_MAX);
    enum lp_code rc = LP_OK;

    if (room == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(find_end(&t, room, v, found, err));
    e.at = t.at + t.pick;
    f = take_end(lp_slice_from(t.bytes, t.pick));
    judge_behind(&t, f.comment, found);
    LP_TRY(widen(&e, &f, &w, &stop, &stated, found, err));
    if (f.disk != 0 || f.start_disk != 0) {
        LP_TRY(many_volumes(e.at, err));
    }
    if (f.here != f.total) {
        lp_findings_add(found, LP_RULE_ZIP_COUNT, e.at);
    }
    LP_TRY(settle(&e, f, &w, stop, found, err));
    if (e.wide && stated + e.shift != stop) {
        lp_findings_add(found, LP_RULE_ZIP_TWO_ENDS, stop);
    }
    judge_others(&e, &t, found);
    *out = e;

done:
    lp_zip_window_release(&w);
    free(room);
    return rc;
}
