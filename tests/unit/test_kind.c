#include "formats/kind.h"

#include <string.h>

#include "formats/entry.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const char *const words[] = {
    "other",        "dir",  "symlink", "hardlink",   "fifo",       "socket",
    "device",       "zip",  "tar",     "gzip",       "xz",         "zstd",
    "bzip2",        "7z",   "rar",     "cab",        "lz4",        "compress",
    "cpio",         "ar",   "iso",     "pst",        "pdf",        "ooxml",
    "odf",          "ole",  "pgp",     "age",        "openssl",    "luks",
    "label",        "mbox", "message", "cms",        "lzma",       "chat",
    "chat-message", "lha",  "emlx",    "mmdf",       "git-bundle", "ewf",
    "tnef",         "epub", "rtf",     "uuencode",   "yenc",       "warc",
    "lzip",         "rows", "row",     "disk-image", "mail-store", "archive",
    "encrypted",
};

static const char *const flags[] = {
    "duplicate-name", "encrypted",        "name-not-utf8", "name-unsafe",
    "sparse",         "empty-link",       "not-opened",    "own-text",
    "bad-encoding",   "unknown-encoding", "bad-header",    "repeated-header",
    "bad-boundary",   "open-multipart",   "no-text-layer", "text-unread",
    "orphaned",       "store-password",   "scant",
};

static const struct {
    const char *label;
    const char *word;
} strangers[] = {
    {"no word", ""},
    {"cut by one letter", "othe"},
    {"one letter more", "zipp"},
    {"upper case is another word", "ZIP"},
};

int
main(void)
{
    CHECK(COUNT(words) == LP_KIND_COUNT, "a word for each kind");
    for (unsigned i = 0; i < COUNT(words); i++) {
        CHECK(strcmp(lp_kind_word((enum lp_kind)i), words[i]) == 0, words[i]);
        CHECK(lp_kind_by_word(lp_slice_str(words[i])) == (enum lp_kind)i,
              words[i]);
    }
    for (size_t i = 0; i < COUNT(strangers); i++) {
        CHECK(lp_kind_by_word(lp_slice_str(strangers[i].word)) == LP_KIND_COUNT,
              strangers[i].label);
    }
    CHECK(strcmp(lp_kind_word(LP_KIND_COUNT), "other") == 0, "out of range");

    CHECK(COUNT(flags) == LP_FLAG_COUNT, "a word for each flag");
    for (unsigned i = 0; i < COUNT(flags); i++) {
        CHECK(strcmp(lp_flag_word(i), flags[i]) == 0, flags[i]);
    }
    CHECK(strcmp(lp_flag_word(LP_FLAG_COUNT), "") == 0, "no such flag");
    CHECK(LP_FLAG_SCANT == 1 << (LP_FLAG_COUNT - 1), "the last flag counts");
    return lp_test_failures != 0;
}
