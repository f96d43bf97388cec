#include <string.h>

#include "bundle/do_convert.h"
#include "cmd/common.h"
#include "cmd/lists.h"

static int
convert(struct lp_env *env, const struct lp_convert_options *o)
{
    struct lp_convert_report report;
    struct lp_err err = {0};
    int exit;

    if (lp_do_convert(o, &report, &err) != LP_OK) {
        exit = lp_common_fail(env, NULL, &err);
    } else {
        exit = lp_lists_end(
            env, &(struct lp_lists_made){
                     .out = o->out,
                     .text = lp_buf_slice(&report.text),
                     .documents = report.documents,
                     .left_out = report.lacking,
                     .why = ", of which the manifest has no digest"});
    }
    lp_convert_report_release(&report);
    return exit;
}

/* Whether the words make sense; told if not. */
static bool
sensible(struct lp_env *env, const struct lp_list *operands,
         const struct lp_lists_words *w, bool members)
{
    if (operands->n != 1 || w->to == NULL) {
        fputs("leafproof: convert takes one manifest or list, and the kind of "
              "list to make [E0101]\n"
              "  try: leafproof convert FILE.leaf --to gnu\n",
              env->log);
        return false;
    }
    if (strcmp(w->to, "leaf") == 0) {
        fputs("leafproof: a manifest says of every document what its decoded "
              "form is, and no list knows that [E0101]\n"
              "  try: leafproof hash FOLDER -o FILE.leaf\n",
              env->log);
        return false;
    }
    if (members && strcmp(w->to, "csv") != 0) {
        fputs("leafproof: --members needs --to csv: what is in a container has "
              "no path [E0101]\n",
              env->log);
        return false;
    }
    return true;
}

static int
run_convert(struct lp_env *env, int argc, char **argv)
{
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list operands = {0};
    struct lp_lists_words w = {0};
    struct lp_convert_options o = {0};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_TEXT, 'o', "output", &w.out, "FILE",
         "write it there (default: print it)"},
        {LP_OPT_TEXT, 't', "to", &w.to, "KIND", "gnu, bsd, hashdeep or csv"},
        {LP_OPT_TEXT, 0, "digest", &w.digest, "LIST",
         "of sha256, md5, sha1, sha512, blake2b, btv2, with commas (default: "
         "what "
         "there is)"},
        {LP_OPT_FLAG, 0, "members", &o.members, NULL,
         "of a manifest, what is in its files, too (csv)"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    lp_common_opts(&c, 0, more);
    exit =
        lp_common_parse(env, &lp_cmd_convert, opts, &c, argc, argv, &operands);
    if (exit < 0 && (!sensible(env, &operands, &w, o.members) ||
                     !lp_lists_parse(env, &w, &o.to, &o.algs))) {
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        o.in = operands.of[0];
        o.out = w.out;
        exit = lp_common_end(env, convert(env, &o));
    }
    lp_list_release(&operands);
    return exit;
}

const struct lp_cmd lp_cmd_convert = {
    .name = "convert",
    .operands = "FILE --to KIND [-o FILE]",
    .summary = "Make a flat list of a manifest, or of another list.",
    .run = run_convert,
};
