#include "bundle/bag_make.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"

#define DECLARATION "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

/* Names of tag files are short, and of this program. */
#define NAME_ROOM 40

/* RFC 8493, 2.1.3: of a path only these three are encoded. */
static void
put_path(struct lp_buf *to, struct lp_slice path)
{
    lp_buf_str(to, "data/");
    for (size_t i = 0; i < path.len; i++) {
        uint8_t b = path.data[i];

        if (b == '%' || b == '\n' || b == '\r') {
            lp_buf_printf(to, "%%%02X", b);
        } else {
            lp_buf_byte(to, b);
        }
    }
}

static bool
has_part(struct lp_slice path, const char *part)
{
    struct lp_cursor c = lp_cursor_over(path);

    while (!c.failed) {
        struct lp_slice rest = c.rest;
        struct lp_slice one = lp_cursor_until(&c, '/');

        if (lp_slice_is(c.failed ? rest : one, part)) {
            return true;
        }
    }
    return false;
}

static enum lp_code
refuse(const struct lp_sums_item *item, const char *why, struct lp_err *err)
{
    struct lp_slice shown = lp_slice_head(item->name, 256);

    return lp_fail(err, LP_E_USAGE, "%.*s: %s", (int)shown.len,
                   shown.len == 0 ? "" : (const char *)shown.data, why);
}

enum lp_code
lp_bag_make_put(struct lp_bag_make *m, const struct lp_sums_item *item,
                struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (has_part(item->name, "") || has_part(item->name, ".") ||
        has_part(item->name, "..") || item->name.data[0] == '~') {
        return refuse(item, "no path below a folder that a bag can list", err);
    }
    if (!lp_text_utf8(item->name)) {
        return refuse(item, "a bag can list names in UTF-8 alone", err);
    }
    if ((m->algs & ~item->has) != 0) {
        return refuse(item, "there is no digest of it for a manifest", err);
    }
    for (unsigned a = 0; rc == LP_OK && a < LP_ALG_COUNT; a++) {
        if ((m->algs >> a & 1) != 0) {
            struct lp_buf *to = &m->manifest[a];

            lp_text_hex(to, lp_sums_digest(item, (enum lp_alg)a));
            lp_buf_str(to, "  ");
            put_path(to, item->name);
            lp_buf_byte(to, '\n');
            rc = lp_buf_check(to, err);
        }
    }
    m->files++;
    m->bytes += item->size;
    m->sizeless = m->sizeless || !item->has_size;
    return rc;
}

static enum lp_code
write_file(const char *folder, const char *name, struct lp_slice text,
           struct lp_err *err)
{
    struct lp_outfile to = {.fd = -1};
    struct lp_buf path = {0};
    enum lp_code rc;

    lp_buf_printf(&path, "%s/%s%c", folder, name, '\0');
    LP_TRY(lp_buf_check(&path, err));
    LP_TRY(lp_outfile_open(&to, (const char *)path.data, 0644, true, err));
    LP_TRY(lp_outfile_put(&to, text, err));
    rc = lp_outfile_commit(&to, err);

done:
    lp_outfile_release(&to);
    lp_buf_release(&path);
    return rc;
}

/* Write a tag file, and list it in the tag manifests. */
static enum lp_code
put_tag(struct lp_bag_make *m, struct lp_buf tags[LP_ALG_COUNT],
        const char *folder, const char *name, struct lp_slice text,
        struct lp_err *err)
{
    enum lp_code rc = write_file(folder, name, text, err);

    for (unsigned a = 0; rc == LP_OK && a < LP_ALG_COUNT; a++) {
        struct lp_digest d;

        if ((m->algs >> a & 1) != 0) {
            LP_TRY(lp_digest_of(&d, (enum lp_alg)a, text, err));
            lp_text_hex(&tags[a], (struct lp_slice){d.bytes, d.len});
            lp_buf_printf(&tags[a], "  %s\n", name);
            rc = lp_buf_check(&tags[a], err);
        }
    }

done:
    return rc;
}

static enum lp_code
put_info(struct lp_bag_make *m, struct lp_buf tags[LP_ALG_COUNT],
         const char *folder, struct lp_err *err)
{
    struct lp_buf info = {0};
    enum lp_code rc;

    lp_buf_str(&info, "Bag-Software-Agent: leafproof\n");
    if (!m->sizeless) {
        lp_buf_printf(&info, "Payload-Oxum: %" PRIu64 ".%" PRIu64 "\n",
                      m->bytes, m->files);
    }
    LP_TRY(lp_buf_check(&info, err));
    rc = put_tag(m, tags, folder, "bag-info.txt", lp_buf_slice(&info), err);

done:
    lp_buf_release(&info);
    return rc;
}

enum lp_code
lp_bag_make_write(struct lp_bag_make *m, const char *folder, struct lp_err *err)
{
    struct lp_buf tags[LP_ALG_COUNT] = {{0}};
    char name[NAME_ROOM];
    enum lp_code rc;

    LP_TRY(
        put_tag(m, tags, folder, "bagit.txt", lp_slice_str(DECLARATION), err));
    LP_TRY(put_info(m, tags, folder, err));
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        if ((m->algs >> a & 1) != 0) {
            (void)snprintf(name, sizeof name, "manifest-%s.txt",
                           lp_alg_word((enum lp_alg)a));
            LP_TRY(put_tag(m, tags, folder, name, lp_buf_slice(&m->manifest[a]),
                           err));
        }
    }
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        if ((m->algs >> a & 1) != 0) {
            (void)snprintf(name, sizeof name, "tagmanifest-%s.txt",
                           lp_alg_word((enum lp_alg)a));
            LP_TRY(write_file(folder, name, lp_buf_slice(&tags[a]), err));
        }
    }

done:
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        lp_buf_release(&tags[a]);
    }
    return rc;
}

void
lp_bag_make_release(struct lp_bag_make *m)
{
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        lp_buf_release(&m->manifest[a]);
    }
}
