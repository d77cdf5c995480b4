/* SPDX-License-Identifier: MIT */
#include "rig.h"

#include <string.h>

struct profile rig_profile(void)
{
	struct profile p = {
		.name = "rig",
		.insn_ps = 1000,
		.copy_ps_per_byte = 100,
		.copy_base_insns = 10,
		.irq_entry_ns = 100,
		.irq_exit_ns = 50,
		.softirq_entry_ns = 20,
		.syscall_ns = 80,
		.context_switch_ns = 200,
		.mmio_read_ns = 400,
		.mmio_write_ns = 10,
		.mmio_post_ns = 200,
		.mmio_post_depth = 4,
		.dma_read_ns = 250,
		.dma_write_visible_ns = 160,
		.dma_write_resp_ns = 80,
		.ram_mib = 4,
	};

	return p;
}

void rig_new(struct rig *r)
{
	memset(r, 0, sizeof(*r));
	r->profile = rig_profile();
}

void rig_make(struct rig *r)
{
	struct machine_config c = {
		.profile = r->profile,
		.mac = {0x52, 0x54, 0, 0x12, 0x34, 2},
		.no_skip = r->no_skip,
	};
	char err[256] = "";

	r->m = machine_create(&c, err, sizeof(err));
	ck_assert_msg(r->m != NULL, "%s", err);
	r->card = fake_card();
}

struct job {
	struct machine *m;
	void (*code)(struct machine *m);
};

static void boot(void *arg)
{
	struct job *job = arg;

	job->code(job->m);
	machine_halt(job->m);
}

enum machine_stop rig_run(struct rig *r, void (*code)(struct machine *m))
{
	struct job job;
	enum machine_stop stop;

	if (!r->m)
		rig_make(r);
	job.m = r->m;
	job.code = code;
	machine_set_boot(r->m, boot, &job);
	stop = machine_run(r->m, 100 * PS_PER_S);
	if (stop == MACHINE_TIME)
		ck_abort_msg("the test's code did not end");
	return stop;
}

void rig_free(struct rig *r)
{
	machine_destroy(r->m);
	r->m = NULL;
}

void rig_run_fault(struct rig *r, void (*code)(struct machine *m),
		   const char *text)
{
	enum machine_stop stop = rig_run(r, code);

	ck_assert_msg(stop == MACHINE_FAULT, "no fault; expected: %s", text);
	ck_assert_msg(strstr(machine_error(r->m), text) != NULL,
		      "expected a fault with\n  %s\ngot\n  %s", text,
		      machine_error(r->m));
	ck_assert_msg(strstr(machine_error(r->m), "NIC cycle") != NULL,
		      "the fault names no cycle");
}

void rig_enable_card(struct machine *m)
{
	machine_pci_write32(m, MACHINE_NIC_BDF, 4, 7);
}
