/* test_bar.c - the line that shows how far a run is */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "cli/bar.h"
#include "dntest.h"

static void
check_bar(const struct dunlin_event *event, unsigned width, const char *want)
{
	char *got = cli_bar_text(event, width);

	CHECK_STR(got, want);
	free(got);
}

static struct dunlin_event
event_of(enum dunlin_event_kind kind)
{
	return (struct dunlin_event){
		.size = sizeof(struct dunlin_event),
		.kind = kind,
		.revisions = 4,
		.revisions_done = 1,
		.steps = 12,
		.steps_done = 3,
		.revision = "002",
		.message = "An index",
	};
}

static void
test_widths(void)
{
	struct dunlin_event event = event_of(DUNLIN_EVENT_PROGRESS);

	event.phase = "building index: scanning table";
	event.amount = 200;
	event.amount_done = 90;
	event.unit = "blocks";
	event.ms = 75400;
	check_bar(&event, 90,
	    "[###---------] 2/4 002 building index: scanning table              [####------]  45% "
	    "1:15");
	check_bar(&event, 60, "[###---------] 2/4 002 building inde [####------]  45% 1:15");
	check_bar(&event, 30, "2/4 002 building in  45% 1:15");
	check_bar(&event, 20, "2/4 002 b  45% 1:15");
	event.ms = 3723000;
	event.amount = 0;
	check_bar(&event, 50, "[###---------] 2/4 002 building index: sc 1:02:03");
}

static void
test_who_is_in_the_way(void)
{
	const struct dunlin_holder who = { .pid = "77", .application = "report" };
	struct dunlin_event event = event_of(DUNLIN_EVENT_WAIT);

	event.revisions = 0;
	event.revision = event.message = NULL;
	event.waits_for = "lock";
	event.holder = &who;
	event.ms = 2000;
	check_bar(&event, 60, "waiting for the lock: pid 77 report is in the way,     0:02");
	event = event_of(DUNLIN_EVENT_RETRY);
	event.reason = "lock timeout";
	event.holder = &who;
	check_bar(&event, 100,
	    "[###---------] 2/4 002 is tried again: pid 77 report is in the way, lock timeout");
}

/* What a terminal shows in two columns must not make the line longer than it is. */
static void
test_letters(void)
{
	struct dunlin_event event = event_of(DUNLIN_EVENT_REVISION);

	event.message = "\xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8 and more";
	check_bar(&event, 20, "2/4 002 \xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8 and ");
	check_bar(&event, 30, "2/4 002 \xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8 and more");
	event.message = "a\tb\033[2Jc\nd\xc3\xa9";
	check_bar(&event, 30, "2/4 002 a b [2Jc d\xc3\xa9");
}

static void
test_the_end(void)
{
	struct dunlin_event event = event_of(DUNLIN_EVENT_REVISION_DONE);

	event.revisions_done = 4;
	event.steps_done = 12;
	check_bar(&event, 80, "[############] 4/4 ");
}

static CU_TestInfo tests[] = { TEST(test_widths), TEST(test_who_is_in_the_way), TEST(test_letters),
	TEST(test_the_end), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = {
	{ "bar", NULL, NULL, NULL, NULL, tests },
	CU_SUITE_INFO_NULL,
};
