#include "ledger/set_pages.h"

#include <stdlib.h>
#include <string.h>

static enum lp_code
put_page(struct lp_set_pages *p, const uint8_t *bytes, struct lp_err *err)
{
    struct lp_slice page = {bytes, LP_SET_PAGE};
    struct lp_digest d;
    enum lp_code rc;

    LP_TRY(lp_digest_of(&d, LP_ALG_SHA256, page, err));
    lp_buf_put(&p->list, (struct lp_slice){d.bytes, LP_KEY_SIZE});
    LP_TRY(lp_buf_check(&p->list, err));
    LP_TRY(lp_outfile_put(p->to, page, err));

done:
    return rc;
}

enum lp_code
lp_set_pages_init(struct lp_set_pages *p, struct lp_outfile *to,
                  const struct lp_set_layout *layout, struct lp_err *err)
{
    *p = (struct lp_set_pages){.to = to};
    p->first = malloc(LP_SET_PAGE);
    p->page = malloc(LP_SET_PAGE);
    if (p->first == NULL || p->page == NULL) {
        return lp_no_memory(err);
    }
    lp_set_layout_write(p->first, layout);
    return put_page(p, p->first, err);
}

enum lp_code
lp_set_pages_put(struct lp_set_pages *p, struct lp_slice bytes,
                 struct lp_err *err)
{
    while (bytes.len > 0) {
        struct lp_slice part = lp_slice_head(bytes, LP_SET_PAGE - p->fill);

        memcpy(p->page + p->fill, part.data, part.len);
        p->fill += part.len;
        bytes = lp_slice_from(bytes, part.len);
        if (p->fill == LP_SET_PAGE) {
            enum lp_code rc = put_page(p, p->page, err);

            if (rc != LP_OK) {
                return rc;
            }
            p->fill = 0;
        }
    }
    return LP_OK;
}

enum lp_code
lp_set_pages_u32(struct lp_set_pages *p, uint32_t v, struct lp_err *err)
{
    uint8_t bytes[4];

    lp_put_le32(bytes, v);
    return lp_set_pages_put(p, (struct lp_slice){bytes, sizeof bytes}, err);
}

enum lp_code
lp_set_pages_u64(struct lp_set_pages *p, uint64_t v, struct lp_err *err)
{
    uint8_t bytes[8];

    lp_put_le64(bytes, v);
    return lp_set_pages_put(p, (struct lp_slice){bytes, sizeof bytes}, err);
}

enum lp_code
lp_set_pages_pad(struct lp_set_pages *p, struct lp_err *err)
{
    if (p->fill == 0) {
        return LP_OK;
    }
    memset(p->page + p->fill, 0, LP_SET_PAGE - p->fill);
    p->fill = 0;
    return put_page(p, p->page, err);
}

enum lp_code
lp_set_pages_finish(struct lp_set_pages *p, uint8_t *root, struct lp_err *err)
{
    struct lp_slice list;
    enum lp_code rc;

    LP_TRY(lp_set_pages_pad(p, err));
    list = lp_buf_slice(&p->list);
    LP_TRY(lp_set_root_of(root, p->first, list, err));
    LP_TRY(lp_outfile_put(p->to, list, err));
    LP_TRY(lp_outfile_put(p->to, (struct lp_slice){root, LP_KEY_SIZE}, err));

done:
    return rc;
}

void
lp_set_pages_release(struct lp_set_pages *p)
{
    free(p->first);
    free(p->page);
    lp_buf_release(&p->list);
    *p = (struct lp_set_pages){0};
}
