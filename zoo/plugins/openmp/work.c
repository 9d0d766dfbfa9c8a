#include <stdint.h>

int64_t zoo_openmp_sum(int limit) {
  int64_t sum = 0;
#pragma omp parallel for num_threads(4) reduction(+ : sum)
  for (int i = 0; i < limit; i++)
    sum += i;
  return sum;
}
