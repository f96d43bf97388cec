#include "formats/fold_char.h"

#include <utf8proc.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* Default_Ignorable_Code_Point and the controls that are no White_Space. They
 * are here, and not asked of the library, because a rule does not change. */
static const struct range none[] = {
    {0x0, 0x8},         {0xe, 0x1f},        {0x7f, 0x84},
    {0x86, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},
    {0x61c, 0x61c},     {0x115f, 0x1160},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x202a, 0x202e},
    {0x2060, 0x206f},   {0x3164, 0x3164},   {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfff8},
    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

/* White_Space. */
static const struct range blank[] = {
    {0x9, 0xd},       {0x20, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},
    {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f},
    {0x205f, 0x205f}, {0x3000, 0x3000},
};

/* Of combining class 0, and yet the second half of a composition. */
static const struct range second[] = {
    {0x9be, 0x9be},     {0x9d7, 0x9d7},     {0xb3e, 0xb3e},
    {0xb56, 0xb57},     {0xbbe, 0xbbe},     {0xbd7, 0xbd7},
    {0xcc2, 0xcc2},     {0xcd5, 0xcd6},     {0xd3e, 0xd3e},
    {0xd57, 0xd57},     {0xdcf, 0xdcf},     {0xddf, 0xddf},
    {0x102e, 0x102e},   {0x1161, 0x1175},   {0x11a8, 0x11c2},
    {0x1b35, 0x1b35},   {0x11127, 0x11127}, {0x1133e, 0x1133e},
    {0x11357, 0x11357}, {0x114b0, 0x114b0}, {0x114ba, 0x114ba},
    {0x114bd, 0x114bd}, {0x115af, 0x115af}, {0x11930, 0x11930},
};

static bool
among(const struct range *r, size_t n, uint32_t c)
{
    size_t low = 0;

    while (low < n) {
        size_t mid = low + (n - low) / 2;

        if (c > r[mid].last) {
            low = mid + 1;
        } else {
            n = mid;
        }
        if (c >= r[mid].first && c <= r[mid].last) {
            return true;
        }
    }
    return false;
}

#define AMONG(table, c) among(table, sizeof(table) / sizeof(table)[0], c)

#define FULL_FOLD ((unsigned)UTF8PROC_COMPAT | (unsigned)UTF8PROC_CASEFOLD)

/* The whole decomposition of `c`, at most `room` code points of it. */
static size_t
decompose(uint32_t c, unsigned how, int32_t *to, size_t room)
{
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (int32_t)c, to, (utf8proc_ssize_t)room,
        (utf8proc_option_t)(how | (unsigned)UTF8PROC_DECOMPOSE), &boundary);

    /* Not so with any table that Unicode has had; then it stays as it is. */
    if (n < 0 || (size_t)n > room) {
        to[0] = (int32_t)c;
        return 1;
    }
    return (size_t)n;
}

static int
class_of(int32_t c)
{
    return utf8proc_get_property(c)->combining_class;
}

enum lp_fold_what
lp_fold_what(uint32_t c)
{
    int32_t parts[LP_FOLD_GROWTH];

    if (AMONG(none, c)) {
        return LP_FOLD_NONE;
    }
    if (AMONG(blank, c)) {
        return LP_FOLD_BLANK;
    }
    (void)decompose(c, UTF8PROC_COMPAT, parts, LP_FOLD_GROWTH);
    return class_of(parts[0]) != 0 || AMONG(second, (uint32_t)parts[0])
               ? LP_FOLD_LEANS
               : LP_FOLD_PLAIN;
}

/* The canonical order of marks. A segment is short, so this is no sort for
 * long inputs: what is moved far, is moved over less than a segment. */
static void
put_in_order(int32_t *c, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        int32_t now = c[i];
        int class = class_of(now);
        size_t at = i;

        while (class != 0 && at > 0 && class_of(c[at - 1]) > class) {
            c[at] = c[at - 1];
            at--;
        }
        c[at] = now;
    }
}

static size_t
compose(int32_t *c, size_t n)
{
    utf8proc_ssize_t got = utf8proc_normalize_utf32(
        c, (utf8proc_ssize_t)n,
        (utf8proc_option_t)((unsigned)UTF8PROC_COMPOSE |
                            (unsigned)UTF8PROC_STABLE));

    return got < 0 ? n : (size_t)got;
}

/* Decompose each of `n` code points at `from`, and put all in order. */
static size_t
decompose_all(int32_t *to, const int32_t *from, size_t n, unsigned how)
{
    size_t got = 0;

    for (size_t i = 0; i < n && got < LP_FOLD_ROOM; i++) {
        got += decompose((uint32_t)from[i], how, to + got, LP_FOLD_ROOM - got);
    }
    put_in_order(to, got);
    return got;
}

void
lp_fold_segment(const uint32_t *c, size_t n, int32_t *t0, size_t *n0,
                int32_t *t1, size_t *n1)
{
    int32_t points[LP_FOLD_SEGMENT];
    int32_t compat[LP_FOLD_ROOM];

    for (size_t i = 0; i < n; i++) {
        points[i] = (int32_t)c[i];
    }
    *n0 = decompose_all(t0, points, n, 0);
    /* All is in order before it is folded: U+0345, the last of all marks, folds
     * to a letter, and what is equivalent must stay so. */
    n = decompose_all(compat, points, n, UTF8PROC_COMPAT);
    *n1 = decompose_all(t1, compat, n, FULL_FOLD);
    *n0 = compose(t0, *n0);
    *n1 = compose(t1, *n1);
}

enum lp_fold_kept
lp_fold_kept(uint32_t c)
{
    switch (utf8proc_category((int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return LP_FOLD_LETTER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return LP_FOLD_NUMBER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return LP_FOLD_MARK;
    default:
        return LP_FOLD_OUT;
    }
}

/* Unicode 15, section 3.12. */
#define S_BASE 0xac00u
#define L_BASE 0x1100u
#define V_BASE 0x1161u
#define T_BASE 0x11a7u
#define L_COUNT 19u
#define V_COUNT 21u
#define T_COUNT 28u
#define S_COUNT (L_COUNT * V_COUNT * T_COUNT)

static bool
is_lead(uint32_t c)
{
    return c - L_BASE < L_COUNT;
}

static bool
is_open(uint32_t c)
{
    return c - S_BASE < S_COUNT && (c - S_BASE) % T_COUNT == 0;
}

uint32_t
lp_fold_syllable(uint32_t first, uint32_t other)
{
    if (is_lead(first) && other - V_BASE < V_COUNT) {
        return S_BASE +
               ((first - L_BASE) * V_COUNT + (other - V_BASE)) * T_COUNT;
    }
    if (is_open(first) && other > T_BASE && other - T_BASE < T_COUNT) {
        return first + (other - T_BASE);
    }
    return 0;
}

bool
lp_fold_opens_syllable(uint32_t c)
{
    return is_lead(c) || is_open(c);
}

bool
lp_fold_joins_syllable(uint32_t c)
{
    return c - V_BASE < V_COUNT || (c > T_BASE && c - T_BASE < T_COUNT);
}
