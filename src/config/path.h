/* path.h - paths as text */
#ifndef DN_CONFIG_PATH_H
#define DN_CONFIG_PATH_H

/* PATH from the root; a "./" before it is dropped, a ".." stays, for the sake of links. */
char *dn_path_absolute(const void *mem, const char *path);
/* The folder of PATH. */
char *dn_path_folder(const void *mem, const char *path);
/* PATH, seen from FOLDER. */
char *dn_path_join(const void *mem, const char *folder, const char *path);

#endif
