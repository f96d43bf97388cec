#include "formats/bid.h"

#include "formats/read_archive.h"
#include "formats/read_chat.h"
#include "formats/read_cpio.h"
#include "formats/read_email.h"
#include "formats/read_emlx.h"
#include "formats/read_encoded.h"
#include "formats/read_gzip.h"
#include "formats/read_mbox.h"
#include "formats/read_mmdf.h"
#include "formats/read_msg.h"
#include "formats/read_office.h"
#include "formats/read_ole.h"
#include "formats/read_packed.h"
#include "formats/read_pdf.h"
#include "formats/read_rows.h"
#include "formats/read_rtf.h"
#include "formats/read_tar.h"
#include "formats/read_tnef.h"
#include "formats/read_warc.h"
#include "formats/read_zip.h"

const struct lp_reader_ops *const lp_readers[] = {
    &lp_read_7z,       &lp_read_ar,          &lp_read_bzip2,
    &lp_read_cab,      &lp_read_chat,        &lp_read_chat_text,
    &lp_read_cpio,     &lp_read_email,       &lp_read_emlx,
    &lp_read_epub,     &lp_read_gzip,        &lp_read_iso,
    &lp_read_lha,      &lp_read_lzip,        &lp_read_lzma,
    &lp_read_mapi,     &lp_read_mbox,        &lp_read_mmdf,
    &lp_read_msg,      &lp_read_odf,         &lp_read_ole,
    &lp_read_ooxml,    &lp_read_pdf,         &lp_read_pst,
    &lp_read_rar,      &lp_read_rows_csv,    &lp_read_rows_jsonl,
    &lp_read_rows_sql, &lp_read_rows_sqlite, &lp_read_rtf,
    &lp_read_tar,      &lp_read_tnef,        &lp_read_uuencode,
    &lp_read_warc,     &lp_read_xz,          &lp_read_yenc,
    &lp_read_zip,      &lp_read_zstd,        NULL,
};

const struct lp_reader_ops *
lp_bid(struct lp_slice head)
{
    const struct lp_reader_ops *best = NULL;
    unsigned most = 0;

    for (size_t i = 0; lp_readers[i] != NULL; i++) {
        unsigned sure = lp_readers[i]->within ? 0 : lp_readers[i]->bid(head);

        if (sure > most) {
            most = sure;
            best = lp_readers[i];
        }
    }
    return best;
}

const struct lp_reader_ops *
lp_bid_end(struct lp_slice first, struct lp_slice tail, uint64_t size)
{
    for (size_t i = 0; lp_readers[i] != NULL; i++) {
        if (lp_readers[i]->ends != NULL &&
            lp_readers[i]->ends(first, tail, size)) {
            return lp_readers[i];
        }
    }
    return NULL;
}

const struct lp_reader_ops *
lp_bid_kind(enum lp_kind kind)
{
    for (size_t i = 0; lp_readers[i] != NULL; i++) {
        if (lp_readers[i]->kind == kind) {
            return lp_readers[i];
        }
    }
    return NULL;
}

const struct lp_reader_ops *
lp_bid_within(enum lp_kind kind)
{
    const struct lp_reader_ops *ops = lp_bid_kind(kind);

    return ops != NULL && ops->within ? ops : NULL;
}

void
lp_readers_list(struct lp_buf *to)
{
    for (size_t i = 0; lp_readers[i] != NULL; i++) {
        lp_buf_str(to, i == 0 ? "" : ",");
        lp_buf_str(to, lp_readers[i]->name);
    }
}
