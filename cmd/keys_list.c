#include <inttypes.h>

#include "base/text.h"
#include "cmd/common.h"
#include "cmd/keys.h"
#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/table.h"

struct list {
    struct lp_keys_out out;
    struct lp_table table;
    struct lp_buf cell;
};

static void
put_time(struct list *l, int64_t at)
{
    lp_buf_clear(&l->cell);
    if (at == 0) {
        lp_buf_str(&l->cell, "-");
    } else {
        lp_text_time(&l->cell, at);
    }
    lp_table_cell(&l->table, lp_buf_slice(&l->cell));
}

static void
put_foreign(struct list *l, struct lp_slice words)
{
    lp_buf_clear(&l->cell);
    lp_text_escape(&l->cell, words);
    lp_table_cell(&l->table, lp_buf_slice(&l->cell));
}

static void
put_flags(struct list *l, unsigned flags, unsigned faults)
{
    const char *comma = "";

    lp_buf_clear(&l->cell);
    for (unsigned bit = 0; lp_key_flag_word(bit) != NULL; bit++) {
        if ((flags >> bit & 1) != 0) {
            lp_buf_printf(&l->cell, "%s%s", comma, lp_key_flag_word(bit));
            comma = ", ";
        }
    }
    for (unsigned f = 0; f < LP_KEY_FAULTS; f++) {
        if ((faults & LP_FAULT_BIT(f)) != 0) {
            lp_buf_printf(&l->cell, "%s%s", comma, lp_key_fault_info(f)->word);
            comma = ", ";
        }
    }
    lp_table_cell(&l->table, lp_buf_slice(&l->cell));
}

static enum lp_code
put_row(struct list *l, const struct lp_keys_item *item, struct lp_err *err)
{
    put_foreign(l, item->entry->name);
    put_time(l, item->entry->first);
    put_time(l, item->entry->last);
    put_foreign(l, item->entry->source);
    lp_table_text(&l->table, item->look->algorithm);
    if (item->look->bits > 0) {
        lp_table_number(&l->table, item->look->bits);
    } else {
        lp_table_text(&l->table, "-");
    }
    put_flags(l, item->look->flags, item->faults->bits);
    return lp_buf_check(&l->cell, err);
}

static void
json_foreign(struct lp_json *j, struct lp_buf *room, const char *key,
             struct lp_slice words)
{
    lp_buf_clear(room);
    lp_text_escape(room, words);
    lp_json_slice(j, key, lp_buf_slice(room));
}

static void
json_time(struct lp_json *j, const char *key, int64_t at)
{
    if (at == 0) {
        lp_json_null(j, key);
    } else {
        lp_json_time(j, key, at);
    }
}

static void
json_fault(struct list *l, const struct lp_keys_item *item,
           const struct lp_key_fault_info *info)
{
    struct lp_json *j = &l->out.json;
    const struct lp_key_faults *f = item->faults;

    lp_json_begin(j, "finding");
    lp_json_text(j, "code", info->code);
    lp_json_text(j, "verdict", info->word);
    lp_json_text(j, "severity", "error");
    json_foreign(j, &l->cell, "name", item->entry->name);
    lp_json_text(j, "message", info->text);
    lp_json_object(j, "evidence");
    if (info == lp_key_fault_info(LP_FAULT_SHARED) && f->with.len > 0) {
        json_foreign(j, &l->cell, "with", f->with);
    }
    if (info == lp_key_fault_info(LP_FAULT_PUBLIC)) {
        json_time(j, "from", f->public_from);
        json_foreign(j, &l->cell, "why", f->why);
    }
    lp_json_object_end(j);
    lp_json_end(j);
}

static enum lp_code
json_item(struct list *l, const struct lp_keys_item *item, struct lp_err *err)
{
    struct lp_json *j = &l->out.json;

    lp_json_begin(j, "item");
    json_foreign(j, &l->cell, "name", item->entry->name);
    json_time(j, "first", item->entry->first);
    json_time(j, "last", item->entry->last);
    json_foreign(j, &l->cell, "source", item->entry->source);
    lp_json_text(j, "algorithm", item->look->algorithm);
    lp_json_number(j, "bits", item->look->bits);
    lp_json_array(j, "flags");
    for (unsigned bit = 0; lp_key_flag_word(bit) != NULL; bit++) {
        if ((item->look->flags >> bit & 1) != 0) {
            lp_json_text(j, NULL, lp_key_flag_word(bit));
        }
    }
    lp_json_array_end(j);
    if (item->look->why != NULL) {
        lp_json_text(j, "note", item->look->why);
    }
    json_foreign(j, &l->cell, "record", item->entry->text);
    lp_json_end(j);
    for (unsigned f = 0; f < LP_KEY_FAULTS; f++) {
        if ((item->faults->bits & LP_FAULT_BIT(f)) != 0) {
            json_fault(l, item, lp_key_fault_info(f));
        }
    }
    return lp_buf_check(&l->cell, err);
}

static enum lp_code
on_record(void *who, const struct lp_keys_item *item, struct lp_err *err)
{
    struct list *l = who;

    return l->out.as_json ? json_item(l, item, err) : put_row(l, item, err);
}

static enum lp_code
on_bad(void *who, const char *file, const struct lp_key_bad *bad,
       struct lp_err *err)
{
    struct list *l = who;

    return lp_keys_say_bad(&l->out, file, bad, err);
}

static void
heads(struct lp_table *t)
{
    static const char *const words[] = {"name",   "first seen", "last seen",
                                        "source", "algorithm",  "bits",
                                        "flags"};

    t->columns = sizeof words / sizeof words[0];
    t->right = 1U << 5;
    for (size_t i = 0; i < t->columns; i++) {
        lp_table_text(t, words[i]);
    }
}

static enum lp_exit
exit_of(const struct lp_keys_report *r)
{
    return r->faulty > 0                ? LP_EXIT_FINDING
           : r->bad > 0 || !r->compared ? LP_EXIT_INCOMPLETE
                                        : LP_EXIT_GOOD;
}

static void
summarise_json(struct list *l, const struct lp_keys_report *r)
{
    struct lp_json *j = &l->out.json;

    lp_keys_summary(&l->out, exit_of(r));
    lp_json_object(j, "keys");
    lp_json_number(j, "records", r->records);
    lp_json_number(j, "names", r->names);
    lp_json_object(j, "flags");
    for (unsigned bit = 0; lp_key_flag_word(bit) != NULL; bit++) {
        if (r->flagged[bit] > 0) {
            lp_json_number(j, lp_key_flag_word(bit), r->flagged[bit]);
        }
    }
    lp_json_object_end(j);
    lp_json_object(j, "faults");
    for (unsigned f = 0; f < LP_KEY_FAULTS; f++) {
        if (r->faults[f] > 0) {
            lp_json_number(j, lp_key_fault_info(f)->word, r->faults[f]);
        }
    }
    lp_json_object_end(j);
    lp_json_object_end(j);
    lp_keys_summary_end(&l->out, r);
}

static enum lp_code
summarise(struct list *l, const struct lp_keys_report *r, struct lp_err *err)
{
    FILE *to = l->out.env->out;
    enum lp_code rc = LP_OK;

    if (r->records > 0) {
        rc = lp_table_print(&l->table, to, err);
    }
    if (!l->out.quiet) {
        lp_say_count(to, r->records, "record");
        fputs(" of ", to);
        lp_say_count(to, r->names, "name");
        fputc('\n', to);
        for (unsigned f = 0; f < LP_KEY_FAULTS; f++) {
            if (r->faults[f] > 0) {
                fprintf(to, "  %-14s %6" PRIu64 "  leafproof explain %s\n",
                        lp_key_fault_info(f)->word, r->faults[f],
                        lp_key_fault_info(f)->code);
            }
        }
    }
    if (r->faulty > 0) {
        fputs("FINDINGS: what ", to);
        lp_say_count(to, r->faulty, "key");
        fputs(" signed may be by anybody\n", to);
    }
    lp_keys_say_incomplete(&l->out, r);
    return rc;
}

static int
list(struct list *l, const struct lp_list *files,
     const struct lp_list *bad_keys)
{
    const struct lp_keys_options o = {.files = files->of,
                                      .n = files->n,
                                      .bad_keys = bad_keys->of,
                                      .bad_keys_n = bad_keys->n,
                                      .told = on_record,
                                      .bad = on_bad,
                                      .who = l};
    struct lp_keys_report report;
    struct lp_err err = {0};
    enum lp_code rc;

    heads(&l->table);
    if (l->out.as_json) {
        lp_records_start(&l->out.json, l->out.env);
    }
    rc = lp_do_keys_list(&o, &report, &err);
    if (rc == LP_OK && l->out.as_json) {
        summarise_json(l, &report);
    } else if (rc == LP_OK) {
        rc = summarise(l, &report, &err);
    }
    lp_table_release(&l->table);
    lp_buf_release(&l->cell);
    return rc == LP_OK
               ? (int)exit_of(&report)
               : lp_common_fail(l->out.env,
                                l->out.as_json ? &l->out.json : NULL, &err);
}

static int
run_list(struct lp_env *env, int argc, char **argv)
{
    struct list l = {.out = {.env = env, .json = {.to = env->out}}};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list files = {0};
    struct lp_list bad_keys = {0};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_LIST, 0, "bad-keys", &bad_keys, "FILE",
         "keys that are known to be bad, as for authenticate (repeatable)"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    lp_common_opts(&c, LP_COMMON_RECORDS, more);
    exit =
        lp_common_parse(env, &lp_cmd_keys_list, opts, &c, argc, argv, &files);
    if (exit < 0 && files.n == 0) {
        fputs("leafproof: no archive to list [E0101]\n"
              "  try: leafproof keys list FILE...\n",
              env->log);
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        l.out.as_json = lp_common_json(&c);
        l.out.quiet = c.quiet;
        exit = lp_common_end(env, list(&l, &files, &bad_keys));
    }
    lp_list_release(&files);
    lp_list_release(&bad_keys);
    return exit;
}

const struct lp_cmd lp_cmd_keys_list = {
    .name = "keys list",
    .operands = "FILE...",
    .summary = "Show the records of archives, and what is odd about them.",
    .run = run_list,
};
