#include "ledger/set_strip.h"

#include "base/file.h"
#include "ledger/set_pages.h"
#include "ledger/set_verify.h"

/* Both are read after every page was found good. */

static enum lp_code
put_section(const struct lp_set_map *m, const struct lp_set_section *part,
            struct lp_set_pages *p, struct lp_err *err)
{
    struct lp_slice bytes = {m->bytes + part->offset, (size_t)part->length};

    return lp_set_pages_put(p, bytes, err);
}

static enum lp_code
put_offsets(uint64_t records, struct lp_set_pages *p, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (uint64_t i = 0; rc == LP_OK && i <= records; i++) {
        uint8_t at[8];

        lp_put_le64(at, i * LP_SET_RECORD_HEAD);
        rc = lp_set_pages_put(p, (struct lp_slice){at, sizeof at}, err);
    }
    return rc;
}

static enum lp_code
put_heads(struct lp_set *s, uint64_t records, struct lp_set_pages *p,
          struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (uint64_t i = 0; rc == LP_OK && i < records; i++) {
        uint8_t head[LP_SET_RECORD_HEAD];
        struct lp_set_record record;

        rc = lp_set_record_at(s, i, &record, err);
        if (rc == LP_OK) {
            record.locator = (struct lp_slice){0};
            lp_set_record_head(head, &record);
            rc = lp_set_pages_put(p, (struct lp_slice){head, sizeof head}, err);
        }
    }
    return rc;
}

static enum lp_code
put_all(struct lp_set *s, struct lp_set_pages *p, struct lp_err *err)
{
    const struct lp_set_map *m = lp_set_file(s);
    uint64_t records = m->layout.counts.records;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < m->layout.parts; i++) {
        const struct lp_set_section *part = &m->layout.part[i];

        if (part->type == LP_SET_PAGES) {
            continue;
        }
        if (part->type == LP_SET_RECS) {
            LP_TRY(put_offsets(records, p, err));
        } else if (part->type == LP_SET_BLOB) {
            LP_TRY(put_heads(s, records, p, err));
        } else {
            LP_TRY(put_section(m, part, p, err));
        }
        LP_TRY(lp_set_pages_pad(p, err));
    }

done:
    return rc;
}

enum lp_code
lp_set_strip(struct lp_set *s, const char *path, uint8_t *root,
             struct lp_err *err)
{
    struct lp_set_counts counts = lp_set_file(s)->layout.counts;
    struct lp_outfile to = {.fd = -1};
    struct lp_set_pages pages = {0};
    struct lp_set_layout layout;
    enum lp_code rc;

    LP_TRY(lp_set_verify(s, err));
    counts.blob = counts.records * LP_SET_RECORD_HEAD;
    lp_set_layout_make(&layout, &counts);
    LP_TRY(lp_outfile_open(&to, path, 0644, true, err));
    LP_TRY(lp_set_pages_init(&pages, &to, &layout, err));
    LP_TRY(put_all(s, &pages, err));
    LP_TRY(lp_set_pages_finish(&pages, root, err));
    LP_TRY(lp_outfile_commit(&to, err));

done:
    lp_set_pages_release(&pages);
    lp_outfile_release(&to);
    return rc;
}
