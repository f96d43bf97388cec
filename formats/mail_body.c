#include "formats/mail_body.h"

#define BLOCK_MIN ((size_t)4096)

void
lp_mail_body_begin(struct lp_mail_body *b, enum lp_mail_coding coding)
{
    b->decode = (struct lp_mail_decode){.coding = coding};
    b->open = true;
    b->next_cap = BLOCK_MIN;
}

/* Room to decode into: a short part gets a short block. */
static enum lp_code
ready_block(struct lp_mail_body *b, struct lp_err *err)
{
    if (b->block != NULL && b->block->cap >= b->next_cap &&
        lp_block_alone(b->block)) {
        return LP_OK;
    }
    lp_block_unref(b->block);
    b->block = lp_block_new(b->next_cap);
    return b->block == NULL ? lp_no_memory(err) : LP_OK;
}

static enum lp_code
pull_plain(struct lp_mail_body *b, struct lp_mail_cut *c, struct lp_piece *out,
           struct lp_err *err)
{
    enum lp_code rc = lp_mail_cut_peek(c, out, err);

    if (rc == LP_OK) {
        lp_mail_cut_took(c, out->bytes.len);
        b->open = out->bytes.len > 0;
    }
    return rc;
}

static enum lp_code
pull_decoded(struct lp_mail_body *b, struct lp_mail_cut *c,
             struct lp_piece *out, struct lp_err *err)
{
    size_t made = 0;
    enum lp_code rc;

    LP_TRY(ready_block(b, err));
    while (b->open && b->block->cap - made >= LP_MAIL_DECODE_MIN) {
        struct lp_piece p;
        struct lp_slice rest;

        rc = lp_mail_cut_peek(c, &p, err);
        if (rc != LP_OK && made > 0) {
            /* What came before counts; the failure comes again. */
            rc = LP_OK;
            break;
        }
        LP_TRY(rc);
        rest = p.bytes;
        if (rest.len == 0) {
            b->open = false;
            made += lp_mail_decode_end(&b->decode, b->block->data + made);
            break;
        }
        made += lp_mail_decode(&b->decode, &rest, b->block->data + made,
                               b->block->cap - made);
        lp_mail_cut_took(c, p.bytes.len - rest.len);
    }
    if (b->open && b->next_cap < LP_BLOCK_SIZE) {
        b->next_cap *= 2;
    }
    *out = (struct lp_piece){{b->block->data, made}, b->block};

done:
    return rc;
}

enum lp_code
lp_mail_body_pull(struct lp_mail_body *b, struct lp_mail_cut *c,
                  struct lp_piece *out, struct lp_err *err)
{
    *out = (struct lp_piece){0};
    if (!b->open) {
        return LP_OK;
    }
    return b->decode.coding == LP_MAIL_PLAIN ? pull_plain(b, c, out, err)
                                             : pull_decoded(b, c, out, err);
}

void
lp_mail_body_release(struct lp_mail_body *b)
{
    lp_block_unref(b->block);
    *b = (struct lp_mail_body){0};
}
