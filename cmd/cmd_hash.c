#include <inttypes.h>

#include "base/text.h"
#include "bundle/do_hash.h"
#include "bundle/do_pieces.h"
#include "bundle/levels.h"
#include "cmd/common.h"
#include "cmd/records.h"
#include "cmd/say.h"

struct hash {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool lines;    /* a checksum line for each record */
    bool tree;     /* ... or one with its length and its btv2 */
    bool problems; /* tell each of them as it is met */
    struct lp_progress_bar bar;
};

/* The length stands beside the root, which says nothing without it. */
static void
tree_line(struct lp_buf *to, const struct lp_record *r,
          const struct lp_where *at)
{
    if (!r->tree) {
        return;
    }
    lp_buf_printf(to, "%" PRIu64 "  ", r->size);
    if (r->algs != 0) {
        lp_text_hex(to, (struct lp_slice){r->other[LP_ALG_BTV2],
                                          lp_alg_len(LP_ALG_BTV2)});
    } else {
        lp_buf_byte(to, '-');
    }
    lp_buf_str(to, "  ");
    lp_buf_put(to, at->path);
    lp_buf_byte(to, '\n');
}

static enum lp_code
on_item(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    struct hash *h = self;
    struct lp_buf line = {0};

    (void)err;
    if (h->as_json) {
        lp_records_item(&h->json, r, at, NULL);
    } else if (h->tree) {
        tree_line(&line, r, at);
    } else if (h->lines && r->has_digest) {
        lp_text_hex(&line, (struct lp_slice){r->digest.bytes, r->digest.len});
        lp_buf_str(&line, "  ");
        lp_buf_put(&line, at->path);
        lp_buf_byte(&line, '\n');
    }
    if (line.len > 0) {
        (void)fwrite(line.data, 1, line.len, h->env->out);
    }
    if (h->problems && (r->closed != LP_RULE_NONE || r->found.n > 0)) {
        lp_progress_clear(&h->bar);
        lp_records_problem(h->env->log, r, at);
    }
    lp_buf_release(&line);
    return LP_OK;
}

static const struct lp_sink_ops sink_ops = {.item = on_item};

static void
summarise_json(struct hash *h, const struct lp_hash_report *r,
               enum lp_exit exit, const char *out)
{
    struct lp_json *j = &h->json;

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", lp_records_verdict(exit));
    lp_json_number(j, "exit", exit);
    lp_records_totals(j, &r->tally);
    if (out != NULL) {
        lp_json_hex(j, "manifest", (struct lp_slice){r->sha256, 32});
    }
    lp_json_end(j);
}

static void
summarise(struct hash *h, const struct lp_hash_report *r, enum lp_exit exit,
          const struct lp_common *c, const char *out)
{
    FILE *to = out == NULL ? h->env->log : h->env->out;
    struct lp_buf hex = {0};
    char size[24];

    if (!c->quiet) {
        lp_progress_size(size, (double)r->tally.bytes);
        fputs("Hashed ", to);
        lp_say_count(to, r->tally.files, "file");
        fprintf(to, " (%s), ", size);
        lp_say_count(to, r->tally.items, "item");
        fprintf(to, ", %" PRIu64 " of them inside ", r->tally.inside);
        lp_say_count(to, r->tally.containers, "container");
        fputc('\n', to);
        if (r->tally.messages > 0) {
            fputs("  ", to);
            lp_say_many(to, r->tally.messages, "message");
            fputs(" and ", to);
            lp_say_many(to, r->tally.attachments, "attachment");
            fputc('\n', to);
        }
        lp_records_rows(to, &r->tally);
        lp_records_reasons(to, &r->tally);
    }
    if (out != NULL && !c->quiet) {
        lp_text_escape(&hex, lp_slice_str(out));
        lp_buf_str(&hex, "  sha256:");
        lp_text_hex(&hex, (struct lp_slice){r->sha256, 32});
        fprintf(to, "Wrote %.*s\n", (int)hex.len, (char *)hex.data);
        lp_buf_release(&hex);
    }
    if (exit == LP_EXIT_FINDING) {
        fprintf(to, "FINDINGS: %" PRIu64 " malformed or ambiguous\n",
                r->tally.findings);
    } else if (exit == LP_EXIT_INCOMPLETE) {
        fprintf(to, "INCOMPLETE: %" PRIu64 " recorded but not opened or read\n",
                r->tally.closed);
    } else {
        fprintf(to, "COMPLETE\n");
    }
    if (out != NULL && !c->quiet) {
        fputs("Next: leafproof sign ", to);
        lp_say_text(to, out);
        fputs(" --key KEY\n", to);
    }
}

static int
hash(struct hash *h, const struct lp_common *c, const struct lp_list *paths,
     const char *out)
{
    struct lp_hash_options o = {.paths = paths->of, .n = paths->n, .out = out};
    struct lp_listener listener = {
        .sink = {&sink_ops, h}, .progress = lp_progress_tell, .who = &h->bar};
    struct lp_hash_report report;
    struct lp_err err = {0};
    struct lp_json *json = h->as_json ? &h->json : NULL;
    enum lp_code rc;
    enum lp_exit exit;

    if (!lp_common_how(h->env, c, &o.how)) {
        return LP_EXIT_UNABLE;
    }
    o.how.tree = h->tree;
    if (h->lines && !h->as_json) {
        o.how.levels = 0; /* nobody will see them */
    } else if (c->levels == NULL) {
        o.how.levels = LP_LEVELS_OF_MANIFEST;
    }
    lp_common_progress(h->env, c, json, &o.how, &h->bar);
    if (h->as_json) {
        lp_records_start(&h->json, h->env);
    }
    rc = lp_do_hash(&o, &listener, &report, &err);
    lp_progress_clear(&h->bar);
    if (rc != LP_OK) {
        return lp_common_fail(h->env, json, &err);
    }
    exit = lp_records_exit(&report.tally);
    if (h->as_json) {
        summarise_json(h, &report, exit, out);
    } else {
        summarise(h, &report, exit, c, out);
    }
    return (int)exit;
}

/* Write the pieces of one file instead. */
static int
pieces(struct hash *h, const struct lp_common *c, const char *path,
       const char *out)
{
    struct lp_pieces_options o = {.path = path, .out = out};
    struct lp_pieces_report r;
    struct lp_walk_how how;
    struct lp_err err = {0};

    if (!lp_common_how(h->env, c, &how)) {
        return LP_EXIT_UNABLE;
    }
    o.threads = how.threads;
    if (lp_do_pieces(&o, &r, &err) != LP_OK) {
        return lp_common_fail(h->env, NULL, &err);
    }
    if (!c->quiet) {
        fputs("Wrote ", h->env->out);
        lp_say_text(h->env->out, out);
        fprintf(h->env->out, "  %" PRIu64 " bytes in ", r.size);
        lp_say_many(h->env->out, r.pieces, "piece");
        fputs("\nbtv2       ", h->env->out);
        for (size_t i = 0; i < sizeof r.root; i++) {
            fprintf(h->env->out, "%02x", r.root[i]);
        }
        fputs("\n", h->env->out);
    }
    fputs("COMPLETE\n", h->env->out);
    return LP_EXIT_GOOD;
}

/* Whether the options go together; told, if not. */
static bool
sensible(struct hash *h, const struct lp_common *c, const struct lp_list *paths,
         const char *out, const char *layer)
{
    const char *why = NULL;

    if (h->tree && (out != NULL || c->digest != NULL || c->levels != NULL)) {
        why = "--tree makes one digest, and no manifest";
    } else if (layer != NULL && (!h->tree || paths->n != 1 || h->as_json)) {
        why = "--pieces goes with --tree, one file and no --json";
    }
    if (why != NULL) {
        fprintf(h->env->log,
                "leafproof: %s [E0101]\n"
                "  try: leafproof hash --tree %s\n",
                why, layer == NULL ? "PATH..." : "FILE --pieces FILE.pieces");
    }
    return why == NULL;
}

static int
run_hash(struct lp_env *env, int argc, char **argv)
{
    struct hash h = {.env = env, .json = {.to = env->out}};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list paths = {0};
    const char *out = NULL;
    const char *layer = NULL;
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_FILE, 'o', "output", &out, "FILE.leaf",
         "write a manifest (default: print the digests)"},
        {LP_OPT_FLAG, 0, "tree", &h.tree, NULL,
         "print length and btv2 of each file, and open none"},
        {LP_OPT_TEXT, 0, "pieces", &layer, "FILE.pieces",
         "with --tree: write what parts of one file are verified by"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    lp_common_opts(&c, LP_COMMON_WALK | LP_COMMON_OUTPUT, more);
    exit = lp_common_parse(env, &lp_cmd_hash, opts, &c, argc, argv, &paths);
    if (exit < 0 && paths.n == 0) {
        fprintf(env->log, "leafproof: nothing to hash [E0101]\n"
                          "  try: leafproof hash PATH... -o FILE.leaf\n");
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        h.as_json = lp_common_json(&c);
        h.lines = out == NULL;
        h.problems = !h.as_json && !c.quiet;
        if (!sensible(&h, &c, &paths, out, layer)) {
            exit = LP_EXIT_UNABLE;
        } else if (layer != NULL) {
            exit = lp_common_end(env, pieces(&h, &c, paths.of[0], layer));
        } else {
            exit = lp_common_end(env, hash(&h, &c, &paths, out));
        }
    }
    lp_list_release(&paths);
    return exit;
}

const struct lp_cmd lp_cmd_hash = {
    .name = "hash",
    .operands = "PATH... [-o FILE.leaf]",
    .summary = "Hash every document at every depth, into a manifest.",
    .run = run_hash,
};
