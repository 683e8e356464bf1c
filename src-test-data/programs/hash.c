/* Hash functions: SHA-256, CRC-32, FNV-1a and SipHash over the same messages. */
#include "runtime.h"

static uint32_t rotate32(uint32_t x, int n) { return x >> n | x << (32 - n); }
static uint64_t rotate64(uint64_t x, int n) { return x << n | x >> (64 - n); }

static uint32_t constants[64];
static uint32_t initial[8];

/* The fractional parts of the square and cube roots of the first primes, by integer arithmetic. */
static uint32_t root_fraction(uint64_t prime, int power) {
  /* The largest r with r^power <= prime * 2^(32 * power). */
  unsigned __int128 low = 0;
  unsigned __int128 high = (unsigned __int128)1 << 36;
  while (high - low > 1) {
    unsigned __int128 middle = (low + high) / 2;
    unsigned __int128 product = middle * middle * (power == 3 ? middle : 1);
    if (product > (unsigned __int128)prime << (32 * power)) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return (uint32_t)low;
}

static void make_constants(void) {
  int count = 0;
  for (uint64_t n = 2; count < 64; n++) {
    int prime = 1;
    for (uint64_t d = 2; d * d <= n; d++) {
      if (n % d == 0) {
        prime = 0;
      }
    }
    if (prime) {
      constants[count] = root_fraction(n, 3);
      if (count < 8) {
        initial[count] = root_fraction(n, 2);
      }
      count++;
    }
  }
}

static void sha256_block(uint32_t state[8], const unsigned char *block) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++) {
    w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
           (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
  }
  for (int i = 16; i < 64; i++) {
    uint32_t a = rotate32(w[i - 15], 7) ^ rotate32(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint32_t b = rotate32(w[i - 2], 17) ^ rotate32(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + a + w[i - 7] + b;
  }
  uint32_t s[8];
  memcpy(s, state, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t e = rotate32(s[4], 6) ^ rotate32(s[4], 11) ^ rotate32(s[4], 25);
    uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
    uint32_t t1 = s[7] + e + choice + constants[i] + w[i];
    uint32_t a = rotate32(s[0], 2) ^ rotate32(s[0], 13) ^ rotate32(s[0], 22);
    uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
    for (int j = 7; j > 0; j--) {
      s[j] = s[j - 1];
    }
    s[4] += t1;
    s[0] = t1 + a + majority;
  }
  for (int i = 0; i < 8; i++) {
    state[i] += s[i];
  }
}

static void sha256(const unsigned char *message, size_t length) {
  uint32_t state[8];
  memcpy(state, initial, sizeof state);
  size_t whole = length / 64;
  for (size_t i = 0; i < whole; i++) {
    sha256_block(state, message + 64 * i);
  }
  unsigned char tail[128];
  memset(tail, 0, sizeof tail);
  size_t rest = length % 64;
  memcpy(tail, message + 64 * whole, rest);
  tail[rest] = 0x80;
  size_t blocks = rest < 56 ? 1 : 2;
  for (int i = 0; i < 8; i++) {
    tail[64 * blocks - 1 - (size_t)i] = (unsigned char)((uint64_t)length * 8 >> (8 * i));
  }
  for (size_t i = 0; i < blocks; i++) {
    sha256_block(state, tail + 64 * i);
  }
  for (int i = 0; i < 8; i++) {
    print_hex(state[i], 8);
  }
}

static uint32_t crc32(const unsigned char *message, size_t length) {
  static uint32_t table[256];
  if (table[1] == 0) {
    for (uint32_t n = 0; n < 256; n++) {
      uint32_t c = n;
      for (int k = 0; k < 8; k++) {
        c = c >> 1 ^ (0xedb88320u & -(c & 1));
      }
      table[n] = c;
    }
  }
  uint32_t crc = ~0u;
  for (size_t i = 0; i < length; i++) {
    crc = table[(crc ^ message[i]) & 255] ^ crc >> 8;
  }
  return ~crc;
}

static uint64_t fnv1a(const unsigned char *message, size_t length) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (size_t i = 0; i < length; i++) {
    hash = (hash ^ message[i]) * 0x100000001b3ull;
  }
  return hash;
}

static void sip_round(uint64_t v[4]) {
  v[0] += v[1];
  v[1] = rotate64(v[1], 13) ^ v[0];
  v[0] = rotate64(v[0], 32);
  v[2] += v[3];
  v[3] = rotate64(v[3], 16) ^ v[2];
  v[0] += v[3];
  v[3] = rotate64(v[3], 21) ^ v[0];
  v[2] += v[1];
  v[1] = rotate64(v[1], 17) ^ v[2];
  v[2] = rotate64(v[2], 32);
}

static uint64_t siphash(const unsigned char *message, size_t length) {
  const uint64_t k0 = 0x0706050403020100ull;
  const uint64_t k1 = 0x0f0e0d0c0b0a0908ull;
  uint64_t v[4] = {k0 ^ 0x736f6d6570736575ull, k1 ^ 0x646f72616e646f6dull,
                   k0 ^ 0x6c7967656e657261ull, k1 ^ 0x7465646279746573ull};
  for (size_t i = 0; i <= length / 8; i++) {
    uint64_t word = 0;
    for (size_t j = 0; j < 8 && 8 * i + j < length; j++) {
      word |= (uint64_t)message[8 * i + j] << (8 * j);
    }
    if (i == length / 8) {
      word |= (uint64_t)length << 56;
    }
    v[3] ^= word;
    sip_round(v);
    sip_round(v);
    v[0] ^= word;
  }
  v[2] ^= 0xff;
  for (int i = 0; i < 4; i++) {
    sip_round(v);
  }
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

int main(void) {
  make_constants();
  generator g = {143};
  unsigned char *message = allocate(20000);
  for (size_t i = 0; i < 20000; i++) {
    message[i] = (unsigned char)next_random(&g);
  }
  memcpy(message, "abc", 3);
  static const size_t lengths[] = {0, 1, 3, 7, 8, 55, 56, 63, 64, 65, 119, 1000, 20000};
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    print_unsigned(lengths[i]);
    print(" sha256 ");
    sha256(message, lengths[i]);
    print(" crc32 ");
    print_hex(crc32(message, lengths[i]), 8);
    print(" fnv1a ");
    print_hex(fnv1a(message, lengths[i]), 16);
    print(" siphash ");
    print_hex(siphash(message, lengths[i]), 16);
    print("\n");
  }
  return 0;
}
