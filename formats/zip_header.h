#ifndef LP_FORMATS_ZIP_HEADER_H
#define LP_FORMATS_ZIP_HEADER_H

#include "formats/zip_window.h"

/* General purpose bits, APPNOTE 6.3.10, 4.4.4. */
enum lp_zip_bit {
    LP_ZIP_ENCRYPTED = 1 << 0,
    LP_ZIP_MARKED = 1 << 1,   /* of LZMA: there is an end mark */
    LP_ZIP_STREAMED = 1 << 3, /* a data descriptor follows the data */
    LP_ZIP_PATCHED = 1 << 5,
    LP_ZIP_STRONG = 1 << 6,
    LP_ZIP_UTF8 = 1 << 11,
    LP_ZIP_MASKED = 1 << 13, /* the local header hides its values */
};

/* Compression methods, 4.4.5. */
enum lp_zip_method {
    LP_ZIP_STORED = 0,
    LP_ZIP_DEFLATED = 8,
    LP_ZIP_BZIP2 = 12,
    LP_ZIP_LZMA = 14,
    LP_ZIP_ZSTD = 93,
    LP_ZIP_XZ = 95,
    LP_ZIP_AES = 99,
};

#define LP_ZIP_LOCAL_SIZE 30
#define LP_ZIP_CENTRAL_SIZE 46

/* What a local or a central header says; 64-bit sizes and offsets are those
 * of the zip64 extra field where the header points to it. */
struct lp_zip_header {
    uint64_t length; /* of the header with all its parts; 0: there is none */
    uint16_t made_by;
    uint16_t flags;
    uint16_t method;
    uint16_t dos; /* the time of day, as 4.4.6 has it */
    uint32_t crc;
    uint64_t packed;
    uint64_t size;
    uint32_t disk;
    uint32_t attributes; /* external ones */
    uint64_t local;      /* of the local header, as stated */
    struct lp_slice name;
    struct lp_slice extra;
    bool has_time;
    int64_t time;
    bool wide;        /* there is a zip64 extra field */
    bool sizes_twice; /* ... which states what it need not, differently */
    bool odd_extra;   /* the extra fields break their grammar */
    struct lp_slice unicode; /* what the first valid 0x7075 field calls it,
                                in UTF-8; empty: there is none */
    struct {
        bool any;          /* there is an extra field 0x9901 ... */
        bool there;        /* ... and one alone, that makes sense */
        unsigned version;  /* 1 or 2: AE-1, AE-2 */
        unsigned strength; /* 1 to 3: keys of 128, 192 or 256 bits */
        unsigned method;   /* the compression method below AES */
    } aes;
    bool other_name; /* such a field gives it another name */
};

/* What 4.4.5 calls a compression method: ASCII, lives for ever. */
const char *lp_zip_method_word(unsigned method);

/**
 * Read the central (4.3.12) or local (4.3.7) header at `at`.
 *
 * If there is none, or it does not end within the view, `out->length` is 0.
 * The slices are borrowed until the next use of `w`.
 */
LP_MUST_USE enum lp_code lp_zip_header_central(struct lp_zip_header *out,
                                               struct lp_zip_window *w,
                                               uint64_t at, struct lp_err *err);
LP_MUST_USE enum lp_code lp_zip_header_local(struct lp_zip_header *out,
                                             struct lp_zip_window *w,
                                             uint64_t at, struct lp_err *err);

#endif
