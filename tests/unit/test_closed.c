#include "formats/closed.h"

#include <stdlib.h>
#include <string.h>

#include "formats/reader.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define BYTES(text) text, sizeof(text) - 1
#define CONTAINER LP_RULE_UNSUPPORTED_CONTAINER
#define NOTHING LP_KIND_OTHER, LP_RULE_NONE

#define CMS(type) "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01" type
/* A session key for nobody: RSA with an MPI of 16 bits, and Elgamal's two. */
#define PKESK      \
    "\x84\x0e\x03" \
    "KEYID..."     \
    "\x01"         \
    "\x00\x10\xff\xff"
#define PKESK_NEW  \
    "\xc1\x0e\x03" \
    "KEYID..."     \
    "\x01"         \
    "\x00\x10\xff\xff"
#define ELGAMAL    \
    "\x84\x12\x03" \
    "KEYID..."     \
    "\x10"         \
    "\x00\x10\xff\xff\x00\x10\xff\xff"
#define SKESK                  \
    "\x8c\x0d\x04\x09\x03\x02" \
    "saltsalt"                 \
    "\xff"
#define SEIPD      \
    "\xd2\x0a\x01" \
    "ciphertxt"
#define SEIPD_PARTS \
    "\xd2\xe9\x01"  \
    "cipher"

static const struct {
    const char *label;
    const char *bytes;
    size_t len;
    enum lp_kind kind;
    enum lp_rule closed;
} heads[] = {
    {"nothing", "", 0, NOTHING},
    {"text", BYTES("Dear archivist,\n"), NOTHING},

    {"what a reader opens is not told here",
     BYTES("\xfd"
           "7zXZ\0"),
     NOTHING},
    {"a skippable frame, then zstd",
     BYTES("\x50\x2a\x4d\x18\1\0\0\0x\x28\xb5\x2f\xfd"), NOTHING},
    {"two skippable frames, then LZ4",
     BYTES("\x5f\x2a\x4d\x18\0\0\0\0\x50\x2a\x4d\x18\1\0\0\0x\x04\x22\x4d\x18"),
     LP_KIND_LZ4, CONTAINER},
    {"a skippable frame longer than we see",
     BYTES("\x50\x2a\x4d\x18\xff\xff\xff\xff.."), NOTHING},
    {"a skippable frame, then something else",
     BYTES("\x50\x2a\x4d\x18\1\0\0\0xabcdefgh"), NOTHING},
    {"no skippable frame", BYTES("\x60\x2a\x4d\x18\1\0\0\0x\x28\xb5\x2f\xfd"),
     NOTHING},
    {"7z", BYTES("7z\xbc\xaf\x27\x1c"), LP_KIND_7Z, CONTAINER},
    {"7z cut by one byte", BYTES("7z\xbc\xaf\x27"), NOTHING},
    {"rar 4", BYTES("Rar!\x1a\7\0"), LP_KIND_RAR, CONTAINER},
    {"rar 5", BYTES("Rar!\x1a\7\1\0"), LP_KIND_RAR, CONTAINER},
    {"rar of another version", BYTES("Rar!\x1a\7\2\0"), NOTHING},
    {"git bundle", BYTES("# v2 git bundle\n"), LP_KIND_GIT_BUNDLE, CONTAINER},
    {"git bundle 3", BYTES("# v3 git bundle\n"), LP_KIND_GIT_BUNDLE, CONTAINER},
    {"git bundle of another version", BYTES("# v4 git bundle\n"), NOTHING},
    {"E01", BYTES("EVF\x09\x0d\x0a\xff\0"), LP_KIND_EWF, CONTAINER},
    {"E01 cut by one byte", BYTES("EVF\x09\x0d\x0a\xff"), NOTHING},
    {"Ex01", BYTES("EVF2\x0d\x0a\x81\0"), LP_KIND_EWF, CONTAINER},
    {"L01", BYTES("LVF\x09\x0d\x0a\xff\0"), LP_KIND_EWF, CONTAINER},
    {"Lx01", BYTES("LEF2\x0d\x0a\x81\0"), LP_KIND_EWF, CONTAINER},
    {"Lx01 with another line end", BYTES("LEF2\x0a\x0a\x81\0"), NOTHING},
    {"cab", BYTES("MSCF\0\0\0\0"), LP_KIND_CAB, CONTAINER},
    {"text that begins as a cab", BYTES("MSCF is a magic"), NOTHING},
    {"lz4", BYTES("\x04\x22\x4d\x18"), LP_KIND_LZ4, CONTAINER},
    {"lz4, legacy", BYTES("\x02\x21\x4c\x18"), LP_KIND_LZ4, CONTAINER},
    {"lz4, no such frame", BYTES("\x03\x21\x4c\x18"), NOTHING},
    {"compress", BYTES("\x1f\x9d\x90"), LP_KIND_COMPRESS, CONTAINER},
    {"compress with 17 bits", BYTES("\x1f\x9d\x91"), NOTHING},
    {"compress with 8 bits", BYTES("\x1f\x9d\x88"), NOTHING},
    {"compress with a reserved bit", BYTES("\x1f\x9d\xb0"), NOTHING},
    {"ar", BYTES("!<arch>\n"), LP_KIND_AR, CONTAINER},
    {"ar cut by one byte", BYTES("!<arch>"), NOTHING},
    {"pst", BYTES("!BDN\1\2\3\4SM"), LP_KIND_PST, CONTAINER},
    {"not pst", BYTES("!BDM\1\2\3\4SM"), NOTHING},

    {"LUKS 1", BYTES("LUKS\xba\xbe\0\1"), LP_KIND_LUKS, LP_RULE_ENC_LUKS},
    {"LUKS 2", BYTES("LUKS\xba\xbe\0\2"), LP_KIND_LUKS, LP_RULE_ENC_LUKS},
    {"LUKS 3 is not known", BYTES("LUKS\xba\xbe\0\3"), NOTHING},
    {"age", BYTES("age-encryption.org/v1\n"), LP_KIND_AGE, LP_RULE_ENC_AGE},
    {"age without its line end", BYTES("age-encryption.org/v1"), NOTHING},
    {"age of another version", BYTES("age-encryption.org/v2\n"), NOTHING},
    {"age in armor", BYTES("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl"),
     LP_KIND_AGE, LP_RULE_ENC_AGE},
    {"CMS, enveloped", BYTES("\x30\x82\x01\x00" CMS("\x07\x03")), LP_KIND_CMS,
     LP_RULE_ENC_CMS},
    {"CMS of no length", BYTES("\x30\x80" CMS("\x07\x03")), LP_KIND_CMS,
     LP_RULE_ENC_CMS},
    {"CMS, short", BYTES("\x30\x40" CMS("\x07\x06")), LP_KIND_CMS,
     LP_RULE_ENC_CMS},
    {"CMS, authenticated",
     BYTES("\x30\x80\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"),
     LP_KIND_CMS, LP_RULE_ENC_CMS},
    {"CMS, signed", BYTES("\x30\x80" CMS("\x07\x02")), NOTHING},
    {"CMS cut by one byte", BYTES("\x30\x80" CMS("\x07")), NOTHING},
    {"CMS with a length of nine bytes",
     BYTES("\x30\x89\1\1\1\1\1\1\1\1\1" CMS("\x07\x03")), NOTHING},
    {"a set, not a sequence", BYTES("\x31\x80" CMS("\x07\x03")), NOTHING},
    {"openssl", BYTES("Salted__12345678"), LP_KIND_OPENSSL,
     LP_RULE_ENC_OPENSSL},
    {"openssl without all of its salt", BYTES("Salted__1234567"), NOTHING},
    {"openssl in base64", BYTES("U2FsdGVkX1+abcdefghijk="), LP_KIND_OPENSSL,
     LP_RULE_ENC_OPENSSL},
    {"base64 of another word", BYTES("U2FsdGVkX1Aabcdefghijk="), NOTHING},
    {"openssl in base64, then text", BYTES("U2FsdGVkX1+ is how it begins"),
     NOTHING},
    {"ole", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), LP_KIND_OLE,
     LP_RULE_NONE},
    {"ole cut by one byte", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a"), NOTHING},
    {"pdf", BYTES("%PDF-1.7\n"), LP_KIND_PDF, LP_RULE_NONE},
    {"pdf after junk", BYTES("junk\r\n%PDF-1.7\n"), LP_KIND_PDF, LP_RULE_NONE},
    {"pdf cut by one byte", BYTES("%PDF"), NOTHING},

    {"PGP: a public key's session key, then data", BYTES(PKESK SEIPD),
     LP_KIND_PGP, LP_RULE_ENC_PGP},
    {"PGP: the same in the new packet format", BYTES(PKESK_NEW SEIPD),
     LP_KIND_PGP, LP_RULE_ENC_PGP},
    {"PGP: Elgamal", BYTES(ELGAMAL SEIPD), LP_KIND_PGP, LP_RULE_ENC_PGP},
    {"PGP: two recipients", BYTES(PKESK ELGAMAL SEIPD), LP_KIND_PGP,
     LP_RULE_ENC_PGP},
    {"PGP: a passphrase, then data", BYTES(SKESK SEIPD), LP_KIND_PGP,
     LP_RULE_ENC_PGP},
    {"PGP: a marker first", BYTES("\xa8\3PGP" SKESK SEIPD), LP_KIND_PGP,
     LP_RULE_ENC_PGP},
    {"PGP: another marker", BYTES("\xa8\3PGQ" SKESK SEIPD), NOTHING},
    {"PGP: data in parts", BYTES(SKESK SEIPD_PARTS), LP_KIND_PGP,
     LP_RULE_ENC_PGP},
    {"PGP: old data, without protection", BYTES(SKESK "\xc9\x04...."),
     LP_KIND_PGP, LP_RULE_ENC_PGP},
    {"PGP: a key and nothing encrypted", BYTES(PKESK), NOTHING},
    {"PGP: a key, then a signature", BYTES(PKESK "\xc2\x04...."), NOTHING},
    {"PGP: a key, then text", BYTES(PKESK "text"), NOTHING},
    {"PGP: a key of version 2",
     BYTES("\x84\x0e\x02"
           "KEYID..."
           "\x01\x00\x10\xff\xff" SEIPD),
     NOTHING},
    {"PGP: a key of an unknown algorithm",
     BYTES("\x84\x0e\x03"
           "KEYID..."
           "\x11\x00\x10\xff\xff" SEIPD),
     NOTHING},
    {"PGP: a number that does not fill its packet",
     BYTES("\x84\x0e\x03"
           "KEYID..."
           "\x01\x00\x08\xff\xff" SEIPD),
     NOTHING},
    {"PGP: a number that overflows its packet",
     BYTES("\x84\x0e\x03"
           "KEYID..."
           "\x01\x00\x18\xff\xff" SEIPD),
     NOTHING},
    {"PGP: a number of no bits",
     BYTES("\x84\x0c\x03"
           "KEYID..."
           "\x01\x00\x00" SEIPD),
     NOTHING},
    {"PGP: a passphrase for no cipher",
     BYTES("\x8c\x0d\x04\x05\x03\x02"
           "saltsalt"
           "\xff" SEIPD),
     NOTHING},
    {"PGP: a passphrase made a key in no known way",
     BYTES("\x8c\x0d\x04\x09\x02\x02"
           "saltsalt"
           "\xff" SEIPD),
     NOTHING},
    {"PGP: data alone that fills the file", BYTES(SEIPD), LP_KIND_PGP,
     LP_RULE_ENC_PGP},
    {"PGP: data alone, a byte after it", BYTES(SEIPD "."), NOTHING},
    {"PGP: data alone, cut by one byte",
     "\xd2\x0a\x01"
     "ciphertx",
     11, NOTHING},
    {"PGP: data alone of no known version",
     BYTES("\xd2\x0a\x07"
           "ciphertxt"),
     NOTHING},
    {"two letters of Latin-1 are no PGP", BYTES("\xc9\xc1 la vie"), NOTHING},
    {"PGP: the header alone", BYTES("\x84"), NOTHING},

    {"PGP in armor", BYTES("-----BEGIN PGP MESSAGE-----\n\nhQEMA"), LP_KIND_PGP,
     LP_RULE_ENC_PGP},
    {"PGP in armor, with a header, after a BOM and blank lines",
     BYTES("\xef\xbb\xbf\r\n \n-----BEGIN PGP MESSAGE-----\r\n"
           "Version: x\r\n\r\nwcFMA"),
     LP_KIND_PGP, LP_RULE_ENC_PGP},
    {"a signed message in armor can be read by all",
     BYTES("-----BEGIN PGP MESSAGE-----\n\nowEBXgGh"), LP_KIND_PGP, CONTAINER},
    {"a public key is no message",
     BYTES("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENB"), NOTHING},
    {"armor within a line", BYTES("> -----BEGIN PGP MESSAGE-----\n"), NOTHING},
    {"armor with more on its line",
     BYTES("-----BEGIN PGP MESSAGE----- see below\n"), NOTHING},

    {"xar", BYTES("xar!\0\x1c\0\1"), LP_KIND_ARCHIVE, CONTAINER},
    {"text that begins as a xar", BYTES("xar! it is"), NOTHING},
    {"WIM", BYTES("MSWIM\0\0\0\xd0"), LP_KIND_ARCHIVE, CONTAINER},
    {"RPM", BYTES("\xed\xab\xee\xdb\3\0\0\0"), LP_KIND_ARCHIVE, CONTAINER},
    {"ARJ", BYTES("\x60\xea\x2a\0\x1e\x0b\1\0"), LP_KIND_ARCHIVE, CONTAINER},
    {"ARJ with a header too large", BYTES("\x60\xea\x2a\x0b\x1e\x0b\1\0"),
     NOTHING},
    {"ARC",
     BYTES("\x1a\x08"
           "FILE.TXT\0....."
           "\1\0\0\0\1\1\1\1..\1\0\0\0"),
     LP_KIND_ARCHIVE, CONTAINER},
    {"ARC whose name has no end",
     BYTES("\x1a\x08"
           "FILE.TXTFILE.TXT.............."),
     NOTHING},
    {"ACE", BYTES("11\x31\0\0\0\0**ACE**"), LP_KIND_ARCHIVE, CONTAINER},
    {"a text with the word of ACE", BYTES("An old **ACE** of spades"), NOTHING},
    {"RAR of old", BYTES("RE~^\1\0"), LP_KIND_ARCHIVE, CONTAINER},
    {"a text that begins as one", BYTES("RE~^ the minutes"), NOTHING},
    {"CHM", BYTES("ITSF\3\0\0\0"), LP_KIND_ARCHIVE, CONTAINER},
    {"CHM of another version", BYTES("ITSF\4\0\0\0"), NOTHING},
    {"zpaq", BYTES("zPQ\2\1"), LP_KIND_ARCHIVE, CONTAINER},
    {"lzop", BYTES("\x89LZO\0\x0d\x0a\x1a\x0a"), LP_KIND_ARCHIVE, CONTAINER},
    {"StuffIt", BYTES("SIT!\0\1"), LP_KIND_ARCHIVE, CONTAINER},
    {"a text that begins as StuffIt", BYTES("SIT! she said\n"), NOTHING},
    {"BinHex",
     BYTES("(This file must be converted with BinHex 4.0)\r\n\r\n:$f*TEQ"),
     LP_KIND_ARCHIVE, CONTAINER},
    {"BinHex below a text, its lines ended by CR",
     BYTES("See:\n(This file must be converted with BinHex 4.0)\r:$f*TEQ"),
     LP_KIND_ARCHIVE, CONTAINER},
    {"a text about BinHex",
     BYTES("(This file must be converted with BinHex 4.0)\n\nis the line\n"),
     NOTHING},
    {"a text that quotes its line",
     BYTES("a (This file must be converted with BinHex 4.0)\n:$f*TEQ"),
     NOTHING},
    {"OneNote",
     BYTES("\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29"
           "\x96\xd3"),
     LP_KIND_ARCHIVE, CONTAINER},
    {"squashfs", BYTES("hsqs\1\0"), LP_KIND_DISK_IMAGE, CONTAINER},
    {"VMDK", BYTES("KDMV\1\0\0\0"), LP_KIND_DISK_IMAGE, CONTAINER},
    {"QCOW2", BYTES("QFI\xfb\0\0\0\3"), LP_KIND_DISK_IMAGE, CONTAINER},
    {"QCOW2 cut by one byte", BYTES("QFI\xfb\0\0"), NOTHING},
    {"VHDX", BYTES("vhdxfile\1\0"), LP_KIND_DISK_IMAGE, CONTAINER},
    {"VHD", BYTES("conectix\0\0\0\2"), LP_KIND_DISK_IMAGE, CONTAINER},
    {"dbx", BYTES("\xcf\xad\x12\xfe\xc5\xfd\x74\x6f"), LP_KIND_MAIL_STORE,
     CONTAINER},
    {"nsf", BYTES("\x1a\0\0\4\0\0"), LP_KIND_MAIL_STORE, CONTAINER},
    {"mdb", BYTES("\0\1\0\0Standard Jet DB\0"), LP_KIND_ROWS, CONTAINER},
    {"accdb", BYTES("\0\1\0\0Standard ACE DB\0"), LP_KIND_ROWS, CONTAINER},
    {"a database of another maker", BYTES("\0\1\0\0Standard Any DB\0"),
     NOTHING},
    {"ESE", BYTES("\0\0\0\0\xef\xcd\xab\x89"), LP_KIND_ROWS, CONTAINER},
    {"KeePass", BYTES("\3\xd9\xa2\x9a\x67\xfb\x4b\xb5"), LP_KIND_ENCRYPTED,
     CONTAINER},
    {"BitLocker", BYTES("\xeb\x58\x90-FVE-FS-\0"), LP_KIND_ENCRYPTED,
     CONTAINER},
    {"AxCrypt",
     BYTES("\xc0\xb9\7\x2e\x4f\x93\xf1\x46\xa0\x15\x79\x2c\xa1\xd9\xe8"
           "\x21"),
     LP_KIND_ENCRYPTED, CONTAINER},
};

static enum lp_kind
probe(const char *bytes, size_t len, enum lp_rule *closed)
{
    uint8_t *exact = malloc(len + (len == 0)); /* for the sanitizer */
    enum lp_kind kind;

    memcpy(exact, bytes, len);
    kind = lp_leaf_kind((struct lp_slice){exact, len}, closed);
    free(exact);
    return kind;
}

static void
check_heads(void)
{
    for (size_t i = 0; i < COUNT(heads); i++) {
        enum lp_rule closed = LP_RULE_COUNT;

        CHECK(probe(heads[i].bytes, heads[i].len, &closed) == heads[i].kind,
              heads[i].label);
        CHECK(closed == heads[i].closed, heads[i].label);
        for (size_t n = 0; n < heads[i].len; n++) {
            (void)probe(heads[i].bytes, n, &closed);
        }
    }
}

/* In a file larger than its head, the data may end beyond it. */
static void
check_large(void)
{
    uint8_t head[LP_HEAD_MAX];
    struct lp_slice all = {head, sizeof head};
    enum lp_rule closed;

    memset(head, 'x', sizeof head);
    memcpy(head, PKESK "\xd2\xff\0\1\0\0\1", sizeof PKESK + 6);
    CHECK(lp_leaf_kind(all, &closed) == LP_KIND_PGP, "data beyond the head");
    memcpy(head, "\xd2\xff\0\1\0\0\1", 7);
    CHECK(lp_leaf_kind(all, &closed) == LP_KIND_PGP, "data alone beyond it");
    memcpy(head, "\xd2\xff\0\0\0\7\1", 7);
    CHECK(lp_leaf_kind(all, &closed) == LP_KIND_OTHER, "data alone, too short");
    memset(head, 'x', sizeof head);
    memcpy(head + 1019, "%PDF-", 5);
    CHECK(lp_leaf_kind(all, &closed) == LP_KIND_PDF, "PDF in the first 1024");
    memset(head, 'x', sizeof head);
    memcpy(head + 1020, "%PDF-", 5);
    CHECK(lp_leaf_kind(all, &closed) == LP_KIND_OTHER, "PDF after 1024");
}

#define ENTRY_128                                      \
    "................................................" \
    "................................................" \
    "................................"
#define PACKAGE "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"

static const struct {
    const char *label;
    enum lp_kind kind;
    const char *bytes;
    size_t len;
    enum lp_rule verdict;
} scans[] = {
    {"a reference", LP_KIND_PDF, BYTES("trailer <</Encrypt 5 0 R/ID[]>>"),
     LP_RULE_ENC_PDF},
    {"white space of all kinds", LP_KIND_PDF,
     BYTES("/Encrypt\r\n \t\f12\n0\r\nR "), LP_RULE_ENC_PDF},
    {"a dictionary", LP_KIND_PDF, BYTES("/Encrypt <</Filter/Standard>>"),
     LP_RULE_ENC_PDF},
    {"a dictionary without a space", LP_KIND_PDF, BYTES("/Encrypt<</V 1>>"),
     LP_RULE_ENC_PDF},
    {"a reference at the very end", LP_KIND_PDF, BYTES("/Encrypt 5 0 R"),
     LP_RULE_ENC_PDF},
    {"the name again after a broken one", LP_KIND_PDF,
     BYTES("/Encry/Encrypt/Encrypt 1 0 R>>"), LP_RULE_ENC_PDF},
    {"the name in a broken reference", LP_KIND_PDF,
     BYTES("/Encrypt 1 /Encrypt 1 0 R>>"), LP_RULE_ENC_PDF},
    {"a longer name", LP_KIND_PDF, BYTES("/EncryptMetadata true 1 0 R"),
     LP_RULE_NONE},
    {"a longer name that takes a dictionary", LP_KIND_PDF,
     BYTES("/Encrypted <<>>"), LP_RULE_NONE},
    {"a number at once", LP_KIND_PDF, BYTES("/Encrypt5 0 R "), LP_RULE_NONE},
    {"one number", LP_KIND_PDF, BYTES("/Encrypt 5 R "), LP_RULE_NONE},
    {"no reference but a word", LP_KIND_PDF, BYTES("/Encrypt 5 0 Ref"),
     LP_RULE_NONE},
    {"a string, not a dictionary", LP_KIND_PDF, BYTES("/Encrypt <00>"),
     LP_RULE_NONE},
    {"cut before the R", LP_KIND_PDF, BYTES("/Encrypt 5 0 "), LP_RULE_NONE},
    {"no slash", LP_KIND_PDF, BYTES("Encrypt 5 0 R "), LP_RULE_NONE},
    {"nothing", LP_KIND_PDF, "", 0, LP_RULE_NONE},
    {"a PDF's words in another file", LP_KIND_OTHER, BYTES("/Encrypt 5 0 R "),
     LP_RULE_NONE},
    {"the package's name in a directory", LP_KIND_OLE,
     BYTES(ENTRY_128 PACKAGE "\0\0 more"), LP_RULE_ENC_OFFICE},
    {"the package's name at the end", LP_KIND_OLE,
     BYTES(ENTRY_128 ENTRY_128 PACKAGE "\0\0"), LP_RULE_ENC_OFFICE},
    {"not where a name can begin", LP_KIND_OLE,
     BYTES(ENTRY_128 "." PACKAGE "\0\0" ENTRY_128), LP_RULE_NONE},
    {"a longer name", LP_KIND_OLE, BYTES(ENTRY_128 PACKAGE "s\0\0\0"),
     LP_RULE_NONE},
    {"cut by one byte", LP_KIND_OLE, BYTES(ENTRY_128 PACKAGE "\0"),
     LP_RULE_NONE},
    {"the package's name in another file", LP_KIND_OTHER,
     BYTES(ENTRY_128 PACKAGE "\0\0 more"), LP_RULE_NONE},
};

static enum lp_rule
scan(size_t row, size_t piece)
{
    struct lp_closed_scan s;
    struct lp_slice rest = {(const uint8_t *)scans[row].bytes, scans[row].len};

    lp_closed_scan_init(&s, scans[row].kind, rest);
    while (rest.len > 0) {
        lp_closed_scan_feed(&s, lp_slice_head(rest, piece));
        rest = lp_slice_from(rest, piece);
    }
    lp_closed_scan_feed(&s, rest);
    return lp_closed_scan_verdict(&s);
}

int
main(void)
{
    check_heads();
    check_large();
    for (size_t i = 0; i < COUNT(scans); i++) {
        for (size_t piece = 1; piece <= scans[i].len + 1; piece++) {
            CHECK(scan(i, piece) == scans[i].verdict, scans[i].label);
        }
    }
    return lp_test_failures != 0;
}
