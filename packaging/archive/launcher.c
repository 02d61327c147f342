/* bin/NAME of an archive: starts libexec/NAME with the loader and the libraries of lib/, wherever
   the archive lies. Static, so that it needs no library of the machine; no variable is set, so that
   programs that NAME starts have the machine's own libraries. LOADER: its name in lib/. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { options = 6 };

static int fail(const char* name, const char* what) {
  fprintf(stderr, "%s: cannot start: %s\n", name, what);
  return 3;
}

int main(int argc, char** argv) {
  const char* const called = argc > 0 ? argv[0] : "launcher";
  char self[PATH_MAX];
  const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length <= 0) return fail(called, "/proc, which says where the program lies, is not mounted");
  self[length] = '\0';
  char* const name = strrchr(self, '/');
  *name = '\0';
  char* const folder = strrchr(self, '/'); /* of "/opt/edgeprobe/bin" */
  if (!folder) return fail(called, "it does not lie in a folder bin of its archive");
  *folder = '\0';

  char loader[PATH_MAX + 64], libraries[PATH_MAX + 64], program[2 * PATH_MAX];
  snprintf(loader, sizeof loader, "%s/lib/%s", self, LOADER);
  snprintf(libraries, sizeof libraries, "%s/lib", self);
  snprintf(program, sizeof program, "%s/libexec/%s", self, name + 1);
  char** const arguments = calloc((size_t)argc + options + 2, sizeof *arguments);
  if (!arguments) return fail(called, "no memory");
  char* const first[] = {loader, "--inhibit-cache", "--library-path", libraries,
                         "--argv0", (char*)called, program};
  memcpy(arguments, first, sizeof first);
  if (argc > 1) memcpy(arguments + options + 1, argv + 1, (size_t)(argc - 1) * sizeof *argv);
  execv(loader, arguments);
  return fail(called, "its folder lib is not complete");
}
