/* The least that a durable migration to small files can cost: N files of 1.2 KB in a staging directory, one flush of
   the file system, one rename. write-files NEW_DIRECTORY N */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char staging[4096], name[64], content[1200];
  if (argc != 3 || strlen(argv[1]) > 4000) return 2;
  long n = atol(argv[2]);
  memset(content, 'x', sizeof content);
  snprintf(staging, sizeof staging, "%s.staging", argv[1]);
  if (mkdir(staging, 0700)) return 1;
  int directory = open(staging, O_RDONLY | O_DIRECTORY);
  if (directory < 0) return 1;
  for (long i = 0; i < n; i++) {
    snprintf(name, sizeof name, "agent%%3Amain%%3Atelegram%%3Adirect%%3A%ld.json", i);
    int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (fd < 0 || write(fd, content, sizeof content) != sizeof content || close(fd)) return 1;
  }
  if (syncfs(directory) || rename(staging, argv[1])) return 1;
  printf("%ld files\n", n);
  return 0;
}
