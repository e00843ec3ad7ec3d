dist_man_MANS += %D%/dunlin.1 %D%/dunlin.3 %D%/dunlin-driver.3 %D%/dunlin.ini.5 %D%/dunlin-sqlite.7 %D%/dunlin-mysql.7
