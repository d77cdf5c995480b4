/* SPDX-License-Identifier: MIT */
/* What is in an EEPROM: 8254x SDM section 5.6. */
#include "sim/board.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define CHECKSUM_WORD 0x3f
#define CHECKSUM      0xbaba

/* Words that say something; the others are 0xffff, which is "not used". */
static const struct {
	uint8_t at;
	uint16_t value;
} words_used[] = {
	{0x03, 0x0000}, /* compatibility: a LOM's or a server card's bits */
	{0x04, 0xffff}, /* LEDs as usual */
	{0x05, 0x0000}, /* image version */
	{0x08, 0x0000}, /* board number */
	{0x09, 0x0000},
	/* Control 1: signature 01; 3.3 V, power management, and load the
	 * device's and the subsystem's numbers */
	{0x0a, 0x640b},
	{0x0b, 0x001e}, /* subsystem: PRO/1000 MT Desktop */
	{0x0c, 0x8086},
	{0x0d, 0x100e}, /* 82540EM */
	{0x0e, 0x8086},
	{0x0f, 0x3040}, /* control 2: symmetric and asymmetric PAUSE */
	{0x10, 0x0008}, /* software definable pins */
	{0x21, 0x7061}, /* LEDs */
	{0x22, 0x280c}, /* power in D0 and D3 */
	{0x24, 0x0000}, /* control 3: no wake-up */
	{0x2f, 0x0602}, /* LEDCTL's default */
};

uint16_t eeprom_sum(const uint16_t words[EEPROM_WORDS])
{
	uint16_t sum = 0;

	for (unsigned i = 0; i < EEPROM_WORDS; i++)
		sum = (uint16_t)(sum + words[i]);
	return sum;
}

void eeprom_image(uint16_t words[EEPROM_WORDS], const uint8_t mac[6])
{
	memset(words, 0xff, EEPROM_WORDS * sizeof(*words));
	for (unsigned i = 0; i < sizeof(words_used) / sizeof(*words_used); i++)
		words[words_used[i].at] = words_used[i].value;
	for (unsigned i = 0; i < 3; i++)
		words[i] = (uint16_t)(mac[2 * i] | mac[2 * i + 1] << 8);
	words[CHECKSUM_WORD] = 0;
	words[CHECKSUM_WORD] = (uint16_t)(CHECKSUM - eeprom_sum(words));
}

int eeprom_read_file(uint16_t words[EEPROM_WORDS], const char *path, char *err,
		     size_t err_len)
{
	uint8_t bytes[2 * EEPROM_WORDS + 1];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f) {
		snprintf(err, err_len, "%s: %s", path, strerror(errno));
		return -1;
	}
	errno = 0;
	n = fread(bytes, 1, sizeof(bytes), f);
	if (ferror(f)) {
		snprintf(err, err_len, "%s: %s", path, strerror(errno));
		fclose(f);
		return -1;
	}
	fclose(f);
	if (n != 2 * EEPROM_WORDS) {
		snprintf(err, err_len,
			 "%s: an EEPROM image has %u bytes, this file has %s",
			 path, 2 * EEPROM_WORDS,
			 n < 2 * EEPROM_WORDS ? "less" : "more");
		return -1;
	}
	for (unsigned i = 0; i < EEPROM_WORDS; i++)
		words[i] = (uint16_t)(bytes[2 * i] | bytes[2 * i + 1] << 8);
	return 0;
}
