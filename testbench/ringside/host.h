/* SPDX-License-Identifier: MIT */
/* The simulated host of a scenario: machine, kernel, driver, programs. */
#ifndef RINGSIDE_HOST_H
#define RINGSIDE_HOST_H

#include "kernel.h"
#include "scenario.h"
#include "sim/machine.h"

struct host {
	struct machine *machine;
	struct kernel *kernel;
	struct pci_driver *drivers[2]; /* the kernel reads it as it boots */
};

/* 0, or -1 with a message. */
int host_create(struct host *h, const struct scenario *s, bool no_skip,
		char *err, size_t err_len);
void host_destroy(struct host *h);

/*
 * Whether kernel and driver take the scenario's settings: some are known only
 * when the host is up. A host without wire and programs boots with them and
 * stops again. 0, or -1 with a message. Returns at once without settings.
 */
int host_rehearse(const struct scenario *s, char *err, size_t err_len);

/* The parts of host_create(): the machine and its kernel; sysctl, coalesce and
 * addresses; programs. 0, or -1 with a message. */
int host_power_on(struct host *h, const struct scenario *s, bool no_skip,
		  char *err, size_t err_len);
int host_configure(struct host *h, const struct scenario *s, char *err,
		   size_t err_len);
int host_start(struct host *h, const struct scenario *s, char *err,
	       size_t err_len);

#endif
