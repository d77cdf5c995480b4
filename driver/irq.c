// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The interrupt: a top half that masks the card and a NAPI poll that works
 * until there is nothing left, then unmasks it.
 *
 * No cause is lost between the two: ICR keeps causes that arrive while IMS is
 * clear, and the line rises again as IMS is set (13.4.17, 13.4.20). So a frame
 * that comes in after poll's last look at the ring interrupts at once.
 */
#include "e1000.h"

/* Context: any. Posted: takes effect some time later. */
void e1000_irq_disable(struct e1000_adapter *adapter)
{
	e1000_write(adapter, E1000_IMC, ~0u);
}

void e1000_irq_enable(struct e1000_adapter *adapter)
{
	e1000_write(adapter, E1000_IMS, E1000_IMS_WANTED);
}

/*
 * Context: hardirq. The line is shared (INTx): the card may not have raised
 * it. Reading ICR clears it, so the causes are gone from the card from here
 * on. The read also pushes every DMA write before it into memory: what poll
 * sees in the rings is at least what caused this interrupt.
 */
irqreturn_t e1000_irq(int irq, void *data)
{
	struct e1000_adapter *adapter = data;
	struct e1000_queue *q = &adapter->queue[0];
	u32 icr;

	icr = e1000_read(adapter, E1000_ICR);
	if (!icr)
		return IRQ_NONE;
	/*
	 * On the way down the mask is still to come, and the line is a level:
	 * unanswered it would interrupt for ever, and the mask never come.
	 */
	if (test_bit(E1000_FLAG_DOWN, &adapter->flags)) {
		e1000_irq_disable(adapter);
		return IRQ_HANDLED;
	}

	if (icr & (E1000_ICR_LSC | E1000_ICR_RXSEQ))
		schedule_work(&adapter->link_work);

	/*
	 * No flush: if the card raises the line again before the mask reaches
	 * it, the next call finds the context scheduled and asks for one more
	 * poll. That is rarer than a stall in each interrupt would be dear.
	 */
	e1000_irq_disable(adapter);
	if (napi_schedule_prep(&q->napi)) {
		e1000_itr_start(&q->itr);
		__napi_schedule(&q->napi);
	}
	/*
	 * Else a poll is on its way. It has been told to go round once more
	 * instead of completing, and unmasks when it does complete.
	 */
	return IRQ_HANDLED;
}

/*
 * Context: softirq. Up to @budget frames are received; frames sent are always
 * cleaned up, all of them. Returns @budget if there may be more.
 */
int e1000_poll(struct napi_struct *napi, int budget)
{
	struct e1000_queue *q = container_of(napi, struct e1000_queue, napi);
	int frames;

	e1000_tx_poll(q, budget);
	frames = e1000_rx_poll(q, budget);
	/* With a budget of 0, netpoll owns the context: never complete it. */
	if (frames == budget)
		return budget;
	if (napi_complete_done(napi, frames)) {
		e1000_itr_update(q);
		e1000_irq_enable(q->adapter);
	}
	return frames;
}
