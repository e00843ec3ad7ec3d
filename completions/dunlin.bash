# bash completion for dunlin: commands, options, revisions and labels, asked of dunlin itself

_dunlin() {
	local rest=$COMP_LINE part i cur kept='' line c words=()
	# bash has cut the words at : = and @, which stand within ours.
	for ((i = 0; i <= COMP_CWORD; i++)); do
		part=${COMP_WORDS[i]}
		if ((i == 0)) || [[ $rest == [[:space:]]* ]]; then
			words+=("$part")
		else
			words[${#words[@]} - 1]+=$part
		fi
		rest=${rest#"${rest%%[![:space:]]*}"}
		rest=${rest#"$part"}
	done
	cur=${words[${#words[@]} - 1]}
	# What stands before the last of these is not to be given back.
	for ((i = 0; i < ${#cur}; i++)); do
		c=${cur:i:1}
		[[ $c == [:=@] && $COMP_WORDBREAKS == *"$c"* ]] && kept=${cur:0:i+1}
	done
	COMPREPLY=()
	while IFS= read -r line; do
		case $line in
		:files | :folders)
			compopt -o filenames 2>/dev/null
			[[ $line == :files ]] && c=-f || c=-d
			while IFS= read -r part; do
				COMPREPLY+=("$part")
			done < <(compgen "$c" -- "${cur#*=}")
			;;
		*) line=${line%%$'\t'*} && COMPREPLY+=("${line#"$kept"}") ;;
		esac
	done < <(printf '%s\n' "${words[@]:1}" | "${words[0]}" __complete 2>/dev/null)
}

complete -F _dunlin dunlin
