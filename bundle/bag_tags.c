#include "bundle/bag_tags.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/bag_info.h"
#include "formats/bag_line.h"
#include "formats/bag_name.h"

#define DECLARATION "bagit.txt"

static enum lp_code
tell_plain(struct lp_bag *b, enum lp_rule rule, const char *path, uint64_t line,
           const char *note, struct lp_err *err)
{
    const struct lp_bag_event e = {
        .rule = rule, .path = lp_slice_str(path), .line = line, .note = note};

    return lp_bag_tell(b, &e, err);
}

static enum lp_code
judge_declaration(struct lp_bag *b, struct lp_err *err)
{
    const struct lp_bag_decl *d = &b->decl;
    enum lp_code rc = LP_OK;

    if (d->wrong != NULL) {
        LP_TRY(tell_plain(b, LP_RULE_BAG_DECLARATION, DECLARATION, d->line,
                          d->wrong, err));
    }
    if (d->odd != NULL) {
        LP_TRY(tell_plain(b, LP_RULE_BAG_LEGACY, DECLARATION, 0, d->odd, err));
    }
    if (d->has_version && !d->known) {
        LP_TRY(tell_plain(b, LP_RULE_BAG_VERSION, DECLARATION, 1,
                          "versions 1.0 and 0.93 to 0.97 are known here", err));
    }

done:
    return rc;
}

static enum lp_code
look_for_data(struct lp_bag *b, struct lp_err *err)
{
    struct lp_buf path = {0};
    struct stat st = {0};
    enum lp_code rc;

    lp_buf_printf(&path, "%s/data%c", b->o->folder, '\0');
    LP_TRY(lp_buf_check(&path, err));
    if (lstat((const char *)path.data, &st) != 0) {
        rc = tell_plain(b, LP_RULE_BAG_NO_DATA, "data", 0, NULL, err);
    } else if (!S_ISDIR(st.st_mode)) {
        rc = tell_plain(b, LP_RULE_BAG_NO_DATA, "data", 0, "it is no folder",
                        err);
    }

done:
    lp_buf_release(&path);
    return rc;
}

enum lp_code
lp_bag_declared(struct lp_bag *b, struct lp_err *err)
{
    struct lp_buf probe = {0};
    enum lp_bag_text what = LP_BAG_TEXT_GOOD;
    uint64_t before = b->r->findings + b->r->closed;
    bool there = false;
    enum lp_code rc;

    LP_TRY(lp_bag_read(b, DECLARATION, &b->decl_text, &there, err));
    lp_bag_decl(&b->decl, lp_buf_slice(&b->decl_text));
    if (there) {
        LP_TRY(judge_declaration(b, err));
    } else if (b->r->findings + b->r->closed == before) {
        LP_TRY(tell_plain(b, LP_RULE_BAG_DECLARATION, DECLARATION, 0,
                          "it is missing", err));
    }
    b->r->has_version = b->decl.has_version;
    b->r->major = b->decl.major;
    b->r->minor = b->decl.minor;
    LP_TRY(
        lp_bag_text(&probe, lp_slice_str("x"), b->decl.encoding, &what, err));
    b->illegible = what == LP_BAG_TEXT_UNKNOWN;
    if (b->illegible) {
        const struct lp_bag_event e = {.rule = LP_RULE_BAG_ENCODING,
                                       .path = lp_slice_str(DECLARATION),
                                       .line = 2,
                                       .note = "the encoding",
                                       .other = b->decl.encoding};

        LP_TRY(lp_bag_tell(b, &e, err));
    }
    rc = look_for_data(b, err);

done:
    lp_buf_release(&probe);
    return rc;
}

/* What stands for the algorithm in the name of a manifest. */
static bool
is_manifest(const char *name, bool *tags, struct lp_slice *alg)
{
    static const char *const heads[] = {"manifest-", "tagmanifest-"};
    struct lp_slice n = lp_slice_str(name);

    for (unsigned i = 0; i < 2; i++) {
        struct lp_slice head = lp_slice_str(heads[i]);

        if (lp_slice_begins(n, head) &&
            lp_slice_ends(n, lp_slice_str(".txt")) && n.len > head.len + 4) {
            *tags = i == 1;
            *alg = lp_slice_from(lp_slice_head(n, n.len - 4), head.len);
            return true;
        }
    }
    return false;
}

/* Lower-case letters and digits alone (RFC 8493, 2.4). `*normal`: it is
 * written so. */
static enum lp_alg
alg_of(struct lp_slice word, bool *normal)
{
    char text[16] = {0};
    size_t n = 0;
    enum lp_alg alg;

    *normal = true;
    for (size_t i = 0; i < word.len; i++) {
        uint8_t c = word.data[i];
        bool upper = c >= 'A' && c <= 'Z';
        bool kept = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

        *normal = *normal && kept && !upper;
        if (kept && n < sizeof text - 1) {
            text[n++] = (char)(upper ? c + 32 : c);
        }
    }
    alg = lp_alg_by_word(lp_slice_str(text));
    return alg == LP_ALG_MD5 || alg == LP_ALG_SHA1 || alg == LP_ALG_SHA256 ||
                   alg == LP_ALG_SHA512
               ? alg
               : LP_ALG_NONE;
}

static enum lp_code
add_manifest(struct lp_bag *b, const char *name, bool tags, struct lp_err *err)
{
    struct lp_bag_manifest *m = &b->manifest[b->n];

    if (b->n == LP_BAG_MANIFESTS_MAX) {
        return lp_fail(err, LP_E_LIMIT, "the bag has more than %d manifests",
                       LP_BAG_MANIFESTS_MAX);
    }
    *m = (struct lp_bag_manifest){.name = strdup(name), .tags = tags};
    if (m->name == NULL) {
        return lp_no_memory(err);
    }
    b->n++;
    return LP_OK;
}

static int
by_name(const void *a, const void *b)
{
    const struct lp_bag_manifest *x = a;
    const struct lp_bag_manifest *y = b;

    return x->tags != y->tags ? (int)x->tags - (int)y->tags
                              : strcmp(x->name, y->name);
}

static enum lp_code
judge_names(struct lp_bag *b, struct lp_err *err)
{
    size_t payload = 0;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < b->n; i++) {
        struct lp_bag_manifest *m = &b->manifest[i];
        struct lp_slice word = {0};
        bool normal;

        (void)is_manifest(m->name, &m->tags, &word);
        m->alg = alg_of(word, &normal);
        payload += m->tags ? 0 : 1;
        b->files.algs |= m->alg == LP_ALG_NONE ? 0 : 1U << m->alg;
        if (!m->tags) {
            b->r->algs |= m->alg == LP_ALG_NONE ? 0 : 1U << m->alg;
            b->r->unknown = b->r->unknown || m->alg == LP_ALG_NONE;
        }
        if (!normal) {
            LP_TRY(tell_plain(
                b, b->decl.strict ? LP_RULE_BAG_LINE : LP_RULE_BAG_LEGACY,
                m->name, 0,
                "its algorithm is not written in small letters and digits "
                "alone",
                err));
        }
        if (m->alg == LP_ALG_NONE) {
            LP_TRY(tell_plain(b, LP_RULE_BAG_ALGORITHM, m->name, 0,
                              "md5, sha1, sha256 and sha512 are known here",
                              err));
        }
    }
    if (payload == 0) {
        LP_TRY(tell_plain(b, LP_RULE_BAG_NO_MANIFEST, "", 0,
                          "there is no manifest-ALGORITHM.txt", err));
    }

done:
    return rc;
}

enum lp_code
lp_bag_manifests(struct lp_bag *b, struct lp_err *err)
{
    DIR *dir = opendir(b->o->folder);
    const struct dirent *d;
    enum lp_code rc = LP_OK;

    if (dir == NULL) {
        return lp_fail(err, LP_E_IO, "cannot open %s", b->o->folder);
    }
    while ((d = readdir(dir)) != NULL) {
        struct lp_slice word;
        bool tags;

        if (is_manifest(d->d_name, &tags, &word)) {
            LP_TRY(add_manifest(b, d->d_name, tags, err));
        }
    }
    qsort(b->manifest, b->n, sizeof b->manifest[0], by_name);
    b->files.algs |= 1U << LP_ALG_SHA256;
    rc = judge_names(b, err);

done:
    (void)closedir(dir);
    return rc;
}

/* One file that fetch.txt lists. */
static enum lp_code
take_fetch(struct lp_bag *b, const struct lp_bag_fetch *f, uint64_t line,
           struct lp_err *err)
{
    struct lp_bag_event e = {.path = f->path, .in = "fetch.txt", .line = line};
    struct lp_buf decoded = {0};
    struct lp_buf plain = {0};
    struct lp_bag_file *hole;
    enum lp_bag_place place;
    bool dotted;
    enum lp_code rc;

    (void)lp_bag_decode(&decoded, f->path, b->decl.strict);
    place = lp_bag_place(&plain, lp_buf_slice(&decoded), &dotted);
    LP_TRY(lp_buf_check(&decoded, err));
    LP_TRY(lp_buf_check(&plain, err));
    if (place != LP_BAG_PAYLOAD) {
        e.rule = LP_RULE_BAG_PATH;
        e.note = place == LP_BAG_OUTSIDE ? "it leads out of the bag"
                                         : "only payload files are fetched";
        rc = lp_bag_tell(b, &e, err);
        goto done;
    }
    hole = lp_bag_files_add(&b->holes, lp_buf_slice(&plain), err);
    if (hole == NULL) {
        rc = err->code;
        goto done;
    }
    hole->has_size = f->has_size;
    hole->size = f->size;

done:
    lp_buf_release(&decoded);
    lp_buf_release(&plain);
    return rc;
}

enum lp_code
lp_bag_fetches(struct lp_bag *b, struct lp_err *err)
{
    struct lp_buf text = {0};
    struct lp_bag_lines lines = {0};
    struct lp_slice line;
    bool there = false;
    enum lp_code rc = LP_OK;

    if (b->illegible) {
        return LP_OK;
    }
    LP_TRY(lp_bag_read_text(b, "fetch.txt", &text, &there, err));
    lines.rest = lp_buf_slice(&text);
    while (there && lp_bag_line(&lines, &line)) {
        struct lp_bag_fetch f;
        const char *wrong = lp_bag_fetch(&f, line);
        bool old = !b->decl.strict && line.len == 0;

        if (wrong != NULL) {
            LP_TRY(tell_plain(b, old ? LP_RULE_BAG_LEGACY : LP_RULE_BAG_FETCH,
                              "fetch.txt", lines.line, wrong, err));
        } else {
            LP_TRY(take_fetch(b, &f, lines.line, err));
        }
    }
    lp_bag_files_sort(&b->holes);

done:
    lp_buf_release(&text);
    return rc;
}

/* What bag-info.txt says of the payload. */
struct oxum {
    unsigned n; /* how often it stands there */
    uint64_t line;
    struct lp_slice value;
    bool last;   /* the element at hand is one */
    bool broken; /* it goes on in another line */
};

static enum lp_code
judge_oxum(struct lp_bag *b, const char *name, const struct oxum *o,
           struct lp_err *err)
{
    struct lp_bag_event e = {
        .rule = LP_RULE_BAG_OXUM, .path = lp_slice_str(name), .line = o->line};
    struct lp_buf counted = {0};
    uint64_t bytes = 0;
    uint64_t files = 0;
    bool fits;
    enum lp_code rc = LP_OK;

    if (o->n == 0) {
        return LP_OK;
    }
    lp_buf_printf(&counted, "%llu.%llu", (unsigned long long)b->r->bytes,
                  (unsigned long long)b->r->files);
    LP_TRY(lp_buf_check(&counted, err));
    if (o->n > 1) {
        e.note = "Payload-Oxum stands more than once";
    } else if (o->broken || !lp_bag_oxum(o->value, &bytes, &files)) {
        e.note = "Payload-Oxum is not two numbers with a dot between them";
    } else {
        fits = b->r->holes == 0 ? bytes == b->r->bytes && files == b->r->files
                                : bytes >= b->r->bytes && files >= b->r->files;
        e.note = fits ? NULL : "Payload-Oxum does not count what is there:";
        e.other = lp_buf_slice(&counted);
    }
    if (e.note != NULL) {
        rc = lp_bag_tell(b, &e, err);
    }

done:
    lp_buf_release(&counted);
    return rc;
}

static void
note_oxum(struct oxum *o, const struct lp_bag_element *e, uint64_t line)
{
    if (e->more) {
        o->broken = o->broken || (o->last && e->value.len > 0);
        return;
    }
    o->last = lp_bag_label_is(e->label, "Payload-Oxum");
    if (o->last) {
        o->n++;
        o->value = e->value;
        o->line = line;
    }
}

static enum lp_code
read_info(struct lp_bag *b, const char *name, struct lp_err *err)
{
    struct lp_buf text = {0};
    struct lp_bag_info info = {.strict = b->decl.strict};
    struct lp_bag_element e;
    struct oxum oxum = {0};
    bool there = false;
    enum lp_code rc;

    LP_TRY(lp_bag_read_text(b, name, &text, &there, err));
    info.lines.rest = lp_buf_slice(&text);
    while (there && lp_bag_info_next(&info, &e)) {
        note_oxum(&oxum, &e, info.lines.line);
        if (e.wrong != NULL) {
            LP_TRY(tell_plain(b, LP_RULE_BAG_INFO, name, info.lines.line,
                              e.wrong, err));
        } else if (e.odd != NULL) {
            LP_TRY(tell_plain(b, LP_RULE_BAG_LEGACY, name, info.lines.line,
                              e.odd, err));
        }
    }
    rc = judge_oxum(b, name, &oxum, err);

done:
    lp_buf_release(&text);
    return rc;
}

enum lp_code
lp_bag_infos(struct lp_bag *b, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (b->illegible) {
        return LP_OK;
    }
    LP_TRY(read_info(b, "bag-info.txt", err));
    /* What it was called before 0.96. */
    if (!b->decl.strict && b->decl.minor < 96) {
        LP_TRY(read_info(b, "package-info.txt", err));
    }

done:
    return rc;
}
