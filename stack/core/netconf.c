// SPDX-License-Identifier: MIT
/* Routes and rules that are asked for from outside: done by the init process,
 * in their order among the other requests. */
#include "core.h"

static void do_route(struct kernel *k, struct request *r)
{
	char err[160];

	if (net_route(k->net, r->text, err, sizeof(err)))
		panic("%s", err);
}

static void do_rule(struct kernel *k, struct request *r)
{
	char err[160];

	if (net_rule(k->net, r->text, err, sizeof(err)))
		panic("%s", err);
}

static int ask(struct kernel *k, void (*fn)(struct kernel *, struct request *),
	       const char *what, const char *text, char *err, size_t err_len)
{
	struct request r = {.fn = fn};

	if (strlen(text) >= sizeof(r.text)) {
		snprintf(err, err_len, "%s: more than %u characters", what,
			 (unsigned int)sizeof(r.text) - 1);
		return -1;
	}
	strscpy(r.text, text, sizeof(r.text));
	request_add(k, &r);
	return 0;
}

int kernel_route(struct kernel *k, const char *text, char *err, size_t err_len)
{
	return ask(k, do_route, "route", text, err, err_len);
}

int kernel_iptables(struct kernel *k, const char *text, char *err,
		    size_t err_len)
{
	return ask(k, do_rule, "iptables", text, err, err_len);
}
