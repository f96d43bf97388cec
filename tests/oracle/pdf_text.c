/* The text of PDF documents, for a script to compare:
 *
 *   pdf_text FILE...
 *
 * For each FILE there is its text, with a form feed where a page begins, then
 * a NUL, then a line: what the state is, the word of the rule or -, how many
 * pages, characters and unmapped codes, and `rebuilt` or `unusable`. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "formats/text_pdf.h"

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

static void
tell(enum lp_code rc, const struct lp_text_pdf_result *r,
     const struct lp_err *err)
{
    static const char *const states[] = {"whole", "no-layer", "partly",
                                         "opaque"};
    enum lp_rule rule = rc == LP_OK ? r->rule : err->rule;

    (void)printf("%c%s %s %llu %llu %llu%s%s\n", '\0',
                 rc == LP_OK ? states[r->state] : "closed",
                 rule == LP_RULE_NONE ? "-" : lp_rule_info(rule)->word,
                 (unsigned long long)r->pages,
                 (unsigned long long)r->characters,
                 (unsigned long long)r->unmapped, r->rebuilt ? " rebuilt" : "",
                 r->unusable ? " unusable" : "");
}

int
main(int argc, char **argv)
{
    struct lp_text_sink sink = {put, page, stdout};

    for (int i = 1; i < argc; i++) {
        struct lp_text_pdf_result result = {0};
        struct lp_view *view = NULL;
        struct lp_err err = {0};
        struct stat st;
        int fd = open(argv[i], O_RDONLY | O_CLOEXEC);
        enum lp_code rc;

        if (fd < 0 || fstat(fd, &st) != 0 ||
            lp_view_file(&view, fd, (uint64_t)st.st_size, false, &err) !=
                LP_OK) {
            return 2;
        }
        rc = lp_text_pdf(view, sink, &lp_limits_default, &result, &err);
        tell(rc, &result, &err);
        lp_view_unref(view);
    }
    return 0;
}
