-f hw/rtl/mac.f
-f hw/rtl/dma.f
-f hw/rtl/csr.f
hw/rtl/e1000_top.sv
