#ifndef LP_TEST_MANIFEST_TEXT_H
#define LP_TEST_MANIFEST_TEXT_H

/* The pieces that manifests in tests are made of. */

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define S(text)                                   \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }

#define A64 "abababababababababababababababababababababababababababababababab"
#define FIRST "# leafproof manifest 1\n"
#define FILE_A A64 "  a\n# size=1\n# kind=other\n"
#define ZIP_A A64 "  a\n# size=1\n# kind=zip\n# opened=yes\n"
#define LEAF "# member=leaf " A64 " 1 other - - - - "
#define COUNTS(scope)                                     \
    "# end\n# scope=" scope "\n# files=1\n# messages=0\n" \
    "# attachments=0\n# documents=1\n# bytes=1\n# unopened=0\n"
#define TOP(scope)                                   \
    COUNTS(scope)                                    \
    "# readers=gzip-1,tar-1\n# levels=raw,decoded\n" \
    "# rules=raw,dec-v1\n# digests=sha256\n"
#define ROOT "# content=" A64 "\n# root=" A64 "\n"
#define END TOP("tree") "# depth=all\n" ROOT

#endif
