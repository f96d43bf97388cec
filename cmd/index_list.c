#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bundle/do_sets.h"
#include "cmd/common.h"
#include "cmd/index.h"
#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/table.h"

struct list {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    struct lp_table table;
    uint64_t sets;
    uint64_t broken;
    uint64_t documents;
};

static void
put_levels(struct lp_buf *to, unsigned levels)
{
    const char *comma = "";

    for (unsigned l = LP_LEVEL_NONE + 1; l < LP_LEVEL_COUNT; l++) {
        if ((levels & LP_LEVEL_BIT(l)) != 0) {
            lp_buf_printf(to, "%s%s", comma, lp_level_word((enum lp_level)l));
            comma = ",";
        }
    }
}

/* What makes less of "not found", or must be known to ask at all. */
static void
put_notes(struct lp_buf *to, const struct lp_set_meta *m)
{
    const char *comma = "";

    if (m->list) {
        lp_buf_str(to, "list");
        comma = ", ";
    } else if (m->partial) {
        lp_buf_str(to, "partial");
        comma = ", ";
    }
    if (m->unopened > 0) {
        lp_buf_printf(to, "%sunopened %" PRIu64, comma, m->unopened);
        comma = ", ";
    }
    if (m->keyed.len > 0) {
        lp_buf_printf(to, "%skeyed ", comma);
        lp_buf_put(to, m->keyed);
    }
}

static enum lp_code
add_row(struct list *l, const char *path, const struct lp_set_meta *m,
        struct lp_err *err)
{
    struct lp_table *t = &l->table;
    struct lp_buf text = {0};
    enum lp_code rc;

    lp_text_escape(&text, lp_slice_str(path));
    lp_table_cell(t, lp_buf_slice(&text));
    lp_table_cell(t, m->publication);
    lp_table_cell(t, m->date);
    lp_table_text(t, lp_set_status_word(m->status));
    lp_buf_clear(&text);
    put_levels(&text, m->levels);
    lp_table_cell(t, lp_buf_slice(&text));
    lp_table_number(t, m->documents);
    lp_table_number(t, m->unique);
    lp_table_number(t, m->bytes);
    lp_buf_clear(&text);
    put_notes(&text, m);
    lp_table_cell(t, lp_buf_slice(&text));
    rc = lp_buf_check(&text, err);
    lp_buf_release(&text);
    return rc;
}

static void
set_json(struct lp_json *j, struct lp_set *set)
{
    const struct lp_set_meta *m = lp_set_about(set);

    lp_json_object(j, "set");
    lp_json_slice(j, "publication", m->publication);
    lp_json_slice(j, "date", m->date);
    lp_json_slice(j, "url", m->url);
    lp_json_text(j, "status", lp_set_status_word(m->status));
    lp_json_array(j, "levels");
    for (unsigned l = LP_LEVEL_NONE + 1; l < LP_LEVEL_COUNT; l++) {
        if ((m->levels & LP_LEVEL_BIT(l)) != 0) {
            lp_json_text(j, NULL, lp_level_word((enum lp_level)l));
        }
    }
    lp_json_array_end(j);
    lp_json_number(j, "documents", m->documents);
    lp_json_number(j, "unique", m->unique);
    lp_json_number(j, "bytes", m->bytes);
    lp_json_number(j, "unopened", m->unopened);
    lp_json_bool(j, "partial", m->partial);
    lp_json_bool(j, "list", m->list);
    if (m->keyed.len > 0) {
        lp_json_slice(j, "keyed", m->keyed);
    }
    lp_json_time(j, "made", m->made);
    lp_json_hex(j, "root", (struct lp_slice){lp_set_root(set), LP_KEY_SIZE});
    lp_json_object_end(j);
}

static void
item_json(struct lp_json *j, const char *path, struct lp_set *set,
          const struct lp_err *why)
{
    lp_json_begin(j, "item");
    lp_json_escaped(j, "path", path);
    if (set != NULL) {
        set_json(j, set);
    } else {
        lp_json_null(j, "set");
        lp_json_escaped(j, "note", why->text);
    }
    lp_json_end(j);
}

static enum lp_code
on_set(void *who, const char *path, struct lp_set *set,
       const struct lp_err *why, struct lp_err *err)
{
    struct list *l = who;

    l->sets += set != NULL ? 1 : 0;
    l->broken += set == NULL ? 1 : 0;
    l->documents += set == NULL ? 0 : lp_set_about(set)->documents;
    if (l->as_json) {
        item_json(&l->json, path, set, why);
        return LP_OK;
    }
    if (set == NULL) {
        fputs("leafproof: ", l->env->log);
        lp_say_text(l->env->log, why->text);
        fputc('\n', l->env->log);
        return LP_OK;
    }
    return add_row(l, path, lp_set_about(set), err);
}

static void
heads(struct lp_table *t)
{
    static const char *const words[] = {"file",   "publication", "date",
                                        "status", "levels",      "documents",
                                        "unique", "bytes",       "notes"};

    t->columns = sizeof words / sizeof words[0];
    t->right = 7U << 5;
    for (size_t i = 0; i < t->columns; i++) {
        lp_table_text(t, words[i]);
    }
}

static enum lp_exit
exit_of(const struct list *l)
{
    return l->broken > 0 ? LP_EXIT_INCOMPLETE : LP_EXIT_GOOD;
}

static void
summarise_json(struct list *l)
{
    struct lp_json *j = &l->json;

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", lp_records_verdict(exit_of(l)));
    lp_json_number(j, "exit", exit_of(l));
    lp_json_object(j, "sets");
    lp_json_number(j, "listed", l->sets);
    lp_json_number(j, "broken", l->broken);
    lp_json_number(j, "documents", l->documents);
    lp_json_object_end(j);
    lp_json_array(j, "incomplete");
    lp_records_reason(j, "broken-set", l->broken);
    lp_json_array_end(j);
    lp_json_end(j);
}

static enum lp_code
summarise(struct list *l, struct lp_err *err)
{
    FILE *to = l->env->out;
    enum lp_code rc = LP_OK;

    if (l->sets > 0) {
        rc = lp_table_print(&l->table, to, err);
    }
    if (l->broken > 0) {
        fputs("INCOMPLETE: ", to);
        lp_say_count(to, l->broken, "set");
        fputs(" cannot be used\n", to);
    } else if (!l->quiet) {
        lp_say_count(to, l->sets, "set");
        fputs(", ", to);
        lp_say_count(to, l->documents, "document");
        fputc('\n', to);
    }
    return rc;
}

static int
list(struct list *l, const char *const *paths, size_t n)
{
    struct lp_err err = {0};
    enum lp_code rc;

    heads(&l->table);
    if (l->as_json) {
        lp_records_start(&l->json, l->env);
    }
    rc = lp_do_sets_list(paths, n, on_set, l, &err);
    if (rc == LP_OK && l->as_json) {
        summarise_json(l);
    } else if (rc == LP_OK) {
        rc = summarise(l, &err);
    }
    lp_table_release(&l->table);
    return rc == LP_OK
               ? (int)exit_of(l)
               : lp_common_fail(l->env, l->as_json ? &l->json : NULL, &err);
}

static int
run_list(struct lp_env *env, int argc, char **argv)
{
    struct list l = {.env = env, .json = {.to = env->out}};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list paths = {0};
    struct lp_opt opts[LP_COMMON_MAX];
    const char *standing = getenv("LEAFPROOF_INDEX");
    int exit;

    lp_common_opts(&c, LP_COMMON_RECORDS, opts);
    exit =
        lp_common_parse(env, &lp_cmd_index_list, opts, &c, argc, argv, &paths);
    if (exit < 0 && paths.n == 0 && standing == NULL) {
        fputs("leafproof: no set to list [E0101]\n"
              "  try: leafproof index list PATH..., or set LEAFPROOF_INDEX\n",
              env->log);
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        l.as_json = lp_common_json(&c);
        l.quiet = c.quiet;
        exit = lp_common_end(env, paths.n == 0 ? list(&l, &standing, 1)
                                               : list(&l, paths.of, paths.n));
    }
    lp_list_release(&paths);
    return exit;
}

const struct lp_cmd lp_cmd_index_list = {
    .name = "index list",
    .operands = "[PATH...]",
    .summary = "Show what sets say of themselves.",
    .run = run_list,
};
