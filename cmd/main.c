#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/common.h"
#include "cmd/opt.h"

static const struct lp_cmd *const commands[] = {
    &lp_cmd_keygen, &lp_cmd_hash,    &lp_cmd_sign,         &lp_cmd_verify,
    &lp_cmd_index,  &lp_cmd_check,   &lp_cmd_authenticate, &lp_cmd_keys,
    &lp_cmd_gaps,   &lp_cmd_diff,    &lp_cmd_convert,      &lp_cmd_explain,
    &lp_cmd_doctor, &lp_cmd_version, &lp_cmd_auth,
};

#define COMMANDS (sizeof commands / sizeof commands[0])

static void
usage(FILE *to)
{
    fprintf(to, "usage: leafproof COMMAND ...\n\n");
    for (size_t i = 0; i < COMMANDS; i++) {
        fprintf(to, "  %-12s  %s\n", commands[i]->name, commands[i]->summary);
    }
    fprintf(to,
            "\n`leafproof COMMAND --help` says more. Exit: 0 complete and "
            "nothing to report,\n1 a finding, 2 could not run, 3 incomplete. "
            "Authentic does not mean true;\nnot found does not mean never "
            "published.\n");
}

static const struct lp_cmd *
find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static int
unknown(const char *name)
{
    fprintf(stderr, "leafproof: there is no such command [E0101]\n");
    for (size_t i = 0; i < COMMANDS; i++) {
        if (lp_opt_distance(commands[i]->name, name) <= 2) {
            fprintf(stderr, "  did you mean %s?\n", commands[i]->name);
        }
    }
    fprintf(stderr, "  try: leafproof --help\n");
    return LP_EXIT_UNABLE;
}

static int64_t
now(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds = 0;

    if (epoch != NULL && lp_text_i64(lp_slice_str(epoch), &seconds)) {
        return seconds;
    }
    return (int64_t)time(NULL);
}

/* A closed standard stream must not become the next file that is opened; one
 * that cannot be used stands in for it. */
static void
fill_streams(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0) {
            (void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
        }
    }
}

int
main(int argc, char **argv)
{
    struct lp_env env = {.out = stdout, .log = stderr, .now = now()};
    const struct lp_cmd *cmd;
    int exit;

    /* What is held in memory must not be left behind in a core file. */
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0});
    fill_streams();
    if (argc < 2) {
        usage(stderr);
        return LP_EXIT_UNABLE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        usage(stdout);
        return lp_common_end(&env, LP_EXIT_GOOD);
    }
    cmd = find(strcmp(argv[1], "--version") == 0 ? "version" : argv[1]);
    exit = cmd == NULL ? unknown(argv[1]) : cmd->run(&env, argc - 1, argv + 1);
    if (env.password.data != NULL) {
        explicit_bzero(env.password.data, env.password.cap);
    }
    lp_buf_release(&env.password);
    return exit;
}
