// SPDX-License-Identifier: MIT
/* echo_server PORT COUNT: sends so many UDP datagrams back (0: without end).
 * For any Linux host. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in own, peer;
	int count, done = 0;
	char buf[2048], text[INET_ADDRSTRLEN];
	int fd;

	if (argc != 3) {
		puts("usage: echo_server PORT COUNT");
		return 2;
	}
	count = atoi(argv[2]);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	memset(&own, 0, sizeof(own));
	own.sin_family = AF_INET;
	own.sin_port = htons((uint16_t)atoi(argv[1]));
	own.sin_addr.s_addr = htonl(INADDR_ANY);
	if (bind(fd, (struct sockaddr *)&own, sizeof(own)) < 0) {
		perror("bind");
		return 1;
	}
	while (!count || done++ < count) {
		socklen_t len = sizeof(peer);
		ssize_t n = recvfrom(fd, buf, sizeof(buf), 0,
				     (struct sockaddr *)&peer, &len);

		if (n < 0)
			break; /* the host is being stopped */
		printf("%d bytes from %s\n", (int)n,
		       inet_ntop(AF_INET, &peer.sin_addr, text, sizeof(text)));
		if (sendto(fd, buf, (size_t)n, 0, (struct sockaddr *)&peer,
			   len) < 0)
			perror("sendto");
	}
	close(fd);
	return 0;
}
