/* SPDX-License-Identifier: MIT */
/* Writers of FST files do not say when the disk was full. */
#ifndef SIM_FST_CHECK_H
#define SIM_FST_CHECK_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Is @path an FST whose blocks are all there, up to the last byte? */
bool fst_complete(const char *path);

#ifdef __cplusplus
}
#endif

#endif
