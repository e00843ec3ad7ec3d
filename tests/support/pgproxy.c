/* pgproxy.c - stand between a client and a server: delay, count, and do harm at one message
 *
 * usage: pgproxy [-d MS] [-t TURNS] [-u N | -s N] [-a ACTION] LISTEN SERVER
 *
 * Both are paths of Unix sockets.  Each connection that ends is one line on stdout: how often the
 * client spoke after the server did ("turns", the first being the start of the session; saying
 * goodbye is none), the bytes of each, and how many messages of the protocol each has sent so far,
 * in all connections.  -d delays every byte MS milliseconds, each way.  -t cuts a connection, both
 * ends, when the client begins turn TURNS + 1.  Ends with a signal; SIGTERM first counts what has
 * ended by then.
 *
 * Before the N-th message of the client (-u) or of the server (-s) is passed on:
 *
 *   -a cut      the connection ends, both ways; also without -a
 *   -a tear     the same in the middle of the message
 *   -a silence  nothing is passed on any more, of this connection and of new ones
 *   -a garbage  the client gets what no server says, and then silence
 *   -a length   it gets the message's type with a length that cannot be, and then silence
 *   -a huge     with a length that will never be reached
 *   -a COMMAND  a shell command runs, BACKEND being the process that serves this client; then the
 *               message is passed on
 *
 * SIGUSR1 is silence at once.
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
	char data[CHUNK + 64]; /* and what is put in place of the rest */
};

/* Bytes on their way in one direction: a ring of chunks. */
struct lane {
	int from, to;
	unsigned char head[5]; /* of the message that passes: its type, if it has one, and length */
	size_t nhead, left;    /* of these, and of the rest of it */
	int started;           /* the first message of a client has no type */
	struct chunk *ring[MAX_CHUNKS];
	size_t first, n;
	unsigned long long bytes;
};

struct link {
	struct lane up, down; /* from the client, to the client */
	unsigned turns;
	int server_spoke;
	unsigned backend; /* its process */
};

static struct link *links[MAX_LINKS];
static int64_t delay_us;
static unsigned max_turns;
static unsigned long messages[2], harm_at[2]; /* of the client, of the server */
static const char *harm = "cut";
static volatile sig_atomic_t silent, ending;
static sigset_t unblocked;

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
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

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

	printf("turns %u sent %llu received %llu messages %lu %lu\n", l->turns, l->up.bytes,
	    l->down.bytes, messages[0], messages[1]);
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
	/* A server that a command starts must not keep it open. */
	fcntl(l->up.from, F_SETFD, FD_CLOEXEC);
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

static unsigned
number(const unsigned char bytes[4])
{
	return (unsigned) bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

/* One byte of a message. */
static void
lane_follow(struct link *l, struct lane *lane, unsigned char byte)
{
	size_t head = lane == &l->down || lane->started ? 5 : 4;

	if (lane->nhead < head) {
		lane->head[lane->nhead++] = byte;
		if (lane->nhead < head)
			return;
		lane->left = number(lane->head + head - 4) - 4;
	} else {
		/* BackendKeyData begins with the process. */
		if (lane->head[0] == 'K' && lane == &l->down && lane->left > 4)
			l->backend = l->backend << 8 | byte;
		lane->left--;
	}
	if (lane->left == 0) {
		lane->nhead = 0;
		lane->started = 1;
	}
}

/* Only words are; all else is a command. */
static int
harm_is(const char *word)
{
	return strcmp(harm, word) == 0;
}

static int
harm_is_command(void)
{
	return !harm_is("cut") && !harm_is("tear") && !harm_is("silence") && !harm_is("garbage") &&
	       !harm_is("length") && !harm_is("huge");
}

static void
harm_run(const struct link *l)
{
	sigset_t blocked;
	char pid[16];

	snprintf(pid, sizeof pid, "%u", l->backend);
	setenv("BACKEND", pid, 1);
	sigprocmask(SIG_SETMASK, &unblocked, &blocked); /* a command would inherit it */
	if (system(harm) == -1)
		die("system");
	sigprocmask(SIG_SETMASK, &blocked, NULL);
}

/* Where in the chunk the message begins at which something is done to the connection, or its end.
 */
static size_t
lane_scan(struct link *l, struct lane *lane, const struct chunk *chunk)
{
	int who = lane == &l->down;

	for (size_t i = 0; i < chunk->len; i++) {
		int here = lane->nhead == 0 && ++messages[who] == harm_at[who];

		if (here && !harm_is_command())
			return i;
		if (here)
			harm_run(l);
		lane_follow(l, lane, (unsigned char) chunk->data[i]);
	}
	return chunk->len;
}

static void
chunk_put(struct chunk *chunk, const void *data, size_t len)
{
	memcpy(chunk->data + chunk->len, data, len);
	chunk->len += len;
}

/* False: the connection is to be cut behind what is left of the chunk. */
static int
lane_harm(struct link *l, struct lane *lane, struct chunk *chunk)
{
	static const char garbage[] = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
	static const char zero[4] = { 0 }, huge[4] = { 0x3f, -1, -1, -1 };
	size_t at = lane_scan(l, lane, chunk), len = chunk->len;

	if (at == len)
		return 1;
	chunk->len = at;
	if (harm_is("tear"))
		chunk->len += len - at > 3 ? 3 : 1;
	if (harm_is("cut") || harm_is("tear"))
		return 0;
	silent = 1;
	if (harm_is("garbage"))
		chunk_put(chunk, garbage, sizeof garbage - 1);
	if (harm_is("length") || harm_is("huge")) {
		chunk->len++; /* the type */
		chunk_put(chunk, harm_is("length") ? zero : huge, 4);
	}
	return 1;
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
	chunk->len = silent ? 0 : (size_t) n;
	chunk->done = 0;
	chunk->due = now_us() + delay_us;
	lane->ring[(lane->first + lane->n++) % MAX_CHUNKS] = chunk;
	lane->bytes += chunk->len;
	return link_count(l, lane, chunk) && lane_harm(l, lane, chunk);
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
	if (until < 0 || ending)
		until = 0;
	wait.tv_sec = until / 1000000;
	wait.tv_nsec = until % 1000000 * 1000;
	/* Between two calls no signal is seen, so none is missed. */
	if (ppoll(fds, 1 + 2 * MAX_LINKS, &wait, &unblocked) < 0 && errno != EINTR)
		die("poll");
	for (size_t i = 0; i < MAX_LINKS; i++)
		if (links[i] != NULL && !link_step(links[i], &fds[1 + 2 * i]))
			link_close(i);
	if (fds[0].revents & POLLIN)
		link_open(listener, server);
}

static void
on_signal(int number)
{
	if (number == SIGUSR1)
		silent = 1;
	else
		ending = 1;
}

/* Who hung up before the signal came is still to be counted; others may never hang up. */
static void
count_the_rest(int listener, const char *server)
{
	enum { LOOKS = 20 };

	for (int i = 0; i < LOOKS; i++) {
		serve(listener, server);
		usleep(1000);
	}
	for (size_t i = 0; i < MAX_LINKS; i++)
		if (links[i] != NULL)
			link_close(i);
}

static void
block_signals(void)
{
	sigset_t ours;

	sigemptyset(&ours);
	sigaddset(&ours, SIGUSR1);
	sigaddset(&ours, SIGTERM);
	sigprocmask(SIG_BLOCK, &ours, &unblocked);
}

int
main(int argc, char **argv)
{
	int opt, listener;

	while ((opt = getopt(argc, argv, "d:t:u:s:a:")) != -1) {
		if (opt == 'd')
			delay_us = (int64_t) (strtod(optarg, NULL) * 1000);
		else if (opt == 't')
			max_turns = (unsigned) strtoul(optarg, NULL, 10);
		else if (opt == 'u' || opt == 's')
			harm_at[opt == 's'] = strtoul(optarg, NULL, 10);
		else if (opt == 'a')
			harm = optarg;
		else
			return 2;
	}
	if (argc - optind != 2)
		return 2;
	signal(SIGUSR1, on_signal);
	signal(SIGTERM, on_signal);
	block_signals();
	listener = open_socket(argv[optind], 1);
	while (!ending)
		serve(listener, argv[optind + 1]);
	count_the_rest(listener, argv[optind + 1]);
	return 0;
}
