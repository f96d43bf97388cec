#include "formats/iso_trees.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* ECMA-119, 6.1.2: descriptors stand in sectors of 2048 bytes from the 16th. */
#define SECTOR 2048
#define FIRST 16
#define DESCRIPTORS_MAX 64

#define RECORD 33 /* of a folder, without a name */
#define IS_FOLDER 0x02

/* A tree: its folders that are still to be read and its files, each with where
 * it begins (32 bits, in blocks) above how long it is (32). */
struct tree {
    struct lp_view *view;
    uint64_t block;
    uint64_t left; /* so many records may be read */
    struct lp_buf folders;
    struct lp_buf files;
};

static void
put(struct lp_buf *to, const uint8_t *record)
{
    /* 9.1.3 and 9.1.4: in both orders, this one first. */
    lp_buf_le64(to, (uint64_t)lp_get_le32(record + 2) << 32 |
                        lp_get_le32(record + 10));
}

/* One record, of `n` bytes. The first two of a folder are it and the one
 * above. */
static void
take_record(struct tree *t, const uint8_t *r, size_t n)
{
    bool special = r[32] == 1 && n > RECORD && r[RECORD] <= 1;

    t->left -= t->left > 0 ? 1 : 0;
    if ((r[25] & IS_FOLDER) != 0) {
        if (!special) {
            put(&t->folders, r);
        }
    } else if (lp_get_le32(r + 10) > 0) {
        put(&t->files, r);
    }
}

/* Records do not go over the end of a sector; zeros fill it up. */
static void
take_sector(struct tree *t, const uint8_t *bytes, size_t len)
{
    size_t i = 0;

    while (i + RECORD < len && bytes[i] > RECORD && i + bytes[i] <= len) {
        take_record(t, bytes + i, bytes[i]);
        i += bytes[i];
    }
}

static enum lp_code
take_folder(struct tree *t, uint64_t folder, struct lp_err *err)
{
    uint64_t at = (folder >> 32) * t->block;
    uint64_t end = at + (folder & UINT32_MAX);
    uint8_t bytes[SECTOR];
    enum lp_code rc = LP_OK;

    for (; at < end && at < t->view->size && t->left > 0; at += SECTOR) {
        size_t got = 0;

        rc = lp_view_read(t->view, at, bytes, sizeof bytes, &got, err);
        if (rc != LP_OK) {
            break;
        }
        t->left--;
        take_sector(t, bytes, got);
    }
    return rc;
}

static int
by_value(const void *a, const void *b)
{
    uint64_t x = lp_get_le64(a);
    uint64_t y = lp_get_le64(b);

    return x < y ? -1 : x > y;
}

/* Sort the files, and leave one of those that are the same. */
static void
make_set(struct lp_buf *files)
{
    size_t n = files->len / 8;
    size_t kept = 0;

    if (n > 0) {
        qsort(files->data, n, 8, by_value);
    }
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 ||
            memcmp(files->data + 8 * (kept - 1), files->data + 8 * i, 8) != 0) {
            memmove(files->data + 8 * kept++, files->data + 8 * i, 8);
        }
    }
    files->len = 8 * kept;
}

/* All files below the root that a descriptor names (8.4.18). */
static enum lp_code
take_tree(struct tree *t, const uint8_t *descriptor, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    t->block = lp_get_le16(descriptor + 128);
    put(&t->folders, descriptor + 156);
    while (rc == LP_OK && t->folders.len >= 8 && t->left > 0) {
        t->folders.len -= 8;
        rc = take_folder(t, lp_get_le64(t->folders.data + t->folders.len), err);
    }
    rc = rc == LP_OK ? lp_buf_check(&t->folders, err) : rc;
    rc = rc == LP_OK ? lp_buf_check(&t->files, err) : rc;
    if (rc == LP_OK) {
        make_set(&t->files);
    }
    return rc;
}

/* What the descriptors say there is. */
struct volume {
    bool own;
    bool joliet;
    bool udf;
    uint8_t first[SECTOR];
    uint8_t second[SECTOR];
};

static void
take_descriptor(struct volume *v, const uint8_t *d)
{
    if (memcmp(d + 1, "NSR0", 4) == 0) { /* ECMA-167, 3/9.1 */
        v->udf = true;
    } else if (memcmp(d + 1, "CD001", 5) != 0) {
        return;
    } else if (d[0] == 1 && !v->own) {
        v->own = true;
        memcpy(v->first, d, SECTOR);
    } else if (d[0] == 2 && !v->joliet && memcmp(d + 88, "%/", 2) == 0 &&
               memchr("@CE", d[90], 3) != NULL) {
        v->joliet = true;
        memcpy(v->second, d, SECTOR);
    }
}

/* Those of UDF stand behind the last one of ISO 9660. */
static enum lp_code
take_descriptors(struct volume *out, struct lp_view *v, struct lp_err *err)
{
    for (uint64_t i = 0; i < DESCRIPTORS_MAX; i++) {
        uint8_t d[SECTOR];
        size_t got = 0;
        enum lp_code rc =
            lp_view_read(v, (FIRST + i) * SECTOR, d, sizeof d, &got, err);

        if (rc != LP_OK) {
            return rc;
        }
        if (got < sizeof d ||
            (memcmp(d + 1, "CD001", 5) != 0 && memcmp(d + 1, "BEA01", 5) != 0 &&
             memcmp(d + 1, "NSR0", 4) != 0)) {
            break;
        }
        take_descriptor(out, d);
    }
    return LP_OK;
}

enum lp_code
lp_iso_trees(struct lp_view *v, const struct lp_limits *limits, bool *differ,
             struct lp_err *err)
{
    struct tree own = {.view = v, .left = limits->entries};
    struct tree joliet = {.view = v, .left = limits->entries};
    struct volume *volume = calloc(1, sizeof *volume);
    enum lp_code rc;

    *differ = false;
    if (volume == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(take_descriptors(volume, v, err));
    if (volume->own && volume->joliet) {
        LP_TRY(take_tree(&own, volume->first, err));
        LP_TRY(take_tree(&joliet, volume->second, err));
    }
    *differ =
        volume->udf || own.left == 0 || joliet.left == 0 ||
        !lp_slice_equal(lp_buf_slice(&own.files), lp_buf_slice(&joliet.files));

done:
    lp_buf_release(&own.folders);
    lp_buf_release(&own.files);
    lp_buf_release(&joliet.folders);
    lp_buf_release(&joliet.files);
    free(volume);
    return rc;
}
