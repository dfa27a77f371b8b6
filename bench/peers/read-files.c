/* Opens, reads and closes every file of a directory: the least that listing it can cost. read-files DIRECTORY */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv) {
  static char buffer[1 << 16];
  DIR *directory = argc > 1 ? opendir(argv[1]) : NULL;
  if (!directory) return 1;
  long files = 0, bytes = 0;
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (entry->d_name[0] == '.') continue;
    int fd = openat(dirfd(directory), entry->d_name, O_RDONLY);
    if (fd < 0) continue;
    for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0;) bytes += n;
    close(fd);
    files++;
  }
  printf("%ld files, %ld bytes\n", files, bytes);
  return 0;
}
