// What a library in C leaves with a process: a thread that never ends, and a destructor for each thread that called it.
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int started;
static volatile long turns;

static void *turn(void *unused) {
  for (;;) {
    usleep(1000);
    turns++;
  }
  return unused;
}

static void start(void) {
  pthread_t thread;
  started = pthread_key_create(&key, free);
  if (started == 0)
    started = pthread_create(&thread, NULL, turn, NULL);
  if (started == 0)
    started = pthread_detach(thread);
}

int zoo_worker_start(void) {
  pthread_once(&once, start);
  if (started != 0)
    return started;
  free(pthread_getspecific(key));
  return pthread_setspecific(key, malloc(8));
}
