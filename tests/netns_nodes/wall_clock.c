/* Moves a program's wall clock by the seconds that stand in a file; its monotonic clock stays.
 *
 * It includes no headers, so that a compiler alone can build it:
 * cc -shared -fPIC -nostdlib -o wall_clock.so wall_clock.c
 */
struct timespec { long s, ns; };
struct timeval { long s, us; };

extern void *dlsym(void *, const char *);
extern char *getenv(const char *);
extern int open(const char *, int, ...);
extern void *mmap(void *, unsigned long, int, int, int, long);

enum { REALTIME = 0, REALTIME_COARSE = 5, READ = 1, SHARED = 1 };

static int (*honest)(int, struct timespec *);
static const volatile long *shift_s;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("WALL_CLOCK");
  int file = path ? open(path, 0) : -1;
  void *seen = file < 0 ? (void *)-1 : mmap(0, sizeof(long), READ, SHARED, file, 0);
  if (seen != (void *)-1) shift_s = seen;
}

int clock_gettime(int clock, struct timespec *now) {
  if (!honest) honest = (int (*)(int, struct timespec *))dlsym((void *)-1, "clock_gettime");
  int failed = honest(clock, now);
  if (!failed && shift_s && (clock == REALTIME || clock == REALTIME_COARSE)) now->s += *shift_s;
  return failed;
}

int gettimeofday(struct timeval *now, void *zone) {
  struct timespec exact;
  (void)zone;
  if (clock_gettime(REALTIME, &exact)) return -1;
  now->s = exact.s;
  now->us = exact.ns / 1000;
  return 0;
}

long time(long *there) {
  struct timespec exact;
  if (clock_gettime(REALTIME, &exact)) return -1;
  if (there) *there = exact.s;
  return exact.s;
}

/* A time service keeps this clock: that is what makes a node trust it. */
int adjtimex(void *asked) {
  (void)asked;
  return 0;
}
