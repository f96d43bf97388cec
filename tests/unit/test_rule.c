#include "formats/rule_flag.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct {
    enum lp_rule rule;
    const char *id;
    const char *word;
    enum lp_rule_class class;
} known[] = {
    {LP_RULE_ENC_PGP, "N0101", "pgp-encrypted", LP_CLASS_CLOSED},
    {LP_RULE_ENC_AGE, "N0102", "age-encrypted", LP_CLASS_CLOSED},
    {LP_RULE_ENC_OPENSSL, "N0103", "openssl-encrypted", LP_CLASS_CLOSED},
    {LP_RULE_ENC_ZIP, "N0104", "password-protected", LP_CLASS_CLOSED},
    {LP_RULE_ENC_LUKS, "N0105", "luks-volume", LP_CLASS_CLOSED},
    {LP_RULE_ENC_PDF, "N0106", "pdf-encrypted", LP_CLASS_CLOSED},
    {LP_RULE_ENC_OFFICE, "N0107", "office-encrypted", LP_CLASS_CLOSED},
    {LP_RULE_ENC_CMS, "N0108", "cms-encrypted", LP_CLASS_CLOSED},
    {LP_RULE_UNSUPPORTED_CONTAINER, "N0201", "unsupported-container",
     LP_CLASS_CLOSED},
    {LP_RULE_UNSUPPORTED_METHOD, "N0202", "unsupported-method",
     LP_CLASS_CLOSED},
    {LP_RULE_MULTI_VOLUME, "N0203", "multi-volume", LP_CLASS_CLOSED},
    {LP_RULE_SPARSE, "N0204", "sparse", LP_CLASS_CLOSED},
    {LP_RULE_CHAT_EMPTY, "N0220", "no-messages", LP_CLASS_CLOSED},
    {LP_RULE_LIMIT_MEMORY, "N0205", "limit-memory", LP_CLASS_CLOSED},
    {LP_RULE_LIMIT_DEPTH, "N0301", "limit-depth", LP_CLASS_CLOSED},
    {LP_RULE_LIMIT_FOLDERS, "N0307", "limit-folders", LP_CLASS_CLOSED},
    {LP_RULE_LIMIT_TEXT, "N0309", "limit-text", LP_CLASS_CLOSED},
    {LP_RULE_UNREADABLE, "N0401", "unreadable", LP_CLASS_CLOSED},
    {LP_RULE_LEFT, "N0405", "left-closed", LP_CLASS_CLOSED},
    {LP_RULE_TAINTED, "N0404", "in-doubtful-container", LP_CLASS_CLOSED},
    {LP_RULE_NO_TEXT, "N0407", "no-text-layer", LP_CLASS_CLOSED},
    {LP_RULE_TEXT_UNREAD, "N0408", "text-unreadable", LP_CLASS_CLOSED},
    {LP_RULE_TRUNCATED, "F0101", "truncated", LP_CLASS_MALFORMED},
    {LP_RULE_DEFLATE, "F0102", "deflate-broken", LP_CLASS_MALFORMED},
    {LP_RULE_DEFLATE_TAIL, "F0103", "deflate-trailing-bytes",
     LP_CLASS_AMBIGUOUS},
    {LP_RULE_CRC, "F0104", "crc-mismatch", LP_CLASS_MALFORMED},
    {LP_RULE_LENGTH, "F0105", "length-mismatch", LP_CLASS_MALFORMED},
    {LP_RULE_ZIP_NO_END, "F0201", "zip-no-end", LP_CLASS_MALFORMED},
    {LP_RULE_ZIP_DIRECTORY, "F0203", "zip-directory-broken",
     LP_CLASS_MALFORMED},
    {LP_RULE_ZIP_LOCAL, "F0205", "zip-local-broken", LP_CLASS_MALFORMED},
    {LP_RULE_ZIP_DESCRIPTOR, "F0217", "zip-descriptor-differs",
     LP_CLASS_AMBIGUOUS},
    {LP_RULE_GZIP_HEADER, "F0301", "gzip-header-broken", LP_CLASS_MALFORMED},
    {LP_RULE_GZIP_TAIL, "F0302", "gzip-trailing-bytes", LP_CLASS_AMBIGUOUS},
    {LP_RULE_BZIP2, "F0303", "bzip-broken", LP_CLASS_MALFORMED},
    {LP_RULE_BZIP2_TAIL, "F0304", "bzip-trailing-bytes", LP_CLASS_AMBIGUOUS},
    {LP_RULE_XZ, "F0305", "xz-broken", LP_CLASS_MALFORMED},
    {LP_RULE_XZ_TAIL, "F0306", "xz-trailing-bytes", LP_CLASS_AMBIGUOUS},
    {LP_RULE_ZSTD, "F0307", "zstd-broken", LP_CLASS_MALFORMED},
    {LP_RULE_ZSTD_TAIL, "F0308", "zstd-trailing-bytes", LP_CLASS_AMBIGUOUS},
    {LP_RULE_EMBEDDED, "F0660", "embedded-missing", LP_CLASS_MALFORMED},
    {LP_RULE_RTF_OBJECT, "F0663", "rtf-object-broken", LP_CLASS_MALFORMED},
    {LP_RULE_OLE_OBJECT, "F0664", "ole-object-broken", LP_CLASS_MALFORMED},
    {LP_RULE_RTF_TAIL, "F0665", "rtf-trailing-bytes", LP_CLASS_AMBIGUOUS},
    {LP_RULE_WARC_END, "F0671", "warc-two-readings", LP_CLASS_AMBIGUOUS},
    {LP_RULE_WARC_HTTP, "F0673", "warc-http-broken", LP_CLASS_MALFORMED},
    {LP_RULE_PDF_SUM, "F0674", "pdf-file-checksum", LP_CLASS_MALFORMED},
    {LP_RULE_JSON, "F0640", "bad-json", LP_CLASS_MALFORMED},
    {LP_RULE_JSON_TWICE, "F0641", "json-key-twice", LP_CLASS_AMBIGUOUS},
    {LP_RULE_ROW_FIELDS, "F0650", "row-fields", LP_CLASS_MALFORMED},
    {LP_RULE_ROW_QUOTES, "F0651", "row-quotes", LP_CLASS_AMBIGUOUS},
    {LP_RULE_ROW_CHARSET, "F0652", "row-charset", LP_CLASS_MALFORMED},
    {LP_RULE_ROW_VALUE, "F0653", "row-value", LP_CLASS_MALFORMED},
    {LP_RULE_SQL_TWO_READINGS, "F0654", "sql-two-readings", LP_CLASS_AMBIGUOUS},
    {LP_RULE_ROW_NAMES, "F0655", "row-names", LP_CLASS_MALFORMED},
    {LP_RULE_SQL, "F0656", "bad-sql", LP_CLASS_MALFORMED},
    {LP_RULE_SQLITE, "F0657", "sqlite-broken", LP_CLASS_MALFORMED},
    {LP_RULE_SQLITE_TAIL, "F0658", "sqlite-trailing-bytes", LP_CLASS_AMBIGUOUS},
    {LP_RULE_ARCHIVE_TAIL, "F0432", "archive-trailing-bytes",
     LP_CLASS_AMBIGUOUS},
    {LP_RULE_ISO_TREES, "F0433", "iso-trees-differ", LP_CLASS_AMBIGUOUS},
    {LP_RULE_LINK_ODD, "F0431", "link-odd", LP_CLASS_AMBIGUOUS},
    {LP_RULE_TAR_CHECKSUM, "F0401", "tar-checksum", LP_CLASS_MALFORMED},
    {LP_RULE_TAR_NUMBER, "F0402", "tar-number-broken", LP_CLASS_MALFORMED},
    {LP_RULE_TAR_PAX, "F0403", "tar-extended-broken", LP_CLASS_MALFORMED},
    {LP_RULE_TAR_SIZE_TWICE, "F0404", "tar-two-sizes", LP_CLASS_AMBIGUOUS},
    {LP_RULE_TAR_PATH_TWICE, "F0405", "tar-two-names", LP_CLASS_AMBIGUOUS},
    {LP_RULE_TAR_TAIL, "F0406", "tar-data-after-end", LP_CLASS_AMBIGUOUS},
    {LP_RULE_TAR_NO_END, "F0407", "tar-no-end", LP_CLASS_MALFORMED},
    {LP_RULE_TAR_SPARSE, "F0408", "tar-sparse-map", LP_CLASS_MALFORMED},
    {LP_RULE_CPIO_HEADER, "F0420", "cpio-header-broken", LP_CLASS_MALFORMED},
    {LP_RULE_CPIO_TWO_READINGS, "F0421", "cpio-two-readings",
     LP_CLASS_AMBIGUOUS},
    {LP_RULE_CPIO_TAIL, "F0422", "cpio-data-after-end", LP_CLASS_AMBIGUOUS},
    {LP_RULE_CPIO_NO_END, "F0423", "cpio-no-end", LP_CLASS_MALFORMED},
    {LP_RULE_XML, "F0701", "bad-xml", LP_CLASS_MALFORMED},
    {LP_RULE_TORRENT_BROKEN, "F0540", "torrent-broken", LP_CLASS_MALFORMED},
    {LP_RULE_TORRENT_HALVES, "F0544", "torrent-halves-differ",
     LP_CLASS_AMBIGUOUS},
    {LP_RULE_TORRENT_UNDECIDED, "N0520", "torrent-undecided", LP_CLASS_CLOSED},
    {LP_RULE_TORRENT_LINK, "N0523", "torrent-link", LP_CLASS_CLOSED},
    {LP_RULE_PDF_STREAM, "F0801", "pdf-stream-broken", LP_CLASS_MALFORMED},
    {LP_RULE_CFB, "F0620", "cfb-broken", LP_CLASS_MALFORMED},
    {LP_RULE_CFB_SHARED, "F0621", "cfb-shared-sector", LP_CLASS_AMBIGUOUS},
    {LP_RULE_MSG, "F0622", "msg-broken", LP_CLASS_MALFORMED},
    {LP_RULE_RTF_PACKED, "F0623", "rtf-packed-broken", LP_CLASS_MALFORMED},
    {LP_RULE_TNEF, "F0624", "tnef-broken", LP_CLASS_MALFORMED},
    {LP_RULE_TNEF_SUM, "F0625", "tnef-checksum", LP_CLASS_MALFORMED},
    {LP_RULE_TNEF_TWICE, "F0626", "tnef-data-twice", LP_CLASS_AMBIGUOUS},
    {LP_RULE_PST, "F0627", "pst-broken", LP_CLASS_MALFORMED},
    {LP_RULE_PST_SUM, "F0628", "pst-checksum", LP_CLASS_AMBIGUOUS},
    {LP_RULE_PST_UNCHECKED, "F0629", "pst-unchecked", LP_CLASS_AMBIGUOUS},
    {LP_RULE_MSG_FLAT, "F0630", "msg-flat-broken", LP_CLASS_MALFORMED},
    {LP_RULE_MSG_LACKING, "F0631", "msg-lacking", LP_CLASS_MALFORMED},
};

static void
check_known(void)
{
    for (size_t i = 0; i < COUNT(known); i++) {
        const struct lp_rule_info *info = lp_rule_info(known[i].rule);

        CHECK(strcmp(info->id, known[i].id) == 0, known[i].word);
        CHECK(strcmp(info->word, known[i].word) == 0, known[i].word);
        CHECK(info->class == known[i].class, known[i].word);
        CHECK(lp_rule_by_id(known[i].id) == known[i].rule, known[i].word);
    }
}

/* Every rule has an id of its kind, one word, and a sentence or two. */
static void
check_all(void)
{
    for (unsigned i = 1; i < LP_RULE_COUNT; i++) {
        const struct lp_rule_info *a = lp_rule_info(i);
        const char *id = a->id == NULL ? "-" : a->id;
        size_t text = a->text == NULL ? 0 : strlen(a->text);
        size_t next = a->next == NULL ? 0 : strlen(a->next);

        CHECK(strlen(id) == 5, "id");
        CHECK(id[0] == (a->class == LP_CLASS_CLOSED ? 'N' : 'F'), id);
        CHECK(strspn(id + 1, "0123456789") == 4, id);
        CHECK(strspn(a->word, "abcdefghijklmnopqrstuvwxyz-") == strlen(a->word),
              id);
        CHECK(text > 0 && a->text[text - 1] == '.', id);
        CHECK(next == 0 || a->next[next - 1] == '.', id);
        for (unsigned k = 1; k < i; k++) {
            CHECK(strcmp(id, lp_rule_info(k)->id) != 0, id);
            CHECK(strcmp(a->word, lp_rule_info(k)->word) != 0, a->word);
        }
    }
}

static const struct {
    const char *label;
    const char *id;
} strangers[] = {
    {"no id", ""},
    {"an id that nobody has", "N0199"},
    {"the word is not the id", "sparse"},
    {"lower case is another id", "n0104"},
    {"cut by one digit", "N010"},
    {"one digit more", "N01040"},
};

static void
check_strangers(void)
{
    for (size_t i = 0; i < COUNT(strangers); i++) {
        CHECK(lp_rule_by_id(strangers[i].id) == LP_RULE_NONE,
              strangers[i].label);
    }
    CHECK(strcmp(lp_rule_info(LP_RULE_COUNT)->id, "") == 0, "out of range");
    CHECK(lp_rule_info(~0u) == lp_rule_info(LP_RULE_NONE), "far out of range");
}

static void
check_findings(void)
{
    struct lp_findings f = {0};

    CHECK(!lp_findings_any(&f, LP_CLASS_MALFORMED), "nothing was found");
    lp_findings_add(&f, LP_RULE_NONE, 1);
    CHECK(f.n == 0, "nothing is no finding");
    lp_findings_add(&f, LP_RULE_TAR_TAIL, 7);
    lp_findings_add(&f, LP_RULE_TAR_TAIL, 9);
    CHECK(f.n == 1 && f.of[0].at == 7, "the first place stands");
    CHECK(lp_findings_any(&f, LP_CLASS_AMBIGUOUS), "one is ambiguous");
    CHECK(!lp_findings_any(&f, LP_CLASS_MALFORMED), "none is malformed");
    for (unsigned i = LP_RULE_TRUNCATED; i < LP_RULE_COUNT; i++) {
        lp_findings_add(&f, (enum lp_rule)i, i);
    }
    CHECK(f.n == LP_FINDINGS_MAX, "the rest is dropped when full");
    CHECK(f.of[0].rule == LP_RULE_TAR_TAIL, "the first weigh most");
    CHECK(f.of[1].rule == LP_RULE_TRUNCATED, "in the order found");
    CHECK(lp_findings_any(&f, LP_CLASS_MALFORMED), "one is malformed now");
}

/* What follows for the flags of a record from what closed it and was found. */
static const struct {
    const char *label;
    unsigned closed;
    struct lp_findings found;
    uint32_t flags;
} flags[] = {
    {"nothing", 0, {0}, 0},
    {"a gap is none of these", 0, {1, {{LP_RULE_ZIP_GAP, 0}}}, 0},
    {"ciphertext", LP_RULE_ENC_ZIP, {0}, 0},
    {"behind a ZIP",
     0,
     {1, {{LP_RULE_ZIP_APPENDED, 9}}},
     LP_RULE_FLAG_TRAILING},
    {"behind tar", 0, {1, {{LP_RULE_TAR_TAIL, 9}}}, LP_RULE_FLAG_TRAILING},
    {"an early end is no tail", 0, {1, {{LP_RULE_TAR_NO_END, 9}}}, 0},
    {"in front of a ZIP", LP_RULE_ZIP_PREPENDED, {0}, LP_RULE_FLAG_PREPENDED},
    {"a checksum that differs", LP_RULE_CRC, {0}, LP_RULE_FLAG_CRC},
    {"a length that differs", LP_RULE_LENGTH, {0}, 0},
    {"two names, and behind",
     0,
     {2, {{LP_RULE_ZIP_NAME, 0}, {LP_RULE_GZIP_TAIL, 0}}},
     LP_RULE_FLAG_NAME | LP_RULE_FLAG_TRAILING},
    {"one name twice is not two", 0, {1, {{LP_RULE_ZIP_DUPLICATE, 0}}}, 0},
};

static void
test_flags(void)
{
    for (size_t i = 0; i < COUNT(flags); i++) {
        CHECK(lp_rule_flags(flags[i].closed, &flags[i].found) == flags[i].flags,
              flags[i].label);
    }
    for (unsigned bit = 0; bit < LP_RULE_FLAG_COUNT; bit++) {
        CHECK(lp_rule_flag_word(bit)[0] != '\0', "a word for each");
    }
    CHECK(lp_rule_flag_word(LP_RULE_FLAG_COUNT)[0] == '\0', "no such flag");
}

int
main(void)
{
    check_known();
    check_all();
    check_strangers();
    check_findings();
    test_flags();
    return lp_test_failures != 0;
}
