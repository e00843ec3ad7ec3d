# code.awk - C without comments and without the text of literals, FILE:LINE: before each line
FNR == 1 { comment = 0 }
{
	line = $0
	out = ""
	while (line != "") {
		if (comment) {
			i = index(line, "*/")
			if (i == 0)
				break
			line = substr(line, i + 2)
			comment = 0
		} else if (match(line, /^"(\\.|[^"\\])*"/)) {
			out = out (out ~ /^[ \t]*#[ \t]*include[ \t]*$/ ? substr(line, 1, RLENGTH) : "\"\"")
			line = substr(line, RLENGTH + 1)
		} else if (match(line, /^'(\\.|[^'\\])*'/)) {
			out = out "''"
			line = substr(line, RLENGTH + 1)
		} else if (substr(line, 1, 2) == "/*") {
			comment = 1
			line = substr(line, 3)
		} else {
			out = out substr(line, 1, 1)
			line = substr(line, 2)
		}
	}
	if (out !~ /^[ \t]*$/)
		print FILENAME ":" FNR ":" out
}
