/* Big integers: factorials, digits of pi, modular powers and a Miller-Rabin test of large numbers. */
#include "runtime.h"

enum { LIMBS = 34 };

typedef struct {
  uint64_t limb[LIMBS];
} number;

static void set(number *n, uint64_t value) {
  memset(n, 0, sizeof *n);
  n->limb[0] = value;
}

static uint64_t multiply_small(number *n, uint64_t factor) {
  unsigned __int128 carry = 0;
  for (int i = 0; i < LIMBS; i++) {
    carry += (unsigned __int128)n->limb[i] * factor;
    n->limb[i] = (uint64_t)carry;
    carry >>= 64;
  }
  return (uint64_t)carry;
}

/* Divides, and answers the remainder. */
static uint64_t divide_small(number *n, uint64_t divisor) {
  uint64_t remainder = 0;
  for (int i = LIMBS - 1; i >= 0; i--) {
    uint64_t quotient;
    __asm__("divq %[divisor]"
            : "=a"(quotient), "=d"(remainder)
            : "a"(n->limb[i]), "d"(remainder), [divisor] "r"(divisor)
            : "cc");
    n->limb[i] = quotient;
  }
  return remainder;
}

static int is_zero(const number *n) {
  uint64_t all = 0;
  for (int i = 0; i < LIMBS; i++) {
    all |= n->limb[i];
  }
  return all == 0;
}

static int compare(const number *a, const number *b) {
  for (int i = LIMBS - 1; i >= 0; i--) {
    if (a->limb[i] != b->limb[i]) {
      return a->limb[i] < b->limb[i] ? -1 : 1;
    }
  }
  return 0;
}

static void add(number *a, const number *b) {
  unsigned __int128 carry = 0;
  for (int i = 0; i < LIMBS; i++) {
    carry += (unsigned __int128)a->limb[i] + b->limb[i];
    a->limb[i] = (uint64_t)carry;
    carry >>= 64;
  }
}

static void subtract(number *a, const number *b) {
  uint64_t borrow = 0;
  for (int i = 0; i < LIMBS; i++) {
    uint64_t d;
    uint64_t under = (uint64_t)__builtin_usubl_overflow(a->limb[i], b->limb[i], &d);
    under |= (uint64_t)__builtin_usubl_overflow(d, borrow, &d);
    a->limb[i] = d;
    borrow = under;
  }
}

static void print_number(number n) {
  char digits[LIMBS * 20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + divide_small(&n, 10));
  } while (!is_zero(&n));
  print_bytes(digits + at, sizeof digits - at);
}

/* a * b mod m, bit by bit. m must leave the top bit free. */
static void multiply_modular(number *result, const number *a, const number *b, const number *m,
                             int bits) {
  number sum;
  set(&sum, 0);
  for (int i = bits - 1; i >= 0; i--) {
    number twice = sum;
    add(&sum, &twice);
    if (compare(&sum, m) >= 0) {
      subtract(&sum, m);
    }
    if (b->limb[i / 64] >> (i % 64) & 1) {
      add(&sum, a);
      if (compare(&sum, m) >= 0) {
        subtract(&sum, m);
      }
    }
  }
  *result = sum;
}

static void power_modular(number *result, const number *base, const number *exponent,
                          const number *m, int bits) {
  number power;
  set(&power, 1);
  for (int i = bits - 1; i >= 0; i--) {
    multiply_modular(&power, &power, &power, m, bits);
    if (exponent->limb[i / 64] >> (i % 64) & 1) {
      multiply_modular(&power, &power, base, m, bits);
    }
  }
  *result = power;
}

static int passes_miller_rabin(const number *n, uint64_t witness, int bits) {
  number one;
  number odd;
  number minus_one = *n;
  set(&one, 1);
  subtract(&minus_one, &one);
  odd = minus_one;
  int twos = 0;
  while ((odd.limb[0] & 1) == 0) {
    divide_small(&odd, 2);
    twos++;
  }
  number base;
  number x;
  set(&base, witness);
  power_modular(&x, &base, &odd, n, bits);
  if (compare(&x, &one) == 0 || compare(&x, &minus_one) == 0) {
    return 1;
  }
  for (int i = 1; i < twos; i++) {
    multiply_modular(&x, &x, &x, n, bits);
    if (compare(&x, &minus_one) == 0) {
      return 1;
    }
  }
  return 0;
}

/* 2^exponent - 1. */
static void mersenne(number *n, int exponent) {
  number one;
  set(&one, 1);
  set(n, 0);
  n->limb[exponent / 64] = 1ull << (exponent % 64);
  subtract(n, &one);
}

static void factorial(uint64_t n) {
  number product;
  set(&product, 1);
  for (uint64_t i = 2; i <= n; i++) {
    multiply_small(&product, i);
  }
  print_unsigned(n);
  print("! = ");
  print_number(product);
  print("\n");
}

/* The spigot of Rabinowitz and Wagon. */
static void pi(int digits) {
  int length = digits * 10 / 3 + 2;
  uint32_t *remainders = allocate((size_t)length * sizeof *remainders);
  for (int i = 0; i < length; i++) {
    remainders[i] = 2;
  }
  char *out = allocate((size_t)digits + 2);
  int count = 0;
  for (int d = 0; d < digits; d++) {
    uint32_t carry = 0;
    for (int i = length - 1; i > 0; i--) {
      uint32_t x = remainders[i] * 10 + carry;
      remainders[i] = x % (uint32_t)(2 * i + 1);
      carry = x / (uint32_t)(2 * i + 1) * (uint32_t)i;
    }
    uint32_t x = remainders[0] * 10 + carry;
    remainders[0] = x % 10;
    uint32_t digit = x / 10;
    if (digit == 10) {
      digit = 0;
      for (int k = count - 1; k >= 0; k--) {
        out[k] = out[k] == '9' ? '0' : (char)(out[k] + 1);
        if (out[k] != '0') {
          break;
        }
      }
    }
    out[count++] = (char)('0' + digit);
  }
  print("pi = ");
  print_bytes(out, (size_t)count);
  print("\n");
}

int main(void) {
  factorial(20);
  factorial(100);
  factorial(300);
  pi(120);
  static const int exponents[] = {61, 67};
  for (size_t i = 0; i < sizeof exponents / sizeof exponents[0]; i++) {
    number n;
    mersenne(&n, exponents[i]);
    print("2^");
    print_signed(exponents[i]);
    print(" - 1 = ");
    print_number(n);
    print(passes_miller_rabin(&n, 3, exponents[i] + 1) ? " is probably prime\n"
                                                       : " is composite\n");
  }
  return 0;
}
