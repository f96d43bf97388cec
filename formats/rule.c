#include "formats/rule.h"

#include <stddef.h>
#include <string.h>

#define ASK_PASSWORD \
    "Ask the sender for a copy without the password, and check that copy too."
#define ASK_AGAIN \
    "Ask for the file again, or compare it with another copy of it."
#define BY_HAND \
    "Look at the container by hand before relying on one tool's view of it."
#define UNPACK \
    "Unpack it with its own tool and give leafproof the unpacked files."

/* Ids are never reused and words never change: both are in records. */
static const struct lp_rule_info rules[LP_RULE_COUNT] = {
    [LP_RULE_NONE] = {"", "", LP_CLASS_CLOSED, "", ""},

    [LP_RULE_ENC_PGP] =
        {"N0101", "pgp-encrypted", LP_CLASS_CLOSED,
         "The file is an OpenPGP message that only its recipient can open, so "
         "what is inside is unknown.",
         "Decrypt it with the recipient's key (gpg) and check the result too."},
    [LP_RULE_ENC_AGE] =
        {"N0102", "age-encrypted", LP_CLASS_CLOSED,
         "The file is encrypted with age, so what is inside is unknown.",
         "Decrypt it with the recipient's key (age) and check the result too."},
    [LP_RULE_ENC_OPENSSL] =
        {"N0103", "openssl-encrypted", LP_CLASS_CLOSED,
         "The file is encrypted with a password by `openssl enc`, so what is "
         "inside is unknown.",
         ASK_PASSWORD},
    [LP_RULE_ENC_ZIP] =
        {"N0104", "password-protected", LP_CLASS_CLOSED,
         "The member, or the whole archive, is protected by a password, so its "
         "content is unknown.",
         "If you know the password of a ZIP, give it with --password-fd; else "
         "ask the sender for a copy without one, and check that copy too."},
    [LP_RULE_ENC_LUKS] =
        {"N0105", "luks-volume", LP_CLASS_CLOSED,
         "The file is an encrypted LUKS disk volume, so the files in it are "
         "unknown.",
         "Unlock the volume, and check the files in it."},
    [LP_RULE_ENC_PDF] = {"N0106", "pdf-encrypted", LP_CLASS_CLOSED,
                         "The PDF is encrypted: its own bytes can be compared, "
                         "but its text and "
                         "attachments cannot be read.",
                         ASK_PASSWORD},
    [LP_RULE_ENC_OFFICE] =
        {"N0107", "office-encrypted", LP_CLASS_CLOSED,
         "The office document is protected by a password: its own bytes can be "
         "compared, but what it says cannot be read.",
         ASK_PASSWORD},
    [LP_RULE_ENC_CMS] =
        {"N0108", "cms-encrypted", LP_CLASS_CLOSED,
         "The file is encrypted by CMS (S/MIME), so what is inside is unknown.",
         "Decrypt it with the recipient's key (openssl cms) and check the "
         "result too."},

    [LP_RULE_UNSUPPORTED_CONTAINER] =
        {"N0201", "unsupported-container", LP_CLASS_CLOSED,
         "The file is a container of a kind that leafproof recognises but does "
         "not open, so the files in it are unknown.",
         UNPACK},
    [LP_RULE_UNSUPPORTED_METHOD] =
        {"N0202", "unsupported-method", LP_CLASS_CLOSED,
         "The member is stored in a way that leafproof does not read, so its "
         "content is unknown.",
         UNPACK},
    [LP_RULE_MULTI_VOLUME] =
        {"N0203", "multi-volume", LP_CLASS_CLOSED,
         "The archive is one part of several, or the member continues in "
         "another part, so its content is unknown.",
         "Bring all parts together, unpack them, and check the unpacked "
         "files."},
    [LP_RULE_SPARSE] =
        {"N0204", "sparse", LP_CLASS_CLOSED,
         "The member is stored as a file with holes in a form that leafproof "
         "does not rebuild, so its content is unknown.",
         UNPACK},
    [LP_RULE_CHAT_EMPTY] =
        {"N0220", "no-messages", LP_CLASS_CLOSED,
         "The file begins as an export of chats does, but no message was found "
         "in it, so what it holds is unknown.",
         "Open it with a text editor, and export the chats again if you can."},
    [LP_RULE_LIMIT_MEMORY] =
        {"N0205", "limit-memory", LP_CLASS_CLOSED,
         "To unpack the data takes more memory than the limit, so its content "
         "is unknown.",
         UNPACK},
    [LP_RULE_HELPER_MISSING] =
        {"N0206", "helper-missing", LP_CLASS_CLOSED,
         "The archive is of a kind that is read by a program of its own, which "
         "is not installed, so the files in it are unknown.",
         "Install leafproof whole, built with libarchive, and run it again."},
    [LP_RULE_HELPER_FAILED] =
        {"N0207", "helper-failed", LP_CLASS_CLOSED,
         "The program that reads archives of this kind broke off, was silent, "
         "or said what makes no sense, so what it had not told by then is "
         "unknown.",
         UNPACK},

    [LP_RULE_LIMIT_DEPTH] =
        {"N0301", "limit-depth", LP_CLASS_CLOSED,
         "Containers lie inside containers deeper than the limit, so the "
         "innermost were not opened.",
         "If this is expected, raise the limit with --depth N."},
    [LP_RULE_LIMIT_RATIO] =
        {"N0302", "limit-ratio", LP_CLASS_CLOSED,
         "The data unpacks to far more than its packed size, as decompression "
         "bombs do, so the unpacking was stopped.",
         "If this is expected, raise the limit with --max-ratio N."},
    [LP_RULE_LIMIT_ENTRIES] =
        {"N0303", "limit-entries", LP_CLASS_CLOSED,
         "The container has more entries than the limit, so those after it "
         "were not read.",
         UNPACK},
    [LP_RULE_LIMIT_HEADER] =
        {"N0304", "limit-header", LP_CLASS_CLOSED,
         "A name or header in the container is larger than any normal archive "
         "has, so the container was not read beyond it.",
         UNPACK},
    [LP_RULE_LIMIT_SPOOL] =
        {"N0305", "limit-spool", LP_CLASS_CLOSED,
         "A container inside another must be held aside to be read, and is "
         "larger than the room for that, so it was not opened.",
         "Unpack the outer container and give leafproof the inner one."},
    [LP_RULE_LIMIT_TOTAL] =
        {"N0306", "limit-total", LP_CLASS_CLOSED,
         "The containers of this run unpack to more than the limit for all of "
         "them, so the rest was not opened.",
         "If this is expected, raise the limit with --max-expand SIZE."},
    [LP_RULE_LIMIT_FOLDERS] =
        {"N0307", "limit-folders", LP_CLASS_CLOSED,
         "Folders lie inside folders deeper than the limit, so the innermost "
         "were not read.",
         "Give leafproof the innermost folders by their own paths."},
    [LP_RULE_LIMIT_NESTING] =
        {"N0308", "limit-nesting", LP_CLASS_CLOSED,
         "The parts of the message lie inside each other deeper than the "
         "limit, "
         "so the innermost were not read.",
         "Look at the message by hand: no normal message is built like that."},
    [LP_RULE_LIMIT_TEXT] =
        {"N0309", "limit-text", LP_CLASS_CLOSED,
         "The document holds more text than the limit, or holds it deeper or "
         "in "
         "more parts, so that what it says was not compared.",
         "Look at the document by hand: no normal document is built like "
         "that."},

    [LP_RULE_UNREADABLE] =
        {"N0401", "unreadable", LP_CLASS_CLOSED,
         "The operating system could not read the file, so its content is "
         "unknown.",
         "Check the permissions and the disk, then run leafproof again."},
    [LP_RULE_CHANGED] =
        {"N0402", "changed-while-reading", LP_CLASS_CLOSED,
         "The file changed while it was read, so what was read is of no "
         "certain moment.",
         "Make sure that nothing writes to it, then run leafproof again."},
    [LP_RULE_CUT] =
        {"N0403", "cut-short", LP_CLASS_CLOSED,
         "The container broke off before or inside this member, so its content "
         "is unknown.",
         ASK_AGAIN},
    [LP_RULE_LEFT] =
        {"N0405", "left-closed", LP_CLASS_CLOSED,
         "The container was not opened because --depth said so: what lies in "
         "it was compared with nothing.",
         "Run again with a larger --depth, or without it."},
    [LP_RULE_INCOMPARABLE] =
        {"N0406", "not-comparable", LP_CLASS_CLOSED,
         "A set holds other digests than those that are known of this "
         "document, so that it could not be asked.",
         "Hash the documents again with --digest, or check the documents "
         "themselves."},
    [LP_RULE_TAINTED] =
        {"N0404", "in-doubtful-container", LP_CLASS_CLOSED,
         "The member lies in a malformed or ambiguous container, so that "
         "another tool could see other bytes here; a match stands, but nothing "
         "can be called new.",
         "See the findings about its container."},
    [LP_RULE_NO_TEXT] =
        {"N0407", "no-text-layer", LP_CLASS_CLOSED,
         "It is a PDF, an office file or a page of HTML without any text, as a "
         "scan is: what it says could not be compared with what is public.",
         "Have its text recognised, and check that."},
    [LP_RULE_TEXT_UNREAD] =
        {"N0408", "text-unreadable", LP_CLASS_CLOSED,
         "The text of this document could not be read, or not all of it, so "
         "that what it says could not be compared with what is public.",
         "Open it with another program, save its text, and check that."},

    [LP_RULE_TRUNCATED] =
        {"F0101", "truncated", LP_CLASS_MALFORMED,
         "The container ends in the middle of something, so that a part of it "
         "is missing.",
         ASK_AGAIN},
    [LP_RULE_DEFLATE] =
        {"F0102", "deflate-broken", LP_CLASS_MALFORMED,
         "The compressed data is damaged and cannot be unpacked to its end.",
         ASK_AGAIN},
    [LP_RULE_DEFLATE_TAIL] =
        {"F0103", "deflate-trailing-bytes", LP_CLASS_AMBIGUOUS,
         "Bytes follow the end of the compressed data that most tools never "
         "show, and that can hide something.",
         BY_HAND},
    [LP_RULE_CRC] =
        {"F0104", "crc-mismatch", LP_CLASS_MALFORMED,
         "The content does not have the checksum that the container states for "
         "it: one of the two was altered or damaged.",
         ASK_AGAIN},
    [LP_RULE_LENGTH] =
        {"F0105", "length-mismatch", LP_CLASS_MALFORMED,
         "The content does not have the length that the container states for "
         "it: one of the two was altered or damaged.",
         ASK_AGAIN},

    [LP_RULE_ZIP_NO_END] =
        {"F0201", "zip-no-end", LP_CLASS_MALFORMED,
         "The file begins as a ZIP archive but has no list of contents at its "
         "end, so it may be cut short.",
         ASK_AGAIN},
    [LP_RULE_ZIP_TWO_ENDS] =
        {"F0202", "zip-two-ends", LP_CLASS_AMBIGUOUS,
         "The ZIP archive has more than one end record that could be meant, so "
         "tools can list different contents.",
         BY_HAND},
    [LP_RULE_ZIP_DIRECTORY] =
        {"F0203", "zip-directory-broken", LP_CLASS_MALFORMED,
         "The ZIP archive's list of contents breaks the rules of its format.",
         ASK_AGAIN},
    [LP_RULE_ZIP_COUNT] =
        {"F0204", "zip-count-mismatch", LP_CLASS_AMBIGUOUS,
         "The ZIP archive states another number of members than it lists, so "
         "tools can list different contents.",
         BY_HAND},
    [LP_RULE_ZIP_LOCAL] = {"F0205", "zip-local-broken", LP_CLASS_MALFORMED,
                           "The header in front of a ZIP member is missing or "
                           "breaks the rules of "
                           "its format.",
                           ASK_AGAIN},
    [LP_RULE_ZIP_NAME] =
        {"F0206", "zip-name-differs", LP_CLASS_AMBIGUOUS,
         "The ZIP archive gives one member two names, so tools can show it "
         "under either.",
         BY_HAND},
    [LP_RULE_ZIP_METHOD] = {"F0207", "zip-method-differs", LP_CLASS_AMBIGUOUS,
                            "The ZIP archive states two ways of unpacking one "
                            "member, so tools can "
                            "show different content.",
                            BY_HAND},
    [LP_RULE_ZIP_FLAGS] =
        {"F0208", "zip-flags-differ", LP_CLASS_AMBIGUOUS,
         "The ZIP archive describes one member in two ways that disagree, so "
         "tools can treat it differently.",
         BY_HAND},
    [LP_RULE_ZIP_CRC] =
        {"F0209", "zip-crc-differs", LP_CLASS_AMBIGUOUS,
         "The ZIP archive states two different checksums for one member.",
         BY_HAND},
    [LP_RULE_ZIP_SIZES] =
        {"F0210", "zip-sizes-differ", LP_CLASS_AMBIGUOUS,
         "The ZIP archive states two different sizes for one member, so tools "
         "can show different content.",
         BY_HAND},
    [LP_RULE_ZIP_OVERLAP] =
        {"F0211", "zip-overlap", LP_CLASS_AMBIGUOUS,
         "Two members of the ZIP archive share the same bytes, as in "
         "decompression bombs and forgeries.",
         BY_HAND},
    [LP_RULE_ZIP_GAP] =
        {"F0212", "zip-gap", LP_CLASS_AMBIGUOUS,
         "The ZIP archive has bytes between its members that its list of "
         "contents does not show, and that can hide something.",
         BY_HAND},
    [LP_RULE_ZIP_PREPENDED] =
        {"F0213", "zip-prepended", LP_CLASS_AMBIGUOUS,
         "Bytes stand before the ZIP archive, so that the file can also be "
         "something else.",
         BY_HAND},
    [LP_RULE_ZIP_APPENDED] = {"F0214", "zip-appended", LP_CLASS_AMBIGUOUS,
                              "Bytes follow the end of the ZIP archive, so "
                              "that the file can also be "
                              "something else.",
                              BY_HAND},
    [LP_RULE_ZIP_DUPLICATE] =
        {"F0215", "zip-duplicate-name", LP_CLASS_AMBIGUOUS,
         "The ZIP archive has two members of the same name, so tools can show "
         "either.",
         BY_HAND},
    [LP_RULE_ZIP_UNICODE] =
        {"F0216", "zip-unicode-name-differs", LP_CLASS_AMBIGUOUS,
         "A ZIP member has a second, Unicode name that is not its first, so "
         "tools can show it under either.",
         BY_HAND},
    [LP_RULE_ZIP_DESCRIPTOR] =
        {"F0217", "zip-descriptor-differs", LP_CLASS_AMBIGUOUS,
         "The record behind a ZIP member's data does not agree with the "
         "archive's list of contents.",
         BY_HAND},

    [LP_RULE_GZIP_HEADER] = {"F0301", "gzip-header-broken", LP_CLASS_MALFORMED,
                             "The gzip header breaks the rules of its format.",
                             ASK_AGAIN},
    [LP_RULE_GZIP_TAIL] =
        {"F0302", "gzip-trailing-bytes", LP_CLASS_AMBIGUOUS,
         "Bytes follow the end of the gzip data that most tools pass over in "
         "silence, and that can hide something.",
         BY_HAND},
    [LP_RULE_BZIP2] =
        {"F0303", "bzip-broken", LP_CLASS_MALFORMED,
         "The bzip2 data is damaged, or does not have its own checksum, and "
         "cannot be unpacked to its end.",
         ASK_AGAIN},
    [LP_RULE_BZIP2_TAIL] =
        {"F0304", "bzip-trailing-bytes", LP_CLASS_AMBIGUOUS,
         "Bytes follow the end of the bzip2 data that some tools pass over in "
         "silence and others refuse, and that can hide something.",
         BY_HAND},
    [LP_RULE_XZ] = {"F0305", "xz-broken", LP_CLASS_MALFORMED,
                    "The xz or lzip data is damaged, or does not have its own "
                    "checksum, and cannot be unpacked to its end.",
                    ASK_AGAIN},
    [LP_RULE_XZ_TAIL] =
        {"F0306", "xz-trailing-bytes", LP_CLASS_AMBIGUOUS,
         "Bytes follow the end of the xz or lzip data that some tools pass "
         "over in silence and others refuse, and that can hide something.",
         BY_HAND},
    [LP_RULE_ZSTD] =
        {"F0307", "zstd-broken", LP_CLASS_MALFORMED,
         "The zstd data is damaged, or does not have its own checksum, and "
         "cannot be unpacked to its end.",
         ASK_AGAIN},
    [LP_RULE_ZSTD_TAIL] =
        {"F0308", "zstd-trailing-bytes", LP_CLASS_AMBIGUOUS,
         "Bytes follow the end of the zstd data that some tools pass over in "
         "silence and others refuse, and that can hide something.",
         BY_HAND},

    [LP_RULE_ARCHIVE] =
        {"F0430", "archive-broken", LP_CLASS_MALFORMED,
         "The archive breaks the grammar of its format, or ends in the middle "
         "of something: what came before that was read.",
         "Get the archive again from where it came from, and compare."},
    [LP_RULE_ARCHIVE_TAIL] =
        {"F0432", "archive-trailing-bytes", LP_CLASS_AMBIGUOUS,
         "Bytes follow the end of the archive that most tools pass over in "
         "silence, and that can hide something.",
         BY_HAND},
    [LP_RULE_ISO_TREES] =
        {"F0433", "iso-trees-differ", LP_CLASS_AMBIGUOUS,
         "The image has several trees of files that do not hold the same ones, "
         "or one of UDF, which is not read, so that programs show other files.",
         BY_HAND},
    [LP_RULE_LINK_ODD] =
        {"F0431", "link-odd", LP_CLASS_AMBIGUOUS,
         "What a link in the archive leads to has control characters or is "
         "longer than names are, so it may be a document that was put there.",
         BY_HAND},
    [LP_RULE_TAR_CHECKSUM] =
        {"F0401", "tar-checksum", LP_CLASS_MALFORMED,
         "A header of the tar archive does not have its own checksum, so "
         "nothing from there on can be trusted.",
         ASK_AGAIN},
    [LP_RULE_TAR_NUMBER] =
        {"F0402", "tar-number-broken", LP_CLASS_MALFORMED,
         "A number in a header of the tar archive cannot be read.", ASK_AGAIN},
    [LP_RULE_TAR_PAX] = {"F0403", "tar-extended-broken", LP_CLASS_MALFORMED,
                         "An extended header of the tar archive breaks the "
                         "rules of its format.",
                         ASK_AGAIN},
    [LP_RULE_TAR_SIZE_TWICE] =
        {"F0404", "tar-two-sizes", LP_CLASS_AMBIGUOUS,
         "The tar archive gives one member two sizes, or a size where there is "
         "no data, so tools can show different content and other members.",
         BY_HAND},
    [LP_RULE_TAR_PATH_TWICE] =
        {"F0405", "tar-two-names", LP_CLASS_AMBIGUOUS,
         "The tar archive gives one member two extended names, so tools can "
         "show it under either.",
         BY_HAND},
    [LP_RULE_TAR_TAIL] =
        {"F0406", "tar-data-after-end", LP_CLASS_AMBIGUOUS,
         "Data follows the end mark of the tar archive, which most tools never "
         "show and others list as members.",
         BY_HAND},
    [LP_RULE_TAR_NO_END] =
        {"F0407", "tar-no-end", LP_CLASS_MALFORMED,
         "The tar archive lacks its end mark, or half of it, so it may be cut "
         "short between two members.",
         ASK_AGAIN},

    [LP_RULE_TAR_SPARSE] =
        {"F0408", "tar-sparse-map", LP_CLASS_MALFORMED,
         "The map of a sparse file in the tar archive is broken or does not "
         "fit "
         "its data, so that the file cannot be put together.",
         ASK_AGAIN},

    [LP_RULE_CPIO_HEADER] =
        {"F0420", "cpio-header-broken", LP_CLASS_MALFORMED,
         "A header of the cpio archive breaks the rules of its format, so "
         "nothing from there on can be trusted.",
         ASK_AGAIN},
    [LP_RULE_CPIO_TWO_READINGS] =
        {"F0421", "cpio-two-readings", LP_CLASS_AMBIGUOUS,
         "A header of the cpio archive gives a member a name that ends in two "
         "places, or data where there can be none, so tools can show "
         "different members.",
         BY_HAND},
    [LP_RULE_CPIO_TAIL] =
        {"F0422", "cpio-data-after-end", LP_CLASS_AMBIGUOUS,
         "Data follows the end mark of the cpio archive, which some tools "
         "never show and others list as members.",
         BY_HAND},
    [LP_RULE_CPIO_NO_END] =
        {"F0423", "cpio-no-end", LP_CLASS_MALFORMED,
         "The cpio archive lacks its end mark, so it may be cut short between "
         "two members.",
         ASK_AGAIN},

    [LP_RULE_XML] =
        {"F0701", "bad-xml", LP_CLASS_MALFORMED,
         "A part of the document is missing, or is not the XML that it must "
         "be, so that what it says cannot be read.",
         ASK_AGAIN},

    [LP_RULE_JSON] =
        {"F0640", "bad-json", LP_CLASS_MALFORMED,
         "The JSON breaks its grammar, so that what stands there was not "
         "understood.",
         "Make the export again; compare the places with a text editor."},
    [LP_RULE_JSON_TWICE] =
        {"F0641", "json-key-twice", LP_CLASS_AMBIGUOUS,
         "An object has one key twice, and programs differ in which value they "
         "take, so that two readers can see two messages or rows.",
         "Look at the object with a text editor; find out who wrote it."},
    [LP_RULE_PDF_STREAM] =
        {"F0801", "pdf-stream-broken", LP_CLASS_MALFORMED,
         "A stream of the PDF breaks the rules of its own filter, so what it "
         "holds behind that place was not read.",
         ASK_AGAIN},
};

const struct lp_rule_info *
lp_rule_info(unsigned rule)
{
    static const struct {
        unsigned first;
        unsigned last;
        const struct lp_rule_info *of;
    } groups[] = {
        {LP_RULE_MAIL_TWO_READINGS, LP_RULE_MAIL_OUTSIDE, lp_rule_mail},
        {LP_RULE_ROW_FIELDS, LP_RULE_SQLITE_TAIL, lp_rule_rows},
        {LP_RULE_BAG_DECLARATION, LP_RULE_BAG_SIGNATURE, lp_rule_bag},
        {LP_RULE_CFB, LP_RULE_MSG_LACKING, lp_rule_outlook},
        {LP_RULE_TORRENT_BROKEN, LP_RULE_LIST_HINT, lp_rule_list},
        {LP_RULE_EMBEDDED, LP_RULE_PDF_SUM, lp_rule_embedded},
    };

    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (rule >= groups[i].first && rule <= groups[i].last) {
            return &groups[i].of[rule - groups[i].first];
        }
    }
    return &rules[rule < LP_RULE_COUNT ? rule : LP_RULE_NONE];
}

enum lp_rule
lp_rule_by_id(const char *id)
{
    for (unsigned i = LP_RULE_NONE + 1; i < LP_RULE_COUNT; i++) {
        if (strcmp(lp_rule_info(i)->id, id) == 0) {
            return (enum lp_rule)i;
        }
    }
    return LP_RULE_NONE;
}
