#include "cmd/lists.h"

#include <unistd.h>

#include "base/text.h"
#include "cmd/common.h"
#include "cmd/say.h"

bool
lp_lists_parse(struct lp_env *env, const struct lp_lists_words *w,
               struct lp_lists_said *said)
{
    struct lp_sums_form to = {.kind = LP_SUMS_CSV};

    *said = (struct lp_lists_said){0};
    if (w->to != NULL) {
        to = lp_sums_by_word(lp_slice_str(w->to));
    }
    if (!lp_sums_can_write(to.kind)) {
        fputs("leafproof: --to must be gnu, bsd, hashdeep, csv, sfv or a tool "
              "like sha512sum [E0101]\n",
              env->log);
        return false;
    }
    if (w->from != NULL) {
        said->from = lp_sums_by_word(lp_slice_str(w->from));
        if (said->from.kind == LP_SUMS_NONE) {
            fputs("leafproof: --from must be a kind of list [E0101]\n"
                  "  try: --from csv\n",
                  env->log);
            return false;
        }
    }
    said->to = to.kind;
    said->algs = to.only == LP_ALG_NONE ? 0 : 1U << to.only;
    if (w->digest != NULL && !lp_common_digests(w->digest, &said->algs)) {
        fputs("leafproof: --digest must be of sha256, md5, sha1, sha384, "
              "sha512, blake2b, btv2, crc32, with commas [E0101]\n",
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

static bool
print(struct lp_env *env, struct lp_slice text)
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

/* "Wrote FILE  N documents" */
static void
say_wrote(FILE *to, const struct lp_lists_made *made)
{
    fputs("Wrote ", to);
    lp_say_text(to, made->out);
    fputs("  ", to);
    lp_say_count(to, made->documents, "document");
    fputc('\n', to);
}

int
lp_lists_end(struct lp_env *env, const struct lp_lists_made *made)
{
    /* Notes must not get into a list that is printed. */
    FILE *notes = made->out == NULL ? env->log : env->out;

    if (!print(env, made->text)) {
        return LP_EXIT_UNABLE;
    }
    if (made->out != NULL) {
        say_wrote(env->out, made);
    }
    if (made->broken > 0) {
        fputs("MALFORMED: ", notes);
        lp_say_count(notes, made->broken, "line");
        fputs(" of the list could not be read, and left out\n", notes);
        return LP_EXIT_FINDING;
    }
    if (made->left_out > 0) {
        fputs("INCOMPLETE: ", notes);
        lp_say_count(notes, made->left_out, "document");
        fprintf(notes, " left out%s\n", made->why);
        return LP_EXIT_INCOMPLETE;
    }
    return LP_EXIT_GOOD;
}
