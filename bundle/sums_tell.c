#include "bundle/sums_tell.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "bundle/numbers.h"
#include "bundle/sums_join.h"
#include "formats/sums_annex.h"

#define HEAD ((size_t)64 * 1024)

enum lp_sums_kind
lp_sums_begins(int fd, const char *name)
{
    uint8_t head[HEAD] = {0};
    struct stat st;
    ssize_t n = 0;

    if (fd < 0) {
        return LP_SUMS_NONE;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        n = read(fd, head, sizeof head);
    }
    (void)close(fd);
    return n <= 0 ? LP_SUMS_NONE
                  : lp_sums_recognise((struct lp_slice){head, (size_t)n},
                                      lp_slice_str(name));
}

static struct lp_record
record_of(const struct lp_sums_item *item)
{
    struct lp_record r = {
        .role = LP_ROLE_FILE,
        .name = item->name,
        .size = item->has_size ? item->size : 0,
        .sizeless = !item->has_size,
        .flags = lp_record_name_flags(item->name),
        .has_digest = (item->has >> LP_ALG_SHA256 & 1) != 0,
        .algs = item->has & LP_ALG_LISTED,
    };

    if (r.has_digest) {
        r.digest = (struct lp_digest){.alg = LP_ALG_SHA256, .len = 32};
        memcpy(r.digest.bytes, item->digest[LP_ALG_SHA256], 32);
    }
    memcpy(r.other, item->digest, sizeof r.other);
    if (item->either) {
        /* Nothing has one digest by both: looked for by either, it is found by
         * the right one alone. */
        r.algs |= 1U << LP_ALG_BLAKE2B;
        memcpy(r.other[LP_ALG_BLAKE2B], item->digest[LP_ALG_SHA512],
               LP_ALG_LEN_MAX);
    }
    return r;
}

/* Whether the very same was told before. */
static enum lp_code
repeated(struct lp_numbers *seen, struct lp_buf *all,
         const struct lp_sums_item *item, bool *is, struct lp_err *err)
{
    size_t before = seen->n;
    struct lp_digest digest;
    size_t number;
    enum lp_code rc;

    lp_buf_clear(all);
    lp_buf_le16(all, (uint16_t)item->has);
    lp_buf_byte(all, item->either);
    lp_buf_byte(all, item->has_size);
    lp_buf_le64(all, item->size);
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        if ((item->has >> a & 1) != 0) {
            lp_buf_put(all, (struct lp_slice){item->digest[a],
                                              lp_alg_len((enum lp_alg)a)});
        }
    }
    lp_buf_put(all, item->name);
    LP_TRY(lp_buf_check(all, err));
    LP_TRY(lp_digest_of(&digest, LP_ALG_SHA256, lp_buf_slice(all), err));
    LP_TRY(lp_numbers_add(seen, digest.bytes, &number, err));
    *is = number < before;

done:
    return rc;
}

/* The reason, as a note of a record: plain ASCII, and cut. */
static void
note(char *to, size_t room, const char *why)
{
    size_t n = 0;

    for (; n < room - 1 && why[n] != '\0'; n++) {
        to[n] = '?';
        if (why[n] >= ' ' && why[n] <= '~') {
            to[n] = why[n];
        }
    }
    to[n] = '\0';
}

struct teller {
    const struct lp_family *family;
    struct lp_slice file; /* the name of the list */
    struct lp_numbers seen;
    struct lp_buf all; /* of one item */
    struct lp_trail trail;
};

static enum lp_code
tell_one(struct teller *t, const struct lp_sums_item *item, struct lp_err *err)
{
    const struct lp_record r = record_of(item);
    struct lp_where at = {0};
    enum lp_code rc = lp_trail_at(&t->trail, &r, &at, err);

    return rc == LP_OK ? t->family->ops->item(t->family->self, &r, &at, err)
                       : rc;
}

/* A line that could not be read is a document of which nothing is known. */
static enum lp_code
tell_broken(struct teller *t, const struct lp_sums_item *item,
            struct lp_err *err)
{
    struct lp_record r = {.role = LP_ROLE_FILE,
                          .kind = LP_KIND_OTHER,
                          .sizeless = true,
                          .closed = LP_RULE_LIST_LINE,
                          .closed_at = item->at};
    struct lp_where at = {0};
    enum lp_code rc;

    lp_buf_clear(&t->all);
    lp_buf_put(&t->all, t->file);
    lp_buf_printf(&t->all, "%sline %llu", t->file.len > 0 ? " " : "",
                  (unsigned long long)item->line);
    LP_TRY(lp_buf_check(&t->all, err));
    r.name = lp_buf_slice(&t->all);
    note(r.note, sizeof r.note, item->why);
    LP_TRY(lp_trail_at(&t->trail, &r, &at, err));
    rc = t->family->ops->item(t->family->self, &r, &at, err);

done:
    return rc;
}

static enum lp_code
tell_new(void *who, const struct lp_sums_item *item, struct lp_err *err)
{
    struct teller *t = who;
    bool again = false;
    enum lp_code rc;

    if (item->why != NULL) {
        return tell_broken(t, item, err);
    }
    rc = repeated(&t->seen, &t->all, item, &again, err);
    return rc == LP_OK && !again ? tell_one(t, item, err) : rc;
}

enum lp_code
lp_sums_tell(struct lp_slice text, const struct lp_sums_form *form,
             const struct lp_family *family, struct lp_err *err)
{
    struct teller t = {.family = family, .file = form->file};
    enum lp_code rc = lp_sums_join(text, form, tell_new, &t, err);

    lp_numbers_release(&t.seen);
    lp_buf_release(&t.all);
    lp_trail_release(&t.trail);
    return rc;
}

static bool
read_digest(const char *word, struct lp_sums_item *item)
{
    struct lp_cursor c = lp_cursor_over(lp_slice_str(word));
    enum lp_alg alg = lp_alg_by_word(lp_cursor_until(&c, ':'));

    if (c.failed) {
        /* A file of that name is to be looked at itself. */
        item->name = lp_slice_str(word);
        return lp_sums_annex_key(item->name, item) == NULL &&
               access(word, F_OK) != 0;
    }
    /* A tree says nothing without a length, and CRC-32 nothing at all. */
    if (alg == LP_ALG_CRC32 || alg == LP_ALG_NONE || alg == LP_ALG_BTV2 ||
        !lp_sums_set(item, alg, c.rest)) {
        return false;
    }
    item->name = lp_slice_str(word);
    return true;
}

bool
lp_sums_is_digest(const char *word)
{
    struct lp_sums_item item = {0};

    return read_digest(word, &item);
}

enum lp_code
lp_sums_tell_digest(const char *word, const struct lp_family *family,
                    struct lp_err *err)
{
    struct lp_sums_item item = {0};
    struct teller t = {.family = family};
    enum lp_code rc = LP_OK;

    if (read_digest(word, &item)) {
        rc = tell_one(&t, &item, err);
    }
    lp_trail_release(&t.trail);
    return rc;
}
