// SPDX-License-Identifier: MIT
#include "apps.h"
#include "app.h"

#define PORT(n)                 \
	{                       \
		n, APP_ARG_PORT \
	}
#define IP(n)                 \
	{                     \
		n, APP_ARG_IP \
	}
#define NUMBER(n)                 \
	{                         \
		n, APP_ARG_NUMBER \
	}

const struct app apps[] = {
	{"udp_sink",
	 udp_sink_main,
	 "receives UDP datagrams and counts them",
	 {PORT("port")}},
	{"udp_echo",
	 udp_echo_main,
	 "sends every UDP datagram back to where it came from",
	 {PORT("port")}},
	{"echo_server",
	 posix_echo_server_main,
	 "the same for any POSIX host (count 0: without end)",
	 {PORT("port"), NUMBER("count")}},
	{"echo_client",
	 posix_echo_client_main,
	 "asks an echo server and checks what comes back",
	 {IP("address"), PORT("port"), NUMBER("count")}},
	{"udp_source",
	 udp_source_main,
	 "sends UDP datagrams (count 0: without end; interval 0: at once)",
	 {IP("address"), PORT("port"), NUMBER("count"), NUMBER("size"),
	  NUMBER("interval_ns")}},
};

const unsigned apps_count = sizeof(apps) / sizeof(apps[0]);
