// SPDX-License-Identifier: MIT
/*
 * The kernel as a whole, seen from outside: made, told what to do, taken
 * apart. What must be done on the simulated CPU becomes a request to the
 * init process.
 */
#include "core.h"

#include "sim/fiber.h"
#include "uapi/syscalls.h"

struct kernel *kernel_this(void)
{
	return this_kernel();
}

struct machine *kernel_machine(const struct kernel *k)
{
	return k->machine;
}

struct net *kernel_net(const struct kernel *k)
{
	return k->net;
}

void kernel_set_net(struct kernel *k, struct net *net)
{
	k->net = net;
}

struct sock **kernel_sock_lanes(struct kernel *k)
{
	return k->sock_lane;
}

/* Out of reset. The stack that runs becomes the idle process's. */
static void boot(void *arg)
{
	struct kernel *k = arg;
	struct task_struct *init;

	k->started = true;
	time_init(k);
	irq_init(k);
	init = task_create(k, init_main, k, "init", PROGRAM_STACK);
	if (!init)
		panic("no memory for the init process");
	wake_up_process(init);
	machine_irq_enable(k->machine);
	idle_loop(k);
}

struct kernel *kernel_create(const struct kernel_config *c, char *err,
			     size_t err_len)
{
	void *ram = machine_ram(c->machine);
	u64 bytes = machine_ram_bytes(c->machine);
	struct kernel *k = ram;

	if (bytes < sizeof(*k) + PAGE_SIZE) {
		snprintf(err, err_len, "the machine has only %llu bytes of RAM",
			 bytes);
		return NULL;
	}
	memset(k, 0, sizeof(*k));
	k->machine = c->machine;
	k->seed = c->seed;
	k->drivers = c->drivers;
	INIT_LIST_HEAD(&k->workqueues);
	INIT_LIST_HEAD(&k->pci_devices);
	INIT_LIST_HEAD(&k->requests);
	init_waitqueue_head(&k->init_wait);
	mutex_init(&k->rtnl);
	random_seed(k, c->seed);
	if (mm_init(k, ram, bytes, sizeof(*k))) {
		snprintf(err, err_len,
			 "%llu bytes of RAM are too few for a kernel", bytes);
		return NULL;
	}
	sched_init(k);
	k->rq.idle->fiber = fiber_adopt();
	if (!k->rq.idle->fiber) {
		snprintf(err, err_len, "out of memory");
		mm_exit(k);
		return NULL;
	}
	softirq_init(k);
	skb_init(k);
	napi_init(k);
	lanes_init(k);
	machine_set_kernel(c->machine, k);
	machine_set_boot(c->machine, boot, k);
	return k;
}

void kernel_destroy(struct kernel *k)
{
	struct task_struct *t;

	if (!k)
		return;
	/* Whoever had not ended leaves a stack behind. */
	list_for_each_entry (t, &k->rq.tasks, tasks)
		fiber_destroy(t->fiber);
	fiber_destroy(k->rq.idle->fiber);
	mm_exit(k);
	machine_set_kernel(k->machine, NULL);
}

/* Context: outside, or process. Copies @r. Nothing is taken on once the
 * kernel stops. */
void request_add(struct kernel *k, struct request *r)
{
	struct request *copy;

	if (k->stop)
		return;
	copy = mm_kmalloc(k, sizeof(*r), 0, __PLACE__);
	if (!copy)
		panic("no memory for a request from outside");
	*copy = *r;
	list_add_tail(&copy->list, &k->requests);
	kernel_poke(k);
}

/*
 * The init process looks for requests. From outside only an interrupt can
 * tell it: the clock event is set to the next moment.
 */
void kernel_poke(struct kernel *k)
{
	if (!k->started)
		return;
	if (machine_this() == k->machine) {
		wake_up(&k->init_wait);
		return;
	}
	k->poked = true;
	machine_timer_set(k->machine, machine_now(k->machine) + 1);
}

/* ---- configuration ---- */

static bool fits(struct kernel *k, const char *name, size_t room,
		 const char *what, char *err, size_t err_len)
{
	size_t n = strlen(name);

	if (k->stop) {
		snprintf(err, err_len, "%s %s: the kernel is stopping", what,
			 name);
		return false;
	}
	if (n && n < room)
		return true;
	snprintf(err, err_len,
		 "%s \"%s\": the name must have 1 to %zu characters", what,
		 name, room - 1);
	return false;
}

static void do_ifconfig(struct kernel *k, struct request *r)
{
	char err[160];

	if (net_ifconfig(k->net, r->name, r->value, r->value2, err,
			 sizeof(err)))
		panic("%s", err);
}

int kernel_ifconfig(struct kernel *k, const char *dev, uint32_t ip,
		    unsigned prefix_len, char *err, size_t err_len)
{
	struct request r = {
		.fn = do_ifconfig, .value = ip, .value2 = prefix_len};

	if (!fits(k, dev, IFNAMSIZ, "ifconfig", err, err_len))
		return -1;
	if (!prefix_len || prefix_len > 32) {
		snprintf(err, err_len,
			 "ifconfig %s: prefix length %u is not in 1..32", dev,
			 prefix_len);
		return -1;
	}
	strscpy(r.name, dev, sizeof(r.name));
	request_add(k, &r);
	return 0;
}

static void do_coalesce(struct kernel *k, struct request *r)
{
	char err[160];

	if (ethtool_set_coalesce(k, r->name, r->key, r->value, err,
				 sizeof(err)))
		panic("%s", err);
}

int kernel_coalesce(struct kernel *k, const char *dev, const char *key,
		    uint32_t value, char *err, size_t err_len)
{
	struct request r = {.fn = do_coalesce, .value = value};

	if (!fits(k, dev, IFNAMSIZ, "coalesce", err, err_len))
		return -1;
	if (!ethtool_coalesce_known(key)) {
		snprintf(err, err_len, "coalesce %s: there is no key \"%s\"",
			 dev, key);
		return -1;
	}
	strscpy(r.name, dev, sizeof(r.name));
	strscpy(r.key, key, sizeof(r.key));
	request_add(k, &r);
	return 0;
}

static void do_switch(struct kernel *k, struct request *r)
{
	char err[160];

	if (ethtool_set_switch(k, (enum kernel_switches)r->value2, r->name,
			       r->key, r->value, err, sizeof(err)))
		panic("%s", err);
}

int kernel_switch(struct kernel *k, enum kernel_switches group, const char *dev,
		  const char *key, bool on, char *err, size_t err_len)
{
	const char *what = group == KERNEL_OFFLOAD ? "offload" : "pause";
	struct request r = {.fn = do_switch, .value = on, .value2 = group};

	if (!fits(k, dev, IFNAMSIZ, what, err, err_len))
		return -1;
	if (!ethtool_switch_known(group, key)) {
		snprintf(err, err_len, "%s %s: there is no key \"%s\"", what,
			 dev, key);
		return -1;
	}
	strscpy(r.name, dev, sizeof(r.name));
	strscpy(r.key, key, sizeof(r.key));
	request_add(k, &r);
	return 0;
}

static void do_call(struct kernel *k, struct request *r)
{
	r->call(r->arg);
}

void kernel_call(struct kernel *k, void (*fn)(void *arg), void *arg)
{
	struct request r = {.fn = do_call, .call = fn, .arg = arg};

	request_add(k, &r);
}

/* ---- programs ---- */

struct program {
	program_main main;
	int argc;
	char **argv;
	u64 start_ns;
};

static void program_free(struct kernel *k, struct program *p)
{
	for (int i = 0; i < p->argc; i++)
		mm_kfree(k, p->argv[i]);
	mm_kfree(k, p->argv);
	mm_kfree(k, p);
}

static void program_cleanup(struct task_struct *t)
{
	program_free(this_kernel(), t->data);
}

static int run_program(void *data)
{
	struct program *p = data;
	int code = 0;

	if (!sleep_until_ns(p->start_ns, true))
		code = p->main(p->argc, p->argv);
	sys_exit(code);
}

static void do_spawn(struct kernel *k, struct request *r)
{
	struct task_struct *t;

	t = task_create(k, run_program, r->arg, r->name, PROGRAM_STACK);
	if (!t)
		panic("no memory to start program %s", r->name);
	t->is_kthread = false;
	t->cleanup = program_cleanup;
	k->programs++;
	wake_up_process(t);
}

static char *copy_string(struct kernel *k, const char *s)
{
	size_t n = strlen(s) + 1;
	char *copy = mm_kmalloc(k, n, 0, __PLACE__);

	return copy ? memcpy(copy, s, n) : NULL;
}

static struct program *program_new(struct kernel *k, program_main main,
				   int argc, char *const *argv, u64 start_ns)
{
	struct program *p = mm_kmalloc(k, sizeof(*p), 0, __PLACE__);
	size_t n = (size_t)argc + 1;

	if (!p)
		return NULL;
	p->main = main;
	p->argc = argc;
	p->start_ns = start_ns;
	p->argv = mm_kmalloc(k, n * sizeof(char *), 0, __PLACE__);
	if (!p->argv) {
		mm_kfree(k, p);
		return NULL;
	}
	memset(p->argv, 0, n * sizeof(char *));
	for (int i = 0; i < argc; i++) {
		p->argv[i] = copy_string(k, argv[i]);
		if (!p->argv[i]) {
			program_free(k, p);
			return NULL;
		}
	}
	return p;
}

int kernel_spawn(struct kernel *k, const char *name, program_main main,
		 int argc, char *const *argv, uint64_t start_ns, char *err,
		 size_t err_len)
{
	struct request r = {.fn = do_spawn};

	if (!fits(k, name, TASK_COMM_LEN, "program", err, err_len))
		return -1;
	if (argc < 0) {
		snprintf(err, err_len, "program %s: argc is %d", name, argc);
		return -1;
	}
	r.arg = program_new(k, main, argc, argv, start_ns);
	if (!r.arg) {
		snprintf(err, err_len, "program %s: out of simulated memory",
			 name);
		return -1;
	}
	strscpy(r.name, name, sizeof(r.name));
	request_add(k, &r);
	return 0;
}

void kernel_stop(struct kernel *k)
{
	if (k->stop)
		return;
	k->stop = true;
	kernel_poke(k);
}
