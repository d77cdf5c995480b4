/* SPDX-License-Identifier: MIT */
/* Random programs. */
#ifndef CONFORMANCE_GENERATE_H
#define CONFORMANCE_GENERATE_H

#include "program.h"

/* What programs may do besides moving plain frames. */
enum feature {
	FEATURE_TX_CHECKSUM, /* context and data descriptors */
	FEATURE_TX_TSO,
	FEATURE_TX_VLAN, /* tags that the card inserts */
	FEATURE_VLAN,	 /* strips, filters */
	FEATURE_LONG,	 /* frames that RCTL.LPE is for */
	FEATURE_EEPROM,
	FEATURE_PHY,
	FEATURE_IO,
	FEATURE_TIMERS, /* ITR, RDTR, RADV, TIDV, TADV, thresholds */
	FEATURES
};
#define FEATURES_ALL ((1u << FEATURES) - 1)

extern const char *const feature_name[FEATURES];

/* The same for the same @seed and @features, on every machine. */
void generate(struct program *p, uint64_t seed, unsigned features);

#endif
