#include "formats/iso_trees.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* ECMA-119, 6.1.2: descriptors stand in sectors of 2048 bytes from the 16th. */
#define SECTOR 2048
#define FIRST 16
#define DESCRIPTORS_MAX 64
#define TREES_MAX 4

#define RECORD 33 /* of a folder, without a name */
#define IS_FOLDER 0x02

/* A tree: its folders that are still to be read and its files, each with where
 * it begins (32 bits, in blocks) above how long it is (32). */
struct tree {
    struct lp_view *view;
    uint64_t block;
    uint64_t left; /* so many records may be read */
    bool odd;      /* it has what programs read in their own ways */
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
    t->odd = t->odd || r[1] != 0; /* blocks before the data, or of them */
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

    while (i < len && bytes[i] > RECORD && i + bytes[i] <= len) {
        take_record(t, bytes + i, bytes[i]);
        i += bytes[i];
    }
    while (i < len && !t->odd) {
        t->odd = bytes[i++] != 0;
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
        take_sector(t, bytes, end - at < got ? (size_t)(end - at) : got);
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

/* Descriptors of one image: of its own tree, and of others. */
struct volumes {
    size_t n;
    uint8_t of[TREES_MAX][SECTOR];
    bool odd; /* there are others, or more, than are read here */
};

static void
take_descriptor(struct volumes *v, const uint8_t *d)
{
    if (memcmp(d + 1, "NSR0", 4) == 0) { /* ECMA-167, 3/9.1: UDF */
        v->odd = true;
    } else if (memcmp(d + 1, "CD001", 5) == 0 && (d[0] == 1 || d[0] == 2)) {
        v->odd = v->odd || v->n == TREES_MAX;
        if (v->n < TREES_MAX) {
            memcpy(v->of[v->n++], d, SECTOR);
        }
    }
}

/* Those of UDF stand behind the last one of ISO 9660. */
static enum lp_code
take_descriptors(struct volumes *out, struct lp_view *v, struct lp_err *err)
{
    static const char ids[][6] = {"CD001", "BEA01", "BOOT2", "CDW02",
                                  "NSR02", "NSR03", "TEA01"};

    for (uint64_t i = 0; i < DESCRIPTORS_MAX; i++) {
        uint8_t d[SECTOR];
        size_t got = 0;
        size_t k = 0;
        enum lp_code rc =
            lp_view_read(v, (FIRST + i) * SECTOR, d, sizeof d, &got, err);

        if (rc != LP_OK) {
            return rc;
        }
        while (got == sizeof d && k < sizeof ids / sizeof ids[0] &&
               memcmp(d + 1, ids[k], 5) != 0) {
            k++;
        }
        if (got < sizeof d || k == sizeof ids / sizeof ids[0]) {
            return LP_OK;
        }
        take_descriptor(out, d);
    }
    out->odd = true;
    return LP_OK;
}

/* HFS and HFS+, at 1024 or by a map of partitions (Inside Macintosh: Files, and
 * Devices). */
static enum lp_code
take_hfs(struct volumes *out, struct lp_view *v, struct lp_err *err)
{
    uint8_t d[1026];
    size_t got = 0;
    enum lp_code rc = lp_view_read(v, 0, d, sizeof d, &got, err);

    if (rc == LP_OK && got == sizeof d) {
        out->odd = memcmp(d + 1024, "BD", 2) == 0 ||
                   memcmp(d + 1024, "H+", 2) == 0 ||
                   memcmp(d + 1024, "HX", 2) == 0 ||
                   (memcmp(d, "ER", 2) == 0 && memcmp(d + 512, "PM", 2) == 0);
    }
    return rc;
}

static void
release(struct tree *t)
{
    lp_buf_release(&t->folders);
    lp_buf_release(&t->files);
}

enum lp_code
lp_iso_trees(struct lp_view *v, const struct lp_limits *limits, bool *differ,
             struct lp_err *err)
{
    struct volumes *volumes = calloc(1, sizeof *volumes);
    struct tree first = {.view = v, .left = limits->entries};
    struct tree other = {0};
    enum lp_code rc;

    *differ = false;
    if (volumes == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(take_hfs(volumes, v, err));
    LP_TRY(take_descriptors(volumes, v, err));
    *differ = volumes->odd;
    if (volumes->n > 1 && !*differ) {
        LP_TRY(take_tree(&first, volumes->of[0], err));
    }
    for (size_t i = 1; i < volumes->n && !*differ; i++) {
        release(&other);
        other = (struct tree){.view = v, .left = limits->entries};
        LP_TRY(take_tree(&other, volumes->of[i], err));
        *differ = first.odd || other.odd || first.left == 0 ||
                  other.left == 0 || first.block != other.block ||
                  !lp_slice_equal(lp_buf_slice(&first.files),
                                  lp_buf_slice(&other.files));
    }

done:
    release(&first);
    release(&other);
    free(volumes);
    return rc;
}
