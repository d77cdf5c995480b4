// SPDX-License-Identifier: MIT
/* echo_client ADDRESS PORT COUNT: asks and checks. For any Linux host. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in to = {.sin_family = AF_INET};
	char out[1000], in[2000];
	struct pollfd p;
	int count, right = 0;

	if (argc != 4) {
		puts("usage: echo_client ADDRESS PORT COUNT");
		return 2;
	}
	to.sin_port = htons((uint16_t)atoi(argv[2]));
	if (inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
		puts("that is no address");
		return 2;
	}
	count = atoi(argv[3]);
	p.fd = socket(AF_INET, SOCK_DGRAM, 0);
	p.events = POLLIN;
	if (connect(p.fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		perror("connect");
		return 1;
	}
	for (int i = 0; i < count; i++) {
		size_t n = (size_t)(i * 137 % 1000);

		memset(out, 'a' + i % 26, sizeof(out));
		if (send(p.fd, out, n, 0) < 0)
			perror("send");
		if (poll(&p, 1, 1000) != 1)
			continue;
		if (recv(p.fd, in, sizeof(in), 0) == (ssize_t)n &&
		    !memcmp(in, out, n))
			right++;
	}
	printf("%d of %d came back\n", right, count);
	close(p.fd);
	return right != count;
}
