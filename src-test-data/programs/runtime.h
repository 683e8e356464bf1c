/* What a program without a C library needs: output, exit, memory from a fixed pool. */
#ifndef RUNTIME_H
#define RUNTIME_H

#include <stddef.h>
#include <stdint.h>

int main(void);

/* Writes to standard output. */
void print(const char *text);
void print_bytes(const char *bytes, size_t length);
void print_unsigned(uint64_t value);
void print_signed(int64_t value);
void print_hex(uint64_t value, int digits);
/* Prints the bits of a double, and its value with a number of digits behind the point. */
void print_double(double value, int digits);

/* Ends the program. */
void quit(int status) __attribute__((noreturn));

/* Memory from a pool, aligned to 16 bytes, never given back; zero filled. */
void *allocate(size_t bytes);

/* A generator of pseudo-random numbers (xorshift64*), the same on every machine. */
typedef struct {
  uint64_t state;
} generator;
uint64_t next_random(generator *g);

void *memcpy(void *to, const void *from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int value, size_t length);
int memcmp(const void *a, const void *b, size_t length);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);

#endif
