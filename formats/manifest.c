#include "formats/manifest.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "formats/locator.h"
#include "formats/sumline.h"

#define FIRST_LINE "# leafproof manifest 1\n"

bool
lp_manifest_path_lawful(struct lp_slice path)
{
    struct lp_slice part = path;

    if (path.len == 0 || memchr(path.data, '\0', path.len) != NULL) {
        return false;
    }
    for (;;) {
        const uint8_t *slash =
            part.len == 0 ? NULL : memchr(part.data, '/', part.len);
        struct lp_slice name = part;

        if (slash != NULL) {
            name.len = (size_t)(slash - part.data);
        }
        if (name.len == 0 || lp_slice_is(name, ".") ||
            lp_slice_is(name, "..")) {
            return false;
        }
        if (slash == NULL) {
            return true;
        }
        part = (struct lp_slice){slash + 1, part.len - name.len - 1};
    }
}

/* The byte that stands at `i`; after a file's name there is less than any. */
static int
byte_at(struct lp_slice path, bool folder, size_t i)
{
    if (i < path.len) {
        return path.data[i];
    }
    return folder && i == path.len ? '/' : -1;
}

int
lp_manifest_order(struct lp_slice a, bool a_folder, struct lp_slice b,
                  bool b_folder)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n == 0 ? 0 : memcmp(a.data, b.data, n);

    if (order == 0) {
        order = byte_at(a, a_folder, n) - byte_at(b, b_folder, n);
    }
    return order;
}

void
lp_manifest_begin(struct lp_buf *to)
{
    lp_buf_str(to, FIRST_LINE);
}

static void
put_rule(struct lp_buf *to, unsigned rule, uint64_t at)
{
    lp_buf_printf(to, "%s@%" PRIu64, lp_rule_info(rule)->id, at);
}

static void
put_found(struct lp_buf *to, const struct lp_findings *f)
{
    for (unsigned i = 0; i < f->n; i++) {
        lp_buf_str(to, i == 0 ? "" : ",");
        put_rule(to, f->of[i].rule, f->of[i].at);
    }
}

static void
put_flags(struct lp_buf *to, uint32_t flags)
{
    bool first = true;

    for (unsigned bit = 0; bit < LP_FLAG_COUNT; bit++) {
        if ((flags >> bit & 1) != 0) {
            lp_buf_str(to, first ? "" : ",");
            lp_buf_str(to, lp_flag_word(bit));
            first = false;
        }
    }
}

static void
put_named(struct lp_buf *to, const char *key, struct lp_slice value)
{
    lp_buf_printf(to, "# %s=", key);
    lp_text_escape(to, value);
    lp_buf_byte(to, '\n');
}

static void
put_hex(struct lp_buf *to, const char *key, const uint8_t *bytes, size_t n)
{
    lp_buf_printf(to, "# %s=", key);
    lp_text_hex(to, (struct lp_slice){bytes, n});
    lp_buf_byte(to, '\n');
}

/* What else its bytes come to; the decoded form only where it is another. */
static void
put_digests(struct lp_buf *to, const struct lp_manifest_item *item)
{
    if (!item->has_digest) {
        return;
    }
    if (memcmp(item->decoded, item->sha256, sizeof item->decoded) != 0) {
        put_hex(to, "decoded", item->decoded, sizeof item->decoded);
    }
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        if ((item->algs >> a & 1) != 0) {
            put_hex(to, lp_alg_word((enum lp_alg)a), item->other[a],
                    lp_alg_len((enum lp_alg)a));
        }
    }
    for (unsigned i = 0; i < LP_ID_COUNT; i++) {
        if ((item->ids >> i & 1) != 0) {
            lp_buf_printf(to, "# id-%s=", lp_id_word((enum lp_id)i));
            lp_text_hex(
                to, (struct lp_slice){item->id[i], lp_id_len((enum lp_id)i)});
            lp_buf_byte(to, '\n');
        }
    }
}

static void
put_file(struct lp_buf *to, const struct lp_manifest_item *item)
{
    lp_sumline_put(to, (struct lp_slice){item->sha256, sizeof item->sha256},
                   item->path);
    lp_buf_printf(to, "# size=%" PRIu64 "\n# kind=%s\n", item->size,
                  lp_kind_word(item->kind));
    if (item->container) {
        lp_buf_printf(to, "# opened=%s\n", item->lost ? "partly" : "yes");
    }
    if (item->flags != 0) {
        lp_buf_str(to, "# flags=");
        put_flags(to, item->flags);
        lp_buf_byte(to, '\n');
    }
    if (item->closed != LP_RULE_NONE) {
        lp_buf_str(to, "# closed=");
        put_rule(to, item->closed, item->closed_at);
        lp_buf_byte(to, '\n');
    }
    if (item->found.n > 0) {
        lp_buf_str(to, "# found=");
        put_found(to, &item->found);
        lp_buf_byte(to, '\n');
    }
}

static void
put_member(struct lp_buf *to, const struct lp_manifest_item *item)
{
    lp_buf_printf(to, "# %s=%s ", lp_role_word(item->lies),
                  !item->container ? "leaf"
                  : item->lost     ? "partly"
                                   : "opened");
    if (item->has_digest) {
        lp_text_hex(to, (struct lp_slice){item->sha256, sizeof item->sha256});
    } else {
        lp_buf_byte(to, '-');
    }
    lp_buf_printf(to, " %" PRIu64 " %s ", item->size, lp_kind_word(item->kind));
    if (item->has_time) {
        lp_buf_printf(to, "%" PRId64 " ", item->time);
    } else {
        lp_buf_str(to, "- ");
    }
    put_flags(to, item->flags);
    lp_buf_str(to, item->flags == 0 ? "- " : " ");
    if (item->closed != LP_RULE_NONE) {
        put_rule(to, item->closed, item->closed_at);
        lp_buf_byte(to, ' ');
    } else {
        lp_buf_str(to, "- ");
    }
    put_found(to, &item->found);
    lp_buf_str(to, item->found.n == 0 ? "- " : " ");
    lp_buf_put(to, item->path);
    lp_buf_byte(to, '\n');
}

void
lp_manifest_item(struct lp_buf *to, const struct lp_manifest_item *item)
{
    switch (item->role) {
    case LP_MANIFEST_FILE:
        put_file(to, item);
        put_digests(to, item);
        return;
    case LP_MANIFEST_MEMBER:
        put_member(to, item);
        if (item->lies != LP_ROLE_MEMBER) {
            lp_buf_printf(to, "# span=%" PRIu64 " %" PRIu64 "\n", item->span_at,
                          item->span);
        }
        put_digests(to, item);
        break;
    case LP_MANIFEST_SPECIAL:
        put_named(to, lp_kind_word(item->kind), item->path);
        break;
    case LP_MANIFEST_UNREADABLE:
        put_named(to, "unreadable", item->path);
        lp_buf_printf(to, "# kind=%s\n# closed=", lp_kind_word(item->kind));
        put_rule(to, item->closed, item->closed_at);
        lp_buf_byte(to, '\n');
        return;
    }
    if (item->kind == LP_KIND_SYMLINK || item->kind == LP_KIND_HARDLINK) {
        put_named(to, "target", item->target);
    }
}

void
lp_manifest_end(struct lp_buf *to, const struct lp_manifest_trailer *t)
{
    lp_buf_printf(to, "# end\n# scope=%s\n", t->tree ? "tree" : "paths");
    lp_buf_printf(to,
                  "# files=%" PRIu64 "\n# messages=%" PRIu64
                  "\n# attachments=%" PRIu64 "\n# documents=%" PRIu64
                  "\n# bytes=%" PRIu64 "\n# unopened=%" PRIu64 "\n",
                  t->files, t->messages, t->attachments, t->documents, t->bytes,
                  t->unopened);
    lp_buf_str(to, "# readers=");
    lp_buf_put(to, t->readers);
    lp_buf_str(to, "\n# levels=");
    lp_buf_put(to, t->levels);
    lp_buf_str(to, "\n# rules=");
    lp_buf_put(to, t->rules);
    lp_buf_str(to, "\n# digests=sha256");
    for (unsigned a = LP_ALG_SHA256 + 1; a < LP_ALG_COUNT; a++) {
        if ((t->algs >> a & 1) != 0) {
            lp_buf_printf(to, ",%s", lp_alg_word((enum lp_alg)a));
        }
    }
    if (t->all) {
        lp_buf_str(to, "\n# depth=all\n");
    } else {
        lp_buf_printf(to, "\n# depth=%u\n", t->depth);
    }
    put_hex(to, "content", t->content, sizeof t->content);
    put_hex(to, "root", t->root, sizeof t->root);
}
