/* Any bytes as a torrent: what is read of it must hold together. */
#include <stdlib.h>

#include "formats/bencode.h"
#include "formats/torrent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void
check_file(const struct lp_torrent *t, const struct lp_torrent_file *file)
{
    need(lp_torrent_path(&t->files, file).len == file->path_len);
    need(file->layer.len % 32 == 0);
    need((file->flags & LP_TORRENT_V2) == 0 ||
         (file->root != NULL) == (file->size > 0));
    if (t->v1) {
        need(file->at <= t->total && file->size <= t->total - file->at);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct lp_slice text = {data, size};
    struct lp_bencode_order order;
    struct lp_bencode v;
    struct lp_torrent t;
    struct lp_err err = {0};

    if (lp_bencode_check(&v, text, &order, &err) == LP_OK) {
        need(v.whole.data == data && v.whole.len == size);
    } else {
        need(err.text[0] != '\0');
    }
    if (lp_torrent_get(&t, text, &err) == LP_OK) {
        need(t.files.n > 0 && t.piece > 0 && (t.v1 || t.v2));
        need(!t.v1 || t.hashes.len == 20 * t.pieces);
        for (size_t i = 0; i < t.files.n; i++) {
            check_file(&t, &t.files.of[i]);
        }
    } else {
        need(t.files.of == NULL && err.text[0] != '\0');
    }
    lp_torrent_release(&t);
    return 0;
}
