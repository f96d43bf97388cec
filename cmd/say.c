#include "cmd/say.h"

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
