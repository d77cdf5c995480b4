// SPDX-License-Identifier: MIT
//
// What the benches of the register part share: counting tests. Included in a bench's
// module; ends with `finish_tests`, whose line the test summary reads.

  integer errors = 0, tests_passed = 0, tests_failed = 0;
  string  test_name = "";

  task end_test;
    if (test_name != "") begin
      if (errors == 0) begin
        tests_passed = tests_passed + 1;
        $display("ok    %0s", test_name);
      end else begin
        tests_failed = tests_failed + 1;
        $display("FAIL  %0s", test_name);
      end
    end
    errors = 0;
  endtask

  task begin_test(input string name);
    end_test;
    test_name = name;
  endtask

  task expect_eq(input string what, input [63:0] got, input [63:0] want);
    if (got !== want) begin
      errors = errors + 1;
      if (errors <= 10) $display("      %0s: %0h instead of %0h at %0t", what, got, want, $time);
    end
  endtask

  task finish_tests(input string bench);
    end_test;
    $display("%0s: %0d passed, %0d failed", bench, tests_passed, tests_failed);
    if (tests_failed != 0) $fatal(1, "tests failed");
    $finish;
  endtask
