#include <inttypes.h>
#include <string.h>

#include "bundle/do_convert.h"
#include "cmd/common.h"
#include "cmd/lists.h"
#include "cmd/say.h"

static enum lp_code
on_broken(void *who, const struct lp_sums_item *item, struct lp_err *err)
{
    struct lp_env *env = who;

    (void)err;
    fputs("leafproof: ", env->log);
    lp_say_text(env->log, item->why);
    fprintf(env->log, " (byte %" PRIu64 ") [F0550]\n", item->at);
    return LP_OK;
}

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
                     .broken = report.broken,
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
    if (strcmp(w->to, "bagit") == 0 && w->out == NULL) {
        fputs("leafproof: a bag needs a folder [E0101]\n"
              "  try: leafproof convert FILE.leaf --to bagit -o FOLDER, with "
              "the files in FOLDER/data\n",
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

/* A bag is no list: only the other words are of use. */
static bool
parse(struct lp_env *env, struct lp_lists_words w, bool bag,
      struct lp_lists_said *said)
{
    w.to = bag ? NULL : w.to;
    return lp_lists_parse(env, &w, said);
}

static int
run_convert(struct lp_env *env, int argc, char **argv)
{
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list operands = {0};
    struct lp_lists_words w = {0};
    struct lp_convert_options o = {.told = on_broken, .who = env};
    struct lp_lists_said said = {0};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_FILE, 'o', "output", &w.out, "FILE",
         "write it there (default: print it)"},
        {LP_OPT_TEXT, 't', "to", &w.to, "KIND",
         "gnu, bsd, hashdeep, csv, sfv, as a tool writes it (sha512sum), or "
         "bagit: the tag files of a bag, in the folder of -o"},
        {LP_OPT_TEXT, 0, "format", &w.to, "KIND", "the same as --to"},
        {LP_OPT_TEXT, 0, "from", &w.from, "KIND",
         "what the list is, where its first lines do not tell"},
        {LP_OPT_FLAG, 'z', "zero", &o.nul, NULL,
         "lines end in NUL, and nothing is escaped (gnu, bsd)"},
        {LP_OPT_TEXT, 0, "digest", &w.digest, "LIST",
         "of sha256, md5, sha1, sha384, sha512, blake2b, btv2, crc32, with "
         "commas (default: what there is)"},
        {LP_OPT_FLAG, 0, "members", &o.members, NULL,
         "of a manifest, what is in its files, too (csv)"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    lp_common_opts(&c, 0, more);
    exit =
        lp_common_parse(env, &lp_cmd_convert, opts, &c, argc, argv, &operands);
    o.bag = w.to != NULL && strcmp(w.to, "bagit") == 0;
    if (exit < 0 && (!sensible(env, &operands, &w, o.members) ||
                     !parse(env, w, o.bag, &said))) {
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        o.in = operands.of[0];
        o.from = said.from;
        o.to = said.to;
        o.algs = said.algs;
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
