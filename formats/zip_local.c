#include "formats/zip_local.h"

/* The flags that change what a reader takes the member to be. */
#define FLAGS_THAT_MATTER                                               \
    (LP_ZIP_ENCRYPTED | LP_ZIP_STREAMED | LP_ZIP_STRONG | LP_ZIP_UTF8 | \
     LP_ZIP_MASKED)

#define DESCRIPTOR_MAX 24

/* A streamed member's local header may leave a value to the descriptor. */
static bool
agrees(uint64_t local, uint64_t central, bool streamed)
{
    return local == central || (streamed && local == 0);
}

/* Info-ZIP does not know the CRC-32 when it begins to encrypt a stream, and
 * puts there what the head of ZipCrypto ends with instead: the time. */
static bool
agrees_crc(const struct lp_zip_header *local,
           const struct lp_zip_header *central, bool streamed)
{
    return agrees(local->crc, central->crc, streamed) ||
           (streamed && (central->flags & LP_ZIP_ENCRYPTED) != 0 &&
            local->crc == (uint32_t)local->dos << 16);
}

static bool
same_aes(const struct lp_zip_header *a, const struct lp_zip_header *b)
{
    return a->aes.there == b->aes.there && a->aes.version == b->aes.version &&
           a->aes.strength == b->aes.strength && a->aes.method == b->aes.method;
}

static void
compare(const struct lp_zip_header *local, const struct lp_zip_header *central,
        uint64_t at, struct lp_findings *found)
{
    unsigned flags = (unsigned)(local->flags | central->flags);
    bool streamed = (flags & LP_ZIP_STREAMED) != 0;
    bool masked = (flags & LP_ZIP_MASKED) != 0;
    const struct {
        bool broken;
        enum lp_rule rule;
    } checks[] = {
        {!lp_slice_equal(local->name, central->name) && !masked,
         LP_RULE_ZIP_NAME},
        {local->method != central->method ||
             (local->method == LP_ZIP_AES && !same_aes(local, central)),
         LP_RULE_ZIP_METHOD},
        {((local->flags ^ central->flags) & FLAGS_THAT_MATTER) != 0,
         LP_RULE_ZIP_FLAGS},
        {!agrees_crc(local, central, streamed) && !masked, LP_RULE_ZIP_CRC},
        {(!agrees(local->packed, central->packed, streamed) ||
          !agrees(local->size, central->size, streamed)) &&
             !masked,
         LP_RULE_ZIP_SIZES},
        {local->sizes_twice, LP_RULE_ZIP_SIZES},
        {local->other_name ||
             (local->unicode.len > 0 && central->unicode.len > 0 &&
              !lp_slice_equal(local->unicode, central->unicode)),
         LP_RULE_ZIP_UNICODE},
        {local->odd_extra, LP_RULE_ZIP_LOCAL},
    };

    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        if (checks[i].broken) {
            lp_findings_add(found, checks[i].rule, at);
        }
    }
}

static size_t
put_descriptor(uint8_t to[DESCRIPTOR_MAX], const struct lp_zip_header *h,
               bool magic, bool wide)
{
    size_t n = 0;

    if (magic) {
        lp_put_le32(to, UINT32_C(0x08074b50));
        n = 4;
    }
    lp_put_le32(to + n, h->crc);
    if (wide) {
        lp_put_le64(to + n + 4, h->packed);
        lp_put_le64(to + n + 12, h->size);
        return n + 20;
    }
    lp_put_le32(to + n + 4, (uint32_t)h->packed);
    lp_put_le32(to + n + 8, (uint32_t)h->size);
    return n + 12;
}

/*
 * The data descriptor, 4.3.9: with or without its signature, with sizes of 32
 * or 64 bits. Writers do not keep to the rule which it must be, so the form is
 * the one that leads to what comes next; else the one the rule asks for.
 */
static enum lp_code
pass_descriptor(struct lp_zip_extent *x, const struct lp_zip_header *central,
                bool wide, struct lp_zip_window *w, struct lp_findings *found,
                struct lp_err *err)
{
    uint64_t at = x->front;
    uint64_t room = x->limit - at;
    struct lp_slice have;
    bool taken = false;
    enum lp_code rc;

    room = room < DESCRIPTOR_MAX ? room : DESCRIPTOR_MAX;
    rc = lp_zip_window_show(w, at, (size_t)room, &have, err);
    for (unsigned form = 0; rc == LP_OK && form < 4; form++) {
        uint8_t want[DESCRIPTOR_MAX];
        bool magic = form < 2;
        size_t n = put_descriptor(want, central, magic,
                                  (form & 1) == 0 ? wide : !wide);

        if (lp_slice_begins(have, (struct lp_slice){want, n}) &&
            (!taken || at + n == x->next)) {
            taken = true;
            x->front = at + n;
        }
    }
    if (rc == LP_OK && !taken) {
        lp_findings_add(found, LP_RULE_ZIP_DESCRIPTOR, at);
    }
    return rc;
}

/* Whether `n` bytes at `at` end before `limit`; `*end` is where. */
static bool
fits(uint64_t at, uint64_t n, uint64_t limit, uint64_t *end)
{
    *end = at <= limit && n <= limit - at ? at + n : limit;
    return at <= limit && n <= limit - at;
}

enum lp_code
lp_zip_local_read(struct lp_zip_extent *x, const struct lp_zip_header *central,
                  struct lp_zip_window *w, struct lp_findings *found,
                  struct lp_err *err)
{
    struct lp_zip_header local = {0};
    uint64_t head = LP_ZIP_LOCAL_SIZE + (uint64_t)central->name.len;
    enum lp_code rc = LP_OK;

    x->closed = LP_RULE_NONE;
    if (x->local < x->limit) {
        LP_TRY(lp_zip_header_local(&local, w, x->local, err));
    }
    if (local.length == 0) {
        /* Up to the next member, the bytes have no other owner. */
        x->closed = LP_RULE_ZIP_LOCAL;
        lp_findings_add(found, x->closed, x->local);
        if (fits(x->local, head, x->limit, &x->front)) {
            (void)fits(x->front, central->packed, x->limit, &x->front);
        }
        x->front = x->front < x->next ? x->next : x->front;
        return LP_OK;
    }
    compare(&local, central, x->local, found);
    if (!fits(x->local, local.length, x->limit, &x->data) ||
        !fits(x->data, central->packed, x->limit, &x->front)) {
        x->closed = LP_RULE_ZIP_OVERLAP;
        lp_findings_add(found, x->closed, x->local);
        return LP_OK;
    }
    if (((local.flags | central->flags) & LP_ZIP_STREAMED) != 0) {
        LP_TRY(pass_descriptor(x, central, local.wide, w, found, err));
    }

done:
    return rc;
}
