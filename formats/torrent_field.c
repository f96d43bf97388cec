#include "formats/torrent_field.h"

#include "formats/rule.h"

bool
lp_torrent_length(const struct lp_bencode *dict, const char *key, uint64_t *out)
{
    struct lp_bencode v = lp_bencode_get(dict, key, LP_BENCODE_INTEGER);

    *out = (uint64_t)v.number;
    return v.kind == LP_BENCODE_INTEGER && v.number >= 0 &&
           *out <= LP_TORRENT_LENGTH_MAX;
}

const uint8_t *
lp_torrent_bytes(const struct lp_bencode *dict, const char *key, size_t n)
{
    struct lp_bencode v = lp_bencode_get(dict, key, LP_BENCODE_STRING);

    return v.kind == LP_BENCODE_STRING && v.bytes.len == n ? v.bytes.data
                                                           : NULL;
}

unsigned
lp_torrent_attr(const struct lp_bencode *dict)
{
    struct lp_slice attr =
        lp_bencode_get(dict, "attr", LP_BENCODE_STRING).bytes;
    unsigned flags = 0;

    for (size_t i = 0; i < attr.len; i++) {
        flags |= attr.data[i] == 'p' ? LP_TORRENT_PAD : 0U;
        flags |= attr.data[i] == 'l' ? LP_TORRENT_LINK : 0U;
    }
    return flags;
}

enum lp_code
lp_torrent_broken(struct lp_err *err, const char *what)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0,
                      "the torrent %s", what);
}
