#ifndef LP_FORMATS_OLE_NATIVE_H
#define LP_FORMATS_OLE_NATIVE_H

#include "base/buf.h"
#include "base/source.h"
#include "formats/rule.h"

/*
 * The data of an object in a document, in the native form of the program that
 * made it ([MS-OLEDS] 2.2.5 and 2.3.6), read forward: first what stands before
 * it, by the functions below, and then it itself, as a source.
 */
struct lp_native;

/* `*from` gives the bytes, and is taken over, also on failure. What is wrong
 * with them is told as `rule`, at `at`. All of them are the data, until
 * something says less. */
LP_MUST_USE enum lp_code lp_native_new(struct lp_native **out,
                                       struct lp_source *from,
                                       enum lp_rule rule, uint64_t at,
                                       struct lp_err *err);
void lp_native_free(struct lp_native *n); /* NULL is nothing */

/* The next number. */
LP_MUST_USE enum lp_code lp_native_le32(struct lp_native *n, uint32_t *out,
                                        struct lp_err *err);

/* The next string that has its length before it, and a NUL at its end; `*out`
 * is valid until the next call. */
LP_MUST_USE enum lp_code
lp_native_string(struct lp_native *n, struct lp_slice *out, struct lp_err *err);

/* The data are the next `size` bytes. */
void lp_native_size(struct lp_native *n, uint64_t size);

/* The data are a package, made by Windows' Packager: go on to the file in it,
 * and put the name under which it was taken in into `name`, if it has one.
 * `*linked`: it holds none, but says where one is. */
LP_MUST_USE enum lp_code lp_native_package(struct lp_native *n,
                                           struct lp_buf *name, bool *linked,
                                           struct lp_err *err);

/* Whether data of `all` bytes that begin with `head` are such a package, linked
 * or not, by its form: the class of an object does not always say so. */
bool lp_native_is_package(struct lp_slice head, uint64_t all);

/* So many bytes show that, at least. */
#define LP_PACKAGE_SHOWS 16384

/* It fails with the rule, as `what` says. */
enum lp_code lp_native_broken(const struct lp_native *n, const char *what,
                              struct lp_err *err);

/* The data; takes `n` over. Ends early with the rule, if a size was said. */
struct lp_source lp_native_source(struct lp_native *n);

#endif
