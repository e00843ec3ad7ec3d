# fish completion for dunlin: commands, options, revisions and labels, asked of dunlin itself

function __dunlin_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (printf '%s\n' (string replace -a \n ' ' -- $words[2..-1]) | command $words[1] __complete 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :folders
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $line
        end
    end
end

complete -c dunlin -f -a '(__dunlin_complete)'
