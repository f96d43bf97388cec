#include "formats/locator.h"

#include <string.h>

#include "base/text.h"

void
lp_locator_put(struct lp_buf *to, struct lp_slice name, unsigned ordinal)
{
    lp_text_escape(to, name);
    if (ordinal > 1) {
        lp_buf_printf(to, "%%#%u", ordinal);
    }
}

size_t
lp_locator_size(struct lp_slice name)
{
    struct lp_buf level = {0};
    size_t size;

    lp_text_escape(&level, name);
    size = strlen(LP_LOCATOR_STEP) + level.len;
    lp_buf_release(&level);
    return size;
}

/* Length of the first level; the whole if it is the last. */
static size_t
first_level(struct lp_slice locator)
{
    const uint8_t *step =
        locator.len == 0 ? NULL
                         : memmem(locator.data, locator.len, LP_LOCATOR_STEP,
                                  strlen(LP_LOCATOR_STEP));

    return step == NULL ? locator.len : (size_t)(step - locator.data);
}

bool
lp_locator_take(struct lp_slice *locator, struct lp_buf *name,
                unsigned *ordinal)
{
    size_t len = first_level(*locator);
    struct lp_slice level = lp_slice_head(*locator, len);
    const uint8_t *mark = len == 0 ? NULL : memmem(level.data, len, "%#", 2);
    uint64_t n = 0;

    lp_buf_clear(name);
    *ordinal = 0;
    if (mark != NULL) {
        size_t at = (size_t)(mark - level.data);

        if (!lp_text_u64(lp_slice_from(level, at + 2), &n) || n < 2 ||
            n > UINT32_MAX) {
            return false;
        }
        *ordinal = (unsigned)n;
        level.len = at;
    }
    if (!lp_text_unescape(name, level)) {
        return false;
    }
    *locator = lp_slice_from(
        *locator, len == locator->len ? len : len + strlen(LP_LOCATOR_STEP));
    return true;
}

unsigned
lp_locator_levels(struct lp_slice locator)
{
    unsigned n = 0;

    while (locator.len > 0) {
        size_t len = first_level(locator);

        n++;
        locator = lp_slice_from(
            locator, len == locator.len ? len : len + strlen(LP_LOCATOR_STEP));
    }
    return n;
}
