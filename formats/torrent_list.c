#include "formats/torrent_list.h"

#include <string.h>

/* Old programs fill up with files that are listed like others. */
#define OLD_PAD "_____padding_file_"

/* The components of a path, with '/' between. False if one cannot be one: then
 * it is only for showing. */
static bool
join(struct lp_buf *to, const struct lp_bencode *list)
{
    struct lp_slice rest = list->bytes;
    struct lp_bencode part;
    bool good = true;
    size_t n = 0;

    while (lp_bencode_next(&rest, NULL, &part)) {
        good = good && part.kind == LP_BENCODE_STRING &&
               lp_torrent_component(part.bytes);
        if (n++ > 0) {
            lp_buf_byte(to, '/');
        }
        lp_buf_put(to, part.bytes);
    }
    return good && n > 0;
}

static bool
is_old_pad(struct lp_slice path)
{
    return lp_slice_begins(path, lp_slice_str(OLD_PAD));
}

/* The last one that was added is of version 1: where it begins, what is said
 * of it. */
static enum lp_code
place(struct lp_torrent *t, const struct lp_bencode *dict, bool safe,
      struct lp_err *err)
{
    struct lp_torrent_file *file = &t->files.of[t->files.n - 1];

    if (!lp_torrent_length(dict, "length", &file->size)) {
        return lp_torrent_broken(err,
                                 "has a file without a length that can be");
    }
    if (file->size > LP_TORRENT_LENGTH_MAX - t->total) {
        return lp_torrent_broken(err, "has more bytes than there can be");
    }
    file->at = t->total;
    t->total += file->size;
    file->flags = lp_torrent_attr(dict) | (safe ? 0U : LP_TORRENT_UNSAFE);
    if (is_old_pad(lp_torrent_path(&t->files, file))) {
        file->flags |= LP_TORRENT_PAD;
    }
    file->sha1 = lp_torrent_bytes(dict, "sha1", LP_TORRENT_SHA1);
    file->md5 = lp_torrent_bytes(dict, "md5sum", LP_TORRENT_MD5);
    return (file->flags & LP_TORRENT_LINK) != 0 && file->size > 0
               ? lp_torrent_broken(err, "has a link with bytes of its own")
               : LP_OK;
}

static enum lp_code
read_listed(struct lp_torrent *t, const struct lp_bencode *dict,
            struct lp_err *err)
{
    struct lp_buf path = {.max = 4 * LP_TORRENT_PATH_MAX};
    /* What is in UTF-8 is meant where a torrent says both. */
    struct lp_bencode list =
        lp_bencode_get(dict, "path.utf-8", LP_BENCODE_LIST);
    bool safe;
    enum lp_code rc;

    if (list.kind == LP_BENCODE_NONE) {
        list = lp_bencode_get(dict, "path", LP_BENCODE_LIST);
    }
    safe = join(&path, &list);
    LP_TRY(lp_buf_check(&path, err));
    LP_TRY(lp_torrent_add(&t->files, lp_buf_slice(&path), err));
    rc = place(t, dict, safe, err);

done:
    lp_buf_release(&path);
    return rc;
}

enum lp_code
lp_torrent_list(struct lp_torrent *t, const struct lp_bencode *info,
                struct lp_err *err)
{
    struct lp_bencode files = lp_bencode_get(info, "files", LP_BENCODE_LIST);
    struct lp_slice rest = files.bytes;
    struct lp_bencode dict;
    enum lp_code rc = LP_OK;

    t->single = lp_bencode_has(info, "length");
    if (t->single == lp_bencode_has(info, "files")) {
        return lp_torrent_broken(err, "must have either a length or files");
    }
    if (t->single) {
        LP_TRY(lp_torrent_add(&t->files, t->name, err));
        LP_TRY(place(t, info, t->named, err));
        t->files.of[0].flags &= ~(unsigned)LP_TORRENT_PAD;
    }
    while (lp_bencode_next(&rest, NULL, &dict)) {
        LP_TRY(
            dict.kind == LP_BENCODE_DICT
                ? read_listed(t, &dict, err)
                : lp_torrent_broken(err, "has a file that is no dictionary"));
    }
    t->hashes = lp_bencode_get(info, "pieces", LP_BENCODE_STRING).bytes;
    t->pieces = t->total / t->piece + (t->total % t->piece > 0 ? 1 : 0);
    if (t->files.n == 0) {
        rc = lp_torrent_broken(err, "lists no files");
    } else if (t->hashes.len % LP_TORRENT_SHA1 != 0 ||
               t->hashes.len / LP_TORRENT_SHA1 != t->pieces) {
        rc = lp_torrent_broken(err,
                               "does not have one hash for each of its pieces");
    }

done:
    return rc;
}
