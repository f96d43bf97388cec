#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "bundle/do_seal.h"
#include "cmd/ask.h"
#include "cmd/common.h"
#include "cmd/say.h"

struct sign {
    struct lp_env *env;
    struct lp_asker asker;
    bool quiet;
};

static enum lp_code
ask(void *who, struct lp_buf *to, bool again, struct lp_err *err)
{
    struct sign *s = who;

    return lp_ask_passphrase(&s->asker, to, again, err);
}

/* What the signer is about to put his name to, before he is asked. */
static void
show(void *who, const struct lp_sign_what *what)
{
    struct sign *s = who;
    const struct lp_manifest_trailer *t = &what->trailer;
    FILE *to = s->env->out;
    struct lp_buf root = {0};
    char size[24];

    if (s->quiet) {
        return;
    }
    fputs("Signing  ", to);
    lp_say_text(to, what->path);
    if (what->manifest) {
        lp_progress_size(size, (double)t->bytes);
        lp_text_hex(&root, (struct lp_slice){t->root, sizeof t->root});
        fputs("\n  ", to);
        lp_say_count(to, t->files, "file");
        fprintf(to, ", %s, ", size);
        lp_say_count(to, t->documents, "document");
        fprintf(to, ", %" PRIu64 " not opened\n  root %.*s\n", t->unopened,
                (int)root.len, (char *)root.data);
    } else {
        lp_progress_size(size, (double)what->size);
        fprintf(to, "\n  a %s, %s\n",
                what->list ? "list of digests" : "published set", size);
    }
    (void)fflush(to);
    lp_buf_release(&root);
}

static int
sign(struct sign *s, const char *path, const char *key)
{
    struct lp_sign_options o = {.path = path,
                                .secret = key,
                                .now = s->env->now,
                                .ask = ask,
                                .show = show,
                                .who = s};
    struct lp_buf name = {0};
    struct lp_err err = {0};
    char id[17] = "";

    if (lp_do_sign(&o, id, &err) != LP_OK) {
        return lp_common_fail(s->env, NULL, &err);
    }
    lp_text_escape(&name, lp_slice_str(path));
    fprintf(s->env->out, "Wrote %.*s.minisig  (key %s)\n", (int)name.len,
            (char *)name.data, id);
    lp_buf_release(&name);
    return LP_EXIT_GOOD;
}

static int
run_sign(struct lp_env *env, int argc, char **argv)
{
    struct sign s = {.env = env, .asker = {.fd = -1}};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list operands = {0};
    const char *key = getenv("LEAFPROOF_KEY");
    unsigned long long fd = UINT64_MAX;
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_TEXT, 'k', "key", &key, "FILE",
         "the secret key (default: $LEAFPROOF_KEY)"},
        {LP_OPT_NUMBER, 0, "passphrase-fd", &fd, "N",
         "read the passphrase from this descriptor"},
        {LP_OPT_FLAG, 'q', "quiet", &s.quiet, NULL, "do not show what it is"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    lp_common_opts(&c, 0, more);
    exit = lp_common_parse(env, &lp_cmd_sign, opts, &c, argc, argv, &operands);
    if (exit < 0 && operands.n != 1) {
        fprintf(env->log, "leafproof: sign takes one file [E0101]\n"
                          "  try: leafproof sign FILE.leaf --key KEY\n");
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0 && key == NULL) {
        fprintf(env->log, "leafproof: no key to sign with [E0101]\n"
                          "  try: leafproof sign FILE.leaf --key KEY\n");
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        s.asker.fd = fd == UINT64_MAX ? -1 : fd > 65535 ? 65535 : (int)fd;
        exit = lp_common_end(env, sign(&s, operands.of[0], key));
    }
    lp_list_release(&operands);
    return exit;
}

const struct lp_cmd lp_cmd_sign = {
    .name = "sign",
    .operands = "FILE --key KEY",
    .summary = "Sign a manifest or a published set, into FILE.minisig.",
    .run = run_sign,
};
