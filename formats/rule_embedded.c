#include "formats/rule.h"

#define AT(rule) [LP_RULE_##rule - LP_RULE_EMBEDDED]

#define ASK_AGAIN \
    "Ask for the document again, or compare it with another copy of it."

#define BY_HAND \
    "Look at the file by hand before relying on one tool's view of it."

const struct lp_rule_info lp_rule_embedded[LP_RULE_EMBEDDEDS] = {
    AT(EMBEDDED) = {"F0660", "embedded-missing", LP_CLASS_MALFORMED,
                    "The document says that something is embedded in it, which "
                    "is not where it should be.",
                    ASK_AGAIN},
    AT(UUENCODE) =
        {"F0661", "uuencode-broken", LP_CLASS_MALFORMED,
         "A file that was written into the text by uuencode has a line that "
         "is none of it, or no end, so what the file was cannot be told.",
         ASK_AGAIN},
    AT(YENC) = {"F0662", "yenc-broken", LP_CLASS_MALFORMED,
                "A file that was written into the text by yEnc has no end, or "
                "ends as another file would, so what it was cannot be told.",
                ASK_AGAIN},
    AT(RTF_OBJECT) =
        {"F0663", "rtf-object-broken", LP_CLASS_MALFORMED,
         "The data of an object or a picture in the RTF document is cut, or "
         "is not what such data must be, so what it was cannot be told.",
         ASK_AGAIN},
    AT(OLE_OBJECT) =
        {"F0664", "ole-object-broken", LP_CLASS_MALFORMED,
         "The data of an object in the document is cut, only linked, or is not "
         "what such data must be, so what it was cannot be told.",
         ASK_AGAIN},
    AT(RTF_TAIL) =
        {"F0665", "rtf-trailing-bytes", LP_CLASS_AMBIGUOUS,
         "Something stands behind the group that the RTF document is, which "
         "some programs show, most pass over, and that can hide something.",
         BY_HAND},
    AT(WARC) = {"F0670", "warc-record-broken", LP_CLASS_MALFORMED,
                "The head of a record in the WARC file breaks the rules of "
                "its format, so nothing from there on can be trusted.",
                ASK_AGAIN},
    AT(WARC_END) = {"F0671", "warc-two-readings", LP_CLASS_AMBIGUOUS,
                    "A record of the WARC file does not end where its length "
                    "says, so that programs can show other records.",
                    BY_HAND},
    AT(WARC_DIGEST) =
        {"F0672", "warc-digest-differs", LP_CLASS_MALFORMED,
         "The payload of a record in the WARC file does not have the digest "
         "that is stated there, so it is not what was crawled.",
         ASK_AGAIN},
    AT(WARC_HTTP) = {"F0673", "warc-http-broken", LP_CLASS_MALFORMED,
                     "A response in the WARC file breaks the rules of HTTP, so "
                     "its payload cannot be told.",
                     ASK_AGAIN},
    AT(PDF_SUM) =
        {"F0674", "pdf-file-checksum", LP_CLASS_MALFORMED,
         "The file in the PDF does not have the MD5 that the PDF states of it "
         "(CheckSum): it was changed behind its back, or never had it.",
         "Compare the file with another copy of it."},
};
