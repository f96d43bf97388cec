#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bundle/do_seal.h"
#include "cmd/ask.h"
#include "cmd/common.h"
#include "cmd/say.h"

/* $XDG_DATA_HOME/leafproof/keys/leafproof.key; makes the folders. NULL if
 * there is no home. The caller frees it. */
static char *
default_secret(void)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    char *path = NULL;
    int n = -1;

    if (data != NULL && data[0] == '/') {
        n = asprintf(&path, "%s/leafproof/keys/leafproof.key", data);
    } else if (home != NULL && home[0] == '/') {
        n = asprintf(&path, "%s/.local/share/leafproof/keys/leafproof.key",
                     home);
    }
    if (n < 0) {
        return NULL;
    }
    for (char *p = path + 1; (p = strchr(p, '/')) != NULL; p++) {
        *p = '\0';
        (void)mkdir(path, 0700);
        *p = '/';
    }
    return path;
}

static int
keygen(struct lp_env *env, const struct lp_keygen_options *o)
{
    struct lp_buf line = {0};
    struct lp_err err = {0};
    char id[17] = "";
    int exit = LP_EXIT_GOOD;

    if (lp_do_keygen(o, id, &line, &err) != LP_OK) {
        exit = lp_common_fail(env, NULL, &err);
    } else {
        fputs("Secret key  ", env->out);
        lp_say_text(env->out, o->secret);
        fputs(o->ask == NULL ? "  (not encrypted)\nPublic key  "
                             : "\nPublic key  ",
              env->out);
        lp_say_text(env->out, o->public);
        fprintf(env->out, "\nKey id      %s\n%.*s\n", id, (int)line.len,
                (char *)line.data);
        fputs("Next: leafproof sign FILE.leaf --key ", env->out);
        lp_say_text(env->out, o->secret);
        fputc('\n', env->out);
    }
    lp_buf_release(&line);
    return exit;
}

static int
run_keygen(struct lp_env *env, int argc, char **argv)
{
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list operands = {0};
    const char *out = NULL;
    const char *public = NULL;
    bool bare = false;
    unsigned long long fd = UINT64_MAX;
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_FILE, 'o', "output", &out, "FILE",
         "the secret key (default: in the user's data folder)"},
        {LP_OPT_TEXT, 'p', "public", &public, "FILE",
         "the public key (default: FILE.pub)"},
        {LP_OPT_FLAG, 0, "no-passphrase", &bare, NULL,
         "do not encrypt the secret key"},
        {LP_OPT_NUMBER, 0, "passphrase-fd", &fd, "N",
         "read the passphrase from this descriptor"},
        {LP_OPT_MORE, .into = more},
    };
    struct lp_asker asker = {.fd = -1};
    char *secret = NULL;
    char *beside = NULL;
    int exit;

    lp_common_opts(&c, 0, more);
    exit =
        lp_common_parse(env, &lp_cmd_keygen, opts, &c, argc, argv, &operands);
    if (exit < 0 && operands.n > 0) {
        fprintf(env->log, "leafproof: keygen takes no operand [E0101]\n"
                          "  try: leafproof keygen -o FILE\n");
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        struct lp_keygen_options o = {.ask = bare ? NULL : lp_ask_passphrase,
                                      .who = &asker};

        asker.fd = fd == UINT64_MAX ? -1 : fd > 65535 ? 65535 : (int)fd;
        secret = out == NULL ? default_secret() : strdup(out);
        if (secret == NULL || asprintf(&beside, "%s.pub", secret) < 0) {
            beside = NULL;
            fprintf(env->log, "leafproof: no place for a key [E0101]\n"
                              "  try: leafproof keygen -o FILE\n");
            exit = LP_EXIT_UNABLE;
        } else {
            o.secret = secret;
            o.public = public == NULL ? beside : public;
            exit = lp_common_end(env, keygen(env, &o));
        }
    }
    free(secret);
    free(beside);
    lp_list_release(&operands);
    return exit;
}

const struct lp_cmd lp_cmd_keygen = {
    .name = "keygen",
    .operands = "[-o FILE] [--no-passphrase]",
    .summary = "Make a signing key, in minisign's format.",
    .run = run_keygen,
};
