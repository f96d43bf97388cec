#include "formats/read_packed.h"

#include <string.h>

#include "base/buf.h"
#include "tests/unit/mail_drip.h"
#include "tests/unit/test.h"

/* What reading a container gave; `rule` is 0 if it was read to its end. */
struct seen {
    unsigned rule;
    unsigned found; /* the first finding about the container */
    uint64_t found_at;
    char name[64];
    struct lp_buf text;
};

static const struct lp_limits usual = {
    .ratio = 200, .ratio_grace = 1 << 20, .memory = 1 << 20};

static void
read_all(struct seen *seen, const struct lp_reader_ops *ops,
         const struct lp_limits *limits, struct lp_slice bytes, size_t step,
         const char *name, bool skip)
{
    struct drip d = {bytes, step, NULL};
    struct lp_source src = {&drip_ops, &d};
    struct lp_input in = {
        .stream = &src, .name = lp_slice_str(name), .limits = limits};
    struct lp_reader r = {.ops = ops};
    struct lp_entry e = {0};
    struct lp_source body = {0};
    struct lp_piece p = {0};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc;

    LP_TRY(r.ops->open(&r, &in, &err));
    LP_TRY(r.ops->next(&r, &e, &body, &end, &err));
    CHECK(!end && e.name.len < sizeof seen->name, name);
    memcpy(seen->name, e.name.data, e.name.len);
    do {
        if (!skip) {
            LP_TRY(lp_source_pull(&body, &p, &err));
            lp_buf_put(&seen->text, p.bytes);
        }
    } while (p.bytes.len > 0);
    LP_TRY(r.ops->next(&r, &e, &body, &end, &err));
    CHECK(end, name);

done:
    seen->rule = rc == LP_OK ? 0 : err.rule;
    CHECK(rc == LP_OK || rc == LP_E_FORMAT || rc == LP_E_LIMIT, name);
    seen->found = r.found.n > 0 ? r.found.of[0].rule : 0;
    seen->found_at = r.found.n > 0 ? r.found.of[0].at : 0;
    lp_source_release(&body);
    lp_block_unref(d.piece);
    r.ops->release(&r);
}

/* Streams of "hi" and of nothing, as bzip2, xz and zstd wrote them. */
#define BZ                                                             \
    "BZh11AY&SY\x9a\x89\xb4\x22\0\0\0\1\0\0` \0!\0\x82\xb1w$S\x85\x09" \
    "\x09\xa8\x9b\x42 "
#define BZ_NONE "BZh1\x17rE8P\x90\0\0\0\0"
#define XZ_HEAD "\xfd\x37zXZ\0"
#define XZ_BLOCK "\2\0!\1\0\0\0\0\x37'\x97\xd6\1\0\1hi\0\0\0"
#define XZ                                                               \
    XZ_HEAD "\0\1i\"\xde\x36" XZ_BLOCK "\xac*\x93\xd8\0\1\x16\2\xd0\x61" \
            "\x10\xd2\x90\x42\x99\x0d\1\0\0\0\0\1YZ"
#define XZ_SHA256                                                            \
    XZ_HEAD "\0\x0a\xe1\xfb\x0c\xa1" XZ_BLOCK                                \
            "\x8f\x43\x43\x46\x64\x8fk\x96\xdf\x89\xdd\xa9\1\xc5\x17k\x10"   \
            "\xa6\xd8\x39\x61\xdd<\x1a\xc8\x8bY\xb2\xdc\x32z\xa4\0\1\x32\2v" \
            "\x80\xf8#\x18\x9bK\x9a\1\0\0\0\0\x0aYZ"
#define XZ_UNCHECKED                                                         \
    XZ_HEAD "\0\0\xff\x12\xd9\x41" XZ_BLOCK "\0\1\x12\2\xd4\xa4|\xb6\6r\x9e" \
            "z\1\0\0\0\0\0YZ"
#define XZ_NONE                                                          \
    XZ_HEAD "\0\1i\"\xde\x36\0\0\0\0\x1c\xdf\x44!\x90\x42\x99\x0d\1\0\0" \
            "\0\0\1YZ"
#define LZIP_DATA "LZIP\1\x0c\0\x34\x1a\x5c\xff\xff\xff\xff\xf0\0\0\0"
#define LZIP_SIZE "\2\0\0\0\0\0\0\0"
#define LZIP LZIP_DATA "\xac*\x93\xd8" LZIP_SIZE "&\0\0\0\0\0\0\0"
#define LZIP_NONE                                                         \
    "LZIP\1\x0c\0\x83\xff\xfb\xff\xff\xc0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0$" \
    "\0\0\0\0\0\0\0"
/* A dictionary of 1 MiB: with what liblzma needs beside it, over the limit. */
#define XZ_LARGE                                                            \
    XZ_HEAD "\0\1i\"\xde\x36\2\0!\1\x10\0\0\0\xa8p\x8e\x86\1\0\1hi\0\0\0"   \
            "\xac*\x93\xd8\0\1\x16\2\xd0\x61\x10\xd2\x90\x42\x99\x0d\1\0\0" \
            "\0\0\1YZ"
/* A checksum of kind 2, which has no meaning yet (section 2.1.1.2). */
#define XZ_STRANGE XZ_HEAD "\0\2\xd3\x73\xd7\xaf" XZ_BLOCK "\xac*\x93\xd8"
#define LZMA_HEAD "]\0\0\1\0\xff\xff\xff\xff\xff\xff\xff\xff"
#define LZMA LZMA_HEAD "\0\x34\x1a\x5c\xff\xff\xff\xff\xf0\0\0\0"
#define ZSTD_MAGIC "(\xb5/\xfd"
#define ZSTD ZSTD_MAGIC "\4P\x11\0\0hi\xfa\x38&\xea"
#define ZSTD_UNCHECKED ZSTD_MAGIC "\0P\x11\0\0hi"
#define ZSTD_NONE ZSTD_MAGIC "$\0\1\0\0\x99\xe9\xd8Q"
#define SKIPPED "\x5a\x2a\x4d\x18\3\0\0\0abc"
#define S(literal) literal, sizeof(literal) - 1

static const struct {
    const char *label;
    const struct lp_reader_ops *ops;
    const char *bytes;
    size_t len;
    unsigned rule;
    unsigned found;
    const char *text;
} rows[] = {
    {"bzip2", &lp_read_bzip2, S(BZ), 0, 0, "hi"},
    {"bzip2 of nothing", &lp_read_bzip2, S(BZ_NONE), 0, 0, ""},
    {"three of bzip2", &lp_read_bzip2, S(BZ BZ_NONE BZ), 0, 0, "hihi"},
    {"bzip2, level 0", &lp_read_bzip2, S("BZh01AY&SY"), LP_RULE_BZIP2, 0, ""},
    {"bzip2, a wrong checksum", &lp_read_bzip2, S("BZh1\x17rE8P\x90\0\0\0\1"),
     LP_RULE_BZIP2, 0, ""},
    {"bzip2, the second is broken", &lp_read_bzip2, S(BZ "BZh1\x17rE8P\x91"),
     LP_RULE_BZIP2, 0, "hi"},
    {"bzip2, a byte behind", &lp_read_bzip2, S(BZ "x"), 0, LP_RULE_BZIP2_TAIL,
     "hi"},
    {"bzip2, zeros behind", &lp_read_bzip2, S(BZ "\0\0\0\0"), 0,
     LP_RULE_BZIP2_TAIL, "hi"},
    {"bzip2, half a magic behind", &lp_read_bzip2, S(BZ "BZh"), 0,
     LP_RULE_BZIP2_TAIL, "hi"},
    {"bzip2, one magic behind", &lp_read_bzip2, S(BZ "BZh1"), LP_RULE_TRUNCATED,
     0, "hi"},

    {"xz", &lp_read_xz, S(XZ), 0, 0, "hi"},
    {"xz with SHA-256", &lp_read_xz, S(XZ_SHA256), 0, 0, "hi"},
    {"xz with no checksum", &lp_read_xz, S(XZ_UNCHECKED), 0, 0, "hi"},
    {"xz of nothing", &lp_read_xz, S(XZ_NONE), 0, 0, ""},
    {"three of xz", &lp_read_xz, S(XZ XZ_NONE XZ), 0, 0, "hihi"},
    {"xz, padded", &lp_read_xz, S(XZ "\0\0\0\0" XZ "\0\0\0\0\0\0\0\0"), 0, 0,
     "hihi"},
    {"xz, padded by three", &lp_read_xz, S(XZ "\0\0\0"), 0, LP_RULE_XZ_TAIL,
     "hi"},
    {"xz, padded by five before another", &lp_read_xz, S(XZ "\0\0\0\0\0" XZ), 0,
     LP_RULE_XZ_TAIL, "hi"},
    {"xz, a byte behind", &lp_read_xz, S(XZ "x"), 0, LP_RULE_XZ_TAIL, "hi"},
    {"xz, a byte behind padding", &lp_read_xz, S(XZ "\0\0\0\0x"), 0,
     LP_RULE_XZ_TAIL, "hi"},
    {"xz, more memory than the limit", &lp_read_xz, S(XZ_LARGE),
     LP_RULE_LIMIT_MEMORY, 0, ""},
    {"xz, a checksum of the future", &lp_read_xz, S(XZ_STRANGE),
     LP_RULE_UNSUPPORTED_METHOD, 0, ""},
    {"xz, another magic", &lp_read_xz, S("\xfd\x37zXZ\1......"), LP_RULE_XZ, 0,
     ""},

    {"lzma", &lp_read_lzma, S(LZMA), 0, 0, "hi"},
    {"two of lzma", &lp_read_lzma, S(LZMA LZMA), 0, LP_RULE_XZ_TAIL, "hi"},
    {"lzma, a byte behind", &lp_read_lzma, S(LZMA "x"), 0, LP_RULE_XZ_TAIL,
     "hi"},
    {"lzma, broken", &lp_read_lzma, S(LZMA_HEAD "\1\x34\x1a\x5c\xff\xff"),
     LP_RULE_XZ, 0, ""},

    {"lzip", &lp_read_lzip, S(LZIP), 0, 0, "hi"},
    {"lzip of nothing", &lp_read_lzip, S(LZIP_NONE), 0, 0, ""},
    {"three of lzip", &lp_read_lzip, S(LZIP LZIP_NONE LZIP), 0, 0, "hihi"},
    {"lzip, a byte behind", &lp_read_lzip, S(LZIP "x"), 0, LP_RULE_XZ_TAIL,
     "hi"},
    {"lzip, a magic behind that is none", &lp_read_lzip, S(LZIP "LZIQ\1\x0c"),
     0, LP_RULE_XZ_TAIL, "hi"},
    {"lzip, another CRC", &lp_read_lzip,
     S(LZIP_DATA "\xad*\x93\xd8" LZIP_SIZE "&\0\0\0\0\0\0\0"), LP_RULE_XZ, 0,
     "hi"},
    {"lzip, another size of the content", &lp_read_lzip,
     S(LZIP_DATA "\xac*\x93\xd8\3\0\0\0\0\0\0\0&\0\0\0\0\0\0\0"), LP_RULE_XZ, 0,
     "hi"},
    {"lzip, another size of the member", &lp_read_lzip,
     S(LZIP_DATA "\xac*\x93\xd8" LZIP_SIZE "'\0\0\0\0\0\0\0"), LP_RULE_XZ, 0,
     "hi"},
    {"lzip of the future", &lp_read_lzip, S("LZIP\2\x0c......"),
     LP_RULE_UNSUPPORTED_METHOD, 0, ""},

    {"zstd", &lp_read_zstd, S(ZSTD), 0, 0, "hi"},
    {"zstd without a checksum", &lp_read_zstd, S(ZSTD_UNCHECKED), 0, 0, "hi"},
    {"zstd of nothing", &lp_read_zstd, S(ZSTD_NONE), 0, 0, ""},
    {"three of zstd", &lp_read_zstd, S(ZSTD ZSTD_NONE ZSTD_UNCHECKED), 0, 0,
     "hihi"},
    {"zstd, skippable frames around", &lp_read_zstd,
     S(SKIPPED ZSTD SKIPPED SKIPPED ZSTD SKIPPED), 0, 0, "hihi"},
    {"zstd, nothing but a skippable frame", &lp_read_zstd, S(SKIPPED), 0, 0,
     ""},
    {"zstd, a skippable frame, then LZ4", &lp_read_zstd,
     S(SKIPPED "\x04\x22\x4d\x18"), LP_RULE_ZSTD, 0, ""},
    {"zstd, then LZ4", &lp_read_zstd, S(ZSTD "\x04\x22\x4d\x18"), 0,
     LP_RULE_ZSTD_TAIL, "hi"},
    {"zstd, a wrong checksum", &lp_read_zstd,
     S(ZSTD_MAGIC "\4P\x11\0\0hi\xfa\x38&\xeb"), LP_RULE_CRC, 0, "hi"},
    {"zstd, a block of a reserved type", &lp_read_zstd,
     S(ZSTD_MAGIC "\0P\x17\0\0hi"), LP_RULE_ZSTD, 0, ""},
    {"zstd, a window of 1 MiB", &lp_read_zstd, S(ZSTD_MAGIC "\0P\x11\0\0hi"), 0,
     0, "hi"},
    {"zstd, a window of more", &lp_read_zstd, S(ZSTD_MAGIC "\0Q\x11\0\0hi"),
     LP_RULE_LIMIT_MEMORY, 0, ""},
    {"zstd, a dictionary is needed", &lp_read_zstd,
     S(ZSTD_MAGIC "\1P\7\x11\0\0hi"), LP_RULE_UNSUPPORTED_METHOD, 0, ""},
};

static void
test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t step = 1; step < 200; step += 99) {
            struct lp_slice in = {(const uint8_t *)rows[i].bytes, rows[i].len};
            struct seen seen = {0};

            read_all(&seen, rows[i].ops, &usual, in, step, "box", false);
            CHECK(seen.rule == rows[i].rule, rows[i].label);
            CHECK(seen.found == rows[i].found, rows[i].label);
            CHECK(lp_slice_is(lp_buf_slice(&seen.text), rows[i].text),
                  rows[i].label);
            lp_buf_release(&seen.text);

            /* A body that nobody reads is judged all the same. */
            seen = (struct seen){0};
            read_all(&seen, rows[i].ops, &usual, in, step, "box", true);
            CHECK(seen.rule == rows[i].rule, rows[i].label);
            CHECK(seen.found == rows[i].found, rows[i].label);
            lp_buf_release(&seen.text);
        }
    }
}

static const struct {
    const char *label;
    const struct lp_reader_ops *ops;
    const char *bytes;
    size_t len;
} wholes[] = {
    {"bzip2, cut", &lp_read_bzip2, S(BZ)},
    {"xz, cut", &lp_read_xz, S(XZ_SHA256)},
    {"lzma, cut", &lp_read_lzma, S(LZMA)},
    {"lzip, cut", &lp_read_lzip, S(LZIP)},
    {"zstd, cut", &lp_read_zstd, S(ZSTD)},
    {"a skippable frame, cut", &lp_read_zstd, S(SKIPPED)},
};

/* Every cut of a whole stream is truncated, and says so at its end; every
 * other byte of a checked one, changed, is told too. */
static void
test_cuts(void)
{
    for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++) {
        for (size_t n = 0; n < wholes[i].len; n++) {
            struct lp_slice in = {(const uint8_t *)wholes[i].bytes, n};
            struct seen seen = {0};

            read_all(&seen, wholes[i].ops, &usual, in, 7, "box", false);
            CHECK(seen.rule == LP_RULE_TRUNCATED, wholes[i].label);
            lp_buf_release(&seen.text);
        }
    }
    for (size_t n = 0; n < sizeof XZ_SHA256 - 1; n++) {
        uint8_t bytes[sizeof XZ_SHA256];
        struct lp_slice in = {bytes, sizeof bytes - 1};
        struct seen seen = {0};

        memcpy(bytes, XZ_SHA256, sizeof bytes);
        bytes[n] ^= 4;
        read_all(&seen, &lp_read_xz, &usual, in, 7, "box", false);
        CHECK(seen.rule != 0, "xz, one bit changed");
        lp_buf_release(&seen.text);
    }
}

/* Zeros in RLE blocks of 128 KiB each: 4 bytes make 131072. */
static void
test_ratio(void)
{
    static const struct lp_limits tight = {
        .ratio = 200, .ratio_grace = 1 << 18, .memory = 1 << 20};
    struct lp_buf bytes = {0};
    struct seen seen = {0};
    struct seen slow = {0};

    lp_buf_put(&bytes, (struct lp_slice){(const uint8_t *)S(ZSTD_MAGIC "\0P")});
    for (unsigned i = 0; i < 20; i++) {
        lp_buf_put(&bytes, (struct lp_slice){(const uint8_t *)S("\2\0\x10\0")});
    }
    read_all(&seen, &lp_read_zstd, &tight, lp_buf_slice(&bytes), 4096, "",
             false);
    CHECK(seen.rule == LP_RULE_LIMIT_RATIO, "a bomb");
    CHECK(seen.text.len <= 1 << 18, "stopped at the grace");
    read_all(&slow, &lp_read_zstd, &tight, lp_buf_slice(&bytes), 1, "", false);
    CHECK(slow.text.len == seen.text.len, "stopped at the same place");
    lp_buf_release(&slow.text);
    lp_buf_release(&seen.text);
    lp_buf_release(&bytes);
}

static void
test_names_and_places(void)
{
    static const struct {
        const struct lp_reader_ops *ops;
        const char *container;
        const char *member;
    } names[] = {
        {&lp_read_bzip2, "a.bz2", "a"},     {&lp_read_bzip2, "a.TBZ2", "a.tar"},
        {&lp_read_bzip2, "a.tbz", "a.tar"}, {&lp_read_bzip2, "a.tb2", "a.tar"},
        {&lp_read_bzip2, "a.bz", "a"},      {&lp_read_bzip2, ".bz2", "content"},
        {&lp_read_bzip2, "a.xz", "a.xz"},   {&lp_read_xz, "a.tar.xz", "a.tar"},
        {&lp_read_xz, "a.txz", "a.tar"},    {&lp_read_xz, "", "content"},
        {&lp_read_lzma, "a.lzma", "a"},     {&lp_read_lzma, "a.tlz", "a.tar"},
        {&lp_read_lzip, "a.lz", "a"},       {&lp_read_lzip, "a.tlz", "a.tar"},
        {&lp_read_zstd, "a.zst", "a"},      {&lp_read_zstd, "a.tzst", "a.tar"},
        {&lp_read_zstd, "a.zstd", "a"},     {&lp_read_zstd, ".tzst", "content"},
    };
    struct seen seen = {0};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct lp_slice in = names[i].ops == &lp_read_bzip2
                                 ? (struct lp_slice){(const uint8_t *)S(BZ)}
                             : names[i].ops == &lp_read_xz
                                 ? (struct lp_slice){(const uint8_t *)S(XZ)}
                             : names[i].ops == &lp_read_lzip
                                 ? (struct lp_slice){(const uint8_t *)S(LZIP)}
                             : names[i].ops == &lp_read_lzma
                                 ? (struct lp_slice){(const uint8_t *)S(LZMA)}
                                 : (struct lp_slice){(const uint8_t *)S(ZSTD)};

        seen = (struct seen){0};
        read_all(&seen, names[i].ops, &usual, in, 99, names[i].container,
                 false);
        CHECK(strcmp(seen.name, names[i].member) == 0, names[i].container);
        lp_buf_release(&seen.text);
    }
    seen = (struct seen){0};
    read_all(&seen, &lp_read_xz, &usual,
             (struct lp_slice){(const uint8_t *)S(XZ "\0\0\0\0tail")}, 3, "",
             false);
    CHECK(seen.found_at == sizeof XZ - 1, "the tail is behind the stream");
    lp_buf_release(&seen.text);
}

static void
test_bids(void)
{
    static const struct {
        const char *label;
        const struct lp_reader_ops *ops;
        const char *bytes;
        size_t len;
        unsigned bid;
    } bids[] = {
        {"bzip2", &lp_read_bzip2, S("BZh91AY&SY"), 80},
        {"an empty bzip2", &lp_read_bzip2, S(BZ_NONE), 80},
        {"bzip2 of level 0", &lp_read_bzip2, S("BZh01AY&SY"), 0},
        {"bzip2 without a block", &lp_read_bzip2, S("BZh91AY&SX"), 0},
        {"bzip2 cut by one byte", &lp_read_bzip2, S("BZh91AY&S"), 0},
        {"xz", &lp_read_xz, S(XZ_HEAD), 48},
        {"xz cut by one byte", &lp_read_xz, S("\xfd\x37zXZ"), 0},
        {"zstd", &lp_read_zstd, S(ZSTD_MAGIC), 32},
        {"zstd of another version", &lp_read_zstd, S("\x27\xb5/\xfd"), 0},
        {"a skippable frame, then zstd", &lp_read_zstd, S(SKIPPED ZSTD), 32},
        {"a skippable frame, then LZ4", &lp_read_zstd,
         S(SKIPPED "\x04\x22\x4d\x18"), 0},
        {"a skippable frame longer than we see", &lp_read_zstd,
         S("\x50\x2a\x4d\x18\xff\xff\xff\xff.."), 32},
        {"a skippable frame, then something else", &lp_read_zstd,
         S(SKIPPED "abcdefgh"), 0},
        {"no skippable frame", &lp_read_zstd, S("\x60\x2a\x4d\x18\0\0\0\0"), 0},
        {"lzma", &lp_read_lzma, S(LZMA), 60},
        {"lzip", &lp_read_lzip, S(LZIP), 40},
        {"lzip of the future", &lp_read_lzip, S("LZIP\2\x0c"), 40},
        {"lzip, no such dictionary", &lp_read_lzip, S("LZIP\1\x0b"), 0},
        {"a text that begins so", &lp_read_lzip, S("LZIP is a"), 0},
        {"lzma, a dictionary of 1.5 MiB", &lp_read_lzma,
         S("]\0\0\x18\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x34\x1a\x5c\xff\xff"
           "\xff\xff\xf0\0\0\0"),
         60},
        {"lzma, a dictionary of an odd size", &lp_read_lzma,
         S("]\0\0\x1c\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x34\x1a\x5c\xff\xff"
           "\xff\xff\xf0\0\0\0"),
         0},
        {"lzma, a size", &lp_read_lzma,
         S("]\0\0\1\0\2\0\0\0\0\0\0\0\0\x34\x1a\x5c\xff\xff\xff\xff\xf0\0"),
         60},
        {"lzma, a size that nobody has", &lp_read_lzma,
         S("]\0\0\1\0\2\0\0\0\x40\0\0\0\0\x34\x1a\x5c\xff\xff\xff\xff\xf0\0"),
         0},
        {"lzma, no zero in front", &lp_read_lzma,
         S(LZMA_HEAD "\1\x34\x1a\x5c\xff\xff\xff\xff"), 0},
        {"lzma, nothing behind its head", &lp_read_lzma, S(LZMA_HEAD), 0},
        {"lzma, a match before there is anything", &lp_read_lzma,
         S(LZMA_HEAD "\0\xf0\xff\xff\xff\xff\xff\xff\xff"), 0},
        {"text that begins with a bracket", &lp_read_lzma,
         S("] and then a lot of text"), 0},
    };

    for (size_t i = 0; i < sizeof bids / sizeof bids[0]; i++) {
        struct lp_slice head = {(const uint8_t *)bids[i].bytes, bids[i].len};

        CHECK(bids[i].ops->bid(head) == bids[i].bid, bids[i].label);
    }
}

int
main(void)
{
    test_rows();
    test_cuts();
    test_ratio();
    test_names_and_places();
    test_bids();
    return lp_test_failures != 0;
}
