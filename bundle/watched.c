#include "bundle/watched.h"

#include <strings.h>

#include "formats/mail_field.h"

static enum lp_code
watched_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct lp_watched *w = s->self;
    enum lp_code rc = lp_source_pull(&w->from, out, err);

    if (rc == LP_OK) {
        lp_witness_feed(w->witness, out->bytes);
    }
    return rc;
}

static const struct lp_source_ops watched_ops = {watched_pull, NULL};

enum lp_code
lp_watched_begin(struct lp_watched *w, struct lp_source *bytes,
                 struct lp_engine *e, const struct lp_limits *limits,
                 struct lp_err *err)
{
    enum lp_code rc = lp_witness_new(&w->witness, e, limits, err);

    if (rc == LP_OK) {
        w->from = *bytes;
        *bytes = (struct lp_source){&watched_ops, w};
    }
    return rc;
}

enum lp_code
lp_watched_end(struct lp_watched *w, struct lp_record *r, struct lp_err *err)
{
    enum lp_code rc;

    if (w->witness == NULL) {
        return LP_OK;
    }
    LP_TRY(lp_witness_end(w->witness, &w->claims, err));
    r->claims = lp_buf_slice(&w->claims);

done:
    return rc;
}

void
lp_watched_release(struct lp_watched *w)
{
    lp_witness_free(w->witness);
    lp_buf_release(&w->claims);
    *w = (struct lp_watched){0};
}

static bool
is_called_mail(struct lp_slice name)
{
    struct lp_slice end =
        name.len > 4 ? lp_slice_from(name, name.len - 4) : (struct lp_slice){0};

    return end.len == 4 && strncasecmp((const char *)end.data, ".eml", 4) == 0;
}

bool
lp_watched_wants(const struct lp_record *r, struct lp_slice head)
{
    struct lp_slice name;
    struct lp_slice value;

    if (head.len == 0 || r->role == LP_ROLE_PART) {
        return false;
    }
    return is_called_mail(r->name) ||
           (r->depth == 0 &&
            lp_mail_field_read(head, &name, &value) == LP_MAIL_READ_FIELD &&
            name.len > 0);
}
