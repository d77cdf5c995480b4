/* SPDX-License-Identifier: MIT */
/*
 * Names of functions by address, from the program's own symbol table: it knows
 * static functions, which most of a driver's are and which dladdr() does not
 * find. Used for reports only, so it is read anew each time.
 */
#define _GNU_SOURCE
#include "internal.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int first_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	*(uintptr_t *)arg = info->dlpi_addr;
	return 1;
}

/* Calls @fn for each function that the program's file, @bytes at @file, names.
 */
static void each(const char *file, size_t bytes, uintptr_t base, symbol_fn fn,
		 void *arg)
{
	const Elf64_Ehdr *eh = (const Elf64_Ehdr *)file;
	const Elf64_Shdr *sh;
	unsigned i;

	if (bytes < sizeof(*eh) || memcmp(eh->e_ident, ELFMAG, SELFMAG) != 0 ||
	    eh->e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh->e_shoff + (uint64_t)eh->e_shnum * sizeof(*sh) > bytes)
		return;
	sh = (const Elf64_Shdr *)(file + eh->e_shoff);
	for (i = 0; i < eh->e_shnum; i++) {
		const Elf64_Sym *sym, *end;
		const char *names;

		if (sh[i].sh_type != SHT_SYMTAB || sh[i].sh_link >= eh->e_shnum)
			continue;
		sym = (const Elf64_Sym *)(file + sh[i].sh_offset);
		end = sym + sh[i].sh_size / sizeof(*sym);
		names = file + sh[sh[i].sh_link].sh_offset;
		for (; sym < end; sym++)
			if (ELF64_ST_TYPE(sym->st_info) == STT_FUNC &&
			    sym->st_size)
				fn(arg, (const char *)(base + sym->st_value),
				   sym->st_size, names + sym->st_name);
	}
}

void symbols_each(symbol_fn fn, void *arg)
{
	uintptr_t base = 0;
	struct stat st;
	void *file;
	int fd;

	dl_iterate_phdr(first_object, &base);
	fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (!fstat(fd, &st) && st.st_size > 0) {
		file = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE,
			    fd, 0);
		if (file != MAP_FAILED) {
			each(file, (size_t)st.st_size, base, fn, arg);
			munmap(file, (size_t)st.st_size);
		}
	}
	close(fd);
}

struct wanted {
	const char *address;
	char *text;
	size_t len;
};

static void compare(void *arg, const void *begin, size_t bytes,
		    const char *name)
{
	const struct wanted *w = arg;

	if (w->address < (const char *)begin ||
	    w->address >= (const char *)begin + bytes)
		return;
	snprintf(w->text, w->len, "%s+0x%lx", name,
		 (unsigned long)(w->address - (const char *)begin));
}

void symbol_name(const void *address, char *text, size_t len)
{
	struct wanted w = {address, text, len};

	snprintf(text, len, "?");
	symbols_each(compare, &w);
}
