#include "formats/text_open.h"

#include <string.h>

#define CELL LP_ELEMENT_CELL
#define ROW LP_ELEMENT_ROW
#define ROWS LP_ELEMENT_ROWS
#define OPTION LP_ELEMENT_OPTION
#define GROUP LP_ELEMENT_GROUP
#define SCOPE LP_ELEMENT_SCOPE
#define LIST LP_ELEMENT_LIST
#define TABLE LP_ELEMENT_TABLE

/* A start tag ends what it cannot stand in, up to the next that stops it. */
static const struct implied {
    uint32_t start;
    uint32_t ends;
    uint32_t stops;
} implied[] = {
    {LP_ELEMENT_LI, LP_ELEMENT_LI, SCOPE | LIST},
    {LP_ELEMENT_DD, LP_ELEMENT_DD, SCOPE | LIST},
    {OPTION, OPTION, SCOPE | LIST},
    {GROUP, OPTION | GROUP, SCOPE | LIST},
    {CELL, CELL, TABLE | ROW},
    {ROW, CELL | ROW, TABLE},
    {ROWS, CELL | ROW | ROWS, TABLE},
    {LP_ELEMENT_ENDS_P, LP_ELEMENT_P, SCOPE},
};

static void
pop_to(struct lp_text_open *o, size_t n)
{
    while (o->n > n) {
        o->n--;
        o->foreign -= (o->open[o->n].kind & LP_ELEMENT_FOREIGN) != 0 ? 1 : 0;
    }
    if (o->hidden > n) {
        o->hidden = 0;
    }
}

static void
apply(struct lp_text_open *o, const struct implied *rule)
{
    size_t to = o->n;

    for (size_t i = o->n; i-- > 0;) {
        uint32_t kind = o->open[i].kind;

        if ((kind & rule->ends) != 0) {
            to = i;
        } else if ((kind & rule->stops) != 0) {
            break;
        }
    }
    pop_to(o, to);
}

bool
lp_text_open_start(struct lp_text_open *o, const struct lp_element *e,
                   bool hides, bool empty)
{
    if (e->kind != 0) {
        for (size_t i = 0; i < sizeof implied / sizeof implied[0]; i++) {
            if ((e->kind & implied[i].start) != 0) {
                apply(o, &implied[i]);
            }
        }
    }
    hides = hides || o->hidden != 0;
    if (empty) {
        return !hides;
    }
    if (o->n == LP_TEXT_OPEN_MAX) {
        o->deep = true;
        return !hides;
    }
    o->foreign += (e->kind & LP_ELEMENT_FOREIGN) != 0 ? 1 : 0;
    o->open[o->n++] = *e;
    if (hides && o->hidden == 0) {
        o->hidden = o->n;
    }
    return !hides;
}

/* Where `e` is open, or o->n. */
static size_t
find(const struct lp_text_open *o, const struct lp_element *e)
{
    uint32_t stops = SCOPE;

    if ((e->kind & LP_ELEMENT_ROOT) != 0) {
        return 0;
    }
    if ((e->kind & TABLE) != 0) {
        stops = 0;
    } else if ((e->kind & (CELL | ROW | ROWS | LP_ELEMENT_CAPTION)) != 0) {
        stops = TABLE;
    }
    for (size_t i = o->n; i-- > 0;) {
        if (memcmp(o->open[i].name, e->name, sizeof e->name) == 0) {
            return i;
        }
        if ((o->open[i].kind & stops) != 0) {
            break;
        }
    }
    return o->n;
}

bool
lp_text_open_end(struct lp_text_open *o, const struct lp_element *e)
{
    size_t at = find(o, e);
    /* What ends may stand outside of what is hidden, and is seen then. */
    bool seen = o->hidden == 0 || at < o->hidden - 1;

    pop_to(o, at);
    return seen;
}
