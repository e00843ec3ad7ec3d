# page.awk - the page of one command, dunlin-COMMAND(1), from what dunlin(1) says of it
#
# -v command=NAME -v summary=TEXT.  Taken are its paragraphs in COMMANDS, of the options "Of some
# commands" what follows a line that names it (".BR upgrade ", " plan :"), what its operands may be,
# and the exit status.
function section_is(name) {
	return section == name
}

# The text of a macro's arguments.
function plain(line) {
	sub(/^\.[A-Z]+ */, "", line)
	gsub(/\\f[A-Z]|"/, "", line)
	gsub(/\\-/, "-", line)
	return line
}

# Does the list, "upgrade , plan :", have the command?
function names_it(list, words, n, i) {
	n = split(list, words, /[ ,:]+/)
	for (i = 1; i <= n; i++)
		if (words[i] == command)
			return 1
	return 0
}

function take_command(line, words) {
	if (line == ".TP") {
		begins = 1
		return
	}
	if (begins) {
		split(plain(line), words, /[ \[]/)
		taken = words[1] == command
		if (taken)
			synopsis = synopsis (synopsis == "" ? "" : ".br\n") ".B dunlin\n.RI [ option ]...\n" line "\n"
		if (taken && description != "")
			description = description ".PP\n"
	} else if (taken)
		description = description (line == ".IP" ? ".PP" : line) "\n"
	begins = 0
}

function take_option(line) {
	if (line == ".TP") {
		term = ""
		begins = 1
	} else if (begins) {
		term = ".TP\n" line "\n"
		begins = taken = 0
	} else if (line ~ /^\.BR [a-z_\\-]+( ", " [a-z_\\-]+)*( :| ", ")$/ || listing) {
		list = (listing ? list : "") " " plain(line)
		listing = line !~ / :$/
		if (listing)
			return
		taken = names_it(list)
		if (taken) {
			options = options term
			term = ""
		}
	} else if (taken)
		options = options line "\n"
}

NR == 1 {
	title = $0
	sub(/DUNLIN 1/, "DUNLIN\\-" toupper(command) " 1", title)
}
/^\.S[HS] / {
	section = plain($0)
	begins = taken = listing = 0
	next
}
section_is("COMMANDS") { take_command($0) }
section_is("Of some commands") { take_option($0) }
section_is("Targets") { targets = targets $0 "\n" }
section_is("EXIT STATUS") { status = status $0 "\n" }
END {
	printf "%s\n.\\\" Made from dunlin.1.\n.SH NAME\ndunlin\\-%s \\- %s\n", title, command, summary
	printf ".SH SYNOPSIS\n%s.SH DESCRIPTION\n%s", synopsis, description
	printf ".SH OPTIONS\n%s.PP\nThose of every command are in\n.BR dunlin (1).\n", options
	if (synopsis ~ /TARGET|REVISION|FROM/)
		printf ".SH TARGETS\n%s", targets
	printf ".SH EXIT STATUS\n%s", status
	printf ".SH SEE ALSO\n.BR dunlin (1),\n.BR dunlin.ini (5),\n.BR dunlin\\-json (5)\n"
}
