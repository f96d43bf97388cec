#include "formats/domain_name.h"

#include "base/text.h"

/* RFC 3492, 5. */
enum { BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700 };
#define CODE_MAX 0x10ffffU

static uint32_t
adapt(uint32_t delta, uint32_t points, bool first)
{
    uint32_t k = 0;

    delta = first ? delta / DAMP : delta / 2;
    delta += delta / points;
    for (; delta > ((BASE - TMIN) * TMAX) / 2; k += BASE) {
        delta /= BASE - TMIN;
    }
    return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static void
put_digit(struct lp_buf *to, uint32_t d)
{
    lp_buf_byte(to, (uint8_t)(d < 26 ? 'a' + d : '0' + d - 26));
}

static void
put_number(struct lp_buf *to, uint32_t q, uint32_t bias)
{
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;

        if (q < t) {
            break;
        }
        put_digit(to, t + (q - t) % (BASE - t));
        q = (q - t) / (BASE - t);
    }
    put_digit(to, q);
}

/* RFC 3492, 6.3: the code points of one label; they are few, so that nothing
 * overflows. */
static void
encode(struct lp_buf *to, const uint32_t *code, uint32_t n)
{
    uint32_t at = 128;
    uint32_t delta = 0;
    uint32_t bias = 72;
    uint32_t done = 0;
    uint32_t basic;

    lp_buf_str(to, "xn--");
    for (uint32_t i = 0; i < n; i++) {
        if (code[i] < 128) {
            lp_buf_byte(to, (uint8_t)code[i]);
            done++;
        }
    }
    basic = done;
    lp_buf_str(to, basic > 0 ? "-" : "");
    while (done < n) {
        uint32_t next = CODE_MAX;

        for (uint32_t i = 0; i < n; i++) {
            next = code[i] >= at && code[i] < next ? code[i] : next;
        }
        delta += (next - at) * (done + 1);
        at = next;
        for (uint32_t i = 0; i < n; i++) {
            delta += code[i] < at ? 1 : 0;
            if (code[i] == at) {
                put_number(to, delta, bias);
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done++;
            }
        }
        delta++;
        at++;
    }
}

static bool
put_label(struct lp_buf *to, struct lp_slice label)
{
    uint32_t code[LP_DOMAIN_LABEL_MAX];
    uint32_t n = 0;
    bool ascii = true;

    for (size_t i = 0; i < label.len;) {
        uint32_t c = lp_text_next(label, &i);

        if (n == LP_DOMAIN_LABEL_MAX || c <= ' ' || c == 127 || c > CODE_MAX) {
            return false;
        }
        ascii = ascii && c < 128;
        code[n++] = c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    if (!ascii) {
        encode(to, code, n);
    }
    for (uint32_t i = 0; ascii && i < n; i++) {
        lp_buf_byte(to, (uint8_t)code[i]);
    }
    return n > 0;
}

bool
lp_domain_name(struct lp_buf *to, struct lp_slice name)
{
    size_t begin = to->len;
    bool good = true;

    if (name.len > 0 && name.data[name.len - 1] == '.') {
        name.len--;
    }
    good = name.len > 0 && name.len <= 4 * LP_DOMAIN_MAX;
    for (size_t at = 0; good && at <= name.len;) {
        size_t n = at;

        while (n < name.len && name.data[n] != '.') {
            n++;
        }
        if (at > 0) {
            lp_buf_byte(to, '.');
        }
        good = put_label(to, (struct lp_slice){name.data + at, n - at});
        at = n + 1;
    }
    good = good && to->failed == LP_OK && to->len - begin <= LP_DOMAIN_MAX;
    if (!good) {
        to->len = begin;
    }
    return good;
}
