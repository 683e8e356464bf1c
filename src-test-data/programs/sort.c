/* Sorting: quicksort, heapsort, merge sort and radix sort of the same keys, and strings. */
#include "runtime.h"

enum { COUNT = 5000, WORDS = 400 };

static void exchange(int64_t *a, int64_t *b) {
  int64_t t = *a;
  *a = *b;
  *b = t;
}

static void quicksort(int64_t *a, long low, long high) {
  while (low < high) {
    int64_t pivot = a[low + (high - low) / 2];
    long i = low;
    long j = high;
    while (i <= j) {
      while (a[i] < pivot) {
        i++;
      }
      while (a[j] > pivot) {
        j--;
      }
      if (i <= j) {
        exchange(&a[i++], &a[j--]);
      }
    }
    if (j - low < high - i) {
      quicksort(a, low, j);
      low = i;
    } else {
      quicksort(a, i, high);
      high = j;
    }
  }
}

static void sift(int64_t *a, size_t root, size_t end) {
  for (size_t child; (child = 2 * root + 1) < end; root = child) {
    if (child + 1 < end && a[child] < a[child + 1]) {
      child++;
    }
    if (a[root] >= a[child]) {
      return;
    }
    exchange(&a[root], &a[child]);
  }
}

static void heapsort(int64_t *a, size_t n) {
  for (size_t i = n / 2; i-- > 0;) {
    sift(a, i, n);
  }
  for (size_t end = n; --end > 0;) {
    exchange(&a[0], &a[end]);
    sift(a, 0, end);
  }
}

static void merge_sort(int64_t *a, int64_t *spare, size_t n) {
  for (size_t width = 1; width < n; width *= 2) {
    for (size_t start = 0; start < n; start += 2 * width) {
      size_t middle = start + width < n ? start + width : n;
      size_t end = start + 2 * width < n ? start + 2 * width : n;
      size_t i = start;
      size_t j = middle;
      for (size_t k = start; k < end; k++) {
        spare[k] = i < middle && (j >= end || a[i] <= a[j]) ? a[i++] : a[j++];
      }
    }
    memcpy(a, spare, n * sizeof *a);
  }
}

static void radix_sort(int64_t *a, int64_t *spare, size_t n) {
  for (int shift = 0; shift < 64; shift += 8) {
    size_t count[257] = {0};
    uint64_t flip = shift == 56 ? 0x80 : 0;
    for (size_t i = 0; i < n; i++) {
      count[(((uint64_t)a[i] >> shift & 255) ^ flip) + 1]++;
    }
    for (int d = 0; d < 256; d++) {
      count[d + 1] += count[d];
    }
    for (size_t i = 0; i < n; i++) {
      spare[count[((uint64_t)a[i] >> shift & 255) ^ flip]++] = a[i];
    }
    memcpy(a, spare, n * sizeof *a);
  }
}

static void report(const char *name, const int64_t *a, size_t n) {
  uint64_t sum = 0;
  size_t unordered = 0;
  for (size_t i = 0; i < n; i++) {
    sum = sum * 31 + (uint64_t)a[i];
    unordered += i > 0 && a[i - 1] > a[i];
  }
  print(name);
  print(" sum ");
  print_hex(sum, 16);
  print(" out of order ");
  print_unsigned(unordered);
  print(" least ");
  print_signed(a[0]);
  print(" median ");
  print_signed(a[n / 2]);
  print("\n");
}

static void sort_words(void) {
  static char words[WORDS][12];
  static const char *order[WORDS];
  generator g = {790};
  for (int i = 0; i < WORDS; i++) {
    uint64_t r = next_random(&g);
    int length = 1 + (int)(r & 7);
    for (int j = 0; j < length; j++) {
      words[i][j] = (char)('a' + (r >> (8 + 5 * j) & 31) % 26);
    }
    order[i] = words[i];
  }
  for (int i = 1; i < WORDS; i++) {
    const char *word = order[i];
    int j = i;
    for (; j > 0 && strcmp(order[j - 1], word) > 0; j--) {
      order[j] = order[j - 1];
    }
    order[j] = word;
  }
  for (int i = 0; i < WORDS; i += 40) {
    print(order[i]);
    print(" ");
  }
  print("\n");
}

int main(void) {
  int64_t *keys = allocate(COUNT * sizeof *keys);
  int64_t *work = allocate(COUNT * sizeof *work);
  int64_t *spare = allocate(COUNT * sizeof *spare);
  generator g = {2025};
  for (int i = 0; i < COUNT; i++) {
    int64_t r = (int64_t)next_random(&g);
    keys[i] = i % 3 == 0 ? r % 1000 : r;
  }
  memcpy(work, keys, COUNT * sizeof *work);
  quicksort(work, 0, COUNT - 1);
  report("quicksort", work, COUNT);
  memcpy(work, keys, COUNT * sizeof *work);
  heapsort(work, COUNT);
  report("heapsort", work, COUNT);
  memcpy(work, keys, COUNT * sizeof *work);
  merge_sort(work, spare, COUNT);
  report("merge sort", work, COUNT);
  memcpy(work, keys, COUNT * sizeof *work);
  radix_sort(work, spare, COUNT);
  report("radix sort", work, COUNT);
  sort_words();
  return 0;
}
