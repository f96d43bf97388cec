#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/locator.h"
#include "formats/manifest.h"
#include "formats/manifest_word.h"
#include "formats/sumline.h"

#define FIRST_LINE "# leafproof manifest 1"

static enum lp_code
refuse(const struct lp_manifest *m, struct lp_err *err, const char *what)
{
    (void)lp_fail_at(err, LP_E_FORMAT, LP_RULE_NONE, m->line,
                     "line %" PRIu64 " of the manifest: %s", m->line, what);
    lp_hint(err, "it was changed after it was written, or is no manifest of "
                 "this version");
    return LP_E_FORMAT;
}

/* The next line without its LF; false at the end or without an LF. */
static bool
peek_line(const struct lp_manifest *m, struct lp_slice *line)
{
    struct lp_cursor c = lp_cursor_over(lp_slice_from(m->text, m->at));

    *line = lp_cursor_until(&c, '\n');
    return !c.failed;
}

static void
next_line(struct lp_manifest *m, struct lp_slice line)
{
    m->at += line.len + 1;
    m->line++;
}

/* If the next line is `# key=value`, take it. */
static bool
take_key(struct lp_manifest *m, const char *key, struct lp_slice *value)
{
    struct lp_slice line;
    size_t n = strlen(key);

    if (!peek_line(m, &line) || line.len < n + 3 ||
        memcmp(line.data, "# ", 2) != 0 || memcmp(line.data + 2, key, n) != 0 ||
        line.data[2 + n] != '=') {
        return false;
    }
    *value = lp_slice_from(line, n + 3);
    next_line(m, line);
    return true;
}

static bool
get_escaped(struct lp_buf *to, struct lp_slice value, struct lp_slice *out)
{
    lp_buf_clear(to);
    if (!lp_text_unescape(to, value)) {
        return false;
    }
    *out = lp_buf_slice(to);
    return true;
}

/* The name of a checksum line. */
static bool
get_name(struct lp_buf *to, struct lp_slice name, bool escaped)
{
    lp_buf_clear(to);
    if (escaped) {
        return lp_sumline_unescape(to, name);
    }
    lp_buf_put(to, name);
    return to->failed == LP_OK;
}

/* The lines of its other identities. */
static bool
take_ids(struct lp_manifest *m, struct lp_manifest_item *item)
{
    for (unsigned i = 0; i < LP_ID_COUNT; i++) {
        struct lp_slice value;
        char key[24];

        (void)snprintf(key, sizeof key, "id-%s", lp_id_word((enum lp_id)i));
        if (take_key(m, key, &value)) {
            item->ids |= 1U << i;
            if (!lp_text_unhex(value, item->id[i], lp_id_len((enum lp_id)i))) {
                return false;
            }
        }
    }
    return true;
}

/* The lines of an item's digests beside its SHA-256. */
static bool
take_digests(struct lp_manifest *m, struct lp_manifest_item *item)
{
    struct lp_slice value;

    if (!item->has_digest) {
        return true;
    }
    memcpy(item->decoded, item->sha256, sizeof item->decoded);
    if (take_key(m, "decoded", &value) &&
        !lp_text_unhex(value, item->decoded, sizeof item->decoded)) {
        return false;
    }
    for (unsigned a = LP_ALG_SHA256 + 1; a < LP_ALG_COUNT; a++) {
        enum lp_alg alg = (enum lp_alg)a;

        if ((LP_ALG_OTHERS >> a & 1) != 0 &&
            take_key(m, lp_alg_word(alg), &value)) {
            item->algs |= 1U << a;
            if (!lp_text_unhex(value, item->other[a], lp_alg_len(alg))) {
                return false;
            }
        }
    }
    if (!take_ids(m, item)) {
        return false;
    }
    if (!m->any_digest || (item->size > 0 && !m->any_bytes)) {
        m->algs |= item->algs;
        m->any_digest = true;
        m->any_bytes = item->size > 0;
    }
    return lp_alg_those_of(m->algs, item->size) == item->algs;
}

static bool
take_file(struct lp_manifest *m, struct lp_slice line,
          struct lp_manifest_item *item)
{
    bool escaped = line.len > 0 && line.data[0] == '\\';
    struct lp_slice rest = lp_slice_from(line, escaped ? 1 : 0);
    struct lp_slice value;

    item->role = LP_MANIFEST_FILE;
    item->has_digest = true;
    if (rest.len < 67 || rest.data[64] != ' ' || rest.data[65] != ' ' ||
        !lp_text_unhex(lp_slice_head(rest, 64), item->sha256, 32)) {
        return false;
    }
    next_line(m, line);
    if (!get_name(&m->path, lp_slice_from(rest, 66), escaped)) {
        return false;
    }
    item->path = lp_buf_slice(&m->path);
    if (!take_key(m, "size", &value) || !lp_text_u64(value, &item->size) ||
        !take_key(m, "kind", &value) ||
        !lp_manifest_get_kind(value, &item->kind)) {
        return false;
    }
    if (take_key(m, "opened", &value)) {
        item->container = true;
        item->lost = lp_slice_is(value, "partly");
    }
    return (!take_key(m, "flags", &value) ||
            lp_manifest_get_flags(value, &item->flags)) &&
           (!take_key(m, "closed", &value) ||
            lp_manifest_get_rule(value, &item->closed, &item->closed_at)) &&
           (!take_key(m, "found", &value) ||
            lp_manifest_get_found(value, &item->found)) &&
           take_digests(m, item);
}

static bool
take_target(struct lp_manifest *m, struct lp_manifest_item *item)
{
    struct lp_slice value;

    if (item->kind != LP_KIND_SYMLINK && item->kind != LP_KIND_HARDLINK) {
        return true;
    }
    return take_key(m, "target", &value) &&
           get_escaped(&m->target, value, &item->target);
}

static bool
take_special(struct lp_manifest *m, struct lp_manifest_item *item)
{
    static const enum lp_kind kinds[] = {
        LP_KIND_DIR,    LP_KIND_SYMLINK, LP_KIND_FIFO,
        LP_KIND_SOCKET, LP_KIND_DEVICE,
    };
    struct lp_slice value;

    if (take_key(m, "unreadable", &value)) {
        item->role = LP_MANIFEST_UNREADABLE;
        return get_escaped(&m->path, value, &item->path) &&
               take_key(m, "kind", &value) &&
               lp_manifest_get_kind(value, &item->kind) &&
               take_key(m, "closed", &value) &&
               lp_manifest_get_rule(value, &item->closed, &item->closed_at);
    }
    item->role = LP_MANIFEST_SPECIAL;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (take_key(m, lp_kind_word(kinds[i]), &value)) {
            item->kind = kinds[i];
            return get_escaped(&m->path, value, &item->path) &&
                   take_target(m, item);
        }
    }
    return false;
}

static struct lp_slice
word(struct lp_cursor *c)
{
    struct lp_slice w = lp_cursor_until(c, ' ');

    return lp_slice_is(w, "-") ? (struct lp_slice){0} : w;
}

/* If the next line is that of a member, a message or a part, take it. */
static bool
take_member_key(struct lp_manifest *m, struct lp_slice *value,
                enum lp_role *lies)
{
    for (unsigned r = LP_ROLE_MEMBER; r < LP_ROLE_COUNT; r++) {
        if (take_key(m, lp_role_word((enum lp_role)r), value)) {
            *lies = (enum lp_role)r;
            return true;
        }
    }
    return false;
}

static bool
take_member(struct lp_manifest *m, struct lp_slice value,
            struct lp_manifest_item *item)
{
    struct lp_cursor c = lp_cursor_over(value);
    struct lp_slice w = word(&c);

    item->role = LP_MANIFEST_MEMBER;
    item->container = !lp_slice_is(w, "leaf");
    item->lost = lp_slice_is(w, "partly");
    w = word(&c);
    item->has_digest = w.len > 0;
    if (item->has_digest && !lp_text_unhex(w, item->sha256, 32)) {
        return false;
    }
    if (!lp_text_u64(word(&c), &item->size) ||
        !lp_manifest_get_kind(word(&c), &item->kind)) {
        return false;
    }
    w = word(&c);
    item->has_time = w.len > 0;
    if ((item->has_time && !lp_text_i64(w, &item->time)) ||
        !lp_manifest_get_flags(word(&c), &item->flags)) {
        return false;
    }
    w = word(&c);
    if (w.len > 0 &&
        !lp_manifest_get_rule(w, &item->closed, &item->closed_at)) {
        return false;
    }
    if (!lp_manifest_get_found(word(&c), &item->found) || c.failed) {
        return false;
    }
    item->path = c.rest;
    if ((item->flags & LP_FLAG_OWN_TEXT) != 0 &&
        (item->lies != LP_ROLE_PART ||
         (item->container && !lp_kind_is_encoded(item->kind)))) {
        return false;
    }
    return take_target(m, item) &&
           (item->lies == LP_ROLE_MEMBER ||
            (take_key(m, "span", &w) &&
             lp_manifest_get_span(w, &item->span_at, &item->span))) &&
           take_digests(m, item);
}

static bool
locator_lawful(struct lp_manifest *m, struct lp_slice locator)
{
    unsigned ordinal;

    do {
        if (!lp_locator_take(&locator, &m->path, &ordinal)) {
            return false;
        }
    } while (locator.len > 0);
    return true;
}

/* What was read must be what would be written: one spelling for each item. */
static enum lp_code
check_spelling(struct lp_manifest *m, const struct lp_manifest_item *item,
               size_t begin, struct lp_err *err)
{
    struct lp_slice read = lp_slice_from(m->text, begin);

    read.len = m->at - begin;
    lp_buf_clear(&m->again);
    lp_manifest_item(&m->again, item);
    if (lp_buf_check(&m->again, err) != LP_OK) {
        return m->again.failed;
    }
    if (!lp_slice_equal(read, lp_buf_slice(&m->again))) {
        return refuse(m, err, "an entry before it is not in canonical form");
    }
    return LP_OK;
}

static enum lp_code
check_order(struct lp_manifest *m, const struct lp_manifest_item *item,
            struct lp_err *err)
{
    bool folder = item->kind == LP_KIND_DIR;
    int order = lp_manifest_order(lp_buf_slice(&m->before), m->before_folder,
                                  item->path, folder);

    if (!lp_manifest_path_lawful(item->path)) {
        return refuse(m, err, "an entry before it has an unlawful path");
    }
    if (m->any && order == 0) {
        return refuse(m, err, "an entry before it is there twice");
    }
    if (m->any && order > 0) {
        return refuse(m, err, "the entries before it are not in order");
    }
    m->any = true;
    m->before_folder = folder;
    lp_buf_clear(&m->before);
    lp_buf_put(&m->before, item->path);
    return lp_buf_check(&m->before, err);
}

static bool
take_count(struct lp_manifest *m, const char *key, uint64_t *out)
{
    struct lp_slice value;

    return take_key(m, key, &value) && lp_text_u64(value, out);
}

/* The lists of what made the identities: a rule for each level. */
static bool
take_lists(struct lp_manifest *m, struct lp_manifest_trailer *t)
{
    return take_key(m, "readers", &t->readers) &&
           lp_manifest_words(t->readers) > 0 &&
           take_key(m, "levels", &t->levels) &&
           lp_manifest_words(t->levels) > 0 &&
           take_key(m, "rules", &t->rules) &&
           lp_manifest_words(t->rules) == lp_manifest_words(t->levels);
}

static bool
take_trailer(struct lp_manifest *m, struct lp_manifest_trailer *t)
{
    struct lp_slice value;
    uint64_t depth = 0;

    *t = (struct lp_manifest_trailer){0};
    if (!take_key(m, "scope", &value)) {
        return false;
    }
    *t = (struct lp_manifest_trailer){.tree = lp_slice_is(value, "tree")};
    if (!take_count(m, "files", &t->files) ||
        !take_count(m, "messages", &t->messages) ||
        !take_count(m, "attachments", &t->attachments) ||
        !take_count(m, "documents", &t->documents) ||
        !take_count(m, "bytes", &t->bytes) ||
        !take_count(m, "unopened", &t->unopened) || !take_lists(m, t) ||
        !take_key(m, "digests", &value) ||
        !lp_manifest_get_algs(value, &t->algs) ||
        !take_key(m, "depth", &value)) {
        return false;
    }
    t->all = lp_slice_is(value, "all");
    if (!t->all && (!lp_text_u64(value, &depth) || depth > UINT32_MAX)) {
        return false;
    }
    t->depth = (unsigned)depth;
    t->algs &= LP_ALG_OTHERS;
    return (!m->any_digest ||
            m->algs == lp_alg_those_of(t->algs, m->any_bytes ? 1 : 0)) &&
           take_key(m, "content", &value) &&
           lp_text_unhex(value, t->content, 32) &&
           take_key(m, "root", &value) && lp_text_unhex(value, t->root, 32);
}

static enum lp_code
end_of_text(struct lp_manifest *m, size_t begin,
            struct lp_manifest_trailer *trailer, struct lp_err *err)
{
    struct lp_slice read;

    if (!take_trailer(m, trailer)) {
        return refuse(m, err, "the trailer is not in canonical form");
    }
    read = lp_slice_from(m->text, begin);
    read.len = m->at - begin;
    lp_buf_clear(&m->again);
    lp_manifest_end(&m->again, trailer);
    if (lp_buf_check(&m->again, err) != LP_OK) {
        return m->again.failed;
    }
    if (!lp_slice_equal(read, lp_buf_slice(&m->again))) {
        return refuse(m, err, "the trailer is not in canonical form");
    }
    if (m->at != m->text.len) {
        return refuse(m, err, "there is something after the trailer");
    }
    return LP_OK;
}

enum lp_code
lp_manifest_open(struct lp_manifest *m, struct lp_slice text,
                 struct lp_err *err)
{
    struct lp_slice line;

    *m = (struct lp_manifest){.text = text, .line = 1};
    if (!peek_line(m, &line) ||
        !lp_slice_begins(line, lp_slice_str("# leafproof manifest "))) {
        (void)lp_fail(err, LP_E_FORMAT, "not a leafproof manifest");
        lp_hint(err, "a manifest begins with the line `" FIRST_LINE "`");
        return LP_E_FORMAT;
    }
    if (lp_slice_ends(line, lp_slice_str("\r"))) {
        return refuse(m, err, "lines end in CR LF, not in LF alone");
    }
    if (!lp_slice_is(line, FIRST_LINE)) {
        (void)lp_fail(err, LP_E_FORMAT,
                      "a manifest of a version that is not known here");
        lp_hint(err, "a newer leafproof may read it");
        return LP_E_FORMAT;
    }
    next_line(m, line);
    return LP_OK;
}

enum lp_code
lp_manifest_next(struct lp_manifest *m, struct lp_manifest_item *item,
                 bool *end, struct lp_manifest_trailer *trailer,
                 struct lp_err *err)
{
    struct lp_slice line;
    struct lp_slice value;
    size_t begin = m->at;
    enum lp_code rc;
    bool good;

    *item = (struct lp_manifest_item){0};
    *end = false;
    if (!peek_line(m, &line)) {
        return refuse(m, err, "the manifest is cut short");
    }
    if (lp_slice_is(line, "# end")) {
        next_line(m, line);
        *end = true;
        return end_of_text(m, begin, trailer, err);
    }
    if (take_member_key(m, &value, &item->lies)) {
        good = m->in_file && take_member(m, value, item) &&
               locator_lawful(m, item->path);
    } else if (line.len > 0 && line.data[0] == '#') {
        good = take_special(m, item);
        m->in_file = false;
    } else {
        good = take_file(m, line, item);
        m->in_file = item->container;
    }
    if (!good) {
        return refuse(m, err, "not what a manifest says there");
    }
    rc = check_spelling(m, item, begin, err);
    if (rc == LP_OK && item->role != LP_MANIFEST_MEMBER) {
        rc = check_order(m, item, err);
    }
    return rc;
}

void
lp_manifest_release(struct lp_manifest *m)
{
    lp_buf_release(&m->path);
    lp_buf_release(&m->target);
    lp_buf_release(&m->before);
    lp_buf_release(&m->again);
    *m = (struct lp_manifest){0};
}
