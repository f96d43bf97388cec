#include "cmd/matched.h"

#include "bundle/row_count.h"

static void
put_set(struct lp_json *j, const struct lp_set_meta *about)
{
    lp_json_slice(j, "publication", about->publication);
    lp_json_slice(j, "date", about->date);
}

/* A document of a set. The object is open, for more. */
static void
begin_match(struct lp_json *j, const char *key, const char *verdict,
            enum lp_level level, const struct lp_index_hit *hit)
{
    const struct lp_set_meta *about = lp_set_about(hit->set);

    lp_json_object(j, key);
    lp_json_text(j, "level", verdict);
    if (level != LP_LEVEL_NONE) {
        lp_json_text(j, "by", lp_level_word(level));
    }
    put_set(j, about);
    lp_json_slice(j, "url", about->url);
    lp_json_slice(j, "path", hit->record.locator);
}

static void
put_pages(struct lp_json *j, const struct lp_likeness *like)
{
    if (like->pages == 0) {
        return;
    }
    lp_json_array(j, "pages");
    for (unsigned i = 0; i < like->pages; i++) {
        lp_json_object(j, NULL);
        lp_json_number(j, "first", like->page[i].first);
        lp_json_number(j, "last", like->page[i].last);
        lp_json_object_end(j);
    }
    lp_json_array_end(j);
}

static void
put_near_match(struct lp_json *j, const char *key,
               const struct lp_likeness *like)
{
    begin_match(j, key, lp_verdict_word(LP_VERDICT_NEAR), LP_LEVEL_NEAR,
                &like->near);
    lp_json_part(j, "score", like->score);
    lp_json_object_end(j);
}

static void
put_part_match(struct lp_json *j, const char *key,
               const struct lp_likeness *like, bool rows)
{
    begin_match(j, key, lp_verdict_word(LP_VERDICT_PARTIAL),
                rows ? LP_LEVEL_NONE : LP_LEVEL_PART, &like->part);
    if (rows) {
        lp_json_text(j, "via", "rows");
    }
    lp_json_part(j, "share", like->share);
    lp_json_part(j, "share_in_all", like->covered);
    put_pages(j, like);
    lp_json_object_end(j);
}

static void
put_match(struct lp_json *j, const struct lp_judgement *v)
{
    if (v->match.set == NULL) {
        return;
    }
    if (v->verdict == LP_VERDICT_NEAR) {
        put_near_match(j, "match", &v->like);
    } else if (v->verdict == LP_VERDICT_PARTIAL) {
        put_part_match(j, "match", &v->like, v->by_rows);
    } else {
        begin_match(j, "match",
                    v->verdict == LP_VERDICT_TRIVIAL
                        ? "SOFTWARE"
                        : lp_verdict_word(v->verdict),
                    v->level, &v->match);
        if (v->via_container) {
            lp_json_text(j, "via", "container");
        }
        lp_json_object_end(j);
    }
}

/* What agrees beside what gave the verdict. */
static void
put_weaker(struct lp_json *j, const struct lp_judgement *v)
{
    bool near = v->like.near.set != NULL && v->verdict < LP_VERDICT_NEAR;
    bool part = v->like.part.set != NULL && v->verdict < LP_VERDICT_PARTIAL;

    if (v->weaker_n == 0 && !near && !part) {
        return;
    }
    lp_json_array(j, "weaker");
    for (unsigned i = 0; i < v->weaker_n; i++) {
        const struct lp_weaker *w = &v->weaker[i];

        begin_match(j, NULL, lp_verdict_word(w->verdict), w->level, &w->match);
        lp_json_object_end(j);
    }
    if (near) {
        put_near_match(j, NULL, &v->like);
    }
    if (part) {
        put_part_match(j, NULL, &v->like, false);
    }
    lp_json_array_end(j);
}

/* A message, and what is attached to it. */
static void
put_attached(struct lp_json *j, const struct lp_attached *a)
{
    if (a->known + a->new + a->unknown > 0) {
        lp_json_object(j, "attached");
        lp_json_number(j, "public", a->known);
        lp_json_number(j, "new", a->new);
        lp_json_number(j, "unknown", a->unknown);
        lp_json_object_end(j);
    }
}

void
lp_matched_rows(struct lp_json *j, const struct lp_rows *r)
{
    lp_json_number(j, "total", lp_row_count_all(r));
    lp_json_number(j, "public", r->known);
    lp_json_number(j, "trivial", r->trivial);
    lp_json_number(j, "similar", r->alike);
    lp_json_number(j, "new", r->new);
    lp_json_number(j, "unknown", r->unknown);
}

static void
put_tried(struct lp_json *j, unsigned levels)
{
    lp_json_array(j, "levels_tried");
    for (unsigned l = LP_LEVEL_NONE + 1; l < LP_LEVEL_COUNT; l++) {
        if ((levels & LP_LEVEL_BIT(l)) != 0) {
            lp_json_text(j, NULL, lp_level_word((enum lp_level)l));
        }
    }
    lp_json_array_end(j);
}

void
lp_matched_verdict(struct lp_json *j, const struct lp_judgement *v)
{
    if (v == NULL || v->verdict == LP_VERDICT_NONE) {
        return;
    }
    lp_json_text(j, "verdict", lp_verdict_word(v->verdict));
    if (v->trivial != LP_TRIVIAL_NOT) {
        lp_json_text(j, "trivial", lp_trivial_word(v->trivial));
    }
    put_match(j, v);
    put_weaker(j, v);
    put_attached(j, &v->attached);
    if (lp_row_count_all(&v->rows) > 0) {
        lp_json_object(j, "rows");
        lp_matched_rows(j, &v->rows);
        lp_json_object_end(j);
    }
    if (v->also_n > 0) {
        lp_json_array(j, "also");
        for (size_t i = 0; i < v->also_n; i++) {
            begin_match(j, NULL, lp_verdict_word(v->verdict), v->level,
                        &v->also[i]);
            lp_json_object_end(j);
        }
        lp_json_array_end(j);
    }
    if (v->prior.set != NULL) {
        const struct lp_set_meta *about = lp_set_about(v->prior.set);

        lp_json_object(j, "prior");
        lp_json_text(j, "level", lp_verdict_word(v->prior_level));
        lp_json_text(j, "status", lp_set_status_word(about->status));
        put_set(j, about);
        lp_json_object_end(j);
    }
    if (v->first.len > 0) {
        lp_json_slice(j, "same_as", v->first);
    }
    if (v->verdict == LP_VERDICT_NEW) {
        put_tried(j, v->tried);
    }
}

void
lp_matched_same_id(struct lp_json *j, const struct lp_record *r,
                   const struct lp_where *at, const struct lp_judgement *v)
{
    lp_json_begin(j, "finding");
    lp_json_text(j, "code", "F0602");
    lp_json_text(j, "verdict", "SAME-ID");
    lp_json_text(j, "severity", "warning");
    lp_json_slice(j, "path", at->path);
    lp_json_text(j, "message",
                 "A public message has the same Message-ID and other content.");
    lp_json_object(j, "evidence");
    lp_json_hex(j, "mih",
                (struct lp_slice){r->id[LP_ID_MIH], lp_id_len(LP_ID_MIH)});
    lp_json_object_end(j);
    begin_match(j, "match", "SAME-ID", LP_LEVEL_MIH, &v->same_id);
    lp_json_object_end(j);
    lp_json_end(j);
}
