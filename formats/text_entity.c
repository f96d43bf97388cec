#include "formats/text_entity.h"

#include <string.h>

#include "base/text.h"
#include "formats/text_entity_table.h"

/* No name that counts without its `;` is longer. */
#define LEGACY_MAX 6

/* Numbers that are controls and were meant as windows-1252; 0 is itself. */
static const uint16_t windows[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static const char *
row_of(uint8_t first)
{
    if (first >= 'A' && first <= 'Z') {
        return lp_text_entity_table[first - 'A'];
    }
    if (first >= 'a' && first <= 'z') {
        return lp_text_entity_table[26 + first - 'a'];
    }
    return NULL;
}

/* The value behind `name:` in the table, or NULL. Each step begins at a space:
 * `low` stands on one, and so does `high`. */
static const char *
find(struct lp_slice name)
{
    const char *low = row_of(name.data[0]);
    const char *high;

    if (low == NULL) {
        return NULL;
    }
    high = low + strlen(low) - 1;
    while (low < high) {
        const char *mid = low + (high - low) / 2;
        const char *colon;
        struct lp_slice is;
        int order;

        while (*mid != ' ') {
            mid--;
        }
        colon = strchr(mid, ':');
        is = (struct lp_slice){(const uint8_t *)mid + 1,
                               (size_t)(colon - mid) - 1};
        order = lp_slice_order(name, is);
        if (order == 0) {
            return colon + 1;
        }
        if (order < 0) {
            high = mid;
        } else {
            low = strchr(colon, ' ');
        }
    }
    return NULL;
}

/* Read the value at `v`; returns what ends it. */
static const char *
read_points(const char *v, uint32_t points[2])
{
    unsigned n = 0;

    points[0] = 0;
    points[1] = 0;
    for (;; v++) {
        int digit = lp_text_digit((uint8_t)*v);

        if (digit >= 0) {
            points[n] = points[n] << 4 | (uint32_t)digit;
        } else if (*v == '+') {
            n = 1;
        } else {
            return v;
        }
    }
}

size_t
lp_text_entity(struct lp_slice name, bool closed, uint32_t points[2])
{
    const char *v;

    if (name.len == 0) {
        return 0;
    }
    v = closed && name.len <= LP_TEXT_ENTITY_MAX ? find(name) : NULL;
    if (v != NULL) {
        (void)read_points(v, points);
        return name.len;
    }
    for (size_t n = name.len < LEGACY_MAX ? name.len : LEGACY_MAX; n > 1; n--) {
        uint32_t found[2];

        v = find(lp_slice_head(name, n));
        if (v != NULL && *read_points(v, found) == '!') {
            points[0] = found[0];
            points[1] = found[1];
            return n;
        }
    }
    return 0;
}

uint32_t
lp_text_entity_number(uint32_t n)
{
    if (n == 0 || n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) {
        return 0xfffd;
    }
    if (n >= 0x80 && n < 0xa0 && windows[n - 0x80] != 0) {
        return windows[n - 0x80];
    }
    return n;
}
