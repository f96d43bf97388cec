/* What is said of the signatures of files: `signed_tell WORLD FILE...`. WORLD
 * is a folder with root.pem, blocks.txt and note.txt, or "-" for none. */
#include <stdio.h>
#include <string.h>

#include "tests/unit/signed_kinds.h"

int
main(int argc, char **argv)
{
    struct signed_world w = {0};
    int bad = lp_test_failures + (argc < 3);

    if (bad == 0 && strcmp(argv[1], "-") != 0) {
        bad = signed_world(&w, argv[1]) != LP_OK;
    }
    for (int i = 2; i < argc && bad == 0; i++) {
        struct lp_buf bytes = {0};
        struct lp_buf out = {0};
        struct lp_err err = {0};

        if (signed_read(&bytes, argv[i][0] == 47 ? "" : ".", argv[i]) ==
                LP_OK &&
            signed_say(&w, argv[i], lp_buf_slice(&bytes), true, &out, &err) ==
                LP_OK) {
            printf("%s: %.*s", argv[i], (int)out.len, (const char *)out.data);
        } else {
            fprintf(stderr, "%s: %s\n", argv[i], err.text);
            bad = 1;
        }
        lp_buf_release(&bytes);
        lp_buf_release(&out);
    }
    signed_world_release(&w);
    return bad;
}
