// SPDX-License-Identifier: MIT
/* The driver on a kernel on a machine with the card made of C. */
#include "bench.h"

#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>

#define BENCH_LIMIT (600 * PS_PER_S)

struct bench bench;
const u8 bench_mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x02};
static void (*bench_body)(void);
static bool bench_done;

struct pci_driver *e1000_driver_module(void);

/* ---- machine and kernel ---- */

static uint32_t read_register(void *arg, uint64_t offset)
{
	return fake_card_read(arg, offset);
}

static void write_register(void *arg, uint64_t offset, uint32_t value)
{
	fake_card_write(arg, offset, value);
}

static void *card_dma(void *arg, uint64_t addr, size_t len, bool write)
{
	return fake_dma_at(arg, addr, len);
}

static void card_line(void *arg, bool high)
{
	fake_line(arg, high);
}

/* A driver that only remembers where the card is: tests probe by hand. */
static int find_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	bench.pdev = pdev;
	return 0;
}

static const struct pci_device_id find_ids[] = {
	{PCI_DEVICE(PCI_VENDOR_ID_INTEL, 0x100e)}, {}};

static struct pci_driver find_driver = {
	.name = "find",
	.id_table = find_ids,
	.probe = find_probe,
};

static int receive(struct sk_buff *skb, struct net_device *dev,
		   struct packet_type *pt, struct net_device *orig_dev)
{
	struct bench_packet *p = &bench.last;
	unsigned int at = skb_headlen(skb);
	unsigned int i;

	bench.packets++;
	p->len = skb->len;
	p->frags = skb_shinfo(skb)->nr_frags;
	p->ip_summed = skb->ip_summed;
	p->tagged = skb_vlan_tag_present(skb);
	p->tci = skb_vlan_tag_get(skb);
	memcpy(p->data, skb->data, at);
	for (i = 0; i < p->frags; i++) {
		const skb_frag_t *f = &skb_shinfo(skb)->frags[i];

		memcpy(p->data + at,
		       (u8 *)page_address(skb_frag_page(f)) + skb_frag_off(f),
		       skb_frag_size(f));
		at += skb_frag_size(f);
	}
	ck_assert_uint_eq(at, p->len);
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type receiver = {
	.type = htons(BENCH_PROTOCOL),
	.func = receive,
};

static int run_body(int argc, char **argv)
{
	ck_assert_ptr_nonnull(bench.pdev);
	dev_add_pack(&receiver);
	bench_body();
	dev_remove_pack(&receiver);
	bench_done = true;
	return 0;
}

static void console(void *arg, ps_t now, int level, const char *line)
{
	size_t used = strlen(bench.console);
	size_t len = strlen(line);

	if (used + len + 2 > sizeof(bench.console))
		return;
	memcpy(bench.console + used, line, len);
	bench.console[used + len] = '\n';
	bench.console[used + len + 1] = '\0';
}

void bench_run(void (*body)(void))
{
	struct pci_driver *const drivers[] = {&find_driver, NULL};
	struct fake_card_bus bus = {.dma = card_dma, .line = card_line};
	char *argv[] = {"test", NULL};
	char err[256] = "";
	ps_t now;

	memset(&bench, 0, sizeof(bench));
	bench_done = false;
	bench_body = body;
	bench.machine = fake_machine_create();
	bus.arg = bench.machine;
	bench.card = fake_card_create(&bus, bench_mac);
	fake_registers(bench.machine, read_register, write_register,
		       bench.card);
	bench.kernel =
		kernel_create(&(struct kernel_config){.machine = bench.machine,
						      .seed = 1,
						      .drivers = drivers},
			      err, sizeof(err));
	ck_assert_msg(bench.kernel, "%s", err);
	kernel_set_console(bench.kernel, console, NULL);
	ck_assert_msg(kernel_spawn(bench.kernel, "test", run_body, 1, argv, 0,
				   err, sizeof(err)) == 0,
		      "%s", err);
	for (now = 0; !bench_done && now < BENCH_LIMIT; now += PS_PER_S)
		ck_assert_msg(machine_run(bench.machine, now + PS_PER_S) !=
				      MACHINE_FAULT,
			      "%s", machine_error(bench.machine));
	ck_assert_msg(bench_done, "the test does not end");

	kernel_stop(bench.kernel);
	while (machine_run(bench.machine, now += PS_PER_S) == MACHINE_TIME)
		ck_assert(now < 2 * BENCH_LIMIT);
	ck_assert_str_eq(machine_error(bench.machine), "");
	ck_assert_str_eq(kernel_leaks(bench.kernel), "");
	ck_assert_str_eq(fake_card_complaint(bench.card), "");
	ck_assert_uint_eq(fake_dma_live(bench.machine), 0);
	kernel_destroy(bench.kernel);
	machine_destroy(bench.machine);
	fake_card_destroy(bench.card);
}

/* ---- for bodies ---- */

int bench_probe(void)
{
	struct pci_driver *drv = e1000_driver_module();
	int err = drv->probe(bench.pdev, &drv->id_table[0]);

	if (err)
		return err;
	bench.dev = pci_get_drvdata(bench.pdev);
	bench.adapter = netdev_priv(bench.dev);
	bench.q = &bench.adapter->queue[0];
	return 0;
}

void bench_remove(void)
{
	e1000_driver_module()->remove(bench.pdev);
	bench.dev = NULL;
}

int bench_open(void)
{
	int err;

	rtnl_lock();
	err = dev_open(bench.dev);
	rtnl_unlock();
	return err;
}

void bench_close(void)
{
	rtnl_lock();
	dev_close(bench.dev);
	rtnl_unlock();
}

void bench_wait_ms(unsigned int ms)
{
	msleep(ms);
}

void bench_up(void)
{
	ck_assert_int_eq(bench_probe(), 0);
	ck_assert_int_eq(bench_open(), 0);
	bench_wait_ms(10);
	ck_assert(netif_carrier_ok(bench.dev));
	fake_card_forget(bench.card);
}

void bench_down(void)
{
	bench_close();
	bench_remove();
}

int bench_rx_poll(int budget)
{
	int frames;

	local_bh_disable();
	e1000_irq_disable(bench.adapter);
	frames = e1000_rx_poll(bench.q, budget);
	local_bh_enable();
	return frames;
}

void bench_tx_poll(void)
{
	local_bh_disable();
	e1000_irq_disable(bench.adapter);
	e1000_tx_poll(bench.q, 64);
	local_bh_enable();
}

static void fill(u8 *frame, unsigned int len, u8 seed)
{
	static const u8 peer[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x01};
	unsigned int i;

	memcpy(frame, bench_mac, 6);
	memcpy(frame + 6, peer, 6);
	frame[12] = BENCH_PROTOCOL >> 8;
	frame[13] = BENCH_PROTOCOL & 0xff;
	for (i = 14; i < len; i++)
		frame[i] = seed + i * 7 + i / 256;
}

const u8 *bench_frame(unsigned int len, u8 seed)
{
	static u8 frame[16384];

	ck_assert_uint_le(len, sizeof(frame));
	fill(frame, len, seed);
	return frame;
}

struct sk_buff *bench_skb(unsigned int len, unsigned int linear,
			  unsigned int frag, u8 seed)
{
	struct sk_buff *skb = alloc_skb(linear + 64, GFP_KERNEL);
	const u8 *frame = bench_frame(len, seed);
	unsigned int at, n, i = 0;

	ck_assert_ptr_nonnull(skb);
	skb_put_data(skb, frame, linear);
	for (at = linear; at < len; at += n) {
		struct page *page = alloc_pages(GFP_KERNEL, 2);

		n = len - at < frag ? len - at : frag;
		ck_assert_ptr_nonnull(page);
		ck_assert_uint_le(n, 4 * PAGE_SIZE);
		memcpy(page_address(page), frame + at, n);
		skb_add_rx_frag(skb, i++, page, 0, n, 4 * PAGE_SIZE);
	}
	skb->dev = bench.dev;
	return skb;
}

netdev_tx_t bench_xmit(struct sk_buff *skb)
{
	netdev_tx_t verdict;

	local_bh_disable();
	verdict = bench.dev->netdev_ops->ndo_start_xmit(skb, bench.dev);
	local_bh_enable();
	return verdict;
}

u32 bench_reg(u32 offset)
{
	return bench.card->reg[offset / 4];
}

int main(void)
{
	SRunner *r = srunner_create(suite_itr());
	int failed;

	srunner_add_suite(r, suite_probe());
	srunner_add_suite(r, suite_netdev());
	srunner_add_suite(r, suite_filter());
	srunner_add_suite(r, suite_rx());
	srunner_add_suite(r, suite_tx());
	srunner_add_suite(r, suite_irq());
	srunner_add_suite(r, suite_offload());
	srunner_add_suite(r, suite_flow());
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
