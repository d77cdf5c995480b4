/* SPDX-License-Identifier: MIT */
/*
 * Host profile: what the simulated machine costs. Loaded from a YAML file
 * under sim/profiles/ (schema checked, errors name file, line and key); every
 * number there carries a comment with its source or the word "assumption".
 */
#ifndef SIM_PROFILE_H
#define SIM_PROFILE_H

#include "sim/types.h"

struct profile {
	char name[32];
	/* CPU */
	uint32_t insn_ps;	   /* picoseconds per instruction = CPI / f */
	uint32_t copy_ps_per_byte; /* memcpy, memset, checksum by library */
	uint32_t copy_base_insns;  /* instructions per library call */
	uint32_t irq_entry_ns;	   /* from acceptance to first block */
	uint32_t irq_exit_ns;
	uint32_t softirq_entry_ns; /* per invocation of __do_softirq */
	uint32_t syscall_ns;	   /* entry + exit */
	uint32_t context_switch_ns;
	/* Bus and memory */
	uint32_t mmio_read_ns;	  /* bridge part of the round trip */
	uint32_t mmio_write_ns;	  /* CPU cost of posting one write */
	uint32_t mmio_post_ns;	  /* flight time of a posted write */
	uint32_t mmio_post_depth; /* posted writes in flight before a stall */
	uint32_t dma_read_ns;	  /* AR accepted to first beat of data */
	uint32_t dma_write_visible_ns; /* W accepted to visible for the CPU */
	uint32_t dma_write_resp_ns;    /* last W accepted to B */
	uint32_t ram_mib;
};

/* Returns 0 or -1 with a message (file:line: key: reason) in @err. */
int profile_load(struct profile *p, const char *path, char *err,
		 size_t err_len);
/* Set one field by its YAML key; same errors. For --set profile.KEY=VALUE. */
int profile_set(struct profile *p, const char *key, const char *value,
		char *err, size_t err_len);

#endif
