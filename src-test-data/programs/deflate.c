/* Compression in the manner of zlib: LZ77 with hash chains, canonical Huffman codes, and back. */
#include "runtime.h"

enum {
  INPUT = 9000,
  WINDOW = 8192,
  HASHES = 4096,
  CHAIN = 32,
  SHORTEST = 3,
  LONGEST = 130,
  LITERALS = 256,
  /* One symbol a match length behind the literals, then the end. */
  SYMBOLS = LITERALS + (LONGEST - SHORTEST + 1) + 1,
  END = SYMBOLS - 1,
  MOST_BITS = 24,
  DISTANCE_BITS = 13
};

typedef struct {
  uint16_t symbol;
  uint16_t distance;
} token;

typedef struct {
  unsigned char *bytes;
  size_t bits;
} stream;

static unsigned char input[INPUT];
static unsigned char output[INPUT];
static token tokens[INPUT + 1];

static void make_input(void) {
  static const char *const words[] = {"page ",   "fault ",     "stack ",   "lazy ",  "probe ",
                                      "kernel ", "interrupt ", "preempt ", "guard ", "thread "};
  generator g = {99};
  size_t at = 0;
  while (at < INPUT) {
    uint64_t r = next_random(&g);
    if ((r & 15) == 0) {
      for (int i = 0; i < 6 && at < INPUT; i++) {
        input[at++] = (unsigned char)(r >> (8 + 8 * i));
      }
    } else {
      for (const char *c = words[(r >> 8) % 10]; *c != 0 && at < INPUT; c++) {
        input[at++] = (unsigned char)*c;
      }
    }
  }
}

static uint32_t hash(const unsigned char *p) {
  return ((uint32_t)p[0] << 10 ^ (uint32_t)p[1] << 5 ^ p[2]) * 2654435761u >> 20;
}

static size_t tokenize(void) {
  static int32_t head[HASHES];
  static int32_t previous[INPUT];
  memset(head, 0xff, sizeof head);
  size_t count = 0;
  size_t at = 0;
  while (at < INPUT) {
    size_t best = 0;
    size_t distance = 0;
    if (at + SHORTEST <= INPUT) {
      int32_t candidate = head[hash(input + at)];
      for (int i = 0; i < CHAIN && candidate >= 0 && at - (size_t)candidate < WINDOW; i++) {
        size_t length = 0;
        while (length < LONGEST && at + length < INPUT &&
               input[(size_t)candidate + length] == input[at + length]) {
          length++;
        }
        if (length > best) {
          best = length;
          distance = at - (size_t)candidate;
        }
        candidate = previous[candidate];
      }
    }
    size_t step = best >= SHORTEST ? best : 1;
    tokens[count].symbol = (uint16_t)(step > 1 ? LITERALS + best - SHORTEST : input[at]);
    tokens[count++].distance = (uint16_t)(step > 1 ? distance : 0);
    for (; step > 0; step--, at++) {
      if (at + SHORTEST <= INPUT) {
        previous[at] = head[hash(input + at)];
        head[hash(input + at)] = (int32_t)at;
      }
    }
  }
  tokens[count].symbol = END;
  tokens[count++].distance = 0;
  return count;
}

/* Lengths of the Huffman codes, by joining the two lightest trees until one is left. */
static void code_lengths(const uint32_t *weights, unsigned char *lengths) {
  static uint32_t weight[2 * SYMBOLS];
  static int parent[2 * SYMBOLS];
  int nodes = SYMBOLS;
  memcpy(weight, weights, SYMBOLS * sizeof *weights);
  memset(parent, 0, sizeof parent);
  for (;;) {
    int first = -1;
    int second = -1;
    for (int i = 0; i < nodes; i++) {
      if (weight[i] != 0 && parent[i] == 0) {
        if (first < 0 || weight[i] < weight[first]) {
          second = first;
          first = i;
        } else if (second < 0 || weight[i] < weight[second]) {
          second = i;
        }
      }
    }
    if (second < 0) {
      break;
    }
    weight[nodes] = weight[first] + weight[second];
    parent[first] = nodes;
    parent[second] = nodes++;
  }
  for (int i = 0; i < SYMBOLS; i++) {
    int length = 0;
    for (int n = i; parent[n] != 0; n = parent[n]) {
      length++;
    }
    lengths[i] = (unsigned char)length;
    if (length > MOST_BITS) {
      print("code too long\n");
      quit(1);
    }
  }
}

/* Canonical codes: shorter ones first, then in the order of the symbols. */
static void codes_of(const unsigned char *lengths, uint32_t *codes) {
  uint32_t code = 0;
  for (int length = 1; length <= MOST_BITS; length++) {
    for (int i = 0; i < SYMBOLS; i++) {
      if (lengths[i] == length) {
        codes[i] = code++;
      }
    }
    code <<= 1;
  }
}

static void put(stream *s, uint32_t value, int bits) {
  for (int i = bits - 1; i >= 0; i--) {
    s->bytes[s->bits / 8] |= (unsigned char)((value >> i & 1) << (7 - s->bits % 8));
    s->bits++;
  }
}

static uint32_t take(stream *s, int bits) {
  uint32_t value = 0;
  for (; bits > 0; bits--) {
    value = value << 1 | (uint32_t)(s->bytes[s->bits / 8] >> (7 - s->bits % 8) & 1);
    s->bits++;
  }
  return value;
}

static size_t expand(stream *s, const unsigned char *lengths, const uint32_t *codes) {
  size_t at = 0;
  for (;;) {
    uint32_t code = 0;
    int symbol = -1;
    for (int length = 1; length <= MOST_BITS && symbol < 0; length++) {
      code = code << 1 | take(s, 1);
      for (int i = 0; i < SYMBOLS && symbol < 0; i++) {
        if (lengths[i] == length && codes[i] == code) {
          symbol = i;
        }
      }
    }
    if (symbol < 0 || symbol == END) {
      return at;
    }
    if (symbol < LITERALS) {
      output[at++] = (unsigned char)symbol;
    } else {
      size_t distance = take(s, DISTANCE_BITS);
      for (int i = symbol - LITERALS + SHORTEST; i > 0; i--, at++) {
        output[at] = output[at - distance];
      }
    }
  }
}

static uint32_t adler32(const unsigned char *bytes, size_t length) {
  uint32_t a = 1;
  uint32_t b = 0;
  for (size_t i = 0; i < length; i++) {
    a = (a + bytes[i]) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

int main(void) {
  make_input();
  size_t count = tokenize();
  static uint32_t weights[SYMBOLS];
  static unsigned char lengths[SYMBOLS];
  static uint32_t codes[SYMBOLS];
  for (size_t i = 0; i < count; i++) {
    weights[tokens[i].symbol]++;
  }
  code_lengths(weights, lengths);
  codes_of(lengths, codes);
  stream s = {allocate(2 * INPUT), 0};
  for (size_t i = 0; i < count; i++) {
    put(&s, codes[tokens[i].symbol], lengths[tokens[i].symbol]);
    if (tokens[i].distance != 0) {
      put(&s, tokens[i].distance, DISTANCE_BITS);
    }
  }
  size_t compressed = (s.bits + 7) / 8;
  print("tokens ");
  print_unsigned(count);
  print(" bytes ");
  print_unsigned(INPUT);
  print(" to ");
  print_unsigned(compressed);
  print(" checksum ");
  print_hex(adler32(s.bytes, compressed), 8);
  s.bits = 0;
  size_t expanded = expand(&s, lengths, codes);
  print(" back ");
  print_unsigned(expanded);
  print(expanded == INPUT && memcmp(input, output, INPUT) == 0 ? " equal " : " different ");
  print_hex(adler32(output, expanded), 8);
  print("\n");
  return 0;
}
