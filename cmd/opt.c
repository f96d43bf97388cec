#include "cmd/opt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/say.h"

#define NEAR 2
#define WORD_MAX 24

unsigned
lp_opt_distance(const char *a, const char *b)
{
    unsigned row[WORD_MAX + 1]; /* from what `a` is so far, to each of `b` */
    size_t n = strlen(b);

    if (strlen(a) > WORD_MAX || n > WORD_MAX) {
        return WORD_MAX;
    }
    for (size_t j = 0; j <= n; j++) {
        row[j] = (unsigned)j;
    }
    for (unsigned i = 1; *a != '\0'; a++, i++) {
        unsigned corner = row[0];

        row[0] = i;
        for (size_t j = 0; j < n; j++) {
            unsigned swap = corner + (*a == b[j] ? 0 : 1);
            unsigned best = row[j + 1] < row[j] ? row[j + 1] + 1 : row[j] + 1;

            corner = row[j + 1];
            row[j + 1] = swap < best ? swap : best;
        }
    }
    return row[n];
}

static bool
put_list(struct lp_list *l, const char *value)
{
    const char **grown = realloc(l->of, (l->n + 1) * sizeof *grown);

    if (grown == NULL) {
        return false;
    }
    l->of = grown;
    l->of[l->n++] = value;
    return true;
}

void
lp_list_release(struct lp_list *l)
{
    free(l->of);
    *l = (struct lp_list){0};
}

static bool
store(const struct lp_opt *o, const char *value, FILE *log)
{
    char *end = NULL;

    switch (o->kind) {
    case LP_OPT_FLAG:
        *(bool *)o->into = true;
        return true;
    case LP_OPT_TEXT:
        *(const char **)o->into = value;
        return true;
    case LP_OPT_FILE:
        if (strcmp(value, "-") == 0) {
            fprintf(log,
                    "leafproof: --%s writes a file, and \"-\" names none "
                    "[E0101]\n  try: a name, or ./- if that is the name\n",
                    o->name);
            return false;
        }
        *(const char **)o->into = value;
        return true;
    case LP_OPT_LIST:
        return put_list(o->into, value);
    case LP_OPT_NUMBER:
        errno = 0;
        *(unsigned long long *)o->into = strtoull(value, &end, 10);
        if (errno == 0 && value[0] >= '0' && value[0] <= '9' && *end == '\0') {
            return true;
        }
        break;
    case LP_OPT_END:
    case LP_OPT_MORE:
        break;
    }
    fprintf(log, "leafproof: --%s takes a number, not \"", o->name);
    lp_say_text(log, value);
    fprintf(log, "\" [E0101]\n");
    return false;
}

/* The entry after `o`, wherever the table goes on. */
static const struct lp_opt *
following(const struct lp_opt *o)
{
    o++;
    return o->kind == LP_OPT_MORE ? o->into : o;
}

static const struct lp_opt *
beginning(const struct lp_opt *o)
{
    return o->kind == LP_OPT_MORE ? o->into : o;
}

static const struct lp_opt *
by_letter(const struct lp_opt *opts, char letter)
{
    for (opts = beginning(opts); opts->kind != LP_OPT_END;
         opts = following(opts)) {
        if (opts->letter == letter) {
            return opts;
        }
    }
    return NULL;
}

static const struct lp_opt *
by_name(const struct lp_opt *opts, const char *name, size_t len)
{
    for (opts = beginning(opts); opts->kind != LP_OPT_END;
         opts = following(opts)) {
        if (strlen(opts->name) == len && strncmp(opts->name, name, len) == 0) {
            return opts;
        }
    }
    return NULL;
}

static bool
unknown(const struct lp_opt *opts, const char *arg, FILE *log)
{
    const struct lp_opt *best = NULL;
    unsigned least = NEAR + 1;

    fprintf(log, "leafproof: there is no option ");
    lp_say_text(log, arg);
    fprintf(log, " [E0101]\n");
    for (opts = beginning(opts);
         arg[0] == '-' && arg[1] == '-' && opts->kind != LP_OPT_END;
         opts = following(opts)) {
        unsigned d = lp_opt_distance(arg + 2, opts->name);

        if (d < least) {
            least = d;
            best = opts;
        }
    }
    if (best != NULL) {
        fprintf(log, "  did you mean --%s?\n", best->name);
    }
    return false;
}

static bool
lacks_value(const struct lp_opt *o, FILE *log)
{
    fprintf(log, "leafproof: --%s needs a value: --%s %s [E0101]\n", o->name,
            o->name, o->value);
    return false;
}

static bool
long_option(const struct lp_opt *opts, char **argv, int argc, int *i, FILE *log)
{
    const char *name = argv[*i] + 2;
    const char *equals = strchr(name, '=');
    size_t len = equals == NULL ? strlen(name) : (size_t)(equals - name);
    const struct lp_opt *o = by_name(opts, name, len);

    if (o == NULL) {
        return unknown(opts, argv[*i], log);
    }
    if (o->kind == LP_OPT_FLAG) {
        if (equals != NULL) {
            fprintf(log, "leafproof: --%s takes no value [E0101]\n", o->name);
            return false;
        }
        return store(o, NULL, log);
    }
    if (equals != NULL) {
        return store(o, equals + 1, log);
    }
    if (*i + 1 == argc) {
        return lacks_value(o, log);
    }
    return store(o, argv[++*i], log);
}

static bool
short_options(const struct lp_opt *opts, char **argv, int argc, int *i,
              FILE *log)
{
    for (const char *p = argv[*i] + 1; *p != '\0'; p++) {
        const struct lp_opt *o = by_letter(opts, *p);
        char word[] = {'-', *p, '\0'};

        if (o == NULL) {
            return unknown(opts, word, log);
        }
        if (o->kind == LP_OPT_FLAG) {
            (void)store(o, NULL, log);
            continue;
        }
        if (p[1] != '\0') {
            return store(o, p + 1, log);
        }
        if (*i + 1 == argc) {
            return lacks_value(o, log);
        }
        return store(o, argv[++*i], log);
    }
    return true;
}

bool
lp_opt_parse(const struct lp_opt *opts, int argc, char **argv,
             struct lp_list *operands, FILE *log)
{
    bool only_operands = false;
    bool good = true;

    for (int i = 1; good && i < argc; i++) {
        const char *arg = argv[i];

        if (only_operands || arg[0] != '-' || arg[1] == '\0') {
            good = put_list(operands, arg);
        } else if (strcmp(arg, "--") == 0) {
            only_operands = true;
        } else if (arg[1] == '-') {
            good = long_option(opts, argv, argc, &i, log);
        } else {
            good = short_options(opts, argv, argc, &i, log);
        }
    }
    return good;
}

void
lp_opt_usage(const struct lp_opt *opts, FILE *to)
{
    for (opts = beginning(opts); opts->kind != LP_OPT_END;
         opts = following(opts)) {
        char left[64];

        (void)snprintf(left, sizeof left, "%s%c%s --%s%s%s",
                       opts->letter != 0 ? "-" : " ",
                       opts->letter != 0 ? opts->letter : ' ',
                       opts->letter != 0 ? "," : " ", opts->name,
                       opts->value == NULL ? "" : " ",
                       opts->value == NULL ? "" : opts->value);
        fprintf(to, "  %-28s %s\n", left, opts->help);
    }
}
