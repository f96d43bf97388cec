#include "formats/rule.h"

#define AT(rule) [LP_RULE_BAG_##rule - LP_RULE_BAG_DECLARATION]

#define MEND "Ask whoever made the bag to mend it, or make it again."
#define ASK_AGAIN \
    "Ask for the file again, or compare it with another copy of the bag."
#define BY_OTHER "Verify it with the tool that it was made with."
#define RENAME "Rename one of them before the bag is copied elsewhere."

const struct lp_rule_info lp_rule_bag[LP_RULE_BAGS] = {
    AT(DECLARATION) = {"F0506", "bag-declaration", LP_CLASS_MALFORMED,
                       "The declaration bagit.txt is missing, or is not the "
                       "two lines that it must be (RFC 8493, 2.1.1).",
                       MEND},
    AT(VERSION) =
        {"N0507", "bag-version-unknown", LP_CLASS_CLOSED,
         "The bag says that it follows a version of BagIt whose rules are not "
         "known here, so whether it is valid is unknown.",
         BY_OTHER},
    AT(ENCODING) = {"N0508", "bag-encoding-unknown", LP_CLASS_CLOSED,
                    "The tag files are in a character encoding that is not "
                    "read here, so what they list is unknown.",
                    BY_OTHER},
    AT(TEXT) = {"F0509", "bag-text-broken", LP_CLASS_MALFORMED,
                "A tag file is not text in the declared encoding, or begins "
                "with a byte order mark that it must not have (RFC 8493, 2.3).",
                MEND},
    AT(NO_DATA) = {"F0510", "bag-no-payload-folder", LP_CLASS_MALFORMED,
                   "The bag has no folder called data (RFC 8493, 2.1.2).",
                   MEND},
    AT(NO_MANIFEST) = {"F0511", "bag-no-manifest", LP_CLASS_MALFORMED,
                       "The bag has no payload manifest, so nothing says what "
                       "belongs into it (RFC 8493, 2.1.3).",
                       MEND},
    AT(LINE) = {"F0512", "bag-manifest-broken", LP_CLASS_MALFORMED,
                "A line of a manifest, or the name of one, breaks the rules of "
                "its format (RFC 8493, 2.1.3 and 2.4).",
                MEND},
    AT(ALGORITHM) =
        {"N0513", "bag-algorithm-unknown", LP_CLASS_CLOSED,
         "A manifest has digests by an algorithm that is not known here: that "
         "its files are there is checked, what is in them is not.",
         BY_OTHER},
    AT(PATH) = {"F0514", "bag-path-unsafe", LP_CLASS_MALFORMED,
                "A tag file names something outside of the bag, or outside of "
                "the part of it that it may speak of. Nothing was read there.",
                "Be wary of the bag: other tools may read or overwrite what "
                "such a path names."},
    AT(TWICE) = {"F0515", "bag-path-twice", LP_CLASS_MALFORMED,
                 "A manifest lists one file more than once (RFC 8493, 2.1.3).",
                 MEND},
    AT(MISSING) = {"F0516", "bag-file-missing", LP_CLASS_MALFORMED,
                   "A manifest lists a file that is not in the bag.",
                   ASK_AGAIN},
    AT(CHANGED) = {"F0517", "bag-file-changed", LP_CLASS_MALFORMED,
                   "A file does not have the digest that a manifest gives it.",
                   ASK_AGAIN},
    AT(UNLISTED) = {"F0518", "bag-file-unlisted", LP_CLASS_MALFORMED,
                    "A payload file is in no payload manifest, or not in all "
                    "of them (RFC 8493, 3).",
                    "Find out who added the file, and do not take it for part "
                    "of what was sent."},
    AT(OXUM) = {"F0519", "bag-oxum", LP_CLASS_MALFORMED,
                "Payload-Oxum does not count the payload, stands more than "
                "once or is not two numbers (RFC 8493, 2.2.2).",
                ASK_AGAIN},
    AT(INFO) = {"F0520", "bag-info-broken", LP_CLASS_MALFORMED,
                "A line of bag-info.txt is no element: a label, a colon, a "
                "blank and a value (RFC 8493, 2.2.2).",
                MEND},
    AT(FETCH) =
        {"F0521", "bag-fetch-broken", LP_CLASS_MALFORMED,
         "A line of fetch.txt breaks the rules of its format, or names a file "
         "that is not in every payload manifest (RFC 8493, 2.2.3).",
         MEND},
    AT(HOLE) = {"N0522", "bag-not-fetched", LP_CLASS_CLOSED,
                "The file is to be fetched from elsewhere and is not there, so "
                "the bag is not complete. leafproof fetches nothing.",
                "Fetch what fetch.txt lists with another tool, if you trust "
                "its addresses, and verify the bag again."},
    AT(TAGS) = {"F0523", "bag-tag-manifest", LP_CLASS_MALFORMED,
                "A tag manifest does not list every payload manifest (RFC "
                "8493, 2.2.1).",
                MEND},
    AT(NO_FILE) =
        {"F0524", "bag-not-a-file", LP_CLASS_MALFORMED,
         "Where the bag must have a file there is a link, a folder or a "
         "device. No link is followed: it could lead out of the bag.",
         "Put the file itself in its place, or leave it out."},
    AT(TWINS) =
        {"F0525", "bag-name-twins", LP_CLASS_ADVICE,
         "Two names differ only in case or in their Unicode form, so that some "
         "file systems hold one of the two alone (RFC 8493, 6.1.1).",
         RENAME},
    AT(LEGACY) =
        {"F0526", "bag-old-form", LP_CLASS_ADVICE,
         "A line is written as older tools write it; it can be read in one way "
         "only, but a strict validator refuses it (RFC 8493, 6.1.3).",
         "Make the manifests of the bag again."},
    AT(UNWISE) = {"F0527", "bag-name-unwise", LP_CLASS_ADVICE,
                  "A name cannot exist on every system (RFC 8493, 6.1.2).",
                  "Rename it before the bag is copied elsewhere."},
    AT(EMPTY) = {"F0528", "bag-folder-empty", LP_CLASS_ADVICE,
                 "A folder of the payload is empty: manifests list files "
                 "alone, so nothing says that it is there.",
                 "Put an empty file into it, such as .keep, if it matters."},
    AT(FORM) = {"F0529", "bag-name-form", LP_CLASS_ADVICE,
                "A manifest and the file system write one name in two Unicode "
                "forms (RFC 8493, 6.1.1).",
                "Make the manifests of the bag again."},
    AT(SIGNATURE) =
        {"F0530", "bag-signature-bad", LP_CLASS_MALFORMED,
         "The signature beside the tag manifest is not one over this tag "
         "manifest by a key that is trusted.",
         "Do not rely on the bag before the signer has explained it."},
};
