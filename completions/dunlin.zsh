#compdef dunlin
# zsh completion for dunlin: commands, options, revisions and labels, asked of dunlin itself

local line
local -a found asked
asked=("${(@)words[2,CURRENT-1]//$'\n'/ }" "$PREFIX")
for line in "${(@f)$(print -rl -- "${(@)asked}" | "${words[1]}" __complete 2>/dev/null)}"; do
	case $line in
	:files | :folders)
		compset -P '--*='
		[[ $line == :files ]] && _files || _files -/
		;;
	*$'\t'*) found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
	esac
done
((${#found})) && _describe -V dunlin found
