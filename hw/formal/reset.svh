  // What all proofs share: reset in the first clock and never again; before it the
  // registers hold anything. f_past: the clock before was not in reset either.
  logic f_go   = 1'b0;
  logic f_past = 1'b0;
  always_ff @(posedge clk_i) f_go <= 1'b1;
  always_ff @(posedge clk_i) f_past <= f_go;
  always @* assume (rst_ni == f_go);
