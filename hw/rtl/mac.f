hw/rtl/eth_crc.sv
hw/rtl/packet_buffer.sv
hw/rtl/rx_filter.sv
hw/rtl/gmii_rx.sv
hw/rtl/tx_intake.sv
hw/rtl/gmii_tx.sv
hw/rtl/e1000_mac.sv
