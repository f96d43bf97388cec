#ifndef LP_BASE_TEMPFILE_H
#define LP_BASE_TEMPFILE_H

/* An open file without a name, in $TMPDIR if that is an absolute path, else in
 * /tmp; readable by nobody else and gone when closed. -1 if there is no place
 * for one. */
int lp_tempfile(void);

#endif
