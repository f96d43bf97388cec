#include "bundle/do_gaps.h"

#include "bundle/heading.h"
#include "bundle/part_facts.h"
#include "crypto/rand.h"

/* The name of a part without "part 1.2 " before it; of all else, what comes
 * after the last folder. */
static struct lp_slice
name_of(const struct lp_record *r)
{
    struct lp_cursor c = lp_cursor_over(r->name);
    struct lp_slice name = r->name;

    if (r->role == LP_ROLE_PART) {
        (void)lp_cursor_until(&c, ' ');
        (void)lp_cursor_until(&c, ' ');
        return c.failed ? (struct lp_slice){0} : c.rest;
    }
    for (size_t i = name.len; i > 0; i--) {
        if (name.data[i - 1] == '/') {
            return lp_slice_from(name, i);
        }
    }
    return name;
}

/* What a message lies in: its mailbox, or the folder of its file. */
static struct lp_slice
mailbox_of(const struct lp_record *r, const struct lp_where *at)
{
    if (r->depth > 0) {
        return at->parent;
    }
    for (size_t i = at->path.len; i > 0; i--) {
        if (at->path.data[i - 1] == '/') {
            return lp_slice_head(at->path, i - 1);
        }
    }
    return (struct lp_slice){0};
}

static enum lp_code
take_message(struct lp_gaps *g, const struct lp_record *r,
             const struct lp_where *at, struct lp_err *err)
{
    struct lp_mail_fields fields;
    enum lp_code rc;

    LP_TRY(lp_gaps_texts_end(g, r->depth + 1, err));
    if (r->facts.len == 0) {
        goto done;
    }
    if (!lp_heading_facts(&fields, r->facts)) {
        return lp_fail(err, LP_E_FORMAT, "the walker sent no facts");
    }
    rc = lp_gaps_message(g, at->path, mailbox_of(r, at), &fields, err);

done:
    return rc;
}

static enum lp_code
take_part(struct lp_gaps *g, const struct lp_record *r,
          const struct lp_where *at, struct lp_err *err)
{
    struct lp_part_told told;
    struct lp_cursor c;
    enum lp_code rc = LP_OK;

    if (r->facts.len == 0) {
        return LP_OK;
    }
    if (!lp_part_facts_read(&told, r->facts)) {
        return lp_fail(err, LP_E_FORMAT, "the walker sent no facts");
    }
    LP_TRY(lp_gaps_part(g, at->path, told.type, name_of(r), r->size, err));
    c = lp_cursor_over(told.lines);
    while (c.rest.len > 0 && !c.failed) {
        struct lp_slice line = lp_cursor_until(&c, '\n');

        LP_TRY(lp_gaps_line(g, at->path, line, err));
    }
    if (told.quoted.len > 0) {
        LP_TRY(lp_gaps_text(g, r->depth, at->parent, told.quoted, err));
    }

done:
    return rc;
}

struct listening {
    struct lp_gaps *gaps;
    struct lp_tally *tally;
};

static enum lp_code
on_item(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    struct listening *l = self;
    struct lp_slice name = name_of(r);
    enum lp_code rc = LP_OK;

    lp_tally_add(l->tally, r);
    if (r->kind == LP_KIND_MESSAGE) {
        LP_TRY(take_message(l->gaps, r, at, err));
    } else if (r->role == LP_ROLE_PART) {
        LP_TRY(take_part(l->gaps, r, at, err));
    }
    if (lp_record_has_bytes(r) && name.len > 0 && r->role != LP_ROLE_MESSAGE &&
        r->kind != LP_KIND_ROW) {
        rc = lp_gaps_file(l->gaps, at->path, name, err);
    }

done:
    return rc;
}

static const struct lp_sink_ops ops = {.item = on_item};

enum lp_code
lp_do_gaps(const struct lp_gaps_options *o, const struct lp_listener *listener,
           struct lp_gaps_report *report, struct lp_err *err)
{
    struct lp_inputs in = {0};
    struct lp_walk_how how = o->how;
    struct listening l = {.tally = &report->tally};
    struct lp_sink sink = {&ops, &l};
    uint8_t key[16];
    enum lp_code rc;

    *report = (struct lp_gaps_report){0};
    how.levels = 0;
    how.facts = true;
    lp_rand_bytes(key, sizeof key);
    LP_TRY(lp_gaps_new(&l.gaps, key, err));
    LP_TRY(lp_inputs_open(&in, o->paths, o->n, false, err));
    LP_TRY(lp_inputs_walk(&in, &how, &sink, listener, err));
    LP_TRY(lp_gaps_finish(l.gaps, &report->counts, o->told, o->who, err));

done:
    lp_gaps_free(l.gaps);
    lp_inputs_release(&in);
    return rc;
}
