#include "formats/sums.h"

#include <string.h>

#include "formats/sums_annex.h"
#include "formats/sums_cdx.h"
#include "formats/sums_csv.h"
#include "formats/sums_files.h"
#include "formats/sums_gnu.h"
#include "formats/sums_hashdeep.h"
#include "formats/sums_sfv.h"
#include "formats/sums_text.h"

#define ALL_ALGS ((1u << LP_ALG_COUNT) - (2u << LP_ALG_NONE))
#define HEAD_MAX ((size_t)64 * 1024)

static bool
is_gnu(struct lp_slice text)
{
    return lp_sums_gnu_recognise(text) == LP_SUMS_GNU;
}

static bool
is_bsd(struct lp_slice text)
{
    return lp_sums_gnu_recognise(text) == LP_SUMS_BSD;
}

static bool
is_csv(struct lp_slice text)
{
    return lp_sums_csv_recognise(text, LP_SUMS_CSV);
}

/* Known otherwise; a database is taken for a list only if the user says so. */
static bool
is_nothing(struct lp_slice text)
{
    (void)text;
    return false;
}

static enum lp_code
open_lines(struct lp_sums *l, struct lp_err *err)
{
    (void)err;
    l->line = 1;
    return LP_OK;
}

static enum lp_code
open_gnu(struct lp_sums *l, struct lp_err *err)
{
    (void)err;
    lp_sums_gnu_open(l);
    return LP_OK;
}

typedef enum lp_code next_item(struct lp_sums *l, struct lp_sums_item *item,
                               bool *end, struct lp_err *err);

/* What a kind is called, how it is known and read, and the digests that it can
 * be written with. */
static const struct {
    const char *word;
    bool (*is)(struct lp_slice text);
    enum lp_code (*open)(struct lp_sums *l, struct lp_err *err);
    next_item *next;
    unsigned algs;
} kinds[LP_SUMS_COUNT] = {
    [LP_SUMS_NONE] = {"none", NULL, NULL, NULL, 0},
    [LP_SUMS_GNU] = {"gnu", is_gnu, open_gnu, lp_sums_gnu_next,
                     ALL_ALGS & ~(1u << LP_ALG_CRC32)},
    [LP_SUMS_BSD] = {"bsd", is_bsd, open_gnu, lp_sums_gnu_next,
                     ALL_ALGS & ~(1u << LP_ALG_CRC32)},
    [LP_SUMS_HASHDEEP] = {"hashdeep", lp_sums_hashdeep_recognise,
                          lp_sums_hashdeep_open, lp_sums_hashdeep_next,
                          ALL_ALGS},
    [LP_SUMS_CSV] = {"csv", is_csv, lp_sums_csv_open, lp_sums_csv_next,
                     ALL_ALGS},
    [LP_SUMS_SFV] = {"sfv", is_nothing, open_lines, lp_sums_sfv_next,
                     1u << LP_ALG_CRC32},
    [LP_SUMS_DAT] = {"dat", lp_sums_dat_recognise, lp_sums_csv_open,
                     lp_sums_csv_next, 0},
    [LP_SUMS_ANNEX] = {"annex", lp_sums_annex_recognise, open_lines,
                       lp_sums_annex_next, 0},
    [LP_SUMS_CDX] = {"cdx", lp_sums_cdx_recognise, lp_sums_cdx_open,
                     lp_sums_cdx_next, 0},
    [LP_SUMS_CDXJ] = {"cdxj", lp_sums_cdxj_recognise, open_lines,
                      lp_sums_cdxj_next, 0},
    [LP_SUMS_RDS] = {"rds", is_nothing, lp_sums_csv_open, lp_sums_csv_next, 0},
    [LP_SUMS_FILES] = {"files-xml", lp_sums_files_recognise, lp_sums_files_open,
                       lp_sums_files_next, 0},
};

/* What else is said for a kind. */
static const struct {
    const char *word;
    enum lp_sums_kind kind;
    enum lp_alg only;
} others[] = {
    {"sha256sum", LP_SUMS_GNU, LP_ALG_SHA256},
    {"sha512sum", LP_SUMS_GNU, LP_ALG_SHA512},
    {"sha384sum", LP_SUMS_GNU, LP_ALG_SHA384},
    {"sha1sum", LP_SUMS_GNU, LP_ALG_SHA1},
    {"md5sum", LP_SUMS_GNU, LP_ALG_MD5},
    {"b2sum", LP_SUMS_GNU, LP_ALG_BLAKE2B},
    {"nsrl", LP_SUMS_CSV, LP_ALG_NONE},
    {"hashkeeper", LP_SUMS_CSV, LP_ALG_NONE},
    {"ilook", LP_SUMS_CSV, LP_ALG_NONE},
    {"concordance", LP_SUMS_DAT, LP_ALG_NONE},
};

const char *
lp_sums_word(enum lp_sums_kind kind)
{
    return kinds[kind < LP_SUMS_COUNT ? kind : LP_SUMS_NONE].word;
}

struct lp_sums_form
lp_sums_by_word(struct lp_slice word)
{
    for (unsigned i = LP_SUMS_NONE + 1; i < LP_SUMS_COUNT; i++) {
        if (lp_slice_is(word, kinds[i].word)) {
            return (struct lp_sums_form){.kind = (enum lp_sums_kind)i};
        }
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        enum lp_alg only = others[i].only;
        bool is_long = only == LP_ALG_SHA512 || only == LP_ALG_BLAKE2B;

        if (lp_slice_is(word, others[i].word)) {
            return (struct lp_sums_form){.kind = others[i].kind,
                                         .only = only,
                                         .long_alg =
                                             is_long ? only : LP_ALG_NONE};
        }
    }
    return (struct lp_sums_form){0};
}

bool
lp_sums_can_write(enum lp_sums_kind kind)
{
    return kind < LP_SUMS_COUNT && kinds[kind].algs != 0;
}

/* Of the kinds that `text`, which is UTF-8, may be, as bits. A GNU list may
 * have BSD lines, and the other way round: that is one kind. */
static unsigned
find_kinds(struct lp_slice text, struct lp_slice file)
{
    unsigned found = 0;

    if (lp_slice_begins(text, lp_slice_str("# leafproof manifest "))) {
        return 0;
    }
    for (unsigned i = LP_SUMS_NONE + 1; i < LP_SUMS_COUNT; i++) {
        found |= kinds[i].is(text) ? 1u << i : 0;
    }
    found |= lp_sums_sfv_recognise(text, file) ? 1u << LP_SUMS_SFV : 0;
    return found;
}

/* The bytes of Windows-1252 in which only load files are. */
static enum lp_sums_bytes
bytes_of(struct lp_slice text, enum lp_sums_kind kind)
{
    enum lp_sums_bytes bytes = lp_sums_bytes_of(text);
    bool quote = text.len > 0 && text.data[0] == 0xfe;

    return bytes == LP_SUMS_PLAIN && quote &&
                   (kind == LP_SUMS_NONE || kind == LP_SUMS_DAT)
               ? LP_SUMS_1252
               : bytes;
}

static unsigned
candidates(struct lp_slice text, struct lp_slice file)
{
    struct lp_sums head = {.text = lp_slice_head(text, HEAD_MAX + 4096)};
    unsigned found = 0;

    head.bytes = bytes_of(text, LP_SUMS_NONE);
    if (head.bytes == LP_SUMS_PLAIN) {
        return find_kinds(text, file);
    }
    if (lp_sums_decode(&head, NULL) == LP_OK) {
        found = find_kinds(head.text, file);
        found &= head.bytes == LP_SUMS_1252 ? 1u << LP_SUMS_DAT : ~0u;
    }
    lp_buf_release(&head.own);
    return found;
}

static enum lp_sums_kind
only_one(unsigned found)
{
    unsigned kind = LP_SUMS_NONE;

    while (kind < LP_SUMS_COUNT && found != 1u << kind) {
        kind++;
    }
    return found == 0 ? LP_SUMS_NONE : (enum lp_sums_kind)kind;
}

enum lp_sums_kind
lp_sums_recognise(struct lp_slice text, struct lp_slice file)
{
    return only_one(candidates(text, file));
}

void
lp_sums_release(struct lp_sums *l)
{
    lp_sums_files_release(l);
    lp_buf_release(&l->name);
    lp_buf_release(&l->own);
    *l = (struct lp_sums){0};
}

static enum lp_code
refuse_kind(unsigned found, struct lp_err *err)
{
    struct lp_buf words = {0};

    if (found == 0) {
        (void)lp_fail(err, LP_E_FORMAT, "not a list of digests");
        lp_hint(err, "lists as of sha256sum, sha256sum --tag and hashdeep are "
                     "read, CSV with a header that names a digest, and others");
        return LP_E_FORMAT;
    }
    for (unsigned i = 0; i < LP_SUMS_COUNT; i++) {
        if ((found >> i & 1) != 0) {
            lp_buf_printf(&words, "%s%s", words.len > 0 ? " or " : "",
                          kinds[i].word);
        }
    }
    lp_buf_byte(&words, '\0');
    (void)lp_fail(err, LP_E_USAGE, "the list may be of the kind %s",
                  words.failed == LP_OK ? (const char *)words.data : "");
    lp_hint(err, "--format KIND (of convert: --from KIND) says which");
    lp_buf_release(&words);
    return LP_E_USAGE;
}

enum lp_code
lp_sums_open(struct lp_sums *l, struct lp_slice text,
             const struct lp_sums_form *form, struct lp_err *err)
{
    unsigned found = form->kind == LP_SUMS_NONE ? candidates(text, form->file)
                                                : 1u << form->kind;
    enum lp_code rc;

    *l = (struct lp_sums){.text = text, .form = *form};
    l->kind = only_one(found);
    if (l->kind == LP_SUMS_NONE || l->kind == LP_SUMS_UNSURE) {
        *l = (struct lp_sums){0};
        return refuse_kind(found, err);
    }
    l->bytes = bytes_of(text, l->kind);
    LP_TRY(lp_sums_decode(l, err));
    rc = kinds[l->kind].open(l, err);

done:
    if (rc != LP_OK) {
        lp_sums_release(l);
    }
    return rc;
}

enum lp_code
lp_sums_next(struct lp_sums *l, struct lp_sums_item *item, bool *end,
             struct lp_err *err)
{
    *item = (struct lp_sums_item){0};
    *end = l->kind == LP_SUMS_NONE;
    return *end ? LP_OK : kinds[l->kind].next(l, item, end, err);
}

void
lp_sums_skip(struct lp_sums *l)
{
    struct lp_slice rest = lp_slice_from(l->text, l->at);
    const uint8_t *stop =
        rest.len == 0 ? NULL
                      : memchr(rest.data, l->nul ? '\0' : '\n', rest.len);

    if (l->kind == LP_SUMS_FILES) {
        lp_sums_files_skip(l);
        return;
    }
    l->at += stop == NULL ? rest.len : (size_t)(stop - rest.data) + 1;
    l->line++;
}

/* NULL if a list of `kind` can hold `algs`, else why not. */
static const char *
check_algs(enum lp_sums_kind kind, unsigned algs)
{
    if (kind == LP_SUMS_NONE || !lp_sums_can_write(kind)) {
        return "no kind of list that is written";
    }
    if (algs == 0 || (algs & ~ALL_ALGS) != 0) {
        return "a list needs digests";
    }
    if (kind == LP_SUMS_SFV && algs != 1u << LP_ALG_CRC32) {
        return "SFV holds CRC-32 alone";
    }
    if ((algs & ~kinds[kind].algs) != 0) {
        return "only SFV and CSV have a place for CRC-32";
    }
    if (kind == LP_SUMS_GNU && (algs & (algs - 1)) != 0) {
        return "a list as of sha256sum holds one kind of digest";
    }
    if (kind != LP_SUMS_CSV && (algs >> LP_ALG_BTV2 & 1) != 0) {
        return "only CSV has a place for the length that btv2 needs";
    }
    if (kind == LP_SUMS_HASHDEEP && (algs & ~LP_SUMS_HASHDEEP_ALGS) != 0) {
        return "a list of hashdeep holds no digests but md5, sha1 and sha256";
    }
    return NULL;
}

enum lp_code
lp_sums_begin(struct lp_buf *to, enum lp_sums_kind kind, unsigned algs,
              struct lp_err *err)
{
    const char *why = check_algs(kind, algs);

    if (why != NULL) {
        return lp_fail(err, LP_E_USAGE, "%s", why);
    }
    if (kind == LP_SUMS_HASHDEEP) {
        lp_sums_hashdeep_begin(to, algs);
    } else if (kind == LP_SUMS_SFV) {
        lp_buf_str(to, "; leafproof convert\n");
    } else if (kind == LP_SUMS_CSV) {
        lp_sums_csv_begin(to, algs);
    }
    return LP_OK;
}

static bool
has_byte(struct lp_slice name, int byte)
{
    return name.len > 0 && memchr(name.data, byte, name.len) != NULL;
}

/* The first of `algs` that `item` has not. */
static const char *
lacking(const struct lp_sums_item *item, unsigned algs)
{
    size_t i = 0;

    while (((algs & ~item->has) >> lp_sums_algs[i] & 1) == 0) {
        i++;
    }
    return lp_alg_word(lp_sums_algs[i]);
}

static const char *
check_sfv(struct lp_slice name)
{
    uint8_t first = name.data[0];
    uint8_t last = name.data[name.len - 1];

    if (has_byte(name, '\n') || has_byte(name, '\r')) {
        return "SFV has no way to write a line end in a name";
    }
    return first == ';' || last == ' ' || last == '\t'
               ? "SFV has no way to write a name that begins with `;` or ends "
                 "with a blank"
               : NULL;
}

/* Why a list of `kind` cannot say `item`; NULL if it can. */
static const char *
check_item(enum lp_sums_kind kind, const struct lp_sums_item *item)
{
    if (has_byte(item->name, '\0')) {
        return "no list can hold a name with a NUL";
    }
    if (kind != LP_SUMS_CSV && item->name.len == 0) {
        return "only CSV can hold a document without a name";
    }
    if (kind == LP_SUMS_SFV) {
        return check_sfv(item->name);
    }
    if (kind != LP_SUMS_HASHDEEP) {
        return NULL;
    }
    if (has_byte(item->name, '\n') || has_byte(item->name, '\r')) {
        return "hashdeep has no way to write a line end in a name";
    }
    return item->has_size ? NULL : "hashdeep needs its size";
}

/* LP_E_USAGE that names `item`, as it is: whoever shows a reason escapes it. */
static enum lp_code
blame(const struct lp_sums_item *item, const char *why, const char *more,
      struct lp_err *err)
{
    struct lp_slice shown = lp_slice_head(item->name, 256);

    return lp_fail(err, LP_E_USAGE, "%.*s: %s%s", (int)shown.len,
                   shown.len == 0 ? "" : (const char *)shown.data, why, more);
}

static enum lp_code
check_put(enum lp_sums_kind kind, const struct lp_sums_item *item,
          unsigned algs, struct lp_err *err)
{
    const char *why = check_algs(kind, algs);

    why = why == NULL ? check_item(kind, item) : why;
    if (why != NULL) {
        return blame(item, why, "", err);
    }
    if (kind == LP_SUMS_CSV ? (algs & item->has) == 0
                            : (algs & ~item->has) != 0) {
        return blame(item, "there is no digest of it by ", lacking(item, algs),
                     err);
    }
    return LP_OK;
}

enum lp_code
lp_sums_put(struct lp_buf *to, enum lp_sums_kind kind,
            const struct lp_sums_item *item, unsigned algs, struct lp_err *err)
{
    enum lp_code rc = check_put(kind, item, algs, err);

    if (rc != LP_OK) {
        return rc;
    }
    if (kind == LP_SUMS_GNU) {
        lp_sums_gnu_put(to, item, algs);
    } else if (kind == LP_SUMS_BSD) {
        lp_sums_gnu_put_tagged(to, item, algs);
    } else if (kind == LP_SUMS_HASHDEEP) {
        lp_sums_hashdeep_put(to, item, algs);
    } else if (kind == LP_SUMS_SFV) {
        lp_sums_sfv_put(to, item);
    } else {
        lp_sums_csv_put(to, item, algs);
    }
    return LP_OK;
}

enum lp_code
lp_sums_put_nul(struct lp_buf *to, enum lp_sums_kind kind,
                const struct lp_sums_item *item, unsigned algs,
                struct lp_err *err)
{
    enum lp_code rc =
        kind == LP_SUMS_GNU || kind == LP_SUMS_BSD
            ? check_put(kind, item, algs, err)
            : lp_fail(err, LP_E_USAGE, "only checksum lines can end in NUL");

    if (rc == LP_OK) {
        lp_sums_gnu_put_nul(to, item, algs, kind == LP_SUMS_BSD);
    }
    return rc;
}
