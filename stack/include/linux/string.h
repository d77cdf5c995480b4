/* SPDX-License-Identifier: MIT */
/*
 * Strings. memcpy and its sisters are the C library's names; the counting
 * pass charges them by length. The rest is the kernel's own under a prefix,
 * so that code outside the simulated CPU keeps the C library's.
 */
#ifndef _LINUX_STRING_H
#define _LINUX_STRING_H

#include <linux/types.h>

void *memcpy(void *d, const void *s, size_t n);
void *memmove(void *d, const void *s, size_t n);
void *memset(void *d, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);

#define strlen	   k_strlen
#define strnlen	   k_strnlen
#define strcmp	   k_strcmp
#define strncmp	   k_strncmp
#define strchr	   k_strchr
#define strlcpy	   k_strlcpy
#define strncpy	   k_strncpy
#define memchr_inv k_memchr_inv
size_t k_strlen(const char *s);
size_t k_strnlen(const char *s, size_t n);
int k_strcmp(const char *a, const char *b);
int k_strncmp(const char *a, const char *b, size_t n);
char *k_strchr(const char *s, int c);
size_t k_strlcpy(char *d, const char *s, size_t n);
char *k_strncpy(char *d, const char *s, size_t n);
/* First byte that is not @c, or NULL. */
void *k_memchr_inv(const void *s, int c, size_t n);
/* Always terminated; bytes copied, or -E2BIG where it was cut. */
ssize_t strscpy(char *d, const char *s, size_t n);

#endif
