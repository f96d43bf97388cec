#include "cmd/lists.h"

#include <unistd.h>

#include "base/text.h"
#include "cmd/common.h"
#include "cmd/say.h"

bool
lp_lists_parse(struct lp_env *env, const struct lp_lists_words *w,
               enum lp_sums_kind *kind, unsigned *algs)
{
    *kind = w->to == NULL ? LP_SUMS_CSV : lp_sums_by_word(lp_slice_str(w->to));
    *algs = 0;
    if (*kind == LP_SUMS_NONE) {
        fputs("leafproof: --to must be gnu, bsd, hashdeep or csv [E0101]\n",
              env->log);
        return false;
    }
    if (w->digest != NULL && !lp_common_digests(w->digest, algs)) {
        fputs("leafproof: --digest must be of sha256, md5, sha1, sha512, "
              "blake2b, with commas [E0101]\n",
              env->log);
        return false;
    }
    return true;
}

static bool
is_safe(struct lp_slice text)
{
    size_t i = 0;

    while (i < text.len) {
        uint8_t byte = text.data[i];

        if (byte == '\n' || (byte >= 0x20 && byte < 0x7f)) {
            i++;
        } else {
            uint32_t c = lp_text_next(text, &i);

            if (c == UINT32_MAX || lp_text_unsafe(c)) {
                return false;
            }
        }
    }
    return true;
}

bool
lp_lists_print(struct lp_env *env, struct lp_slice text)
{
    if (isatty(fileno(env->out)) == 1 && !is_safe(text)) {
        fputs("leafproof: names in the list hold what a terminal could take "
              "for a command [E0101]\n"
              "  try: -o FILE\n",
              env->log);
        return false;
    }
    if (text.len > 0) {
        (void)fwrite(text.data, 1, text.len, env->out);
    }
    return true;
}

FILE *
lp_lists_notes(struct lp_env *env, const char *out)
{
    return out == NULL ? env->log : env->out;
}

void
lp_lists_wrote(struct lp_env *env, const char *out, uint64_t documents)
{
    if (out != NULL) {
        fputs("Wrote ", env->out);
        lp_say_text(env->out, out);
        fputs("  ", env->out);
        lp_say_count(env->out, documents, "document");
        fputc('\n', env->out);
    }
}
