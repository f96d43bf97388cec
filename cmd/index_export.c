#include <stdlib.h>

#include "base/text.h"
#include "bundle/do_export.h"
#include "cmd/common.h"
#include "cmd/index.h"
#include "cmd/lists.h"

static int
export_list(struct lp_env *env, const struct lp_export_options *o)
{
    struct lp_export_report report;
    struct lp_err err = {0};
    int exit;

    if (lp_do_export(o, &report, &err) != LP_OK) {
        exit = lp_common_fail(env, NULL, &err);
    } else {
        exit = lp_lists_end(env,
                            &(struct lp_lists_made){
                                .out = o->out,
                                .text = lp_buf_slice(&report.text),
                                .documents = report.documents,
                                .left_out = report.left_out,
                                .why = ": the set has no whole digest of them "
                                       "for such a list, or not the size"});
    }
    lp_export_report_release(&report);
    return exit;
}

static int
export_set(struct lp_env *env, const char *set, const char *out)
{
    struct lp_buf line = {0};
    uint8_t root[32];
    struct lp_err err = {0};

    if (lp_do_export_set(set, out, root, &err) != LP_OK) {
        return lp_common_fail(env, NULL, &err);
    }
    lp_text_escape(&line, lp_slice_str(out));
    lp_buf_str(&line, "  root:");
    lp_text_hex(&line, (struct lp_slice){root, sizeof root});
    fprintf(env->out, "Wrote %.*s\n", (int)line.len, (const char *)line.data);
    lp_buf_release(&line);
    return LP_EXIT_GOOD;
}

static int export(struct lp_env *env, const char *set,
                  const struct lp_lists_words *w, bool bare)
{
    struct lp_export_options o = {.set = set, .out = w->out};
    struct lp_lists_said said;

    if (!bare) {
        if (!lp_lists_parse(env, w, &said)) {
            return LP_EXIT_UNABLE;
        }
        o.to = said.to;
        o.algs = said.algs;
        return export_list(env, &o);
    }
    if (w->out == NULL || w->to != NULL || w->digest != NULL) {
        fputs("leafproof: --without-locators makes another set [E0101]\n"
              "  try: leafproof index export SET --without-locators -o "
              "FILE.set\n",
              env->log);
        return LP_EXIT_UNABLE;
    }
    return export_set(env, set, w->out);
}

static int
run_export(struct lp_env *env, int argc, char **argv)
{
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list sets = {0};
    struct lp_lists_words w = {0};
    bool bare = false;
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_FILE, 'o', "output", &w.out, "FILE",
         "write it there (default: print it)"},
        {LP_OPT_TEXT, 't', "to", &w.to, "KIND",
         "csv (default), gnu, bsd or hashdeep"},
        {LP_OPT_TEXT, 0, "digest", &w.digest, "LIST",
         "of sha256, sha1, md5, with commas (default: what the set has)"},
        {LP_OPT_FLAG, 0, "without-locators", &bare, NULL,
         "make another set, which does not say where documents stood"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    lp_common_opts(&c, 0, more);
    exit =
        lp_common_parse(env, &lp_cmd_index_export, opts, &c, argc, argv, &sets);
    if (exit < 0 && sets.n != 1) {
        fputs("leafproof: index export takes one set [E0101]\n"
              "  try: leafproof index export SET -o FILE\n",
              env->log);
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        exit = lp_common_end(env, export(env, sets.of[0], &w, bare));
    }
    lp_list_release(&sets);
    return exit;
}

const struct lp_cmd lp_cmd_index_export = {
    .name = "index export",
    .operands = "SET [-o FILE] [--to KIND]",
    .summary = "Write a set as a flat list, or without its locators.",
    .run = run_export,
};
