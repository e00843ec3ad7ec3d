dist_man_MANS += %D%/dunlin.1 %D%/dunlin.3 %D%/dunlin-driver.3 %D%/dunlin.ini.5 %D%/dunlin-json.5 %D%/dunlin-sqlite.7
dist_pkgdata_DATA = %D%/dunlin.schema.json
