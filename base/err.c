#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void record(struct lp_err *err, enum lp_code code, const char *fmt,
                   va_list ap) LP_PRINTF(3, 0);

static void
record(struct lp_err *err, enum lp_code code, const char *fmt, va_list ap)
{
    int sys = code == LP_E_IO ? errno : 0;
    size_t used;

    *err = (struct lp_err){.code = code, .sys = sys};
    (void)vsnprintf(err->text, sizeof err->text, fmt, ap);
    used = strlen(err->text);
    if (sys != 0) {
        (void)snprintf(err->text + used, sizeof err->text - used, ": %s",
                       strerror(sys));
    }
}

enum lp_code
lp_fail(struct lp_err *err, enum lp_code code, const char *fmt, ...)
{
    va_list ap;

    if (err == NULL) {
        return code;
    }
    va_start(ap, fmt);
    record(err, code, fmt, ap);
    va_end(ap);
    return code;
}

enum lp_code
lp_fail_at(struct lp_err *err, enum lp_code code, unsigned rule, uint64_t at,
           const char *fmt, ...)
{
    va_list ap;

    if (err == NULL) {
        return code;
    }
    va_start(ap, fmt);
    record(err, code, fmt, ap);
    va_end(ap);
    err->rule = rule;
    err->at = at;
    return code;
}

void
lp_hint(struct lp_err *err, const char *fmt, ...)
{
    va_list ap;

    if (err == NULL) {
        return;
    }
    va_start(ap, fmt);
    (void)vsnprintf(err->hint, sizeof err->hint, fmt, ap);
    va_end(ap);
}

enum lp_code
lp_fail_in(struct lp_err *err, const char *where)
{
    char text[sizeof err->text];

    memcpy(text, err->text, sizeof text);
    (void)snprintf(err->text, sizeof err->text, "%.200s: %.190s", where, text);
    return err->code;
}

enum lp_code
lp_no_memory(struct lp_err *err)
{
    return lp_fail(err, LP_E_MEMORY, "out of memory");
}
