#include "evidence/evidence.h"

#include <string.h>

const char *
lp_method_word(enum lp_method m)
{
    static const char *const word[LP_METHOD_COUNT] = {
        [LP_METHOD_DKIM] = "dkim",
        [LP_METHOD_DOMAINKEYS] = "domainkeys",
        [LP_METHOD_ARC] = "arc",
        [LP_METHOD_SMIME] = "smime",
        [LP_METHOD_OPENPGP] = "openpgp",
        [LP_METHOD_PDF] = "pdf",
        [LP_METHOD_OOXML] = "ooxml",
        [LP_METHOD_ODF] = "odf",
        [LP_METHOD_TIMESTAMP] = "timestamp",
        [LP_METHOD_OPENTIMESTAMPS] = "opentimestamps",
    };

    return m < LP_METHOD_COUNT ? word[m] : "unknown";
}

const char *
lp_result_word(enum lp_result r)
{
    static const char *const word[LP_RESULT_COUNT] = {
        [LP_RESULT_MATCH] = "match",
        [LP_RESULT_BODY_MISMATCH] = "body-mismatch",
        [LP_RESULT_HEADER_MISMATCH] = "header-mismatch",
        [LP_RESULT_MALFORMED] = "malformed",
        [LP_RESULT_NO_KEY] = "no-key",
        [LP_RESULT_KEY_UNUSABLE] = "key-unusable",
        [LP_RESULT_TEMPORARY_ERROR] = "temporary-error",
        [LP_RESULT_UNSUPPORTED] = "unsupported",
    };

    return r < LP_RESULT_COUNT ? word[r] : "unknown";
}

const char *
lp_strength_word(enum lp_strength s)
{
    static const char *const word[] = {
        [LP_STRENGTH_UNKNOWN] = "unknown",
        [LP_STRENGTH_STRONG] = "strong",
        [LP_STRENGTH_WEAK] = "weak",
        [LP_STRENGTH_FORGEABLE] = "forgeable",
        [LP_STRENGTH_PUBLISHED] = "published",
    };

    return word[s];
}

const char *
lp_alignment_word(enum lp_alignment a)
{
    static const char *const word[] = {
        [LP_ALIGNMENT_NONE] = "none",
        [LP_ALIGNMENT_SAME] = "same",
        [LP_ALIGNMENT_RELAXED] = "relaxed",
        [LP_ALIGNMENT_OTHER] = "other",
    };

    return word[a];
}

const char *
lp_key_from_word(enum lp_key_from k)
{
    static const char *const word[] = {
        [LP_KEY_FROM_NOWHERE] = "none",      [LP_KEY_FROM_FILE] = "file",
        [LP_KEY_FROM_ARCHIVE] = "archive",   [LP_KEY_FROM_DNS] = "dns",
        [LP_KEY_FROM_DOCUMENT] = "document",
    };

    return word[k];
}

const char *
lp_doubt_word(unsigned bit)
{
    static const char *const word[] = {
        "field-twice",   "field-unsigned", "tail",          "body-unsigned",
        "part-unsigned", "changed-later",  "time",          "untrusted",
        "expired",       "edited",         "form-unsigned",
    };

    return bit < sizeof word / sizeof word[0] ? word[bit] : NULL;
}

void
lp_evidence_say(char *text, size_t max, const char *reason)
{
    size_t used = strlen(text);
    const char *between = used == 0 ? "" : "; ";
    size_t gap = strlen(between);
    size_t n = strlen(reason);

    if (used + gap >= max) {
        return;
    }
    if (n > max - used - gap) {
        n = max - used - gap;
        while (n > 0 && ((unsigned char)reason[n] & 0xc0) == 0x80) {
            n--;
        }
    }
    memcpy(text + used, between, gap);
    memcpy(text + used + gap, reason, n);
    text[used + gap + n] = '\0';
}
