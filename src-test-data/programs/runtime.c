/* The runtime of the programs: two Linux system calls, write and exit. */
#include "runtime.h"

enum { POOL_BYTES = 4 << 20, BUFFER_BYTES = 512 };

static unsigned char pool[POOL_BYTES] __attribute__((aligned(16)));
static size_t used;
static char buffer[BUFFER_BYTES];
static size_t buffered;

__asm__(
    ".globl _start\n"
    "_start:\n"
    "  xor %ebp, %ebp\n"
    "  and $-32, %rsp\n"
    "  call main\n"
    "  mov %eax, %edi\n"
    "  call quit\n");

static long system_call(long number, long a, long b, long c) {
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c)
                   : "rcx", "r11", "memory");
  return result;
}

static void flush(void) {
  size_t done = 0;
  while (done < buffered) {
    long written = system_call(1, 1, (long)(buffer + done), (long)(buffered - done));
    if (written <= 0) {
      break;
    }
    done += (size_t)written;
  }
  buffered = 0;
}

void quit(int status) {
  flush();
  for (;;) {
    system_call(60, status, 0, 0);
  }
}

void print_bytes(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (buffered == BUFFER_BYTES) {
      flush();
    }
    buffer[buffered++] = bytes[i];
  }
}

void print(const char *text) { print_bytes(text, strlen(text)); }

void print_unsigned(uint64_t value) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  print_bytes(digits + at, sizeof digits - at);
}

void print_signed(int64_t value) {
  if (value < 0) {
    print("-");
  }
  print_unsigned(value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void print_hex(uint64_t value, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    char digit = "0123456789abcdef"[value >> shift & 15];
    print_bytes(&digit, 1);
  }
}

void print_double(double value, int digits) {
  union {
    double value;
    uint64_t bits;
  } image = {value};
  print_hex(image.bits, 16);
  print(" ");
  if (value != value) {
    print("nan");
    return;
  }
  if (image.bits >> 63 != 0) {
    print("-");
    value = -value;
  }
  if (value > 9e15) {
    print("large");
    return;
  }
  double scale = 1;
  for (int i = 0; i < digits; i++) {
    scale *= 10;
  }
  uint64_t whole = (uint64_t)value;
  uint64_t fraction = (uint64_t)((value - (double)whole) * scale + 0.5);
  if (fraction >= (uint64_t)scale) {
    whole++;
    fraction = 0;
  }
  print_unsigned(whole);
  print(".");
  for (uint64_t place = (uint64_t)scale / 10; place > 0; place /= 10) {
    char digit = (char)('0' + fraction / place % 10);
    print_bytes(&digit, 1);
  }
}

void *allocate(size_t bytes) {
  size_t rounded = (bytes + 15) & ~(size_t)15;
  if (rounded > POOL_BYTES - used) {
    print("out of memory\n");
    quit(1);
  }
  void *result = pool + used;
  used += rounded;
  return result;
}

uint64_t next_random(generator *g) {
  g->state ^= g->state >> 12;
  g->state ^= g->state << 25;
  g->state ^= g->state >> 27;
  return g->state * 0x2545f4914f6cdd1dull;
}

/* String instructions: a loop would be turned into a call of the function itself. */
void *memcpy(void *to, const void *from, size_t length) {
  void *destination = to;
  __asm__ volatile("rep movsb" : "+D"(destination), "+S"(from), "+c"(length) : : "memory");
  return to;
}

void *memmove(void *to, const void *from, size_t length) {
  if ((uintptr_t)to - (uintptr_t)from >= length) {
    return memcpy(to, from, length);
  }
  unsigned char *destination = (unsigned char *)to + length - 1;
  const unsigned char *source = (const unsigned char *)from + length - 1;
  __asm__ volatile("std\n rep movsb\n cld"
                   : "+D"(destination), "+S"(source), "+c"(length)
                   :
                   : "memory");
  return to;
}

void *memset(void *to, int value, size_t length) {
  void *destination = to;
  __asm__ volatile("rep stosb" : "+D"(destination), "+c"(length) : "a"(value) : "memory");
  return to;
}

int memcmp(const void *a, const void *b, size_t length) {
  const volatile unsigned char *x = a;
  const volatile unsigned char *y = b;
  for (size_t i = 0; i < length; i++) {
    if (x[i] != y[i]) {
      return x[i] < y[i] ? -1 : 1;
    }
  }
  return 0;
}

size_t strlen(const char *text) {
  const volatile char *at = text;
  while (*at != 0) {
    at++;
  }
  return (size_t)(at - text);
}

int strcmp(const char *a, const char *b) {
  while (*a != 0 && *a == *b) {
    a++;
    b++;
  }
  return (unsigned char)*a - (unsigned char)*b;
}
