/* command.h - a command is one const struct and one function */
#ifndef DN_CLI_COMMAND_H
#define DN_CLI_COMMAND_H

#include <dunlin/dunlin.h>

/* Where an option's value goes: a member of struct cli_options. */
struct cli_options {
	const char *config, *section, *database;
	const char *message, *rev_id, *dialect, *step, *plan, *out, *transaction, *scratch, *wait;
	const char *types, *enums, *head, *version_path, *range;
	const char *tag, *layout, *format, *against;
	/* Ended by NULL; NULL: none given. */
	const char **labels, **depends_on, **placeholders, **large;
	bool autogenerate, graph, splice, resolve_dependencies, check_heads, indicate_current,
	    purge;
	bool quiet, verbose, json, sql, help, version, exit_code, show_values, down;
	bool allow_data_loss, allow_rewrite, reduce;
	bool end_lock;
	bool report;
};

/* One row gives parsing, usage, help, completion and the manual's check. */
struct cli_option {
	const char *name;  /* long, without dashes */
	char letter;       /* short, or 0 */
	const char *value; /* placeholder, NULL for a switch */
	const char *usual; /* the value where none is given, as --NAME=VALUE; NULL: it must be */
	const char *help;  /* one line, lower case, no full stop */
	size_t offset;     /* in struct cli_options: const char *, or bool for a switch */
	const char *env;   /* the variable that says the same, or NULL; read by the library */
	bool secret;       /* not to be seen in a process list */
	bool required;     /* the command does nothing without it */
	bool many;         /* may be given several times: const char ** */
	const char *const *choices; /* all that its value may be, for completing; ended by NULL */
	const char *excludes; /* names of others of the command's that it does not go with: "a b" */
};

enum cli_flag {
	CLI_PROJECT = 1 << 0, /* main opens the project first */
	CLI_HIDDEN = 1 << 1,  /* not for people: in no list of commands */
};

struct cli_command {
	const char *name;
	const char *args;    /* operands in usage: "TARGET" */
	const char *summary; /* one line for `dunlin help` */
	const char *details; /* what --help adds, lines ended by newlines; or NULL */
	int min_args, max_args;
	size_t instead; /* the option, by its offset, that says what the operands would; 0: none */
	unsigned flags;
	const struct cli_option *options; /* its own; ended by a NULL name; NULL: none */
	bool (*run)(struct dunlin *project, const struct cli_options *options, char **args,
	    struct dunlin_error *err);
};

extern const struct cli_command *const cli_commands[]; /* in the order of help; ended by NULL */
extern const struct cli_option cli_global_options[];

extern const struct cli_command cli_init, cli_lock, cli_revision, cli_upgrade, cli_downgrade,
    cli_stamp, cli_current, cli_history, cli_heads, cli_show, cli_status, cli_translate, cli_help,
    cli_plan, cli_verify, cli_merge, cli_branches, cli_edit, cli_ensure_version, cli_check,
    cli_drivers, cli_driver_test, cli_list_templates, cli_rebase, cli_squash, cli_config,
    cli_complete;

/* Set ERR to a usage error that tells to try 'dunlin help NAME', NULL for all; returns false. */
bool cli_usage_error(struct dunlin_error *err, const char *name, const char *fmt, ...)
    DUNLIN_PRINTF(3, 4);
/* NULL and ERR with the nearest name when there is none such. */
const struct cli_command *cli_find_command(const char *name, struct dunlin_error *err);
/* --assume-large, which stands beside --sql alone. */
bool cli_assume_large(struct dunlin *project, const char *command,
    const struct cli_options *options, struct dunlin_error *err);
/* What the library is to know; PAYLOAD of its callbacks is OPTIONS. */
void cli_library_options(const struct cli_options *options, struct dunlin_options *out);

/* Rows that several commands have. */
#define CLI_OPTION_JSON                                                                            \
	{                                                                                          \
		.name = "json", .help = "print JSON", .offset = offsetof(struct cli_options, json) \
	}
#define CLI_OPTION_WAIT                                                          \
	{                                                                        \
		.name = "wait", .value = "DURATION", .usual = "60s",             \
		.help = "wait so long for a server that is still starting, 60s", \
		.offset = offsetof(struct cli_options, wait)                     \
	}
#define CLI_OPTION_STEP                                                                       \
	{                                                                                     \
		.name = "step", .value = "ANSWER",                                            \
		.help = "of a step that nobody can know of: it is 'done', or run it 'again'", \
		.choices = (const char *const[]){ "done", "again", NULL },                    \
		.offset = offsetof(struct cli_options, step)                                  \
	}
/* A large table may be written anew. */
#define CLI_OPTION_REWRITE                                                                    \
	{                                                                                     \
		.name = "allow-rewrite",                                                      \
		.help = "write large tables anew for a column's type, while everybody waits", \
		.offset = offsetof(struct cli_options, allow_rewrite)                         \
	}
/* For a script, which knows no sizes. */
#define CLI_OPTION_LARGE                                                                          \
	{                                                                                         \
		.name = "assume-large", .value = "TABLE",                                         \
		.help = "with --sql: spare this table, or 'all', as a large one; may come again", \
		.offset = offsetof(struct cli_options, large), .many = true                       \
	}
#define CLI_OPTION_TRANSACTION                                                          \
	{                                                                               \
		.name = "transaction", .value = "WHAT",                                 \
		.help = "make each 'revision' one, the whole 'run', or 'none' of them", \
		.choices = (const char *const[]){ "revision", "run", "none", NULL },    \
		.offset = offsetof(struct cli_options, transaction)                     \
	}
#define CLI_OPTION_SQL                                                                \
	{                                                                             \
		.name = "sql", .help = "write the SQL to stdout, without connecting", \
		.offset = offsetof(struct cli_options, sql), .excludes = "json"       \
	}

#define CLI_OPTION_TAG                                                             \
	{                                                                          \
		.name = "tag", .value = "TAG",                                     \
		.help = "what ${tag} in revision files stands for, as -x tag=TAG", \
		.offset = offsetof(struct cli_options, tag)                        \
	}

/* Of commands that make a revision. */
#define CLI_OPTION_REV_ID                                                                      \
	{                                                                                      \
		.name = "rev-id", .value = "ID", .help = "its id, instead of a generated one", \
		.offset = offsetof(struct cli_options, rev_id)                                 \
	}
#define CLI_OPTION_BRANCH_LABEL                                              \
	{                                                                    \
		.name = "branch-label", .value = "LABEL",                    \
		.help = "name of the branch that begins with it",            \
		.offset = offsetof(struct cli_options, labels), .many = true \
	}
#define CLI_OPTION_SPLICE                                                  \
	{                                                                  \
		.name = "splice", .help = "let it follow what is no head", \
		.offset = offsetof(struct cli_options, splice)             \
	}

#define CLI_TARGETS                                                                     \
	"TARGET is head, heads, base, a revision or a unique prefix of one, a branch\n" \
	"label, +N or -N revisions from where the database is, or REVISION+N;\n"        \
	"BRANCH@TARGET stays on one branch, which a label or a revision names.\n"
#define CLI_REVISIONS                                                                  \
	"REVISION is head, heads, current, a revision or a unique prefix of one, or\n" \
	"a label.\n"
#define CLI_RANGE "With --sql it may be a range, A:B.\n"

#endif
