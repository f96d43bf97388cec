#include "formats/rule_flag.h"

static uint32_t
flag_of(unsigned rule)
{
    switch (rule) {
    case LP_RULE_DEFLATE_TAIL:
    case LP_RULE_ZIP_APPENDED:
    case LP_RULE_GZIP_TAIL:
    case LP_RULE_BZIP2_TAIL:
    case LP_RULE_XZ_TAIL:
    case LP_RULE_ZSTD_TAIL:
    case LP_RULE_ARCHIVE_TAIL:
    case LP_RULE_TAR_TAIL:
    case LP_RULE_CPIO_TAIL:
    case LP_RULE_EMLX_TAIL:
    case LP_RULE_SQLITE_TAIL:
    case LP_RULE_RTF_TAIL:
        return LP_RULE_FLAG_TRAILING;
    case LP_RULE_ZIP_PREPENDED:
        return LP_RULE_FLAG_PREPENDED;
    case LP_RULE_CRC:
    case LP_RULE_ZIP_CRC: /* of two, one at least is wrong */
    case LP_RULE_TNEF_SUM:
        return LP_RULE_FLAG_CRC;
    case LP_RULE_ZIP_NAME:
    case LP_RULE_ZIP_UNICODE:
    case LP_RULE_TAR_PATH_TWICE:
        return LP_RULE_FLAG_NAME;
    default:
        return 0;
    }
}

uint32_t
lp_rule_flags(unsigned closed, const struct lp_findings *found)
{
    uint32_t flags = flag_of(closed);

    for (unsigned i = 0; i < found->n; i++) {
        flags |= flag_of(found->of[i].rule);
    }
    return flags;
}

const char *
lp_rule_flag_word(unsigned bit)
{
    static const char *const words[LP_RULE_FLAG_COUNT] = {
        "trailing-data", "prepended-data", "crc-wrong", "name-mismatch"};

    return bit < LP_RULE_FLAG_COUNT ? words[bit] : "";
}
