/* pgproxy.c - stand between a client and a server: delay, count, cut
 *
 * usage: pgproxy [-d MS] [-t TURNS] LISTEN SERVER
 *
 * Both are paths of Unix sockets.  Each connection that ends is one line on stdout: how often the
 * client spoke after the server did ("turns", the first being the start of the session; saying
 * goodbye is none), and the bytes of each.  -d delays every byte MS milliseconds, each way.  -t
 * cuts a connection, both ends, when the client begins turn TURNS + 1.  Ends with a signal.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MAX_LINKS = 64, CHUNK = 65536, MAX_CHUNKS = 256 };

struct chunk {
	int64_t due; /* microseconds */
	size_t len, done;
	char data[CHUNK];
};

/* Bytes on their way in one direction: a ring of chunks. */
struct lane {
	int from, to;
	struct chunk *ring[MAX_CHUNKS];
	size_t first, n;
	unsigned long long bytes;
};

struct link {
	struct lane up, down; /* from the client, to the client */
	unsigned turns;
	int server_spoke;
};

static struct link *links[MAX_LINKS];
static int64_t delay_us;
static unsigned max_turns;

static int64_t
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t) ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void
die(const char *what)
{
	fprintf(stderr, "pgproxy: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int
open_socket(const char *path, int server)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || strlen(path) >= sizeof addr.sun_path)
		die(path);
	memcpy(addr.sun_path, path, strlen(path) + 1);
	if (server && (unlink(path), bind(fd, (struct sockaddr *) &addr, sizeof addr) != 0 ||
					 listen(fd, 64) != 0))
		die(path);
	if (!server && connect(fd, (struct sockaddr *) &addr, sizeof addr) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void
link_close(size_t i)
{
	struct link *l = links[i];
	struct lane *lanes[] = { &l->up, &l->down };

	printf("turns %u sent %llu received %llu\n", l->turns, l->up.bytes, l->down.bytes);
	fflush(stdout);
	close(l->up.from);
	close(l->up.to);
	for (size_t j = 0; j < 2; j++)
		for (size_t k = 0; k < lanes[j]->n; k++)
			free(lanes[j]->ring[(lanes[j]->first + k) % MAX_CHUNKS]);
	free(l);
	links[i] = NULL;
}

static void
link_open(int listener, const char *server)
{
	struct link *l = calloc(1, sizeof *l);
	size_t i = 0;

	while (i < MAX_LINKS && links[i] != NULL)
		i++;
	if (l == NULL || i == MAX_LINKS)
		die("too many connections");
	l->up.from = l->down.to = accept(listener, NULL, NULL);
	l->up.to = l->down.from = open_socket(server, 0);
	if (l->up.from < 0 || l->up.to < 0) {
		close(l->up.from);
		free(l);
		return;
	}
	fcntl(l->up.from, F_SETFL, O_NONBLOCK);
	fcntl(l->up.to, F_SETFL, O_NONBLOCK);
	links[i] = l;
}

/* False: the connection is to be cut. */
static int
link_count(struct link *l, const struct lane *lane, const struct chunk *chunk)
{
	if (lane == &l->down) {
		l->server_spoke = 1;
		return 1;
	}
	if (chunk->len == 5 && chunk->data[0] == 'X')
		return 1;
	if (l->turns == 0 || l->server_spoke)
		l->turns++;
	l->server_spoke = 0;
	return max_turns == 0 || l->turns <= max_turns;
}

static int
lane_read(struct link *l, struct lane *lane)
{
	struct chunk *chunk = malloc(sizeof *chunk);
	ssize_t n;

	if (chunk == NULL)
		die("malloc");
	n = read(lane->from, chunk->data, CHUNK);
	if (n <= 0) {
		free(chunk);
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	}
	chunk->len = (size_t) n;
	chunk->done = 0;
	chunk->due = now_us() + delay_us;
	lane->ring[(lane->first + lane->n++) % MAX_CHUNKS] = chunk;
	lane->bytes += chunk->len;
	return link_count(l, lane, chunk);
}

static int
lane_write(struct lane *lane)
{
	while (lane->n > 0 && lane->ring[lane->first]->due <= now_us()) {
		struct chunk *chunk = lane->ring[lane->first];
		ssize_t n = send(
		    lane->to, chunk->data + chunk->done, chunk->len - chunk->done, MSG_NOSIGNAL);

		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		chunk->done += (size_t) n;
		if (chunk->done < chunk->len)
			return 1;
		free(chunk);
		lane->first = (lane->first + 1) % MAX_CHUNKS;
		lane->n--;
	}
	return 1;
}

static void
lane_poll(const struct lane *lane, struct pollfd *in, struct pollfd *out, int64_t *until)
{
	in->fd = lane->from;
	in->events = (short) (in->events | (lane->n < MAX_CHUNKS ? POLLIN : 0));
	if (lane->n == 0)
		return;
	if (lane->ring[lane->first]->due <= now_us()) {
		out->fd = lane->to;
		out->events = (short) (out->events | POLLOUT);
	} else if (lane->ring[lane->first]->due < *until) {
		*until = lane->ring[lane->first]->due;
	}
}

static int
link_step(struct link *l, const struct pollfd fds[2])
{
	short gone = POLLIN | POLLHUP | POLLERR;
	int ok = lane_write(&l->up) && lane_write(&l->down);

	if (ok && (fds[0].revents & gone) && l->up.n < MAX_CHUNKS)
		ok = lane_read(l, &l->up);
	if (ok && (fds[1].revents & gone) && l->down.n < MAX_CHUNKS)
		ok = lane_read(l, &l->down);
	/* What was said before somebody hung up still arrives. */
	while (!ok && max_turns == 0 && l->down.n + l->up.n > 0 && lane_write(&l->up) &&
	       lane_write(&l->down))
		usleep(100);
	return ok && lane_write(&l->up) && lane_write(&l->down);
}

static void
serve(int listener, const char *server)
{
	struct pollfd fds[1 + 2 * MAX_LINKS];
	int64_t until = now_us() + 1000000;
	struct timespec wait = { 0 };

	memset(fds, 0, sizeof fds);
	fds[0].fd = listener;
	fds[0].events = POLLIN;
	for (size_t i = 0; i < MAX_LINKS; i++) {
		struct pollfd *pair = &fds[1 + 2 * i];

		pair[0].fd = pair[1].fd = -1;
		if (links[i] != NULL) {
			lane_poll(&links[i]->up, &pair[0], &pair[1], &until);
			lane_poll(&links[i]->down, &pair[1], &pair[0], &until);
		}
	}
	until -= now_us();
	wait.tv_sec = until < 0 ? 0 : until / 1000000;
	wait.tv_nsec = until < 0 ? 0 : until % 1000000 * 1000;
	if (ppoll(fds, 1 + 2 * MAX_LINKS, &wait, NULL) < 0 && errno != EINTR)
		die("poll");
	for (size_t i = 0; i < MAX_LINKS; i++)
		if (links[i] != NULL && !link_step(links[i], &fds[1 + 2 * i]))
			link_close(i);
	if (fds[0].revents & POLLIN)
		link_open(listener, server);
}

int
main(int argc, char **argv)
{
	int opt, listener;

	while ((opt = getopt(argc, argv, "d:t:")) != -1) {
		if (opt == 'd')
			delay_us = (int64_t) (strtod(optarg, NULL) * 1000);
		else if (opt == 't')
			max_turns = (unsigned) strtoul(optarg, NULL, 10);
		else
			return 2;
	}
	if (argc - optind != 2)
		return 2;
	listener = open_socket(argv[optind], 1);
	for (;;)
		serve(listener, argv[optind + 1]);
}
