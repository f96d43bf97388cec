#include "cmd/say.h"

#include <inttypes.h>

#include "base/text.h"

void
lp_say(FILE *to, struct lp_slice words)
{
    struct lp_buf b = {0};

    lp_text_escape(&b, words);
    (void)fwrite(b.data, 1, b.len, to);
    lp_buf_release(&b);
}

void
lp_say_text(FILE *to, const char *words)
{
    lp_say(to, lp_slice_str(words));
}

void
lp_say_count(FILE *to, uint64_t n, const char *noun)
{
    fprintf(to, "%" PRIu64 " %s%s", n, noun, n == 1 ? "" : "s");
}

void
lp_say_grouped(FILE *to, uint64_t n)
{
    if (n >= 1000) {
        lp_say_grouped(to, n / 1000);
        fprintf(to, ",%03u", (unsigned)(n % 1000));
    } else {
        fprintf(to, "%u", (unsigned)n);
    }
}

void
lp_say_many(FILE *to, uint64_t n, const char *noun)
{
    lp_say_grouped(to, n);
    fprintf(to, " %s%s", noun, n == 1 ? "" : "s");
}
