hw/rtl/e1000_regbank.sv
hw/rtl/e1000_reset.sv
hw/rtl/e1000_flex.sv
hw/rtl/e1000_csr.sv
hw/rtl/e1000_irq.sv
hw/rtl/e1000_stats.sv
hw/rtl/e1000_eeprom.sv
hw/rtl/e1000_mdio.sv
