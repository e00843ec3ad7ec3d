dist_man_MANS += %D%/dunlin.1 %D%/dunlin.ini.5 %D%/dunlin-sqlite.7
