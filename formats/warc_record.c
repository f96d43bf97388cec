#include "formats/warc_record.h"

#include "base/text.h"
#include "formats/head_fields.h"
#include "formats/mail_date.h"

/* A type without those who say what becomes of it: 6.2 to 6.9. */
static enum lp_warc_type
type_of(struct lp_slice type, struct lp_slice content, struct lp_slice uri)
{
    bool http = lp_head_word(content, "application/http");
    bool own = lp_head_word(content, "application/warc-fields") ||
               lp_head_word(content, "text/dns") || lp_head_word(uri, "dns:");

    if (lp_head_word(type, "revisit")) {
        return LP_WARC_REVISIT;
    }
    if (lp_head_word(type, "continuation")) {
        return LP_WARC_SEGMENT;
    }
    if (lp_head_word(type, "response")) {
        return http ? LP_WARC_RESPONSE : own ? LP_WARC_OTHER : LP_WARC_BLOCK;
    }
    return !own && (lp_head_word(type, "resource") ||
                    lp_head_word(type, "conversion") ||
                    lp_head_word(type, "metadata"))
               ? LP_WARC_BLOCK
               : LP_WARC_OTHER;
}

/* 5.5: some write the URI in angle brackets. */
static struct lp_slice
bare(struct lp_slice s)
{
    if (s.len >= 2 && s.data[0] == '<' && s.data[s.len - 1] == '>') {
        return (struct lp_slice){s.data + 1, s.len - 2};
    }
    return s;
}

bool
lp_warc_record(struct lp_slice head, struct lp_warc_record *out)
{
    struct lp_slice type;
    struct lp_slice length;
    struct lp_slice content;
    struct lp_slice uri;
    struct lp_slice v;

    *out = (struct lp_warc_record){0};
    if (!lp_head_field(head, "WARC-Type", &type) ||
        !lp_head_field(head, "Content-Length", &length) ||
        !lp_text_u64(length, &out->size) || lp_head_twice(head, "WARC-Type") ||
        lp_head_twice(head, "Content-Length")) {
        return false;
    }
    (void)lp_head_field(head, "Content-Type", &content);
    (void)lp_head_field(head, "WARC-Target-URI", &uri);
    out->type = type_of(type, content, uri);
    if (out->type != LP_WARC_OTHER &&
        lp_head_field(head, "WARC-Segment-Number", &v)) {
        out->type = LP_WARC_SEGMENT;
    }
    if (uri.len == 0) {
        (void)lp_head_field(head, "WARC-Record-ID", &uri);
    }
    out->name = bare(uri);
    if (!lp_head_field(head, "WARC-Refers-To-Target-URI", &out->target) &&
        !lp_head_field(head, "WARC-Refers-To", &out->target)) {
        out->target = uri;
    }
    out->target = bare(out->target);
    out->has_time =
        lp_head_field(head, "WARC-Date", &v) && lp_mail_date(&out->time, v);
    out->cut = lp_head_field(head, "WARC-Truncated", &v);
    (void)lp_head_field(head, "WARC-Payload-Digest", &out->payload);
    (void)lp_head_field(head, "WARC-Block-Digest", &out->block);
    return true;
}

enum lp_alg
lp_warc_digest_alg(struct lp_slice label)
{
    return lp_head_word(label, "sha1:") || lp_head_word(label, "sha-1:")
               ? LP_ALG_SHA1
           : lp_head_word(label, "sha256:") || lp_head_word(label, "sha-256:")
               ? LP_ALG_SHA256
           : lp_head_word(label, "md5:") ? LP_ALG_MD5
                                         : LP_ALG_NONE;
}

static bool
is_hex(struct lp_slice s, const uint8_t *digest)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned nibble = digest[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0x0f;

        if (lp_text_digit(s.data[i]) != (int)nibble) {
            return false;
        }
    }
    return true;
}

/* RFC 4648, 6, with or without its padding. */
static bool
is_base32(struct lp_slice s, const uint8_t *digest, size_t len)
{
    uint32_t bits = 0;
    unsigned n = 0;
    size_t at = 0;

    for (size_t i = 0; i < s.len && at < len; i++) {
        uint8_t b = s.data[i];
        uint8_t low = b | 0x20;

        if (low >= 'a' && low <= 'z') {
            bits = bits << 5 | (unsigned)(low - 'a');
        } else if (b >= '2' && b <= '7') {
            bits = bits << 5 | (unsigned)(b - '2' + 26);
        } else {
            return false;
        }
        n += 5;
        if (n >= 8) {
            n -= 8;
            if ((uint8_t)(bits >> n) != digest[at++]) {
                return false;
            }
        }
    }
    return at == len;
}

bool
lp_warc_digest_is(struct lp_slice label, const uint8_t digest[LP_ALG_LEN_MAX])
{
    size_t len = lp_alg_len(lp_warc_digest_alg(label));
    struct lp_cursor c = lp_cursor_over(label);

    (void)lp_cursor_until(&c, ':');
    return c.rest.len == 2 * len ? is_hex(c.rest, digest)
                                 : is_base32(c.rest, digest, len);
}
