// SPDX-License-Identifier: MIT
/* Settings by Linux's names. */
#include "core.h"

int sysctl_register(struct kernel *k, const char *name, int *value, int min,
		    int max)
{
	if (k->sysctls == MAX_SYSCTLS)
		return -ENOMEM;
	k->sysctl[k->sysctls++] = (struct sysctl_entry){name, value, min, max};
	return 0;
}

static int set(const struct sysctl_entry *e, const char *value, char *err,
	       size_t err_len)
{
	int v;

	if (kstrtoint(value, 0, &v)) {
		snprintf(err, err_len, "sysctl %s: \"%s\" is not a number",
			 e->name, value);
		return -1;
	}
	if (v < e->min || v > e->max) {
		snprintf(err, err_len, "sysctl %s: %d is not in %d..%d",
			 e->name, v, e->min, e->max);
		return -1;
	}
	*e->value = v;
	return 0;
}

static void set_in_net(struct kernel *k, struct request *r)
{
	int err = net_sysctl(k->net, r->name, r->key);

	if (err == -ENOENT)
		panic("sysctl %s: there is no such setting", r->name);
	if (err)
		panic("sysctl %s: bad value \"%s\"", r->name, r->key);
}

/* "net.core.<dev>.gro_flush_timeout" and ".napi_defer_hard_irqs", which Linux
 * has as files in /sys/class/net/<dev>/. */
static void set_on_device(struct kernel *k, struct request *r)
{
	struct net_device *dev = dev_get_by_name(k->net, r->name);

	if (!dev)
		panic("sysctl: there is no device %s", r->name);
	if (!strcmp(r->key, "gro_flush_timeout"))
		WRITE_ONCE(dev->gro_flush_timeout, r->value);
	else
		WRITE_ONCE(dev->napi_defer_hard_irqs, (int)r->value);
}

static const char *const device_settings[] = {"gro_flush_timeout",
					      "napi_defer_hard_irqs"};

/* 1: it is one of these and was queued. 0: it is not. -1: bad value. */
static int device_setting(struct kernel *k, const char *key, const char *value,
			  char *err, size_t err_len)
{
	static const char prefix[] = "net.core.";
	size_t n = sizeof(prefix) - 1;
	const char *dot;
	struct request r = {.fn = set_on_device};
	unsigned int v;

	if (strncmp(key, prefix, n))
		return 0;
	dot = strchr(key + n, '.');
	if (!dot || (size_t)(dot - key) - n >= sizeof(r.name))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(device_settings); i++) {
		if (strcmp(dot + 1, device_settings[i]))
			continue;
		if (kstrtouint(value, 0, &v) || v > INT_MAX) {
			snprintf(err, err_len, "sysctl %s: bad value \"%s\"",
				 key, value);
			return -1;
		}
		memcpy(r.name, key + n, (size_t)(dot - key) - n);
		strscpy(r.key, device_settings[i], sizeof(r.key));
		r.value = v;
		request_add(k, &r);
		return 1;
	}
	return 0;
}

int kernel_sysctl(struct kernel *k, const char *key, const char *value,
		  char *err, size_t err_len)
{
	struct request r = {.fn = set_in_net};
	int found;

	for (unsigned int i = 0; i < k->sysctls; i++)
		if (!strcmp(k->sysctl[i].name, key))
			return set(&k->sysctl[i], value, err, err_len);
	found = device_setting(k, key, value, err, err_len);
	if (found)
		return found < 0 ? -1 : 0;
	if (strncmp(key, "net.", 4) || strlen(key) >= sizeof(r.name) ||
	    strlen(value) >= sizeof(r.key)) {
		snprintf(err, err_len, "sysctl %s: there is no such setting",
			 key);
		return -1;
	}
	strscpy(r.name, key, sizeof(r.name));
	strscpy(r.key, value, sizeof(r.key));
	request_add(k, &r);
	return 0;
}
