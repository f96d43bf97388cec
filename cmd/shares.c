#include "cmd/shares.h"

#include <inttypes.h>

#include "cmd/progress.h"

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

static void
row(FILE *to, const char *name, const struct lp_shares *s, enum lp_verdict v,
    bool open, const char *note)
{
    uint64_t d = open ? s->documents[LP_VERDICT_UNKNOWN] : 0;
    uint64_t b = open ? s->bytes[LP_VERDICT_UNKNOWN] : 0;
    char documents[48];
    char bytes[48];
    char size[24];

    bounds(documents, s->documents[v], d, s->all_documents);
    bounds(bytes, s->bytes[v], b, s->all_bytes);
    lp_progress_size(size, (double)s->bytes[v]);
    fprintf(to, "%-15s %8" PRIu64 "  %12s  %10s  %12s%s\n", name,
            s->documents[v], documents, size, bytes, note);
}

void
lp_shares_text(FILE *to, const struct lp_shares *s, size_t sets)
{
    char note[64];

    (void)snprintf(note, sizeof note, "   in %zu set%s, as they are", sets,
                   sets == 1 ? "" : "s");
    fprintf(to, "%-15s %24s  %24s\n", "", "documents", "bytes");
    row(to, "already public", s, LP_VERDICT_EXACT, true, "");
    row(to, "not found", s, LP_VERDICT_NEW, true, note);
    row(to, "trivial", s, LP_VERDICT_TRIVIAL, false, "   empty files");
    row(to, "unknown", s, LP_VERDICT_UNKNOWN, false,
        s->documents[LP_VERDICT_UNKNOWN] == 0
            ? ""
            : "   could not be opened: may hold either");
}

static void
put(struct lp_json *j, const char *key, const uint64_t *by_verdict,
    uint64_t total)
{
    lp_json_object(j, key);
    for (unsigned v = LP_VERDICT_EXACT; v < LP_VERDICT_COUNT; v++) {
        lp_json_number(j, lp_verdict_word(v), by_verdict[v]);
    }
    lp_json_number(j, "total", total);
    lp_json_object_end(j);
}

void
lp_shares_json(struct lp_json *j, const struct lp_shares *s)
{
    lp_json_object(j, "shares");
    put(j, "documents", s->documents, s->all_documents);
    put(j, "bytes", s->bytes, s->all_bytes);
    lp_json_object_end(j);
}
