// SPDX-License-Identifier: MIT
/*
 * run PROGRAM: one of testbench/apps/posix/ on the simulated kernel, with
 * loopback only. What it prints comes out as if it ran here.
 */
#include <stdlib.h>

#include "bench.h"

int posix_errno_table_main(int argc, char **argv);
int posix_echo_server_main(int argc, char **argv);
int posix_echo_client_main(int argc, char **argv);

static void spawn(struct bench *b, const char *name, program_main main,
		  int argc, char *const *argv)
{
	char err[200];

	if (kernel_spawn(b->k, name, main, argc, argv, 0, err, sizeof(err))) {
		(fprintf)(stderr, "%s\n", err);
		exit(2);
	}
}

/* The lines of @who, without its name. */
static void show(struct bench *b, const char *who)
{
	size_t n = (strlen)(who);
	char *line;

	for (line = strtok(b->log, "\n"); line; line = strtok(NULL, "\n"))
		if (!(strncmp)(line, who, n))
			(puts)(line + n);
}

static const char *program;

/* The bench asserts, so it wants to be in a test. */
START_TEST(programs)
{
	struct bench *b = bench_start();

	if (!(strcmp)(program, "errno_table")) {
		char *args[] = {"errno_table"};

		spawn(b, "errno_table", posix_errno_table_main, 1, args);
		bench_pass_ms(b, 5000);
		show(b, "errno_table: ");
	} else {
		char *server[] = {"echo_server", "40010", "20"};
		char *client[] = {"echo_client", "127.0.0.1", "40010", "20"};

		spawn(b, "echo_server", posix_echo_server_main, 3, server);
		bench_pass_ms(b, 10);
		spawn(b, "echo_client", posix_echo_client_main, 4, client);
		bench_pass_ms(b, 1000);
		show(b, "echo_client: ");
	}
	bench_stop(b);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *s = suite_create("sockets_linux");
	TCase *t = tcase_create("programs");
	SRunner *r;
	int failed;

	if (argc != 2) {
		(fprintf)(stderr, "usage: run errno_table | echo\n");
		return 2;
	}
	program = argv[1];
	tcase_add_test(t, programs);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_set_fork_status(r, CK_NOFORK);
	srunner_run_all(r, CK_SILENT);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
