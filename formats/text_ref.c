#include "formats/text_ref.h"

#include "base/text.h"

static void
keep(struct lp_text_ref *r, uint8_t b)
{
    r->hold[r->held++] = b;
}

/* Behind the name. Returns whether a `;` belonged to it. */
static bool
end_name(struct lp_text_ref *r, bool closed)
{
    struct lp_slice all = {r->hold, r->held};
    struct lp_slice name = lp_slice_from(all, 1);
    size_t n = lp_text_entity(name, closed, r->points);

    r->rest = n == 0 ? all : lp_slice_from(name, n);
    return closed && n > 0 && n == name.len;
}

static void
end_number(struct lp_text_ref *r)
{
    if (r->digits) {
        r->points[0] = lp_text_entity_number(r->number);
    } else {
        r->rest = (struct lp_slice){r->hold, r->held};
    }
}

/* Returns whether `b` is of the reference, which may be over then. */
static bool
in_name(struct lp_text_ref *r, uint8_t b, bool *over)
{
    bool letter = (b | 0x20) >= 'a' && (b | 0x20) <= 'z';

    if (r->held == 1 && b == '#') {
        keep(r, b);
        r->state = LP_REF_NUMBER;
        return true;
    }
    if (r->held < sizeof r->hold && (letter || (b >= '0' && b <= '9'))) {
        keep(r, b);
        return true;
    }
    *over = true;
    return end_name(r, b == ';');
}

static bool
in_digits(struct lp_text_ref *r, uint8_t b, bool *over)
{
    int digit = lp_text_digit(b);
    uint32_t base = r->hex ? 16 : 10;

    if (digit >= 0 && (uint32_t)digit < base) {
        r->digits = true;
        r->number = r->number * base + (uint32_t)digit;
        r->number = r->number > 0x10ffff ? 0x110000 : r->number;
        return true;
    }
    *over = true;
    end_number(r);
    return r->digits && b == ';';
}

static bool
take(struct lp_text_ref *r, uint8_t b, bool *over)
{
    if (r->state == LP_REF_NAME) {
        return in_name(r, b, over);
    }
    if (r->state == LP_REF_NUMBER) {
        r->state = LP_REF_DIGITS;
        if (b == 'x' || b == 'X') {
            keep(r, b);
            r->hex = true;
            return true;
        }
    }
    return in_digits(r, b, over);
}

size_t
lp_text_ref_feed(struct lp_text_ref *r, struct lp_slice s, bool *over)
{
    size_t n = 0;

    if (r->held == 0) {
        keep(r, '&');
    }
    while (n < s.len && !*over) {
        n += take(r, s.data[n], over) ? 1 : 0;
    }
    return n;
}

void
lp_text_ref_end(struct lp_text_ref *r)
{
    if (r->held == 0) {
        keep(r, '&');
    }
    if (r->state == LP_REF_NAME) {
        (void)end_name(r, false);
    } else {
        end_number(r);
    }
}
