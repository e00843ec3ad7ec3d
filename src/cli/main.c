/* main.c - find the command, run it, print the one error */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dunlin/driver.h>

#include "cli/message.h"
#include "cli/options.h"
#include "cli/terminal.h"

static struct dunlin *volatile main_running; /* what a signal cancels */
static volatile sig_atomic_t main_signal;    /* the one that came, or 0 */

static void
main_on_signal(int number)
{
	struct dunlin *running = main_running;

	main_signal = number;
	if (running != NULL)
		dunlin_cancel(running);
	else
		raise(number); /* nothing is open that would have to be left clean */
}

/* Once: the second Ctrl-C ends the program at once.  What nohup ignores stays ignored. */
static void
main_catch(int number)
{
	struct sigaction cancel = { .sa_handler = main_on_signal, .sa_flags = SA_RESETHAND };
	struct sigaction before;

	sigemptyset(&cancel.sa_mask);
	if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
		sigaction(number, &cancel, NULL);
}

static void
main_catch_signals(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	main_catch(SIGINT);
	main_catch(SIGTERM);
	main_catch(SIGHUP);
	/* A reader of our output that goes away must not end us in the middle of a transaction. */
	sigaction(SIGPIPE, &ignore, NULL);
}

static bool
main_run_with_project(const struct cli_request *request, struct dunlin_error *err)
{
	struct dunlin_options options;

	cli_library_options(&request->options, &options);
	/* Who reads events from a pipe wants them as they come. */
	if (request->options.json)
		setvbuf(stdout, NULL, _IOLBF, 0);
	struct dunlin *project = dunlin_open(&options, err);
	if (project == NULL)
		return false;
	main_running = project;
	bool ok = request->command->run(project, &request->options, request->args, err);
	main_running = NULL;
	dunlin_close(project);
	return ok;
}

static bool
main_run(const struct cli_request *request, struct dunlin_error *err)
{
	const struct cli_command *command = request->command;

	if (request->options.help) {
		cli_print_help(false, command);
		return true;
	}
	if (request->options.version) {
		printf("dunlin %s\n", dunlin_version());
		return true;
	}
	if ((command->flags & CLI_PROJECT) != 0)
		return main_run_with_project(request, err);
	return command->run(NULL, &request->options, request->args, err);
}

/*
 * Results that did not arrive are an error, also when the last of them was still in the buffer; but
 * not when nobody reads them any more.
 */
static bool
main_flush(struct dunlin_error *err)
{
	bool failed = ferror(stdout) != 0;

	if ((fflush(stdout) == 0 && !failed) || cli_is_unread(stdout))
		return true;
	return dunlin_error_set(err, DUNLIN_E_FILE, "cannot write the output: %s", strerror(errno));
}

/* As the signal would have ended us, so that a script around us stops as well. */
static int
main_status(const struct dunlin_error *err, bool ok)
{
	if (main_signal != 0) {
		signal(main_signal, SIG_DFL);
		raise(main_signal);
		return 1; /* the first process of a container is not ended by its own signal */
	}
	return ok ? 0 : dunlin_error_status(err);
}

int
main(int argc, char **argv)
{
	struct dunlin_error *err = dunlin_error_new();
	struct cli_request request;
	bool ok = cli_parse(argc, argv, &request, err);

	if (ok && request.command == NULL && !request.options.help && !request.options.version) {
		cli_print_help(true, NULL);
		ok = dunlin_error_set(err, DUNLIN_E_USAGE, "no command");
	} else {
		main_catch_signals();
		ok = ok && main_run(&request, err);
		ok = main_flush(err) && ok;
		if (!ok && (main_signal == 0 || dunlin_error_code(err) != DUNLIN_OK))
			cli_print_error(err, request.options.show_values);
	}
	int status = main_status(err, ok);
	cli_request_free(&request);
	dunlin_error_free(err);
	return status;
}
