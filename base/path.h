#ifndef LP_BASE_PATH_H
#define LP_BASE_PATH_H

/* The folder that `path` lies in, "." if it names none. The caller frees it;
 * NULL: no memory. */
char *lp_path_folder(const char *path);

/* What stands after the last '/'; borrowed from `path`. */
const char *lp_path_last(const char *path);

#endif
