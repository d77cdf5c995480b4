// SPDX-License-Identifier: MIT
/* The program died in the middle of the run. */
#include "explain_internal.h"

#include <string.h>

/* What the handler's own functions are called on the stack is no news. */
static bool is_handler(const char *line, size_t len)
{
	static const char *const names[] = {"save_wave", "save_once",
					    "on_alarm",	 "on_death",
					    "on_report", "leave_the_rest"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (len > 5 + strlen(names[i]) &&
		    !strncmp(line + 5, names[i], strlen(names[i])))
			return true;
	return false;
}

bool rule_died(const struct explain *e, FILE *title, FILE *more)
{
	static const char mark[] = "died at ";
	const char *text = ex_str(e, "end.error");
	int shown = 0;

	if (strncmp(text, mark, sizeof(mark) - 1) != 0)
		return false;
	fprintf(title, "The program %.*s", (int)strcspn(text, "\n"), text);
	text += strcspn(text, "\n");
	while (*text && shown < 7) {
		size_t n;

		text += *text == '\n';
		n = strcspn(text, "\n");
		if (n && !is_handler(text, n)) {
			fprintf(more, "%.*s\n", (int)n, text);
			shown++;
		}
		text += n;
	}
	return true;
}
