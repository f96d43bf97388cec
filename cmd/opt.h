#ifndef LP_CMD_OPT_H
#define LP_CMD_OPT_H

#include <stdbool.h>
#include <stdio.h>

enum lp_opt_kind {
    LP_OPT_END,
    LP_OPT_FLAG,   /* bool */
    LP_OPT_TEXT,   /* const char * */
    LP_OPT_FILE,   /* const char *: of a file to be written, so never "-" */
    LP_OPT_LIST,   /* struct lp_list, may be given again */
    LP_OPT_NUMBER, /* unsigned long long */
    LP_OPT_MORE,   /* the table goes on at `into` */
};

/* The values of a repeatable option, or the operands. */
struct lp_list {
    const char **of;
    size_t n;
};

/* One option; `into` is what its kind says. The same table parses, prints
 * usage and tells the nearest name for a typing error. */
struct lp_opt {
    enum lp_opt_kind kind;
    char letter; /* 0: none */
    const char *name;
    void *into;
    const char *value; /* how the usage calls the value; NULL for a flag */
    const char *help;
};

/**
 * Read `argv` from its second word: options go where `opts` says, the rest
 * to `operands`. Options and operands may be mixed; `--` ends the options.
 * False, with the cause told on `log`, if something is not as it should be.
 * Lists are given back with lp_list_release, also then.
 */
bool lp_opt_parse(const struct lp_opt *opts, int argc, char **argv,
                  struct lp_list *operands, FILE *log);

/* A line for each option. */
void lp_opt_usage(const struct lp_opt *opts, FILE *to);

void lp_list_release(struct lp_list *l);

/* How many single-letter edits lead from `a` to `b` (at most some ten). */
unsigned lp_opt_distance(const char *a, const char *b);

#endif
