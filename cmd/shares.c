#include "cmd/shares.h"

#include <inttypes.h>

#include "bundle/row_count.h"
#include "cmd/matched.h"
#include "cmd/progress.h"
#include "cmd/say.h"

/* In tenths of a percent, rounded so that something is never nothing, and less
 * than all never all. */
static unsigned
tenths(uint64_t part, uint64_t whole)
{
    double exact;
    unsigned t;

    if (whole == 0 || part == 0) {
        return 0;
    }
    if (part >= whole) {
        return 1000;
    }
    exact = (double)part * 1000.0 / (double)whole;
    t = (unsigned)(exact + 0.5);
    return t == 0 ? 1 : t > 999 ? 999 : t;
}

void
lp_shares_percent(char to[24], uint64_t part, uint64_t whole)
{
    unsigned t = tenths(part, whole);

    (void)snprintf(to, 24, "%u.%u %%", t / 10, t % 10);
}

/* From what is certain to what is possible. */
static void
bounds(char to[48], uint64_t least, uint64_t unknown, uint64_t whole)
{
    unsigned low = tenths(least, whole);
    unsigned high = tenths(least + unknown, whole);

    if (low == high) {
        (void)snprintf(to, 48, "%u.%u %%", low / 10, low % 10);
    } else {
        (void)snprintf(to, 48, "%u.%u-%u.%u %%", low / 10, low % 10, high / 10,
                       high % 10);
    }
}

struct lp_share
lp_shares_public(const struct lp_shares *s)
{
    struct lp_share all = {0};

    for (unsigned v = 0; v < LP_VERDICT_COUNT; v++) {
        if (lp_verdict_public((enum lp_verdict)v) && v != LP_VERDICT_WEAK) {
            all.documents += s->by[v].documents;
            all.bytes += s->by[v].bytes;
        }
    }
    return all;
}

/* With `open`, what is unknown may belong there too. */
static void
row(FILE *to, const char *name, const struct lp_shares *s, struct lp_share part,
    bool open, const char *note)
{
    const struct lp_share *u = &s->by[LP_VERDICT_UNKNOWN];
    char documents[48];
    char bytes[48];
    char size[24];

    bounds(documents, part.documents, open ? u->documents : 0,
           s->all.documents);
    bounds(bytes, part.bytes, open ? u->bytes : 0, s->all.bytes);
    if (s->sizeless > 0) {
        (void)snprintf(bytes, sizeof bytes, "?");
    }
    lp_progress_size(size, (double)part.bytes);
    fprintf(to, "%-15s %8" PRIu64 "  %12s  %10s  %12s%s\n", name,
            part.documents, documents, size, bytes, note);
}

static void
one_of(FILE *to, bool *any, const char *word, uint64_t n)
{
    if (n > 0) {
        fprintf(to, "%s %s %" PRIu64, *any ? " \302\267" : "  ", word, n);
        *any = true;
    }
}

/* What the public ones are public by. */
static void
levels(FILE *to, const struct lp_shares *s)
{
    bool any = false;

    one_of(to, &any, "exact", s->by[LP_VERDICT_EXACT].documents);
    one_of(to, &any, "decoded", s->by[LP_VERDICT_DECODED].documents);
    one_of(to, &any, "same message", s->by[LP_VERDICT_MESSAGE].documents);
    one_of(to, &any, "same text", s->by[LP_VERDICT_TEXT].documents);
    if (any) {
        fputc('\n', to);
    }
}

static void
publications(FILE *to, const struct lp_check_report *r, size_t sets)
{
    for (size_t i = 0; sets > 1 && i < sets; i++) {
        const struct lp_set_meta *m = lp_set_about(lp_index_set(r->index, i));
        const struct lp_share *in = &r->shares.in[i];
        char size[24];

        if (in->documents > 0) {
            lp_progress_size(size, (double)in->bytes);
            fprintf(to, "   in %.*s, %.*s: %" PRIu64 " (%s)\n",
                    (int)m->publication.len, (const char *)m->publication.data,
                    (int)m->date.len, (const char *)m->date.data, in->documents,
                    size);
        }
    }
}

static void
why_trivial(char to[96], const struct lp_shares *s)
{
    size_t n = 0;

    to[0] = '\0';
    for (unsigned t = LP_TRIVIAL_EMPTY; t <= LP_TRIVIAL_SOFTWARE; t++) {
        if (s->trivial[t] > 0) {
            int more =
                snprintf(to + n, 96 - n, "%s%s %" PRIu64, n == 0 ? "   " : ", ",
                         lp_trivial_word((enum lp_trivial)t), s->trivial[t]);

            n += more > 0 && (size_t)more < 96 - n ? (size_t)more : 0;
        }
    }
}

/* What is neither public nor new. */
static void
alike(FILE *to, const struct lp_shares *s, enum lp_verdict v, const char *name,
      const char *note)
{
    if (s->by[v].documents > 0) {
        row(to, name, s, s->by[v], false, note);
    }
}

static void
some_rows(FILE *to, uint64_t n, const char *what)
{
    if (n > 0) {
        fprintf(to, ", %" PRIu64 " %s", n, what);
    }
}

/* Rows are no documents: they stand in no column, and have no share. */
static void
rows(FILE *to, const struct lp_shares *s)
{
    const struct lp_rows *r = &s->rows;

    if (s->tables == 0) {
        return;
    }
    fputs("rows in ", to);
    lp_say_count(to, s->tables, "table");
    fprintf(to, ": %" PRIu64 " of %" PRIu64 " already public", r->known,
            lp_row_count_all(r));
    some_rows(to, r->trivial, "trivial");
    some_rows(to, r->alike, "only similar");
    some_rows(to, r->new, "not found");
    some_rows(to, r->unknown, "unknown");
    fputs(" (in no figure above)\n", to);
    if (s->by_rows > 0) {
        fputs("   not public as it is, but by all its rows that say enough: ",
              to);
        lp_say_count(to, s->by_rows, "table");
        fputc('\n', to);
    }
    if (s->cut > 0) {
        fputs("   not read to the end, so that rows are missing here: ", to);
        lp_say_count(to, s->cut, "table");
        fputc('\n', to);
    }
}

void
lp_shares_text(FILE *to, const struct lp_check_report *r)
{
    const struct lp_shares *s = &r->shares;
    size_t sets = lp_index_totals(r->index).sets;
    char note[96];

    fprintf(to, "%-15s %24s  %24s\n", "", "documents", "bytes");
    row(to, "already public", s, lp_shares_public(s), true, "");
    levels(to, s);
    if (s->by[LP_VERDICT_WEAK].documents > 0) {
        row(to, "by weak digest", s, s->by[LP_VERDICT_WEAK], false,
            "   MD5 or SHA-1 alone agrees: can be forged");
    }
    publications(to, r, sets);
    alike(to, s, LP_VERDICT_PROBABLE, "probably public",
          "   mails of one author, minute and text");
    alike(to, s, LP_VERDICT_NEAR, "similar text", "   near duplicates");
    alike(to, s, LP_VERDICT_PARTIAL, "partly public",
          "   hold parts of what is public");
    (void)snprintf(note, sizeof note, "   in %zu set%s", sets,
                   sets == 1 ? "" : "s");
    row(to, "not found", s, s->by[LP_VERDICT_NEW], true, note);
    if (s->prior.documents > 0) {
        fprintf(to, "   of these received before, not public: %" PRIu64 "\n",
                s->prior.documents);
    }
    why_trivial(note, s);
    row(to, "trivial", s, s->by[LP_VERDICT_TRIVIAL], false, note);
    row(to, "unknown", s, s->by[LP_VERDICT_UNKNOWN], false,
        s->by[LP_VERDICT_UNKNOWN].documents == 0
            ? ""
            : "   could not be opened: may hold either");
    if (s->unique.documents < s->all.documents) {
        row(to, "different ones", s, s->unique, false, "");
    }
    if (s->same_id > 0) {
        fputs("same Message-ID, different content: ", to);
        lp_say_count(to, s->same_id, "message");
        fputc('\n', to);
    }
    if (s->news > 0) {
        fprintf(to, "public mail with attachments that are not: %" PRIu64 "\n",
                s->news);
    }
    rows(to, s);
    if (s->sizeless > 0) {
        fprintf(to, "of unknown size %8" PRIu64 "\n", s->sizeless);
    }
}

static void
put_kind(struct lp_json *j, const char *key,
         const struct lp_share by[LP_VERDICT_COUNT], struct lp_share all,
         bool bytes)
{
    lp_json_object(j, key);
    for (unsigned v = LP_VERDICT_EXACT; v < LP_VERDICT_COUNT; v++) {
        lp_json_number(j, lp_verdict_word((enum lp_verdict)v),
                       bytes ? by[v].bytes : by[v].documents);
    }
    lp_json_number(j, "total", bytes ? all.bytes : all.documents);
    lp_json_object_end(j);
}

static void
put_share(struct lp_json *j, const struct lp_share *s)
{
    lp_json_number(j, "documents", s->documents);
    lp_json_number(j, "bytes", s->bytes);
}

static void
rows_json(struct lp_json *j, const struct lp_shares *s)
{
    if (s->tables > 0) {
        lp_json_object(j, "rows");
        lp_json_number(j, "tables", s->tables);
        lp_json_number(j, "tables_by_rows", s->by_rows);
        lp_json_number(j, "tables_cut", s->cut);
        lp_matched_rows(j, &s->rows);
        lp_json_object_end(j);
    }
}

void
lp_shares_json(struct lp_json *j, const struct lp_check_report *r)
{
    const struct lp_shares *s = &r->shares;
    size_t sets = lp_index_totals(r->index).sets;

    lp_json_object(j, "shares");
    put_kind(j, "documents", s->by, s->all, false);
    put_kind(j, "bytes", s->by, s->all, true);
    put_kind(j, "unique_documents", s->unique_by, s->unique, false);
    put_kind(j, "unique_bytes", s->unique_by, s->unique, true);
    lp_json_object_end(j);
    lp_json_number(j, "same_id", s->same_id);
    lp_json_number(j, "news", s->news);
    lp_json_number(j, "sizeless", s->sizeless);
    lp_json_object(j, "prior");
    put_share(j, &s->prior);
    lp_json_object_end(j);
    lp_json_object(j, "trivial");
    for (unsigned t = LP_TRIVIAL_EMPTY; t <= LP_TRIVIAL_SOFTWARE; t++) {
        lp_json_number(j, lp_trivial_word((enum lp_trivial)t), s->trivial[t]);
    }
    lp_json_object_end(j);
    rows_json(j, s);
    lp_json_array(j, "publications");
    for (size_t i = 0; i < sets; i++) {
        const struct lp_set_meta *m = lp_set_about(lp_index_set(r->index, i));

        lp_json_object(j, NULL);
        lp_json_slice(j, "publication", m->publication);
        lp_json_slice(j, "date", m->date);
        lp_json_text(j, "status", lp_set_status_word(m->status));
        put_share(j, &s->in[i]);
        lp_json_object_end(j);
    }
    lp_json_array_end(j);
}
