/* The text of office documents, for a script to compare:
 *
 *   office_text KIND FILE...
 *
 * KIND is ooxml or odf. For each FILE there is its text, with a form feed
 * where a page begins, then a NUL, then the word of the rule that it breaks,
 * if any, and a newline. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "formats/rule.h"
#include "formats/text_office.h"

static void
put(void *who, struct lp_slice utf8)
{
    (void)fwrite(utf8.data, 1, utf8.len, who);
}

static void
page(void *who)
{
    (void)fputc('\f', who);
}

int
main(int argc, char **argv)
{
    enum lp_kind kind =
        argc < 2 ? LP_KIND_COUNT : lp_kind_by_word(lp_slice_str(argv[1]));
    struct lp_text_sink sink = {put, page, stdout};

    if (!lp_text_office_has(kind)) {
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        struct lp_view *view = NULL;
        struct lp_err err = {0};
        struct stat st;
        int fd = open(argv[i], O_RDONLY | O_CLOEXEC);

        if (fd < 0 || fstat(fd, &st) != 0 ||
            lp_view_file(&view, fd, (uint64_t)st.st_size, false, &err) !=
                LP_OK) {
            return 2;
        }
        if (lp_text_office(view, kind, sink, &lp_limits_default, &err) ==
            LP_OK) {
            err.rule = LP_RULE_NONE;
        }
        (void)printf("%c%s\n", '\0',
                     err.rule == LP_RULE_NONE ? ""
                                              : lp_rule_info(err.rule)->word);
        lp_view_unref(view);
    }
    return 0;
}
