// SPDX-License-Identifier: MIT
//
// The register bank: the flip-flops of all plain registers and the read multiplexer.
//
// 8254x SDM 13.4. Generated from the register map into the build directory; this file
// gives it its place in the file list. No parameters.
`include "e1000_regbank.svh"
