/* SPDX-License-Identifier: MIT */
/*
 * The verilated card behind C. The pins are pointers into the model itself, so
 * that reading and driving one is a load or a store and nothing is copied.
 * Pins keep their names from hw/rtl/e1000_top.sv.
 */
#ifndef SIM_NIC_MODEL_H
#define SIM_NIC_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* All inputs but the clock. */
#define NIC_INPUTS(X)                \
	X(uint8_t, rst_ni)           \
	X(uint8_t, link_up_i)        \
	X(uint8_t, phy_speed_i)      \
	X(uint8_t, phy_duplex_i)     \
	X(uint8_t, mdio_i)           \
	X(uint8_t, ee_do_i)          \
	X(uint8_t, gmii_rxd_i)       \
	X(uint8_t, gmii_rx_dv_i)     \
	X(uint8_t, gmii_rx_er_i)     \
	X(uint8_t, gmii_crs_i)       \
	X(uint8_t, gmii_col_i)       \
	X(uint8_t, s_axil_awvalid_i) \
	X(uint8_t, s_axil_wvalid_i)  \
	X(uint8_t, s_axil_wstrb_i)   \
	X(uint8_t, s_axil_bready_i)  \
	X(uint8_t, s_axil_arvalid_i) \
	X(uint8_t, s_axil_rready_i)  \
	X(uint8_t, m_axi_awready_i)  \
	X(uint8_t, m_axi_wready_i)   \
	X(uint8_t, m_axi_bvalid_i)   \
	X(uint8_t, m_axi_bid_i)      \
	X(uint8_t, m_axi_bresp_i)    \
	X(uint8_t, m_axi_arready_i)  \
	X(uint8_t, m_axi_rvalid_i)   \
	X(uint8_t, m_axi_rid_i)      \
	X(uint8_t, m_axi_rresp_i)    \
	X(uint8_t, m_axi_rlast_i)    \
	X(uint32_t, tick_i)          \
	X(uint32_t, s_axil_awaddr_i) \
	X(uint32_t, s_axil_wdata_i)  \
	X(uint32_t, s_axil_araddr_i) \
	X(uint64_t, m_axi_rdata_i)

#define NIC_OUTPUTS(X)               \
	X(uint8_t, quiet_o)          \
	X(uint8_t, intx_o)           \
	X(uint8_t, gmii_txd_o)       \
	X(uint8_t, gmii_tx_en_o)     \
	X(uint8_t, gmii_tx_er_o)     \
	X(uint8_t, phy_rst_no)       \
	X(uint8_t, mdc_o)            \
	X(uint8_t, mdio_o)           \
	X(uint8_t, mdio_oe_o)        \
	X(uint8_t, ee_cs_o)          \
	X(uint8_t, ee_sk_o)          \
	X(uint8_t, ee_di_o)          \
	X(uint8_t, ev_rx_result_o)   \
	X(uint8_t, s_axil_awready_o) \
	X(uint8_t, s_axil_wready_o)  \
	X(uint8_t, s_axil_bvalid_o)  \
	X(uint8_t, s_axil_bresp_o)   \
	X(uint8_t, s_axil_arready_o) \
	X(uint8_t, s_axil_rvalid_o)  \
	X(uint8_t, s_axil_rresp_o)   \
	X(uint8_t, m_axi_awvalid_o)  \
	X(uint8_t, m_axi_awlen_o)    \
	X(uint8_t, m_axi_awsize_o)   \
	X(uint8_t, m_axi_awburst_o)  \
	X(uint8_t, m_axi_awid_o)     \
	X(uint8_t, m_axi_wvalid_o)   \
	X(uint8_t, m_axi_wstrb_o)    \
	X(uint8_t, m_axi_wlast_o)    \
	X(uint8_t, m_axi_bready_o)   \
	X(uint8_t, m_axi_arvalid_o)  \
	X(uint8_t, m_axi_arlen_o)    \
	X(uint8_t, m_axi_arsize_o)   \
	X(uint8_t, m_axi_arburst_o)  \
	X(uint8_t, m_axi_arid_o)     \
	X(uint8_t, m_axi_rready_o)   \
	X(uint16_t, ev_o)            \
	X(uint32_t, timer_next_o)    \
	X(uint32_t, s_axil_rdata_o)  \
	X(uint64_t, m_axi_awaddr_o)  \
	X(uint64_t, m_axi_wdata_o)   \
	X(uint64_t, m_axi_araddr_o)

/* Outputs for looking only: no side effects, as the last edge left them. */
#define NIC_PROBES(X)                  \
	X(uint8_t, probe_link_o)       \
	X(uint16_t, probe_itr_o)       \
	X(uint16_t, probe_rd_head_o)   \
	X(uint16_t, probe_rd_tail_o)   \
	X(uint16_t, probe_td_head_o)   \
	X(uint16_t, probe_td_tail_o)   \
	X(uint32_t, probe_icr_o)       \
	X(uint32_t, probe_ims_o)       \
	X(uint32_t, probe_itr_left_o)  \
	X(uint32_t, probe_rdtr_left_o) \
	X(uint32_t, probe_radv_left_o) \
	X(uint32_t, probe_tidv_left_o) \
	X(uint32_t, probe_tadv_left_o) \
	X(uint32_t, probe_rctl_o)      \
	X(uint32_t, probe_tctl_o)      \
	X(uint32_t, probe_rd_len_o)    \
	X(uint32_t, probe_td_len_o)    \
	X(uint64_t, probe_rd_base_o)   \
	X(uint64_t, probe_td_base_o)

#define NIC_PIN_POINTER(type, name) type *name;
struct nic_pins {
	NIC_INPUTS(NIC_PIN_POINTER)
	NIC_OUTPUTS(NIC_PIN_POINTER)
	NIC_PROBES(NIC_PIN_POINTER)
};
#undef NIC_PIN_POINTER

struct nic_model;

/* All inputs are zero at first: the card is in reset. NULL: no memory. */
struct nic_model *nic_model_create(void);
void nic_model_destroy(struct nic_model *n);
/* The pointers are valid as long as the model. */
const struct nic_pins *nic_model_pins(struct nic_model *n);

/*
 * One edge of the clock, with the inputs that are on the pins. While an FST is
 * recorded (nic_wave.h) every edge comes in two halves instead: the falling
 * edge half a clock earlier, then the rising one, both evaluated and recorded
 * at @ps. The inputs are on the pins before the falling edge, as a test bench
 * does it. A jump (tick_i > 1) has its falling edge half a clock after the
 * edge before, so that the clock is seen to rest.
 *
 * The card cannot tell the two ways apart, and they can alternate freely.
 */
void nic_model_edge(struct nic_model *n);
void nic_model_fall(struct nic_model *n, uint64_t ps);
void nic_model_rise(struct nic_model *n, uint64_t ps);
/* Is an FST open (nic_wave.h)? If not, the halves record nothing. */
bool nic_model_recorded(const struct nic_model *n);

#ifdef __cplusplus
}
#endif

#endif
